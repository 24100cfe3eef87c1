"""In which blocks of the reference files the patterns of a query can match.

A triple can match a pattern only if each IRI of the pattern occurs in the text of its block. The patterns of a GRAPH
match in one graph, and a graph stands in one file; only the graph of descriptions is spread over all of them. And a
variable can only stand for what each pattern that has to match lets it stand for: where those are few, other patterns
about it match in fewer blocks.
"""

from __future__ import annotations

from itertools import product

import pyoxigraph as ox

from tradegraph.dataset.blocks import name, written
from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, REFERENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from tradegraph.dataset.blocks import Block, List
    from tradegraph.dataset.patterns import Group, Part, Pattern

    # What variables can stand for: the names of things, as `written` gives them.
    Names = frozenset[bytes]
    Domains = Mapping[str, Names]
    Required = tuple[Pattern, Group]

_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
# The beginning of the name of a list's record in another file.
_RECORD = REFERENCE.removeprefix(BASE).encode("utf-8")
# It is not worth finding out what a variable can be where that is very much, or little is known already.
_MANY_TERMS, _MANY_SUBJECTS, _MANY_OBJECTS, _MANY_GRAPHS, _FEW_TERMS = 500, 200, 60, 400, 30


def matching_blocks(store: ox.Store, lists: list[List], whole: Group) -> dict[List, set[Block]]:
    """The blocks of each file in which anything that a query asks can match; too many rather than too few.

    Args:
        store: The dataset that the blocks would be added to.
        lists: The reference files.
        whole: The patterns of the query.
    """
    return _Matching(store, lists, whole).blocks()


def holding_all(names: Sequence[tuple[bytes, ...]], list_: List) -> AbstractSet[Block]:
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


