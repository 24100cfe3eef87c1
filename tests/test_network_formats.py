"""Networks as files: what the programs that read them find is what was written, whatever the labels hold."""

import csv
import html
import io
import json
import os
import re
import sys

import networkx as nx
import pyoxigraph as ox
import pytest

from tradegraph.dataset.loading import load_files
from tradegraph.errors import OutputError, UnknownNameError
from tradegraph.export import dot, mermaid
from tradegraph.export.columns import legible
from tradegraph.export.networks import NETWORK_FORMATS, write_network
from tradegraph.network.project import project
from tradegraph.network.triples import triples

CASES = os.path.join(os.path.dirname(__file__), "cases", "networks")
WORLDS = ("guild", "hostile")


def world(name: str) -> ox.Store:
    return load_files([os.path.join(CASES, f"{name}.trig")])


def networks() -> list[nx.MultiDiGraph]:
    """Those of the worlds, directed and not, and one without nodes."""
    found = [project(world(name), projection) for name in WORLDS for projection in ("full", "topics")]
    return [*found, project(ox.Store())]


def labels(graph: nx.MultiDiGraph) -> dict[str, str]:
    return {node: legible(label) for node, label in graph.nodes(data="label")}


def edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, str, str]]:
    """Sorted ends, predicate, label and evidence of every edge; the ends of an undirected one in their order."""
    found = []
    for source, target, data in graph.edges(data=True):
        units = data["evidence"]
        ends = (source, target) if graph.is_directed() else sorted((source, target))
        joined = units if isinstance(units, str) else " ".join(units)
        found.append((*ends, data["predicate"], legible(data["label"]), joined))
    return sorted(found)


def test_there_are_two_worlds_and_seven_formats() -> None:
    assert sorted(os.listdir(CASES)) == [f"{name}.trig" for name in WORLDS]
    assert len(NETWORK_FORMATS) == 7


@pytest.mark.parametrize("format_", NETWORK_FORMATS)
def test_two_runs_give_the_same_bytes(format_: str) -> None:
    if format_ == "parquet-edges":
        pytest.importorskip("pyarrow")
    for name in WORLDS:
        assert write_network(project(world(name)), format_) == write_network(project(world(name)), format_)


@pytest.mark.parametrize(("format_", "reader"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_back_graphml_and_gexf(format_: str, reader: object) -> None:
    for graph in networks():
        found = reader(io.BytesIO(write_network(graph, format_)))  # type: ignore[operator]
        assert list(found) == list(graph)
        assert dict(found.nodes(data="label")) == labels(graph)
        if graph:
            assert found.is_directed() == graph.graph["directed"]
        assert edges(found) == edges(graph)
        if format_ == "graphml":
            assert sorted(c for _, _, c in found.edges(data="count")) == sorted(
                c for _, _, c in graph.edges(data="count")
            )


def test_details_are_written_with_labels_and_iris() -> None:
    found = nx.read_graphml(io.BytesIO(write_network(project(world("guild"), "agreements"), "graphml")))
    signed = next(data for _, _, data in found.edges(data=True) if data.get("party") == "Order of Lamplighters")
    assert signed["party_iri"] == "https://w3id.org/tradegraph/id/order"
    assert (signed["place"], signed["first"]) == ("Zephyria", "3022-05-01")


def test_a_gexf_file_names_no_day_of_its_own() -> None:
    assert b"lastmodified" not in write_network(project(world("guild")), "gexf")


def test_networkx_reads_back_cytoscape() -> None:
    for graph in networks():
        found = nx.cytoscape_graph(json.loads(write_network(graph, "cytoscape")))
        assert list(found) == list(graph)
        assert dict(found.nodes(data="label")) == dict(graph.nodes(data="label")), "JSON can hold every character"
        assert edges(found) == edges(graph)
        ids = [data["id"] for _, _, data in found.edges(data=True)]
        assert len(set(ids)) == len(ids)


def test_a_csv_has_a_row_for_each_edge_and_no_formula() -> None:
    for graph in networks():
        text = write_network(graph, "csv-edges").decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [(row["Source"], row["Target"], row["predicate"], row["evidence"]) for row in rows] == [
            (source, target, data["predicate"], " ".join(data["evidence"]))
            for source, target, data in graph.edges(data=True)
        ]
        known = labels(graph)
        for row in rows:
            assert row["source_label"].removeprefix("'") == known[row["Source"]].removeprefix("'")
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
            assert row["Type"] == ("Directed" if graph.graph["directed"] else "Undirected")


def test_parquet_holds_the_same_table_with_every_text_as_it_is() -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    for graph in networks():
        rows = pq.read_table(io.BytesIO(write_network(graph, "parquet-edges"))).to_pylist()
        assert [(row["source"], row["target"], row["source_label"], row["count"]) for row in rows] == [
            (source, target, graph.nodes[source]["label"], data["count"])
            for source, target, data in graph.edges(data=True)
        ]


def test_without_pyarrow_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match="parquet-edges needs pyarrow, which is not installed: pip install pyarrow"):
        write_network(project(world("guild")), "parquet-edges")


def test_graphviz_reads_back_dot() -> None:
    pygraphviz = pytest.importorskip("pygraphviz")
    for graph in networks():
        found = pygraphviz.AGraph(string=write_network(graph, "dot").decode("utf-8"))
        assert [node.attr["iri"] for node in found.nodes()] == list(graph)
        shown = [unescape(node.attr["label"] or "") for node in found.nodes()]
        assert shown == [re.sub("[\r\n]", "\n", label).replace("\t", " ") for label in labels(graph).values()]
        assert len(found.edges()) == graph.number_of_edges()
        assert sorted(edge.attr["evidence"] for edge in found.edges()) == sorted(
            " ".join(units) for _, _, units in graph.edges(data="evidence")
        )


def unescape(label: str) -> str:
    """What Graphviz shows for a label: character entities, then escapes, as it reads them."""
    return html.unescape(re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], label))


