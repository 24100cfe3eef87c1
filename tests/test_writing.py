"""Quads as bytes: the same for the same data, and nothing lost on the way to either reader."""

import os
import random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph.dataset import formats, lines, writing
from tradegraph.dataset.layout import lay_out
from tradegraph.errors import InputError, LimitError, UnknownNameError
from tradegraph.vocabulary import PREFIXES, TG

CASES = os.path.join(os.path.dirname(__file__), "cases", "writing")
FILES = sorted(os.listdir(CASES))
RDFLIB = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
SUBJECT, PREDICATE = ox.NamedNode(TG + "guild"), ox.NamedNode("https://zephyria.example/p")


@pytest.fixture(autouse=True)
def _lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps rdflib from rewriting `007` as `7`, which is its own business and none of the writer's."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def read_case(name: str) -> list[ox.Quad]:
    return list(ox.parse(path=os.path.join(CASES, name), format=ox.RdfFormat.TRIG))


def expected(quads: list[ox.Quad], syntax: str) -> str:
    """The digest of what a reader of the format must find."""
    return writing.digest(quads if syntax in writing.WITH_GRAPHS else [ox.Quad(*quad.triple) for quad in quads])


def digest_by_engine(written: bytes, syntax: str) -> str:
    return writing.digest(ox.parse(written, format=formats.named(syntax).engine))


def digest_by_rdflib(written: bytes, syntax: str) -> str:
    graph = rdflib.Dataset() if syntax in writing.WITH_GRAPHS else rdflib.Graph()
    graph.parse(data=written, format=RDFLIB[syntax])
    found = graph.serialize(format="nquads" if syntax in writing.WITH_GRAPHS else "nt")
    return writing.digest(ox.parse(found, format=ox.RdfFormat.N_QUADS))


def literal_quad(text: str) -> ox.Quad:
    return ox.Quad(SUBJECT, PREDICATE, ox.Literal(text))


def test_there_are_five_worlds_and_six_formats() -> None:
    assert len(FILES) == 5
    assert set(RDFLIB) == set(formats.FORMATS)


@pytest.mark.parametrize("syntax", RDFLIB)
@pytest.mark.parametrize("name", FILES)
def test_a_world_comes_back_isomorphic_through_both_readers(name: str, syntax: str) -> None:
    quads = read_case(name)
    written = writing.write_rdf(quads, syntax)
    assert digest_by_engine(written, syntax) == expected(quads, syntax)
    assert digest_by_rdflib(written, syntax) == expected(quads, syntax)


@pytest.mark.parametrize("syntax", RDFLIB)
@pytest.mark.parametrize("name", FILES)
def test_neither_order_nor_blank_node_labels_change_the_bytes(name: str, syntax: str) -> None:
    quads = read_case(name)
    written = writing.write_rdf(quads, syntax)
    source = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert source is not None
    for seed in range(3):
        again = list(ox.parse(source, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True))
        random.Random(seed).shuffle(again)  # noqa: S311 - an order, no secret
        assert writing.write_rdf([*again, again[0]], syntax) == written


def test_the_layout_is_that_of_the_shipped_files() -> None:
    guild, label = f"<{TG}guild>", f"<{PREFIXES['skos']}altLabel>"
    article = "<https://zephyria.example/article"
    quads = [
        f'{guild} {label} "Guild"@en {article}#u10> .',
        f'{guild} {label} "Cloud Guild"@en {article}#u10> .',
        f"{guild} <{PREFIXES['rdf']}type> <{PREFIXES['org']}FormalOrganization> {article}#u10> .",
        f'{guild} <{PREFIXES["schema"]}position> "2"^^<{PREFIXES["xsd"]}integer> {article}#u10> .',
        f'{guild} {label} "no graph" .',
        f'{guild} {label} "G" {article}#u9> .',
    ]
    assert lay_out(quads, "An invented world.\n\nTwo units.") == (
        "PREFIX org: <http://www.w3.org/ns/org#>\n"
        "PREFIX schema: <https://schema.org/>\n"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        "PREFIX tg: <https://w3id.org/tradegraph/id/>\n"
        "\n"
        "# An invented world.\n"
        "#\n"
        "# Two units.\n"
        "\n"
        "tg:guild\n"
        '    skos:altLabel "no graph" .\n'
        "\n"
        "GRAPH <https://zephyria.example/article#u9> {\n"
        "    tg:guild\n"
        '        skos:altLabel "G" .\n'
        "}\n"
        "\n"
        "GRAPH <https://zephyria.example/article#u10> {\n"
        "    tg:guild\n"
        "        a org:FormalOrganization ;\n"
        "        schema:position 2 ;\n"
        '        skos:altLabel "Cloud Guild"@en ,\n'
        '            "Guild"@en .\n'
        "}\n"
    )


