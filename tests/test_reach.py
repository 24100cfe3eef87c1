"""What of the reference files is loaded for an answer: all that could change it, and little that couldn't."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph import paths
from tradegraph.answer.questions import read_questions
from tradegraph.dataset import matching, patterns, query_tokens, query_words
from tradegraph.dataset.blocks import write_index
from tradegraph.dataset.index import Index, numbers
from tradegraph.dataset.loading import (
    add_documents,
    load_merged,
    merge,
    reference_files,
    shipped_files,
)
from tradegraph.dataset.reach import Excerpt, Shipped, for_query
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import BASE, DESCRIPTION_GRAPH, PREFIXES, TG, TGO

SHIPPED = paths.REFERENCE
INVENTED = str(Path(__file__).parent / "cases" / "reference")
QUESTIONS = read_questions()


def stems(excerpt: Excerpt) -> list[str]:
    """The files of an excerpt."""
    names = {Path(path).read_bytes(): Path(path).stem for path in shipped_files("all")}
    return sorted(names[file.text] for file in excerpt.index.files if file.blocks & excerpt.blocks)


def parts(excerpt: Excerpt) -> list[str]:
    """The records and subjects of an excerpt."""
    index = excerpt.index
    records = {block: block & index.records for block in (1 << at for at in numbers(excerpt.blocks))}
    return [
        name for block, is_record in records.items() for name in (index.graphs if is_record else index.subjects)(block)
    ]


def of_reference(query: str, values: dict[str, ox.NamedNode | ox.Literal] | None = None) -> Excerpt:
    """What is chosen of the reference files for a query."""
    shipped = Shipped()
    return shipped.for_query(query, values or {}) & shipped.reference()


@pytest.fixture(autouse=True)
def _narrowing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where so few blocks are chosen that a narrower choice isn't worth its time, as in small worlds."""
    monkeypatch.setattr(matching, "_FEW_BLOCKS", 0)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_our_own_questions_are_read_without_regular_expressions(question: object) -> None:
    text = question.text  # type: ignore[attr-defined]
    plain = query_words.split_plain(text)
    assert plain is not None
    read = ['""' if token.kind in ("string", "text") else token.text for token in query_tokens.tokens(text)]
    assert "".join(plain) == "".join(read)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s tgo:x "1"^^xsd:gYear }',
        'SELECT * { ?s tgo:x "1"^^xsd:gYear ; ^tgo:y "a"@en. } LIMIT 5',
        'SELECT * { ?s tgo:x "1"^^<http://www.w3.org/2001/XMLSchema#gYear>, "b" }',
        "SELECT * { <https://a.b/c;d=e&f#g>a<http://h/>. ?s ?p ?o FILTER(?s <= ?o) }",
        "SELECT * FROM <https://a.b/c> { ?s <http://a/b>/^<http://a/c#d> ?o }",
    ],
)
def test_typed_values_and_iris_are_read_without_regular_expressions(query: str) -> None:
    plain = query_words.split_plain(query)
    assert plain is not None
    read = ['""' if token.kind in ("string", "text") else token.text for token in query_tokens.tokens(query)]
    assert "".join(plain) == "".join(read)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p '}' }",
        'SELECT * { ?s ?p """}""" }',
        "SELECT * { ?s <urn:a#b> ?o }",
        "SELECT * { ?s <http://a/b\\u0063> ?o }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o && ?p>?o) }",
        "SELECT * { ?s tgo:x ?o # comment }\n}",
        "PREFIX a: <urn:a> SELECT * { ?s a:b ?o }",
        "SELECT * { $s tgo:x ?o }",
        'SELECT * { ?s tgo:x "1"^^xsd:gYear\0 }',
        "SELECT * { ?a tgo:x ?b FILTER(?a<?b) }",
        "SELECT * { ?a tgo:x tg:b.?b tgo:y ?c }",
        "SELECT * { ?a tgo:x?b }",
        'SELECT * { ?a tgo:x "b"@en.?b tgo:y ?c }',
        "SELECT * { ?a tgo:x 5.?b tgo:y ?c }",
    ],
)
def test_any_other_style_is_left_to_the_tokens(query: str) -> None:
    assert query_words.split_plain(query) is None


