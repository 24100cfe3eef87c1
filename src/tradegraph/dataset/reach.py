"""What of the reference files can add something to an answer, so that the rest need not be loaded.

A triple can match a pattern only if each IRI of the pattern occurs in the text of its block. The patterns of a GRAPH
match in one graph, and a graph stands in one file; only the graph of descriptions is spread over all of them.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset.blocks import Block, List, occurs, written
from tradegraph.dataset.loading import reference_files
from tradegraph.dataset.patterns import Group, UnclearError, read_patterns
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES, TG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from tradegraph.dataset.patterns import Pattern

    Blocks = dict[List, list[Block]]
    Values = Mapping[str, ox.NamedNode | ox.Literal]

_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)


class References:
    """The texts of the reference files, from which parts are chosen."""

    def __init__(self) -> None:
        """Reads the files."""
        self._lists = []
        for path in reference_files():
            with open(path, "rb") as file:
                self._lists.append(List(file.read()))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._lists)

    def all(self) -> Excerpt:
        """All of them."""
        return Excerpt(self._lists, {list_: list_.blocks for list_ in self._lists})

    def names(self) -> Excerpt:
        """What they call things."""
        return Excerpt(self._lists, {list_: list_.names for list_ in self._lists})

    def for_query(self, store: ox.Store, text: str, values: Values) -> Excerpt:
        """The parts that can change what a query answers; too many rather than too few.

        Args:
            store: The articles' dataset.
            text: A query that the engine takes.
            values: Terms by the name of a variable that stands for a parameter.
        """
        try:
            named = {name: term.value for name, term in values.items() if isinstance(term, ox.NamedNode)}
            whole = read_patterns(text, named, lambda iri: _classes_below(store, iri))
        except UnclearError:
            return self.all()
        reach = _Reach(store, self._lists)
        return self._excerpt({list_: reach.merged(whole, list_) for list_ in self._lists})

    def for_terms(self, *terms: object) -> Excerpt:
        """The parts that can hold a triple with all of these terms.

        Args:
            terms: Terms of the engine, or None for any; only IRIs are looked for.
        """
        names = [(written(term.value),) for term in terms if isinstance(term, ox.NamedNode)]
        return self._excerpt({list_: _matching(names, list_) for list_ in self._lists})

    def _excerpt(self, chosen: Mapping[List, AbstractSet[Block]]) -> Excerpt:
        """An excerpt of these blocks, in the order of their files."""
        inside = {list_: [block for block in list_.blocks if block in some] for list_, some in chosen.items() if some}
        return Excerpt(self._lists, inside)


class Excerpt:
    """Parts of the reference files.

    Attributes:
        blocks: The blocks by their file.
    """

    def __init__(self, lists: list[List], blocks: Blocks) -> None:
        """Holds the files, and the blocks that are chosen of them."""
        self._lists, self.blocks = lists, {list_: chosen for list_, chosen in blocks.items() if chosen}

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.blocks)

    def documents(self, labelled: Container[str] = ()) -> list[bytes]:
        """The parts as TriG, with what is needed to tell of them.

        That is what else records say of the nodes without a name that they speak of, what their things are called, and
        the descriptions of their graphs, and of the lists and sources of their records.

        Args:
            labelled: The IRIs of things whose names are known.
        """
        blocks = {list_: list(chosen) for list_, chosen in self.blocks.items()}
        unknown = _things(blocks, labelled)
        names = {block.subject: (list_, block) for list_ in self._lists for block in list_.names} if unknown else {}
        _add_namesakes(blocks, unknown - names.keys())
        for list_, block in (names[word] for word in sorted(_things(blocks, labelled) & names.keys())):
            blocks.setdefault(list_, []).append(block)
        for list_, chosen in blocks.items():
            chosen += _descriptions(list_, chosen)
        return [list_.document(chosen) for list_, chosen in blocks.items()]


def _things(blocks: Blocks, labelled: Container[str]) -> set[bytes]:
    """The short names of things that blocks speak of, less those whose names are known."""
    words = {word for chosen in blocks.values() for block in chosen for word in _words(block.text)}
    return {word for word in words if TG + word[3:].decode("utf-8") not in labelled}


def _add_namesakes(blocks: Blocks, nodes: set[bytes]) -> None:
    """Adds the records of the same files that speak of the same nodes, as one may of a membership's last day."""
    for list_, chosen in blocks.items():
        known = set(chosen)
        rest = [block for block in list_.blocks if block.is_record and block not in known]
        if not nodes.isdisjoint(_words(b"\n".join(block.text for block in rest))):
            chosen += [block for block in rest if not nodes.isdisjoint(_words(block.text))]


