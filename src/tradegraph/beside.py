"""What records of reference say beside an article: of the same matter as a unit, or of the same thing."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

from tradegraph.answer.citing import Sources
from tradegraph.answer.names import Names
from tradegraph.dataset.terms import Term
from tradegraph.vocabulary import PREFIXES, REFERENCE, TG, TGO

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LEFT_OUT = {_TYPE, ox.NamedNode(TGO + "isMeantBy"), ox.NamedNode(TGO + "isContinuedFrom")}


class Beside:
    """What one record states of the same matter as a unit.

    Attributes:
        record: IRI of the record.
        facts: Its statements by subject; a node without a name has all of them, a thing those that were looked for.
        told: The subjects to tell, in the order of the unit; True where the unit states all of it too.
    """

    __slots__ = ("facts", "record", "told")

    def __init__(self, record: str, facts: dict[object, list[ox.Quad]], told: dict[object, bool]) -> None:
        """Holds what a record states."""
        self.record, self.facts, self.told = record, facts, told


def find_beside(store: ox.Store, unit: str, names: Names) -> list[Beside]:
    """What records state of the same matter as a unit, a find for each record, in order of the records.

    It is the same matter where the same relation goes out from the same thing. A figure, or another node without a
    name, is about the same as another of its class where the things that the one leads to are among those of the other.

    Args:
        store: Named graphs, those of reference among them.
        unit: IRI of the unit.
        names: Tells which nodes have no name.
    """
    stated = list(store.quads_for_pattern(None, None, None, ox.NamedNode(unit)))
    within = {quad.object for quad in stated if quad.object != quad.subject}
    found: dict[str, dict[object, list[ox.Quad]]] = {}
    for quad in stated:
        if quad.predicate in _LEFT_OUT:
            continue
        if not _is_nameless(quad.subject, names):
            others = [
                other
                for other in store.quads_for_pattern(quad.subject, quad.predicate, None, None)
                if _record(other) and _fits(store, quad, other, stated, names)
            ]
        elif quad.subject in within:  # it is found from what leads to it
            others = []
        else:
            others = [other for node in _like(store, quad.subject, stated) for other in _of(store, *node)]
        for other in others:
            here = found.setdefault(_record(other), {}).setdefault(other.subject, [])
            if other not in here:
                here.append(other)
    known = {quad.triple for quad in stated}
    beside = []
    for record, facts in sorted(found.items()):
        told = {subject: {quad.triple for quad in quads} <= known for subject, quads in facts.items()}
        beside.append(Beside(record, _with_inner(store, record, facts, names), told))
    return beside


def lists_beside(store: ox.Store, thing: str, names: Names, sources: Sources) -> list[str]:
    """The reference lists that speak of a thing, each with the number of records, and how many are little trusted."""
    node = ox.NamedNode(thing)
    quads = (*store.quads_for_pattern(node, None, None, None), *store.quads_for_pattern(None, None, node, None))
    records = {_record(quad) for quad in quads} - {""}
    counted = Counter(record.partition("#")[0] for record in records)
    doubted = Counter(record.partition("#")[0] for record in records if sources.doubt(record))
    told = []
    for listed, count in sorted(counted.items()):
        few = f", {doubted[listed]} of medium or low trust" if doubted[listed] else ""
        told.append(f"{names.label(listed)} ({count} record{'' if count == 1 else 's'}{few})")
    return told


def _record(quad: ox.Quad) -> str:
    """The record that states it; empty for any other graph."""
    graph = quad.graph_name
    return graph.value if isinstance(graph, ox.NamedNode) and graph.value.startswith(REFERENCE) else ""


def _is_nameless(term: object, names: Names) -> bool:
    return isinstance(term, ox.BlankNode) or (isinstance(term, ox.NamedNode) and names.is_relation(term.value))


def _fits(store: ox.Store, quad: ox.Quad, other: ox.Quad, stated: list[ox.Quad], names: Names) -> bool:
    """Whether what a record leads to may be the same; of nodes without a name only those that are alike."""
    if not _is_nameless(quad.object, names):
        return True
    return (other.object, _record(other)) in _like(store, quad.object, stated)


def _like(store: ox.Store, node: object, stated: list[ox.Quad]) -> set[tuple[object, str]]:
    """The nodes of records that are about the same as a node of a unit, each with its record."""
    own = {(quad.predicate, quad.object) for quad in stated if quad.subject == node}
    things = _things(own)
    found: set[tuple[object, str]] = set()
    for predicate, thing in things:
        for quad in store.quads_for_pattern(None, predicate, thing, None):
            if not _record(quad):
                continue
            others = {(q.predicate, q.object) for q in _of(store, quad.subject, _record(quad))}
            classes = [{o for p, o in pairs if p == _TYPE} for pairs in (own, others)]
            theirs = _things(others)
            if (things <= theirs or theirs <= things) and classes[0] & classes[1]:
                found.add((quad.subject, _record(quad)))
    return found


def _things(pairs: set[tuple[ox.NamedNode, Term]]) -> set[tuple[ox.NamedNode, Term]]:
    """The relations that lead to things."""
    return {(p, o) for p, o in pairs if p != _TYPE and isinstance(o, ox.NamedNode) and o.value.startswith(TG)}


def _of(store: ox.Store, subject: object, graph: str) -> list[ox.Quad]:
    return list(store.quads_for_pattern(subject, None, None, ox.NamedNode(graph)))  # type: ignore[arg-type]


def _with_inner(
    store: ox.Store, record: str, facts: dict[object, list[ox.Quad]], names: Names
) -> dict[object, list[ox.Quad]]:
    """The facts, and those about the nodes without a name to which they lead."""
    whole = dict(facts)
    waiting = [quad.object for quads in facts.values() for quad in quads]
    while waiting:
        node = waiting.pop()
        if node not in whole and _is_nameless(node, names):
            whole[node] = _of(store, node, record)
            waiting += [quad.object for quad in whole[node]]
    return whole