# The choice.


@pytest.mark.usefixtures("invented_reference")
@pytest.mark.parametrize(
    ("query", "files"),
    [
        ("ASK { ?a tgo:isPartyTo tg:wco-wto-mou-2025 }", ["rain-parties"]),
        ("ASK { ?a tgo:isPartyTo tg:trade-facilitation-agreement }", []),
        ("ASK { ?a tgo:isSigningOf ?b }", []),
        (f"ASK {{ <{BASE}reference/rain-parties#cloud-union> ?a ?b }}", ["rain-parties"]),
        (f"ASK {{ ?a dcterms:isPartOf <{BASE}reference/rain-parties> }}", ["rain-parties"]),
        ("ASK { ?a schema:startDate ?b }", ["cloud-offices"]),
        ("ASK { GRAPH ?g { ?a tgo:isSigningOf ?b ; schema:startDate ?day } }", []),
        ("ASK { GRAPH ?g { ?a tgo:isSigningOf ?b OPTIONAL { ?a schema:startDate ?day } } }", []),
        ("ASK { GRAPH ?g { ?a tgo:isSigningOf ?b } GRAPH ?h { ?a schema:startDate ?day } }", []),
        ("ASK { GRAPH ?g { ?a tgo:isSigningOf ?b } GRAPH ?h { ?c schema:startDate ?day } }", ["cloud-offices"]),
        ("ASK { ?a tgo:isVacancyOf ?b ; schema:startDate ?day }", ["cloud-offices"]),
        ("ASK { ?g a tgo:StatedGraph . GRAPH ?g { ?a ?b ?c } }", []),
        (
            "ASK { ?g a tgo:StatedGraph . { GRAPH ?g { ?a ?b ?c } } UNION { GRAPH ?h { ?a tgo:isVacancyOf ?b } } }",
            ["cloud-offices"],
        ),
        ("ASK { ?g a tgo:StatedGraph ; dcterms:isPartOf ?b ; dcterms:source ?c }", []),
        ("ASK { ?a a tgo:Vacancy }", ["cloud-offices"]),
        ("ASK { ?a rdf:type tgo:Vacancy }", ["cloud-offices"]),
        ("ASK { ?a a <https://w3id.org/tradegraph/ontology#Vacancy> }", ["cloud-offices"]),
        ("PREFIX o: <https://w3id.org/tradegraph/ontology#> ASK { ?a a o:Vacancy }", ["cloud-offices"]),
        ("ASK { ?a tgo:joinedOn|tgo:isPartyTo ?b }", ["cloud-members", "rain-parties"]),
        ("ASK { tg:fog tgo:isSigningOf/tgo:isPartyTo ?b }", ["rain-parties"]),
        (
            "ASK { ?a tgo:joinedOn ?b FILTER NOT EXISTS { ?c tgo:isVacancyOf ?a } }",
            ["cloud-members", "cloud-offices"],
        ),
        ("ASK { VALUES ?p { tgo:isPartyTo tgo:isSigningOf } ?a ?p ?b }", ["rain-parties"]),
        ("ASK { ?a tgo:isPartyTo ?b BIND(tgo:nothing AS ?c) }", ["rain-parties"]),
        ("ASK { ?a tgo:isPartyTo ?b FILTER(?b = tg:nothing) }", ["rain-parties"]),
        ("SELECT ?a { ?b tgo:isHostedBy ?c { SELECT ?a { ?a tgo:isPartyTo ?b } GROUP BY ?a } }", ["rain-parties"]),
    ],
)
def test_a_file_is_chosen_for_what_it_can_add(query: str, files: list[str]) -> None:
    assert stems(of_reference(query)) == files