@pytest.mark.parametrize("syntax", ["turtle", "trig", "rdfxml", "jsonld"])
def test_the_prefix_org_stays_org(syntax: str) -> None:
    written = writing.write_rdf(read_case("odd-iris.trig"), syntax).decode()
    assert "org:classification" in written or '"classification"' in written
    assert "org1" not in written


@pytest.mark.parametrize("syntax", RDFLIB)
def test_nothing_gives_an_empty_document_that_both_readers_take(syntax: str) -> None:
    written = writing.write_rdf([], syntax)
    assert digest_by_engine(written, syntax) == digest_by_rdflib(written, syntax) == writing.digest([])


def test_a_triple_of_two_graphs_stands_once_in_a_merge() -> None:
    graphs = [ox.NamedNode("https://zephyria.example/u1"), ox.NamedNode("https://zephyria.example/u2")]
    quads = [ox.Quad(SUBJECT, PREDICATE, ox.Literal("x"), graph) for graph in graphs]
    assert writing.write_rdf(quads, "ntriples").count(b"\n") == 1
    assert writing.write_rdf(quads, "nquads").count(b"\n") == 2


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_rdfxml_refuses_a_character_that_xml_has_no_way_to_write(character: str) -> None:
    quad = literal_quad(f"a{character}b")
    with pytest.raises(InputError, match=f"U\\+{ord(character):04X}.*tradegraph/id/guild.*choose another format"):
        writing.write_rdf([quad], "rdfxml")
    for syntax in RDFLIB.keys() - {"rdfxml"}:
        assert digest_by_engine(writing.write_rdf([quad], syntax), syntax) == writing.digest([quad])


@pytest.mark.parametrize("text", ["\r", "a\r\nb", "\r\r\n", "\n", "\t", " x ", "\u0085", "\u2028", "]]>"])
def test_rdfxml_keeps_every_other_blank_and_line_end(text: str) -> None:
    written = writing.write_rdf([literal_quad(text)], "rdfxml")
    assert digest_by_engine(written, "rdfxml") == writing.digest([literal_quad(text)])
    assert digest_by_rdflib(written, "rdfxml") == writing.digest([literal_quad(text)])


@pytest.mark.parametrize(
    "predicate",
    [
        "https://zephyria.example/",
        "https://zephyria.example/0101",
        "https://zephyria.example/a%20",
        "https://zephyria.example/a/",
        "https://zephyria.example/\U00010000a",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#Description",
        "http://www.w3.org/2000/xmlns/weighs",
    ],
)
def test_rdfxml_refuses_a_predicate_that_is_no_name_of_an_element(predicate: str) -> None:
    quad = ox.Quad(SUBJECT, ox.NamedNode(predicate), ox.Literal("x"))
    with pytest.raises(InputError, match=r"^RDF/XML can't .*; choose another format$"):
        writing.write_rdf([quad], "rdfxml")


def test_rdfxml_refuses_a_thing_of_which_nothing_but_an_unwritable_class_is_known() -> None:
    kind = ox.NamedNode("https://zephyria.example/classes/01")
    with pytest.raises(InputError, match="RDF/XML can't hold this data"):
        writing.write_rdf([ox.Quad(SUBJECT, ox.NamedNode(PREFIXES["rdf"] + "type"), kind)], "rdfxml")


