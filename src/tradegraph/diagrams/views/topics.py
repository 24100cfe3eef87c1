"""Which topics are named together: half a matrix, as road maps give distances, with the sentences that name both."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex

from tradegraph.diagrams import shapes
from tradegraph.diagrams.audit import SMALLEST
from tradegraph.diagrams.chart import Chart
from tradegraph.diagrams.drawing import Drawing, Node
from tradegraph.diagrams.measure import Face, width
from tradegraph.diagrams.nodes import World
from tradegraph.diagrams.phrases import CONCEPTS, COUNTED, OTHERWISE, inside, listed, number, sentence
from tradegraph.diagrams.picture import Note
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.network.facts import Facts, unit_order
from tradegraph.network.mentions import find_mentions
from tradegraph.network.things import Things
from tradegraph.vocabulary import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.picture import Picture

QUESTION = "Which topics are named together?"
TAKES = "topics (default: the most frequent)"
MOST = 16
_CELL = (23.0, 17.0)
_STEP = (_CELL[0] + 3.4, _CELL[1] + 3.4)
_EMPTY = "#f3f3f3"
_SMALL = Face(7.0)
_ROWS_BELOW = 40
_FEWEST, _MANY = 5, 40  # so few fit any sheet, and more fit none
_NAMED = 3  # partners in a title


class _Pair(NamedTuple):
    """Two topics, how many sentences name both, and which."""

    ends: frozenset[str]
    number: int
    units: tuple[str, ...]


class _Wanted(NamedTuple):
    """What is asked of a picture: sentences by topic, whether cells have notes, the topic asked for, most topics."""

    counts: Counter[str]
    notes: bool
    focus: str
    most: int


def draw(store: ox.Store, names: Names, entities: Sequence[str], *, most: int = MOST, notes: bool = False) -> Picture:
    """The picture of what is named together in a sentence; of more topics than a sheet holds, as many as it does.

    With one topic, it and those that are named with it most often; with several, these; with none, the topics that most
    sentences name.

    Raises:
        InputError: Fewer than two topics to draw.
        UnknownNameError: An entity is no topic that a sentence names.
    """
    world = World(store, names, "topics")
    counts = _sentences(store)
    pairs = _pairs(world.graph)
    chosen = _chosen(world, counts, pairs, entities, most)
    if len(chosen) < 2:
        raise InputError("fewer than two topics, so nothing is named together; name another topic or allow more")
    focus = entities[0] if len(entities) == 1 else ""
    many = min(len(chosen), _MANY)
    while True:
        shown = chosen[:many]
        inside = {pair.ends: pair for pair in pairs if pair.ends <= set(shown)}
        order = _order(sorted(shown, key=lambda i: (world.label(i), i)), inside)
        picture = _draw(world, order, inside, _Wanted(counts, notes, focus, len(chosen)))
        if picture.audit.is_strict or many <= _FEWEST:
            return picture
        many = max(_FEWEST, min(many - 1, int(many * picture.audit.type_a3 / SMALLEST)))


def _sentences(store: ox.Store) -> Counter[str]:
    """In how many units each topic is named."""
    mentions = find_mentions(store, Facts(store), Things(store), ("skos:Concept",))
    return Counter(topic for topics in mentions.values() for topic in topics)


def _pairs(graph: nx.MultiDiGraph) -> list[_Pair]:
    return [_Pair(frozenset((a, b)), data["count"], data["evidence"]) for a, b, data in graph.edges(data=True)]


def _chosen(world: World, counts: Counter[str], pairs: list[_Pair], entities: Sequence[str], most: int) -> list[str]:
    for iri in entities:
        if iri not in world.graph:
            raise UnknownNameError(f"{shorten(iri)} is no topic that a sentence names; name a topic, or none at all")
    if len(entities) > 1:
        return list(dict.fromkeys(entities))
    tied: Counter[str] = Counter()
    for pair in pairs:
        for end in pair.ends:
            if not entities or entities[0] in pair.ends - {end}:
                tied[end] += pair.number
    first = tied if entities else counts
    known = [iri for iri in tied if tied[iri]] if entities else list(world.graph)
    others = sorted(known, key=lambda i: (-first[i], -tied[i], -counts[i], world.label(i), i))
    return list(dict.fromkeys([*entities, *others]))[:most]


def _order(topics: list[str], pairs: dict[frozenset[str], _Pair]) -> list[str]:
    """Topics in the order of the Fiedler vector, so that those that go together stand together.

    Source: M. Fiedler, Algebraic connectivity of graphs (1973); J. E. Atkins and others, A spectral algorithm for
    seriation (1998). Every pair is tied a little, each by another weight: then the graph is connected and no two
    eigenvalues are equal, so that the vector is the same on every machine but for its sign, which is fixed.
    """
    many = len(topics)
    weights = np.zeros((many, many))
    for i in range(many):
        for j in range(i):
            pair = pairs.get(frozenset((topics[i], topics[j])))
            weights[i, j] = weights[j, i] = (pair.number if pair else 0) + 0.02 + 0.0001 * ((31 * i + 17 * j) % 97)
    _, vectors = np.linalg.eigh(np.diag(weights.sum(axis=0)) - weights)
    vector = vectors[:, 1].round(6)
    firm = np.flatnonzero(np.abs(vector) > 1e-3)
    if vector[firm[0]] > 0:
        vector = -vector
    return [topics[i] for i in sorted(range(many), key=lambda i: (vector[i], i))]


def _draw(world: World, order: list[str], pairs: dict[frozenset[str], _Pair], wanted: _Wanted) -> Picture:
    notes = wanted.notes
    cells = {
        (i, j): pairs[frozenset((order[i], order[j]))]
        for i in range(len(order))
        for j in range(i)
        if frozenset((order[i], order[j])) in pairs
    }
    table = _notes(world, order, cells) if notes else ()
    numbers = {said: note.number for note in table for said in note.said}
    nodes = [world.node(iri) for iri in order]
    for (i, j), pair in cells.items():
        said = _together(world, order[i], order[j])
        label = f"{pair.number} [{numbers[said]}]" if notes else str(pair.number)
        nodes.append(Node(_cell(i, j), label, world.kinds[order[i]], note=f"{said}: {', '.join(pair.units)}"))
    units = {unit for pair in cells.values() for unit in pair.units}
    below = len(table) <= _ROWS_BELOW
    subtitle = _subtitle(world, order, wanted.most) + (
        "" if below else " Numbers refer to the table of notes beside it."
    )
    title = _title(world, cells, order, wanted.focus)
    drawing = Drawing(
        title,
        subtitle,
        world.source(units),
        tuple(nodes),
        (),
        alternative=_alternative(world, order, cells, title),
    )
    chart = Chart(drawing)
    step = (_STEP[0] + (14.0 if notes else 0.0), _STEP[1])
    wide = _place(chart, order, cells, wanted.counts, step)
    chart.close(wide, len(order) * step[1] - 3.4, table, below)
    return chart.finish()


def _cell(i: int, j: int) -> str:
    return f"cell-{i}-{j}"


def _together(world: World, one: str, other: str) -> str:
    return f"{world.label(other)} and {world.label(one)}"


def _place(
    chart: Chart,
    order: list[str],
    cells: dict[tuple[int, int], _Pair],
    counts: Counter[str],
    step: tuple[float, float],
) -> float:
    """Places topics on the diagonal and counts left of them; the width of the picture."""
    top = len(order) * step[1] - 3.4
    size = (step[0] - 3.4, _CELL[1])
    highest = max((pair.number for pair in cells.values()), default=1)
    ends = []
    for i, iri in enumerate(order):
        name, y = shorten(iri), top - i * step[1]
        chart.one_line(name)
        chart.resize(name, chart.size(name)[0], _CELL[1])
        chart.place(name, i * step[0], y)
        ends.append(i * step[0] + chart.size(name)[0])
        ends[-1] += 5.0 + chart.write(f"count-{i}", (ends[-1] + 5.0, y - size[1] / 2), str(counts[iri]), _SMALL)
        for j in range(i):
            pair = cells.get((i, j))
            if pair is None:
                chart.tile(j * step[0], y, *size, _EMPTY)
                continue
            chart.resize(_cell(i, j), *size)
            chart.as_box(_cell(i, j))
            chart.place(_cell(i, j), j * step[0], y)
            chart.paint(_cell(i, j), *_colour(pair.number, highest))
    return _key(chart, max(ends), max(ends[:2]), top)


def _key(chart: Chart, wide: float, free: float, top: float) -> float:
    """Says what the numbers are, in the empty upper right corner; the width of the picture."""
    lines = ("Tile: sentences that name both topics, darker for more", "Grey number: sentences that name the topic")
    room = max(width(text, _SMALL) for text in lines)
    left = max(free + 24.0, wide - room)
    for row, text in enumerate(lines):
        chart.write(f"key-{row}", (left, top - 6.0 - row * 10.0), text, _SMALL)
    return max(wide, left + room)


def _colour(count: int, highest: int) -> tuple[str, str]:
    """Fill and words of a count: one blue from light to dark, which grey and colour-blind eyes read in the same order.

    The middle of the scale, on which neither black nor white words stand out, is left out.
    """
    share = (count - 1) / max(highest - 1, 1)
    red, green, blue, _ = colormaps["Blues"](0.14 + 0.72 * share if share <= 0.5 else 0.58 + 0.42 * share)
    return to_hex((red, green, blue)), shapes.INK if share <= 0.5 else shapes.PAPER


def _title(world: World, cells: dict[tuple[int, int], _Pair], order: list[str], focus: str) -> str:
    """The topic with the most of the strongest pairs, or the one that was asked for, and what it goes with."""
    partners: dict[str, list[tuple[int, str]]] = {}
    for (i, j), pair in cells.items():
        for one, other in ((order[i], order[j]), (order[j], order[i])):
            partners.setdefault(one, []).append((-pair.number, other))
    if not partners:
        return "None of these topics is named with another"
    if max(pair.number for pair in cells.values()) == 1 and not focus:
        return "No two of these topics share more than one sentence"
    best = {one: [o for c, o in sorted(found) if c == min(found)[0]] for one, found in partners.items()}
    first = focus or min(best, key=lambda i: (min(partners[i])[0], -len(best[i]), world.label(i), i))
    others = sorted(map(world.label, best.get(first, [])))
    name = sentence(world.label(first))
    if not others:
        return f"{name} {world.agreeing(first, 'is named with')} none of these topics"
    if len(others) > _NAMED:
        return f"{name} {world.agreeing(first, 'goes with')} {number(len(others))} others alike"
    return f"{name} {world.agreeing(first, 'goes with')} {listed([inside(label) for label in others])}"


def _subtitle(world: World, order: list[str], most: int) -> str:
    known = len(world.graph)
    kinds = [COUNTED[kind][1] for kind in CONCEPTS if kind in world.kinds.values()]
    what = listed(kinds or [COUNTED[OTHERWISE][1]])  # as the overview and the poster count them
    which = f"{len(order)} of {known} {what}" if len(order) < known else f"All {known} {what}"
    which += f", +{most - len(order)} more than a sheet holds" if most > len(order) else ""
    return f"{which}. Read left from one name and down from the other; topics that go together stand together."


def _alternative(world: World, order: list[str], cells: dict[tuple[int, int], _Pair], title: str) -> str:
    said = "; ".join(
        f"{_together(world, order[i], order[j])}: {pair.number}"
        for (i, j), pair in sorted(cells.items(), key=lambda item: (-item[1].number, item[0]))
    )
    return f"{title}. How many sentences name both of two topics. {said}."


def _notes(world: World, order: list[str], cells: dict[tuple[int, int], _Pair]) -> tuple[Note, ...]:
    """A note for each set of sentences, in the order of the picture."""
    said: dict[tuple[str, ...], list[str]] = {}
    for (i, j), pair in sorted(cells.items()):
        said.setdefault(tuple(sorted(pair.units, key=unit_order)), []).append(_together(world, order[i], order[j]))
    return tuple(Note(str(n), tuple(words), units) for n, (units, words) in enumerate(said.items(), 1))