@pytest.mark.usefixtures("invented_reference")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "ASK { ?s !tgo:isPartyTo ?o }",
        "ASK { GRAPH ?g {} }",
        "ASK { ?a skos:broader* ?b }",
        "DESCRIBE *",
        "DESCRIBE ?a { ?a tgo:isPartyTo ?b }",
        "DESCRIBE tg:wco FROM tg:wco",
        "BASE <urn:x:> ASK { ?a <y> ?b }",
        "ASK { ?a tgo:is\\u0050artyTo ?b }",
        "PREFIX o: <https://w3id.org/tradegraph/\\u006Fntology#> ASK { ?a o:isPartyTo ?b }",
        "ASK { ?a tgo:isPartyTo (tg:cloud-union) }",
        "ASK { ?a tgo:isSigningOf ?b FILTER((1<2)&&3>2) ?c tgo:isPartyTo ?d }",  # no IRI, though it looks like one
    ],
)
def test_what_may_ask_for_anything_loads_all(query: str) -> None:
    assert parts(Shipped().for_query(query, {})) == parts(Shipped().of("all"))


@pytest.mark.usefixtures("invented_reference")
def test_a_value_of_a_parameter_narrows_the_choice() -> None:
    query = "SELECT ?who ?what { ?who tgo:isPartyTo ?what }"

    def chosen(what: ox.NamedNode | ox.Literal) -> list[str]:
        return stems(of_reference(query, {"what": what}))

    assert chosen(ox.NamedNode(TG + "wco-wto-mou-2025")) == ["rain-parties"]
    assert chosen(ox.NamedNode(TG + "nothing")) == []
    assert chosen(ox.Literal("x")) == ["rain-parties"]


@pytest.mark.usefixtures("invented_reference")
def test_things_are_looked_for_by_what_is_said_of_them() -> None:
    shipped = Shipped()
    union, party = ox.NamedNode(TG + "cloud-union"), ox.NamedNode(TGO + "isPartyTo")
    assert parts(shipped.for_terms(union, party)) == ["reference/rain-parties#cloud-union"]
    assert parts(shipped.for_terms(None, None, None)) == parts(shipped.of("all"))
    assert not shipped.for_terms(ox.NamedNode(TG + "nothing"))


@pytest.mark.usefixtures("invented_reference")
def test_sources_are_parts_of_the_whole() -> None:
    shipped = Shipped()
    for sources in ("articles", "reference", "all"):
        assert stems(shipped.of(sources)) == sorted(Path(path).stem for path in shipped_files(sources))
    assert stems(shipped.reference()) == sorted(Path(path).stem for path in reference_files())


@pytest.mark.usefixtures("invented_reference")
def test_things_are_looked_for_by_name_in_the_sources_that_are_asked() -> None:
    whole, articles = Shipped().of("all"), Shipped().of("articles")
    assert whole.called("nimbus VANE ") == [TG + "nimbus"]
    assert whole.called("Nimbus Vänes") == articles.called("nimbus vane") == []
    assert articles.called("wco") == [TG + "wco"]
    assert whole.label(TG + "nimbus") == "Nimbus Vane"
    assert articles.label(TG + "nimbus") is None


@pytest.mark.usefixtures("invented_reference")
def test_graphs_are_described_with_the_lists_and_works_that_they_rest_on() -> None:
    chosen = Shipped().for_terms(ox.NamedNode(TGO + "isPartyTo"))
    record = f"{BASE}reference/rain-parties#cloud-union"
    store = ox.Store()
    add_documents(store, chosen.citing([record]).documents())
    source = next(store.quads_for_pattern(ox.NamedNode(record), ox.NamedNode(PREFIXES["dcterms"] + "source"), None))
    assert any(store.quads_for_pattern(source.object, ox.NamedNode(TGO + "trust"), None))  # type: ignore[arg-type]
    assert chosen.citing([record]).blocks & chosen.described().blocks


def test_a_unit_without_a_graph_is_described_too() -> None:
    store = ox.Store()
    add_documents(store, Shipped().of("all").citing([f"{BASE}article/wto-public-forum-2022#u13"]).documents())
    position = ox.NamedNode(PREFIXES["schema"] + "position")
    assert {value(quad.object) for quad in store.quads_for_pattern(None, position, None, None)} == {"13", "9"}


def test_what_has_no_name_comes_with_all_that_is_said_of_it() -> None:
    membership = ox.NamedNode(TG + "lungu-zra-deputy-commissioner")
    shipped = Shipped()
    some = Excerpt(shipped.index, 1 << numbers(shipped.for_terms(membership).blocks)[0])
    assert some.together().blocks & shipped.for_terms(membership).blocks == shipped.for_terms(membership).blocks


