"""The SHACL shapes, run by pySHACL or, for large data, by pyshifty: both held to the same results.

Data and shapes take one way into an engine: from pyoxigraph as N-Triples. Two engines mixed in one run disagree on
plain strings, and then find faults where there are none. Both run in a process that can be ended, without inference,
without imports and without a network; the shapes are always ours, never a user's.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from tradegraph import paths, sandbox
from tradegraph.errors import UnknownNameError
from tradegraph.vocabulary import PREFIXES, TGS, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[bytes, bytes], list["Result"]]

ENGINES = ("pyshacl", "pyshifty")
SECONDS = 300.0
MEMORY = 8_000_000_000
NOT_CHECKED = TGS + "NotChecked"

_SH = PREFIXES["sh"]
_PROPERTY = ox.NamedNode(_SH + "property")
_FIRST, _REST = PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest"


class Result(NamedTuple):
    """One result of an engine, the same whichever engine it was.

    Attributes:
        focus: The node that was looked at, in N-Triples.
        path: The path that was followed, in Turtle; empty where the shape has none.
        value: The value at fault, in N-Triples; empty where there is none.
        component: IRI of the constraint component.
        shape: IRI of the shape.
        severity: IRI of the severity.
        message: The shape's message.
    """

    focus: str
    path: str
    value: str
    component: str
    shape: str
    severity: str
    message: str


def read_shapes() -> list[ox.Triple]:
    """The triples of the shipped shapes, file by file."""
    return [
        quad.triple
        for path in paths.files(paths.SHAPES, ".ttl")
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    ]


def shape_names(triples: list[ox.Triple], kind: str = "PropertyShape") -> list[str]:
    """The IRIs of the named shapes of a kind (`PropertyShape` or `NodeShape`), sorted."""
    wanted = ox.NamedNode(_SH + kind)
    return sorted(t.subject.value for t in triples if t.object == wanted and isinstance(t.subject, ox.NamedNode))


def check_engine(engine: str) -> None:
    """Nothing comes back from an engine that can be used.

    Raises:
        UnknownNameError: There is no such engine, or it is not installed.
    """
    if engine not in ENGINES:
        raise UnknownNameError(f"there is no engine '{engine}'; choose one of {', '.join(ENGINES)}")
    if engine == "pyshifty" and find_spec("shifty") is None:
        raise UnknownNameError("the engine pyshifty is not installed; pip install 'tradegraph[pyshifty]'")


def run_shapes(store: ox.Store, engine: str = "pyshacl", seconds: float = SECONDS) -> list[Result]:
    """What an engine finds in the merge of a store, sorted, each result once.

    Args:
        store: A merged store: its default graph is what is looked at.
        engine: One of `ENGINES`.
        seconds: How long the engine may take.

    Raises:
        UnknownNameError: There is no such engine, or it is not installed.
        LimitError: It took too long or too much memory.
    """
    check_engine(engine)
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    shapes = read_shapes()
    found = sandbox.run(
        lambda: json.dumps(run_engine(data, shapes, engine)).encode(), seconds, MEMORY, allow_files=True
    )
    return [Result(*row) for row in json.loads(found)]


def run_engine(data: bytes, shapes: list[ox.Triple], engine: str) -> list[Result]:
    """What an engine finds, in this process; see `run_shapes` for the guarded way.

    Args:
        data: N-Triples.
        shapes: Triples of the shapes.
        engine: One of `ENGINES`.

    Returns:
        Results, sorted, each once. What an engine fails on is a result of its own, never silence.
    """
    run = _run_pyshacl if engine == "pyshacl" else _run_pyshifty
    try:
        found = run(data, _written(shapes))
    except Exception as error:
        found = _run_apart(run, data, shapes, error)
    written_paths = _paths(shapes)  # an engine may name a longer path by a blank node that it doesn't describe
    return sorted({one._replace(path=written_paths.get(one.shape, "")) for one in found})


def _run_apart(run: Run, data: bytes, shapes: list[ox.Triple], error: Exception) -> list[Result]:
    """The results shape by shape, so that what stops one shape doesn't silence the others."""
    found: list[Result] = []
    failed = False
    for name in shape_names(shapes, "NodeShape"):
        try:
            found += run(data, _written(_only(shapes, name)))
        except Exception:
            for part in _parts(shapes, name):
                try:
                    found += run(data, _written(_only(shapes, name, part)))
                except Exception as reason:
                    failed = True
                    found.append(_not_checked(part, reason))
    return found if failed else [*found, _not_checked(TGS, error)]


