"""From a network to the nodes and edges of a drawing: kinds, short verbs, parallel lines merged, and numbered notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tradegraph.answer.citing import Sources
from tradegraph.answer.records import TRUST, UNKNOWN
from tradegraph.conflicts.disputed import Disputes
from tradegraph.diagrams.drawing import Drawing, Edge, Node, merge_parallel
from tradegraph.diagrams.phrases import (
    CONCEPTS,
    KINDS_OF_CLASSES,
    KINDS_OF_SCHEMES,
    OTHERWISE,
    Phrase,
    is_plural,
    of_several,
    phrase,
    spoken,
    weight,
    with_article,
)
from tradegraph.diagrams.picture import Note
from tradegraph.network.facts import unit_order
from tradegraph.network.project import project
from tradegraph.network.projections import PROJECTIONS, SIGNED, Projection
from tradegraph.network.things import Things
from tradegraph.network.views import mark_evidence
from tradegraph.vocabulary import ARTICLE, BASE, PREFIXES, REFERENCE, expand, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import networkx as nx
    import pyoxigraph as ox

    from tradegraph.answer.names import Names

# What a signing says of persons and parties is told by who signed and who is a party.
_TOLD_OTHERWISE = frozenset(("tgo:signatory", "prov:wasAssociatedWith", "prov:actedOnBehalfOf"))
EVERYTHING = PROJECTIONS["full"]._replace(folds=(*PROJECTIONS["full"].folds, SIGNED))


DERIVED = "graph/derived/"  # what the short name of a graph that a rule wrote begins with


class Tie(NamedTuple):
    """A relation between two entities, ready to be drawn.

    Attributes:
        source: IRI of the tail as it is drawn.
        target: IRI of the head.
        phrase: How its predicate is drawn.
        predicate: Its short name.
        evidence: Short names of the graphs that state it, as `World.mark` gives them.
        words: Those of the phrase, as they follow the name of the tail.
        said: The verb that stands between tail and head in a sentence.
        doubt: What is wrong with it, such as "only in the summary"; empty where nothing is.
    """

    source: str
    target: str
    phrase: Phrase
    predicate: str
    evidence: tuple[str, ...]
    words: str
    said: str = ""
    doubt: str = ""


class World:
    """The network of a projection with what a picture needs of its nodes.

    Attributes:
        graph: The network.
        ties: Its relations in their order, as they are drawn; less what is told otherwise.
        labels: What each entity is called.
        kinds: The kind of each entity, a key of `shapes.KINDS`.
        names: What terms and articles are called.
        mark: Writes the short name of a graph with its trust where that is below good.
    """

    def __init__(
        self, store: ox.Store, names: Names, projection: Projection | str = EVERYTHING, *, whole: bool = False
    ) -> None:
        """Projects a dataset.

        Args:
            store: A dataset of named graphs.
            names: What its things are called.
            projection: What to see of it.
            whole: Whether what a signing says stays, though signatures and parties tell it already.
        """
        self.names = names
        sources = Sources(store, names)
        self.mark = sources.mark
        self._sources = sources
        self.graph: nx.MultiDiGraph = project(store, projection)
        disputes = Disputes(store, sources)
        self._disputed = {
            (source, target, key): words
            for source, target, key, data in self.graph.edges(keys=True, data=True)
            if (words := disputes.words(source, target, data["predicate"], data["evidence"]))
        }
        mark_evidence(self.graph, self.mark)
        self._things = Things(store)
        self._schemes = read_schemes(store)
        self.labels: dict[str, str] = {iri: data["label"] for iri, data in self.graph.nodes(data=True)}
        self.kinds = {iri: self._kind(iri, data["class"]) for iri, data in self.graph.nodes(data=True)}
        self.classes: dict[str, str] = {iri: data["class"] for iri, data in self.graph.nodes(data=True)}
        self.ties = list(self._read(whole))

    def _kind(self, iri: str, class_: str) -> str:
        scheme = self._schemes.get(iri)
        if scheme is not None:
            return KINDS_OF_SCHEMES.get(scheme, OTHERWISE)
        if class_ in KINDS_OF_CLASSES or not class_:
            return KINDS_OF_CLASSES.get(class_, OTHERWISE)
        try:
            above = self._things.ancestors(expand(class_))
        except (KeyError, ValueError):  # a class of another's vocabulary has no short name
            above = self._things.ancestors(class_)
        return min(
            (KINDS_OF_CLASSES[name] for name in map(shorten, above) if name in KINDS_OF_CLASSES), default=OTHERWISE
        )

    def _read(self, whole: bool) -> Iterable[Tie]:
        signing = {iri for iri, class_ in self.classes.items() if class_ == "tgo:Signing"}
        for source, target, key, data in self.graph.edges(keys=True, data=True):
            doubt = self._disputed.get((source, target, key), "")
            drawn = phrase(data["predicate"], data["label"], bool(doubt))
            if not whole and data["predicate"] in _TOLD_OTHERWISE and not signing.isdisjoint((source, target)):
                continue
            ends = (target, source) if drawn.turned else (source, target)
            words, said = (self.agreeing(ends[0], verb) for verb in (drawn.words, spoken(drawn, data["label"])))
            yield Tie(*ends, drawn, data["predicate"], data["evidence"], words, said, doubt)

    def label(self, iri: str) -> str:
        """What an entity is called."""
        return self.labels.get(iri) or self.names.label(iri)

    def short(self, iri: str) -> str:
        """What an entity is called in a sentence: "the" and its abbreviation where it has one, else its label."""
        found = self.abbreviation(iri)
        return f"the {found}" if found else self.inside(iri)

    def abbreviation(self, iri: str) -> str:
        """The shortest of its names in capitals; empty where it has none, and of several, for it is that of one."""
        if self.is_several(iri):
            return ""
        aliases = self.names.aliases(iri)
        found = sorted((alias for alias in aliases if alias.isupper() and alias.isalpha()), key=lambda a: (len(a), a))
        return found[0] if found else ""

    def inside(self, iri: str) -> str:
        """Its label within a sentence, with "the" before it where it takes one."""
        return with_article(self.label(iri), self.counted_as(iri))

    def class_label(self, iri: str) -> str:
        """What its class is called; empty where it has none."""
        return self.term(self.classes.get(iri, ""))

    def term(self, short: str) -> str:
        """What a term is called by its short name: its label where it has one, else its local name in words."""
        prefix, _, local = short.partition(":")
        if prefix not in PREFIXES:
            return short
        label = self.names.label(expand(short))
        return label if label != short else "".join(f" {c.lower()}" if c.isupper() else c for c in local).strip()

    def told(self, units: Iterable[str]) -> str:
        """Graphs in a row for who reads a note: of what a rule inferred, the units that it was inferred from."""
        said: dict[str, None] = {}
        for unit in units:
            premises = self._sources.cite(BASE + unit).premises if unit.startswith(DERIVED) else []
            own = cite(premise.removeprefix(ARTICLE).removeprefix(BASE) for premise in premises)
            said[f"inferred from {own}" if own else unit] = None
        stated = cite(unit for unit in said if not unit.startswith("inferred from "))
        return "; ".join([*([stated] if stated else []), *(one for one in said if one.startswith("inferred from "))])

    def is_concept(self, iri: str) -> bool:
        """Whether it is a topic or another word of the classification, not a thing with a place or a date."""
        return self.kinds.get(iri, OTHERWISE) in CONCEPTS

    def is_several(self, iri: str) -> bool:
        """Whether a verb after its name stands in the plural: of concepts alone, whose labels are common nouns."""
        return self.is_concept(iri) and is_plural(self.label(iri))

    def agreeing(self, iri: str, verb: str) -> str:
        """A verb phrase of one, as it follows the name of this entity."""
        return of_several(verb) if self.is_several(iri) else verb

    def counted_as(self, iri: str) -> str:
        """What it counts as in a title, a key of `COUNTED`: its kind, but a part of an agreement is not another one."""
        return "part" if self.classes.get(iri) == "eli:LegalResourceSubdivision" else self.kinds.get(iri, OTHERWISE)

    def node(self, iri: str, strong: bool = False) -> Node:
        """An entity as a node that links to itself and tells its class on hovering."""
        class_ = self.class_label(iri)
        note = f"{self.label(iri)} ({class_})" if class_ else self.label(iri)
        return Node(shorten(iri), self.label(iri), self.kinds[iri], href=iri, note=note, strong=strong)

    def source(self, units: Iterable[str]) -> str:
        """The line that says which articles a picture rests on, and apart from them which lists of reference.

        A list says how far its records are trusted where that is below good.
        """
        slugs: set[str] = set()
        lists: dict[str, set[str]] = {}
        for unit in units:
            graph, _, doubt = unit.partition("(")
            slug = graph.partition("#")[0]
            if (BASE + slug).startswith(REFERENCE):
                lists.setdefault(slug, set()).add(doubt.rstrip(")"))
            elif "#u" in graph:
                slugs.add(slug)
        told = {
            "Source": [self.names.label(ARTICLE + slug) for slug in sorted(slugs)],
            "Reference": [self.names.label(BASE + name) + _doubts(lists[name]) for name in sorted(lists)],
        }
        found = " ".join(f"{kind}: {'; '.join(titles)}." for kind, titles in told.items() if titles)
        return found or "Source: the shipped graph."

    def source_of(self, drawn: Lines) -> Callable[[Sequence[Edge]], str]:
        """What gives the source line of some of these lines: those that a picture has in the end."""
        return lambda edges: self.source({unit for edge in edges for unit in drawn.basis[edge.id]})


def _doubts(found: set[str]) -> str:
    """How far records are trusted, in words, where that is below good.

    >>> _doubts({"low", "", "medium"}), _doubts({"low"}), _doubts({""})
    (', partly of medium or low trust', ', of low trust', '')
    """
    doubts = " or ".join(trust for trust in (*TRUST, UNKNOWN) if trust in found)
    return f",{' partly' if '' in found else ''} of {doubts} trust" if doubts else ""


def read_schemes(store: ox.Store) -> dict[str, str]:
    """The short name of each concept's scheme by IRI; the first by name where there are several."""
    from pyoxigraph import NamedNode

    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, NamedNode(PREFIXES["skos"] + "inScheme"), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            name = shorten(quad.object.value)
            found[quad.subject.value] = min(found.get(quad.subject.value, name), name)
    return found


