"""How a graph is cited: a unit by article, position and section, with its words when the reader holds them."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.names import Names, printable
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import ARTICLE, BASE, DESCRIPTION_GRAPH, PREFIXES, REFERENCE, TGO, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tradegraph.answer.records import Record
    from tradegraph.articles import Article

# Terms of other vocabularies have no label here and are read by their local names.
_REUSED = tuple(iri for prefix, iri in PREFIXES.items() if prefix not in ("tg", "tgo", "tgs", "wd"))
_OA, _SCHEMA = PREFIXES["oa"], PREFIXES["schema"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PART_OF = ox.NamedNode(PREFIXES["dcterms"] + "isPartOf")
_POSITION = ox.NamedNode(_SCHEMA + "position")
_DIGEST = ox.NamedNode(_SCHEMA + "sha256")
# What the graph of descriptions, the one that nothing describes, is called under an answer.
_OF_GRAPHS = "description: which graphs there are, of what kind, and where each is from"
_START, _END = ox.NamedNode(_OA + "start"), ox.NamedNode(_OA + "end")
_KIND = ox.NamedNode(TGO + "unitKind")
_SECTION = ox.NamedNode(TGO + "isInSection")
_RULE = ox.NamedNode(TGO + "appliesRule")
_PREMISE = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")


class Citation:
    """Where a statement stands.

    Attributes:
        graph: IRI of the graph.
        kind: `stated`, `derived`, `referenced` or `editorial`; `description` of the graph that describes the others.
        place: The place in words: "wco-wto-mou-2025, unit 10, sentence, section of unit 9".
        text: The unit's exact words where the reader holds the article, else None.
        premises: IRIs of the graphs that a derived graph rests on, in order.
        record: What is known of a record of a reference list, else None.
    """

    __slots__ = ("graph", "kind", "place", "premises", "record", "text")

    def __init__(self, graph: str, kind: str, place: str) -> None:
        """Holds a citation that has neither words nor premises nor a record yet."""
        self.graph, self.kind, self.place = graph, kind, place
        self.text: str | None = None
        self.premises: list[str] = []
        self.record: Record | None = None

    def as_json(self) -> dict[str, object]:
        """The citation as JSON, less what it lacks."""
        shown: dict[str, object] = {"graph": self.graph, "kind": self.kind, "place": self.place}
        if self.text is not None:
            shown["text"] = self.text
        if self.premises:
            shown["premises"] = self.premises
        return shown if self.record is None else shown | self.record.as_json()


class Sources:
    """Cites the graphs of a store, with the words of the articles that the reader holds."""

    def __init__(
        self,
        store: ox.Store,
        names: Names,
        texts: dict[str, Article] | None = None,
        trust: Callable[[str], Collection[str]] | None = None,
    ) -> None:
        """Cites graphs of a store.

        Args:
            store: The dataset.
            names: What its things are called.
            texts: The texts that the reader holds, by the SHA-256 of their file, as `articles.find_articles` has them.
            trust: Tells the trust of a record, as IRIs of `tgo:Trust`, where the store may lack its description.
        """
        self._store, self._names, self._texts, self._trust = store, names, texts or {}, trust
        self._cited: dict[str, Citation] = {}
        self._doubts: dict[str, str] = {}

    def cite(self, graph: str) -> Citation:
        """The citation of a graph of the dataset."""
        if graph not in self._cited:
            self._cited[graph] = self._new_citation(graph)
        return self._cited[graph]

    def doubt(self, graph: str) -> str:
        """The trust of a graph in a word where it is below good; empty for all that needs no mark."""
        if not graph.startswith(REFERENCE):
            return ""
        if graph not in self._doubts:
            from tradegraph.answer.records import doubt, doubt_of  # only an answer that rests on one needs it

            self._doubts[graph] = doubt_of(self._trust(graph)) if self._trust else doubt(self._store, graph)
        return self._doubts[graph]

    def is_editorial(self, graph: str) -> bool:
        """Whether a graph says what no source states, but this project: what things are and what they are called."""
        return not graph.startswith((ARTICLE, REFERENCE)) and self.cite(graph).kind == "editorial"

    def remark(self, graph: str) -> str:
        """What a reader should know of a graph at once: `medium trust`, `editorial`; empty for all else."""
        if self.is_editorial(graph):
            return "editorial"
        doubt = self.doubt(graph)
        return f"{doubt} trust" if doubt else ""

    def short(self, graph: str) -> str:
        """A graph as rows cite it: its short name, with a mark where it needs one: `reference/a#b(medium)`."""
        mark = self.remark(graph).removesuffix(" trust")
        return f"{shorten(graph)}({mark})" if mark else shorten(graph)

    def mark(self, name: str) -> str:
        """A graph by the short name by which a network cites it, with its trust where that is below good."""
        return self.short(BASE + name) if (BASE + name).startswith(REFERENCE) else name

    def _new_citation(self, graph: str) -> Citation:
        node = ox.NamedNode(graph)
        kind = self._kind(node)
        if kind == "stated" or graph.startswith(ARTICLE):
            citation = Citation(graph, kind, self._unit_place(node))
            citation.text = self.words(graph)
            return citation
        if kind == "derived":
            citation = Citation(graph, kind, printable(f"derived by rule {self._one(node, _RULE) or 'a rule'}"))
            premises = sorted(value(q.object) for q in self._store.quads_for_pattern(node, _PREMISE, None, None))
            citation.premises = list(dict.fromkeys(premises))
            return citation
        if kind == "referenced" or graph.startswith(REFERENCE):
            from tradegraph.answer.records import read_record  # only an answer that rests on one needs it

            record = read_record(self._store, self._names, node)
            citation = Citation(graph, "referenced", printable(f"reference: {record}"))
            citation.record = record
            return citation
        label = _OF_GRAPHS if graph == DESCRIPTION_GRAPH else self._names.label(graph)
        return Citation(graph, kind, printable(f"editorial: {label}" if kind == "editorial" else label))

    def words(self, unit: str) -> str | None:
        """The exact words of a unit, or None where the reader doesn't hold its article."""
        node = ox.NamedNode(unit)
        if not self._texts:
            return None
        article = self._node(node, _PART_OF)
        digest = self._one(article, _DIGEST) if article is not None else None
        held = self._texts.get(digest or "")
        start, end = self._one(node, _START), self._one(node, _END)
        return held.text[int(start) : int(end)] if held and start and end else None

    def _unit_place(self, node: ox.NamedNode) -> str:
        slug = shorten(node.value).partition("#")[0]
        kind = self._node(node, _KIND)
        section = self._node(node, _SECTION)
        place = f"{slug}, unit {self._one(node, _POSITION)}"
        if kind is not None:
            place += f", {self._names.label(kind.value)}"
        if section is not None and section != node:
            place += f", section of unit {self._one(section, _POSITION)}"
        return printable(place)

    def _kind(self, node: ox.NamedNode) -> str:
        if node.value == DESCRIPTION_GRAPH:
            return "description"
        types = {value(q.object) for q in self._store.quads_for_pattern(node, _TYPE, None, None)}
        for kind in ("stated", "derived", "referenced", "editorial"):
            if f"{TGO}{kind.capitalize()}Graph" in types:
                return kind
        return "editorial"

    def _one(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
        return next((value(q.object) for q in self._store.quads_for_pattern(subject, predicate, None, None)), None)

    def _node(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | None:
        found = (q.object for q in self._store.quads_for_pattern(subject, predicate, None, None))
        return next((node for node in found if isinstance(node, ox.NamedNode)), None)


def display(term: object, names: Names) -> str:
    """A term as a reader wants it: a thing by its label, a literal by its value; safe for a terminal.

    >>> import pyoxigraph as ox
    >>> display(ox.Literal("2025-01-21"), Names(ox.Store()))
    '2025-01-21'
    """
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        label = names.find_label(term.value)
        if label is not None:
            return printable(label)
        if term.value.startswith(_REUSED):
            return predicate_label(term.value, names)
        kind = min((predicate_label(iri, names) for iri in names.kinds(term)), default="")
        return printable(f"{kind} ({shorten(term.value)})" if kind else shorten(term.value))
    if isinstance(term, ox.BlankNode):
        return printable(f"_:{term.value}")
    return printable(getattr(term, "value", str(term)))


def predicate_label(iri: str, names: Names) -> str:
    """A relation in words: its label in our ontology, else its local name taken apart.

    >>> predicate_label("http://purl.org/dc/terms/isPartOf", Names(ox.Store()))
    'is part of'
    """
    known = names.in_words.get(iri)
    if known is None:
        known = names.in_words[iri] = printable(names.find_label(iri) or _local_words(iri))
    return known


def _local_words(iri: str) -> str:
    if iri == _TYPE.value:
        return "is a"
    local = iri.replace("#", "/").rstrip("/").rpartition("/")[2]
    return "".join(f" {c.lower()}" if c.isupper() else c for c in local).strip()
