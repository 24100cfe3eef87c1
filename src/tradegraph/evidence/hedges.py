"""How the words around a number hedge it: the lexicon, which is data, and its reader.

"Over 3,200" is more than 3200, "approximately 98%" is near 98, "nearly 81%" a little below 81, "670" alone is none of
these. A word between the hedge and the number ends the hedge: in "over the 3 days" nothing is more than 3.
"""

import re
from typing import NamedTuple

from tradegraph.vocabulary import TGO

# A number that is one end of a range; no hedge of the ontology fits it.
RANGE = "range"
# A number that stands alone; that it is exact is not said.
UNHEDGED = "unhedged"

# What the words just before a number say of it. Of two phrases that reach the number, the longer counts.
BEFORE: dict[str, tuple[str, ...]] = {
    "approximately": (
        "about", "an estimated", "approx", "approx.", "approximately", "around", "ca.", "circa", "close to",
        "estimated", "roughly", "some", "≈", "~",
    ),
    "atLeast": (
        "a minimum of", "at least", "minimum of", "no fewer than", "no less than", "not fewer than", "not less than",
        "≥",
    ),
    "atMost": (
        "a maximum of", "as many as", "as much as", "at most", "maximum of", "no more than", "not more than",
        "not over", "up to", "≤",
    ),
    "lessThan": ("below", "fewer than", "less than", "short of", "under"),
    "moreThan": (
        "above", "beyond", "exceeding", "greater than", "in excess of", "more than", "over", "surpassing",
        "upwards of",
    ),
    "nearly": ("almost", "just below", "just short of", "just under", "nearly"),
    RANGE: ("between",),
}  # fmt: skip

# What words soon after a number say of it.
AFTER: dict[str, tuple[str, ...]] = {
    "approximately": ("approximately", "or so", "or thereabouts"),
    "atLeast": ("and more", "and over", "at least", "or more", "or over"),
    "atMost": ("at most", "or fewer", "or less", "or under"),
}

_BEFORE_REACH = 32  # characters before a number in which its hedge is looked for: the longest phrase and some blanks
_AFTER_REACH = 60  # and behind it
_WORDS_BETWEEN = 3  # "670 speakers or more": words between a number and what is said after it
_LAST = ".~≈≥≤$€£¥"
_CLAUSE_END = re.compile(r"[.,;:!?()–—\n\d]")  # a digit too: what follows may be said of the next number


class Hedge(NamedTuple):
    """The hedge of a number: local name in the ontology or `RANGE`, and where hedge and number together stand."""

    name: str
    start: int
    end: int


def read_hedge(text: str, start: int, end: int) -> Hedge:
    """The hedge of the number at some offsets of a text.

    Args:
        text: The text of a unit.
        start: Offset of the number's first character.
        end: Offset behind its last.

    >>> text = "No fewer than 12 towers"
    >>> read_hedge(text, text.index("12"), text.index(" towers"))
    Hedge(name='atLeast', start=0, end=16)
    """
    window = text[max(0, start - _BEFORE_REACH) : start]
    last = window.rstrip()[-1:]
    # A phrase ends in a letter, full stop or sign; where none stands there is nothing to look for.
    before = _BEFORE.search(window) if last.isalpha() or last in _LAST else None
    if before is not None and before.lastgroup is not None:
        return Hedge(before.lastgroup, start - len(window) + before.start(), end)
    if text.startswith("+", end):
        return Hedge("atLeast", start, end + 1)
    stop = _CLAUSE_END.search(text, end, end + _AFTER_REACH)
    clause = text[end : stop.end() if stop is not None else end + _AFTER_REACH]
    after = _AFTER.search(clause)
    if after is not None and after.lastgroup is not None and len(clause[: after.start()].split()) <= _WORDS_BETWEEN:
        return Hedge(after.lastgroup, start, end + after.end())
    return Hedge(UNHEDGED, start, end)


def hedge_iri(name: str) -> str:
    """The IRI of a hedge.

    >>> hedge_iri("moreThan")
    'https://w3id.org/tradegraph/ontology#moreThan'
    """
    return TGO + name


def _alternatives(lexicon: dict[str, tuple[str, ...]]) -> str:
    """A regex for the phrases of a lexicon, one group for each hedge, any blanks between the words of a phrase."""
    groups = []
    for name, phrases in lexicon.items():
        longest_first = sorted(phrases, key=len, reverse=True)
        words = (r"\s{1,4}".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
        groups.append(f"(?P<{name}>{'|'.join(words)})")
    return "|".join(groups)


# The leftmost match is the longest phrase, since all of them reach up to the number. A currency sign may stand between.
_BEFORE = re.compile(
    rf"(?<!\w)(?:{_alternatives(BEFORE)})\s{{0,4}}(?:(?:US|CA|AU|NZ|HK)?[$€£¥])?$", re.IGNORECASE
)  # fmt: skip
_AFTER = re.compile(rf"(?<!\w)(?:{_alternatives(AFTER)})(?!\w)(?!\s{{1,4}}\d)", re.IGNORECASE)
