"""What is said of each person: a card for each, all laid out alike, with office, organisation, deeds and subjects."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tradegraph.diagrams import shapes
from tradegraph.diagrams.audit import SMALLEST
from tradegraph.diagrams.chart import Chart, rows
from tradegraph.diagrams.drawing import Drawing, Node
from tradegraph.diagrams.measure import Face, width
from tradegraph.diagrams.nodes import World
from tradegraph.diagrams.phrases import counted, listed, number, sentence
from tradegraph.diagrams.picture import Note
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.network.facts import unit_order
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.nodes import Tie
    from tradegraph.diagrams.picture import Picture

QUESTION = "What is said of each person?"
TAKES = "persons (default: all)"
_CARD = 246.0  # points
_BETWEEN = (24.0, 26.0)
_COLUMNS, _WIDE, _FEW = 3, 5, 6  # of cards; more of them where there are more than a few, as wide as type allows on A3
_PART = 7.0  # between two parts of a card
_MOST_OF_A_PART = 12
_HEAD = Face(6.8, italic=True)
_FAMILIES = tuple(shapes.FAMILIES)
_FIRST = ("holds", "in", "signed", "acted for")  # these parts come first, in this order
_KINDS = ("topic", "challenge", "group", "technology", *sorted(shapes.KINDS))
_ROWS_BELOW = 40


class _Part(NamedTuple):
    """A part of a card: the verb, its family, the entities in order, each with its evidence, and how many more."""

    words: str
    family: str
    entities: tuple[tuple[str, tuple[str, ...]], ...]
    more: int


class _Card(NamedTuple):
    """A person and the parts of their card; the organisation by which cards are ordered."""

    person: str
    parts: tuple[_Part, ...]
    organisation: str


def draw(store: ox.Store, names: Names, entities: Sequence[str], *, most: int = 25, notes: bool = False) -> Picture:
    """The picture of persons, each in a card of their own; of many, those of whom most is said.

    Args:
        store: A dataset of named graphs.
        names: What its things are called.
        entities: Persons, or others whose persons are meant; all persons where empty.
        most: Most persons; fewer where a sheet holds no more.
        notes: Whether names carry numbers of notes.

    Raises:
        InputError: There is no person.
        UnknownNameError: An entity is no person and no person is tied to it.
    """
    world = World(store, names, "people")
    persons = _persons(world, entities)
    if not persons:
        raise InputError("no person is in the graph, so there is nothing to draw; name another view")
    cards = sorted((_card(world, person) for person in persons), key=lambda card: _weight(world, card))
    many = min(most, len(cards))
    while True:
        chart = _chart(world, _ordered(world, cards[:many]), len(cards) - many, notes)
        type_ = chart.type_a3
        if type_ >= SMALLEST or many == 1:
            picture = chart.finish()
            if picture.audit.is_strict or many == 1:
                return picture
        # Type shrinks as the sheet grows, and the sheet grows with each row of cards.
        many = max(1, min(many - 1, int(many * type_ / SMALLEST)))


def _weight(world: World, card: _Card) -> tuple[bool, bool, int, str, str]:
    """Sorts those first who signed, then those who spoke, then those of whom most is said."""
    said = sum(len(part.entities) + part.more for part in card.parts)
    signed = any(part.words == "signed" for part in card.parts)
    spoke = any(part.family == "subject" for part in card.parts)
    return not signed, not spoke, -said, world.label(card.person), card.person


def _persons(world: World, entities: Sequence[str]) -> list[str]:
    """The persons that were asked for, and those tied to others that were asked for.

    Raises:
        UnknownNameError: An entity is no person and no person is tied to it.
    """
    known = [iri for iri in world.graph if world.kinds[iri] == "person"]
    kept: set[str] = set()
    for entity in entities:
        found = (
            [iri for iri in known if iri == entity]
            or [iri for iri in known if entity in _offices(world, iri)]
            or [iri for iri in known if any(tie.source == iri and tie.target == entity for tie in world.ties)]
        )
        if not found:
            raise UnknownNameError(f"{shorten(entity)} is no person and no person is tied to it; name another entity")
        kept.update(found)
    return [iri for iri in known if iri in kept or not entities]


def _offices(world: World, person: str) -> set[str]:
    """The posts of a person, and the organisations that these are in."""
    posts = [tie.target for tie in world.ties if tie.source == person and tie.predicate == "tgo:holdsPost"]
    return {*posts, *(tie.target for tie in _organisations(world, posts))}


def _card(world: World, person: str) -> _Card:
    own = [tie for tie in world.ties if tie.source == person]
    groups: dict[tuple[str, str], list[Tie]] = {}
    for tie in own:
        groups.setdefault((tie.phrase.family, tie.phrase.words), []).append(tie)
    order = sorted(groups, key=lambda g: (_FIRST.index(g[1]) if g[1] in _FIRST else 9, _FAMILIES.index(g[0]), g[1]))
    parts = [_part(world, family, words, groups[family, words]) for family, words in order]
    organisations = _organisations(world, [tie.target for tie in own if tie.predicate == "tgo:holdsPost"])
    if organisations:
        after = next(i for i, part in enumerate(parts) if part.words == "holds") + 1
        parts.insert(after, _part(world, "office", "in", organisations))
    last = organisations[-1].target if organisations else ""
    return _Card(person, tuple(parts), last)


def _organisations(world: World, starts: Iterable[str]) -> list[Tie]:
    """The ties that lead from posts to organisations and to those of which these are units, the nearest first."""
    found: list[Tie] = []
    waiting = list(starts)
    while waiting:
        here = waiting.pop(0)
        for tie in world.ties:
            if tie.source == here and tie.predicate in ("org:postIn", "org:unitOf") and tie not in found:
                found.append(tie)
                waiting.append(tie.target)
    return found


def _part(world: World, family: str, words: str, ties: list[Tie]) -> _Part:
    """A part of a card; what people spoke of stands by kind, organisations in the order of their ties."""
    evidence: dict[str, set[str]] = {}
    if family == "subject":
        ties = sorted(ties, key=lambda t: (_KINDS.index(world.kinds[t.target]), world.label(t.target), t.target))
    for tie in ties:
        evidence.setdefault(tie.target, set()).update(tie.evidence)
    known = tuple((iri, tuple(sorted(units, key=unit_order))) for iri, units in evidence.items())
    return _Part(words, family, known[:_MOST_OF_A_PART], len(known[_MOST_OF_A_PART:]))


def _ordered(world: World, cards: list[_Card]) -> list[_Card]:
    """Cards by organisation, the one with most persons first, then by the person's name."""
    size = Counter(card.organisation for card in cards)
    return sorted(
        cards,
        key=lambda c: (-size[c.organisation], not c.organisation, world.label(c.organisation), world.label(c.person)),
    )


