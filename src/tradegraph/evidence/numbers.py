"""Numbers are really there: value, unit and hedge of a figure, and every date, are read off the unit's words.

A figure says with `tgo:statedAs` which words hold it. They must stand in the unit, hold one number, and include the
words that hedge it, which are looked for in the sentence and not in `tgo:statedAs` alone: "3,200 participants" can't
hide that the sentence says "over".
"""

from collections.abc import Iterator

from tradegraph.evidence.dates import DATATYPES, coarser, read_dates
from tradegraph.evidence.figures import Figure, literal_value, read_figures
from tradegraph.evidence.findings import VIOLATION, EvidenceFinding
from tradegraph.evidence.hedges import RANGE, hedge_iri
from tradegraph.evidence.labels import Labels
from tradegraph.evidence.mentions import Span, within, word_spans
from tradegraph.evidence.passages import TYPE, Passage, quoted
from tradegraph.vocabulary import TGO, shorten

STATED_AS, VALUE = TGO + "statedAs", TGO + "value"
_CLAIM = TGO + "QuantityClaim"
_UNIT, _HEDGE, _MEASURES = TGO + "unitOfMeasure", TGO + "hedge", TGO + "measures"
_ONE_EACH = (STATED_AS, VALUE, _UNIT, _HEDGE, _MEASURES)


def check_numbers(passage: Passage, labels: Labels) -> Iterator[EvidenceFinding]:
    """What the figures and dates of a unit's graph say otherwise than its words.

    Args:
        passage: The unit, its words and its graph.
        labels: What things, hedges and units of measure are called.
    """
    claims = {fact.subject for fact in passage.facts if fact.predicate in _ONE_EACH}
    claims |= {fact.subject for fact in passage.facts if (fact.predicate, fact.object) == (TYPE, _CLAIM)}
    for subject in sorted(claims):
        yield from _check_claim(passage, labels, subject)
    yield from _check_dates(passage)


class _Claim:
    """A figure of a graph at one place of the unit's words."""

    def __init__(self, passage: Passage, labels: Labels, subject: str, span: Span) -> None:
        self.passage, self.labels, self.subject, self.span = passage, labels, subject, span
        self.words = passage.text[span[0] : span[1]]

    def given(self, predicate: str) -> str:
        """The one value that the graph gives."""
        (value,) = self.passage.objects(self.subject, predicate)
        return value

    def finding(self, rule: str, message: str, remedy: str) -> EvidenceFinding:
        return EvidenceFinding(VIOLATION, rule, message, self.passage.unit.iri, self.subject, remedy)


def _check_claim(passage: Passage, labels: Labels, subject: str) -> Iterator[EvidenceFinding]:
    wrong = [predicate for predicate in _ONE_EACH if len(passage.objects(subject, predicate)) != 1]
    nowhere = _Claim(passage, labels, subject, (0, 0))
    if wrong:
        names = " and exactly one ".join(shorten(predicate) for predicate in wrong)
        message = f"The figure {shorten(subject)} in {passage.place} needs exactly one {names}."
        yield nowhere.finding("figure-incomplete", message, "Give each once, in the graph of the same unit.")
        return
    words = nowhere.given(STATED_AS)
    spans = word_spans(words, passage.text)
    if not spans:
        message = f"The words {quoted(words)} of a figure do not stand in {passage.place}."
        yield nowhere.finding("stated-as", message, "Copy the words of tgo:statedAs from the unit.")
        return
    figures = read_figures(passage.text)
    readings = [list(_check_reading(_Claim(passage, labels, subject, span), figures)) for span in spans]
    # Words that stand twice may be hedged once: the figure is right if one of the places bears it out.
    yield from min(readings, key=len)


def _check_reading(claim: _Claim, figures: list[Figure]) -> Iterator[EvidenceFinding]:
    start, end = claim.span
    touched = [figure for figure in figures if figure.start < end and start < figure.end]
    if len(touched) != 1 or not within((touched[0].start, touched[0].end), [claim.span]):
        problem = "cut a number in two" if len(touched) == 1 else f"hold {len(touched)} numbers"
        message = f"The words {quoted(claim.words)} of {claim.passage.place} {problem}; a figure needs one, whole."
        yield claim.finding("stated-as-number", message, "Give in tgo:statedAs one number with its hedge and unit.")
        return
    figure = touched[0]
    yield from _check_value(claim, figure)
    yield from _check_hedge(claim, figure)
    yield from _check_unit(claim, figure)
    measured = claim.given(_MEASURES)
    if not any(first < end and start < last for first, last in claim.passage.mentions(measured, claim.labels)):
        name = claim.labels.name(measured)
        message = f'The words {quoted(claim.words)} of {claim.passage.place} do not say that "{name}" is measured.'
        remedy = "Relate the figure by tgo:measures to what its words count, or give more of the unit's words."
        yield claim.finding("measured-thing", message, remedy)


