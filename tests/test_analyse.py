"""Connections, ranks, groups and comparisons."""

import itertools
import math
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph.analyse import rank as ranking
from tradegraph.analyse.compare import KINDS, compare
from tradegraph.analyse.groups import find_groups
from tradegraph.analyse.path import find_paths
from tradegraph.analyse.rank import MEASURES, rank
from tradegraph.dataset.loading import ALL, load_merged, load_shipped
from tradegraph.dataset.terms import select
from tradegraph.errors import InputError, LimitError, UnknownNameError
from tradegraph.network.project import project
from tradegraph.network.views import as_simple
from tradegraph.vocabulary import TG, shorten

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=22)


def network(pairs: list[tuple[int, int]], size: int = 8) -> nx.MultiDiGraph:
    """An invented network: things that like one another."""
    graph = nx.MultiDiGraph(projection="likes")
    for number in range(size):
        graph.add_node(f"urn:{number}", label=f"Thing {number}", iri=f"urn:{number}")
    for number, (source, target) in enumerate(sorted(set(pairs))):
        graph.add_edge(
            f"urn:{source}", f"urn:{target}", "likes", predicate="likes", label="likes", count=1,
            evidence=(f"zephyria#u{number + 1}",),
        )  # fmt: skip
    return graph


@pytest.fixture(scope="module")
def shipped() -> ox.Store:
    return load_shipped()


# Paths


@settings(max_examples=80, deadline=None)
@given(PAIRS, st.integers(1, 4))
def test_paths_are_all_the_shortest_ones_that_brute_force_finds(pairs: list[tuple[int, int]], longest: int) -> None:
    graph = network([(a, b) for a, b in pairs if a < 6 and b < 6], 6)
    joined = {frozenset(pair) for pair in graph.edges()}
    nodes = list(graph)
    wanted: list[tuple[str, ...]] = []
    for inner in range(longest):
        for between in itertools.permutations([n for n in nodes if n not in ("urn:0", "urn:1")], inner):
            way = ("urn:0", *between, "urn:1")
            if all(frozenset(pair) in joined for pair in itertools.pairwise(way)):
                wanted.append(way)
        if wanted:
            break
    found = find_paths(graph, "urn:0", "urn:1", longest, limit=1000)
    ways = [(path[0].source, *(hop.target for hop in path)) for path in found.paths]
    assert ways == sorted(wanted)
    assert (found.total, found.hops) == (len(wanted), len(wanted[0]) - 1 if wanted else 0)
    for hop in itertools.chain.from_iterable(found.paths):
        assert {link.forward for link in hop.links} == {
            forward for forward, ends in ((True, hop[:2]), (False, hop[1::-1])) if graph.has_edge(*ends)
        }


