"""Whatever is asked wrongly gets one clear line and exit 2: no traceback, no half answer, no touched file."""

import csv
import io
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

Run = Callable[..., tuple[int, str, str]]

BAD = Path(__file__).parent / "cases" / "bad-input"
MOST = 600  # characters of a line that a person still reads


class Call(NamedTuple):
    """A wrong call, and what its line must tell."""

    command: str
    exit: int
    tells: str


def read_calls() -> list[Call]:
    with open(BAD / "commands.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Call(row["command"], int(row["exit"]), row["tells"]) for row in rows]


CALLS = read_calls()
FOLDERS = sorted(path.name for path in BAD.iterdir() if (path / "cases.tsv").is_file())


def table(folder: str) -> list[dict[str, str]]:
    with open(BAD / folder / "cases.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_at_least_70_wrong_calls_and_none_twice() -> None:
    assert len(CALLS) >= 70
    assert len({call.command for call in CALLS}) == len(CALLS)


def test_there_are_at_least_200_bad_inputs() -> None:
    assert len(CALLS) + sum(len(table(folder)) for folder in FOLDERS) >= 200


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the bad files, an empty folder, a link to nothing, and nothing on standard input."""
    for path in (BAD / "commands").iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "folder" / "none")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def is_one_line(err: str) -> bool:
    line = err.removesuffix("\n")
    return err.endswith("\n") and line.isprintable() and line.startswith("tradegraph: ") and "Traceback" not in line


@pytest.mark.parametrize("call", CALLS, ids=[call.command for call in CALLS])
def test_a_wrong_call_gets_one_line(run: Run, workplace: Path, call: Call) -> None:
    before = contents(workplace)
    code, out, err = run(*shlex.split(call.command))
    assert (code, out) == (call.exit, "")
    assert is_one_line(err)
    assert call.tells in err
    assert len(err) <= MOST
    assert contents(workplace) == before


@pytest.mark.parametrize("name", ["x" * 100_000, "tg:" + "x" * 100_000, "fog " * 25_000], ids=["word", "iri", "words"])
@pytest.mark.parametrize("call", ["show", "ask", "read", "query --format", "export --about", "rank", "ask signatories"])
def test_a_name_of_any_length_gets_a_line_that_a_person_still_reads(run: Run, call: str, name: str) -> None:
    code, out, err = run(*call.split(), name)
    assert (code, out) == (2, "")
    assert is_one_line(err)
    assert "…" in err
    assert len(err) <= 1500


def content_of(folder: str, row: dict[str, str]) -> bytes:
    """The content of a bad file; a recipe is a list of texts, and of pairs of a text and how often it comes."""
    if not row["recipe"]:
        return (BAD / folder / row["file"]).read_bytes()
    parts = json.loads(row["recipe"])
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts).encode()


@pytest.mark.parametrize("way", [("query",), ("export", "--construct")], ids=" ".join)
def test_every_bad_query_gets_one_line_from_the_command_line(run: Run, tmp_path: Path, way: tuple[str, ...]) -> None:
    rows = table("query")
    assert len(rows) > 100
    failed = []
    for row in rows[:: 1 if way == ("query",) else 7]:
        file = tmp_path / row["file"]
        file.write_bytes(content_of("query", row))
        code, out, err = run(*way, str(file))
        if (code, out) != (2, "") or not is_one_line(err):
            failed.append((row["file"], code, out[:100], err[:300]))
    assert failed == []


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != "query"])
def test_every_bad_file_gets_one_line_from_validate(run: Run, tmp_path: Path, folder: str) -> None:
    rows = table(folder)
    assert rows
    failed = []
    for row in rows[::5]:  # tests of the reader look at each of them; this looks at the way to the command line
        file = tmp_path / row["file"]
        file.write_bytes(content_of(folder, row))
        code, out, err = run("validate", str(file))
        if (code, out) != (2, "") or not is_one_line(err):
            failed.append((row["file"], code, out[:100], err[:300]))
    assert failed == []


def test_a_target_that_may_not_be_written_is_left_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.ttl"
    file.write_text("kept", encoding="utf-8")
    file.chmod(0o444)
    if os.access(file, os.W_OK):
        pytest.skip("this user may write any file")
    code, out, err = run("export", "--about", "WCO", "-o", str(file))
    assert (code, out) == (2, "")
    assert is_one_line(err)
    assert file.read_text(encoding="utf-8") == "kept"
