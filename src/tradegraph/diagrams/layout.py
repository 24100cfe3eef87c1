"""A drawing with every thing in its place: what the sheet draws and the loop improves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tradegraph.diagrams import shapes
from tradegraph.diagrams.measure import Face, Words, line, wrap
from tradegraph.diagrams.place import PAD, Spot, boxes

if TYPE_CHECKING:
    from tradegraph.diagrams.drawing import Drawing

Array = np.ndarray
LOOP = (9.0, 13.0)  # half the width and the height of a line from a node to itself
_LOOP_STEP = 6.0


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of type in points, on the printed page."""

    node: float = 8.0
    edge: float = 6.8
    title: float = 15.0
    subtitle: float = 9.0
    small: float = 7.0


@dataclass(slots=True)
class Plan:
    """A drawing measured, and what has been decided about it so far. Lengths in points; y grows upwards.

    Attributes:
        drawing: What is drawn.
        type: Sizes of type.
        words: Of each node.
        half: Half widths and heights of the shapes, (n, 2).
        collar: The same with room for lines from a node to itself, (n, 2).
        outlines: About each node's own centre.
        edges: Ends by index, tail first.
        labels: Words of each edge.
        places: Centres, (n, 2).
        ways: Line of each edge by its index.
        spots: Place of the label of each edge by its index.
        missing: Indices of the edges whose label found no place.
        size: Width and height of the picture without title, legend and source.
    """

    drawing: Drawing
    type: Type
    words: list[Words]
    half: Array
    collar: Array
    outlines: list[Array]
    edges: list[tuple[int, int]]
    labels: list[Words]
    places: Array
    ways: dict[int, Array] = field(default_factory=dict)
    spots: dict[int, Spot] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)
    size: tuple[float, float] = (0.0, 0.0)

    def shapes(self) -> list[Array]:
        """The outlines where they stand."""
        return [outline + place for outline, place in zip(self.outlines, self.places, strict=True)]

    def labels_to_place(self) -> dict[int, Words]:
        """The words of each edge that has any; those of a line from a node to itself are placed by `loops`."""
        return {i: words for i, words in enumerate(self.labels) if words.width and self.edges[i][0] != self.edges[i][1]}


def measure(drawing: Drawing, type_: Type, limit: int = 20) -> Plan:
    """The drawing with its words measured and its boxes sized, all at (0, 0)."""
    words = [wrap(node.label, Face(type_.node, bold=node.strong), limit) for node in drawing.nodes]
    half = np.array([shapes.box(node.kind, w) for node, w in zip(drawing.nodes, words, strict=True)]) / 2
    index = {node.id: i for i, node in enumerate(drawing.nodes)}
    edges = [(index[e.source], index[e.target]) for e in drawing.edges]
    labels = [
        wrap(e.words, Face(type_.edge, italic=True), 15, 3) if e.words else line("", Face(type_.edge))
        for e in drawing.edges
    ]
    collar = half.copy()
    for i in range(len(half)):
        own = [labels[j] for j, ends in enumerate(edges) if ends == (i, i)]
        if own:
            collar[i, 1] += LOOP[1] + own[0].height + 5.0
            collar[i, 0] = max(half[i, 0], sum(max(2 * LOOP[0], w.width) + _LOOP_STEP for w in own) / 2)
    outlines = [shapes.outline(node.kind, 2 * h[0], 2 * h[1]) for node, h in zip(drawing.nodes, half, strict=True)]
    return Plan(drawing, type_, words, half, collar, outlines, edges, labels, np.zeros_like(half))


def loops(plan: Plan) -> None:
    """Gives every line from a node to itself its way above the node, side by side, and its words above that."""
    for node in sorted({a for a, b in plan.edges if a == b}):
        own = [i for i, ends in enumerate(plan.edges) if ends == (node, node)]
        wides = [max(2 * LOOP[0], plan.labels[i].width) + _LOOP_STEP for i in own]
        x = plan.places[node, 0] - sum(wides) / 2
        top = plan.places[node, 1] + plan.half[node, 1]
        left, right = (
            plan.outlines[node][plan.outlines[node][:, 1] > plan.half[node, 1] - 0.1][:, 0].min(),
            plan.outlines[node][:, 0].max(),
        )
        for i, wide in zip(own, wides, strict=True):
            middle = x + wide / 2
            x += wide
            reach = min(LOOP[0], plan.half[node, 0] * 0.6)
            foot = float(
                np.clip(
                    middle,
                    plan.places[node, 0] + left + reach,
                    plan.places[node, 0] + max(right - 8 - reach, left + reach),
                )
            )
            t = np.linspace(0.0, 1.0, 25)[:, None]
            a, d = np.array([foot - reach * 0.7, top]), np.array([foot + reach * 0.7, top])
            b, c = (
                np.array([middle - 1.5 * reach, top + LOOP[1] * 1.33]),
                np.array([middle + 1.5 * reach, top + LOOP[1] * 1.33]),
            )
            plan.ways[i] = np.round((1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t * t * (1 - t) * c + t**3 * d, 3)
            words = plan.labels[i]
            if words.width > 0:
                y = top + LOOP[1] + 1.7 + PAD + words.height / 2
                shape = boxes(
                    np.array([middle]), np.array([y]), np.array([[words.width, words.height]]), np.zeros(1), PAD
                )[0]
                plan.spots[i] = Spot(round(float(middle), 2), round(float(y), 2), 0.0, 0.0, shape, on=False)
