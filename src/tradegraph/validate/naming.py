"""What terms are called in a report: a thing by its label, a unit by its place, a path in words."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pyoxigraph as ox

from tradegraph.vocabulary import ARTICLE, PREFIXES, shorten

_PREF = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
# Names that say little when they are merely taken apart.
_WORDS = {
    "skos:prefLabel": "preferred label",
    "skos:altLabel": "alias",
    "skos:hiddenLabel": "hidden alias",
    "schema:sameAs": "identifier elsewhere",
    "oa:start": "offset of its start",
    "oa:end": "offset of its end",
    "schema:sha256": "digest",
    "org:unitOf": "is a body of",
    "org:postIn": "is a post in",
    "rdf:type": "class",
}
_NAMELESS = "a thing without a name"


class Labels:
    """What things and terms are called: the English preferred label, else the short name."""

    def __init__(self, store: ox.Store) -> None:
        """Reads the preferred labels of all graphs of a store."""
        self._labels: dict[str, str] = {}
        for quad in store.quads_for_pattern(None, _PREF, None, None):
            label, iri = quad.object, _value(quad.subject)
            if isinstance(label, ox.Literal) and (iri not in self._labels or label.language == "en"):
                self._labels[iri] = label.value

    def of(self, iri: str) -> str:
        """The label of an IRI, else its short name; a unit by its article and number, a user's file by its name."""
        if iri.startswith("_:"):
            return _NAMELESS
        if iri.startswith(ARTICLE) and "#" in iri:
            return shorten(iri)
        if iri.startswith("file:"):
            return unquote(iri.removeprefix("file:"))
        return self._labels.get(iri) or shorten(iri)

    def show(self, term: str) -> str:
        """A term of N-Triples as a reader wants it: a thing by its label, a text in quotation marks."""
        if term.startswith("<"):
            return self.of(term[1:-1])
        if term.startswith('"'):
            return f'"{literal(term)}"'
        return _NAMELESS

    def path(self, path: str) -> str:
        """A path of Turtle in words, such as `"is a party to" (tgo:isPartyTo)`."""
        return self._walk(path.split())

    def _walk(self, pieces: list[str]) -> str:
        piece = pieces.pop(0)
        if piece == "(":
            return ", then ".join(self._items(pieces))
        if piece != "[":
            return self._relation(piece[1:-1])
        kind = pieces.pop(0)
        if kind == "sh:alternativePath":
            pieces.pop(0)
            words = " or ".join(self._items(pieces))
        else:
            words = f"something else's {self._walk(pieces)}"
        pieces.pop(0)
        return words

    def _items(self, pieces: list[str]) -> list[str]:
        items = []
        while pieces[0] != ")":
            items.append(self._walk(pieces))
        pieces.pop(0)
        return items

    def _relation(self, iri: str) -> str:
        words = self._labels.get(iri) or _WORDS.get(shorten(iri)) or spoken(iri)
        return f'"{words}" ({shorten(iri)})'


def literal(term: str) -> str:
    r"""The text of a literal of N-Triples.

    >>> literal('"a \\"pact\\""@en')
    'a "pact"'
    """
    triple = next(iter(ox.parse(f"<a:a> <a:a> {term} .", format=ox.RdfFormat.N_TRIPLES)), None)
    return triple.object.value if triple is not None and isinstance(triple.object, ox.Literal) else term


def spoken(iri: str) -> str:
    """The local name of an IRI taken apart into words.

    >>> spoken("http://purl.org/dc/terms/isPartOf")
    'is part of'
    """
    local = re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: f" {m[1].lower()}", local)


def _value(term: object) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))
