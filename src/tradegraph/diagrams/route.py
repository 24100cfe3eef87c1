"""The way of each line: straight where nothing stands in it, bowed beside a twin, else round the boxes."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from tradegraph.diagrams.arrange import cross, strike, tips
from tradegraph.diagrams.ports import spread

Array = np.ndarray
CLEAR = 3.6  # between a line and a box that is not its own
BOW = 17.0  # between two lines of one pair of nodes, at their middle
ASIDE = 4.0  # between two lines of one pair of nodes, where they meet a box
BEND = 16.0  # how far from a corner its rounding begins
WIDE_BEND = 34.0  # the same where there is room for it
RINGS = (7.5, 14.0, 21.0)
_CROSSING, _BEND, _SHARED = 110.0, 14.0, 45.0  # in points of detour
_SAMPLES = 24


@dataclass(frozen=True, slots=True)
class Ground:
    """What lines have to get round. Lengths in points.

    Attributes:
        places: Centres of boxes, (n, 2).
        half: Half widths and heights, (n, 2).
        lean: How far ends may move along a wide box, (n,).
        outlines: Of each node, about its own centre.
        page: Width and height.
    """

    places: Array
    half: Array
    lean: Array
    outlines: list[Array]
    page: tuple[float, float]


def clip(points: Array, outline: Array, reverse: bool = False) -> Array:
    """A line that begins inside a convex outline, cut so that it begins on it; with `reverse`, the same for its end."""
    if reverse:
        return clip(points[::-1], outline)[::-1]
    first, last = outline, np.roll(outline, -1, axis=0)
    for i in range(len(points) - 2, -1, -1):
        a, b = points[i], points[i + 1]
        along, side = b - a, last - first
        bottom = along[0] * side[:, 1] - along[1] * side[:, 0]
        safe = np.where(np.abs(bottom) < 1e-12, 1e-12, bottom)
        apart = first - a
        t = (apart[:, 0] * side[:, 1] - apart[:, 1] * side[:, 0]) / safe
        u = (apart[:, 0] * along[1] - apart[:, 1] * along[0]) / safe
        hit = (np.abs(bottom) > 1e-12) & (t >= -1e-9) & (t <= 1 + 1e-9) & (u >= -1e-9) & (u <= 1 + 1e-9)
        if hit.any():
            start = a + along * float(t[hit].max())
            rest = points[i + 1 :]
            keep = np.hypot(*(rest - start).T) > 1e-6
            return np.concatenate([start[None], rest[keep]]) if keep.any() else points
    return points


def rounded(points: Array, bend: float = BEND) -> Array:
    """A line with each corner replaced by a curve that begins at most `bend` points before it."""
    if len(points) < 3:
        return points
    parts = [points[:1]]
    t = np.linspace(0.0, 1.0, 9)[:, None]
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        one, two = before - corner, after - corner
        long_one, long_two = float(np.hypot(*one)), float(np.hypot(*two))
        reach = min(bend, 0.5 * long_one, 0.5 * long_two)
        start, end = corner + one / max(long_one, 1e-6) * reach, corner + two / max(long_two, 1e-6) * reach
        parts.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    parts.append(points[-1:])
    return np.concatenate(parts)


def bowed(start: Array, end: Array, height: float) -> Array:
    """A curve from start to end whose middle stands `height` points to the left of the straight line."""
    along = end - start
    left = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-6)
    t = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * ((start + end) / 2 + 2 * height * left) + t**2 * end)


def segments(line: Array) -> tuple[Array, Array]:
    """Starts and ends of the straight pieces of a line."""
    return line[:-1], line[1:]


class Router:
    """Ways for all lines of one drawing."""

    def __init__(self, ground: Ground, edges: list[tuple[int, int]]) -> None:
        """Takes the boxes, and the ends of every line, tail first; an edge from a node to itself has no way here."""
        self.ground, self.edges = ground, edges
        self.ways: dict[int, Array] = {}
        self.used: list[Array] = []

    def run(self) -> dict[int, Array]:
        """The way of each edge by its number, clipped to the outlines it joins, tail first; shape (points, 2)."""
        groups: dict[tuple[int, int], list[int]] = {}
        for number, (tail, head) in enumerate(self.edges):
            if tail != head:
                groups.setdefault((min(tail, head), max(tail, head)), []).append(number)
        blocked: list[tuple[int, float]] = []
        for numbers in groups.values():
            for lane, number in enumerate(numbers):
                height = (lane - (len(numbers) - 1) / 2) * BOW
                way = self._direct(number, height)
                if way is None:
                    blocked.append((number, height))
                else:
                    self.ways[number] = way
        for number, height in sorted(blocked, key=lambda item: (self._length(item[0]), item[0])):
            self.ways[number] = self._round_about(number, height)
        standing = [outline + place for outline, place in zip(self.ground.outlines, self.ground.places, strict=True)]
        for number, way in spread(self.ways, self.edges, standing).items():
            if not self._struck(way, self.edges[number]) or self._struck(self.ways[number], self.edges[number]):
                self.ways[number] = way
        return {number: np.round(self.ways[number], 3) for number in sorted(self.ways)}

    def _length(self, number: int) -> float:
        tail, head = self.edges[number]
        return round(float(np.hypot(*(self.ground.places[head] - self.ground.places[tail]))), 2)

    def _aim(self, number: int) -> tuple[Array, Array]:
        ground, (tail, head) = self.ground, self.edges[number]
        return tips(ground.places[tail], ground.places[head], ground.lean[tail], ground.lean[head])

    def _direct(self, number: int, height: float) -> Array | None:
        tail, head = self.edges[number]
        start, end = self._aim(number)
        turn = 1.0 if tail < head else -1.0
        if height:
            along = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
            aside = np.array([-along[1], along[0]]) * height * turn / BOW * ASIDE
            start, end = start + aside, end + aside
        way = bowed(start, end, (height - np.sign(height) * ASIDE) * turn) if height else np.stack([start, end])
        way = self._cut(number, way)
        return None if self._struck(way, (tail, head)) else way

    def _cut(self, number: int, way: Array) -> Array:
        ground, (tail, head) = self.ground, self.edges[number]
        way = clip(way, ground.outlines[tail] + ground.places[tail])
        return clip(way, ground.outlines[head] + ground.places[head], reverse=True)

    def _struck(self, way: Array, own: tuple[int, ...]) -> bool:
        ground = self.ground
        first, last = segments(way)
        hit = strike(first[:, None], last[:, None], ground.places[None], ground.half[None] + CLEAR)
        hit[:, list(own)] = 0.0
        low, high = way.min(0), way.max(0)
        return bool((hit > 0).any()) or bool((low < 1).any()) or bool((high > np.asarray(ground.page) - 1).any())

    def _others(self, number: int) -> tuple[Array, Array]:
        """The pieces of the lines drawn so far that share no end with this one."""
        own = set(self.edges[number])
        ways = [way for other, way in self.ways.items() if not own & set(self.edges[other])]
        if not ways:
            return np.zeros((0, 2)), np.zeros((0, 2))
        return np.concatenate([w[:-1] for w in ways]), np.concatenate([w[1:] for w in ways])

    def _round_about(self, number: int, height: float) -> Array:
        """The cheapest way over corners of the boxes in the way, those that stand in that way too, and so on."""
        start, end = self._aim(number)
        near = self._blockers(np.stack([start, end]), number)
        for _ in range(6):
            path = self._path(number, sorted(near))
            if path is not None:
                for bend in (WIDE_BEND, BEND):
                    way = self._cut(number, rounded(path, bend))
                    if not self._struck(way, self.edges[number]):
                        self.used.extend(path[1:-1])
                        return way
                near |= self._blockers(way, number)
            grown = {j for i in near for j in self._beside(i)}
            near = near | grown if path is None or grown <= near else near | set(sorted(grown)[:6])
        return self._cut(number, bowed(start, end, height or BOW / 2))

    def _beside(self, node: int) -> list[int]:
        ground = self.ground
        apart = np.abs(ground.places - ground.places[node]) - ground.half - ground.half[node]
        return [int(i) for i in np.flatnonzero(apart.max(1) < 45.0)]

    def _blockers(self, way: Array, number: int) -> set[int]:
        ground = self.ground
        first, last = segments(way)
        hit = strike(first[:, None], last[:, None], ground.places[None], ground.half[None] + CLEAR).max(0)
        return {int(i) for i in np.flatnonzero(hit > 0)} - set(self.edges[number])

    def _corners(self, nodes: list[int]) -> Array:
        ground = self.ground
        signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], dtype=float)
        points = [ground.places[node] + signs * (ground.half[node] + ring) for node in nodes for ring in RINGS]
        all_ = np.concatenate(points)
        inside = (np.abs(all_[:, None] - ground.places[None]) < ground.half[None] + CLEAR + 2.0).all(2).any(1)
        off = ((all_ < 4.0) | (all_ > np.asarray(ground.page) - 4.0)).any(1)
        return np.asarray(all_[~inside & ~off])

    def _path(self, number: int, nodes: list[int]) -> Array | None:
        if not nodes:
            return None
        ground, (tail, head) = self.ground, self.edges[number]
        corners = self._corners(nodes)
        if not len(corners):
            return None
        starts, _ = tips(
            np.repeat(ground.places[tail][None], len(corners), 0), corners, ground.lean[tail], np.zeros(len(corners))
        )
        ends, _ = tips(
            np.repeat(ground.places[head][None], len(corners), 0), corners, ground.lean[head], np.zeros(len(corners))
        )
        from_tail = self._steps(number, starts, corners, own=(tail,))
        to_head = self._steps(number, corners, ends, own=(head,))
        count = len(corners)
        one, two = np.triu_indices(count, 1)
        between = np.full((count, count), np.inf)
        between[one, two] = between[two, one] = self._steps(number, corners[one], corners[two], own=())
        way = _shortest(from_tail, between, to_head)
        if way is None:
            return None
        return np.concatenate([starts[way[0]][None], corners[way], ends[way[-1]][None]])

    def _steps(self, number: int, first: Array, last: Array, own: tuple[int, ...]) -> Array:
        """What each straight step costs, in points; infinite where it strikes a box."""
        ground = self.ground
        hit = strike(first[:, None], last[:, None], ground.places[None], ground.half[None] + CLEAR + 1.2)
        hit[:, list(own)] = 0.0
        cost = np.hypot(*(last - first).T) + _BEND
        a, b = self._others(number)
        if len(a):
            cost = cost + _CROSSING * cross(first[:, None], last[:, None], a[None], b[None]).sum(1)
        if self.used:
            near = np.abs(last[:, None] - np.asarray(self.used)[None]).max(2) < 3.0
            cost = cost + _SHARED * near.any(1)
        return np.asarray(np.where((hit > 0).any(1), np.inf, np.round(cost, 3)))


def _shortest(from_tail: Array, between: Array, to_head: Array) -> list[int] | None:
    """The corners of the cheapest way (Dijkstra), None where there is no way."""
    best, before = from_tail.copy(), np.full(len(from_tail), -1)
    queue = [(float(cost), i) for i, cost in enumerate(best) if np.isfinite(cost)]
    heapq.heapify(queue)
    while queue:
        cost, i = heapq.heappop(queue)
        if cost > best[i]:
            continue
        reach = cost + between[i]
        for j in np.flatnonzero(reach < best - 1e-9).tolist():
            best[j], before[j] = reach[j], i
            heapq.heappush(queue, (float(reach[j]), j))
    total = best + to_head
    if not np.isfinite(total).any():
        return None
    way = [int(np.argmin(total))]
    while before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    return way[::-1]
