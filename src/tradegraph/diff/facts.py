"""Facts put together from triples: a membership with its person, post and organisation is one fact, not four triples.

Which triples make one fact is decided by what both sides say, so that a triple that did not change belongs to the same
fact on both.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset.terms import Term, value
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES, TG, TGO, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    # Kind, what the fact is about (a node, a graph, or the one triple that it is), and the graph that holds it.
    Node = Term | ox.DefaultGraph
    Key = tuple[str, Node, Node]
    # A triple of a fact, None in the place of the node that the fact is about.
    Part = tuple[Term | None, ox.NamedNode, Term | None]

# The kinds of facts in the order in which they are told, with their plural.
KINDS: dict[str, str] = {
    "signing": "signings",
    "office holder": "office holders",
    "vacancy": "vacancies",
    "membership": "memberships",
    "acceptance": "acceptances",
    "role in an event": "roles in events",
    "delegation": "delegations",
    "figure": "figures",
    "quotation": "quotations",
    "reported statement": "reported statements",
    "statement": "statements",
    "derived conclusion": "derived conclusions",
    "record": "records",
    "name": "names",
    "identifier": "identifiers",
    "place in a scheme": "places in schemes",
    "wording": "wordings",
    "unit": "units",
    "article snapshot": "article snapshots",
}

# The kind of what is said of a node of a class; the first class that fits decides.
_CLASSES: dict[Term, str] = {
    ox.NamedNode(expand(name)): kind
    for name, kind in {
        "tgo:QuantityClaim": "figure",
        "tgo:ReportedStatement": "reported statement",
        "schema:Quotation": "quotation",
        "prov:Association": "role in an event",
        "prov:Delegation": "delegation",
        "tgo:Acceptance": "acceptance",
        "tgo:Vacancy": "vacancy",
        "org:Membership": "membership",
        "tgo:Signing": "signing",
    }.items()
}
# The kind of a statement about a thing that has a name; of any other it is a statement.
_PREDICATES: dict[Term, str] = {
    ox.NamedNode(expand(name)): kind
    for kind, names in {
        "name": "skos:prefLabel skos:altLabel skos:hiddenLabel schema:alternateName foaf:name rdfs:label",
        "identifier": "schema:sameAs owl:sameAs skos:exactMatch skos:notation dcterms:identifier schema:identifier",
        "place in a scheme": "skos:broader skos:narrower skos:related skos:inScheme skos:topConceptOf",
        "wording": "tgo:isMeantBy tgo:isContinuedFrom",
    }.items()
    for name in names.split()
}
# Kinds that are about a whole graph, or a whole description, by what the description says that it is.
_DESCRIPTIONS: dict[Term, str] = {
    ox.NamedNode(expand(name)): kind
    for name, kind in {
        "tgo:DerivedGraph": "derived conclusion",
        "tgo:ReferencedGraph": "record",
        "tgo:Unit": "unit",
        "schema:NewsArticle": "article snapshot",
    }.items()
}
GRAPHS = ("derived conclusion", "record")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_POST = ox.NamedNode(TGO + "holdsPost")
_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)


class Fact:
    """What one graph says that belongs together.

    Attributes:
        kind: One of `KINDS`.
        node: What it is about: a node, or a graph; a triple where the fact is that triple.
        graph: The graph that holds it, as a reader cites it.
        triples: Its triples.
    """

    __slots__ = ("graph", "kind", "node", "triples")

    def __init__(self, key: Key, triples: Iterable[ox.Triple]) -> None:
        """Holds a fact."""
        self.kind, self.node, self.graph = key
        self.triples = frozenset(triples)

    @property
    def about(self) -> Node:
        """The node or graph that it is about."""
        return self.node.subject if isinstance(self.node, ox.Triple) else self.node

    @property
    def is_empty(self) -> bool:
        """Whether it is about a graph that states nothing, and all there is of it is its description."""
        return self.kind in GRAPHS and all(triple.subject == self.node for triple in self.triples)

    def parts(self) -> frozenset[Part]:
        """Its triples without the name of its node, by which two blank nodes can be compared."""
        return parts_of(self.about, self.triples)


def parts_of(node: Node, triples: Iterable[ox.Triple]) -> frozenset[Part]:
    """Triples as parts of a fact about a node."""
    return frozenset(
        (
            None if triple.subject == node else triple.subject,
            triple.predicate,
            None if triple.object == node else triple.object,
        )
        for triple in triples
    )


class Grouping:
    """Tells to which fact a quad belongs, by what a dataset says of its nodes and graphs."""

    def __init__(self, quads: Iterable[ox.Quad], named: Iterable[str]) -> None:
        """Looks at a dataset.

        Args:
            quads: All quads of both sides.
            named: IRIs of the things that have a name on either.
        """
        self._nodes: dict[Node, str] = {}
        self._described: dict[Node, str] = {}
        subjects: set[Term] = set()
        holders: set[Term] = set()
        order: list[Term] = [*_CLASSES]
        ranks: dict[Term, int] = {}
        for quad in quads:
            subjects.add(quad.subject)
            if quad.predicate == _POST:
                holders.add(quad.subject)
            elif quad.predicate == _TYPE and quad.object in _CLASSES:
                ranks[quad.subject] = min(ranks.get(quad.subject, len(order)), order.index(quad.object))
            elif quad.predicate == _TYPE and quad.graph_name == _DESCRIPTION:
                described = _DESCRIPTIONS.get(quad.object)
                if described is not None:
                    self._described[quad.subject] = described
        self._named = set(named)
        kinds = [*_CLASSES.values()]
        for node in subjects:
            if node in ranks:
                kind = kinds[ranks[node]]
                self._nodes[node] = "office holder" if kind == "membership" and node in holders else kind
            elif isinstance(node, ox.BlankNode) or (value(node).startswith(TG) and value(node) not in self._named):
                self._nodes[node] = "statement"  # it has no name, and only ties others together

    def kind(self, node: Node) -> str | None:
        """The kind of the facts that are told of a node as a whole; None for a thing that has facts one by one."""
        return self._nodes.get(node)

    def key(self, quad: ox.Quad) -> Key:
        """The fact to which a quad belongs."""
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        about = subject if graph == _DESCRIPTION else graph
        described = self._described.get(about)
        named = _PREDICATES.get(quad.predicate)
        if described in GRAPHS:
            return described, about, about
        if graph == _DESCRIPTION and described is not None and named is None:
            return described, subject, subject
        if named is None or isinstance(subject, ox.BlankNode):
            nodes = [node for node in (subject, object_) if node in self._nodes]
            # An event is known without the roles in it, but not the other way round.
            for node in [*(node for node in nodes if value(node) not in self._named), *nodes[:1]]:
                if node == subject or value(node) not in self._named:
                    return self._nodes[node], node, graph
        return named or "statement", quad.triple, graph

    def facts(self, quads: Iterable[ox.Quad], wanted: set[Key]) -> dict[Key, Fact]:
        """The facts of a side, by key.

        Args:
            quads: Its quads.
            wanted: Keys of the facts to put together.
        """
        found: dict[Key, list[ox.Triple]] = {}
        for quad in quads:
            key = self.key(quad)
            if key in wanted:
                found.setdefault(key, []).append(quad.triple)
        return {key: Fact(key, triples) for key, triples in found.items()}
