"""What is in the graph: its classes and the relations between them, each with their number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tradegraph.diagrams.compose import Wish, compose
from tradegraph.diagrams.drawing import Drawing, Edge, Node
from tradegraph.diagrams.nodes import World
from tradegraph.diagrams.phrases import COUNTED, plural, sentence, weight
from tradegraph.diagrams.shapes import KINDS
from tradegraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.picture import Picture

    Links = dict[tuple[str, str, str], Counter[str]]

QUESTION = "What is in the graph, and how much of it?"
TAKES = "none"
_LINKS, _FEWER = 16, 12  # lines besides the strongest of each class


def draw(store: ox.Store, names: Names, entities: Sequence[str] = (), *, most: int = 25) -> Picture:
    """The picture of the classes and of the relations between their things, both with their number.

    No single sentence is the basis of a line, so there are no notes.

    Raises:
        InputError: The dataset holds no entity.
    """
    del entities
    world = World(store, names, "full", whole=True)  # what 'tradegraph groups' and 'export' count too
    if not world.graph:
        raise InputError("the dataset holds no entity, so there is nothing to draw; load a dataset first")
    classes = {iri: _class(world, iri) for iri in world.graph}
    sizes = Counter(classes.values())
    kept = sorted(sizes, key=lambda name: (-sizes[name], name))[:most]
    kinds = {classes[iri]: world.kinds[iri] for iri in sorted(world.graph, reverse=True)}
    links: Links = {}
    for tie in world.ties:
        ends = (classes[tie.source], classes[tie.target])
        if ends[0] != ends[1] and set(ends) <= set(kept):
            links.setdefault((*ends, tie.phrase.family), Counter())[tie.phrase.words] += 1
    edges, spare = _edges(links)
    totals = {edge.id: links[edge.source, edge.target, edge.family].total() for edge in edges}
    drawing = Drawing(
        _title(world, sizes, kinds),
        _subtitle(len(kept), sum(sizes.values()) - sum(sizes[name] for name in kept)),
        world.source({unit for tie in world.ties for unit in tie.evidence}),
        tuple(Node(name, f"{_label(world, name)}: {sizes[name]}", kinds[name]) for name in kept),
        edges,
    )

    def left(edges: Sequence[Edge]) -> str:
        weaker = sum(totals[edge.id] for edge in edges)
        rest = len(world.ties) - sum(totals.values())
        drawn = sum(totals.values()) - weaker
        told = f"the lines stand for {drawn:,} of the {len(world.ties):,} relations"
        told += f"; not drawn are {weaker:,} of weaker links"
        return f"{told} and {rest:,} within a class" if rest else told

    return compose(drawing, None, Wish(spare, links=_LINKS, fewer=_FEWER, left=left))


def _class(world: World, iri: str) -> str:
    """The class of an entity; a concept goes by its kind, since all of them are of one class."""
    class_ = world.classes[iri]
    return f"kind:{world.kinds[iri]}" if class_ in ("skos:Concept", "") else class_


def _label(world: World, class_: str) -> str:
    if class_.startswith("kind:"):
        return KINDS[class_.removeprefix("kind:")].name
    return sentence(world.term(class_))


def _edges(links: Links) -> tuple[tuple[Edge, ...], tuple[str, ...]]:
    """An edge for each link, the strongest first, and which of them are spare: all but the strongest at each class.

    Of the spare ones, those that bind, sign, hold or belong go before what is spoken of, whatever their number.
    """
    order = sorted(links, key=lambda key: (-links[key].total(), key))
    edges: list[Edge] = []
    spare: list[str] = []
    joined: set[str] = set()
    for number, key in enumerate(order):
        source, target, family = key
        edges.append(Edge(f"e{number}", source, target, _words(links[key]), family))
        if {source, target} <= joined:
            spare.append(f"e{number}")
        joined |= {source, target}
    main = {edge.id for edge, key in zip(edges, order, strict=True) if any(weight(v, key[2]) == 0 for v in links[key])}
    return tuple(edges), tuple(sorted(spare, key=lambda name: name not in main))


def _words(verbs: Counter[str]) -> str:
    """The most frequent verb with its number, and the number of relations by other verbs."""
    verb, count = min(verbs.items(), key=lambda found: (-found[1], found[0]))
    rest = verbs.total() - count
    return f"{verb}: {count}" + (f", other: {rest}" if rest else "")


def _title(world: World, sizes: Counter[str], kinds: dict[str, str]) -> str:
    total = sum(sizes.values())
    name, count = min(sizes.items(), key=lambda found: (-found[1], found[0]))
    concept = COUNTED.get(kinds[name], ("", "things of one class"))[1]
    many = concept if name.startswith("kind:") else plural(_label(world, name))
    return f"{count:,} of {total:,} entities are {many}; {len(world.ties):,} relations tie them all"


def _subtitle(drawn: int, left_out: int) -> str:
    told = f"{drawn} classes with the number of their things, and the relations between them"
    return f"{told}; +{left_out} things of other classes." if left_out else f"{told}."
