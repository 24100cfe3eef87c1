"""The units of the articles as the dataset describes them: by position and digest, never by their words."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES, TGO

_OA, _SCHEMA = PREFIXES["oa"], PREFIXES["schema"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PART_OF = PREFIXES["dcterms"] + "isPartOf"
_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_UNIT = ox.NamedNode(TGO + "Unit")
_ARTICLE = ox.NamedNode(_SCHEMA + "NewsArticle")
_DIGEST = ox.NamedNode(_SCHEMA + "sha256")


class UnitRecord:
    """A unit as the dataset describes it; what is missing, stated twice or not readable stands as "", -1 or None.

    Attributes:
        iri: IRI of the unit, which is also the name of its graph.
        article: IRI of its article.
        slug: Short name of its article, `wco-wto-mou-2025`.
        position: Its place in the article, from 1.
        kind: `title`, `summary`, `heading`, `sentence` or `bullet`.
        section: IRI of the heading's unit that opens its section; None before the first heading.
        start: 0-based offset of its first code point in the article's text.
        end: Offset behind its last code point.
        sha256: Digest of its exact text, 64 hexadecimal digits.
        has_graph: Whether it is described as a stated graph.
        reason: IRI of the reason why it states nothing; None where it has a graph.
    """

    __slots__ = (
        "article",
        "end",
        "has_graph",
        "iri",
        "kind",
        "position",
        "reason",
        "section",
        "sha256",
        "slug",
        "start",
    )

    def __init__(self, iri: str, has_graph: bool, described: dict[str, list[str]]) -> None:
        """Holds what the dataset says of a unit: the objects by predicate."""
        self.iri, self.has_graph = iri, has_graph
        self.article = _only(described, _PART_OF)
        self.slug = self.article.removeprefix(ARTICLE)
        self.position = _number(described, _SCHEMA + "position")
        self.kind = _only(described, TGO + "unitKind").removeprefix(TGO)
        self.section = _only(described, TGO + "isInSection") or None
        self.start, self.end = _number(described, _OA + "start"), _number(described, _OA + "end")
        self.sha256 = _only(described, _SCHEMA + "sha256")
        self.reason = _only(described, TGO + "statesNothing") or None

    def __repr__(self) -> str:
        """The unit as the project cites it."""
        return f"UnitRecord({self.place!r})"

    @property
    def place(self) -> str:
        """The unit in words, `wco-wto-mou-2025 unit 10`."""
        return f"{self.slug or 'article unknown:'} unit {self.position if self.position >= 0 else f'<{self.iri}>'}"


def read_units(store: ox.Store) -> list[UnitRecord]:
    """The units that the description graph of a store describes, by article and position."""
    units = []
    for found in store.quads_for_pattern(None, _TYPE, _UNIT, _DESCRIPTION):
        described: dict[str, list[str]] = {}
        for quad in store.quads_for_pattern(found.subject, None, None, _DESCRIPTION):
            described.setdefault(quad.predicate.value, []).append(_value(quad.object))
        has_graph = TGO + "StatedGraph" in described[_TYPE.value]
        units.append(UnitRecord(_value(found.subject), has_graph, described))
    return sorted(units, key=lambda unit: (unit.slug, unit.position, unit.iri))


def read_article_digests(store: ox.Store) -> dict[str, str]:
    """The SHA-256 of each described article's whole file, by the article's IRI; "" where not exactly one is given."""
    digests = {}
    for found in store.quads_for_pattern(None, _TYPE, _ARTICLE, _DESCRIPTION):
        values = [_value(q.object) for q in store.quads_for_pattern(found.subject, _DIGEST, None, _DESCRIPTION)]
        digests[_value(found.subject)] = values[0] if len(values) == 1 else ""
    return dict(sorted(digests.items()))


def _value(term: object) -> str:
    """The IRI, label or lexical form of a term."""
    return str(getattr(term, "value", term))


def _only(described: dict[str, list[str]], predicate: str) -> str:
    values = described.get(predicate, [])
    return values[0] if len(values) == 1 else ""


def _number(described: dict[str, list[str]], predicate: str) -> int:
    value = _only(described, predicate)
    # Longer than any text is long, and Python refuses to read thousands of digits.
    return int(value) if value.isdecimal() and len(value) < 16 else -1
