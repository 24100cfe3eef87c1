"""Claims, gathered from the graphs that make them by the query of a comparison."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.conflicts.claims import Claim, Matter
from tradegraph.conflicts.comparisons import Comparison
from tradegraph.dataset.terms import Term, select, value
from tradegraph.vocabulary import unit_order

_SAID = ("hedge", "unitOfMeasure", "asOf", "next", "lastDay", "note")


class _Saying:
    """What one graph says of a matter, while the rows come in."""

    __slots__ = ("also", "said", "values", "wider")

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said
        self.values: dict[Term, None] = {}
        self.wider: set[str] = set()
        self.also: set[str] = set()


def read_claims(store: ox.Store, comparison: Comparison) -> dict[Matter, list[Claim]]:
    """The claims of a comparison by matter: what several graphs say alike is one claim with all of them.

    Args:
        store: A merged store.
        comparison: The kind of comparison.

    Returns:
        Matters in order of their IRIs; claims in order of their first graph, then of their values.
    """
    sayings: dict[tuple[Matter, str, object], _Saying] = {}
    solutions = select(store, comparison.text)
    names = {variable.value for variable in solutions.variables}
    for row in solutions:
        bound = {name: row[name] for name in names if row[name] is not None}
        said = {name: value(bound[name]) for name in _SAID if name in bound}
        matter = Matter(*(value(bound[name]) if name in bound else "" for name in Matter._fields))
        apart = None if comparison.several else (bound["value"], *said.items())
        saying = sayings.setdefault((matter, value(bound["graph"]), apart), _Saying(said))
        saying.values[bound["value"]] = None
        for name, kept in (("wider", saying.wider), ("also", saying.also)):
            if name in bound:
                kept.add(value(bound[name]))
    return _by_matter(sayings)


def _by_matter(sayings: dict[tuple[Matter, str, object], _Saying]) -> dict[Matter, list[Claim]]:
    found: dict[Matter, dict[object, Claim]] = {}
    for (matter, graph, _), saying in sorted(sayings.items(), key=lambda item: (item[0][0], unit_order(item[0][1]))):
        values = tuple(sorted(saying.values, key=str))
        alike = (values, tuple(sorted(saying.said.items())))
        claim = found.setdefault(matter, {}).setdefault(
            alike, Claim(values, saying.said, frozenset(saying.wider), [], [])
        )
        claim.graphs.append(graph)
        claim.also.extend(sorted(saying.also - {*claim.also, *claim.graphs}, key=unit_order))
    return {
        matter: sorted(claims.values(), key=lambda claim: (unit_order(claim.graphs[0]), str(claim.values)))
        for matter, claims in found.items()
    }
