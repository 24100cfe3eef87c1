"""The project's own questions, explained: what `ask` shows as a row's units is part of what the row rests on."""

from __future__ import annotations

import shlex

import pyoxigraph as ox
import pytest

from tradegraph import sandbox
from tradegraph.answer.ask import ask, read_arguments
from tradegraph.answer.names import Names
from tradegraph.answer.questions import Question, question_names, read_question
from tradegraph.answer.why.explained import Explained, Row, from_bytes
from tradegraph.answer.why.explaining import explain, explain_bytes, prepare
from tradegraph.dataset.loading import ALL, load_merged


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return load_merged(ALL)


@pytest.fixture(scope="module")
def names(store: ox.Store) -> Names:
    return Names(store)


def explained(
    store: ox.Store, question: Question, names: Names
) -> tuple[Explained, dict[tuple[object, ...], set[str]]]:
    """A question's example, explained, and its units by row, as `ask` folds them."""
    values = read_arguments(store, question, shlex.split(question.example), names) if question.example else {}
    units = {tuple(row.terms): set(row.units) for row in ask(store, question, values).rows}
    return explain(store, question.text, values), units


def rested_on(row: Row) -> set[str]:
    """The graphs that a row rests on, and the units that its statements speak of, such as one that states nothing."""
    spoken = {t.value for s in row.supports for t in (s.triple.subject, s.triple.object) if isinstance(t, ox.NamedNode)}
    return spoken | {graph.value for graph in row.graphs}


@pytest.mark.parametrize("name", question_names())
def test_the_units_of_an_answer_are_in_its_evidence(store: ox.Store, names: Names, name: str) -> None:
    question = read_question(name)
    answer, units = explained(store, question, names)
    columns = [column.name for column in question.returns if column.type != "unit"]
    found: dict[tuple[object, ...], set[str]] = {}
    for row in answer.rows:
        terms = dict(zip(answer.columns, row.terms, strict=True))
        found.setdefault(tuple(terms[column] for column in columns), set()).update(rested_on(row))
        assert row.unexplained == []
    assert found.keys() == units.keys()
    assert all(units[key] <= found[key] for key in units)


def test_all_questions_are_explained() -> None:
    assert len(question_names()) >= 60


def test_an_explanation_leaves_the_sandbox_whole(store: ox.Store) -> None:
    prepare()
    text = "SELECT ?who { GRAPH ?unit { ?who tgo:isPartyTo ?what } } ORDER BY ?who"
    raw = sandbox.run(lambda: explain_bytes(store, text), 30, 1_000_000_000)
    inside, outside = from_bytes(raw), explain(store, text)
    assert [(row.terms, row.derivations) for row in inside.rows] == [
        (row.terms, row.derivations) for row in outside.rows
    ]
    assert inside.rows


def test_a_query_too_deep_for_the_parser_is_answered_without_evidence(store: ox.Store) -> None:
    text = "SELECT ?x { " + "{ " * 90 + "VALUES ?x { 1 }" + " }" * 90 + " }"
    rows = explain(store, text).rows
    assert len(rows) == 1
    assert rows[0].supports == []
