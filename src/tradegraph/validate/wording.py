"""From what engines and checks find to findings: in words, with the place and the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from tradegraph.evidence.findings import EvidenceFinding
from tradegraph.validate import shapes
from tradegraph.validate.checks import Check, Row
from tradegraph.validate.findings import Finding
from tradegraph.validate.naming import Labels, literal
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES, expand, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradegraph.validate.locate import Places

Found = shapes.Result | tuple[Check, Row]
Node = ox.NamedNode | ox.BlankNode | ox.Literal

_SH = PREFIXES["sh"]
_TYPE = PREFIXES["rdf"] + "type"
_SEVERITIES = {_SH + "Violation": "violation", _SH + "Warning": "warning", _SH + "Info": "info"}
_IRI = re.compile(r"<([^<>]*)>")
_VARIABLE = re.compile(r"\{(\w+)\}")
_ABOUT = re.compile(r"GRAPH \?graph \{\s*\?focus (\w+:[\w-]+) ")
_LACKING = ("MinCount", "QualifiedMinCount", "HasValue")
_TOO_MANY = ("MaxCount", "UniqueLang", "QualifiedMaxCount")
_OF_KIND = ("Class", "Or", "NodeKind", "In")
_OWN_WORDS = ("use", "lacking")  # columns of a check that hold words of ours, not a value of the data


class Writer:
    """Writes findings about a store."""

    def __init__(self, store: ox.Store, places: Callable[[], Places], graphs: set[str] | None = None) -> None:
        """Takes what findings are about.

        Args:
            store: A merged store.
            places: Reads the places of its files; called when something was found.
            graphs: The graphs of a user's files, in which findings are placed; None where every graph is looked at.
        """
        self._store, self._read_places, self._graphs = store, places, graphs
        self._labels = Labels(store)
        self._places: Places | None = None

    def finding(self, found: Found) -> Finding:
        """What an engine or a check found, as a finding."""
        return self._of_shape(found) if isinstance(found, shapes.Result) else self._of_check(*found)

    def evidence(self, found: EvidenceFinding) -> Finding:
        """What the evidence check found, as a finding; placed in the unit's graph, else at its description."""
        term = found.term or found.unit
        file, line = self._place(found.unit, term, "")
        if line is None:
            file, line = self._place(DESCRIPTION_GRAPH, found.unit, "")
        return Finding(
            found.severity,
            "evidence",
            found.rule,
            found.message,
            self._labels.of(term),
            term,
            found.unit,
            file,
            line,
            found.remedy,
        )

    def _of_shape(self, found: shapes.Result) -> Finding:
        term = plain(found.focus)
        predicate = next(iter(iris(found.path)), "")
        graph = self._graph(found.focus, predicate, found.value)
        file, line = self._place(graph, term, predicate)
        return Finding(
            _SEVERITIES.get(found.severity, "violation"),
            "shape",
            f"tgs:{local(found.shape)}",
            found.message,
            self._labels.of(term),
            term,
            graph,
            file,
            line,
            self._remedy(found),
            found.path,
            found.value,
            found.component,
        )

    def _of_check(self, check: Check, row: Row) -> Finding:
        term, graph, spoken_of = plain(row.get("focus", "")), plain(row.get("graph", "")), row.get("focus", "")
        if graph and self._graphs is not None and graph not in self._graphs:  # the other side of it is the user's
            graph, spoken_of = self._theirs(row)
        predicate = plain(row.get("property", row.get("predicate", ""))) or _looked_at(check)
        file, line = self._place(graph, plain(spoken_of), predicate)
        message = _VARIABLE.sub(lambda m: self._said(row, m[1]), check.problem)
        return Finding(
            check.severity,
            "check",
            check.id,
            message,
            self._labels.of(term),
            term,
            graph,
            file,
            line,
            check.remedy,
            value=row.get("value", ""),
        )

    def _said(self, row: Row, column: str) -> str:
        """What a row has in a column, as its message says it."""
        if column not in row:
            return "nothing"
        return literal(row[column]) if column in _OWN_WORDS else self._labels.show(row[column])

    def _remedy(self, found: shapes.Result) -> str:
        """What to do, by the kind of the constraint."""
        kind = found.component.rpartition("#")[2].removesuffix("ConstraintComponent")
        if found.component == shapes.NOT_CHECKED:
            return "Look for a value of an odd kind, such as a thing where a number is due, or try --engine pyshifty."
        words = self._labels.path(found.path) if found.path else "what it is"
        value = self._labels.show(found.value) if found.value else ""
        if kind in _LACKING and _SEVERITIES.get(found.severity) == "info":
            return f"Add {words} where there is one; where there is none, nothing is to be done."
        if kind in _LACKING:
            return f"Add what is missing: {words}."
        if kind in _TOO_MANY:
            return f"Keep the one that is right of its {words}, and remove the others."
        if kind in _OF_KIND and found.value.startswith(
            '"'
        ):  # a text, number or day can't be said to be of another kind
            return f"Replace {value} in {words} by what is asked for."
        if kind in _OF_KIND:
            return f"Replace {value or 'the value'} in {words}, or say of what kind {value or 'it'} is."
        return f"Correct {value or 'the value'} in {words}."

    def _theirs(self, row: Row) -> tuple[str, str]:
        """The user's graph that speaks of the focus of a row, else of another thing of it; and that thing."""
        for name in sorted(row, key=lambda name: (name != "focus", name)):
            graph = self._graph(row[name], "", "") if row[name].startswith("<") and name != "class" else ""
            if graph in (self._graphs or ()):
                return graph, row[name]
        return "", row.get("focus", "")

    def _graph(self, focus: str, predicate: str, value: str) -> str:
        """The graph in which a fault stands: of the value, else of the relation, else of the thing; units first.

        Of a user's files, only their own graphs.
        """
        node = _node(focus)
        if node is None:
            return ""
        patterns: list[tuple[ox.NamedNode | ox.BlankNode | None, ox.NamedNode | None, Node | None]] = []
        if predicate:
            relation, held = ox.NamedNode(predicate), _object(value)
            patterns = [(node, relation, held)] if held is not None else []
            patterns += [(node, relation, None), (None, relation, node)]
        for pattern in (*patterns, (node, ox.NamedNode(_TYPE), None), (node, None, None), (None, None, node)):
            graphs = {
                q.graph_name.value
                for q in self._store.quads_for_pattern(*pattern, None)
                if isinstance(q.graph_name, ox.NamedNode)
            }
            if self._graphs is not None:
                graphs &= self._graphs
            if graphs:
                return min(graphs, key=lambda iri: (not iri.startswith(ARTICLE), len(iri), iri))
        return ""

    def _place(self, graph: str, term: str, predicate: str) -> tuple[str, int | None]:
        if self._places is None:
            self._places = self._read_places()
        return self._places.find(graph, term, predicate)


def _looked_at(check: Check) -> str:
    """The relation of the thing in focus that a check looks at, whose line is the one to show."""
    found = _ABOUT.search(check.text)
    return expand(found[1]) if found else ""


def plain(term: str) -> str:
    """The IRI of a term of N-Triples without its brackets; a blank node or literal as it is."""
    return term[1:-1] if term.startswith("<") else term


def iris(path: str) -> list[str]:
    """The IRIs of a path of Turtle, in order."""
    return _IRI.findall(path)


def local(iri: str) -> str:
    """The name of a shape without its namespace."""
    return shorten(iri).rpartition(":")[2]


def _node(term: str) -> ox.NamedNode | ox.BlankNode | None:
    if term.startswith("<"):
        return ox.NamedNode(term[1:-1])
    return ox.BlankNode(term[2:]) if term.startswith("_:") else None


def _object(term: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    if not term.startswith('"'):
        return _node(term)
    triple = next(iter(ox.parse(f"<a:a> <a:a> {term} .", format=ox.RdfFormat.N_TRIPLES)), None)
    return triple.object if triple is not None and isinstance(triple.object, ox.Literal) else None
