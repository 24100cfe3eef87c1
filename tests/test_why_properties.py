"""What evidence promises, over invented datasets and queries.

*It suffices*: each derivation alone, as a dataset of its own, has the row among its answers; for queries without
negation and aggregation.

*It is minimal*, per pattern: a statement is taken out of every graph that holds it, and

- of the row's derivations exactly those go that name it, and with the last of them the row: for patterns that are
  joined, united, filtered, selected from and asked in graphs;
- the same for an OPTIONAL that matched and bound a variable that only it has: the row as such is no answer then (one
  that leaves the variable unbound may take its place). An OPTIONAL that binds nothing of its own is not claimed: the
  row is the same without it;
- for a property path, where it is the only way between its ends, each of its steps: without it the row is gone. Where
  there are several ways one of the shortest is given, and the row may stay by another. That a path of no step rests on
  a mention of its node is not claimed: any other mention will do;
- for FILTER EXISTS, of which one witness is given: it is one of the ways in which both patterns match, and without a
  statement the row stays exactly if both still match without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradegraph.answer.why.explained import Derivation, Explained, Row, from_bytes
from tradegraph.answer.why.explaining import explain
from tradegraph.dataset.loading import merge
from tradegraph.dataset.terms import value

N = "urn:x:"
XSD = "http://www.w3.org/2001/XMLSchema#"
NODES = [ox.NamedNode(N + name) for name in "abc"]
LITERALS = [ox.Literal("1", datatype=ox.NamedNode(XSD + "integer")), ox.Literal("a"), ox.Literal("a", language="en")]
PREDICATES = [ox.NamedNode(N + name) for name in "pq"]
GRAPHS = [ox.NamedNode(N + name) for name in ("g", "h", "i")]
VARIABLES = ["x", "y", "z", "w"]
OFTEN = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # some match nothing
MODERATE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

quads = st.builds(
    ox.Quad,
    st.sampled_from(NODES),
    st.sampled_from(PREDICATES),
    st.sampled_from([*NODES, *NODES, *LITERALS]),
    st.sampled_from(GRAPHS),
)
datasets = st.lists(quads, min_size=2, max_size=9, unique_by=str)
variables = st.sampled_from([f"?{name}" for name in VARIABLES])
subjects = variables | variables | st.sampled_from([*map(str, NODES), "_:n"])
objects = variables | variables | st.sampled_from([str(t) for t in (*NODES, *LITERALS)])
predicates = st.sampled_from([str(p) for p in PREDICATES] * 3 + ["?p"])
triples = st.builds("{} {} {} . ".format, subjects, predicates, objects)
p, q = map(str, PREDICATES)
PATHS = [
    f"{p}/{q}",
    f"{p}|{q}",
    f"^{p}",
    f"{p}*",
    f"{p}+",
    f"{p}?",
    f"({p}|^{q})+",
    f"({p}/{q})*",
    f"!{p}",
    f"{p}?/{q}*",
]
paths = st.builds("{} {} {} . ".format, subjects.filter(lambda s: s != "_:n"), st.sampled_from(PATHS), objects)
conditions = st.sampled_from(
    [
        "?x != ?y",
        "BOUND(?x)",
        "isIRI(?y)",
        "?z = 1",
        "sameTerm(?x, ?w)",
        "?y IN (<urn:x:a>, 1)",
        "isIRI(?x) || ?y = 'a'",
    ]
)
VALUES = ["VALUES ?x { <urn:x:a> <urn:x:b> } ", "VALUES (?x ?y) { (<urn:x:a> UNDEF) (UNDEF 1) } "]


def unlabelled(text: str) -> str:
    """A label of a blank node may stand in one basic graph pattern alone; each gets its own."""
    parts = text.split("_:n")
    return parts[0] + "".join(f"_:n{at}{part}" for at, part in enumerate(parts[1:]))


def grown(inner: st.SearchStrategy[str], *, only_monotone: bool) -> st.SearchStrategy[str]:
    both = st.builds(str.__add__, inner, inner)
    found = [
        both,
        st.builds("{{ {} }} UNION {{ {} }} ".format, inner, inner),
        # The engine doesn't keep a subquery to the graph of a variable.
        st.builds("GRAPH ?g {{ {} }} ".format, inner.filter(lambda text: "SELECT" not in text)),
        st.builds(f"GRAPH {GRAPHS[0]} {{{{ {{}} }}}} ".format, inner),
        st.builds("{{ {} FILTER({}) }} ".format, inner, conditions),
        st.builds("{}{}".format, inner, st.sampled_from(VALUES)),
        st.builds(
            "{}{{ SELECT {} {} WHERE {{ {} }} }} ".format, inner, st.sampled_from(["", "DISTINCT"]), variables, inner
        ),
        st.builds("{{ {} BIND(STR(?x) AS ?made) }} ".format, inner.filter(lambda t: "?made" not in t)),
    ]
    if not only_monotone:
        found += [
            st.builds("{}OPTIONAL {{ {} }} ".format, inner, inner),
            st.builds("{}OPTIONAL {{ {} FILTER({}) }} ".format, inner, inner, conditions),
            st.builds("{{ {} FILTER EXISTS {{ {} }} }} ".format, inner, inner),
        ]
    return st.one_of(found)


def patterns(*, only_monotone: bool) -> st.SearchStrategy[str]:
    leaves = triples if only_monotone else triples | triples | paths
    return st.recursive(leaves, lambda inner: grown(inner, only_monotone=only_monotone), max_leaves=5).map(unlabelled)


heads = st.sampled_from(["SELECT *", "SELECT ?x", "SELECT DISTINCT ?x ?y", "SELECT ?y ?g", "SELECT DISTINCT ?z"])
monotone = st.builds("{} WHERE {{ {} }}".format, heads, patterns(only_monotone=True))
positive = st.builds("{} WHERE {{ {} }}".format, heads, patterns(only_monotone=False))

aggregates = st.builds(
    str.format,
    st.sampled_from(
        [
            "SELECT ?x (COUNT(*) AS ?n) WHERE {{ {} }} GROUP BY ?x",
            "SELECT (COUNT(DISTINCT ?y) AS ?n) WHERE {{ {} }}",
            "SELECT (MAX(?z) AS ?n) WHERE {{ {} }} GROUP BY ?x ?y",
            "SELECT ?y (SUM(?z) AS ?n) WHERE {{ {} }} GROUP BY ?y HAVING (COUNT(?x) > 1)",
            "SELECT ?k (COUNT(?w) AS ?n) WHERE {{ {} }} GROUP BY (STR(?x) AS ?k)",
            "SELECT ?x ?n WHERE {{ ?x <urn:x:p> ?v {{ SELECT ?x (COUNT(*) AS ?n) WHERE {{ {} }} GROUP BY ?x }} }}",
        ]
    ),
    patterns(only_monotone=True),
)
negative = st.builds(
    "SELECT * WHERE {{ {} {} }}".format,
    patterns(only_monotone=False),
    st.builds(
        str.format, st.sampled_from(["MINUS {{ {} }}", "FILTER NOT EXISTS {{ {} }}"]), patterns(only_monotone=False)
    ),
)


def quad(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def stored(found: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(found)
    merge(store)
    return store


def explained(store: ox.Store, text: str) -> Explained:
    try:
        return explain(store, text, prefixes={})
    except SyntaxError:  # BIND of a variable that is in scope: not a query
        return Explained("SELECT", [], [])


def solutions(store: ox.Store, text: str) -> ox.QuerySolutions:
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found


def rows(store: ox.Store, text: str) -> set[tuple[object, ...]]:
    return {tuple(solution) for solution in solutions(store, text)}


def restricted(derivation: Derivation) -> ox.Store:
    return stored([quad(support.triple, graph) for support in derivation.supports for graph in support.graphs])


@MODERATE
@given(datasets, positive)
def test_each_derivation_alone_gives_its_row(data: list[ox.Quad], text: str) -> None:
    for row in explained(stored(data), text).rows:
        assert not row.unexplained, (text, row.terms)
        for derivation in row.derivations:
            assert row.terms in rows(restricted(derivation), text), (text, row.terms, derivation)


@MODERATE
@given(datasets, aggregates)
def test_the_members_of_a_group_alone_give_its_row(data: list[ox.Quad], text: str) -> None:
    for row in explained(stored(data), text).rows:
        assert not row.unexplained, (text, row.terms)
        for derivation in row.derivations:
            assert row.terms in rows(restricted(derivation), text), (text, row.terms, derivation)


@MODERATE
@given(datasets, negative)
def test_every_statement_of_the_evidence_stands_in_the_graphs_it_names(data: list[ox.Quad], text: str) -> None:
    known = set(data)
    for row in explained(stored(data), text).rows:
        for support in row.supports:
            assert support.graphs
            assert all(quad(support.triple, graph) in known for graph in support.graphs)


@MODERATE
@given(datasets, monotone, st.data())
def test_without_a_statement_exactly_the_derivations_that_name_it_are_gone(
    data: list[ox.Quad], text: str, choice: st.DataObject
) -> None:
    whole = explained(stored(data), text)
    if not whole.rows or any(row.more for row in whole.rows):
        return
    row = choice.draw(st.sampled_from(whole.rows))
    if not row.supports:  # a row of VALUES rests on nothing
        return
    triple = choice.draw(st.sampled_from(row.supports)).triple
    fewer = explained(stored([quad for quad in data if quad.triple != triple]), text)
    left = next((other for other in fewer.rows if other.terms == row.terms), None)
    assert kept(left) == {found for found in sets(row) if triple not in {t for t, _ in found}}


# Patterns of one or two triples, in the default graph or in one, of which most match something.
open_triples = st.builds("{} {} {} . ".format, variables, predicates, variables)
plain = st.lists(open_triples | open_triples | open_triples | triples, min_size=1, max_size=2).map("".join)
dense = st.lists(quads, min_size=5, max_size=9, unique_by=str)
graphed = st.one_of(plain, plain, st.builds("GRAPH ?g {{ {} }} ".format, plain))


def without(data: list[ox.Quad], triple: ox.Triple) -> ox.Store:
    return stored([quad for quad in data if quad.triple != triple])


@OFTEN
@given(dense, graphed, graphed, st.data())
def test_without_a_statement_a_row_with_its_optional_part_is_gone(
    data: list[ox.Quad], left: str, right: str, choice: st.DataObject
) -> None:
    text = unlabelled(f"SELECT * WHERE {{ {left} OPTIONAL {{ {right} }} }}")
    own = {*re.findall(r"\?(\w+)", right)} - {*re.findall(r"\?(\w+)", left)}
    whole = explained(stored(data), text)
    places = [place for place, name in enumerate(whole.columns) if name in own]
    matched = [row for row in whole.rows if not row.more and any(row.terms[place] is not None for place in places)]
    if not matched:
        return
    row = choice.draw(st.sampled_from(matched))
    triple = choice.draw(st.sampled_from(row.supports)).triple
    fewer = explained(without(data, triple), text)
    other = next((other for other in fewer.rows if other.terms == row.terms), None)
    assert kept(other) == {found for found in sets(row) if triple not in {t for t, _ in found}}


# A forest: there is at most one way from a node to another, and one statement for each of its steps.
links = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(PREDICATES), st.sets(st.sampled_from(GRAPHS), min_size=1, max_size=2)),
    min_size=1,
    max_size=6,
)
WAYS = [
    f"{p}/{q}",
    f"{p}|{q}",
    f"{p}+",
    f"({p}|{q})+",
    f"({p}/{q})+",
    f"{p}/{p}?",
    f"{p}?/{q}*",
    f"({p}|{q})*",
    f"^{p}",
]


def forest(found: list[tuple[int, ox.NamedNode, set[ox.NamedNode]]]) -> list[ox.Quad]:
    nodes = [ox.NamedNode(f"{N}n{number}") for number in range(len(found) + 1)]
    return [
        ox.Quad(nodes[above % (number + 1)], predicate, nodes[number + 1], graph)
        for number, (above, predicate, graphs) in enumerate(found)
        for graph in graphs
    ]


@MODERATE
@given(links, st.sampled_from(WAYS), st.sampled_from(["", "?y ?r ?z . "]))
def test_without_a_step_of_the_only_way_a_row_of_a_path_is_gone(
    found: list[tuple[int, ox.NamedNode, set[ox.NamedNode]]], way: str, then: str
) -> None:
    data = forest(found)
    text = f"SELECT * WHERE {{ ?x {way} ?y . {then}}}"
    whole = explained(stored(data), text)
    ends = [whole.columns.index(name) for name in "xy"]
    for row in whole.rows:
        if row.terms[ends[0]] == row.terms[ends[1]]:  # a path of no step
            continue
        assert row.supports
        for support in row.supports:
            assert row.terms not in rows(without(data, support.triple), text), (text, row.terms, support)


@OFTEN
@given(dense, graphed, graphed, st.data())
def test_without_a_statement_a_row_stays_where_its_exists_has_another_witness(
    data: list[ox.Quad], left: str, right: str, choice: st.DataObject
) -> None:
    left, right = unlabelled(left), unlabelled(right).replace("_:n", "_:m")
    names = " ".join(f"?{name}" for name in sorted({*re.findall(r"\?(\w+)", left)}))
    text = f"SELECT {names or '*'} WHERE {{ {left} FILTER EXISTS {{ {right} }} }}"
    both = f"SELECT {names or '*'} WHERE {{ {left} {{ {right} }} }}"
    whole, joined = explained(stored(data), text), explained(stored(data), both)
    ways: dict[tuple[object, ...], set[frozenset[tuple[object, object]]]] = {}
    for row in joined.rows:
        ways.setdefault(row.terms, set()).update(sets(row))
    if not whole.rows or not names or any(row.more for row in (*whole.rows, *joined.rows)):
        return
    row = choice.draw(st.sampled_from(whole.rows))
    assert sets(row) <= ways[row.terms]
    triple = choice.draw(st.sampled_from(row.supports)).triple
    stays = any(triple not in {t for t, _ in found} for found in ways[row.terms])
    assert (row.terms in rows(without(data, triple), text)) == stays


def sets(row: Row) -> set[frozenset[tuple[object, object]]]:
    return {frozenset((support.triple, support.graphs) for support in found.supports) for found in row.derivations}


def kept(row: Row | None) -> set[frozenset[tuple[object, object]]]:
    return sets(row) if row is not None else set()


@MODERATE
@given(datasets, positive)
def test_an_explained_answer_survives_being_written_and_read(data: list[ox.Quad], text: str) -> None:
    whole = explained(stored(data), text)
    again = from_bytes(whole.to_bytes())
    assert [(row.terms, row.derivations, row.more) for row in again.rows] == [
        (row.terms, row.derivations, row.more) for row in whole.rows
    ]


def counted(found: Iterable[Iterable[object]]) -> Counter[tuple[object, ...]]:
    return Counter(tuple(row) for row in found)


@MODERATE
@given(datasets, positive)
def test_rows_are_those_of_the_query_as_often_as_it_gives_them(data: list[ox.Quad], text: str) -> None:
    store = stored(data)
    whole = explained(store, text)
    if whole.columns:
        assert counted(row.terms for row in whole.rows) == counted(solutions(store, text))


@MODERATE
@given(datasets, patterns(only_monotone=False))
def test_rows_stand_in_the_order_that_the_query_asks_for(data: list[ox.Quad], pattern: str) -> None:
    # Without ORDER BY the engine itself gives the same rows in another order from one store to the next.
    text = f"SELECT ?x WHERE {{ {pattern} }} ORDER BY DESC(STR(?x))"
    named = [value(row.terms[0]) for row in explained(stored(data), text).rows if row.terms[0] is not None]
    assert named == sorted(named, reverse=True)


@MODERATE
@given(datasets, patterns(only_monotone=False))
def test_the_evidence_of_a_constructed_triple_constructs_it(data: list[ox.Quad], pattern: str) -> None:
    text = f"CONSTRUCT {{ ?x {p} ?y . ?y {q} <urn:x:made> }} WHERE {{ {pattern}}}"
    store = stored(data)
    try:
        made = set(store.query(text))  # type: ignore[arg-type]
    except SyntaxError:
        return
    whole = explained(store, text)
    assert {ox.Triple(*row.terms) for row in whole.rows} == made  # type: ignore[arg-type]
    for row in whole.rows:
        assert ox.Triple(*row.terms) in set(restricted(row.derivations[0]).query(text))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["ASK { ?x <urn:x:p> ?y }"])
def test_the_parser_is_there(text: str) -> None:
    assert explain(ox.Store(), text, prefixes={}).truth is False
