"""Plainer views of a network, for algorithms that know no parallel edges, and parts of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from tradegraph.errors import InputError, UnknownNameError
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def as_simple(graph: nx.MultiDiGraph, directed: bool = False) -> nx.Graph:
    """Who is joined to whom: one edge between two nodes however many relations join them, and no loops.

    The edge's `weight` is the sum of the relations' `count`. Nodes and edges keep their order.

    Args:
        graph: A network as `project` gives it.
        directed: Keep the direction of the edges.

    Returns:
        A `networkx.Graph`, or a `networkx.DiGraph`.
    """
    simple = nx.DiGraph() if directed else nx.Graph()
    simple.add_nodes_from(graph)
    for source, target, count in graph.edges(data="count", default=1):
        if source != target:
            known = simple.get_edge_data(source, target, {"weight": 0})["weight"]
            simple.add_edge(source, target, weight=known + count)
    return simple


def part(graph: nx.MultiDiGraph, nodes: Iterable[str]) -> nx.MultiDiGraph:
    """The part of a network between some of its nodes, with what all carry, in the order of the whole.

    networkx's own `subgraph` goes through a set, so that its order is another in every process.
    """
    kept = set(nodes)
    found = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True) if node in kept)
    found.add_edges_from(
        (source, target, key, dict(data))
        for source, target, key, data in graph.edges(keys=True, data=True)
        if source in kept and target in kept
    )
    return found


def around(graph: nx.MultiDiGraph, node: str, depth: int = 1) -> nx.MultiDiGraph:
    """The part of a network that lies at most so many edges from a node, whatever their direction.

    Args:
        graph: A network as `project` gives it.
        node: One of its nodes.
        depth: Number of edges, from 0.

    Raises:
        InputError: The depth is negative.
        UnknownNameError: The network has no such node.
    """
    if depth < 0:
        raise InputError(f"depth {depth}: must be 0 or more; 1 gives an entity and its neighbours")
    check_node(graph, node)
    return part(graph, nx.single_source_shortest_path_length(as_simple(graph), node, cutoff=depth, backend="networkx"))


def mark_evidence(graph: nx.MultiDiGraph, mark: Callable[[str], str]) -> None:
    """Has a network cite its evidence as readers get to see it, in place.

    Args:
        graph: A network as `project` gives it.
        mark: What to write for the short name of a graph.
    """
    for _, _, data in graph.edges(data=True):
        for name in ("evidence", "detail_evidence"):
            if name in data:
                data[name] = tuple(map(mark, data[name]))


def check_node(graph: nx.MultiDiGraph, node: str) -> None:
    """Nothing where a network has a node.

    Raises:
        UnknownNameError: It has not; the message names its projection.
    """
    if node not in graph:
        name = graph.graph.get("projection") or "given"
        further = "try the projection 'full'" if name != "full" else "nothing in these sources ties it to another thing"
        raise UnknownNameError(f"{shorten(node)} has no place in the projection '{name}'; {further}")
