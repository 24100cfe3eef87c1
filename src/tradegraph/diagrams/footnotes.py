"""The table of notes under a picture, in as many columns as make it least deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tradegraph.diagrams import shapes
from tradegraph.diagrams.measure import LEADING, Face, Words, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    Write = Callable[[Axes, float, float, Words, str, str], None]

_NARROWEST = 150.0  # a column
_GAP = 16.0
_BETWEEN = 1.5


class Footnotes(NamedTuple):
    """Notes where they stand: each with its left edge and how far below the top it begins, and the depth of all."""

    notes: tuple[tuple[float, float, Words], ...]
    depth: float

    def draw(self, axes: Axes, left: float, top: float, write: Write) -> None:
        """Draws the notes below `top`."""
        for number, (x, down, words) in enumerate(self.notes):
            write(axes, left + x, top - down, words, shapes.INK, f"note{number}")


def footnotes(rows: Sequence[tuple[str, str]], face: Face, room: float) -> Footnotes:
    """Notes by number and text in columns that share a width, read down one column and on at the top of the next."""
    if not rows:
        return Footnotes((), 0.0)
    most = max(1, int((room + _GAP) / (_NARROWEST + _GAP)))
    return min((_set(rows, face, room, columns) for columns in range(1, most + 1)), key=lambda notes: notes.depth)


def _set(rows: Sequence[tuple[str, str]], face: Face, room: float, columns: int) -> Footnotes:
    wide = (room - (columns - 1) * _GAP) / columns
    words = [paragraph(f"[{number}] {text}", face, wide) for number, text in rows]
    depths = [deep(w) + _BETWEEN for w in words]
    if any(w.width > wide for w in words) and columns > 1:
        return Footnotes((), float("inf"))
    limit = max(sum(depths) / columns, *depths)
    while True:  # the least depth at which the notes fill no more than these columns
        notes, column, down, lowest = [], 0, 0.0, 0.0
        for w, depth in zip(words, depths, strict=True):
            if down and down + depth > limit + 1e-6:
                column, down = column + 1, 0.0
            notes.append((round(column * (wide + _GAP), 2), round(down, 2), w))
            down += depth
            lowest = max(lowest, down)
        if column < columns:
            return Footnotes(tuple(notes), round(lowest, 2))
        limit += min(depths)


def deep(words: Words) -> float:
    """The depth of a block of lines, leading included."""
    return len(words.lines) * words.face.size * LEADING


def paragraph(text: str, face: Face, room: float) -> Words:
    """A text in lines of about this width."""
    return wrap(text or " ", face, max(10, int(room / (0.56 * face.size))), most=12)
