"""The gate: the shipped dataset, or files of a user, through shapes, checks and evidence to one report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from tradegraph import files, paths, sandbox
from tradegraph.dataset import loading, untrusted
from tradegraph.dataset import screening as _screening  # noqa: F401 - before the fork: the child can open no file
from tradegraph.evidence import gate as evidence
from tradegraph.evidence.offsets import find_text
from tradegraph.evidence.units import read_article_digests, read_units
from tradegraph.validate import checks, shapes, wording
from tradegraph.validate.findings import Report
from tradegraph.validate.locate import Places
from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, PREFIXES, TGO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tradegraph.articles import Article

NOTHING_CHECKED = "evidence: no texts held, nothing was checked"

_IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_READ_SECONDS = 60.0
_READ_MEMORY = 4_000_000_000


def validate_shipped(
    texts: dict[str, Article] | None = None, engine: str = "pyshacl", seconds: float = shapes.SECONDS
) -> Report:
    """The report on the shipped dataset: every shape, every check and, where the texts are held, the evidence.

    Args:
        texts: Articles by the SHA-256 of their file, as `articles.find_articles` gives them; None where none are held.
        engine: One of `shapes.ENGINES`.
        seconds: How long the shapes may take.

    Raises:
        UnknownNameError: There is no such engine, or it is not installed.
        LimitError: Shapes or checks took too long or too much memory.
    """
    shapes.check_engine(engine)
    shipped = _shipped_files()
    store = loading.load_files(shipped)
    loading.merge(store)
    writer = wording.Writer(store, lambda: _shipped_places(shipped))
    ran, found = _run(store, engine, "shipped", seconds)
    proved = evidence.check_evidence(store, texts or {})
    ran += [f"evidence: {line}" for line in proved.lines] if proved.checked else [NOTHING_CHECKED]
    findings = [writer.finding(one) for one in found] + [writer.evidence(one) for one in proved.findings]
    return Report(findings, ran, proved=proved.passed)


def validate_files(
    names: list[str],
    engine: str = "pyshacl",
    seconds: float = shapes.SECONDS,
    texts: dict[str, Article] | None = None,
) -> Report:
    """The report on a user's own files, in any RDF format; nothing is fetched.

    The shipped dataset is at hand, so that things and classes are known, but it is not reported on. A graph that a file
    holds takes the place of the shipped graph of the same name, so that a changed copy of a shipped file can be tried.
    Triples that stand in no graph count as one graph for each file. Units of articles that the files describe or state
    something in are proved like shipped ones, where the texts are held.

    Args:
        names: Files, or `-` for standard input.
        engine: One of `shapes.ENGINES`.
        seconds: How long the shapes may take.
        texts: As `validate_shipped` takes them.

    Raises:
        InputError: A file can't be read, or is not the RDF that it should be.
        UnknownNameError: There is no such engine, or it is not installed.
        LimitError: A file is too large or too deep, or validation took too long or too much memory.
    """
    shapes.check_engine(engine)
    theirs = [quad for name in names for quad in _read(name)]
    known = loading.load_files(_shipped_files())
    for graph in {quad.graph_name for quad in theirs} - {ox.NamedNode(DESCRIPTION_GRAPH)}:
        known.remove_graph(graph)
    scope = _Scope(known, theirs)
    known.extend(theirs)
    known.clear_graph(ox.DefaultGraph())
    loading.merge(known)
    writer = wording.Writer(known, lambda: _user_places(names))
    ran, found = _run(known, engine, "any", seconds)
    ran.insert(0, f"files: {len(names)} read, {len(theirs)} statements{_imports(theirs)}")
    proved = _prove(known, theirs, texts or {})
    findings = [writer.finding(one) for one in found if scope.covers(one)]
    findings += [writer.evidence(one) for one in proved.findings]
    return Report(findings, [*ran, *proved.lines], proved=proved.passed if proved.total else None)


def _imports(theirs: list[ox.Quad]) -> str:
    """What to say of the ontologies that a user's files import, which are not read."""
    count = len({quad.object for quad in theirs if quad.predicate == _IMPORTS})
    return f"; owl:imports of {count} not followed, for nothing is fetched: name the files too" if count else ""


