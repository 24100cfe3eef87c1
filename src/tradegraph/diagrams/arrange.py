"""Better places: one node at a time moves to where its lines cross least, strike nothing and have room for words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tradegraph.diagrams.stress import settle

Array = np.ndarray
# What one pair of nodes at twice, or no part of, its wanted distance counts, where a crossing counts `Scene.crossing`.
STRESS = 0.5


@dataclass(slots=True)
class Scene:
    """What is arranged: boxes, the lines between them, and the page they must stay in. Lengths in points.

    Attributes:
        half: Half widths and heights of boxes, (n, 2).
        edges: Ends of lines, one for each pair of nodes, (m, 2).
        labels: Width and height of the words of each line, (m, 2).
        far: Wanted distances, (n, n).
        page: Width and height that boxes must stay in; the lower left corner is (0, 0).
        gap: Between boxes.
        care: How much each line's room counts, (m,); grows where words found no place.
    """

    half: Array
    edges: Array
    labels: Array
    far: Array
    page: tuple[float, float]
    gap: float
    care: Array
    crossing: float = 2.5

    def lean(self) -> Array:
        """How far the end of a line may move along a wide box off its centre, so that lines to a hub spread, (n,)."""
        return np.asarray(0.8 * np.maximum(self.half[:, 0] - self.half[:, 1], 0.0))


def tips(start: Array, end: Array, lean_start: Array, lean_end: Array) -> tuple[Array, Array]:
    """Where the line between two boxes aims in each: off the centre, sideways, as the line is flat; shape (..., 2)."""
    apart = end - start
    cosine = apart[..., 0] / np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-6)
    first, last = start.copy(), end.copy()
    first[..., 0] += lean_start * cosine
    last[..., 0] -= lean_end * cosine
    return first, last


def cross(a: Array, b: Array, c: Array, d: Array) -> Array:
    """Whether lines a-b and c-d cross inside both; shapes broadcast."""

    def side(p: Array, q: Array, r: Array) -> Array:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    return np.asarray((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0))


def strike(a: Array, b: Array, centre: Array, half: Array) -> Array:
    """How much of the line a-b runs inside the box, in points, 0 where it misses; shapes broadcast."""
    enter, leave = np.zeros(()), np.ones(())
    for axis in (0, 1):  # a reduction over an axis of two numbers would cost more than all the rest
        start, along = a[..., axis], b[..., axis] - a[..., axis]
        inverse = 1.0 / np.where(np.abs(along) < 1e-9, 1e-9, along)
        middle, reach = (centre[..., axis] - start) * inverse, half[..., axis] * np.abs(inverse)
        enter, leave = np.maximum(enter, middle - reach), np.minimum(leave, middle + reach)
    x, y = b[..., 0] - a[..., 0], b[..., 1] - a[..., 1]
    return np.asarray(np.maximum(leave - enter, 0.0) * np.sqrt(x * x + y * y))


def needed(direction: Array, labels: Array) -> Array:
    """Length of line that words need: what they hide, and a stub at both ends; direction (..., 2) is of length 1."""
    hidden = np.minimum(
        labels[..., 0] / np.maximum(np.abs(direction[..., 0]), 1e-3),
        labels[..., 1] / np.maximum(np.abs(direction[..., 1]), 1e-3),
    )
    return np.asarray(np.where(labels[..., 0] > 0, np.maximum(hidden + 21.5, hidden / 0.67), 20.0))


def _exit(a: Array, along: Array, centre: Array, half: Array) -> Array:
    leave = np.asarray(np.inf)
    for axis in (0, 1):
        inverse = 1.0 / np.where(np.abs(along[..., axis]) < 1e-9, 1e-9, along[..., axis])
        leave = np.minimum(leave, (centre[..., axis] - a[..., axis]) * inverse + half[..., axis] * np.abs(inverse))
    return leave


def room(
    first: Array, last: Array, start: Array, end: Array, half_start: Array, half_end: Array
) -> tuple[Array, Array]:
    """Length of a line between the two boxes' borders, and its direction."""
    along = last - first
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)
    leave = np.clip(_exit(first, along, start, half_start), 0.0, 1.0)
    enter = np.clip(1.0 - _exit(last, -along, end, half_end), 0.0, 1.0)
    return np.maximum(enter - leave, 0.0) * length, along / length[..., None]


class _Around(NamedTuple):
    """What of the lines doesn't change while one node moves.

    Attributes:
        mine: Numbers of the node's lines, (e,).
        ends: The nodes at their other ends, (e,).
        tails: Where the other lines begin, (o,).
        heads: Where they end, (o,).
        shared: Which of the other lines have an end in common with which of the node's, (e, o).
        own: Which nodes are ends of the node's lines, (e, n).
    """

    mine: Array
    ends: Array
    tails: Array
    heads: Array
    shared: Array
    own: Array


