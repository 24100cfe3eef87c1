"""The index of the reference files: which of their blocks speak of what."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.answer.names import Names
from tradegraph.dataset.blocks import write_index
from tradegraph.dataset.index import Index, numbers, stamp
from tradegraph.dataset.loading import add_documents, load_files, reference_files, shipped_files
from tradegraph.dataset.reach import References, index_file, write_shipped_index
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, TG, TGO, shorten

SHIPPED = paths.REFERENCE
INVENTED = str(Path(__file__).parent / "cases" / "reference")
# Every reference file has to be laid out as blocks are cut, or what is chosen of it would be wrong.
FILES = [*paths.files(SHIPPED, ".trig"), *paths.files(INVENTED, ".trig")]


def index_of(*files: str) -> Index:
    texts = [Path(file).read_bytes() for file in files]
    return Index(write_index(texts, stamp(texts)), texts)


def test_the_shipped_index_is_of_the_shipped_files() -> None:
    assert Path(index_file()).read_bytes() == write_shipped_index(), "run scripts/derive"


@pytest.mark.parametrize("file", FILES, ids=lambda file: Path(file).stem)
def test_the_blocks_of_a_file_are_all_of_it(file: str) -> None:
    index = index_of(file)
    store = ox.Store()
    add_documents(store, [text for at in numbers(index.blocks) for text in index.documents(1 << at)])
    assert set(store) == set(load_files([file])) == set(together(index.documents(index.blocks)))


def together(documents: list[bytes]) -> ox.Store:
    store = ox.Store()
    add_documents(store, documents)
    return store


@pytest.mark.parametrize("file", FILES, ids=lambda file: Path(file).stem)
def test_the_index_tells_what_each_block_speaks_of(file: str) -> None:
    index = index_of(file)
    for at in numbers(index.blocks):
        block = 1 << at
        quads = list(ox.parse(index.documents(block)[0], format=ox.RdfFormat.TRIG))
        assert index.graphs(block) == {shorten(quad.graph_name.value) for quad in quads}
        assert index.in_graphs(index.graphs(block)) & block
        subjects = {shorten(quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        assert index.subjects(block) == subjects
        assert bool(block & index.records) == any("#" in graph for graph in index.graphs(block)) or len(subjects) == 1
        named = {term.value for quad in quads for term in quad.triple if isinstance(term, ox.NamedNode)}
        assert all(index.holding(shorten(iri)) & block for iri in named)
        assert all(bool(index.about(shorten(iri)) & block) == (shorten(iri) in subjects) for iri in named)
        ends = {term.value for quad in quads for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
        assert {shorten(iri) for iri in ends if iri.startswith(BASE) and not iri.startswith(TGO)} <= index.things(block)
    records = [graph for at in numbers(index.records) for graph in index.graphs(1 << at)]
    assert len(set(records)) == len(records)


@pytest.mark.parametrize("folder", sorted({SHIPPED, INVENTED}), ids=lambda folder: Path(folder).parent.name)
def test_a_file_shares_no_graph_with_another_but_that_of_descriptions(folder: str) -> None:
    lists = paths.files(folder, ".trig")
    named = {file: {str(graph) for graph in load_files([file]).named_graphs()} for file in [*shipped_files(), *lists]}
    for file, other in itertools.product(lists, named):
        assert file == other or named[file] & named[other] <= {f"<{DESCRIPTION_GRAPH}>"}


@pytest.mark.parametrize("folder", sorted({SHIPPED, INVENTED}), ids=lambda folder: Path(folder).parent.name)
def test_labels_and_trust_are_what_the_files_say(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "REFERENCE", folder)
    store = load_files(reference_files())
    everything = References().all()
    names = Names(store)
    assert names.labels
    assert {iri: everything.label(iri) for iri in names.labels} == names.labels
    assert everything.label(f"{TG}nothing") is None
    records = [graph for graph in map(str, store.named_graphs()) if "#" in graph]
    assert records
    for record in (graph.strip("<>") for graph in records):
        said = store.quads_for_pattern(ox.NamedNode(record), ox.NamedNode(TGO + "trust"), None, None)
        assert everything.trust(record) == {value(quad.object) for quad in said}
