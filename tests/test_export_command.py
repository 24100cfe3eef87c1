"""`export` on the command line: whole or in part, to a file or a pipe, and the target whole or untouched."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from tradegraph.cli import tables
from tradegraph.cli.export import APART, FORMATS
from tradegraph.dataset import formats, loading, writing
from tradegraph.export import document
from tradegraph.vocabulary import TG

Run = Callable[..., tuple[int, str, str]]

ABOUT = ("export", "--sources", "articles", "--about", "tg:mou-signing-2025")


def quads(out: str, format_: str) -> list[ox.Quad]:
    return list(ox.parse(out.encode(), format=formats.named(format_).engine))


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_goes_to_a_pipe_and_to_a_file_alike(run: Run, tmp_path: Path, format_: str) -> None:
    code, out, err = run(*ABOUT, "--format", format_)
    assert (code, err) == (0, "")
    assert quads(out, format_)
    file = tmp_path / "part"
    assert run(*ABOUT, "--format", format_, "-o", str(file)) == (
        0,
        "",
        f"{file}: {len(out.encode())} bytes of {format_}\n",
    )
    assert file.read_bytes() == out.encode()
    assert os.listdir(tmp_path) == ["part"]


def test_turtle_is_what_comes_without_a_format(run: Run) -> None:
    assert run(*ABOUT) == run(*ABOUT, "--format", "turtle")


def test_the_whole_graph_keeps_its_sentences_in_trig_and_nquads(run: Run) -> None:
    for format_ in ("trig", "nquads"):
        graphs = {str(quad.graph_name) for quad in quads(run("export", "--format", format_)[1], format_)}
        assert "<https://w3id.org/tradegraph/article/wco-wto-mou-2025#u10>" in graphs
        assert "DEFAULT" not in graphs


# What the articles give first, and what reference gives after it

HEADING = f"\n# {document.HEADING}\n"
LEFT_OUT = "reference is left out; --sources all writes what it has on this too\n"


def digest_by_rdflib(out: str, format_: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    found = rdflib.Dataset()
    found.parse(data=out, format=format_)
    return writing.digest(ox.parse(found.serialize(format="nquads"), format=ox.RdfFormat.N_QUADS))


def test_sources_are_told_apart_where_there_are_graphs_and_in_the_words_of_a_table() -> None:
    assert APART == writing.WITH_GRAPHS
    assert document.HEADING == tables.HEADING


@pytest.mark.parametrize("format_", APART)
def test_what_keeps_the_graphs_holds_the_articles_and_then_reference(
    run: Run, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    said = run("export", "--format", format_)
    assert (said[0], said[2]) == (0, "")
    assert said == run("export", "--format", format_)
    assert said == run("export", "--format", format_, "--sources", "all")
    whole = writing.digest(loading.load_shipped("all"))
    assert writing.digest(quads(said[1], format_)) == whole
    assert digest_by_rdflib(said[1], format_, monkeypatch) == whole


def test_in_nquads_the_lines_of_the_articles_are_the_first(run: Run) -> None:
    whole = run("export", "--format", "nquads")[1].splitlines()
    alone = run("export", "--format", "nquads", "--sources", "articles")[1].splitlines()
    assert whole[: len(alone)] == alone
    after = whole[len(alone) :]
    assert after == sorted(after)
    assert set(after).isdisjoint(alone)
    assert any("/reference/wto-members#zm> ." in line for line in after)


@pytest.mark.parametrize("about", [(), ("--about", "Zambia"), ("--about", "WCO", "--depth", "2")])
def test_in_trig_reference_stands_under_a_line_that_says_so(run: Run, about: tuple[str, ...]) -> None:
    words = ("export", "--format", "trig", *about)
    out = run(*words)[1]
    assert out.count(HEADING) == 1
    first, _, then = out.partition(HEADING)
    head = first.partition("\n\n")[0]
    known = set(loading.load_shipped())
    own = set(quads(first, "trig"))
    assert own <= known
    assert known.isdisjoint(quads(f"{head}\n{then}", "trig"))
    alone, only = (run(*words, "--sources", chosen)[1] for chosen in ("articles", "reference"))
    assert own >= set(quads(alone, "trig"))
    assert HEADING not in alone + only


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_without_graphs_leaves_reference_out_and_says_so(run: Run, format_: str) -> None:
    words = ("export", "--about", "Zambia", "--format", format_)
    code, out, err = run(*words)
    keeps = format_ in APART
    assert (code, err) == (0, "" if keeps else LEFT_OUT)
    assert ("reference/wto-members#zm" in out) == keeps
    assert (code, out, "") == run(*words, "--sources", "all" if keeps else "articles")


@pytest.mark.parametrize("format_", APART)
def test_an_article_and_what_a_query_makes_are_of_the_articles_in_every_format(
    run: Run, tmp_path: Path, format_: str
) -> None:
    file = tmp_path / "my.rq"
    file.write_text("CONSTRUCT WHERE { tg:economy-zm ?relation ?what }", encoding="utf-8")
    for part, told in (("--article", "wco-wto-mou-2025"), ""), (("--construct", str(file)), LEFT_OUT):
        words = ("export", "--format", format_, *part)
        code, out, err = run(*words)
        assert (code, out, err) == (*run(*words, "--sources", "articles")[:2], told)
        assert HEADING not in out
    made = run("export", "--format", format_, "--construct", str(file), "--sources", "all")[1]
    assert HEADING not in made
    assert set(quads(made, format_)) > set(quads(out, format_))


def test_an_article_an_entity_and_a_construct_are_parts_of_the_whole(run: Run, tmp_path: Path) -> None:
    whole = set(run("export", "--format", "nquads")[1].splitlines())
    for part in (("--article", "wco-wto-mou-2025"), ("--about", "WCO")):
        lines = set(run("export", "--format", "nquads", *part)[1].splitlines())
        assert lines
        assert lines < whole
    file = tmp_path / "my.rq"
    file.write_text("CONSTRUCT WHERE { ?who tgo:isPartyTo ?what }", encoding="utf-8")
    made = quads(run("export", "--construct", str(file))[1], "turtle")
    assert {quad.predicate.value for quad in made} == {"https://w3id.org/tradegraph/ontology#isPartyTo"}


def test_a_construct_may_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    query = b"CONSTRUCT { tg:wco a ?class } WHERE { tg:wco a ?class }"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(query)))
    code, out, err = run("export", "--construct", "-", "--format", "ntriples", "--sources", "articles")
    assert (code, err) == (0, "")
    assert out.startswith(f"<{TG}wco> ")


@pytest.mark.parametrize(
    ("part", "is_told"),
    [
        ((), True),
        (("--about", "tg:mou-signing-2025"), True),
        (("--about", "Protectionism"), False),
        (("--about", "Protectionism", "--depth", "2"), True),
        (("--article", "wco-wto-mou-2025"), False),
        (("--sources", "articles"), False),
        (("--sources", "all"), False),
    ],
)
def test_reference_is_left_out_by_default_and_that_is_said(run: Run, part: tuple[str, ...], *, is_told: bool) -> None:
    code, out, err = run("export", "--format", "ntriples", "--evidence", *part)
    assert code == 0
    assert ("reference is left out; --sources all" in err) == is_told
    if "all" not in part:
        assert out == run("export", "--format", "ntriples", "--evidence", *part, "--sources", "articles")[1]


def test_records_of_low_trust_are_told_of_where_there_may_be_any(run: Run) -> None:
    told = "some records of reference have medium or low trust"
    assert told in run("export", "--about", "Algeria", "--sources", "all")[2]
    for part in (("--sources", "all", "--article", "wco-wto-mou-2025"), ("--sources", "all", "--evidence"), ()):
        assert told not in run("export", *part)[2]


def test_a_construct_to_which_reference_can_add_nothing_says_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "my.rq"
    for query, said in (
        ("CONSTRUCT WHERE { tg:wto tgo:isPartyTo ?what }", True),
        ("CONSTRUCT WHERE { tg:tfa-dialogue ?relation ?what }", False),
    ):
        file.write_text(query, encoding="utf-8")
        assert bool(run("export", "--construct", str(file))[2]) == said


def test_depth_grows_the_neighbourhood(run: Run) -> None:
    sizes = [len(quads(run("export", "--about", "WCO", "--depth", str(n))[1], "turtle")) for n in (0, 1, 2)]
    assert sizes == sorted(set(sizes))


def test_evidence_adds_annotations(run: Run) -> None:
    plain = run(*ABOUT, "--format", "ntriples")[1]
    with_evidence = run(*ABOUT, "--format", "ntriples", "--evidence")[1]
    assert "http://www.w3.org/ns/oa#Annotation" not in plain
    assert "http://www.w3.org/ns/oa#Annotation" in with_evidence
    assert set(plain.splitlines()) < set(with_evidence.splitlines())


@pytest.mark.parametrize(
    "words",
    [("--article", "nope"), ("--about", "nope"), ("--construct", "nope.rq"), ("--format", "trig", "--evidence")],
)
def test_a_target_is_untouched_where_the_export_fails(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "kept.ttl"
    file.write_text("kept", encoding="utf-8")
    code, out, _ = run("export", *words, "-o", str(file))
    assert (code, out) == (2, "")
    assert file.read_text(encoding="utf-8") == "kept"
    assert os.listdir(tmp_path) == ["kept.ttl"]


def test_an_empty_name_or_query_is_not_taken_for_the_whole_graph(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.rq"
    empty.write_text("\n", encoding="utf-8")
    for words in (("--article", ""), ("--about", ""), ("--construct", str(empty))):
        code, out, err = run("export", *words)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
