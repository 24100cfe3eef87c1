"""`cite`: the units that state a triple, any part of which may be left open."""

import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


def table(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines()]


def test_the_units_that_state_a_triple(run: Run) -> None:
    code, out, err = run("cite", "WCO", "tgo:isPartyTo", "MoU")
    assert (code, err) == (0, "")
    header, row = table(out)
    assert header == ["subject", "predicate", "object", "from", "evidence"]
    assert row[:3] == ["World Customs Organization", "is a party to", "WCO-WTO Memorandum of Understanding"]
    assert "wco-wto-mou-2025#u10" in row[4].split(" ")
    assert row[3] == "articles"


def test_each_of_the_three_may_be_open(run: Run) -> None:
    whole = table(run("cite", "WCO", "tgo:isPartyTo", "MoU")[1])[1]
    for words in (("?", "tgo:isPartyTo", "MoU"), ("WCO", "?", "MoU"), ("WCO", "tgo:isPartyTo", "?"), ("?", "?", "?")):
        assert whole in table(run("cite", *words)[1])


def test_a_relation_is_found_by_its_label(run: Run) -> None:
    assert run("cite", "WCO", "is a party to", "?") == run("cite", "WCO", "tgo:isPartyTo", "?")


def test_a_stands_for_the_class(run: Run) -> None:
    code, out, _ = run("cite", "WCO", "a", "?")
    assert code == 0
    assert len(table(out)) > 1


@pytest.mark.parametrize(
    ("predicate", "value"),
    [("schema:startDate", "2025-01-21"), ("skos:prefLabel", "World Customs Organization"), ("schema:position", "10")],
)
def test_a_value_is_found_by_what_it_looks_like(run: Run, predicate: str, value: str) -> None:
    code, out, _ = run("cite", "?", predicate, value)
    assert code == 0
    rows = table(out)[1:]
    assert rows
    assert all(row[2] == value and row[3] for row in rows)


@pytest.mark.parametrize(
    ("written", "plain"),
    [('"landmark"@en', "landmark"), ('"2025-01-21"^^xsd:date', "2025-01-21"), ('"186"^^xsd:integer', "186")],
)
def test_a_value_may_be_written_as_query_prints_it(run: Run, written: str, plain: str) -> None:
    code, out, err = run("cite", "?", "?", written, "--sources", "articles")
    assert (code, err) == (0, "")
    assert out == run("cite", "?", "?", plain, "--sources", "articles")[1]
    assert len(table(out)) > 1


@pytest.mark.parametrize("written", ['"', '"a"^^x:y', '"a" . <b:b> <b:b> "c"', '"landmark"@fr', '"186"'])
def test_what_only_looks_like_a_written_value_is_found_nowhere(run: Run, written: str) -> None:
    code, out, _ = run("cite", "?", "?", written, "--sources", "articles")
    assert (code, len(table(out))) == (0, 1)


def test_a_thing_is_found_without_its_accents(run: Run) -> None:
    plain = run("cite", "?", "schema:location", "Davos")
    assert run("cite", "?", "schema:location", "Dávos") == plain
    assert len(plain[1].splitlines()) > 1


def test_a_triple_that_no_graph_holds_is_an_answer_not_an_error(run: Run) -> None:
    code, out, err = run("cite", "tg:davos", "tgo:isPartyTo", "MoU")
    assert (code, err) == (0, "no graph holds such a triple\n")
    assert len(out.splitlines()) == 1


def test_an_unknown_value_gets_the_nearest_names(run: Run) -> None:
    code, _, err = run("cite", "?", "?", "Saunderz", "--sources", "articles")
    assert (code, err) == (0, "no graph holds such a triple; did you mean Ian Saunders (tg:ian-saunders)?\n")


@pytest.mark.parametrize(
    "words", [("Saunderz", "?", "?"), ("?", "tgo:is a prty to", "?"), ("?", "is a partie to", "?")]
)
def test_an_unknown_thing_or_relation_is_refused_with_the_nearest_names(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run("cite", *words)
    assert (code, out) == (2, "")
    assert "did you mean" in err


def test_json_cites_unit_kind_and_section(run: Run) -> None:
    found = json.loads(run("cite", "?", "schema:startDate", "2025-01-21", "--format", "json")[1])
    row = found["rows"][0]
    assert row["object"] == "2025-01-21"
    citation, record = row["evidence"]
    assert citation["place"] == "wco-wto-mou-2025, unit 10, sentence, section of unit 9"
    assert record["graph"].endswith("reference/mou-2025-release#signing")


def test_the_words_come_where_the_texts_are_held(run: Run, article_texts: str) -> None:
    call = ("cite", "?", "schema:startDate", "2025-01-21", "--format", "json", "--sources", "articles")
    (row,) = json.loads(run(*call, "--articles", article_texts)[1])["rows"]
    assert [len(citation["text"]) for citation in row["evidence"]] == [1425 - 1230]


@pytest.mark.parametrize(
    ("relation", "predicate"),
    [
        ("start date", "schema:startDate"),
        ("post in", "org:postIn"),
        ("Subject", "dcterms:subject"),
        ("member", "org:member"),
        ("hedge", "tgo:hedge"),
        ("is a party to", "tgo:isPartyTo"),
        ("a", "rdf:type"),
    ],
)
def test_a_relation_is_named_as_answers_print_it(run: Run, relation: str, predicate: str) -> None:
    code, out, _ = run("cite", "?", relation, "?")
    assert code == 0
    assert out == run("cite", "?", predicate, "?")[1]
    assert len(out.splitlines()) > 1
