"""Words on their lines: every label gets a place where it touches nothing and can only belong to its own line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

Array = np.ndarray
PAD = 1.0  # round the words, on all sides
LINE = 2.3  # between words and a foreign line: half an arrowhead and a little air
SHAPE = 1.6  # between words and a shape
OFF = 1.7  # between words beside a line and that line
BELONGS = 1.9  # by so much a label beside its line is nearer to it than to any other
TAIL, HEAD = 7.0, 11.5  # of line left visible at the ends
SHARE = 0.32  # of a line left visible beside its label
_STEP = 5.0
_KEEP = 40  # places kept for each label, the cheapest
_ENOUGH = 10  # places on a line that make looking beside it needless


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a label.

    Attributes:
        x: Of the middle of the words.
        y: Of the middle of the words.
        angle: Degrees, anticlockwise.
        cost: The less, the better placed.
        shape: The room it takes, with padding.
        on: Whether it interrupts the line.
    """

    x: float
    y: float
    angle: float
    cost: float
    shape: shapely.Polygon
    on: bool


def boxes(x: Array, y: Array, wide: float, high: float, angle: Array, pad: float) -> Array:
    """Turned rectangles as shapely polygons."""
    a, b = wide / 2 + pad, high / 2 + pad
    corners = np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    xs = x[:, None] + corners[None, :, 0] * cosine[:, None] - corners[None, :, 1] * sine[:, None]
    ys = y[:, None] + corners[None, :, 0] * sine[:, None] + corners[None, :, 1] * cosine[:, None]
    return np.asarray(shapely.polygons(np.stack([xs, ys], axis=2)))


