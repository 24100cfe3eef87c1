"""SPARQL on the command line: every form, every format, exactly what the engine gives, and read-only."""

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from tradegraph.cli import beyond
from tradegraph.cli.query import ARGUMENTS
from tradegraph.dataset import formats, querying
from tradegraph.dataset.loading import load_merged
from tradegraph.errors import LimitError
from tradegraph.vocabulary import PREFIXES, TG

Run = Callable[..., tuple[int, str, str]]

PARTIES = "SELECT ?party WHERE { ?party tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?party"
FORMATS = next(argument.choices for argument in ARGUMENTS if "--format" in argument.names) or ()
RDF = [name for name in FORMATS if name in formats.FORMATS]


def test_a_pipe_gets_tsv_as_the_w3c_has_it(run: Run) -> None:
    code, out, err = run("query", "-e", PARTIES)
    assert (code, err) == (0, "")
    assert out == f"?party\n<{TG}wco>\n<{TG}wto>\n"


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_the_prefixes_of_the_project_are_at_hand(run: Run, prefix: str) -> None:
    assert run("query", "-e", f"ASK {{ {prefix}:a ?p ?o }}") == (0, "false\n", "")


def test_a_prefix_of_the_query_itself_goes_before_ours(run: Run) -> None:
    query = "PREFIX tg: <https://zephyria.example/> SELECT (tg:a AS ?x) {}"
    assert run("query", "-e", query)[1] == "?x\n<https://zephyria.example/a>\n"


def test_ask_is_answered_in_every_format_of_rows(run: Run) -> None:
    yes = "ASK { tg:wco tgo:isPartyTo tg:wco-wto-mou-2025 }"
    for format_ in ("table", "tsv", "csv"):
        assert run("query", "-e", yes, "--format", format_) == (0, "true\n", "")
    assert json.loads(run("query", "-e", yes, "--format", "json")[1])["boolean"] is True
    found = xml(run("query", "-e", yes, "--format", "xml")[1])
    assert [element.text for element in found if element.tag.endswith("boolean")] == ["true"]


def xml(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - it is our own


@pytest.mark.parametrize("form", ["CONSTRUCT WHERE { tg:wco tgo:isPartyTo ?what }", "DESCRIBE tg:wco"])
@pytest.mark.parametrize("format_", RDF)
def test_triples_come_in_every_rdf_format(run: Run, form: str, format_: str) -> None:
    code, out, err = run("query", "-e", form, "--format", format_, "--sources", "articles")
    assert (code, err) == (0, "")
    quads = list(ox.parse(out.encode(), format=formats.named(format_).engine))
    assert quads
    expected = list(ox.parse(run("query", "-e", form, "--format", "ntriples")[1], format=ox.RdfFormat.N_TRIPLES))
    assert {str(quad.triple) for quad in quads} == {str(quad.triple) for quad in expected}


def test_triples_are_turtle_where_no_format_is_named(run: Run) -> None:
    query = ("query", "-e", "CONSTRUCT WHERE { tg:wco tgo:isPartyTo ?what }")
    assert run(*query) == run(*query, "--format", "turtle")


def test_the_same_query_gives_the_same_bytes(run: Run) -> None:
    for format_ in ("turtle", "jsonld"):
        query = ("query", "-e", "DESCRIBE tg:mou-signing-2025", "--format", format_)
        assert run(*query) == run(*query)


def test_rows_come_in_the_formats_of_the_w3c(run: Run) -> None:
    bindings = json.loads(run("query", "-e", PARTIES, "--format", "json")[1])["results"]["bindings"]
    assert [row["party"]["value"] for row in bindings] == [TG + "wco", TG + "wto"]
    assert run("query", "-e", PARTIES, "--format", "csv")[1] == f"party\r\n{TG}wco\r\n{TG}wto\r\n"
    assert xml(run("query", "-e", PARTIES, "--format", "xml")[1]).tag.endswith("sparql")


def test_a_table_has_short_names_and_counts_its_rows_on_standard_error(run: Run) -> None:
    code, out, err = run("query", "-e", PARTIES, "--format", "table")
    assert (code, err) == (0, "2 rows\n")
    assert [word for word in out.split() if "─" not in word] == ["party", "tg:wco", "tg:wto"]
    assert run("query", "-e", "SELECT (1 AS ?x) {}", "--format", "table")[2] == "1 row\n"


def test_csv_is_exact_even_where_a_spreadsheet_would_run_it(run: Run) -> None:
    query = "SELECT ?x { VALUES ?x { '=1+1' '+1' '-1' '@x' } }"
    out = run("query", "-e", query, "--format", "csv")[1]
    assert sorted(row["x"] for row in csv.DictReader(io.StringIO(out))) == ["+1", "-1", "=1+1", "@x"]


def test_the_query_may_stand_in_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "parties.rq"
    file.write_text(f"# who is bound\n{PARTIES}\n", encoding="utf-8")
    assert run("query", str(file)) == run("query", "-e", PARTIES)
    file.write_bytes(b"\xef\xbb\xbf" + PARTIES.replace(" WHERE", "\r\nWHERE").encode())  # as some editors save it
    assert run("query", str(file)) == run("query", "-e", PARTIES)


def test_the_query_may_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PARTIES.encode())))
    assert run("query", "-") == (0, f"?party\n<{TG}wco>\n<{TG}wto>\n", "")


