"""Days as the sources write them: to the day, the month or the year; in words, and in pieces of a strip."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tradegraph.diagrams.phrases import number

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FAR = 31  # days without a beginning or an end, after which the strip is cut
_MONTH = 30.44  # days
_LONG = 24  # tiles in a piece of the strip, beyond which they are of months or years
_DAY = 10  # letters of an ISO day


Span = tuple[str, str]


class Piece(NamedTuple):
    """A piece of the strip: how its tiles are counted (4, 7 or 10 letters of an ISO day), and the tiles in order."""

    precision: int
    tiles: tuple[str, ...]


def find_pieces(spans: Iterable[Span]) -> list[Piece]:
    """The strip in pieces, between which nothing begins or ends for more than a month.

    Args:
        spans: First and last day of each, in the order of their first days; the last may be empty.
    """
    groups: list[list[Span]] = []
    reach = date.min
    for span in spans:
        begin, end = as_date(span[0]), as_date(span[1] or span[0], last=True)
        if not groups or (begin - reach).days > _FAR:
            groups.append([])
        groups[-1].append(span)
        reach = max(reach, end)
    return [_piece(group) for group in groups]


def _piece(group: list[Span]) -> Piece:
    coarsest = min(len(day) for span in group for day in span if day)
    first = min(as_date(first) for first, _ in group)
    last = max(as_date(last or first, last=True) for first, last in group)
    for precision in (p for p in (10, 7, 4) if p <= coarsest):
        tiles = _tiles(first, last, precision)
        if len(tiles) <= _LONG:
            break
    return Piece(precision, tiles)


def _tiles(first: date, last: date, precision: int) -> tuple[str, ...]:
    """All days, months or years from one day to another."""
    if precision == _DAY:
        return tuple(date.fromordinal(day).isoformat() for day in range(first.toordinal(), last.toordinal() + 1))
    if precision == 7:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in months)
    return tuple(f"{year:04}" for year in range(first.year, last.year + 1))


def as_date(day: str, last: bool = False) -> date:
    """A day; of a month or year its first, or its last."""
    parts = [int(part) for part in day.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12 if last else 1)
    if not last:
        return date(year, month, 1)
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def parent(tile: str) -> str:
    """The month of a day, the year of a month, nothing above a year."""
    return tile[:-3] if len(tile) > 4 else ""


def told(day: str) -> str:
    """A day, month or year in words.

    >>> told("2022-09-27"), told("2022-09"), told("2022")
    ('27 September 2022', 'September 2022', '2022')
    """
    parts = day.split("-")
    words = [str(int(part)) for part in parts[2:]] + [MONTHS[int(part) - 1] for part in parts[1:2]] + parts[:1]
    return " ".join(word for word in words if word)


def lasting(before: date, after: date) -> str:
    """How long it is from one day to another, in words, to the nearest month.

    >>> lasting(date(2022, 9, 30), date(2025, 1, 21)), lasting(date(2022, 9, 30), date(2022, 11, 9))
    ('two years and four months', 'one month')
    """
    months = round((after - before).days / _MONTH)
    parts = [(months // 12, "year"), (months % 12, "month")]
    return " and ".join(f"{number(count)} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count)
