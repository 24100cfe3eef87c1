"""The commands on networks, as typed."""

import csv
import importlib
import io
import json
import re
from collections.abc import Callable

import networkx as nx
import pytest

from tradegraph.analyse.compare import KINDS
from tradegraph.analyse.rank import MEASURES
from tradegraph.cli import compare, networks, rank, tables
from tradegraph.errors import LimitError
from tradegraph.export.networks import NETWORK_FORMATS
from tradegraph.network.projections import PROJECTIONS, WINDOWS

Run = Callable[..., tuple[int, str, str]]
SESSION = "WCO-PSCG session at the WTO Public Forum 2022"


def cells(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines()]


def test_the_choices_of_the_commands_are_those_of_the_tables() -> None:
    assert tuple(PROJECTIONS) == networks.PROJECTIONS
    assert networks.WINDOWS == WINDOWS
    assert tuple(NETWORK_FORMATS) == networks.FORMATS
    assert tuple(MEASURES) == rank.MEASURES
    assert tuple(KINDS) == compare.KINDS


def test_a_path_is_a_row_for_each_relation_with_its_unit(run: Run) -> None:
    said = run("path", "Lungu", "WTO", "--sources", "articles")
    assert said[0] == 0
    assert cells(said[1]) == [
        ["path", "hop", "from", "relation", "to", "source", "evidence"],
        ["1", "1", "Patricia Lungu", "is panellist at", SESSION, "articles", "wto-public-forum-2022#u32"],
        [
            "1",
            "2",
            SESSION,
            "<- is co-host at (only in the summary)",
            "World Trade Organization",
            "articles",
            "wto-public-forum-2022#u2",
        ],
        ["1", "2", SESSION, "<- takes part in", "World Trade Organization", "articles", "wto-public-forum-2022#u22"],
    ]


def test_a_path_on_a_terminal_is_a_table_with_notes(run: Run) -> None:
    said = run("path", "ZRA", "WTO", "--format", "table")
    assert "2 connections of 4 hops (number 2)" in said[1]
    assert "[1] wto-public-forum-2022, unit 32" in said[1]


@pytest.mark.parametrize("words", [("rank", "degree"), ("groups",)])
def test_records_of_low_trust_are_said_to_be_counted_where_they_are(run: Run, words: tuple[str, ...]) -> None:
    told = "records of medium or low trust are counted too"
    assert run(*words, "--sources", "all")[2].startswith(told)
    assert f"with reference: {told}" in run(*words)[2]
    assert f"by the articles: {told}" not in run(*words)[2]
    assert told not in run(*words, "--sources", "articles")[2]
    assert told not in run(*words, "--sources", "all", "--article", "wco-wto-mou-2025")[2]
    assert told not in run(*words, "--sources", "all", "--projection", "topics")[2]


def test_no_path_is_an_answer_too(run: Run) -> None:
    said = run("path", "Davos", "Zambia", "--max-hops", "1", "--sources", "articles")
    assert (said[0], cells(said[1])) == (0, [["path", "hop", "from", "relation", "to", "source", "evidence"]])
    assert said[2].startswith("no connection of at most 1 hop in full: ")


def test_more_paths_than_are_shown_are_counted(run: Run) -> None:
    said = run("path", "ZRA", "WTO", "--limit", "1", "--sources", "articles")
    assert {row[0] for row in cells(said[1])[1:]} == {"1"}
    assert said[2] == "1 of 2 connections of 4 hops; --limit shows more\n"


def test_a_ranking_shows_ties_in_full_and_what_it_left_out(run: Run) -> None:
    said = run("rank", "degree", "--projection", "people", "--top", "8", "--sources", "articles")
    ranks = [int(row[0]) for row in cells(said[1])[1:]]
    assert ranks == sorted(ranks)
    assert ranks[-1] <= 8
    assert cells(said[1])[0] == ["rank", "entity", "degree", "sources", "evidence"]
    assert said[2].startswith(f"{len(ranks)} of ")
    everything = run("rank", "degree", "--projection", "people", "--top", "0", "--sources", "articles")
    assert everything[2] == ""
    assert [row[1] for row in cells(everything[1])[: len(ranks) + 1]] == [row[1] for row in cells(said[1])]


