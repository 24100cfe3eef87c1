"""The node-link views: on the shipped graph each is fit for print, and each tells what it leaves out."""

import random
import re
import time
from collections.abc import Callable
from importlib import import_module

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest

from tradegraph.answer.names import Names
from tradegraph.dataset.loading import load_shipped
from tradegraph.diagrams import catalogue
from tradegraph.diagrams.catalogue import VIEWS
from tradegraph.diagrams.drawing import Drawing, Edge, Node
from tradegraph.diagrams.footnotes import footnotes
from tradegraph.diagrams.layout import Type, measure
from tradegraph.diagrams.loop import faults, tangles
from tradegraph.diagrams.measure import Face
from tradegraph.diagrams.nodes import World, lines, numbered, table
from tradegraph.diagrams.phrases import KINDS_OF_CLASSES, KINDS_OF_SCHEMES, PHRASES, number
from tradegraph.diagrams.picture import Picture, save
from tradegraph.diagrams.shapes import FAMILIES, KINDS
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.network.project import project
from tradegraph.vocabulary import PREFIXES, TG, TGO

CASES = (
    "signatories",
    "institutions",
    "panel",
    "panel WCO-PSCG session",
    "panel Ian Saunders",
    "around WCO",
    "around WTO",
    "around tg:wco-wto-mou-2025",
    "around WTO Public Forum 2022",
    "around Zambia Revenue Authority",
    "around tg:disruptive-technologies",
    "path Zambia Revenue Authority, WTO",
    "path WCO, WTO",
    "path Lungu, Saunders",
    "path Economic recovery, Illicit trade",
    "path tg:international-forums, tg:smes",
    "evidence Zambia Revenue Authority",
    "evidence WCO",
    "evidence Ian Saunders",
    "evidence tg:wco-wto-mou-2025",
    "overview",
    "full",
)
NODE_LINK = ("signatories", "institutions", "panel", "around", "path", "evidence", "overview", "full")
Draw = Callable[..., Picture]


@pytest.mark.parametrize("case", CASES)
def test_a_view_of_the_shipped_graph_is_fit_for_print(draw: Draw, case: str) -> None:
    begun = time.process_time()
    picture = draw(case)
    spent = time.process_time() - begun
    audit = picture.audit
    print(f"{case}: {audit.drawn} {audit.crossings} crossings, {audit.type_a3} pt, {spent:.2f} CPU seconds")
    assert audit.is_strict, audit.faults
    assert audit.crossings <= (100 if case == "full" else 2)
    said = sum(1 for edge in picture.drawing.edges if edge.words)
    assert audit.drawn == (len(picture.drawing.nodes), len(picture.drawing.edges), said)
    assert said == len(picture.drawing.edges)
    assert spent < 60  # a runaway; what a view may cost is measured elsewhere


def test_every_view_of_nodes_and_lines_is_a_case() -> None:
    assert {case.partition(" ")[0] for case in CASES} == set(NODE_LINK)


def test_the_catalogue_says_what_the_modules_say() -> None:
    assert len(VIEWS) == 11
    for name in NODE_LINK:
        module = import_module(VIEWS[name].module)
        assert (VIEWS[name].question, VIEWS[name].takes) == (module.QUESTION, module.TAKES)


@pytest.mark.parametrize("case", ["signatories", "institutions", "around Ian Saunders", "path Lungu, Saunders", "full"])
def test_notes_name_the_units_of_every_line(draw: Draw, case: str) -> None:
    picture = draw(case, notes=1)
    assert picture.audit.is_strict, picture.audit.faults
    numbers = {edge.note for edge in picture.drawing.edges}
    assert {note.number for note in picture.notes} == numbers
    assert "" not in numbers
    assert sorted(map(int, numbers)) == list(range(1, len(numbers) + 1))
    assert all(note.units for note in picture.notes)
    assert sum(len(note.said) for note in picture.notes) == len(picture.drawing.edges)
    if len(picture.notes) > 40:
        assert "beside the picture" in picture.drawing.subtitle
    else:
        assert [number for number, _ in picture.drawing.notes] == [note.number for note in picture.notes]


def test_a_note_of_a_signature_is_the_sentence_that_states_it(draw: Draw) -> None:
    said = {words: note.units for note in draw("signatories", notes=1).notes for words in note.said}
    assert said["Ian Saunders signed WCO-WTO Memorandum of Understanding"] == ("wco-wto-mou-2025#u10",)