def test_only_addresses_of_the_web_become_links() -> None:
    graph = project(world("hostile"))
    assert "javascript:alert(1)" in graph
    assert b'URL="javascript' not in write_network(graph, "dot")
    written = write_network(graph, "mermaid").decode("utf-8")
    assert "javascript" not in written
    assert written.count(" click ") == len(graph) - 1


def test_a_mermaid_chart_has_a_line_for_each_node_and_edge_and_labels_that_close_nothing() -> None:
    for graph in networks():
        lines = write_network(graph, "mermaid").decode("utf-8").split("\n")
        assert (lines[0], lines[-1]) == ("flowchart LR", "")
        arrow = "-->" if graph.graph["directed"] else "---"
        nodes = [line for line in lines if re.fullmatch(r'    n\d+\["[^"\[\]{}<>|`*\\]+"\]', line)]
        joins = [line for line in lines if re.fullmatch(rf'    n\d+ {arrow}\|"[^"\[\]{{}}<>|`*\\]+"\| n\d+', line)]
        links = [line for line in lines if line.startswith("    click ")]
        assert (len(nodes), len(joins)) == (len(graph), graph.number_of_edges())
        assert len(nodes) + len(joins) + len(links) + 2 == len(lines)
        for line, label in zip(nodes, labels(graph).values(), strict=True):
            shown = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), line[line.index('"') + 1 : -2])
            assert shown.strip() == " ".join(label.split())


@pytest.mark.parametrize(("text", "quoted"), [("a\\", '"a\\\\"'), ('"', '"\\""'), ("a\r\nb", '"a\\nb"')])
def test_a_string_of_dot_ends_where_it_should(text: str, quoted: str) -> None:
    assert dot.quote(text) == quoted


def test_a_label_that_would_begin_a_list_is_none_in_mermaid() -> None:
    assert [mermaid.quote(text) for text in ("1. one", "- two", "3) x")] == ["1#46; one", "#45; two", "3#41; x"]


def test_any_triples_can_be_written() -> None:
    store = ox.Store()
    store.load(b'<urn:a> <urn:p> "x\\n\\"y\\"" .\n<urn:a> <urn:p> <urn:b> .\n', format=ox.RdfFormat.N_TRIPLES)
    for literals in (False, True):
        graph = triples(store, literals)
        found = nx.read_graphml(io.BytesIO(write_network(graph, "graphml")))
        assert list(found) == list(graph)
        assert [p for _, _, p in found.edges(data="predicate")] == ["urn:p"] * graph.number_of_edges()
        for format_ in ("gexf", "cytoscape", "csv-edges", "dot", "mermaid"):
            assert write_network(graph, format_)


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="xlsx: no such format; there are graphml, gexf"):
        write_network(project(ox.Store()), "xlsx")
