"""An explained answer in the W3C's formats of rows, with the evidence of each row beside it."""

from __future__ import annotations

import json

import pyoxigraph as ox

from tradegraph.answer.why.algebra import Term
from tradegraph.vocabulary import PREFIXES, unit_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tradegraph.answer.citing import Sources
    from tradegraph.answer.why.explained import Explained, Row, Support

WHY, NOTE, ANSWER = "why", "why_note", "answer"
_NONE: dict[int, str] = {}
MORE = "there may be further evidence, which was not looked for"

_STRING, _BOOLEAN = PREFIXES["xsd"] + "string", PREFIXES["xsd"] + "boolean"
_FORMATS = {"csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}


def cited(row: Row, sources: Sources) -> list[str]:
    """The graphs that a row rests on, units in order, and after them what the derived ones among them rest on.

    Args:
        row: An explained row.
        sources: Knows the premises of derived graphs.

    Returns:
        IRIs, each once.
    """
    graphs = sorted((graph.value for graph in row.graphs), key=unit_order)
    for graph in graphs:  # it grows: a premise may be derived itself
        graphs += [premise for premise in sources.cite(graph).premises if premise not in graphs]
    return graphs


def notes(row: Row) -> list[str]:
    """What there is to say of a row's evidence besides its graphs: what must not be stated, and what is missing."""
    return [*row.absences, *(f"not explained: {text}" for text in row.unexplained), *([MORE] if row.more else [])]


def free_name(name: str, taken: Sequence[str]) -> str:
    """A name for a column of ours beside those of a query: `why`, or `why_2` where the query has a `?why` itself.

    >>> free_name("why", ["what"]), free_name("why", ["why", "why_2"])
    ('why', 'why_3')
    """
    free, at = name, 1
    while free in taken:
        at += 1
        free = f"{name}_{at}"
    return free


def write_table(explained: Explained, format_: str, sources: Sources, remarks: Mapping[int, str] = _NONE) -> bytes:
    """A SELECT or ASK as `csv` or `tsv`, exact as the W3C has them, with two columns more: graphs, and notes in words.

    The answer of an ASK stands in a column of its own. `remarks` are notes by the number of a row, from 0.
    """
    columns, rows = list(explained.columns), [_binding(explained, row) for row in explained.rows]
    if explained.truth is not None:
        columns = [ANSWER]
        rows = [{ANSWER: {"type": "literal", "value": str(explained.truth).lower(), "datatype": _BOOLEAN}}]
    why, note = free_name(WHY, columns), free_name(NOTE, columns)
    for number, (row, binding) in enumerate(zip(explained.rows, rows, strict=True)):
        binding[why] = {"type": "literal", "value": " ".join(map(sources.short, cited(row, sources)))}
        binding[note] = {"type": "literal", "value": "; ".join((*notes(row), *_remarked(remarks, number)))}
    whole = json.dumps({"head": {"vars": [*columns, why, note]}, "results": {"bindings": rows}})
    found = ox.parse_query_results(whole.encode("ascii"), format=ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("rows are expected")
    return found.serialize(format=_FORMATS[format_]) or b""


def write_json(explained: Explained, sources: Sources, remarks: Mapping[int, str] = _NONE) -> bytes:
    """A SELECT or ASK as the W3C's JSON, with a member `why` in each solution, or beside the truth of an ASK.

    `why`, or `why_2` where the query has a variable of that name, holds the statements with their graphs and roles,
    what must not be stated, what could not be explained, and the remarks on the row, which are given by its number from
    0; a member `citations` of the whole says what each graph is.
    """
    graphs = list(dict.fromkeys(graph for row in explained.rows for graph in cited(row, sources)))
    why = free_name(WHY, explained.columns)
    whole: dict[str, object] = {"head": {}}
    if explained.truth is None:
        bindings = [
            {**_binding(explained, row), why: {**reasons(row), "remarks": _remarked(remarks, number)}}
            for number, row in enumerate(explained.rows)
        ]
        whole = {"head": {"vars": explained.columns}, "results": {"bindings": bindings}}
    else:
        whole |= {"boolean": explained.truth, WHY: reasons(explained.rows[0])}
    whole["citations"] = [sources.cite(graph).as_json() for graph in graphs]
    return json.dumps(whole, ensure_ascii=False).encode("utf-8")


def _remarked(remarks: Mapping[int, str], number: int) -> list[str]:
    return [remarks[number]] if number in remarks else []


def reasons(row: Row) -> dict[str, object]:
    """The evidence of a row as JSON."""
    return {
        "supports": [_support(support) for support in row.supports],
        "absences": row.absences,
        "unexplained": row.unexplained,
        "more": row.more,
    }


def _support(support: Support) -> dict[str, object]:
    return {
        "triple": _triple(support.triple),
        "graphs": sorted((graph.value for graph in support.graphs), key=unit_order),
        "role": support.role,
    }


def _binding(explained: Explained, row: Row) -> dict[str, object]:
    """The terms of a row that are bound."""
    columns = explained.columns if row.terms else []
    return {name: _term(term) for name, term in zip(columns, row.terms, strict=True) if term is not None}


def _triple(triple: ox.Triple) -> dict[str, object]:
    return {
        "subject": _term(triple.subject),
        "predicate": _term(triple.predicate),
        "object": _term(triple.object),
    }


def _term(term: Term) -> dict[str, object]:
    """A term as SPARQL 1.1 Query Results JSON has it, section 3.2.2."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        return {"type": "triple", "value": _triple(term)}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language is not None:
        found["xml:lang"] = term.language
        if term.direction is not None:
            found["its:dir"] = str(term.direction).rpartition(".")[2].lower()
    elif term.datatype.value != _STRING:
        found["datatype"] = term.datatype.value
    return found
