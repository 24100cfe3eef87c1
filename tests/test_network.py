"""Projections: which relation becomes which edge, on what evidence, and in which order."""

import hashlib
import os
import random
import subprocess
import sys

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph.dataset.loading import load_files, load_merged, load_shipped, merge
from tradegraph.errors import InputError, LimitError, UnknownNameError
from tradegraph.network import mentions
from tradegraph.network.project import project
from tradegraph.network.projections import PROJECTIONS, WINDOWS, Fold, Projection, Relation
from tradegraph.network.triples import triples
from tradegraph.network.views import around, as_simple, part
from tradegraph.vocabulary import ARTICLE, BASE, PREFIXES, TG, TGO

WORLD = os.path.join(os.path.dirname(__file__), "cases", "networks", "guild.trig")
TREATY, FAIR = "fog-treaty", "bell-fair"
DERIVED = "graph/derived/fair-day/bell-fair"


@pytest.fixture(scope="module")
def world() -> ox.Store:
    return load_files([WORLD])


def edges(graph: nx.MultiDiGraph) -> set[tuple[str, str, str]]:
    """Edges as short names and words."""
    return {
        (source.removeprefix(TG), data["label"], target.removeprefix(TG))
        for source, target, data in graph.edges(data=True)
    }


def edge(graph: nx.MultiDiGraph, source: str, predicate: str, target: str) -> dict[str, object]:
    found: dict[str, object] = graph.edges[TG + source, TG + target, predicate]
    return found


def test_a_signing_becomes_who_signed_with_office_party_day_and_place(world: ox.Store) -> None:
    graph = project(world, "agreements")
    assert edges(graph) >= {
        ("ada", "signed", "treaty"),
        ("bo", "signed", "treaty"),
        ("guild", "is party to", "treaty"),
        ("order", "is party to", "treaty"),
        ("treaty", "has as subject", "fog"),
    }
    signed = edge(graph, "ada", "network#signed", "treaty")
    assert signed == {
        "predicate": "network#signed",
        "label": "signed",
        "evidence": (f"{TREATY}#u2",),
        "count": 1,
        "first": "3022-05-01",
        "office": (TG + "weigher",),
        "party": (TG + "guild",),
        "event": (TG + "signing",),
        "place": (TG + "zephyria",),
    }
    assert edge(graph, "bo", "network#signed", "treaty")["party"] == (TG + "order",)
    assert graph.graph["labels"][TG + "zephyria"] == "Zephyria"


@pytest.mark.parametrize("name", ["agreements", "institutions"])
def test_a_signing_alone_makes_those_parties_on_whose_behalf_it_is_signed(name: str) -> None:
    store = load_files([WORLD])
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(TGO + "isPartyTo"), None, None)):
        store.remove(quad)
    graph = project(store, name)
    for party in ("guild", "order"):
        assert edge(graph, party, "tgo:isPartyTo", "treaty")["evidence"] == (f"{TREATY}#u2",)


def test_a_membership_becomes_who_held_which_post_and_in_what_the_post_is(world: ox.Store) -> None:
    graph = project(world, "people")
    assert edge(graph, "ada", "tgo:holdsPost", "weigher")["first"] == "3020-01-01"
    post = edge(graph, "weigher", "org:postIn", "guild")
    assert (post["evidence"], "first" in post) == ((f"{TREATY}#u3",), False)
    assert edge(graph, "cy", "org:memberOf", "order")["evidence"] == (f"{TREATY}#u3",)
    assert ("ada", "is a member of", "guild") not in edges(graph)