def in_order(ties: Iterable[Tie], rank: dict[str, int] | None = None) -> list[Tie]:
    """Ties in an order that no process changes: by the rank of their ends, then by name."""
    place = rank or {}
    return sorted(ties, key=lambda t: (place.get(t.source, 0), place.get(t.target, 0), t.source, t.target, t.predicate))


class Lines(NamedTuple):
    """The lines of a drawing: edges, the graphs that each rests on by its id, and all graphs they rest on."""

    edges: tuple[Edge, ...]
    basis: dict[str, tuple[str, ...]]

    @property
    def units(self) -> set[str]:
        """All graphs that they rest on."""
        return {unit for units in self.basis.values() for unit in units}


def lines(ties: Sequence[Tie]) -> Lines:
    """Ties as edges: those of one family between the same two are one line that lists their verbs."""
    edges: list[Edge] = []
    known: dict[tuple[str, str, str], set[str]] = {}
    for number, tie in enumerate(dict.fromkeys(ties)):
        edge = Edge(f"e{number}", shorten(tie.source), shorten(tie.target), tie.words, tie.phrase.family)
        edges.append(edge)
        known.setdefault((edge.source, edge.target, edge.family), set()).update(tie.evidence)
    merged = merge_parallel(tuple(edges))
    basis = {e.id: tuple(sorted(known[e.source, e.target, e.family], key=unit_order)) for e in merged}
    return Lines(merged, basis)


