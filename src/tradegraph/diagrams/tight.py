"""Columns drawn together again, where a layout left them so far apart that the type would be too small in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.diagrams import layout
from tradegraph.diagrams.loop import crossings, faults, finish

if TYPE_CHECKING:
    from tradegraph.diagrams.layout import Plan

_LOOSE = 1.6  # times the height that the tallest column needs
_APART = (14.0, 20.0, 28.0)


def tightened(plan: Plan, most_crossings: int) -> Plan:
    """The plan, or a lower one with the same orders in its columns, if that has neither faults nor more crossings."""
    columns: dict[int, list[int]] = {}
    for index, node in enumerate(plan.drawing.nodes):
        columns.setdefault(plan.drawing.columns[node.id], []).append(index)
    for nodes in columns.values():
        nodes.sort(key=lambda i: (float(plan.places[i, 1]), i))
    tallest = max(columns.values(), key=lambda nodes: sum(float(plan.collar[i, 1]) for i in nodes))
    if plan.size[1] < _LOOSE * sum(2 * float(plan.collar[i, 1]) + _APART[0] for i in tallest):
        return plan
    for apart in _APART:
        lower = layout.measure(plan.drawing, plan.type)
        lower.places = plan.places.copy()
        _stack(lower, tallest, apart, 0.0)
        for nodes in columns.values():
            if nodes is not tallest:
                _stack(lower, nodes, apart, _middle(lower, nodes, tallest))
        finish(lower)
        if not faults(lower) and crossings(lower) <= max(most_crossings, crossings(plan)):
            return lower
    return plan


def _stack(plan: Plan, nodes: list[int], apart: float, middle: float) -> None:
    """Sets nodes above one another, in their order, round a middle."""
    y = middle - sum(2 * float(plan.collar[i, 1]) + apart for i in nodes) / 2
    for node in nodes:
        high = 2 * float(plan.collar[node, 1]) + apart
        plan.places[node, 1] = y + high / 2
        y += high


def _middle(plan: Plan, nodes: list[int], tallest: list[int]) -> float:
    """The mean height of what nodes are tied to in the tallest column; 0, its middle, where that is nothing."""
    ends = [b if a in nodes else a for a, b in plan.edges if (a in nodes) != (b in nodes)]
    heights = [float(plan.places[i, 1]) for i in ends if i in tallest]
    return sum(heights) / len(heights) if heights else 0.0
