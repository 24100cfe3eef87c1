"""The evidence of each statement as a W3C Web Annotation, for formats that have no named graphs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from tradegraph.export.selection import (
    DERIVED,
    DESCRIPTION,
    EDITORIAL,
    IS_PART_OF,
    REFERENCED,
    STATED,
    TYPE,
    describe,
    graphs_of_kind,
)
from tradegraph.vocabulary import BASE, PREFIXES, TGO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tradegraph.answer.why.explained import Derivation, Explained

    _Node = ox.NamedNode | ox.BlankNode
    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

EVIDENCE = BASE + "evidence/"

_OA, _RDF, _PROV = PREFIXES["oa"], PREFIXES["rdf"], PREFIXES["prov"]
_APPLIES_RULE = ox.NamedNode(TGO + "appliesRule")
_WAS_DERIVED_FROM = ox.NamedNode(_PROV + "wasDerivedFrom")
_START, _END = ox.NamedNode(_OA + "start"), ox.NamedNode(_OA + "end")


def annotate(store: ox.Store, quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads, and for each statement an annotation that says where it stands.

    An `oa:Annotation` has as its body the statement (an `rdf:Statement`), and as its target the unit: a stretch of the
    article, from code point to code point. A derived statement has the units that it rests on as targets, and names
    the rule, so that it can't be taken for a stated one. A referenced statement has its record as target, with the
    record's trust and works. What the editorial graphs say rests on no source, and gets no annotation. A statement that
    stands in two units has two.

    Args:
        store: The dataset that the quads come from.
        quads: Quads with stable blank node labels; one in no graph has the evidence of every graph that states it.

    Returns:
        Quads; the new ones stand in no graph, and have IRIs made from what they say, the same in each export.

    Source: Web Annotation Data Model, W3C Recommendation of 23 February 2017 (oa:TextPositionSelector: start included,
        end excluded).
    """
    found = set(quads)
    evidence = _Evidence(store)
    for quad in list(found):
        for graph in evidence.graphs(quad):
            evidence.annotate(quad.triple, graph)
    return found | evidence.quads


def annotate_answer(store: ox.Store, explained: Explained) -> set[ox.Quad]:
    """The triples of an explained CONSTRUCT or DESCRIBE, and an annotation for each way in which one comes about.

    Its body is the triple (an `rdf:Statement`), its targets are the units, records and premises that this way needs, a
    record with its trust and works, an editorial graph marked as one, and `prov:wasDerivedFrom` names every graph. What
    must not be stated, and what could not be explained, is a further body, an `oa:TextualBody`.

    Args:
        store: The dataset that was asked.
        explained: Its answer.

    Returns:
        Quads in no graph; those about a triple with a blank node are blank nodes too, since it has no lasting name.

    Source: Web Annotation Data Model, W3C Recommendation of 23 February 2017.
    """
    evidence = _Evidence(store)
    for row in explained.rows:
        triple = ox.Triple(*row.terms)  # type: ignore[arg-type]  # a row of triples has three terms that fit
        evidence.quads.add(ox.Quad(*triple))
        for derivation in row.derivations:
            if any(derivation):  # what rests on nothing, such as VALUES alone, has nothing to be annotated with
                evidence.annotate_derivation(triple, derivation)
    return evidence.quads