def by_weight(edges: Iterable[Edge]) -> list[Edge]:
    """Edges with those first that a picture should not lack: who signed, is bound, holds an office or belongs to what.

    What is merely spoken of goes last; of one weight, edges keep their order.
    """
    return sorted(edges, key=_weight)


def is_main(edge: Edge) -> bool:
    """Whether an edge is of those that a picture should not lack."""
    return _weight(edge) == 0


def _weight(edge: Edge) -> int:
    return min(weight(words, edge.family) for words in edge.label.split(", "))


def numbered(drawing: Drawing, basis: dict[str, tuple[str, ...]]) -> Drawing:
    """The drawing with the number of a note on each line; lines that rest on the same graphs share one."""
    known: dict[tuple[str, ...], int] = {}
    edges = []
    for edge in drawing.edges:
        units = basis.get(edge.id, ())
        edges.append(replace(edge, note=str(known.setdefault(units, len(known) + 1)) if units else ""))
    return replace(drawing, edges=tuple(edges))


def table(drawing: Drawing, basis: dict[str, tuple[str, ...]]) -> tuple[Note, ...]:
    """The notes whose numbers stand on the lines of a drawing, in their order."""
    names = {node.id: node.label for node in drawing.nodes}
    said: dict[str, list[str]] = {}
    units: dict[str, tuple[str, ...]] = {}
    for edge in drawing.edges:
        if edge.note:
            said.setdefault(edge.note, []).append(f"{names[edge.source]} {edge.label} {names[edge.target]}")
            units[edge.note] = basis[edge.id]
    return tuple(Note(number, tuple(said[number]), units[number]) for number in sorted(said, key=int))


def cite(units: Iterable[str]) -> str:
    """Graphs in a row, those of one article together.

    >>> cite(("a#u1", "a#u10", "b#u2"))
    'a#u1, u10; b#u2'
    """
    found: dict[str, list[str]] = {}
    for name in units:
        slug, mark, unit = name.partition("#")
        found.setdefault(slug, []).append(unit if mark else "")
    return "; ".join(f"{slug}#{', '.join(own)}" if own[0] else slug for slug, own in found.items())
