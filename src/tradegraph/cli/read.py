"""tradegraph read: an article unit by unit, words beside statements."""

from __future__ import annotations

import os
import sys

from tradegraph.cli import output, sources, texts
from tradegraph.cli.arguments import Args, Argument, whole
from tradegraph.cli.rows import ALL, ARTICLES, REFERENCE
from tradegraph.cli.terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox
    from rich.text import Text

    from tradegraph.read import Reading

SUMMARY = "read an article unit by unit: its words, when you hold them, beside what its graph states"
EXAMPLES = (
    "tradegraph read wco-wto-mou-2025 --articles ~/articles",
    "tradegraph read ~/articles/mou.txt",
    "tradegraph read wto-public-forum-2022 --format tsv",
    "tradegraph read wco-wto-mou-2025 --unit 10 --sources articles",
)
ARGUMENTS = (
    Argument("article", metavar="ARTICLE", type=str, help="an article's short name, or the file with its text"),
    Argument("--unit", type=whole, metavar="N", help="only this unit"),
    sources.BESIDE,
    output.format_argument(("table", "tsv")),
    texts.ARGUMENT,
)

_HEADING = "From reference, on the same:"


def run(args: Args) -> int:
    """Prints the article unit by unit."""
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_shipped
    from tradegraph.errors import UnknownNameError
    from tradegraph.evidence.units import read_units
    from tradegraph.read import find_slug, read_article_graphs

    store = load_shipped(ARTICLES if args.sources == ARTICLES else ALL)
    names = Names(store)
    held = texts.held(args)
    wanted = args.article
    if os.path.isfile(wanted) or _looks_like_a_path(wanted):
        from tradegraph.articles import read_article

        article = read_article(wanted)
        held[article.sha256] = article
        wanted = _slug_of(store, article.sha256, wanted)
    slugs = sorted({unit.slug for unit in read_units(store)})
    readings = read_article_graphs(store, names, Sources(store, names, held), find_slug(wanted, slugs, names))
    if args.unit is not None:
        readings = [reading for reading in readings if reading.unit.position == args.unit]
        if not readings:
            raise UnknownNameError(f"{wanted} has no unit {args.unit}; 'tradegraph read {wanted}' lists its units")
    if args.sources == REFERENCE:
        readings = [reading for reading in readings if reading.beside]
        if not readings:
            sys.stderr.write("no record of reference says anything of the same\n")
            return 0
    if not any(reading.text for reading in readings):
        sys.stderr.write("no text held: positions and statements only; name the folder of the texts with --articles\n")
    (_write_tsv if output.chosen(args) == "tsv" else _write_table)(readings, names.label, args.sources)
    return 0


def _slug_of(store: ox.Store, digest: str, path: str) -> str:
    """The article whose file has this digest; what is not in the graph is said so."""
    from tradegraph.errors import UnknownNameError
    from tradegraph.evidence.units import read_article_digests
    from tradegraph.vocabulary import ARTICLE

    for article, known in read_article_digests(store).items():
        if known == digest:
            return article.removeprefix(ARTICLE)
    raise UnknownNameError(
        f"{path}: no article of the graph has this text, byte for byte; if it is a changed one, "
        f"see 'tradegraph reanchor --help'"
    )


def _looks_like_a_path(text: str) -> bool:
    return (os.sep in text and not text.startswith("http")) or text.endswith(".txt")


def _place(reading: Reading) -> str:
    unit = reading.unit
    return f"unit {unit.position}, {unit.kind}, {unit.start}-{unit.end}"


def _states(reading: Reading, label: Callable[[str], str], chosen: str) -> list[tuple[str, str]]:
    """What is said in and of a unit, line by line, each with where it is from."""
    from tradegraph.answer.names import printable

    beside = [(REFERENCE, line) for line in reading.beside]
    if chosen == REFERENCE:
        return beside
    reason = reading.unit.reason
    stated = reading.stated or [printable(f"states nothing: {label(reason) if reason else 'no reason given'}")]
    return [*((ARTICLES, line) for line in stated), *beside]


def _write_tsv(readings: list[Reading], label: Callable[[str], str], chosen: str) -> None:
    from tradegraph.answer.names import printable

    sys.stdout.write("unit\tkind\tstart\tend\ttext\tstates\tfrom\n")
    for reading in readings:
        unit = reading.unit
        words = printable((reading.text or "").replace("\t", " "))
        for origin, line in _states(reading, label, chosen):
            row = (unit.position, printable(unit.kind), unit.start, unit.end, words, line, origin)
            sys.stdout.write("\t".join(map(str, row)) + "\n")


def _write_table(readings: list[Reading], label: Callable[[str], str], chosen: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tradegraph.answer.names import printable

    held = any(reading.text for reading in readings)
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    table.add_column("unit", style="cyan", ratio=1)
    if held:
        table.add_column("text", style="italic", ratio=3)
    table.add_column("states", ratio=4, overflow="fold")
    for reading in readings:
        cells = [Text(_place(reading)), _as_text(_states(reading, label, chosen))]
        if held:
            cells.insert(1, Text(printable(reading.text or "")))
        table.add_row(*cells)
    console().print(table)


def _as_text(states: list[tuple[str, str]]) -> Text:
    """What is said of a unit, that which is from reference under a heading of its own."""
    from rich.text import Text

    told = Text("\n".join(line for origin, line in states if origin != REFERENCE))
    beside = [line for origin, line in states if origin == REFERENCE]
    if beside:
        told.append("\n" if told else "").append(_HEADING, style="bold").append("\n" + "\n".join(beside))
    return told
