"""The known contradictions between the two articles and other sources: for each, what this graph makes of it."""

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph.answer.citing import Sources
from tradegraph.answer.names import Names
from tradegraph.answer.statements import find_statements
from tradegraph.conflicts.find import Conflict, find_conflicts
from tradegraph.dataset.loading import ALL, load_merged
from tradegraph.vocabulary import expand, shorten

Run = Callable[..., tuple[int, str, str]]

CASE = Path(__file__).parent / "cases" / "contradictions.tsv"
ROWS = list(csv.DictReader(CASE.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
FOUND = [row for row in ROWS if row["decision"] in ("conflict", "compatible")]
AGREED = [row for row in ROWS if row["decision"] == "agrees"]


def named(row: dict[str, str]) -> str:
    return f"{row['id']}-{row['because']}"


@cache
def store() -> ox.Store:
    return load_merged(ALL)


@cache
def conflicts() -> list[Conflict]:
    return find_conflicts(store(), Sources(store(), Names(store())))


def sides(conflict: Conflict) -> tuple[str, str]:
    first, other = (
        " ".join(shorten(graph) for graph in (*claim.graphs, *claim.also)) for claim in (conflict.first, conflict.other)
    )
    return first, other


def test_every_known_contradiction_is_decided() -> None:
    assert sorted({row["id"] for row in ROWS}) == [f"C{number:02}" for number in range(1, 19)]
    decided = {row["decision"] for row in ROWS}
    assert decided == {"conflict", "compatible", "agrees", "not stated"}
    assert all(row["because"] for row in ROWS)


@pytest.mark.parametrize("row", FOUND, ids=named)
def test_a_known_contradiction_is_found_and_judged(row: dict[str, str]) -> None:
    found = [
        one
        for one in conflicts()
        if (one.comparison, shorten(one.matter.thing)) == (row["comparison"], row["about"])
        and sides(one) == (row["first"], row["other"])
        and one.compatible == (row["decision"] == "compatible")
    ]
    assert len(found) == 1


@pytest.mark.parametrize("row", AGREED, ids=named)
def test_what_agrees_stands_in_both_and_is_no_conflict(row: dict[str, str]) -> None:
    subject, predicate, object_ = row["about"].split()
    known = (
        ox.Literal(object_, datatype=ox.NamedNode(expand("xsd:date")))
        if object_[0].isdigit()
        else ox.NamedNode(expand(object_))
    )
    (statement,) = find_statements(store(), ox.NamedNode(expand(subject)), ox.NamedNode(expand(predicate)), known)
    assert {row["first"], row["other"]} <= {shorten(graph) for graph in statement.graphs}


def test_articles_take_part_in_no_other_conflict_than_the_known_ones() -> None:
    known = {(row["comparison"], row["about"], row["first"], row["other"]) for row in FOUND}
    # A hall and the city in which it stands: no source outside the article speaks of it.
    known.add(("wholes", "tg:wto-public-forum-2022", "wto-public-forum-2022#u10", "wto-public-forum-2022#u8"))
    with_articles = [one for one in conflicts() if one.between != "two records"]
    assert {(one.comparison, shorten(one.matter.thing), *sides(one)) for one in with_articles} == known
    assert len(with_articles) == len(FOUND) + 1


def test_the_command_shows_the_conflicts_and_counts_what_is_compatible(run: Run) -> None:
    code, out, err = run("conflicts", "--format", "tsv")
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert {row[0] for row in rows[1:]} == {"conflict"}
    assert len(rows) - 1 == sum(not one.compatible for one in conflicts())
    assert (
        err == f"{len(conflicts()) - len(rows) + 1} differences may both be right; --all lists them with the reason\n"
    )


def test_all_lists_what_is_compatible_after_the_conflicts(run: Run) -> None:
    code, out, err = run("conflicts", "--all", "--format", "csv")
    verdicts = [row["verdict"] for row in csv.DictReader(out.splitlines())]
    assert (code, err) == (0, "")
    assert verdicts == sorted(verdicts, key=["conflict", "compatible"].index)
    assert len(verdicts) == len(conflicts())


def test_an_entity_selects_what_is_about_it_or_names_it(run: Run) -> None:
    about_the_group = run("conflicts", "PSCG", "--all")[1].splitlines()[1:]
    assert [line.split("\t")[2] for line in about_the_group] == ["WCO-PSCG session at the WTO Public Forum 2022"]
    code, out, err = run("conflicts", "Zambia", "--format", "json")
    assert (code, err.count("\n")) == (0, 1)
    assert err.startswith("no two claims of these sources differ about it in what is compared: hosts, ")
    assert '"rows": []' in out


def test_the_articles_alone_disagree_on_who_held_the_session(run: Run) -> None:
    out = run("conflicts", "--sources", "articles")[1].splitlines()
    assert [line.split("\t")[1] for line in out[1:]] == ["units of one article"]


def test_a_table_shows_both_sides_with_their_places_and_the_words_that_are_held(run: Run, article_texts: str) -> None:
    out = run("conflicts", "WCO-PSCG session", "--format", "table", "--articles", article_texts)[1]
    assert re.search(r"shown first by\s+body over heading, summary and title", out)
    assert "wto-public-forum-2022, unit 21, sentence, section of unit 20" in out
    assert "reference: Public Forums of the WTO, record 2022-session" in out
    assert "co-hosted a special session" in out


def test_counts_of_two_records_as_of_different_days_are_listed_each_beside_the_next(run: Run) -> None:
    rows = list(csv.DictReader(run("conflicts", "HS Convention", "--all")[1].splitlines(), delimiter="\t"))
    assert {row["verdict"] for row in rows} == {"compatible"}
    assert [(row["shown first"], row["other"]) for row in rows] == [
        ("141 (as of 2012-01)", "146 (as of 2013-01-07)"),
        ("146 (as of 2013-01-07)", "156 (as of 2017)"),
        ("156 (as of 2017)", "158 (as of 2020-01)"),
    ]


def test_a_list_that_is_out_of_date_on_a_member_is_a_conflict(run: Run) -> None:
    (row,) = csv.DictReader(run("conflicts", "Comoros")[1].splitlines(), delimiter="\t")
    assert (row["compared"], row["shown first"], row["other"]) == (
        "role (World Trade Organization)",
        "member",
        "observer",
    )
    assert row["shown first by"] == "more trusted record over less trusted"
