"""Reference files in blocks, the least parts that can be loaded by themselves, and the index of what they name.

The graph of a record is a block; of any other graph each subject is one. So a file has to be laid out as all of ours
are: graphs begin and end at the margin, and a blank line stands between subjects, and nowhere else within a graph. A
test holds every file to it. A block is cut out as bytes, which costs less than reading its triples, and the index tells
which ones to cut: it is written by scripts/derive, and made anew where it doesn't fit the files.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset.index import escape, head_of
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES, TGO, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GRAPH, _BEGIN, _END, _BETWEEN = b"\nGRAPH ", b" {\n", b"\n}", b"\n\n"
_DESCRIPTION = f"<{DESCRIPTION_GRAPH}>".encode()
_RECORD, _THING = b"<#", "tg:"
_LABEL, _TRUST = ox.NamedNode(PREFIXES["skos"] + "prefLabel"), ox.NamedNode(TGO + "trust")


class Block:
    """A part of a reference file.

    Attributes:
        graph: Its graph, as it is written.
        start: Where its triples begin in the file, in bytes.
        end: Where they end.
        names: What its triples name, as `shorten` gives it, and its graph.
        subjects: Those that are subjects.
        labels: Their preferred labels; the English one where there are several.
        trust: The trust that it says of each.
        is_nameless: Whether it speaks of nodes without a name.
    """

    __slots__ = ("end", "graph", "is_nameless", "labels", "name", "names", "start", "subjects", "trust")

    def __init__(self, graph: bytes, start: int, end: int) -> None:
        """Holds a block that is still to be read."""
        self.graph, self.start, self.end = graph, start, end
        self.name = ""
        self.names: set[str] = set()
        self.subjects: set[str] = set()
        self.labels: dict[str, str] = {}
        self.trust: dict[str, set[str]] = {}
        self.is_nameless = False

    @property
    def is_record(self) -> bool:
        """Whether it is the whole graph of a record."""
        return self.graph.startswith(_RECORD)

    @property
    def is_description(self) -> bool:
        """Whether it describes a graph, a list or a source."""
        return self.graph == _DESCRIPTION

    def read(self, head: bytes, text: bytes) -> None:
        """Reads its triples.

        Args:
            head: What stands before the graphs of its file: base and prefixes.
            text: The file.
        """
        document = b"%b\nGRAPH %b {\n%b\n}" % (head, self.graph, text[self.start : self.end])
        for quad in ox.parse(document, format=ox.RdfFormat.TRIG):
            terms = (quad.subject, quad.predicate, quad.object)
            self.names |= {shorten(term.value) for term in terms if isinstance(term, ox.NamedNode)}
            self.is_nameless |= any(isinstance(term, ox.BlankNode) for term in terms)
            self.name = shorten(quad.graph_name.value) if isinstance(quad.graph_name, ox.NamedNode) else ""
            if isinstance(quad.subject, ox.NamedNode):
                self._read_subject(shorten(quad.subject.value), quad)

    def _read_subject(self, name: str, quad: ox.Quad) -> None:
        self.subjects.add(name)
        if quad.predicate == _LABEL and isinstance(quad.object, ox.Literal):
            if name not in self.labels or quad.object.language == "en":
                self.labels[name] = quad.object.value
        elif quad.predicate == _TRUST and isinstance(quad.object, ox.NamedNode):
            self.trust.setdefault(name, set()).add(shorten(quad.object.value))


def cut(text: bytes) -> list[Block]:
    """The blocks of a file, in order, still to be read."""
    blocks = []
    at = text.find(_GRAPH)
    while at >= 0:
        start = text.index(_BEGIN, at) + len(_BEGIN)
        end = text.index(_END, start - 1)
        graph = text[at + len(_GRAPH) : start - len(_BEGIN)]
        if graph.startswith(_RECORD):
            blocks.append(Block(graph, start, end))
        else:
            for part in text[start:end].split(_BETWEEN):
                blocks.append(Block(graph, start, start + len(part)))
                start += len(part) + len(_BETWEEN)
        at = text.find(_GRAPH, end)
    return blocks


def write_index(texts: list[bytes], stamp: str) -> str:
    """The index of some reference files, as `index.Index` takes it.

    Its parts have a form feed between them: what tells of which files it is; how many blocks each file has; for each
    block where it stands in its file, its graph, the blocks that describe that, and its subjects; for each graph its
    blocks; for each name the blocks that speak of it and those of which it is a subject; the blocks of each kind; the
    things without a label that several records of a file speak of; for each degree of trust its records; and the labels
    by name. Blocks are numbered from 0 throughout, and some of them are written `3 7-9`.

    Args:
        texts: The files.
        stamp: What tells of which files it is.
    """
    files = [_read(text) for text in texts]
    blocks = [block for file in files for block in file]
    graphs = _numbers({block.name} for block in blocks)
    names = _numbers(block.names for block in blocks)
    subjects = _numbers(block.subjects for block in blocks)
    parts = [
        [stamp],
        [" ".join(str(len(file)) for file in files)],
        [_line(block, told) for block, told in zip(blocks, _descriptions(files), strict=True)],
        [f"{graph}\t{_ranges(numbers)}" for graph, numbers in sorted(graphs.items())],
        [f"{name}\t{_ranges(names[name])}\t{_ranges(subjects.get(name, ()))}" for name in sorted(names)],
        [f"{kind}\t{_ranges(numbers)}" for kind, numbers in _kinds(blocks).items()],
        [f"shared\t{' '.join(sorted(_shared(files)))}"],
        [f"{trust}\t{_ranges(numbers)}" for trust, numbers in sorted(_trust(blocks).items())],
        [f"{name}\t{escape(label)}" for name, label in sorted(_labels(blocks).items())],
    ]
    return "\f\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _read(text: bytes) -> list[Block]:
    """The blocks of a file, read."""
    head, blocks = head_of(text), cut(text)
    for block in blocks:
        block.read(head, text)
    return blocks


def _line(block: Block, described: Iterable[int]) -> str:
    graph = block.name[block.name.index("#") :] if block.is_record else block.name
    return "\t".join((str(block.start), str(block.end), graph, _ranges(described), " ".join(sorted(block.subjects))))


def _numbers(kept: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """By each of what blocks have, the numbers of those that have it."""
    found: dict[str, list[int]] = {}
    for number, some in enumerate(kept):
        for one in some:
            found.setdefault(one, []).append(number)
    return found


def _kinds(blocks: list[Block]) -> dict[str, list[int]]:
    """The numbers of the blocks of each kind: what `labels` are doesn't tell of lists and sources."""
    numbered = list(enumerate(blocks))
    return {
        "records": [number for number, block in numbered if block.is_record],
        "descriptions": [number for number, block in numbered if block.is_description],
        "labels": [number for number, block in numbered if block.labels and not block.is_description],
        "nameless": [number for number, block in numbered if block.is_nameless],
    }


