"""Reference files in blocks, the least parts that can be loaded by themselves.

The graph of a record is a block; of any other graph each subject is one. So a file has to be laid out as all of ours
are: graphs begin and end at the margin, a blank line stands between subjects, and nowhere else within a graph; a
statement begins with its subject, and its full stop ends a line. A test
holds every file to it. A block is cut out as bytes, which costs less than reading its triples.
"""

from __future__ import annotations

from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, PREFIXES, REFERENCE, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_BASE = b"BASE <"
_GRAPH, _BEGIN, _STOP, _END = b"\nGRAPH ", b" {\n", b" .\n", b"\n}"
_THINGS = (b"tg:", b"<")
_RECORD, _ITSELF, _CATALOGUE = b"<#", b"<>", f"<{BASE}graph/catalogue/".encode()
_DESCRIPTION = f"<{DESCRIPTION_GRAPH}>".encode()
_TYPE = PREFIXES["rdf"] + "type"
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class Block:
    """A part of a reference file.

    Attributes:
        graph: Its graph, as it is written.
        text: The triples, in TriG, all of the graph if it is a record's.
        is_record: Whether it is the whole graph of a record.
    """

    __slots__ = ("_subjects", "graph", "is_record", "text")

    def __init__(self, graph: bytes, text: bytes) -> None:
        """Holds a block."""
        self.graph, self.text, self.is_record = graph, text, graph.startswith(_RECORD)
        self._subjects: frozenset[bytes] | None = None

    @property
    def is_description(self) -> bool:
        """Whether it describes a graph, a list or a source."""
        return self.graph == _DESCRIPTION

    @property
    def subject(self) -> bytes:
        """Its first subject as it is written, such as `<#zm>` or `tg:economy-zm`."""
        return self.text.split(None, 1)[0]

    @property
    def subjects(self) -> frozenset[bytes]:
        """The names of its subjects, as `written` gives them; those of other things may be among them."""
        if self._subjects is None:
            statements = self.text.split(_STOP) if self.is_record else [self.text]
            self._subjects = frozenset(name(statement.split(None, 1)[0]) for statement in statements)
        return self._subjects

    @property
    def names(self) -> frozenset[bytes]:
        """The names of its things as `written` gives them, but for words of vocabularies."""
        words = {word.rstrip(b".,;)]}") for word in self.text.split() if word.startswith(_THINGS)}
        return frozenset(map(name, words))


class List:
    """A reference file.

    Attributes:
        text: All of it.
    """

    __slots__ = ("_blocks", "_description", "_graphs", "_holding", "_own", "_spoken_of", "text")

    def __init__(self, text: bytes) -> None:
        """Holds the text of a file."""
        self.text = text
        self._blocks: list[Block] | None = None
        self._graphs: frozenset[bytes] | None = None
        self._description: bytes | None = None
        self._own: bytes | None = None
        self._spoken_of: dict[bytes, bool] = {}
        self._holding: dict[bytes, frozenset[Block]] = {}

    @property
    def blocks(self) -> list[Block]:
        """Its blocks, in order; cut on demand."""
        if self._blocks is None:
            self._blocks = _cut(self.text)
        return self._blocks

    @property
    def own(self) -> bytes:
        """Its own name, by which `written` has its records too; the file itself has all of them short."""
        if self._own is None:
            begin = self.text.find(_BASE) + len(_BASE)  # found, not cut: that would copy the whole text
            self._own = written(self.text[begin : self.text.find(b">", begin)].decode("utf-8"))
        return self._own

    @property
    def graphs(self) -> frozenset[bytes]:
        """The names of its graphs, as `written` gives them."""
        if self._graphs is None:
            parts = self.text.split(_GRAPH)[1:]
            self._graphs = frozenset(name(part[: part.index(_BEGIN)]) for part in parts)
        return self._graphs

    @property
    def names(self) -> list[Block]:
        """The blocks that say what things are called, as those of a catalogue do."""
        _, begin, part = self.text.partition(_GRAPH + _CATALOGUE)
        graph, _, rest = part.partition(_BEGIN)
        return _cut_subjects(_CATALOGUE + graph, rest.partition(_END)[0]) if begin else []

    @property
    def itself(self) -> list[Block]:
        """The block that says what the list is called; none in a file without one."""
        blocks = _cut_subjects(_DESCRIPTION, self.description)
        return [block for block in blocks if _ITSELF in block.text.split(None, 1)[:1]]

    @property
    def description(self) -> bytes:
        """The text of what it says in the graph of descriptions."""
        if self._description is None:
            self._description = self.text.partition(_GRAPH + _DESCRIPTION + _BEGIN)[2].partition(_END)[0]
        return self._description

    def speaks_of(self, name: bytes) -> bool:
        """Whether it speaks of an IRI, by its name as `written` gives it."""
        known = self._spoken_of.get(name)
        if known is None:
            known = self._spoken_of[name] = occurs(name, self.text)
        return known

    def describes(self, name: bytes) -> bool:
        """Whether it may speak of an IRI in the graph of descriptions, by its name."""
        if name == self.own:
            return _ITSELF in self.description or _RECORD in self.description
        return self.speaks_of(name) and occurs(name, self.description)

    def holding(self, name: bytes) -> frozenset[Block]:
        """The blocks that may speak of an IRI, by its name."""
        known = self._holding.get(name)
        if known is None and name == self.own:
            known = frozenset(block for block in self.blocks if _ITSELF in block.text or _RECORD in block.text)
        elif known is None:
            some = self.blocks if self.speaks_of(name) else []
            some = [block for block in some if name in block.text]  # a quick look, since few do
            known = frozenset(block for block in some if occurs(name, block.text))
        self._holding[name] = known
        return known

    def document(self, blocks: Iterable[Block]) -> bytes:
        """Some of its blocks as TriG."""
        head = self.text[: self.text.find(_GRAPH)]
        return head + b"".join(b"\nGRAPH %b {\n%b\n}" % (block.graph, block.text) for block in blocks)


def written(iri: str) -> bytes:
    """The name by which a file has an IRI, with a prefix wherever there is one; empty for one that stands as `a`."""
    if iri == _TYPE:
        return b""
    if iri.startswith(REFERENCE):
        iri = iri.partition("#")[0]  # a file writes its own records short, and names its list in full
    return shorten(iri).encode("utf-8")


def name(word: bytes) -> bytes:
    """The name of a word of a file, as `written` gives it."""
    if not word.startswith(b"<"):
        return word
    return written(word[1:-1].decode("utf-8")) if b"://" in word else word[1:-1]


def occurs(name: bytes, text: bytes) -> bool:
    """Whether a text holds a name, not just the beginning of a longer one; any text holds the empty one.

    >>> occurs(written("https://w3id.org/tradegraph/id/zephyria"), b"tg:zephyria-east a tgo:Economy .")
    False
    """
    at = text.find(name)
    while name and at >= 0:
        end = at + len(name)
        if end == len(text) or text[end] not in _WORD:
            return True
        at = text.find(name, end)
    return not name


def _cut(text: bytes) -> list[Block]:
    blocks = []
    for part in text.split(_GRAPH)[1:]:
        graph, _, rest = part.partition(_BEGIN)
        triples = rest.partition(_END)[0]  # a comment on the next graph may follow
        blocks += [Block(graph, triples)] if graph.startswith(_RECORD) else _cut_subjects(graph, triples)
    return blocks


def _cut_subjects(graph: bytes, triples: bytes) -> list[Block]:
    return [Block(graph, subject) for subject in triples.split(b"\n\n")]
