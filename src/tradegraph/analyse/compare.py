"""What two articles share, and what each has alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tradegraph.errors import InputError, UnknownNameError
from tradegraph.files import shown
from tradegraph.network.facts import Facts, in_order
from tradegraph.network.mentions import find_mentions, read_places
from tradegraph.network.things import Things
from tradegraph.vocabulary import ARTICLE, shorten

if TYPE_CHECKING:
    import pyoxigraph as ox

# In the order in which they are shown; an entity is of the first kind that fits.
KINDS: dict[str, tuple[str, ...]] = {
    "people": ("foaf:Person",),
    "organisations": ("org:Organization",),
    "offices": ("org:Post",),
    "places": ("schema:Place",),
    "agreements": ("tgo:Agreement", "tgo:CooperationArea", "tgo:Initiative", "tgo:Partnership"),
    "events": ("schema:Event", "schema:EventSeries", "prov:Activity", "tgo:DiscussionArea"),
    "standards": ("dcterms:Standard", "schema:SoftwareApplication"),
    "topics": ("skos:Concept",),
    "other": (),
}


class Compared(NamedTuple):
    """An entity that one or both of two articles speak of.

    Attributes:
        kind: A name of `KINDS`.
        iri: The entity.
        label: Its label.
        left: Short names of the units of the first article that speak of it, in order; empty where none does.
        right: The same of the second article.
    """

    kind: str
    iri: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def compare(store: ox.Store, left: str, right: str) -> list[Compared]:
    """What two articles speak of, by kind; in each kind what both share, then what each has alone.

    To speak of the same thing is not to say the same of it. A topic counts only where it is meant itself, not where a
    broader or narrower one is. Within each part the order is that of the labels.

    Args:
        store: A dataset of named graphs.
        left: Slug of an article.
        right: Slug of another.

    Raises:
        InputError: The two are one article.
        UnknownNameError: There is no such article.
    """
    places = read_places(store)
    known = {place.article for place in places.values()}
    for slug in (left, right):
        if ARTICLE + slug not in known:
            names = ", ".join(sorted(map(shorten, known))[:10]) or "none"
            raise UnknownNameError(f"{shown(slug)}: no such article; there are {names}")
    if left == right:
        raise InputError(f"two articles are compared; {shown(left)} is given twice")
    things = Things(store)
    sides: dict[str, tuple[set[str], set[str]]] = {}
    for unit, entities in find_mentions(store, Facts(store), things).items():
        article = shorten(places[unit].article)
        if article in (left, right):
            for entity in entities:
                sides.setdefault(entity, (set(), set()))[article == right].add(unit)
    found = [
        Compared(_kind(things, iri), iri, things.label(iri), in_order(first), in_order(second))
        for iri, (first, second) in sides.items()
    ]
    return sorted(found, key=_order)


def _kind(things: Things, iri: str) -> str:
    return next(kind for kind, classes in KINDS.items() if things.is_a(iri, classes))


def _order(one: Compared) -> tuple[int, int, str, str]:
    alone = 0 if one.left and one.right else 1 if one.left else 2
    return list(KINDS).index(one.kind), alone, one.label, one.iri
