"""The print desk's questions to a finished sheet, answered by counting: every counter must be 0."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from tradegraph.diagrams.harvest import Seen, harvest
from tradegraph.diagrams.sheet import tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tradegraph.diagrams.drawing import Drawing

AREA, LENGTH, PAGE = 0.5, 1.0, 0.5
GAP, SMALLEST = 3.0, 5.5
A3 = (1190.55, 841.89)
COUNTERS = ("LL", "LN", "LO", "NN", "EL", "EN", "CL", "FU", "HE", "AH", "DE", "AMB", "OV", "missing")
MEANING = {
    "LL": "labels on labels",
    "LN": "labels on shapes",
    "LO": "labels that leave their shape",
    "NN": "shapes on shapes",
    "EL": "lines through labels",
    "EN": "lines through shapes",
    "CL": "parts off the page",
    "FU": "title, key or source on something",
    "HE": "lines hidden by their own label",
    "AH": "covered arrowheads",
    "DE": "line ends off their shape",
    "AMB": "labels that could belong to another line",
    "OV": "lines on lines",
    "missing": "labels without a place",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """The counters, and the measures that go with them.

    Attributes:
        counts: By the names of `COUNTERS`.
        gap: Smallest distance between two shapes, in points.
        crossings: Pairs of lines that cross and share no end.
        angle: Smallest angle at which two lines cross, in degrees; 90 where none do.
        type_a3: Smallest type in points after the page has been shrunk to A3 landscape, never enlarged.
        drawn: How many nodes, edges and edge labels were found in the figure.
    """

    counts: dict[str, int]
    gap: float
    crossings: int
    angle: float
    type_a3: float
    drawn: tuple[int, int, int]

    @property
    def is_strict(self) -> bool:
        """Whether every counter is 0, shapes keep 3 pt apart and no type is smaller than 5.5 pt at A3."""
        return not any(self.counts.values()) and self.gap >= GAP and self.type_a3 >= SMALLEST

    @property
    def faults(self) -> str:
        """What is wrong in one line; empty when nothing is."""
        said = [f"{count} {MEANING[name]} ({name})" for name, count in self.counts.items() if count]
        if self.gap < GAP:
            said.append(f"shapes only {self.gap:.1f} pt apart")
        if self.type_a3 < SMALLEST:
            said.append(f"smallest type {self.type_a3:.1f} pt at A3")
        return "; ".join(said)


def type_a3(size: float, page: tuple[float, float]) -> float:
    """The size of type once a page has been shrunk to A3 landscape, never enlarged.

    >>> type_a3(7.0, (2 * A3[0], A3[1]))
    3.5
    """
    return round(size * min(A3[0] / page[0], A3[1] / page[1], 1.0), 2)


def audit(figure: Figure, drawing: Drawing) -> Audit:
    """The audit of a figure against the drawing that it should show."""
    return audit_seen(harvest(figure), drawing)


def audit_seen(seen: Seen, drawing: Drawing) -> Audit:
    """The audit of what was seen, in a figure or in a browser."""
    names = {node.id: tag("n", node.id)[2:] for node in drawing.nodes}
    ends = {tag("e", e.id)[2:]: (names[e.source], names[e.target]) for e in drawing.edges}
    said = {tag("e", e.id)[2:] for e in drawing.edges if e.words}
    counts = {
        "LL": _labels_on_labels(seen),
        "LN": _labels_on_shapes(seen),
        "LO": _out(seen),
        "NN": _pairs(list(seen.nodes.values())),
    }
    counts["EL"], counts["EN"] = _lines_through(seen, ends)
    counts["CL"], counts["FU"] = _off_page(seen), _furniture(seen)
    counts["HE"], counts["AH"], counts["DE"] = _hidden(seen, ends), _arrows(seen), _loose(seen, ends)
    counts["AMB"], counts["OV"] = _ambiguous(seen), _along(seen)
    counts["missing"] = (
        len(said - set(seen.edge_labels))
        + len(set(ends) - set(seen.edges))
        + len(set(names.values()) - set(seen.nodes))
        + len(set(names.values()) - set(seen.labels))
    )
    crossed = _crossings(seen, ends)
    return Audit(
        counts,
        _gap(seen),
        len(crossed),
        round(min(crossed, default=90.0), 1),
        type_a3(min(seen.sizes, default=99.0), seen.page),
        (len(seen.nodes), len(seen.edges), len(seen.edge_labels)),
    )


def _pairs(shapes: list[shapely.Geometry]) -> int:
    """Pairs of shapes that share area."""
    return len(_shared(shapes, shapes)) // 2


def _shared(ones: list[shapely.Geometry], others: list[shapely.Geometry]) -> list[tuple[int, int]]:
    if not ones or not others:
        return []
    a, b = shapely.STRtree(others).query(ones, predicate="intersects")
    keep = a != b if ones is others else np.ones(len(a), dtype=bool)
    a, b = a[keep], b[keep]
    area = shapely.area(shapely.intersection(np.array(ones, dtype=object)[a], np.array(others, dtype=object)[b]))
    return list(zip(a[area > AREA].tolist(), b[area > AREA].tolist(), strict=True))


def _labels_on_labels(seen: Seen) -> int:
    return _pairs([*seen.labels.values(), *seen.edge_labels.values()])


def _labels_on_shapes(seen: Seen) -> int:
    nodes, names = list(seen.nodes.values()), list(seen.nodes)
    labels = list(seen.labels)
    own = sum(1 for a, b in _shared(list(seen.labels.values()), nodes) if labels[a] != names[b])
    return own + len(_shared(list(seen.edge_labels.values()), nodes))


def _out(seen: Seen) -> int:
    return sum(
        1
        for name, label in seen.labels.items()
        if name in seen.nodes and not seen.nodes[name].buffer(0.75, join_style="mitre").contains(label)
    )


def _lines_through(seen: Seen, ends: dict[str, tuple[str, str]]) -> tuple[int, int]:
    lines, names = list(seen.edges.values()), list(seen.edges)
    if not lines:
        return 0, 0
    through = [0, 0]
    words = [*(("n", k, v) for k, v in seen.labels.items()), *(("e", k, v) for k, v in seen.edge_labels.items())]
    for which, things in enumerate((words, [("n", k, v) for k, v in seen.nodes.items()])):
        shapes = [shapely.buffer(v, -0.5, join_style="mitre") for _, _, v in things]
        if not shapes:
            continue
        a, b = shapely.STRtree(shapes).query(lines, predicate="intersects")
        inside = shapely.length(
            shapely.intersection(np.array(lines, dtype=object)[a], np.array(shapes, dtype=object)[b])
        )
        for i, j, long in zip(a.tolist(), b.tolist(), inside.tolist(), strict=True):
            role, name, _ = things[j]
            own = name == names[i] if role == "e" else name in ends.get(names[i], ())
            through[which] += long > LENGTH and not own
    return through[0], through[1]


def _off_page(seen: Seen) -> int:
    page = shapely.box(-PAGE, -PAGE, seen.page[0] + PAGE, seen.page[1] + PAGE)
    parts = [
        *seen.nodes.values(),
        *seen.labels.values(),
        *seen.edge_labels.values(),
        *seen.extras.values(),
        *seen.edges.values(),
    ]
    return sum(1 for part in parts if not page.contains(part))


def _furniture(seen: Seen) -> int:
    solid = [*seen.nodes.values(), *seen.labels.values(), *seen.edge_labels.values()]
    extras = np.array(list(seen.extras.values()), dtype=object)
    if not len(extras):
        return 0
    others = np.array([*extras, *solid, *seen.edges.values()], dtype=object)
    is_line = np.arange(len(others)) >= len(extras) + len(solid)
    one, two = shapely.STRtree(list(others)).query(extras, predicate="intersects")
    one, two = one[two > one], two[two > one]
    common = shapely.intersection(extras[one], others[two])
    thin = is_line[two] | (shapely.area(extras[one]) == 0)
    return int(((shapely.area(common) > AREA) | (thin & (shapely.length(common) > LENGTH))).sum())


def _whole(seen: Seen, name: str) -> tuple[np.ndarray, np.ndarray]:
    """First point of a line, and its last, which is the arrow's tip where there is one."""
    parts = list(seen.edges[name].geoms)
    arrow = seen.arrows.get(name)
    return np.asarray(parts[0].coords[0]), arrow[0] if arrow is not None else np.asarray(parts[-1].coords[-1])