@pytest.mark.parametrize("words", [(), ("my.rq", "-e", "ASK {}")])
def test_one_query_is_asked_for_neither_none_nor_two(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run("query", *words)
    assert (code, out) == (2, "")
    assert err.startswith("tradegraph: give one query: ")


@pytest.mark.parametrize(
    ("query", "place"),
    [("SELECT ?s WHERE { ?s ?p }", "line 1, column 25"), ("SELECT ?s\nWHERE {\n  ?s nope:p ?o\n}", "line 3, column 6")],
)
def test_a_query_that_does_not_parse_names_line_and_column(run: Run, query: str, place: str) -> None:
    code, out, err = run("query", "-e", query)
    assert (code, out) == (2, "")
    assert place in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "update", ["DROP ALL", "INSERT DATA { tg:a tg:b tg:c }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL"]
)
def test_an_update_is_refused(run: Run, update: str) -> None:
    code, out, err = run("query", "-e", update)
    assert (code, out) == (2, "")
    assert "is an update" in err


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://localhost:9/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_nothing_is_fetched(run: Run, query: str) -> None:
    code, out, err = run("query", "-e", query)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_rows_asked_for_as_rdf_and_triples_asked_for_as_rows_are_refused(run: Run) -> None:
    assert run("query", "-e", PARTIES, "--format", "turtle")[0] == 2
    code, out, err = run("query", "-e", "DESCRIBE tg:wco", "--format", "csv")
    assert (code, out) == (2, "")
    assert "--format turtle" in err


def test_the_sentence_that_states_a_triple_is_one_graph_clause_away(run: Run) -> None:
    query = "SELECT DISTINCT ?sentence { GRAPH ?sentence { tg:mou-signing-2025 schema:startDate ?day } }"
    assert run("query", "-e", query)[1].splitlines()[1:] == [
        "<https://w3id.org/tradegraph/article/wco-wto-mou-2025#u10>"
    ]


def test_a_triple_that_several_sentences_state_is_one_row(run: Run) -> None:
    triple = "tg:wco tgo:isPartyTo tg:wco-wto-mou-2025"
    assert len(run("query", "-e", f"SELECT ?g {{ GRAPH ?g {{ {triple} }} }}")[1].splitlines()) > 2
    assert run("query", "-e", f"SELECT (COUNT(*) AS ?n) {{ {triple} }}")[1].splitlines()[1] == "1"


def test_a_sort_that_the_engine_gives_up_is_told_as_one() -> None:
    for text, hint in (("SELECT ?s { ?s ?p ?o } ORDER BY ?o", True), ("ASK {}", False)):
        with pytest.raises(LimitError, match="SIGABRT") as caught:
            querying.ended(os.abort, text, "query", 20, 2_000_000_000)
        assert ("write ORDER BY STR(?x)" in str(caught.value)) == hint