# Nothing is lost: what is chosen gives the same answer as everything.


def answers(store: ox.Store, query: str) -> list[str]:
    found = store.query(query, prefixes=PREFIXES)
    if isinstance(found, ox.QueryTriples):
        return sorted({str(triple) for triple in found})
    assert isinstance(found, ox.QuerySolutions)
    return sorted(str([None if term is None else str(term) for term in row]) for row in found)


def of_parts(parts: Excerpt, relations: set[str] | None) -> ox.Store:
    store = ox.Store()
    add_documents(store, parts.documents())
    merge(store, relations)
    return store


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
@pytest.mark.parametrize("folder", sorted({SHIPPED, INVENTED}), ids=lambda folder: Path(folder).parent.name)
def test_each_question_has_the_same_answer_as_with_every_file(
    question: object, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "REFERENCE", folder)
    text = question.text  # type: ignore[attr-defined]
    shipped = Shipped()
    chosen = shipped.for_query(text, {})
    for sources in ("articles", "all"):
        expected = answers(load_merged(sources), text)
        assert answers(of_parts(chosen & shipped.of(sources), None), text) == expected
        relations = patterns.read_patterns(text, {}).merged()  # as `ask` does: no more is merged than it asks for
        assert answers(of_parts(chosen & shipped.of(sources), relations), text) == expected


# Queries that a reader of words may take amiss: what stands beside the pattern, blanks left out, brackets, signs, and
# records that their own file writes short.
AMISS = [
    "CONSTRUCT { ?a tgo:isSigningOf ?b } WHERE { ?a a tgo:Economy ; skos:prefLabel ?b }",
    "SELECT ?a (EXISTS { ?a tgo:isSigningOf ?x } AS ?e) { ?a a tgo:Economy }",
    "SELECT ?a { ?a a tgo:Economy } GROUP BY ?a HAVING (NOT EXISTS { ?a tgo:isSigningOf ?x })",
    "SELECT ?a { ?a a tgo:Economy } ORDER BY EXISTS { ?a tgo:isSigningOf ?x } ?a",
    "SELECT * { ?a tgo:isPartyTo ?b FILTER((1<2)&&3>2) ?c tgo:joinedOn ?d . ?c a ?e }",
    "SELECT * { ?a tgo:isPartyTo ?b FILTER(?a<?b#>) } {\n || true) ?c a tgo:Economy }",
    "SELECT * { VALUES (?n ?a ?b) { (-1 tg:wco tg:wto) } ?m org:organization ?b FILTER(?n<0) ?b a ?t }",
    "SELECT * { ?a tgo:isPartyTo tg:wco-wto-mou-2025.?a ?r ?c }",
    'SELECT * { ?a skos:prefLabel "Zambia"@en.?a ?p ?c }',
    "SELECT * WHERE{?a tgo:isPartyTo?b.?b a?t}",
    "SELECT * { ?s tgo:isSigningOf ?b . [] org:organization ?z . }",
    "SELECT * { ?s tgo:isSigningOf ?b . [ ] a ?z ; org:organization ?y }",
    "SELECT * { ?x tgo:isSigningOf ?y . [ org:member [ a tgo:Economy ] ; org:role ?r ] a ?t , ?u . ?x a ?z }",
    f"SELECT * {{ GRAPH ?g {{ <{BASE}reference/wto-members#zm> tgo:trust ?t . ?x a tgo:ReferenceList }} }}",
    "SELECT * { ?m org:organization ?o , [ a ?t ] , [ skos:prefLabel ?l ] ; org:member tg:economy-zm }",
    "DESCRIBE tg:wco tg:economy-zm",
    f"DESCRIBE <{BASE}reference/wto-members#zm> tgo:Agreement",
    "SELECT * { GRAPH ?g { ?g rdf:type/rdfs:subClassOf* ?c } }",
    "SELECT * { GRAPH ?g { ?a a/rdfs:subClassOf* tgo:Agreement OPTIONAL { ?a tgo:isAgreementOf ?b } } }",
    "SELECT * { ?m org:member tg:economy-zm;.?m org:organization/skos:prefLabel'World Trade Organization'@en.}",
]


