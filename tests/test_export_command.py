"""`export` on the command line: whole or in part, to a file or a pipe, and the target whole or untouched."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph.cli.export import FORMATS
from tradegraph.dataset import formats
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