def test_a_delegation_a_statement_and_a_quotation_become_edges_of_the_person(world: ox.Store) -> None:
    graph = project(world, "people")
    assert edges(graph) >= {
        ("ada", "acted on behalf of", "guild"),
        ("bo", "acted on behalf of", "order"),
        ("bo", "spoke on", "lamps"),
        ("ada", "said something of", "treaty"),
        ("ada", "said something of", "guild"),
    }
    spoke = edge(graph, "bo", "network#spokeOn", "fog")
    assert (spoke["event"], spoke["first"], spoke["last"]) == ((TG + "fair",), "3023-09-27", "3023-09-29")
    assert (spoke["evidence"], spoke["detail_evidence"]) == ((f"{FAIR}#u2",), (DERIVED,))
    assert ("ada", "spoke on", "scales") not in edges(graph), "a part of a quotation is no statement beside it"


def test_what_an_event_discussed_comes_from_its_areas_and_from_statements_without_a_speaker(world: ox.Store) -> None:
    graph = project(world, "events")
    assert edges(graph) >= {("fair", "discussed", "scales"), ("fair", "discussed", "weather")}
    assert edge(graph, "fair", "network#discussed", "scales")["area"] == (TG + "area",)
    assert ("fair", "discussed", "lamps") not in edges(graph), "that was said by somebody"


def test_a_figure_keeps_its_value(world: ox.Store) -> None:
    assert edge(project(world), "fair", "network#hasFigure", "scales")["value"] == ("40",)


def test_parts_in_several_units_are_all_evidence_and_a_unit_that_has_all_is_enough(world: ox.Store) -> None:
    graph = project(world)
    assert edge(graph, "guild", "tgo:host", "fair")["evidence"] == (f"{FAIR}#u1", f"{FAIR}#u2")
    # The quotation's part has no speaker of its own; one unit states all of it.
    assert edge(graph, "ada", "network#saidOf", "fog")["evidence"] == (f"{TREATY}#u10",)
    assert edge(graph, "guild", "tgo:isPartyTo", "treaty")["evidence"] == (f"{TREATY}#u1", f"{TREATY}#u3")


def test_units_stand_in_their_order_not_in_that_of_letters() -> None:
    store = load_files([WORLD])
    for unit in ("u10", "u9"):
        store.add(ox.Quad(ox.NamedNode(TG + "cy"), ox.NamedNode(TGO + "likes"), ox.NamedNode(TG + "fog"), stated(unit)))
    assert edge(project(store), "cy", "tgo:likes", "fog")["evidence"] == (f"{TREATY}#u9", f"{TREATY}#u10")


def test_what_is_filed_here_is_no_edge(world: ox.Store) -> None:
    assert not project(world).has_edge(TG + "fog", TG + "weather"), "broader is ours, no article says it"


def test_a_node_carries_its_english_label_and_its_most_specific_class(world: ox.Store) -> None:
    assert dict(project(world).nodes[TG + "guild"]) == {
        "label": "Guild of Cloud Weighers",
        "class": "tgo:Guild",
        "iri": TG + "guild",
    }


def test_two_terms_in_one_post_are_two_edges() -> None:
    store = load_files([WORLD])
    for name, first in (("again", "3030-01-01"), ("still", "3040-01-01")):
        node = ox.NamedNode(TG + name)
        for predicate, value in (
            ("http://www.w3.org/ns/org#member", ox.NamedNode(TG + "ada")),
            (TGO + "holdsPost", ox.NamedNode(TG + "weigher")),
            (PREFIXES["schema"] + "startDate", ox.Literal(first, datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))),
        ):
            store.add(ox.Quad(node, ox.NamedNode(predicate), value, stated("u3")))
    terms = project(store, "people").get_edge_data(TG + "ada", TG + "weigher")
    assert {key: data["first"] for key, data in terms.items()} == {
        "tgo:holdsPost": "3020-01-01",
        "tgo:holdsPost (2)": "3030-01-01",
        "tgo:holdsPost (3)": "3040-01-01",
    }


def stated(unit: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ARTICLE}{TREATY}#{unit}")


