"""A network as a Mermaid flow chart, for Markdown pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tradegraph.export.columns import edge_records, is_directed, legible, node_records

if TYPE_CHECKING:
    import networkx as nx

_SAFE = frozenset(" -.,:/()'!?%")
_MARK = re.compile(r"\((\w+)\)$")
# What Markdown would take for the start of a list.
_LIST = re.compile(r"\d*[-.)]")


def write_mermaid(graph: nx.MultiDiGraph) -> bytes:
    """A network as a Mermaid flow chart; the same network gives the same bytes.

    Nodes are numbered; an entity with an address of the web links to it. A page draws at most 500 edges unless its
    `maxEdges` says more, so take a part of a large network.

    Args:
        graph: A network as `project` gives it.

    Source: Flowcharts syntax, mermaid.js.org.
    """
    arrow = "-->" if is_directed(graph) else "---"
    numbers = {node: f"n{number}" for number, node in enumerate(graph)}
    nodes = node_records(graph)
    lines = ["flowchart LR", *(f'    {numbers[node["iri"]]}["{quote(node["label"])}"]' for node in nodes)]
    for edge in edge_records(graph).records:
        label = quote(str(edge.get("label", edge["predicate"])) + _doubt(str(edge.get("evidence", ""))))
        source, target = numbers[str(edge["source"])], numbers[str(edge["target"])]
        lines.append(f'    {source} {arrow}|"{label}"| {target}')
    addresses = (node["iri"] for node in nodes if node["iri"].startswith(("https://", "http://")))
    lines += [f'    click {numbers[iri]} href "{iri}"' for iri in addresses if '"' not in iri]
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _doubt(evidence: str) -> str:
    """The mark of an edge of which all the evidence is of a trust below good: it has no other place here.

    >>> _doubt("reference/wto-observers#dz(medium)")
    ' (medium trust)'
    """
    trusts = [mark.group(1) if (mark := _MARK.search(graph)) else "" for graph in evidence.split()]
    return f" ({', '.join(sorted(set(trusts)))} trust)" if trusts and all(trusts) else ""


def quote(text: str) -> str:
    """A label as Mermaid shows it; all but letters, digits and plain punctuation as entity codes.

    Else a label might hold Markdown, HTML, or the end of its own quotation.

    >>> quote('"R&D" <b>')
    '#34;R#38;D#34; #60;b#62;'
    """
    flat = " ".join(legible(text).split()) or " "
    start = _LIST.match(flat)
    return "".join(
        c if c.isalnum() or ord(c) > 127 or (c in _SAFE and not (start and at == start.end() - 1)) else f"#{ord(c)};"
        for at, c in enumerate(flat)
    )