class _Matching:
    """Tells in which blocks a group can match."""

    def __init__(self, store: ox.Store, lists: list[List], whole: Group) -> None:
        self._store, self._lists, self._whole = store, lists, whole
        self._graphs_by_name: dict[bytes, ox.NamedNode] = {}
        self._names: dict[Pattern, list[tuple[bytes, ...]]] = {}
        self._holding: dict[tuple[Pattern, List], AbstractSet[Block]] = {}
        self._namespaces: dict[bytes, bool] = {}
        self._told_of: dict[Names | None, Names] = {}
        self._possible: dict[tuple[Group, List], bool] = {}
        self._described: dict[str, bool] = {}
        self._domains: dict[Group, Domains] = {}
        self._uses: dict[str, int] = {}  # how often each variable is a subject or names a graph
        for group in _groups(whole):
            for variable in (group.graph, *(pattern.subject for pattern in group.patterns)):
                self._uses[variable] = self._uses.get(variable, 0) + 1
        self._uses.pop("", None)

    def blocks(self) -> dict[List, set[Block]]:
        """The blocks of each file in which anything that is asked can match."""
        return {list_: self._merged(self._whole, list_, {}) for list_ in self._lists}

    def _written(self, pattern: Pattern) -> list[tuple[bytes, ...]]:
        """The parts of a pattern, each with the names as `written` gives them that match it."""
        if pattern not in self._names:
            self._names[pattern] = [tuple(map(written, part)) for part in pattern.parts]
        return self._names[pattern]

    def _merged(self, group: Group, list_: List, around: Domains) -> set[Block]:
        """The blocks in which a group may match anything where each pattern may match in a graph of its own."""
        domains = self._domains_of(group, around)
        found: set[Block] = set()
        for pattern in group.patterns:
            found |= self._matching(pattern, list_, domains)
        for inner in group.groups:
            found |= (self._in_graph if inner.is_graph else self._merged)(
                inner, list_, _handed_on(group, inner, domains)
            )
        return found

    def _in_graph(self, group: Group, list_: List, around: Domains) -> set[Block]:
        """The blocks in which a group may match anything where all of its patterns match in one graph."""
        domains = self._domains_of(group, around)
        graphs = self._told(domains.get(group.graph))
        found: set[Block] = set()
        for inner in group.groups:
            if inner.is_graph:
                found |= self._in_graph(inner, list_, _handed_on(group, inner, domains))
        if graphs is None or not graphs.isdisjoint(list_.graphs):
            found |= _of_graphs(self._in_one_graph(group, list_, domains), graphs)
        return found

    def _in_one_graph(self, group: Group, list_: List, domains: Domains) -> set[Block]:
        """The same, without what GRAPHs within it match."""
        if not group.patterns and all(inner.is_graph for inner in group.groups):
            return set(list_.blocks)  # any graph will do
        found: set[Block] = set()
        if not self._may_match(group, list_):
            return found
        matching = []
        for pattern in group.patterns:
            blocks = self._matching(pattern, list_, domains)
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
                    inside = self._in_graph(inner, list_, _handed_on(group, inner, domains))
                    found |= {block for block in inside if not block.is_record} if matching else inside
        return found

    def _may_match(self, group: Group, list_: List) -> bool:
        """Whether all patterns of a group can match in one graph that a file has a part in, seen without cutting it."""
        known = self._possible.get((group, list_))
        if known is None:
            known = self._possible[group, list_] = all(
                self._is_spoken_of(pattern, list_) or self._in_description(pattern) for pattern in group.patterns
            )
        return known

    def _is_spoken_of(self, pattern: Pattern, list_: List) -> bool:
        return all(any(map(list_.speaks_of, part)) for part in self._written(pattern) if all(part))

    def _matching(self, pattern: Pattern, list_: List, domains: Domains) -> AbstractSet[Block]:
        """The blocks in which a pattern may match, given what its subject can be."""
        subjects = self._told(self._subjects_of(pattern, domains))
        if subjects is not None and not subjects:
            return frozenset()
        blocks = self._holding.get((pattern, list_))
        if blocks is None:
            blocks = self._holding[pattern, list_] = holding_all(self._written(pattern), list_)
        return blocks if subjects is None else {block for block in blocks if not subjects.isdisjoint(block.subjects)}

    def _subjects_of(self, pattern: Pattern, domains: Domains) -> Names | None:
        """What the subject of a pattern can be, as far as it is known and little."""
        if pattern.triple is None or not pattern.triple[0]:
            return domains.get(pattern.subject)
        names = frozenset(map(written, pattern.triple[0]))
        return None if any(map(_is_record, names)) else names

    def _domains_of(self, group: Group, around: Domains) -> Domains:
        """What each variable can stand for in a group, as far as that is little.

        Args:
            group: A group.
            around: The same of the group around it, where that holds within too.
        """
        known = self._domains.get(group)
        if known is None:
            known = self._domains[group] = dict(around)
            much = self._narrow_by_triples(known, _required(group))
            self._narrow_by_groups(group, known)
            self._narrow_by_triples(known, much)  # of which there may be less now
        return known

    def _narrow_by_triples(self, domains: dict[str, Names], required: Iterable[Required]) -> list[Required]:
        """Narrows variables by single triples that must match; those that let a variable be very much are returned."""
        much = []
        for pattern, group in required:
            if not pattern.parts and group.graph not in domains:
                continue  # any triple
            for variable in (pattern.subject, pattern.object):
                if self._is_sought(variable, pattern.subject, domains):
                    names = self._values(pattern, variable, domains, group)
                    if names is None:
                        much.append((pattern, group))
                    else:
                        _narrow(domains, variable, names)
        return much

    def _narrow_by_groups(self, group: Group, domains: dict[str, Names]) -> None:
        """Narrows variables by the groups within a group that must match where it does."""
        for inner in group.groups:
            if inner.is_graph and self._is_sought(inner.graph, inner.graph, domains):
                graphs = self._graphs(inner, domains)
                if graphs is not None:
                    _narrow(domains, inner.graph, graphs)
        for alternatives in _alternatives(group):
            inside = [self._domains_of(one, domains) for one in alternatives]
            for variable in set(inside[0]).intersection(*inside[1:]):
                _narrow(domains, variable, frozenset[bytes]().union(*(each[variable] for each in inside)))

    def _is_sought(self, variable: str, here: str, domains: Domains) -> bool:
        """Whether what a variable can be tells of other places than here, and isn't little already."""
        elsewhere = self._uses.get(variable, 0) > (variable == here)
        known = self._told(domains.get(variable))
        return elsewhere and (known is None or len(known) > _FEW_TERMS)

    def _values(self, pattern: Pattern, variable: str, domains: Domains, group: Group) -> Names | None:
        """What a variable can stand for where a pattern of a group matches, but for literals; None for very much."""
        graphs = domains.get(group.graph)
        quads = self._stored(pattern.triple or (), graphs)
        terms = {quad.subject if variable == pattern.subject else quad.object for quad in quads}
        if len(terms) > _MANY_TERMS:
            return None
        found = {written(term.value) for term in terms if isinstance(term, ox.NamedNode)}  # others have no name
        told = self._told(graphs)
        lists = [list_ for list_ in self._lists if told is None or not told.isdisjoint(list_.graphs)]
        if group.is_graph:
            lists = [list_ for list_ in lists if self._may_match(group, list_)]
        matching = (self._matching(pattern, list_, domains) for list_ in lists)
        most = _MANY_SUBJECTS if variable == pattern.subject else _MANY_OBJECTS
        for block in self._blocks((_of_graphs(blocks, told) for blocks in matching), most):
            if block is None or b"[" in block.text or b"_:" in block.text:
                return None  # what has no name
            found |= block.subjects if variable == pattern.subject else block.names
        return None if any(map(_is_record, found)) else frozenset(found)

    def _graphs(self, group: Group, domains: Domains) -> Names | None:
        """What the variable of a GRAPH can stand for; None for very much."""
        blocks = list(self._blocks((self._in_graph(group, list_, domains) for list_ in self._lists), _MANY_GRAPHS))
        if None in blocks:
            return None
        found = self._stored_graphs.keys() | set(map(name, {block.graph for block in blocks if block}))
        return None if any(map(_is_record, found)) else frozenset(found)

    def _told(self, names: Names | None) -> Names | None:
        """Those of some names that a file may have: it has no others of their namespace else."""
        if names is None or names in self._told_of:
            return self._told_of.get(names)
        told = set()
        for word in names:
            namespace = word[: max(map(word.rfind, (b":", b"/", b"#"))) + 1]
            if namespace not in self._namespaces:
                self._namespaces[namespace] = any(namespace in list_.text for list_ in self._lists)
            if self._namespaces[namespace]:
                told.add(word)
        self._told_of[names] = frozenset(told)
        return self._told_of[names]

    @property
    def _stored_graphs(self) -> dict[bytes, ox.NamedNode]:
        """The graphs of the store by their name."""
        if not self._graphs_by_name:
            graphs = (graph for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode))
            self._graphs_by_name = {written(graph.value): graph for graph in graphs}
        return self._graphs_by_name

    def _stored(self, triple: tuple[Part, ...], graphs: Names | None) -> Iterator[ox.Quad]:
        """The triples of the store that match a pattern, in some of its graphs if it asks for nothing else."""
        if not any(triple) and graphs is not None:
            for graph in graphs & self._stored_graphs.keys():
                yield from self._store.quads_for_pattern(None, None, None, self._stored_graphs[graph])
            return
        nodes = [[ox.NamedNode(iri) for iri in part] for part in triple]
        for s, p, o in product(*(part or (None,) for part in nodes)):
            yield from self._store.quads_for_pattern(s, p, o, None)

    @staticmethod
    def _blocks(found: Iterable[AbstractSet[Block]], most: int) -> Iterator[Block | None]:
        """Blocks of several files, and None in place of more than some."""
        number = 0
        for blocks in found:
            number += len(blocks)
            if number > most:
                yield None
                return
            yield from blocks

    def _in_description(self, pattern: Pattern) -> bool:
        """Whether a triple may match a pattern in the graph of descriptions, which is spread over all files."""
        return all(any(map(self._is_described, part)) for part in pattern.parts)

    def _is_described(self, iri: str) -> bool:
        known = self._described.get(iri)
        if known is None:
            node = ox.NamedNode(iri)
            places = ((node, None, None), (None, node, None), (None, None, node))
            known = any(True for s, p, o in places for _ in self._store.quads_for_pattern(s, p, o, _DESCRIPTION))
            known = self._described[iri] = known or any(list_.describes(written(iri)) for list_ in self._lists)
        return known


