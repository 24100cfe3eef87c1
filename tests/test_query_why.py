"""`query --why`: each row of any query with the units that make it true, in every format that has a place for them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from tradegraph.vocabulary import ARTICLE, BASE, PREFIXES, TG

Run = Callable[..., tuple[int, str, str]]

MOU = "wco-wto-mou-2025"
PARTIES = f"SELECT ?who WHERE {{ ?who tgo:isPartyTo tg:{MOU} }} ORDER BY ?who"
UNITS = [f"{MOU}#u1", f"{MOU}#u2", f"{MOU}#u10"]
SESSION = "SELECT ?day { tg:wco-pscg-session-2022 schema:startDate ?day }"
DERIVED = "graph/derived/session-day/wco-pscg-session-2022"
ENDLESS = (
    "SELECT ?event { ?event schema:startDate ?d FILTER NOT EXISTS { ?event schema:endDate ?end } } ORDER BY ?event"
)
OA, RDF, PROV = PREFIXES["oa"], PREFIXES["rdf"], PREFIXES["prov"]


def rows(run: Run, query: str) -> list[dict[str, str]]:
    """The rows of the CSV, by column."""
    code, out, err = run("query", "--why", "-e", query, "--format", "csv", "--sources", "articles")
    assert (code, err) == (0, "")
    return list(csv.DictReader(io.StringIO(out)))


def as_json(run: Run, query: str, *words: str) -> dict[str, Any]:
    code, out, err = run("query", "--why", "-e", query, "--format", "json", "--sources", "articles", *words)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def triples(run: Run, query: str) -> list[ox.Triple]:
    code, out, err = run("query", "--why", "-e", query, "--format", "ntriples", "--sources", "articles")
    assert (code, err) == (0, "")
    return [quad.triple for quad in ox.parse(out, format=ox.RdfFormat.N_TRIPLES)]


def objects(found: list[ox.Triple], predicate: str) -> list[str]:
    return [str(getattr(t.object, "value", t.object)) for t in found if t.predicate.value == predicate]


def test_a_table_has_numbers_and_a_footnote_for_each(run: Run) -> None:
    code, out, err = run("query", "--why", "-e", PARTIES, "--format", "table")
    assert (code, err) == (0, "2 rows\n")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert {"who why", "tg:wco [1] [2] [3]", "tg:wto [1] [2] [3]"} <= {*lines}
    notes = [line for line in lines if line.startswith("[")]
    assert [note.partition(", ")[2].partition(",")[0] for note in notes] == ["unit 1", "unit 2", "unit 10"]
    assert all(MOU in note for note in notes)


def test_a_pipe_gets_tsv_as_the_w3c_has_it_with_two_columns_more(run: Run) -> None:
    units = " ".join(UNITS)
    assert run("query", "--why", "-e", PARTIES) == (
        0,
        f'?who\t?why\t?why_note\n<{TG}wco>\t"{units}"\t""\n<{TG}wto>\t"{units}"\t""\n',
        "",
    )


def test_the_columns_of_the_query_are_what_they_are_without_evidence(run: Run) -> None:
    query = "SELECT ?n ?l ?no { VALUES (?n ?l) { (1 'a'@en) (2.50 'b\\tc') ('x' <urn:z:y>) (true 1e3) } } ORDER BY ?l"
    for format_, mark in (("tsv", "\t"), ("csv", ",")):
        plain = run("query", "-e", query, "--format", format_)[1].splitlines()
        told = run("query", "--why", "-e", query, "--format", format_)[1].splitlines()
        assert [line.rsplit(mark, 2)[0] for line in told] == plain


def test_a_row_of_csv_names_its_units(run: Run) -> None:
    found = rows(run, PARTIES)
    assert [row["who"] for row in found] == [f"{TG}wco", f"{TG}wto"]
    assert [row["why"].split() for row in found] == [UNITS, UNITS]


def test_json_holds_each_statement_with_its_graphs_and_its_role(run: Run) -> None:
    found = as_json(run, PARTIES)
    assert found["head"] == {"vars": ["who"]}
    first = found["results"]["bindings"][0]
    assert first["who"] == {"type": "uri", "value": f"{TG}wco"}
    (support,) = first["why"]["supports"]
    assert {name: term["value"] for name, term in support["triple"].items()} == {
        "subject": f"{TG}wco",
        "predicate": PREFIXES["tgo"] + "isPartyTo",
        "object": TG + MOU,
    }
    assert support["graphs"] == [ARTICLE + unit for unit in UNITS]
    assert support["role"] == "pattern"
    assert (first["why"]["absences"], first["why"]["unexplained"], first["why"]["more"]) == ([], [], False)
    assert [citation["kind"] for citation in found["citations"]] == ["stated"] * 3


def test_an_optional_counts_only_where_it_matched(run: Run) -> None:
    query = (
        "SELECT ?event ?day { VALUES ?event { tg:mou-signing-2025 tg:world-economic-forum-2025 } "
        "?event schema:location ?place OPTIONAL { ?event schema:startDate ?day } } ORDER BY ?event"
    )
    found = as_json(run, query)["results"]["bindings"]
    verbs = [[s["triple"]["predicate"]["value"].rpartition("/")[2] for s in row["why"]["supports"]] for row in found]
    assert ["day" in row for row in found] == [True, False]
    assert verbs == [["location", "startDate"], ["location"]]


def test_an_absence_is_said_in_words_wherever_the_row_stands(run: Run) -> None:
    said = "rests on the absence of: tg:mou-signing-2025 schema:endDate ?end"
    noted = {row["event"]: row["why_note"] for row in rows(run, ENDLESS)}
    assert noted[f"{TG}mou-signing-2025"] == said
    found = as_json(run, ENDLESS)["results"]["bindings"]
    assert [said] in [row["why"]["absences"] for row in found]
    out = run("query", "--why", "-e", ENDLESS, "--format", "table")[1]
    assert said in " ".join(out.split())


def test_the_words_on_a_row_stand_under_it(run: Run) -> None:
    lines = run("query", "--why", "-e", ENDLESS, "--format", "table")[1].splitlines()
    at = next(number for number, line in enumerate(lines) if "tg:mou-signing-2025" in line)
    assert lines[at + 1].split() == ["why", "[1]"]
    assert lines[at + 2].strip() == "rests on the absence of: tg:mou-signing-2025 schema:endDate ?end"


def test_what_can_not_be_explained_is_said(run: Run) -> None:
    query = "SELECT (RAND() AS ?r) { ?s skos:prefLabel 'Davos'@en }"
    (row,) = rows(run, query)
    assert row["why"] == "graph/catalogue(editorial)"
    assert row["why_note"].startswith("not explained: ")
    out = run("query", "--why", "-e", query, "--format", "table")[1]
    assert "not explained: " in out
    (unexplained,) = as_json(run, query)["results"]["bindings"][0]["why"]["unexplained"]
    assert unexplained in row["why_note"]


NOTHING = "rests on no statement"


@pytest.mark.parametrize("query", ["SELECT (1+1 AS ?two) {}", "SELECT ?x { VALUES ?x { 1 2 } }", "ASK {}"])
def test_a_row_that_rests_on_no_statement_says_so(run: Run, query: str) -> None:
    assert {(row["why"], row["why_note"]) for row in rows(run, query)} == {("", NOTHING)}
    assert NOTHING in run("query", "--why", "-e", query, "--format", "table")[1]
    found = as_json(run, query)
    whys = [found["why"]] if "why" in found else [row["why"] for row in found["results"]["bindings"]]
    assert all((why["supports"], why["absences"]) == ([], [NOTHING]) for why in whys)


def test_literals_of_an_absence_are_short(run: Run) -> None:
    query = "ASK { tg:davos schema:startDate '2025-01-21'^^xsd:date ; skos:prefLabel 'x'@en ; schema:name 'y', 1.5 }"
    (said,) = as_json(run, query)["why"]["absences"]
    assert " 2025-01-21 and" in said
    assert '"x"@en' in said
    assert 'schema:name "y" and' in said
    assert said.endswith("schema:name 1.5")
    assert "http" not in said


def test_further_evidence_that_is_left_out_is_told_of(run: Run) -> None:
    (row,) = rows(run, "SELECT DISTINCT ?kind { ?unit a ?kind ; schema:position ?n }")[:1]
    assert "further evidence" in row["why_note"]


def test_a_derived_statement_is_followed_to_its_premises(run: Run) -> None:
    (row,) = rows(run, SESSION)
    derived, *premises = row["why"].split()
    assert derived == DERIVED
    assert len(premises) > 1
    assert all("#u" in premise for premise in premises)
    cited = {citation["graph"]: citation for citation in as_json(run, SESSION)["citations"]}
    assert cited[BASE + DERIVED]["kind"] == "derived"
    assert cited[BASE + DERIVED]["premises"] == [ARTICLE + premise for premise in premises]
    out = run("query", "--why", "-e", SESSION, "--format", "table")[1]
    assert "derived by rule session-day" in out
    assert out.count("\n[") == 1 + len(premises)


def test_an_editorial_statement_is_marked_by_its_graph(run: Run) -> None:
    query = "SELECT ?what { ?what skos:prefLabel 'Davos'@en }"
    assert [row["why"] for row in rows(run, query)] == ["graph/catalogue(editorial)"]
    assert [citation["kind"] for citation in as_json(run, query)["citations"]] == ["editorial"]
    out = run("query", "--why", "-e", query, "--format", "table")[1]
    assert "[1: editorial]" in out
    assert "[1] editorial: Catalogue" in out
    found = triples(run, "CONSTRUCT { ?what a ?x } { ?what a ?x ; skos:prefLabel 'Davos'@en }")
    marked = {t.subject for t in found if t.object == ox.NamedNode(PREFIXES["tgo"] + "EditorialGraph")}
    assert {t.object for t in found if t.predicate.value == OA + "hasTarget"} == marked


def test_footnotes_quote_the_units_that_the_reader_holds(run: Run, article_texts: str) -> None:
    held = {path.read_text(encoding="utf-8") for path in Path(article_texts).glob("*.txt")}
    found = as_json(run, PARTIES, "--articles", article_texts)
    quoted = [citation["text"] for citation in found["citations"]]
    assert len(quoted) == len(UNITS)
    assert all(any(words in text for text in held) for words in quoted)
    out = run("query", "--why", "-e", PARTIES, "--format", "table", "--articles", article_texts)[1]
    assert all(" ".join(words.split()) in " ".join(out.split()) for words in quoted)
    assert all("text" not in citation for citation in as_json(run, PARTIES)["citations"])


def test_an_ask_is_explained_either_way(run: Run) -> None:
    yes, no = f"ASK {{ tg:wco tgo:isPartyTo tg:{MOU} }}", "ASK { tg:wco tgo:isPartyTo tg:davos }"
    said = "rests on the absence of: tg:wco tgo:isPartyTo tg:davos"
    assert rows(run, yes) == [{"answer": "true", "why": " ".join(UNITS), "why_note": ""}]
    assert rows(run, no) == [{"answer": "false", "why": "", "why_note": said}]
    assert as_json(run, yes)["boolean"] is True
    assert as_json(run, no)["why"]["absences"] == [said]
    assert run("query", "--why", "-e", yes, "--format", "table")[1].startswith("true  [1] [2] [3]\n[1] ")
    assert run("query", "--why", "-e", no, "--format", "table")[1].split("\n", 1)[1] == f"{said}\n"


def test_each_constructed_triple_is_annotated_with_its_units(run: Run) -> None:
    query = f"CONSTRUCT {{ ?who schema:agent ?what }} WHERE {{ ?who tgo:isPartyTo ?what FILTER(?what = tg:{MOU}) }}"
    found = triples(run, query)
    types = objects(found, RDF + "type")
    assert (types.count(OA + "Annotation"), types.count(RDF + "Statement")) == (2, 2)
    assert sorted({*objects(found, PROV + "wasDerivedFrom")}) == sorted(ARTICLE + unit for unit in UNITS)
    assert len(objects(found, OA + "hasTarget")) == 2 * len(UNITS)
    assert sorted(objects(found, RDF + "subject")) == [f"{TG}wco", f"{TG}wto"]
    plain = run("query", "-e", query, "--format", "ntriples")[1].splitlines()
    assert {*plain} <= {f"{triple} ." for triple in found}


def test_annotations_say_absences_too_and_always_have_a_target(run: Run) -> None:
    query = ENDLESS.replace("SELECT ?event", "CONSTRUCT { ?event schema:position 1 } WHERE").partition("ORDER")[0]
    for text in (query, "CONSTRUCT { tg:a tg:b tg:c } WHERE { FILTER NOT EXISTS { tg:a tg:b tg:c } }"):
        found = triples(run, text)
        assert any("rests on the absence of" in words for words in objects(found, RDF + "value"))
        annotations = {str(t.subject) for t in found if t.object == ox.NamedNode(OA + "Annotation")}
        assert annotations == {str(t.subject) for t in found if t.predicate.value == OA + "hasTarget"}


def test_a_constructed_blank_node_is_annotated_and_two_runs_give_the_same_bytes(run: Run) -> None:
    query = f"CONSTRUCT {{ [] schema:agent ?who }} WHERE {{ ?who tgo:isPartyTo tg:{MOU} }}"
    found = triples(run, query)
    assert objects(found, RDF + "type").count(OA + "Annotation") == 2
    assert run("query", "--why", "-e", query) == run("query", "--why", "-e", query)


def test_a_description_is_annotated_in_turtle_where_no_format_is_named(run: Run) -> None:
    code, out, err = run("query", "--why", "-e", "DESCRIBE tg:davos")
    assert (code, err) == (0, "")
    assert "a oa:Annotation" in out
    assert out == run("query", "--why", "-e", "DESCRIBE tg:davos", "--format", "turtle")[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--why", "-e", PARTIES, "--format", "xml"), "xml has no place for evidence"),
        (("--why", "-e", PARTIES, "--format", "turtle"), "turtle needs triples"),
        (("--why", "-e", "DESCRIBE tg:wco", "--format", "json"), "which json can't hold"),
        (("--why", "-e", "SELECT ?s WHERE { ?s ?p }"), "line 1, column 25"),
        (("--why", "-e", "DROP ALL"), "is an update"),
        (("--why", "-e", "SELECT * { SERVICE <http://localhost:9/> { ?s ?p ?o } }"), "SERVICE"),
        (("--why", "--timeout", "0.0001", "-e", PARTIES), "--timeout"),
        (("--why", "--articles", "nowhere-at-all", "-e", PARTIES), "nowhere-at-all"),
        (("--articles", ".", "-e", PARTIES), "add --why"),
    ],
)
def test_what_has_no_place_or_is_faulty_is_refused_in_one_line(run: Run, words: tuple[str, ...], message: str) -> None:
    code, out, err = run("query", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_variable_that_is_called_as_the_evidence_keeps_its_name(run: Run) -> None:
    query = PARTIES.replace("?who", "?why")
    found = rows(run, query)
    assert [(row["why"], row["why_2"].split()) for row in found] == [(f"{TG}wco", UNITS), (f"{TG}wto", UNITS)]
    assert [row["why_note"] for row in found] == ["", ""]
    told = as_json(run, query)["results"]["bindings"]
    assert [(row["why"]["value"], len(row["why_2"]["supports"])) for row in told] == [(f"{TG}wco", 1), (f"{TG}wto", 1)]
    header = run("query", "--why", "-e", query, "--format", "table")[1].splitlines()[1]
    assert header.split() == ["why", "why_2"]
    assert rows(run, PARTIES.replace("?who", "?why_note"))[0]["why_note_2"] == ""


def test_a_query_too_deep_to_be_explained_is_still_answered(run: Run) -> None:
    (row,) = rows(run, "SELECT ?x { " + "{ " * 90 + "VALUES ?x { 1 }" + " }" * 90 + " }")
    assert (row["x"], row["why"]) == ("1", "")
    assert row["why_note"].startswith("not explained: ")
