"""May two claims about one matter both hold? A judge for each kind of value; each says why in words.

A judge takes two claims that differ, if only in the day as of which they hold, and gives a `Judgement`, or None where
they can't be compared. To add a kind of value, write a judge and put it into `JUDGES`.
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


def same_words(one: Claim, other: Claim) -> bool:
    """Whether two titles or mottoes are the same but for how they are written."""
    return one.language == other.language and _words(one.text) == _words(other.text)


def judge_words(one: Claim, other: Claim) -> Judgement | None:
    """Titles and mottoes: the same but for letter case, a final stop, and the shape of quotation marks and dashes."""
    if one.language != other.language:
        return None
    left, right = _words(one.text), _words(other.text)
    if same_words(one, other):
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
    """Figures in the same unit: as of one day or of none they agree where the ranges of their hedges overlap."""
    if one.said.get("unitOfMeasure") != other.said.get("unitOfMeasure"):
        return None
    left, right = ((claim.text, claim.said.get("hedge", "")) for claim in (one, other))
    found = figures_agree(left, right)
    if found is None:
        return None
    dated = [claim for claim in (one, other) if claim.said.get("asOf")]
    if len(dated) == 1:
        return _judge_over_time(one, other, dated[0], Judgement(*found))
    if len(dated) > 1 and one.said["asOf"] != other.said["asOf"]:
        return _judge_in_turn(one, other)
    return Judgement(*found)


def _judge_in_turn(one: Claim, other: Claim) -> Judgement | None:
    """Two figures as of different days: the one that changed and the next; any two further apart say no more."""
    earlier, later = sorted((one, other), key=lambda claim: claim.said["asOf"])
    follows = earlier.said.get("next", "").partition(" ")[0] == later.said["asOf"]
    if earlier.content == later.content or not follows:
        return None
    return Judgement(True, _changed(one, other))


def _judge_over_time(one: Claim, other: Claim, dated: Claim, found: Judgement) -> Judgement | None:
    """A figure as of a day beside one as of none, which an article made no earlier than the last day that it gives."""
    undated = other if dated is one else one
    day, since = undated.said.get("lastDay", ""), dated.said["asOf"]
    until, _, after = dated.said.get("next", "").partition(" ")
    if not _held(since, until, day):
        return None
    then = ""
    if day:
        then = f"; {dated.text} as of {since} is the last count up to {day}, the last day that the article gives"
        then += f", and the next one, {after}, is as of {until}" if until else ""
    if one.content == other.content:
        return Judgement(True, f"both say {dated.text}{then}", -1 if dated is one else 1) if day else None
    if found.compatible:
        return found._replace(why=found.why + then)
    return Judgement(True, _changed(one, other) + then, -1 if dated is one else 1)


def _changed(one: Claim, other: Claim) -> str:
    told = [f"as of {claim.said.get('asOf', 'no stated day')}" for claim in (one, other)]
    return f"{one.text} holds {told[0]}, {other.text} {told[1]}, and counts change"


def _held(since: str, until: str, day: str) -> bool:
    """Whether a count held on a day, from its own day, month or year up to the next one; on none, if it is the last."""
    if not day:
        return not until
    return since <= day[: len(since)] and (not until or day[: len(until)] < until)


JUDGES: dict[str, Callable[[Claim, Claim], Judgement | None]] = {
    "days": judge_days,
    "figures": judge_figures,
    "newness": judge_newness,
    "things": judge_things,
    "words": judge_words,
}


def _words(text: str) -> list[str]:
    return re.sub(r"[.\s]+$", "", text.translate(_SAME_SIGNS)).casefold().split()