def _prove(known: ox.Store, theirs: list[ox.Quad], texts: dict[str, Article]) -> evidence.EvidenceReport:
    """The evidence check of the units that a user's files describe or state something in."""
    terms = [term for quad in theirs for term in (quad.subject, quad.graph_name)]
    spoken_of = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    units = [unit for unit in read_units(known) if unit.iri in spoken_of]
    held = {iri for iri, sha256 in read_article_digests(known).items() if find_text(texts, sha256) is not None}
    checked = sum(unit.article in held for unit in units)
    line = f"evidence: units checked = {checked}, skipped = {len(units) - checked}"
    if not checked:
        line = NOTHING_CHECKED if units else "evidence: no unit of an article in these files, nothing was checked"
    found = [one for one in evidence.check_evidence(known, texts).findings if one.unit in spoken_of]
    return evidence.EvidenceReport(checked, len(units), len(units) - checked, found, [line])


def _run(store: ox.Store, engine: str, applies: str, seconds: float) -> tuple[list[str], list[wording.Found]]:
    wanted = checks.read_checks(applies)
    named = len(shapes.shape_names(shapes.read_shapes()))
    results = shapes.run_shapes(store, engine, seconds)
    rows = checks.run_checks(store, wanted)
    return [f"shapes: {named} run with {engine}", f"checks: {len(wanted)} run"], [*results, *rows]


def _shipped_files() -> list[str]:
    return [
        *paths.files(paths.ONTOLOGY, ".ttl"),
        *paths.files(paths.DATA, ".trig"),
        *paths.files(paths.ARTICLES, ".trig"),
        *paths.files(paths.REFERENCE, ".trig"),
    ]


class _Scope:
    """What a user's files speak of, so that only they are reported on."""

    def __init__(self, known: ox.Store, theirs: list[ox.Quad]) -> None:
        """Takes the shipped dataset without the user's files, and their quads."""
        loading.merge(known)
        self._before = checks.run_checks(known, checks.read_checks("any"))
        self._known = {str(quad.subject) for quad in known.quads_for_pattern(None, _TYPE, None, None)}
        self._typed = {str(quad.subject) for quad in theirs if quad.predicate == _TYPE}
        self._said = {(str(quad.subject), str(quad.predicate)) for quad in theirs}
        self._said |= {(str(quad.object), str(quad.predicate)) for quad in theirs}

    def covers(self, found: wording.Found) -> bool:
        """Whether a finding is about the user's files.

        A thing of ours that they only mention lacks what our articles say of it, which is no fault of theirs; what
        they say of it themselves is looked at.
        """
        if not isinstance(found, shapes.Result):
            return found not in self._before
        if found.component == shapes.NOT_CHECKED:
            return True
        if _is_style(found) and not found.focus.startswith(f"<{TGO}"):
            return False
        if found.focus in self._typed or found.focus not in self._known:
            return True
        return bool(found.value) and any((found.focus, f"<{iri}>") in self._said for iri in wording.iris(found.path))


def _is_style(found: shapes.Result) -> bool:
    """Whether a shape asks for how the project's own terms are written, which binds no other ontology."""
    return wording.local(found.shape).startswith(("term-", "class-", "module-"))


def _read(name: str) -> Iterable[ox.Quad]:
    """The quads of a user's file, parsed in a process of its own."""
    raw = files.read_bytes(name)
    written = sandbox.run(
        lambda: ox.serialize(untrusted.parse_rdf(raw, name), format=ox.RdfFormat.N_QUADS) or b"",
        _READ_SECONDS,
        _READ_MEMORY,
    )
    graph = ox.NamedNode(_file_graph(name))
    for quad in ox.parse(written, format=ox.RdfFormat.N_QUADS):
        nowhere = isinstance(quad.graph_name, ox.DefaultGraph)
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph) if nowhere else quad


def _file_graph(name: str) -> str:
    return "file:" + quote(name)


def _shipped_places(shipped: list[str]) -> Places:
    places = Places()
    for path in shipped:
        with open(path, encoding="utf-8") as file:
            default = loading.ontology_graph(path).value if path.endswith(".ttl") else ""
            places.add(paths.shipped_name(path), file.read(), default)
    return places


def _user_places(names: list[str]) -> Places:
    places = Places()
    for name in names:
        graph = _file_graph(name)
        places.add_file(graph, name)
        if name != "-" and name.lower().endswith((".ttl", ".turtle", ".trig", ".nt", ".nq")):
            places.add(name, files.read_text(name), graph, BASE)
    return places