def _chart(world: World, cards: list[_Card], left_out: int, notes: bool) -> Chart:
    """The cards in their places, not yet drawn."""
    table = _notes(world, cards) if notes else ()
    numbers = {note.units: note.number for note in table}
    nodes = []
    for card in cards:
        nodes.append(world.node(card.person, strong=True))
        for k, part in enumerate(card.parts):
            nodes += [_node(world, card, k, iri, numbers.get(units, "")) for iri, units in part.entities]
    below = len(table) <= _ROWS_BELOW
    units = {unit for card in cards for part in card.parts for _, found in part.entities for unit in found}
    drawing = Drawing(
        _title(world, cards, left_out),
        _subtitle(len(cards), left_out) + ("" if below else " Numbers refer to the table of notes beside the picture."),
        world.source(units),
        tuple(nodes),
        (),
        alternative=_alternative(world, cards, left_out),
    )
    chart = Chart(drawing, 30)
    wide, high = _place(chart, world, cards)
    chart.close(wide, high, table, below)
    return chart


def _name(card: _Card, part: int, iri: str) -> str:
    return f"{shorten(card.person)}/{part}/{shorten(iri)}"


def _node(world: World, card: _Card, part: int, iri: str, note: str) -> Node:
    known = world.node(iri)
    label = f"{known.label} [{note}]" if note else known.label
    return Node(_name(card, part, iri), label, known.kind, known.href, known.note)


def _notes(world: World, cards: list[_Card]) -> tuple[Note, ...]:
    said: dict[tuple[str, ...], list[str]] = {}
    for card in cards:
        for part in card.parts:
            for iri, units in part.entities:
                said.setdefault(units, []).append(f"{world.label(card.person)} {part.words} {world.label(iri)}")
    return tuple(Note(str(n), tuple(words), units) for n, (units, words) in enumerate(said.items(), 1))


