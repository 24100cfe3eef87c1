"""tradegraph tour: the first look."""

from __future__ import annotations

import os
import sys

from tradegraph.cli import output, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import Style
from tradegraph.cli.terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    import pyoxigraph as ox

    from tradegraph.answer.names import Names

SUMMARY = (
    "take a first look: build the graph, check it, count it, answer three questions, write it as Turtle and JSON-LD"
)
EXAMPLES = ("tradegraph tour", "tradegraph tour --articles ~/articles -o look")
ARGUMENTS = (
    Argument(
        "-o",
        "--output",
        metavar="DIR",
        type=str,
        default="tour",
        help="folder to write to, made where it is not there (default: tour)",
    ),
    texts.ARGUMENT,
)
_MOST = 12  # relations shown; the rest is one line


def run(args: Args) -> int:
    """Takes the tour; 0 where the data conforms, else 1."""
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_merged

    held = texts.held(args)
    _make_folder(args.output)  # before the work, which would be in vain
    with _Progress(4) as progress:
        progress.step("building the graph")
        store = load_merged()
        names = Names(store)
        progress.step("checking it")
        conforms, report = _check(held)
        progress.step("writing it")
        written = _export(store, args.output)
        progress.step("done")
    _heading("The checks")
    sys.stdout.write(report)
    _heading("What is in the graph")
    _inventory(store, names)
    _answers(store, names, held)
    _heading("Written")
    sys.stdout.write("".join(f"{path}  {size:,} bytes\n" for path, size in written))
    _heading("Next")
    sys.stdout.write(
        "tradegraph questions        what can be asked by name\n"
        "tradegraph show WCO         what is known of a thing\n"
        "tradegraph --help           everything else\n"
    )
    return 0 if conforms else 1


def _make_folder(folder: str) -> None:
    """Makes the folder, but not the one it stands in: as with every target, that may be a slip of the pen."""
    from tradegraph.errors import OutputError
    from tradegraph.files import shown

    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder.rstrip("/"))
    try:
        os.mkdir(folder)
    except (OSError, ValueError) as error:
        if above and isinstance(error, FileNotFoundError):
            raise OutputError(f"{shown(folder)}: there is no folder {shown(above)}; create it first") from error
        told = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{shown(folder)}: {told}; name another folder with -o") from error


class _Progress:
    """A progress bar on a terminal, on standard error; nothing elsewhere."""

    def __init__(self, steps: int) -> None:
        self._bar = None
        self._task = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=steps - 1)
        self._first = True

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, what: str) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=what, advance=0 if self._first else 1)
        self._first = False


def _heading(text: str) -> None:
    if sys.stdout.isatty():
        from rich.text import Text

        console().print(Text(f"\n{text}", style="bold"))
    else:
        sys.stdout.write(f"\n== {text}\n")


def _check(held: texts.Held) -> tuple[bool, str]:
    from tradegraph.validate.gate import validate_shipped
    from tradegraph.validate.report import write_text

    report = validate_shipped(held or None)
    return report.conforms, write_text(report)


def _export(store: ox.Store, folder: str) -> list[tuple[str, int]]:
    from tradegraph.export.document import write_export
    from tradegraph.files import write

    written = []
    for format_, ending in (("turtle", "ttl"), ("jsonld", "jsonld")):
        path = os.path.join(folder, f"tradegraph.{ending}")
        data = write_export(store, format=format_)
        write(path, data)
        written.append((path, len(data)))
    return written


def _inventory(store: ox.Store, names: Names) -> None:
    from tradegraph.tour import count_entities, count_relations, count_units

    entities = count_entities(store, names)
    relations = count_relations(store, names)
    sys.stdout.write("".join(f"{count:5}  {name}\n" for name, count in entities))
    total = sum(count for _, count in relations)
    sys.stdout.write(f"\n{total} relations between them, of {len(relations)} kinds:\n")
    sys.stdout.write("".join(f"{count:5}  {name}\n" for name, count in relations[:_MOST]))
    rest = relations[_MOST:]
    sys.stdout.write(f"{sum(count for _, count in rest):5}  of {len(rest)} other kinds\n\n" if rest else "\n")
    for slug, graphs, gaps in count_units(store):
        sys.stdout.write(f"{slug}: {graphs + gaps} units, {graphs} with a graph, {gaps} that state nothing\n")


def _answers(store: ox.Store, names: Names, held: texts.Held) -> None:
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.questions import read_question
    from tradegraph.cli.ask import answer_lines
    from tradegraph.tour import QUESTIONS

    for name, arguments in QUESTIONS:
        question = read_question(name)
        columns, lines = answer_lines(store, question, list(arguments), names)
        _heading(f"tradegraph ask {name} {' '.join(repr(a) if ' ' in a else a for a in arguments)}".rstrip())
        output.write(columns, lines, Style("table"), Sources(store, names, held))
