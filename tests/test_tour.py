"""The tour: the first look, from checks over counts and answers to two files."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph import tour
from tradegraph.answer.names import Names
from tradegraph.answer.questions import read_question
from tradegraph.dataset.loading import load_files, load_merged, merge

Run = Callable[..., tuple[int, str, str]]

WORLD = Path(__file__).parent / "cases" / "worlds" / "cloud-forum.trig"


@pytest.fixture(scope="module")
def world() -> ox.Store:
    store = load_files([str(WORLD)])
    merge(store)
    return store


def test_the_tour_shows_checks_counts_three_answers_and_two_files(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "look"
    code, out, err = run("tour", "-o", str(folder))
    assert (code, err) == (0, "")
    headings = re.findall(r"^== (.*)$", out, re.MULTILINE)
    assert headings[:2] == ["The checks", "What is in the graph"]
    assert [heading.split()[2] for heading in headings[2:5]] == [name for name, _ in tour.QUESTIONS]
    assert headings[5:] == ["Written", "Next"]
    assert "evidence: no texts held, nothing was checked" in out
    assert re.search(r"wco-wto-mou-2025: 33 units, \d+ with a graph, \d+ that state nothing", out)
    assert re.search(r"^\[1\] wco-wto-mou-2025, unit 10", out, re.MULTILINE)
    assert sorted(path.name for path in folder.iterdir()) == ["tradegraph.jsonld", "tradegraph.ttl"]
    assert len(list(ox.parse(path=str(folder / "tradegraph.ttl")))) > 1000
    json.loads((folder / "tradegraph.jsonld").read_text(encoding="utf-8"))


def test_with_the_texts_every_unit_is_checked_and_quoted(run: Run, tmp_path: Path, article_texts: str) -> None:
    code, out, _ = run("tour", "-o", str(tmp_path), "--articles", article_texts)
    assert code == 0
    assert re.search(r"units checked = 76, skipped = 0", out)
    without = run("tour", "-o", str(tmp_path))[1]
    assert len(out) > len(without)


def test_a_target_that_is_a_file_is_refused_before_anything_is_printed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tour"
    file.write_text("kept", encoding="utf-8")
    code, out, err = run("tour", "-o", str(file))
    assert (code, out) == (2, "")
    assert err == f"tradegraph: {file}: File exists; name another folder with -o\n"
    assert file.read_text(encoding="utf-8") == "kept"


def test_a_folder_in_a_folder_that_is_not_there_is_refused_as_every_target_is(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "none" / "tour"
    code, out, err = run("tour", "-o", str(folder))
    assert (code, out) == (2, "")
    assert err == f"tradegraph: {folder}: there is no folder {tmp_path / 'none'}; create it first\n"
    assert not folder.parent.exists()


def test_the_questions_of_the_tour_are_there() -> None:
    assert [read_question(name).id for name, _ in tour.QUESTIONS] == [name for name, _ in tour.QUESTIONS]
    assert len(tour.QUESTIONS) == 3


def test_things_are_counted_by_class(world: ox.Store) -> None:
    counted = dict(tour.count_entities(world, Names(world)))
    assert counted["post"] == 2
    assert counted["economy"] == 2
    assert counted["formal organization"] == 1
    assert "unit" not in counted


def test_a_relation_that_two_units_state_counts_once(world: ox.Store) -> None:
    counted = dict(tour.count_relations(world, Names(world)))
    assert counted["takes part in"] == 1
    assert counted["is on opening day of"] == 2
    assert list(counted.values()) == sorted(counted.values(), reverse=True)


def test_units_are_counted_by_article(world: ox.Store) -> None:
    assert tour.count_units(world) == [("feather-pact-3023", 1, 0), ("sky-forum-3022", 4, 1)]


def test_the_shipped_articles_have_76_units() -> None:
    assert [graphs + gaps for _, graphs, gaps in tour.count_units(load_merged())] == [33, 43]
