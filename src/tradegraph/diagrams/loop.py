"""From a drawing to a layout without faults: arrange, route, place words, and give more room where words found none.

Everything ends after a number of rounds, never after a time: a slow machine draws the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely

from tradegraph.diagrams import layout, stress
from tradegraph.diagrams.arrange import Scene, Search
from tradegraph.diagrams.place import Placer
from tradegraph.diagrams.route import Ground, Router

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tradegraph.diagrams.drawing import Drawing
    from tradegraph.diagrams.layout import Plan, Type
    from tradegraph.diagrams.measure import Words

Array = np.ndarray
PADDING = 2.5  # more room round both ends of a line whose words found no place, each time
EVEN = 0.7  # how far the first places are spread evenly over the page
ASPECT = 1.5  # width to height of the picture
_ROUNDS = 10
_AGAIN = 8  # rounds of each arrangement but the first


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to try.

    Attributes:
        start: "spectral", "radial" or "planar".
        gap: Between boxes, in points.
        roomy: Area of the page, in areas of boxes and words.
        crossing: What a crossing costs.
        sweeps: Rounds of the first arrangement.
        page: Width and height to keep to; None for as much as `roomy` says.
        growth: Of the page from round to round while something is wrong.
    """

    start: str = "spectral"
    gap: float = 11.0
    roomy: float = 1.0
    crossing: float = 2.5
    sweeps: int = 30
    page: tuple[float, float] | None = None
    growth: float = 1.015


def parts(count: int, edges: list[tuple[int, int]]) -> list[list[int]]:
    """The parts of a graph that hang together, largest first, then by their first node."""
    group = list(range(count))

    def find(node: int) -> int:
        while group[node] != node:
            group[node] = group[group[node]]
            node = group[node]
        return node

    for a, b in edges:
        one, two = find(a), find(b)
        group[max(one, two)] = min(one, two)
    found: dict[int, list[int]] = {}
    for node in range(count):
        found.setdefault(find(node), []).append(node)
    return sorted(found.values(), key=lambda part: (-len(part), part[0]))


def _together(words: list[Words]) -> tuple[float, float]:
    """The room that the words of all lines between one pair of nodes need, side by side."""
    said = [w for w in words if w.width]
    if not said:
        return 0.0, 0.0
    return max(w.width for w in said) + 2.0, sum(w.height for w in said) + 2.0 + 8.0 * (len(words) - 1)


