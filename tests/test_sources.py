"""`--sources`: the articles first, then, visibly apart, what only reference gives; in an invented world of clouds."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.answer.citing import Sources
from tradegraph.answer.names import Names
from tradegraph.answer.records import TRUST, UNKNOWN
from tradegraph.cli import tables
from tradegraph.cli.rows import ALL, CHOICES
from tradegraph.dataset import loading
from tradegraph.diagrams.nodes import World
from tradegraph.vocabulary import ARTICLE, REFERENCE, SOURCE, TG, expand

Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.usefixtures("invented_reference")

VACANT = ("ask", "office-holder", "office=WTO Director-General", "day=2020-10-15")
HELD = ("ask", "office-holder", "office=WTO Director-General", "day=2025-01-21")
PARTIES = ("ask", "parties", "agreement=MoU")
QUERY = "SELECT ?who { ?who tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?who"
UNION, MASTER = "Union of Cloud Weighers", "Master of the Union of Cloud Weighers"
APART, WITH = tables.HEADING, tables.WITH


def rows_of(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out), delimiter="\t", quoting=csv.QUOTE_NONE))


def rows(run: Run, *words: str) -> list[dict[str, str]]:
    code, out, _ = run(*words)
    assert code == 0
    return rows_of(out)


def shown(run: Run, *words: str) -> str:
    """A table, its blanks and line breaks as single spaces."""
    code, out, _ = run(*words, "--format", "table")
    assert code == 0
    return " ".join(out.split())


def test_the_invented_lists_are_there() -> None:
    assert [Path(path).stem for path in loading.reference_files()] == [
        "cloud-members", "cloud-offices", "economies", "rain-parties",
    ]  # fmt: skip


def test_the_choices_are_those_of_the_dataset() -> None:
    assert CHOICES == loading.SOURCES


# What each choice loads.


def graphs(chosen: str) -> set[str]:
    return {graph.value for graph in loading.load_shipped(chosen).named_graphs() if isinstance(graph, ox.NamedNode)}


def test_articles_hold_no_record_and_reference_no_unit_and_nothing_derived() -> None:
    articles, reference = graphs("articles"), graphs("reference")
    assert not any(graph.startswith(REFERENCE) for graph in articles)
    assert not any(graph.startswith(ARTICLE) or "/graph/derived/" in graph for graph in reference)
    assert graphs("all") == articles | reference
    assert any("/graph/derived/" in graph for graph in articles)


def test_without_reference_files_each_command_answers_from_the_articles(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path / "none"))
    code, out, err = run(*VACANT)
    assert (code, [row["holder"] for row in rows_of(out)], err) == (0, ["not known from these sources"], "")
    for words in (
        PARTIES,
        ("show", "WCO"),
        ("cite", "WCO", "?", "?"),
        ("path", "Davos", "WCO"),
        ("query", "-e", QUERY),
        ("read", "wco-wto-mou-2025"),
        ("export", "--about", "WCO", "--format", "trig"),
        ("export", "--about", "WCO", "--format", "nquads"),
        ("export", "--about", "WCO"),
    ):
        assert run(*words) == run(*words, "--sources", "articles") == run(*words, "--sources", "all")


# Who was Director-General on a day of which the articles say nothing?


def test_an_office_is_not_known_from_the_articles_and_vacant_by_reference(run: Run) -> None:
    code, out, err = run(*VACANT)
    assert (code, err) == (0, "not known from the articles\n")
    assert [(row["holder"], row["from"], row["evidence"]) for row in rows_of(out)] == [
        ("vacant", "reference", "reference/cloud-offices#director-general-vacancy")
    ]


def test_a_table_says_so_in_the_same_order_and_which_source_says_it(run: Run) -> None:
    said = shown(run, *VACANT)
    parts = ["not known from the articles", APART, "vacant [1]", "[1] reference: offices of clouds, record director-g"]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert "Almanac of the Guild of Cloud Weighers, read 2026-01-02, trust high" in said


@pytest.mark.parametrize(
    ("chosen", "said"),
    [("articles", "not known from the articles"), ("reference", "vacant"), ("all", "vacant")],
)
def test_a_choice_asks_those_sources_alone(run: Run, chosen: str, said: str) -> None:
    code, out, err = run(*VACANT, "--sources", chosen)
    assert (code, err) == (0, "")
    assert [row["holder"] for row in rows_of(out)] == [said]


def test_no_row_names_the_sources_that_were_asked(run: Run) -> None:
    nobody = (*VACANT[:-1], "day=1899-10-15")
    assert [row["holder"] for row in rows(run, *nobody)] == ["not known from these sources"]
    asked = rows(run, *nobody, "--sources", "reference")
    assert [row["holder"] for row in asked] == ["not known from the reference sources"]


def test_what_is_said_of_all_records_is_not_said_of_the_articles(run: Run) -> None:
    code, out, err = run("ask", "records-below-good")
    assert (code, err) == (0, "no answer in the articles\n")
    assert rows_of(out)
    assert run("ask", "records-below-good", "--sources", "articles")[2] == "no answer in the articles\n"
    none = run("ask", "records-below-good", "trust=tgo:highTrust", "--sources", "reference")[2]
    assert none == "every record is trusted well\n"


# Rows of both.


def test_a_row_of_the_articles_keeps_its_place_and_lists_its_units_before_records(run: Run) -> None:
    (alone,) = rows(run, *HELD, "--sources", "articles")
    (row,) = rows(run, *HELD)
    assert (row["from"], row["holder"]) == ("articles", "Ngozi Okonjo-Iweala")
    assert row["evidence"] == f"{alone['evidence']} reference/cloud-offices#director-general"
    assert APART not in shown(run, *HELD)


def test_what_only_reference_gives_comes_last_and_apart(run: Run) -> None:
    found = rows(run, *PARTIES)
    assert [(row["party"], row["from"]) for row in found] == [
        ("World Customs Organization", "articles"),
        ("World Trade Organization", "articles"),
        (UNION, "reference"),
    ]
    said = shown(run, *PARTIES)
    assert said.index("World Trade Organization") < said.index(APART) < said.index(UNION)


def test_all_is_one_list_that_says_of_each_row_where_it_is_from(run: Run) -> None:
    found = rows(run, *PARTIES, "--sources", "all")
    assert [row["from"] for row in found] == ["reference", "articles", "articles"]
    assert sorted(map(str, found)) == sorted(map(str, rows(run, *PARTIES)))
    said = shown(run, *PARTIES, "--sources", "all")
    assert APART not in said
    assert "agreement party from evidence" in said


def test_each_format_tells_where_a_row_is_from(run: Run) -> None:
    found: dict[str, Any] = json.loads(run(*PARTIES, "--format", "json")[1])
    assert [row["from"] for row in found["rows"]] == ["articles", "articles", "reference"]
    header, *lines = csv.reader(io.StringIO(run(*PARTIES, "--format", "csv")[1]))
    assert header[-2:] == ["from", "evidence"]
    assert [line[-2] for line in lines] == ["articles", "articles", "reference"]
    for chosen in ("articles", "reference"):
        assert {row["from"] for row in rows(run, *PARTIES, "--sources", chosen)} == {chosen}


def test_a_name_that_the_articles_do_not_know_is_looked_for_in_reference(run: Run) -> None:
    words = ("ask", "office-holder", f"office={MASTER}", "day=1902-01-01")
    assert [row["holder"] for row in rows(run, *words)] == ["Nimbus Vane"]
    assert run(*words, "--sources", "articles")[0] == 2
    assert run("show", "nobody at all")[2].startswith("tradegraph: nothing is called 'nobody at all'")
    for format_ in ("trig", "nquads"):
        assert "Nimbus Vane" in run("export", "--about", MASTER, "--depth", "2", "--format", format_)[1]
        code, out, err = run("export", "--about", "nobody at all", "--format", format_)
        assert (code, out, "--sources" in err) == (2, "", False)


def test_a_name_that_the_articles_know_keeps_its_meaning(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rival.trig").write_text(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX tg: <https://w3id.org/tradegraph/id/>\n"
        "GRAPH <https://w3id.org/tradegraph/graph/catalogue/rival> {\n"
        '    tg:rival skos:prefLabel "WCO"@en ; skos:related tg:wco .\n}\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path))
    assert shown(run, "show", "WCO").startswith("World Customs Organization")
    assert ["<- related", "reference"] in [[row["relation"], row["from"]] for row in rows(run, "show", "WCO")]
    for asked in ((), ("--sources", "all")):
        code, out, _ = run("export", "--about", "WCO", "--format", "trig", *asked)
        assert code == 0
        assert "World Customs Organization" in out
        whole = run("export", "--format", "trig", *asked)[1]
        first, _, then = whole.partition(f"\n# {APART}\n")
        assert "tg:rival" not in first
        assert "tg:rival" in then


# show, cite, path.


def test_show_puts_what_reference_says_apart_and_cuts_it_on_a_terminal(run: Run) -> None:
    said = shown(run, "show", UNION)
    assert "nothing from the articles" in said
    everything = rows(run, "show", UNION, "--sources", "all")
    assert len(everything) > tables.MOST
    assert f"+{len(everything) - tables.MOST} more: --sources all shows all" in said
    assert "more:" not in shown(run, "show", UNION, "--sources", "all")
    assert len(rows(run, "show", UNION)) == len(everything)
    assert [row["from"] for row in rows(run, "show", "MoU") if row["value"] == UNION] == ["reference"]


def test_things_are_called_what_another_list_calls_them(run: Run) -> None:
    members = [row["value"] for row in rows(run, "show", UNION) if row["relation"] == "<- organization"]
    assert "member: Land of A; joined on: 1995-01-01" in members
    assert not any("tg:" in value for value in members)


@pytest.mark.parametrize("asked", [(), ("--sources", "all"), ("--sources", "reference")])
def test_a_list_is_called_by_its_name_whichever_sources_are_asked(run: Run, asked: tuple[str, ...]) -> None:
    lists = {row["list"] for row in rows(run, "ask", "records-below-good", *asked)}
    assert lists
    assert not any(name.startswith("reference/") for name in lists)


def test_an_editorial_graph_is_cited_by_its_name(run: Run) -> None:
    said = shown(run, "query", "--why", "-e", "SELECT ?who { ?who a tgo:Economy }")
    assert "editorial: names of economies" in said
    assert "editorial: graph/" not in said


def test_cite_tells_records_from_units(run: Run) -> None:
    found = rows(run, "cite", "?", "tgo:isPartyTo", "MoU")
    assert [row["from"] for row in found] == ["articles", "articles", "reference"]
    assert found[1]["evidence"].split(" ")[-1] == "reference/rain-parties#wto(medium)"
    code, out, _ = run("cite", UNION, "tgo:isPartyTo", "?")
    assert (code, len(rows_of(out))) == (0, 1)


def test_a_path_goes_by_reference_only_where_the_articles_have_none_or_a_longer_one(run: Run) -> None:
    assert {row["source"] for row in rows(run, "path", "Davos", "WCO")} == {"articles"}
    found = rows(run, "path", UNION, "WCO")
    assert [(row["hop"], row["source"]) for row in found] == [("1", "reference"), ("2", "articles")]
    assert (
        run("path", "Ian Saunders", "Patricia Lungu")[1]
        == run("path", "Ian Saunders", "Patricia Lungu", "--sources", "articles")[1]
    )


def test_a_shorter_path_by_reference_comes_after_that_of_the_articles(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Path(paths.REFERENCE, "rain-parties.trig").read_text(encoding="utf-8")
    text = text.replace("tg:cloud-union\n        tgo:isPartyTo tg:wco-wto-mou-2025", "tg:davos schema:location tg:wco")
    (tmp_path / "rain-parties.trig").write_text(f"PREFIX schema: <https://schema.org/>\n{text}", encoding="utf-8")
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path))
    found = rows(run, "path", "Davos", "WCO")
    assert [row["source"] for row in found][-1] == "reference"
    said = shown(run, "path", "Davos", "WCO")
    assert said.index("one connection of 2 hops") < said.index(WITH) < said.index("one connection of 1 hop")


# query: the formats of the W3C have no place for the mark.


def test_a_query_gives_programs_the_articles_answer_unless_told_otherwise(run: Run) -> None:
    for format_ in ("tsv", "csv", "json", "xml"):
        words = ("query", "-e", QUERY, "--format", format_)
        assert run(*words)[:2] == run(*words, "--sources", "articles")[:2]
        assert run(*words)[2] == "1 row comes only with reference; --sources all asks it too\n"
    both = {"wco", "wto"}
    for chosen, parties in (("articles", both), ("reference", {"cloud-union", "wto"}), ("all", both | {"cloud-union"})):
        out = run("query", "-e", QUERY, "--sources", chosen)[1]
        assert set(out.split()[1:]) == {f"<{TG}{party}>" for party in parties}


def test_a_query_on_a_terminal_has_two_sections_and_counts_both(run: Run) -> None:
    for words in (("query",), ("query", "--why")):
        counted, *doubt = run(*words, "-e", QUERY, "--format", "table")[2].splitlines()
        assert counted == "2 rows by the articles, 1 only with reference"
        assert len(doubt) == (words == ("query",))  # --why marks each record
        assert run(*words, "-e", QUERY, "--format", "table", "--sources", "all")[2].startswith("3 rows\n")
        said = shown(run, *words, "-e", QUERY)
        assert said.index("tg:wto") < said.index(WITH) < said.index("tg:cloud-union")
        assert WITH not in shown(run, *words, "-e", QUERY, "--sources", "all")
        assert WITH not in shown(run, *words, "-e", "SELECT ?x { tg:mou-signing-2025 schema:location ?x }")


@pytest.mark.parametrize("words", [("query",), ("query", "--why")])
@pytest.mark.parametrize(
    ("query", "alone", "together"),
    [
        ("ASK { tg:cloud-union tgo:isPartyTo ?x }", "false", "true"),
        ("SELECT (COUNT(?who) AS ?n) { ?who tgo:isPartyTo tg:wco-wto-mou-2025 }", " 2 ", " 3 "),
    ],
)
def test_truth_and_counts_are_given_again_where_reference_changes_them(
    run: Run, words: tuple[str, ...], query: str, alone: str, together: str
) -> None:
    said = shown(run, *words, "-e", query)
    before, _, after = said.partition(WITH)
    assert alone in f"{before} "
    assert together in f" {after} "


def test_why_shows_in_its_columns_which_is_which(run: Run) -> None:
    out = run("query", "--why", "-e", QUERY, "--sources", "all", "--format", "csv")[1]
    assert [row["why"].split(" ")[-1] for row in csv.DictReader(io.StringIO(out))] == [
        "reference/rain-parties#cloud-union(low)", "wco-wto-mou-2025#u10", "reference/rain-parties#wto(medium)",
    ]  # fmt: skip


# What is one whole.


def test_exports_without_graphs_are_of_the_articles_unless_told_otherwise(run: Run) -> None:
    for words in (
        ("export", "--format", "ntriples"),
        ("export", "--format", "turtle"),
        ("export", "--format", "csv-edges"),
    ):
        alone = run(*words)[1]
        assert alone == run(*words, "--sources", "articles")[1]
        assert "loud-union" not in alone
        assert "loud-union" in (run(*words, "--sources", "all")[1]).replace(UNION, "cloud-union")


@pytest.mark.parametrize("format_", ["csv-edges", "graphml", "gexf", "cytoscape", "dot"])
def test_the_edges_of_a_network_mark_a_record_of_low_trust(run: Run, format_: str) -> None:
    out = run("export", "--sources", "all", "--about", UNION, "--format", format_)[1]
    assert "reference/rain-parties#cloud-union(low)" in out


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ("reference/cloud-offices#director-general", "Reference: offices of clouds."),
        ("reference/rain-parties#cloud-union", "Reference: parties to the memorandum, as rain has it, of low trust."),
        (
            "reference/cloud-offices#director-general reference/cloud-offices#cloud-master wco-wto-mou-2025#u10",
            (
                "Source: Article on the WCO-WTO Memorandum of Understanding (2025). "
                "Reference: offices of clouds, partly of medium trust."
            ),
        ),
        ("wco-wto-mou-2025#u10", "Source: Article on the WCO-WTO Memorandum of Understanding (2025)."),
        ("", "Source: the shipped graph."),
    ],
)
def test_a_picture_names_reference_apart_from_the_articles(units: str, said: str) -> None:
    store = loading.load_shipped(ALL)
    world = World(store, Names(store))
    assert world.source(map(world.mark, units.split())) == said


def test_a_footnote_of_a_picture_marks_a_record_of_low_trust(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "union.svg"
    assert run("render", "around", UNION, "--sources", "all", "--notes", "-o", str(target))[0] == 0
    assert "] reference/rain-parties#cloud-union(low)" in target.read_text(encoding="utf-8")


def test_an_annotation_carries_trust_and_works_of_its_record(run: Run, tmp_path: Path) -> None:
    text = "CONSTRUCT { ?who tgo:isPartyTo ?what } WHERE { VALUES ?who { tg:cloud-union } ?who tgo:isPartyTo ?what }"
    (tmp_path / "parties.rq").write_text(text, encoding="utf-8")
    record, asked = f"<{REFERENCE}rain-parties#cloud-union>", ("--sources", "all", "--format", "ntriples")
    for words in (
        ("query", "--why", "-e", text),
        ("export", "--evidence", "--construct", str(tmp_path / "parties.rq")),
        ("export", "--evidence", "--about", UNION),
    ):
        out = run(*words, *asked)[1]
        assert f"{record} <{expand('tgo:trust')}> <{expand('tgo:lowTrust')}> ." in out
        assert f"{record} <{expand('dcterms:source')}> <{SOURCE}rain-gauge> ." in out


# Citing a record.


def test_a_citation_carries_list_record_and_works(run: Run) -> None:
    (row,) = json.loads(run(*HELD, "--format", "json")[1])["rows"]
    (citation,) = [one for one in row["evidence"] if one["kind"] == "referenced"]
    assert (citation["list"], citation["record"], citation["trust"]) == (
        "offices of clouds",
        "director-general",
        "good",
    )
    assert citation["sources"][0] == {
        "title": "Almanac of the Guild of Cloud Weighers",
        "address": "zephyria.example/almanac",
        "retrieved": "2026-01-02",
        "terms": "free to all who weigh",
        "trust": "high",
    }
    assert [work["trust"] for work in citation["sources"]] == ["high", "medium"]


def test_trust_below_good_is_marked_at_the_number_the_record_and_the_footnote(run: Run) -> None:
    said = shown(run, *PARTIES)
    assert "[4: medium trust]" in said
    assert "[5: low trust]" in said
    assert "trust medium" in said
    assert "good trust]" not in shown(run, *HELD)
    assert rows(run, *PARTIES)[-1]["evidence"] == "reference/rain-parties#cloud-union(low)"


def test_a_record_of_no_known_trust_is_marked_too() -> None:
    store = ox.Store()
    assert Sources(store, Names(store)).doubt(f"{REFERENCE}fog#a") == UNKNOWN
    assert TRUST[:2] == ("high", "good")


def test_what_a_source_calls_itself_can_not_steer_a_terminal(run: Run) -> None:
    words = ("ask", "office-holder", f"office={MASTER}", "day=1902-01-01")
    for format_ in ("table", "tsv", "csv", "json"):
        out = run(*words, "--format", format_)[1]
        assert out.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()
    assert "Fog \\x1b[31mCalendar" in shown(run, *words)


def test_a_record_can_be_shown_by_its_short_name(run: Run) -> None:
    code, out, _ = run("show", "reference/rain-parties#wto")
    assert code == 0
    assert {"is part of", "source", "trust"} <= {row["relation"] for row in rows_of(out)}


def test_a_thing_that_only_reference_knows_is_not_denied_without_saying_who_was_asked(run: Run) -> None:
    for call in (("render", "people", "Renato Ruggiero"), ("export", "--about", "Renato Ruggiero")):
        code, _, err = run(*call)
        assert (code, err.rstrip().endswith("; reference was not asked: --sources all asks it too")) == (2, True)
        assert err.count("\n") == 1
