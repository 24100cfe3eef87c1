"""The formats in which a network is written, by the names that the command line uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.errors import UnknownNameError
from tradegraph.export.cytoscape import write_cytoscape
from tradegraph.export.dot import write_dot
from tradegraph.export.gexf import write_gexf
from tradegraph.export.graphml import write_graphml
from tradegraph.export.mermaid import write_mermaid
from tradegraph.export.tables import write_csv, write_parquet
from tradegraph.files import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

NETWORK_FORMATS: dict[str, Callable[[nx.MultiDiGraph], bytes]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "cytoscape": write_cytoscape,
    "csv-edges": write_csv,
    "parquet-edges": write_parquet,
    "dot": write_dot,
    "mermaid": write_mermaid,
}


def write_network(graph: nx.MultiDiGraph, format: str) -> bytes:  # noqa: A002 - the word users know
    """A network in one of the formats of `NETWORK_FORMATS`; the same network gives the same bytes.

    Args:
        graph: A network as `project` gives it.
        format: A name of `NETWORK_FORMATS`.

    Raises:
        OutputError: The format needs a package that is not installed.
        UnknownNameError: There is no such format.
    """
    writer = NETWORK_FORMATS.get(format)
    if writer is None:
        raise UnknownNameError(f"{shown(format)}: no such format; there are {', '.join(NETWORK_FORMATS)}")
    return writer(graph)