def _only(shapes: list[ox.Triple], name: str, part: str = "") -> list[ox.Triple]:
    """The shapes without the targets of all node shapes but one, and with one of its property shapes, if named.

    Engines have an option for this, but pySHACL 0.40 finds nothing at all when it is used.
    """
    node, kept = ox.NamedNode(name), {part} if part else set(_parts(shapes, name))
    return [
        triple
        for triple in shapes
        if not (triple.predicate.value.startswith(_SH + "target") and triple.subject != node)
        and not (triple.subject == node and triple.predicate == _PROPERTY and _iri(triple.object) not in kept)
    ]


def _parts(shapes: list[ox.Triple], name: str) -> list[str]:
    """The property shapes of a node shape."""
    node = ox.NamedNode(name)
    return [_iri(triple.object) for triple in shapes if triple.subject == node and triple.predicate == _PROPERTY]


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _written(shapes: list[ox.Triple]) -> bytes:
    return ox.serialize(shapes, format=ox.RdfFormat.N_TRIPLES) or b""


def _not_checked(shape: str, reason: Exception) -> Result:
    said = " ".join(str(reason).split()) or type(reason).__name__
    name = shorten(shape) if shape != TGS else "the shapes together"
    message = f"What {name} asks for could not be checked ({said[:300]})."
    return Result(f"<{shape}>", "", "", NOT_CHECKED, shape, _SH + "Violation", message)


def _run_pyshacl(data: bytes, shapes: bytes) -> list[Result]:
    import logging

    import pyshacl
    import rdflib

    def read(raw: bytes) -> rdflib.Graph:
        graph = rdflib.Graph(bind_namespaces="none")
        return graph.parse(data=raw, format="nt", bnode_context=_SameNames())

    quiet = logging.getLogger("tradegraph.pyshacl")
    quiet.setLevel(logging.CRITICAL)
    _, report, _ = pyshacl.validate(
        read(data),
        shacl_graph=read(shapes),
        advanced=False,
        inference="none",
        do_owl_imports=False,
        meta_shacl=False,
        inplace=False,
        logger=quiet,
    )
    if not isinstance(report, rdflib.Graph):  # pySHACL hands some failures back instead of raising them
        raise TypeError(str(report))
    return _results(report)


def _run_pyshifty(data: bytes, shapes: bytes) -> list[Result]:
    import shifty

    _, report, _ = shifty.validate(data, shapes, infer=False, graph_mode="data", on_unsupported="error")
    return _results(report)


class _SameNames(dict[str, Any]):
    """Keeps the names of blank nodes, which rdflib would replace, so that their places can be found."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - the signature is dict's
        import rdflib

        return rdflib.BNode(key)


def _results(report: Any) -> list[Result]:
    """The top results of a report in rdflib; results within results, which engines word differently, are left out."""
    from rdflib import RDF, Namespace

    sh = Namespace(_SH)
    top = set(report.objects(None, sh.result))

    def one(node: Any, name: str) -> str:
        found = report.value(node, sh[name])
        return "" if found is None else _term(found)

    return [
        Result(
            focus=one(node, "focusNode"),
            path="",
            value=one(node, "value"),
            component=one(node, "sourceConstraintComponent")[1:-1],
            shape=one(node, "sourceShape")[1:-1],
            severity=one(node, "resultSeverity")[1:-1],
            message=min((str(text) for text in report.objects(node, sh.resultMessage)), default=""),
        )
        for node in report.subjects(RDF.type, sh.ValidationResult)
        if node in top
    ]


def _term(term: Any) -> str:
    """A term of rdflib in N-Triples as pyoxigraph writes it."""
    import rdflib

    if isinstance(term, rdflib.Literal):
        datatype = None if term.language or term.datatype is None else ox.NamedNode(str(term.datatype))
        return str(ox.Literal(str(term), language=term.language, datatype=datatype))
    return f"_:{term}" if isinstance(term, rdflib.BNode) else f"<{term}>"


def _paths(shapes: list[ox.Triple]) -> dict[str, str]:
    """The path of each named property shape, in Turtle, on one line and always written alike."""
    known: dict[object, dict[str, object]] = {}
    for triple in shapes:
        known.setdefault(triple.subject, {})[triple.predicate.value] = triple.object

    def write(node: object) -> str:
        if isinstance(node, ox.NamedNode):
            return str(node)
        if _FIRST in known[node]:
            return f"( {' '.join(steps(node))} )"
        name, inner = next((p, o) for p, o in known[node].items() if p.startswith(_SH))
        return f"[ sh:{name[len(_SH) :]} {write(inner)} ]"

    def steps(node: object) -> list[str]:
        return [write(known[node][_FIRST]), *steps(known[node][_REST])] if node in known else []

    return {
        node.value: write(held[_SH + "path"])
        for node, held in known.items()
        if isinstance(node, ox.NamedNode) and _SH + "path" in held
    }
