"""Columns from left to right: who stands where is given, in which order is found, so that lines cross least."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

import numpy as np

from tradegraph.diagrams import layout, stress
from tradegraph.diagrams.arrange import cross, strike
from tradegraph.diagrams.loop import crossings, faults, finish

if TYPE_CHECKING:
    from tradegraph.diagrams.drawing import Drawing
    from tradegraph.diagrams.layout import Plan, Type

Array = np.ndarray
_SWEEPS = 12
_TRIES = 9
_FEW = 4


def lay_out_columns(drawing: Drawing, type_: Type, most_crossings: int, rounds: int = _TRIES) -> Plan:
    """The first columned layout without faults; columns move apart while words find no place.

    Room gives words their places, it seldom takes a crossing away: where it doesn't, that is the end of it.

    Args:
        drawing: With a column for every node.
        type_: Sizes of type.
        most_crossings: Crossings that are not too many.
        rounds: Most of them.
    """
    found: list[tuple[tuple[int, int], Plan]] = []
    for tries in range(rounds):
        plan = layout.measure(drawing, type_)
        stand(plan, 26.0 + 10.0 * tries, 13.0 + 4.0 * tries)
        finish(plan)
        wrong, crossed = len(faults(plan)), crossings(plan)
        score = (wrong + max(0, crossed - most_crossings), crossed)
        tangled = crossed > most_crossings and any(crossed >= known for (_, known), _ in found)
        found.append((score, plan))
        if score[0] == 0 or tangled:
            break
    return min(found, key=lambda rival: rival[0])[1]


def stand(plan: Plan, between: float, apart: float) -> None:
    """Puts every node in its column, in the best order found.

    Args:
        plan: Measured; its places are set.
        between: From one column to the next, besides the room for the words of the lines between them, in points.
        apart: From one node to the next in a column, in points.
    """
    column = np.array([plan.drawing.columns[node.id] for node in plan.drawing.nodes])
    columns = [np.flatnonzero(column == c).tolist() for c in sorted(set(column.tolist()))]
    plan.places[:, 0] = _across(plan, column, columns, between)
    near: list[list[int]] = [[] for _ in plan.half]
    for a, b in plan.edges:
        if a != b:
            near[a].append(b)
            near[b].append(a)
    best = (np.inf, plan.places.copy())
    for first in _orders(columns):
        for rank, node in enumerate(first):
            plan.places[node, 1] = 150.0 * rank
        pivot = next(i for i, nodes in enumerate(columns) if set(nodes) == set(first))
        order = [columns[i] for i in sorted(range(len(columns)), key=lambda i: (abs(i - pivot), i))]
        placed = set(first)
        for nodes in order[1:]:
            _down(plan, nodes, [[j for j in found if j in placed] for found in near], apart)
            placed.update(nodes)
        for sweep in range(_SWEEPS):
            best = min(best, (_cost(plan), plan.places.copy()), key=lambda found: found[0])
            for nodes in order[:: -1 if sweep % 2 == 0 else 1]:
                _down(plan, nodes, near, apart)
        best = min(best, (_cost(plan), plan.places.copy()), key=lambda found: found[0])
    plan.places = best[1].copy()
    _swap(plan, columns, apart)
    _level(plan, column, columns, near, apart)
    plan.places = stress.settle(plan.places)


def _orders(columns: list[list[int]]) -> list[tuple[int, ...]]:
    """The orders to begin with: all of the shortest column that has a choice, where they are few."""
    short = min((nodes for nodes in columns if len(nodes) > 1), key=len, default=columns[0])
    return list(permutations(short)) if len(short) <= _FEW else [tuple(short), tuple(short[::-1])]


def _level(plan: Plan, column: Array, columns: list[list[int]], near: list[list[int]], apart: float) -> None:
    """Moves nodes level with those they are tied to on their right where that costs nothing: lines run straight."""
    for nodes in columns[::-1]:
        kept, cost = plan.places.copy(), _cost(plan)
        right = {i: [j for j in near[i] if column[j] > column[i]] for i in nodes}
        order = sorted(nodes, key=lambda i: (plan.places[i, 1], i))
        _settle(plan, order, _wishes(plan, order, [right.get(i, []) for i in range(len(near))]), apart)
        if _cost(plan) > cost + 4.0:
            plan.places = kept


def _across(plan: Plan, column: Array, columns: list[list[int]], between: float) -> Array:
    """The x of every node: columns as wide as their widest node, gaps as the widest words on lines across them."""
    x, left = np.zeros(len(column)), 0.0
    keys = sorted(set(column.tolist()))
    for key, nodes in zip(keys, columns, strict=True):
        wide = 2 * float(plan.collar[nodes, 0].max())
        x[nodes] = left + wide / 2
        words = [
            plan.labels[i].width
            for i, (a, b) in enumerate(plan.edges)
            if min(column[a], column[b]) == key and column[a] != column[b]
        ]
        left += wide + between + max(words, default=0.0) + 24.0
    return x


def _wishes(plan: Plan, nodes: list[int], near: list[list[int]]) -> dict[int, float]:
    """The middle of each node's neighbours, or where it stands if it has none; of so few, numpy would take longer."""
    y = plan.places[:, 1].tolist()
    return {i: sum(y[j] for j in near[i]) / len(near[i]) if near[i] else y[i] for i in nodes}


