"""What a row rests on not being stated, in words: on an invented world."""

from __future__ import annotations

import os

import pyoxigraph as ox
import pytest

from tradegraph.answer.why.explained import Row
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


def told(row: Row) -> list[str]:
    """A row's evidence as lines: subject, predicate, object, graphs, role."""
    supports = row.derivations[0].supports
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


ABSENCES = {
    "MINUS": (
        "SELECT ?b { ?b a :Body MINUS { ?b :closedOn ?d } }",
        ["guild a Body @catalogue pattern"],
        ["rests on the absence of: <urn:z:guild> <urn:z:closedOn> ?d"],
    ),
    "NOT EXISTS": (
        "SELECT ?p { ?p a :Person FILTER NOT EXISTS { ?p :memberOf [ :weighs ?w ] FILTER(?w > 2) } }",
        ["cid a Person @catalogue pattern"],
        [("rests on the absence of: something <urn:z:weighs> ?w and <urn:z:cid> <urn:z:memberOf> something"
         ", where ?w is more than 2")],
    ),
    "not EXISTS": (
        "SELECT ?p { ?p a :Person FILTER(!EXISTS { ?p :memberOf ?b }) }",
        ["cid a Person @catalogue pattern"],
        ["rests on the absence of: <urn:z:cid> <urn:z:memberOf> ?b"],
    ),
    "an OPTIONAL that must not match": (
        "SELECT ?p { ?p a :Person OPTIONAL { ?p :memberOf ?b } FILTER(!BOUND(?b)) }",
        ["cid a Person @catalogue pattern"],
        ["rests on the absence of: <urn:z:cid> <urn:z:memberOf> ?b"],
    ),
    "NOT EXISTS beside another way to hold": (
        "SELECT ?b { ?b :weighs 7 FILTER(NOT EXISTS { ?b :closedOn ?d } || 1 = 1) }",
        ["guild weighs 7 @u1 pattern"],
        ["may rest on the absence of: <urn:z:guild> <urn:z:closedOn> ?d"],
    ),
    "NOT EXISTS beside an EXISTS that nothing matches": (
        "SELECT ?b { ?b :weighs 7 FILTER(NOT EXISTS { ?b :closedOn ?d } || EXISTS { ?b :in ?place }) }",
        ["guild weighs 7 @u1 pattern"],
        ["may rest on the absence of: <urn:z:guild> <urn:z:closedOn> ?d"],
    ),
    "NOT EXISTS that is false beside what holds": (
        "SELECT ?b { ?b :weighs 3.0 FILTER(NOT EXISTS { ?b :closedOn ?d } || NOT EXISTS { ?b :meets ?x }) }",
        ["choir weighs 3 @u3 pattern"],
        ["may rest on the absence of: <urn:z:choir> <urn:z:meets> ?x"],
    ),
    "an OPTIONAL for which COALESCE has a value": (
        "SELECT ?p ?k { ?p :name 'Cid' OPTIONAL { ?p :knows ?b } BIND(COALESCE(?b, 'none') AS ?k) }",
        ["cid name Cid @u3 pattern"],
        ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?b"],
    ),
    "an OPTIONAL for which COALESCE in a filter has a value": (
        "SELECT ?p { ?p a :Person OPTIONAL { ?p :knows ?b } FILTER(COALESCE(?b, 'none') = 'none') }",
        ["cid a Person @catalogue pattern"],
        ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?b"],
    ),
    "an OPTIONAL of whose value another is made": (
        "SELECT ?p { ?p a :Person OPTIONAL { ?p :knows ?b } BIND(STR(?b) AS ?s) FILTER(!BOUND(?s)) }",
        ["cid a Person @catalogue pattern"],
        ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?b"],
    ),
    "an OPTIONAL with a condition": (
        "SELECT ?b { ?b :weighs 3.0 OPTIONAL { ?b :weighs ?w FILTER(?w > 5) } FILTER(!BOUND(?w)) }",
        ["choir weighs 3 @u3 pattern"],
        ["rests on the absence of: <urn:z:choir> <urn:z:weighs> ?w, where ?w is more than 5"],
    ),
    "an OPTIONAL in whose place another gives the value": (
        "SELECT ?b ?v { ?b :weighs 7 OPTIONAL { ?b :closedOn ?v } OPTIONAL { ?b :meets ?v } }",
        ["guild meets harbour @u1 pattern", "guild weighs 7 @u1 pattern"],
        ["rests on the absence of: <urn:z:guild> <urn:z:closedOn> ?v"],
    ),
    "an OPTIONAL whose values are counted": (
        "SELECT ?p (COUNT(?b) AS ?n) { ?p a :Person OPTIONAL { ?p :knows ?b } } GROUP BY ?p HAVING (COUNT(?b) = 0)",
        ["cid a Person @catalogue member"],
        ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?b"],
    ),
    "NOT EXISTS after GROUP BY": (
        ("SELECT ?p (COUNT(?q) AS ?n) { ?p :knows ?q } GROUP BY ?p "
         "HAVING (COUNT(?q) > 0 && NOT EXISTS { ?p :memberOf :guild })"),
        ["bea knows cid @u2 member"],
        ["rests on the absence of: <urn:z:bea> <urn:z:memberOf> <urn:z:guild>"],
    ),
    "an OPTIONAL of whose values one is taken": (
        "SELECT ?p (SAMPLE(?b) AS ?n) { ?p :name 'Cid' OPTIONAL { ?p :knows ?b } } GROUP BY ?p HAVING (!BOUND(?n))",
        ["cid name Cid @u3 member"],
        ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?b"],
    ),
    "an OPTIONAL of a subquery": (
        ("SELECT ?p { { SELECT ?p ?b { ?p a :Person OPTIONAL { ?p :knows ?b } } } "
         "BIND(COALESCE(?b, 'none') AS ?k) FILTER(?k = 'none') }"),
        ["cid a Person @catalogue pattern"],
        ["rests on the absence of: <urn:z:cid> <urn:z:knows> ?b"],
    ),
    "any graph": (
        "SELECT ?b { ?b :weighs 7 FILTER NOT EXISTS { GRAPH ?anywhere { ?b :closedOn ?d } } }",
        ["guild weighs 7 @u1 pattern"],
        ["rests on the absence of: <urn:z:guild> <urn:z:closedOn> ?d"],
    ),
    "any one graph": (
        "SELECT ?b { ?b :weighs 7 FILTER NOT EXISTS { GRAPH ?g { ?b :closedOn ?d ; :in ?x } } }",
        ["guild weighs 7 @u1 pattern"],
        [("rests on the absence of: <urn:z:guild> <urn:z:closedOn> ?d and <urn:z:guild> <urn:z:in> ?x"
          ", in one graph")],
    ),
    "a graph of which more is said": (
        "SELECT ?b { ?b :weighs 7 FILTER NOT EXISTS { GRAPH ?g { ?b :closedOn ?d } ?g :in ?x } }",
        ["guild weighs 7 @u1 pattern"],
        ["rests on the absence of: <urn:z:guild> <urn:z:closedOn> ?d, in graph ?g and ?g <urn:z:in> ?x"],
    ),
    "an EXISTS inside of what must not match": (
        "SELECT ?b { ?b a :Body MINUS { ?b :closedOn ?d FILTER EXISTS { ?b :weighs ?w VALUES ?w { 3.0 } } } }",
        ["guild a Body @catalogue pattern"],
        ["rests on the absence of: <urn:z:guild> <urn:z:closedOn> ?d, where (<urn:z:guild> <urn:z:weighs> ?w and ...)"],
    ),
    "a count of nothing": (
        "SELECT (COUNT(?x) AS ?n) { ?x :sings ?song }",
        [],
        ["rests on the absence of: ?x <urn:z:sings> ?song"],
    ),
}  # fmt: skip


