"""`ask --why`: a named question's rows, each with every statement that makes it true."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from tradegraph.answer.questions import question_names, read_question
from tradegraph.vocabulary import ARTICLE, PREFIXES, REFERENCE, TG, shorten

Run = Callable[..., tuple[int, str, str]]

SIGNED = ("ask", "signatories", "agreement=MoU")
DAY = ("ask", "session-day")
MOU = "wco-wto-mou-2025"


def rows_of(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("name", question_names())
def test_the_rows_are_those_without_it_and_rest_on_their_units_and_more(run: Run, name: str) -> None:
    words = ("ask", name, *shlex.split(read_question(name).example), "--sources", "all")
    plain, told = rows_of(run(*words)[1]), rows_of(run(*words, "--why")[1])
    whole = json.loads(run(*words, "--why", "--format", "json")[1])["rows"]
    assert len(plain) == len(told) == len(whole)
    for before, after, row in zip(plain, told, whole, strict=True):
        assert list(after) == [*list(before)[:-1], "why", "why_note"]
        assert list(after.values())[:-2] == list(before.values())[:-1]
        assert "not explained" not in after["why_note"]
        assert without_trust(before["evidence"]) <= {*without_trust(after["why"]), *spoken_of(row["why"])}


def without_trust(evidence: str) -> set[str]:
    return {graph.partition("(")[0] for graph in evidence.split(" ")}


def spoken_of(why: dict[str, Any]) -> set[str]:
    """What the statements speak of by its short name, such as a unit that states nothing, or goes on from another."""
    terms = (term for support in why["supports"] for term in support["triple"].values() if term["type"] == "uri")
    return {shorten(term["value"]) for term in terms}


def test_json_holds_each_statement_in_each_graph_beside_the_citations(run: Run) -> None:
    found = json.loads(run(*SIGNED, "--why", "--format", "json")[1])
    first = found["rows"][0]
    assert list(first) == [*found["columns"], "from", "why", "evidence"]
    assert set(first["why"]) == {"supports", "absences", "unexplained", "more"}
    stated = {support["triple"]["predicate"]["value"] for support in first["why"]["supports"]}
    assert {PREFIXES["schema"] + "location", PREFIXES["prov"] + "hadRole"} <= stated
    assert {graph for support in first["why"]["supports"] for graph in support["graphs"]} == {
        f"{ARTICLE}{MOU}#u10",
        f"{REFERENCE}mou-2025-release#signing",
    }
    assert [citation["kind"] for citation in first["evidence"]] == ["stated", "referenced"]
    assert first["agreement"]["iri"] == f"{TG}{MOU}"


def test_a_table_has_labels_numbers_and_a_footnote_for_each(run: Run) -> None:
    code, out, err = run(*SIGNED, "--why", "--format", "table")
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "person Ian Saunders" in said
    assert "why [1]" in said
    assert f"[1] {MOU}, unit 10, sentence" in said
    assert "evidence" not in said


def test_csv_names_the_graphs_in_a_column(run: Run) -> None:
    header, *lines = csv.reader(io.StringIO(run(*SIGNED, "--why", "--format", "csv")[1]))
    assert header[-3:] == ["from", "why", "why_note"]
    assert [line[-2] for line in lines] == [f"{MOU}#u10 reference/mou-2025-release#signing"] * 2


def test_what_is_derived_is_followed_to_its_premises(run: Run) -> None:
    (row,) = rows_of(run(*DAY, "--why", "--sources", "articles")[1])
    graphs = row["why"].split(" ")
    assert any(graph.startswith("graph/derived/") for graph in graphs)
    assert sum("#u" in graph for graph in graphs) > 1


def test_the_graph_that_describes_the_others_is_told_in_words(run: Run) -> None:
    out = run(*DAY, "--why", "--format", "table", "--sources", "articles")[1]
    assert "description: which graphs there are, of what kind, and where each is from" in " ".join(out.split())


def test_parameters_mean_what_they_mean_without_it(run: Run) -> None:
    assert run(*SIGNED[:2], "agreement=Davos Accord", "--why") == run(*SIGNED, "--why")
    assert run(*SIGNED[:2], "agreement=nonsense", "--why")[0] == 2


@pytest.mark.usefixtures("invented_reference")
def test_a_row_of_the_articles_rests_on_the_records_that_give_it_too(run: Run) -> None:
    found = rows_of(run("ask", "parties", "agreement=MoU", "--why")[1])
    assert [(row["from"], row["why"].split(" ")[-1]) for row in found] == [
        ("articles", f"{MOU}#u10"),
        ("articles", "reference/rain-parties#wto(medium)"),
        ("reference", "reference/rain-parties#cloud-union(low)"),
    ]


def test_the_words_of_the_units_are_quoted_where_they_are_held(run: Run, article_texts: str) -> None:
    call = (*SIGNED, "--why", "--format", "table", "--sources", "articles")
    plain = run(*call)[1]
    told = run(*call, "--articles", article_texts)[1]
    assert told.startswith(plain.rstrip())
    assert len(told) > len(plain)
