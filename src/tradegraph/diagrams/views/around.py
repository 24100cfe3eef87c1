"""An entity and what it is tied to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx

from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.nodes import World, by_weight, is_main, lines
from tradegraph.diagrams.phrases import DISPUTED, counted, listed, number, sentence
from tradegraph.errors import InputError
from tradegraph.network.views import check_node
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.drawing import Edge
    from tradegraph.diagrams.nodes import Tie
    from tradegraph.diagrams.picture import Picture

QUESTION = "What is an entity tied to?"
TAKES = "one entity"
_DEPTHS = (1, 2)
_NEAR = 0.75  # of the room may go to the first ring before the second gets any


def draw(
    store: ox.Store, names: Names, entities: Sequence[str], *, depth: int = 1, most: int = 25, notes: bool = False
) -> Picture:
    """The picture of an entity's neighbourhood; of more than `most` entities, those with the most ties to it are drawn.

    Raises:
        InputError: Another depth than 1 or 2, or fewer than two entities to draw.
        UnknownNameError: The entity is in no relation.
    """
    if depth not in _DEPTHS or most < 2:
        raise InputError("a neighbourhood is drawn to depth 1 or 2 and holds at least 2 entities; change depth or most")
    (centre,) = entities
    world = World(store, names)
    check_node(world.graph, centre)
    far = _distances(world, centre, depth)
    kept = _chosen(world, centre, far, most)
    ties = [tie for tie in world.ties if {tie.source, tie.target} <= kept.keys() and tie.source != tie.target]
    if not ties:
        raise InputError(f"{shorten(centre)} is tied to nothing, so there is nothing to draw; name another entity")
    ties.sort(key=lambda tie: _order(tie, far, kept))
    drawn = lines(ties)
    bonds = _bonds(drawn.edges, {shorten(iri): steps for iri, steps in far.items()})
    drawing = Drawing(
        _title(world, centre, far),
        _subtitle(depth, far, kept),
        world.source(drawn.units),
        tuple(world.node(iri, iri == centre) for iri in kept),
        drawn.edges,
    )
    spare = tuple(edge.id for edge in by_weight(drawn.edges) if edge.id not in bonds)
    dear = frozenset(edge.id for edge in drawn.edges if edge.id in spare and is_main(edge))
    return compose(drawing, drawn.basis if notes else None, Wish(spare, dear, source=world.source_of(drawn)))


def _distances(world: World, centre: str, depth: int) -> dict[str, int]:
    near = nx.Graph()
    near.add_node(centre)
    near.add_edges_from((tie.source, tie.target) for tie in world.ties)
    return dict(nx.single_source_shortest_path_length(near, centre, cutoff=depth, backend="networkx"))


def _chosen(world: World, centre: str, far: dict[str, int], most: int) -> dict[str, int]:
    """The entities that are drawn, by rank: the centre, then near before far, things before topics, many ties first.

    Everything but the centre is drawn together with one that is nearer to it.
    """
    ties = Counter(end for tie in world.ties for end in (tie.source, tie.target))
    own = Counter(end for tie in world.ties if centre in (tie.source, tie.target) for end in (tie.source, tie.target))
    order = sorted(far, key=lambda i: (far[i], world.is_concept(i), -own[i], -ties[i], world.label(i), i))
    kept: dict[str, int] = {}
    first = _first_ring(order, far, most)
    for iri in order[:first]:
        kept[iri] = len(kept)
    near = {end for tie in world.ties for end in tie[:2] if not kept.keys().isdisjoint(tie[:2])}
    for iri in [i for i in order if far[i] > 1 and i in near] + order[first:]:
        if len(kept) < most and (iri in near or far[iri] < 2):
            kept.setdefault(iri, len(kept))
    return kept


def _first_ring(order: list[str], far: dict[str, int], most: int) -> int:
    """How many of the first are drawn before all others.

    All of the first ring, if that leaves some room to the second; else half of the room is left to it.
    """
    first = sum(1 for iri in order if far[iri] < 2)
    if len(order) == first:
        return min(most, first)
    return first if first <= _NEAR * most else max(2, (most + 1) // 2)


def _order(tie: Tie, far: dict[str, int], kept: dict[str, int]) -> tuple[object, ...]:
    return (min(far[tie.source], far[tie.target]), kept[tie.source] + kept[tie.target], *tie[:2], tie.predicate)


def _bonds(edges: Sequence[Edge], far: dict[str, int]) -> set[str]:
    """The lines that must stay: all at the centre, and the first that leads from each entity further out towards it.

    Where there is another, that is not one in dispute.
    """
    kept, reached = set(), set()
    for edge in sorted(edges, key=lambda edge: edge.family == DISPUTED):
        near, other = sorted((edge.source, edge.target), key=lambda end: far[end])
        if far[near] == 0 or (far[near] < far[other] and other not in reached):
            kept.add(edge.id)
            reached.add(other)
    return kept


def _title(world: World, centre: str, far: dict[str, int]) -> str:
    near = [iri for iri, steps in far.items() if steps == 1]
    tied = f"{sentence(world.short(centre))} {world.agreeing(centre, 'is tied')} to"
    if len(near) == 1:
        return f"{tied} {world.inside(near[0])} alone"
    if len(near) == 2:
        return f"{tied} {listed(sorted(map(world.inside, near)))}"
    kinds = Counter(world.counted_as(iri) for iri in near)
    (kind, count), *_ = sorted(kinds.items(), key=lambda k: (-k[1], k[0]))
    told = f"{tied} {number(len(near))} others"
    if count == len(near):
        return f"{tied} {counted(kind, count)}"
    return f"{told}, {counted(kind, count)} among them" if count > 1 else f"{told}, each of another kind"


def _subtitle(depth: int, far: dict[str, int], kept: dict[str, int]) -> str:
    reach = "one step" if depth == 1 else "two steps"
    known, drawn = len(far) - 1, len(kept) - 1
    if drawn < known and depth > 1:
        rings = ([(iri in kept) for iri in far if far[iri] == steps] for steps in _DEPTHS)
        near, further = (_share(sum(ring), len(ring)) for ring in rings)
        return f"{sentence(near)} at one step and {further} at two steps, +{known - drawn} more."
    if drawn == known:
        return f"{sentence(number(known))} {'entity' if known == 1 else 'entities'} within {reach}."
    return f"The {drawn} most closely tied of {known} entities within {reach}, +{known - drawn} more."


def _share(drawn: int, known: int) -> str:
    """How many of a ring are drawn, in words.

    >>> _share(17, 17), _share(7, 42)
    ('all 17', 'seven of 42')
    """
    return f"all {number(known)}" if drawn == known else f"{number(drawn)} of {number(known)}"