def _even(places: Array, extent: Array) -> Array:
    """Places by rank along each axis: crowds are thinned out and gaps closed, left stays left and up stays up."""
    ranks = np.argsort(np.argsort(np.round(places, 2), axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray((ranks / max(len(places) - 1, 1) - 0.5) * extent)


def _start(name: str, far: Array, edges: Array) -> Array:
    """First places by the name of a start; the spectral ones where a graph has no planar ones."""
    if name == "planar":
        graph = nx.Graph()
        graph.add_nodes_from(range(len(far)))
        graph.add_edges_from(edges.tolist())
        is_planar, embedding = nx.check_planarity(graph, backend="networkx")
        if is_planar:
            places = nx.planar_layout(embedding, scale=400.0)  # of an embedding it asks no backend, and takes none
            return stress.settle(np.array([places[i] for i in range(len(far))]))
    return stress.relax(stress.radial_start(far, edges) if name == "radial" else stress.spectral_start(far), far)


class Part:
    """One connected part of a drawing under arrangement."""

    def __init__(self, plan: Plan, nodes: list[int], setting: Setting) -> None:
        """Puts the part's nodes to their first places."""
        self.nodes = nodes
        index = {node: i for i, node in enumerate(nodes)}
        pairs: dict[tuple[int, int], list[int]] = {}
        for number, (a, b) in enumerate(plan.edges):
            if a in index and a != b:
                pairs.setdefault((min(index[a], index[b]), max(index[a], index[b])), []).append(number)
        self.line_of = {number: i for i, numbers in enumerate(pairs.values()) for number in numbers}
        edges = np.array(list(pairs), dtype=int).reshape(-1, 2)
        labels = np.array([_together([plan.labels[n] for n in numbers]) for numbers in pairs.values()]).reshape(-1, 2)
        half = plan.collar[nodes].copy()
        lengths = stress.ideal_lengths(half, edges, labels[:, 0], 24.0)
        far = stress.distances(len(nodes), edges, lengths)
        places = _start(setting.start, far, edges)
        page = setting.page or self._page(half, labels, setting.roomy)
        self.scene = Scene(half, edges, labels, far, page, setting.gap, np.ones(len(edges)), setting.crossing)
        self.widest = half + 6 * PADDING
        self.search = Search(self.scene, self._fit(places, half, far, page))

    @staticmethod
    def _page(half: Array, labels: Array, roomy: float) -> tuple[float, float]:
        area = roomy * (
            2.1 * ((2 * half[:, 0] + 20) * (2 * half[:, 1] + 20)).sum()
            + 2.2 * ((labels[:, 0] + 22) * (labels[:, 1] + 6)).sum()
        )
        wide = max(float(np.sqrt(area * ASPECT)), 2 * float(half[:, 0].max()) + 8)
        return round(wide, 1), round(max(area / wide, 2 * float(half[:, 1].max()) + 8), 1)

    def _fit(self, places: Array, half: Array, far: Array, page: tuple[float, float]) -> Array:
        """Places stretched to fill the page, turned a quarter where they are tall; wanted distances grow with them."""
        extent = np.ptp(places, axis=0)
        if extent[1] > extent[0]:
            places, extent = places[:, ::-1].copy(), extent[::-1]
        room = np.maximum(np.asarray(page) - 2 * half.max(0), 10.0)
        scale = room / np.maximum(extent, 1.0)
        scale = np.minimum(scale, 2.2 * scale.min())
        places = (places - places.min(0) - extent / 2) * scale
        if len(places) > 2:
            places = EVEN * _even(places, extent * scale) + (1 - EVEN) * places
            apart = places[:, None] - places[None]
            length = np.hypot(apart[..., 0], apart[..., 1])
            self.scene.far = (0.5 * length + 0.5 * far * min(float(np.sqrt(scale[0] * scale[1])), 2.0)).round(2)
        return stress.settle(places + np.asarray(page) / 2)

    def more_room(self, numbers: list[int], growth: float) -> None:
        """Makes the lines of some edges count for more, and the page a little larger."""
        for line in sorted({self.line_of[n] for n in numbers if n in self.line_of}):
            self.scene.care[line] = min(self.scene.care[line] * 1.5, 12.0)
            self.search.watched[line] = True
            one, two = self.scene.edges[line]
            self.scene.far[one, two] = self.scene.far[two, one] = self.scene.far[one, two] * 1.1
            for node in (one, two):
                self.scene.half[node] = np.minimum(self.scene.half[node] + PADDING, self.widest[node])
        if growth > 1.0:
            self.scene.page = (self.scene.page[0] * growth, self.scene.page[1] * growth)
            self.search.places = stress.settle(self.search.places * growth)


def pack(parts_: list[Part], isolated: list[int], plan: Plan, gap: float = 26.0) -> None:
    """Sets the parts side by side on shelves, largest first, and nodes without any line in rows below."""
    tall = 0.0
    rows: list[tuple[list[int], Array, Array]] = []
    for part in parts_:
        half = plan.collar[part.nodes]
        low, high = (part.search.places - half).min(0), (part.search.places + half).max(0)
        rows.append((part.nodes, part.search.places - low, high - low))
    limit = max([r[2][0] for r in rows] + [420.0 if not rows else 0.0])
    x = y = 0.0
    for nodes, places, size in rows:
        if x and x + size[0] > limit + 1:
            x, y, tall = 0.0, y - tall - gap, 0.0
        plan.places[nodes] = places + np.array([x, y - size[1]])
        x, tall = x + size[0] + gap, max(tall, float(size[1]))
    x, y, tall = 0.0, y - tall - (gap if rows else 0.0), 0.0
    for node in isolated:
        half = plan.collar[node]
        if x and x + 2 * half[0] > limit + 1:
            x, y, tall = 0.0, y - tall - 12.0, 0.0
        plan.places[node] = x + half[0], y - half[1]
        x, tall = x + 2 * half[0] + 16.0, max(tall, 2 * float(half[1]))


def finish(plan: Plan) -> None:
    """Routes the lines, places the words, and moves the picture so that its lower left corner is (0, 0)."""
    margin = 24.0
    low, high = (plan.places - plan.collar).min(0), (plan.places + plan.collar).max(0)
    plan.places = stress.settle(plan.places - low + margin)
    page = tuple((high - low + 2 * margin).round(2).tolist())
    lean = 0.8 * np.maximum(plan.half[:, 0] - plan.half[:, 1], 0.0)
    plan.ways, plan.spots = {}, {}
    layout.loops(plan)
    ground = Ground(plan.places, plan.collar, lean, plan.outlines, page)
    router = Router(ground, plan.edges)
    plan.ways.update(router.run())
    fixed = [np.asarray(spot.shape.exterior.coords)[:-1] for spot in plan.spots.values()]
    placed, plan.missing = Placer(plan.ways, plan.labels_to_place(), plan.shapes() + fixed, page).run()
    plan.spots.update(placed)
    _crop(plan)


def _crop(plan: Plan) -> None:
    all_ = np.concatenate(
        [*plan.shapes(), *plan.ways.values(), *(np.asarray(s.shape.exterior.coords) for s in plan.spots.values())]
    )
    low = np.floor(all_.min(0)) - 1.0
    plan.places = plan.places - low
    plan.ways = {i: np.round(way - low, 3) for i, way in plan.ways.items()}
    plan.spots = {
        i: replace(
            s, x=round(s.x - low[0], 2), y=round(s.y - low[1], 2), shape=shapely.transform(s.shape, lambda c: c - low)
        )
        for i, s in plan.spots.items()
    }
    plan.size = tuple((np.ceil(all_.max(0) - low) + 1.0).tolist())


def faults(plan: Plan) -> dict[int, int]:
    """How much is wrong with each edge, by its index: no place for its label, a box struck, a line on another."""
    wrong = dict.fromkeys(plan.missing, 1)
    order = sorted(plan.ways)
    lines = [shapely.LineString(plan.ways[i]) for i in order]
    if not lines:
        return wrong
    solids = [shapely.Polygon(shape) for shape in plan.shapes()]
    tree = shapely.STRtree(solids)
    which, hit = tree.query(lines, predicate="intersects")
    for a, b in zip(which.tolist(), hit.tolist(), strict=True):
        if b not in plan.edges[order[a]]:
            wrong[order[a]] = wrong.get(order[a], 0) + 1
    for a, b in along(lines):
        wrong[order[a]] = wrong.get(order[a], 0) + 1
        wrong[order[b]] = wrong.get(order[b], 0) + 1
    return wrong


def along(lines: list[shapely.LineString]) -> list[tuple[int, int]]:
    """Pairs of lines of which one runs for more than 5 pt within half a point of the other."""
    thick = shapely.buffer(lines, 0.5, cap_style="flat")
    one, two = shapely.STRtree(lines).query(thick, predicate="intersects")
    keep = one != two
    one, two = one[keep], two[keep]
    shared = shapely.length(shapely.intersection(thick[one], np.array(lines, dtype=object)[two]))
    return sorted(
        {(min(a, b), max(a, b)) for a, b in zip(one[shared > 5.0].tolist(), two[shared > 5.0].tolist(), strict=True)}
    )


def tangles(plan: Plan) -> dict[int, int]:
    """The faults, and how often each edge crosses one that shares an end with it: they could change places there."""
    wrong, order = faults(plan), sorted(plan.ways)
    lines = np.array([shapely.LineString(plan.ways[i]) for i in order], dtype=object)
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    for a, b in zip(one.tolist(), two.tolist(), strict=True):
        if len({*plan.edges[order[a]], *plan.edges[order[b]]}) == 3:
            wrong[order[a]] = wrong.get(order[a], 0) + 1
    return wrong


def crossings(plan: Plan) -> int:
    """Pairs of lines that cross and have no end in common."""
    order = sorted(plan.ways)
    lines = [shapely.LineString(plan.ways[i]) for i in order]
    if not lines:
        return 0
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    return sum(
        1
        for a, b in zip(one.tolist(), two.tolist(), strict=True)
        if a < b and not set(plan.edges[order[a]]) & set(plan.edges[order[b]])
    )


def attempts(drawing: Drawing, type_: Type, setting: Setting) -> Iterator[tuple[Plan, dict[int, int], int]]:
    """Layouts of one setting without end, each better or roomier than the last: plan, faults by edge, crossings."""
    plan = layout.measure(drawing, type_)
    groups = parts(len(plan.half), plan.edges)
    isolated = [part[0] for part in groups if len(part) == 1]
    work = [Part(plan, part, setting) for part in groups if len(part) > 1]
    sweeps = setting.sweeps
    while True:
        for part in work:
            part.search.run(sweeps)
        pack(work, isolated, plan)
        finish(plan)
        wrong = faults(plan) if setting.page else tangles(plan)  # on a page of its own a poster may have some
        yield replace(plan, places=plan.places.copy()), wrong, crossings(plan)
        for part in work:
            part.more_room(sorted(wrong), setting.growth if wrong and setting.page is None else 1.0)
        sweeps = _AGAIN


def lay_out(
    drawing: Drawing, type_: Type, settings: tuple[Setting, ...], most_crossings: int, rounds: int = _ROUNDS
) -> Plan:
    """The first layout without faults and with few enough crossings, else the best found.

    Args:
        drawing: What is drawn.
        type_: Sizes of type.
        settings: Ways to try, in order; at least one.
        most_crossings: Crossings that are not too many.
        rounds: Most of each setting; it has fewer when they bring nothing.
    """
    found: list[tuple[tuple[int, int], Plan]] = []
    for setting in settings:
        history: list[tuple[int, int]] = []
        for plan, wrong, crossed in islice(attempts(drawing, type_, setting), rounds):
            score = (len(wrong) + max(0, crossed - most_crossings), crossed)
            found.append((score, plan))
            history.append(score)
            if score[0] == 0:
                return plan
            if (not wrong and len(history) > 2) or (len(history) > 5 and min(history[-4:]) >= min(history[:-4])):
                break
    return min(found, key=lambda rival: rival[0])[1]
