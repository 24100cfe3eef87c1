"""The look of each kind of node and family of edge: outline, colour, dashes, and the name in the legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tradegraph.diagrams.measure import Words

INK = "#1a1a1a"
PAPER = "#ffffff"
QUIET = "#595959"
PADDING = (5.0, 3.6)  # between words and outline, sideways and up
CURVE = 6  # points to a quarter circle
ARROW = (5.4, 4.2)  # length and width of an arrowhead
STROKE = 0.85  # width of a line


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of node is drawn.

    Attributes:
        name: In the legend.
        shape: A key of `OUTLINES`.
        colour: Of the outline; at least 3:1 against paper.
        fill: Inside, a tint on which the text has at least 7:1.
        text: Colour of the words.
    """

    name: str
    shape: str
    colour: str
    fill: str
    text: str = INK


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of edges is drawn: name in the legend, colour of line and words, dashes in points (empty: solid)."""

    name: str
    colour: str
    dashes: tuple[float, ...]


# After Okabe and Ito (2008), darkened to 3:1 against white; no olive, which red-green blindness takes for vermilion.
KINDS: dict[str, Kind] = {
    "person": Kind("Person", "stadium", "#0072b2", "#d9eaf4"),
    "post": Kind("Post", "tab", "#2c94cf", "#e9f4fb"),
    "organisation": Kind("Organisation", "rectangle", "#c65300", "#f9e5d8"),
    "group": Kind("Group", "trapezoid", "#85856f", "#f0efe8"),
    "agreement": Kind("Agreement, standard", "document", "#008763", "#d8ede7"),
    "initiative": Kind("Partnership, initiative", "chevron", "#00707f", "#dcedf0"),
    "event": Kind("Event", "hexagon", "#b8558c", "#f6e7ef"),
    "area": Kind("Area of work or debate", "parallelogram", "#b07a00", "#fbf1d9"),
    "topic": Kind("Topic", "rounded", "#6b6b52", "#f2f2d4"),
    "challenge": Kind("Challenge", "notched", "#9b1c31", "#f6dfe2"),
    "technology": Kind("Technology", "octagon", "#4f3a9e", "#e6e2f4"),
    "place": Kind("Place", "tag", "#4d4d4d", "#e4e4e4"),
    "article": Kind("Article", "rectangle", "#111111", "#111111", "#ffffff"),
    "section": Kind("Section", "tab", "#111111", "#ededed"),
    "unit": Kind("Sentence or heading", "rounded", "#111111", "#ffffff"),
    "statement": Kind("Statement", "parallelogram", "#555555", "#f4f4f4"),
    "class": Kind("Class", "rectangle", "#33516e", "#e8eef4"),
}

FAMILIES: dict[str, Family] = {
    "office": Family("office and membership", "#333333", ()),
    "agreement": Family("agreement and joint work", "#00704f", (5.0, 2.0)),
    "event": Family("events and who took part", "#9c3f73", (1.2, 1.6)),
    "aim": Family("aims and effects", "#8a5f00", (7.0, 1.8, 1.2, 1.8)),
    "subject": Family("what is spoken of", "#0a63a5", (2.6, 1.6)),
    "disputed": Family("disputed: the better evidence says otherwise", "#b3261e", (1.6, 3.2)),
    "source": Family("where it is said", "#555555", (3.4, 1.4, 1.0, 1.4)),
}


def box(kind: str, words: Words) -> tuple[float, float]:
    """Width and height in points of a node that holds the words: words, padding, and what the outline cuts off."""
    wide, high = words.width + 2 * PADDING[0], words.height + 2 * PADDING[1]
    extra = {
        "stadium": 0.35 * high,
        "tab": 5.0,
        "document": 5.0,
        "hexagon": 0.62 * high,
        "parallelogram": 0.56 * high,
        "tag": 0.36 * high,
        "octagon": 4.0,
        "chevron": 0.62 * high,
        "trapezoid": 0.4 * high,
        "notched": 8.0,
    }
    return round(wide + extra.get(KINDS[kind].shape, 0.0), 2), round(high, 2)


def shift(kind: str, high: float) -> float:
    """How far right of the centre the words stand, in points, because the outline is not symmetric."""
    return {"tab": 2.5, "document": -1.5, "tag": -0.14 * high}.get(KINDS[kind].shape, 0.0)


def outline(kind: str, wide: float, high: float) -> np.ndarray:
    """The outline as points around (0, 0), anticlockwise from the lower right, not closed; shape (n, 2), in points."""
    return np.asarray(OUTLINES[KINDS[kind].shape](wide / 2, high / 2), dtype=float).round(3)


def _arc(x: float, y: float, radius: float, start: float) -> list[tuple[float, float]]:
    angles = np.linspace(start, start + np.pi / 2, CURVE)
    return [(x + radius * float(np.cos(a)), y + radius * float(np.sin(a))) for a in angles]


def _round(a: float, b: float, radius: float) -> list[tuple[float, float]]:
    quarter = np.pi / 2
    return [
        *_arc(a - radius, radius - b, radius, -quarter),
        *_arc(a - radius, b - radius, radius, 0.0),
        *_arc(radius - a, b - radius, radius, quarter),
        *_arc(radius - a, radius - b, radius, 2 * quarter),
    ]


def _stadium(a: float, b: float) -> list[tuple[float, float]]:
    return _round(a, b, min(b, 11.0))


def _rectangle(a: float, b: float) -> list[tuple[float, float]]:
    return [(a, -b), (a, b), (-a, b), (-a, -b)]


def _rounded(a: float, b: float) -> list[tuple[float, float]]:
    return _round(a, b, min(4.0, b))


def _document(a: float, b: float) -> list[tuple[float, float]]:
    return [(a, -b), (a, b - 6), (a - 6, b), (-a, b), (-a, -b)]


def _hexagon(a: float, b: float) -> list[tuple[float, float]]:
    cut = 0.5 * b
    return [(a - cut, -b), (a, 0), (a - cut, b), (cut - a, b), (-a, 0), (cut - a, -b)]


def _parallelogram(a: float, b: float) -> list[tuple[float, float]]:
    cut = 0.5 * b
    return [(a - cut, -b), (a, b), (cut - a, b), (-a, -b)]


def _tag(a: float, b: float) -> list[tuple[float, float]]:
    cut = 0.6 * b
    return [(a - cut, -b), (a, 0), (a - cut, b), (-a, b), (-a, -b)]


def _octagon(a: float, b: float) -> list[tuple[float, float]]:
    cut = min(4.5, b)
    return [
        (a - cut, -b),
        (a, cut - b),
        (a, b - cut),
        (a - cut, b),
        (cut - a, b),
        (-a, b - cut),
        (-a, cut - b),
        (cut - a, -b),
    ]


def _chevron(a: float, b: float) -> list[tuple[float, float]]:
    cut = (
        0.55 * b
    )  # the outline must stay convex for lines to be clipped to it, so the tail is straight and the head slanted twice
    return [(a - cut, -b), (a, -b + cut), (a, b - cut), (a - cut, b), (-a, b), (cut - a, -b)]


def _trapezoid(a: float, b: float) -> list[tuple[float, float]]:
    cut = 0.4 * b
    return [(a, -b), (a - cut, b), (cut - a, b), (-a, -b)]


def _notched(a: float, b: float) -> list[tuple[float, float]]:
    cut = min(5.0, b)
    return [(a, -b), (a, b - cut), (a - cut, b), (-a, b), (-a, cut - b), (cut - a, -b)]


OUTLINES = {
    "stadium": _stadium,
    "rectangle": _rectangle,
    "tab": _rectangle,
    "rounded": _rounded,
    "document": _document,
    "hexagon": _hexagon,
    "parallelogram": _parallelogram,
    "tag": _tag,
    "octagon": _octagon,
    "chevron": _chevron,
    "trapezoid": _trapezoid,
    "notched": _notched,
}
