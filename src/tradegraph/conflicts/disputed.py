"""Relations of a network that rest on the losing side of a conflict alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tradegraph.conflicts.comparisons import read_comparisons
from tradegraph.conflicts.find import find_conflicts
from tradegraph.conflicts.ranking import NO_RULE, place_words
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from tradegraph.answer.citing import Sources


class Dispute(NamedTuple):
    """A relation that one side of a conflict asserts and the side that is shown first does not.

    Attributes:
        ends: IRIs of the two things, in no direction.
        predicate: Short name of the relation.
        graphs: Short names of the graphs on the losing side.
        words: What is wrong with it: "only in the summary", or "disputed".
    """

    ends: frozenset[str]
    predicate: str
    graphs: frozenset[str]
    words: str


class Disputes:
    """What is disputed in a dataset, to be asked relation by relation."""

    def __init__(self, store: ox.Store, sources: Sources) -> None:
        """Finds the conflicts over relations.

        Args:
            store: A dataset of named graphs; merged or not, since what hosts and the like rest on is one graph each.
            sources: Cites its graphs.
        """
        self._known: dict[tuple[frozenset[str], str], list[Dispute]] = {}
        for found in _find(store, sources):
            self._known.setdefault((found.ends, found.predicate), []).append(found)

    def words(self, source: str, target: str, predicate: str, graphs: Iterable[str]) -> str:
        """What is wrong with a relation; empty where nothing is, or where some graph outside the conflict states it.

        Args:
            source: IRI of one end.
            target: IRI of the other.
            predicate: Short name of the relation.
            graphs: Short names of the graphs that state it, as a network gives them.
        """
        known = self._known.get((frozenset((source, target)), predicate))
        if known is None:
            return ""
        losing = frozenset().union(*(dispute.graphs for dispute in known))
        return known[0].words if losing.issuperset(graphs) else ""


def _find(store: ox.Store, sources: Sources) -> Iterable[Dispute]:
    comparisons = [comparison for comparison in read_comparisons() if comparison.relations]
    relations = {comparison.id: comparison.relations for comparison in comparisons}
    for conflict in find_conflicts(store, sources, comparisons):
        if conflict.compatible or conflict.rule == NO_RULE:
            continue
        kept = {value(term) for term in conflict.first.values}
        words = place_words(store, sources, conflict.other.graphs, conflict.rule)
        for term in conflict.other.values:
            if value(term) not in kept:
                ends = frozenset((conflict.matter.thing, value(term)))
                for relation in relations[conflict.comparison]:
                    yield Dispute(ends, relation, frozenset(map(shorten, conflict.other.graphs)), words)
