"""Why a row holds: operator by operator, on an invented world, with the evidence that a person would name."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys

import pyoxigraph as ox
import pytest

from tradegraph.answer.why import alone
from tradegraph.answer.why.explained import Row, from_bytes
from tradegraph.answer.why.explaining import explain
from tradegraph.dataset.loading import merge

WORLD = os.path.join(os.path.dirname(__file__), "cases", "worlds", "cloud-guild.trig")
PREFIXES = {"": "urn:z:", "xsd": "http://www.w3.org/2001/XMLSchema#"}


@pytest.fixture(scope="module")
def world() -> ox.Store:
    store = ox.Store()
    store.load(path=WORLD, format=ox.RdfFormat.TRIG)
    merge(store)
    return store


def short(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix("urn:z:").replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "a")
    return str(getattr(term, "value", term))


def told(row: Row, *, main: bool = True) -> list[str]:
    """A row's evidence as lines: subject, predicate, object, graphs, role."""
    supports = list(row.derivations[0].supports) if main else row.supports
    return sorted(
        f"{short(s.triple.subject)} {short(s.triple.predicate)} {short(s.triple.object)} "
        f"@{'+'.join(map(short, s.graphs))} {s.role}"
        for s in supports
    )


def only(world: ox.Store, text: str) -> Row:
    """The one row of an answer, explained in full."""
    rows = explain(world, text, prefixes=PREFIXES).rows
    assert len(rows) == 1, [row.terms for row in rows]
    return rows[0]