def _place(chart: Chart, world: World, cards: list[_Card]) -> tuple[float, float]:
    """Places the cards in columns, read downwards; width and height."""
    many = min(_COLUMNS if len(cards) <= _FEW else _WIDE, len(cards))
    deep = -(-len(cards) // many)
    columns = [cards[i : i + deep] for i in range(0, len(cards), deep)]
    head = max([width(part.words, _HEAD) for card in cards for part in card.parts], default=0.0) + 7.0
    # A first pass measures how high each row of cards is, so that the cards of a row begin side by side.
    heights = [[-_place_card(chart, card, 0.0, 0.0, head) for card in column] for column in columns]
    levels = [max(column[row] for column in heights if row < len(column)) for row in range(deep)]
    high = sum(levels) + _BETWEEN[1] * (deep - 1)
    for i, column in enumerate(columns):
        left, top = i * (_CARD + _BETWEEN[0]), high
        for row, card in enumerate(column):
            _place_card(chart, card, left, top, head)
            _write_card(chart, card, left, top, head)
            top -= levels[row] + _BETWEEN[1]
    del world
    return len(columns) * (_CARD + _BETWEEN[0]) - _BETWEEN[0], high


def _place_card(chart: Chart, card: _Card, left: float, top: float, head: float) -> float:
    """Places the nodes of a card; the y below it."""
    person = shorten(card.person)
    chart.place(person, left, top)
    y = top - chart.size(person)[1] - _PART - 4.0
    for k, part in enumerate(card.parts):
        y = rows(chart, [_name(card, k, iri) for iri, _ in part.entities], left + head, y, _CARD - head)
        y -= 10.0 * bool(part.more) + _PART
    return y + _PART


def _write_card(chart: Chart, card: _Card, left: float, top: float, head: float) -> None:
    """Writes the verbs of a card whose nodes have their places."""
    person = shorten(card.person)
    size = chart.size(person)
    y = top - size[1] / 2
    chart.stroke(f"rule-{person}", [(left + size[0] + 4.0, y), (left + _CARD, y)], shapes.KINDS["person"].colour, 0.7)
    for k, part in enumerate(card.parts):
        names = [_name(card, k, iri) for iri, _ in part.entities]
        colour = shapes.FAMILIES[part.family].colour
        chart.write(
            f"verb-{person}-{k}", (left + head - 7.0, chart.middle(names[0])), part.words, _HEAD, colour, "right"
        )
        if part.more:
            y = chart.bottom(names[-1]) - 7.0
            chart.write(f"more-{person}-{k}", (left + head, y), f"+{part.more} more", Face(7.0))


def _title(world: World, cards: list[_Card], left_out: int) -> str:
    if left_out:
        return f"{sentence(number(len(cards)))} of {number(len(cards) + left_out)} people, and what is said of each"
    if len(cards) == 1:
        office = [world.label(iri) for part in cards[0].parts if part.words == "holds" for iri, _ in part.entities]
        return f"{world.label(cards[0].person)}, {listed(office)}" if office else world.label(cards[0].person)
    signed = [card for card in cards if any(part.words == "signed" for part in card.parts)]
    spoke = [card for card in cards if any(part.family == "event" for part in card.parts)]
    if signed and spoke and not {c.person for c in signed} & {c.person for c in spoke}:
        return (
            f"{sentence(number(len(signed)))} signed, {number(len(spoke))} sat on a panel"
            if _panel(spoke)
            else (f"{sentence(number(len(signed)))} signed, {number(len(spoke))} took part in an event")
        )
    return f"{sentence(counted('person', len(cards)))}, and what is said of each"


def _panel(cards: list[_Card]) -> bool:
    return all(any(part.words == "panellist at" for part in card.parts) for card in cards)


def _subtitle(drawn: int, left_out: int) -> str:
    said = "Their office, what they did, and what they spoke of."
    if drawn > 1:
        said = f"A card for each person: {said[0].lower()}{said[1:]}"
    return said + (f" +{left_out} more that are not drawn." if left_out else "")


def _alternative(world: World, cards: list[_Card], left_out: int) -> str:
    said = []
    for card in cards:
        parts = [f"{part.words} {', '.join(world.label(iri) for iri, _ in part.entities)}" for part in card.parts]
        said.append(f"{world.label(card.person)}: {'; '.join(parts)}")
    return f"{_title(world, cards, left_out)}. {'. '.join(said)}."
