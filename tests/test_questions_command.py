"""`questions` and `completion`: what can be asked by name, for people, programs and shells."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tradegraph.answer.questions import question_names, read_question, read_questions
from tradegraph.cli.commands import COMMANDS

Run = Callable[..., tuple[int, str, str]]


def test_every_question_is_listed_with_what_it_asks_and_takes(run: Run) -> None:
    code, out, err = run("questions")
    assert (code, err) == (0, "")
    header, *rows = [line.split("\t") for line in out.splitlines()]
    assert header == ["name", "question", "parameters", "example"]
    assert [row[0] for row in rows] == question_names()
    for row, question in zip(rows, read_questions(), strict=True):
        assert row[1] == question.question
        assert all(f"{param.name} ({param.type}" in row[2] for param in question.params)
        assert row[3].startswith(f"tradegraph ask {question.id}")


def test_json_and_csv_say_the_same_as_tsv(run: Run) -> None:
    header, *rows = [line.split("\t") for line in run("questions")[1].splitlines()]
    expected = [dict(zip(header, row, strict=True)) for row in rows]
    assert json.loads(run("questions", "--format", "json")[1]) == expected
    assert list(csv.DictReader(io.StringIO(run("questions", "--format", "csv")[1]))) == expected


def test_the_table_names_every_question(run: Run) -> None:
    code, out, _ = run("questions", "--format", "table")
    assert code == 0
    assert all(name in out for name in question_names())


def test_one_question_is_its_file(run: Run) -> None:
    assert run("questions", "signatories") == (0, read_question("signatories").text, "")


@pytest.mark.parametrize("name", ["signatory", "../checks/blank-node", "signatories.rq", "SIGNATORIES"])
def test_an_unknown_question_gets_the_nearest(run: Run, name: str) -> None:
    for words in (("questions", name), ("ask", name)):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err.startswith(f"tradegraph: there is no question '{name}'; ")
        assert "'tradegraph questions' lists them" in err


def test_a_name_that_could_steer_a_terminal_is_spelt_out_and_cut(run: Run) -> None:
    assert run("ask", "sig\x1b[31m")[2].startswith("tradegraph: there is no question 'sig\\x1b[31m'; ")
    assert len(run("ask", "x" * 5000)[2]) < 400


def test_a_misspelt_question_gets_the_right_one(run: Run) -> None:
    assert "did you mean signatories" in run("ask", "signatorys")[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_shell_completes_commands_and_questions(run: Run, shell: str) -> None:
    code, out, err = run("completion", shell)
    assert (code, err) == (0, "")
    for name in (*COMMANDS, *question_names()):
        assert name in out


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_shell_itself_can_read_its_script(run: Run, shell: str) -> None:
    if not (path := shutil.which(shell)):
        pytest.skip(f"{shell} is not installed")
    script = run("completion", shell)[1]
    assert subprocess.run([path, "-n"], input=script, capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("ask", "office-hol"), ["office-holder", "office-holders"]),
        (("ask", "office-holder", ""), ["office=", "day="]),
        (("ask", "office-holder", "of"), ["office="]),
        (("ask", "--format", "csv", "office-holder", "d"), ["day="]),
        (("ask", "nothing", ""), []),
        (("read", "wto"), ["wto-public-forum-2022"]),
        (("export", "--article", "wco"), ["wco-wto-mou-2025"]),
        (("compare", "wco-wto-mou-2025", "wto"), ["wto-public-forum-2022"]),
        (("render", "sig"), ["signatories"]),
    ],
)
def test_bash_offers_parameters_articles_and_views(run: Run, typed: tuple[str, ...], offered: list[str]) -> None:
    if not (path := shutil.which("bash")):
        pytest.skip("bash is not installed")
    words = " ".join(f"'{word}'" for word in ("tradegraph", *typed))
    asked = f'COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _tradegraph; printf "%s\\n" "${{COMPREPLY[@]}}"'
    script = run("completion", "bash")[1] + asked
    found = subprocess.run([path, "-c", script], capture_output=True, text=True, check=False)
    assert (found.stdout.split(), found.stderr) == (offered, "")