CASES = {
    "a pattern with all the graphs that hold it": (
        "SELECT ?who { ?who :memberOf :guild }",
        ["ada memberOf guild @u1+u2 pattern"],
    ),
    "a join, and a filter that adds nothing": (
        "SELECT ?b { ?a :memberOf :guild . ?a :knows ?b FILTER(isIRI(?b)) }",
        ["ada knows bea @u2 pattern", "ada memberOf guild @u1+u2 pattern"],
    ),
    "GRAPH with a variable names the graph that was asked": (
        "SELECT ?g { GRAPH ?g { ?who :memberOf :guild ; :knows ?x } }",
        ["ada knows bea @u2 pattern", "ada memberOf guild @u2 pattern"],
    ),
    "GRAPH with a name": ("SELECT ?who { GRAPH :u1 { ?who :memberOf ?b } }", ["ada memberOf guild @u1 pattern"]),
    "OPTIONAL where it matched": (
        "SELECT ?b ?d { ?b :weighs 3.00 OPTIONAL { ?b :closedOn ?d } OPTIONAL { ?b :meets ?p } }",
        ["choir closedOn 2020-01-02 @u3 pattern", "choir weighs 3 @u3 pattern"],
    ),
    "OPTIONAL that binds nothing new": (
        "SELECT ?b { ?b :weighs 7 OPTIONAL { ?b a :Body } OPTIONAL { ?b a :Person } }",
        ["guild a Body @catalogue pattern", "guild weighs 7 @u1 pattern"],
    ),
    "OPTIONAL with a condition on both sides": (
        "SELECT ?b ?d { ?b :weighs ?w . ?b :closedOn ?c OPTIONAL { ?b :weighs ?d FILTER(?d = ?w) } }",
        ["choir closedOn 2020-01-02 @u3 pattern", "choir weighs 3 @u3 pattern"],
    ),
    "the branch of a UNION": (
        "SELECT ?x { { :guild :meets ?x } UNION { :guild :leaves ?x } }",
        ["guild meets harbour @u1 pattern"],
    ),
    "BIND and VALUES, which are no statements": (
        (
            "SELECT ?n ?p { VALUES ?who { :cid :nobody } ?who :name ?l FILTER(LANG(?l) = 'en') BIND(STR(?l) AS ?n) "
            "BIND(1 AS ?p) }"
        ),
        ["cid name Cid @u3 pattern"],
    ),
    "a typed literal, told from its plain twin": (
        "SELECT ?who { ?who :name 'Cid'@en }",
        ["cid name Cid @u3 pattern"],
    ),
    "value equality in a filter": (
        "SELECT ?b { ?b :weighs ?w FILTER(?w = 3) }",
        ["choir weighs 3 @u3 pattern"],
    ),
    "a blank node in the query": (
        "SELECT ?a { ?a :knows [ :memberOf [ :closedOn ?d ] ] }",
        ["ada knows bea @u2 pattern", "bea memberOf choir @u3 pattern", "choir closedOn 2020-01-02 @u3 pattern"],
    ),
    "EXISTS by its witness": (
        "SELECT ?p { ?p a :Person FILTER EXISTS { ?p :memberOf ?b . ?b :meets ?place } }",
        ["ada a Person @catalogue pattern", "ada memberOf guild @u1+u2 exists", "guild meets harbour @u1 exists"],
    ),
    "EXISTS that compares with what stands outside": (
        "SELECT ?p { ?p :weighs ?w FILTER EXISTS { ?other :weighs ?v FILTER(?v < ?w) } }",
        ["choir weighs 3 @u3 exists", "guild weighs 7 @u1 pattern"],
    ),
    "a shortest way along a path": (
        "SELECT ?z { :ada :knows+/:name ?z FILTER(LANG(?z) = '') }",
        ["ada knows bea @u2 path", "bea knows cid @u2 path", "cid name Cid @u3 path"],
    ),
    "an inverse and an alternative path": (
        "SELECT ?p { :guild ^:memberOf|:leads ?p }",
        ["ada memberOf guild @u1+u2 path"],
    ),
    "a path within one graph": (
        "SELECT ?x { GRAPH ?g { :ada :memberOf/:meets ?x } }",
        ["ada memberOf guild @u1 path", "guild meets harbour @u1 path"],
    ),
    "a negated property set": ("SELECT ?x { :harbour !:name ?x }", ["harbour in zephyria @u2 path"]),
    "a negated property set with ^ alone": (
        "SELECT ?x { :zephyria !^:name ?x }",
        ["harbour in zephyria @u2 path"],
    ),
    "a negated property set with and without ^": (
        "SELECT ?x { :harbour !(:in|^a|:name) ?x }",
        ["guild meets harbour @u1 path"],
    ),
    "EXISTS after GROUP BY": (
        "SELECT ?p (COUNT(?q) AS ?n) { ?p :knows ?q } GROUP BY ?p HAVING (EXISTS { ?p :memberOf :guild })",
        ["ada knows bea @u2 member", "ada memberOf guild @u1+u2 exists"],
    ),
    "a path of no step, which only another statement mentions": (
        "SELECT ?x { ?x :closedOn ?d . ?x :memberOf* ?x }",
        ["choir closedOn 2020-01-02 @u3 pattern"],
    ),
    "a path of no step, for which the graph must mention its term": (
        "SELECT * { VALUES ?x { :zephyria } ?x :in* ?y }",
        ["harbour in zephyria @u2 path"],
    ),
    "every row that an aggregate counts": (
        "SELECT (COUNT(?p) AS ?n) { ?p :knows ?q }",
        ["ada knows bea @u2 member", "bea knows cid @u2 member"],
    ),
    "the group of an aggregate, found by a sum that is shown without its key": (
        "SELECT (SUM(?w) AS ?sum) { ?b a :Body ; :weighs ?w } GROUP BY ?b HAVING (SUM(?w) > 5)",
        ["guild a Body @catalogue member", "guild weighs 7 @u1 member"],
    ),
    "a group by an expression": (
        "SELECT ?long (COUNT(*) AS ?n) { ?p a :Body } GROUP BY (STRLEN(STR(?p)) > 2 AS ?long)",
        ["choir a Body @catalogue member", "guild a Body @catalogue member"],
    ),
    "a subquery": (
        "SELECT ?b { ?b :meets ?place { SELECT DISTINCT ?b { ?who :memberOf ?b } } }",
        ["ada memberOf guild @u1+u2 pattern", "guild meets harbour @u1 pattern"],
    ),
    "a subquery that counts, cut by its LIMIT": (
        (
            "SELECT ?b ?n { ?b :weighs 7 { SELECT ?b (COUNT(?who) AS ?n) { ?who :memberOf ?b } GROUP BY ?b "
            "ORDER BY DESC(?n) ?b LIMIT 2 } }"
        ),
        ["ada memberOf guild @u1+u2 member", "guild weighs 7 @u1 pattern"],
    ),
    "a subquery within GRAPH": (
        "SELECT DISTINCT ?g { GRAPH ?g { ?b :weighs 7 { SELECT ?b { ?who :memberOf ?b } } } }",
        ["ada memberOf guild @u1 pattern", "guild weighs 7 @u1 pattern"],
    ),
    "EXISTS within GRAPH": (
        "SELECT ?g { GRAPH ?g { ?b :weighs 7 FILTER EXISTS { ?who :memberOf ?b } } }",
        ["ada memberOf guild @u1 exists", "guild weighs 7 @u1 pattern"],
    ),
    "FROM, which leaves other graphs out": (
        "SELECT ?who FROM :u2 { ?who :memberOf :guild }",
        ["ada memberOf guild @u2 pattern"],
    ),
    "LIMIT and OFFSET": (
        "SELECT ?p { ?p :knows ?q } ORDER BY ?p LIMIT 1 OFFSET 1",
        ["bea knows cid @u2 pattern"],
    ),
    "a key that nothing binds": (
        "SELECT ?none (COUNT(?b) AS ?n) { ?b :weighs 7 OPTIONAL { ?b :closedOn ?none } } GROUP BY ?none",
        ["guild weighs 7 @u1 member"],
    ),
    "VALUES after the query": ("SELECT ?b { ?b :weighs ?w } VALUES ?w { 7 }", ["guild weighs 7 @u1 pattern"]),
    "negative and signed numbers in it": (
        "SELECT ?b { ?b :weighs ?w FILTER(?w > -1.5 && ?w - 1 >= +6 && ?w * -1 = -7) }",
        ["guild weighs 7 @u1 pattern"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_row_rests_on(world: ox.Store, name: str) -> None:
    text, expected = CASES[name]
    row = only(world, text)
    assert told(row) == expected
    assert not row.unexplained
    assert not row.absences


def test_every_derivation_of_a_row_is_kept_and_the_smallest_comes_first(world: ox.Store) -> None:
    row = only(world, "SELECT DISTINCT ?c { ?p a :Person . { ?p a ?c } UNION { ?p a ?c . ?p :knows ?q } }")
    assert len(row.derivations) == 5
    assert [len(found.supports) for found in row.derivations] == [1, 1, 1, 2, 2]
    assert not row.more


def test_more_derivations_than_are_kept_are_told_of() -> None:
    store = ox.Store()
    g, knows = ox.NamedNode("urn:z:g"), ox.NamedNode("urn:z:knows")
    store.extend(ox.Quad(ox.NamedNode(f"urn:z:n{at}"), knows, g, g) for at in range(30))
    merge(store)
    row = only(store, "SELECT DISTINCT ?x { ?who :knows ?x }")
    assert (len(row.derivations), row.more) == (10, True)


def test_equal_rows_each_begin_with_another_derivation(world: ox.Store) -> None:
    rows = explain(world, "SELECT ?c { ?p :knows ?x . ?p a ?c }", prefixes=PREFIXES).rows
    assert len(rows) == 2
    assert rows[0].derivations[0] == rows[1].derivations[1]
    assert rows[0].derivations[0] != rows[1].derivations[0]


def test_an_ask_is_explained_either_way(world: ox.Store) -> None:
    yes = explain(world, "ASK { :ada :knows/:knows ?x }", prefixes=PREFIXES)
    assert yes.truth is True
    assert told(yes.rows[0]) == ["ada knows bea @u2 path", "bea knows cid @u2 path"]
    no = explain(world, "ASK { :cid :knows ?x }", prefixes=PREFIXES)
    assert no.truth is False
    assert no.rows[0].absences == ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?x"]


def test_an_exists_about_the_value_of_an_aggregate_is_said_not_to_be_explained(world: ox.Store) -> None:
    text = "SELECT ?p (COUNT(?q) AS ?n) { ?p :knows :bea } GROUP BY ?p HAVING (NOT EXISTS { ?p :weighs ?n })"
    assert len(only(world, text).unexplained) == 1


def test_each_constructed_triple_has_its_own_evidence(world: ox.Store) -> None:
    text = "CONSTRUCT { ?a :colleague ?b . ?a :in [ :of ?a ] } { ?a :knows ?b }"
    made = explain(world, text, prefixes=PREFIXES)
    assert made.columns == ["subject", "predicate", "object"]
    lines = {f"{short(row.terms[0])} {short(row.terms[1])}": told(row) for row in made.rows}
    assert lines["ada colleague"] == ["ada knows bea @u2 pattern"]
    assert lines["bea in"] == ["bea knows cid @u2 pattern"]
    assert len(made.rows) == 6


def test_a_construct_with_a_limit_makes_no_more_than_the_engine(world: ox.Store) -> None:
    text = "CONSTRUCT WHERE { ?a :knows ?b } ORDER BY ?a LIMIT 1"
    assert [told(row) for row in explain(world, text, prefixes=PREFIXES).rows] == [["ada knows bea @u2 pattern"]]


def test_a_description_rests_on_itself(world: ox.Store) -> None:
    described = explain(world, "DESCRIBE :harbour", prefixes=PREFIXES)
    assert [told(row) for row in described.rows] == [["harbour in zephyria @u2 pattern"]]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x :knows ?y . BIND(<<( ?x :knows ?y )>> AS ?t) }",
    ],
)
def test_what_the_parser_can_not_read_is_said_at_each_row(world: ox.Store, text: str) -> None:
    rows = explain(world, text, prefixes=PREFIXES).rows
    assert rows
    assert all(row.unexplained and not row.supports for row in rows)


