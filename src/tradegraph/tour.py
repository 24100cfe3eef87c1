"""What the tour shows: what is in the graph, counted."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.citing import predicate_label
from tradegraph.answer.names import Names
from tradegraph.dataset.terms import select
from tradegraph.evidence.units import read_units
from tradegraph.vocabulary import TG

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("signatories", ("agreement=MoU",)),
    ("who-spoke-on", ("topic=single windows",)),
    ("figures", ("about=WTO Public Forum 2022",)),
)

_ENTITIES = f"""
SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
    ?thing a ?class .
    FILTER(STRSTARTS(STR(?thing), "{TG}"))
}} GROUP BY ?class ORDER BY DESC(?count) ?class
"""

# A relation is stated, derived or referenced; what the editorial graphs say of names is none.
_RELATIONS = f"""
PREFIX tgo: <https://w3id.org/tradegraph/ontology#>
SELECT ?relation (COUNT(*) AS ?count) WHERE {{
    SELECT DISTINCT ?s ?relation ?o WHERE {{
        GRAPH ?graph {{ ?s ?relation ?o }}
        VALUES ?kind {{ tgo:StatedGraph tgo:DerivedGraph tgo:ReferencedGraph }}
        ?graph a ?kind .
        FILTER(isIRI(?o) && STRSTARTS(STR(?s), "{TG}") && STRSTARTS(STR(?o), "{TG}"))
    }}
}} GROUP BY ?relation ORDER BY DESC(?count) ?relation
"""


def count_entities(store: ox.Store, names: Names) -> list[tuple[str, int]]:
    """Classes with the number of their things, most first; each thing counts once in each of its classes.

    Args:
        store: A merged store.
        names: What things are called.
    """
    return [(predicate_label(row["class"].value, names), int(row["count"].value)) for row in select(store, _ENTITIES)]


def count_relations(store: ox.Store, names: Names) -> list[tuple[str, int]]:
    """Relations between things with the number of triples, most first; a triple counts once, whoever states it."""
    return [
        (predicate_label(row["relation"].value, names), int(row["count"].value)) for row in select(store, _RELATIONS)
    ]


def count_units(store: ox.Store) -> list[tuple[str, int, int]]:
    """For each article its slug, the number of units with a graph, and of those without, in order of slugs."""
    counts: dict[str, list[int]] = {}
    for unit in read_units(store):
        counts.setdefault(unit.slug, [0, 0])[0 if unit.has_graph else 1] += 1
    return [(slug, graphs, gaps) for slug, (graphs, gaps) in sorted(counts.items())]