def test_evidence_stays_out_of_a_ranked_table_unless_asked_for(run: Run) -> None:
    short = run("rank", "closeness", "--projection", "institutions", "--format", "table")
    long = run("rank", "closeness", "--projection", "institutions", "--format", "table", "--evidence")
    assert "unit 10" not in short[1]
    assert "wco-wto-mou-2025, unit 10" in long[1]


@pytest.mark.parametrize("words", [("rank", "degree"), ("groups",)])
def test_a_table_without_evidence_has_no_column_for_it(run: Run, words: tuple[str, ...]) -> None:
    assert "evidence" not in run(*words, "--format", "table")[1]
    assert "evidence" in run(*words, "--format", "table", "--evidence")[1]
    assert "evidence" in run(*words, "--format", "csv")[1].splitlines()[0]


def test_groups_name_their_members_and_those_alone_are_told_apart(run: Run) -> None:
    said = run("groups", "--projection", "topics", "--format", "json")
    rows = json.loads(said[1])["rows"]
    assert all(int(row["size"]) > 1 and row["evidence"] for row in rows)
    alone = run("groups", "--projection", "topics", "--format", "json", "--alone")
    assert {row["sources"] for row in rows} == {"articles"}  # reference names no topics together
    assert f"{len(json.loads(alone[1])['rows']) - len(rows)} entities are joined to no other" in said[2]


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--format", "dot", "--projection", "people"),
        ("export", "--format", "dot", "--projection", "people", "--about", "Zambia"),
    ],
)
def test_an_exported_network_of_the_articles_says_how_large_it_is_with_reference(
    run: Run, words: tuple[str, ...]
) -> None:
    code, out, err = run(*words)
    alone = run(*words, "--sources", "articles")
    assert (code, out) == alone[:2]
    added = err.removeprefix(alone[2])
    whole = run("rank", "degree", "--projection", "people", "--sources", "all", "--format", "table")[1]
    told = re.fullmatch(r"with reference it is a network of (\d+ entities, \d+ relations); --sources all .*\n", added)
    assert told
    assert "--about" in words or told[1] in " ".join(whole.split())
    assert "with reference" not in run(*words, "--sources", "all")[2]


# The network of the articles first, then the one with reference.

MEASURED = [
    ("rank", "degree", "--projection", "people", "--top", "3"),
    ("rank", "pagerank", "--projection", "institutions", "--top", "0"),
    ("groups", "--projection", "people"),
    ("groups", "--alone", "--evidence"),
]


def both(run: Run, words: tuple[str, ...], *more: str) -> tuple[str, str, str]:
    """What is printed by default, and for the articles and all by themselves."""
    said = [run(*words, *more), *(run(*words, *more, "--sources", chosen) for chosen in ("articles", "all"))]
    assert [code for code, _, _ in said] == [0, 0, 0]
    whole, alone, together = (out for _, out, _ in said)
    return whole, alone, together


@pytest.mark.parametrize("words", MEASURED)
def test_a_table_of_the_articles_comes_first_and_one_with_reference_after_it(run: Run, words: tuple[str, ...]) -> None:
    whole, alone, together = both(run, words, "--format", "table")
    assert alone != together
    assert whole == f"{alone}{tables.WITH}\n{together}"


@pytest.mark.parametrize("words", MEASURED)
@pytest.mark.parametrize("format_", ["tsv", "csv"])
def test_rows_say_whose_network_they_are_of(run: Run, words: tuple[str, ...], format_: str) -> None:
    whole, alone, together = both(run, words, "--format", format_)
    header, _, rows = together.partition("\n")
    assert whole == alone + rows
    assert header.split("\t" if format_ == "tsv" else ",")[-2:] == ["sources", "evidence" + "\r" * (format_ == "csv")]
    dialect = csv.excel_tab if format_ == "tsv" else csv.excel
    for out, chosen in ((alone, "articles"), (together, "all")):
        assert {row["sources"] for row in csv.DictReader(io.StringIO(out), dialect=dialect)} == {chosen}


