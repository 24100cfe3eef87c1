"""Every triple of a store as an edge, with nothing folded and nothing left out: for any data, at any size."""

from __future__ import annotations

import gc

import networkx as nx
import pyoxigraph as ox


def triples(store: ox.Store, literals: bool = False) -> nx.MultiDiGraph:
    """A store's triples as edges, keyed by their predicate; the same order in every process.

    Nodes and keys are IRIs, and only triples between two IRIs are taken. With literals, all triples are: then a node is
    a term as N-Triples writes it, since the literal "x" and the IRI <x> are two nodes. A triple that several graphs
    hold is one edge, so a merged store gives the same network as one that is not. Edges carry no attributes.

    Args:
        store: Any store; all its graphs are read, the default graph too.
        literals: Take literals and blank nodes too. The order of blank nodes is that of their labels.
    """
    # Millions of small dicts and no cycle among them: the collector would walk through all of them, again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        nodes: dict[str, int] = {}
        predicates: dict[str, int] = {}
        read = _read_all if literals else _read_iris
        return _fill(*_sort(read(store, nodes, predicates), nodes, predicates))
    finally:
        if collecting:
            gc.enable()


def _read_all(store: ox.Store, nodes: dict[str, int], predicates: dict[str, int]) -> list[tuple[int, int, int]]:
    """Every triple as the numbers of its source, target and predicate, which are given as they come."""
    node, name = nodes.setdefault, predicates.setdefault
    return [
        (node(str(subject), len(nodes)), node(str(object_), len(nodes)), name(predicate.value, len(predicates)))
        for subject, predicate, object_, _ in store
    ]


def _read_iris(store: ox.Store, nodes: dict[str, int], predicates: dict[str, int]) -> list[tuple[int, int, int]]:
    node, name, named = nodes.setdefault, predicates.setdefault, ox.NamedNode
    return [
        (node(subject.value, len(nodes)), node(object_.value, len(nodes)), name(predicate.value, len(predicates)))
        for subject, predicate, object_, _ in store
        if isinstance(object_, named) and isinstance(subject, named)
    ]


def _sort(
    edges: list[tuple[int, int, int]], nodes: dict[str, int], predicates: dict[str, int]
) -> tuple[list[int], list[str], list[str]]:
    """The edges in order, each as one number, which sorts twice as fast as strings do, and what the numbers mean."""
    in_order, named = sorted(nodes), sorted(predicates)
    places, words = [0] * len(nodes), [0] * len(predicates)
    for place, node in enumerate(in_order):
        places[nodes[node]] = place
    for place, predicate in enumerate(named):
        words[predicates[predicate]] = place
    size, kinds = len(nodes), len(predicates)
    found = [(places[source] * size + places[target]) * kinds + words[name] for source, target, name in edges]
    found.sort()
    return found, in_order, named


def _fill(edges: list[int], nodes: list[str], predicates: list[str]) -> nx.MultiDiGraph:
    """Fills the dicts of a graph straight, which spares `add_edge` looking up for each edge what is known here."""
    graph = nx.MultiDiGraph()
    attributes, successors, predecessors = graph._node, graph._succ, graph._pred
    for node in nodes:
        attributes[node], successors[node], predecessors[node] = {}, {}, {}
    kinds = len(predicates)
    step = len(nodes) * kinds
    for edge in edges:
        place, rest = divmod(edge, step)
        other, word = divmod(rest, kinds)
        source, target = nodes[place], nodes[other]
        row = successors[source]
        keys = row.get(target)
        if keys is None:
            # As networkx has it, both directions share what lies between the two.
            row[target] = predecessors[target][source] = {predicates[word]: {}}
        else:
            keys[predicates[word]] = {}
    return graph
