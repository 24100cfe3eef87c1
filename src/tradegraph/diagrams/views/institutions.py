"""What belongs to which institution: units, posts, tools, agreements and partnerships, as hub and spoke."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.nodes import World, lines
from tradegraph.diagrams.phrases import listed, number, sentence
from tradegraph.errors import InputError
from tradegraph.network.projections import Projection, Relation
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.drawing import Edge
    from tradegraph.diagrams.picture import Picture

QUESTION = "What belongs to which institution?"
TAKES = "organisations (default: the two to which most belongs)"
_COMMITMENTS = ("tgo:Agreement", "tgo:CooperationArea", "tgo:Initiative", "tgo:Partnership")
BELONGING = Projection(
    "institutions and what belongs to them",
    relations=(
        Relation("org:unitOf"),
        Relation("org:postIn"),
        Relation("tgo:isToolOf"),
        Relation("tgo:isAgreementOf"),
        Relation("tgo:isPartyTo"),
        Relation("tgo:isPartnerIn"),
        Relation("tgo:isAuthorityOf"),
        Relation("dcterms:isPartOf", of=_COMMITMENTS),
        Relation("tgo:providesUpdatesFor"),
    ),
)
_JOINTS = {"tgo:isPartyTo": "agreement", "tgo:isPartnerIn": "partnership"}
# Seen from the institution, these lead outwards to what it shares with others; all others lead inwards.
_SHARED = frozenset(("tgo:isPartyTo", "tgo:isPartnerIn", "tgo:isAuthorityOf"))


def draw(
    store: ox.Store, names: Names, entities: Sequence[str] = (), *, most: int = 40, notes: bool = False
) -> Picture:
    """The picture of what belongs to the institutions, directly or through what belongs to them.

    Raises:
        InputError: Nothing belongs to them.
    """
    world = World(store, names, BELONGING)
    hubs = list(entities) or _hubs(world)
    kept = _reached(world, hubs)
    order = sorted(kept, key=lambda iri: (kept[iri], world.kinds[iri], world.label(iri), iri))[: max(most, 40)]
    ties = [tie for tie in world.ties if {tie.source, tie.target} <= set(order) and tie.source != tie.target]
    if not ties:
        wanted = listed([shorten(iri) for iri in hubs]) or "any institution"
        raise InputError(f"nothing belongs to {wanted}, so there is nothing to draw; name an organisation")
    drawn = lines(ties)
    drawing = Drawing(
        _title(world, hubs),
        _subtitle(len(order), len(kept)),
        world.source(drawn.units),
        tuple(world.node(iri, iri in hubs) for iri in order),
        drawn.edges,
    )
    wish = Wish(_spare(drawn.edges, [shorten(h) for h in hubs]), source=world.source_of(drawn))
    return compose(drawing, drawn.basis if notes else None, wish)


def _hubs(world: World) -> list[str]:
    found = Counter(
        end
        for tie in world.ties
        for end in [tie.source if tie.predicate in _SHARED else tie.target]
        if world.kinds[end] == "organisation"
    )
    return sorted(found, key=lambda iri: (-found[iri], iri))[:2]


def _reached(world: World, hubs: Sequence[str]) -> dict[str, int]:
    """What belongs to the hubs, or to what belongs to them, by the number of steps."""
    found = {hub: 0 for hub in hubs if hub in world.graph}
    for step in (1, 2, 3):
        for tie in world.ties:
            inner, outer = (tie.source, tie.target) if tie.predicate in _SHARED else (tie.target, tie.source)
            if found.get(inner, step) < step:
                found.setdefault(outer, step)
    return found


def _spare(edges: Sequence[Edge], hubs: list[str]) -> tuple[str, ...]:
    """Lines between two things that both hang on something already: a tangle that tells little of belonging."""
    hung, spare = set(hubs), []
    for edge in sorted(edges, key=lambda e: hubs.count(e.source) + hubs.count(e.target) == 0):
        if edge.source in hung and edge.target in hung:
            if edge.source not in hubs and edge.target not in hubs:
                spare.append(edge.id)
        else:
            hung |= {edge.source, edge.target}
    return tuple(spare)


def _title(world: World, hubs: Sequence[str]) -> str:
    own: dict[str, set[str]] = {}
    how: dict[str, str] = {}
    for tie in world.ties:
        inner, outer = (tie.source, tie.target) if tie.predicate in _SHARED else (tie.target, tie.source)
        own.setdefault(outer, set()).add(inner)
        how[outer] = tie.predicate
    joint = Counter(_JOINTS[how[iri]] for iri in own if len(hubs) > 1 and own[iri] >= set(hubs) and how[iri] in _JOINTS)
    alone = sum(1 for holders in own.values() if len(holders & set(hubs)) == 1)
    who = listed([world.short(hub) for hub in hubs])
    things = f"{number(alone)} {'thing' if alone == 1 else 'things'}"
    verb = "belongs" if alone == 1 else "belong"
    if not joint:
        return f"{sentence(things)} {verb} to {who}"
    told = listed([f"{number(count)} {name}{'s' if count > 1 else ''}" for name, count in sorted(joint.items())])
    join = "joins" if sum(joint.values()) == 1 else "join"
    return f"{sentence(told)} {join} {who}; {things} {verb} to one of them"


def _subtitle(drawn: int, known: int) -> str:
    more = f", +{known - drawn} more" if known > drawn else ""
    return f"Units, posts, tools, agreements and partnerships, and what is part of these: {drawn} in all{more}."
