"""Rows as tables for a person: numbered footnotes, and what only reference gives in a section of its own."""

from __future__ import annotations

from tradegraph.cli.rows import APART, REFERENCE, withdrawn
from tradegraph.cli.terminal import console
from tradegraph.vocabulary import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from tradegraph.answer.citing import Sources
    from tradegraph.cli.rows import Line, Style

HEADING = "From reference sources, not from the articles"
WITH = "With reference sources, not by the articles alone"  # where both may be needed, or a count has changed
MOST = 20  # rows of a section on reference
_NARROW = 3  # columns up to which a table is always a table
_ENDLESS = 100_000


def write_table(columns: Sequence[str], lines: Sequence[Line], style: Style, sources: Sources) -> None:
    """Prints rows as a table, those that only reference gives under a heading of their own, and the footnotes."""
    from rich.text import Text

    from tradegraph.answer.names import printable

    out = console()
    numbers: dict[str, int] = {}
    if style.title:
        out.print(Text(printable(style.title), style="bold"))
    apart = [line for line in lines if style.by == APART and line.origin == REFERENCE]
    main = [line for line in lines if style.by != APART or line.origin != REFERENCE]
    if apart and not main:
        out.print(Text(f"{printable(style.nothing)}\n"))
    elif main:  # no rows, no grid: the command says on standard error what that means
        _write_part(columns, main, style, sources, numbers, out)
    if apart:
        write_heading(HEADING, out)
        _write_part(columns, apart[:MOST], style, sources, numbers, out)
        write_more(len(apart) - MOST, out)
    write_footnotes(numbers, sources, out)


def write_heading(text: str, out: Console) -> None:
    """Prints the heading of a section."""
    from rich.text import Text

    out.print(Text(text, style="bold"))


def write_more(left_out: int, out: Console) -> None:
    """Prints how many rows a section leaves out, if any."""
    if left_out > 0:
        out.print(f"+{left_out} more: --sources all shows all")


def counted(rows: int, more: int, gone: int = 0, within: str = "") -> str:
    """How many rows a query has, how many stand apart for they come with reference only, and how many go with it.

    Args:
        rows: How many the articles give.
        more: How many come with reference only.
        gone: How many of the articles' do not come with it.
        within: What cuts the answer off, as `sources.cut` tells it.
    """
    found = f"{rows:,} row{'' if rows == 1 else 's'}"
    found = f"{found} by the articles, {more:,}{within} only with reference" if more else found
    return f"{found}; {withdrawn(gone, within=within)}" if gone else found


def _write_part(
    columns: Sequence[str],
    lines: Sequence[Line],
    style: Style,
    sources: Sources,
    numbers: dict[str, int],
    out: Console,
) -> None:
    rows = [line.cells for line in lines]
    if style.by == "all":
        columns, rows = [*columns, style.origin], [[*line.cells, line.origin] for line in lines]
    told = [marks(line.graphs, numbers, sources) for line in lines]
    notes = [line.notes for line in lines]
    heading = "why" if style.why else "evidence" if style.cites else ""
    out.print(as_table(columns, rows, told, notes, heading, out))


def as_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    told: Sequence[str],
    notes: Sequence[Sequence[str]],
    heading: str,
    out: Console,
) -> Table:
    """Rows beside their evidence; as blocks where it is too wide, or where there is more to say than numbers.

    Args:
        columns: The names of the columns.
        rows: Cells.
        told: The numbers of each row's footnotes.
        notes: What there is to say of each row's evidence in words.
        heading: The heading of the evidence; empty for none.
        out: Where it is to be printed.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tradegraph.answer.names import printable

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    if heading:
        table.add_column(Text(heading), style="cyan")
    for row, mark in zip(rows, told, strict=True):
        table.add_row(*map(Text, row), *([Text(mark)] if heading else []))
    if not any(notes) and _fits(table, len(columns), out):
        return table
    under = ["\n".join(filter(None, (mark, *map(printable, said)))) for mark, said in zip(told, notes, strict=True)]
    return _as_blocks(columns, rows, under, heading)


def _fits(table: Table, columns: int, out: Console) -> bool:
    """Whether a table is easy to read: many columns that don't fit beside one another are not."""
    from rich.measure import Measurement

    if columns <= _NARROW:
        return True
    return Measurement.get(out, out.options.update(width=_ENDLESS), table).maximum <= out.width


def _as_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], told: Sequence[str], heading: str) -> Table:
    """Each row as a block, a line for each column that has a value, and its evidence under a heading of their own."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for row, mark in zip(rows, told, strict=True):
        filled = [(column, cell) for column, cell in zip(columns, row, strict=True) if cell]
        for column, cell in filled:
            table.add_row(Text(column), Text(cell))
        if heading:
            table.add_row(Text(heading), Text(mark, style="cyan"))
        table.add_section()
    return table


def marks(graphs: Sequence[str], numbers: dict[str, int], sources: Sources) -> str:
    """The numbers of footnotes: `[1] [2: medium trust] [3: editorial]`; a graph that has none gets the next one."""
    from tradegraph.answer.names import printable

    found = []
    for graph in graphs:
        number = numbers.setdefault(graph, len(numbers) + 1)
        remark = sources.remark(graph)
        found.append(f"[{number}: {remark}]" if remark else f"[{number}]")
    return printable(" ".join(found))


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