def _around(node: int, count: int, edges: Array) -> _Around:
    touching = (edges == node).any(1)
    mine, (tails, heads) = np.flatnonzero(touching), edges[~touching].T
    ends = np.where(edges[mine, 0] == node, edges[mine, 1], edges[mine, 0])
    own = np.zeros((len(ends), count), dtype=bool)
    own[:, node] = True
    own[np.arange(len(ends)), ends] = True
    return _Around(mine, ends, tails, heads, (tails[None] == ends[:, None]) | (heads[None] == ends[:, None]), own)


@lru_cache(maxsize=64)
def _ring(turn: int) -> Array:
    """Six directions, (6, 2), turned a little further each time."""
    angles = np.arange(6) * np.pi / 3 + 0.37 * turn
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _overlap(a: Array, half_a: Array, b: Array, half_b: Array) -> Array:
    apart = np.abs(a - b)
    both = half_a + half_b
    return np.asarray((apart[..., 0] < both[..., 0]) & (apart[..., 1] < both[..., 1])).astype(float)


class Search:
    """A hill climb over places; every choice is made on rounded numbers, so that it is the same on every run."""

    def __init__(self, scene: Scene, places: Array) -> None:
        """Starts from places, shape (n, 2), moved into the page."""
        self.scene = scene
        self.places = self._inside(np.arange(len(places)), places)
        self.lean = scene.lean()
        self.done = 0
        self.watched = np.zeros(len(scene.edges), dtype=bool)
        self.around = [_around(node, len(places), scene.edges) for node in range(len(places))]
        self.weights = STRESS / np.maximum(scene.far, 1.0) ** 2
        np.fill_diagonal(self.weights, 0.0)

    def _inside(self, nodes: Array, places: Array) -> Array:
        page = np.asarray(self.scene.page)
        half = self.scene.half[nodes]
        return settle(np.clip(places, half, np.maximum(page - half, half)))

    def cost(self, node: int, tries: Array) -> Array:
        """What is wrong with each of some places of one node, the others staying; shape (k,)."""
        scene, places = self.scene, self.places
        around = self.around[node]
        total = self._crowd(node, tries)
        tails, heads = around.tails, around.heads
        first, last = tips(places[tails], places[heads], self.lean[tails], self.lean[heads])
        struck = strike(first[None], last[None], tries[:, None], scene.half[node] + 5.0)
        total += 2.5 * (struck > 0).sum(1) + 0.02 * struck.sum(1)
        if len(around.mine):
            total += self._lines(node, tries, around, (first, last))
        if self.watched.any():
            total += self._words(node, tries, around)
        return np.asarray(np.round(total, 6))

    def _crowd(self, node: int, tries: Array) -> Array:
        scene = self.scene
        apart = np.abs(tries[:, None] - self.places[None])
        length = np.hypot(apart[..., 0], apart[..., 1])
        total = (self.weights[node] * (length - scene.far[node]) ** 2).sum(1)
        into = scene.half[node] + scene.half + scene.gap - apart
        into[:, node] = -1.0
        deep = np.minimum(into[..., 0], into[..., 1])
        return np.asarray(total + (np.where(deep > 0, 2.0 + deep * 0.4, 0.0)).sum(1))

    def _lines(self, node: int, tries: Array, around: _Around, rest: tuple[Array, Array]) -> Array:
        scene, places = self.scene, self.places
        mine, ends, (first, last) = around.mine, around.ends, rest
        from_, to = tips(
            np.repeat(tries[:, None], len(ends), 1),
            np.repeat(places[ends][None], len(tries), 0),
            self.lean[node],
            self.lean[ends],
        )
        crossed = cross(from_[:, :, None], to[:, :, None], first[None, None], last[None, None]) & ~around.shared[None]
        total = scene.crossing * crossed.sum((1, 2))
        struck = strike(from_[:, :, None], to[:, :, None], places[None, None], scene.half[None, None] + 5.0)
        struck = np.where(around.own[None], 0.0, struck)
        total = total + 2.5 * (struck > 0).sum((1, 2)) + 0.02 * struck.sum((1, 2))
        length, along = room(from_, to, tries[:, None], places[ends][None], scene.half[node], scene.half[ends][None])
        lack = np.maximum(needed(along, scene.labels[mine][None]) - length, 0.0)
        total += (scene.care[mine] * (0.06 * lack + 0.8 * (lack > 0))).sum(1)
        total += 0.0022 * length.sum(1)
        return np.asarray(total + self._fan(along, around, rest, scene.care[mine]))

    def _words(self, node: int, tries: Array, around: _Around) -> Array:
        """What is wrong with the words that found no place before, if they stood in the middle of their lines."""
        scene, places = self.scene, self.places
        mine, ends = around.mine, around.ends
        words = scene.labels / 2 + 1.5
        rest = np.setdiff1d(np.arange(len(scene.edges)), mine)
        tails, heads = scene.edges[rest, 0], scene.edges[rest, 1]
        first, last = tips(places[tails], places[heads], self.lean[tails], self.lean[heads])
        middle, kept = (first + last) / 2, self.watched[rest]
        total = 1.2 * _overlap(tries[:, None], scene.half[node], middle[kept][None], words[rest][kept]).sum(1)
        if not len(mine):
            return np.asarray(total)
        from_, to = tips(
            np.repeat(tries[:, None], len(ends), 1),
            np.repeat(places[ends][None], len(tries), 0),
            self.lean[node],
            self.lean[ends],
        )
        total = total + 0.9 * (
            strike(from_[:, :, None], to[:, :, None], middle[kept][None, None], words[rest][kept][None, None]) > 0
        ).sum((1, 2))
        own = self.watched[mine]
        if own.any():
            centre, size = ((from_ + to) / 2)[:, own, None], words[mine][own][None, :, None]
            total = total + 0.9 * (strike(first[None, None], last[None, None], centre, size) > 0).sum((1, 2))
            total = total + 1.2 * _overlap(centre, size, middle[None, None], words[rest]).sum((1, 2))
            near = _overlap(centre, size, places[None, None], scene.half)
            near[:, :, node] = 0
            total = total + 1.2 * near.sum((1, 2))
        return np.asarray(total)

    @staticmethod
    def _fan(along: Array, around: _Around, rest: tuple[Array, Array], care: Array) -> Array:
        """What is wrong with small angles between lines at the node and at the far ends of its lines."""
        ends, (first, last) = around.ends, rest
        near = along[:, :, None, 0] * along[:, None, :, 0] + along[:, :, None, 1] * along[:, None, :, 1]
        near[:, np.arange(len(ends)), np.arange(len(ends))] = -1.0
        total = 0.5 * ((np.maximum(near - 0.955, 0.0) / 0.045 + 1.5 * (near > 0.993)).sum(2) * care).sum(1)
        which, line = np.nonzero(around.shared)
        if len(which):
            way = last[line] - first[line]
            way = way / np.maximum(np.sqrt((way**2).sum(1)), 1e-6)[:, None]
            way = np.where((around.tails[line] == ends[which])[:, None], way, -way)
            angle = -(along[:, which] * way[None]).sum(-1)
            total = total + ((np.maximum(angle - 0.955, 0.0) / 0.045 + 1.5 * (angle > 0.993)) * care[which]).sum(1)
        return np.asarray(total)

    def tries(self, node: int, sweep: int) -> Array:
        """Places worth trying: where the node is, rings about it, its neighbours' middle, some all over the page."""
        here = self.places[node]
        round_ = _ring(sweep % 7)
        found = [here[None], here + round_ * (120.0, 50.0, 20.0, 7.0)[sweep % 4]]
        ends = self.around[node].ends
        if len(ends):
            middle = self.places[ends].mean(0)
            found.append(middle + round_[sweep % 2 :: 2] * (30.0 + 35.0 * (sweep % 4)))
        step = np.arange(1, 5) + 4 * (sweep * 31 + node * 7)
        spread = np.stack(
            [(step * 0.7548776662) % 1.0, (step * 0.5698402910) % 1.0], axis=1
        )  # R2 sequence: even cover without chance
        found.append(spread * np.asarray(self.scene.page))
        return self._inside(np.full(sum(len(f) for f in found), node), np.concatenate(found))

    def run(self, sweeps: int) -> Array:
        """Places after at most so many rounds over all nodes; ends when a few rounds in a row moved nothing."""
        still = 0
        for sweep in range(self.done, self.done + sweeps):
            moved, self.done = 0, sweep + 1
            for node in range(len(self.places)):
                tries = self.tries(node, sweep)
                costs = self.cost(node, tries)
                best = int(np.argmin(costs))
                if costs[best] < costs[0] - 1e-6:
                    self.places[node] = tries[best]
                    moved += 1
            still = still + 1 if moved == 0 else 0
            if still >= 5:
                break
        return self.places

    def crossings(self) -> int:
        """Pairs of straight lines that cross and have no end in common."""
        edges = self.scene.edges
        first, last = tips(
            self.places[edges[:, 0]], self.places[edges[:, 1]], self.lean[edges[:, 0]], self.lean[edges[:, 1]]
        )
        shared = (edges[:, None, :, None] == edges[None, :, None, :]).any((2, 3))
        return int((cross(first[:, None], last[:, None], first[None], last[None]) & ~shared).sum()) // 2

    def total(self) -> float:
        """The sum of what is wrong, for comparing two layouts of one drawing."""
        return float(sum(self.cost(node, self.places[node][None])[0] for node in range(len(self.places))))
