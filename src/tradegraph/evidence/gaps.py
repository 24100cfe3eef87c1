"""Numbers and dates of a unit's words that its graph leaves out.

A number is accounted for by a figure or date of the graph, or because it is part of a name, of words that mean a thing,
or of other words that the graph quotes ("COVID-19"). Digits left over are a violation. Number words left over are a
warning, since "one" and "two" are often no count.
"""

import re
from collections.abc import Collection, Iterator

from tradegraph.evidence.dates import YEAR, DateMention, read_dates
from tradegraph.evidence.figures import Figure, literal_value, read_figures
from tradegraph.evidence.findings import VIOLATION, WARNING, EvidenceFinding
from tradegraph.evidence.labels import Labels
from tradegraph.evidence.literals import EXEMPT, NUMERIC
from tradegraph.evidence.mentions import Span, within, word_spans
from tradegraph.evidence.numbers import STATED_AS
from tradegraph.evidence.passages import MEANT_BY, Passage, quoted

# "one" is a pronoun before these, and where no word follows at all.
_NO_NOUN = frozenset(
    [
        "and", "another", "are", "as", "at", "be", "but", "by", "can", "could", "day", "for", "from", "had", "has",
        "have", "in", "is", "may", "might", "must", "of", "on", "or", "shall", "should", "than", "that", "to", "was",
        "were", "where", "which", "who", "whom", "whose", "will", "with", "would",
    ]
)  # fmt: skip
_NEXT = re.compile(r"\s{1,3}([^\W\d_]+)")
_DETERMINER = re.compile(r"\b(?:a|any|each|every|no|that|the|this|which)\s{1,3}$", re.IGNORECASE)


def check_gaps(passage: Passage, labels: Labels, repeated: Collection[str]) -> Iterator[EvidenceFinding]:
    """The numbers and dates of a unit that its graph leaves out.

    Args:
        passage: The unit, its words and its graph.
        labels: What things are called.
        repeated: Digests of the article's units that have a graph; a unit that repeats one word for word needs none.
    """
    if not passage.facts and passage.unit.sha256 in repeated:
        return
    accounted = _accounted(passage, labels)
    counts = {literal_value(f.object) for f in passage.facts if f.datatype in NUMERIC and f.predicate not in EXEMPT}
    stated = {(fact.object, fact.datatype) for fact in passage.facts}
    dates = read_dates(passage.text)
    for date in dates:
        missing = [lexical for lexical, datatype in date.values if (lexical, datatype) not in stated]
        span = (date.start, date.end)
        if missing and not within(span, accounted) and not (_is_year(date) and literal_value(missing[0]) in counts):
            what = "year or number" if _is_year(date) else "date"
            yield _finding(passage, span, f"the {what} {' and '.join(missing)}", VIOLATION)
    accounted += [(date.start, date.end) for date in dates]
    for figure in read_figures(passage.text):
        span = (figure.start, figure.end)
        if not (within(span, accounted) or figure.value in counts - {None} or _is_pronoun(passage.text, figure)):
            in_digits = any(character.isdecimal() for character in passage.text[figure.start : figure.end])
            yield _finding(passage, span, "the number", VIOLATION if in_digits else WARNING)


def _accounted(passage: Passage, labels: Labels) -> list[Span]:
    """Where names, words that mean things, words of figures and other words stand that the graph accounts for."""
    spans = [span for iri in passage.things() for span in labels.spans(iri, passage.text)]
    for fact in passage.facts:
        if fact.datatype and (fact.predicate in (MEANT_BY, STATED_AS) or fact.predicate not in EXEMPT):
            spans += word_spans(fact.object, passage.text)
    return spans


def _is_year(date: DateMention) -> bool:
    """Whether it is a year alone, which may as well be a number."""
    return date.values[0][1] == YEAR


def _is_pronoun(text: str, figure: Figure) -> bool:
    """Whether a bare "one" stands for a thing and does not count it."""
    if text[figure.start : figure.end].lower() != "one":
        return False
    following = _NEXT.match(text, figure.end)
    before = text[max(0, figure.start - 12) : figure.start]
    return following is None or following[1].lower() in _NO_NOUN or _DETERMINER.search(before) is not None


def _finding(passage: Passage, span: Span, what: str, severity: str) -> EvidenceFinding:
    words = quoted(passage.text[span[0] : span[1]])
    if passage.facts:
        message = f"{passage.place} says {words}, but {what} is not in its graph."
        remedy = "State it as a figure (tgo:QuantityClaim) or a date, or say with tgo:isMeantBy what the words mean."
        return EvidenceFinding(severity, "number-left-out", message, passage.unit.iri, None, remedy)
    message = f"{passage.place} says {words}, but it has no graph that could hold {what}."
    remedy = "Give the unit a graph that states it."
    return EvidenceFinding(severity, "number-without-graph", message, passage.unit.iri, None, remedy)
