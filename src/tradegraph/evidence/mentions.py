"""Where words and names stand in a text, as whole words."""

import unicodedata
from functools import lru_cache

Span = tuple[int, int]


def word_spans(words: str, text: str) -> list[Span]:
    """Where words stand in a text exactly as written, as whole words, in order.

    A word ends where no letter, digit, underscore or combining mark follows, so that a hyphen or an apostrophe ends it.

    Args:
        words: Any words; letter case, blanks and marks count.
        text: The text of a unit.

    Returns:
        0-based code-point offsets, end exclusive; they may overlap.

    >>> word_spans("WTO", "The WCO-WTO pact and the WTO's rules")
    [(8, 11), (25, 28)]
    """
    spans: list[Span] = []
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not (_joined(text, start) or _joined(text, end)):
            spans.append((start, end))
        start = text.find(words, start + 1)
    return spans


def label_spans(label: str, text: str) -> list[Span]:
    """Where a thing is called by a label in a text; upper and lower case are the same, except in an abbreviation.

    In a label of capitals alone case counts, or "WHO" would stand in every question.

    >>> label_spans("Data sharing", "On data sharing.")
    [(3, 15)]
    >>> label_spans("WHO", "Nobody knows who.")
    []
    """
    if label.isupper() and len(label) > 1:
        return word_spans(label, text)
    return word_spans(_folded(label), _folded(text))


def within(inner: Span, spans: list[Span]) -> bool:
    """Whether a span lies within one of others.

    >>> within((3, 5), [(0, 2), (2, 6)])
    True
    """
    return any(start <= inner[0] and inner[1] <= end for start, end in spans)


@lru_cache(maxsize=64)  # one text is asked for many labels
def _folded(text: str) -> str:
    # U+0130 is the one character that lower case makes longer, and offsets must stay.
    return text.replace("\u0130", "I").lower()


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on across an offset."""
    return 0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at])


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")
