"""The index of the shipped files: which of their blocks speak of what, seen without cutting or reading them.

Some blocks are an integer with a bit for each, so that what two of them have in common is found at once. A name is an
IRI as `shorten` gives it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from tradegraph.vocabulary import iri_of, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = b".,;()[]{}"


class File:
    """A shipped file.

    Attributes:
        text: Its bytes.
        first: The number of its first block.
        blocks: Its blocks.
    """

    __slots__ = ("blocks", "first", "text")

    def __init__(self, text: bytes, first: int, count: int) -> None:
        """Holds a file of so many blocks."""
        self.text, self.first, self.blocks = text, first, ((1 << count) - 1) << first

    @property
    def is_trig(self) -> bool:
        """Whether it says in which graphs its triples stand."""
        return b"\nGRAPH " in self.text

    @property
    def name(self) -> str:
        """The name of its list or article; empty in a file that is of no one."""
        if not self.text.startswith(b"BASE <"):
            return ""
        begin = self.text.find(b"BASE <") + len(b"BASE <")  # found, not cut: that would copy the whole text
        return shorten(self.text[begin : self.text.find(b">", begin)].decode("utf-8"))


class Index:
    """What the blocks of the shipped files speak of.

    Attributes:
        files: The files, in order.
        blocks: All blocks.
        records: Those that are the whole graph of a record or a unit.
        descriptions: Those of the graph of descriptions, which alone is spread over several files.
        labels: Those that say what things are called, but for lists and sources.
        nameless: Those with nodes without a name.
        shared: The things without a label that several blocks speak of.
    """

    def __init__(self, text: bytes, texts: list[bytes]) -> None:
        """Reads the index of some files, as `blocks.write_index` gives it."""
        _, counts, *parts = text.split(b"\f\n")
        self._table, self._graphs, self._names, kinds, shared, trust, *named = map(_Lines, parts)
        self._labels, self._called, self._narrower = named
        self.files: list[File] = []
        first = 0
        for content, count in zip(texts, map(int, counts.split()), strict=True):
            self.files.append(File(content, first, count))
            first += count
        self._firsts = [file.first for file in self.files]
        self.blocks = (1 << first) - 1
        self.records, self.descriptions, self.labels, self.nameless = (_blocks(kinds.cells(at)[1]) for at in range(4))
        self.shared = frozenset(shared.cells(0)[1].split())
        self._trust = [(name, _blocks(records)) for name, records in map(trust.cells, range(len(trust)))]
        self._places: dict[tuple[str, int], int] = {}

    def known(self, names: Iterable[str]) -> frozenset[str]:
        """Those of some names that any block speaks of."""
        return frozenset(name for name in names if self._names.find(name))

    def holding(self, name: str) -> int:
        """The blocks that speak of what has this name."""
        return self._find(name, 1)

    def about(self, name: str) -> int:
        """The blocks of which it is a subject."""
        return self._find(name, 2)

    def in_graphs(self, names: Iterable[str]) -> int:
        """The blocks that stand in graphs of these names."""
        found = 0
        for name in names:
            cells = self._graphs.find(name)
            found |= _blocks(cells[1]) if cells else 0
        return found

    def graphs(self, blocks: int) -> set[str]:
        """The names of the graphs in which some blocks stand."""
        named = {(self._table.cells(at)[2], self._file(at)) for at in numbers(blocks)}
        return {file.name + graph if graph.startswith("#") else graph for graph, file in named}

    def subjects(self, blocks: int) -> set[str]:
        """The names of the subjects of some blocks."""
        return {name for at in numbers(blocks) for name in self._table.cells(at)[4].split()}

    def things(self, blocks: int) -> set[str]:
        """The names of all that some blocks speak of, and some words of their literals."""
        found = set()
        for at in numbers(blocks):
            words = {word.strip(_MARKS) for word in self.text(at).split()}
            told = (word.decode("utf-8") for word in words if word[:1] == b"<" or b":" in word or word == b"a")
            found |= {_in_full(word, self._file(at)) for word in told}
        return found

    def descriptions_of(self, blocks: int) -> int:
        """The blocks that describe the graphs of some blocks, with the lists and sources of these."""
        return _blocks(" ".join({self._table.cells(at)[3] for at in numbers(blocks)}))

    def label(self, name: str, within: int) -> str | None:
        """The preferred label of what has this name; None for what has none within some blocks."""
        cells = self._labels.find(name)
        return _unescape(cells[2]) if cells and within >> int(cells[1]) & 1 else None

    def called(self, name: str, within: int) -> list[str]:
        """The names of the things that some blocks call so, but for case; those whose label it is come first."""
        cells = self._called.find(escape(name))
        things = (thing.split("=", 1) for thing in (cells[1].split() if cells else ()))
        return list(dict.fromkeys(thing for block, thing in things if within >> int(block) & 1))

    def narrower(self, name: str) -> list[str]:
        """The classes that a class takes in, itself too."""
        cells = self._narrower.find(name)
        return cells[1].split() if cells else [name]

    def trust(self, graph: str) -> list[str]:
        """What is said of the trust of the record of this name, which is one block."""
        cells = self._graphs.find(graph)
        return [name for name, records in self._trust if cells and records >> int(cells[1]) & 1]

    def text(self, block: int) -> bytes:
        """The triples of the block of this number, as its file has them."""
        start, end, *_ = self._table.cells(block)
        return self._file(block).text[int(start) : int(end)]

    def documents(self, blocks: int) -> list[bytes]:
        """Some blocks as TriG, a text for each file that has any."""
        return [
            # Of a file of which all is chosen nothing need be cut; Turtle doesn't say in which graph it stands.
            file.text if file.blocks & ~blocks == 0 and file.is_trig else self._document(file, blocks & file.blocks)
            for file in self.files
            if blocks & file.blocks
        ]

    def _document(self, file: File, blocks: int) -> bytes:
        parts = [head_of(file.text)]
        within, end_before = "", b""
        for at in numbers(blocks):
            start, end, graph, *_ = self._table.cells(at)
            if graph == within:
                parts.append(b"\n\n")
            else:
                iri = graph if graph.startswith("#") else iri_of(graph)
                parts.append(b"%b\nGRAPH <%b> {\n" % (end_before, iri.encode("utf-8")))
                within, end_before = graph, b"\n}\n"
            parts.append(file.text[int(start) : int(end)])
        return b"".join((*parts, end_before))

    def _find(self, name: str, column: int) -> int:
        known = self._places.get((name, column))
        if known is None:
            cells = self._names.find(name)
            known = self._places[name, column] = _blocks(cells[column]) if cells else 0
        return known

    def _file(self, block: int) -> File:
        return self.files[bisect_right(self._firsts, block) - 1]


class _Lines:
    """A part of the index: lines of cells with tabs between, sorted by the first where they are looked up by it."""

    __slots__ = ("_lines", "_part")

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._lines: list[bytes] = []

    def _split(self) -> list[bytes]:
        """The lines; split when first asked for."""
        self._lines = self._part[:-1].split(b"\n") if self._part else []
        return self._lines

    def __len__(self) -> int:
        return len(self._lines or self._split())

    def cells(self, at: int) -> list[str]:
        """The cells of a line, by its number."""
        return (self._lines or self._split())[at].decode("utf-8").split("\t")

    def find(self, name: str) -> list[str]:
        """The cells of the line that begins with a name; none where there is no such line."""
        lines = self._lines or self._split()
        begin = name.encode("utf-8") + b"\t"
        at = bisect_left(lines, begin)
        if at < len(lines) and lines[at].startswith(begin):
            return lines[at].decode("utf-8").split("\t")
        return []


def head_of(text: bytes) -> bytes:
    """What stands before the graphs of a file: its base and prefixes."""
    end = text.find(b"\nGRAPH ")
    return text[: end if end >= 0 else text.find(b"\n\n")]


def _line_of(name: str, lines: list[str]) -> str:
    """The line that begins with a name, of sorted ones; empty if there is none."""
    at = bisect_left(lines, f"{name}\t")
    return lines[at] if at < len(lines) and lines[at].startswith(f"{name}\t") else ""


def numbers(blocks: int) -> list[int]:
    """The numbers of some blocks, in order.

    >>> numbers(0b1011)
    [0, 1, 3]
    """
    bits = bin(blocks)[:1:-1]
    found = []
    at = bits.find("1")
    while at >= 0:
        found.append(at)
        at = bits.find("1", at + 1)
    return found


# What a line of the index can't hold.
_ESCAPED = {"%": "%25", "\t": "%09", "\n": "%0A", "\f": "%0C"}


def escape(label: str) -> str:
    r"""A label as the index has it.

    >>> escape("100 %\t")
    '100 %25%09'
    """
    return "".join(_ESCAPED.get(character, character) for character in label)


def _unescape(label: str) -> str:
    if "%" in label:
        for character, escaped in reversed(_ESCAPED.items()):
            label = label.replace(escaped, character)
    return label


def _blocks(ranges: str) -> int:
    """Blocks from their numbers.

    >>> _blocks("0-1 3") == 0b1011
    True
    """
    found = 0
    for part in ranges.split():
        first, dash, last = part.partition("-")
        found |= ((1 << (int(last) - int(first) + 1)) - 1 if dash else 1) << int(first)
    return found


def _in_full(word: str, file: File) -> str:
    """The name of a word of a file, which has its own list and records short."""
    if word.startswith("<#") or word == "<>":
        return file.name + word[1:-1]
    return shorten(word[1:-1]) if word.startswith("<") else "rdf:type" if word == "a" else word
