"""Fixtures that tests of several themes share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.answer.names import Names
from tradegraph.articles import Article, read_article, segment
from tradegraph.cli import main
from tradegraph.dataset.loading import load_shipped
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES

if TYPE_CHECKING:
    from tradegraph.diagrams.picture import Picture

BESIDE_THE_REPOSITORY = os.path.join(os.path.dirname(__file__), "..", "..", "shared", "articles")


@pytest.fixture(scope="session")
def article_texts() -> str:
    """The folder with the texts of the real articles, or a skip that says where it was looked for."""
    folder = os.path.abspath(os.environ.get("TRADEGRAPH_ARTICLES") or BESIDE_THE_REPOSITORY)
    if not os.path.isdir(folder):
        pytest.skip(f"no article texts: {folder} is no folder; TRADEGRAPH_ARTICLES names the one that holds them")
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Calls a command in this process: `run("show", "WCO")` gives exit code, standard output and standard error.

    No text is held unless a test names its folder, whatever the environment of the tests says.
    """
    monkeypatch.delenv("TRADEGRAPH_ARTICLES", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")

    def call(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return call


INVENTED = {
    "cloud-weighers": os.path.join(os.path.dirname(__file__), "cases", "articles", "cloud-weighers.txt"),
    "fog-office": os.path.join(os.path.dirname(__file__), "cases", "articles", "fog-office.txt"),
}


@pytest.fixture
def invented_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Puts two invented articles in place of the shipped data; gives their texts by slug.

    Every sentence states that the guild aims at honest scales, each heading nothing. The texts lie in `tmp_path/texts`
    under names that say nothing.
    """
    data, texts = tmp_path / "data", tmp_path / "texts"
    data.mkdir()
    texts.mkdir()
    found = {}
    for number, (slug, path) in enumerate(INVENTED.items()):
        article = read_article(path)
        found[slug] = article.text
        (texts / f"{number}.txt").write_bytes(article.text.encode("utf-8"))
        (data / f"{slug}.trig").write_text(_described(slug, article), encoding="utf-8")
    monkeypatch.setattr(paths, "DATA", str(data))
    monkeypatch.setattr(paths, "ARTICLES", str(data / "none"))
    monkeypatch.setattr(paths, "REFERENCE", str(data / "none"))
    return found


@pytest.fixture
def invented_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts four invented reference lists in place of the shipped ones; the articles stay."""
    monkeypatch.setattr(paths, "REFERENCE", os.path.join(os.path.dirname(__file__), "cases", "reference"))


@pytest.fixture
def no_reference(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Takes the shipped reference lists away."""
    monkeypatch.setattr(paths, "REFERENCE", str(tmp_path / "none"))


def _described(slug: str, article: Article) -> str:
    """An article as TriG: its units, and what they state."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    units, stated = [], []
    for unit in segment(article.text):
        says = unit.kind == "sentence"
        kind = "a tgo:Unit , tgo:StatedGraph" if says else "a tgo:Unit ; tgo:statesNothing tgo:repeatsHeading"
        units.append(
            f"<#u{unit.order}> {kind} ; dcterms:isPartOf <> ; schema:position {unit.order} ; "
            f"tgo:unitKind tgo:{unit.kind} ; oa:start {unit.start} ; oa:end {unit.end} ; "
            f'schema:sha256 "{unit.sha256}" .'
        )
        if says:
            stated.append(f'GRAPH <#u{unit.order}> {{ tg:guild tgo:isMeantBy "the guild"@en ; tgo:aimsAt tg:scales }}')
    return (
        f"BASE <{ARTICLE}{slug}>\n{prefixes}"
        f'GRAPH <{DESCRIPTION_GRAPH}> {{ <> a schema:NewsArticle ; schema:sha256 "{article.sha256}" .\n'
        + "\n".join(units)
        + "}\nGRAPH <https://w3id.org/tradegraph/graph/catalogue> {\n"
        + 'tg:guild skos:prefLabel "Guild of Cloud Weighers"@en . tg:scales skos:prefLabel "Honest scales"@en .\n'
        + f'<> skos:prefLabel "Article on {slug}"@en }}\n'
        + "\n".join(stated)
    )


@pytest.fixture(scope="session")
def program() -> str:
    """The path of the installed console script, for what only a whole process shows."""
    path = os.path.join(os.path.dirname(sys.executable), "tradegraph")
    assert os.path.isfile(path), f"{path} is missing; install the package with: pip install --editable ."
    return path


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a child process: ours, but with no texts, colours or widths of the caller."""
    ours = (
        "TRADEGRAPH_ARTICLES",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "PYTHONIOENCODING",
        "PYTHONUNBUFFERED",
    )
    return {name: value for name, value in os.environ.items() if name not in ours}


@pytest.fixture(scope="session")
def process(program: str, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Calls the console script: `process("show", "WCO", stdout=file)` gives the completed process, as bytes."""

    def call(*words: str, **settings: object) -> subprocess.CompletedProcess[bytes]:
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | settings
        return subprocess.run([program, *words], env=environment, timeout=60, check=False, **given)  # type: ignore[call-overload,no-any-return]

    return call


@pytest.fixture(scope="module")
def dataset() -> tuple[ox.Store, Names]:
    """The articles' graph, and what its things are called."""
    store = load_shipped()
    return store, Names(store)


@pytest.fixture(scope="module")
def draw(dataset: tuple[ox.Store, Names]) -> Callable[..., Picture]:
    """Draws a case such as `path WCO, WTO`; the same picture is drawn once."""
    from tradegraph.diagrams import catalogue  # here: only tests of pictures pay for it

    store, names = dataset
    known: dict[tuple[object, ...], Picture] = {}

    def drawn(case: str, *, again: bool = False, **options: int) -> Picture:
        view, _, entities = case.partition(" ")
        key = (case, *sorted(options.items()))
        if again or key not in known:
            found = [names.entity(name.strip()).value for name in entities.split(",") if name.strip()]
            known[key] = catalogue.draw(view, store, names, found, **options)  # type: ignore[arg-type]
        return known[key]

    return drawn