@pytest.mark.parametrize("words", MEASURED)
def test_json_says_whose_network_a_row_is_of(run: Run, words: tuple[str, ...]) -> None:
    whole, alone, together = (json.loads(out) for out in both(run, words, "--format", "json"))
    assert whole["columns"] == alone["columns"] == together["columns"]
    assert whole["rows"] == alone["rows"] + together["rows"]
    assert {row["sources"] for row in alone["rows"]} == {"articles"}
    assert {row["sources"] for row in together["rows"]} == {"all"}
    assert [*whole["rows"][0]] == [*whole["columns"], "sources", "evidence"]


@pytest.mark.parametrize("words", MEASURED)
def test_what_is_said_of_two_networks_says_of_which(run: Run, words: tuple[str, ...]) -> None:
    said, alone, together = (run(*words, *asked)[2] for asked in ((), ("--sources", "articles"), ("--sources", "all")))
    assert said == "".join(
        f"{which}: {line}\n"
        for which, lines in (("by the articles", alone), ("with reference", together))
        for line in lines.splitlines()
    )
    assert "it is a network of" not in said


@pytest.mark.parametrize("words", MEASURED)
def test_a_network_of_reference_alone_says_so_in_its_rows(run: Run, words: tuple[str, ...]) -> None:
    rows = cells(run(*words, "--sources", "reference")[1])
    assert {row[-2] for row in rows[1:]} == {"reference"}


@pytest.mark.usefixtures("no_reference")
@pytest.mark.parametrize("words", MEASURED)
def test_without_reference_there_is_one_network(run: Run, words: tuple[str, ...]) -> None:
    for format_ in ("table", "tsv", "csv", "json"):
        said = run(*words, "--format", format_)
        assert said == run(*words, "--format", format_, "--sources", "articles")
        assert tables.WITH not in said[1]


@pytest.mark.parametrize("words", MEASURED)
def test_one_articles_network_has_no_reference_to_add(run: Run, words: tuple[str, ...]) -> None:
    part = (*words, "--article", "wto-public-forum-2022")
    code, out, err = run(*part)
    assert (code, out, err) == run(*part, "--sources", "articles")
    assert {row[-2] for row in cells(out)[1:]} == {"articles"}
    assert "reference" not in err


@pytest.mark.parametrize("words", [("rank", "degree", "--projection", "topics"), ("groups", "--projection", "topics")])
def test_a_network_that_reference_does_not_change_comes_once(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, out, err) == run(*words, "--sources", "articles")
    assert "reference" not in err
    assert tables.WITH not in run(*words, "--format", "table")[1]


def test_networks_differ_in_entities_relations_or_evidence() -> None:
    def network(*edges: tuple[str, str, str, tuple[str, ...]]) -> nx.MultiDiGraph:
        graph = nx.MultiDiGraph()
        for source, target, key, evidence in edges:
            graph.add_edge(source, target, key, evidence=evidence)
        return graph

    one = network(("a", "b", "weighs", ("u1",)))
    assert not networks.differ(one, network(("a", "b", "weighs", ("u1",))))
    assert networks.differ(one, network(("a", "b", "weighs", ("u1", "reference/r#1"))))
    assert networks.differ(one, network(("a", "b", "weighs", ("u1",)), ("b", "a", "weighs", ("u1",))))
    more = network(("a", "b", "weighs", ("u1",)))
    more.add_node("c")
    assert networks.differ(one, more)


@pytest.mark.parametrize("format_", ["table", "tsv", "csv", "json"])
@pytest.mark.parametrize(
    ("words", "module", "name"),
    [
        (("rank", "eigenvector", "--projection", "people"), "tradegraph.analyse.rank", "rank"),
        (("groups", "--projection", "people"), "tradegraph.analyse.groups", "find_groups"),
    ],
)
def test_the_articles_answer_stands_where_the_other_network_can_not_be_measured(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], module: str, name: str, format_: str
) -> None:
    alone = run(*words, "--format", format_, "--sources", "articles")
    measure = getattr(importlib.import_module(module), name)

    def fail(graph: nx.MultiDiGraph, *given: object) -> object:
        if any(unit.startswith("reference/") for _, _, units in graph.edges(data="evidence") for unit in units):
            raise LimitError("it did not settle in 3 rounds; choose degree")
        return measure(graph, *given)

    monkeypatch.setattr(f"{module}.{name}", fail)
    code, out, err = run(*words, "--format", format_)
    assert (code, out) == alone[:2]
    assert err.splitlines() == [
        *(f"by the articles: {line}" for line in alone[2].splitlines()),
        "with reference: it did not settle in 3 rounds; choose degree",
    ]
    assert run(*words, "--sources", "all")[:2] == (2, "")


