"""An article unit by unit: its words, when the reader holds them, beside what its graph states, in readable form."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.citing import Sources, display, predicate_label
from tradegraph.answer.names import Names, printable
from tradegraph.beside import find_beside
from tradegraph.dataset.terms import value
from tradegraph.errors import UnknownNameError
from tradegraph.evidence.units import UnitRecord, read_units
from tradegraph.vocabulary import ARTICLE, PREFIXES, TGO

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_MEANT = ox.NamedNode(TGO + "isMeantBy")
_CONTINUED = ox.NamedNode(TGO + "isContinuedFrom")
_PART_OF = ox.NamedNode(PREFIXES["dcterms"] + "isPartOf")
_CLAIM = tuple(ox.NamedNode(PREFIXES["rdf"] + name) for name in ("subject", "predicate", "object"))


class Reading:
    """A unit as it is read.

    Attributes:
        unit: The unit.
        text: Its words; None where they are not held.
        stated: What it states, a line for each subject.
        beside: What records of reference state of the same matter, a line for each subject of a record.
    """

    __slots__ = ("beside", "stated", "text", "unit")

    def __init__(self, unit: UnitRecord, text: str | None, stated: list[str], beside: list[str]) -> None:
        """Holds a unit as it is read."""
        self.unit, self.text, self.stated, self.beside = unit, text, stated, beside


def find_slug(name: str, slugs: list[str], names: Names) -> str:
    """The slug of the article that a slug, IRI or label stands for.

    Raises:
        UnknownNameError: There is no such article; the message lists those there are.
    """
    wanted = name.removeprefix(ARTICLE)
    if wanted in slugs:
        return wanted
    for iri in names.find(name):
        if iri.startswith(ARTICLE):
            return iri[len(ARTICLE) :]
    near = [slug for slug in slugs if name and name.casefold() in slug]
    raise UnknownNameError(
        f"there is no article '{name}'; {'did you mean' if near else 'there are'} "
        f"{', '.join(near or slugs)}{'?' if near else ''}"
    )


def read_article_graphs(store: ox.Store, names: Names, sources: Sources, slug: str) -> list[Reading]:
    """The units of an article in order, each with its words, when held, what it states, and what records say of it."""
    return [
        Reading(
            unit,
            sources.words(unit.iri),
            stated_lines(store, unit.iri, names) if unit.has_graph else [],
            lines_beside(store, unit.iri, names, sources),
        )
        for unit in read_units(store)
        if unit.slug == slug
    ]


def lines_beside(store: ox.Store, unit: str, names: Names, sources: Sources) -> list[str]:
    """What the records in a store state of the same matter as a unit, a line for each subject, with its records."""
    lines: dict[str, list[str]] = {}
    for found in find_beside(store, unit, names):
        for subject, likewise in found.told.items():
            told = _facts(found.facts, subject, names, set())
            line = f"{'likewise ' if likewise else ''}{_subject(subject, found.facts[subject], names)}: {told}"
            lines.setdefault(line, []).append(printable(sources.short(found.record)))
    return [f"{line} [{' '.join(records)}]" for line, records in lines.items()]


def stated_lines(store: ox.Store, graph: str, names: Names) -> list[str]:
    """What a graph states, a line for each subject; a node without a name is told inside the line that leads to it."""
    quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    facts: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        facts.setdefault(quad.subject, []).append(quad)
    told = {q.object for q in quads if _is_told_inside(q, names) and q.object in facts and q.object != q.subject}
    lines = [
        f"{_subject(subject, facts[subject], names)}: {_facts(facts, subject, names, set())}"
        for subject in facts
        if subject not in told and _facts(facts, subject, names, set())
    ]
    return sorted(lines)


def _nameless(term: object, names: Names) -> bool:
    return isinstance(term, ox.BlankNode) or (isinstance(term, ox.NamedNode) and names.is_relation(term.value))


def _is_told_inside(quad: ox.Quad, names: Names) -> bool:
    """Whether a node is told where a fact leads to it; the whole of a quotation is told by itself, not in each part."""
    return quad.predicate != _PART_OF and _nameless(quad.object, names)


def _subject(subject: object, quads: list[ox.Quad], names: Names) -> str:
    if _nameless(subject, names):
        kinds = sorted(display(q.object, names) for q in quads if q.predicate == _TYPE)
        return f"a {' and '.join(k.rpartition(':')[2].lower() for k in kinds)}" if kinds else "something"
    meant = sorted(f'"{printable(value(q.object))}"' for q in quads if q.predicate == _MEANT)
    continued = [
        f"from unit {printable(value(q.object).rpartition('#u')[2])}" for q in quads if q.predicate == _CONTINUED
    ]
    how = f" ({', '.join([*meant, *continued])})" if meant or continued else ""
    return f"{display(subject, names)}{how}"


def _facts(facts: dict[object, list[ox.Quad]], subject: object, names: Names, above: set[object]) -> str:
    """The facts about a subject on one line, those about a node without a name in brackets; `above` ends a circle."""
    nameless = _nameless(subject, names)
    parts: dict[str, list[str]] = {}
    for quad in facts.get(subject, []):
        if quad.predicate in (_MEANT, _CONTINUED) or (quad.predicate == _TYPE and nameless):
            continue
        inner = quad.object
        deeper = _is_told_inside(quad, names) and inner in facts and inner not in above and inner != subject
        value = f"({_facts(facts, inner, names, above | {subject})})" if deeper else display(inner, names)
        relation = predicate_label(quad.predicate.value, names)
        if quad.predicate in _CLAIM:  # a claim that nobody asserts here, and whose subject isn't what it is about
            relation = f"claimed {relation}"
        if relation == "is a" and value[:1] in "aeiou":
            relation = "is an"
        parts.setdefault(relation, []).append(value)
    return "; ".join(f"{relation} {', '.join(sorted(values))}" for relation, values in sorted(parts.items()))
