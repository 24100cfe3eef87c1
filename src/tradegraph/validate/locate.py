"""Where a statement stands: file and line, found by reading Turtle, TriG, N-Triples and N-Quads as text.

The engine keeps no places, so the text is read once more, token by token, and only when something was found. It is a
best effort: JSON-LD and RDF/XML are only searched for the name of a thing, and where a file can't be followed, it is
named without a line.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from tradegraph.vocabulary import PREFIXES, shorten

_PIECE = re.compile(
    r"(?P<comment>#[^\n]*)"
    r'|(?P<text>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|(?P<iri><[^<>\"\s]*>)"
    r"|(?P<mark>\^\^|[{}()\[\];,])"
    r"|(?P<language>@[A-Za-z][A-Za-z0-9-]*)"
    r"|(?P<word>[^\s<>\"'{}()\[\];,#@^]+(?:#[^\s<>\"'{}()\[\];,#@^]+)*)",
    re.DOTALL,
)
_TYPE = PREFIXES["rdf"] + "type"
_LARGEST = 5_000_000

Key = tuple[str, str, str]


class Places:
    """Files and lines by graph, subject and predicate."""

    def __init__(self) -> None:
        """Knows no place yet."""
        self._lines: dict[Key, tuple[str, int]] = {}
        self._files: dict[str, str] = {}
        self._defaults: dict[str, None] = {}
        self._texts: list[tuple[str, str]] = []

    def add(self, file: str, text: str, default: str, base: str = "") -> None:
        """Reads the places of a file.

        Args:
            file: The file's name in reports.
            text: Its text; one of more than 5 million characters is passed over.
            default: Name of the graph that holds what stands in no graph of its own.
            base: IRI against which relative IRIs resolve.
        """
        if len(text) > _LARGEST:
            return
        self._defaults[default] = None
        reader = _Reader(default, base)
        for (graph, subject, predicate), line in reader.read(text):
            self._lines.setdefault((graph, subject, predicate), (file, line))
            self._lines.setdefault((graph, subject, ""), (file, line))
            self._lines.setdefault((graph, "", predicate), (file, line))
            self._files.setdefault(graph, file)
        for graph, thing, line in reader.objects:
            self._lines.setdefault((graph, "", thing), (file, line))

    def add_text(self, file: str, text: str) -> None:
        """Notes a text that can't be followed, but searched for the names of things."""
        self._texts.append((file, text))

    def add_file(self, graph: str, file: str) -> None:
        """Notes the file of a graph whose text can't be followed."""
        self._files.setdefault(graph, file)

    def find(self, graph: str, subject: str, predicate: str = "") -> tuple[str, int | None]:
        """File and line of a statement, else where its subject is first spoken of in the graph, as far as known."""
        for name in (graph,) if graph else self._defaults:  # what stands in no graph has its place all the same
            for key in ((name, subject, predicate), (name, subject, ""), (name, "", subject)):
                if key in self._lines:
                    return self._lines[key]
        for file, text in self._texts:
            if self._files.get(graph, file) == file and (line := _line_of(subject, text)):
                return file, line
        files = set(self._files.values())
        return (self._files.get(graph) or (files.pop() if len(files) == 1 else ""), None)


def _line_of(iri: str, text: str) -> int | None:
    """The line on which a text of JSON-LD or RDF/XML first names a thing, in quotation marks."""
    names = [f"{mark}{name}{mark}" for name in (iri, shorten(iri)) for mark in "\"'"]
    places = [text.index(name) for name in names if iri and name in text]
    return text.count("\n", 0, min(places)) + 1 if places else None


