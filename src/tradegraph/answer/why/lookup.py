"""The graphs that hold a statement, and the shortest way along a property path."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import pyoxigraph as ox

from tradegraph.answer.why.algebra import Alternative, Inverse, Negated, Path, Repeat, Sequence, Term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_STEPS = 200_000  # statements looked at for one start of a path

_DEFAULT = ox.DefaultGraph()
_Label = tuple[ox.NamedNode | None, bool, frozenset[ox.NamedNode]]  # predicate or any, backwards, predicates barred
_Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class TooFarError(Exception):
    """A path is too long, or leads through too much, to be followed."""


class Lookup:
    """Looks statements up in a store, in one graph or in those that make up the default graph of a query."""

    def __init__(self, store: ox.Store, default: tuple[ox.NamedNode, ...], has_dataset: bool) -> None:
        """The default graphs are those of FROM; without a dataset of its own, a query asks the store's."""
        self._store, self._default, self._has_dataset = store, default, has_dataset
        self._held: dict[ox.Triple, tuple[ox.Triple, tuple[ox.NamedNode, ...]]] = {}
        self._searches: dict[tuple[int, Term, Term | None], _Search] = {}

    def held(self, triple: ox.Triple) -> tuple[ox.Triple, tuple[ox.NamedNode, ...]]:
        """A statement as it is stored, and the named graphs that hold it, sorted by name.

        A query may write a number in another way than the store keeps it. Of the graphs, only those are given that the
        query asks by default.
        """
        known = self._held.get(triple)
        if known is None:
            quads = list(self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))
            found = [quad.graph_name for quad in quads]
            named = [g for g in found if isinstance(g, ox.NamedNode) and (not self._has_dataset or g in self._default)]
            if len(named) > 1:
                named.sort(key=lambda graph: graph.value)
            known = self._held[triple] = (quads[0].triple if quads else triple, tuple(named))
        return known

    def mention(self, term: Term, graph: ox.NamedNode | None) -> ox.Triple | None:
        """A statement in which a term stands as subject or object, None where there is none."""
        for place in self._places(graph):
            if isinstance(term, ox.NamedNode | ox.BlankNode):
                for quad in self._store.quads_for_pattern(term, None, None, place):
                    return quad.triple
            for quad in self._store.quads_for_pattern(None, None, term, place):
                return quad.triple
        return None

    def walk(self, path: Path, start: Term, end: Term, graph: ox.NamedNode | None) -> list[ox.Triple] | None:
        """The statements of a shortest way from one term to another, None where there is no way.

        Args:
            path: The property path.
            start: Its subject.
            end: Its object.
            graph: The graph to stay in, None for the default graph of the query.

        Raises:
            TooFarError: More than `MAX_STEPS` statements had to be looked at.
        """
        key = (id(path), start, graph)
        if key not in self._searches:
            self._searches[key] = _Search(self, path, start, graph)
        return self._searches[key].way(end)

    def steps(self, node: Term, label: _Label, graph: ox.NamedNode | None) -> Iterator[tuple[ox.Triple, Term]]:
        """The statements that lead on from a term, each with where it leads."""
        predicate, backwards, barred = label
        if not backwards and not isinstance(node, ox.NamedNode | ox.BlankNode):
            return
        for place in self._places(graph):
            if backwards:
                quads = self._store.quads_for_pattern(None, predicate, node, place)
            else:
                quads = self._store.quads_for_pattern(node, predicate, None, place)  # type: ignore[arg-type]
            for quad in quads:
                if quad.predicate not in barred:
                    yield quad.triple, quad.subject if backwards else quad.object

    def _places(self, graph: ox.NamedNode | None) -> tuple[_Graph, ...]:
        if graph is not None:
            return (graph,)
        return self._default if self._has_dataset else (_DEFAULT,)


class _Automaton:
    """A path as states: what leads on from each, and where it may end."""

    def __init__(self, path: Path) -> None:
        self._empty: list[list[int]] = []
        self._labelled: list[list[tuple[_Label, int]]] = []
        self.start, end = self._build(path, False)
        reach = [self._closure(state) for state in range(len(self._empty))]
        self.ends = [end in reached for reached in reach]
        self.onward = [[step for at in reached for step in self._labelled[at]] for reached in reach]

    def _state(self) -> int:
        self._empty.append([])
        self._labelled.append([])
        return len(self._empty) - 1

    def _build(self, path: Path, backwards: bool) -> tuple[int, int]:
        match path:
            case Sequence():
                pieces = [self._build(part, backwards) for part in path.parts]
                if backwards:
                    pieces.reverse()
                for (_, end), (start, _) in pairwise(pieces):
                    self._empty[end].append(start)
                return pieces[0][0], pieces[-1][1]
            case Inverse():
                return self._build(path.part, not backwards)
            case Alternative():
                first, last = self._state(), self._state()
                for start, end in [self._build(part, backwards) for part in path.parts]:
                    self._empty[first].append(start)
                    self._empty[end].append(last)
                return first, last
            case Repeat():
                first, last = self._state(), self._state()
                start, end = self._build(path.part, backwards)
                self._empty[first] += [start] if path.sign == "+" else [start, last]
                self._empty[end] += [last] if path.sign == "?" else [last, start]
                return first, last
            case _:
                first, last = self._state(), self._state()
                barred = frozenset(path.predicates) if isinstance(path, Negated) else frozenset()
                label = (None if isinstance(path, Negated) else path, backwards, barred)
                self._labelled[first].append((label, last))
                return first, last

    def _closure(self, state: int) -> list[int]:
        found = {state: None}
        pending = [state]
        while pending:
            for after in self._empty[pending.pop()]:
                if after not in found:
                    found[after] = None
                    pending.append(after)
        return list(found)


class _Search:
    """A breadth-first search from one term, taken up again for each end that is asked for."""

    def __init__(self, lookup: Lookup, path: Path, start: Term, graph: ox.NamedNode | None) -> None:
        self._lookup, self._graph = lookup, graph
        self._path = path  # keeps it alive: searches are known by its id
        self._automaton = _Automaton(path)
        first = (self._automaton.start, start)
        self._came: dict[tuple[int, Term], tuple[tuple[int, Term], ox.Triple] | None] = {first: None}
        self._ended: dict[Term, tuple[int, Term]] = {}
        self._queue = deque([first])
        self._looked = 0
        self._note(first)

    def way(self, end: Term) -> list[ox.Triple] | None:
        while end not in self._ended and self._queue:
            self._advance()
        at: tuple[int, Term] | None = self._ended.get(end)
        if at is None:
            return None
        found = []
        while (came := self._came[at]) is not None:
            at, triple = came
            found.append(triple)
        return found[::-1]

    def _note(self, key: tuple[int, Term]) -> None:
        if self._automaton.ends[key[0]]:
            self._ended.setdefault(key[1], key)

    def _advance(self) -> None:
        key = self._queue.popleft()
        for label, state in self._automaton.onward[key[0]]:
            for triple, term in self._lookup.steps(key[1], label, self._graph):
                self._looked += 1
                if self._looked > MAX_STEPS:
                    raise TooFarError
                after = (state, term)
                if after not in self._came:
                    self._came[after] = (key, triple)
                    self._queue.append(after)
                    self._note(after)
