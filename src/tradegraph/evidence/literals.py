"""Nothing is filled in: every literal of a unit's graph is read off the unit, and none copies a stretch of its words.

Words are compared as they stand, with their quotation marks and line breaks. A paraphrase is in our own words, so only
its numbers can be read off. As every other literal it holds no run of nine words of an article, because the texts
belong to their publishers.
"""

import re
from collections.abc import Collection, Iterator

from tradegraph.evidence.dates import DATATYPES
from tradegraph.evidence.figures import literal_value, read_figures
from tradegraph.evidence.findings import VIOLATION, EvidenceFinding
from tradegraph.evidence.labels import Labels
from tradegraph.evidence.mentions import word_spans
from tradegraph.evidence.passages import MEANT_BY, Fact, Passage, quoted
from tradegraph.vocabulary import PREFIXES, TGO, shorten

_XSD = PREFIXES["xsd"]
WORDS = frozenset({_XSD + "string", PREFIXES["rdf"] + "langString"})
NUMERIC = frozenset(
    _XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
PARAPHRASE = TGO + "paraphrase"

# Read off the unit by rules of their own, or written by us: a paraphrase, the number of a quotation's part.
EXEMPT = frozenset({MEANT_BY, TGO + "statedAs", TGO + "value", PARAPHRASE, PREFIXES["schema"] + "position"})
RUN = 9  # words in a row that are a copy
_WORD = re.compile(r"[\w%'-]+")


def check_literals(passage: Passage, labels: Labels) -> Iterator[EvidenceFinding]:
    """The literals of a unit's graph that its words don't hold.

    Args:
        passage: The unit, its words and its graph.
        labels: What things are called, for the messages.
    """
    values = {figure.value for figure in read_figures(passage.text)}
    for fact in passage.facts:
        if fact.predicate == PARAPHRASE:
            yield from _check_paraphrase(passage, fact, values)
        elif fact.datatype and fact.predicate not in EXEMPT and fact.datatype not in DATATYPES:
            if fact.datatype in WORDS:
                stands = bool(word_spans(fact.object, passage.text))
            else:
                value = literal_value(fact.object) if fact.datatype in NUMERIC else None
                stands = value is not None and value in values
            if not stands:
                yield _not_there(passage, fact, labels)


def _not_there(passage: Passage, fact: Fact, labels: Labels) -> EvidenceFinding:
    name, relation = labels.name(fact.subject), shorten(fact.predicate)
    if fact.datatype in WORDS:
        rule, message = "literal-words", f'The words {quoted(fact.object)} ({relation} of "{name}") do not stand in'
    else:
        rule, message = "literal-value", f'The value {quoted(fact.object)} ({relation} of "{name}") can\'t be read off'
    remedy = f"Give {relation} as the unit has it, or leave it out: a unit's graph holds only what the unit states."
    return EvidenceFinding(VIOLATION, rule, f"{message} {passage.place}.", passage.unit.iri, fact.subject, remedy)


def _check_paraphrase(passage: Passage, fact: Fact, values: Collection[object]) -> Iterator[EvidenceFinding]:
    for figure in read_figures(fact.object):
        written = fact.object[figure.start : figure.end]
        # Number words are free: whoever paraphrases two organisations says "the two".
        if any(character.isdecimal() for character in written) and figure.value not in values:
            unit, name = passage.unit.iri, shorten(fact.subject)
            message = f"The paraphrase of {name} says {quoted(written)}, which is not in {passage.place}."
            remedy = "Paraphrase with the numbers of the unit alone."
            yield EvidenceFinding(VIOLATION, "paraphrase-number", message, unit, fact.subject, remedy)


def read_runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of nine words of a text, in order, in lower case.

    >>> len(list(read_runs("On the day that it rained, fog rose and fell.")))
    2
    """
    words = _WORD.findall(text.lower())
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])


def find_copy(text: str, held: Collection[tuple[str, ...]]) -> str | None:
    """The first nine words in a row that a text shares with held ones, or None.

    Args:
        text: A literal.
        held: Runs of nine words of the articles that are held, as `read_runs` gives them.
    """
    return next((" ".join(run) for run in read_runs(text) if run in held), None)
