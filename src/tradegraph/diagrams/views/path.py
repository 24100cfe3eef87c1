"""How two entities are connected: the shortest paths between them, from left to right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tradegraph.analyse.path import find_paths
from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.nodes import World, in_order, lines
from tradegraph.diagrams.phrases import number, sentence
from tradegraph.errors import InputError
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.analyse.path import Connection
    from tradegraph.answer.names import Names
    from tradegraph.diagrams.nodes import Tie
    from tradegraph.diagrams.picture import Picture

QUESTION = "How are two entities connected?"
TAKES = "two entities"
_TALLEST = 12  # so many entities above one another leave the type large enough on A3


def draw(store: ox.Store, names: Names, entities: Sequence[str], *, most: int = 25, notes: bool = False) -> Picture:
    """The picture of the shortest paths between two entities; of many, the first that together need `most` entities.

    Raises:
        InputError: There is no path, or both are one entity.
        UnknownNameError: An entity is in no relation.
    """
    start, end = entities
    world = World(store, names, whole=True)
    found = find_paths(world.graph, start, end, limit=max(most, 2))
    if not found.total:
        raise InputError(
            f"nothing connects {shorten(start)} with {shorten(end)}, so there is nothing to draw; name other entities"
        )
    while True:
        column, fitting = _columns(found, most)
        picture = _picture(world, found, column, notes)
        if fitting == 1 or (picture.audit.is_strict and picture.audit.crossings <= Wish().crossings):
            return picture
        most = len(column) * 4 // 5  # of many ways some words find no place: fewer are drawn, and the rest counted


def _picture(world: World, found: Connection, column: dict[str, int], notes: bool) -> Picture:
    ties = [tie for tie in world.ties if _follows(column, *tie[:2])]
    order = sorted(column, key=lambda iri: (column[iri], world.label(iri), iri))
    drawn = lines(in_order(ties, {iri: place for place, iri in enumerate(order)}))
    ends = (found.paths[0][0].source, found.paths[0][-1].target)
    nodes = tuple(world.node(iri, iri in ends) for iri in order)
    drawing = Drawing(
        _title(world, *ends, found),
        _subtitle(found, _ways(column, ties)),
        world.source(drawn.units),
        nodes,
        drawn.edges,
        columns={node.id: column[iri] for node, iri in zip(nodes, order, strict=True)},
    )
    return compose(drawing, drawn.basis if notes else None, Wish(source=world.source_of(drawn)))


def _columns(found: Connection, most: int) -> tuple[dict[str, int], int]:
    """How far from the start each entity of the paths stands, and how many paths fit."""
    column: dict[str, int] = {}
    fitting = 0
    for path in found.paths:
        steps = {path[0].source: 0, **{hop.target: step for step, hop in enumerate(path, 1)}}
        together = column | steps
        tallest = max(Counter(together.values()).values())
        if fitting and (len(together) > most or tallest > _TALLEST):
            continue
        column |= steps
        fitting += 1
    return column, fitting


def _follows(column: dict[str, int], source: str, target: str) -> bool:
    return source in column and target in column and abs(column[source] - column[target]) == 1


def _ways(column: dict[str, int], ties: Sequence[Tie]) -> int:
    """How many of the shortest paths the ties hold; two that share an entity may hold others, half of each."""
    ways = {iri: int(step == 0) for iri, step in column.items()}
    steps = {(a, b) if column[a] < column[b] else (b, a) for a, b in (tie[:2] for tie in ties)}
    for source, target in sorted(steps, key=lambda pair: column[pair[0]]):
        ways[target] += ways[source]
    return max(ways[iri] for iri, step in column.items() if step == max(column.values()))


def _title(world: World, start: str, end: str, found: Connection) -> str:
    steps = "one step" if found.hops == 1 else f"{number(found.hops)} steps"
    ways = "" if found.total == 1 else f", in {number(found.total)} ways"
    return f"{sentence(world.inside(start))} {world.agreeing(start, 'is')} {steps} from {world.short(end)}{ways}"


def _subtitle(found: Connection, drawn: int) -> str:
    told = "The shortest connection" if found.total == 1 else "The shortest connections"
    part = f"{number(drawn)} of {number(found.total)} {'is' if drawn == 1 else 'are'} drawn"
    more = f"; {part}, +{found.total - drawn} more" if found.total > drawn else ""
    return f"{told}, with every relation on the way{more}."