@pytest.mark.parametrize("query", AMISS)
def test_nothing_is_lost_of_a_query_that_may_be_taken_amiss(query: str) -> None:
    shipped = Shipped()
    chosen = shipped.for_query(query, {})
    for sources in ("articles", "reference", "all"):
        expected = answers(load_merged(sources), query)
        assert answers(of_parts(chosen & shipped.of(sources), None), query) == expected
        assert answers(of_parts(chosen & shipped.of(sources), patterns.merged_relations(query)), query) == expected


# Small worlds: a few things and relations, three files, and queries of every form on them.

THINGS, RELATIONS = [f"tg:t{n}" for n in range(5)], [f"tgo:r{n}" for n in range(4)]
GRAPHS = ["<#a>", "<#b>", "<>"]  # of the same file
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("rdfs", "tg", "tgo"))

World = tuple[tuple[list[tuple[str, str, str]], ...], ...]

triples = st.lists(
    st.tuples(
        st.sampled_from([*THINGS, *GRAPHS]),
        st.sampled_from([*RELATIONS, "a", "rdfs:subClassOf"]),
        st.sampled_from([*THINGS, *GRAPHS]),
    ),
    max_size=3,
)
files = st.tuples(triples, triples, triples)  # of its own graphs, two of them, and of the shared one
worlds = st.tuples(files, files, files)

RECORDS = [f"<{BASE}reference/f1#a>", f"<{BASE}reference/f1>"]
slots = st.sampled_from(["?a", "?b", "?c", "?a", "?b", "?g", *THINGS[:3], *RECORDS])
verbs = st.sampled_from(
    [*RELATIONS, *RELATIONS, "a", "?v", "^tgo:r0", "tgo:r0|tgo:r1", "tgo:r0/tgo:r1", "tgo:r2*", "tgo:r3+", "tgo:r0?",
     "a/rdfs:subClassOf*", "(tgo:r0/tgo:r1)*", "!tgo:r0", "tgo:r0*/tgo:r1", "tgo:r2/tgo:r1*", "tgo:r0*|tgo:r1"]
)  # fmt: skip
triple_texts = st.one_of(
    st.builds("{} {} {} . ".format, slots, verbs, slots),
    st.builds("{} {} {} ; {} {} . ".format, slots, verbs, slots, verbs, slots),
    st.builds("{} {} {} , {} . ".format, slots, verbs, slots, slots),
    st.builds("{} {} [ {} {} ] . ".format, slots, verbs, verbs, slots),
    st.builds("{} {} {} , [ {} {} ] . ".format, slots, verbs, slots, verbs, slots),
    st.builds("{} {} {} . [ {} {} ] {} {} . ".format, slots, verbs, slots, verbs, slots, verbs, slots),
    st.builds("{} {} ( {} ) . ".format, slots, verbs, slots),
)
VALUES = ["VALUES ?v { tgo:r0 tgo:r1 } ", "VALUES (?a ?v) { (tg:t0 tgo:r1) (UNDEF tgo:r2) } ", "FILTER(?a != tg:t4) "]


def groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("GRAPH {} {{ {} }} ".format, st.sampled_from(["?g", "?h", "<urn:no>"]), inner),
        st.builds("{}OPTIONAL {{ {} }} ".format, inner, inner),
        st.builds("{{ {} }} UNION {{ {} }} ".format, inner, inner),
        st.builds("{}MINUS {{ {} }} ".format, inner, inner),
        st.builds("{}FILTER {}EXISTS {{ {} }} ".format, inner, st.sampled_from(["", "NOT "]), inner),
        st.builds("{{ SELECT ?a (COUNT(*) AS ?n) {{ {} }} GROUP BY ?a }} ".format, inner),
        st.builds("{}{}".format, st.sampled_from(VALUES), inner),
    )


