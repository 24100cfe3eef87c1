"""The table of notes under a picture, in as many columns as make it least deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tradegraph.diagrams import shapes
from tradegraph.diagrams.measure import LEADING, Face, Words, broken, measured, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    Write = Callable[[Axes, float, float, Words, str, str], None]

_NARROWEST = 150.0  # a column
_GAP = 16.0
_BETWEEN = 1.5
_MOST = 12  # lines of a paragraph, which are longer where these don't do


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
    blocks = [_Block(rows, face, room, columns) for columns in range(1, most + 1)]
    for block in sorted(blocks, key=lambda block: block.depth):
        words = block.words()
        if block.columns == 1 or all(w.width <= block.wide for w in words):
            break  # one column always does
    return Footnotes(tuple((x, y, w) for (x, y), w in zip(block.places, words, strict=True)), block.depth)


class _Block:
    """Notes in so many columns: where each stands; their lines are measured only for the block that is chosen."""

    def __init__(self, rows: Sequence[tuple[str, str]], face: Face, room: float, columns: int) -> None:
        self.columns, self.face = columns, face
        self.wide = (room - (columns - 1) * _GAP) / columns
        self.lines = [broken(f"[{number}] {text}", face, _limit(face, self.wide), _MOST) for number, text in rows]
        depths = [len(lines) * face.size * LEADING + _BETWEEN for lines in self.lines]
        limit = max(sum(depths) / columns, *depths)
        while True:  # the least depth at which the notes fill no more than these columns
            places, column, down, lowest = [], 0, 0.0, 0.0
            for depth in depths:
                if down and down + depth > limit + 1e-6:
                    column, down = column + 1, 0.0
                places.append((round(column * (self.wide + _GAP), 2), round(down, 2)))
                down += depth
                lowest = max(lowest, down)
            if column < columns:
                break
            limit += min(depths)
        self.places, self.depth = places, round(lowest, 2)

    def words(self) -> list[Words]:
        """The notes, measured."""
        return [measured(lines, self.face) for lines in self.lines]


def deep(words: Words) -> float:
    """The depth of a block of lines, leading included."""
    return len(words.lines) * words.face.size * LEADING


def paragraph(text: str, face: Face, room: float) -> Words:
    """A text in lines of about this width."""
    return wrap(text or " ", face, _limit(face, room), _MOST)


def _limit(face: Face, room: float) -> int:
    """How many letters of average width fill a room."""
    return max(10, int(room / (0.56 * face.size)))
