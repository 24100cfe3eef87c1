"""What of the shipped files an answer can rest on, so that the rest need not be loaded."""

from __future__ import annotations

import os
from zlib import crc32

import pyoxigraph as ox

from tradegraph import paths
from tradegraph.dataset import loading
from tradegraph.dataset.index import Index, numbers
from tradegraph.errors import InputError
from tradegraph.vocabulary import iri_of, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Values = Mapping[str, ox.NamedNode | ox.Literal]

_INDEX = "blocks.index"
_built: dict[str, tuple[bytes, list[bytes]]] = {}  # the last index that had to be made, by what it is of


def index_file() -> str:
    """The path of the index of the shipped files."""
    return os.path.join(paths.DATA, _INDEX)


def write_shipped_index() -> bytes:
    """The content of the index of the shipped files."""
    files = loading.shipped_files(loading.ALL)
    return _make_index(files, _read_files(files))[0]


class Shipped:
    """The shipped files, from which parts are chosen.

    Attributes:
        index: What their parts speak of.
    """

    def __init__(self) -> None:
        """Reads the files, and their index; where that is of other files, or there is none, it is made."""
        self._files = loading.shipped_files(loading.ALL)
        self.index = Index(*_read_index(self._files, _read_files(self._files)))

    def of(self, sources: str) -> Excerpt:
        """All of them that belong to some sources, one of `loading.SOURCES`."""
        if sources == loading.ALL:
            return Excerpt(self.index, self.index.blocks)
        chosen = set(loading.shipped_files(sources))
        pairs = zip(self._files, self.index.files, strict=True)
        return Excerpt(self.index, sum(file.blocks for path, file in pairs if path in chosen))

    def reference(self) -> Excerpt:
        """The reference files alone."""
        return self.of(loading.ALL) - self.of(loading.ARTICLES)

    def for_query(self, text: str, values: Values) -> Excerpt:
        """The parts in which anything can match that a query asks; too many rather than too few.

        Args:
            text: A query that the engine takes.
            values: Terms by the name of a variable that stands for a parameter.
        """
        return for_query(self.index, text, values)

    def for_terms(self, *terms: object) -> Excerpt:
        """The parts that can hold a triple with all of these terms.

        Args:
            terms: Terms of the engine, or None for any; only IRIs are looked for.
        """
        found = self.index.blocks
        for term in terms:
            if isinstance(term, ox.NamedNode):
                found &= self.index.holding(shorten(term.value))
        return Excerpt(self.index, found)


class Excerpt:
    """Parts of the shipped files.

    Attributes:
        index: The index of the files.
        blocks: The blocks that are chosen of them.
    """

    __slots__ = ("blocks", "index")

    def __init__(self, index: Index, blocks: int) -> None:
        """Holds some blocks."""
        self.index, self.blocks = index, blocks

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.blocks)

    def __and__(self, other: Excerpt) -> Excerpt:
        """What both have."""
        return Excerpt(self.index, self.blocks & other.blocks)

    def __or__(self, other: Excerpt) -> Excerpt:
        """What either has."""
        return Excerpt(self.index, self.blocks | other.blocks)

    def __sub__(self, other: Excerpt) -> Excerpt:
        """What only the first has."""
        return Excerpt(self.index, self.blocks & ~other.blocks)

    def documents(self) -> list[bytes]:
        """The parts as TriG."""
        return self.index.documents(self.blocks)

    def label(self, iri: str) -> str | None:
        """What they call a thing; None where they don't name it."""
        return self.index.label(shorten(iri), self.blocks)

    def called(self, name: str) -> list[str]:
        """The IRIs of what they call so but for case; those whose label it is come first."""
        return list(map(iri_of, self.index.called(name.strip().casefold(), self.blocks)))

    def trust(self, graph: str) -> list[str]:
        """What is said of the trust of a record, as IRIs of `tgo:Trust`."""
        return list(map(iri_of, self.index.trust(shorten(graph))))

    def together(self) -> Excerpt:
        """The parts with what others say of the same things without a name, and of what kind those are."""
        index = self.index
        blocks = self.blocks
        for name in index.shared:
            if index.holding(name) & self.blocks:
                blocks |= index.holding(name)
        for name in index.shared:
            if index.holding(name) & blocks:
                blocks |= index.about(name)
        return Excerpt(index, blocks)

    def described(self) -> Excerpt:
        """The parts with what describes their graphs."""
        return Excerpt(self.index, self.blocks | self.index.descriptions_of(self.blocks))

    def about(self, things: Iterable[str]) -> Excerpt:
        """What the parts say of some things, by their IRIs."""
        found = 0
        for name in map(shorten, things):
            found |= self.index.about(name)
        return Excerpt(self.index, found & self.blocks)

    def speaking_of(self, thing: str) -> Excerpt:
        """Those that speak of a thing, by its IRI."""
        return Excerpt(self.index, self.index.holding(shorten(thing)) & self.blocks)

    def citing(self, graphs: Iterable[str]) -> Excerpt:
        """What describes some graphs, by their IRIs, with the articles, lists and sources that these name."""
        own = 0
        for name in map(shorten, graphs):
            own |= self.index.about(name) & self.index.descriptions
        return Excerpt(self.index, own | self.index.descriptions_of(own))


