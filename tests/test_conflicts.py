"""Conflicts: which claims differ, whether both may hold and why, which is shown first and by what rule."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradegraph import paths
from tradegraph.answer.citing import Sources
from tradegraph.answer.names import Names
from tradegraph.conflicts.comparisons import Comparison, read_comparisons
from tradegraph.conflicts.disputed import Disputes
from tradegraph.conflicts.figures import figures_agree
from tradegraph.conflicts.find import Conflict, find_conflicts
from tradegraph.conflicts.judging import JUDGES
from tradegraph.conflicts.ranking import NO_RULE, RULES, SPECIFIC
from tradegraph.dataset import loading
from tradegraph.dataset.terms import value
from tradegraph.errors import InputError
from tradegraph.vocabulary import TGO, expand, shorten

Run = Callable[..., tuple[int, str, str]]

FILES = paths.files(os.path.join(os.path.dirname(__file__), "cases", "conflicts"), ".trig")
NAMES = [os.path.basename(path) for path in FILES]
COMPARISONS = read_comparisons()
VERDICTS = ("compatible", "conflict", "silent")


def wanted(path: str) -> list[str]:
    """What the comments at the top of a case say is found there."""
    head = Path(path).read_text(encoding="utf-8").partition("\nPREFIX")[0]
    text = "\n".join(line.removeprefix("#").strip() for line in head.splitlines()).strip()
    return [] if text == "Nothing is found." else sorted(text.split("\n\n"))


def told(conflict: Conflict) -> str:
    first, other = (
        " ".join(value(term).removeprefix("https://zephyria.example/") for term in claim.values)
        for claim in (conflict.first, conflict.other)
    )
    verdict = "compatible" if conflict.compatible else "conflict"
    return (
        f"{verdict}: {conflict.comparison}\nfirst: {first}\nother: {other}\nwhy: {conflict.why}\nrule: {conflict.rule}"
    )


def found(path: str) -> list[Conflict]:
    store = loading.load_files([path])
    loading.merge(store)
    return find_conflicts(store, Sources(store, Names(store)))


def disputed(path: str) -> Disputes:
    store = loading.load_files([path])
    return Disputes(store, Sources(store, Names(store)))


def test_no_case_is_lost() -> None:
    counted = {verdict: sum(name.startswith(f"{verdict}.") for name in NAMES) for verdict in VERDICTS}
    assert counted == {"compatible": 20, "conflict": 22, "silent": 8}
    assert sum(counted.values()) == len(NAMES)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_case_finds_exactly_what_its_head_says(path: str) -> None:
    assert sorted(map(told, found(path))) == wanted(path)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_case_is_named_after_what_it_finds(path: str) -> None:
    verdicts = {"compatible" if one.compatible else "conflict" for one in found(path)}
    assert verdicts == {os.path.basename(path).partition(".")[0]} - {"silent"}


def test_every_comparison_judge_and_rule_decides_in_some_case() -> None:
    decided = [one for path in FILES for one in found(path)]
    assert {one.comparison for one in decided} == {comparison.id for comparison in COMPARISONS}
    assert {comparison.judge for comparison in COMPARISONS} == {*JUDGES}
    assert {one.rule for one in decided} == {*(rule.words for rule in RULES), SPECIFIC, NO_RULE}


def test_both_sides_keep_all_the_graphs_that_make_the_claim() -> None:
    path = next(path for path in FILES if path.endswith("conflict.hosts-of-summary-and-body.trig"))
    (one,) = found(path)
    assert [re.split(r"[/#]", graph)[-1] for graph in one.first.graphs] == ["u5", "u6", "fair"]
    assert [re.split(r"[/#]", graph)[-1] for graph in one.other.graphs] == ["u2"]


# What rests on the losing side


def test_a_relation_is_disputed_where_only_the_losing_side_states_it() -> None:
    path = next(path for path in FILES if path.endswith("conflict.hosts-of-summary-and-body.trig"))
    disputes = disputed(path)
    u2, u5 = (f"fog-gazette#{unit}" for unit in ("u2", "u5"))
    fair, board, guild = (f"https://zephyria.example/{name}" for name in ("fair", "board", "guild"))
    assert disputes.words(board, fair, "tgo:co-host", [u2]) == "only in the summary"
    assert disputes.words(fair, board, "tgo:host", [u2]) == "only in the summary"
    assert disputes.words(board, fair, "tgo:co-host", [u2, "fog-gazette#u9"]) == ""
    assert disputes.words(board, fair, "tgo:panellist", [u2]) == ""
    assert disputes.words(guild, fair, "tgo:co-host", [u2, u5]) == ""


def test_where_no_rule_decides_neither_side_is_disputed() -> None:
    path = next(path for path in FILES if path.endswith("conflict.hosts-of-two-articles.trig"))
    (one,) = found(path)
    ends = (one.matter.thing, value(one.other.values[0]))
    graphs = [shorten(graph) for graph in one.other.graphs]
    assert one.rule == NO_RULE
    assert disputed(path).words(*ends, "tgo:host", graphs) == ""


@pytest.mark.parametrize("comparison", COMPARISONS, ids=[comparison.id for comparison in COMPARISONS])
def test_a_comparison_names_relations_by_their_short_names(comparison: Comparison) -> None:
    assert all(shorten(expand(name)) == name for name in comparison.relations)


# The arithmetic of hedges

HEDGES = ("approximately", "atLeast", "atMost", "lessThan", "moreThan", "nearly", "unhedged", "")
SLOWLY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIGURES = st.tuples(st.integers(0, 5000).map(str), st.sampled_from(HEDGES).map(lambda name: name and TGO + name))


@SLOWLY
@given(FIGURES, FIGURES)
def test_whether_two_figures_agree_does_not_depend_on_their_order(one: tuple[str, str], other: tuple[str, str]) -> None:
    there, back = figures_agree(one, other), figures_agree(other, one)
    assert there is not None
    assert back is not None
    assert (there[0], there[2]) == (back[0], -back[2])


@SLOWLY
@given(FIGURES)
def test_a_figure_agrees_with_itself(one: tuple[str, str]) -> None:
    agreed = figures_agree(one, one)
    assert agreed is not None
    assert (agreed[0], agreed[2]) == (True, 0)


@pytest.mark.parametrize(
    ("other", "agree"),
    [
        (("80.6", "unhedged"), True),
        (("80", "moreThan"), True),
        (("81", "unhedged"), True),
        (("81", "lessThan"), True),
        (("79", "unhedged"), False),
        (("81.2", "unhedged"), False),
        (("81", "atLeast"), False),
        (("81", "moreThan"), False),
    ],
)
def test_nearly_is_a_little_below(other: tuple[str, str], *, agree: bool) -> None:
    found = figures_agree(("81", TGO + "nearly"), (other[0], TGO + other[1]))
    assert found is not None
    assert (found[0], found[1].startswith("nearly 81 (80.5 to 81)")) == (agree, True)


def test_what_is_no_number_is_not_compared() -> None:
    assert figures_agree(("many", ""), ("3", "")) is None


# The files of comparisons


@pytest.mark.parametrize("comparison", COMPARISONS, ids=[comparison.id for comparison in COMPARISONS])
def test_a_comparison_projects_what_a_claim_needs(comparison: Comparison) -> None:
    head, _, body = comparison.text.partition("WHERE")
    projected = re.findall(r"\?(\w+)", head.partition("SELECT")[2])
    assert projected[:2] == ["thing", "property"]
    assert {"value", "graph"} <= set(projected)
    assert set(projected) <= {"thing", "property", "value", "graph", *OPTIONAL}
    assert "GRAPH ?graph" in body


OPTIONAL = ("key", "also", "note", "hedge", "unitOfMeasure", "asOf", "next", "lastDay", "wider")
HEAD = "#+ id: {}\n#+ title: t\n#+ compares: c\n#+ judge: {}\n{}"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("#+ id: hail\n", "its head lacks 'title'"),
        (HEAD.format("rain", "days", ""), "its id is 'rain'"),
        (HEAD.format("hail", "mood", ""), "there is no judge 'mood'; choose one of days,"),
        (HEAD.format("hail", "days", "#+ values: one\n"), "values is 'several' or left out"),
    ],
)
def test_a_comparison_with_a_faulty_head_is_refused(
    head: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hail.rq").write_text(head + "\nSELECT ?thing WHERE { ?thing ?p ?o }\n", encoding="utf-8")
    monkeypatch.setattr(paths, "CONFLICTS", str(tmp_path))
    with pytest.raises(InputError, match=said):
        read_comparisons()


def test_a_comparison_is_added_as_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "SELECT ?thing ?property ?value ?graph "
        "WHERE { VALUES ?property { fog:hue } GRAPH ?graph { ?thing ?property ?value } }"
    )
    head = HEAD.format("hues", "things", "") + "PREFIX fog: <https://zephyria.example/>\n"
    (tmp_path / "hues.rq").write_text(head + text, encoding="utf-8")
    data = [("gazette", "u1", "grey"), ("gazette", "u2", "white")]
    base = "https://w3id.org/tradegraph/article/"
    world = tmp_path / "hues.trig"
    world.write_text(
        "PREFIX fog: <https://zephyria.example/> PREFIX tgo: <https://w3id.org/tradegraph/ontology#>\n"
        + "\n".join(
            f"GRAPH <{base}{slug}#{unit}> {{ fog:cloud fog:hue fog:{hue} }} "
            f"GRAPH fog:description {{ <{base}{slug}#{unit}> a tgo:StatedGraph ; tgo:unitKind tgo:sentence }}"
            for slug, unit, hue in data
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "CONFLICTS", str(tmp_path))
    (one,) = found(str(world))
    assert (one.comparison, one.compatible) == ("hues", False)
    assert [value(claim.values[0])[-5:] for claim in (one.first, one.other)] == ["/grey", "white"]