HOW = "; --sources all asks it too\n"
JOINED = "?m org:organization tg:wco ; tgo:joinedOn ?d"
NOT_MEMBER = (
    "SELECT ?x { VALUES ?x { tg:economy-zm } ?x a ?c FILTER NOT EXISTS { ?m org:member ?x ; tgo:joinedOn ?d } }"
)


LOST = r"1 row by the articles no longer comes with reference \(row 1\)"
TOLD = [  # a query, and what is said of what reference changes in its answer
    (f"SELECT ?m {{ {JOINED} }}", "nothing by the articles, [0-9]+ rows come only with reference"),
    (f"ASK {{ {JOINED} }}", "with reference it is true"),
    ("SELECT ?s ?o { ?s schema:startDate ?o }", "[0-9]+ rows come only with reference"),
    ("SELECT ?s ?o { ?s tgo:isPartyTo ?o }", ""),
    (
        "SELECT (COUNT(*) AS ?n) { ?s dcterms:title ?o }",
        f"1 row comes only with reference; {LOST}",
    ),
    (NOT_MEMBER, LOST),
    (NOT_MEMBER.replace("FILTER NOT EXISTS", "MINUS"), LOST),
    (
        "SELECT ?s ?day { ?s schema:startDate ?day } ORDER BY ?day LIMIT 1",
        (
            "1 row comes within its LIMIT only with reference; "
            r"1 row by the articles no longer comes within its LIMIT with reference \(row 1\)"
        ),
    ),
    ("ASK { tg:wco tgo:isPartyTo ?what }", ""),
    ("SELECT ?day { tg:mou-signing-2025 schema:startDate ?day }", ""),
]


@pytest.mark.parametrize("format_", ["tsv", "csv", "json", "xml"])
@pytest.mark.parametrize("why", [(), ("--why",)])
@pytest.mark.parametrize(("query", "said"), TOLD)
def test_an_answer_for_a_program_comes_with_a_line_on_what_reference_changes(
    run: Run, format_: str, why: tuple[str, ...], query: str, said: str
) -> None:
    if why and format_ == "xml":
        return  # it has no place for evidence
    words = ("query", *why, "--format", format_, "-e", query)
    code, out, err = run(*words)
    assert code == 0
    assert re.fullmatch(said + (HOW if said else ""), err)
    alone = run(*words, "--sources", "articles")
    assert alone[2] == ""
    if not why or "no longer" not in said:
        assert out == alone[1]
    else:  # its evidence has a place for the mark
        assert "no longer comes" in out
        assert "no longer comes" not in alone[1]


def test_only_the_rows_that_no_longer_come_are_marked_beside_their_evidence(run: Run) -> None:
    query = NOT_MEMBER.replace("tg:economy-zm", "tg:wco tg:economy-zm tg:wto")
    words = ("query", "--why", "-e", query, "--format")
    code, out, err = run(*words, "json")
    assert (code, "(row 2)" in err) == (0, True)
    told = [row["why"]["remarks"] for row in json.loads(out)["results"]["bindings"]]
    assert told == [[], ["no longer comes with reference"], []]
    lines = run(*words, "tsv")[1].splitlines()[1:]
    assert ["no longer comes with reference" in line for line in lines] == [False, True, False]


def test_rows_that_go_are_named_by_number_the_first_ten_of_them(run: Run) -> None:
    query = "SELECT ?s ?n { { SELECT (COUNT(*) AS ?n) { ?a dcterms:title ?b } } ?s a tgo:Unit } LIMIT 12"
    assert "(rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more)" in run("query", "-e", query)[2]


