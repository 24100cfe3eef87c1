"""The named questions: each has a tested answer, with the units it rests on, the same on both engines."""

import os
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from tradegraph.answer.ask import Answer, ask, read_arguments
from tradegraph.answer.kinds import read_thing
from tradegraph.answer.names import Names
from tradegraph.answer.questions import UNIT, Question, read_question, read_questions
from tradegraph.cli import main
from tradegraph.dataset.heads import read_head
from tradegraph.dataset.loading import ALL, ARTICLES, load_merged, merge
from tradegraph.dataset.terms import select
from tradegraph.vocabulary import PREFIXES, TG

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "queries" / "questions").glob("*.rq"))
IDS = [path.stem for path in FILES]
CASES = sorted((ROOT / "tests" / "cases" / "questions").glob("*.tsv"))
CASE_NAMES = [path.name.removesuffix(".tsv") for path in CASES]
PARAMETER_TYPES = {"IRI", "xsd:date", "xsd:integer", "xsd:string"}
COLUMN_TYPES = {*PARAMETER_TYPES, "xsd:decimal", 'IRI or "vacant"', "IRI or words", UNIT}

# rdflib warns of its own use of its own old names.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

Key = tuple[object, ...]


@cache
def store(sources: str = ARTICLES) -> ox.Store:
    return load_merged(sources)


@cache
def names(sources: str = ARTICLES) -> Names:
    return Names(store(sources))


@cache
def on_rdflib(sources: str) -> rdflib.Dataset:
    """The named graphs alone: rdflib makes the merge by itself."""
    dataset = rdflib.Dataset(default_union=True)
    named = ox.serialize(
        (quad for quad in store(sources) if isinstance(quad.graph_name, ox.NamedNode)), format=ox.RdfFormat.N_QUADS
    )
    assert named is not None
    dataset.parse(data=named, format="nquads")
    return dataset


def case(path: Path) -> tuple[list[str], str]:
    """The words of a case's command, and what it must print.

    A case asks the articles alone unless its command says `--sources reference` or `all`; only then do its rows tell
    where they are from.
    """
    first, _, expected = path.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("# ask "), path.name
    return shlex.split(first[2:]), expected


def sources_of(words: list[str]) -> str:
    return words[words.index("--sources") + 1] if "--sources" in words else ARTICLES


def arguments(words: list[str]) -> tuple[Question, dict[str, ox.NamedNode | ox.Literal]]:
    question, sources = read_question(words[1]), sources_of(words)
    given = words[2 : words.index("--sources")] if "--sources" in words else words[2:]
    return question, read_arguments(store(sources), question, given, names(sources))


def without_origin(out: str) -> str:
    """The rows of the articles without the column that says so."""
    header, *rows = [line.split("\t") for line in out.splitlines()]
    assert header[-2:] == ["from", "evidence"]
    assert all(row[-2] == ARTICLES for row in rows if row[-1])
    return "".join("\t".join([*row[:-2], row[-1]]) + "\n" for row in (header, *rows))


def body(question: Question) -> str:
    """The query without its head and comments."""
    return "\n".join(line for line in question.text.splitlines() if not line.startswith("#"))


def evidence(question: Question) -> list[str]:
    return [column.name for column in question.returns if column.type == UNIT]


def test_no_column_has_a_name_that_the_output_takes_for_itself() -> None:
    taken = {"from", "evidence", "why", "why_note"}
    assert [question.id for question in read_questions() if taken & {column.name for column in question.returns}] == []


def test_there_are_95_questions_and_224_cases() -> None:
    assert (len(FILES), len(CASES)) == (95, 224)


def test_every_question_has_a_case_and_every_case_a_question() -> None:
    asked = {case(path)[0][1] for path in CASES}
    assert asked == set(IDS)


@pytest.mark.parametrize("path", CASES, ids=CASE_NAMES)
def test_a_case_is_named_after_its_question(path: Path) -> None:
    assert path.name.split(".")[0] == case(path)[0][1]