def _descriptions(files: list[list[Block]]) -> Iterator[list[int]]:
    """For each block those that describe its graph, or what it describes, and the list and the sources of that."""
    first = 0
    for file in files:
        told: dict[str, list[int]] = {}
        for number, block in enumerate(file, first):
            for subject in block.subjects if block.is_description else ():
                told.setdefault(subject, []).append(number)
        for number, block in enumerate(file, first):
            described = block.subjects if block.is_description else {block.name}
            own = [one for name in described for one in told.get(name, ())]
            named = {name for one in own for name in file[one - first].names}
            yield sorted({*own, *(one for name in named for one in told.get(name, ()))} - {number})
        first += len(file)


def _shared(files: list[list[Block]]) -> set[str]:
    """Our things without a label that several records of a file speak of, as some do of the same membership."""
    labelled = {name for file in files for block in file for name in block.labels}
    spoken_of = [_numbers(block.names for block in file if block.is_record) for file in files]
    several = {name for names in spoken_of for name, numbers in names.items() if len(numbers) > 1}
    return {name for name in several - labelled if name.startswith(_THING)}


def _labels(blocks: list[Block]) -> dict[str, str]:
    """The label of each name that has one, the first that is given."""
    return {name: label for block in reversed(blocks) for name, label in block.labels.items()}


def _trust(blocks: list[Block]) -> dict[str, list[int]]:
    """The records, by what is said of their trust."""
    said: dict[str, set[str]] = {}
    for block in blocks:
        for name, trust in block.trust.items():
            said.setdefault(name, set()).update(trust)
    return _numbers(said.get(block.name, set()) if block.is_record else () for block in blocks)


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers in ascending order, those in a row as the first and the last of them.

    >>> _ranges([3, 7, 8, 9])
    '3 7-9'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