@pytest.mark.parametrize("format_", ["tsv", "table"])
@pytest.mark.parametrize("why", [(), ("--why",)])
def test_where_a_limit_had_room_for_more_a_row_is_gone(run: Run, why: tuple[str, ...], format_: str) -> None:
    words = ("query", *why, "--format", format_, "-e")
    for query, said in (
        (f"{NOT_MEMBER} LIMIT 9", "no longer comes with reference"),
        (f"{NOT_MEMBER} LIMIT 1", "no longer comes with reference"),
        (f"{NOT_MEMBER} LIMIT 9 OFFSET 0", "no longer comes within its LIMIT and OFFSET with reference"),
        (f"SELECT ?x {{ {{ {NOT_MEMBER} LIMIT 9 }} }}", "no longer comes within its LIMIT with reference"),
    ):
        code, out, err = run(*words, query)
        assert code == 0
        assert f"1 row by the articles {said}" in err
        assert (said in " ".join(out.split())) == (format_ == "table" or bool(why))


@pytest.mark.parametrize("format_", ["tsv", "table"])
@pytest.mark.parametrize("why", [(), ("--why",)])
def test_what_a_limit_pushes_out_is_not_said_to_be_gone(run: Run, why: tuple[str, ...], format_: str) -> None:
    query = "SELECT ?s ?day { ?s schema:startDate ?day } ORDER BY ?day ?s LIMIT 2"
    code, out, err = run("query", *why, "--format", format_, "-e", query)
    assert code == 0
    assert "no longer come within its LIMIT with reference" in err
    assert "no longer comes with reference" not in out + err
    assert ("no longer comes within its LIMIT" in " ".join(out.split())) == (format_ == "table" or bool(why))


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "jsonld"])
def test_triples_come_with_a_line_on_those_that_reference_adds(run: Run, format_: str) -> None:
    err = run("query", "--format", format_, "-e", f"CONSTRUCT {{ ?m a ?d }} {{ {JOINED} }}")[2]
    assert re.fullmatch(f"nothing by the articles, [0-9]+ triples come only with reference{HOW}", err)
    query = "CONSTRUCT { ?s a ?o } { ?s schema:startDate ?o }"
    assert re.fullmatch(f"[0-9]+ triples come only with reference{HOW}", run("query", "-e", query)[2])
    assert run("query", "--format", format_, "-e", "DESCRIBE tg:davos")[2] == ""


def test_a_query_that_is_too_slow_with_reference_keeps_its_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls = querying.run_query, iter((False, True))

    def slow(*words: Any) -> bytes:
        if next(calls):
            raise LimitError("query: took longer than 30 s")
        return whole(*words)

    monkeypatch.setattr(querying, "run_query", slow)
    code, out, err = run("query", "-e", "SELECT ?s ?o { ?s schema:startDate ?o }")
    assert (code, len(out.splitlines()) > 2) == (0, True)
    assert err == f"it would take too long to find out what reference changes{HOW}"


@pytest.mark.parametrize("sources", ["articles", "all", ""])
@pytest.mark.parametrize("format_", ["tsv", "json", "xml", "table", "ntriples"])
def test_an_answer_is_not_asked_for_again_to_be_compared(
    run: Run, monkeypatch: pytest.MonkeyPatch, format_: str, sources: str
) -> None:
    whole, calls = querying.run_query, []

    def counted(*words: Any) -> bytes:
        calls.append(words)
        return whole(*words)

    monkeypatch.setattr(querying, "run_query", counted)
    text = "SELECT ?m ?d { ?m tgo:holdsPost ?d }"
    text = text if format_ != "ntriples" else text.replace("SELECT ?m ?d", "CONSTRUCT { ?m a ?d }")
    asked = ("--sources", sources) if sources else ()
    assert run("query", *asked, "--format", format_, "-e", text)[0] == 0
    # Once more without doubtful records, which a table by default marks too.
    assert len(calls) == {"articles": 1, "all": 2, "": 3 if format_ == "table" else 2}[sources]


@pytest.mark.parametrize(
    "query", ["SELECT ?s ?o { ?s skos:prefLabel|tgo:value|schema:endDate ?o }", "ASK {}", "SELECT * {}"]
)
def test_rows_are_read_back_as_the_engine_writes_them(query: str) -> None:
    store = load_merged()
    lines = querying.answer(store, query, "tsv", "")
    for format_ in ("json", "xml", "tsv"):
        assert beyond.as_lines(querying.answer(store, query, format_, ""), format_) == lines
    assert beyond.as_lines(querying.answer(store, query, "csv", ""), "csv") is None


