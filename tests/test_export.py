"""Exports: what goes out, in every format, and that both readers find it again."""

import itertools
import json
import logging
import os
import subprocess
import sys

import pyoxigraph as ox
import pytest
import rdflib

from tradegraph.dataset import deriving, formats, jsonld, loading, writing
from tradegraph.errors import InputError, LimitError, UnknownNameError
from tradegraph.export import selection
from tradegraph.export.document import write_export
from tradegraph.export.selection import ALL, Selection, select
from tradegraph.vocabulary import ARTICLE, BASE, DESCRIPTION_GRAPH, PREFIXES, TG, TGO, expand

WORLD = os.path.join(os.path.dirname(__file__), "cases", "worlds", "cloud-forum.trig")
RDFLIB = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
MERGED = tuple(name for name in RDFLIB if name not in writing.WITH_GRAPHS)
CONSTRUCT = (
    "CONSTRUCT { ?who tgo:value [ tgo:isAbout ?event ] . ?who tgo:takesPartIn ?event } { ?who tgo:takesPartIn ?event }"
)
SELECTIONS = {
    "all": ALL,
    "article": Selection(article="sky-forum-3022"),
    "about": Selection(about=TG + "guild", depth=2),
    "construct": Selection(construct=CONSTRUCT),
}


@pytest.fixture(autouse=True)
def _lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps rdflib from rewriting literals, and from warning of those it can't convert."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)


@pytest.fixture(scope="module")
def world() -> ox.Store:
    """The invented world, with what the rules conclude in it, merged."""
    store = loading.load_files([WORLD])
    store.extend(deriving.derive(store))
    loading.merge(store)
    return store


@pytest.fixture(scope="module")
def shipped() -> ox.Store:
    return loading.load_merged()


def read_back(written: bytes, syntax: str) -> set[ox.Quad]:
    """The quads in a document, after making sure that rdflib finds the same."""
    found = set(ox.parse(written, format=formats.named(syntax).engine))
    graph = rdflib.Dataset() if syntax in writing.WITH_GRAPHS else rdflib.Graph()
    graph.parse(data=written, format=RDFLIB[syntax])
    lines = graph.serialize(format="nquads" if syntax in writing.WITH_GRAPHS else "nt")
    assert writing.digest(ox.parse(lines, format=ox.RdfFormat.N_QUADS)) == writing.digest(found)
    return found


def triples(quads: set[ox.Quad]) -> set[ox.Quad]:
    return {ox.Quad(*quad.triple) for quad in quads}


def values(quads: set[ox.Quad], subject: str, predicate: str) -> set[str]:
    found = [q.object for q in quads if q.subject == ox.NamedNode(subject) and q.predicate.value == expand(predicate)]
    return {term.value for term in found if isinstance(term, ox.NamedNode | ox.Literal)}


def labelled(quads: set[ox.Quad]) -> set[str]:
    subjects = [q.subject for q in quads if q.predicate.value == expand("skos:prefLabel")]
    return {s.value.removeprefix(TG) for s in subjects if isinstance(s, ox.NamedNode) and s.value.startswith(TG)}


def graph_names(quads: set[ox.Quad]) -> set[str]:
    names = [quad.graph_name for quad in quads]
    return {name.value.removeprefix(BASE) for name in names if isinstance(name, ox.NamedNode)}


@pytest.mark.parametrize("syntax", RDFLIB)
@pytest.mark.parametrize("name", SELECTIONS)
def test_what_is_read_back_is_what_was_selected(world: ox.Store, name: str, syntax: str) -> None:
    chosen = select(world, SELECTIONS[name])
    if syntax in MERGED:
        dropped = ox.NamedNode(DESCRIPTION_GRAPH) if name == "about" else None
        chosen = triples({quad for quad in chosen if quad.graph_name != dropped})
    found = read_back(write_export(world, SELECTIONS[name], syntax), syntax)
    assert writing.digest(found) == writing.digest(chosen)


