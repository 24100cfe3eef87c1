"""A unit with its words and its graph, as the checks read it."""

from typing import NamedTuple

import pyoxigraph as ox

from tradegraph.evidence.labels import Labels
from tradegraph.evidence.mentions import Span, word_spans
from tradegraph.evidence.units import UnitRecord
from tradegraph.vocabulary import PREFIXES, TGO

TYPE = PREFIXES["rdf"] + "type"
MEANT_BY = TGO + "isMeantBy"
CONTINUED_FROM = TGO + "isContinuedFrom"


class Fact(NamedTuple):
    """One triple of a unit's graph: IRIs as text; `datatype` is "" where the object is a thing, not a literal."""

    subject: str
    predicate: str
    object: str
    datatype: str


class Passage(NamedTuple):
    """A unit whose text is held: its record, its exact words, and what its graph states, in order."""

    unit: UnitRecord
    text: str
    facts: list[Fact]

    @property
    def place(self) -> str:
        """The unit in words, `wco-wto-mou-2025 unit 10`."""
        return self.unit.place

    def objects(self, subject: str, predicate: str) -> list[str]:
        """What the graph relates a subject to, as IRIs and lexical forms."""
        return [fact.object for fact in self.facts if fact.subject == subject and fact.predicate == predicate]

    def mentions(self, iri: str, labels: Labels) -> list[Span]:
        """Where the unit's words speak of a thing: by a label, or by the words that its graph says mean it."""
        meant = [span for words in self.objects(iri, MEANT_BY) for span in word_spans(words, self.text)]
        return labels.spans(iri, self.text) + meant

    def things(self) -> list[str]:
        """IRIs of what the graph speaks of, as subject or object, in order; neither classes nor terms nor units."""
        found = {fact.subject for fact in self.facts}
        for fact in self.facts:
            if not fact.datatype and fact.predicate not in (TYPE, CONTINUED_FROM, PREFIXES["rdf"] + "predicate"):
                found.add(fact.object)
        return sorted(iri for iri in found if not iri.startswith(TGO) and iri != self.unit.article)


def read_facts(store: ox.Store, graph: str) -> list[Fact]:
    """The triples of a named graph, in order."""
    facts = []
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
        value, datatype = _term(quad.object)
        facts.append(Fact(_term(quad.subject)[0], quad.predicate.value, value, datatype))
    return sorted(facts)


def quoted(words: str, most: int = 60) -> str:
    """Words in quotation marks for a message, on one line, cut where they are long.

    >>> quoted("fog" * 40, 10)
    '"fogfogfog…"'
    """
    line = " ".join(words.split())
    return f'"{line if len(line) <= most else line[: most - 1] + "…"}"'


def _term(term: object) -> tuple[str, str]:
    """The value of a term and its datatype; a triple as object is passed off as a literal, which no unit can hold."""
    if isinstance(term, ox.Literal):
        return term.value, term.datatype.value
    if isinstance(term, ox.NamedNode):
        return term.value, ""
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}", ""
    return str(term), PREFIXES["rdf"] + "Statement"