@pytest.mark.parametrize(
    ("window", "pair", "count", "evidence"),
    [
        ("unit", ("fog", "scales"), 2, (f"{FAIR}#u1", f"{TREATY}#u10")),
        ("unit", ("fog", "lamps"), 2, (f"{FAIR}#u2", f"{TREATY}#u10")),
        ("section", ("fog", "scales"), 2, (f"{FAIR}#u1", f"{FAIR}#u2", f"{FAIR}#u3", f"{TREATY}#u2", f"{TREATY}#u10")),
        ("article", ("lamps", "weather"), 1, (f"{FAIR}#u2",)),
    ],
)
def test_topics_are_joined_by_the_windows_that_name_both(
    world: ox.Store, window: str, pair: tuple[str, str], count: int, evidence: tuple[str, ...]
) -> None:
    graph = project(world, "topics", window)
    found = edge(graph, pair[0], "network#isNamedWith", pair[1])
    assert (found["count"], found["evidence"]) == (count, evidence)
    assert not graph.graph["directed"]


def test_one_article_alone_gives_its_own_statements(world: ox.Store) -> None:
    graph = project(world, "full", article=TREATY)
    assert {unit.partition("#")[0] for _, _, units in graph.edges(data="evidence") for unit in units} == {TREATY}


def test_a_projection_of_ones_own_is_a_table(world: ox.Store) -> None:
    own = Projection(
        "hosts",
        relations=(Relation("^tgo:isSigningOf"),),
        folds=(Fold("prov:agent", "^prov:qualifiedAssociation", "#hosts", where=(("prov:hadRole", "tgo:host"),)),),
        nodes=("org:Organization", "tgo:Forum", "tgo:Treaty", "tgo:Signing"),
    )
    assert edges(project(world, own)) == {("guild", "hosts", "fair"), ("treaty", "is signing of", "signing")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("peple",), "peple: no such projection; there are institutions, people"),
        (("people", "unit"), "projection 'people' has no window"),
        (("topics", "page"), "page: no such window; there are unit, section, article"),
        (("full", "", "fog-treatise"), "fog-treatise: no such article; there are bell-fair, fog-treaty"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    world: ox.Store, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        project(world, *arguments)


def test_a_window_of_millions_of_pairs_is_refused(world: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "MAX_PAIRS", 3)
    with pytest.raises(LimitError, match="choose a smaller window"):
        project(world, "topics", "article")


# Every shipped projection, on the invented world and on the shipped data


@pytest.mark.parametrize("name", PROJECTIONS)
def test_every_edge_has_evidence_that_is_a_statement_graph(name: str) -> None:
    for store in (load_files([WORLD]), load_shipped()):
        known = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
        for _, _, data in project(store, name).edges(data=True):
            assert data["evidence"]
            assert data["count"] >= 1
            for unit in (*data["evidence"], *data.get("detail_evidence", ())):
                assert (BASE + unit if unit.startswith("graph/derived/") else ARTICLE + unit) in known


@pytest.mark.parametrize("name", PROJECTIONS)
def test_a_merged_store_gives_the_same_network(name: str) -> None:
    assert listing(project(load_shipped(), name)) == listing(project(load_merged(), name))


def test_every_shipped_projection_finds_something_in_the_shipped_data_and_every_edge_has_words() -> None:
    store = load_shipped()
    assert len(PROJECTIONS) == 6
    for name in PROJECTIONS:
        graph = project(store, name)
        assert graph.number_of_edges() > 20, name
        assert all(data["label"] for _, _, data in graph.edges(data=True))
        assert all(data["class"] for _, data in graph.nodes(data=True))


def test_the_full_network_keeps_every_statement_between_two_entities() -> None:
    store = load_shipped()
    graph = project(store)
    stated = 0
    for quad in store:
        if not isinstance(quad.graph_name, ox.NamedNode) or not quad.graph_name.value.startswith(ARTICLE):
            continue
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            source, target, unit = quad.subject.value, quad.object.value, quad.graph_name.value
            if source in graph and target in graph:
                stated += 1
                assert any(
                    data["predicate"].partition(":")[2] == quad.predicate.value.replace("#", "/").rpartition("/")[2]
                    and unit.removeprefix(ARTICLE) in data["evidence"]
                    for data in graph.get_edge_data(source, target).values()
                )
    assert stated > 300


def listing(graph: nx.MultiDiGraph) -> list[object]:
    return [list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), dict(graph.graph)]


