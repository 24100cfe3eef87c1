"""An explained answer: rows or triples, each with its derivations; and the same as bytes, to leave a sandbox."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pyoxigraph as ox

from tradegraph.answer.why.algebra import Term

PATTERN, PATH, EXISTS, MEMBER = "pattern", "path", "exists", "member"
NOTHING = "rests on no statement"


class Support(NamedTuple):
    """A statement that an answer rests on.

    Attributes:
        triple: The statement.
        graphs: The named graphs that hold it, sorted by name; within GRAPH only the one that was asked.
        role: `pattern` (a triple pattern matched it), `path` (a step of a property path), `exists` (a witness of
            EXISTS) or `member` (of a row that an aggregate counts).
    """

    triple: ox.Triple
    graphs: tuple[ox.NamedNode, ...]
    role: str


class Derivation(NamedTuple):
    """One way in which a row comes about.

    Attributes:
        supports: The statements it needs, each once, in the order of the query.
        absences: What must not be stated, in words: "rests on the absence of ...".
        unexplained: What could not be explained, in words.
    """

    supports: tuple[Support, ...]
    absences: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


class Row:
    """A row of a SELECT, the answer of an ASK, or a triple of a CONSTRUCT or DESCRIBE, with its derivations.

    Attributes:
        terms: The terms of the columns, None where unbound; of a triple: subject, predicate, object; of an ASK: none.
        derivations: At least one; the first is the main one: it alone suffices.
        more: Whether there are, or may be, further derivations that were not kept.
    """

    __slots__ = ("derivations", "more", "terms")

    def __init__(self, terms: tuple[Term | None, ...], derivations: list[Derivation], more: bool) -> None:
        """Holds a row."""
        self.terms, self.derivations, self.more = terms, derivations, more

    @property
    def supports(self) -> list[Support]:
        """The statements of all derivations, those of the main one first, each once."""
        return list(dict.fromkeys(support for derivation in self.derivations for support in derivation.supports))

    @property
    def graphs(self) -> list[ox.NamedNode]:
        """The graphs of all supports, each once."""
        return list(dict.fromkeys(graph for support in self.supports for graph in support.graphs))

    @property
    def absences(self) -> list[str]:
        """What the row rests on not being stated, each once; or that it rests on no statement at all."""
        found = list(dict.fromkeys(text for derivation in self.derivations for text in derivation.absences))
        return found or ([] if self.supports or self.unexplained else [NOTHING])

    @property
    def unexplained(self) -> list[str]:
        """What could not be explained of the row, each once."""
        return list(dict.fromkeys(text for derivation in self.derivations for text in derivation.unexplained))


class Explained:
    """An explained answer.

    Attributes:
        form: `SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`.
        columns: The names of the columns; those of a triple are `subject`, `predicate`, `object`; of an ASK none.
        rows: In the order of the answer; an ASK has one.
        truth: What an ASK answers; None for the other forms.
    """

    __slots__ = ("columns", "form", "rows", "truth")

    def __init__(self, form: str, columns: list[str], rows: list[Row], truth: bool | None = None) -> None:
        """Holds an explained answer."""
        self.form, self.columns, self.rows, self.truth = form, columns, rows, truth

    def to_bytes(self) -> bytes:
        """The whole as JSON, every term, statement and text once."""
        terms, supports, texts = _Table(), _Table(), _Table()
        rows = []
        for row in self.rows:
            derivations = [
                [
                    [supports.add(support) for support in found.supports],
                    [texts.add(text) for text in found.absences],
                    [texts.add(text) for text in found.unexplained],
                ]
                for found in row.derivations
            ]
            rows.append([[None if t is None else terms.add(t) for t in row.terms], derivations, row.more])
        written = [_write_support(support, terms) for support in supports.found]
        whole = {
            "form": self.form,
            "columns": self.columns,
            "truth": self.truth,
            "texts": list(texts.found),
            "supports": written,
            "rows": rows,
            "terms": [_write_term(term) for term in terms.found],
        }
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def from_bytes(raw: bytes) -> Explained:
    """The explained answer that `Explained.to_bytes` wrote."""
    whole = json.loads(raw)
    terms = [_read_term(term) for term in whole["terms"]]
    texts: list[str] = whole["texts"]
    supports = [
        Support(ox.Triple(terms[s], terms[p], terms[o]), tuple(terms[g] for g in graphs), role)
        for s, p, o, graphs, role in whole["supports"]
    ]
    rows = [
        Row(
            tuple(None if at is None else terms[at] for at in found),
            [
                Derivation(
                    tuple(supports[at] for at in used),
                    tuple(texts[at] for at in absences),
                    tuple(texts[at] for at in unexplained),
                )
                for used, absences, unexplained in derivations
            ],
            more,
        )
        for found, derivations, more in whole["rows"]
    ]
    return Explained(whole["form"], whole["columns"], rows, whole["truth"])


class _Table:
    """Numbers things in the order in which they come."""

    def __init__(self) -> None:
        self.found: dict[Any, int] = {}

    def add(self, thing: Any) -> int:
        return self.found.setdefault(thing, len(self.found))


def _write_support(support: Support, terms: _Table) -> list[Any]:
    triple = support.triple
    return [
        *(terms.add(term) for term in (triple.subject, triple.predicate, triple.object)),
        [terms.add(graph) for graph in support.graphs],
        support.role,
    ]


def _write_term(term: Term) -> list[Any]:
    if isinstance(term, ox.NamedNode):
        return ["iri", term.value]
    if isinstance(term, ox.BlankNode):
        return ["blank", term.value]
    if isinstance(term, ox.Triple):
        return ["triple", *map(_write_term, (term.subject, term.predicate, term.object))]
    if term.language is None:
        return ["typed", term.value, term.datatype.value]
    return ["text", term.value, term.language, None if term.direction is None else str(term.direction)]


def _read_term(written: list[Any]) -> Any:
    kind, value, *rest = written
    if kind == "iri":
        return ox.NamedNode(value)
    if kind == "blank":
        return ox.BlankNode(value)
    if kind == "triple":
        return ox.Triple(*map(_read_term, (value, *rest)))
    if kind == "typed":
        return ox.Literal(value, datatype=ox.NamedNode(rest[0]))
    directions = {str(way): way for way in (ox.BaseDirection.LTR, ox.BaseDirection.RTL)}
    return ox.Literal(value, language=rest[0], direction=directions.get(rest[1]))