class Placer:
    """Finds places for the labels of one drawing."""

    def __init__(
        self,
        ways: dict[int, Array],
        sizes: dict[int, tuple[float, float]],
        shapes: list[Array],
        page: tuple[float, float],
    ) -> None:
        """Takes the routed lines, the words' widths and heights, the outlines where they stand, and the page."""
        self.ways, self.sizes, self.page = ways, sizes, page
        self.numbers = sorted(n for n in sizes if n in ways and sizes[n][0] > 0)
        self.lines = {n: shapely.LineString(way) for n, way in ways.items()}
        self.order = sorted(self.lines)
        solids = [shapely.Polygon(shape) for shape in shapes]
        self.obstacles = np.array(
            [*(s.buffer(SHAPE, join_style="mitre") for s in solids), *(self.lines[n] for n in self.order)], dtype=object
        )
        self.owner = np.array([-1] * len(solids) + self.order)
        self.tree = shapely.STRtree(list(self.obstacles))

    def run(self) -> tuple[dict[int, Spot], list[int]]:
        """A place for each label that has one, and the numbers of the edges whose label has none."""
        spots = {n: self._legal(n) for n in self.numbers}
        flat = [(n, i) for n in self.numbers for i in range(len(spots[n]))]
        rivals: dict[tuple[int, int], list[tuple[int, int]]] = {key: [] for key in flat}
        if flat:
            shapes = [spots[n][i].shape for n, i in flat]
            one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
            for a, b in zip(one.tolist(), two.tolist(), strict=True):
                if flat[a][0] != flat[b][0]:
                    rivals[flat[a]].append(flat[b])
        chosen = self._choose(spots, rivals)
        placed = {n: spots[n][i] for n, i in sorted(chosen.items())}
        return placed, [n for n in self.numbers if n not in placed]

    def _choose(
        self, spots: dict[int, list[Spot]], rivals: dict[tuple[int, int], list[tuple[int, int]]]
    ) -> dict[int, int]:
        """Hardest label first; one without a free place takes one and turns out who stands there, dearer each time."""
        chosen: dict[int, int] = {}
        turned_out = dict.fromkeys(spots, 0)
        waiting = sorted((n for n in spots if spots[n]), key=lambda n: (len(spots[n]), n))
        budget = 40 * len(waiting) + 40
        while waiting and budget:
            budget -= 1
            n = waiting.pop(0)
            best: tuple[float, int] | None = None
            for i, spot in enumerate(spots[n]):
                standing = {m for m, j in rivals[n, i] if chosen.get(m) == j}
                price = round(spot.cost + sum(4.0 + 3.0 * turned_out[m] + 20.0 / len(spots[m]) for m in standing), 4)
                if best is None or price < best[0]:
                    best = (price, i)
            if best is None:
                continue
            i = best[1]
            for m, j in rivals[n, i]:
                if chosen.get(m) == j:
                    del chosen[m]
                    turned_out[m] += 1
                    waiting.append(m)
            chosen[n] = i
        return self._improve(chosen, spots, rivals)

    def _improve(
        self, chosen: dict[int, int], spots: dict[int, list[Spot]], rivals: dict[tuple[int, int], list[tuple[int, int]]]
    ) -> dict[int, int]:
        for _ in range(4):
            for n in sorted(chosen):
                for i, spot in enumerate(spots[n]):
                    if spot.cost < spots[n][chosen[n]].cost - 1e-9 and not any(
                        chosen.get(m) == j for m, j in rivals[n, i]
                    ):
                        chosen[n] = i
        return chosen

    def _legal(self, n: int) -> list[Spot]:
        """The places of one label that meet no shape, no foreign line, and leave enough of their own.

        Those beside the line are looked for only where there are few on it.
        """
        spots = self._tested(n, beside=False)
        if len(spots) < _ENOUGH:
            spots = sorted(spots + self._tested(n, beside=True), key=lambda spot: round(spot.cost, 4))
        return spots[:_KEEP]

    def _tested(self, n: int, beside: bool) -> list[Spot]:
        x, y, angle, cost, length = self._candidates(n, beside)
        wide, high = self.sizes[n]
        words = boxes(x, y, wide, high, angle, PAD)
        ok = self._free(n, boxes(x, y, wide, high, angle, LINE), words)
        if beside:
            ok &= self._belongs(n, words, ok)
        low, high_ = shapely.bounds(words)[:, :2], shapely.bounds(words)[:, 2:]
        ok &= (low > 0).all(1) & (high_ < np.asarray(self.page)).all(1)
        ok[ok] = self._shows(n, words[ok], not beside, length)
        good = np.flatnonzero(ok)
        good = good[np.lexsort((good, np.round(cost[good], 4)))][:_KEEP]
        return [Spot(float(x[i]), float(y[i]), float(angle[i]), float(cost[i]), words[i], not beside) for i in good]

    def _shows(self, n: int, words: Array, on: bool, length: float) -> Array:
        """Which candidates leave enough of their own line to be seen, and its ends free."""
        line, ways = self.lines[n], self.ways[n]
        hidden = length - shapely.length(shapely.difference(line, words))
        from_start, from_end = (
            shapely.distance(words, shapely.Point(ways[0])),
            shapely.distance(words, shapely.Point(ways[-1])),
        )
        if on:
            shown = length - hidden >= max(SHARE * length, 20.0)
            return np.asarray(shown & (from_start >= TAIL) & (from_end >= HEAD))
        return np.asarray((hidden <= 0) & (from_start >= 3.0) & (from_end >= 5.0))

    def _free(self, n: int, roomy: Array, words: Array) -> Array:
        """Which candidates meet no shape with their words and no foreign line with the air round them."""
        ok = np.ones(len(words), dtype=bool)
        which, hit = self.tree.query(words, predicate="intersects")
        ok[which[self.owner[hit] < 0]] = False
        rest = np.flatnonzero(ok)
        if len(rest):
            which, hit = self.tree.query(roomy[rest], predicate="intersects")
            owner = self.owner[hit]
            ok[rest[which[(owner >= 0) & (owner != n)]]] = False
        return ok

    def _belongs(self, n: int, words: Array, which: Array) -> Array:
        """Which labels beside their line are nearer to it than to any other line, clearly, and not too far from it."""
        ok = np.zeros(len(words), dtype=bool)
        ask = np.flatnonzero(which)
        if not len(ask):
            return ok
        own = shapely.distance(words[ask], self.lines[n])
        ok[ask] = own < 5.5
        reach = shapely.buffer(words[ask], own + BELONGS, join_style="mitre")
        at, hit = self.tree.query(reach, predicate="intersects")
        owner = self.owner[hit]
        ok[ask[at[(owner >= 0) & (owner != n)]]] = False
        return ok

    def _candidates(self, n: int, beside: bool) -> tuple[Array, Array, Array, Array, float]:
        """Middles, angles and costs of places on a line or beside it, and the line's length."""
        line, (wide, high) = self.ways[n], self.sizes[n]
        step = np.hypot(*np.diff(line, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(step)])
        length = float(along[-1])
        count = max(3, min(60, int(length / _STEP)))
        at = np.linspace(0.04, 0.96, count) * length
        x, y = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
        piece = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(step) - 1)
        way = np.diff(line, axis=0)[piece] / np.maximum(step[piece], 1e-9)[:, None]
        turn = np.degrees(np.arctan2(way[:, 1], way[:, 0]))
        turn = np.where(turn > 90, turn - 180, np.where(turn <= -90, turn + 180, turn))
        off_centre = 1.2 * np.abs(at / length - 0.5)
        zero = np.zeros(count)
        normal = np.stack([-way[:, 1], way[:, 0]], axis=1)
        reach = np.abs(normal[:, 0]) * wide / 2 + np.abs(normal[:, 1]) * high / 2 + OFF + PAD
        lean = np.abs(turn) / 90
        flat = np.abs(turn) <= 72  # steeper words are hard to read
        rows = (
            []
            if beside
            else [(x, y, zero, off_centre), (x[flat], y[flat], turn[flat], (off_centre + 0.5 + lean)[flat])]
        )
        for side, more in ((1.0, 0.0), (-1.0, 0.0), (1.0, 2.2), (-1.0, 2.2)) if beside else ():
            level = normal * (side * (reach + more))[:, None]
            turned = normal * (side * (high / 2 + OFF + PAD + more))
            dear = off_centre + 0.2 * more
            rows.append((x + level[:, 0], y + level[:, 1], zero, dear + 0.8))
            found = (x + turned[:, 0], y + turned[:, 1], turn, dear + 1.0 + lean)
            rows.append(tuple(column[flat] for column in found))
        x, y, angle, cost = (np.concatenate([row[i] for row in rows]) for i in range(4))
        return np.round(x, 2), np.round(y, 2), np.round(angle, 2), cost, length
