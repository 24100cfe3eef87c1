"""The register of an agreement: what each area promises, by whom, and what is known to have come of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tradegraph import paths

Run = Callable[..., tuple[int, str, str]]

CASES = Path(__file__).parent / "cases" / "watch"


@pytest.fixture
def pact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the invented world of the Drizzle Pact in place of the shipped data."""
    shutil.copy(CASES / "drizzle-pact.trig", tmp_path)
    monkeypatch.setattr(paths, "DATA", str(tmp_path))
    for name in ("ARTICLES", "REFERENCE", "ONTOLOGY"):
        monkeypatch.setattr(paths, name, str(tmp_path / "none"))


def rows(out: str) -> list[dict[str, str]]:
    header, *lines = (line.split("\t") for line in out.splitlines())
    return [dict(zip(header, line, strict=True)) for line in lines]


@pytest.mark.usefixtures("pact")
def test_the_register_of_an_invented_pact_is_the_one_that_was_read_off_its_world(run: Run) -> None:
    assert [path.name for path in sorted(CASES.iterdir())] == ["drizzle-pact.trig", "drizzle-pact.tsv"]
    assert run("watch", "Drizzle Pact") == (0, (CASES / "drizzle-pact.tsv").read_text(encoding="utf-8"), "")


@pytest.mark.usefixtures("pact")
def test_what_is_announced_by_one_source_and_done_by_another_has_a_row_for_each(run: Run) -> None:
    weighing = [row for row in rows(run("watch", "the Pact")[1]) if row["area"] == "Weighing together"]
    assert [(row["activity"], row["day"], row["event"]) for row in weighing] == [
        ("announced", "3031-05", "Workshop on scales"),
        ("done", "3031-05", "Workshop on scales"),
    ]
    assert "hail-herald#u1" not in weighing[0]["evidence"]
    assert "hail-herald#u1" in weighing[1]["evidence"]


@pytest.mark.usefixtures("pact")
def test_what_the_reference_promises_stands_apart_and_after_the_articles(run: Run) -> None:
    found = rows(run("watch", "tg:drizzle-pact")[1])
    assert [row["area"] for row in found][-1] == "Rain"
    assert (found[-1]["articles say"], found[-1]["reference says"]) == ("", "Rain is told from fog.")
    assert (found[0]["articles say"], found[0]["reference says"]) == ("Both weigh alike.", "Dew is weighed.")


@pytest.mark.usefixtures("pact")
def test_an_initiative_of_a_partnership_with_others_does_not_belong_to_the_agreement(run: Run) -> None:
    found = {row["area"]: row["part of"] for row in rows(run("watch", "drizzle-pact")[1])}
    assert found["Fair initiative"] == "The two"
    assert found["Scales initiative"] == "Weighing together"
    assert "Guests initiative" not in found


@pytest.mark.usefixtures("pact")
def test_an_agreement_without_areas_is_told_in_one_line(run: Run) -> None:
    code, out, err = run("watch", "hail-treaty")
    assert (code, len(out.splitlines())) == (0, 1)
    assert err == "no area of cooperation and no initiative of Hail Treaty is known from these sources\n"


# The real data


def test_nothing_is_known_to_have_come_of_the_memorandum_from_these_sources(run: Run) -> None:
    found = rows(run("watch", "wco-wto-mou-2025")[1])
    assert {(row["activity"], row["day"], row["event"]) for row in found} == {("none known from these sources", "", "")}


def test_the_memorandum_has_five_areas_one_of_them_by_reference_alone_and_three_initiatives(run: Run) -> None:
    found = rows(run("watch", "MoU")[1])
    memorandum, partnership = "WCO-WTO Memorandum of Understanding", "WCO-WTO partnership"
    assert [(row["area"], row["part of"]) for row in found] == [
        ("Policy coordination", memorandum),
        ("Technical capacity building", memorandum),
        ("Information exchange", memorandum),
        ("Combating illicit trade", memorandum),
        ("Trade Facilitation Agreement initiative", partnership),
        ("Harmonized System initiative", partnership),
        ("Data analytics initiative", partnership),
        ("Transposition of the Harmonized System", memorandum),
    ]
    assert [bool(row["articles say"]) for row in found] == [True] * 7 + [False]
    assert [bool(row["reference says"]) for row in found] == [True] * 4 + [False] * 3 + [True]


def test_every_row_of_the_memorandum_names_the_units_and_records_that_promise_it(run: Run) -> None:
    for row in rows(run("watch", "Davos Accord")[1]):
        graphs = row["evidence"].split()
        assert any(graph.startswith("wco-wto-mou-2025#u") for graph in graphs) == bool(row["articles say"])
        assert any(graph.startswith("reference/mou-2025-release#") for graph in graphs) == bool(row["reference says"])


def test_the_sources_can_be_chosen(run: Run) -> None:
    assert len(rows(run("watch", "MoU", "--sources", "articles")[1])) == 7
    assert len(rows(run("watch", "MoU", "--sources", "reference")[1])) == 5


def test_a_table_has_a_block_for_each_area_with_the_words_that_are_held(run: Run, article_texts: str) -> None:
    out = run("watch", "wco-wto-mou-2025", "--format", "table", "--articles", article_texts)[1]
    assert out.startswith("WCO-WTO Memorandum of Understanding: what was promised, and what came of it\n")
    assert out.count("none known from these sources") == 8
    assert "Combating Illicit Trade: The partnership" in out


def test_a_treaty_of_which_no_area_is_known_is_told_in_one_line(run: Run) -> None:
    code, out, err = run("watch", "TFA")
    assert (code, len(out.splitlines())) == (0, 1)
    said = "no area of cooperation and no initiative of Trade Facilitation Agreement is known from these sources\n"
    assert err == said
