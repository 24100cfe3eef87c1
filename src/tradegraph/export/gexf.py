"""A network in GEXF, Gephi's own format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.export.columns import edge_records, is_directed, node_records
from tradegraph.export.graphml import escape

if TYPE_CHECKING:
    import networkx as nx

# No lastmodifieddate, which the format allows to be left out: the same network gives the same bytes tomorrow.
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
  <meta>
    <creator>tradegraph</creator>
    <description>{title}</description>
  </meta>
  <graph mode="static" defaultedgetype="{type}">
"""
_NODE_COLUMNS = ("iri", "class")


def write_gexf(graph: nx.MultiDiGraph) -> bytes:
    """A network in GEXF 1.2; the same network gives the same bytes.

    A node's id is its IRI; an edge weighs its count. Days are attributes, not a time line, for the day on which a
    relation is seen says nothing of other days.

    Args:
        graph: A network as `project` gives it.

    Source: GEXF 1.2draft, gexf.net.
    """
    edges = edge_records(graph)
    columns = [name for name in edges.columns if name not in ("source", "target", "label")]
    type_ = "directed" if is_directed(graph) else "undirected"
    lines = ['    <attributes class="node" mode="static">']
    lines += [f'      <attribute id="{i}" title="{name}" type="string"/>' for i, name in enumerate(_NODE_COLUMNS)]
    lines += ["    </attributes>", '    <attributes class="edge" mode="static">']
    for i, name in enumerate(columns):
        kind = "integer" if name == "count" else "string"
        lines.append(f'      <attribute id="{i}" title="{escape(name)}" type="{kind}"/>')
    lines += ["    </attributes>", "    <nodes>"]
    for node in node_records(graph):
        lines.append(f'      <node id="{escape(node["iri"])}" label="{escape(node["label"])}">')
        lines += _values("      ", {i: node[name] for i, name in enumerate(_NODE_COLUMNS)})
        lines.append("      </node>")
    lines += ["    </nodes>", "    <edges>"]
    for number, edge in enumerate(edges.records):
        ends = f'source="{escape(edge["source"])}" target="{escape(edge["target"])}" type="{type_}"'
        label = f' label="{escape(edge["label"])}"' if "label" in edge else ""
        lines.append(f'      <edge id="{number}" {ends}{label} weight="{edge.get("count", 1)}">')
        lines += _values("      ", {i: edge[name] for i, name in enumerate(columns) if name in edge})
        lines.append("      </edge>")
    head = _HEAD.format(title=escape(graph.graph.get("title", "")), type=type_)
    return (head + "\n".join([*lines, "    </edges>", "  </graph>", "</gexf>"]) + "\n").encode("utf-8")


def _values(indent: str, values: dict[int, str] | dict[int, str | int]) -> list[str]:
    rows = [f'{indent}    <attvalue for="{i}" value="{escape(value)}"/>' for i, value in values.items()]
    return [f"{indent}  <attvalues>", *rows, f"{indent}  </attvalues>"]
