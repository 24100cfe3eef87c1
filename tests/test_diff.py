"""`diff` tells what changed in facts: cases in an invented world, every way to name a side, every format."""

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tradegraph.cli import diff as command
from tradegraph.diff import report, size
from tradegraph.diff.comparing import CHANGES
from tradegraph.diff.facts import KINDS

Run = Callable[..., tuple[int, str, str]]

CASES = sorted(path for path in (Path(__file__).parent / "cases" / "diff").iterdir())
HOSTILE = Path(__file__).parent / "cases" / "diff" / "hostile-names"
GUILD = "<https://w3id.org/tradegraph/id/guild>"
OLD = f"{GUILD} <https://w3id.org/tradegraph/ontology#aimsAt> <https://w3id.org/tradegraph/id/fog> ."
NEW = OLD.replace("id/fog", "id/drops")


def expected(case: Path) -> str:
    return (case / "expected.txt").read_text(encoding="utf-8")


def sides(case: Path) -> tuple[str, str]:
    return str(case / "old.trig"), str(case / "new.trig")


def test_there_are_cases_of_every_kind_and_of_every_change() -> None:
    assert len(CASES) == 42
    headings = {line.partition(": ")[0] for case in CASES for line in expected(case).splitlines()}
    headings |= {line.partition(": ")[2].partition(": ")[0] for case in CASES for line in expected(case).splitlines()}
    for kind in KINDS:
        assert any(heading in {f"{kind} {change}" for change in CHANGES} for heading in headings), kind
    for change in CHANGES:
        assert any(heading in {f"{kind} {change}" for kind in KINDS} for heading in headings), change


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_changed_is_told_in_facts(run: Run, case: Path) -> None:
    code, out, err = run("diff", *sides(case))
    assert out == expected(case)
    assert code == (1 if out else 0)
    assert err == ("" if out else f"{case / 'old.trig'} and {case / 'new.trig'}: the same facts\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_side_differs_in_nothing_from_itself(run: Run, case: Path) -> None:
    for side in sides(case):
        assert run("diff", side, side)[:2] == (0, "")


def test_every_format_counts_the_same_facts(run: Run) -> None:
    for case in CASES:
        text, markdown, written = (run("diff", *sides(case), "--format", name) for name in command.FORMATS)
        found = json.loads(written[1])
        assert text[0] == markdown[0] == written[0] == (0 if found["equal"] else 1)
        counts = found["counts"]
        assert text[1].splitlines()[: len(counts)] == counts
        assert markdown[1].splitlines()[: len(counts)] == [f"- {line}" for line in counts]
        for out in (text[1], markdown[1]):
            assert len(out.splitlines()) == (len(counts) + 1 + len(found["changes"]) if counts else 0)


def test_the_formats_of_the_command_are_those_of_the_report() -> None:
    assert command.FORMATS == report.FORMATS


def test_json_says_what_kind_of_change_it_is_and_where_it_stands(run: Run) -> None:
    moved = json.loads(run("diff", *sides(HOSTILE.parent / "moved"), "--format", "json")[1])["changes"]
    assert moved[0] == {
        "change": "moved",
        "kind": "office holder",
        "sentence": "Ada Nimbus, Weigher General of the Guild",
        "units": ["sky-forum-3022#u3"],
        "formerly": ["sky-forum-3022#u2"],
    }
    (record,) = json.loads(run("diff", *sides(HOSTILE.parent / "record-added"), "--format", "json")[1])["changes"]
    assert (record["kind"], record["list"]) == ("membership", "Guild members")


def test_names_come_from_the_side_that_has_the_fact(run: Run, tmp_path: Path) -> None:
    label = f'{GUILD} <http://www.w3.org/2004/02/skos/core#prefLabel> "%s"@en .'
    (tmp_path / "old.ttl").write_text(f"{OLD} {label % 'Old Guild'}", encoding="utf-8")
    (tmp_path / "new.ttl").write_text(f"{OLD.replace('aimsAt', 'promotes')} {label % 'New Guild'}", encoding="utf-8")
    _, out, _ = run("diff", str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"))
    assert "statement retracted: Old Guild: aims at" in out
    assert "statement added: New Guild: promotes" in out


def test_what_neither_side_names_is_called_as_in_the_shipped_data(run: Run, tmp_path: Path) -> None:
    for name, what in (("old.nt", "single-windows"), ("new.nt", "cooperation")):
        said = OLD.replace("id/guild", "id/wco").replace("id/fog", f"id/{what}")
        (tmp_path / name).write_text(said, encoding="utf-8")
    _, out, _ = run("diff", str(tmp_path / "old.nt"), str(tmp_path / "new.nt"))
    assert out.splitlines()[-1] == "statement changed: World Customs Organization: aims at Single windows → Cooperation"


def test_markdown_with_hostile_names_is_a_list_and_nothing_else(run: Run) -> None:
    text = run("diff", *sides(HOSTILE))[1].splitlines()
    _, out, _ = run("diff", *sides(HOSTILE), "--format", "markdown")
    assert all(line == "" or line.startswith("- ") for line in out.splitlines())
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(out)
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} == {
        "bullet_list", "list_item", "paragraph", "inline",
    }  # fmt: skip
    assert {child.type for child in inline} <= {"text", "text_special", "strong_open", "strong_close", "code_inline"}
    shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    assert shown == [line.replace(" [sky-forum-3022#u2]", " (sky-forum-3022#u2)") for line in text if line]


def test_no_format_lets_a_name_steer_a_terminal(run: Run) -> None:
    for name in command.FORMATS:
        out = run("diff", *sides(HOSTILE), "--format", name)[1]
        assert out.replace("\n", "").isprintable()


def test_a_report_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "changes.md"
    case = sides(CASES[0])
    printed = run("diff", *case, "--format", "markdown")
    assert run("diff", *case, "--format", "markdown", "-o", str(file)) == (1, "", "")
    assert file.read_text(encoding="utf-8") == printed[1]


# Files, folders and standard input.


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a folder of data, beside the same as a folder alone, changed."""
    for path, content in (
        ("checkout/data/articles/a.ttl", OLD),
        ("checkout/data/.hidden.ttl", "broken"),
        ("checkout/data/notes.txt", "not RDF"),
        ("checkout/tests/case.ttl", "broken"),
        ("changed/a.nt", NEW),
        ("changed/.git/b.nt", "broken"),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    (tmp_path / "none").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folders")
def test_a_checkout_stands_for_its_data_and_a_folder_for_all_rdf_below_it(run: Run) -> None:
    assert run("diff", "checkout", "checkout/data")[0] == 0
    code, out, _ = run("diff", "checkout", "changed")
    assert (code, out.splitlines()[0]) == (1, "1 statement changed")
    assert run("diff", "changed", "changed/a.nt")[0] == 0


@pytest.mark.usefixtures("folders")
def test_one_side_may_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, code in ((("-", "checkout"), 0), (("changed", "-"), 1)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OLD.encode())))
        assert run("diff", *words)[0] == code


@pytest.mark.usefixtures("folders")
def test_a_fault_in_a_file_of_a_folder_names_the_file(run: Run) -> None:
    Path("changed/b.ttl").write_text("<a> <b", encoding="utf-8")
    code, out, err = run("diff", "checkout", "changed")
    assert (code, out) == (2, "")
    assert err.startswith("tradegraph: changed/b.ttl: line 1, column ")
    assert err.count("\n") == 1


@pytest.mark.usefixtures("folders")
def test_a_pipe_in_a_folder_is_not_waited_for(run: Run) -> None:
    os.mkfifo("changed/pipe.ttl")
    code, out, err = run("diff", "checkout", "changed")
    assert (code, out) == (2, "")
    assert "changed/pipe.ttl: is no regular file" in err


@pytest.mark.usefixtures("folders")
def test_a_side_that_is_too_large_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "MAX_BYTES", 10)
    code, out, err = run("diff", "checkout", "changed")
    assert (code, out) == (2, "")
    assert "checkout: more than 10 bytes of RDF" in err


def test_entangled_blank_nodes_end_at_the_time_limit(run: Run, tmp_path: Path) -> None:
    size = 40
    pairs = [(a, b) for a in range(size) for b in range(size) if a != b]
    file = tmp_path / "clique.nt"
    file.write_text("".join(f"_:b{a} <urn:p> _:b{b} .\n" for a, b in pairs), encoding="utf-8")
    code, out, err = run("diff", str(file), str(file), "--timeout", "1")
    assert (code, out) == (2, "")
    assert "not done within 1 seconds" in err or "more memory" in err


def test_a_folder_that_may_not_be_read_is_named(run: Run, folders: Path) -> None:
    closed = folders / "changed" / "closed"
    closed.mkdir(mode=0)
    if os.access(closed, os.R_OK):
        pytest.skip("this user may read any folder")
    code, out, err = run("diff", "checkout", "changed")
    assert (code, out) == (2, "")
    assert "changed/closed: can't be read" in err