def test_the_signatories_stand_with_office_party_and_agreement(draw: Draw) -> None:
    drawing = draw("signatories").drawing
    assert drawing.title == "Two people signed the WCO-WTO Memorandum of Understanding, each in an office"
    assert "Davos on 21 January 2025" in drawing.subtitle
    told = {(edge.source, edge.label, edge.target) for edge in drawing.edges}
    assert told >= {
        ("tg:ian-saunders", "signed", "tg:wco-wto-mou-2025"),
        ("tg:ian-saunders", "holds", "tg:wco-secretary-general"),
        ("tg:wco-secretary-general", "post in", "tg:wco"),
        ("tg:wco", "party to", "tg:wco-wto-mou-2025"),
        ("tg:ngozi-okonjo-iweala", "signed", "tg:wco-wto-mou-2025"),
    }


def test_on_whose_behalf_somebody_signed_is_told_apart_from_who_is_bound(draw: Draw) -> None:
    told = {(edge.source, edge.label, edge.target) for edge in draw("signatories").drawing.edges}
    assert told >= {
        ("tg:ian-saunders", "signed for", "tg:wco"),
        ("tg:ngozi-okonjo-iweala", "signed for", "tg:wto"),
        ("tg:wto", "party to", "tg:wco-wto-mou-2025"),
    }


@pytest.mark.parametrize("case", ["path PSCG, WTO", "around WTO", "full"])
def test_what_the_body_does_not_bear_out_is_drawn_as_disputed(draw: Draw, case: str) -> None:
    drawing = draw(case).drawing
    (edge,) = (edge for edge in drawing.edges if edge.family == "disputed")
    assert (edge.source, edge.label) == ("tg:wto", "co-hosts (disputed)")
    assert edge.target == "tg:wco-pscg-session-2022"
    assert any((e.source, e.family) == ("tg:wto", "event") for e in drawing.edges)  # that it took part is not


@pytest.mark.parametrize(("case", "depth"), [("around WCO", 2), ("around WTO", 2), ("around MoU", 2)])
def test_main_relations_are_not_left_out_for_what_is_merely_spoken_of(draw: Draw, case: str, depth: int) -> None:
    told = {(edge.source, edge.label, edge.target) for edge in draw(case, depth=depth).drawing.edges}
    assert told >= {
        ("tg:wco", "party to", "tg:wco-wto-mou-2025"),
        ("tg:wto", "party to", "tg:wco-wto-mou-2025"),
        ("tg:ngozi-okonjo-iweala", "signed", "tg:wco-wto-mou-2025"),
    }


def test_the_evidence_is_told_in_plain_sentences(draw: Draw) -> None:
    def said(case: str) -> list[str]:
        return [node.label for node in draw(f"evidence {case}").drawing.nodes if node.kind == "statement"]

    assert {"The WTO is a party to it", "Ian Saunders signed it"} <= set(said("MoU"))
    assert "The TFA concerns trade facilitation" in said("Trade facilitation")
    assert all(text.startswith(("Ian Saunders ", "The WCO ")) for text in said("Ian Saunders"))
    assert not [text for text in said("Trade facilitation") if "has as subject" in text or " it" in text]


def test_the_overview_counts_what_the_network_holds(draw: Draw, dataset: tuple[ox.Store, Names]) -> None:
    drawing, network = draw("overview").drawing, project(dataset[0], "full")
    assert f"of {len(network)} entities" in drawing.title
    assert f"; {network.number_of_edges()} relations tie" in drawing.title
    drawn, weaker, within = map(
        int, re.findall(r"stand for (\d+) .* drawn are (\d+) .* and (\d+) ", drawing.subtitle)[0]
    )
    assert drawn + weaker + within == network.number_of_edges()
    assert drawn == sum(int(count) for edge in drawing.edges for count in re.findall(r": (\d+)", edge.label))
    assert any("party to" in edge.label for edge in drawing.edges)


def test_the_poster_is_a_sheet_of_a3(draw: Draw) -> None:
    picture = draw("full")
    assert (picture.figure.get_size_inches() * 72).round(2).tolist() == [1190.55, 841.89]
    assert "/MediaBox [ 0 0 1190.55 841.89 ]" in save(picture, "pdf").decode("latin-1")


def test_a_timeline_of_everything_draws_what_a_sheet_holds_and_counts_the_rest() -> None:
    store = load_shipped("all")
    picture = catalogue.draw("timeline", store, Names(store), [])
    assert picture.audit.is_strict, picture.audit.faults
    assert re.search(r"\+\d+ more that are not drawn", picture.drawing.subtitle)
    assert {"tg:mou-signing-2025", "tg:wco-pscg-session-2022"} <= {node.id for node in picture.drawing.nodes}


