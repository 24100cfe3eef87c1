"""What a command leaves in memory: it imports what it needs and nothing more, for imports cost more than the answer."""

import os
import subprocess
import sys

import pytest

# Heavy, or needed only where something goes wrong, is written as a table, or is not RDF at all.
HEAVY = {
    "argparse",
    "contextlib",
    "csv",
    "dataclasses",
    "difflib",
    "inspect",
    "json",
    "logging",
    "matplotlib",
    "networkx",
    "pathlib",
    "pyshacl",
    "pyshifty",
    "rdflib",
    "re",
    "rich",
    "sentencex",
    "shtab",
    "signal",
    "socket",
    "subprocess",
    "tempfile",
    "typing",
    "typing_extensions",
}
PRINT = "import sys; sys.stderr.write(' '.join(sys.modules))"

CALLS = {
    "version": ("--version",),
    "query": ("query", "-e", "SELECT ?party WHERE { ?party tgo:isPartyTo ?agreement } ORDER BY ?party"),
    "query as json": ("query", "--format", "json", "-e", "ASK { ?s ?p ?o }"),
    "query of triples": ("query", "--format", "ntriples", "-e", "CONSTRUCT WHERE { tg:wco tgo:isPartyTo ?what }"),
    "ask": ("ask", "signatories", "agreement=MoU"),
    "show": ("show", "WCO"),
    "cite": ("cite", "WCO", "tgo:isPartyTo", "?"),
}
EXPECTED = {name: {"tradegraph", "tradegraph.cli"} for name in CALLS} | {"version": {"tradegraph", "tradegraph.errors"}}


def modules_after(code: str, environment: dict[str, str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {PRINT}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.split())


@pytest.fixture(scope="module")
def bare(environment: dict[str, str]) -> set[str]:
    """What the interpreter and the engine import by themselves."""
    return modules_after("import pyoxigraph, os, io", environment)


@pytest.mark.parametrize("name", CALLS)
def test_a_command_imports_nothing_heavy(name: str, environment: dict[str, str], bare: set[str]) -> None:
    call = f"from tradegraph.cli import main; assert main({list(CALLS[name])!r}) == 0"
    loaded = modules_after(call, environment)
    assert loaded >= EXPECTED[name]
    assert (loaded - bare) & HEAVY == set()


def test_what_reference_adds_is_found_and_told_with_nothing_heavy(environment: dict[str, str], bare: set[str]) -> None:
    lists = os.path.join(os.path.dirname(__file__), "cases", "reference")
    words = ["ask", "office-holder", "office=WTO Director-General", "day=2020-10-15"]
    call = (
        f"from tradegraph import paths; paths.REFERENCE = {lists!r}; from tradegraph.cli import main; main({words!r})"
    )
    loaded = modules_after(call, environment)
    assert {"tradegraph.dataset.reach", "tradegraph.dataset.patterns"} <= loaded
    assert (loaded - bare) & HEAVY == set()


def test_the_version_needs_no_engine(environment: dict[str, str]) -> None:
    loaded = modules_after("from tradegraph.cli import main; assert main(['--version']) == 0", environment)
    assert {name for name in loaded if name.startswith("tradegraph")} == {
        "tradegraph",
        "tradegraph.cli",
        "tradegraph.errors",
    }
    assert "pyoxigraph" not in loaded


def test_a_command_imports_no_other_command(environment: dict[str, str]) -> None:
    loaded = modules_after("from tradegraph.cli import main; assert main(['query', '-e', 'ASK {}']) == 0", environment)
    assert "tradegraph.cli.query" in loaded
    for other in ("ask", "show", "tour", "validate", "export", "parsing", "why"):
        assert f"tradegraph.cli.{other}" not in loaded
    assert not any(name.startswith("tradegraph.answer") for name in loaded)


def test_the_list_of_heavy_modules_means_something(environment: dict[str, str], bare: set[str]) -> None:
    loaded = modules_after("from tradegraph.cli import main; assert main(['show', '--help']) == 0", environment)
    assert {"argparse", "re"} <= (loaded - bare) & HEAVY
