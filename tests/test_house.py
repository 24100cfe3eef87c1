"""The rules of the house: small modules and functions, plain names, and one hand in Turtle."""

import ast
import doctest
import importlib
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PYTHON = [*SOURCES, *TESTS]
RDF = sorted([*ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("data/**/*.trig")])
QUERIES = sorted(ROOT.glob("queries/**/*.rq"))

MODULE, FUNCTION = 400, 40
TABLES = 450  # tests with their tables of cases
NOTHING_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}
# What an __init__ holds besides its docstring, and why.
INITS = {
    "tradegraph/__init__.py": "the version, which the build reads",
    "tradegraph/cli/__init__.py": "the entry point, so that --version imports nothing else",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_files_are_found() -> None:
    assert len(SOURCES) > 50
    assert len(TESTS) > 20
    assert len(RDF) > 15
    assert len(QUERIES) > 80


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_modules_have_some_400_lines_at_most() -> None:
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in long.items() if lines > (MODULE if name.startswith("src") else TABLES)} == {}


def test_functions_have_40_lines_at_most() -> None:
    """From the first statement on: what a docstring says of arguments and errors is no length to be saved."""
    long = {}
    for path in PYTHON:
        for function in functions(path):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            if body and (lines := (function.end_lineno or 0) - body[0].lineno + 1) > FUNCTION:
                long[f"{name_of(path)}: {function.name}"] = lines
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [*SOURCES, *(path.parent for path in SOURCES), *TESTS]
    assert [name_of(path) for path in named if path.stem.removeprefix("test_") in NOTHING_NAMES] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "__init__.py"], ids=name_of)
def test_an_init_holds_a_docstring_alone(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree)
    if path.relative_to(ROOT / "src").as_posix() not in INITS:
        assert len(tree.body) == 1


def test_the_exceptions_are_there() -> None:
    assert all((ROOT / "src" / name).is_file() for name in INITS)


@pytest.mark.parametrize("path", [path for path in SOURCES if ">>>" in path.read_text(encoding="utf-8")], ids=name_of)
def test_the_examples_in_docstrings_are_true(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0


def test_enough_examples_stand_in_docstrings() -> None:
    assert sum(path.read_text(encoding="utf-8").count(">>>") for path in SOURCES) >= 30


def test_imports_are_absolute_and_no_exception_is_caught_unnamed() -> None:
    nodes = [(name_of(path), node) for path in PYTHON for node in ast.walk(tree_of(path))]
    assert [name for name, node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []
    assert [name for name, node in nodes if isinstance(node, ast.ExceptHandler) and node.type is None] == []


PREFIX = re.compile(r"^(?:PREFIX\s+([\w-]*):\s*<[^>]*>|@prefix\s+([\w-]*):\s*<[^>]*>\s*\.)\s*$", re.MULTILINE)
# Strings, IRIs and comments, in which a colon is no prefix.
OPAQUE = re.compile(r'"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|(?<![\w:])#.*')
USED = re.compile(r"(?<![\w:])([A-Za-z][\w.-]*)?:(?=[\w%\\-]|[\s,;.)\]}])")


def prefixes_of(text: str) -> list[str]:
    return [first or second for first, second in PREFIX.findall(text)]


def used_prefixes(text: str) -> set[str]:
    return {found or "" for found in USED.findall(OPAQUE.sub(" ", PREFIX.sub("", text)))}


def prefix_faults(text: str) -> list[str]:
    declared, used = prefixes_of(text), used_prefixes(text)
    faults = ["not sorted"] if declared != sorted(set(declared)) else []
    return [*faults, *(f"{name} is not used" for name in declared if name not in used)]


def layout_faults(text: str) -> list[str]:
    """What is wrong with the blanks of a Turtle or TriG file: a blank line after each block, four spaces, no others."""
    faults = [] if text.endswith("\n") and not text.endswith("\n\n") else ["does not end in one line end"]
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1], 1):
        after = lines[number].strip()
        ends = line.endswith((" .", "}")) and not line.startswith(("#", "@", "PREFIX", "BASE"))
        if ends and after not in ("", "}"):
            faults.append(f"line {number}: no blank line after the block")
        if not line.strip() and not after:
            faults.append(f"line {number}: two blank lines")
        if line != line.rstrip() or "\t" in line or (len(line) - len(line.lstrip(" "))) % 4:
            faults.append(f"line {number}: blanks")
    return faults


@pytest.mark.parametrize("path", [*RDF, *QUERIES], ids=name_of)
def test_prefixes_are_sorted_and_only_those_used(path: Path) -> None:
    assert prefix_faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", RDF, ids=name_of)
def test_blocks_are_separated_by_one_blank_line(path: Path) -> None:
    assert layout_faults(path.read_text(encoding="utf-8")) == []


A, B = "PREFIX a: <https://a.example/>\n", "PREFIX b: <https://b.example/>\n"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (f"{A}{B}\na:x b:y a:z .\n", []),
        (f"{B}{A}\na:x b:y a:z .\n", ["not sorted"]),
        (f"{A}{A}\na:x a:y a:z .\n", ["not sorted"]),
        (f'{A}{B}\n# b:x\na:x a:y "b:z" , <b:z> .\n', ["b is not used"]),
        (f"{A}{B}\na:x ^b:y/a:z ?b .\n", []),
    ],
)
def test_the_rule_on_prefixes_can_fail(text: str, faults: list[str]) -> None:
    assert prefix_faults(text) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a:x\n    a:y a:z .\n\na:z a:y a:x .\n", []),
        ("GRAPH a:g {\n    a:x a:y a:z .\n}\n", []),
        ("a:x a:y a:z .\na:z a:y a:x .\n", ["line 1: no blank line after the block"]),
        ("a:x a:y a:z .\n\n\na:z a:y a:x .\n", ["line 2: two blank lines"]),
        ("a:x\n  a:y a:z .\n", ["line 2: blanks"]),
        ("a:x a:y\ta:z . \n", ["line 1: blanks"]),
        ("a:x a:y a:z .", ["does not end in one line end"]),
    ],
)
def test_the_rule_on_layout_can_fail(text: str, faults: list[str]) -> None:
    assert layout_faults(text) == faults


@pytest.mark.parametrize("path", RDF, ids=name_of)
def test_a_comment_after_the_prefixes_says_what_the_file_holds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rest = text[max(found.end() for found in PREFIX.finditer(text)) :].lstrip()
    assert rest.startswith("# ")


@pytest.mark.parametrize("path", QUERIES, ids=name_of)
def test_a_query_has_a_head_named_like_its_file_and_asks_for_named_columns(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    stem = re.sub(r"^\d+-", "", path.stem)
    assert f"#+ id: {stem}\n" in text or f"#+ id: {path.stem}\n" in text
    assert not re.search(r"SELECT\s+(?:DISTINCT\s+)?\*", text)
    if "SELECT" in text and path.parent.name == "questions":
        assert "ORDER BY" in text


def test_the_scripts_can_be_run() -> None:
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file()]
    named = {"bench", "bench-networks", "check", "derive", "document", "fix", "tour"}
    assert named <= {path.name for path in scripts}
    assert [path.name for path in scripts if not os.access(path, os.X_OK)] == []
    assert all(path.read_text(encoding="utf-8").startswith("#!/") for path in scripts)
