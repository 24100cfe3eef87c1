"""The zero-row checks: silent on the shipped dataset but for known gaps, and each with a fault that makes it speak."""

from __future__ import annotations

import os
import re

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.dataset import loading
from tradegraph.errors import InputError
from tradegraph.validate import checks
from tradegraph.validate.checks import Check
from tradegraph.vocabulary import TGO

CASES = os.path.join(os.path.dirname(__file__), "cases", "checks")
FILES = paths.files(CASES, ".trig")
CHECKS = checks.read_checks()
BASE = [*paths.files(paths.ONTOLOGY, ".ttl"), os.path.join(paths.DATA, "ontology-graphs.trig")]


def rows(files: list[str]) -> set[tuple[str, str]]:
    """Check and focus of every row, of every check, on the files and the ontology."""
    store = loading.load_files([*BASE, *files])
    loading.merge(store)
    return {(check.id, row.get("focus", "")) for check, row in checks.run_checks(store, CHECKS)}


@pytest.fixture(scope="module")
def silence() -> set[tuple[str, str]]:
    """What the checks say of the ontology alone: of its terms, most are without use there."""
    return rows([])


def test_there_are_as_many_cases_as_checks_and_none_is_lost() -> None:
    assert len(CHECKS) == 53
    assert [os.path.basename(path)[: -len(".trig")] for path in FILES] == [check.id for check in CHECKS]


@pytest.mark.parametrize("path", FILES, ids=[os.path.basename(path) for path in FILES])
def test_a_faulty_case_makes_exactly_its_check_speak(path: str, silence: set[tuple[str, str]]) -> None:
    spoken = {name for name, _ in rows([path]) - silence}
    assert spoken == {os.path.basename(path)[: -len(".trig")]}


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_the_head_of_a_check_is_complete_and_its_sentences_fit_its_columns(check: Check) -> None:
    for sentence in (check.problem, check.remedy):
        assert re.fullmatch(r"(?:[A-Z{]).*\.", sentence)
    assert not check.title.endswith(".")
    store = ox.Store()
    solutions = store.query(check.text)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = {variable.value for variable in solutions.variables}
    assert set(re.findall(r"\{(\w+)\}", check.problem)) <= columns
    assert "focus" in columns
    assert "graph" in columns or check.id == "triple-outside-graphs"


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_a_check_orders_its_rows_and_declares_the_prefixes_that_it_uses(check: Check) -> None:
    body = "\n".join(line for line in check.text.splitlines() if not line.startswith("#"))
    declared = re.findall(r"^PREFIX (\w+):", body, re.MULTILINE)
    query = body[body.index("SELECT") :]
    assert declared == sorted(declared)
    assert set(declared) == set(re.findall(r"(?<![\w/<])(\w+):[A-Za-z]", re.sub(r'"[^"]*"|<[^>]*>', "", query)))
    assert "ORDER BY" in query
    assert "SELECT *" not in query


def test_a_users_files_are_held_to_all_that_is_not_about_the_projects_own_files() -> None:
    assert {check.id for check in CHECKS} - {check.id for check in checks.read_checks("any")} == {"unused-term"}


def test_the_shipped_dataset_makes_no_check_speak() -> None:
    found = checks.run_checks(loading.load_merged(loading.ALL), CHECKS)
    assert [(check.id, row["focus"]) for check, row in found] == []


def test_a_term_that_a_question_or_rule_uses_is_in_use() -> None:
    used = checks.terms_in_queries()
    assert f"<{TGO}firstSeenOn>" in used
    assert f"<{TGO}signatory>" in used
    assert not any("#tgo" in term for term in used)


def test_an_event_does_not_end_before_it_starts_where_a_month_holds_a_day() -> None:
    store = ox.Store()
    text = """
        PREFIX fog: <https://zephyria.example/>
        PREFIX schema: <https://schema.org/>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        GRAPH fog:list { fog:fair schema:startDate "2031-06"^^xsd:gYearMonth ; schema:endDate "2031"^^xsd:gYear }
        GRAPH fog:ledger { fog:fair schema:startDate "2031-06-04"^^xsd:date }
    """
    store.bulk_load(text, format=ox.RdfFormat.TRIG)
    loading.merge(store)
    (ends,) = [check for check in CHECKS if check.id == "event-ends-before-start"]
    assert checks.run_checks(store, [ends]) == []


HEAD = "#+ id: {}\n#+ title: t\n#+ problem: p\n#+ remedy: r\n#+ severity: {}\n#+ applies: any\n"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("#+ id: hail\n", "its head lacks 'title'"),
        (HEAD.format("rain", "warning"), "id is 'rain'"),
        (HEAD.format("hail", "mild"), "correct its head"),
    ],
)
def test_a_check_with_a_faulty_head_is_refused(
    head: str, said: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.path.join(tmp_path, "hail.rq"), "w", encoding="utf-8") as file:
        file.write(f"{head}\nSELECT ?focus WHERE {{ ?focus ?p ?o }}\n")
    monkeypatch.setattr(paths, "CHECKS", str(tmp_path))
    with pytest.raises(InputError, match=said):
        checks.read_checks()
