"""What of the reference files can add something to an answer, so that the rest need not be loaded."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset.blocks import Block, List, written
from tradegraph.dataset.loading import reference_files
from tradegraph.dataset.matching import holding_all, matching_blocks
from tradegraph.dataset.patterns import read_patterns
from tradegraph.dataset.terms import value
from tradegraph.dataset.unfolding import UnclearError
from tradegraph.vocabulary import PREFIXES, TG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from collections.abc import Set as AbstractSet

    Blocks = dict[List, list[Block]]
    Values = Mapping[str, ox.NamedNode | ox.Literal]

_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")


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
        return Excerpt(self._lists, {list_: list_.itself + list_.names for list_ in self._lists})

    def named(self, name: str) -> Excerpt:
        """What is called so but for case, among other things; nothing where the files may write the name otherwise."""
        if not name.isascii() or not name.isprintable() or "\\" in name or '"' in name:
            return Excerpt(self._lists, {})
        wanted = name.strip().casefold().encode("ascii")
        found = {list_: list_.itself + list_.names for list_ in self._lists if wanted in list_.text.lower()}
        return Excerpt(
            self._lists,
            {list_: [block for block in blocks if wanted in block.text.lower()] for list_, blocks in found.items()},
        )

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
        return self._excerpt(matching_blocks(store, self._lists, whole))

    def for_terms(self, *terms: object) -> Excerpt:
        """The parts that can hold a triple with all of these terms.

        Args:
            terms: Terms of the engine, or None for any; only IRIs are looked for.
        """
        names = [(written(term.value),) for term in terms if isinstance(term, ox.NamedNode)]
        return self._excerpt({list_: holding_all(names, list_) for list_ in self._lists})

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


def _classes_below(store: ox.Store, iri: str) -> list[str]:
    """A class and those that it takes in, as the ontology has them; reference files know no others."""
    found = [iri]
    for known in found:
        quads = store.quads_for_pattern(None, _SUBCLASS, ox.NamedNode(known), None)
        found += {value(quad.subject) for quad in quads}.difference(found)
    return found
