"""The arithmetic of hedges: the range that a value makes with its hedge, and whether two ranges overlap."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from tradegraph.evidence.figures import literal_value
from tradegraph.vocabulary import TGO

_ENDLESS = Decimal("Infinity")
_BELOW, _ABOVE = ("lessThan", "atMost"), ("moreThan", "atLeast")
_CLOSED = ("atMost", "atLeast")
_SAID = {
    "approximately": "around",
    "atLeast": "at least",
    "atMost": "at most",
    "lessThan": "less than",
    "moreThan": "more than",
    "nearly": "nearly",
}


class Range(NamedTuple):
    """The values from `low` to `high`; each end belongs to the range where it is closed."""

    low: Decimal
    low_closed: bool
    high: Decimal
    high_closed: bool


def overlap(one: Range, other: Range) -> bool:
    """Whether some value lies in both ranges.

    >>> overlap(hedged(Decimal(3200), "moreThan"), hedged(Decimal(3200), "approximately"))
    True
    >>> overlap(hedged(Decimal(140), "moreThan"), hedged(Decimal(140), "atMost"))
    False
    """
    low = max(one.low, other.low)
    high = min(one.high, other.high)
    if low != high:
        return low < high
    return all((low != r.low or r.low_closed) and (high != r.high or r.high_closed) for r in (one, other))


def hedged(value: Decimal, hedge: str) -> Range:
    """The range of a value with a hedge.

    Args:
        value: The value.
        hedge: Local name of the hedge; none and `unhedged` are what rounds to the value, since that it is exact is not
            said, and so is `approximately`; `nearly` is what rounds up to it.

    >>> hedged(Decimal(3200), "approximately")[::2]
    (Decimal('3150'), Decimal('3250'))
    >>> hedged(Decimal(81), "nearly")[::2]
    (Decimal('80.5'), Decimal('81'))
    """
    if hedge in _ABOVE:
        return Range(value, hedge in _CLOSED, _ENDLESS, False)
    if hedge in _BELOW:
        return Range(-_ENDLESS, False, value, hedge in _CLOSED)
    half = rounding(value)
    return Range(value - half, True, value if hedge == "nearly" else value + half, False)


def rounding(value: Decimal) -> Decimal:
    """Half a unit of the last digit that a value gives: zeros at the end of a whole number give none.

    >>> [str(rounding(Decimal(given))) for given in ("3200", "98", "98.0", "0")]
    ['50', '0.5', '0.05', '0.5']
    """
    given = int(value.as_tuple().exponent)
    last = given if given < 0 else int(value.normalize().as_tuple().exponent)
    return Decimal(5).scaleb(last - 1) + 0


def figures_agree(one: tuple[str, str], other: tuple[str, str]) -> tuple[bool, str, int] | None:
    """Whether two figures may both hold, why, and which is narrower (-1 the first, 1 the other, 0 neither).

    Two values without a hedge agree only where they are equal. None where one is no number.

    Args:
        one: A value as written, and the IRI of its hedge or ''.
        other: Another.

    >>> figures_agree(("670", ""), ("670", TGO + "moreThan"))
    (True, '670 (not said to be exact: 665 to 675) and more than 670 may both be right', -1)
    """
    left, right = literal_value(one[0]), literal_value(other[0])
    if left is None or right is None:
        return None
    hedges = [hedge.removeprefix(TGO) for _, hedge in (one, other)]
    ranges = [hedged(value, hedge) for value, hedge in zip((left, right), hedges, strict=True)]
    if any(hedge in _SAID for hedge in hedges):
        agree = overlap(*ranges)
        said = [_told(*figure) for figure in zip((left, right), hedges, ranges, strict=True)]
    else:
        agree = left == right
        said = [f"{value:,f}" for value in (left, right)]
    widths = [r.high - r.low for r in ranges]
    narrower = (widths[1] < widths[0]) - (widths[0] < widths[1])
    may = "may" if agree else "can't"
    return agree, f"{said[0]} and {said[1]} {may} both be right", narrower


def _told(value: Decimal, hedge: str, meant: Range) -> str:
    """A figure in words, with the range that rounding makes of it; a plain count to the last unit has none to tell."""
    said = f"{_SAID.get(hedge, '')} {value:,f}".strip()
    if hedge in (*_ABOVE, *_BELOW) or (hedge not in _SAID and meant.high - meant.low <= 1):
        return said
    note = "" if hedge in _SAID else "not said to be exact: "
    return f"{said} ({note}{meant.low:,f} to {meant.high:,f})"
