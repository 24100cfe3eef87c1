"""Names are really there: a thing that a unit's graph speaks of is mentioned in the unit.

By one of its labels; or by the words of `tgo:isMeantBy` in the same graph; or, by `tgo:isContinuedFrom`, in an earlier
unit of the same article. A node that only ties others together (a membership, a figure) has no name and needs none.
"""

from collections.abc import Iterator, Mapping

from tradegraph.evidence.findings import VIOLATION, WARNING, EvidenceFinding
from tradegraph.evidence.labels import Labels
from tradegraph.evidence.mentions import word_spans
from tradegraph.evidence.passages import CONTINUED_FROM, MEANT_BY, Passage, quoted
from tradegraph.vocabulary import PREFIXES, TGO, shorten

# What has no name because it is no thing but a tie between things, or something said. A thing of any other class that
# has no label would slip through unnamed.
RELATION_CLASSES = frozenset(
    {
        PREFIXES["org"] + "Membership",
        PREFIXES["prov"] + "Association",
        PREFIXES["prov"] + "Delegation",
        PREFIXES["rdf"] + "Statement",
        PREFIXES["schema"] + "Quotation",
        TGO + "QuantityClaim",
        TGO + "ReportedStatement",
        TGO + "Vacancy",
    }
)


def check_names(
    passage: Passage, passages: Mapping[str, Passage], labels: Labels, types: Mapping[str, set[str]]
) -> Iterator[EvidenceFinding]:
    """What a unit's graph speaks of though its words don't.

    Args:
        passage: The unit, its words and its graph.
        passages: All units of the article, by IRI.
        labels: What things are called.
        types: IRIs of the classes that stated graphs give a thing, by its IRI.
    """
    yield from _check_meant(passage, labels)
    yield from _check_continued(passage, passages, labels)
    for iri in passage.things():
        if labels.has(iri):
            yield from _check_named(passage, passages, labels, iri)
        else:
            yield from _check_nameless(passage, iri, types.get(iri, set()))


def _check_named(
    passage: Passage, passages: Mapping[str, Passage], labels: Labels, iri: str
) -> Iterator[EvidenceFinding]:
    name, unit = labels.name(iri), passage.unit.iri
    used = [relation for relation in (MEANT_BY, CONTINUED_FROM) if passage.objects(iri, relation)]
    if labels.spans(iri, passage.text):
        for relation in used:
            message = f'{passage.place} names "{name}" by one of its labels, so {shorten(relation)} is not needed.'
            remedy = f"Take out the {shorten(relation)} of {shorten(iri)}."
            yield EvidenceFinding(WARNING, "needless", message, unit, iri, remedy)
    elif not used:
        message = f'"{name}" is not mentioned in {passage.place} by any of its labels, though its graph speaks of it.'
        remedy = _where_named(passages, labels, iri)
        yield EvidenceFinding(VIOLATION, "name-missing", message, unit, iri, remedy)
    # What is used is checked by itself: whether the words stand here, whether the earlier unit names the thing.


def _where_named(passages: Mapping[str, Passage], labels: Labels, iri: str) -> str:
    """The way out, with up to eight units of the article that mention the thing."""
    units = [str(other.unit.position) for other in passages.values() if other.mentions(iri, labels)]
    where = f" (mentioned in unit {', '.join(units[:8])})" if units else ""
    return f"Say with tgo:isMeantBy which words of the unit mean it, or move the statement to where it stands{where}."


def _check_meant(passage: Passage, labels: Labels) -> Iterator[EvidenceFinding]:
    for fact in passage.facts:
        if fact.predicate == MEANT_BY and not word_spans(fact.object, passage.text):
            name = labels.name(fact.subject)
            message = f'The words {quoted(fact.object)}, which are to mean "{name}", do not stand in {passage.place}.'
            remedy = "Copy the words from the unit, with their letter case, as whole words."
            yield EvidenceFinding(VIOLATION, "meant-words", message, passage.unit.iri, fact.subject, remedy)


def _check_continued(passage: Passage, passages: Mapping[str, Passage], labels: Labels) -> Iterator[EvidenceFinding]:
    for fact in passage.facts:
        if fact.predicate != CONTINUED_FROM:
            continue
        name, source = labels.name(fact.subject), passages.get(fact.object)
        if source is None:
            problem = f"{shorten(fact.object)}, which is no unit of the same article"
        elif source.unit.position >= passage.unit.position:
            problem = f"{source.place}, which is no earlier unit"
        elif not source.mentions(fact.subject, labels):
            problem = f"{source.place}, which does not mention it itself"
        else:
            continue
        message = f'"{name}" is continued in {passage.place} from {problem}.'
        remedy = "Point to the earlier unit of the same article that names it, by a label or by tgo:isMeantBy."
        yield EvidenceFinding(VIOLATION, "continued-from", message, passage.unit.iri, fact.subject, remedy)


def _check_nameless(passage: Passage, iri: str, types: set[str]) -> Iterator[EvidenceFinding]:
    if types & RELATION_CLASSES:
        return
    if types:
        kinds = ", ".join(shorten(kind) for kind in sorted(types))
        problem, remedy = f"is of class {kinds}, so it is a thing and needs a name", "Give it a label in the catalogue."
    else:
        problem = "has neither a label in the catalogue nor a class in any unit's graph"
        remedy = "Give it a label in the catalogue, or mend its name where it is misspelt."
    message = f"{passage.place} speaks of {shorten(iri)}, which {problem}."
    yield EvidenceFinding(VIOLATION, "nameless", message, passage.unit.iri, iri, remedy)
