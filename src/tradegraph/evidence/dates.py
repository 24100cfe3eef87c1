"""Dates of a text: days, months and years, as far as they are written out; nothing is filled in.

An own reader. Libraries that read dates complete what a text leaves open (this month, today's year), and here a partial
date stays partial.
"""

import re
from datetime import date
from typing import NamedTuple

from tradegraph.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
DAY, MONTH, YEAR, MONTH_DAY = _XSD + "date", _XSD + "gYearMonth", _XSD + "gYear", _XSD + "gMonthDay"
DATATYPES = frozenset({DAY, MONTH, YEAR, MONTH_DAY, _XSD + "dateTime", _XSD + "gDay", _XSD + "gMonth", _XSD + "time"})

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMES = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
_PIECES = {
    "M": f"(?:{_NAMES}|{_NAMES.upper()})",  # but not "may" and "march"
    "D": r"\d{1,2}",
    "N": r"\d{2}",
    "Y": r"[12]\d{3}",
}
_BETWEEN = {
    "TO": r"(?:\s{0,2}[-–—‑]\s{0,2}|\s{1,3}(?:to|and|until|till|through)\s{1,3})",
    "_": r"\s{1,3}",
    ",": r",?\s{1,3}",
}

# The longest layouts first: of two that begin at one place, the first counts. A piece is what it is and which it is.
_LAYOUTS = (
    ("M1 _ D1 TO M2 _ D2 , Y1", ("Y1 M1 D1", "Y1 M2 D2")),
    ("M1 _ D1 TO D2 , Y1", ("Y1 M1 D1", "Y1 M1 D2")),
    ("M1 _ D1 , Y1", ("Y1 M1 D1",)),
    ("D1 _ M1 TO D2 _ M2 , Y1", ("Y1 M1 D1", "Y1 M2 D2")),
    ("D1 TO D2 _ M1 , Y1", ("Y1 M1 D1", "Y1 M1 D2")),
    ("D1 _ M1 , Y1", ("Y1 M1 D1",)),
    ("Y1 - N1 - N2", ("Y1 N1 N2",)),
    ("M1 TO M2 , Y1", ("Y1 M1", "Y1 M2")),
    ("M1 , Y1", ("Y1 M1",)),
    ("M1 _ D1 TO M2 _ D2", ("M1 D1", "M2 D2")),
    ("M1 _ D1 TO D2", ("M1 D1", "M1 D2")),
    ("M1 _ D1", ("M1 D1",)),
    ("D1 _ M1 TO D2 _ M2", ("M1 D1", "M2 D2")),
    ("D1 TO D2 _ M1", ("M1 D1", "M1 D2")),
    ("D1 _ M1", ("M1 D1",)),
    ("Y1", ("Y1",)),
)


class DateMention(NamedTuple):
    """A date in a text, or both ends of a range: its offsets, and (lexical form, datatype) of each date."""

    start: int
    end: int
    values: tuple[tuple[str, str], ...]


def read_dates(text: str) -> list[DateMention]:
    """The dates of a text, in order, as far as they are written out in English or in ISO 8601.

    >>> [mention.values for mention in read_dates("From June 3-5, 2032, then in May 2033.")][0][1]
    ('2032-06-05', 'http://www.w3.org/2001/XMLSchema#date')
    """
    found = []
    for rank, (pattern, readings) in enumerate(_PATTERNS):
        for match in pattern.finditer(text):
            values = tuple(_value(match, reading.split()) for reading in readings)
            if all(values):
                found.append((match.start(), rank, match.end(), tuple(value for value in values if value)))
    mentions: list[DateMention] = []
    for start, _, end, kept in sorted(found):
        if not mentions or start >= mentions[-1].end:
            mentions.append(DateMention(start, end, kept))
    return mentions


def coarser(value: tuple[str, str]) -> list[tuple[str, str]]:
    """A date and the month and year that it lies in, which whoever reads the date reads too.

    >>> [lexical for lexical, _ in coarser(("2025-01-21", DAY))]
    ['2025-01-21', '2025-01', '2025']
    """
    lexical, datatype = value
    less = {DAY: [(lexical[:7], MONTH), (lexical[:4], YEAR)], MONTH: [(lexical[:4], YEAR)]}
    return [value, *less.get(datatype, [])]


def _compile(layout: str) -> re.Pattern[str]:
    parts = []
    for piece in layout.split():
        if piece[0] in _PIECES:
            ordinal = "(?:st|nd|rd|th)?" if piece[0] == "D" else ""
            parts.append(f"(?P<{piece}>{_PIECES[piece[0]]}){ordinal}")
        else:
            parts.append(_BETWEEN.get(piece, piece))
    return re.compile(rf"(?<!\w)(?<!\d[.,]){''.join(parts)}(?!\w)(?![.,]\d)")


_PATTERNS = [(_compile(layout), readings) for layout, readings in _LAYOUTS]


def _value(match: re.Match[str], pieces: list[str]) -> tuple[str, str] | None:
    """Lexical form and datatype of the date that some pieces of a match make, or None for a day that never was."""
    year = month = day = 0
    for piece in pieces:
        word = match[piece]
        if piece[0] == "Y":
            year = int(word)
        elif piece[0] == "M":
            month = _MONTHS.index(word[:3].lower()) + 1
        elif piece == "N1":
            month = int(word)
        else:
            day = int(word)
    try:
        date(year or 2000, month or 1, day or 1)  # 2000 had a 29 February
    except ValueError:
        return None
    if not month:
        return f"{year:04}", YEAR
    if not day:
        return f"{year:04}-{month:02}", MONTH
    return (f"{year:04}-{month:02}-{day:02}", DAY) if year else (f"--{month:02}-{day:02}", MONTH_DAY)