def _common(sets: Iterable[AbstractSet[Block]]) -> AbstractSet[Block]:
    """What all of some sets have, at least one; those after an empty one are not worked out."""
    sets = iter(sets)
    common = next(sets)
    while common and (other := next(sets, None)) is not None:
        common = common & other
    return common


def _groups(whole: Group) -> list[Group]:
    """A group and all within it."""
    found = [whole]
    for group in found:
        found += group.groups
    return found


def _alternatives(group: Group) -> list[list[Group]]:
    """The groups within a group of which one must match, put together."""
    found: list[list[Group]] = []
    for inner in group.groups:
        if inner.is_alternative:
            found[-1].append(inner)
        elif inner.joins and not inner.is_graph:
            found.append([inner])
    return found


def _required(group: Group) -> Iterator[Required]:
    """The single triples that must match where a group does, each with the group that it stands in."""
    for one in (group, *(inner for inner in group.groups if inner.is_graph)):
        yield from ((pattern, one) for pattern in one.patterns if pattern.triple is not None)


def _narrow(domains: dict[str, Names], variable: str, names: Names) -> None:
    domains[variable] = domains.get(variable, names) & names


def _handed_on(group: Group, inner: Group, domains: Domains) -> Domains:
    """What holds of variables within a group too, of what holds of them in the group around it.

    What is optional, or taken away, is looked at by itself and with what stands before it, and a subquery by itself.
    """
    if inner.joins or not domains:
        return domains
    if inner.is_subquery:
        return {}
    before = [pattern for pattern in group.patterns if pattern.place < inner.place]
    for other in group.groups[: group.groups.index(inner)]:
        if other.is_graph:
            before += other.patterns
    bound = {variable for pattern in before for variable in (pattern.subject, pattern.object)}
    return {variable: names for variable, names in domains.items() if variable in bound}


def _of_graphs(blocks: AbstractSet[Block], graphs: Names | None) -> AbstractSet[Block]:
    """Those of some blocks that stand in one of some graphs."""
    if graphs is None:
        return blocks
    kept = {graph for graph in {block.graph for block in blocks} if name(graph) in graphs}
    return {block for block in blocks if block.graph in kept}


def _is_record(word: bytes) -> bool:
    """Whether a name is that of a list's record, as other files have it."""
    return word.startswith(_RECORD)