HASHES = """
import hashlib, sys
from tradegraph.dataset.loading import load_shipped
from tradegraph.export.networks import NETWORK_FORMATS, write_network
from tradegraph.network.project import project
from tradegraph.network.projections import PROJECTIONS
from tradegraph.network.triples import triples
from tradegraph.analyse.groups import find_groups
from tradegraph.analyse.rank import MEASURES, rank
store = load_shipped()
digest = hashlib.sha256()
for name in PROJECTIONS:
    graph = project(store, name)
    digest.update(repr([list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))]).encode())
    for format in NETWORK_FORMATS:
        digest.update(write_network(graph, format))
    digest.update(repr(find_groups(graph)).encode())
graph = project(store, "people")
for measure in MEASURES:
    digest.update(repr(rank(graph, measure)).encode())
graph = triples(store, literals=True)
digest.update(repr(list(graph.edges(keys=True))).encode())
print(digest.hexdigest())
"""


def test_nodes_edges_files_groups_and_ranks_are_the_same_under_every_hash_seed() -> None:
    pytest.importorskip("pyarrow")
    found = {
        subprocess.run(
            [sys.executable, "-c", HASHES],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == len(hashlib.sha256().hexdigest())


# Properties, on invented worlds

NAMES = [f"thing-{number}" for number in range(7)]
STATEMENTS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["likes", "minds"]), st.sampled_from(NAMES), st.integers(1, 12)),
    max_size=25,
)


def invented(statements: list[tuple[str, str, str, int]], names: list[str] = NAMES) -> ox.Store:
    store = ox.Store()
    filed = ox.NamedNode(BASE + "graph/catalogue")
    description = ox.NamedNode(BASE + "graph/description")
    is_a = ox.NamedNode(PREFIXES["rdf"] + "type")
    store.add(ox.Quad(filed, is_a, ox.NamedNode(TGO + "EditorialGraph"), description))
    for name in names:
        label = ox.Literal(name, language="en")
        store.add(ox.Quad(ox.NamedNode(TG + name), ox.NamedNode(PREFIXES["skos"] + "prefLabel"), label, filed))
    for source, predicate, target, unit in statements:
        store.add(
            ox.Quad(
                ox.NamedNode(TG + source), ox.NamedNode(TGO + predicate), ox.NamedNode(TG + target), stated(f"u{unit}")
            )
        )
    return store


@settings(max_examples=60, deadline=None)
@given(STATEMENTS, st.randoms(use_true_random=False))
def test_neither_the_order_of_loading_nor_the_merge_shows(
    statements: list[tuple[str, str, str, int]], chance: random.Random
) -> None:
    first = project(invented(statements))
    chance.shuffle(statements)
    store = invented(statements)
    merge(store)
    assert listing(project(store)) == listing(first)


@settings(max_examples=60, deadline=None)
@given(STATEMENTS, st.permutations(NAMES))
def test_other_names_give_the_same_network_under_other_names(
    statements: list[tuple[str, str, str, int]], names: list[str]
) -> None:
    renamed = dict(zip(NAMES, names, strict=True))
    graph = project(invented(statements))
    other = project(invented([(renamed[s], p, renamed[t], unit) for s, p, t, unit in statements]))

    def told(found: nx.MultiDiGraph, of: dict[str, str]) -> set[tuple[object, ...]]:
        return {
            (of[source.removeprefix(TG)], of[target.removeprefix(TG)], key, data["evidence"])
            for source, target, key, data in found.edges(keys=True, data=True)
        }

    assert told(graph, renamed) == told(other, {name: name for name in NAMES})


