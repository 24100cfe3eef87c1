"""What is little trusted carries its mark on every answer: each command that answers, in each of its formats."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tradegraph.cli.commands import COMMANDS, command

Run = Callable[..., tuple[int, str, str]]

# That Algeria is an observer at the WTO is known from a record of medium trust.
ALL = ("--sources", "all")
ROWS = ("table", "tsv", "csv", "json")
OBSERVES = "{ ?x ?y tg:economy-dz . ?x org:organization tg:wto }"
TRIPLES = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
NETWORKS = ("graphml", "gexf", "cytoscape", "csv-edges", "dot", "mermaid")
ANSWERS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("ask", "observers", "economy=Algeria", *ALL), ROWS),
    (("ask", "observers", "economy=Algeria", "--why", *ALL), ROWS),
    (("ask", "observers", "economy=Algeria"), ROWS),
    (("show", "Algeria", *ALL), ROWS),
    (("show", "Algeria"), ROWS),
    (("cite", "?", "?", "Algeria", *ALL), ROWS),
    (("cite", "?", "?", "Algeria"), ROWS),
    (("path", "Algeria", "WTO", *ALL), ROWS),
    (("path", "Algeria", "WTO"), ROWS),
    (("rank", "degree", "--top", "0", "--evidence", *ALL), ROWS),
    (("rank", "degree", "--top", "0", "--evidence"), ROWS),
    (("groups", "--evidence", *ALL), ROWS),
    (("groups", "--evidence"), ROWS),
    (("conflicts",), ROWS),
    (("compare", "wco-wto-mou-2025", "wto-public-forum-2022"), ROWS),
    (("read", "wco-wto-mou-2025"), ("table", "tsv")),
    (("query", "--why", "-e", f"SELECT ?x ?y {OBSERVES}", *ALL), ROWS),
    (("query", "--why", "-e", f"ASK {OBSERVES}", *ALL), ROWS),
    (("query", "--why", "-e", f"CONSTRUCT {{ ?x ?y tg:economy-dz }} {OBSERVES}", *ALL), TRIPLES),
    (("export", "--about", "Algeria", *ALL), ("trig", "nquads", *NETWORKS)),
    (("export", "--about", "Algeria"), ("trig", "nquads")),
    (("export", "--about", "Algeria", "--evidence", *ALL), ("turtle", "ntriples", "jsonld", "rdfxml")),
]
CALLS = [(*words, "--format", format_) for words, formats in ANSWERS for format_ in formats]
# Formats without a place for a mark: the command says so on standard error.
LACKING = [
    *((*("query", "-e", f"SELECT ?x ?y {OBSERVES}"), *ALL, "--format", format_) for format_ in (*ROWS, "xml")),
    *((*("query", "-e", f"CONSTRUCT {{ ?x ?y 1 }} {OBSERVES}"), *ALL, "--format", format_) for format_ in TRIPLES),
    *(("export", "--about", "Algeria", *ALL, "--format", format_) for format_ in ("turtle", "ntriples", "jsonld")),
]
MARK = re.compile(
    r"\[\d+: (?:medium|low) trust\]"  # beside the number of a footnote
    r"|\((?:medium|low)(?: trust)?\)"  # behind a record, or the label of an edge
    r"|of medium or low trust"  # beside a number of records
    r'|"trust": ?"(?:medium|low)"'
    r"|ontology#(?:medium|low)Trust|tgo:(?:medium|low)Trust"
)
# They ask no source, or show no answer of reference by rows.
SILENT = {"completion", "diff", "questions", "reanchor", "tour", "validate", "views"}
ELSEWHERE = {"render", "watch"}  # a picture, tested with the others; a register of records that are all trusted


def named(words: tuple[str, ...]) -> str:
    return " ".join(words)


def test_every_command_that_answers_takes_sources_and_is_tried() -> None:
    answering = {name for name in COMMANDS if any("--sources" in a.names for a in command(name).ARGUMENTS)}
    assert answering == set(COMMANDS) - SILENT
    assert {words[0] for words in CALLS} == answering - ELSEWHERE


def test_every_format_of_such_a_command_is_tried() -> None:
    tried: dict[str, set[str]] = {}
    for words in (*CALLS, *LACKING):
        tried.setdefault(words[0], set()).add(words[-1])
    for name, formats in tried.items():
        choices = next(a.choices for a in command(name).ARGUMENTS if "--format" in a.names)
        assert formats == {*(choices or ())} - {"parquet-edges"}  # read back by its own test


@pytest.mark.parametrize("words", CALLS, ids=named)
def test_a_record_of_little_trust_is_marked(run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = run(*words)
    assert code == 0
    assert MARK.search(" ".join(out.split()))


@pytest.mark.parametrize("words", LACKING, ids=named)
def test_a_format_without_a_place_for_marks_has_a_line_on_them(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert code == 0
    assert MARK.search(out) is None
    says = {
        "query": "on records of medium or low trust; --why marks them\n",
        "export": "some records of reference have medium or low trust; --evidence marks them\n",
    }
    assert says[words[0]] in err


def test_an_edge_of_a_table_of_columns_is_marked(run: Run, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "edges.parquet"
    assert run("export", "--about", "Algeria", *ALL, "--format", "parquet-edges", "-o", str(file))[0] == 0
    assert MARK.search(str(parquet.read_table(file).to_pydict()))
