"""The evidence check: every unit, name, number, date and word of the articles' graphs against the articles' texts."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from tradegraph.articles import Article
from tradegraph.evidence.findings import VIOLATION, EvidenceFinding
from tradegraph.evidence.gaps import check_gaps
from tradegraph.evidence.labels import Labels
from tradegraph.evidence.literals import check_literals, find_copy, read_runs
from tradegraph.evidence.names import check_names
from tradegraph.evidence.numbers import check_numbers
from tradegraph.evidence.offsets import check_cover, check_unit, find_text
from tradegraph.evidence.passages import TYPE, Passage, quoted, read_facts
from tradegraph.evidence.units import UnitRecord, read_article_digests, read_units
from tradegraph.vocabulary import ARTICLE, TGO, shorten


class EvidenceReport(NamedTuple):
    """What the evidence check did and found.

    Attributes:
        checked: Units whose article's text is held; each was checked by every rule.
        total: Units that the dataset describes.
        skipped: Units whose article's text is not held.
        findings: By article, unit, rule and message; what concerns a whole article or graph stands before its units.
        lines: What to print about it: how many units were checked, and which texts are not held.
    """

    checked: int
    total: int
    skipped: int
    findings: list[EvidenceFinding]
    lines: list[str]

    @property
    def passed(self) -> bool:
        """Whether every unit was checked and no rule was violated; with no unit checked, nothing has passed."""
        violated = any(finding.severity == VIOLATION for finding in self.findings)
        return self.checked == self.total > 0 and not violated


def check_evidence(store: ox.Store, texts: Mapping[str, Article]) -> EvidenceReport:
    """What the articles' graphs hold that the articles don't, and the other way round.

    Args:
        store: A dataset with its named graphs, merged or not.
        texts: The texts that are held, by the SHA-256 of their file, as `articles.find_articles` gives them.
    """
    units, digests = read_units(store), read_article_digests(store)
    held = {iri: text for iri, sha256 in digests.items() if (text := find_text(texts, sha256)) is not None}
    by_article: dict[str, list[UnitRecord]] = {article: [] for article in digests}
    for unit in units:
        by_article.setdefault(unit.article, []).append(unit)
    findings = [*_strays(store, units, digests)]
    labels, types = Labels(store), _stated_types(store, units) if held else {}
    for article, text in held.items():
        findings += check_cover(article, by_article[article], text)
        findings += _check_article(store, by_article[article], text, labels, types)
    findings += _copies(store, {run for article in texts.values() for run in read_runs(article.text)})
    rank = {unit.iri: number for number, unit in enumerate(units)}
    findings.sort(key=lambda f: (f.unit.partition("#")[0], rank.get(f.unit, -1), f.unit, f.rule, f.message))
    checked = sum(len(by_article[article]) for article in held)
    return EvidenceReport(checked, len(units), len(units) - checked, findings, _lines(by_article, held))


def _check_article(
    store: ox.Store, units: list[UnitRecord], text: str, labels: Labels, types: Mapping[str, set[str]]
) -> Iterator[EvidenceFinding]:
    """What is wrong with the units of an article whose text is held, and with their graphs."""
    passages = {
        unit.iri: Passage(unit, text[max(unit.start, 0) : max(unit.end, 0)], read_facts(store, unit.iri))
        for unit in units
    }
    repeated = {passage.unit.sha256 for passage in passages.values() if passage.facts}
    for passage in passages.values():
        misplaced = list(check_unit(passage.unit, text))
        yield from misplaced
        if misplaced:
            continue  # those are not its words, so nothing that they show would be worth reading
        yield from check_names(passage, passages, labels, types)
        yield from check_numbers(passage, labels)
        yield from check_literals(passage, labels)
        yield from check_gaps(passage, labels, repeated)


def _stated_types(store: ox.Store, units: list[UnitRecord]) -> dict[str, set[str]]:
    """The classes that the graphs of units give to things, by the thing's IRI."""
    graphs, types = {unit.iri for unit in units}, dict[str, set[str]]()
    for quad in store.quads_for_pattern(None, ox.NamedNode(TYPE), None, None):
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in graphs:
            subject, kind = quad.subject, quad.object
            iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
            types.setdefault(iri, set()).add(kind.value if isinstance(kind, ox.NamedNode) else str(kind))
    return types


def _strays(store: ox.Store, units: list[UnitRecord], digests: Mapping[str, str]) -> Iterator[EvidenceFinding]:
    """Units of no described article, and graphs that pass for units and are none: no text could ever prove them."""
    for unit in units:
        if not digests.get(unit.article):
            message = f"{unit.place} belongs to no article that is described with its digest, so no text can prove it."
            remedy = "Relate it by dcterms:isPartOf to one schema:NewsArticle that has one schema:sha256."
            yield EvidenceFinding(VIOLATION, "unit-of-no-article", message, unit.iri, None, remedy)
    described = {unit.iri for unit in units}
    stated = store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(TGO + "StatedGraph"), None)
    graphs = {quad.subject.value for quad in stated if isinstance(quad.subject, ox.NamedNode)}
    graphs |= {graph.value for graph in store.named_graphs() if graph.value.startswith(ARTICLE)}
    for graph in sorted(graphs - described):
        message = f"The graph {shorten(graph)} is described as no unit of an article, so no text can prove it."
        remedy = "Describe the unit: its article, position, kind, offsets and digest."
        yield EvidenceFinding(VIOLATION, "graph-of-no-unit", message, graph, None, remedy)


def _copies(store: ox.Store, held: Collection[tuple[str, ...]]) -> Iterator[EvidenceFinding]:
    """Literals of any named graph that hold nine words in a row of an article."""
    if not held:
        return
    for quad in store.quads_for_pattern(None, None, None, None):
        if not isinstance(quad.object, ox.Literal) or isinstance(quad.graph_name, ox.DefaultGraph):
            continue
        copied = find_copy(quad.object.value, held)
        if copied is None:
            continue
        graph, subject = quad.graph_name.value, str(getattr(quad.subject, "value", quad.subject))
        place = shorten(graph).replace("#u", " unit ") if graph.startswith(ARTICLE) else graph
        what = f"{shorten(quad.predicate.value)} of {shorten(subject)} in {place}"
        message = f"{what} copies an article: {quoted(copied)}."
        remedy = "Give fewer of the article's words, eight in a row at most, or say it in other words."
        yield EvidenceFinding(VIOLATION, "copied-words", message, graph, subject, remedy)


def _lines(by_article: Mapping[str, list[UnitRecord]], held: Collection[str]) -> list[str]:
    total = sum(len(units) for units in by_article.values())
    checked = sum(len(units) for article, units in by_article.items() if article in held)
    if not total:
        return ["no unit is described: nothing was checked against a text, which is not a pass"]
    if not checked:
        return ["no texts held: no unit was checked, which is not a pass"]
    lines = [f"units checked = {checked}, skipped = {total - checked}"]
    for article, units in sorted(by_article.items()):
        if units and article not in held:
            name = article.removeprefix(ARTICLE) or "no described article"
            lines.append(f"no text held for {name}: its {len(units)} units were not checked, which is not a pass")
    return lines
