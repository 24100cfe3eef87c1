"""A network as JSON of Cytoscape.js, which Cytoscape reads too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tradegraph.export.columns import is_directed

if TYPE_CHECKING:
    import networkx as nx


def write_cytoscape(graph: nx.MultiDiGraph) -> bytes:
    """A network as JSON of Cytoscape.js; the same network gives the same bytes.

    Evidence is a list of units, a detail a list of objects with `label` and, where it names a thing, `iri`.

    Args:
        graph: A network as `project` gives it.

    Returns:
        UTF-8 JSON that `cytoscape({elements})` and `networkx.cytoscape_graph` take.
    """
    nodes = [
        {"data": {**data, "id": node, "value": node, "name": data.get("label", node)}}
        for node, data in graph.nodes(data=True)
    ]
    edges = [
        {"data": {**_plain(graph, data), "id": f"e{number}", "source": source, "target": target, "key": key}}
        for number, (source, target, key, data) in enumerate(graph.edges(keys=True, data=True))
    ]
    document = {
        "data": {"name": graph.graph.get("title", "")},
        "directed": is_directed(graph),
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _plain(graph: nx.MultiDiGraph, data: dict[str, object]) -> dict[str, object]:
    labels = graph.graph.get("labels", {})
    plain: dict[str, object] = {}
    for name, value in data.items():
        if isinstance(value, tuple) and name not in ("evidence", "detail_evidence"):
            plain[name] = [{"label": labels[v], "iri": v} if v in labels else {"label": v} for v in value]
        else:
            plain[name] = list(value) if isinstance(value, tuple) else value
    return plain
