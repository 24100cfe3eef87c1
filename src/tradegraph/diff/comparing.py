"""Two datasets compared fact by fact: added, retracted, changed, moved, or stated by more or fewer units."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.diff.facts import KINDS, Fact
from tradegraph.diff.telling import DEEPEST, Teller, cited
from tradegraph.vocabulary import PREFIXES, unit_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tradegraph.diff.facts import Node

# What can happen to a fact, in the order in which it is told. A repeated one was stated before, by another unit.
CHANGES = ("added", "retracted", "changed", "moved", "repeated", "no longer repeated")
_OA, _SCHEMA = PREFIXES["oa"], PREFIXES["schema"]
_ANCHORS = {
    ox.NamedNode(iri) for iri in (_OA + "start", _OA + "end", _SCHEMA + "position", _SCHEMA + "sha256")
}  # where a unit stands in its article, and what it holds


class Change:
    """One fact that changed.

    Attributes:
        change: One of `CHANGES`.
        kind: One of `facts.KINDS`.
        list: The name of the list that a record is in; empty where no record holds the fact.
        sentence: The fact in words, on one line, as the side tells it that has it; the newer one where both have it.
        units: The graphs that hold it, short and in order; those of the older side where only that has it.
        formerly: The graphs that held it before, where it moved.
    """

    __slots__ = ("change", "formerly", "kind", "list", "sentence", "units")

    def __init__(
        self,
        change: str,
        kind: str,
        list: str,  # noqa: A002 - a list of a reference source is called so
        sentence: str,
        units: list[str],
        formerly: list[str],
    ) -> None:
        """Holds a change."""
        self.change, self.kind, self.list, self.sentence = change, kind, list, sentence
        self.units, self.formerly = units, formerly

    def as_list(self) -> list[object]:
        """What the constructor takes, in its order."""
        return [self.change, self.kind, self.list, self.sentence, self.units, self.formerly]


def compare(old: set[ox.Quad], new: set[ox.Quad], labels: dict[str, str]) -> list[Change]:
    """The facts in which two datasets differ, by kind, then by what happened to them, then by unit.

    Args:
        old: Quads of the older side, its blank nodes settled.
        new: Quads of the newer one, likewise.
        labels: Names by IRI, for what neither side names.
    """
    if old == new:
        return []
    tellers = Teller.of_both(old, new, labels)
    grouping = tellers[0].grouping
    wanted = {grouping.key(quad) for quad in old ^ new}
    sides = (grouping.facts(old, wanted), grouping.facts(new, wanted))
    changes = _Collected(*tellers)
    lost = _outermost([fact for key, fact in sides[0].items() if key not in sides[1]])
    gained = _outermost([fact for key, fact in sides[1].items() if key not in sides[0]])
    for key in sides[0].keys() & sides[1].keys():
        changes.add_changed(sides[0][key], sides[1][key])
    lost, gained, moved = _pair(lost, gained, _content, alone=False)
    for before, after in moved:
        changes.add("moved", after, [before])
    lost = changes.add_repeated("no longer repeated", lost, new)
    gained = changes.add_repeated("repeated", gained, old)
    lost, gained, changed = _pair(lost, gained, _slot, alone=True)
    for before, after in changed:
        changes.add_changed(before, after)
    for fact in lost:
        changes.add("retracted", fact)
    for fact in gained:
        changes.add("added", fact)
    return changes.sorted()


def _outermost(facts: list[Fact]) -> list[Fact]:
    """The facts less those about a blank node within the blank node of another, as deep as that one tells them."""
    blank = {(fact.node, fact.graph) for fact in facts if isinstance(fact.node, ox.BlankNode)}
    inside = {
        (fact.node, fact.graph): {
            (triple.object, fact.graph)
            for triple in fact.triples
            if triple.subject == fact.node != triple.object and (triple.object, fact.graph) in blank
        }
        for fact in facts
        if (fact.node, fact.graph) in blank
    }
    level: set[tuple[Node, Node]] = {*blank.difference(*inside.values())}
    told: set[tuple[Node, Node]] = set()
    for _ in range(DEEPEST):
        level = {inner for node in level for inner in inside[node]}
        told |= level
    return [fact for fact in facts if (fact.node, fact.graph) not in told]


def _content(fact: Fact) -> object:
    """What a fact says, whatever graph holds it."""
    return fact.kind, None if isinstance(fact.node, ox.BlankNode) else fact.node, fact.parts()


def _slot(fact: Fact) -> object:
    """What a fact fills: where one fact leaves it and one alone takes it, that fact changed."""
    if isinstance(fact.node, ox.Triple):
        language = fact.node.object.language if isinstance(fact.node.object, ox.Literal) else None
        return fact.kind, fact.graph, fact.node.subject, fact.node.predicate, language
    return fact.kind, fact.graph if isinstance(fact.node, ox.BlankNode) else fact.node


def _pair(
    lost: list[Fact], gained: list[Fact], same: Callable[[Fact], object], *, alone: bool
) -> tuple[list[Fact], list[Fact], list[tuple[Fact, Fact]]]:
    """What is lost and gained for good, and pairs of what is the same under another key, by graph.

    Args:
        lost: Facts of the older side alone.
        gained: Facts of the newer side alone.
        same: What two facts of a pair have in common.
        alone: Whether a pair is one only where no other fact has that in common with it.
    """
    shared: dict[object, tuple[list[Fact], list[Fact]]] = {}
    for side, facts in enumerate((lost, gained)):
        for fact in sorted(facts, key=lambda fact: unit_order(cited(fact.graph))):
            shared.setdefault(same(fact), ([], []))[side].append(fact)
    pairs = [
        pair
        for before, after in shared.values()
        if not alone or (len(before), len(after)) == (1, 1)
        for pair in zip(before, after, strict=False)
    ]
    paired = {id(fact) for pair in pairs for fact in pair}
    return [f for f in lost if id(f) not in paired], [f for f in gained if id(f) not in paired], pairs


class _Collected:
    """Changes as they are found; what both sides tell in the same words is one, with all its units."""

    def __init__(self, old: Teller, new: Teller) -> None:
        self._tellers = {"retracted": old, "no longer repeated": old}
        self._old, self._new = old, new
        # By what is told of them, and how the older side tells what has moved: it may tell apart what is alike now.
        self._found: dict[tuple[tuple[str, str, str, str], str], tuple[set[str], set[str]]] = {}

    def add(self, change: str, fact: Fact, before: list[Fact] | None = None) -> None:
        teller = self._tellers.get(change, self._new)
        was = "; ".join(sorted(map(self._old.tell, before or ())))
        told = (change, teller.kind_of(fact), teller.list_of(fact), teller.tell(fact))
        self._note(told, fact, before or [], was)

    def add_changed(self, before: Fact, after: Fact) -> None:
        if after.kind == "record":
            before, after = self._split(before, after)
        different = before.parts() ^ after.parts()
        if not different:
            return
        if before.is_empty != after.is_empty:  # a graph without statements is no fact, though it is still described
            self.add(*(("added", after) if before.is_empty else ("retracted", before)))
            return
        described = all(subject is None for subject, _, _ in different)  # its trust or its works, not what it holds
        kind = after.kind if described else self._new.kind_of(after)
        if kind == "unit" and any(predicate in _ANCHORS for _, predicate, _ in different):
            kind = "article snapshot"
        sentence = self._new.tell_change(before, after, self._old)
        moved = [before] if before.graph != after.graph else []
        self._note(("changed", kind, self._new.list_of(after), sentence), after, moved)

    def _split(self, before: Fact, after: Fact) -> tuple[Fact, Fact]:
        """A record on both sides, less figures and the like that it has on one alone, which are facts of their own."""
        subjects = [{triple.subject for triple in fact.triples} for fact in (before, after)]
        if not (subjects[0] & subjects[1]) - {after.node}:  # it holds something else now
            return before, after
        left = []
        for change, fact, own in (
            ("retracted", before, subjects[0] - subjects[1]),
            ("added", after, subjects[1] - subjects[0]),
        ):
            known = {triple.object for triple in fact.triples}  # what something leads to is told by that
            alone = {
                node for node in own - known if self._new.grouping.kind(node) and not isinstance(node, ox.BlankNode)
            }
            key = (fact.kind, fact.node, fact.graph)
            for node in alone:
                self.add(change, Fact(key, (triple for triple in fact.triples if triple.subject == node)))
            left.append(Fact(key, (triple for triple in fact.triples if triple.subject not in alone)))
        return left[0], left[1]

    def add_repeated(self, change: str, facts: list[Fact], others: set[ox.Quad]) -> list[Fact]:
        """Notes the facts of which the other side has every triple in some graph; those that are left come back."""
        stated = {quad.triple for quad in others} if facts else set()
        left = []
        for fact in facts:
            if fact.triples <= stated:
                self.add(change, fact)
            else:
                left.append(fact)
        return left

    def _note(self, told: tuple[str, str, str, str], fact: Fact, before: list[Fact], was: str = "") -> None:
        units, formerly = self._found.setdefault((told, was), (set(), set()))
        units.add(cited(fact.graph))
        formerly.update(cited(one.graph) for one in before)

    def sorted(self) -> list[Change]:
        kinds, changes = list(KINDS), list(CHANGES)
        found = [
            Change(*told, *(sorted(filter(None, graphs), key=unit_order) for graphs in both))
            for (told, _), both in self._found.items()
        ]
        return sorted(
            found,
            key=lambda c: (
                kinds.index(c.kind),
                c.list,
                changes.index(c.change),
                [unit_order(unit) for unit in c.units],
                c.sentence,
            ),
        )
