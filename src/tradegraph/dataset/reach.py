"""What of the reference files can add something to an answer, so that the rest need not be loaded."""

from __future__ import annotations

import os

import pyoxigraph as ox

from tradegraph import paths
from tradegraph.dataset.index import Index, numbers, stamp
from tradegraph.dataset.loading import reference_files
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import PREFIXES, TG, expand, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    Values = Mapping[str, ox.NamedNode | ox.Literal]

_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_INDEX = "blocks.index"


def index_file() -> str:
    """The path of the index of the reference files."""
    return os.path.join(paths.REFERENCE, _INDEX)


def write_shipped_index() -> bytes:
    """The content of the index of the reference files."""
    from tradegraph.dataset.blocks import write_index

    texts = _read_files()
    return write_index(texts, stamp(texts)).encode("utf-8")


class References:
    """The reference files, from which parts are chosen."""

    def __init__(self) -> None:
        """Reads the files, and their index; where that is of other files, or there is none, it is made."""
        texts = _read_files()
        self._index = _read_index(texts) if texts else None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self._index is not None

    def all(self) -> Excerpt:
        """All of them."""
        return self._excerpt(self._index.blocks if self._index else 0)

    def names(self) -> Excerpt:
        """What they call things."""
        return self._excerpt(self._labels() if self._index else 0)

    def named(self, name: str) -> Excerpt:
        """What is called so but for case, among other things; nothing where the files may write the name otherwise."""
        if not self._index or not name.isascii() or not name.isprintable() or "\\" in name or '"' in name:
            return self._excerpt(0)
        wanted = name.strip().casefold().encode("ascii")
        found = 0
        for file in self._index.files:
            if wanted in file.text.lower():
                for block in numbers(self._labels() & file.blocks):
                    found |= (wanted in self._index.text(block).lower()) << block
        return self._excerpt(found)

    def for_query(self, store: ox.Store, text: str, values: Values) -> Excerpt:
        """The parts that can change what a query answers; too many rather than too few.

        Args:
            store: The articles' dataset.
            text: A query that the engine takes.
            values: Terms by the name of a variable that stands for a parameter.
        """
        if not self._index:
            return self._excerpt(0)
        from tradegraph.dataset.matching import matching_blocks  # only a query needs it
        from tradegraph.dataset.patterns import read_patterns
        from tradegraph.dataset.unfolding import UnclearError

        try:
            named = {name: term.value for name, term in values.items() if isinstance(term, ox.NamedNode)}
            whole = read_patterns(text, named, lambda iri: _classes_below(store, iri))
        except UnclearError:
            return self.all()
        return self._excerpt(matching_blocks(store, self._index, whole))

    def for_terms(self, *terms: object) -> Excerpt:
        """The parts that can hold a triple with all of these terms.

        Args:
            terms: Terms of the engine, or None for any; only IRIs are looked for.
        """
        found = self._index.blocks if self._index else 0
        for term in terms if self._index else ():
            if isinstance(term, ox.NamedNode):
                found &= self._index.holding(shorten(term.value)) if self._index else 0
        return self._excerpt(found)

    def _labels(self) -> int:
        """The blocks that say what things and lists are called."""
        assert self._index  # noqa: S101 - it is asked for where there are files
        found = self._index.labels
        for file in self._index.files:
            found |= self._index.about(file.name) & self._index.descriptions
        return found

    def _excerpt(self, blocks: int) -> Excerpt:
        return Excerpt(self._index, blocks)


def _read_files() -> list[bytes]:
    texts = []
    for path in reference_files():
        with open(path, "rb") as file:
            texts.append(file.read())
    return texts


def _read_index(texts: list[bytes]) -> Index:
    made_of = stamp(texts)
    try:
        with open(index_file(), "rb") as file:  # as it is: a label may hold any character
            text = file.read().decode("utf-8")
    except OSError:
        text = ""
    if not text.startswith(f"{made_of}\n"):
        from tradegraph.dataset.blocks import write_index  # only where the files have been changed

        text = write_index(texts, made_of)
    return Index(text, texts)


class Excerpt:
    """Parts of the reference files.

    Attributes:
        index: The index of the files.
        blocks: The blocks that are chosen of them.
    """

    __slots__ = ("blocks", "index")

    def __init__(self, index: Index | None, blocks: int) -> None:
        """Holds some blocks."""
        self.index, self.blocks = index, blocks

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.blocks)

    def documents(self) -> list[bytes]:
        """The parts as TriG."""
        return self.index.documents(self.blocks) if self.index else []

    def label(self, iri: str) -> str | None:
        """What reference calls a thing, a list or a source; None for what has no name."""
        return self.index.label(shorten(iri)) if self.index else None

    def trust(self, graph: str) -> set[str]:
        """What is said of the trust of a record, as IRIs of `tgo:Trust`."""
        return set(map(expand, self.index.trust(shorten(graph)))) if self.index else set()

    def together(self, has_name: Callable[[str], object]) -> Excerpt:
        """The parts with what other records of their files say of the same things without a name.

        Args:
            has_name: Whether what has an IRI has a name.
        """
        blocks = self.blocks
        for name in self.index.shared if self.index else ():
            if self.index and self.index.holding(name) & blocks and not has_name(expand(name)):
                for file in self.index.files:
                    if blocks & file.blocks:
                        blocks |= self.index.holding(name) & self.index.records & file.blocks
        return Excerpt(self.index, blocks)

    def told(self, labelled: Container[str] = ()) -> Excerpt:
        """The parts with all that is needed to tell of them: with what their things and graphs are called, and sources.

        Args:
            labelled: The IRIs of things whose names are known.
        """
        if not self.index:
            return self
        blocks = self.together(labelled.__contains__).blocks
        for name in self._things(blocks, labelled):
            blocks |= self.index.about(name) & self.index.labels
        return Excerpt(self.index, blocks | self.index.descriptions_of(blocks))

    def about(self, things: Iterable[str]) -> Excerpt:
        """What reference says of a few things beside the parts.

        Args:
            things: Their IRIs.
        """
        blocks = 0
        for name in map(shorten, things) if self.index else ():
            blocks |= self.index.about(name) if self.index else 0
        return Excerpt(self.index, blocks & ~self.blocks)

    def citing(self, graphs: Iterable[str]) -> Excerpt:
        """What describes a few graphs, with the lists and sources of records, beside the parts.

        Args:
            graphs: Their IRIs.
        """
        if not self.index:
            return self
        described = self.index.descriptions_of(self.index.in_graphs(map(shorten, graphs)))
        return Excerpt(self.index, described & ~self.blocks)

    def _things(self, blocks: int, labelled: Container[str]) -> set[str]:
        """The things that blocks speak of, less those whose names are known."""
        assert self.index  # noqa: S101 - there are no blocks without
        texts = b" ".join(map(self.index.text, numbers(blocks))).split(b"tg:")[1:]
        words = {word.decode("utf-8") for word in {text.split(None, 1)[0].rstrip(b".,;)]}") for text in texts}}
        return {f"tg:{word}" for word in words if TG + word not in labelled}


def _classes_below(store: ox.Store, iri: str) -> list[str]:
    """A class and those that it takes in, as the ontology has them; reference files know no others."""
    found = [iri]
    for known in found:
        quads = store.quads_for_pattern(None, _SUBCLASS, ox.NamedNode(known), None)
        found += {value(quad.subject) for quad in quads}.difference(found)
    return found
