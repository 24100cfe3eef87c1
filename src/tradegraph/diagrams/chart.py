"""Charts: pictures whose things have their places by a rule of the view, on the same sheet as every other picture."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

from tradegraph.diagrams import shapes
from tradegraph.diagrams.audit import audit, type_a3
from tradegraph.diagrams.layout import Plan, Type, measure
from tradegraph.diagrams.measure import MISSING, STYLE, Face, line, properties, wrap
from tradegraph.diagrams.nodes import cite
from tradegraph.diagrams.picture import Note, Picture
from tradegraph.diagrams.sheet import page, sheet, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from tradegraph.diagrams.drawing import Drawing

Array = np.ndarray
Point = tuple[float, float]
BETWEEN = 5.0  # points between two shapes of a row, and two rows
_BASE = 0.36  # of the size of type: from the middle of its capitals down to the baseline


class Chart:
    """A drawing without lines between its nodes, whose caller places them one by one and writes around them.

    Places are points from the lower left corner of the picture, which lies inside title, key and source.

    Attributes:
        drawing: What is shown.
        half: Half the width and height of each node's shape.
    """

    def __init__(self, drawing: Drawing, limit: int = 20) -> None:
        """Measures the nodes.

        Args:
            drawing: Without edges.
            limit: Letters of average width in a line of a name.
        """
        self._plan: Plan = measure(drawing, Type(), limit)
        self._number = {node.id: i for i, node in enumerate(drawing.nodes)}
        self._texts: list[tuple[float, float, str, Face, str, str, str]] = []
        self._lines: list[tuple[Array, str, float, tuple[float, ...], str]] = []
        self._tiles: list[tuple[Array, str]] = []
        self._colours: dict[str, tuple[str, str]] = {}
        self._notes: tuple[Note, ...] = ()

    @property
    def drawing(self) -> Drawing:
        """What is shown."""
        return self._plan.drawing

    def size(self, node: str) -> Point:
        """Width and height of a node's shape in points."""
        wide, high = 2 * self._plan.half[self._number[node]]
        return float(wide), float(high)

    def resize(self, node: str, wide: float, high: float) -> None:
        """Gives a node another size than its words ask for."""
        i = self._number[node]
        self._plan.half[i] = wide / 2, high / 2
        self._plan.outlines[i] = shapes.outline(self.drawing.nodes[i].kind, wide, high)

    def as_box(self, node: str) -> None:
        """Makes a node a plain rectangle of its size, whatever its kind looks like."""
        i = self._number[node]
        a, b = self._plan.half[i]
        self._plan.outlines[i] = np.array([(a, -b), (a, b), (-a, b), (-a, -b)])

    def one_line(self, node: str) -> None:
        """Sets a node's name on one line, however long."""
        i = self._number[node]
        thing = self.drawing.nodes[i]
        self._plan.words[i] = line(thing.label, Face(self._plan.type.node, bold=thing.strong))
        self.resize(node, *shapes.box(thing.kind, self._plan.words[i]))

    def place(self, node: str, left: float, top: float) -> None:
        """Places a node by the upper left corner of its shape."""
        half = self._plan.half[self._number[node]]
        self._plan.places[self._number[node]] = np.round([left + half[0], top - half[1]], 2)

    def right(self, node: str) -> float:
        """The x of the right edge of a node that has its place."""
        i = self._number[node]
        return float(self._plan.places[i, 0] + self._plan.half[i, 0])

    def middle(self, node: str) -> float:
        """The y of the middle of a node that has its place."""
        return float(self._plan.places[self._number[node], 1])

    def bottom(self, node: str) -> float:
        """The y of the lower edge of a node that has its place."""
        return self.middle(node) - self.size(node)[1] / 2

    def paint(self, node: str, fill: str, words: str) -> None:
        """Gives a node a fill and a colour of words that tell a number, in place of its kind's."""
        self._colours[node] = (fill, words)

    def write(
        self,
        name: str,
        at: Point,
        text: str,
        face: Face,
        colour: str = shapes.QUIET,
        align: str = "left",
    ) -> float:
        """Writes a line of words, centred up and down on a point; its width in points.

        Args:
            name: Unique in the picture.
            at: Left end, middle or right end, as `align` says.
            text: One line.
            face: Its type.
            colour: Its colour.
            align: `left`, `center` or `right`.
        """
        self._texts.append((at[0], at[1] - _BASE * face.size, text, face, colour, name, align))
        return line(text, face).width

    def stroke(
        self, name: str, points: Sequence[Point], colour: str, width: float = 0.85, dashes: tuple[float, ...] = ()
    ) -> None:
        """Draws a line that belongs to no node: an axis, a stem."""
        self._lines.append((np.array(points, dtype=float), colour, width, dashes, name))

    def tile(self, left: float, top: float, wide: float, high: float, colour: str) -> None:
        """Draws a plain tile behind everything: a place where something could stand and nothing does."""
        corners = [(left, top - high), (left + wide, top - high), (left + wide, top), (left, top), (left, top - high)]
        self._tiles.append((np.array(corners), colour))

    def close(self, wide: float, high: float, notes: tuple[Note, ...] = (), below: bool = True) -> None:
        """Says how large the picture has become; nothing is placed or written after that.

        Args:
            wide: Width of the picture.
            high: Its height.
            notes: Its table of notes.
            below: Whether the table stands under the picture too.
        """
        plan, self._notes = self._plan, notes
        plan.size = (round(float(wide), 2), round(float(high), 2))
        if notes and below:
            rows = tuple((note.number, cite(note.units)) for note in notes)
            plan.drawing = replace(plan.drawing, notes=rows)

    @property
    def type_a3(self) -> float:
        """The smallest type on A3 of a closed picture, as the audit will find it; nothing is drawn for that."""
        sizes = [words.face.size for words in self._plan.words] + [face.size for _, _, _, face, *_ in self._texts]
        return type_a3(min(self._plan.type.small, *sizes), page(self._plan))

    def finish(self) -> Picture:
        """The closed picture, drawn and audited."""
        plan = self._plan
        with mpl.rc_context(STYLE), warnings.catch_warnings():  # type: ignore[arg-type]
            warnings.filterwarnings("ignore", message=MISSING)
            figure = sheet(plan)
            axes = figure.axes[0]
            origin = self._origin(axes)
            self._repaint(axes)
            for colour in dict.fromkeys(colour for _, colour in self._tiles):
                axes.add_artist(_joint([points + origin for points, own in self._tiles if own == colour], colour))
            for points, colour, width, dashes, name in self._lines:
                style: Any = (0, tuple(d / width for d in dashes)) if dashes else "solid"
                x, y = (points + origin).round(2).T
                drawn = Line2D(x, y, color=colour, linewidth=width, linestyle=style, solid_capstyle="butt", zorder=2)
                drawn.set_gid(tag("extra", name))
                axes.add_artist(drawn)
            for x, y, text, face, colour, name, align in self._texts:
                self._set(axes, (float(x + origin[0]), float(y + origin[1])), text, face, colour, name, align)
        return Picture(figure, plan.drawing, audit(figure, plan.drawing), self._notes)

    def _origin(self, axes: Axes) -> Array:
        """Where the sheet put the lower left corner of the picture."""
        plan = self._plan
        first = tag("node", plan.drawing.nodes[0].id)
        (patch,) = (p for p in axes.patches if p.get_gid() == first and isinstance(p, Polygon))
        return np.asarray(np.round(patch.get_xy()[0] - plan.outlines[0][0] - plan.places[0], 2))

    def _repaint(self, axes: Axes) -> None:
        fills = {tag("node", node): colours for node, colours in self._colours.items()}
        for patch in axes.patches:
            if patch.get_gid() in fills:
                patch.set_facecolor(fills[str(patch.get_gid())][0])
                patch.set_edgecolor(fills[str(patch.get_gid())][0])
        inks = {name.replace("node:", "label:", 1): ink for name, (_, ink) in fills.items()}
        for text in axes.texts:
            whole = str(text.get_gid()).rpartition(".")[0]
            if whole in inks:
                text.set_color(inks[whole])

    @staticmethod
    def _set(axes: Axes, at: Point, text: str, face: Face, colour: str, name: str, align: str) -> None:
        artist = axes.text(
            round(at[0], 2),
            round(at[1], 2),
            text,
            fontproperties=properties(face, text),
            color=colour,
            ha=align,
            va="baseline",
            parse_math=False,
            zorder=5,
        )
        artist.set_gid(tag("extra", name))


def _joint(parts: list[Array], colour: str) -> PathPatch:
    """Tiles of one colour as one patch."""
    one = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(np.concatenate(parts), one * len(parts)), facecolor=colour, edgecolor="none", zorder=1)


def rows(chart: Chart, nodes: Sequence[str], left: float, top: float, room: float) -> float:
    """Places nodes side by side in rows no wider than the room; the y below the last row.

    Shapes of a row stand on one middle line.
    """
    row: list[str] = []
    x, y = left, top
    for node in [*nodes, ""]:
        wide = chart.size(node)[0] if node else 0.0
        if row and (not node or x + wide > left + room):
            high = max(chart.size(one)[1] for one in row)
            x = left
            for one in row:
                chart.place(one, x, y - (high - chart.size(one)[1]) / 2)
                x += chart.size(one)[0] + BETWEEN
            x, y, row = left, y - high - BETWEEN, []
        if node:
            row.append(node)
            x += wide + BETWEEN
    return y + BETWEEN if nodes else y


def paragraph(text: str, face: Face, room: float, most: int = 6) -> tuple[str, ...]:
    """A text in lines no wider than the room, in points."""
    return wrap(text, face, max(6, int(room / (0.56 * face.size))), most).lines