def test_where_many_weaker_links_cannot_be_drawn_an_overview_still_draws_fewer_of_them() -> None:
    store = load_shipped("all")
    picture = catalogue.draw("overview", store, Names(store))
    assert picture.audit.is_strict, picture.audit.faults
    assert len(picture.drawing.edges) > len(picture.drawing.nodes)  # a tree alone would have fewer


def test_a_matrix_of_too_many_topics_draws_what_a_sheet_holds_and_counts_the_rest(draw: Draw) -> None:
    picture = draw("topics", most=40, notes=1)
    assert picture.audit.is_strict, picture.audit.faults
    shown = sum(not node.id.startswith("cell-") for node in picture.drawing.nodes)
    assert picture.drawing.subtitle.startswith(f"{shown} of ")
    assert f"+{40 - shown} more than a sheet holds" in picture.drawing.subtitle


@pytest.mark.parametrize("entity", ["economy-az", "wto"])
def test_the_source_line_names_what_the_drawn_lines_rest_on(entity: str) -> None:
    store = load_shipped("all")
    names = Names(store)
    picture = catalogue.draw("around", store, names, [names.entity(f"tg:{entity}").value], depth=2, notes=True)
    assert "left out" in picture.drawing.subtitle
    units = {unit for note in picture.notes for unit in note.units}
    assert picture.drawing.source == World(store, names).source(units)


def test_verbs_after_the_name_of_several_stand_in_the_plural(draw: Draw) -> None:
    names = {"Experts": "take part in", "Civil society": "takes part in", "Single windows": "promote"}
    for name, verb in names.items():
        drawing = draw(f"around {name}").drawing
        own = next(node.id for node in drawing.nodes if node.label == name)
        assert verb in {edge.label for edge in drawing.edges if edge.source == own}
    assert draw("around Experts").title.startswith("Experts are tied to ")
    assert draw("path Experts, WTO").title.startswith("Experts are ")
    said = [node.label for node in draw("evidence Experts").drawing.nodes if node.kind == "statement"]
    assert "They take part in the WTO Public Forum 2022" in said


def test_a_session_is_no_part_of_who_is_involved_in_it_and_a_part_of_a_treaty_is_no_topic() -> None:
    store = load_shipped("all")
    names = Names(store)
    drawing = catalogue.draw("around", store, names, [names.entity("HSC").value]).drawing
    kinds = {node.id: node.kind for node in drawing.nodes}
    involved = [edge for edge in drawing.edges if edge.label == "involved in"]
    assert {(kinds[edge.source], kinds[edge.target]) for edge in involved} == {("organisation", "event")}
    drawing = catalogue.draw("around", store, names, [names.entity("TFA").value]).drawing
    assert {node.kind for node in drawing.nodes if node.label.startswith("TFA Section")} == {"agreement"}
    drawing = catalogue.draw("around", store, names, [names.entity("TFA Section I").value]).drawing
    assert drawing.title == "TFA Section I is tied to 14 others, 12 parts of agreements among them"


def test_every_relation_of_the_shipped_graphs_has_a_phrase_of_its_own() -> None:
    store = load_shipped("all")
    world = World(store, Names(store), whole=True)
    assert {tie.predicate for tie in world.ties} <= PHRASES.keys()


def test_what_a_heading_says_is_not_said_by_a_sentence(draw: Draw) -> None:
    assert "passages relate the WTO Public Forum 2022" in draw("evidence WTO Public Forum 2022").title
    assert draw("evidence Zambia Revenue Authority").title.startswith("One sentence of one article ")


def test_a_neighbourhood_that_is_capped_says_how_many_more_there_are(draw: Draw) -> None:
    picture = draw("around WCO", most=10)
    assert len(picture.drawing.nodes) == 10
    assert "9 most closely tied of 34" in picture.drawing.subtitle
    assert "+25 more" in picture.drawing.subtitle


def test_a_neighbourhood_of_two_steps_reaches_further(draw: Draw) -> None:
    picture = draw("around Zambia Revenue Authority", depth=2)
    assert picture.audit.is_strict, picture.audit.faults
    graph = nx.Graph((edge.source, edge.target) for edge in picture.drawing.edges)
    far = nx.single_source_shortest_path_length(graph, "tg:zambia-revenue-authority")
    assert set(far) == {node.id for node in picture.drawing.nodes}
    assert max(far.values()) == 2