def test_triples_that_no_longer_come_are_counted(run: Run) -> None:
    query = NOT_MEMBER.replace("SELECT ?x", "CONSTRUCT { ?x a tgo:Fog } WHERE")
    assert run("query", "-e", query)[2] == f"1 triple by the articles no longer comes with reference{HOW}"


@pytest.mark.parametrize("why", [(), ("--why",)])
def test_a_table_marks_a_row_that_no_longer_comes(run: Run, why: tuple[str, ...]) -> None:
    code, out, err = run("query", *why, "--format", "table", "-e", NOT_MEMBER)
    assert (code, err) == (0, "1 row; 1 row by the articles no longer comes with reference\n")
    assert "no longer comes with reference" in out
    assert "no longer" not in str(run("query", *why, "--format", "table", "--sources", "all", "-e", NOT_MEMBER))


RESTS = "rests on records of medium or low trust; --why marks them\n"
DOUBTFUL = "VALUES ?trust { tgo:mediumTrust tgo:lowTrust } ?r tgo:trust ?trust GRAPH ?r { ?t tgo:holdsPost ?o }"


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "xml"])
def test_a_query_that_asks_reference_says_how_much_rests_on_records_that_are_not_trusted(
    run: Run, format_: str
) -> None:
    def told(query: str) -> list[str]:
        err = run("query", "--sources", "all", "--format", format_, "-e", query)[2]
        return [line for line in err.splitlines(keepends=True) if "trust" in line]

    assert told(f"ASK {{ {JOINED} }}") == []
    assert told("SELECT ?x { tg:wco tgo:isPartyTo ?x }") == []
    assert told(f"ASK {{ {DOUBTFUL} }}") == [f"the answer {RESTS}"]
    assert told(f"SELECT ?r {{ {DOUBTFUL} }} ORDER BY ?r LIMIT 1") == [f"1 row {RESTS}"]


def test_a_table_marks_the_rows_that_rest_on_records_that_are_not_trusted(run: Run) -> None:
    query = "SELECT ?t ?trust { GRAPH ?r { ?t tgo:holdsPost ?o } OPTIONAL { ?r tgo:trust ?trust } }"
    for chosen in ((), ("--sources", "all"), ("--sources", "reference")):
        code, out, _ = run("query", *chosen, "--format", "table", "-e", query)
        assert code == 0
        lines = [line for line in out.splitlines() if "tgo:" in line]
        assert lines
        assert all(
            ("medium or low trust" in line) == ("tgo:goodTrust" not in line and "tgo:highTrust" not in line)
            for line in lines
        )


@pytest.mark.parametrize("format_", ["table", "csv"])
def test_values_made_anew_are_not_compared(run: Run, format_: str) -> None:
    query = "SELECT ?x (RAND() AS ?r) { ?x schema:startDate ?day }"
    code, out, err = run("query", "--format", format_, "-e", query)
    assert (code, "reference" in out) == (0, False)
    assert "its values are made anew each time, so what reference changes is not told\n" in err
    assert "no longer" not in err
    err = run("query", "--sources", "all", "--format", format_, "-e", query)[2]
    assert "some records of reference have medium or low trust; --why marks them\n" in err


# FROM.


def test_a_graph_after_from_that_is_not_there_is_named(run: Run) -> None:
    code, out, err = run("query", "-e", "SELECT ?s FROM <urn:no> FROM NAMED tg:fog WHERE { ?s tgo:isPartyTo ?o }")
    assert (code, out.splitlines()) == (0, ["?s"])
    assert "no graph is called <urn:no>" in err
    assert "no graph is called tg:fog" in err


def test_a_graph_after_from_that_is_there_is_asked_without_a_word(run: Run) -> None:
    code, out, err = run(
        "query",
        "-e",
        "SELECT ?s FROM <https://w3id.org/tradegraph/article/wco-wto-mou-2025#u10> { ?s tgo:isPartyTo ?o } ORDER BY ?s",
    )
    assert (code, len(out.splitlines())) == (0, 3)
    assert "no graph is called" not in err