def _hidden(seen: Seen, ends: dict[str, tuple[str, str]]) -> int:
    """Lines of which less than 10 pt, or less than 30 %, shows beside their own label."""
    count = 0
    for name, line in seen.edges.items():
        label = seen.edge_labels.get(name)
        if label is None or name not in ends:
            continue
        shown = shapely.difference(line, label).length
        parts = list(line.geoms)
        gaps = sum(shapely.Point(a.coords[-1]).distance(shapely.Point(b.coords[0])) for a, b in pairwise(parts))
        covered = shapely.intersection(line, label).length
        count += shown < 10.0 or shown < 0.3 * (shown + gaps + covered)
    return count


def _arrows(seen: Seen) -> int:
    """Arrowheads covered by words or by a shape that is not theirs."""
    words = [*seen.labels.values(), *seen.edge_labels.values()]
    heads = [shapely.Polygon(a) for a in seen.arrows.values()]
    return len({a for a, _ in _shared(heads, words)})


def _loose(seen: Seen, ends: dict[str, tuple[str, str]]) -> int:
    """Line ends more than 2 pt off the outline they should touch, and arrowheads away from their line."""
    count = 0
    for name in seen.edges:
        if name not in ends:
            continue
        for point, node in zip(_whole(seen, name), ends[name], strict=True):
            count += node in seen.nodes and seen.nodes[node].exterior.distance(shapely.Point(point)) > 2.0
        arrow = seen.arrows.get(name)
        last = shapely.Point(list(seen.edges[name].geoms)[-1].coords[-1])
        count += arrow is not None and shapely.Polygon(arrow).distance(last) > 1.0
    return count