class _Evidence:
    """Annotations so far, and what their targets need to know of the dataset."""

    def __init__(self, store: ox.Store) -> None:
        self.quads: set[ox.Quad] = set()
        self._store = store
        self._stated = graphs_of_kind(store, STATED)
        self._derived = graphs_of_kind(store, DERIVED)
        self._referenced = graphs_of_kind(store, REFERENCED)
        self._editorial = graphs_of_kind(store, EDITORIAL)
        self._speaking = self._stated | self._derived | self._referenced
        self._targets: dict[ox.NamedNode, _Node] = {}

    def graphs(self, quad: ox.Quad) -> list[ox.NamedNode]:
        """The graphs that are evidence for a quad."""
        if isinstance(quad.graph_name, ox.DefaultGraph):
            names = [found.graph_name for found in self._store.quads_for_pattern(*quad.triple)]
        else:
            names = [quad.graph_name]
        return [name for name in names if isinstance(name, ox.NamedNode) and name in self._speaking]

    def annotate(self, triple: ox.Triple, graph: ox.NamedNode) -> None:
        """Adds the annotation of a triple that stands in a graph."""
        annotation, _ = self._new_annotation(triple, f"{triple} {graph} .")
        self._trace(annotation, graph)

    def annotate_derivation(self, triple: ox.Triple, derivation: Derivation) -> None:
        """Adds the annotation of one way in which a triple comes about."""
        graphs = sorted({graph for support in derivation.supports for graph in support.graphs}, key=str)
        said = [*derivation.absences, *(f"not explained: {text}" for text in derivation.unexplained)]
        line = " ".join(map(str, (triple, *graphs, *said)))
        annotation, statement = self._new_annotation(triple, line)
        if not graphs:  # an annotation has a target: where nothing is stated, the words are about the statement itself
            self._add(annotation, _OA + "hasTarget", statement)
        for graph in graphs:
            self._trace(annotation, graph)
        for text in said:
            body = self._made("words", text, _OA + "TextualBody")
            self._add(body, _RDF + "value", ox.Literal(text, language="en"))
            self._add(annotation, _OA + "hasBody", body)

    def _new_annotation(self, triple: ox.Triple, line: str) -> tuple[_Node, _Node]:
        """An annotation named after a line, and its body, which is a triple."""
        nameless = any(isinstance(term, ox.BlankNode) for term in triple)
        statement = self._made("statement", f"{triple} .", _RDF + "Statement", nameless=nameless)
        for name, term in zip(("subject", "predicate", "object"), triple, strict=True):
            self._add(statement, _RDF + name, term)
        annotation = self._made("annotation", line, _OA + "Annotation", nameless=nameless)
        self._add(annotation, _OA + "motivatedBy", ox.NamedNode(_OA + "describing"))
        self._add(annotation, _OA + "hasBody", statement)
        return annotation, statement

    def _trace(self, annotation: _Node, graph: ox.NamedNode) -> None:
        """Says of an annotation that it comes from a graph, and where that stands; an editorial graph by its name."""
        self._add(annotation, _WAS_DERIVED_FROM.value, graph)
        for source in self._sources(graph, set()):
            self._add(annotation, _OA + "hasTarget", self._target(source))
        if graph in self._derived:
            for quad in self._store.quads_for_pattern(graph, _APPLIES_RULE, None, DESCRIPTION):
                self._add(annotation, _APPLIES_RULE.value, quad.object)

    def _sources(self, graph: ox.NamedNode, seen: set[ox.NamedNode]) -> set[ox.NamedNode]:
        """The graph itself, or the graphs that a derived one rests on in the end."""
        if graph not in self._derived:
            return {graph}
        if graph in seen:
            return set()
        premises = self._store.quads_for_pattern(graph, _WAS_DERIVED_FROM, None, DESCRIPTION)
        names = [quad.object for quad in premises if isinstance(quad.object, ox.NamedNode)]
        return {source for name in names for source in self._sources(name, seen | {graph})}

    def _target(self, source: ox.NamedNode) -> _Node:
        """A unit as a stretch of its article; any other graph by its name and with what it is."""
        if source not in self._targets:
            self._targets[source] = self._new_target(source)
        return self._targets[source]

    def _new_target(self, unit: ox.NamedNode) -> _Node:
        if unit in self._referenced | self._editorial:
            self.quads |= {ox.Quad(*quad.triple) for quad in describe(self._store, {unit})}
            return unit
        article, start, end = (self._described(unit, predicate) for predicate in (IS_PART_OF, _START, _END))
        if unit not in self._stated or article is None or start is None or end is None:
            return unit
        target = self._made("target", str(unit), _OA + "SpecificResource")
        selector = self._made("selector", str(unit), _OA + "TextPositionSelector")
        self._add(target, _OA + "hasSource", article)
        self._add(target, _OA + "hasSelector", selector)
        self._add(selector, _START.value, start)
        self._add(selector, _END.value, end)
        return target

    def _described(self, graph: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | ox.Literal | None:
        for quad in self._store.quads_for_pattern(graph, predicate, None, DESCRIPTION):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                return quad.object
        return None

    def _made(self, kind: str, line: str, class_: str, *, nameless: bool = False) -> _Node:
        """A new thing of a class, named after the line that it stands for."""
        digest = hashlib.sha256(line.encode("utf-8")).hexdigest()[:32]
        node = ox.BlankNode(f"{kind}{digest}") if nameless else ox.NamedNode(f"{EVIDENCE}{kind}/{digest}")
        self._add(node, TYPE.value, ox.NamedNode(class_))
        return node

    def _add(self, subject: _Node, predicate: str, object_: Term) -> None:
        self.quads.add(ox.Quad(subject, ox.NamedNode(predicate), object_))
