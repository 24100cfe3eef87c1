"""tradegraph questions: the named questions, what they ask and what they take."""

from __future__ import annotations

import sys

from tradegraph.cli import output
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.terminal import console

SUMMARY = "list the named questions, what they ask and what parameters they take"
EXAMPLES = ("tradegraph questions", "tradegraph questions signatories", "tradegraph questions --format json")
ARGUMENTS = (
    Argument("name", metavar="NAME", nargs="?", help="one question, in full, with its query"),
    output.format_argument(),
)


def run(args: Args) -> int:
    """Prints the list, or one question with its SPARQL."""
    from tradegraph.answer.questions import read_question, read_questions

    if args.name:
        sys.stdout.write(read_question(args.name).text)
        return 0
    columns = ("name", "question", "parameters", "example")
    rows = [
        (
            q.id,
            q.question,
            ", ".join(f"{p.name} ({p.type}{', required' if p.required else ''})" for p in q.params),
            f"tradegraph ask {q.id} {q.example}".strip(),
        )
        for q in read_questions()
    ]
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


def _write_table(rows: list[tuple[str, str, str, str]]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", style="bold", no_wrap=True)
    table.add_column("asks", ratio=3)
    table.add_column("takes", ratio=1, style="cyan")
    for name, question, params, _ in rows:
        table.add_row(name, question, params)
    console().print(table)