@pytest.mark.parametrize("syntax", MERGED)
@pytest.mark.parametrize("name", SELECTIONS)
def test_with_evidence_all_merged_formats_say_the_same(world: ox.Store, name: str, syntax: str) -> None:
    found = read_back(write_export(world, SELECTIONS[name], syntax, evidence=True), syntax)
    lines = ox.parse(write_export(world, SELECTIONS[name], "ntriples", evidence=True), format=ox.RdfFormat.N_TRIPLES)
    assert writing.digest(found) == writing.digest(lines)


@pytest.mark.parametrize("syntax", RDFLIB)
def test_the_shipped_graph_and_its_articles_come_back_whole(shipped: ox.Store, syntax: str) -> None:
    named = {quad for quad in shipped if not isinstance(quad.graph_name, ox.DefaultGraph)}
    found = read_back(write_export(shipped, ALL, syntax), syntax)
    assert found == (triples(named) if syntax in MERGED else named)
    for slug in ("wco-wto-mou-2025", "wto-public-forum-2022"):
        assert read_back(write_export(shipped, Selection(article=slug), syntax), syntax)


def test_two_runs_give_the_same_bytes_under_every_hash_seed() -> None:
    program = (
        "import sys, hashlib; from tradegraph.dataset import loading; "
        "from tradegraph.export.document import write_export; from tradegraph.export.selection import ALL, Selection; "
        "world, entity, query, *syntaxes = sys.argv[1:]; store = loading.load_files([world]); "
        "parts = [ALL, Selection(article='sky-forum-3022'), Selection(about=entity), Selection(construct=query)]; "
        "made = [write_export(store, part, syntax, evidence) for part in parts for syntax in syntaxes"
        " for evidence in (False, True) if not (evidence and syntax in ('trig', 'nquads'))]; "
        "print(len(made), hashlib.sha256(b''.join(made)).hexdigest())"
    )
    command = [sys.executable, "-c", program, WORLD, TG + "guild", CONSTRUCT, *RDFLIB]
    runs = [
        subprocess.check_output(command, env={**os.environ, "PYTHONHASHSEED": seed}, text=True)
        for seed in ("0", "1", "20")
    ]
    assert runs[0].split()[0] == "40"
    assert len(set(runs)) == 1


def test_copies_in_the_default_graph_never_go_out(world: ox.Store) -> None:
    assert any(isinstance(quad.graph_name, ox.DefaultGraph) for quad in world)
    for name in ("all", "article", "about"):
        quads = select(world, SELECTIONS[name])
        assert quads
        assert not any(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)


def test_an_export_leaves_the_store_as_it_is(world: ox.Store) -> None:
    before = set(world)
    for chosen in SELECTIONS.values():
        write_export(world, chosen, "turtle", evidence=True)
    assert set(world) == before


def test_an_article_goes_out_with_its_units_and_the_names_of_what_it_mentions(world: ox.Store) -> None:
    quads = select(world, Selection(article="sky-forum-3022"))
    own = {f"article/sky-forum-3022#u{number}" for number in (1, 2, 4, 5)}
    assert graph_names(quads) == own | {"graph/catalogue", "graph/description"}
    assert values(quads, ARTICLE + "sky-forum-3022#u3", "tgo:statesNothing") == {TGO + "figureOfSpeech"}
    assert values(quads, BASE + "graph/catalogue", "rdf:type") == {TGO + "EditorialGraph"}
    assert {"guild", "zephyria", "ada-nimbus"} <= labelled(quads)
    assert not {"unmentioned", "feather-signing"} & labelled(quads)


def test_an_article_may_be_named_by_its_iri(world: ox.Store) -> None:
    assert select(world, Selection(article=ARTICLE + "feather-pact-3023")) == select(
        world, Selection(article="feather-pact-3023")
    )


