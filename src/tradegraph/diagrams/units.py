"""The units of the articles: what a picture says of where they stand."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from tradegraph.dataset.terms import value
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, expand, shorten

_FIELDS = {
    "dcterms:isPartOf": "article",
    "schema:position": "position",
    "tgo:unitKind": "kind",
    "tgo:isInSection": "section",
}


class Unit(NamedTuple):
    """A unit of an article.

    Attributes:
        article: IRI.
        position: In the article, from 1; 0 where it isn't known.
        kind: Short name of its kind, without prefix.
        section: Local name of the heading under which it stands; empty before the first heading.
    """

    article: str
    position: int
    kind: str
    section: str

    @property
    def label(self) -> str:
        """What it is called in a picture: "Sentence 12"; the number counts all units of the article."""
        return f"{(self.kind or 'unit').capitalize()} {self.position}"

    @property
    def section_label(self) -> str:
        """What its section is called; the words of a heading are the article's own, so its number stands for it."""
        return f"Section under heading {self.section.removeprefix('u')}" if self.section else "Opening"


def read_units(store: ox.Store) -> dict[str, Unit]:
    """The units of all articles of a dataset by their short names."""
    found: dict[str, dict[str, str]] = {}
    description = ox.NamedNode(DESCRIPTION_GRAPH)
    for name, field in _FIELDS.items():
        for quad in store.quads_for_pattern(None, ox.NamedNode(expand(name)), None, description):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ARTICLE):
                found.setdefault(shorten(quad.subject.value), {})[field] = value(quad.object)
    return {
        name: Unit(
            parts["article"],
            int(parts["position"]) if parts.get("position", "").isdecimal() else 0,
            shorten(parts.get("kind", "")).rpartition(":")[2],
            parts.get("section", "").partition("#")[2],
        )
        for name, parts in sorted(found.items())
        if "#u" in name and "article" in parts
    }
