"""Shipped files in blocks, the least parts that can be loaded by themselves, and the index of what they name.

The graph of a record or a unit is a block; of any other graph each subject is one. So a file has to be laid out as all
of ours are: graphs begin and end at the margin, and a blank line stands between subjects, and nowhere else within a
graph. A test holds every file to it. A block is cut out as bytes, which costs less than reading its triples, and the
index tells which ones to cut: it is written by scripts/derive, and made anew where it doesn't fit the files.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset.index import escape, head_of
from tradegraph.dataset.terms import Term, value
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES, TGO, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BEGIN, _END, _BETWEEN = b" {\n", b"\n}", b"\n\n"
_RECORD, _THING = b"<#", "tg:"
_SKOS = PREFIXES["skos"]
_LABEL, _TRUST = ox.NamedNode(_SKOS + "prefLabel"), ox.NamedNode(TGO + "trust")
_CALLED = (
    _LABEL,
    *map(ox.NamedNode, (_SKOS + "altLabel", _SKOS + "hiddenLabel", PREFIXES["schema"] + "alternateName")),
)
_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")


class Block:
    """A part of a shipped file.

    Attributes:
        graph: Its graph, as it is written.
        start: Where its triples begin in the file, in bytes.
        end: Where they end.
        name: The name of its graph, as `shorten` gives it.
        names: What its triples name.
        subjects: Those that are subjects.
        called: What they are called, with the relation that says so and the language.
        trust: The trust that it says of each.
        broader: The classes that each is a subclass of.
        is_nameless: Whether it speaks of nodes without a name.
    """

    __slots__ = (
        "broader", "called", "end", "graph", "is_nameless", "name", "names", "start", "subjects", "trust",
    )  # fmt: skip

    def __init__(self, graph: bytes, start: int, end: int) -> None:
        """Holds a block that is still to be read."""
        self.graph, self.start, self.end = graph, start, end
        self.name = ""
        self.names: set[str] = set()
        self.subjects: set[str] = set()
        self.called: list[tuple[str, ox.NamedNode, ox.Literal]] = []
        self.trust: dict[str, set[str]] = {}
        self.broader: dict[str, set[str]] = {}
        self.is_nameless = False

    @property
    def is_record(self) -> bool:
        """Whether it is the whole graph of a record or a unit."""
        return self.graph.startswith(_RECORD)

    @property
    def is_description(self) -> bool:
        """Whether it describes a graph, a list or a source."""
        return self.name == shorten(DESCRIPTION_GRAPH)

    def read(self, head: bytes, text: bytes) -> None:
        """Reads its triples.

        Args:
            head: What stands before the graphs of its file: base and prefixes.
            text: The file.
        """
        document = b"%b\nGRAPH %b {\n%b\n}" % (head, self.graph, text[self.start : self.end])
        graph = b"%b\n%b a %b ." % (head, self.graph, self.graph)
        self.name = next(shorten(value(triple.subject)) for triple in ox.parse(graph, format=ox.RdfFormat.TURTLE))
        for quad in ox.parse(document, format=ox.RdfFormat.TRIG):
            terms = (quad.subject, quad.predicate, quad.object)
            self.names |= {shorten(term.value) for term in terms if isinstance(term, ox.NamedNode)}
            self.is_nameless |= any(isinstance(term, ox.BlankNode) for term in terms)
            if isinstance(quad.subject, ox.NamedNode):
                self._read_subject(shorten(quad.subject.value), quad.predicate, quad.object)

    def _read_subject(self, name: str, predicate: ox.NamedNode, object_: Term) -> None:
        self.subjects.add(name)
        if predicate in _CALLED and isinstance(object_, ox.Literal):
            self.called.append((name, predicate, object_))
        elif isinstance(object_, ox.NamedNode) and predicate in (_TRUST, _SUBCLASS):
            found = self.trust if predicate == _TRUST else self.broader
            found.setdefault(name, set()).add(shorten(object_.value))


def cut(text: bytes, graph: str = "") -> list[Block]:
    """The blocks of a file, in order, still to be read.

    Args:
        text: TriG; Turtle where the graph is given.
        graph: The IRI of the graph in which all of it stands.
    """
    start = len(head_of(text))
    if graph:
        return _cut_subjects(f"<{graph}>".encode(), text, start + len(_BETWEEN), len(text))
    blocks = []
    while (begin := text.find(_BEGIN, start)) >= 0:
        line = text.rindex(b"\n", 0, begin) + 1
        begin += len(_BEGIN)
        end = text.index(_END, begin - 1)
        named = text[line : begin - len(_BEGIN)].removeprefix(b"GRAPH ")
        blocks += [Block(named, begin, end)] if named.startswith(_RECORD) else _cut_subjects(named, text, begin, end)
        start = end
    return blocks


def _cut_subjects(graph: bytes, text: bytes, start: int, end: int) -> list[Block]:
    blocks = []
    for part in text[start:end].split(_BETWEEN):
        blocks.append(Block(graph, start, start + len(part)))
        start += len(part) + len(_BETWEEN)
    return blocks


def write_index(texts: list[bytes], graphs: list[str], stamp: str) -> bytes:
    """The index of some shipped files, as `index.Index` takes it.

    Its parts have a form feed between them: what tells of which files it is; how many blocks each file has; for each
    block where it stands in its file, its graph, the blocks that describe that, and its subjects; for each graph its
    blocks; for each name the blocks that speak of it and those of which it is a subject; the blocks of each kind; the
    things without a label that several blocks speak of; for each degree of trust its records; the labels by
    name, each with its block; what is called so but for case, likewise; and for each class those that it takes in.
    Blocks are numbered from 0 throughout, and some of them are written `3 7-9`.

    Args:
        texts: The files.
        graphs: For each file that is Turtle the IRI of its graph; empty for TriG.
        stamp: What tells of which files it is.
    """
    files = [_read(text, graph) for text, graph in zip(texts, graphs, strict=True)]
    blocks = [block for file in files for block in file]
    named = _numbers({block.name} for block in blocks)
    names = _numbers(block.names for block in blocks)
    subjects = _numbers(block.subjects for block in blocks)
    parts = [
        [stamp],
        [" ".join(str(len(file)) for file in files)],
        [_line(block, told) for block, told in zip(blocks, _descriptions(blocks), strict=True)],
        sorted(f"{graph}\t{_ranges(numbers)}" for graph, numbers in named.items()),
        sorted(f"{name}\t{_ranges(names[name])}\t{_ranges(subjects.get(name, ()))}" for name in names),
        [f"{kind}\t{_ranges(numbers)}" for kind, numbers in _kinds(blocks).items()],
        [f"shared\t{' '.join(sorted(_shared(blocks)))}"],
        [f"{trust}\t{_ranges(numbers)}" for trust, numbers in sorted(_trust(blocks).items())],
        sorted(f"{name}\t{number}\t{escape(label)}" for name, (number, label) in _labels(blocks).items()),
        sorted(f"{escape(called)}\t{' '.join(things)}" for called, things in _called(blocks).items()),
        sorted(f"{name}\t{' '.join(sorted(narrower))}" for name, narrower in _narrower(blocks).items()),
    ]
    return "\f\n".join("".join(f"{line}\n" for line in part) for part in parts).encode("utf-8")


def _read(text: bytes, graph: str) -> list[Block]:
    """The blocks of a file, read."""
    head, blocks = head_of(text), cut(text, graph)
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
        "labels": [number for number, block in numbered if _is_labelling(block) and not block.is_description],
        "nameless": [number for number, block in numbered if block.is_nameless],
    }


def _descriptions(blocks: list[Block]) -> Iterator[list[int]]:
    """For each block those that describe its graph, or what it describes, and the lists and works that these name."""
    told: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        for subject in block.subjects if block.is_description else ():
            told.setdefault(subject, []).append(number)
    for number, block in enumerate(blocks):
        described = block.subjects if block.is_description else {block.name}
        own = [one for name in described for one in told.get(name, ())]
        named = {name for one in own for name in blocks[one].names}
        yield sorted({*own, *(one for name in named for one in told.get(name, ()))} - {number})


def _shared(blocks: list[Block]) -> set[str]:
    """Our things without a label that several blocks speak of, as some do of the same membership."""
    labelled = _labels(blocks).keys()
    spoken_of = _numbers(block.names for block in blocks)
    return {
        name
        for name, numbers in spoken_of.items()
        if len(numbers) > 1 and name.startswith(_THING) and name not in labelled
    }


def _is_labelling(block: Block) -> bool:
    return any(relation == _LABEL for _, relation, _ in block.called)


def _labels(blocks: list[Block]) -> dict[str, tuple[int, str]]:
    """The label of each name that has one, and its block; the first of those in English where there are several."""
    found: dict[str, tuple[int, str]] = {}
    english: set[str] = set()
    for number, block in enumerate(blocks):
        for name, relation, label in block.called:
            is_english = label.language == "en" and name not in english
            if relation == _LABEL and (name not in found or is_english):
                found[name] = (number, label.value)
                english |= {name} if is_english else set()
    return found


def _called(blocks: list[Block]) -> dict[str, list[str]]:
    """What is called so, by the name without regard to case: things and blocks, those whose label it is first."""
    found: dict[str, list[str]] = {}
    for relation in _CALLED:
        for number, block in enumerate(blocks):
            for name, said, label in block.called:
                if said == relation:
                    found.setdefault(label.value.casefold(), []).append(f"{number}={name}")
    return found


def _narrower(blocks: list[Block]) -> dict[str, set[str]]:
    """For each class those that it takes in, by any number of steps, itself too."""
    broader: dict[str, set[str]] = {}
    for block in blocks:
        for name, classes in block.broader.items():
            broader.setdefault(name, set()).update(classes)
    found: dict[str, set[str]] = {}
    for name in broader:
        above = [name]
        for known in above:
            above += sorted(broader.get(known, set()).difference(above))
        for one in above:
            found.setdefault(one, {one}).add(name)
    return found


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
