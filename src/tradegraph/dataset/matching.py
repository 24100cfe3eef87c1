"""In which blocks of the shipped files the patterns of a query can match.

A triple can match a pattern only if its block speaks of each IRI of the pattern. The patterns of a GRAPH match in one
graph, and a graph stands in one file; only the graph of descriptions is spread over all of them. And a variable can
only stand for what each pattern that has to match lets it stand for: where those are few, other patterns about it
match in fewer blocks.
"""

from __future__ import annotations

from tradegraph.vocabulary import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tradegraph.dataset.index import Index
    from tradegraph.dataset.patterns import Group, Pattern

    # What variables can stand for: the names of things, as `shorten` gives them.
    Names = frozenset[str]
    Domains = Mapping[str, Names]
    Required = tuple[Pattern, Group]

# It is not worth finding out what a variable can be where that is very much, or little is known already, or the blocks
# are few in any case.
_MANY_SUBJECTS, _MANY_THINGS, _MANY_GRAPHS, _FEW_TERMS = 200, 60, 400, 30
_FEW_BLOCKS = 20


def matching_blocks(index: Index, whole: Group) -> int:
    """The blocks in which anything that a query asks can match; too many rather than too few.

    Args:
        index: The index of the files.
        whole: The patterns of the query.
    """
    return _Matching(index, whole).blocks()


