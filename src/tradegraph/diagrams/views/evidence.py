"""Where it is said: article, section, unit, statement, entity."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from tradegraph.diagrams.compose import compose
from tradegraph.diagrams.drawing import Drawing, Edge, Node
from tradegraph.diagrams.nodes import World
from tradegraph.diagrams.phrases import number, sentence
from tradegraph.diagrams.units import Unit, read_units
from tradegraph.errors import InputError
from tradegraph.network.facts import unit_order
from tradegraph.network.views import check_node
from tradegraph.vocabulary import ARTICLE, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.nodes import Tie
    from tradegraph.diagrams.picture import Picture

QUESTION = "Which sentences say what of an entity?"
TAKES = "one entity"
_LONG = 20  # a longer name would fill every statement


def draw(store: ox.Store, names: Names, entities: Sequence[str], *, most: int = 25) -> Picture:
    """The picture of where statements on an entity come from; of many, those that the most sentences state.

    Each article has its turn. The units stand in the picture, so that it needs no notes.

    Raises:
        InputError: No sentence states anything of the entity.
        UnknownNameError: The entity is in no relation.
    """
    (entity,) = entities
    world = World(store, names)
    check_node(world.graph, entity)
    units = read_units(store)
    said = _said(world, entity, units)
    if not said:
        raise InputError(f"no sentence states anything of {shorten(entity)}, so there is nothing to draw; name another")
    kept = _capped(said, units, most)
    once = {text: found[:1] for text, found in kept.items()}
    drawings = [_drawing(world, entity, said, shown, units) for shown in (kept, once)]
    return compose(drawings[0], plainer=drawings[1] if once != kept else None)


def _drawing(
    world: World, entity: str, said: dict[str, list[Tie]], kept: dict[str, list[str]], units: dict[str, Unit]
) -> Drawing:
    nodes, edges, columns = _chain(world, entity, kept, units)
    known = {unit for ties in said.values() for unit in _stating(ties, units)}
    basis = {unit for found in kept.values() for unit in found}
    passage = "sentence" if all(units[unit].kind == "sentence" for unit in known) else "passage"  # a heading is none
    left_out = sum(len(_stating(said[text], units)) - len(found) for text, found in kept.items())
    return Drawing(
        _title(world, entity, (basis, known), passage),
        _subtitle(len(kept), len(said), left_out, passage),
        world.source(basis),
        nodes,
        edges,
        columns=columns,
    )


def _said(world: World, entity: str, units: dict[str, Unit]) -> dict[str, list[Tie]]:
    """The statements on an entity in words, each with its relations, in the order of the text."""
    found: dict[str, list[Tie]] = {}
    called = _called(world, entity)
    for tie in world.ties:
        if entity not in tie[:2] or not any(unit in units for unit in tie.evidence):
            continue
        source, target = (own if end == entity else world.short(end) for end, own in zip(tie[:2], called, strict=True))
        text = sentence(f"{source} {tie.said} {target}") + (f" ({tie.doubt})" if tie.doubt else "")
        found.setdefault(text, []).append(tie)
    first = {text: min(map(unit_order, _stating(ties, units))) for text, ties in found.items()}
    return dict(sorted(found.items(), key=lambda pair: (first[pair[0]], pair[0])))


def _called(world: World, entity: str) -> tuple[str, str]:
    """What an entity is called as the subject and as the object of a statement, which stands beside its name."""
    name = world.short(entity)
    if world.kinds[entity] == "person":
        return name, name
    subject, other = ("they", "them") if world.is_several(entity) else ("it", "it")
    return subject, name if len(name) <= _LONG else other


def _stating(ties: Sequence[Tie], units: dict[str, Unit]) -> list[str]:
    return sorted({unit for tie in ties for unit in tie.evidence if unit in units}, key=unit_order)


def _capped(said: dict[str, list[Tie]], units: dict[str, Unit], most: int) -> dict[str, list[str]]:
    """Statements and the units that state them, those of most units first, until `most` things are drawn.

    The articles take turns, so that one that says much leaves room to another.
    """
    queues: dict[str, list[str]] = {}
    for text in sorted(said, key=lambda text: -len(_stating(said[text], units))):
        for article in sorted({units[name].article for name in _stating(said[text], units)}):
            queues.setdefault(article, []).append(text)
    order = dict.fromkeys(text for turn in zip_longest(*queues.values()) for text in turn if text is not None)
    drawn: set[object] = {"entity"}
    chosen: set[str] = set()
    for text in order:
        more: set[object] = {text}
        for name in _stating(said[text], units):
            unit = units[name]
            more |= {name, unit.article, (unit.article, unit.section)}
        if not chosen or len(drawn | more) <= most:
            drawn |= more
            chosen.add(text)
    return {text: _stating(ties, units) for text, ties in said.items() if text in chosen}


def _chain(
    world: World, entity: str, kept: dict[str, list[str]], units: dict[str, Unit]
) -> tuple[tuple[Node, ...], tuple[Edge, ...], dict[str, int]]:
    """Nodes column by column in the order of the text, and the edges from left to right."""
    nodes: dict[str, tuple[Node, int]] = {}
    edges: dict[str, Edge] = {}
    for name in sorted({unit for found in kept.values() for unit in found}, key=unit_order):
        unit = units[name]
        slug = unit.article.removeprefix(ARTICLE)
        section = f"{slug}#{unit.section or 'opening'}"
        nodes.setdefault(
            slug, (Node(slug, world.names.label(unit.article), "article", href=unit.article, strong=True), 0)
        )
        nodes.setdefault(f"s-{section}", (Node(f"s-{section}", unit.section_label, "section"), 1))
        nodes[name] = (Node(name, unit.label, "unit", href=ARTICLE + name, note=name), 2)
        edges.setdefault(f"s-{section}", Edge(f"s-{section}", slug, f"s-{section}", "has section", "source"))
        edges[name] = Edge(f"u-{name}", f"s-{section}", name, "has unit", "source")
    for place, (text, found) in enumerate(kept.items()):
        nodes[f"statement{place}"] = (Node(f"t{place}", text, "statement"), 3)
        for name in found:
            edges[f"{name} {place}"] = Edge(f"{name}-{place}", name, f"t{place}", "states", "source")
        edges[f"of {place}"] = Edge(f"of{place}", f"t{place}", shorten(entity), "about", "source")
    node, abbreviation = world.node(entity, True), world.abbreviation(entity)
    if abbreviation and abbreviation != node.label:  # the title and the statements call it so
        node = replace(node, label=f"{node.label} ({abbreviation})")
    nodes["entity"] = (node, 4)
    inorder = sorted(nodes.values(), key=lambda pair: pair[1])
    return tuple(node for node, _ in inorder), tuple(edges.values()), {node.id: column for node, column in inorder}


def _title(world: World, entity: str, passages: tuple[set[str], set[str]], passage: str) -> str:
    basis, known = passages
    if len(basis) < len(known):
        many = f"{number(len(known))} {passage}s relate {world.short(entity)} to others"
        return f"{sentence(many)}; {number(len(basis))} of these {'is' if len(basis) == 1 else 'are'} shown"
    articles = Counter(unit.partition("#")[0] for unit in basis)
    where = "one article" if len(articles) == 1 else f"{number(len(articles))} articles"
    many = f"{number(len(basis))} {passage}{'s' * (len(basis) != 1)}"
    verb = "relates" if len(basis) == 1 else "relate"
    return f"{sentence(many)} of {where} {verb} {world.short(entity)} to others"


def _subtitle(drawn: int, known: int, left_out: int, passage: str) -> str:
    told = f"{sentence(number(drawn))} {'statement' if drawn == 1 else 'statements'}, and "
    told += f"the first {passage} that says each" if left_out else "where each is said"
    if left_out:
        told += f"; {left_out} further {'mention is' if left_out == 1 else 'mentions are'} left out"
    return f"{told}; +{known - drawn} more statements." if known > drawn else f"{told}."