def test_values_made_anew_are_explained_and_said_to_be_so(world: ox.Store) -> None:
    row = only(world, "SELECT ?b (RAND() AS ?r) { ?b :weighs 7 }")
    assert told(row) == ["guild weighs 7 @u1 pattern"]
    assert len(row.unexplained) == 1


def test_a_statement_that_no_named_graph_holds_is_said_to_have_none() -> None:
    store = ox.Store()
    a = ox.NamedNode("urn:z:a")
    store.add(ox.Quad(a, a, a))
    row = only(store, "SELECT ?x { ?x :a ?y }")
    assert row.supports[0].graphs == ()
    assert len(row.unexplained) == 1


def test_blank_nodes_of_the_data_keep_their_names() -> None:
    store = ox.Store()
    store.load(b"<urn:z:g> { _:n <urn:z:knows> <urn:z:a> . _:m <urn:z:knows> <urn:z:b> . }", format=ox.RdfFormat.TRIG)
    merge(store)
    answer = explain(store, "SELECT ?who { ?who :knows ?x FILTER EXISTS { ?who :knows ?y } }", prefixes=PREFIXES)
    for row in from_bytes(answer.to_bytes()).rows:
        assert [support.triple.subject for support in row.supports] == [row.terms[0]]
        assert not row.unexplained


