"""Who is central in a network, by the usual measures; a tie is shown as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from tradegraph.analyse.backends import told
from tradegraph.errors import LimitError, UnknownNameError
from tradegraph.files import shown
from tradegraph.network.views import as_simple

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = dict[str, float]

# Two values that differ by less, as a part of the greatest, are one: it takes the order of a sum to part them.
TOLERANCE = 1e-9
_DAMPING = 0.85
_ROUNDS = 10_000


class Ranked(NamedTuple):
    """An entity in its place.

    Attributes:
        rank: 1 for the highest value; entities that tie share a rank, and as many ranks are left out after it.
        iri: The entity.
        label: Its label.
        value: What was measured.
    """

    rank: int
    iri: str
    label: str
    value: float


class Measure(NamedTuple):
    """A measure of how central a node is: what it says, whether it follows the direction of edges, and its function."""

    title: str
    directed: bool
    values: Callable[[nx.Graph], Values]


def rank(graph: nx.MultiDiGraph, measure: str) -> list[Ranked]:
    """The nodes of a network by a measure, highest first, those that tie by their label.

    What counts is who is joined to whom: several relations between two entities count once, and one of an entity to
    itself does not. PageRank follows the direction of the relations where they have one, the other measures never do.

    Args:
        graph: A network as `project` gives it.
        measure: A name of `MEASURES`.

    Raises:
        InputError: A backend of networkx that the user named fails.
        LimitError: The measure does not settle.
        UnknownNameError: There is no such measure.
    """
    chosen = MEASURES.get(measure)
    if chosen is None:
        raise UnknownNameError(f"{shown(measure)}: no such measure; there are {', '.join(MEASURES)}")
    if not len(graph):
        return []
    with told(measure):
        values = chosen.values(as_simple(graph, chosen.directed and graph.graph.get("directed", True)))
        found = [(float(values[node]), graph.nodes[node]["label"], node) for node in graph]
    return _place(found)


def _place(found: list[tuple[float, str, str]]) -> list[Ranked]:
    """Gives each its rank."""
    found.sort(key=lambda one: -one[0])
    step = TOLERANCE * max(abs(value) for value, _, _ in found)
    ranked: list[Ranked] = []
    start = 0
    for index in range(1, len(found) + 1):
        if index == len(found) or found[start][0] - found[index][0] > step:
            tied = sorted(found[start:index], key=lambda one: one[1:])
            ranked += [Ranked(start + 1, iri, label, value) for value, label, iri in tied]
            start = index
    return ranked


def _degree(graph: nx.Graph) -> Values:
    return dict(graph.degree())


def _pagerank(graph: nx.Graph) -> Values:
    tolerance = 1e-13 / len(graph)
    try:
        found: Values = nx.pagerank(graph, alpha=_DAMPING, weight=None, tol=tolerance, max_iter=_ROUNDS)
    except ImportError:  # networkx's own wants scipy, which nothing else here needs; a backend's does not
        found = _pagerank_by_rounds(graph)
    except nx.PowerIterationFailedConvergence as error:
        raise LimitError(f"pagerank did not settle in {_ROUNDS} rounds; choose degree or betweenness") from error
    return found


def _pagerank_by_rounds(graph: nx.Graph) -> Values:
    """PageRank by power iteration, as networkx computes it: a node without an edge out leads everywhere.

    Source: S. Brin and L. Page, The anatomy of a large-scale hypertextual Web search engine, 1998.
    """
    import numpy as np

    nodes = {node: index for index, node in enumerate(graph)}
    size = len(nodes)
    links = graph if graph.is_directed() else graph.to_directed()
    sources = np.fromiter((nodes[source] for source, _ in links.edges()), dtype=np.int64)
    targets = np.fromiter((nodes[target] for _, target in links.edges()), dtype=np.int64)
    out = np.bincount(sources, minlength=size)
    dead = out == 0
    shares = _DAMPING / np.maximum(out, 1)
    values = np.full(size, 1 / size)
    for _ in range(_ROUNDS):
        before = values
        spread = (1 - _DAMPING + _DAMPING * before[dead].sum()) / size
        values = np.bincount(targets, weights=(before * shares)[sources], minlength=size) + spread
        if np.abs(values - before).sum() < 1e-13:
            break
    return dict(zip(nodes, values.tolist(), strict=True))


def _betweenness(graph: nx.Graph) -> Values:
    found: Values = nx.betweenness_centrality(graph)
    return found


def _closeness(graph: nx.Graph) -> Values:
    found: Values = nx.closeness_centrality(graph)
    return found


def _eigenvector(graph: nx.Graph) -> Values:
    try:
        found: Values = nx.eigenvector_centrality(graph, max_iter=_ROUNDS, tol=1e-12 / len(graph))
    except nx.PowerIterationFailedConvergence as error:
        raise LimitError(f"eigenvector did not settle in {_ROUNDS} rounds; choose pagerank or closeness") from error
    return found


MEASURES: dict[str, Measure] = {
    "degree": Measure("how many others an entity is joined to", False, _degree),
    "pagerank": Measure("where one ends up who follows relations at random, in their direction", True, _pagerank),
    "betweenness": Measure("on what share of the shortest connections of others an entity lies", False, _betweenness),
    "closeness": Measure("how few hops an entity is from all that it is connected with", False, _closeness),
    "eigenvector": Measure("how far an entity is joined to others that are central themselves", False, _eigenvector),
}