def words(text: str) -> list[str]:
    return sorted(text.replace(",", " ").split())


@pytest.mark.parametrize("name", ABSENCES)
def test_an_absence_is_said_in_words(world: ox.Store, name: str) -> None:
    text, expected, absences = ABSENCES[name]
    row = only(world, text)
    assert told(row) == expected
    assert len(row.absences) == len(absences)
    for found, known in zip(row.absences, absences, strict=True):  # the order of patterns is the parser's
        assert known.endswith("...)") or words(found) == words(known)
    assert not row.unexplained


UNTOUCHED = {
    "an operand of COALESCE after one with a value": (
        "SELECT ?k { :guild :meets ?a OPTIONAL { :guild :closedOn ?d } BIND(COALESCE(?a, ?d) AS ?k) }"
    ),
    "BOUND beside what holds": (
        "SELECT ?a { :guild :meets ?a OPTIONAL { :guild :closedOn ?d } FILTER(BOUND(?d) || 1 = 1) }"
    ),
    "a comparison, which is no answer without a value": (
        "SELECT ?a { :guild :meets ?a OPTIONAL { :guild :closedOn ?d } FILTER(?d > 1 || 1 = 1) }"
    ),
    "an EXISTS beside what holds": "SELECT ?a { :guild :meets ?a FILTER(EXISTS { :guild :closedOn ?d } || 1 = 1) }",
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_an_absence_that_plays_no_part_is_not_mentioned(world: ox.Store, name: str) -> None:
    row = only(world, UNTOUCHED[name])
    assert told(row) == ["guild meets harbour @u1 pattern"]
    assert (row.absences, row.unexplained) == ([], [])


def test_a_minus_that_shares_no_variable_takes_nothing_and_is_not_mentioned(world: ox.Store) -> None:
    assert only(world, "SELECT ?b { ?b :weighs 7 MINUS { ?x :closedOn ?d } }").absences == []


STOPPED = {
    "ASK { FILTER NOT EXISTS { ?p :knows :cid } }": (["bea knows cid @u2 exists"], []),
    "ASK { ?p :memberOf :guild FILTER NOT EXISTS { ?p :knows ?q } }": (
        ["ada knows bea @u2 exists", "ada memberOf guild @u1+u2 pattern"],
        ["rests on the absence of: ?p <urn:z:memberOf> <urn:z:guild>, where not (?p <urn:z:knows> ?q)"],
    ),
    "ASK { ?p :memberOf :guild MINUS { ?p :knows ?q } }": (
        ["ada knows bea @u2 exists", "ada memberOf guild @u1+u2 pattern"],
        ["rests on the absence of: ?p <urn:z:memberOf> <urn:z:guild> without (?p <urn:z:knows> ?q)"],
    ),
    "ASK { ?p :sings ?q FILTER NOT EXISTS { ?p :knows ?q } }": (
        [],
        ["rests on the absence of: ?p <urn:z:sings> ?q, where not (?p <urn:z:knows> ?q)"],
    ),
}


@pytest.mark.parametrize("text", STOPPED)
def test_an_ask_that_is_false_because_something_is_there_names_it(world: ox.Store, text: str) -> None:
    answer = explain(world, text, prefixes=PREFIXES)
    assert answer.truth is False
    assert (told(answer.rows[0]), answer.rows[0].absences) == STOPPED[text]
    assert not answer.rows[0].unexplained


CONDITIONS = {
    "?w < 3 && ?w != 2 || ?w = 9": "(?w is less than 3 and ?w is not 2) or ?w is 9",
    "?w < 3 && (?w != 2 || ?w >= 9)": "?w is less than 3 and (?w is not 2 or ?w is at least 9)",
    "!(?w < 8 || ?w <= 9)": "not (?w is less than 8 or ?w is at most 9)",
    "!BOUND(?w) || isIRI(?w)": "not (?w is known) or ?w is a thing",
    "?w IN (8, 9)": "?w is one of 8, 9",
    "?w + 1 NOT IN (4, 8)": "(?w + 1) is none of 4, 8",
    "STRLEN(STR(?w)) > 1": "the length of ?w is more than 1",
    "SUBSTR(STR(?w), 1, 4) = '2031'": 'the first 4 characters of ?w is "2031"',
    "REGEX(STR(?w), '^x', 'i')": '?w matches "^x" ("i")',
    "CONTAINS(STR(?w), '9') || LANG(?w) = 'en'": '?w contains "9" or the language of ?w is "en"',
    "MD5(STR(?w)) = 'x'": 'MD5(?w) is "x"',
    "IF(?w > 7, false, ?w = 1)": "(where (?w is more than 7): false; else (?w is 1))",
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_on_what_is_absent_is_told_in_words(world: ox.Store, condition: str) -> None:
    row = only(world, f"SELECT ?b {{ ?b :weighs 7 FILTER NOT EXISTS {{ ?x :weighs ?w FILTER({condition}) }} }}")
    said = CONDITIONS[condition]
    assert row.absences == [f"rests on the absence of: ?x <urn:z:weighs> ?w, where {said}"]