def test_parameters_bind_variables_that_only_a_filter_knows(world: ox.Store) -> None:
    seven = ox.Literal("7", datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))
    text = "SELECT ?b ?from { ?b :weighs ?w FILTER(?w >= ?from) }"
    answer = explain(world, text, {"from": seven}, prefixes=PREFIXES)
    assert [told(row) for row in answer.rows] == [["guild weighs 7 @u1 pattern"]]


def test_a_subquery_that_the_engine_takes_from_another_graph_is_not_explained(world: ox.Store) -> None:
    row = only(world, "SELECT ?g { GRAPH ?g { ?b :weighs 3.0 { SELECT ?q { ?q :meets :harbour } } } }")
    assert told(row) == ["choir weighs 3 @u3 pattern"]
    assert len(row.unexplained) == 1


def test_the_engine_says_what_is_wrong_with_a_query(world: ox.Store) -> None:
    with pytest.raises(SyntaxError):
        explain(world, "SELECT ?x { ?x ", prefixes=PREFIXES)


def test_values_inside_of_exists_may_name_a_variable_of_the_row(world: ox.Store) -> None:
    text = "SELECT ?b { ?b :weighs 3.0 FILTER EXISTS { ?b :weighs ?w VALUES (?b ?w) { (:choir UNDEF) (UNDEF 7) } } }"
    row = only(world, text)
    assert not row.unexplained
    assert {t.partition(" @")[0] for t in told(row)} == {"choir weighs 3"}