class _Reader:
    """Follows the statements of one text; `read` yields graph, subject and predicate with the line of the predicate."""

    def __init__(self, default: str, base: str) -> None:
        self._default, self._base = default, base
        self._prefixes: dict[str, str] = {}
        self._graph, self._subject, self._predicate = default, "", ""
        self._next = "subject"
        self._depth = 0
        self._directive: list[str] = []
        self._found: list[tuple[Key, int]] = []
        self.objects: list[tuple[str, str, int]] = []

    def read(self, text: str) -> list[tuple[Key, int]]:
        line, seen = 1, 0
        for match in _PIECE.finditer(text):
            line += text.count("\n", seen, match.start())
            seen = match.start()
            kind, piece = str(match.lastgroup), match.group()
            if kind == "comment":
                continue
            if kind == "word" and piece.endswith("."):
                self._take("word", piece.rstrip("."), line)
                self._take("mark", ".", line)
            else:
                self._take(kind, piece, line)
        return self._found

    def _take(self, kind: str, piece: str, line: int) -> None:
        if not piece:
            return
        if self._directive:
            self._declare(piece)
        elif piece.lstrip("@").upper() in ("PREFIX", "BASE") and self._next == "subject" and self._depth == 0:
            self._directive = [piece.lstrip("@").upper()]
        elif kind == "mark":
            self._mark(piece, line)
        elif self._depth == 0 and kind != "language" and not (kind == "word" and piece.upper() == "GRAPH"):
            self._term(kind, piece, line)

    def _declare(self, piece: str) -> None:
        self._directive.append(piece)
        if self._directive[0] == "BASE":
            self._base = self._absolute(piece)
        elif len(self._directive) == 3:
            self._prefixes[self._directive[1].removesuffix(":")] = self._absolute(piece)
        else:
            return
        self._directive = []

    def _mark(self, piece: str, line: int) -> None:
        if piece in "[(":
            if self._depth == 0 and self._next == "subject":
                self._subject, self._next = "", "predicate"
            self._depth += 1
        elif piece in "])":
            self._depth = max(self._depth - 1, 0)
            if self._depth == 0 and self._next == "object":
                self._next = "end"
        elif piece == "{":
            self._graph = self._subject or self._default
            self.objects.append((self._graph, self._graph, line))  # a graph is spoken of where it begins
            self._next, self._depth = "subject", 0
        elif piece == "}":
            self._graph, self._subject, self._next, self._depth = self._default, "", "subject", 0
        elif self._depth == 0 and piece in ".;,":
            self._next = {".": "subject", ";": "predicate", ",": "object"}[piece]
            if piece == ".":
                self._subject = ""
        elif self._depth == 0 and piece == "^^":
            self._next = "datatype"

    def _term(self, kind: str, piece: str, line: int) -> None:
        if self._next == "subject":
            self._subject, self._next = self._resolve(kind, piece), "predicate"
        elif self._next == "predicate":
            self._predicate = _TYPE if piece == "a" else self._resolve(kind, piece)
            self._found.append(((self._graph, self._subject, self._predicate), line))
            self._next = "object"
        elif self._next == "object":
            self.objects.append((self._graph, "" if kind == "text" else self._resolve(kind, piece), line))
            self._next = "end"
        elif self._next == "datatype":
            self._next = "end"
        elif self._next == "end" and self._found and self.objects:  # the fourth term of a line of N-Quads is its graph
            (_, subject, predicate), at = self._found.pop()
            graph, (_, thing, there) = self._resolve(kind, piece), self.objects.pop()
            self._found.append(((graph, subject, predicate), at))
            self.objects += [(graph, thing, there), (graph, graph, there)]

    def _resolve(self, kind: str, piece: str) -> str:
        if kind == "iri":
            return self._absolute(piece)
        prefix, colon, local = piece.partition(":")
        if colon and prefix in self._prefixes:
            return self._prefixes[prefix] + local.replace("\\", "")
        return piece

    def _absolute(self, piece: str) -> str:
        iri = piece[1:-1]
        if ":" in iri.partition("/")[0] or not self._base:
            return iri
        try:
            return urljoin(self._base, iri)
        except ValueError:  # brackets that would be a host's address
            return iri
