"""Who signed what, in which office, for whom: person, post, organisation, agreement, and what the agreement covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.nodes import Tie, World, in_order, lines
from tradegraph.diagrams.phrases import Phrase, counted, listed, number, sentence
from tradegraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.picture import Picture

QUESTION = "Who signed what, in which office, for whom?"
TAKES = "agreements or persons (default: every signed agreement)"
_COLUMNS = {"person": 0, "post": 1, "organisation": 2, "place": 2, "agreement": 3, "initiative": 3}
_LAST = 4
_SIGNED_FOR = Phrase("signed for", "office")


def draw(
    store: ox.Store, names: Names, entities: Sequence[str] = (), *, most: int = 25, notes: bool = False
) -> Picture:
    """The picture of the signatories of some agreements, or of what some persons signed.

    Raises:
        InputError: Nobody signed anything there.
    """
    world = World(store, names)
    signed = [
        tie
        for tie in world.ties
        if tie.predicate == "network#signed" and (not entities or not set(entities).isdisjoint(tie[:2]))
    ]
    if not signed:
        raise InputError("no signature is known there, so there is nothing to draw; name an agreement or its signatory")
    ties, parts = _ties(world, signed)
    kept, more = parts[: max(0, most - len({end for tie in ties for end in tie[:2]}))], 0
    more = len(parts) - len(kept)
    ties += kept
    ends = {end for tie in ties for end in tie[:2]}
    order = sorted(ends, key=lambda iri: (_column(world, iri), world.label(iri), iri))
    rank = {iri: place for place, iri in enumerate(order)}
    drawn = lines(in_order(ties, rank))
    nodes = tuple(world.node(iri, world.kinds[iri] == "agreement" and _column(world, iri) < _LAST) for iri in order)
    drawing = Drawing(
        _title(world, signed),
        _subtitle(world, signed, more),
        world.source(drawn.units),
        nodes,
        drawn.edges,
        columns={node.id: _column(world, iri) for node, iri in zip(nodes, order, strict=True)},
    )
    return compose(drawing, drawn.basis if notes else None, Wish(source=world.source_of(drawn)))


def _column(world: World, iri: str) -> int:
    return _COLUMNS.get(world.kinds[iri], _LAST)


def _ties(world: World, signed: list[Tie]) -> tuple[list[Tie], list[Tie]]:
    """What must be told, and the parts of the agreements, which may be capped."""
    people, agreements = {tie.source for tie in signed}, {tie.target for tie in signed}
    offices = {office for _, _, data in _signings(world, signed) for office in data.get("office", ())}
    parties = {party for _, _, data in _signings(world, signed) for party in data.get("party", ())}
    told = list(signed)
    for tie in world.ties:
        if tie.predicate == "tgo:holdsPost" and tie.source in people and tie.target in offices:
            told.append(tie)
        if tie.predicate == "org:postIn" and tie.source in offices:
            told.append(tie)
            parties.add(tie.target)
    told += [tie for tie in world.ties if tie.predicate == "tgo:isPartyTo" and tie.target in agreements]
    for person, _, data in _signings(world, signed):
        told += [
            Tie(person, party, _SIGNED_FOR, "prov:actedOnBehalfOf", data["evidence"], _SIGNED_FOR.words)
            for party in data.get("party", ())
        ]
    parts = [tie for tie in world.ties if tie.predicate == "dcterms:isPartOf" and tie.target in agreements]
    return list(dict.fromkeys(told)), parts


def _signings(world: World, signed: list[Tie]) -> Iterable[tuple[str, str, dict[str, tuple[str, ...]]]]:
    wanted = {tie[:2] for tie in signed}
    for source, target, data in world.graph.edges(data=True):
        if data["predicate"] == "network#signed" and (source, target) in wanted:
            yield source, target, data


def _title(world: World, signed: list[Tie]) -> str:
    people = sorted({tie.source for tie in signed}, key=world.label)
    agreements = sorted({tie.target for tie in signed}, key=world.label)
    offices = {office for _, _, data in _signings(world, signed) for office in data.get("office", ())}
    who = sentence(counted("person", len(people))) if len(people) > 1 else world.label(people[0])
    what = f"the {world.label(agreements[0])}" if len(agreements) == 1 else f"{number(len(agreements))} agreements"
    ending = ", each in an office" if len(people) > 1 and len(offices) == len(people) else ""
    return f"{who} signed {what}{ending}"


def _subtitle(world: World, signed: list[Tie], more: int) -> str:
    days, places = set(), set()
    for _, _, data in _signings(world, signed):
        days |= {data["first"]} if "first" in data else set()
        places |= {world.label(place) for place in data.get("place", ())}
    told = "Who signed what, in which office, for whom, and the areas that it covers"
    told += f"; signed in {listed(sorted(places))}" if places else ""
    told += f" on {listed([_day(day) for day in sorted(map(str, days))])}" if days else ""
    return f"{told}." if not more else f"{told}; +{more} more areas."


def _day(day: str) -> str:
    """A day as prose has it.

    >>> _day("2025-01-21"), _day("2025")
    ('21 January 2025', '2025')
    """
    from calendar import month_name

    year, *rest = day[:10].split("-")
    if len(rest) < 2:
        return day
    return f"{int(rest[1])} {month_name[int(rest[0])]} {year}"