def _descriptions(list_: List, chosen: list[Block]) -> list[Block]:
    """What describes the graphs of some blocks, with what that names: the list and the sources of a record."""
    known = set(chosen)
    graphs = {block.subject if block.is_description else block.graph for block in chosen}
    described = {block.subject: block for block in list_.blocks if block.is_description}
    own = [block for subject, block in described.items() if subject in graphs]
    named = {word.rstrip(b".,;") for block in own for word in block.text.split()} | graphs
    return [block for subject, block in described.items() if subject in named and block not in known]


def _words(text: bytes) -> set[bytes]:
    """The short names of our things in a text."""
    return {word.rstrip(b".,;)]}") for word in text.split() if word.startswith(b"tg:")}


def _common(sets: Iterable[AbstractSet[Block]]) -> AbstractSet[Block]:
    """What all of some sets have, at least one; those after an empty one are not worked out."""
    sets = iter(sets)
    common = next(sets)
    while common and (other := next(sets, None)) is not None:
        common = common & other
    return common


def _classes_below(store: ox.Store, iri: str) -> list[str]:
    """A class and those that it takes in, as the ontology has them; reference files know no others."""
    found = [iri]
    for known in found:
        quads = store.quads_for_pattern(None, _SUBCLASS, ox.NamedNode(known), None)
        found += {value(quad.subject) for quad in quads}.difference(found)
    return found


def _matching(names: Sequence[tuple[bytes, ...]], list_: List) -> AbstractSet[Block]:
    """The blocks that may hold a triple that matches a pattern.

    Args:
        names: The parts of the pattern, each with the names as `written` gives them that match it.
        list_: A file.
    """
    telling = [part for part in names if all(part)]
    if not telling:
        return frozenset(list_.blocks)
    if not all(any(map(list_.speaks_of, part)) for part in telling):  # seen without cutting the file
        return frozenset()
    nothing: frozenset[Block] = frozenset()
    return _common(nothing.union(*map(list_.holding, part)) for part in telling)


class _Reach:
    """Tells which blocks a group can match in."""

    def __init__(self, store: ox.Store, lists: list[List]) -> None:
        self._store, self._lists = store, lists
        self._names: dict[Pattern, list[tuple[bytes, ...]]] = {}
        self._described: dict[str, bool] = {}

    def merged(self, group: Group, list_: List) -> set[Block]:
        """The blocks in which a group may match anything where each pattern may match in a graph of its own."""
        found: set[Block] = set()
        for pattern in group.patterns:
            found |= self._matching(pattern, list_)
        for inner in group.groups:
            found |= (self._in_graph if inner.is_graph else self.merged)(inner, list_)
        return found

    def _in_graph(self, group: Group, list_: List) -> set[Block]:
        """The blocks in which a group may match anything where all of its patterns match in one graph."""
        if not group.patterns and all(inner.is_graph for inner in group.groups):
            return set(list_.blocks)  # any graph will do
        found: set[Block] = set()
        for inner in group.groups:
            if inner.is_graph:
                found |= self._in_graph(inner, list_)
        matching = []
        for pattern in group.patterns:
            blocks = self._matching(pattern, list_)
            if not blocks and not self._in_description(pattern):
                return found
            matching.append(blocks)
        if matching:
            found |= {block for block in _common(matching) if block.is_record}
        # Of any other graph a block is but a part.
        parts = [{block for block in blocks if not block.is_record} for blocks in matching]
        if all(part or self._in_description(p) for part, p in zip(parts, group.patterns, strict=True)):
            found.update(*parts)
            for inner in group.groups:
                if not inner.is_graph:
                    inside = self._in_graph(inner, list_)
                    found |= {block for block in inside if not block.is_record} if matching else inside
        return found

    def _matching(self, pattern: Pattern, list_: List) -> AbstractSet[Block]:
        if pattern not in self._names:
            self._names[pattern] = [tuple(map(written, part)) for part in pattern]
        return _matching(self._names[pattern], list_)

    def _in_description(self, pattern: Pattern) -> bool:
        """Whether a triple may match a pattern in the graph of descriptions, which is spread over all files."""
        return all(any(map(self._is_described, part)) for part in pattern)

    def _is_described(self, iri: str) -> bool:
        known = self._described.get(iri)
        if known is None:
            node = ox.NamedNode(iri)
            places = ((node, None, None), (None, node, None), (None, None, node))
            known = any(True for s, p, o in places for _ in self._store.quads_for_pattern(s, p, o, _DESCRIPTION))
            texts = (list_.description for list_ in self._lists if list_.speaks_of(written(iri)))
            known = self._described[iri] = known or any(occurs(written(iri), text) for text in texts)
        return known
