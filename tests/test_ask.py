"""Named questions on the command line: rows with their evidence, names as people write them, and what no row means."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.answer.ask import ask, read_arguments
from tradegraph.answer.names import Names
from tradegraph.answer.questions import Question, question_names, read_question, read_questions
from tradegraph.dataset.heads import read_head
from tradegraph.dataset.loading import ALL, load_merged
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.vocabulary import TG, unit_order

Run = Callable[..., tuple[int, str, str]]

UNIT = re.compile(
    r"(?:[a-z0-9-]+#u\d+|graph/description|graph/derived/[a-z0-9/-]+|(?:graph|ontology)/[a-z0-9/-]+\(editorial\)|reference/[a-z0-9-]+#[a-z0-9.-]+(?:\((?:medium|low)\))?)"
)
QUESTIONS = question_names()
MOU = "WCO-WTO Memorandum of Understanding"


def rows_of(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_at_least_thirty_questions() -> None:
    assert len(QUESTIONS) >= 30


def test_who_signed_the_memorandum_with_the_sentence_it_rests_on(run: Run) -> None:
    code, out, err = run("ask", "signatories", "agreement=MoU")
    assert (code, err) == (0, "")
    rows = rows_of(out)
    assert {row["person"]: row["party"] for row in rows} == {
        "Ian Saunders": "World Customs Organization",
        "Ngozi Okonjo-Iweala": "World Trade Organization",
    }
    assert {row["evidence"] for row in rows} == {"wco-wto-mou-2025#u10 reference/mou-2025-release#signing"}
    assert {row["day"] for row in rows} == {"2025-01-21"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_row_of_an_answer_carries_evidence(run: Run, name: str) -> None:
    code, out, _ = run("ask", name, *example(name))
    assert code == 0
    rows = rows_of(out)
    assert rows or read_question(name).none != "no answer in these sources"
    for row in rows:
        assert row["evidence"], row
        assert all(UNIT.fullmatch(unit) for unit in row["evidence"].split(" ")), row


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_two_rows_of_an_answer_are_equal(run: Run, name: str) -> None:
    _, out, _ = run("ask", name, *example(name))
    rows = [tuple(value for key, value in row.items() if key != "evidence") for row in rows_of(out)]
    assert len(set(rows)) == len(rows)


def example(name: str) -> list[str]:
    """The arguments of a question's example, as a shell would take them apart."""
    import shlex

    return shlex.split(read_question(name).example)


def test_a_parameter_takes_label_alias_short_name_and_iri_alike(run: Run) -> None:
    ways = [MOU, "wco-wto memorandum of understanding", "MoU", "Davos Accord", "tg:wco-wto-mou-2025"]
    ways += [f"<{TG}wco-wto-mou-2025>", f"{TG}wco-wto-mou-2025", "  MoU  "]
    answers = {run("ask", "signatories", f"agreement={way}") for way in ways}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 0


def test_the_only_parameter_needs_no_name(run: Run) -> None:
    assert run("ask", "signatories", "MoU") == run("ask", "signatories", "agreement=MoU")


def test_a_parameter_left_out_stands_for_all(run: Run) -> None:
    one = rows_of(run("ask", "parties", "agreement=MoU", "party=WCO")[1])
    every = rows_of(run("ask", "parties")[1])
    assert len(one) < len(every)
    assert all(row in every for row in one)


def test_names_are_found_without_their_accents(run: Run) -> None:
    names = Names(load_merged())
    accented = [label for label in names.named if not label.isascii() and plain(label).isascii()]
    assert accented, "no label with an accent to try"
    for label in accented:
        assert names.find(plain(label)) == []
        assert names.resolve(plain(label)) == names.resolve(label)
    assert run("show", plain(accented[0])) == run("show", accented[0])


