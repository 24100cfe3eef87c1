"""`show`: what is known of a thing, grouped, each statement with its units."""

import json
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from tradegraph.dataset.loading import load_shipped
from tradegraph.vocabulary import TG

Run = Callable[..., tuple[int, str, str]]


def table(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines()]


def test_every_statement_has_the_graphs_that_hold_it(run: Run) -> None:
    code, out, err = run("show", "WCO")
    assert (code, err) == (0, "")
    header, *rows = table(out)
    assert header == ["relation", "value", "from", "evidence"]
    assert rows
    assert all(row[3] for row in rows)


def test_what_a_thing_is_comes_first_and_what_points_at_it_last(run: Run) -> None:
    _, *rows = table(run("show", "WCO")[1])
    assert rows[0][0] == "is a"
    order = [(row[2] == "reference", row[0].startswith("<- ")) for row in rows]
    assert order == sorted(order)
    assert set(order) == {(False, False), (False, True), (True, False), (True, True)}


def test_equal_relations_stand_together(run: Run) -> None:
    relations = [(row[0], row[2]) for row in table(run("show", "WCO")[1])[1:]]
    assert len(set(relations)) == len([r for i, r in enumerate(relations) if i == 0 or relations[i - 1] != r])


def test_a_thing_is_found_by_label_alias_short_name_and_iri(run: Run) -> None:
    ways = ["World Customs Organization", "WCO", "wco", "tg:wco", f"{TG}wco", f"<{TG}wco>"]
    assert len({run("show", way) for way in ways}) == 1


def test_a_thing_without_a_name_is_told_by_what_is_said_of_it(run: Run) -> None:
    rows = table(run("show", "tg:ian-saunders")[1])
    held = [row[1] for row in rows if "Secretary General of the WCO" in row[1]]
    assert held
    assert not any("tg:" in row[1] for row in rows if row[0].startswith("<- member"))


def test_a_statement_of_several_units_is_one_row_with_all_of_them(run: Run) -> None:
    (row,) = [r for r in table(run("show", "WCO", "--sources", "articles")[1]) if r[0] == "is a party to"]
    store = load_shipped()
    stated = store.quads_for_pattern(
        ox.NamedNode(TG + "wco"),
        ox.NamedNode("https://w3id.org/tradegraph/ontology#isPartyTo"),
        ox.NamedNode(TG + "wco-wto-mou-2025"),
        None,
    )
    assert len(row[3].split(" ")) == len(list(stated)) > 1


def test_other_names_stand_in_the_title_of_the_table(run: Run) -> None:
    assert run("show", "WCO", "--format", "table")[1].startswith("World Customs Organization (also: ")


def test_json_has_a_label_an_iri_and_citations_for_each_statement(run: Run) -> None:
    found = json.loads(run("show", "WCO", "--format", "json")[1])
    assert found["columns"] == ["relation", "value"]
    for row in found["rows"]:
        assert set(row) == {"relation", "value", "from", "evidence"}
        assert row["relation"]["iri"].startswith("http")
        assert row["evidence"]
        for citation in row["evidence"]:
            assert {"graph", "kind", "place"} <= set(citation)
            assert set(citation) <= {"graph", "kind", "place", "premises", "list", "record", "trust", "sources"}
            assert citation["kind"] in ("stated", "derived", "referenced", "editorial")


def test_a_relation_and_a_class_can_be_shown_too(run: Run) -> None:
    for term in ("tgo:isPartyTo", "tgo:Agreement"):
        code, out, _ = run("show", term)
        assert code == 0
        assert len(out.splitlines()) > 1


def test_a_unit_can_be_shown(run: Run) -> None:
    code, out, _ = run("show", "wco-wto-mou-2025#u10")
    assert code == 0
    assert ["position", "10"] in [row[:2] for row in table(out)]


@pytest.mark.parametrize("entity", ["tg:nobody-at-all", "https://zephyria.example/x", "wco-wto-mou-2025#u999"])
def test_what_the_graph_does_not_know_is_refused(run: Run, entity: str) -> None:
    code, out, err = run("show", entity)
    assert (code, out) == (2, "")
    assert err.startswith(f"tradegraph: the graph says nothing of '{entity}'")


def test_the_nearest_names_come_with_their_short_names(run: Run) -> None:
    code, _, err = run("show", "Harmonizd System")
    assert code == 2
    assert "Harmonized System (tg:" in err


def test_the_words_of_units_are_shown_only_where_they_are_held(run: Run, article_texts: str) -> None:
    without = run("show", "tg:mou-signing-2025", "--format", "table")[1]
    held = run("show", "tg:mou-signing-2025", "--format", "table", "--articles", article_texts)[1]
    assert len(held) > len(without) + 100
    kept = [line for line in held.splitlines() if line in without.splitlines()]
    assert kept == without.splitlines()