@pytest.mark.parametrize("path", CASES, ids=CASE_NAMES)
def test_the_answer_is_the_one_that_was_read_off_the_articles(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRADEGRAPH_ARTICLES", raising=False)
    words, expected = case(path)
    sources = sources_of(words)
    assert main(words if "--sources" in words else [*words, "--sources", sources]) == 0
    out, err = capsys.readouterr()
    assert (without_origin(out) if sources == ARTICLES else out) == expected
    no_row = expected.count("\n") == 1
    assert not (no_row and read_question(words[1]).none_in)
    assert err == (f"{read_question(words[1]).nothing_from(sources)}\n" if no_row else "")


@pytest.mark.parametrize("path", CASES, ids=CASE_NAMES)
def test_every_row_of_a_case_has_evidence(path: Path) -> None:
    words, expected = case(path)
    header, *rows = expected.splitlines()
    assert header.endswith("\tevidence")
    known = [row for row in rows if read_question(words[1]).nothing_from(sources_of(words)) not in row.split("\t")]
    assert all(row.split("\t")[header.count("\t")] for row in known)
    assert len(known) == len(rows) or len(rows) == 1


@pytest.mark.parametrize("path", CASES, ids=CASE_NAMES)
def test_rdflib_gives_the_same_rows(path: Path) -> None:
    words = case(path)[0]
    sources = sources_of(words)
    question, values = arguments(words)
    bound = {name: _for_rdflib(term) for name, term in values.items()}
    found: dict[Key, set[str]] = {}
    for solution in on_rdflib(sources).query(question.text, initBindings=bound):
        row: dict[str, Any] = solution.asdict()  # type: ignore[union-attr]
        key = tuple(_plain(row.get(column.name)) for column in question.returns if column.type != UNIT)
        found.setdefault(key, set()).update(str(row[name]) for name in evidence(question) if name in row)
    answer = ask(store(sources), question, values)
    assert list(found.items()) == [(_key(row.terms), set(row.units)) for row in answer.rows]


def _for_rdflib(term: ox.NamedNode | ox.Literal) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    type_ = rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=None if type_ == rdflib.XSD.string else type_)  # to rdflib two literals


def _plain(term: object) -> object:
    return None if term is None else str(term)


def _key(terms: tuple[object, ...]) -> Key:
    return tuple(None if term is None else term.value for term in terms)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", IDS)
def test_a_head_is_complete(name: str) -> None:
    head = read_head((ROOT / "queries" / "questions" / f"{name}.rq").read_text(encoding="utf-8"))
    assert list(head) == [
        key for key in ("id", "title", "question", "params", "returns", "example", "none", "none-in") if key in head
    ]
    assert {"id", "title", "question", "returns"} <= set(head)
    assert head["id"] == name
    assert head["question"].endswith("?")
    assert ("params" in head) == ("example" in head)


@pytest.mark.parametrize("name", IDS)
def test_a_head_is_followed_by_two_lines_on_what_could_be_misunderstood(name: str) -> None:
    lines = read_question(name).text.splitlines()
    after = [line for line in lines if not line.startswith("#+")]
    comment = after[: next(i for i, line in enumerate(after) if not line.startswith("#"))]
    assert comment[0] == "#"
    assert len(comment) == 3
    assert all(len(line) <= 120 for line in after)


@pytest.mark.parametrize("name", IDS)
def test_columns_and_parameters_are_projected_in_the_order_of_the_head(name: str) -> None:
    question = read_question(name)
    projected = [str(variable) for variable in prepareQuery(question.text).algebra.PV]
    assert projected == [column.name for column in question.returns]
    assert {param.name for param in question.params} <= set(projected)
    assert {column.type for column in question.returns} <= COLUMN_TYPES
    assert {param.type for param in question.params} <= PARAMETER_TYPES
    assert evidence(question)


@pytest.mark.parametrize("name", IDS)
def test_a_query_orders_its_rows_by_every_column_and_names_what_it_selects(name: str) -> None:
    question = read_question(name)
    order = body(question).partition("ORDER BY")[2]
    kept = {column.name for column in question.returns if column.type != UNIT}
    given = {param.name for param in question.params if param.required}
    assert set(re.findall(r"\?(\w+)", order)) >= kept - given
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?\*", body(question))


@pytest.mark.parametrize("name", IDS)
def test_a_query_declares_the_prefixes_that_it_uses_and_no_other(name: str) -> None:
    text = body(read_question(name))
    declared = re.findall(r"^PREFIX (\w+): <([^>]+)>$", text, re.MULTILINE)
    rest = re.sub(r'^PREFIX .*$|"[^"\n]*"', "", text, flags=re.MULTILINE)
    assert {prefix for prefix, _ in declared} == set(re.findall(r"(?<![\w?])(\w+):(?=\w)", rest))
    assert all(PREFIXES[prefix] == namespace for prefix, namespace in declared)
    assert [prefix for prefix, _ in declared] == sorted(prefix for prefix, _ in declared)


@pytest.mark.parametrize("name", IDS)
def test_the_example_of_a_head_has_an_answer(name: str) -> None:
    question, values = arguments(["ask", name, *shlex.split(read_question(name).example), "--sources", ALL])
    answer = ask(store(ALL), question, values)
    assert answer.rows
    assert all(row.units for row in answer.rows)


def _unasked() -> list[tuple[Question, str]]:
    """Each question that can be asked without arguments, with each of its parameters."""
    return [(q, p.name) for q in read_questions() if not any(c.required for c in q.params) for p in q.params]


