"""The index of the reference files: which of their blocks speak of what."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.answer.names import Names
from tradegraph.dataset.blocks import write_index
from tradegraph.dataset.index import Index, numbers
from tradegraph.dataset.loading import (
    add_documents,
    load_files,
    load_shipped,
    merge,
    ontology_graph,
    reference_files,
    shipped_files,
)
from tradegraph.dataset.reach import Shipped, index_file, write_shipped_index
from tradegraph.dataset.terms import value
from tradegraph.errors import InputError
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES, TG, TGO, shorten

SHIPPED = paths.REFERENCE
INVENTED = str(Path(__file__).parent / "cases" / "reference")
# Every shipped file has to be laid out as blocks are cut, or what is chosen of it would be wrong.
FILES = [*shipped_files("all"), *paths.files(INVENTED, ".trig")]


def index_of(file: str) -> Index:
    texts = [Path(file).read_bytes()]
    graph = ontology_graph(file).value if file.endswith(".ttl") else ""
    return Index(write_index(texts, [graph], ""), texts)


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
        assert index.graphs(block) >= {shorten(quad.graph_name.value) for quad in quads}
        assert len(index.graphs(block)) == 1
        assert index.in_graphs(index.graphs(block)) & block
        subjects = {shorten(quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        assert index.subjects(block) == subjects
        assert bool(block & index.records) == any("#" in graph for graph in index.graphs(block))
        assert block & index.records or len(subjects) <= 1
        named = {term.value for quad in quads for term in quad.triple if isinstance(term, ox.NamedNode)}
        assert all(index.holding(shorten(iri)) & block for iri in named)
        assert all(bool(index.about(shorten(iri)) & block) == (shorten(iri) in subjects) for iri in named)
        assert set(map(shorten, named)) <= index.things(block)
    records = [graph for at in numbers(index.records) for graph in index.graphs(1 << at)]
    assert len(set(records)) == len(records)


@pytest.mark.parametrize("folder", sorted({SHIPPED, INVENTED}), ids=lambda folder: Path(folder).parent.name)
def test_a_file_shares_no_graph_with_another_but_that_of_descriptions(folder: str) -> None:
    lists = paths.files(folder, ".trig")
    named = {file: {str(graph) for graph in load_files([file]).named_graphs()} for file in [*shipped_files(), *lists]}
    for file, other in itertools.product(lists, named):
        assert file == other or named[file] & named[other] <= {f"<{DESCRIPTION_GRAPH}>"}


@pytest.mark.parametrize("folder", sorted({SHIPPED, INVENTED}), ids=lambda folder: Path(folder).parent.name)
def test_labels_names_and_trust_are_what_the_files_say(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "REFERENCE", folder)
    shipped = Shipped()
    for sources in ("articles", "reference", "all"):
        names, chosen = Names(load_shipped(sources)), shipped.of(sources)
        assert names.labels
        assert {iri: chosen.label(iri) for iri in names.labels} == names.labels
        assert {name: sorted(chosen.called(name)) for name in names.named} == {
            name: sorted(iris) for name, iris in names.named.items()
        }
        assert chosen.label(f"{TG}nothing") is None
    store = load_files(reference_files())
    records = [graph.strip("<>") for graph in map(str, store.named_graphs()) if "#" in graph]
    assert records
    for record in records:
        said = store.quads_for_pattern(ox.NamedNode(record), ox.NamedNode(TGO + "trust"), None, None)
        assert set(shipped.of("all").trust(record)) == {value(quad.object) for quad in said}


def test_a_class_takes_in_those_below_it() -> None:
    index = Shipped().index
    store = load_shipped()
    merge(store)
    found = store.query("SELECT ?kind { ?kind rdfs:subClassOf* tgo:Agreement }", prefixes=PREFIXES)
    assert {shorten(value(row["kind"])) for row in found} == set(index.narrower("tgo:Agreement"))  # type: ignore[union-attr]
    assert index.narrower("tgo:nothing") == ["tgo:nothing"]


def test_an_index_of_other_files_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path))
    monkeypatch.setattr(paths, "DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    file = tmp_path / "rain-parties.trig"
    file.write_bytes((Path(INVENTED) / "rain-parties.trig").read_bytes())
    Path(index_file()).write_bytes(write_shipped_index())
    assert Shipped().for_terms(ox.NamedNode(TG + "cloud-union"))
    file.write_bytes(file.read_bytes().replace(b"tg:cloud-union", b"tg:cloud-onion"))
    assert not Shipped().for_terms(ox.NamedNode(TG + "cloud-union"))
    assert Shipped().for_terms(ox.NamedNode(TG + "cloud-onion"))


def test_a_file_that_is_laid_out_otherwise_is_cut_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path))
    text = (Path(INVENTED) / "rain-parties.trig").read_bytes()
    (tmp_path / "rain-parties.trig").write_bytes(text.replace(b"\n", b"\r\n"))
    whole = Shipped().of("all")
    assert set(together(whole.documents())) == set(load_shipped("all"))
    assert Shipped().for_terms(ox.NamedNode(TG + "cloud-union"))


def test_parts_that_share_a_node_without_a_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path))
    file = tmp_path / "fog.trig"
    file.write_text("PREFIX a: <urn:>\n\nGRAPH <urn:g> {\n<urn:a> <urn:b> _:c .\n\n<urn:d> <urn:b> _:c .\n}\n")
    with pytest.raises(InputError, match=r"fog.trig: parts of it share nodes without a name"):
        Shipped()
    file.write_text(
        "PREFIX a: <urn:>\n\nGRAPH <urn:g> {\n<urn:a> <urn:b> [ <urn:b> <urn:c> ] .\n\n<urn:d> <urn:b> [] .\n}\n"
    )
    assert Shipped().for_terms(ox.NamedNode("urn:c"))
