"""Where the graphs disagree: pairs of claims about one matter, judged and ranked."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from tradegraph.answer.citing import Sources
from tradegraph.conflicts.claims import Claim, Matter
from tradegraph.conflicts.comparisons import Comparison, read_comparisons
from tradegraph.conflicts.gathering import read_claims
from tradegraph.conflicts.judging import JUDGES, judge_words, same_words
from tradegraph.conflicts.ranking import Standing, rank, read_standing
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Sequence

_RECORDS = "two records"


class Conflict(NamedTuple):
    """Two claims about one matter that differ.

    Attributes:
        comparison: Name of the kind of comparison.
        between: Who disagrees, in words: "units of one article", "two articles", "article and reference", ...
        matter: What both are about.
        first: The claim that is shown first.
        other: The other claim.
        compatible: Whether both may hold.
        why: Why they may, or may not.
        rule: By which rule the first is shown first.
    """

    comparison: str
    between: str
    matter: Matter
    first: Claim
    other: Claim
    compatible: bool
    why: str
    rule: str


def find_conflicts(
    store: ox.Store, sources: Sources, comparisons: Sequence[Comparison] | None = None
) -> list[Conflict]:
    """The pairs of claims that differ, conflicts first, those of two records last, by kind of comparison and matter.

    Args:
        store: A merged store.
        sources: Cites its graphs.
        comparisons: The kinds of comparison to make; all where None.
    """
    found = []
    for comparison in read_comparisons() if comparisons is None else comparisons:
        for matter, claims in read_claims(store, comparison).items():
            if len(claims) > 1:
                found += _judged(store, sources, comparison, matter, claims)
    return sorted(found, key=lambda conflict: (conflict.compatible, conflict.between == _RECORDS))


def is_about(conflict: Conflict, thing: str) -> bool:
    """Whether a conflict is about a thing, or one of its claims names the thing."""
    named = {value(term) for claim in (conflict.first, conflict.other) for term in claim.values}
    return thing in (*conflict.matter, *named)


def _judged(
    store: ox.Store, sources: Sources, comparison: Comparison, matter: Matter, claims: list[Claim]
) -> list[Conflict]:
    judge = JUDGES[comparison.judge]
    if judge is judge_words:
        claims = _together(claims)
    standing = [(claim, read_standing(store, sources, claim.graphs)) for claim in claims]
    found = []
    for (one, left), (other, right) in combinations(standing, 2):
        same = one.content == other.content and one.said.get("asOf") == other.said.get("asOf")
        judgement = None if same else judge(one, other)
        if judgement is None or left is None or right is None:
            continue
        between = _between(one, left, other, right)
        ahead, rule = rank(left, right, judgement.narrower)
        first, second = (one, other) if ahead else (other, one)
        told = judge(first, second) or judgement  # the reason names the claims in the order in which they are shown
        found.append(Conflict(comparison.id, between, matter, first, second, told.compatible, told.why, rule))
    return found


def _together(claims: list[Claim]) -> list[Claim]:
    """The claims, as one those of records that differ only in how they are written: else each disputes the same."""
    found: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: "note" in claim.said):  # what needs no note is shown
        same = next((one for one in found if same_words(one, claim) and not _articles(one) | _articles(claim)), None)
        if same is None:
            found.append(claim)
        else:
            place = found.index(same)
            found[place] = same._replace(graphs=same.graphs + claim.graphs, also=same.also + claim.also)
    return found


def _between(one: Claim, left: Standing, other: Claim, right: Standing) -> str:
    """Who disagrees; a claim that an article makes is the article's, whatever else makes it too."""
    articles = [_articles(claim) for claim in (one, other)]
    if all(articles):
        return "units of one article" if articles[0] & articles[1] else "two articles"
    records = [standing.trust is not None for standing in (left, right)]
    if all(records) and not any(articles):
        return _RECORDS
    return "article and reference" if any(records) else "article and rule"


def _articles(claim: Claim) -> set[str]:
    return {graph.partition("#")[0] for graph in claim.graphs if graph.startswith(ARTICLE)}