def test_every_graph_that_goes_out_is_described(world: ox.Store) -> None:
    for chosen in (ALL, Selection(article="sky-forum-3022"), Selection(about=TG + "guild", depth=3)):
        quads = select(world, chosen)
        described = {quad.subject for quad in quads if quad.graph_name == ox.NamedNode(DESCRIPTION_GRAPH)}
        assert {ox.NamedNode(BASE + name) for name in graph_names(quads)} - {
            ox.NamedNode(DESCRIPTION_GRAPH)
        } <= described


def test_depth_0_gives_an_entity_and_what_it_is_called(world: ox.Store) -> None:
    quads = select(world, Selection(about=TG + "guild", depth=0))
    assert graph_names(quads) == {"graph/catalogue", "graph/description"}
    assert labelled(quads) == {"guild"}


def test_stepping_onto_a_thing_without_a_label_costs_nothing(world: ox.Store) -> None:
    quads = select(world, Selection(about=TG + "guild", depth=1))
    # By the membership to its member and post, by taking part to the session.
    assert labelled(quads) == {"guild", "ada-nimbus", "guild-weigher-general", "scale-session"}
    assert values(quads, TG + "nimbus-weigher-general", "org:member") == {TG + "ada-nimbus"}
    assert values(quads, TG + "nimbus-weigher-general", "tgo:lastSeenOn") == {"3023-02-01"}
    assert not values(quads, TG + "feather-signing", "schema:startDate")


def test_each_step_further_adds_and_takes_nothing_away(world: ox.Store) -> None:
    reached = [select(world, Selection(about=TG + "zephyria", depth=depth)) for depth in range(6)]
    assert all(near <= far for near, far in itertools.pairwise(reached))
    assert "scale-session" in labelled(reached[2])
    assert "scale-session" not in labelled(reached[1])
    assert "unmentioned" not in labelled(reached[5])


def test_a_role_does_not_bring_all_who_ever_played_it_near(shipped: ox.Store) -> None:
    quads = select(shipped, Selection(about=TG + "brenda-smith", depth=1))
    assert "wco-pscg-session-2022" in labelled(quads)
    assert "patricia-lungu" not in labelled(quads)


