"""Which of two claims is shown first, and by which rule, in words.

The rules are tried in order; the first that tells the claims apart decides. Both claims are always shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from tradegraph.answer.records import TRUST
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import TGO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tradegraph.answer.citing import Sources

_KIND = ox.NamedNode(TGO + "unitKind")

# From what is shown first to what is shown last; the first two are the body.
_PARTS = ("sentence", "bullet", "heading", "summary", "title")
_BODY = 2
_TRUSTED = TRUST.index("good") + 1

_BODY_FIRST = "body over heading, summary and title"
NO_RULE = "no rule decides: in the order of the sources"


class Standing(NamedTuple):
    """How a claim stands by the graphs that make it.

    Attributes:
        part: Where in an article it stands: 0 the body, more for headings, summaries and titles; None in no article.
        trust: 0 and 1 for a record of high or good trust, more for less; None for no record.
        derived: Whether only a rule concludes it.
    """

    part: int | None
    trust: int | None
    derived: bool


Places = tuple[int | None, int | None]


class Rule(NamedTuple):
    """A rule: what it says, in words, and how far down it puts each of two claims, None where it says nothing."""

    words: str
    place: Callable[[Standing, Standing], Places]


def _by_part(one: Standing, other: Standing) -> Places:
    return one.part, other.part


def _by_primary_record(one: Standing, other: Standing) -> Places:
    """A record against an article where the record is trusted."""
    return int(not _is_primary(one)), int(not _is_primary(other))


def _by_article(one: Standing, other: Standing) -> Places:
    """An article against a record that is not trusted as a primary source."""
    return int(_is_weak(one)), int(_is_weak(other))


def _by_trust(one: Standing, other: Standing) -> Places:
    return one.trust, other.trust


def _by_derivation(one: Standing, other: Standing) -> Places:
    return int(one.derived), int(other.derived)


def _is_primary(standing: Standing) -> bool:
    return standing.trust is not None and standing.trust < _TRUSTED


def _is_weak(standing: Standing) -> bool:
    return standing.part is None and standing.trust is not None and not _is_primary(standing)


RULES = (
    Rule(_BODY_FIRST, _by_part),
    Rule("more trusted record over less trusted", _by_trust),
    Rule("primary source over rewrite: a record of good or high trust over an article", _by_primary_record),
    Rule("stated over derived", _by_derivation),
    Rule("article over a record of medium or low trust", _by_article),
)
SPECIFIC = "specific over general"


def read_standing(store: ox.Store, sources: Sources, graphs: Sequence[str]) -> Standing | None:
    """How a claim stands by its graphs; None where none of them is a source, but editorial.

    The best of the graphs counts: what a summary says and the body repeats stands in the body.
    """
    cited = [sources.cite(graph) for graph in graphs]
    parts = [_part(store, citation.graph) for citation in cited if citation.kind == "stated"]
    trusts = [
        TRUST.index(citation.record.trust) if citation.record.trust in TRUST else len(TRUST)
        for citation in cited
        if citation.record is not None
    ]
    if not parts and not trusts and not any(citation.kind == "derived" for citation in cited):
        return None
    return Standing(min(parts, default=None), min(trusts, default=None), not parts and not trusts)


def place_words(store: ox.Store, sources: Sources, graphs: Sequence[str], rule: str) -> str:
    """In a few words, what is wrong with a claim that lost by a rule: "only in the summary", else "disputed"."""
    standing = read_standing(store, sources, graphs)
    if rule != _BODY_FIRST or standing is None or standing.part is None or standing.part >= len(_PARTS):
        return "disputed"
    return f"only in the {_PARTS[standing.part]}"


def rank(one: Standing, other: Standing, narrower: int) -> tuple[bool, str]:
    """Whether the first claim goes first, and the rule in words.

    Args:
        one: How the first claim stands.
        other: How the other stands.
        narrower: Which is more exact, as the judge has it.
    """
    for rule in RULES:
        left, right = rule.place(one, other)
        if left is not None and right is not None and left != right:
            return left < right, rule.words
    if narrower:
        return narrower < 0, SPECIFIC
    return True, NO_RULE


def _part(store: ox.Store, unit: str) -> int:
    """The place of a unit's kind in `_PARTS`, all of the body alike; the end for any other kind and for none."""
    kinds = {value(q.object).removeprefix(TGO) for q in store.quads_for_pattern(ox.NamedNode(unit), _KIND, None, None)}
    place = min((_PARTS.index(kind) for kind in kinds if kind in _PARTS), default=len(_PARTS))
    return 0 if place < _BODY else place