def for_query(index: Index, text: str, values: Values) -> Excerpt:
    """The parts in which anything can match that a query asks, as `Shipped.for_query`, of any files."""
    from tradegraph.dataset.matching import matching_blocks  # only a query needs it
    from tradegraph.dataset.patterns import read_patterns
    from tradegraph.dataset.unfolding import UnclearError

    named = {name: term.value for name, term in values.items() if isinstance(term, ox.NamedNode)}
    try:
        whole = read_patterns(text, named, lambda iri: map(iri_of, index.narrower(shorten(iri))))
    except UnclearError:
        return Excerpt(index, index.blocks)
    return Excerpt(index, matching_blocks(index, whole))


class Parts:
    """A dataset of parts of the shipped files.

    Attributes:
        store: Their named graphs; its default graph is empty until it is merged.
        loaded: The parts.
    """

    __slots__ = ("loaded", "store")

    def __init__(self, shipped: Shipped) -> None:
        """Begins with none."""
        self.store, self.loaded = ox.Store(), Excerpt(shipped.index, 0)

    def add(self, parts: Excerpt) -> None:
        """Adds parts, each once."""
        new = parts - self.loaded
        loading.add_documents(self.store, new.documents())
        self.loaded = self.loaded | new


def _read_files(files: list[str]) -> list[bytes]:
    texts = []
    for path in files:
        with open(path, "rb", buffering=0) as file:  # whole, so that a buffer would only cost time
            texts.append(file.read())
    return texts


def _read_index(files: list[str], texts: list[bytes]) -> tuple[bytes, list[bytes]]:
    """The index of the files, and their texts as it has them."""
    made_of = _stamp(files, texts)
    try:
        with open(index_file(), "rb") as file:
            text = file.read()
    except OSError:
        text = b""
    if text.startswith(f"{made_of}\n".encode()):
        return text, texts
    if made_of not in _built:
        _built.clear()
        _built[made_of] = _make_index(files, texts)
    return _built[made_of]


def _stamp(files: list[str], texts: list[bytes]) -> str:
    """What tells whether an index was made of these very files."""
    pairs = zip(files, texts, strict=True)
    return " ".join(f"{os.path.basename(path)}:{len(text)}:{crc32(text):08x}" for path, text in pairs)


def _make_index(files: list[str], texts: list[bytes]) -> tuple[bytes, list[bytes]]:
    """The index of the files, and their texts, those laid out anew that couldn't be cut into parts as they are."""
    from tradegraph.dataset.blocks import write_index  # only where the files have been changed
    from tradegraph.dataset.writing import write_rdf

    graphs = [loading.ontology_graph(path).value if path.endswith(".ttl") else "" for path in files]
    made_of = _stamp(files, texts)
    written = write_index(texts, graphs, made_of)
    index = Index(written, texts)
    amiss = [at for at, path in enumerate(files) if not _is_whole(index, at, path)]
    if amiss:
        texts = [
            write_rdf(loading.load_files([files[at]]), "trig") if at in amiss else text for at, text in enumerate(texts)
        ]
        graphs = ["" if at in amiss else graph for at, graph in enumerate(graphs)]
        written = write_index(texts, graphs, made_of)
        index = Index(written, texts)
        for at in amiss:
            if not _is_whole(index, at, files[at]):
                raise InputError(f"{paths.shipped_name(files[at])}: parts of it share nodes without a name; name them")
    return written, texts


def _is_whole(index: Index, at: int, path: str) -> bool:
    """Whether the parts of a file, by its number, are together what it holds; each by itself, as it may be loaded."""
    parts, whole = ox.Store(), loading.load_files([path])
    loading.add_documents(parts, [t for block in numbers(index.files[at].blocks) for t in index.documents(1 << block)])
    if set(parts) == set(whole):
        return True
    if not index.files[at].blocks & index.nameless:
        return False
    from tradegraph.dataset.writing import digest

    return digest(parts) == digest(whole)
