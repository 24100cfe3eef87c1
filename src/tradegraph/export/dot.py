"""A network in the DOT language, for Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.export.columns import edge_records, is_directed, legible, node_records

if TYPE_CHECKING:
    import networkx as nx


def write_dot(graph: nx.MultiDiGraph) -> bytes:
    """A network in DOT; the same network gives the same bytes.

    Nodes are numbered and carry label, `iri` and `kind` (the class), and as URL the IRI where it is one of the web.
    Edges carry label, `predicate` and `evidence`, which shows as their tooltip.

    Args:
        graph: A network as `project` gives it.

    Source: The DOT language, graphviz.org.
    """
    kind, arrow = ("digraph", "->") if is_directed(graph) else ("graph", "--")
    numbers = {node: f"n{number}" for number, node in enumerate(graph)}
    lines = [f"{kind} {{", '    graph [charset="UTF-8"];']
    for node in node_records(graph):
        values = {"label": node["label"], "kind": node["class"], "iri": node["iri"]}
        if node["iri"].startswith(("https://", "http://")):
            values["URL"] = node["iri"]
        lines.append(f"    {numbers[node['iri']]} {_attributes(values)};")
    for edge in edge_records(graph).records:
        values = {name: str(edge[name]) for name in ("label", "predicate", "evidence") if name in edge}
        values["tooltip"] = values.get("evidence", "")
        ends = f"{numbers[str(edge['source'])]} {arrow} {numbers[str(edge['target'])]}"
        lines.append(f"    {ends} {_attributes(values)};")
    return ("\n".join([*lines, "}"]) + "\n").encode("utf-8")


def _attributes(values: dict[str, str]) -> str:
    return "[" + ", ".join(f"{name}={quote(value)}" for name, value in values.items()) + "]"


def quote(text: str) -> str:
    r"""A quoted string of DOT that is shown as the text reads.

    Backslash and ampersand would begin an escape and a character entity.

    >>> print(quote('"R&D"\n'))
    "\"R&amp;D\"\n"
    """
    escaped = legible(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return '"' + escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n").replace("\t", " ") + '"'