# Patterns about one thing that stand in and around what is optional, taken away or asked apart: what one of them lets
# the thing be tells something of another only where both must match.
about_one = st.builds("?a {} ?v . ".format, st.sampled_from(RELATIONS[:3]))
placed = st.one_of(
    about_one, about_one, st.builds("GRAPH {} {{ {} }} ".format, st.sampled_from(["?g", "?a"]), about_one)
)
few_triples = st.lists(
    st.tuples(st.sampled_from(THINGS[:3]), st.sampled_from(RELATIONS[:3]), st.sampled_from(THINGS[:3])), max_size=2
)
few_files = st.tuples(few_triples, few_triples, few_triples)
FORMS = [
    "{0}{{ {1} OPTIONAL {{ {2} }} }} ",
    "{{ {1} OPTIONAL {{ {2} }} }} {0}",
    "OPTIONAL {{ {2} }} {0}{1}",
    "{0}OPTIONAL {{ {2} }} {1}",
    "{0}OPTIONAL {{ ?b tgo:r0 ?c OPTIONAL {{ {2} }} }} {1}",
    "{0}{{ ?b tgo:r0 ?c FILTER NOT EXISTS {{ {2} }} }} {1}",
    "{0}{{ ?b tgo:r0 ?c MINUS {{ {2} }} }} {1}",
    "{0}MINUS {{ {2} }} {1}",
    "{0}FILTER NOT EXISTS {{ {1} FILTER NOT EXISTS {{ {2} }} }} ",
    "{0}{{ SELECT (COUNT(?a) AS ?c) {{ {1}{2} }} }} ",
    "VALUES ?v {{ tg:t0 }} {{ ?b tgo:r0 ?c OPTIONAL {{ {2} }} }} {1}",
    "VALUES ?v {{ tg:t0 }} {{ ?b tgo:r0 ?c FILTER NOT EXISTS {{ {2} }} }} {1}",
    "VALUES ?v {{ tg:t0 }} {0} OPTIONAL {{ {2} }} {{ {1} }}",
    "{{ {0} }} UNION {{ {1} }} {2}",
    "{0}{{ {1} }} UNION {{ GRAPH ?a {{ {2} }} }} ",
]
nested = st.builds(str.format, st.sampled_from(FORMS), placed, placed, placed)

wheres = st.recursive(triple_texts, groups, max_leaves=4)


def in_trig(parts: tuple[list[tuple[str, str, str]], ...], name: str) -> str:
    """A file with two records, or a record and a catalogue, and descriptions."""
    places = ("<#a>", f"<{BASE}graph/catalogue/{name}>" if name == "f2" else "<#b>", f"<{DESCRIPTION_GRAPH}>")
    blocks = (
        f"GRAPH {place} {{\n" + "\n\n".join(f"    {' '.join(triple)} ." for triple in part) + "\n}\n"
        for place, part in zip(places, parts, strict=True)
        if part
    )
    return f"BASE <{BASE}reference/{name}>\n{HEAD}" + "".join(f"\n{block}" for block in blocks)


def stored(texts: list[str], relations: set[str] | None = None) -> ox.Store:
    store = ox.Store()
    add_documents(store, [text.encode() for text in texts])
    merge(store, relations)
    return store


def check(world: World, where: str) -> None:
    """That a query has the same answer with what is chosen of three files as with all of them."""
    texts = [in_trig(parts, f"f{number}") for number, parts in enumerate(world)]
    contents = [text.encode() for text in texts]
    query = f"SELECT ?a ?b ?c ?v WHERE {{ {where}}}"
    chosen = for_query(Index(write_index(contents, [""] * len(contents), ""), contents), query, {})
    try:
        everything = answers(stored(texts), query)
    except SyntaxError:
        return  # a name is bound twice: no query
    assert answers(of_parts(chosen, None), query) == everything
    assert answers(of_parts(chosen, patterns.merged_relations(query)), query) == everything


@settings(max_examples=400, deadline=None)
@given(world=worlds, where=wheres)
def test_in_small_worlds_what_is_left_out_changes_no_answer(world: World, where: str) -> None:
    check(world, where)


@settings(max_examples=400, deadline=None)
@given(world=st.tuples(few_files, few_files, few_files), where=nested)
def test_what_a_thing_can_be_is_known_only_where_all_of_it_must_match(world: World, where: str) -> None:
    check(world, where)
