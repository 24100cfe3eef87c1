"""tradegraph views: the pictures that render draws, what each answers and which entities it takes."""

from __future__ import annotations

import sys

from tradegraph.cli import output
from tradegraph.cli.arguments import Args
from tradegraph.cli.terminal import console

SUMMARY = "list the views that render draws, the question each answers and the entities it takes"
EXAMPLES = ("tradegraph views", "tradegraph views --format json")
ARGUMENTS = (output.format_argument(),)


def run(args: Args) -> int:
    """Prints the list."""
    from tradegraph.diagrams.catalogue import VIEWS

    columns = ("name", "question", "takes")
    rows = [(name, view.question, view.takes) for name, view in VIEWS.items()]
    format_ = output.chosen(args)
    if format_ == "table":
        _write_table(rows)
    elif format_ == "json":
        output.write_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif format_ == "csv":
        import csv

        csv.writer(sys.stdout).writerows([columns, *rows])
    else:
        sys.stdout.write("".join("\t".join(row) + "\n" for row in [columns, *rows]))
    return 0


def _write_table(rows: list[tuple[str, str, str]]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", style="bold", no_wrap=True)
    table.add_column("answers", ratio=1)
    table.add_column("takes", ratio=1, style="cyan")
    for row in rows:
        table.add_row(*row)
    console().print(table)