def plain(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@pytest.mark.parametrize(
    ("value", "offered"),
    [("Saunderz", "Ian Saunders (tg:ian-saunders)"), ("World Custom Organisation", "World Customs Organization")],
)
def test_an_unknown_name_gets_the_nearest_ones(run: Run, value: str, offered: str) -> None:
    code, out, err = run("ask", "appearances", f"person={value}")
    assert (code, out) == (2, "")
    assert err.startswith(f"tradegraph: nothing is called '{value}'; did you mean ")
    assert offered in err


def test_an_iri_of_which_the_graph_says_nothing_is_refused(run: Run) -> None:
    code, out, err = run("ask", "signatories", "agreement=tg:wco-wto-mou-2026")
    assert (code, out) == (2, "")
    assert err.startswith("tradegraph: the graph says nothing of 'tg:wco-wto-mou-2026'; did you mean ")
    assert "tg:wco-wto-mou-2025" in err


@pytest.fixture
def islands() -> ox.Store:
    """An invented world in which two islands have the same nickname, and one has two names that differ in accents."""
    store = ox.Store()
    store.load(
        b"""
        PREFIX g: <https://w3id.org/tradegraph/graph/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX tg: <https://w3id.org/tradegraph/id/>
        GRAPH g:catalogue {
            tg:north-isle skos:prefLabel "North Isle"@en ; skos:altLabel "The Rock"@en .
            tg:south-isle skos:prefLabel "South Isle"@en ; skos:altLabel "The Rock"@en .
            tg:zephyria skos:prefLabel "Z\xc3\xa9phyria"@en ; skos:altLabel "Zephyria"@en .
        }
        """,
        format=ox.RdfFormat.TRIG,
    )
    return store


def test_a_name_of_several_things_is_refused_with_all_of_them(islands: ox.Store) -> None:
    with pytest.raises(UnknownNameError, match=r"several things: tg:north-isle \(North Isle\), tg:south-isle") as told:
        Names(islands).resolve("the rock")
    assert "short name" in str(told.value)


@pytest.mark.parametrize("name", ["Zephyria", "ZÉPHYRIA", "Ze\u0301phyria", "Zëphyria"])
def test_two_names_of_one_thing_that_differ_in_accents_are_not_two_things(islands: ox.Store, name: str) -> None:
    assert Names(islands).resolve(name).value == TG + "zephyria"


def test_two_names_for_one_parameter_are_refused(run: Run) -> None:
    code, _, err = run("ask", "signatories", "agreement=MoU", "agreement=TFA")
    assert code == 2
    assert err == "tradegraph: parameter 'agreement' is given twice; give it once\n"


def test_no_row_says_what_it_means_and_is_no_error(run: Run) -> None:
    code, out, err = run("ask", "office-holder", "office=WTO Director-General", "day=1980-01-01")
    assert (code, err) == (0, "")
    assert [(row["day"], row["holder"], row["from"], row["evidence"]) for row in rows_of(out)] == [
        ("1980-01-01", "not known from these sources", "", "")
    ]


@pytest.mark.parametrize("format_", ["csv", "json", "table"])
def test_what_is_not_known_stands_in_the_answer_in_every_format(run: Run, format_: str) -> None:
    words = ("ask", "office-holder", "office=WTO Director-General", "day=1980-01-01", "--format", format_)
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert "not known from these sources" in out
    assert "reference" not in out.lower()


def test_of_another_question_no_row_is_said_on_standard_error(run: Run) -> None:
    code, out, err = run("ask", "hs-edition-on", "day=1900-01-01")
    assert (code, err) == (0, "not known from these sources\n")
    assert len(out.splitlines()) == 1


def invented(params: str) -> Question:
    head = f"#+ id: weighing\n#+ title: t\n#+ question: q\n#+ params: {params}\n#+ returns: weight (xsd:integer)\n"
    return Question(read_head(head), head)


@pytest.mark.parametrize("value", ["x", "1.5", "²", "+-3", "--3", "٣", "1e3"])
def test_what_is_no_whole_number_is_refused(islands: ox.Store, value: str) -> None:
    with pytest.raises(InputError, match="is no whole number; write for example weight=3"):
        read_arguments(islands, invented("weight (xsd:integer)"), [f"weight={value}"], Names(islands))


@pytest.mark.parametrize("value", ["3", "-3", "+3", " 3 ", "007"])
def test_whole_numbers_become_integers(islands: ox.Store, value: str) -> None:
    (term,) = read_arguments(islands, invented("weight (xsd:integer)"), [f"weight={value}"], Names(islands)).values()
    assert isinstance(term, ox.Literal)
    assert term.datatype.value.endswith("#integer")
    assert int(term.value) == int(value)


@pytest.mark.parametrize("value", ["2025", "2025-1-21", "20250121", "2025-W04-2", "2025-02-30", "21.1.2025", "x"])
def test_what_is_no_day_is_refused(islands: ox.Store, value: str) -> None:
    with pytest.raises(InputError, match="is no day; write it as day=2025-01-21"):
        read_arguments(islands, invented("day (xsd:date)"), [f"day={value}"], Names(islands))


def test_a_text_parameter_is_taken_as_it_stands(islands: ox.Store) -> None:
    values = read_arguments(islands, invented("words (xsd:string)"), ["words= a=b "], Names(islands))
    assert values == {"words": ox.Literal(" a=b ")}


def test_units_are_sorted_by_position_not_by_spelling() -> None:
    iris = ["https://x.example/b#u2", "https://x.example/a#u10", "https://x.example/a#u9", "https://x.example/a"]
    assert sorted(iris, key=unit_order) == [iris[3], iris[2], iris[1], iris[0]]


def test_rows_that_differ_only_in_their_units_are_one_row(run: Run) -> None:
    rows = rows_of(run("ask", "parties", "agreement=MoU", "party=WCO")[1])
    assert len(rows) == 1
    assert len(rows[0]["evidence"].split()) > 1


def test_json_has_labels_iris_and_citations(run: Run) -> None:
    code, out, err = run("ask", "signatories", "agreement=MoU", "--format", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["columns", "rows"]
    for row in found["rows"]:
        assert list(row) == [*found["columns"], "from", "evidence"]
        assert row["from"] == "articles"
        assert row["agreement"] == {"label": MOU, "iri": TG + "wco-wto-mou-2025"}
        assert row["day"] == "2025-01-21"
        citation, record = row["evidence"]
        assert set(citation) == {"graph", "kind", "place"}
        assert citation["kind"] == "stated"
        assert citation["graph"].endswith("wco-wto-mou-2025#u10")
        assert citation["place"].startswith("wco-wto-mou-2025, unit 10, sentence")
        assert record["kind"] == "referenced"


def test_what_is_derived_is_cited_with_its_rule_and_premises(run: Run) -> None:
    out = run("ask", "session-day", *example("session-day"), "--format", "json")[1]
    derived = [c for row in json.loads(out)["rows"] for c in row["evidence"] if c["kind"] == "derived"]
    assert derived
    for citation in derived:
        assert citation["place"].startswith("derived by rule ")
        assert citation["premises"]
    shown = run("ask", "session-day", *example("session-day"), "--format", "table")[1]
    assert re.search(r"derived by rule \S+, from \S+#u\d+", " ".join(shown.split()))


def test_the_words_of_the_units_appear_only_where_the_texts_are_held(
    run: Run, article_texts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ("ask", "signatories", "agreement=MoU", "--format", "json", "--sources", "articles")
    (without,) = {c.get("text") for row in json.loads(run(*call)[1])["rows"] for c in row["evidence"]}
    assert without is None
    held = json.loads(run(*call, "--articles", article_texts)[1])
    (words,) = {c.get("text") for row in held["rows"] for c in row["evidence"]}
    assert words.startswith(words[:1].upper())
    assert words.endswith(".")
    assert words in " ".join(run("ask", "signatories", "--format", "table", "--articles", article_texts)[1].split())
    monkeypatch.setenv("TRADEGRAPH_ARTICLES", article_texts)
    assert words in run(*call)[1]


def test_tsv_and_csv_never_carry_the_words_of_the_units(run: Run, article_texts: str) -> None:
    for format_ in ("tsv", "csv"):
        call = ("ask", "signatories", "--format", format_)
        assert run(*call, "--articles", article_texts) == run(*call)


def test_csv_for_people_disarms_formulas(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "DATA", os.fspath(Path(__file__).parent / "cases" / "hostile"))
    monkeypatch.setattr(paths, "ARTICLES", "")
    code, out, _ = run("ask", "parties", "--format", "csv")
    assert code == 0
    cells = [cell for row in csv.reader(io.StringIO(out, newline="")) for cell in row]
    assert '\'=HYPERLINK("https://storm.example")' in cells
    assert {"'+1+1", "'-1-1", "'@SUM(1)"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_csv_has_a_header_and_evidence(run: Run) -> None:
    out = run("ask", "signatories", "agreement=MoU", "--format", "csv")[1]
    header, *rows = csv.reader(io.StringIO(out))
    assert header == ["agreement", "person", "office", "party", "day", "place", "during", "from", "evidence"]
    assert len(rows) == 2


ALL_ANSWERS = """
import shlex
from tradegraph.answer.citing import Sources
from tradegraph.answer.names import Names
from tradegraph.answer.questions import read_questions
from tradegraph.cli import output
from tradegraph.cli.rows import Style
from tradegraph.cli.ask import answer_lines
from tradegraph.dataset.loading import ALL, load_merged
store = load_merged(ALL)
names = Names(store)
for question in read_questions():
    columns, lines = answer_lines(store, question, shlex.split(question.example), names)
    output.write(columns, lines, Style("json"), Sources(store, names))
"""


def test_two_processes_give_the_same_answers_byte_for_byte(environment: dict[str, str]) -> None:
    given = [
        subprocess.run(
            [sys.executable, "-c", ALL_ANSWERS],
            env=environment | {"PYTHONHASHSEED": seed},
            capture_output=True,
            timeout=100,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert given[0] == given[1]


def test_every_question_reads_its_own_example() -> None:
    store = load_merged(ALL)
    names = Names(store)
    for question in read_questions():
        assert ask(store, question, read_arguments(store, question, example(question.id), names)).columns


@pytest.mark.parametrize("why", [(), ("--why",)])
def test_a_row_that_no_longer_comes_with_reference_is_marked_and_said(run: Run, why: tuple[str, ...]) -> None:
    code, out, err = run("ask", "events", *why, "--format", "table")
    assert code == 0
    number = out.count("no longer comes with reference")
    assert number
    assert re.fullmatch(f"{number} rows? by the articles no longer comes? with reference\n", err)
    assert run("ask", "events", *why, "--format", "csv")[2] == err
    for format_ in ("csv", "tsv", "json"):
        assert run("ask", "events", *why, "--format", format_)[1].count("articles, not with reference") == number
    assert run("ask", "events", *why, "--sources", "all")[2] == ""