def test_many_connections_are_counted_without_being_listed() -> None:
    size = 60
    layers = [(layer * 2 + a, layer * 2 + 2 + b) for layer in range(size // 2 - 1) for a in (0, 1) for b in (0, 1)]
    found = find_paths(network(layers, size), "urn:0", f"urn:{size - 1}", limit=3)
    assert (found.total, len(found.paths), found.hops) == (2 ** (size // 2 - 2), 3, size // 2 - 1)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("urn:0", "urn:0"), InputError, "from one entity to another"),
        (("urn:0", "urn:x"), UnknownNameError, "urn:x has no place in the projection 'likes'"),
        (("urn:0", "urn:1", 0), InputError, "give 1 or more"),
        (("urn:0", "urn:1", None, 0), InputError, "give 1 or more"),
    ],
)
def test_a_path_that_can_not_be_is_refused(arguments: tuple[Any, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        find_paths(network([(0, 1)]), *arguments)


def test_what_is_not_connected_has_no_path() -> None:
    assert find_paths(network([(0, 1), (2, 3)]), "urn:0", "urn:3") == (0, 0, ())


def test_zambia_revenue_authority_is_connected_with_the_wto_through_lungus_place_on_the_panel(
    shipped: ox.Store,
) -> None:
    found = find_paths(project(shipped), TG + "zambia-revenue-authority", TG + "wto")
    told = [
        [(link.label, link.forward, shorten(hop.target), link.evidence) for hop in path for link in hop.links]
        for path in found.paths
    ]
    panel = ("wto-public-forum-2022#u32",)
    end = [
        ("is panellist at", True, "tg:wco-pscg-session-2022", panel),
        ("is co-host at", False, "tg:wto", ("wto-public-forum-2022#u2",)),
        ("takes part in", False, "tg:wto", ("wto-public-forum-2022#u22",)),
    ]
    assert (found.hops, found.total) == (4, 2)
    assert told == [
        [
            ("is a post in", False, "tg:zra-deputy-commissioner", panel),
            ("holds the post of", False, "tg:patricia-lungu", panel),
            *end,
        ],
        [("is an authority of", True, "tg:economy-zm", panel), ("spoke on", False, "tg:patricia-lungu", panel), *end],
    ]


# Ranks


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=25, deadline=None)
@given(pairs=PAIRS, order=st.permutations(range(8)))
def test_a_rank_does_not_depend_on_names(measure: str, pairs: list[tuple[int, int]], order: list[int]) -> None:
    try:
        first = {one.iri: one.rank for one in rank(network(pairs), measure)}
        other = {one.iri: one.rank for one in rank(network([(order[a], order[b]) for a, b in pairs]), measure)}
    except LimitError:
        assert measure == "eigenvector"
        return
    assert {f"urn:{order[number]}": first[f"urn:{number}"] for number in range(8)} == other


def test_ties_share_a_rank_and_stand_by_label() -> None:
    found = rank(network([(0, 1), (0, 2), (0, 3), (4, 1)], 5), "degree")
    assert [(one.rank, one.label, one.value) for one in found] == [
        (1, "Thing 0", 3),
        (2, "Thing 1", 2),
        (3, "Thing 2", 1),
        (3, "Thing 3", 1),
        (3, "Thing 4", 1),
    ]


def test_values_that_only_the_order_of_a_sum_parts_are_a_tie() -> None:
    found = ranking._place([(0.1 + 0.2, "b", "urn:b"), (0.3, "a", "urn:a"), (0.3 - 1e-6, "c", "urn:c")])
    assert [(one.rank, one.label) for one in found] == [(1, "a"), (1, "b"), (3, "c")]


@pytest.mark.parametrize(
    ("measure", "reference"),
    [
        ("betweenness", nx.betweenness_centrality),
        ("closeness", nx.closeness_centrality),
        ("eigenvector", lambda graph: nx.eigenvector_centrality(graph, max_iter=5000, tol=1e-12)),
        ("degree", lambda graph: dict(graph.degree())),
    ],
)
def test_measures_are_those_of_networkx_on_who_is_joined_to_whom(
    shipped: ox.Store, measure: str, reference: object
) -> None:
    graph = project(shipped, "institutions")
    plain = nx.Graph((a, b) for a, b in graph.edges() if a != b)
    wanted = reference(plain)  # type: ignore[operator]
    assert all(math.isclose(one.value, wanted[one.iri], abs_tol=1e-9) for one in rank(graph, measure))


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_pagerank_is_that_of_networkx(pairs: list[tuple[int, int]]) -> None:
    from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

    graph = network(pairs)
    wanted = _pagerank_python(as_simple(graph, directed=True), weight=None, tol=1e-14, max_iter=1000)
    for values in (ranking._pagerank_by_rounds(as_simple(graph, directed=True)), None):
        found = values or {one.iri: one.value for one in rank(graph, "pagerank")}
        assert math.isclose(sum(found.values()), 1)
        assert all(math.isclose(found[node], wanted[node], abs_tol=1e-10) for node in graph)


def test_pagerank_of_topics_has_no_direction_to_follow(shipped: ox.Store) -> None:
    topics = project(shipped, "topics")
    turned = topics.reverse()
    turned.graph.update(topics.graph)
    first, other = ({one.iri: one.value for one in rank(graph, "pagerank")} for graph in (topics, turned))
    assert all(math.isclose(first[iri], other[iri], rel_tol=1e-9) for iri in first)


def test_an_unknown_measure_is_refused_and_an_empty_network_ranks_nothing() -> None:
    with pytest.raises(UnknownNameError, match="no such measure; there are degree"):
        rank(network([]), "fame")
    assert all(rank(network([], 0), measure) == [] for measure in MEASURES)


# Groups


def test_two_circles_with_one_bridge_are_two_groups_named_by_their_centres() -> None:
    circles = [(a, b) for circle in (range(4), range(4, 8)) for a, b in itertools.combinations(circle, 2)]
    found = find_groups(network([*circles, (3, 4)]))
    assert [group.members for group in found.groups] == [
        tuple(f"urn:{n}" for n in range(4)),
        tuple(f"urn:{n}" for n in range(4, 8)),
    ]
    assert [(group.name, group.relations) for group in found.groups] == [
        ("Thing 0, Thing 1, Thing 2", 6),
        ("Thing 4, Thing 5, Thing 6", 6),
    ]
    assert found.modularity == pytest.approx(0.42, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.integers(0, 3))
def test_each_entity_is_in_one_group_and_evidence_is_of_relations_inside(
    pairs: list[tuple[int, int]], seed: int
) -> None:
    graph = network(pairs)
    found = find_groups(graph, seed)
    assert sorted(member for group in found.groups for member in group.members) == sorted(graph)
    for group in found.groups:
        inside = [data["evidence"][0] for a, b, data in graph.edges(data=True) if {a, b} <= set(group.members)]
        assert (group.relations, set(group.evidence)) == (len(inside), set(inside))


def test_a_resolution_of_nothing_is_refused() -> None:
    for wrong in (0.0, -1.0, math.nan):
        with pytest.raises(InputError, match="resolution"):
            find_groups(network([(0, 1)]), resolution=wrong)


# Comparison


def test_the_shared_topics_of_the_two_articles_are_those_that_the_question_finds(shipped: ox.Store) -> None:
    from tradegraph.answer.questions import read_question

    rows = select(load_merged(), read_question("shared-topics").text)
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row["topic"].value, set()).add(shorten(row["unit"].value))
    compared = compare(shipped, "wco-wto-mou-2025", "wto-public-forum-2022")
    shared = {one.iri: {*one.left, *one.right} for one in compared if one.kind == "topics" and one.left and one.right}
    assert shared == wanted


def test_the_two_articles_share_the_two_organisations_and_no_person(shipped: ox.Store) -> None:
    compared = compare(shipped, "wco-wto-mou-2025", "wto-public-forum-2022")

    def labels(kind: str, left: bool, right: bool) -> list[str]:
        return [one.label for one in compared if (one.kind, bool(one.left), bool(one.right)) == (kind, left, right)]

    assert labels("organisations", True, True) == ["World Customs Organization", "World Trade Organization"]
    assert labels("people", True, True) == []
    assert labels("people", True, False) == ["Ian Saunders", "Ngozi Okonjo-Iweala"]
    assert labels("people", False, True) == [
        "Brenda Smith",
        "Patricia Lungu",
        "Ricardo Treviño Chapa",
        "Suja Rishikesh Mavroidis",
    ]
    assert labels("places", True, False) == ["Davos"]
    assert {one.kind for one in compared} <= set(KINDS)
    assert not [one.label for one in compared if one.kind == "other"]


def test_the_other_way_round_the_sides_change_places(shipped: ox.Store) -> None:
    one, other = (
        compare(shipped, *slugs)
        for slugs in (("wco-wto-mou-2025", "wto-public-forum-2022"), ("wto-public-forum-2022", "wco-wto-mou-2025"))
    )
    assert {(a.iri, a.left, a.right) for a in one} == {(a.iri, a.right, a.left) for a in other}


def test_an_unknown_article_and_one_article_twice_are_refused(shipped: ox.Store) -> None:
    with pytest.raises(UnknownNameError, match="fog: no such article; there are wco-wto-mou-2025"):
        compare(shipped, "wco-wto-mou-2025", "fog")
    with pytest.raises(InputError, match="is given twice"):
        compare(shipped, "wco-wto-mou-2025", "wco-wto-mou-2025")


def test_a_reference_list_is_no_article_and_its_records_are_not_compared(shipped: ox.Store) -> None:
    everything = load_shipped(ALL)
    slugs = ("wco-wto-mou-2025", "wto-public-forum-2022")
    with pytest.raises(UnknownNameError, match=r"there are wco-wto-mou-2025, wto-public-forum-2022$"):
        compare(everything, "wco-wto-mou-2025", "wto-members")
    assert compare(everything, *slugs) == compare(shipped, *slugs)
