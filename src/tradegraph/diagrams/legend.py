"""The key: the kinds of node and the families of line that the picture holds, no others, in rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Polygon

from tradegraph.diagrams import shapes
from tradegraph.diagrams.measure import Face, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tradegraph.diagrams.layout import Plan

_SWATCH = (17.0, 9.0)
_SAMPLE = 26.0
_GAP = 15.0
_AFTER = 4.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a kind of node or a family of line, its name, and where it begins."""

    key: str
    is_kind: bool
    name: str
    x: float
    row: int


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries in rows; width and height in points."""

    entries: tuple[Entry, ...]
    face: Face
    width: float
    height: float

    @property
    def step(self) -> float:
        """From row to row."""
        return max(_SWATCH[1], self.face.size) + 5.0

    def draw(self, axes: Axes, left: float, top: float, write: Any) -> None:
        """Draws the entries below `top`."""
        for number, entry in enumerate(self.entries):
            x, y = left + entry.x, top - _SWATCH[1] / 2 - 1 - entry.row * self.step
            if entry.is_kind:
                self._swatch(axes, entry, x, y)
            else:
                self._sample(axes, entry, x, y)
            after = x + (_SWATCH[0] if entry.is_kind else _SAMPLE) + _AFTER
            write(
                axes,
                round(after, 2),
                round(y - 0.36 * self.face.size, 2),
                entry.name,
                self.face,
                shapes.INK,
                f"extra:key.{number}",
            )

    @staticmethod
    def _swatch(axes: Axes, entry: Entry, x: float, y: float) -> None:
        look = shapes.KINDS[entry.key]
        corners = shapes.outline(entry.key, *_SWATCH) + np.array([x + _SWATCH[0] / 2, y])
        patch = Polygon(corners, closed=True, facecolor=look.fill, edgecolor=look.colour, linewidth=1.0, zorder=3)
        patch.set_gid(f"extra:swatch.{entry.key}")
        axes.add_artist(patch)
        if look.shape == "tab":
            bar = np.array(
                [[0, -_SWATCH[1] / 2], [3.2, -_SWATCH[1] / 2], [3.2, _SWATCH[1] / 2], [0, _SWATCH[1] / 2]]
            ) + np.array([x, y])
            axes.add_artist(Polygon(bar, closed=True, facecolor=look.colour, edgecolor="none", zorder=3.5))

    @staticmethod
    def _sample(axes: Axes, entry: Entry, x: float, y: float) -> None:
        look = shapes.FAMILIES[entry.key]
        style: Any = (0, tuple(d / shapes.STROKE for d in look.dashes)) if look.dashes else "solid"
        (line,) = axes.plot(
            [x, x + _SAMPLE - 4], [y, y], color=look.colour, linewidth=shapes.STROKE, linestyle=style, zorder=2
        )
        line.set_gid(f"extra:sample.{entry.key}")
        tip = x + _SAMPLE
        head = np.array(
            [
                [tip, y],
                [tip - shapes.ARROW[0], y + shapes.ARROW[1] / 2],
                [tip - shapes.ARROW[0], y - shapes.ARROW[1] / 2],
            ]
        )
        axes.add_artist(Polygon(head, closed=True, facecolor=look.colour, edgecolor="none", zorder=2.5))


def legend(plan: Plan, room: float) -> Legend:
    """The key of a plan in rows no wider than `room`: kinds first, then families, each in the order of their tables."""
    face = Face(plan.type.small)
    kinds, families = {n.kind for n in plan.drawing.nodes}, {e.family for e in plan.drawing.edges}
    entries: list[Entry] = []
    row = -1
    widest = 0.0
    for is_kind, present, table in ((True, kinds, shapes.KINDS), (False, families, shapes.FAMILIES)):
        shown = [(key, look.name) for key, look in table.items() if key in present]
        wides = [(_SWATCH[0] if is_kind else _SAMPLE) + _AFTER + width(name, face) for _, name in shown]
        for (key, name), wide, (x, down) in zip(shown, wides, _even_rows(wides, room), strict=True):
            entries.append(Entry(key, is_kind, name, round(x, 2), row + 1 + down))
            widest = max(widest, x + wide)
        row = max((entry.row for entry in entries), default=row)
    step = max(_SWATCH[1], face.size) + 5.0
    return Legend(tuple(entries), face, widest, (row + 1) * step)


def _even_rows(wides: list[float], room: float) -> list[tuple[float, int]]:
    """Where each entry begins and in which row: as few rows as there is room for, none much shorter than the others."""
    best = _rows(wides, room)
    for share in range(19, 9, -1):
        narrower = _rows(wides, room * share / 20)
        if narrower[-1:] and narrower[-1][1] > best[-1][1]:
            break
        best = narrower
    return best


def _rows(wides: list[float], room: float) -> list[tuple[float, int]]:
    places: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for wide in wides:
        if x and x + wide > room:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += wide + _GAP
    return places
