"""Words on their lines: every label gets a place where it touches nothing and can only belong to its own line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from tradegraph.diagrams.measure import Words

Array = np.ndarray
PAD = 1.0  # round the words, on all sides
LINE = 2.3  # between words and a foreign line: half an arrowhead and a little air
SHAPE = 1.6  # between words and a shape
OFF = 1.7  # between words beside a line and that line
BELONGS = 1.9  # by so much a label beside its line is nearer to it than to any other
TAIL, HEAD = 7.0, 11.5  # of line left visible at the ends
SHARE = 0.32  # of a line left visible beside its label
_NEAR = 5.5  # most between words beside a line and that line
_HEADED = 4.0  # of a line that its arrowhead covers
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


def boxes(x: Array, y: Array, size: Array, angle: Array, pad: float) -> Array:
    """Turned rectangles as shapely polygons; sizes have shape (k, 2), the others (k,)."""
    reach = size / 2 + pad
    across, up = reach[:, :1] * np.array([-1, 1, 1, -1]), reach[:, 1:] * np.array([-1, -1, 1, 1])
    cosine, sine = np.cos(np.radians(angle))[:, None], np.sin(np.radians(angle))[:, None]
    corners = np.stack([x[:, None] + across * cosine - up * sine, y[:, None] + across * sine + up * cosine], axis=2)
    return np.asarray(shapely.polygons(corners))


@dataclass(slots=True)
class Candidates:
    """Places for labels that are to be tested, all labels together: numbers of their edges, middles, angles, costs."""

    owner: Array
    x: Array
    y: Array
    angle: Array
    cost: Array

    def __getitem__(self, which: Array) -> Candidates:
        """Some of them."""
        return Candidates(self.owner[which], self.x[which], self.y[which], self.angle[which], self.cost[which])


class Placer:
    """Finds places for the labels of one drawing."""

    def __init__(
        self,
        ways: dict[int, Array],
        words: dict[int, Words],
        shapes: list[Array],
        page: tuple[float, float],
    ) -> None:
        """Takes the routed lines, their words, the outlines where they stand, and the page."""
        self.ways, self.words, self.page = ways, words, page
        self.numbers = sorted(n for n in words if n in ways and words[n].width > 0)
        self.order = sorted(ways)
        most = self.order[-1] + 1 if self.order else 0
        self.lines = np.full(most, None, dtype=object)
        self.lines[self.order] = [shapely.LineString(ways[n]) for n in self.order]
        self.lengths = shapely.length(self.lines)
        self.sizes = np.zeros((most, 2))
        self.sizes[self.numbers] = np.array([(words[n].width, words[n].height) for n in self.numbers]).reshape(-1, 2)
        solids = shapely.buffer([shapely.Polygon(shape) for shape in shapes], SHAPE, join_style="mitre")
        self.owner = np.array([-1] * len(solids) + self.order)
        self.tree = shapely.STRtree([*solids, *self.lines[self.order]])

    def run(self) -> tuple[dict[int, Spot], list[int]]:
        """A place for each label that has one, and the numbers of the edges whose label has none."""
        spots = self._legal()
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
                if best is not None and round(spot.cost, 4) >= best[0]:
                    break  # those after it cost no less
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

    def _legal(self) -> dict[int, list[Spot]]:
        """The places of each label that meet no shape, no foreign line, and leave enough of their own.

        Those beside a line are looked for only where there are few on it.
        """
        spots = self._tested(self.numbers, beside=False)
        few = [n for n in self.numbers if len(spots[n]) < _ENOUGH]
        for n, found in self._tested(few, beside=True).items():
            spots[n] = sorted(spots[n] + found, key=lambda spot: round(spot.cost, 4))[:_KEEP]
        return spots

    def _tested(self, numbers: list[int], beside: bool) -> dict[int, list[Spot]]:
        """The cheapest places of each label that pass every test, one test after the other for all labels together."""
        spots: dict[int, list[Spot]] = {n: [] for n in numbers}
        if not numbers:
            return spots
        made = Candidates(*map(np.concatenate, zip(*(self._candidates(n, beside) for n in numbers), strict=True)))
        words = self._boxes(made, PAD)
        for test in (self._inside, self._free, self._belongs if beside else self._interrupts):
            ok = np.flatnonzero(test(made, words))
            made, words = made[ok], words[ok]
        for i in np.lexsort((np.arange(len(words)), np.round(made.cost, 4))).tolist():
            found = spots[int(made.owner[i])]
            if len(found) < _KEEP:
                x, y, angle, cost = (float(part[i]) for part in (made.x, made.y, made.angle, made.cost))
                found.append(Spot(x, y, angle, cost, words[i], not beside))
        return spots

    def _boxes(self, made: Candidates, pad: float) -> Array:
        return boxes(made.x, made.y, self.sizes[made.owner], made.angle, pad)

    def _inside(self, _: Candidates, words: Array) -> Array:
        """Which candidates stand on the page."""
        bounds = shapely.bounds(words)
        return np.asarray((bounds[:, :2] > 0).all(1) & (bounds[:, 2:] < np.asarray(self.page)).all(1))

    def _free(self, made: Candidates, words: Array) -> Array:
        """Which candidates meet no shape with their words and no foreign line with the air round them."""
        ok = np.ones(len(words), dtype=bool)
        which, hit = self.tree.query(words, predicate="intersects")
        ok[which[self.owner[hit] < 0]] = False
        rest = np.flatnonzero(ok)
        which, hit = self.tree.query(self._boxes(made[rest], LINE), predicate="intersects")
        ok[rest[which[self._foreign(made.owner[rest[which]], hit)]]] = False
        return ok

    def _foreign(self, own: Array, hit: Array) -> Array:
        """Whether each obstacle hit is the line of another edge than its own."""
        owner = self.owner[hit]
        return np.asarray((owner >= 0) & (owner != own))

    def _ends(self, made: Candidates, words: Array) -> tuple[Array, Array, Array]:
        """How much of its line each candidate hides, and how far it stands from the line's tail and head."""
        lines = self.lines[made.owner]
        hidden = self.lengths[made.owner] - shapely.length(shapely.difference(lines, words))
        tail, head = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
        return hidden, shapely.distance(words, tail), shapely.distance(words, head)

    def _interrupts(self, made: Candidates, words: Array) -> Array:
        """Which labels on their line leave enough of it to be seen, besides its arrowhead, and its ends free."""
        hidden, tail, head = self._ends(made, words)
        body = self.lengths[made.owner] - _HEADED
        shown = body - hidden >= np.maximum(SHARE * body, 20.0 - _HEADED)
        return np.asarray(shown & (tail >= TAIL) & (head >= HEAD))

    def _belongs(self, made: Candidates, words: Array) -> Array:
        """Which labels beside their line are clearly nearer to it than to any other, and not far from it.

        How near they are is measured from each line of the words: the shorter one of two may stand at the edge's side.
        """
        own = np.min([shapely.distance(row, self.lines[made.owner]) for row in self._rows(made)], axis=0)
        hidden, tail, head = self._ends(made, words)
        ok = (own < _NEAR) & (hidden <= 0) & (tail >= 3.0) & (head >= 5.0)
        rest = np.flatnonzero(ok)
        reach = shapely.buffer(words[rest], own[rest] + BELONGS, join_style="mitre")
        at, hit = self.tree.query(reach, predicate="intersects")
        ok[rest[at[self._foreign(made.owner[rest[at]], hit)]]] = False
        return np.asarray(ok)

    def _rows(self, made: Candidates) -> list[Array]:
        """The boxes of the lines of each candidate's words, as many arrays as the most lines of one label."""
        rows = []
        for part in range(max((len(self.words[n].lines) for n in set(made.owner.tolist())), default=1)):
            sizes, down = np.zeros_like(self.sizes), np.zeros(len(self.sizes))
            for n in set(made.owner.tolist()):
                words = self.words[n]
                line = min(part, len(words.lines) - 1)
                sizes[n] = words.widths[line], words.face.size
                down[n] = ((len(words.lines) - 1) / 2 - line) * words.step
            turn, far = np.radians(made.angle), down[made.owner]
            rows.append(
                boxes(made.x - np.sin(turn) * far, made.y + np.cos(turn) * far, sizes[made.owner], made.angle, 0.0)
            )
        return rows

    def _candidates(self, n: int, beside: bool) -> tuple[Array, Array, Array, Array, Array]:
        """The edge's number, middles, angles and costs of places on its line or beside it."""
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
        return np.full(len(x), n), np.round(x, 2), np.round(y, 2), np.round(angle, 2), cost
