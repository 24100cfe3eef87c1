"""A network as flat records, for the formats that know no lists: the same columns in all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

    Record = dict[str, str | int]

_FIRST_COLUMNS = ("source", "target", "predicate", "label", "count", "first", "last", "evidence", "detail_evidence")
NODE_COLUMNS = ("iri", "label", "class")
# Line feed, carriage return and tab are left to each format.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Edges(NamedTuple):
    """The edges of a network.

    Attributes:
        columns: Names of the columns: the fixed ones, then the details that occur, by name.
        records: A record for each edge, in the network's order; what is not known is left out.
    """

    columns: tuple[str, ...]
    records: list[Record]


def edge_records(graph: nx.MultiDiGraph) -> Edges:
    """The edges of a network as flat records.

    Units are separated by a space. A detail has its labels under its own name, separated by "; ", and where it names
    things their IRIs under that name with `_iri`, separated by a space. `count` is an integer.

    Args:
        graph: A network as `project` gives it.
    """
    records = [_record(graph, *edge) for edge in graph.edges(keys=True, data=True)]
    found = {column for record in records for column in record}
    return Edges((*_FIRST_COLUMNS, *sorted(found.difference(_FIRST_COLUMNS))), records)


def is_directed(graph: nx.MultiDiGraph) -> bool:
    """Whether the direction of a network's edges says something."""
    return bool(graph.graph.get("directed", True))


def node_records(graph: nx.MultiDiGraph) -> list[dict[str, str]]:
    """The nodes of a network as flat records of `NODE_COLUMNS`, in its order; a node without a label is its own."""
    return [
        {"iri": node, "label": str(data.get("label", node)), "class": str(data.get("class", ""))}
        for node, data in graph.nodes(data=True)
    ]


def legible(text: str) -> str:
    r"""The text with control characters spelt out, since XML can't hold them and other readers act on them.

    >>> legible("a\x07b")
    'a\\x07b'
    """
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def _record(graph: nx.MultiDiGraph, source: str, target: str, key: str, data: dict[str, object]) -> Record:
    labels = graph.graph.get("labels", {})
    record: Record = {"source": source, "target": target, "predicate": key}
    for name, value in data.items():
        if isinstance(value, tuple) and name in ("evidence", "detail_evidence"):
            record[name] = " ".join(value)
        elif isinstance(value, tuple):
            record[name] = "; ".join(labels.get(one, one) for one in value)
            iris = [one for one in value if one in labels]
            if iris:
                record[f"{name}_iri"] = " ".join(iris)
        else:
            record[name] = value if isinstance(value, int) else str(value)
    return record
