"""From the dataset to a networkx.MultiDiGraph through a named projection."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import pyoxigraph as ox

from tradegraph.errors import UnknownNameError
from tradegraph.files import shown
from tradegraph.network.facts import Facts, evidence, in_order
from tradegraph.network.mentions import find_mentions, named_together, read_places
from tradegraph.network.projections import (
    NETWORK,
    PROJECTIONS,
    TOGETHER,
    WORDS,
    Detail,
    Fold,
    Projection,
    Relation,
)
from tradegraph.network.things import Things, name_of
from tradegraph.vocabulary import ARTICLE, expand, shorten

if TYPE_CHECKING:
    from tradegraph.network.facts import Parts, Term

    Days = tuple[str, str, frozenset[str]]

_FIRST = ("schema:startDate", "tgo:firstSeenOn")
_LAST = ("schema:endDate", "tgo:lastSeenOn")


class _Edge(NamedTuple):
    """What sets an edge apart from another: the same said again is the same edge with more evidence."""

    source: str
    target: str
    predicate: str
    label: str
    first: str
    last: str
    details: tuple[tuple[str, tuple[str, ...]], ...]


class _Support:
    """The graphs on which an edge and its details rest; how many windows, for what is only named together."""

    __slots__ = ("details", "graphs", "windows")

    def __init__(self) -> None:
        self.graphs: set[str] = set()
        self.details: set[str] = set()
        self.windows = 0


def project(
    store: ox.Store, projection: str | Projection = "full", window: str = "", article: str = ""
) -> nx.MultiDiGraph:
    """The network that a projection sees in a dataset; the same nodes and edges in the same order in every process.

    A node is the IRI of an entity and carries `label`, `class` (short name) and `iri`.

    An edge carries `predicate` (short name), `label`, `evidence` (short names of the graphs that state it, units in
    their order) and `count` (how many these are; for what is named together, how many windows). Where they are known,
    it carries `first` and `last` (ISO days), the details of its fold (tuples of IRIs and values), and
    `detail_evidence`, the further graphs on which days and details rest. Its key is its predicate, with a number where
    two edges differ in days or details.

    The graph carries `projection`, `title`, `window`, `article`, `labels` (of what the details name) and `directed`:
    what is named together is one edge from the lesser IRI to the greater, which says nothing of a direction.

    Args:
        store: A dataset of named graphs, merged or not; what its default graph holds does not count.
        projection: A name of `PROJECTIONS`, or a projection.
        window: For a projection of what is named together, another window: `unit`, `section` or `article`.
        article: Slug of the one article whose statements count; empty for all, and for what is derived from them.

    Raises:
        LimitError: Too much is named together in one window.
        UnknownNameError: There is no such projection, window or article.
    """
    name = projection if isinstance(projection, str) else ""
    chosen = find_projection(projection) if isinstance(projection, str) else projection
    if window and not chosen.window:
        raise UnknownNameError(f"projection '{name}' has no window; only one of what is named together has")
    if article:
        _check_article(store, article)
    work = _Work(store, chosen, window or chosen.window, article)
    graph = work.build()
    directed = bool(chosen.relations or chosen.folds)
    graph.graph.update(projection=name, title=chosen.title, window=work.window, article=article, directed=directed)
    return graph


def find_projection(name: str) -> Projection:
    """The projection of this name.

    Raises:
        UnknownNameError: There is no such projection; the message lists those there are.
    """
    found = PROJECTIONS.get(name)
    if found is None:
        raise UnknownNameError(f"{shown(name)}: no such projection; there are {', '.join(PROJECTIONS)}")
    return found


def _check_article(store: ox.Store, article: str) -> None:
    known = sorted({place.article for place in read_places(store).values()})
    if ARTICLE + article not in known:
        names = ", ".join(shorten(iri) for iri in known[:10]) or "none"
        raise UnknownNameError(f"{shown(article)}: no such article; there are {names}")


class _Work:
    """One projection at work on one store."""

    def __init__(self, store: ox.Store, projection: Projection, window: str, article: str) -> None:
        self.window = window
        self._store, self._projection = store, projection
        self._facts, self._things = Facts(store, article), Things(store)
        self._nodes: dict[Term, str] = {
            thing: thing.value for thing in self._things.entities if self._things.is_a(thing.value, projection.nodes)
        }
        self._edges: dict[_Edge, _Support] = {}
        self._dated: dict[Term, Days] = {}
        self._spoken_of: set[str] = set()

    def build(self) -> nx.MultiDiGraph:
        for relation in self._projection.relations:
            self._relate(relation)
        for fold in self._projection.folds:
            self._fold(fold)
        if self.window or self._projection.alone:
            mentions = find_mentions(self._store, self._facts, self._things, self._projection.nodes)
            if self._projection.alone:
                self._spoken_of = {entity for entities in mentions.values() for entity in entities}
            if self.window:
                self._relate_what_is_named_together(mentions)
        return self._graph()

    def _relate(self, relation: Relation) -> None:
        back = relation.predicate.startswith("^")
        wanted = None if relation.predicate == "*" else ox.NamedNode(expand(relation.predicate.removeprefix("^")))
        statements = (
            self._facts.all()
            if wanted is None
            else ((quad, self._facts.graph(quad)) for quad in self._store.quads_for_pattern(None, wanted, None, None))
        )
        for quad, graph in statements:
            source, target = self._nodes.get(quad.subject), self._nodes.get(quad.object)
            if graph and source is not None and target is not None and self._things.is_a(source, relation.of):
                first, last, dating = self._days(quad.subject)
                if not dating:
                    first, last, dating = self._days(quad.object)
                predicate = quad.predicate.value
                ends = (target, source) if back else (source, target)
                edge = _Edge(*ends, predicate, self._words(predicate), first, last, ())
                self._add(edge, {graph}, dating)

    def _fold(self, fold: Fold) -> None:
        for node in self._facts.starts(fold.source):
            conditions = self._conditions(node, fold)
            if conditions is not None:
                self._fold_node(node, fold, conditions)

    def _fold_node(self, node: Term, fold: Fold, conditions: Parts) -> None:
        """Adds the edges of one n-ary node; what several paths show is weighed together."""
        ways: dict[tuple[str, str, str, str], list[Parts]] = {}
        targets = [(self._nodes.get(end), parts) for end, parts in self._facts.walk(node, fold.target)]
        naming = self._naming(node, fold)
        for end, source_parts in self._facts.walk(node, fold.source):
            source = self._nodes.get(end)
            if source is None or not self._things.is_a(source, fold.of):
                continue
            for target, target_parts in targets:
                if target is not None:
                    for predicate, label, name_parts in naming:
                        parts = source_parts + target_parts + name_parts + conditions
                        ways.setdefault((source, target, predicate, label), []).append(parts)
        days = [self._days(end) for end, _ in self._facts.walk(node, fold.dated)]
        first = min((day[0] for day in days if day[0]), default="")
        last = max((day[1] for day in days if day[1]), default="")
        for key, found in ways.items():
            details, detail_graphs = self._details(node, fold, key[0])
            graphs = evidence(found)
            self._add(_Edge(*key, first, last, details), graphs, detail_graphs.union(*(day[2] for day in days)))

    def _conditions(self, node: Term, fold: Fold) -> Parts | None:
        """The graphs in which what a fold asks for is stated; None where the node isn't as it asks."""
        parts: Parts = ()
        for path, name in fold.unless:
            if any(not name or end == ox.NamedNode(expand(name)) for end, _ in self._facts.walk(node, path)):
                return None
        for path, name in fold.where:
            if path == "rdf:type":
                if not self._things.is_a(name_of(node), (name,)):
                    return None
                continue
            met = [way for end, way in self._facts.walk(node, path) if end == ox.NamedNode(expand(name))]
            if not met:
                return None
            parts += tuple(part for way in met for part in way)
        return parts

    def _naming(self, node: Term, fold: Fold) -> list[tuple[str, str, Parts]]:
        """What the edges of a node are called: by what names them, else by the fold's own predicate."""
        found = []
        if fold.named_by:
            for end, parts in self._facts.walk(node, fold.named_by):
                if isinstance(end, ox.NamedNode):
                    words = WORDS.get(shorten(end.value)) or fold.phrase.format(self._things.label(end.value))
                    found.append((end.value, words, parts))
        if found:
            return found
        name = fold.predicate
        predicate = NETWORK + name[1:] if name.startswith("#") else expand(name)
        return [(predicate, self._words(predicate), ())]

    def _details(self, node: Term, fold: Fold, source: str) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], set[str]]:
        """The details of an edge, and the graphs that state them."""
        details, graphs = [], set()
        for detail in fold.details:
            values: dict[str, list[Parts]] = {}
            for end, parts in self._detail_ends(node, detail, source):
                if isinstance(end, ox.NamedNode | ox.Literal):
                    values.setdefault(end.value, []).append(parts)
            if values:
                details.append((detail.name, tuple(sorted(values))))
                for ways in values.values():
                    graphs |= evidence(ways)
        return tuple(details), graphs

    def _detail_ends(self, node: Term, detail: Detail, source: str) -> list[tuple[Term, Parts]]:
        found = []
        for end, parts in self._facts.walk(node, detail.path):
            if detail.back_to_source != ".":
                back = [way for start, way in self._facts.walk(end, detail.back_to_source) if name_of(start) == source]
                if not back:
                    continue
                parts = parts + back[0]
            found += [(last, parts + onward) for last, onward in self._facts.walk(end, detail.onward)]
        return found

    def _relate_what_is_named_together(self, mentions: dict[str, set[str]]) -> None:
        for (source, target), (units, windows) in named_together(self._store, mentions, self.window).items():
            edge = _Edge(source, target, TOGETHER, self._words(TOGETHER), "", "", ())
            self._add(edge, units, set(), windows)

    def _add(self, edge: _Edge, graphs: set[str], details: set[str] | frozenset[str], windows: int = 0) -> None:
        support = self._edges.setdefault(edge, _Support())
        support.graphs |= graphs
        support.details |= details
        support.windows += windows

    def _days(self, node: Term) -> Days:
        """The first and the last day that are known of a node, and the graphs that say so."""
        known = self._dated.get(node)
        if known is None:
            first, first_graphs = self._facts.days(node, _FIRST)
            last, last_graphs = self._facts.days(node, _LAST)
            known = (min(first, default=""), max(last, default=""), frozenset(first_graphs | last_graphs))
            self._dated[node] = known
        return known

    def _words(self, predicate: str) -> str:
        """What a relation is called in words: as the projections say, else as the ontology does, else by its name."""
        short = shorten(predicate)
        known = WORDS.get(short) or self._things.labels.get(predicate)
        if known:
            return known
        local = predicate.replace("#", "/").rstrip("/").rpartition("/")[2]
        return "".join(f" {c.lower()}" if c.isupper() else c for c in local).strip()

    def _graph(self) -> nx.MultiDiGraph:
        graph = nx.MultiDiGraph()
        ends = {iri for edge in self._edges for iri in (edge.source, edge.target)}
        for iri in sorted(ends | self._spoken_of):
            graph.add_node(iri, **{"label": self._things.label(iri), "class": self._things.class_of(iri), "iri": iri})
        taken: dict[tuple[str, str, str], int] = {}
        labels: set[str] = set()
        for edge in sorted(self._edges):
            predicate = shorten(edge.predicate)
            number = taken[edge[:3]] = taken.get(edge[:3], 0) + 1
            key = predicate if number == 1 else f"{predicate} ({number})"
            graph.add_edge(edge.source, edge.target, key=key, **_attributes(edge, predicate, self._edges[edge]))
            labels.update(value for _, values in edge.details for value in values)
        graph.graph["labels"] = {iri: self._things.labels[iri] for iri in sorted(labels & self._things.labels.keys())}
        return graph


def _attributes(edge: _Edge, predicate: str, support: _Support) -> dict[str, object]:
    stated = in_order(support.graphs)
    attributes: dict[str, object] = {
        "predicate": predicate,
        "label": edge.label,
        "evidence": stated,
        "count": support.windows or len(stated),
    }
    if edge.first:
        attributes["first"] = edge.first
    if edge.last:
        attributes["last"] = edge.last
    attributes.update(edge.details)
    if support.details - support.graphs:
        attributes["detail_evidence"] = in_order(support.details - support.graphs)
    return attributes
