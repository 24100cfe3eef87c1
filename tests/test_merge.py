"""A triple that two sentences state counts once, whichever engine reads the dataset, and never leaves it twice."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow

from tradegraph.dataset.loading import add_documents, load_files, load_merged, load_shipped, merge, reference_files
from tradegraph.dataset.querying import run_query
from tradegraph.export.document import write_export
from tradegraph.vocabulary import TGO

FOLDER = Path(__file__).parent / "cases" / "merge"
CASES = sorted(FOLDER.iterdir())
SAID_TWICE = FOLDER / "said-twice.trig"

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?who <https://w3id.org/tradegraph/ontology#isPartyTo> ?what }"
ROWS = "SELECT ?who WHERE { ?who <https://w3id.org/tradegraph/ontology#isPartyTo> ?what } ORDER BY ?who"
EVERY = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def test_there_is_one_case() -> None:
    assert [path.name for path in CASES] == ["said-twice.trig"]


@pytest.fixture
def store() -> ox.Store:
    found = load_files([os.fspath(SAID_TWICE)])
    merge(found)
    return found


@pytest.fixture
def dataset() -> rdflib.Dataset:
    found = rdflib.Dataset(default_union=True)
    found.parse(SAID_TWICE, format="trig")
    return found


def numbers(store: ox.Store, query: str, **settings: bool) -> list[int]:
    found = store.query(query, **settings)  # type: ignore[arg-type]
    assert isinstance(found, ox.QuerySolutions)
    return [int(row["n"].value) for row in found]


def union_numbers(dataset: rdflib.Dataset, query: str) -> list[int]:
    return [int(str(row["n"])) for row in dataset.query(query) if isinstance(row, ResultRow)]


def test_pyoxigraph_counts_it_once_in_the_merge(store: ox.Store) -> None:
    assert numbers(store, COUNT) == [2]
    assert numbers(store, EVERY) == [4]
    rows = store.query(ROWS)
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["who"].value.rpartition("/")[2] for row in rows] == ["fog-office", "guild"]


def test_rdflib_counts_it_once_in_the_union(dataset: rdflib.Dataset) -> None:
    assert union_numbers(dataset, COUNT) == [2]
    assert union_numbers(dataset, EVERY) == [4]
    assert len(list(dataset.query(ROWS))) == 2


def test_the_command_line_counts_it_once(store: ox.Store) -> None:
    assert run_query(store, COUNT, "csv", "") == b"n\r\n2\r\n"


def test_the_union_of_the_engine_itself_would_count_it_twice() -> None:
    unmerged = load_files([os.fspath(SAID_TWICE)])
    assert numbers(unmerged, COUNT) == [0]
    assert numbers(unmerged, COUNT, use_default_graph_as_union=True) == [3]


def test_both_sentences_can_still_be_cited(store: ox.Store) -> None:
    found = store.query("SELECT ?g WHERE { GRAPH ?g { ?who <https://w3id.org/tradegraph/ontology#isPartyTo> ?what } }")
    assert isinstance(found, ox.QuerySolutions)
    assert sorted(row["g"].value.rpartition("#")[2] for row in found) == ["u1", "u2", "u3"]


@pytest.mark.parametrize(("format_", "lines"), [("nquads", 5), ("ntriples", 4)])
def test_no_export_holds_the_copies(store: ox.Store, format_: str, lines: int) -> None:
    written = write_export(store, format=format_).decode().splitlines()
    assert len(written) == lines
    assert written == write_export(load_files([os.fspath(SAID_TWICE)]), format=format_).decode().splitlines()


def test_the_shipped_dataset_has_an_empty_default_graph_until_it_is_merged() -> None:
    shipped = load_shipped()
    assert not list(shipped.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    named = {str(quad.triple) for quad in shipped}
    merged = load_merged()
    default = [str(quad.triple) for quad in merged.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    assert len(default) == len(set(default)) == len(named)
    assert set(default) == named


def test_the_shipped_dataset_counts_alike_on_both_engines() -> None:
    merged = load_merged()
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=ox.serialize(list(load_shipped()), format=ox.RdfFormat.N_QUADS), format="nquads")
    for query in (COUNT, EVERY):
        assert numbers(merged, query) == union_numbers(dataset, query)


@pytest.mark.parametrize("parts", [2, 40])
def test_texts_that_are_added_to_a_merged_store_are_merged_like_the_others(parts: int) -> None:
    whole = load_shipped("all")
    merge(whole)
    store = load_shipped()
    merge(store)
    files = [Path(path).read_bytes() for path in reference_files()]
    for at in range(0, len(files), parts):  # few at a time, and all at once
        add_documents(store, files[at : at + parts])
        merge(store)
    assert len(store) == len(whole)
    assert {quad for quad in store if not _has_blank(quad)} == {quad for quad in whole if not _has_blank(quad)}


def test_no_more_is_merged_than_is_asked_for() -> None:
    store = load_shipped()
    party = f"{TGO}isPartyTo"
    merge(store, {party})
    merged = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert merged
    assert {quad.predicate.value for quad in merged} == {party}
    assert len({quad.triple for quad in merged}) == len(merged)


def _has_blank(quad: ox.Quad) -> bool:
    return ox.BlankNode in (type(quad.subject), type(quad.object))
