"""A network in GraphML, for yEd, Gephi, igraph and networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.export.columns import NODE_COLUMNS, edge_records, is_directed, legible, node_records

if TYPE_CHECKING:
    import networkx as nx

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


def write_graphml(graph: nx.MultiDiGraph) -> bytes:
    """A network in GraphML 1.0; the same network gives the same bytes.

    A node's id is its IRI, an edge's its place in the network. Lists are one string, see `columns.edge_records`.

    Args:
        graph: A network as `project` gives it.

    Source: GraphML specification 1.0, graphdrawing.org.
    """
    edges = edge_records(graph)
    columns = [name for name in edges.columns if name not in ("source", "target")]
    lines = [f'  <key id="n{i}" for="node" attr.name="{escape(name)}" attr.type="string"/>' for i, name in _nodes()]
    for i, name in enumerate(columns):
        type_ = "int" if name == "count" else "string"
        lines.append(f'  <key id="e{i}" for="edge" attr.name="{escape(name)}" attr.type="{type_}"/>')
    lines.append(f'  <graph edgedefault="{"directed" if is_directed(graph) else "undirected"}">')
    for node in node_records(graph):
        lines.append(f'    <node id="{escape(node["iri"])}">')
        lines += [f'      <data key="n{i}">{escape(node[name])}</data>' for i, name in _nodes()]
        lines.append("    </node>")
    for number, edge in enumerate(edges.records):
        ends = f'source="{escape(edge["source"])}" target="{escape(edge["target"])}"'
        lines.append(f'    <edge id="e{number}" {ends}>')
        lines += [f'      <data key="e{i}">{escape(edge[n])}</data>' for i, n in enumerate(columns) if n in edge]
        lines.append("    </edge>")
    return (_HEAD + "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n").encode("utf-8")


def escape(value: str | int) -> str:
    r"""A value as it stands in XML, in an attribute as in an element; control characters are spelt out.

    >>> escape('"R&D"\n')
    '&quot;R&amp;D&quot;&#10;'
    """
    text = legible(str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    # Bare, these would come back as spaces from an attribute, and a carriage return as a line feed from an element.
    return text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _nodes() -> list[tuple[int, str]]:
    return list(enumerate(NODE_COLUMNS))
