"""A networkx backend that the user names is the one that computes."""

import os
import re
import subprocess
import sys

import networkx as nx
import pytest

from tradegraph.analyse.backends import told

BACKEND = """
import networkx as nx

class Backend:
    '''Does what networkx does, and says on standard output that it was asked.'''

    @staticmethod
    def convert_from_nx(graph, *args, **kwargs):
        found = graph.__class__(graph)
        found.__networkx_backend__ = "abacus"
        return found

    @staticmethod
    def convert_to_nx(result, *args, **kwargs):
        return result

    @staticmethod
    def pagerank(graph, *args, **kwargs):
        print("pagerank")
        return {node: 1 / len(graph) for node in graph}

    def __getattr__(self, name):
        if name not in ("betweenness_centrality", "closeness_centrality", "eigenvector_centrality", "predecessor"):
            raise AttributeError(name)
        function = nx.utils.backends._registered_algorithms[name].orig_func

        def told(*args, **kwargs):
            print(name)
            return function(*args, **kwargs)

        return told

backend = Backend()
"""
SCRIPT = """
import networkx as nx
from tradegraph.analyse.path import find_paths
from tradegraph.analyse.rank import rank
from tradegraph.dataset.loading import load_shipped
from tradegraph.network.project import project
graph = project(load_shipped(), "institutions")
for measure in ("pagerank", "betweenness", "closeness", "eigenvector"):
    rank(graph, measure)
find_paths(graph, *list(graph)[:2])
"""


@pytest.fixture
def abacus(tmp_path: os.PathLike[str]) -> str:
    """A folder with an installed backend of the name abacus."""
    folder = os.fspath(tmp_path)
    os.mkdir(os.path.join(folder, "abacus-1.0.dist-info"))
    files = {
        "abacus_backend.py": BACKEND,
        "abacus-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: abacus\nVersion: 1.0\n",
        "abacus-1.0.dist-info/entry_points.txt": "[networkx.backends]\nabacus = abacus_backend:backend\n",
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return folder


@pytest.mark.parametrize("named", [True, False])
def test_the_backend_of_the_environment_computes_measures_and_paths(abacus: str, named: bool) -> None:
    paths = [abacus, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    environment.pop("NETWORKX_BACKEND_PRIORITY", None)
    if named:
        environment["NETWORKX_BACKEND_PRIORITY_ALGOS"] = "abacus"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
    wanted = ["pagerank", "betweenness_centrality", "closeness_centrality", "eigenvector_centrality", "predecessor"]
    assert done == (wanted if named else [])


def test_the_measures_are_functions_that_networkx_dispatches() -> None:
    for name in ("pagerank", "betweenness_centrality", "closeness_centrality", "eigenvector_centrality", "predecessor"):
        assert name in nx.utils.backends._registered_algorithms
    assert "louvain_communities" in nx.utils.backends._registered_algorithms


PROGRAM = (sys.executable, "-c", "from tradegraph.cli import process; process()")
COMMANDS = (
    ("rank", "pagerank"),
    ("path", "WTO", "WCO"),
    ("groups",),
    ("render", "people"),
    ("export", "--format", "graphml"),
)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_backend_that_is_not_there_is_one_line_and_exit_2(words: tuple[str, ...]) -> None:
    environment = {**os.environ, "NETWORKX_BACKEND_PRIORITY_ALGOS": "zephyr"}
    done = subprocess.run([*PROGRAM, *words], env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "tradegraph: networkx has no backend zephyr; install nx-zephyr, or unset NETWORKX_BACKEND_PRIORITY_ALGOS\n"
    )


def test_a_backend_that_is_broken_is_one_line_and_exit_2(abacus: str) -> None:
    with open(os.path.join(abacus, "abacus_backend.py"), "w", encoding="utf-8") as file:
        file.write("import no_such_module_of_zephyria")
    paths = [abacus, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NETWORKX_BACKEND_PRIORITY": "abacus"}
    done = subprocess.run(
        [*PROGRAM, "rank", "pagerank"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(
        r"tradegraph: networkx's backend abacus can't be loaded \(.*zephyria.*\); mend it, or unset \w+\n", done.stderr
    )


FAILING = """
class Backend:
    @staticmethod
    def convert_from_nx(graph, *args, **kwargs):
        found = graph.__class__(graph)
        found.__networkx_backend__ = "abacus"
        return found

    @staticmethod
    def convert_to_nx(result, *args, **kwargs):
        return result

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)

        def fail(*args, **kwargs):
            raise ZeroDivisionError("a bead is lost")

        return fail

backend = Backend()
"""


@pytest.fixture
def failing(abacus: str) -> dict[str, str]:
    """An environment that names a backend which loads and then fails at whatever it is asked."""
    with open(os.path.join(abacus, "abacus_backend.py"), "w", encoding="utf-8") as file:
        file.write(FAILING)
    paths = [abacus, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NETWORKX_BACKEND_PRIORITY_ALGOS": "abacus"}


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        (("rank", "betweenness"), "betweenness"),
        (("rank", "eigenvector"), "eigenvector"),
        (("groups",), "groups"),
        (("path", "WTO", "WCO"), "shortest paths"),
        (("render", "path", "WTO", "WCO"), "shortest paths"),
    ],
)
def test_a_backend_that_fails_while_it_computes_is_one_line_and_exit_2(
    failing: dict[str, str], words: tuple[str, ...], measure: str
) -> None:
    done = subprocess.run([*PROGRAM, *words], env=failing, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"tradegraph: networkx's backend abacus fails at {measure} (ZeroDivisionError: a bead is lost); "
        "do without it: unset NETWORKX_BACKEND_PRIORITY_ALGOS, or mend it\n"
    )


def test_pictures_and_exports_of_neighbourhoods_ask_no_backend(failing: dict[str, str]) -> None:
    for words in (
        ("render", "around", "Lungu"),
        ("render", "around", "Analytical tools", "--most", "5"),  # begins with a planar layout
        ("export", "--format", "dot", "--about", "Lungu"),
    ):
        subprocess.run([*PROGRAM, *words], env=failing, check=True, capture_output=True)


def test_what_fails_without_a_backend_is_not_blamed_on_one() -> None:
    with pytest.raises(ZeroDivisionError), told("beads"):
        raise ZeroDivisionError


def test_a_backend_that_a_program_named_is_told_with_the_way_out_of_it(failing: dict[str, str]) -> None:
    script = SCRIPT.replace("graph = ", "nx.config.backend_priority.algos = ['abacus']\ngraph = ", 1)
    environment = {name: value for name, value in failing.items() if not name.startswith("NETWORKX")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=False, capture_output=True, text=True)
    last = done.stderr.splitlines()[-1]
    assert "InputError: networkx's backend abacus fails at pagerank" in last
    assert last.endswith("do without it: take it out of networkx.config.backend_priority, or mend it")
