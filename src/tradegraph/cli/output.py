"""Rows with their evidence, as a table with footnotes for a person, or TSV, CSV or JSON for a program."""

from __future__ import annotations

import sys

from tradegraph.cli.arguments import Args, Argument
from tradegraph.vocabulary import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from tradegraph.answer.citing import Sources

FORMATS = ("table", "tsv", "csv", "json")
_NARROW = 3  # columns up to which a table is always a table
_ENDLESS = 100_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line:
    """A row to print: its cells, the IRIs behind them (None for a plain value), and the graphs that it rests on."""

    __slots__ = ("cells", "graphs", "iris")

    def __init__(self, cells: Sequence[str], iris: Sequence[str | None], graphs: Sequence[str]) -> None:
        """Holds a row to print."""
        self.cells, self.iris, self.graphs = cells, iris, graphs


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


def write(columns: Sequence[str], lines: Sequence[Line], format_: str, sources: Sources, title: str = "") -> None:
    """Prints rows with their evidence on standard output."""
    if format_ == "table":
        _write_table(columns, lines, sources, title)
    elif format_ == "json":
        _write_json(columns, lines, sources)
    elif format_ == "csv":
        _write_csv(columns, lines)
    else:
        rows = [[*columns, "evidence"], *([*line.cells, evidence(line)] for line in lines)]
        sys.stdout.write("".join("\t".join(_flat(cell) for cell in row) + "\n" for row in rows))


def evidence(line: Line) -> str:
    """The graphs that a row rests on, as they are cited, separated by spaces."""
    from tradegraph.answer.names import printable

    return printable(" ".join(shorten(graph) for graph in line.graphs))


def _flat(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _write_csv(columns: Sequence[str], lines: Sequence[Line]) -> None:
    """For people: a cell that a spreadsheet would run as a formula gets an apostrophe; `query` gives exact CSV."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow([*columns, "evidence"])
    for line in lines:
        writer.writerow([f"'{c}" if c.startswith(_FORMULA) else c for c in (*line.cells, evidence(line))])


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


def _write_json(columns: Sequence[str], lines: Sequence[Line], sources: Sources) -> None:
    rows = []
    for line in lines:
        row: dict[str, object] = {
            column: {"label": cell, "iri": iri} if iri else cell
            for column, cell, iri in zip(columns, line.cells, line.iris, strict=True)
        }
        row["evidence"] = [sources.cite(graph).as_json() for graph in line.graphs]
        rows.append(row)
    write_json({"columns": list(columns), "rows": rows})


def console() -> Console:
    """A console on standard output; rich itself sees to width, colour, NO_COLOR and plain terminals."""
    from rich.console import Console  # only a table pays for it

    class Quiet(Console):
        """Leaves it to the command line what a closed pipe means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Quiet(highlight=False, markup=False, emoji=False, soft_wrap=False)


def _write_table(columns: Sequence[str], lines: Sequence[Line], sources: Sources, title: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tradegraph.answer.names import printable

    out = console()
    numbers: dict[str, int] = {}
    marks = [" ".join(f"[{numbers.setdefault(graph, len(numbers) + 1)}]" for graph in line.graphs) for line in lines]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(Text(column))
    table.add_column(Text("evidence"), style="cyan")
    for line, mark in zip(lines, marks, strict=True):
        table.add_row(*(Text(cell) for cell in line.cells), Text(mark))
    if title:
        out.print(Text(printable(title), style="bold"))
    if not fits(table, len(columns), out):
        table = as_blocks(columns, lines, marks)
    out.print(table)
    write_footnotes(numbers, sources, out)


def fits(table: Table, columns: int, out: Console) -> bool:
    """Whether a table is easy to read: many columns that don't fit beside one another are not."""
    from rich.measure import Measurement

    if columns <= _NARROW:
        return True
    return Measurement.get(out, out.options.update(width=_ENDLESS), table).maximum <= out.width


def as_blocks(columns: Sequence[str], lines: Sequence[Line], marks: Sequence[str], heading: str = "evidence") -> Table:
    """Each row as a block, a line for each column that has a value, and its marks under a heading of their own."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for line, mark in zip(lines, marks, strict=True):
        filled = [(column, cell) for column, cell in zip(columns, line.cells, strict=True) if cell]
        for column, cell in filled:
            table.add_row(Text(column), Text(cell))
        table.add_row(Text(heading), Text(mark, style="cyan"), end_section=True)
    return table


def write_footnotes(numbers: dict[str, int], sources: Sources, out: Console) -> None:
    """Prints numbered citations, each with the unit's words when they are held, and the premises of what is derived."""
    from rich.padding import Padding
    from rich.text import Text

    from tradegraph.answer.names import printable

    pending = dict(numbers)
    for graph in pending:
        citation = sources.cite(graph)
        mark = f"[{numbers[graph]}] "
        note = f", from {', '.join(shorten(p) for p in citation.premises)}" if citation.premises else ""
        out.print(Text(mark, style="cyan") + Text(printable(citation.place + note), style="default"))
        if citation.text is not None:
            out.print(Padding(Text(printable(citation.text), style="italic"), (0, 0, 0, len(mark))))