def test_nothing_is_run_by_the_parser() -> None:
    code = (
        "import sys; from tradegraph.answer.why import parsing; parsing.prepare(); "
        "print([name for name in sys.modules if name.startswith(('rdflib', 'html5rdf', 'http', 'ssl'))]); "
        "import rdflib.plugins.sparql; print(len(rdflib.Graph().parse(data='<urn:a> <urn:b> <urn:c> .'))); "
        "parsing.parse('ASK { ?s ?p 1 }', {}); print(rdflib.NORMALIZE_LITERALS, rdflib.plugins.sparql.__file__ is None)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n1\nTrue False\n"


QUERIES = [
    "SELECT ?x { ?x :a 01, -2.50, +3e1, 'x'@en, 'y'^^:t, true ; :b [ :c (1 <d>) ] . ?x ^:p/(:q|!:r)* ?y }",
    "BASE <http://a.example/b/> PREFIX : <c#> PREFIX e: <> SELECT (COUNT(*) AS ?n) { <> e:f :g FILTER(?x IN (<h>)) }",
    "PREFIX é: <urn:x:é#> SELECT ?é0 { _:ñ.é é:ü.ß-日 ?é0 ; é:p%41\\-é '×÷ \u00e9' , ?日本·x FILTER(?é0<?日本·x) }",
    "CONSTRUCT { _:b :a ?x } WHERE { { SELECT ?x { ?x a :B } GROUP BY ?x HAVING (MAX(?y) > 1) } MINUS { ?x :c ?z } }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_the_parser_reads_alike_with_and_without_the_rest_of_rdflib(text: str) -> None:
    code = (
        "import re, sys\n{}from tradegraph.answer.why import parsing\n"
        "tree = repr(parsing.parse(sys.argv[1], {{'': 'urn:x:'}}))\nprint(re.sub(r'N[0-9a-f]{{32}}', 'N', tree))"
    )
    alone, whole = (
        subprocess.run([sys.executable, "-c", code.format(first), text], capture_output=True, text=True, check=True)
        for first in ("", "import rdflib\n")
    )
    assert alone.stdout == whole.stdout
    assert "urn:x:" in alone.stdout or "http://a.example/b/c#" in alone.stdout


def test_lean_patterns_take_the_same_names() -> None:
    import rdflib.plugins.sparql.parser as whole

    parts = ["a", "é", "日", "\U0001f600", "·", "_", "-", ".", ":", "7", "%4A", "\\~", " ", "(", "_:", "?"]
    words = ["".join(some) for length in range(4) for some in itertools.product(parts, repeat=length)]
    for element in (whole.PN_PREFIX, whole.PN_LOCAL, whole.BLANK_NODE_LABEL, whole.VARNAME):
        lean = re.compile(alone.lean(str(element.pattern)), element.flags)
        for word in words:
            first = re.match(r"(?:_:)?(.?)", word)
            if first and first[1] == "·":  # no name begins with it, and the engine takes none that does
                continue
            found = [match and match[0] for match in (element.re.match(word), lean.match(word))]
            assert found[0] == found[1], (element.name, word)


def test_what_the_parser_left_out_of_pyparsing_is_there_for_others() -> None:
    code = (
        "from tradegraph.answer.why import parsing; parsing.prepare(); import importlib, sys; "
        "print([name for name in sys.modules if name.startswith(('pyparsing', 'importlib.resources'))]); "
        "import pyparsing.testing, importlib.resources; print(pyparsing.testing.__name__, "
        "importlib.resources.files.__name__, pyparsing.Regex('[é]').pattern); parsing.parse('ASK { ?s ?p 1 }', {})"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\npyparsing_test files [é]\n"


def test_the_whole_of_rdflib_is_taken_where_its_parser_can_not_stand_alone() -> None:
    code = (
        "from tradegraph.answer.why import alone\nalone._UNUSED = ()\nalone._TERMS = ('Nothing',)\n"
        "from tradegraph.answer.why import parsing\nparsing.prepare()\nimport sys\nprint('rdflib.graph' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "True\n"
