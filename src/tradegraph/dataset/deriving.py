"""What the rules conclude: a graph for each application of a rule, described with the graphs that it rests on.

A rule is a CONSTRUCT query over the named graphs. The subject of its conclusion names the application;
`?subject prov:wasDerivedFrom ?graph` in its template names the premises and moves to the description.
"""

from __future__ import annotations

import os
import re

import pyoxigraph as ox

from tradegraph import paths
from tradegraph.dataset import writing
from tradegraph.errors import InputError
from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, PREFIXES, TGO, shorten

DERIVED = BASE + "graph/derived/"

_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_DERIVED_GRAPH = ox.NamedNode(TGO + "DerivedGraph")
_APPLIES_RULE = ox.NamedNode(TGO + "appliesRule")
_WAS_DERIVED_FROM = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_COMMENT = """What the rules of queries/rules conclude: a graph for each application, described with its premises.
Written by scripts/derive. Change the rules or the other data, never this file."""
_LOCAL = re.compile(r"[^/#]+$")
_ORDER = re.compile(r"^[0-9]+-")


def derive(store: ox.Store, rules: list[str] | None = None) -> list[ox.Quad]:
    """What the rules conclude from a store's named graphs, with the descriptions of the derived graphs.

    The rules run in the order of their file names, and each sees what those before it concluded. What an earlier run
    derived is left aside, so that a conclusion goes when one of its premises goes. The store stays as it is.

    Args:
        store: A dataset of named graphs; its default graph counts for nothing.
        rules: Files of rules, by default the shipped ones in `queries/rules`.

    Returns:
        Quads in the graphs `graph/derived/<rule>/<local name of the subject>` and in the description graph, sorted.

    Raises:
        InputError: A rule concludes something without a premise or about a thing without an IRI, or two things would
            share a graph.
    """
    known = ox.Store()
    known.bulk_extend(quad for quad in store if not _is_derived(quad))
    concluded: list[ox.Quad] = []
    for path in paths.files(paths.RULES, ".rq") if rules is None else rules:
        with open(path, encoding="utf-8") as file:
            found = known.query(file.read())
        if not isinstance(found, ox.QueryTriples):
            raise InputError(f"{paths.shipped_name(path)}: a rule is a CONSTRUCT query; write it as one")
        quads = _apply(rule_name(path), list(found))
        known.extend(quads)
        concluded += quads
    return sorted(concluded, key=str)


def write_derived(store: ox.Store) -> bytes:
    """The content of `data/derived.trig`: all that the shipped rules conclude from a store, in TriG.

    Args:
        store: A dataset of named graphs.

    Raises:
        InputError: A rule is faulty, see `derive`.
    """
    return writing.write_rdf(derive(store), "trig", comment=_COMMENT)


def rule_name(path: str) -> str:
    """The name of the rule in a file: the file's name without its number and ending.

    >>> rule_name("queries/rules/01-session-day.rq")
    'session-day'
    """
    return _ORDER.sub("", os.path.splitext(os.path.basename(path))[0])


def _is_derived(quad: ox.Quad) -> bool:
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return True  # a copy of the named graphs, or nothing of ours
    if quad.graph_name == _DESCRIPTION:
        return isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(DERIVED)
    return quad.graph_name.value.startswith(DERIVED)


def _apply(rule: str, triples: list[ox.Triple]) -> list[ox.Quad]:
    """The conclusions of one rule in their graphs, and the descriptions of these."""
    subjects: dict[ox.NamedNode, ox.NamedNode] = {}
    quads = []
    concluding = set()
    premised = set()
    for triple in triples:
        graph = _graph(rule, triple, subjects)
        if triple.predicate == _WAS_DERIVED_FROM:
            premised.add(graph)
            quads.append(ox.Quad(graph, _WAS_DERIVED_FROM, triple.object, _DESCRIPTION))
        else:
            concluding.add(graph)
            quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
    for graph in sorted(concluding ^ premised, key=str):
        lack = "premise: say in its template what it was derived from" if graph in concluding else "conclusion"
        raise InputError(f"rule {rule}: {shorten(subjects[graph].value)} has no {lack}")
    for graph in concluding:
        quads.append(ox.Quad(graph, _TYPE, _DERIVED_GRAPH, _DESCRIPTION))
        quads.append(ox.Quad(graph, _APPLIES_RULE, ox.Literal(rule), _DESCRIPTION))
    return quads


def _graph(rule: str, triple: ox.Triple, subjects: dict[ox.NamedNode, ox.NamedNode]) -> ox.NamedNode:
    """The graph of the application that concludes the triple."""
    subject = triple.subject
    local = _LOCAL.search(subject.value) if isinstance(subject, ox.NamedNode) else None
    if not isinstance(subject, ox.NamedNode) or local is None:
        raise InputError(f"rule {rule}: concludes on {subject}, which has no name of its own; give it an IRI")
    graph = ox.NamedNode(f"{DERIVED}{rule}/{local.group()}")
    other = subjects.setdefault(graph, subject)
    if other != subject:
        raise InputError(f"rule {rule}: {other} and {subject} would share a graph; rename one of them")
    return graph