class _Matching:
    """Tells in which blocks a group can match."""

    def __init__(self, index: Index, whole: Group) -> None:
        self._index, self._whole = index, whole
        self._holding: dict[Pattern, int] = {}
        self._about: dict[Names, int] = {}
        self._within: dict[Names, int] = {}
        self._known: dict[Names, int] = {}
        self._told: dict[tuple[int, bool], Names] = {}
        self._where: dict[Group, int] = {}
        self._domains: dict[Group, Domains] = {}
        self._is_narrowing = False
        self._uses: dict[str, int] = {}  # how often each variable is a subject or names a graph
        for group in _groups(whole):
            for variable in (group.graph, *(pattern.subject for pattern in group.patterns)):
                self._uses[variable] = self._uses.get(variable, 0) + 1
        self._uses.pop("", None)

    def blocks(self) -> int:
        """The blocks in which anything that is asked can match."""
        found = self._merged(self._whole, {})
        if found.bit_count() <= _FEW_BLOCKS:
            return found
        self._is_narrowing = True
        return self._merged(self._whole, {})

    def _merged(self, group: Group, around: Domains) -> int:
        """The blocks in which a group may match anything where each pattern may match in a graph of its own."""
        domains = self._domains_of(group, around)
        found = 0
        for pattern in group.patterns:
            found |= self._matching(pattern, domains)
        for inner in group.groups:
            found |= (self._in_graph if inner.is_graph else self._merged)(inner, _handed_on(group, inner, domains))
        return found

    def _in_graph(self, group: Group, around: Domains) -> int:
        """The blocks in which a group may match anything where all of its patterns match in one graph."""
        domains = self._domains_of(group, around)
        graphs = domains.get(group.graph)
        found = 0
        for inner in group.groups:
            if inner.is_graph:
                found |= self._in_graph(inner, _handed_on(group, inner, domains))
        within = self._index.blocks if graphs is None else self._in_graphs(graphs)
        return found | (self._in_one_graph(group, domains) & within if within else 0)

    def _in_graphs(self, names: Names) -> int:
        """The blocks that stand in graphs of these names."""
        if names not in self._within:
            self._within[names] = self._index.in_graphs(names)
        return self._within[names]

    def _in_one_graph(self, group: Group, domains: Domains) -> int:
        """The same, without what GRAPHs within it match."""
        if not group.patterns and all(inner.is_graph for inner in group.groups):
            return self._index.blocks  # any graph will do
        matching = [(self._matching(pattern, domains), self._in_description(pattern)) for pattern in group.patterns]
        if not all(blocks or described for blocks, described in matching):
            return 0
        inside = 0
        for inner in group.groups:
            if not inner.is_graph:
                inside |= self._in_graph(inner, _handed_on(group, inner, domains))
        if not matching:
            return inside
        found = self._index.records
        for blocks, _ in matching:
            found &= blocks
        for file in self._index.files:  # of any graph but a record's a block is but a part
            parts = file.blocks & ~self._index.records
            if all(blocks & parts or described for blocks, described in matching):
                for blocks in (inside, *(blocks for blocks, _ in matching)):
                    found |= blocks & parts
        return found

    def _matching(self, pattern: Pattern, domains: Domains) -> int:
        """The blocks in which a pattern may match, given what its subject can be."""
        found = self._holding.get(pattern)
        if found is None:
            found = self._index.blocks
            for part in pattern.parts:
                found &= _any(self._index.holding(shorten(iri)) for iri in part)
            self._holding[pattern] = found
        subjects = self._subjects_of(pattern, domains)
        if subjects is None or not found:
            return found
        if subjects not in self._about:
            self._about[subjects] = _any(map(self._index.about, subjects))
        return found & self._about[subjects]

    def _subjects_of(self, pattern: Pattern, domains: Domains) -> Names | None:
        """What the subject of a pattern can be, as far as it is known and little."""
        if pattern.triple is None or not pattern.triple[0]:
            return domains.get(pattern.subject)
        return frozenset(map(shorten, pattern.triple[0]))

    def _domains_of(self, group: Group, around: Domains) -> Domains:
        """What each variable can stand for in a group, as far as that is little.

        Args:
            group: A group.
            around: The same of the group around it, where that holds within too.
        """
        if not self._is_narrowing:
            return around
        known = self._domains.get(group)
        if known is None:
            known = self._domains[group] = dict(around)
            much = self._narrow_by_triples(known, _required(group))
            self._narrow_by_groups(group, known)
            self._narrow_by_triples(known, much)  # of which there may be less now
        return known

    def _narrow_by_triples(self, domains: dict[str, Names], required: Iterable[Required]) -> Iterable[Required]:
        """Narrows variables by single triples that must match; those that let a variable be very much are returned."""
        much: dict[Required, None] = {}
        for pattern, group in required:
            if not pattern.parts and group.graph not in domains:
                continue  # any triple
            for variable in (pattern.subject, pattern.object):
                if self._is_sought(variable, pattern.subject, domains):
                    names = self._values(pattern, variable, domains, group)
                    if names is None:
                        much[pattern, group] = None
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
                _narrow(domains, variable, frozenset[str]().union(*(each[variable] for each in inside)))

    def _is_sought(self, variable: str, here: str, domains: Domains) -> bool:
        """Whether what a variable can be tells of other places than here, and isn't little already."""
        if self._uses.get(variable, 0) <= (variable == here):
            return False
        known = domains.get(variable)
        if known is not None and known not in self._known:
            self._known[known] = len(self._index.known(known))
        return known is None or self._known[known] > _FEW_TERMS

    def _values(self, pattern: Pattern, variable: str, domains: Domains, group: Group) -> Names | None:
        """What a variable can stand for where a pattern of a group matches, but for literals; None for very much."""
        is_subject = variable == pattern.subject
        graphs = domains.get(group.graph)
        blocks = self._matching(pattern, domains)
        if graphs is not None:
            blocks &= self._in_graphs(graphs)
        if group.is_graph:
            blocks &= self._where_all(group)
        if blocks & self._index.nameless or blocks.bit_count() > (_MANY_SUBJECTS if is_subject else _MANY_THINGS):
            return None
        if (blocks, is_subject) not in self._told:
            found = (self._index.subjects if is_subject else self._index.things)(blocks)
            self._told[blocks, is_subject] = frozenset(found)
        return self._told[blocks, is_subject]

    def _where_all(self, group: Group) -> int:
        """The blocks of the files in which all patterns of a group can match in one graph."""
        if group not in self._where:
            matching = [(self._matching(pattern, {}), self._in_description(pattern)) for pattern in group.patterns]
            found = 0
            for file in self._index.files:
                if all(blocks & file.blocks or described for blocks, described in matching):
                    found |= file.blocks
            self._where[group] = found
        return self._where[group]

    def _graphs(self, group: Group, domains: Domains) -> Names | None:
        """What the variable of a GRAPH can stand for; None for very much."""
        blocks = self._in_graph(group, domains)
        if blocks.bit_count() > _MANY_GRAPHS:
            return None
        return frozenset(self._index.graphs(blocks))

    def _in_description(self, pattern: Pattern) -> bool:
        """Whether a triple may match a pattern in the graph of descriptions, which is spread over all files."""
        descriptions = self._index.descriptions
        return all(any(self._index.holding(shorten(iri)) & descriptions for iri in part) for part in pattern.parts)


def _any(blocks: Iterable[int]) -> int:
    """The blocks that any of some have."""
    found = 0
    for some in blocks:
        found |= some
    return found


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