def _check_value(claim: _Claim, figure: Figure) -> Iterator[EvidenceFinding]:
    value = claim.given(VALUE)
    if figure.value is None:
        message = f"The number in {quoted(claim.words)} of {claim.passage.place} can't be read as a plain number."
        yield claim.finding("value", message, "Leave the figure out, or teach the reader of figures to read it.")
    elif literal_value(value) != figure.value:
        read = f"{figure.value:f}"
        place = claim.passage.place
        message = f"{place} says {quoted(claim.words)}, which is {read}, but the figure's value is {value}."
        yield claim.finding("value", message, f"Set tgo:value to {read}.")


def _check_hedge(claim: _Claim, figure: Figure) -> Iterator[EvidenceFinding]:
    given, read, place = claim.given(_HEDGE), figure.hedge, claim.passage.place
    hedged = quoted(claim.passage.text[read.start : read.end])
    if read.name == RANGE:
        message = f"{place} gives a range, {hedged}, which one value and one hedge can't hold."
        yield claim.finding("range", message, "Leave the figure out until the ontology has a word for ranges.")
    elif given != hedge_iri(read.name):
        said, names = claim.labels.name(hedge_iri(read.name)), claim.labels.name(given)
        message = f'{place} says {hedged}, which is "{said}", but the figure is hedged "{names}".'
        yield claim.finding("hedge", message, f"Set tgo:hedge to tgo:{read.name}.")
    elif not within((read.start, read.end), [claim.span]):
        message = f"The words {quoted(claim.words)} leave out the hedge of a figure: {place} says {hedged}."
        yield claim.finding("hedge-left-out", message, "Copy the words that hedge the number into tgo:statedAs too.")


def _check_unit(claim: _Claim, figure: Figure) -> Iterator[EvidenceFinding]:
    given, place = claim.given(_UNIT), claim.passage.place
    found = _read_unit(claim.labels, claim.words, figure.start - claim.span[0], figure.end - claim.span[0])
    if not found:
        message = f"The words {quoted(claim.words)} of {place} name no unit of measure."
        remedy = "Give more of the unit's words, or give the unit of measure the label that stands there."
        yield claim.finding("unit-of-measure", message, remedy)
    elif given not in found:
        read, name = " or ".join(claim.labels.name(iri) for iri in found), claim.labels.name(given)
        message = f'{place} says {quoted(claim.words)}, counted in "{read}", but the figure counts in "{name}".'
        remedy = f"Set tgo:unitOfMeasure to {' or '.join(shorten(iri) for iri in found)}."
        yield claim.finding("unit-of-measure", message, remedy)


def _read_unit(labels: Labels, words: str, start: int, end: int) -> list[str]:
    """IRIs of the units of measure whose word stands nearest to a number, behind it rather than before it."""
    found: dict[tuple[int, bool], set[str]] = {}
    for unit in labels.units_of_measure:
        for first, last in labels.spans(unit, words):
            if first >= end or last <= start:
                found.setdefault((max(first - end, start - last), first < end), set()).add(unit)
    return sorted(found[min(found)]) if found else []


def _check_dates(passage: Passage) -> Iterator[EvidenceFinding]:
    dated = [fact for fact in passage.facts if fact.datatype in DATATYPES]
    if not dated:
        return
    readable = {finer for m in read_dates(passage.text) for value in m.values for finer in coarser(value)}
    for fact in dated:
        if (fact.object, fact.datatype) not in readable:
            message = f"The date {quoted(fact.object)} ({shorten(fact.datatype)}) can't be read off {passage.place}."
            remedy = "Give the date as far as the unit writes it out (a year alone is an xsd:gYear), or leave it out."
            yield EvidenceFinding(VIOLATION, "date", message, passage.unit.iri, fact.subject, remedy)
