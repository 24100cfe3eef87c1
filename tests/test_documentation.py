"""Tests read the documentation: all there is stands in it, all that stands in it is there, and its examples work."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tradegraph.answer.questions import question_names, read_questions
from tradegraph.cli.commands import COMMANDS, command
from tradegraph.dataset import formats

Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("ontology/*.md")])
README = ROOT / "README.md"
COMMANDS_PAGE, QUESTIONS_PAGE = ROOT / "docs" / "commands.md", ROOT / "docs" / "questions.md"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_pages_are_there() -> None:
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "ontology/README.md"} <= {
        *map(name_of, PAGES)
    }
    assert {"docs/commands.md", "docs/questions.md", "docs/segmenters.md"} <= {*map(name_of, PAGES)}


# What there is, is documented.


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_option_and_format_is_documented(name: str) -> None:
    page = text_of(COMMANDS_PAGE)
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert section, f"docs/commands.md lacks {name}"
    for argument in command(name).ARGUMENTS:
        names = argument.names if not argument.positional else (argument.metavar or argument.choices[0],)
        for shown in (*names, *(argument.choices or ())):
            assert shown in section, f"docs/commands.md, {name}: lacks {shown}"


def test_the_readme_names_every_command() -> None:
    said = text_of(README)
    assert [name for name in COMMANDS if not re.search(rf"(tradegraph|scripts/){re.escape(' ')}?{name}\b", said)] == []


def test_every_rdf_format_is_documented() -> None:
    assert [name for name in formats.FORMATS if name not in text_of(COMMANDS_PAGE)] == []


def test_every_question_is_documented_with_its_parameters() -> None:
    page = text_of(QUESTIONS_PAGE)
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == question_names()
    for question in read_questions():
        section = page.partition(f"\n## {question.id}\n")[2].partition("\n## ")[0]
        assert " ".join(question.question.split()) in " ".join(section.split())
        assert question.none in section
        for param in question.params:
            assert f"`{param.name}` ({param.type}" in section


def test_the_changelog_speaks_of_ontology_data_questions_and_code() -> None:
    releases = re.split(r"^## ", text_of(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert releases
    for release in releases:
        assert re.findall(r"^### (.*)$", release, re.MULTILINE) == ["Ontology", "Data", "Questions", "Code"]


# What is documented, is there.

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PLACEHOLDER = re.compile(r"\.\.\.|\b(?:COMMAND|NAME|DIR|FILE|SLUG|ENTITY|ARTICLE|N)\b|param=|<")


def blocks(path: Path, *languages: str) -> Iterator[str]:
    for language, body in FENCE.findall(text_of(path)):
        if language in languages:
            yield body


def calls_in(path: Path) -> Iterator[str]:
    """Every call of the program on a page: lines of shell blocks and transcripts, and spans of code."""
    for body in blocks(path, "sh", "console", "bash"):
        for line in body.splitlines():
            typed = line.removeprefix("$ ").partition("  #")[0].strip()
            if typed.startswith("tradegraph "):
                yield typed
    for span in SPAN.findall(FENCE.sub("", text_of(path))):
        if span.startswith("tradegraph "):
            yield span


ALL_CALLS = sorted({(call, name_of(path)) for path in PAGES for call in calls_in(path)})


def test_there_are_calls_to_try() -> None:
    assert len(ALL_CALLS) > 60


@pytest.mark.parametrize(("call", "page"), ALL_CALLS, ids=lambda value: str(value).replace("tradegraph ", "")[:60])
def test_every_command_and_question_that_is_named_exists(call: str, page: str) -> None:
    words = call.split()
    assert words[1] in (*COMMANDS, "--help", "--version", "COMMAND"), f"{page}: {call}"
    if words[1:2] in (["ask"], ["questions"]) and len(words) > 2 and not words[2].startswith("-"):
        assert words[2] in (*question_names(), "NAME"), f"{page}: {call}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(FENCE.sub("", text_of(page))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)}: {link}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", text_of(target), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings], link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_of_the_repository_that_is_named_exists(page: Path) -> None:
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for span in SPAN.findall(FENCE.sub("", text_of(page))):
        found = re.fullmatch(r"((?:[\w.-]+/)+[\w.-]*)", span)
        if found and found.group(1).split("/")[0] in tops - {"tour", "build", "dist"}:
            assert (ROOT / found.group(1)).exists(), f"{name_of(page)}: {span}"


# What it tells people to type, works.


def examples_of_help() -> list[tuple[str, str]]:
    return [(example, f"{name} --help") for name in COMMANDS for example in command(name).EXAMPLES]


def program_examples() -> list[tuple[str, str]]:
    from tradegraph.cli.parsing import everything

    lines = (everything().epilog or "").splitlines()
    return [(line.strip(), "--help") for line in lines if line.startswith("  tradegraph ")]


def is_whole(call: str) -> bool:
    """Whether a call is an example, not a pattern with words to be replaced."""
    return not PLACEHOLDER.search(call.partition(" > ")[0].partition(" < ")[0])


TYPED = sorted(dict([*ALL_CALLS, *examples_of_help(), *program_examples()]).items())
TO_RUN = [(call, where) for call, where in TYPED if is_whole(call)]

QUERY = "CONSTRUCT { ?party tgo:isPartyTo ?what } WHERE { ?party tgo:isPartyTo ?what }"
ROWS = "SELECT ?party WHERE { ?party tgo:isPartyTo ?what } ORDER BY ?party"
MINE = "@prefix ex: <https://zephyria.example/> . ex:guild ex:weighs ex:cloud ."


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the files that examples speak of."""
    (tmp_path / "my.rq").write_text(ROWS, encoding="utf-8")
    for name in ("changed.txt", "new.txt"):
        (tmp_path / name).write_text("Nothing is left of it.\n", encoding="utf-8")
    (tmp_path / "mine.ttl").write_text(MINE, encoding="utf-8")
    (tmp_path / "more.trig").write_text(MINE.replace("cloud", "fog"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make_repository(folder: Path) -> None:
    """Two commits of a folder of data, the first of them tagged."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git on this machine")
    (folder / "data").mkdir()
    who = ("-c", "user.name=Ada Nimbus", "-c", "user.email=ada@zephyria.example", "-c", "commit.gpgsign=false")
    for content, last in ((MINE, ("tag", "v0.1.0")), (MINE.replace("cloud", "fog"), ("status",))):
        (folder / "data" / "mine.ttl").write_text(content, encoding="utf-8")
        for step in (("init", "--quiet"), ("add", "data"), ("commit", "--quiet", "--message", "data"), last):
            subprocess.run([git, *who, *step], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(("call", "where"), TO_RUN, ids=lambda value: str(value).replace("tradegraph ", "")[:60])
def test_every_example_runs(
    run: Run,
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    call: str,
    where: str,
) -> None:
    if "~/articles" in call:
        texts = Path(request.getfixturevalue("article_texts"))
        copied = workplace / "articles"
        shutil.copytree(texts, copied)
        shutil.copy(min(copied.iterdir()), copied / "mou.txt")
        call = call.replace("~/articles", str(copied))
    if "--construct my.rq" in call:
        (workplace / "my.rq").write_text(QUERY, encoding="utf-8")
    if call.startswith("tradegraph diff"):
        make_repository(workplace)
    typed, _, given = call.partition(" > ")[0].partition(" < ")
    if given:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((workplace / given).read_bytes())))
    words = shlex.split(typed)
    code, out, err = run(*words[1:])
    assert code == 0 or (code == 1 and words[1] in ("diff", "reanchor", "validate")), f"{where}: {call}\n{err}"
    assert out or "-o" in words


def test_the_transcripts_are_what_comes_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = 0
    for path in PAGES:
        for body in blocks(path, "console"):
            typed, _, shown = body.partition("\n")
            call = shlex.split(typed.removeprefix("$ "))
            monkeypatch.setenv("COLUMNS", "80")
            code, out, _ = run(*call[1:], "--format", "table")
            assert code == 0
            assert lines_of(shown) == lines_of(out), name_of(path)
            found += 1
    assert found


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("page", [page for page in PAGES if "```sparql" in text_of(page)], ids=name_of)
def test_every_query_on_a_page_has_an_answer(run: Run, page: Path) -> None:
    for body in blocks(page, "sparql"):
        code, out, _ = run("query", "-e", body)
        assert code == 0, name_of(page)
        assert len(out.splitlines()) > 1


@pytest.mark.parametrize("page", [page for page in PAGES if "```python" in text_of(page)], ids=name_of)
def test_every_piece_of_python_on_a_page_runs(page: Path, environment: dict[str, str], tmp_path: Path) -> None:
    for body in blocks(page, "python"):
        done = subprocess.run(
            [sys.executable, "-c", body], env=environment, cwd=tmp_path, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{name_of(page)}: {done.stderr.decode()}"
        assert done.stdout


# The pages that are made are what they are made from.


def test_the_made_pages_are_up_to_date(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "document", "--check"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_made_pages_come_out_the_same_and_a_difference_is_noticed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "docs").mkdir()
    script = shutil.copy(ROOT / "scripts" / "document", tmp_path / "scripts")

    def document(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, script, *words],
            env=environment | settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    missing = document("--check")
    assert missing.returncode == 1
    assert missing.stderr.splitlines() == [
        "docs/commands.md is out of date; run scripts/document",
        "docs/questions.md is out of date; run scripts/document",
    ]
    assert document(COLUMNS="37", PYTHONHASHSEED="5").returncode == 0
    for page in (COMMANDS_PAGE, QUESTIONS_PAGE):
        assert (tmp_path / "docs" / page.name).read_bytes() == page.read_bytes()
    (tmp_path / "docs" / "commands.md").write_text("changed", encoding="utf-8")
    assert document("--check").returncode == 1


# Nothing in the repository that does not belong there.


def files_of_the_repository() -> list[Path]:
    """What is tracked, and what would be: files that are new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not any(p.startswith(".") for p in path.parts)]


def readable(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def repository() -> dict[str, str]:
    found = {name_of(path): readable(path) for path in files_of_the_repository()}
    assert len(found) > 100
    return found


def test_no_file_names_a_place_on_one_machine(repository: dict[str, str]) -> None:
    # Put together here, so that this file does not name them itself.
    places = [
        "/" + "work/main",
        "/" + "work/shared",
        "/" + "root/",
        tempfile.gettempdir() + "/" + "w/",
        str(ROOT) + "/",
    ]
    found = [(name, place) for name, text in repository.items() for place in places if place in text]
    assert found == []


def test_no_file_names_a_package_index(repository: dict[str, str]) -> None:
    signs = ["index" + "-url", "INDEX" + "_URL", "find" + "-links", "pypi" + ".org/simple", "arti" + "factory"]
    found = [(name, sign) for name, text in repository.items() for sign in signs if sign in text]
    assert found == []


RUN_LENGTH = 9


def runs_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[\w%'-]+", text.replace("\u2019", "'").lower())
    return zip(*(words[start:] for start in range(RUN_LENGTH)), strict=False)


def test_no_nine_words_in_a_row_are_an_articles(repository: dict[str, str], article_texts: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(article_texts).glob("*.txt"))]
    assert len(texts) == 2
    known = {run for text in texts for run in runs_of_words(text)}
    assert len(known) > 1000
    found = [(name, " ".join(run)) for name, text in repository.items() for run in runs_of_words(text) if run in known]
    assert [name for name, _ in found] == [], "copied words; say it in other words"
