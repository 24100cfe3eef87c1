"""Leaving lines out, and saying so: where a picture of many links would tangle, the least wanted links go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import shapely

from tradegraph.diagrams import layout
from tradegraph.diagrams.loop import Setting, attempts, crossings, finish, tangles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tradegraph.diagrams.drawing import Drawing
    from tradegraph.diagrams.layout import Plan, Type

    Score = tuple[int, int, int]

SETTINGS = tuple(
    Setting(start, gap=gap, roomy=roomy, crossing=8.0, sweeps=8, growth=1.03)
    for start, gap, roomy in (
        ("spectral", 24.0, 1.6),
        ("spectral", 30.0, 2.0),
        ("radial", 28.0, 2.2),
        ("planar", 30.0, 2.4),
    )
)
_HOPE = 2  # settings for the sake of the spare lines; where these fail, others seldom do better
# For a drawing without spare lines: with more room, and first the way that suits one hub among its neighbours.
_LAST = tuple(replace(SETTINGS[i], roomy=1.4 * SETTINGS[i].roomy) for i in (2, 0, 1, 3))
_DENSE = 1.75  # most lines to a node, for a picture that can be read
_PATIENCE = 2  # good layouts to look at for one that lacks no dear line
_ALLOWED = (99,)  # how many spare lines may go for the sake of others in each round of a setting


def lay_out_sparing(
    tries: Sequence[Drawing],
    type_: Type,
    most_crossings: int,
    spare: Sequence[str],
    settings: tuple[Setting, ...] = SETTINGS,
    dear: frozenset[str] = frozenset(),
) -> Plan:
    """A layout without faults and with few enough crossings that lacks as few of the spare edges as need be.

    Where even the others can't be drawn so, some of them go too, but none that is the last at a node.

    The caller says in the subtitle how many edges are missing.

    Args:
        tries: What is drawn, and the same with ever fewer spare edges, for where that can't be drawn.
        type_: Sizes of type.
        most_crossings: Crossings that are not too many.
        spare: Ids of the edges that may be left out, the least wanted last, such as links between neighbours.
        settings: Ways to try, in order; at least one.
        dear: Ids of the spare edges for whose sake a few more ways are tried.
    """
    core, everything = without(tries[0], set(spare)), [edge.id for edge in tries[0].edges]
    hopes = [(drawing, spare, settings[: _HOPE if drawing is tries[-1] else 1]) for drawing in tries]
    found: list[tuple[Score, Plan]] = []
    for some, may, ways in (*hopes, (core, (), _LAST), (core, everything, settings)):
        found.append(_search(thin(some, may), type_, most_crossings, may, ways, dear))
        if found[-1][0][0] == 0:
            return found[-1][1]
    return min(found, key=lambda rival: rival[0])[1]


def _search(
    drawing: Drawing,
    type_: Type,
    most_crossings: int,
    spare: Sequence[str],
    settings: tuple[Setting, ...],
    dear: frozenset[str],
) -> tuple[Score, Plan]:
    """The first good layout, else the best, after its score; what a setting left out stays out for the next.

    One that is good but lacks dear edges is kept while a few more are tried, to which these edges come back.
    """
    found: list[tuple[Score, Plan]] = []
    whole, dear = drawing, dear & {edge.id for edge in drawing.edges}
    patience = _PATIENCE
    for setting in settings:
        for allowed, (plan, _, _) in zip(_ALLOWED, attempts(drawing, type_, setting), strict=False):
            for rival in (plan, _relieved(plan, spare, most_crossings, allowed)):
                found.append((_score(rival, most_crossings, dear), rival))
                if found[-1][0][:2] == (0, 0):
                    return found[-1]
            best = min(found, key=lambda rival: rival[0])
            patience -= best[0][0] == 0
            if not patience:
                return best
        kept = {edge.id for edge in best[1].drawing.edges} | dear
        drawing = without(whole, {edge.id for edge in whole.edges} - kept)
    return best


def thin(drawing: Drawing, spare: Sequence[str]) -> Drawing:
    """The drawing without the spare edges that no plane holds without crossings, or that are too many for the nodes.

    The other edges stay, whatever they do; spare edges are tried in their order.
    """
    rank = {name: number for number, name in enumerate(spare, 1)}
    graph, gone = nx.Graph(), set()
    most = round(_DENSE * len(drawing.nodes))
    for edge in sorted(drawing.edges, key=lambda e: rank.get(e.id, 0)):
        new = not graph.has_edge(edge.source, edge.target)
        graph.add_edge(edge.source, edge.target)
        joins = min(graph.degree[edge.source], graph.degree[edge.target]) == 1
        if edge.id not in rank or not new or joins:
            continue
        if graph.number_of_edges() > most or not nx.check_planarity(graph, backend="networkx")[0]:
            gone.add(edge.id)
            graph.remove_edge(edge.source, edge.target)
    return without(drawing, gone)


def without(drawing: Drawing, gone: set[str]) -> Drawing:
    """The drawing without some of its edges."""
    return replace(drawing, edges=tuple(edge for edge in drawing.edges if edge.id not in gone))


def _score(plan: Plan, most_crossings: int, dear: frozenset[str]) -> Score:
    """What is wrong with a layout, how many dear edges it lacks, and its crossings."""
    crossed = crossings(plan)
    lacking = len(dear - {edge.id for edge in plan.drawing.edges})
    return len(tangles(plan)) + max(0, crossed - most_crossings), lacking, crossed


def _relieved(plan: Plan, spare: Sequence[str], most_crossings: int, allowed: int) -> Plan:
    """The same places without the spare edges that are at fault or crowd others that are, if no more than allowed."""
    for _ in range(2):
        gone = _at_fault(plan, spare, most_crossings)
        allowed -= len(gone)
        if not gone or allowed < 0:
            break
        fewer = layout.measure(without(plan.drawing, gone), plan.type)
        fewer.places = plan.places.copy()
        finish(fewer)
        plan = fewer
    return plan


def _at_fault(plan: Plan, spare: Sequence[str], most_crossings: int) -> set[str]:
    """The spare edges that cross too much, whose words have no place, or that end where a line has such a fault."""
    wrong, ids = tangles(plan), [edge.id for edge in plan.drawing.edges]
    degree = Counter(end for ends in plan.edges for end in ends)
    held = {ids[i] for i, ends in enumerate(plan.edges) if min(degree[end] for end in ends) < 2}
    rank = {name: number for number, name in enumerate(spare) if name not in held}
    gone = {ids[index] for index in wrong if ids[index] in rank}
    for index in wrong:
        if ids[index] not in rank:  # its neighbours make room: the least wanted one at either end
            near = [i for i, ends in enumerate(plan.edges) if set(ends) & set(plan.edges[index]) and ids[i] in rank]
            gone.update(ids[i] for i in sorted(near, key=lambda i: -rank[ids[i]])[:2])
    pairs = [(a, b) for a, b in _crossed(plan) if ids[a] not in gone and ids[b] not in gone]
    while len(pairs) > most_crossings:
        count = {i: sum(i in pair for pair in pairs) for pair in pairs for i in pair if ids[i] in rank}
        if not count:
            break
        worst = max(count, key=lambda i: (count[i], rank[ids[i]]))
        gone.add(ids[worst])
        pairs = [pair for pair in pairs if worst not in pair]
    return gone


def _crossed(plan: Plan) -> list[tuple[int, int]]:
    """Pairs of edges that cross and share no end, by index."""
    order = sorted(plan.ways)
    lines = [shapely.LineString(plan.ways[i]) for i in order]
    if not lines:
        return []
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    pairs = [(order[a], order[b]) for a, b in zip(one.tolist(), two.tolist(), strict=True) if a < b]
    return sorted((a, b) for a, b in pairs if not set(plan.edges[a]) & set(plan.edges[b]))
