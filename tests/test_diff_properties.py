"""What a comparison promises, over invented datasets: empty for equals alone, and turned round it is its mirror."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradegraph.dataset.settling import settle
from tradegraph.dataset.writing import digest
from tradegraph.diff.comparing import Change, compare
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, expand

NAMED = [ox.NamedNode(expand(f"tg:{name}")) for name in ("guild", "fog", "nameless")]
BLANK = [ox.BlankNode(name) for name in "ab"]
CLASSES = [
    ox.NamedNode(expand(name))
    for name in ("org:Membership", "tgo:QuantityClaim", "tgo:Signing", "tgo:Unit", "tgo:DerivedGraph", "foaf:Person")
]
PREDICATES = [
    ox.NamedNode(expand(name))
    for name in (
        "rdf:type",
        "tgo:holdsPost",
        "org:member",
        "tgo:value",
        "dcterms:isPartOf",
        "skos:broader",
        "tgo:aimsAt",
    )
]
LITERALS = [ox.Literal(3200), ox.Literal("3200"), ox.Literal("a", language="en"), ox.Literal("a", language="fr")]
GRAPHS = [ox.NamedNode(ARTICLE + "sky#u1"), ox.NamedNode(ARTICLE + "sky#u2"), ox.NamedNode(DESCRIPTION_GRAPH)]
SUBJECTS = [*NAMED, *BLANK, *GRAPHS[:2]]
quads = st.builds(
    ox.Quad,
    st.sampled_from(SUBJECTS),
    st.sampled_from(PREDICATES),
    st.sampled_from([*SUBJECTS, *CLASSES, *LITERALS]),
    st.sampled_from([*GRAPHS, ox.DefaultGraph()]),
)
datasets = st.lists(quads, max_size=8)
LABELS = {node.value: "Guild" for node in NAMED[:1]} | {NAMED[1].value: "Fog"}
MIRRORED = {
    "added": "retracted",
    "retracted": "added",
    "repeated": "no longer repeated",
    "no longer repeated": "repeated",
}


def renamed(found: list[ox.Quad]) -> list[ox.Quad]:
    """The same in another order and with other blank nodes."""
    lines = "".join(f"{quad} .\n" for quad in reversed(found))
    return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True))


def turned(change: Change) -> tuple[object, ...]:
    """A change as the other direction tells it; where both sides have the fact, it is told in other words."""
    if change.change in MIRRORED:
        return MIRRORED[change.change], change.kind, change.list, change.sentence, tuple(change.units)
    return change.change, change.kind, change.list


def straight(change: Change) -> tuple[object, ...]:
    if change.change in MIRRORED:
        return change.change, change.kind, change.list, change.sentence, tuple(change.units)
    return change.change, change.kind, change.list


@settings(max_examples=300, deadline=None)
@given(datasets)
def test_a_dataset_differs_in_nothing_from_itself(found: list[ox.Quad]) -> None:
    assert settle(found) == settle(renamed(found))
    assert compare(settle(found), settle(renamed(found)), LABELS) == []


@settings(max_examples=300, deadline=None)
@given(datasets, datasets)
def test_two_datasets_are_equal_just_where_they_are_isomorphic(one: list[ox.Quad], other: list[ox.Quad]) -> None:
    assert (settle(one) == settle(other)) == (digest(one) == digest(other))


FIGURE, VALUE = CLASSES[1], PREDICATES[3]
TOLD_ALIKE: tuple[list[ox.Quad], ...] = (
    [ox.Quad(BLANK[1], PREDICATES[0], NAMED[0], GRAPHS[0]), ox.Quad(BLANK[1], PREDICATES[0], FIGURE, GRAPHS[1])],
    [],
    [
        ox.Quad(BLANK[0], PREDICATES[0], FIGURE, GRAPHS[0]),
        ox.Quad(BLANK[0], VALUE, NAMED[0], GRAPHS[1]),
        ox.Quad(BLANK[1], PREDICATES[0], NAMED[0], GRAPHS[1]),
    ],
)


@settings(max_examples=600, deadline=None)
@given(datasets, datasets, datasets)
@example(*TOLD_ALIKE)
def test_a_comparison_turned_round_is_its_mirror(both: list[ox.Quad], one: list[ox.Quad], other: list[ox.Quad]) -> None:
    old, new = settle([*both, *one]), settle([*both, *other])
    there, back = compare(old, new, LABELS), compare(new, old, LABELS)
    assert Counter(map(turned, there)) == Counter(map(straight, back))
    assert bool(there) == (old != new)
    for change in (*there, *back):
        assert change.sentence.isprintable()
        assert change.sentence.strip()


def test_one_blank_node_more_leaves_the_names_of_the_others() -> None:
    p = PREDICATES[0]
    first = [ox.Quad(BLANK[0], p, NAMED[0]), ox.Quad(BLANK[0], p, BLANK[1])]
    assert settle(first) < settle([*first, ox.Quad(ox.BlankNode("c"), p, NAMED[1])])


def test_two_equal_blank_nodes_stay_two() -> None:
    p = PREDICATES[0]
    assert len(settle([ox.Quad(ox.BlankNode(), p, NAMED[0]), ox.Quad(ox.BlankNode(), p, NAMED[0])])) == 2
