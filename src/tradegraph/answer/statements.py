"""Statements about a thing, or that fit a pattern, each with the graphs that hold it."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.names import Names, printable, written_iri
from tradegraph.dataset.terms import Term, value
from tradegraph.errors import UnknownNameError
from tradegraph.vocabulary import PREFIXES, TG, TGO, shorten, unit_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SKOS = PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"
_WORDS = {TGO + "isMeantBy", TGO + "isContinuedFrom"}  # evidence of a mention, not a statement about the thing
_NOT_TOLD = {*_WORDS, _TYPE}
_DESCRIBED = {f"{_SKOS}{name}" for name in ("prefLabel", "altLabel", "hiddenLabel", "inScheme", "topConceptOf")}


class Statement:
    """A triple, and the IRIs of the graphs that hold it, units in order."""

    __slots__ = ("graphs", "object", "predicate", "subject")

    def __init__(self, quad: ox.Quad) -> None:
        """Holds a triple whose graphs are still to be gathered."""
        self.subject, self.predicate, self.object = quad.subject, quad.predicate, quad.object
        self.graphs: list[str] = []


def find_statements(
    store: ox.Store, subject: Term | None, predicate: ox.NamedNode | None, object_: Term | None
) -> list[Statement]:
    """The statements that fit a pattern, None standing for any term, in order of their first graph, then of terms.

    Args:
        store: Named graphs; the default graph is not looked at, since it is no source.
        subject: Subject, or None.
        predicate: Predicate, or None.
        object_: Object, or None.
    """
    if isinstance(subject, ox.Literal):
        return []
    found: dict[ox.Triple, Statement] = {}
    for quad in store.quads_for_pattern(subject, predicate, object_, None):
        if isinstance(quad.graph_name, ox.NamedNode):
            triple = quad.triple
            statement = found.get(triple)
            if statement is None:
                statement = found[triple] = Statement(quad)
            statement.graphs.append(quad.graph_name.value)
    for statement in found.values():
        if len(statement.graphs) > 1:
            statement.graphs.sort(key=unit_order)
    if len(found) < 2:
        return list(found.values())
    return sorted(
        found.values(), key=lambda s: (unit_order(s.graphs[0]), str(s.subject), str(s.predicate), str(s.object))
    )


def find_relation(store: ox.Store, name: str, names: Names) -> ox.NamedNode:
    """The relation that a name stands for: as answers print it, by the ontology's label, as a prefixed name or IRI.

    Raises:
        UnknownNameError: No triple has such a relation, and the ontology defines none.
        InputError: It is written as an IRI and is none.
    """
    from tradegraph.answer.citing import predicate_label

    found = store.query("SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - a SELECT gives solutions
    relations = {value(row["p"]) for row in found}
    for kind in ("ObjectProperty", "DatatypeProperty"):
        quads = store.quads_for_pattern(None, ox.NamedNode(_TYPE), ox.NamedNode(PREFIXES["owl"] + kind), None)
        relations |= {value(quad.subject) for quad in quads}
    if written_iri(name) is not None:
        node = names.resolve(name)
        if node.value in relations:
            return node
    said = name.strip().casefold()
    so_called = sorted(iri for iri in relations if said in (predicate_label(iri, names).casefold(), shorten(iri)))
    # What is said about a statement goes after what is said of the things themselves.
    so_called = [iri for iri in so_called if not iri.startswith(PREFIXES["rdf"])] or so_called
    if len(so_called) == 1:
        return ox.NamedNode(so_called[0])
    if so_called:
        choice = ", ".join(map(shorten, so_called))
        raise UnknownNameError(f"'{printable(name)}' is what several relations are called: {choice}; say which")

    def nearest() -> str:
        import difflib  # only a mistake needs it

        words = {predicate_label(iri, names): iri for iri in sorted(relations)}
        close = difflib.get_close_matches(said.rpartition(":")[2], list(words), n=5, cutoff=0.5)
        offered = ", ".join(f"{word} ({shorten(words[word])})" for word in close)
        return f"; did you mean {offered}?" if offered else "; 'show' and 'read' print what relations are called"

    raise UnknownNameError(f"no relation is called '{printable(name)}'", nearest)


def about(store: ox.Store, thing: ox.NamedNode) -> tuple[list[Statement], list[Statement]]:
    """Statements with a thing as subject, and those with it as object; names and mentions are left out."""
    left_out = _WORDS | _DESCRIBED
    outgoing = [s for s in find_statements(store, thing, None, None) if s.predicate.value not in left_out]
    incoming = [s for s in find_statements(store, None, None, thing) if s.predicate.value not in left_out]
    return outgoing, incoming


def unfold(store: ox.Store, node: object, names: Names) -> list[tuple[str, Term, bool]]:
    """What is said of a node without a name, such as a membership: relation, thing or value, and whether it is its own.

    Relations of named things that lead to it are not its own. Empty for anything that has a name, and for literals.
    """
    if not isinstance(node, ox.BlankNode | ox.NamedNode) or (
        isinstance(node, ox.NamedNode) and not names.is_relation(node.value)
    ):
        return []
    outgoing = _ends(store.quads_for_pattern(node, None, None, None), "object")
    incoming = _ends(store.quads_for_pattern(None, None, node, None), "subject")
    return [
        *((relation, end, True) for relation, end in outgoing if relation not in _NOT_TOLD),
        *((relation, end, False) for relation, end in incoming if is_named_thing(end, names)),
    ]


def _ends(quads: Iterable[ox.Quad], end: str) -> list[tuple[str, Term]]:
    """Relations with what is at their other end, in the order of `find_statements`; the default graph is no source."""
    found = [
        (quad.predicate.value, getattr(quad, end), quad.graph_name)
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode)
    ]
    if len(found) < 2:
        return [(relation, term) for relation, term, _ in found]
    if len({graph for _, _, graph in found}) < 2:
        return sorted({(relation, term) for relation, term, _ in found}, key=lambda pair: (pair[0], str(pair[1])))
    first: dict[tuple[str, Term], tuple[str, int, str]] = {}
    for relation, term, graph in found:
        place = unit_order(graph.value)
        first[relation, term] = min(place, first.get((relation, term), place))
    return sorted(first, key=lambda pair: (first[pair], pair[0], str(pair[1])))


def is_named_thing(term: object, names: Names) -> bool:
    """Whether a term is a thing of the graph that has a name."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(TG) and names.find_label(term.value) is not None