def _ambiguous(seen: Seen) -> int:
    """Labels beside their line with another line within 1.5 pt more, or that stand over 6 pt from their own.

    A label that its own line would run through, were the line not broken there, can only belong to that line.
    """
    names = list(seen.edges)
    lines = np.array(list(seen.edges.values()), dtype=object)
    count = 0
    for name, label in seen.edge_labels.items():
        if name not in seen.edges:
            continue
        far = shapely.distance(lines, label)
        own = float(far[names.index(name)])
        if len(seen.edges[name].geoms) > 1 and _closed(seen, name).intersects(label):
            continue
        far[names.index(name)] = np.inf
        count += own > 6.0 or (own > 0 and bool((far < own + 1.5).any()))
    return count


def _along(seen: Seen) -> int:
    """Pairs of lines of which one runs for more than 5 pt within half a point of the other."""
    lines = np.array(list(seen.edges.values()), dtype=object)
    if len(lines) < 2:
        return 0
    thick = shapely.buffer(lines, 0.5, cap_style="flat")
    a, b = shapely.STRtree(list(lines)).query(thick, predicate="intersects")
    a, b = a[a != b], b[a != b]
    shared = shapely.length(shapely.intersection(thick[a], lines[b]))
    return len({frozenset(pair) for pair in zip(a[shared > 5.0].tolist(), b[shared > 5.0].tolist(), strict=True)})


def _closed(seen: Seen, name: str) -> shapely.LineString:
    """A line without the gap for its words, as far as its arrow's tip."""
    points = np.concatenate([np.asarray(part.coords) for part in seen.edges[name].geoms])
    return shapely.LineString(np.concatenate([points, _whole(seen, name)[1][None]]))


def _crossings(seen: Seen, ends: dict[str, tuple[str, str]]) -> list[float]:
    """The angle of each crossing of two lines that share no end, in degrees."""
    names = [name for name in seen.edges if name in ends]
    lines = [_closed(seen, name) for name in names]
    if not lines:
        return []
    angles: list[float] = []
    a, b = shapely.STRtree(lines).query(lines, predicate="crosses")
    for i, j in zip(a.tolist(), b.tolist(), strict=True):
        if i < j and not set(ends[names[i]]) & set(ends[names[j]]):
            common = shapely.intersection(lines[i], lines[j])
            points = getattr(common, "geoms", [common])
            angles.extend(_angle(lines[i], lines[j], point.centroid) for point in points)
    return angles


def _angle(one: shapely.LineString, two: shapely.LineString, at: shapely.Point) -> float:
    ways = []
    for line in (one, two):
        here = line.project(at)
        a, b = line.interpolate(max(here - 1, 0)), line.interpolate(min(here + 1, line.length))
        ways.append(np.degrees(np.arctan2(b.y - a.y, b.x - a.x)) % 180)
    turn = abs(ways[0] - ways[1])
    return float(min(turn, 180 - turn))


def _gap(seen: Seen) -> float:
    """The smallest distance between two shapes, in points; 99 where there is only one."""
    shapes = np.array(list(seen.nodes.values()), dtype=object)
    if len(shapes) < 2:
        return 99.0
    apart = shapely.distance(shapes[:, None], shapes[None])
    return round(float(apart[np.triu_indices(len(shapes), 1)].min()), 2)
