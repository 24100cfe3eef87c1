"""What a file of a user must not hold, looked for before and after the engine parses it.

Off the fast path: it needs regular expressions and an XML parser. No text takes more than linear time: the patterns are
possessive, and none starts again within what another gave up on.
"""

import io
import re
from collections.abc import Iterator
from typing import IO, cast
from xml.parsers import expat

import pyoxigraph as ox

from tradegraph.dataset import formats
from tradegraph.dataset.formats import Format
from tradegraph.errors import InputError, LimitError
from tradegraph.files import shown

MAX_DEPTH = 100

# XML can't hold these, so data that has them could not be exported in every format.
_RAW_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RAW_NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Two backslashes are one that escapes nothing; the group is an escape of such a character.
_CONTROL_ESCAPE = re.compile(
    rb"\\\\|(\\[bf]|\\u00(?:0[0-8bceBCEfF]|1[0-9a-fA-F])|\\u[fF]{3}[eEfF]|\\U0000(?:00[01]|[fF]{3}))"
)
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"(\xb5/\xfd": "zstandard"}
_WEB_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|rdf:RDF\b|[A-Za-z_][\w.:-]*\s+[\w.:-]+\s*=\s*[\"'])")
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*(?:[{\"\[]|\]\s*\Z))")
# What a file of each family may begin with, if its ending says that it is one: an empty file is what its ending says.
_COULD_BE = {
    "text": re.compile(rb"[\s{}\[\]]*\Z"),
    "json": re.compile(rb"\s*(?:[\[{]|\Z)"),
    "xml": re.compile(rb"\s*(?:</?[A-Za-z_][\w.-]*(?::[\w.-]+)?\s*/?>|\Z)"),
}
_TERM = rb'(?:<[^<>\s]*+>|_:[^\s<>"]++|"(?:[^"\\\n]|\\.)*+"(?:@[\w-]++|\^\^<[^<>\s]*+>)?+)'
_FOUR_TERMS = re.compile(rb"(?:" + _TERM + rb"\s*+){4}\.")
_TEXT_TOKEN = re.compile(
    rb"""
      \#[^\n\r]*+
    | (?P<string> \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
                | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
    | (?P<unclosed> ["'] )
    | <[^<>"{}|^`\\\x00-\x20]*+(?:\\.[^<>"{}|^`\\\x00-\x20]*+)*+>
    | \\.
    | (?P<open> (?P<triple> << | \{\| ) | [\[({] )
    | (?P<close> >> | [\])}] )
    """,
    re.VERBOSE | re.DOTALL,
)
_JSON_TOKEN = re.compile(rb'(?P<string>"(?:[^"\\]|\\.)*+")|(?P<unclosed>")|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
_REMOTE_CONTEXT = re.compile(rb'"@(?:context|import)"\s*:\s*(?:(?:\[\s*)?"([^"]*)"|\[)')
_PLACE = re.compile(r"Parser error [^:]*: ")
_WORDS = {"text": "Turtle or the like", "json": "JSON", "xml": "XML"}
_INVALID_TOKEN = ("not well-formed (invalid token)", "a character that can't stand here")
_DIRECTION = re.compile(rb'["\']@[A-Za-z]+(?:-[A-Za-z0-9]+)*--(?:ltr|rtl)|"@direction"|its:dir')
_XML_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def refuse_packed(raw: bytes, name: str) -> None:
    """Nothing comes back from a file that doesn't begin like an archive.

    Args:
        raw: Content of the file.
        name: What a message calls it, fit to be shown.

    Raises:
        InputError: It is packed.
    """
    for magic, kind in _PACKED.items():
        if raw.startswith(magic):
            raise InputError(f"{name}: packed with {kind}, not RDF text; unpack it first")


def refuse_alien(raw: bytes, name: str) -> None:
    """Nothing comes back from a text that may be RDF.

    Args:
        raw: Content of the file, UTF-8.
        name: What a message calls it, fit to be shown.

    Raises:
        InputError: It is a web page, or holds control characters.
    """
    if _WEB_PAGE.match(raw[:10_000]):
        raise InputError(f"{name}: line 1, column 1: a web page, not RDF; get the data file itself")
    found = _RAW_CONTROL.search(raw) or _RAW_NONCHARACTER.search(raw)
    if found:
        code = ord(found.group().decode("utf-8"))
        where = _place(raw, found.start())
        raise InputError(f"{name}: {where}: the control character U+{code:04X} is refused; remove it")


def recognise(raw: bytes, name: str, by_ending: Format | None) -> Format:
    """The format that a file is in, by its ending and its first bytes, which must not contradict each other.

    Args:
        raw: Content of the file.
        name: What a message calls it, fit to be shown.
        by_ending: The format that the file's ending stands for, None where it stands for none.

    Raises:
        InputError: It ends like one format and begins like another.
    """
    family = "xml" if _XML.match(raw) else "json" if _JSON.match(raw) else "text"
    if by_ending is None:
        if family == "text":
            # TriG reads Turtle and N-Triples too; only N-Quads is written in another way.
            return formats.FORMATS["nquads" if _FOUR_TERMS.match(_first_line(raw)) else "trig"]
        return formats.FORMATS["jsonld" if family == "json" else "rdfxml"]
    fits = family == by_ending.family or _COULD_BE[by_ending.family].match(raw) is not None
    if not fits:
        raise InputError(
            f"{name}: line 1, column 1: named as {by_ending.name}, but begins like {_WORDS[family]}; "
            "give it the ending of what it is"
        )
    return by_ending


def screen(raw: bytes, name: str, chosen: Format, max_literal: int) -> None:
    """Nothing comes back from a file that the engine can be trusted to parse.

    Args:
        raw: Content of the file, UTF-8 without a byte order mark.
        name: What a message calls it, fit to be shown.
        chosen: The format it is read as.
        max_literal: Most bytes between two quotation marks, or in the text of one XML element.

    Raises:
        InputError: XML that declares a document type or another encoding, or is not well-formed up to its end.
        LimitError: Nested more than 100 levels deep, or a literal is too long.
    """
    if chosen.family == "xml":
        _XmlScreen(name, max_literal).feed(raw)
        return
    few = sum(map(raw.count, (b"[", b"{", b"(", b"<<"))) <= MAX_DEPTH
    if few and not _may_have_long_strings(raw, max_literal):
        return
    depth = 0
    for token in (_JSON_TOKEN if chosen.family == "json" else _TEXT_TOKEN).finditer(raw):
        if token.lastgroup == "open":
            depth += 1
            if depth > MAX_DEPTH:
                where = _place(raw, token.start())
                raise LimitError(f"{name}: {where}: nested more than {MAX_DEPTH} levels deep; make it flatter")
        elif token.lastgroup == "close":
            depth = max(depth - 1, 0)
        elif token.lastgroup == "unclosed":
            return  # the parser will say so, and to look on for strings from here would take quadratic time
        elif token.lastgroup == "string" and token.end() - token.start() - 2 > max_literal:
            where = _place(raw, token.start())
            raise LimitError(f"{name}: {where}: a literal longer than {max_literal} bytes; shorten it")


def explain(error: SyntaxError, raw: bytes, name: str, chosen: Format) -> InputError:
    """The error to raise for what the engine's parser said: one line with the place, as far as it can be known.

    Args:
        error: What the engine raised.
        raw: Content of the file.
        name: What the message calls it, fit to be shown.
        chosen: The format it was read as.

    Returns:
        The error; it is not raised.
    """
    message = shown(_PLACE.sub("", str(error.msg)))
    if "LoadDocumentCallback" in message:
        remote = _REMOTE_CONTEXT.search(raw)
        iri = remote.group(1) if remote else None
        what = "a context" if iri is None else f"the context {shown(iri.decode())}"
        where = f"{_place(raw, remote.end() - 1 if iri is None else remote.start(1))}: " if remote else ""
        return InputError(f"{name}: {where}{what} is a remote document, and nothing is fetched; write it into the file")
    if error.lineno is not None:
        ends = "nexpected end" in message
        way_out = "the file may be cut short, or what begins here is incomplete" if ends else "mend it there"
        return InputError(f"{name}: line {error.lineno}, column {error.offset}: {message}; {way_out}")
    return InputError(f"{name}: at or before line {_line_reached(raw, chosen)}: {message}; mend it there")


def check_terms(quads: list[ox.Quad], raw: bytes, name: str, max_literal: int) -> None:
    """Nothing comes back from quads that every part of tradegraph can hold, write and read back.

    Args:
        quads: What the engine read.
        raw: Content of the file, to find the place.
        name: What a message calls it, fit to be shown.
        max_literal: Most bytes of a literal.

    Raises:
        InputError: A literal with a control character, or a term that RDF 1.1 doesn't have.
        LimitError: A literal is too long.
    """
    for quad in quads:
        term = quad.object
        if isinstance(term, ox.Literal):
            value = term.value
            if len(value) > max_literal // 4 and len(value.encode()) > max_literal:
                raise LimitError(f"{name}: {_statement(quad)} is longer than {max_literal} bytes; shorten it")
            if not value.isprintable() and _CONTROL.search(value):
                escapes = (match.start(1) for match in _CONTROL_ESCAPE.finditer(raw) if match.group(1))
                raise InputError(f"{name}: {_at(raw, escapes)}{_statement(quad)} holds a control character; remove it")
            if term.direction is not None:
                marks = (match.start() for match in _DIRECTION.finditer(raw))
                raise InputError(f"{name}: {_at(raw, marks)}{_statement(quad)} has a direction (RDF 1.2); leave it out")
        elif isinstance(term, ox.Triple):
            marks = (match.start() for match in _TEXT_TOKEN.finditer(raw) if match.group("triple"))
            raise InputError(f"{name}: {_at(raw, marks)}{_statement(quad)} is a quoted triple (RDF 1.2); leave it out")


def _at(raw: bytes, offsets: Iterator[int]) -> str:
    first = next(offsets, None)
    return "" if first is None else f"{_place(raw, first)}: "


class _XmlScreen:
    """Reads XML to its end with a parser that expands nothing, for the engine's own stops early and expands all."""

    def __init__(self, name: str, max_literal: int) -> None:
        self._name = name
        self._max_literal = max_literal
        self._depth = 0
        self._run = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, raw: bytes) -> None:
        try:
            self._parser.Parse(raw, True)
        except expat.ExpatError as error:
            where = f"line {error.lineno}, column {error.offset + 1}"
            what = expat.ErrorString(error.code).replace(*_INVALID_TOKEN)
            cut = what in ("no element found", "unclosed token", "unclosed CDATA section")
            way_out = "the file may be cut short" if cut else "mend it there"
            raise InputError(f"{self._name}: {where}: XML is not well-formed ({what}); {way_out}") from error

    def _where(self) -> str:
        place = f"line {self._parser.CurrentLineNumber}, column {self._parser.CurrentColumnNumber + 1}"
        return f"{self._name}: {place}"

    def _doctype(self, *_: object) -> None:
        raise InputError(f"{self._where()}: a DOCTYPE is refused, for it can pull in or blow up anything; remove it")

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in _XML_ENCODINGS:
            raise InputError(f"{self._where()}: declares the encoding {shown(encoding, 40)}; save it as UTF-8")

    def _start(self, _: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._run = 0
        if self._depth > MAX_DEPTH:
            raise LimitError(f"{self._where()}: nested more than {MAX_DEPTH} levels deep; make it flatter")
        if any(len(value) > self._max_literal for value in attributes.values()):
            self._too_long()

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._run = 0

    def _text(self, text: str) -> None:
        self._run += len(text.encode())
        if self._run > self._max_literal:
            self._too_long()

    def _too_long(self) -> None:
        raise LimitError(f"{self._where()}: a literal longer than {self._max_literal} bytes; shorten it")


class _Lines(io.RawIOBase):
    """Hands out one line at a time and counts them, to learn how far a parser came that doesn't tell."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self._lines = iter(raw.splitlines(keepends=True))
        self._rest = b""
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.count += bool(self._rest)
        given, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return given


def _line_reached(raw: bytes, chosen: Format) -> int:
    lines = _Lines(raw)
    try:
        for _ in ox.parse(cast("IO[bytes]", lines), format=chosen.engine, base_iri="https://w3id.org/tradegraph/"):
            pass
    except (SyntaxError, OSError, ValueError):
        pass
    return max(lines.count, 1)


def _first_line(raw: bytes) -> bytes:
    """The beginning of the first line that is neither blank nor a comment."""
    start = 0
    while start < len(raw):
        end = raw.find(b"\n", start)
        end = len(raw) if end < 0 else end
        line = raw[start : min(end, start + 10_000)].strip()
        if line and not line.startswith(b"#"):
            return line
        start = end + 1
    return b""


def _may_have_long_strings(raw: bytes, most: int) -> bool:
    if len(raw) <= most:
        return False
    return b'"""' in raw or b"'''" in raw or max(map(len, raw.split(b"\n"))) > most


def _place(raw: bytes, offset: int) -> str:
    start = raw.rfind(b"\n", 0, offset) + 1
    column = len(raw[start:offset].decode("utf-8", "replace")) + 1
    line = raw.count(b"\n", 0, offset) + 1
    return f"line {line}, column {column}"


def _statement(quad: ox.Quad) -> str:
    subject = "a blank node" if isinstance(quad.subject, ox.BlankNode) else shown(str(quad.subject), 80)
    return f"the object of {subject} {shown(str(quad.predicate), 80)}"