@settings(max_examples=60, deadline=None)
@given(STATEMENTS)
def test_an_edge_is_there_just_when_a_unit_states_it(statements: list[tuple[str, str, str, int]]) -> None:
    wanted: dict[tuple[str, str, str], set[int]] = {}
    for source, predicate, target, unit in statements:
        wanted.setdefault((source, predicate, target), set()).add(unit)
    found = {
        (source.removeprefix(TG), key.removeprefix("tgo:"), target.removeprefix(TG)): data["evidence"]
        for source, target, key, data in project(invented(statements)).edges(keys=True, data=True)
    }
    assert found == {key: tuple(f"{TREATY}#u{unit}" for unit in sorted(units)) for key, units in wanted.items()}


# Views and parts


def test_a_simple_view_has_no_loops_and_weighs_what_joins_two_nodes() -> None:
    a, b = NAMES[:2]
    graph = project(invented([(a, "likes", b, 1), (a, "likes", b, 2), (b, "minds", a, 3), (a, "likes", a, 4)]))
    assert list(as_simple(graph).edges(data="weight")) == [(TG + a, TG + b, 3)]
    assert list(as_simple(graph, directed=True).edges(data="weight")) == [(TG + a, TG + b, 2), (TG + b, TG + a, 1)]


def test_what_lies_around_a_node_keeps_the_order_of_the_whole(world: ox.Store) -> None:
    graph = project(world)
    near = around(graph, TG + "treaty", 1)
    assert list(near) == [node for node in graph if node in near]
    assert set(near) == {TG + "treaty", *nx.all_neighbors(graph, TG + "treaty")}
    assert list(around(graph, TG + "treaty", 0)) == [TG + "treaty"]
    assert listing(part(graph, graph)) == listing(graph)


@pytest.mark.parametrize(("node", "depth", "error"), [("nowhere", 1, UnknownNameError), ("treaty", -1, InputError)])
def test_around_nothing_and_by_less_than_nothing_is_refused(
    world: ox.Store, node: str, depth: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        around(project(world), TG + node, depth)


# All triples


def test_all_triples_are_those_that_rdflib_finds() -> None:
    rdflib = pytest.importorskip("rdflib")
    from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

    lines = (
        b'<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:q> <urn:b> .\n<urn:a> <urn:p> "urn:b" .\n'
        b'<urn:b> <urn:p> "x"@en .\n<urn:b> <urn:p> "x"@de .\n<urn:b> <urn:p> <urn:b> .\n'
    )
    store = ox.Store()
    store.load(lines, format=ox.RdfFormat.N_TRIPLES)
    theirs = rdflib_to_networkx_multidigraph(rdflib.Graph().parse(data=lines, format="nt"))
    ours = triples(store, literals=True)
    named = {(s.n3(), o.n3(), str(p)) for s, o, p in theirs.edges(keys=True)}
    assert set(ours.edges(keys=True)) == named
    assert len(ours) == len(theirs) == 5
    assert set(triples(store).edges(keys=True)) == {
        ("urn:a", "urn:b", "urn:p"),
        ("urn:a", "urn:b", "urn:q"),
        ("urn:b", "urn:b", "urn:p"),
    }


def test_a_network_that_was_filled_straight_is_one_that_networkx_would_have_built() -> None:
    graph = triples(load_merged())
    built = nx.MultiDiGraph()
    built.add_nodes_from(graph)
    built.add_edges_from(list(graph.edges(keys=True)))
    assert list(graph.edges(keys=True)) == list(built.edges(keys=True)) == sorted(built.edges(keys=True))
    assert set(graph.in_edges(keys=True)) == set(built.in_edges(keys=True))
    graph.add_edge(*next(iter(graph.edges())), key="new", colour="red")
    source, target = next(iter(graph.edges()))
    assert graph.pred[target][source]["new"] == {"colour": "red"}


def test_windows_are_those_of_the_table() -> None:
    assert WINDOWS == ("unit", "section", "article")
