"""Who spoke on what: organisation, post, person, topics."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING

from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing
from tradegraph.diagrams.nodes import Tie, World, in_order, lines
from tradegraph.diagrams.phrases import listed, number, sentence
from tradegraph.errors import InputError
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.drawing import Node
    from tradegraph.diagrams.picture import Picture

QUESTION = "Who spoke on what?"
TAKES = "an event or persons (default: the event with most speakers)"
_SPOKE = frozenset(("network#spokeOn", "network#saidOf"))
_POST, _ORGANISATION, _PERSON, _MATTER = 1, 0, 2, 3
_TALLEST = 22  # so many matters above one another leave the type large enough on A3
_FEW = 7  # so many speakers have orders that can all be tried


def draw(
    store: ox.Store, names: Names, entities: Sequence[str] = (), *, most: int = 40, notes: bool = False
) -> Picture:
    """The picture of the speakers of an event, or of some persons, and of what they spoke on.

    Raises:
        InputError: Nobody spoke there.
    """
    world = World(store, names)
    event, people = _speakers(world, entities)
    spoke = _spoke(world, event, people)
    if not spoke:
        raise InputError(
            "nobody is known to have spoken there, so there is nothing to draw; name a session or a person"
        )
    people = _ordered({tie.source for tie in spoke}, spoke, world)
    spoke.sort(key=lambda tie: (people.index(tie.source), world.label(tie.target), tie.target, tie.predicate))
    shown = _capped(spoke, min(most, _TALLEST))
    offices = _offices(world, people)
    topics = list(dict.fromkeys(tie.target for tie in shown))
    nodes, columns = _nodes(world, people, offices, topics)
    own = [tie._replace(target=f"{tie.target}#spoken-of") for tie in shown]
    drawn = lines([*own, *offices])
    more = len({tie.target for tie in spoke}) - len(topics)
    drawing = Drawing(
        _title(world, people, spoke),
        _subtitle(world, event, spoke, more),
        world.source(drawn.units),
        nodes,
        drawn.edges,
        columns=columns if len(people) > 1 else {},
    )
    return compose(drawing, drawn.basis if notes else None, Wish(source=world.source_of(drawn)))


def _speakers(world: World, entities: Sequence[str]) -> tuple[str, list[str]]:
    """The event, if there is one, and its speakers; or the persons that were named."""
    people = [iri for iri in entities if world.kinds.get(iri) == "person"]
    if people:
        return "", people
    at: dict[str, set[str]] = {}
    for source, target, data in world.graph.edges(data=True):
        for event in data.get("event", ()):
            if data["predicate"] in _SPOKE:
                at.setdefault(event, set()).add(source)
        if data["predicate"] == "tgo:panellist":
            at.setdefault(target, set()).add(source)
    events = [iri for iri in entities if iri in at] if entities else sorted(at, key=lambda e: (-len(at[e]), e))
    return (events[0], sorted(at[events[0]])) if events else ("", [])


def _spoke(world: World, event: str, people: Sequence[str]) -> list[Tie]:
    elsewhere = {
        (source, target)
        for source, target, data in world.graph.edges(data=True)
        if data["predicate"] in _SPOKE and event and event not in data.get("event", (event,))
    }
    return [tie for tie in world.ties if tie.predicate in _SPOKE and tie.source in people and tie[:2] not in elsewhere]


def _ordered(people: set[str], spoke: Sequence[Tie], world: World) -> list[str]:
    """The order in which those who share a matter stand nearest to one another; of equals, the first by name."""
    names = sorted(people, key=lambda iri: (world.label(iri), iri))
    if len(names) > _FEW:
        return names
    on: dict[str, set[str]] = {}
    for tie in spoke:
        on.setdefault(tie.target, set()).add(tie.source)
    shared = [speakers for speakers in on.values() if len(speakers) > 1]

    def spread(order: list[str]) -> int:
        return sum(max(map(order.index, group)) - min(map(order.index, group)) for group in shared)

    orders = [list(order) for order in permutations(names)]
    return min(orders, key=spread)


def _capped(spoke: list[Tie], most: int) -> list[Tie]:
    """The ties to at most so many matters, in turns, so that nobody goes without."""
    turns: dict[str, int] = {}
    rank: dict[str, tuple[int, int]] = {}
    for place, tie in enumerate(spoke):
        turns[tie.source] = turns.get(tie.source, 0) + 1
        rank.setdefault(tie.target, (turns[tie.source], place))
    kept = set(sorted(rank, key=lambda iri: rank[iri])[:most])
    return [tie for tie in spoke if tie.target in kept]


def _offices(world: World, people: Sequence[str]) -> list[Tie]:
    held = [tie for tie in world.ties if tie.predicate == "tgo:holdsPost" and tie.source in people]
    posts = {tie.target for tie in held}
    within = [tie for tie in world.ties if tie.predicate == "org:postIn" and tie.source in posts]
    bodies = {tie.target for tie in within}
    above = [tie for tie in world.ties if tie.predicate == "org:unitOf" and tie.source in bodies]
    rank = {iri: place for place, iri in enumerate(people)}
    return in_order([*held, *within, *above], rank)


def _nodes(
    world: World, people: list[str], offices: list[Tie], topics: list[str]
) -> tuple[tuple[Node, ...], dict[str, int]]:
    """Nodes in the order of the speakers, column by column; what is spoken of stands on the right, whatever it is."""
    column = dict.fromkeys(people, _PERSON)
    for tie in offices:
        if tie.predicate == "tgo:holdsPost":
            column[tie.target] = _POST
        elif tie.predicate == "org:postIn":
            column[tie.target] = _ORGANISATION
    for tie in offices:
        if tie.predicate == "org:unitOf" and tie.target not in column:
            column[tie.target] = _ORGANISATION - 1
    nodes = [world.node(iri, place == _PERSON) for iri, place in sorted(column.items(), key=lambda found: found[1])]
    columns = {shorten(iri): place for iri, place in column.items()}
    for iri in topics:
        node = world.node(iri)
        name = shorten(f"{iri}#spoken-of")
        nodes.append(type(node)(name, node.label, node.kind, node.href, node.note))
        columns[name] = _MATTER
    return tuple(nodes), columns


def _shared(spoke: Sequence[Tie]) -> list[str]:
    on = Counter(target for _, target in {tie[:2] for tie in spoke})
    return sorted(iri for iri, count in on.items() if count > 1)


def _title(world: World, people: Sequence[str], spoke: Sequence[Tie]) -> str:
    many = len({tie.target for tie in spoke})
    matters = f"{number(many)} {'matter' if many == 1 else 'matters'}"
    if len(people) == 1:
        return f"{world.label(people[0])} spoke on {matters}"
    shared = len(_shared(spoke))
    rest = f"only {number(shared)} of these" if shared < many / 2 else f"{number(shared)} of these"
    verb = "was" if shared == 1 else "were"
    told = "none of these was raised by two" if not shared else f"{rest} {verb} raised by more than one"
    return f"{sentence(number(len(people)))} speakers raised {matters}; {told}"


def _subtitle(world: World, event: str, spoke: Sequence[Tie], more: int) -> str:
    where = f"at the {world.label(event)}" if event else "in all that is reported"
    told = f"Who spoke on what {where}"
    shared = [world.label(iri) for iri in _shared(spoke)]
    if 0 < len(shared) < 4:
        told += f". Shared: {listed(sorted(shared))}"
    return f"{told}{f'; +{more} more matters' if more else ''}."