def test_links_that_are_left_out_are_counted(draw: Draw, dataset: tuple[ox.Store, Names]) -> None:
    picture = draw("around WTO")
    names = {node.id for node in picture.drawing.nodes}
    world = World(*dataset)
    every = lines([tie for tie in world.ties if tie.source != tie.target])
    among = sum(1 for edge in every.edges if {edge.source, edge.target} <= names)
    assert f"{among - len(picture.drawing.edges)} links among them are left out" in picture.drawing.subtitle


def test_the_poster_holds_every_entity_that_is_no_topic_and_counts_the_rest(
    draw: Draw, dataset: tuple[ox.Store, Names]
) -> None:
    picture = draw("full")
    world = World(*dataset)
    assert "topic" not in {node.kind for node in picture.drawing.nodes}
    concepts = sum(1 for iri in world.graph if world.is_concept(iri))
    others = len(world.graph) - concepts - len(picture.drawing.nodes)
    assert f"Left out: {concepts} topics" in picture.drawing.subtitle
    assert f"{number(others)} entit" in picture.drawing.subtitle


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
def test_a_picture_drawn_twice_is_the_same_to_the_byte(draw: Draw, form: str) -> None:
    one, two = (save(draw("institutions", again=True), form) for _ in range(2))
    assert one == two
    assert len(one) > 5000


def test_an_svg_links_to_entities_and_has_words_for_who_cannot_see_it(draw: Draw) -> None:
    picture = draw("signatories")
    text = save(picture, "svg").decode("utf-8")
    assert f'"{TG}ian-saunders"' in text
    assert "<title>Ian Saunders (" in text
    assert picture.title in picture.description


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ("signatories Zambia", "no signature is known"),
        ("panel Zambia", "nobody is known to have spoken"),
        ("institutions Davos", "nothing belongs to tg:davos"),
        ("path WCO", "takes two entities, and 1 came"),
        ("around", "takes one entity, and 0 came"),
        ("path WCO, WCO", "both are tg:wco"),
    ],
)
def test_an_empty_selection_gives_one_clear_line(draw: Draw, case: str, named: str) -> None:
    with pytest.raises(InputError, match=named) as caught:
        draw(case)
    assert "\n" not in str(caught.value)


def test_a_view_that_is_none_is_refused_with_the_list(draw: Draw) -> None:
    with pytest.raises(UnknownNameError, match="overview"):
        draw("constellation")


@pytest.mark.parametrize("view", ["signatories", "institutions", "panel", "overview", "full"])
def test_an_empty_dataset_gives_one_clear_line(view: str) -> None:
    store = ox.Store()
    with pytest.raises(InputError, match="nothing to draw"):
        catalogue.draw(view, store, Names(store))


def test_every_kind_and_family_that_the_tables_name_can_be_drawn() -> None:
    assert {*KINDS_OF_CLASSES.values(), *KINDS_OF_SCHEMES.values()} <= KINDS.keys()
    assert {phrase.family for phrase in PHRASES.values()} <= FAMILIES.keys()


WORLD = f"""
@prefix tg: <{TG}> . @prefix tgo: <{TGO}> . @prefix skos: <{PREFIXES["skos"]}> .
@prefix x: <https://zephyria.example/#> .
@prefix foaf: <{PREFIXES["foaf"]}> . @prefix org: <{PREFIXES["org"]}> . @prefix dcterms: <{PREFIXES["dcterms"]}> .
<https://zephyria.example/catalogue> {{
  <https://zephyria.example/catalogue> a tgo:EditorialGraph .
  tg:guild a org:FormalOrganization ; skos:prefLabel "Guild of Cloud Weighers"@en ; skos:altLabel "GCW"@en .
  tg:ada a foaf:Person ; skos:prefLabel "Ada Nimbus"@en .
  tg:compact a tgo:Agreement ; skos:prefLabel "Cumulus Compact"@en .
  tg:scale a x:Balance ; skos:prefLabel "The Great Scale"@en .
}}
<https://zephyria.example/one> {{
  tg:guild tgo:isPartyTo tg:compact ; tgo:supportsImplementationOf tg:compact ; x:isTheWeigherOf tg:scale .
  tg:compact dcterms:hasPart tg:scale .
  tg:scale dcterms:isPartOf tg:compact .
}}
<https://zephyria.example/two> {{ tg:guild tgo:isPartyTo tg:compact . tg:ada x:polishes tg:scale . }}
"""


@pytest.fixture
def zephyria() -> tuple[ox.Store, Names]:
    store = ox.Store()
    store.load(WORLD, format=ox.RdfFormat.TRIG)
    return store, Names(store)