def test_jsonld_refuses_an_iri_that_reads_like_a_prefixed_name() -> None:
    for iri in ("tg:wco", "label:x", "schema:name"):
        with pytest.raises(InputError, match=r"begins like the word '.*' of the context"):
            writing.write_rdf([ox.Quad(SUBJECT, PREDICATE, ox.NamedNode(iri))], "jsonld")


@pytest.mark.parametrize("syntax", RDFLIB)
def test_rdf_1_2_is_refused_in_every_format(syntax: str) -> None:
    triple = ox.Triple(SUBJECT, PREDICATE, ox.Literal("x"))
    directed = ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)
    for term in (triple, directed):
        with pytest.raises(InputError, match=r"belongs to RDF 1\.2"):
            writing.write_rdf([ox.Quad(SUBJECT, PREDICATE, term)], syntax)


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="turtle, trig, ntriples, nquads, jsonld, rdfxml"):
        writing.write_rdf([], "excel")


def test_equal_datasets_have_equal_digests_and_others_have_not() -> None:
    quads = read_case("blank-nodes.trig")
    path = os.path.join(CASES, "blank-nodes.trig")
    renamed = list(ox.parse(path=path, format=ox.RdfFormat.TRIG, rename_blank_nodes=True))
    assert writing.digest(quads) == writing.digest(reversed(renamed))
    assert writing.digest(quads) != writing.digest(quads[1:])


def test_a_graph_of_entangled_blank_nodes_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_SECONDS", 0.5)
    nodes = [ox.BlankNode(f"n{number}") for number in range(12)]
    poison = [ox.Quad(one, PREDICATE, other) for one in nodes for other in nodes if one != other]
    with pytest.raises(LimitError, match=r"the blank nodes are too entangled .*; give them IRIs"):
        writing.digest(poison)


def is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


STARTS = st.sampled_from([TG, PREFIXES["org"], PREFIXES["schema"], "https://zephyria.example/", "urn:x:"])
ENDS = st.text("ab09-_.~!$&'()*+,;=:@/?#%é·雲\U00010000", max_size=6)
IRIS = st.builds(str.__add__, STARTS, ENDS).filter(is_iri).map(ox.NamedNode)
LABELS = st.just(ox.NamedNode(PREFIXES["skos"] + "prefLabel"))
BLANKS = st.sampled_from([ox.BlankNode(f"b{number}") for number in range(3)])
GRAPHS = IRIS | BLANKS | st.just(ox.DefaultGraph())
TEXTS = st.text(max_size=6)
LANGUAGES = st.sampled_from(["en", "fr", "en-gb"])
DATATYPES = st.sampled_from(["integer", "decimal", "boolean", "date", "double"])
TYPES = DATATYPES.map(lambda name: ox.NamedNode(PREFIXES["xsd"] + name)) | IRIS
FORMS = TEXTS | st.from_regex(r"[+-]?[0-9]{0,3}\.?[0-9]{0,2}(e1)?|true|false", fullmatch=True)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda text, language: ox.Literal(text, language=language), TEXTS, LANGUAGES),
    st.builds(lambda form, datatype: ox.Literal(form, datatype=datatype), FORMS, TYPES),
)
QUADS = st.lists(st.builds(ox.Quad, IRIS | BLANKS, IRIS | LABELS, IRIS | BLANKS | LITERALS, GRAPHS), max_size=6)


@pytest.mark.parametrize("syntax", RDFLIB)
@settings(max_examples=40, deadline=None)
@given(quads=QUADS)
def test_any_quads_come_back_through_the_engine_or_are_refused(syntax: str, quads: list[ox.Quad]) -> None:
    try:
        written = writing.write_rdf(quads, syntax)
    except InputError:
        assert syntax in ("rdfxml", "jsonld")
        return
    assert digest_by_engine(written, syntax) == expected(quads, syntax)


