"""RDF/XML: the engine's own, after making sure that what it writes is XML that every parser takes."""

from __future__ import annotations

import re
from xml.parsers import expat

import pyoxigraph as ox

from tradegraph.dataset import lines
from tradegraph.errors import InputError
from tradegraph.files import shown
from tradegraph.vocabulary import PREFIXES, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_RDF_TYPE = f"<{PREFIXES['rdf']}type>"
# What XML 1.0 has no way to write, not even as a reference.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The same as N-Triples escapes it; a wider net, for a backslash may itself be escaped.
_PERHAPS_NOT_XML = re.compile(r"\\u(?:00[01]|FFF)|\\[bf]|[\ufffe\uffff]")
# The last part of a predicate becomes an element's name. Wider than XML for rare letters, which expat then refuses.
_ELEMENT_NAME = re.compile(r"[^\W\d][\w.-]*>$")


def write_rdfxml(triples: Iterable[str]) -> bytes:
    """The triples as RDF/XML that ends in a newline.

    Args:
        triples: Canonical lines without graphs, as `lines.canonical_lines` gives them.

    Raises:
        InputError: A character, predicate or class that XML has no form for.

    Source: RDF 1.1 XML Syntax, W3C Recommendation of 25 February 2014.
    """
    parts = {line: lines.cut(line) for line in triples}
    predicates = {predicate for _, predicate, _, _ in parts.values()}
    classes = {object_ for _, predicate, object_, _ in parts.values() if predicate == _RDF_TYPE}
    _refuse_predicates(predicates)
    _refuse_characters(parts)
    used = {name[1 : max(name.rfind("/"), name.rfind("#")) + 1] for name in predicates | classes}
    prefixes = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in used}
    ordered = sorted(parts, key=lambda line: _order(*parts[line]))
    source = ("\n".join(ordered) + "\n").encode("utf-8")
    try:
        quads = ox.parse(source, format=ox.RdfFormat.N_TRIPLES)
        written = ox.serialize(quads, format=ox.RdfFormat.RDF_XML, prefixes=prefixes) or b""
        # A reader would take a bare carriage return for a line feed; the engine writes none of its own.
        written = written.replace(b"\r", b"&#13;") + b"\n"
        # The engine takes some names for XML that no parser does, so its word alone is not enough.
        expat.ParserCreate(namespace_separator=" ").Parse(written, True)
    except (OSError, expat.ExpatError) as error:
        raise InputError(f"RDF/XML can't hold this data ({shown(str(error))}); choose another format") from error
    return written


def _order(subject: str, predicate: str, object_: str, _: str) -> tuple[str, int]:
    """Sorts a subject's type first, which makes it the element's name; a class that is no name goes last."""
    if predicate != _RDF_TYPE:
        return subject, 1
    return subject, 0 if object_[0] != "<" or _ELEMENT_NAME.search(object_) else 2


def _refuse_predicates(predicates: set[str]) -> None:
    for predicate in sorted(predicates):
        if not _ELEMENT_NAME.search(predicate):
            raise InputError(
                f"RDF/XML can't write the predicate {shown(predicate)}, whose end is no XML name; choose another format"
            )


def _refuse_characters(parts: dict[str, tuple[str, str, str, str]]) -> None:
    for line, (subject, predicate, _, _) in parts.items():
        if _PERHAPS_NOT_XML.search(line):
            (quad,) = ox.parse(line.encode("utf-8"), format=ox.RdfFormat.N_TRIPLES)
            odd = _NOT_XML.search(quad.object.value) if isinstance(quad.object, ox.Literal) else None
            if odd:
                raise InputError(
                    f"RDF/XML can't hold the character U+{ord(odd.group()):04X}, which stands in the "
                    f"{shorten(predicate[1:-1])} of {shown(subject)}; choose another format"
                )
