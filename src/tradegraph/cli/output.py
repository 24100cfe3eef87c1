"""Rows with their evidence, as a table with footnotes for a person, or TSV, CSV or JSON for a program."""

from __future__ import annotations

import sys

from tradegraph.cli.arguments import Args, Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tradegraph.answer.citing import Sources
    from tradegraph.cli.rows import Line, Style

FORMATS = ("table", "tsv", "csv", "json")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def format_argument(formats: Sequence[str] = FORMATS) -> Argument:
    """The --format of a command; by default a table on a terminal, TSV elsewhere."""
    return Argument(
        "--format",
        choices=formats,
        metavar="FORMAT",
        help=f"{', '.join(formats)} (default: {formats[0]} on a terminal, tsv in a pipe)",
    )


def chosen(args: Args) -> str:
    """The format that was asked for, or the one that fits where the output goes."""
    return str(args.format or ("table" if sys.stdout.isatty() else "tsv"))


def write(columns: Sequence[str], lines: Sequence[Line], style: Style, sources: Sources) -> None:
    """Prints rows with their evidence on standard output."""
    if style.format == "table":
        from tradegraph.cli.tables import write_table

        write_table(columns, lines, style, sources)
    elif style.format == "json":
        _write_json(columns, lines, style, sources)
    else:
        write_rows = _write_csv if style.format == "csv" else _write_tsv
        write_rows([[*columns, *style.columns], *([*line.cells, *_after(line, style, sources)] for line in lines)])


def _after(line: Line, style: Style, sources: Sources) -> list[str]:
    """What stands after a row's own cells: where it is from, and the graphs that it rests on, as they are cited."""
    from tradegraph.answer.names import printable

    origin = [line.origin] if style.by else []
    notes = [printable("; ".join(line.notes))] if style.why else []
    return [*origin, printable(" ".join(map(sources.short, line.graphs))), *notes]


def _write_tsv(rows: Iterable[Sequence[str]]) -> None:
    sys.stdout.write("".join("\t".join(map(_flat, row)) + "\n" for row in rows))


def _flat(cell: str) -> str:
    if cell.isprintable() and "\\" not in cell:  # as most are
        return cell
    return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _write_csv(rows: Iterable[Sequence[str]]) -> None:
    """For people: a cell that a spreadsheet would run as a formula gets an apostrophe; `query` gives exact CSV."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerows([f"'{c}" if c.startswith(_FORMULA) else c for c in row] for row in rows)


def write_bytes(data: bytes) -> None:
    """Writes to standard output: exactly these bytes, but on a terminal none that could steer it."""
    if not sys.stdout.isatty():
        from tradegraph.files import write_standard_output

        write_standard_output(data)
        return
    from tradegraph.answer.names import printable

    for line in data.decode("utf-8", "backslashreplace").removesuffix("\n").split("\n"):
        sys.stdout.write("\t".join(printable(part) for part in line.removesuffix("\r").split("\t")) + "\n")


def write_json(found: object) -> None:
    """Prints JSON as people read it, but for characters that could steer a terminal, which are escaped."""
    import json

    text = json.dumps(found, ensure_ascii=False, indent=2)
    if not text.replace("\n", "").isprintable():
        text = json.dumps(found, indent=2).replace("\x7f", "\\u007f")
    sys.stdout.write(text + "\n")


def _write_json(columns: Sequence[str], lines: Sequence[Line], style: Style, sources: Sources) -> None:
    rows = []
    for line in lines:
        row: dict[str, object] = {
            column: {"label": cell, "iri": iri} if iri else cell
            for column, cell, iri in zip(columns, line.cells, line.iris, strict=True)
        }
        if style.by:
            row[style.origin] = line.origin
        if line.why is not None:
            row["why"] = line.why
        row["evidence"] = [sources.cite(graph).as_json() for graph in line.graphs]
        rows.append(row)
    write_json({"columns": list(columns), "rows": rows})