@pytest.mark.parametrize(
    ("chosen", "error", "message"),
    [
        (
            Selection(article="no-such"),
            UnknownNameError,
            "no-such: no such article; .*feather-pact-3023, sky-forum-3022",
        ),
        (Selection(about=TG + "no-such"), UnknownNameError, "tg:no-such: the graph says nothing of it"),
        (Selection(about=TG + "guild", depth=-1), InputError, "--depth -1: a depth is 0 or more"),
        (Selection(about=TG + "guild", article="sky-forum-3022"), InputError, "exclude one another"),
        (
            Selection(construct="SELECT ?s { ?s ?p ?o }", name="my.rq"),
            InputError,
            "my.rq: gives no triples; .*CONSTRUCT",
        ),
        (Selection(construct="CONSTRUCT { ?s ?p", name="my.rq"), InputError, "my.rq: line 1"),
        (Selection(construct="DROP ALL", name="my.rq"), InputError, "my.rq: .*update"),
    ],
)
def test_a_selection_that_is_none_is_refused(world: ox.Store, chosen: Selection, error: type, message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        write_export(world, chosen, "turtle")
    assert "\n" not in str(caught.value)


def test_a_construct_query_that_takes_too_long_is_ended(world: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "_SECONDS", 0.5)
    parts = " . ".join(f"?s{number} ?p{number} ?o{number}" for number in range(9))
    with pytest.raises(LimitError):
        write_export(world, Selection(construct=f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} {{ {parts} }}"), "turtle")


def test_a_construct_query_has_the_prefixes_and_the_merge_at_hand(world: ox.Store) -> None:
    unmerged = loading.load_files([WORLD])
    for store in (world, unmerged):
        found = read_back(write_export(store, Selection(construct=CONSTRUCT), "trig"), "trig")
        assert len(found) == 3  # said in two units, and yet once in the merge
    assert not any(isinstance(quad.graph_name, ox.DefaultGraph) for quad in unmerged)


@pytest.mark.parametrize("syntax", ["trig", "nquads"])
def test_evidence_is_refused_where_the_sentence_graphs_go_out(world: ox.Store, syntax: str) -> None:
    with pytest.raises(InputError, match="carry the sentence graphs already; leave it out, or choose turtle"):
        write_export(world, ALL, syntax, evidence=True)


def annotations_of(quads: set[ox.Quad], subject: str, predicate: str) -> list[ox.NamedNode]:
    """The annotations of the statements that say something of a subject."""
    is_about = ox.Quad(ox.BlankNode("any"), ox.NamedNode(expand("rdf:subject")), ox.NamedNode(TG + subject))
    bodies = {q.subject for q in quads if (q.predicate, q.object) == (is_about.predicate, is_about.object)}
    says = {
        q.subject
        for q in quads
        if q.predicate.value == expand("rdf:predicate") and q.object == ox.NamedNode(expand(predicate))
    }
    found = [q.subject for q in quads if q.predicate.value == expand("oa:hasBody") and q.object in bodies & says]
    return [node for node in found if isinstance(node, ox.NamedNode)]


def spans(quads: set[ox.Quad], annotation: ox.NamedNode) -> set[tuple[str, str, str]]:
    """Source, start and end of the targets of an annotation."""
    found = set()
    for target in values(quads, annotation.value, "oa:hasTarget"):
        (source,), (selector,) = values(quads, target, "oa:hasSource"), values(quads, target, "oa:hasSelector")
        (start,), (end,) = values(quads, selector, "oa:start"), values(quads, selector, "oa:end")
        found.add((source, start, end))
    return found


def test_a_statement_of_two_units_has_one_body_and_two_annotations(world: ox.Store) -> None:
    quads = read_back(write_export(world, ALL, "turtle", evidence=True), "turtle")
    annotations = annotations_of(quads, "guild", "tgo:takesPartIn")
    article = ARTICLE + "sky-forum-3022"
    assert len({body for one in annotations for body in values(quads, one.value, "oa:hasBody")}) == 1
    assert [spans(quads, one) for one in sorted(annotations, key=lambda one: sorted(spans(quads, one)))] == [
        {(article, "100", "150")},
        {(article, "151", "190")},
    ]


def test_a_derived_statement_points_at_the_units_it_rests_on_and_names_its_rule(world: ox.Store) -> None:
    quads = read_back(write_export(world, ALL, "turtle", evidence=True), "turtle")
    (annotation,) = annotations_of(quads, "nimbus-weigher-general", "tgo:firstSeenOn")
    assert values(quads, annotation.value, "tgo:appliesRule") == {"observed-in-post"}
    assert spans(quads, annotation) == {
        (ARTICLE + "sky-forum-3022", "0", "30"),
        (ARTICLE + "sky-forum-3022", "31", "90"),
        (ARTICLE + "feather-pact-3023", "0", "77"),
    }


def test_every_statement_has_evidence_and_what_is_editorial_has_none(world: ox.Store) -> None:
    kinds = selection.graphs_of_kind(world, selection.STATED, selection.DERIVED)
    stated = {quad for quad in world if quad.graph_name in kinds}
    quads = read_back(write_export(world, ALL, "ntriples", evidence=True), "ntriples")
    annotations = {q.subject for q in quads if q.object == ox.NamedNode(expand("oa:Annotation"))}
    bodies = {q.subject for q in quads if q.object == ox.NamedNode(expand("rdf:Statement"))}
    assert len(annotations) == len(stated)
    assert len(bodies) == len({quad.triple for quad in stated})
    assert not annotations_of(quads, "guild", "skos:prefLabel")
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in quad)


def test_the_evidence_of_an_article_is_that_article_alone(world: ox.Store) -> None:
    quads = read_back(write_export(world, Selection(article="feather-pact-3023"), "turtle", evidence=True), "turtle")
    sources = {q.object for q in quads if q.predicate.value == expand("oa:hasSource")}
    assert sources == {ox.NamedNode(ARTICLE + "feather-pact-3023")}


def test_a_constructed_triple_has_the_evidence_of_every_unit_that_states_it(world: ox.Store) -> None:
    quads = read_back(write_export(world, Selection(construct=CONSTRUCT), "turtle", evidence=True), "turtle")
    assert len(annotations_of(quads, "guild", "tgo:takesPartIn")) == 2
    assert not annotations_of(quads, "guild", "tgo:value")


def test_jsonld_reads_like_json(world: ox.Store) -> None:
    document = json.loads(write_export(world, Selection(about=TG + "guild"), "jsonld"))
    nodes = {node["id"]: node for node in document["@graph"]}
    assert list(nodes) == ["tg:guild", *sorted(nodes.keys() - {"tg:guild"})]  # what it is about stands first
    assert nodes["tg:guild"] == {
        "id": "tg:guild",
        "type": "FormalOrganization",
        "label": ["Guild of Cloud Weighers", {"@value": "Guilde des peseurs de nuages", "@language": "fr"}],
        "altLabel": ["Guild"],
        "takesPartIn": ["tg:scale-session"],
    }
    assert nodes["tg:ada-nimbus"] == {
        "id": "tg:ada-nimbus",
        "type": "Person",
        "label": "Ada Nimbus",
        "memberships": [
            {
                "id": "tg:nimbus-weigher-general",
                "type": "Membership",
                "firstSeenOn": "3022-09-27",
                "holdsPost": "tg:guild-weigher-general",
                "lastSeenOn": "3023-02-01",
                "organization": "tg:guild",
            }
        ],
    }
    assert document["@context"]["firstSeenOn"] == {"@id": "tgo:firstSeenOn", "@type": "xsd:date"}


def test_a_document_carries_the_part_of_the_shipped_context_that_it_uses(shipped: ox.Store) -> None:
    for chosen in (ALL, Selection(about=TG + "economy-zm")):
        context = json.loads(write_export(shipped, chosen, "jsonld"))["@context"]
        assert context.items() <= jsonld.read_context().items()


def test_the_context_has_a_word_for_all_that_the_shipped_graph_says(shipped: ox.Store) -> None:
    words = jsonld.read_context()
    expanded = {
        expand(name)
        for definition in words.values()
        for name in [definition if isinstance(definition, str) else definition.get("@id", "@")]
        if not name.startswith(("@", "http"))
    }
    classes = {quad.object for quad in shipped.quads_for_pattern(None, selection.TYPE, None)}
    owl = {ox.NamedNode(expand(f"owl:{name}")) for name in ("Class", "ObjectProperty", "DatatypeProperty")}
    defined = {quad.subject for kind in owl for quad in shipped.quads_for_pattern(None, selection.TYPE, kind)}
    spoken = classes | defined | {quad.predicate for quad in shipped} - {selection.TYPE}
    assert {term.value for term in spoken if isinstance(term, ox.NamedNode)} - expanded == set()


def test_the_context_has_the_prefixes_of_the_project_and_one_word_for_each_term() -> None:
    words = jsonld.read_context()
    assert {word: words.get(word) for word in PREFIXES} == PREFIXES
    meanings = [json.dumps(d["@id"] if isinstance(d, dict) and "@id" in d else d) for d in words.values()]
    assert len(meanings) == len(set(meanings))


def test_an_unknown_format_is_refused_with_those_there_are(world: ox.Store) -> None:
    with pytest.raises(UnknownNameError, match="turtle, trig, ntriples, nquads, jsonld, rdfxml"):
        write_export(world, ALL, "excel")
