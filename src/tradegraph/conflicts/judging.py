"""May two claims about one matter both hold? A judge for each kind of value; each says why in words.

A judge takes two claims that are not the same and gives a `Judgement`, or None where they can't be compared. To add a
kind of value, write a judge and put it into `JUDGES`.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from tradegraph.conflicts.figures import figures_agree
from tradegraph.dataset.terms import value
from tradegraph.evidence.dates import DATATYPES, coarser

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradegraph.conflicts.claims import Claim

_SAME_SIGNS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})


class Judgement(NamedTuple):
    """Whether two claims may both hold.

    Attributes:
        compatible: Whether they may.
        why: The reason in words.
        narrower: -1 where the first claim says more exactly what the other says, 1 where the other does, else 0.
    """

    compatible: bool
    why: str
    narrower: int = 0


def judge_words(one: Claim, other: Claim) -> Judgement | None:
    """Titles and mottoes: the same but for letter case, a final stop, and the shape of quotation marks and dashes."""
    if one.language != other.language:
        return None
    left, right = _words(one.text), _words(other.text)
    if left == right:
        return Judgement(True, "the words are the same but for letter case and marks")
    changes = [change for change in SequenceMatcher(None, left, right, False).get_opcodes() if change[0] != "equal"]
    if len(changes) == 1:
        _, start, end, first, last = changes[0]
        if max(end - start, last - first) == 1:
            apart = [f"'{word[0]}'" if word else "none" for word in (left[start:end], right[first:last])]
            return Judgement(False, f"they differ by one word: {', '.join(apart)}")
    return Judgement(False, "the words differ")


def judge_days(one: Claim, other: Claim) -> Judgement | None:
    """Days, months and years: the same, or the one lies within the other."""
    left, right = (one.text, one.datatype), (other.text, other.datatype)
    if right in coarser(left):
        return Judgement(True, f"{one.text} lies within {other.text}", -1)
    if left in coarser(right):
        return Judgement(True, f"{other.text} lies within {one.text}", 1)
    return Judgement(False, f"{one.text} and {other.text} can't both be right")


def judge_things(one: Claim, other: Claim) -> Judgement | None:
    """Things: the one names all that the other names, or what lies in it."""
    left, right = ({value(term) for term in claim.values} for claim in (one, other))
    if right < left or left < right:
        narrower = -1 if right < left else 1
        return Judgement(True, "the one names more than the other, which does not deny it", narrower)
    for inner, narrower in ((right <= left | one.wider, -1), (left <= right | other.wider, 1)):
        if inner:
            return Judgement(True, "what the one names lies in what the other names", narrower)
    both = "they agree in part, and " if left & right else ""
    return Judgement(False, f"{both}each names what the other does not")


def judge_newness(one: Claim, other: Claim) -> Judgement | None:
    """A thing that is called new, and the day since which it is there; two of the same kind can't be compared."""
    called, launched = (other, one) if one.datatype in DATATYPES else (one, other)
    if called.datatype in DATATYPES or launched.datatype not in DATATYPES:
        return None
    year = called.said.get("asOf", "")[:4]
    if launched.text[:4] < year:
        return Judgement(False, f"it is there since {launched.text} and was not new in {year}")
    return Judgement(True, f"it is there since {launched.text}, so it may be called new in {year}")


def judge_figures(one: Claim, other: Claim) -> Judgement | None:
    """Figures in the same unit: the ranges that their hedges make overlap, or they hold as of different days."""
    if one.said.get("unitOfMeasure") != other.said.get("unitOfMeasure"):
        return None
    left, right = ((claim.text, claim.said.get("hedge", "")) for claim in (one, other))
    found = figures_agree(left, right)
    if found is None:
        return None
    agree, why, narrower = found
    days = [claim.said.get("asOf", "") for claim in (one, other)]
    if agree or days[0] == days[1]:
        return Judgement(agree, why, narrower)
    dated = [f"as of {day or 'no stated day'}" for day in days]
    why = f"{left[0]} holds {dated[0]}, {right[0]} {dated[1]}, and counts change"
    return Judgement(True, why, bool(days[1]) - bool(days[0]))


JUDGES: dict[str, Callable[[Claim, Claim], Judgement | None]] = {
    "days": judge_days,
    "figures": judge_figures,
    "newness": judge_newness,
    "things": judge_things,
    "words": judge_words,
}


def _words(text: str) -> list[str]:
    return re.sub(r"[.\s]+$", "", text.translate(_SAME_SIGNS)).casefold().split()