@pytest.mark.usefixtures("invented_reference")
def test_things_keep_the_names_that_articles_have_for_them_in_both_networks(run: Run) -> None:
    rows = cells(run("rank", "degree", "--top", "0")[1])[1:]
    ranked = [[row[1] for row in rows if row[3] == chosen] for chosen in ("articles", "all")]
    assert set(ranked[0]) < set(ranked[1])
    assert "Union of Cloud Weighers" in ranked[1]
    assert [row[3] for row in rows] == ["articles"] * len(ranked[0]) + ["all"] * len(ranked[1])


def test_a_comparison_has_the_units_of_both_sides(run: Run) -> None:
    said = run(
        "compare", "wco-wto-mou-2025", "wto-public-forum-2022", "--shared", "--kind", "topics", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(said[1])))
    assert "Protectionism" in [row["thing"] for row in rows]
    for row in rows:
        assert row["in"] == "both"
        assert {unit.partition("#")[0] for unit in row["evidence"].split()} == {
            "wco-wto-mou-2025",
            "wto-public-forum-2022",
        }


def test_what_one_article_has_alone_stands_under_its_name(run: Run) -> None:
    said = run("compare", "wto-public-forum-2022", "wco-wto-mou-2025", "--kind", "people")
    assert ["people", "Ian Saunders", "wco-wto-mou-2025"] in [row[:3] for row in cells(said[1])]


@pytest.mark.parametrize("format_", [name for name in NETWORK_FORMATS if name != "parquet-edges"])
def test_export_writes_a_part_of_a_projection(run: Run, format_: str) -> None:
    part = ("--projection", "people", "--about", "Zambia", "--depth", "1", "--sources", "articles")
    said = run("export", "--format", format_, *part)
    assert (said[0], said[2]) == (0, "")
    assert "Patricia Lungu" in said[1]
    assert "Saunders" not in said[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("path", "WTO", "WTO"), "from one entity to another"),
        (("path", "WTO", "Davos", "--projection", "people"), "no place in the projection 'people'"),
        (("rank", "fame"), "degree"),
        (("rank", "degree", "--window", "unit"), "has no window"),
        (("rank", "degree", "--top", "-1"), "--top -1"),
        (("rank", "degree", "--article", ""), "--article names no article"),
        (("groups", "--resolution", "0"), "above 0"),
        (("compare", "wco-wto-mou-2025", "fog"), "no such article"),
        (("export", "--format", "gexf", "--evidence"), "carry their evidence"),
        (("export", "--format", "trig", "--projection", "people"), "make networks"),
        (("export", "--format", "gexf", "--about", "Davos", "--projection", "people"), "no place in the projection"),
        (("export", "--format", "gexf", "--about", "Davos", "--depth", "-1"), "must be 0 or more"),
    ],
)
def test_what_can_not_be_is_one_line_and_exit_2(run: Run, words: tuple[str, ...], message: str) -> None:
    said = run(*words)
    assert (said[0], said[1], said[2].count("\n")) == (2, "", 1)
    assert message in said[2]