@pytest.mark.parametrize("syntax", RDFLIB)
@settings(max_examples=40, deadline=None)
@given(quads=QUADS)
def test_any_quads_come_back_through_rdflib_or_are_refused(syntax: str, quads: list[ox.Quad]) -> None:
    try:
        written = writing.write_rdf(quads, syntax)
    except InputError:
        assert syntax in ("rdfxml", "jsonld")
        return
    assert digest_by_rdflib(written, syntax) == expected(quads, syntax)


# Two parts of one dataset.

FOG = """
_:a <urn:weighs> _:b <urn:g> .
_:b <urn:weighs> "2" <urn:g> .
<urn:x> <urn:p> "one" <urn:g> .
<urn:x> <urn:p> "default" .
"""
CLOUD = """
_:b <urn:is> "light" <urn:g> .
_:c <urn:weighs> _:a <urn:h> .
_:c <urn:weighs> "2" _:c .
<urn:x> <urn:p> "two" <urn:g> .
<urn:x> <urn:p> "default, too" .
"""


def two_parts(seed: int) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """The two parts, with other labels and in another order for each seed."""
    order = random.Random(seed)  # noqa: S311 - an order, no secret
    a, b, c = (f"_:x{number} " for number in order.sample(range(9), 3))
    texts = [text.replace("_:a ", a).replace("_:b ", b).replace("_:c ", c) for text in (FOG, CLOUD)]
    first, then = (list(ox.parse(text, format=ox.RdfFormat.N_QUADS)) for text in texts)
    order.shuffle(first)
    order.shuffle(then)
    return first, then


@pytest.mark.parametrize("syntax", RDFLIB)
def test_two_parts_come_back_as_one_dataset_the_same_bytes_each_time(syntax: str) -> None:
    first, then = two_parts(0)
    written = writing.write_rdf(first, syntax, then=then, heading="Of clouds")
    assert digest_by_engine(written, syntax) == expected([*first, *then], syntax)
    for seed in range(1, 6):
        again = two_parts(seed)
        assert writing.write_rdf(again[0], syntax, then=again[1], heading="Of clouds") == written
    assert (b"# Of clouds\n" in written) == (syntax == "trig")


def test_the_second_part_stands_after_the_first_also_of_the_same_graph() -> None:
    first, then = two_parts(0)
    lines_of = writing.write_rdf(first, "nquads", then=then).decode().splitlines()
    assert [line.count("light") + line.count("two") + line.count("too") for line in lines_of[:4]] == [0] * 4
    assert lines_of[:4] == sorted(lines_of[:4])
    assert lines_of[4:] == sorted(lines_of[4:])
    above, _, below = writing.write_rdf(first, "trig", then=then, heading="Of clouds").decode().partition("# Of clouds")
    assert (above.count("GRAPH <urn:g>"), below.count("GRAPH <urn:g>")) == (1, 1)
    assert "GRAPH <urn:h>" not in above


def test_a_blank_node_of_both_parts_is_one() -> None:
    first, then = lines.canonical_parts(*two_parts(3))
    (heavy,) = [line.split(" ")[0] for line in first if '"2"' in line]
    (light,) = [line.split(" ")[0] for line in then if '"light"' in line]
    assert heavy == light


def test_a_part_without_quads_has_no_heading() -> None:
    first, _ = two_parts(0)
    assert writing.write_rdf(first, "trig", then=[], heading="Of clouds") == writing.write_rdf(first, "trig")
    alone = writing.write_rdf([], "trig", then=first, heading="Of clouds").decode()
    assert alone.startswith("# Of clouds\n\n")


@pytest.mark.parametrize("syntax", writing.WITH_GRAPHS)
@pytest.mark.parametrize("name", FILES)
def test_a_world_in_two_parts_comes_back_isomorphic_through_both_readers(name: str, syntax: str) -> None:
    quads = read_case(name)
    written = writing.write_rdf(quads[::2], syntax, then=quads[1::2], heading="The others")
    assert digest_by_engine(written, syntax) == expected(quads, syntax)
    assert digest_by_rdflib(written, syntax) == expected(quads, syntax)
