"""The edges of a network as a table, for spreadsheets, data frames and Gephi."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tradegraph.errors import OutputError
from tradegraph.export.columns import Edges, edge_records, is_directed, legible

if TYPE_CHECKING:
    import networkx as nx

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# So that Gephi takes the table as it is.
_GEPHI = {"source": "Source", "target": "Target", "label": "Label", "count": "Weight"}


def write_csv(graph: nx.MultiDiGraph) -> bytes:
    """The edges of a network as CSV, a row for each; the same network gives the same bytes.

    A cell that a spreadsheet would run as a formula gets an apostrophe; Parquet has every text as it is.

    Args:
        graph: A network as `project` gives it.

    Returns:
        UTF-8 with a header and lines that end in CR LF, as RFC 4180 has it.
    """
    edges = _with_names(graph)
    type_ = "Directed" if is_directed(graph) else "Undirected"
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([*(_GEPHI.get(name, name) for name in edges.columns), "Type"])
    for record in edges.records:
        writer.writerow([*(_cell(record.get(name, "")) for name in edges.columns), type_])
    return file.getvalue().encode("utf-8", "backslashreplace")


def write_parquet(graph: nx.MultiDiGraph) -> bytes:
    """The edges of a network as Parquet, a row for each; the same network gives the same bytes with one pyarrow.

    The columns are those of the CSV, in lower case; what is not known is null.

    Args:
        graph: A network as `project` gives it.

    Raises:
        OutputError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise OutputError("parquet-edges needs pyarrow, which is not installed: pip install pyarrow") from error
    edges = _with_names(graph)
    columns = {
        name: pa.array([record.get(name) for record in edges.records], pa.int64() if name == "count" else pa.string())
        for name in edges.columns
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


def _with_names(graph: nx.MultiDiGraph) -> Edges:
    """The edges, with the labels of their ends beside these."""
    edges = edge_records(graph)
    for record in edges.records:
        for end in ("source", "target"):
            record[f"{end}_label"] = str(graph.nodes[record[end]].get("label", record[end]))
    columns = [name for name in edges.columns if name not in ("source", "target")]
    return Edges(("source", "source_label", "target", "target_label", *columns), edges.records)


def _cell(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    return legible(f"'{value}" if value.startswith(_FORMULA) else value)
