"""What a person at a terminal sees: tables, colours where they are wanted, and nothing in data that steers it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tradegraph import paths

Run = Callable[..., tuple[int, str, str]]

HOSTILE = Path(__file__).parent / "cases" / "hostile"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7])(?:;\d+)*m")
ESCAPE = "\x1b"


def at_a_terminal(command: list[str], environment: dict[str, str], stream: str = "stdout") -> str:
    """What a process writes to a terminal, and how it ends a line there."""
    master, slave = os.openpty()
    child = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=slave if stream == "stdout" else subprocess.DEVNULL,
        stderr=slave if stream == "stderr" else subprocess.DEVNULL,
    )
    os.close(slave)
    chunks = []
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # EIO: how Linux says that nobody writes to the terminal any more
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(master)
    assert child.wait(timeout=60) == 0
    return b"".join(chunks).decode("utf-8").replace("\r\n", "\n")


@pytest.fixture
def terminal(program: str, environment: dict[str, str]) -> Callable[..., str]:
    """Calls the program at a terminal of 100 columns that knows colours."""

    def call(*words: str, **settings: str) -> str:
        return at_a_terminal([program, *words], environment | {"TERM": "xterm-256color", "COLUMNS": "100"} | settings)

    return call


def test_a_terminal_gets_a_table_with_footnotes_and_a_pipe_gets_tsv(run: Run, terminal: Callable[..., str]) -> None:
    shown = terminal("show", "WCO", TERM="dumb")
    assert "World Customs Organization (also: " in shown
    assert re.search(r"^\[1\] \S", shown, re.MULTILINE)
    piped = run("show", "WCO")[1]
    assert piped.splitlines()[0] == "relation\tvalue\tfrom\tevidence"
    assert ESCAPE not in piped


def test_a_query_at_a_terminal_is_a_table_with_short_names(terminal: Callable[..., str]) -> None:
    shown = terminal("query", "-e", "SELECT ?party { ?party tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?party")
    assert "tg:wco" in shown
    assert "https://" not in shown


def test_a_terminal_that_knows_colours_gets_them(terminal: Callable[..., str]) -> None:
    assert COLOUR.search(terminal("ask", "signatories"))


def test_no_color_is_respected(terminal: Callable[..., str]) -> None:
    assert not COLOUR.search(terminal("ask", "signatories", NO_COLOR="1"))


def test_a_dumb_terminal_gets_plain_characters(terminal: Callable[..., str]) -> None:
    assert ESCAPE not in terminal("ask", "signatories", TERM="dumb")


def test_no_cell_is_cut_off_on_a_narrow_terminal(terminal: Callable[..., str]) -> None:
    shown = terminal("ask", "signatories", "agreement=MoU", COLUMNS="40", TERM="dumb")
    assert "…" not in shown
    for word in ("Ngozi", "Okonjo-Iweala", "Saunders", "2025-01-21"):
        assert word in shown


def test_the_tour_shows_its_progress_on_standard_error_only_at_a_terminal(
    program: str, environment: dict[str, str], tmp_path: Path
) -> None:
    shown = at_a_terminal([program, "tour", "-o", str(tmp_path / "tour")], environment | {"TERM": "xterm"}, "stderr")
    assert "checking it" in shown or "writing it" in shown


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped ontology with an invented world of hostile names in place of the data."""
    assert len(list(HOSTILE.glob("*.trig"))) == 1
    monkeypatch.setattr(paths, "DATA", str(HOSTILE))
    monkeypatch.setattr(paths, "ARTICLES", str(HOSTILE / "none"))


HOSTILE_CALLS = [
    ("show", "tg:storm-guild"),
    ("show", "tg:calm-pact"),
    ("show", "storm-log-3022#u1"),
    ("ask", "parties"),
    ("cite", "tg:storm-guild", "?", "?"),
    ("cite", "?", "?", "?"),
    ("read", "storm-log-3022"),
    ("query", "-e", "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"),
]


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("words", HOSTILE_CALLS, ids=" ".join)
def test_a_table_shows_hostile_names_as_they_are_spelt(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words, "--format", "table")
    assert code == 0
    assert steering(out + err) == set()
    if "storm-guild" in "".join(words):  # markup and emoji names are text like any other
        assert "[red]" in out.replace("\n", "")
        assert ":smile:" in out


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("words", [words for words in HOSTILE_CALLS if words[0] != "query"], ids=" ".join)
@pytest.mark.parametrize("format_", ["tsv", "csv", "json"])
def test_no_other_format_carries_hostile_characters(run: Run, words: tuple[str, ...], format_: str) -> None:
    if words[0] == "read" and format_ != "tsv":
        words, format_ = (*words, "--unit", "2"), "tsv"
    code, out, _ = run(*words, "--format", format_)
    assert code == 0
    assert steering(out) <= {"\t", "\r"}
    if format_ == "json":
        json.loads(out)


@pytest.mark.usefixtures("hostile")
def test_a_message_about_hostile_names_is_harmless(run: Run) -> None:
    code, out, err = run("show", "a b")
    assert (code, out) == (2, "")
    assert steering(err) == set()
    assert "did you mean Storm" in err


@pytest.mark.parametrize(
    "words",
    [
        ("query", "--format", "tsv", "-e", "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"),
        ("query", "--format", "xml", "-e", "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"),
        ("query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("export", "--format", "trig"),
        ("show", "tg:storm-guild"),
    ],
    ids=" ".join,
)
def test_whatever_is_printed_a_terminal_is_not_steered_by_data(environment: dict[str, str], words: list[str]) -> None:
    code = (
        "import sys; from tradegraph import paths; from tradegraph.cli import process; "
        f"paths.DATA = {str(HOSTILE)!r}; paths.ARTICLES = ''; sys.argv = ['tradegraph', *{list(words)!r}]; process()"
    )
    shown = at_a_terminal([sys.executable, "-c", code], environment | {"TERM": "dumb", "COLUMNS": "100"})
    assert "\\x1b" in shown or "\\u001B" in shown or "&#" in shown
    assert steering(shown) <= {"\t"}


def test_a_pipe_gets_exactly_what_the_query_gives(
    environment: dict[str, str],
) -> None:
    code = "import sys; from tradegraph.cli import main; sys.exit(main(['query', '--format', 'csv', *sys.argv[1:]]))"
    query = r"SELECT ('a\u001Bb' AS ?x) ('=1+1' AS ?y) {}"
    done = subprocess.run(
        [sys.executable, "-c", code, "-e", query], env=environment, capture_output=True, timeout=60, check=True
    )
    assert done.stdout == b"x,y\r\na\x1bb,=1+1\r\n"


def steering(text: str) -> set[str]:
    """The characters of a text that could steer a terminal, line ends left out."""
    return {c for c in text if not c.isprintable() and c != "\n"}
