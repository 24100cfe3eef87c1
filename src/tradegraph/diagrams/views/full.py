"""The whole graph on one poster, without its topics, which would bury all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.diagrams.audit import A3
from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.layout import Type
from tradegraph.diagrams.loop import Setting
from tradegraph.diagrams.nodes import World, in_order, lines
from tradegraph.diagrams.phrases import listed, number, sentence
from tradegraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.nodes import Tie
    from tradegraph.diagrams.picture import Picture

QUESTION = "What does the whole graph look like?"
TAKES = "none"
_CROSSINGS = 100
_MOST = 120  # entities; twice as many as fit an A3 sheet in type that can be read
# What title, key, source and margins leave of A3, less a little for bends, each with a gap between boxes.
_ROOMS = ((1140.0, 710.0, 14.0), (1110.0, 690.0, 18.0), (1140.0, 710.0, 22.0), (1110.0, 690.0, 14.0))
_TYPE = Type(node=6.8, edge=5.8, title=17.0, subtitle=9.0, small=7.0)
_SETTINGS = tuple(Setting("spectral", gap=gap, page=(wide, high), sweeps=24) for wide, high, gap in _ROOMS)
# Relations that only say what a thing is about; they lead to topics, and where they do not they repeat the others.
_ABOUT = frozenset(("dcterms:subject", "network#hasFigure", "network#saidOf", "network#spokeOn", "network#discussed"))


def draw(store: ox.Store, names: Names, entities: Sequence[str] = (), *, notes: bool = False) -> Picture:
    """The picture of all entities that are no topics, and of the relations between them.

    Raises:
        InputError: The dataset holds no such entities in a relation.
    """
    del entities
    world = World(store, names)
    ties = [
        tie
        for tie in world.ties
        if not world.is_concept(tie.source) and not world.is_concept(tie.target) and tie.predicate not in _ABOUT
    ]
    if not ties:
        raise InputError("the dataset relates no entities but topics, so there is nothing to draw; see the view topics")
    ends = sorted({end for tie in ties for end in tie[:2]})
    if len(ends) > _MOST:
        raise InputError(
            f"{len(ends)} entities are more than one sheet can hold ({_MOST}); draw a part, as with "
            "'tradegraph render around WTO', or open all of them elsewhere: tradegraph export --format gexf"
        )
    drawn = lines(in_order(ties))
    degree = {iri: sum(iri in tie[:2] for tie in ties) for iri in ends}
    hubs = sorted(ends, key=lambda iri: (world.kinds[iri] != "organisation", -degree[iri], iri))[:2]
    concepts = sum(1 for iri in world.graph if world.is_concept(iri))
    other = len(world.graph) - len(ends) - concepts
    drawing = Drawing(
        _title(world, hubs, ties, ends),
        _subtitle(len(ends), len(drawn.edges), concepts, other, len(world.ties) - len(ties)),
        world.source(drawn.units),
        tuple(world.node(iri, iri in hubs) for iri in ends),
        drawn.edges,
        paper=A3,
    )
    return compose(drawing, drawn.basis if notes else None, Wish(crossings=_CROSSINGS, settings=_SETTINGS, type=_TYPE))


def _title(world: World, hubs: Sequence[str], ties: Sequence[Tie], ends: Sequence[str]) -> str:
    near = {end for tie in ties for end in tie[:2] if not set(hubs).isdisjoint(tie[:2])} - set(hubs)
    who = listed([world.short(hub) for hub in hubs])
    verb = "is" if len(hubs) == 1 else "are"
    return f"{sentence(who)} {verb} tied directly to {number(len(near))} of the other {len(ends) - len(hubs)} entities"


def _subtitle(things: int, relations: int, concepts: int, other: int, left_out: int) -> str:
    told = f"{things} entities, {relations} lines. Left out: {concepts} topics, challenges, groups and technologies"
    if other:
        told += f", {number(other)} {'entity' if other == 1 else 'entities'} tied to these alone"
    return f"{told}, and {left_out} relations: to these, or of what is spoken of."
