"""Which entities the units of the articles speak of, and what counts as speaking of two things together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from tradegraph.errors import LimitError, UnknownNameError
from tradegraph.files import shown
from tradegraph.network.projections import WINDOWS
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES, TGO

if TYPE_CHECKING:
    from tradegraph.network.facts import Facts
    from tradegraph.network.things import Things

_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PART_OF = ox.NamedNode(PREFIXES["dcterms"] + "isPartOf")
_SECTION = ox.NamedNode(TGO + "isInSection")
MAX_PAIRS = 5_000_000


class Place(NamedTuple):
    """Where a unit stands.

    Attributes:
        article: IRI of the article.
        section: IRI of the unit that opens the section; empty before the first heading.
    """

    article: str
    section: str


def read_places(store: ox.Store) -> dict[str, Place]:
    """Where each unit of an article stands, by the unit's IRI; a record is part of a list, and a list is no article."""
    sections = {
        quad.subject: quad.object.value
        for quad in store.quads_for_pattern(None, _SECTION, None, _DESCRIPTION)
        if isinstance(quad.object, ox.NamedNode)
    }
    return {
        quad.subject.value: Place(quad.object.value, sections.get(quad.subject, ""))
        for quad in store.quads_for_pattern(None, _PART_OF, None, _DESCRIPTION)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(ARTICLE)
    }


def find_mentions(store: ox.Store, facts: Facts, things: Things, classes: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """The entities that each unit speaks of: the subjects and objects of its graph.

    Args:
        store: A dataset of named graphs.
        facts: Its statements; only the units that count there are looked at.
        things: Its entities.
        classes: Prefixed names of the classes of which an entity must be, any where empty.

    Returns:
        Sets of IRIs by the unit's IRI; no set is empty.
    """
    wanted = {thing for thing in things.entities if things.is_a(thing.value, classes)}
    found: dict[str, set[str]] = {}
    for unit in read_places(store):
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(unit)):
            if not facts.graph(quad):
                break
            for term in (quad.subject,) if quad.predicate == _TYPE else (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and term in wanted:
                    found.setdefault(unit, set()).add(term.value)
    return found


def named_together(
    store: ox.Store, mentions: dict[str, set[str]], window: str
) -> dict[tuple[str, str], tuple[set[str], int]]:
    """Pairs of entities that are named in the same window, each pair in the order of its IRIs.

    What stands before the first heading of an article is a section too.

    Args:
        store: A dataset of named graphs.
        mentions: Entities by unit, as `find_mentions` gives them.
        window: `unit`, `section` or `article`.

    Returns:
        By pair, the units of those windows that name either of the two, and the number of windows.

    Raises:
        LimitError: The windows hold more than 5,000,000 pairs.
        UnknownNameError: There is no such window.
    """
    if window not in WINDOWS:
        raise UnknownNameError(f"{shown(window)}: no such window; there are {', '.join(WINDOWS)}")
    places = read_places(store)
    windows: dict[tuple[str, ...], list[str]] = {}
    for unit in sorted(mentions):
        place = places[unit]
        key = {"unit": (unit,), "section": tuple(place), "article": (place.article,)}[window]
        windows.setdefault(key, []).append(unit)
    named = {key: sorted({entity for unit in units for entity in mentions[unit]}) for key, units in windows.items()}
    pairs = sum(len(entities) * (len(entities) - 1) // 2 for entities in named.values())
    if pairs > MAX_PAIRS:
        raise LimitError(f"window '{window}' holds {pairs} pairs, of at most {MAX_PAIRS}; choose a smaller window")
    found: dict[tuple[str, str], tuple[set[str], int]] = {}
    for key, entities in named.items():
        by_entity = {entity: {unit for unit in windows[key] if entity in mentions[unit]} for entity in entities}
        for pair in combinations(entities, 2):
            units, count = found.get(pair, (set(), 0))
            found[pair] = (units | by_entity[pair[0]] | by_entity[pair[1]], count + 1)
    return found
