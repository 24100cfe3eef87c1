"""What happened when: a strip of the days on which something begins, cut where nothing happens for long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tradegraph.diagrams import shapes
from tradegraph.diagrams.audit import SMALLEST
from tradegraph.diagrams.chart import BETWEEN, Chart, paragraph, rows
from tradegraph.diagrams.days import as_date, find_pieces, lasting, told
from tradegraph.diagrams.drawing import Drawing, Node
from tradegraph.diagrams.measure import Face, width
from tradegraph.diagrams.nodes import DERIVED, World
from tradegraph.diagrams.phrases import listed, number, sentence
from tradegraph.diagrams.picture import Note
from tradegraph.diagrams.strip import Strip
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.network.facts import Facts, in_order, unit_order
from tradegraph.network.things import Things
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.picture import Picture

QUESTION = "What happened when?"
TAKES = "entities to keep to (default: all)"
_CLASSES = ("schema:Event", "schema:EventSeries", "prov:Activity")
_REFERENCE = "reference/"
_NAMED = 3  # entities in a title
_SMALL, _DATE = Face(7.0), Face(7.0, bold=True)
_ROOM = 170.0  # for the words beside a stem
_ARM, _LINE, _APART = 9.0, 9.0, 10.0  # from a stem to its events; from line to line; between two events of a stem


class _Event(NamedTuple):
    """An event: IRI, its first and last day as the sources write them, the graphs that say so, and its places."""

    iri: str
    first: str
    last: str
    dated: tuple[str, ...]
    places: tuple[str, ...]
    during: tuple[str, ...]
    evidence: tuple[str, ...]


class _Scope(NamedTuple):
    """What a picture draws from: the entities that it keeps to, their events, and how many are not drawn."""

    entities: tuple[str, ...]
    dated: tuple[_Event, ...]
    undated: int
    left_out: int


def draw(store: ox.Store, names: Names, entities: Sequence[str], *, most: int = 25, notes: bool = False) -> Picture:
    """The picture of the events that have a day, and of those that have none; of many, as many as a sheet holds.

    Those that the articles tell of are drawn before those of reference, then those of which most is known.

    Raises:
        InputError: No event has a day.
        UnknownNameError: An entity is no event and has to do with none.
    """
    world = World(store, names, "events")
    events = _read(store, world)
    if entities:
        events = _kept(world, events, entities)
    dated = sorted((e for e in events if e.first), key=lambda e: (e.first, _reversed(e.last or e.first), e.iri))
    if not dated:
        raise InputError("no event of this selection has a day, so there is no timeline to draw; name other entities")
    undated = sorted((e for e in events if not e.first), key=lambda e: (world.label(e.iri), e.iri))
    while True:
        first, second = _weightiest(dated, most), _weightiest(undated, most)
        left_out = len(dated) + len(undated) - len(first) - len(second)
        chart = _chart(world, first, second, _Scope(tuple(entities), tuple(dated), len(undated), left_out), notes)
        if chart.type_a3 >= SMALLEST or most == 1:
            picture = chart.finish()
            if picture.audit.is_strict or most == 1:
                return picture
        most = min(most, max(len(dated), len(undated))) * 3 // 4 or 1


def _weightiest(events: list[_Event], most: int) -> list[_Event]:
    """So many of the events, in their order."""

    def weight(event: _Event) -> tuple[bool, int, str]:
        graphs = (*event.dated, *event.evidence)
        return all(graph.startswith(_REFERENCE) for graph in graphs), -len(graphs), event.iri

    kept = set(sorted(events, key=weight)[:most])
    return [event for event in events if event in kept]


def _read(store: ox.Store, world: World) -> list[_Event]:
    """The events of a dataset in the order of their IRIs."""
    facts, things = Facts(store), Things(store)
    found = []
    for node in sorted(things.entities, key=lambda n: n.value):
        if not things.is_a(node.value, _CLASSES):
            continue
        first, first_graphs = facts.days(node, ("schema:startDate",))
        last, last_graphs = facts.days(node, ("schema:endDate",))
        ties = [tie for tie in world.ties if tie.source == node.value]
        found.append(
            _Event(
                node.value,
                min(first, default="")[:10],
                max(last, default="")[:10],
                tuple(map(world.mark, in_order(first_graphs | last_graphs))),
                tuple(sorted({tie.target for tie in ties if tie.predicate == "schema:location"}, key=world.label)),
                tuple(sorted({tie.target for tie in ties if tie.predicate == "tgo:occursDuring"})),
                tuple(sorted({unit for tie in ties for unit in tie.evidence}, key=unit_order)),
            )
        )
    return found


def _kept(world: World, events: list[_Event], entities: Sequence[str]) -> list[_Event]:
    """The events that were asked for, and those tied to what was asked for.

    Raises:
        UnknownNameError: An entity is no event and has to do with none.
    """
    kept: set[str] = set()
    for entity in entities:
        near = {entity}  # and all that the network joins to it: a picture's ties leave out who has to do with a signing
        if entity in world.graph:
            near |= {*world.graph.predecessors(entity), *world.graph.successors(entity)}
        own = {event.iri for event in events} & near
        if not own:
            raise UnknownNameError(
                f"{shorten(entity)} is no event and has to do with none; name another, or none at all"
            )
        kept |= own
    return [event for event in events if event.iri in kept]


def _reversed(day: str) -> tuple[int, ...]:
    """Sorts what lasts longer first."""
    return tuple(-int(part) for part in day.split("-"))


def _chart(world: World, dated: list[_Event], undated: list[_Event], scope: _Scope, notes: bool) -> Chart:
    """The events in their places, not yet drawn."""
    table = _notes(world, [*dated, *undated]) if notes else ()
    numbers = {said: note.number for note in table for said in note.said}
    nodes = [_node(world, event, numbers) for event in (*dated, *undated)]
    units = {unit for event in (*dated, *undated) for unit in (*event.dated, *event.evidence)}
    title = _title(world, dated, scope)
    drawing = Drawing(
        title,
        _subtitle(dated, scope),
        world.source(units),
        tuple(nodes),
        (),
        alternative=_alternative(world, title, dated, undated),
        notes=tuple((note.number, world.told(note.units)) for note in table),
    )
    chart = Chart(drawing, 24)
    floor, below = _list_undated(chart, dated, undated, 460.0)
    pieces = find_pieces((event.first, event.last) for event in dated)
    strip = Strip(chart, pieces, [(event.first, event.last) for event in dated], floor)
    high, reach = _hang(chart, world, dated, strip)
    chart.close(max(strip.width, reach, below, 340.0), high, table, below=False)
    return chart


def _node(world: World, event: _Event, numbers: dict[str, str]) -> Node:
    label = world.label(event.iri)
    said = numbers.get(label)
    kind = world.kinds.get(event.iri, "event")
    return Node(
        shorten(event.iri),
        f"{label} [{said}]" if said else label,
        kind,
        event.iri,
        f"{label}: {_days(event) or 'no day known'}",
    )


def _notes(world: World, events: Iterable[_Event]) -> tuple[Note, ...]:
    said: dict[tuple[str, ...], list[str]] = {}
    for event in events:
        units = event.dated or event.evidence
        if units:
            said.setdefault(units, []).append(world.label(event.iri))
    return tuple(Note(str(n), tuple(words), units) for n, (units, words) in enumerate(said.items(), 1))


def _list_undated(chart: Chart, dated: list[_Event], undated: list[_Event], room: float) -> tuple[float, float]:
    """Places the events without a day at the foot; the y at which what stands above begins, and their width."""
    if not undated:
        return 0.0, 0.0
    inside = {outer: event for event in dated for outer in event.during}
    heading = "No day is known of:"
    wide = width(heading, _DATE)
    told = [e for e in undated if e.iri in inside]
    plain = [e for e in undated if e.iri not in inside]
    # Rows are measured before they are placed: the foot grows upwards.
    lines: list[tuple[list[str], str]] = [([shorten(e.iri)], _within(inside[e.iri])) for e in told]
    if plain:
        lines.append(([shorten(e.iri) for e in plain], ""))
    for event in undated:
        chart.one_line(shorten(event.iri))
    reach = 0.0
    y = high = sum(_depth(chart, names, room - wide - 10.0) + BETWEEN for names, _ in lines)
    for row, (names, words) in enumerate(lines):
        if not row:
            chart.write("undated", (0.0, y - chart.size(names[0])[1] / 2), heading, _DATE, shapes.INK)
        top = y
        y = rows(chart, names, wide + 10.0, top, room - wide - 10.0) - BETWEEN
        reach = max(reach, *(chart.right(name) for name in names))
        if words:
            at = (chart.right(names[0]) + 7.0, top - chart.size(names[0])[1] / 2)
            reach = max(reach, at[0] + chart.write(f"undated-{row}", at, words, _SMALL))
    return high + 18.0, reach


def _depth(chart: Chart, names: list[str], room: float) -> float:
    """How much height the nodes take in rows."""
    return -rows(chart, names, 0.0, 0.0, room)


def _within(event: _Event) -> str:
    """What the day of an event says of a longer one in whose time it falls."""
    return f"({told(event.first)} is one of its days)" if len(event.first) == 10 else "(its time is known in part)"


class _Card(NamedTuple):
    """What hangs on a stem: where, the events, their details in lines, and the room they take."""

    x: float
    events: list[_Event]
    details: list[tuple[str, ...]]
    wide: float
    high: float


def _hang(chart: Chart, world: World, events: list[_Event], strip: Strip) -> tuple[float, float]:
    """Hangs the events on stems above the strip, in lanes that no other stem runs through; height and width."""
    stems: dict[float, list[_Event]] = {}
    for event in events:
        stems.setdefault(strip.spot(event.first), []).append(event)
    cards = [_card(chart, world, x, own) for x, own in sorted(stems.items())]
    foot = strip.top + 1.0
    lanes: list[int] = [0] * len(cards)
    for i in range(len(cards) - 1, -1, -1):  # from the right: a stem may only rise to the left of what hangs lower
        under = [lanes[j] for j in range(i + 1, len(cards)) if cards[j].x < cards[i].x + cards[i].wide + 12.0]
        lanes[i] = max(under, default=-1) + 1
    levels = [
        max((card.high for card, own in zip(cards, lanes, strict=True) if own == lane), default=0.0)
        for lane in range(max(lanes) + 1)
    ]
    for i, (card, lane) in enumerate(zip(cards, lanes, strict=True)):
        _hang_one(chart, i, card, foot, foot + 9.0 + sum(levels[:lane]) + 12.0 * lane)
    high = foot + 9.0 + sum(levels) + 12.0 * (len(levels) - 1)
    return high, max(card.x + card.wide for card in cards)


def _card(chart: Chart, world: World, x: float, events: list[_Event]) -> _Card:
    details = [
        tuple(line for text in _details(world, event) for line in paragraph(text, _SMALL, _ROOM)) for event in events
    ]
    sizes = [chart.size(shorten(event.iri)) for event in events]
    told_wide = [width(line, _DATE) for lines in details for line in lines]
    wide = max(_ARM + max(size[0] for size in sizes), _ARM + 2.0 + max(told_wide))
    high = sum(size[1] + 4.0 + _LINE * len(lines) for size, lines in zip(sizes, details, strict=True))
    return _Card(x, events, details, wide, high + _APART * (len(events) - 1))


def _hang_one(chart: Chart, i: int, card: _Card, foot: float, bottom: float) -> None:
    """Places the events of a stem one below the other, with their details, and draws the stem."""
    y = bottom + card.high
    colour = shapes.KINDS["event"].colour
    arms = []
    for event, details in zip(card.events, card.details, strict=True):
        name = shorten(event.iri)
        chart.place(name, card.x + _ARM, y)
        arms.append(chart.middle(name))
        y = chart.bottom(name) - 4.0
        for row, text in enumerate(details):
            face, ink = (_DATE, shapes.INK) if row == 0 else (_SMALL, shapes.QUIET)
            chart.write(f"detail-{i}-{name}-{row}", (card.x + _ARM + 2.0, y - _LINE / 2), text, face, ink)
            y -= _LINE
        y -= _APART
    end = card.x + _ARM
    chart.stroke(f"stem-{i}", [(card.x, foot), (card.x, arms[0]), (end, arms[0])], colour, 1.0)
    for row, arm in enumerate(arms[1:], 1):
        chart.stroke(f"stem-{i}-{row}", [(card.x, arm), (end, arm)], colour, 1.0)


def _details(world: World, event: _Event) -> list[str]:
    said = [_days(event)]
    if event.places:
        said.append(_where(world, event.places))
    if any(graph.startswith(DERIVED) for graph in event.dated):
        said.append("day inferred: no sentence states it")
    return said


def _where(world: World, places: tuple[str, ...]) -> str:
    """Places in words; one that lies in another goes before it."""
    outer = {t.source: t.target for t in world.ties if t.predicate == "schema:containedInPlace" and t.target in places}
    inner = [place for place in places if place not in {outer[one] for one in places if one in outer}]
    return listed([", ".join(map(world.label, (p, outer[p]) if p in outer else (p,))) for p in inner])


def _days(event: _Event) -> str:
    """The days of an event in words; empty where none is known.

    >>> _days(_Event("x", "2022-09-27", "2022-09-30", (), (), (), ()))
    '27–30 September 2022'
    """
    first, last = event.first, event.last
    if not last or last == first or not first:
        return told(first) if first else ""
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        return f"{int(first[8:])}–{told(last)}"
    return f"{told(first)} – {told(last)}"


def _title(world: World, dated: list[_Event], scope: _Scope) -> str:
    if len(dated) == 1:
        return f"{sentence(world.label(dated[0].iri))}: {_days(dated[0])}"
    pieces = find_pieces((event.first, event.last) for event in dated)
    kinds = [world.class_label(event.iri).lower() for event in (dated[0], dated[-1])]
    whole = not scope.entities and len(dated) == len(scope.dated)
    if whole and len(pieces) == 2 and kinds[0] != kinds[1] and "event" not in kinds:
        gap = lasting(as_date(pieces[0].tiles[-1], last=True), as_date(pieces[1].tiles[0]))
        return f"About {gap} from {kinds[0]} to {kinds[1]}"
    years = sorted({event.first[:4] for event in dated})
    known = sum(1 for event in scope.dated if years[0] <= event.first[:4] <= years[-1])
    named = 0 < len(scope.entities) <= _NAMED
    whose = f" of {listed([world.short(iri) for iri in scope.entities])}" if named else ""
    when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    shown = f"; {number(len(dated))} of these are shown" if len(dated) < known else ""
    return f"{sentence(number(known))} events{whose} are dated, {when}{shown}"


def _subtitle(dated: list[_Event], scope: _Scope) -> str:
    said = ["Dark tiles: an event begins."]
    if any(event.last and event.last != event.first for event in dated):
        said.append("Light tiles: it goes on.")
    if scope.undated:
        have = "event has" if scope.undated == 1 else "events have"
        said.append(f"{sentence(number(scope.undated))} more {have} no day in these sources.")
    if scope.left_out:
        said.append(f"+{scope.left_out} more that are not drawn.")
    return " ".join(said)


def _alternative(world: World, title: str, dated: list[_Event], undated: list[_Event]) -> str:
    said = "; ".join(f"{', '.join(_details(world, event))}: {world.label(event.iri)}" for event in dated)
    without = "; ".join(world.label(event.iri) for event in undated)
    return f"{title}. {said}." + (f" Without a day: {without}." if without else "")
