"""The shortest connections between two entities."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from tradegraph.analyse.backends import told
from tradegraph.errors import InputError
from tradegraph.network.views import as_simple, check_node
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator


_MOST = 100_000  # paths that are looked at; listing all could take for ever


class Link(NamedTuple):
    """One relation between two neighbours on a path.

    Attributes:
        label: The relation in words.
        predicate: Its short name.
        forward: Whether it leads along the path; else it points back.
        evidence: Short names of the graphs that state it, units in their order.
        first: First day, where known, else empty.
        last: Last day, where known, else empty.
    """

    label: str
    predicate: str
    forward: bool
    evidence: tuple[str, ...]
    first: str
    last: str


class Hop(NamedTuple):
    """One step of a path: two IRIs, and every relation between them, those along the path first."""

    source: str
    target: str
    links: tuple[Link, ...]


class Connection(NamedTuple):
    """The shortest connections between two entities.

    Attributes:
        hops: Length of each path; 0 where there is none.
        total: How many shortest paths there are.
        paths: The first of them, by the labels on the way.
    """

    hops: int
    total: int
    paths: tuple[tuple[Hop, ...], ...]


def find_paths(
    graph: nx.MultiDiGraph,
    start: str,
    end: str,
    max_hops: int | None = None,
    limit: int = 10,
    beyond: nx.MultiDiGraph | None = None,
) -> Connection:
    """The shortest connections between two entities, whatever the direction of the relations on the way.

    A path is a row of different entities. Parallel relations between two neighbours make one path, not several.

    Args:
        graph: A network as `project` gives it.
        start: IRI of a node.
        end: IRI of another.
        max_hops: Longest path that counts, from 1; any length where None.
        limit: Most paths to give, from 1.
        beyond: A part of the network: of the paths that it has too none is given, though all are counted.

    Raises:
        InputError: Start and end are one entity, a limit is below 1, or a backend of networkx fails.
        UnknownNameError: An entity is none of the network's nodes.

    Source: breadth-first search, by `networkx.predecessor`.
    """
    check_node(graph, start)
    check_node(graph, end)
    if start == end:
        raise InputError(f"a connection leads from one entity to another; both are {shorten(start)}")
    if limit < 1 or (max_hops is not None and max_hops < 1):
        raise InputError("at least one path of at least one hop is looked for; give 1 or more")
    with told("shortest paths"):
        before: dict[str, list[str]] = nx.predecessor(as_simple(graph), end, cutoff=max_hops)
    if start not in before:
        return Connection(0, 0, ())
    # Reached from the end, the nodes before one are those that follow it on the way to the end.
    onward = {node: sorted(nodes, key=lambda n: (graph.nodes[n]["label"], n)) for node, nodes in before.items()}
    hops = len(next(_ways(onward, start, end))) - 1
    ways = islice(_ways(onward, start, end), _MOST)
    new = (way for way in ways if beyond is None or not _has(beyond, way))
    paths = tuple(tuple(_hop(graph, *pair) for pair in pairwise(way)) for way in islice(new, limit))
    return Connection(hops, _count(onward, start, end), paths)


def _has(graph: nx.MultiDiGraph, way: list[str]) -> bool:
    return all(graph.has_edge(*pair) or graph.has_edge(*reversed(pair)) for pair in pairwise(way))


def _ways(onward: dict[str, list[str]], start: str, end: str) -> Iterator[list[str]]:
    """The ways in order; each of them is completed, so that no time goes into dead ends."""
    waiting = [[start]]
    while waiting:
        way = waiting.pop()
        if way[-1] == end:
            yield way
        else:
            waiting.extend([*way, node] for node in reversed(onward[way[-1]]))


def _count(onward: dict[str, list[str]], start: str, end: str) -> int:
    """The number of ways, counted level by level; listing them could take for ever."""
    level = {start: 1}
    while end not in level:
        further: dict[str, int] = {}
        for node, ways in level.items():
            for following in onward[node]:
                further[following] = further.get(following, 0) + ways
        level = further
    return level[end]


def _hop(graph: nx.MultiDiGraph, source: str, target: str) -> Hop:
    links = [
        Link(data["label"], data["predicate"], forward, data["evidence"], data.get("first", ""), data.get("last", ""))
        for forward, ends in ((True, (source, target)), (False, (target, source)))
        for data in (graph.get_edge_data(*ends) or {}).values()
    ]
    return Hop(source, target, tuple(links))