def _down(plan: Plan, nodes: list[int], near: list[list[int]], apart: float) -> None:
    """Sets a column's nodes in their order, each as near to the middle of its neighbours as the others let it."""
    wishes = _wishes(plan, nodes, near)
    _settle(plan, sorted(nodes, key=lambda i: (round(wishes[i], 2), i)), wishes, apart)


def _settle(plan: Plan, nodes: list[int], wishes: dict[int, float], apart: float) -> None:
    """Sets nodes in this order, each as near to its wish as the others let it."""
    high = dict(zip(nodes, (2 * plan.collar[nodes, 1] + apart).tolist(), strict=True))
    blocks: list[
        tuple[float, float, list[int]]
    ] = []  # wished middle, height, members: blocks that would overlap are merged
    for node in nodes:
        block = (wishes[node], high[node], [node])
        while blocks and blocks[-1][0] + blocks[-1][1] / 2 > block[0] - block[1] / 2:
            wish, tall, members = blocks.pop()
            together = members + block[2]
            block = ((wish * len(members) + block[0] * len(block[2])) / len(together), tall + block[1], together)
        blocks.append(block)
    for wish, tall, members in blocks:
        y = wish - tall / 2
        for node in members:
            plan.places[node, 1] = y + high[node] / 2
            y += high[node]


@lru_cache(maxsize=1)
def _pairs(edges: tuple[tuple[int, int], ...]) -> tuple[Array, Array]:
    """The ends of the lines between two nodes, and which two lines have an end in common."""
    ends = np.array([e for e in edges if e[0] != e[1]], dtype=int).reshape(-1, 2)
    return ends, (ends[:, None, :, None] == ends[None, :, None, :]).any((2, 3))


def _cost(plan: Plan) -> float:
    ends, shared = _pairs(tuple(plan.edges))
    if not len(ends):
        return 0.0
    a, b = plan.places[ends[:, 0]], plan.places[ends[:, 1]]
    crossed = (cross(a[:, None], b[:, None], a[None], b[None]) & ~shared).sum() / 2
    hit = strike(a[:, None], b[:, None], plan.places[None], plan.half[None] + 4.0) > 0
    hit[np.arange(len(ends))[:, None], ends] = False
    return round(float(10 * crossed + 6 * hit.sum() + 0.002 * np.abs(a[:, 1] - b[:, 1]).sum()), 4)


def _swap(plan: Plan, columns: list[list[int]], apart: float) -> None:
    """Exchanges two nodes of a column wherever that makes the picture better, until no exchange does."""
    cost, better = _cost(plan), True
    while better:
        better = False
        for nodes in columns:
            order = sorted(nodes, key=lambda i: (plan.places[i, 1], i))
            for i in range(len(order)):
                for j in range(i + 1, min(i + 4, len(order))):
                    kept = plan.places.copy()
                    order[i], order[j] = order[j], order[i]
                    _stack(plan, order, apart)
                    now = _cost(plan)
                    if now < cost - 1e-6:
                        cost, better = now, True
                    else:
                        plan.places = kept
                        order[i], order[j] = order[j], order[i]


def _stack(plan: Plan, order: list[int], apart: float) -> None:
    """The nodes in a new order, in the places that the column takes up now."""
    old = sorted(order, key=lambda i: (plan.places[i, 1], i))
    y = float(plan.places[old[0], 1] - plan.collar[old[0], 1])
    slack = [
        float(plan.places[b, 1] - plan.collar[b, 1] - plan.places[a, 1] - plan.collar[a, 1]) for a, b in pairwise(old)
    ]
    for place, node in enumerate(order):
        plan.places[node, 1] = y + plan.collar[node, 1]
        y += 2 * float(plan.collar[node, 1]) + (max(slack[place], apart) if place < len(slack) else 0.0)
