"""Frozen units against a changed article: which still stand where they stood, which moved, which are gone.

A unit in the data is known by offsets and a digest; its words are not kept. So it is looked for by the digest of every
stretch of the new text that is as long as the unit. Two units of an article never overlap, hence a stretch that another
unit has taken, or a part of one, is no place for a second.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tradegraph.articles import digest

STATES = ("unchanged", "moved", "elsewhere", "broken")


class FrozenUnit(NamedTuple):
    """A unit as the data holds it: IRI, order from 1, 0-based code-point offsets, digest, slug of its article."""

    iri: str
    order: int
    start: int
    end: int
    sha256: str
    article: str


class Place(NamedTuple):
    """Where a unit's text stands now: slug of the article, 0-based code-point offsets."""

    article: str
    start: int
    end: int


class Outcome(NamedTuple):
    """What became of a unit: its state (one of `STATES`) and its place; a broken unit has none."""

    unit: FrozenUnit
    state: str
    place: Place | None


def reanchor(units: Iterable[FrozenUnit], text: str, others: Mapping[str, str]) -> list[Outcome]:
    """What became of each frozen unit of one article, given the new text of that article and the texts of others.

    A unit is `unchanged` (same offsets, same digest), `moved` (same digest, other offsets), `elsewhere` (its digest is
    found only in another article) or `broken`. Where a text stands several times, its units take the places nearest to
    where the units around them went, in their order, and no place twice.

    The work grows with the length of the texts times the number of units that are not found where words begin and end:
    for two articles of 6,000 characters, under two seconds when every unit is broken, and some hundredths when none is.

    Args:
        units: The frozen units of one article, in any order.
        text: The exact text of the article's new snapshot.
        others: Exact texts of other articles, by slug; searched in this order.

    Returns:
        One outcome per unit, in the order of the units' `order`.

    >>> fog = FrozenUnit("#u1", 1, 0, 9, digest("Fog rose."), "fog")
    >>> [(outcome.state, outcome.place) for outcome in reanchor([fog], "Lo! Fog rose.", {})]
    [('moved', Place(article='fog', start=4, end=13))]
    """
    ordered = sorted(units, key=lambda unit: unit.order)
    found = {unit: Place(unit.article, start, start + unit.end - unit.start) for unit, start in _place(ordered, text)}
    for slug, other in others.items():
        missing = [unit for unit in ordered if unit not in found]
        found |= {unit: Place(slug, start, start + unit.end - unit.start) for unit, start in _place(missing, other)}
    return [Outcome(unit, _state(unit, found.get(unit)), found.get(unit)) for unit in ordered]


def _state(unit: FrozenUnit, place: Place | None) -> str:
    if place is None:
        return "broken"
    if place.article != unit.article:
        return "elsewhere"
    return "unchanged" if (place.start, place.end) == (unit.start, unit.end) else "moved"


def _place(units: Sequence[FrozenUnit], text: str) -> Iterator[tuple[FrozenUnit, int]]:
    """Units of one article, by order, that stand in a text, each with its new start."""
    taken: list[tuple[int, int]] = []
    shifts: dict[int, int] = {}  # of the units placed so far, by order
    # The longest first: a long text is hardly found by chance, and then guards its inside from shorter ones.
    for group in sorted(_alike(units), key=lambda group: (group[0].start - group[0].end, group[0].order)):
        expected = {unit: unit.start + _shift(unit.order, shifts) for unit in group}
        likely = {*expected.values(), *(unit.start for unit in group)}
        for unit, start in _nearest(expected, _free_starts(text, group, likely, taken)):
            taken.append((start, start + unit.end - unit.start))
            shifts[unit.order] = start - unit.start
            yield unit, start


def _alike(units: Sequence[FrozenUnit]) -> list[list[FrozenUnit]]:
    """The units in groups of the same text, by order."""
    groups: dict[tuple[str, int], list[FrozenUnit]] = {}
    for unit in units:
        groups.setdefault((unit.sha256, unit.end - unit.start), []).append(unit)
    return list(groups.values())


def _free_starts(
    text: str, group: Sequence[FrozenUnit], likely: set[int], taken: Sequence[tuple[int, int]]
) -> list[int]:
    """Where a text that some units share begins, off the places taken: at likely places if often enough, else anywhere.

    A likely place is one of `likely`, or stands between blanks.
    """
    length = group[0].end - group[0].start
    ends = range(length, len(text) + 1) if length > 0 else range(0)
    free: list[int] = []
    for anywhere in (False, True):
        free = [
            end - length
            for end in ends
            if (anywhere or end - length in likely or (_is_edge(text, end - length - 1) and _is_edge(text, end)))
            and digest(text[end - length : end]) == group[0].sha256
            and all(stop <= end - length or end <= start for start, stop in taken)
        ]
        if len(free) >= len(group):
            break
    return free


def _is_edge(text: str, index: int) -> bool:
    return not 0 <= index < len(text) or text[index].isspace()


def _nearest(expected: Mapping[FrozenUnit, int], starts: Sequence[int]) -> list[tuple[FrozenUnit, int]]:
    """Pairs of units of one text and starts, both in order: those that lie nearest to where the units are expected."""
    pairs = sorted(
        (abs(start - place), unit.order, start, unit) for unit, place in expected.items() for start in starts
    )
    chosen: dict[FrozenUnit, int] = {}
    for _, _, start, unit in pairs:
        if unit not in chosen and all(abs(start - other) >= unit.end - unit.start for other in chosen.values()):
            chosen[unit] = start
    # Nearness alone may cross two of them; the order of the units decides.
    return list(zip(sorted(chosen, key=lambda unit: unit.order), sorted(chosen.values()), strict=True))


def _shift(order: int, shifts: Mapping[int, int]) -> int:
    """How far the nearest unit that is already placed has moved; 0 where there is none."""
    return shifts[min(shifts, key=lambda other: (abs(other - order), other))] if shifts else 0
