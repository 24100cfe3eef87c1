"""The grammar of the command line: which words it takes, and how it answers those that it does not take."""

import contextlib
import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph import __version__
from tradegraph.cli.arguments import Args, Argument, read_quickly
from tradegraph.cli.commands import COMMANDS, command
from tradegraph.cli.parsing import read_carefully
from tradegraph.errors import TradeGraphError

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(run: Run, name: str) -> None:
    code, out, err = run(name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: tradegraph {name}")
    assert re.search(rf"^Examples?:\n  tradegraph {name}", out, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_every_argument_of_a_command_with_a_line_of_help(run: Run, name: str) -> None:
    _, out, _ = run(name, "--help")
    for argument in command(name).ARGUMENTS:
        assert argument.help, f"{name}: {argument.names} has no help"
        for shown in argument.names if not argument.positional else [argument.metavar or argument.choices[0]]:
            assert shown in out


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)])
def test_the_program_lists_its_commands(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    for name in COMMANDS:
        assert re.search(rf"^ +{name}\b", out, re.MULTILINE)


@pytest.mark.parametrize("words", [("--version",), ("-V",), ("--version", "ask")])
def test_the_version_is_told(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words) == (0, f"tradegraph {__version__}\n", "")


@pytest.mark.parametrize(
    ("typed", "near"), [("aks", "ask"), ("exprot", "export"), ("question", "questions"), ("validat", "validate")]
)
def test_an_unknown_command_gets_the_nearest_one(run: Run, typed: str, near: str) -> None:
    code, out, err = run(typed)
    assert (code, out) == (2, "")
    assert err.startswith(f"tradegraph: there is no command '{typed}'; did you mean {near}")
    assert err.count("\n") == 1


def test_an_option_may_be_abbreviated(run: Run) -> None:
    assert run("show", "WCO", "--form", "csv") == run("show", "WCO", "--format", "csv")


def test_an_abbreviation_that_could_be_two_options_is_refused(run: Run) -> None:
    code, out, err = run("reanchor", "changed.txt", "--articl", "x")
    assert (code, out) == (2, "")
    assert "could match --article, --articles" in err


@pytest.mark.parametrize("option", ["--format", "--form"])
def test_options_may_stand_between_parameters(run: Run, option: str) -> None:
    between = run("ask", "office-holder", "office=WTO Director-General", option, "csv", "day=2025-01-21")
    after = run("ask", "office-holder", "office=WTO Director-General", "day=2025-01-21", "--format", "csv")
    assert between == after
    assert between[0] == 0


def test_what_follows_two_dashes_is_no_option(run: Run) -> None:
    code, _, err = run("show", "--", "--format")
    assert code == 2
    assert "nothing is called '--format'" in err


def test_whatever_a_message_quotes_stays_one_line_that_steers_no_terminal(run: Run) -> None:
    code, out, err = run("show", "a\x1b[31mb\nc\u202ed\x9b0m")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()


# One table with an argument of each kind, besides those of the commands.
EVERY_KIND = (
    Argument("first", metavar="FIRST"),
    Argument("rest", metavar="REST", nargs="*"),
    Argument("-o", "--output", metavar="FILE", type=str, default="-"),
    Argument("--count", metavar="N", type=int, default=1),
    Argument("--kind", choices=("red", "green"), metavar="KIND"),
    Argument("--loud", nargs=0),
)
TABLES = {name: command(name).ARGUMENTS for name in COMMANDS} | {"every-kind": EVERY_KIND}
VALUES = [
    "",
    "-",
    "--",
    "?",
    "a=b",
    "2",
    "-3",
    "0.5",
    "x y",
    "-x y",
    "table",
    "tsv",
    "turtle",
    "red",
    "é",
    "\udcff",
    "-h",
]


def words_for(table: tuple[Argument, ...]) -> st.SearchStrategy[list[str]]:
    options = [name for argument in table if not argument.positional for name in argument.names]
    choices = [value for argument in table for value in argument.choices or ()]
    value = st.sampled_from(VALUES + choices)
    word = st.one_of(value, st.sampled_from(options or ["--none"]))
    joined = st.builds(lambda name, text: f"{name}={text}", st.sampled_from(options or ["--none"]), value)
    pair = st.tuples(st.sampled_from(options or ["--none"]), value)
    return st.lists(st.one_of(word.map(lambda w: (w,)), joined.map(lambda w: (w,)), pair), max_size=5).map(
        lambda groups: [word for group in groups for word in group]
    )


class Module:
    """A command as the parser takes it."""

    SUMMARY = "an invented command"
    EXAMPLES = ("tradegraph invented",)

    def __init__(self, table: tuple[Argument, ...]) -> None:
        self.ARGUMENTS = table


@pytest.mark.parametrize("name", sorted(TABLES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_quick_reading_is_that_of_argparse(name: str, data: st.DataObject) -> None:
    table = TABLES[name]
    words = data.draw(words_for(table))
    quick = read_quickly(table, words)
    if quick is None:  # then argparse decides
        return
    careful = read_carefully(name, Module(table), words)  # type: ignore[arg-type]
    assert careful is not None
    assert vars(quick) == vars(careful)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("query", ["-e", "ASK {}"]),
        ("query", ["--timeout", "3", "my.rq", "--format=csv"]),
        ("ask", ["signatories", "agreement=MoU", "--format", "json"]),
        ("show", ["WCO"]),
        ("cite", ["?", "?", "WCO"]),
    ],
)
def test_ordinary_calls_are_read_quickly(name: str, words: list[str]) -> None:
    assert isinstance(read_quickly(command(name).ARGUMENTS, words), Args)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=4))
def test_no_words_lead_to_anything_but_values_help_or_one_line(words: list[str]) -> None:
    with contextlib.suppress(TradeGraphError):
        found = read_carefully("every-kind", Module(EVERY_KIND), words)  # type: ignore[arg-type]
        assert found is None or found.first is not None


def test_an_argument_that_no_table_has_is_an_error_of_ours() -> None:
    with pytest.raises(AttributeError):
        _ = Args().nothing


def test_the_words_of_the_process_are_read_where_none_are_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tradegraph.cli import main

    monkeypatch.setattr(sys, "argv", ["tradegraph", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"tradegraph {__version__}\n"
