"""What is measured on a network, which is one whole: of the articles' network first, then of the one with reference."""

from __future__ import annotations

import sys
from typing import NamedTuple

from tradegraph.cli import networks, output, tables
from tradegraph.cli.rows import ALL, APART, ARTICLES, Line, Style
from tradegraph.cli.terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import networkx as nx
    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.cli.arguments import Args
    from tradegraph.cli.texts import Held

# Which of two networks is meant, in words.
_TOLD = {ARTICLES: "by the articles", ALL: "with reference"}


class Part(NamedTuple):
    """A network, and the dataset that it was read from.

    Attributes:
        chosen: The choice of --sources whose network it is.
        store: The dataset.
        names: What its things are called.
        graph: The network.
    """

    chosen: str
    store: ox.Store
    names: Names
    graph: nx.MultiDiGraph


class Answer(NamedTuple):
    """What was measured on a network.

    Attributes:
        title: What it is, in a line.
        lines: Its rows.
        remarks: What is to be said about it on standard error.
    """

    title: str
    lines: list[Line]
    remarks: list[str]


def write(args: Args, columns: Sequence[str], measure: Callable[[Part], Answer], held: Held) -> None:
    """Prints what is measured on the networks of the sources that are asked; by default the articles' comes first.

    For a person each is a table of its own; for a program both are one answer, whose column `sources` tells them apart.
    Where the second can't be had, the first stands, and standard error says why.

    Args:
        args: With `--sources`, `--article`, `--format` and what says which network is looked at.
        columns: The names of the columns.
        measure: Measures a network.
        held: The texts to cite.
    """
    from tradegraph.answer.citing import Sources

    found, failed = _measure_in_turn(args, measure)
    last = found[-1][0]
    cited = Sources(last.store, last.names, held)
    format_ = output.chosen(args)
    if format_ == "table":
        for part, answer in found:
            if part is not found[0][0]:
                tables.write_heading(tables.WITH, console())
            style = Style(format_, answer.title, cites=networks.cites(args, format_))
            output.write(columns, answer.lines, style, cited)
    else:
        lines = [line for _, answer in found for line in answer.lines]
        output.write(columns, lines, Style(format_, by=args.sources or APART, origin="sources"), cited)
    for part, answer in found:
        which = f"{_TOLD[part.chosen]}: " if len(found) > 1 or failed else ""
        sys.stderr.write("".join(f"{which}{remark}\n" for remark in answer.remarks))
    if failed:
        sys.stderr.write(f"{_TOLD[ALL]}: {failed}\n")


def _measure_in_turn(args: Args, measure: Callable[[Part], Answer]) -> tuple[list[tuple[Part, Answer]], str]:
    """What is measured on the network of the articles, then, if it is another one, with reference; or why it isn't."""
    from tradegraph.dataset.loading import reference_files
    from tradegraph.errors import TradeGraphError

    first = _read(args, args.sources or ARTICLES)
    found = [(first, _measured(first, measure))]
    if args.sources is not None or args.article is not None or not reference_files():
        return found, ""
    try:
        then = _read(args, ALL, first.names)
        if networks.differ(first.graph, then.graph):
            found.append((then, _measured(then, measure)))
    except TradeGraphError as error:
        return found, str(error)
    return found, ""


def _read(args: Args, chosen: str, before: Names | None = None) -> Part:
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_shipped

    store = load_shipped(chosen)
    return Part(chosen, store, Names(store, before), networks.read_network(store, args))


def _measured(part: Part, measure: Callable[[Part], Answer]) -> Answer:
    answer = measure(part)
    for line in answer.lines:
        line.origin = part.chosen
    return answer._replace(remarks=[*networks.doubt(part.store, part.graph), *answer.remarks])
