"""What the statements of a dataset say, each with the graphs that hold it, and the paths that lead through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from tradegraph.vocabulary import ARTICLE, BASE, DESCRIPTION_GRAPH, PREFIXES, REFERENCE, TGO, expand, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Links = dict[Term, dict[Term, set[str]]]
    # The graphs that state each triple on the way.
    Parts = tuple[frozenset[str], ...]

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_EDITORIAL = ox.NamedNode(TGO + "EditorialGraph")
_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_RECORD = REFERENCE.removeprefix(BASE)
_DATES = tuple(PREFIXES["xsd"] + name for name in ("date", "gYear"))  # dateTime and gYearMonth begin with these
# They say by which words a thing is meant, and nothing of the thing.
WORDING = frozenset((ox.NamedNode(TGO + "isMeantBy"), ox.NamedNode(TGO + "isContinuedFrom")))


class Facts:
    """The statements of a dataset: what stands in stated, referenced and derived graphs, not what is only filed here.

    The default graph counts for nothing: it is a copy, or without a source.
    """

    def __init__(self, store: ox.Store, article: str = "") -> None:
        """Looks at a store.

        Args:
            store: A dataset of named graphs, merged or not.
            article: Slug of the one article whose units count; empty for all graphs.
        """
        self._store = store
        self._editorial = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _EDITORIAL, None)}
        self._within = f"{ARTICLE}{article}#" if article else ""
        self._known: dict[object, str] = {}
        self._links: dict[str, Links] = {}

    def graph(self, quad: ox.Quad) -> str:
        """The graph that states a quad; empty where the quad is no statement."""
        name = quad.graph_name
        known = self._known.get(name)
        if known is None:
            known = ""
            if isinstance(name, ox.NamedNode) and name not in self._editorial and name != _DESCRIPTION:
                known = name.value if name.value.startswith(self._within) else ""
            self._known[name] = known
        return known

    def all(self) -> Iterator[tuple[ox.Quad, str]]:
        """Every statement with its graph, in no order; types and wordings are left out."""
        for quad in self._store:
            if quad.predicate != _TYPE and quad.predicate not in WORDING:
                graph = self.graph(quad)
                if graph:
                    yield quad, graph

    def links(self, step: str) -> Links:
        """What a step of a path leads to, by where it starts, with the graphs that state it.

        Args:
            step: A prefixed name; `^` before it goes from object to subject.
        """
        known = self._links.get(step)
        if known is None:
            known = self._links[step] = {}
            back = step.startswith("^")
            predicate = ox.NamedNode(expand(step.removeprefix("^")))
            for quad in self._store.quads_for_pattern(None, predicate, None, None):
                graph = self.graph(quad)
                if graph:
                    ends = (quad.object, quad.subject) if back else (quad.subject, quad.object)
                    known.setdefault(ends[0], {}).setdefault(ends[1], set()).add(graph)
        return known

    def starts(self, path: str) -> set[Term]:
        """Where a path may start."""
        return {start for way in path.split("|") for start in self.links(way.partition("/")[0])}

    def walk(self, start: Term, path: str) -> list[tuple[Term, Parts]]:
        """Where a path leads, once for each way there, with the graphs that state each triple on the way.

        The path `.` stays at the start, and the empty one leads nowhere.
        """
        if path in ("", "."):
            return [(start, ())] if path else []
        found: list[tuple[Term, Parts]] = []
        for way in path.split("|"):
            reached: list[tuple[Term, Parts]] = [(start, ())]
            for step in way.split("/"):
                links = self.links(step)
                reached = [
                    (end, (*parts, frozenset(graphs)))
                    for node, parts in reached
                    for end, graphs in links.get(node, {}).items()
                ]
            found += reached
        return found

    def days(self, node: Term, steps: tuple[str, ...]) -> tuple[list[str], set[str]]:
        """The days, years or months that a node has by some properties, and the graphs that say so."""
        days: list[str] = []
        graphs: set[str] = set()
        for step in steps:
            for day, stating in self.links(step).get(node, {}).items():
                if isinstance(day, ox.Literal) and day.datatype.value.startswith(_DATES):
                    days.append(day.value)
                    graphs |= stating
        return days, graphs


def evidence(ways: Iterable[Parts]) -> set[str]:
    """The graphs on which something rests that is put together from several triples.

    Those that state it whole, where there are any; else all that state a part of it.

    >>> sorted(evidence([(frozenset("ab"), frozenset("bc"))])), sorted(evidence([(frozenset("a"), frozenset("b"))]))
    (['b'], ['a', 'b'])
    """
    ways = list(ways)
    whole = {graph for parts in ways if parts for graph in frozenset.intersection(*parts)}
    return whole or {graph for parts in ways for part in parts for graph in part}


def in_order(graphs: Iterable[str]) -> tuple[str, ...]:
    """Graphs by their short names, units by article and position, records of reference after all others.

    >>> in_order([REFERENCE + "a#r", ARTICLE + "b#u10", ARTICLE + "b#u9"])
    ('b#u9', 'b#u10', 'reference/a#r')
    """
    return tuple(sorted(map(shorten, graphs), key=unit_order))


def unit_order(name: str) -> tuple[bool, str, int, str]:
    """Key that sorts short names of graphs: units by article and position, others by name, records last."""
    article, _, unit = name.partition("#u")
    if unit.isdecimal() and len(unit) < 10:
        return False, article, int(unit), name
    return name.startswith(_RECORD), name, 0, name