@pytest.mark.parametrize("question", read_questions(), ids=lambda question: question.id)
def test_whatever_a_question_answers_with_may_be_asked_for(question: Question) -> None:
    """No thing that stands in the column of a parameter is of a kind that the parameter refuses."""
    day = ox.Literal("2022-09-27", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))
    given = {param.name: day for param in question.params if param.required and param.type == "xsd:date"}
    names_of_things = [param.name for param in question.params if param.type == "IRI"]
    things = {
        (name, term.value)
        for row in select(store(ALL), question.text, dict(given))
        for name in names_of_things
        if isinstance(term := row[name], ox.NamedNode)
    }
    for name, thing in things:
        assert read_thing(store(ALL), name, f"<{thing}>", names(ALL)).value == thing


@pytest.mark.parametrize(("question", "parameter"), _unasked(), ids=lambda value: getattr(value, "id", value))
def test_a_parameter_selects_rows_and_changes_nothing_else(question: Question, parameter: str) -> None:
    everything = ask(store(ALL), question, {})
    place = everything.columns.index(parameter)
    values = {row.terms[place] for row in everything.rows}
    assert values
    assert None not in values, "a column that may be empty can't be a parameter: it would be filled in with the value"
    for value in sorted(values, key=str)[:: len(values) // 20 + 1]:  # of two hundred economies some will do
        assert isinstance(value, ox.NamedNode | ox.Literal)
        selected = ask(store(ALL), question, {parameter: value})
        assert _rows(selected) == [row for row in _rows(everything) if row[0][place] == value]


@pytest.mark.parametrize("question", read_questions(), ids=lambda question: question.id)
def test_a_value_that_no_source_speaks_of_gets_no_row(question: Question) -> None:
    given = read_arguments(store(ALL), question, shlex.split(question.example), names(ALL))
    for param in question.params:
        nothing = ox.NamedNode(TG + "guild-of-cloud-weighers") if param.type == "IRI" else ox.Literal("1234-05-06")
        assert not ask(store(ALL), question, {**given, param.name: nothing}).rows


def _rows(answer: Answer) -> list[tuple[tuple[object, ...], list[str]]]:
    return [(row.terms, row.units) for row in answer.rows]


def test_questions_run_without_article_texts_or_network(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRADEGRAPH_ARTICLES", raising=False)
    assert main(["ask", "parties", "agreement=MoU"]) == 0
    assert "World Trade Organization" in capsys.readouterr().out
    assert os.listdir(tmp_path) == []


def office_holders(office: str, day: str) -> list[tuple[str, list[str]]]:
    """Who held an office of the invented guild on a day, each with the graphs that say so."""
    guild = ox.Store()
    guild.load(path=ROOT / "tests" / "cases" / "offices" / "cloud-weighers.trig", format=ox.RdfFormat.TRIG)
    merge(guild)
    question, called = read_question("office-holder"), Names(guild)
    values = read_arguments(guild, question, [f"office={office} of the Guild of Cloud Weighers", f"day={day}"], called)
    found = []
    for row in ask(guild, question, values).rows:
        holder = row.terms[2]
        name = called.label(holder.value) if isinstance(holder, ox.NamedNode) else holder.value  # type: ignore[attr-defined]
        found.append((name, [unit.removeprefix("https://w3id.org/tradegraph/") for unit in row.units]))
    return found


def test_a_stated_beginning_and_end_cover_every_day_between_and_both_themselves() -> None:
    held = [("Nimbus Vane", ["article/fog-gazette#u1"])]
    for day in ("1901-03-01", "1903-12-31", "1904-07-31"):
        assert office_holders("Master", day) == held


def test_an_office_that_a_source_calls_vacant_is_vacant() -> None:
    for day in ("1904-09-01", "1904-12-24", "1905-01-31"):
        assert office_holders("Master", day) == [("vacant", ["article/fog-gazette#u2"])]


def test_a_stated_beginning_and_a_later_sight_cover_the_days_between() -> None:
    seen = "graph/derived/observed-in-post/cirrus-master"
    assert office_holders("Master", "1905-07-07") == [("Cirrus Hale", ["article/fog-gazette#u3", seen])]


def test_nothing_is_known_before_the_first_beginning_and_after_the_last_sight() -> None:
    assert office_holders("Master", "1901-02-28") == []
    assert office_holders("Master", "1906-05-06") == []


def test_sources_that_disagree_on_a_vacancy_are_both_shown() -> None:
    assert office_holders("Master", "1904-08-15") == [
        ("Nimbus Vane", ["article/fog-gazette#u1"]),
        ("vacant", ["article/hail-herald#u1"]),
    ]


def test_years_alone_cover_no_day() -> None:
    assert office_holders("Bursar", "1911-06-15") == []
