"""What an evidence check finds, in words that a person who knows no RDF can act on."""

from typing import NamedTuple

VIOLATION = "violation"
WARNING = "warning"

# What can be found, by rule. Each has cases under tests/cases/evidence that make it speak and that leave it silent.
RULES = {
    "unit-offsets": "a unit says from where to where it stands",
    "unit-beyond-text": "a unit ends within its text",
    "unit-digest": "a unit's digest is that of the text at its offsets",
    "unit-order": "units follow one another as in the text, and none reaches into another",
    "text-outside-units": "every word of a text stands in a unit",
    "unit-of-no-article": "a unit belongs to an article that is described with its digest",
    "graph-of-no-unit": "the graph of an article's unit is described as a unit",
    "name-missing": "a thing that a graph speaks of is mentioned in its unit",
    "needless": "other words are said to mean a thing only where none of its labels stands",
    "meant-words": "the words that are said to mean a thing stand in the unit",
    "continued-from": "the unit that a thing is continued from is an earlier one that mentions it",
    "nameless": "a thing without a label is a relation, such as a membership or a figure",
    "figure-incomplete": "a figure has its words, value, unit of measure, hedge and what it measures",
    "stated-as": "the words of a figure stand in the unit",
    "stated-as-number": "the words of a figure hold one number, whole",
    "value": "the value of a figure is the number that its words say",
    "hedge": "the hedge of a figure is the one that the sentence gives",
    "hedge-left-out": "the words of a figure include its hedge",
    "range": "a figure is no range",
    "unit-of-measure": "the unit of measure of a figure is the one that its words name",
    "measured-thing": "the words of a figure name what it measures",
    "date": "a date is written out in the unit, as far as it goes",
    "number-left-out": "every number and date of a unit is in its graph, or part of a name or of words that are",
    "number-without-graph": "a unit with a number has a graph",
    "literal-words": "words that a graph quotes stand in the unit",
    "literal-value": "other literals of a graph can be read off the unit",
    "paraphrase-number": "the numbers of a paraphrase stand in the unit",
    "copied-words": "no literal of any graph holds nine words in a row of an article",
}


class EvidenceFinding(NamedTuple):
    """Something in a graph that the unit's words don't bear out.

    Attributes:
        severity: `violation` or `warning`.
        rule: Which rule speaks, a key of `RULES`.
        message: What is wrong, a sentence that names the thing by its label and the unit by article and number.
        unit: IRI of the unit, article or graph.
        term: IRI of the thing concerned; None where there is none.
        remedy: What to do, a sentence.
    """

    severity: str
    rule: str
    message: str
    unit: str
    term: str | None
    remedy: str
