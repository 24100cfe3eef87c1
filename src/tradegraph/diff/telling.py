"""A fact in words, as one side of a comparison knows the names of things."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.citing import display, predicate_label
from tradegraph.answer.names import Names, printable
from tradegraph.dataset.terms import value
from tradegraph.diff.facts import GRAPHS, Grouping, parts_of
from tradegraph.diff.phrases import OPENINGS, QUIET, WORDS
from tradegraph.vocabulary import PREFIXES, TGO, expand, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tradegraph.dataset.terms import Term
    from tradegraph.diff.facts import Fact, Node, Part

    # The subject, None where it is the fact's node; the predicate; whether it leads back from node to subject.
    Relation = tuple[Term | None, ox.NamedNode, bool]

_VALUE = ox.NamedNode(TGO + "value")
_MEASURES = ox.NamedNode(TGO + "measures")
_PREF = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_UNHEDGED = ox.NamedNode(TGO + "unhedged")
_PERCENT = ox.NamedNode(TGO + "percent")
_DIGITS = 100  # Python refuses to read thousands
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PART_OF = ox.NamedNode(PREFIXES["dcterms"] + "isPartOf")
_ARROW = " \u2192 "
_EMPTY = '""'
DEEPEST = 2  # nodes without a name inside nodes without a name


def cited(graph: Node) -> str:
    """A graph as it is cited: `slug#u12`; empty for what stands in no graph."""
    return "" if isinstance(graph, ox.DefaultGraph) else printable(shorten(value(graph)))


class Teller:
    """Tells facts in the names of one side, and of the other where it has none for a thing."""

    def __init__(self, quads: set[ox.Quad], names: Names, grouping: Grouping) -> None:
        """Holds what a side says, what things are called there, and which triples make a fact."""
        self.grouping = grouping
        self._names = names
        self._inside: dict[Node, set[ox.Triple]] = {}
        for quad in quads:
            for node in (quad.subject, quad.object):
                if grouping.kind(node) is not None:
                    self._inside.setdefault(node, set()).add(quad.triple)
        self._lists: dict[Node, Term] = {quad.subject: quad.object for quad in quads if quad.predicate == _PART_OF}

    @classmethod
    def of_both(cls, old: set[ox.Quad], new: set[ox.Quad], labels: dict[str, str]) -> tuple[Teller, Teller]:
        """A teller for each side; `labels` are for what neither names."""
        known = []
        for quads in (old, new):
            store = ox.Store()
            store.extend(sorted(quads, key=str))
            known.append(Names(store))
        own = [names.labels for names in known]
        for names, other in zip(known, reversed(own), strict=True):
            names.labels = labels | other | names.labels
        grouping = Grouping(old | new, known[0].labels)
        return cls(old, known[0], grouping), cls(new, known[1], grouping)

    def list_of(self, fact: Fact) -> str:
        """The name of the list that a record is in; empty for other kinds."""
        found = self._lists.get(fact.node) if fact.kind == "record" else None
        return "" if found is None else display(found, self._names)

    def kind_of(self, fact: Fact) -> str:
        """The kind of a fact; a record of one office holder, figure or the like is told as what it holds."""
        held = {self.grouping.kind(head) for head in self._heads(fact)} if fact.kind == "record" else set()
        return (held.pop() if len(held) == 1 else None) or fact.kind

    def tell(self, fact: Fact) -> str:
        """The fact in one line."""
        if isinstance(fact.node, ox.Triple):
            return self._statement(fact.node, self._known_as(fact))
        if fact.kind in GRAPHS:
            return self._graph(fact)
        return self._whole(fact.kind, fact.node, fact.triples, 0)

    def tell_change(self, before: Fact, after: Fact, older: Teller) -> str:
        """The fact as it is now, and what is different, in one line."""
        gone, come = (_by_relation(a.parts() - b.parts()) for a, b in ((before, after), (after, before)))
        heads = self._heads(after) if after.kind == "record" else []
        told = []
        for key in {**gone, **come}:
            was, now = older._ends(key, gone.get(key, []), 1), self._ends(key, come.get(key, []), 1)
            if was == now:  # the same characters in another type
                was, now = (printable(" ".join(sorted(map(str, side[key])))) for side in (gone, come))
            opening = "" if was and now else "now " if now else "no longer "
            key = (None, *key[1:]) if [key[0]] == heads else key  # the record is known by it
            told.append(f"{opening}{self._joined(key, _ARROW.join(filter(None, (was, now))), 1)}")
        different = "; ".join(sorted(told))
        leading = self._leading(after.node, after.triples, 0) if isinstance(after.node, ox.BlankNode) else []
        if after.kind == "statement" and leading and not any(back for _, _, back in {**gone, **come}):
            return f"{'; '.join(leading)} ({different})"
        return f"{self._known_as(after)}: {different}"

    def _known_as(self, fact: Fact) -> str:
        """What a fact is about, in words."""
        if fact.kind == "record":
            return "; ".join(sorted(map(self._head, self._heads(fact)))) or self._named(fact.node)
        if not isinstance(fact.node, ox.Triple):
            return self._opening(fact.kind, fact.node, fact.triples, 0)
        # Whoever reads that a thing is called so must know which.
        own = fact.kind == "name" and fact.node.predicate == _PREF
        return cited(fact.node.subject) if own else self._term(fact.node.subject)

    def _joined(self, key: Relation, told: str, depth: int) -> str:
        """A relation in words, with what it leads to."""
        subject, predicate, back = key
        words = self._words(predicate)
        opening = "" if subject is None else f"{self._term(subject, depth)}: "
        article = "n" if words == "is a" and told[:1] in "aeiou" else ""
        return f"{opening}{words}{article}{' of' if back else ''} {told}"

    def _words(self, predicate: ox.NamedNode) -> str:
        return WORDS.get(shorten(predicate.value)) or predicate_label(predicate.value, self._names)

    def _listed(self, parts: Iterable[Part], depth: int) -> str:
        """Parts of a fact in words, relation by relation."""
        ways = _by_relation(parts).items()
        return "; ".join(sorted(self._joined(key, self._ends(key, ends, depth), depth) for key, ends in ways))

    def _ends(self, key: Relation, ends: Iterable[Term | None], depth: int) -> str:
        """What a relation leads to, in words; None stands for the node itself."""
        tell = self._number if key[1] == _VALUE else self._term
        return ", ".join(sorted("itself" if end is None else tell(end, depth) for end in ends))

    def _graph(self, fact: Fact) -> str:
        """A graph that is one fact, by what it says of each of its subjects."""
        heads = self._heads(fact)
        first: list[str] = []
        then: list[str] = []
        for subject, triples in _by_subject(fact).items():
            kind = self.grouping.kind(subject)
            told = first if subject in heads else then
            if kind is None:
                told += [self._statement(triple, self._term(subject)) for triple in triples]
            else:
                told.append(self._whole(kind, subject, triples, 0))
        whole = "; ".join(sorted(first) + sorted(then))
        opening = self._opening(fact.kind, fact.node, fact.triples, 0)
        if fact.kind == "record":  # the list that it is in says what kind of thing is told
            return whole or opening
        return ": ".join(filter(None, [opening, whole]))

    def _heads(self, fact: Fact) -> list[Term]:
        """What a graph is about: what nothing else in it leads to; of that what only ties others together, if any."""
        inside = _by_subject(fact)
        led_to = {triple.object for triples in inside.values() for triple in triples}
        heads = [subject for subject in inside if subject not in led_to] or [*inside]
        return [head for head in heads if self.grouping.kind(head) is not None] or heads

    def _head(self, head: Term) -> str:
        kind = self.grouping.kind(head)
        return self._term(head) if kind is None else self._opening(kind, head, (), 0)

    def _statement(self, triple: ox.Triple, subject: str) -> str:
        key = (None, triple.predicate, False)
        return f"{subject}: {self._joined(key, self._ends(key, [triple.object], 1), 1)}"

    def _whole(self, kind: str, node: Node, triples: Iterable[ox.Triple], depth: int) -> str:
        """A node with what triples say of it."""
        opening = [expand(name.removeprefix("^")) for _, name in OPENINGS.get(kind, ())]
        silent = {*opening, *(() if kind == "statement" else (_TYPE.value,))}
        if any(triple.predicate.value in opening[-1:] for triple in triples):
            silent.update(expand(name) for name in QUIET.get(kind, "").split())
        left = [triple for triple in triples if triple.predicate.value not in silent]
        heads = []
        if kind == "statement":  # the node is known by what leads to it
            heads = self._leading(node, left, depth)
            left = [triple for triple in left if triple.subject == node]
        told = self._listed(parts_of(node, left), depth + 1)
        if heads:
            return f"{'; '.join(heads)} ({told})"
        return "; ".join(filter(None, [self._opening(kind, node, triples, depth), told]))

    def _leading(self, node: Node, triples: Iterable[ox.Triple], depth: int) -> list[str]:
        """What leads to a node, in words, sorted."""
        back = [triple for triple in triples if triple.subject != node]
        return sorted(f"{self._term(triple.subject, depth + 1)}: {self._words(triple.predicate)}" for triple in back)

    def _opening(self, kind: str, node: Node, triples: Iterable[ox.Triple], depth: int) -> str:
        """The words by which a node is known: from the triples at hand, else from all that the side says of it."""
        return self._phrase(kind, node, triples, depth) or self._named(node)

    def _phrase(self, kind: str, node: Node, triples: Iterable[ox.Triple], depth: int) -> str:
        """The opening by `OPENINGS`; empty where the kind has none, or nothing that it asks for is said."""
        opening = ""
        for glue, name in OPENINGS.get(kind, ()):
            back, relation = name.startswith("^"), ox.NamedNode(expand(name.removeprefix("^")))
            ends: list[Term] = []
            for source in (triples, self._inside.get(node, ())):
                ends = ends or [
                    triple.subject if back else triple.object
                    for triple in source
                    if triple.predicate == relation and (triple.object if back else triple.subject) == node
                ]
            told = self._ends((None, relation, back), [end for end in ends if end != _UNHEDGED], depth + 1)
            if (
                told
                and relation == _VALUE
                and any(triple.object == _PERCENT for triple in (*triples, *self._inside.get(node, ())))
            ):
                told += " %"
            if relation == _MEASURES and told[1:2].islower():  # the label of a concept begins with a capital
                told = told[0].lower() + told[1:]
            if told:
                opening += (glue if opening else glue.lstrip(" ,:")) + told
        return opening

    def _number(self, term: Term, depth: int) -> str:
        """A number as it is read."""
        digits = value(term)
        plain = digits.isascii() and digits.isdecimal() and len(digits) < _DIGITS
        return f"{int(digits):,}" if plain else self._term(term, depth)

    def _term(self, term: Term, depth: int = 0) -> str:
        """A term by its name, words with their language unless it is English; a node without a name by what it ties."""
        kind = self.grouping.kind(term)
        if isinstance(term, ox.Literal) and term.language not in (None, "en"):
            return f"{display(term, self._names) or _EMPTY} ({term.language})"
        if kind is None or value(term) in self._names.labels:
            return display(term, self._names) or _EMPTY
        if depth > DEEPEST:  # nodes may lead to one another in a ring
            return self._named(term)
        inside = self._inside.get(term, set())
        told = self._phrase(kind, term, inside, depth)
        if not told:
            own = [triple for triple in inside if triple.subject == term]
            told = self._listed(parts_of(term, own), depth + 1)
        return f"({told})" if told else self._named(term)

    def _named(self, node: Node) -> str:
        """A node by its name alone; a blank node has none, and its label would say nothing."""
        if isinstance(node, ox.NamedNode):
            return printable(self._names.label(node.value))
        return "something" if isinstance(node, ox.BlankNode) else display(node, self._names)


def _by_subject(fact: Fact) -> dict[Term, list[ox.Triple]]:
    """What a graph that is one fact says, without what its description says of it."""
    inside: dict[Term, list[ox.Triple]] = {}
    for triple in fact.triples:
        if triple.subject != fact.node:
            inside.setdefault(triple.subject, []).append(triple)
    return inside


def _by_relation(parts: Iterable[Part]) -> dict[Relation, list[Term | None]]:
    """What parts of a fact lead to, by relation."""
    found: dict[Relation, list[Term | None]] = {}
    for subject, predicate, object_ in parts:
        back = object_ is None and subject is not None
        key, end = ((None, predicate, True), subject) if back else ((subject, predicate, False), object_)
        found.setdefault(key, []).append(end)
    return found