def test_compare_names_the_lists_of_reference_that_speak_of_a_thing(run: Run) -> None:
    words = ("compare", "wco-wto-mou-2025", "wto-public-forum-2022", "--kind", "organisations", "--format", "csv")
    alone, together, only = (
        list(csv.DictReader(io.StringIO(run(*words, "--sources", chosen)[1])))
        for chosen in ("articles", "all", "reference")
    )
    assert run(*words) == run(*words, "--sources", "all")
    assert "reference" not in run(*words)[2]
    assert [*alone[0]] == ["kind", "thing", "in", "evidence"]
    assert [*together[0]] == ["kind", "thing", "in", "reference", "evidence"]
    assert [{name: row[name] for name in alone[0]} for row in together] == alone
    assert only == [row for row in together if row["reference"]]
    assert len(only) < len(together)
    said = {row["thing"]: row["reference"] for row in together}
    assert "Members of the WTO (166 records)" in said["World Trade Organization"]
    assert "Observers at the WTO (20 records, 20 of medium or low trust)" in said["World Trade Organization"]
    assert said["Expeditors International"] == ""


def test_compare_prints_what_reference_has_in_a_table_of_its_own(run: Run) -> None:
    words = ("compare", "wco-wto-mou-2025", "wto-public-forum-2022", "--kind", "organisations", "--format", "table")
    alone, both = run(*words, "--sources", "articles")[1], run(*words)[1]
    before, _, after = both.partition("From reference sources, on the same")
    assert before == alone
    assert "World Trade Organization" in after
    assert "Members of the WTO (166" in after
    assert "Expeditors International" not in after


@pytest.mark.usefixtures("no_reference")
def test_without_reference_a_comparison_has_nothing_beside_it(run: Run) -> None:
    words = ("compare", "wco-wto-mou-2025", "wto-public-forum-2022", "--format", "json")
    alone = json.loads(run(*words, "--sources", "articles")[1])["rows"]
    rows = json.loads(run(*words)[1])["rows"]
    assert {row.pop("reference") for row in rows} == {""}
    assert rows == alone
    assert json.loads(run(*words, "--sources", "reference")[1])["rows"] == []


@pytest.mark.parametrize(
    ("economy", "organisation", "relation"),
    [
        ("Zambia", "WTO", "is a member of"),
        ("Algeria", "WTO", "is an observer at"),
        ("Ethiopia", "WTO", "is a candidate for accession to"),
        ("European Union", "WCO", "has the rights of a member in"),
        ("Zambia", "GATT", "is a contracting party to"),
    ],
)
def test_only_a_member_is_called_one(run: Run, economy: str, organisation: str, relation: str) -> None:
    code, out, _ = run("path", economy, organisation, "--sources", "all", "--format", "json")
    assert code == 0
    assert relation in {row["relation"] for row in json.loads(out)["rows"]}


def test_where_reference_alone_has_a_path_the_articles_are_said_to_have_none(run: Run) -> None:
    code, out, err = run("path", "Zambia", "WCO", "--max-hops", "1")
    assert code == 0
    assert "is a member of" in out
    assert err.startswith("no connection of at most 1 hop by the articles in full: ")


def test_as_long_paths_that_only_reference_has_come_after_the_articles(run: Run) -> None:
    words = ("path", "Lungu", "WTO", "--format")
    code, out, err = run(*words, "csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    alone = list(csv.DictReader(io.StringIO(run(*words, "csv", "--sources", "articles")[1])))
    assert [row for row in rows if row["path"] == "1"] == alone
    added = [row for row in rows if row["path"] == "2"]
    assert {row["from"] for row in added} == {"Patricia Lungu", "Zambia"}
    assert [row["source"] for row in added] == ["articles", "reference"]
    assert len(rows) == len(alone) + len(added)
    before, heading, after = run(*words, "table")[1].partition("With reference sources, not by the articles alone")
    assert heading
    assert before == run(*words, "table", "--sources", "articles")[1]
    assert "Zambia" in after
    assert run("path", "ZRA", "WTO", "--sources", "articles")[2] == ""


def test_of_many_paths_each_part_tells_how_many_it_leaves_out(run: Run) -> None:
    code, out, err = run("path", "Zambia", "MoU", "--limit", "1", "--format", "csv")
    assert code == 0
    assert {row["path"] for row in csv.DictReader(io.StringIO(out))} == {"1", "2"}
    assert err == (
        "1 of 3 connections of 4 hops; --limit shows more\n1 of 2 connections of 2 hops; --limit shows more\n"
    )
