"""The gate: the shipped dataset, or files of a user, through shapes, checks and evidence to one report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from tradegraph import files, paths, sandbox
from tradegraph.dataset import formats, loading, screening, untrusted
from tradegraph.evidence import gate as evidence
from tradegraph.evidence.offsets import find_text
from tradegraph.evidence.units import read_article_digests, read_units
from tradegraph.validate import checks, shapes, wording
from tradegraph.validate.findings import Report
from tradegraph.validate.locate import Places
from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, PREFIXES, TGO

if TYPE_CHECKING:
    from tradegraph.articles import Article

NOTHING_CHECKED = "evidence: no texts held, nothing was checked"
_OTHER_TEXTS = "evidence: {} held, but none is the text of an article, byte for byte; nothing was checked"

_IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_MODULES = BASE + "ontology/"  # a module is a graph of its own file, and described in another
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
    ran += [f"evidence: {line}" for line in proved.lines] if proved.checked else [_nothing_checked(texts)]
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
    holds, or describes, takes the place of the shipped one of the same name, so that a changed copy of a shipped file
    can be tried, or a part of one. A file without named graphs counts as one graph; in a file with named graphs, a
    triple that stands in none is a violation. Units of articles that the files describe or state
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
    contents: dict[str, bytes] = {}
    theirs: list[ox.Quad] = []
    for name in dict.fromkeys(names):
        contents[name] = files.read_bytes(name)
        theirs += _read(name, contents[name])
    known = loading.load_files(_shipped_files())
    _make_room(known, theirs)
    scope = _Scope(known, theirs)
    known.clear_graph(ox.DefaultGraph())
    loose = [quad for quad in theirs if isinstance(quad.graph_name, ox.DefaultGraph)]
    known.extend([quad for quad in theirs if not isinstance(quad.graph_name, ox.DefaultGraph)])
    loading.merge(known)
    known.extend(loose)  # after the merge, which holds them beyond the named graphs: so a check tells them
    graphs = {quad.graph_name.value for quad in theirs if isinstance(quad.graph_name, ox.NamedNode)}
    writer = wording.Writer(known, lambda: _user_places(contents), graphs)
    ran, found = _run(known, engine, "any", seconds)
    ran.insert(
        0, f"files: {len(names)} read, {len(theirs)} statement{'' if len(theirs) == 1 else 's'}{_imports(theirs)}"
    )
    proved = _prove(known, theirs, texts or {})
    findings = [writer.finding(one) for one in found if scope.covers(one)]
    findings += [writer.evidence(one) for one in proved.findings]
    return Report(findings, [*ran, *proved.lines], proved=proved.passed if proved.total else None)


def _make_room(known: ox.Store, theirs: list[ox.Quad]) -> None:
    """Takes out of the shipped dataset what a user's files hold or describe in its place."""
    held = {quad.graph_name for quad in theirs if isinstance(quad.graph_name, ox.NamedNode)}
    described = {q.subject for q in theirs if q.graph_name == _DESCRIPTION and q.predicate == _TYPE}
    modules = {node for node in described if isinstance(node, ox.NamedNode) and node.value.startswith(_MODULES)}
    for graph in held | (described - modules):
        if isinstance(graph, ox.NamedNode) and graph != _DESCRIPTION:
            known.remove_graph(graph)
    if _DESCRIPTION not in held:
        return  # the shipped description is the one that describes their graphs
    for subject in held | described:
        if isinstance(subject, ox.NamedNode | ox.BlankNode):
            for quad in list(known.quads_for_pattern(subject, None, None, _DESCRIPTION)):
                known.remove(quad)


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
        line = (
            _nothing_checked(texts) if units else "evidence: no unit of an article in these files, nothing was checked"
        )
    found = [one for one in evidence.check_evidence(known, texts).findings if one.unit in spoken_of]
    return evidence.EvidenceReport(checked, len(units), len(units) - checked, found, [line])


def _nothing_checked(texts: dict[str, Article] | None) -> str:
    """What to say where no unit was checked: there are no texts, or it is the wrong folder of them."""
    if not texts:
        return NOTHING_CHECKED
    return _OTHER_TEXTS.format("1 text" if len(texts) == 1 else f"{len(texts)} texts")


def _run(store: ox.Store, engine: str, applies: str, seconds: float) -> tuple[list[str], list[wording.Found]]:
    wanted = checks.read_checks(applies)
    named = len(shapes.shape_names(shapes.read_shapes()))
    results = shapes.run_shapes(store, engine, seconds)
    rows = checks.run_checks(store, wanted)
    return [f"shapes: {named} run with {engine}", f"checks: {len(wanted)} run{_left_out(wanted)}"], [*results, *rows]


def _left_out(wanted: list[checks.Check]) -> str:
    """What to say of the checks that a user's files are not held to."""
    names = [check.id for check in checks.read_checks() if check not in wanted]
    return f"; {len(names)} not, for the project's own files alone: {', '.join(names)}" if names else ""


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


def _read(name: str, raw: bytes) -> list[ox.Quad]:
    """The quads of a user's file, parsed in a process of its own; one without named graphs is a graph itself."""
    written = sandbox.run(
        lambda: ox.serialize(untrusted.parse_rdf(raw, name), format=ox.RdfFormat.N_QUADS) or b"",
        _READ_SECONDS,
        _READ_MEMORY,
    )
    quads = list(ox.parse(written, format=ox.RdfFormat.N_QUADS))
    if any(isinstance(quad.graph_name, ox.NamedNode) for quad in quads):
        return quads
    graph = ox.NamedNode(_file_graph(name))
    return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _file_graph(name: str) -> str:
    return "file:" + quote(_shown(name))


def _shipped_places(shipped: list[str]) -> Places:
    places = Places()
    for path in shipped:
        with open(path, encoding="utf-8") as file:
            default = loading.ontology_graph(path).value if path.endswith(".ttl") else ""
            places.add(paths.shipped_name(path), file.read(), default)
    return places


def _user_places(contents: dict[str, bytes]) -> Places:
    places = Places()
    for name, raw in contents.items():
        graph, shown = _file_graph(name), _shown(name)
        text = files.decode(raw, shown)
        places.add_file(graph, shown)
        if screening.recognise(raw.removeprefix(b"\xef\xbb\xbf"), name, formats.find_by_ending(name)).family == "text":
            places.add(shown, text, graph, BASE)
        else:
            places.add_text(shown, text)
    return places
