"""Figures of a text: where they stand, their value, and how the words around them hedge it.

An own reader. Of the libraries that read numbers, none reads a hedge, and text2num 3.1 reads "1.2 million" as two
numbers. Read are digits, grouped or not, with decimals and a scale ("1.2 million"), and the cardinal number words of
English. Ordinals ("first"), fractions ("half") and vague counts ("dozens", "twice") are no figures.
"""

import re
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import NamedTuple

from tradegraph.evidence.hedges import RANGE, UNHEDGED, Hedge, read_hedge

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS = {word: value for value, word in enumerate(_SMALL)}
_TENS_WORDS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: 10 * value for value, word in enumerate(_TENS_WORDS, start=2)}
_GROUPS = {"hundred": 100, "dozen": 12}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}
_MULTIPLIERS = _GROUPS | _SCALES

# A piece is a run of digits with the marks that group them, or a word.
_GROUPING = ",'’\u00a0\u2009\u202f"
_PIECE = re.compile(rf"\d[\d.{_GROUPING}]*|[^\W\d_]+")
_JOIN = re.compile(r"\s{1,4}|[-‑]")
_TO = re.compile(r"\s{0,2}(?:[-–—‑]|\bto\b|\bor\b)\s{0,2}")
_AND = re.compile(r"\s{1,2}and\s{1,2}")
_MOST_DIGITS = 40  # more are no count of anything


class Figure(NamedTuple):
    """A number in a text: its offsets, its value and its hedge; the value is None where digits are no plain number."""

    start: int
    end: int
    value: Decimal | None
    hedge: Hedge


class _Piece(NamedTuple):
    start: int
    end: int
    word: str


class _Number(NamedTuple):
    start: int
    end: int
    value: Decimal | None


def read_figures(text: str) -> list[Figure]:
    """The figures of a text, in order, in digits or in English words.

    >>> [(str(f.value), f.hedge.name) for f in read_figures("Over 3,200 delegates sat for two to three days.")]
    [('3200', 'moreThan'), ('2', 'range'), ('3', 'range')]
    """
    numbers = _read_numbers(text)
    hedges = [read_hedge(text, number.start, number.end) for number in numbers]
    ranges: dict[int, Hedge] = {}
    for i, (first, second) in enumerate(pairwise(numbers)):
        gap = text[first.end : second.start]
        if _TO.fullmatch(gap) or (hedges[i].name == RANGE and _AND.fullmatch(gap)):
            ranges[i] = ranges[i + 1] = Hedge(RANGE, hedges[i].start, second.end)
    figures = []
    for i, (number, hedge) in enumerate(zip(numbers, hedges, strict=True)):
        # "between" without a second number ("between 5 towers") says nothing of the first.
        alone = Hedge(UNHEDGED, number.start, number.end) if hedge.name == RANGE else hedge
        figures.append(Figure(*number, ranges.get(i, alone)))
    return figures


def digits_value(digits: str) -> Decimal | None:
    """The value of a number in digits, its thousands grouped or not, or None where it is no plain number.

    >>> digits_value("3,200.5"), digits_value("3,20"), digits_value("1.2.3")
    (Decimal('3200.5'), None, None)
    """
    whole, dot, fraction = digits.partition(".")
    marks = {mark for mark in whole if not mark.isdecimal()}
    if len(digits) > _MOST_DIGITS or len(marks) > 1 or (dot and not fraction.isdecimal()):
        return None
    if marks:
        first, *others = whole.split(marks.pop())
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
            return None
        whole = first + "".join(others)
    return Decimal(f"{whole}{dot}{fraction}")


def literal_value(lexical: str) -> Decimal | None:
    """The value of a numeric literal, or None where it is no finite number.

    >>> literal_value("3200") == literal_value("3.2e3"), literal_value("many")
    (True, None)
    """
    try:
        value = Decimal(lexical.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and "_" not in lexical else None  # Python alone reads "1_000"


def _read_numbers(text: str) -> list[_Number]:
    pieces = [_Piece(m.start(), m.end(), m.group().lower()) for m in _PIECE.finditer(text)]
    found: list[_Number] = []
    i = 0
    while i < len(pieces):
        read = _read_digits if pieces[i].word[0].isdecimal() else _read_words
        number, used = read(text, pieces, i)
        if number is not None:
            found.append(number)
        i += used
    return found


def _read_digits(text: str, pieces: list[_Piece], i: int) -> tuple[_Number | None, int]:
    """The number whose digits are a piece, with its sign and scale, and how many pieces it takes."""
    digits = pieces[i].word.rstrip("." + _GROUPING)
    start, end, used = pieces[i].start, pieces[i].start + len(digits), 1
    value = digits_value(digits)
    in_word = text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()  # "21st", "G20": no count
    if in_word:
        value = None
    while value is not None and i + used < len(pieces):
        piece = pieces[i + used]
        if piece.word not in _MULTIPLIERS or not _JOIN.fullmatch(text[end : piece.start]):
            break
        value, end, used = value * _MULTIPLIERS[piece.word], piece.end, used + 1
    sign = text[start - 1 : start]
    # A hyphen that joins two words or numbers is no minus.
    if value is not None and sign in ("-", "−") and (start < 2 or text[start - 2].isspace()):
        start, value = start - 1, -value
    return _Number(start, end, value), used


def _read_words(text: str, pieces: list[_Piece], i: int) -> tuple[_Number | None, int]:
    """The number whose words begin at a piece, and how many pieces it takes; None and 1 where there is none."""
    words = _Words()
    after, end = i, pieces[i].end
    if pieces[i].word in ("a", "an") and i + 1 < len(pieces) and pieces[i + 1].word in _MULTIPLIERS:
        words.group, words.free, after = 1, 1, i + 1
    while after < len(pieces):
        at = after
        if after > i and pieces[at].word == "and" and words.value >= 100 and at + 1 < len(pieces):
            at += 1  # "one hundred and five"
        if after > i and not _joined(text, pieces[after - 1 : at + 1]):
            break
        if (at > after and pieces[at].word in _MULTIPLIERS) or not words.take(pieces[at].word):
            break
        after, end = at + 1, pieces[at].end
    return (_Number(pieces[i].start, end, Decimal(words.value)), after - i) if words.any else (None, 1)


def _joined(text: str, pieces: list[_Piece]) -> bool:
    return all(_JOIN.fullmatch(text[a.end : b.start]) for a, b in pairwise(pieces))


class _Words:
    """A number read word by word: units after tens, both after hundreds, scales that fall."""

    __slots__ = ("any", "free", "group", "last_scale", "total")

    def __init__(self) -> None:
        self.total, self.group, self.last_scale, self.any = 0, 0, 10**15, False
        self.free = 100  # the next word's value must be less: 100 for anything, 10 for a unit after tens, 1 for nothing

    @property
    def value(self) -> int:
        return self.total + self.group

    def take(self, word: str) -> bool:
        """Takes one more word, or says that the number ended before it."""
        if word in _UNITS or word in _TENS:
            value = _UNITS.get(word, _TENS.get(word, 0))
            taken = value < self.free and (value > 0 or not self.any)
            if taken:
                self.group += value
                self.free = 10 if word in _TENS else 1
        elif word in _GROUPS:
            taken = 0 < self.group < 100
            if taken:
                self.group *= _GROUPS[word]
                self.free = 100 if word == "hundred" else 1
        else:
            taken = self.group > 0 and _SCALES.get(word, self.last_scale) < self.last_scale
            if taken:
                self.total, self.group = self.total + self.group * _SCALES[word], 0
                self.last_scale, self.free = _SCALES[word], 100
        self.any = self.any or taken
        return taken
