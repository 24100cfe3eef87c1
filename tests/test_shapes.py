"""The shapes: every one has a case that breaks it, and two engines that share no code agree on all of them."""

from __future__ import annotations

import os
import re
import time

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.dataset import loading
from tradegraph.errors import UnknownNameError
from tradegraph.validate import shapes
from tradegraph.validate.shapes import ENGINES, Result
from tradegraph.vocabulary import PREFIXES, TGS

CASES = os.path.join(os.path.dirname(__file__), "cases", "shapes")
FILES = paths.files(CASES, ".ttl")
NAMES = [os.path.basename(path) for path in FILES]
WORLD = "https://zephyria.example/"
SH = PREFIXES["sh"]


def own_namespace(name: str) -> str:
    return f"{WORLD}{name.removesuffix('.ttl')}/"


def read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def expected(text: str) -> set[str]:
    """The shapes that the first line of a case names."""
    named = text.partition("\n")[0].removeprefix("# speaks: ")
    return set() if named == "nothing" else {name.strip() for name in named.split(",")}


def ontology() -> list[ox.Triple]:
    return [quad.triple for quad in loading.load_files(paths.files(paths.ONTOLOGY, ".ttl"))]


@pytest.fixture(scope="module")
def results() -> dict[str, list[Result]]:
    """What each engine finds in all cases together; each case has a namespace of its own, so that none sees another."""
    triples = ontology()
    for path, name in zip(FILES, NAMES, strict=True):
        text = read(path).replace(WORLD, own_namespace(name))
        triples += [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    return {engine: shapes.run_engine(data, shapes.read_shapes(), engine) for engine in ENGINES}


def of_case(found: list[Result], name: str) -> list[Result]:
    return [one for one in found if one.focus.startswith(f"<{own_namespace(name)}")]


def test_no_case_is_lost() -> None:
    assert sum(name.startswith("invalid.") for name in NAMES) == 205
    assert sum(name.startswith("valid.") for name in NAMES) == 31
    assert len(NAMES) == 205 + 31


def test_there_is_one_file_of_shapes_for_each_module_but_the_alignments() -> None:
    modules = {os.path.basename(path) for path in paths.files(paths.ONTOLOGY, ".ttl")}
    assert {os.path.basename(path) for path in paths.files(paths.SHAPES, ".ttl")} == modules - {"alignments.ttl"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", NAMES)
def test_a_case_makes_exactly_the_shapes_speak_that_it_names(
    name: str, engine: str, results: dict[str, list[Result]]
) -> None:
    wanted = expected(read(os.path.join(CASES, name)))
    assert bool(wanted) == name.startswith("invalid.")
    assert {f"tgs:{one.shape.removeprefix(TGS)}" for one in of_case(results[engine], name)} == wanted


def test_both_engines_give_the_same_results_in_every_field(results: dict[str, list[Result]]) -> None:
    pyshacl, pyshifty = (results[engine] for engine in ENGINES)
    assert pyshacl == pyshifty
    assert len(pyshacl) > 197
    assert not any(one.component == shapes.NOT_CHECKED for one in pyshacl)


def test_every_named_property_shape_has_a_case_that_breaks_it() -> None:
    broken = {name for path in FILES for name in expected(read(path))}
    named = {f"tgs:{iri.removeprefix(TGS)}" for iri in shapes.shape_names(shapes.read_shapes())}
    assert named - broken == set()
    assert broken - named == set()


def test_every_property_shape_is_named_reached_and_says_a_whole_sentence() -> None:
    triples = shapes.read_shapes()
    kinds = {t.subject for t in triples if t.object == ox.NamedNode(SH + "PropertyShape")}
    reached = {t.object for t in triples if t.predicate.value == SH + "property"}
    assert kinds == reached
    assert all(isinstance(shape, ox.NamedNode) for shape in kinds)
    for shape in kinds:
        held = {t.predicate.value: t.object for t in triples if t.subject == shape}
        message, severity = held[SH + "message"], held[SH + "severity"]
        assert isinstance(message, ox.Literal)
        assert re.fullmatch(r"[A-Z][^\n]*\.", message.value)
        assert message.language == "en"
        assert isinstance(severity, ox.NamedNode)
        assert severity.value in (SH + "Violation", SH + "Warning", SH + "Info")


def test_the_shapes_keep_to_shacl_core() -> None:
    beyond = ("sparql", "js", "rule", "function", "target", "expression", "select", "ask", "construct", "values")
    used = {triple.predicate.value for triple in shapes.read_shapes()}
    assert not used & {SH + name for name in beyond}
    assert "http://www.w3.org/2002/07/owl#imports" not in used


def test_both_engines_give_the_same_results_on_the_shipped_graph(capsys: pytest.CaptureFixture[str]) -> None:
    store = loading.load_merged()
    found, times = {}, []
    for engine in ENGINES:
        began = time.perf_counter()
        found[engine] = shapes.run_shapes(store, engine)
        times.append(f"{engine} {time.perf_counter() - began:.2f} s")
    with capsys.disabled():
        print(f"\nshapes on the shipped graph, whole runs: {', '.join(times)}")
    assert found["pyshacl"] == found["pyshifty"]
    assert [one for one in found["pyshacl"] if one.severity == SH + "Violation"] == []


def test_the_shipped_graph_has_no_gap() -> None:
    found = shapes.run_shapes(loading.load_merged(loading.ALL))
    warnings = {
        (one.focus[1:-1].rpartition("/")[2], one.shape.removeprefix(TGS))
        for one in found
        if one.severity == SH + "Warning"
    }
    assert warnings == set()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_plain_string_is_the_same_as_one_with_its_datatype(engine: str) -> None:
    digest = "0" * 64
    text = f"""
        PREFIX fog: <{WORLD}>
        PREFIX schema: <https://schema.org/>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        fog:plain a schema:NewsArticle ; schema:sha256 "{digest}" .
        fog:typed a schema:NewsArticle ; schema:sha256 "{digest}"^^xsd:string .
    """
    data = ox.serialize(
        [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)], format=ox.RdfFormat.N_TRIPLES
    )
    assert data is not None
    found = shapes.run_engine(data, shapes.read_shapes(), engine)
    assert not any(one.shape == TGS + "article-digest" for one in found)


def test_what_an_engine_fails_on_is_a_violation_and_the_other_shapes_still_speak() -> None:
    """pySHACL gives up where a blank node is compared with a number; that must never read as "conforms"."""
    text = f"""
        PREFIX fog: <{WORLD}>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX schema: <https://schema.org/>
        PREFIX tgo: <https://w3id.org/tradegraph/ontology#>
        fog:u1 a tgo:Unit ; oa:start [] ; oa:end 4 .
        fog:mistport a schema:Place .
    """
    data = ox.serialize(
        [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)], format=ox.RdfFormat.N_TRIPLES
    )
    assert data is not None
    found = shapes.run_engine(data, shapes.read_shapes(), "pyshacl")
    failed = [one for one in found if one.component == shapes.NOT_CHECKED]
    assert [one.shape for one in failed] == [TGS + "unit-span"]
    assert failed[0].severity == SH + "Violation"
    assert "could not be checked" in failed[0].message
    assert (f"<{WORLD}u1>", TGS + "unit-digest") in {(one.focus, one.shape) for one in found}
    assert (f"<{WORLD}mistport>", TGS + "entity-label") in {(one.focus, one.shape) for one in found}


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="no engine 'jena'; choose one of pyshacl, pyshifty"):
        shapes.check_engine("jena")


def test_an_engine_that_is_not_installed_is_refused_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "find_spec", lambda name: None)  # noqa: ARG005 - the extra is installed for the tests
    with pytest.raises(UnknownNameError, match=r"pip install 'tradegraph\[pyshifty\]'"):
        shapes.check_engine("pyshifty")