def test_relations_of_one_family_between_the_same_two_are_one_line(zephyria: tuple[ox.Store, Names]) -> None:
    drawn = lines(World(*zephyria).ties)
    labels = {(edge.source, edge.target): edge.label for edge in drawn.edges}
    assert labels["tg:guild", "tg:compact"] == "party to, supports"
    both = ("https://zephyria.example/one", "https://zephyria.example/two")
    assert next(drawn.basis[e.id] for e in drawn.edges if e.target == "tg:compact" and e.source == "tg:guild") == both


def test_a_relation_and_its_inverse_are_drawn_one_way(zephyria: tuple[ox.Store, Names]) -> None:
    ties = [tie for tie in World(*zephyria).ties if {tie.source, tie.target} == {TG + "compact", TG + "scale"}]
    assert {(tie.source, tie.phrase.words) for tie in ties} == {(TG + "scale", "part of")}


def test_relations_and_classes_of_others_are_drawn_too(zephyria: tuple[ox.Store, Names]) -> None:
    world = World(*zephyria)
    assert world.kinds[TG + "scale"] in KINDS
    assert {tie.phrase.words for tie in world.ties} >= {"polishes", "weigher of"}
    assert world.short(TG + "guild") == "the GCW"
    picture = catalogue.draw("around", *zephyria, [TG + "guild"])
    assert picture.audit.is_strict, picture.audit.faults
    assert picture.title == "The GCW is tied to The Great Scale and the Cumulus Compact"


def test_something_tied_to_itself_alone_has_nothing_to_draw() -> None:
    store = ox.Store()
    store.load(
        f'<{TG}a> <{PREFIXES["skos"]}prefLabel> "A" <https://a.example/e> .\n'
        f"<{TG}a> <{TGO}promotes> <{TG}a> <https://a.example/s> .\n",
        format=ox.RdfFormat.N_QUADS,
    )
    with pytest.raises(InputError, match="tg:a is tied to nothing"):
        catalogue.draw("around", store, Names(store), [TG + "a"])


def test_lines_on_the_same_sentences_share_a_note() -> None:
    nodes = tuple(Node(name, name.upper(), "topic") for name in "abc")
    edges = tuple(Edge(a + b, a, b, "weighs", "aim") for a, b in ("ab", "bc", "ca"))
    basis: dict[str, tuple[str, ...]] = {"ab": ("z#u1",), "bc": ("z#u2",), "ca": ("z#u1",)}
    drawing = numbered(Drawing("Clouds", "", "", nodes, edges), basis)
    assert [edge.note for edge in drawing.edges] == ["1", "2", "1"]
    assert [note.said for note in table(drawing, basis)] == [("A weighs B", "C weighs A"), ("B weighs C",)]


def test_around_any_entity_a_picture_is_fit_for_print_whatever_is_asked(dataset: tuple[ox.Store, Names]) -> None:
    """A sample; `scripts/bench-diagrams --sweep 0` draws all of them."""
    store, names = dataset
    entities = sorted(World(store, names).graph)
    chance = random.Random(20)  # noqa: S311 - the same sample on every run is the point
    for entity in chance.sample(entities, 10):
        depth, most, notes = chance.choice((1, 2)), chance.choice((10, 15, 20, 25)), chance.random() < 0.5
        picture = catalogue.draw("around", store, names, [entity], depth=depth, most=most, notes=notes)
        assert picture.audit.is_strict, (entity, depth, most, notes, picture.audit.faults)


def test_notes_stand_in_columns_and_none_is_lost() -> None:
    rows = [(str(number), f"cloud-forum#u{number}") for number in range(1, 31)]
    notes = footnotes(rows, Face(7.0), 800.0)
    assert [words.lines[0] for _, _, words in notes.notes] == [f"[{number}] {text}" for number, text in rows]
    assert len({x for x, _, _ in notes.notes}) > 3
    assert notes.depth < footnotes(rows, Face(7.0), 160.0).depth / 3
    assert footnotes([], Face(7.0), 800.0).depth == 0


def test_lines_of_one_node_that_cross_are_a_tangle() -> None:
    nodes = tuple(Node(name, name, "topic") for name in "abc")
    edges = (Edge("one", "a", "b", "", "aim"), Edge("two", "a", "c", "", "aim"))
    plan = measure(Drawing("Two lines cross", "Invented.", "Source: nobody.", nodes, edges), Type())
    plan.places = np.array([[0.0, 0.0], [200.0, 60.0], [200.0, -60.0]])
    plan.ways = {0: np.array([[20.0, 0.0], [180.0, 60.0]]), 1: np.array([[20.0, 8.0], [100.0, 60.0], [180.0, -60.0]])}
    assert not faults(plan)
    assert tangles(plan) == {0: 1, 1: 1}
