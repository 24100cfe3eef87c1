"""tradegraph conflicts: where the sources disagree, both sides with their evidence."""

from __future__ import annotations

import sys

from tradegraph.cli import output, sources, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import Line, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.conflicts.claims import Claim
    from tradegraph.conflicts.find import Conflict

COMPARED = "hosts, places, days, mottos, figures, standings in organisations, the theme of a year, what is called new"
SUMMARY = (
    "show where two units, two articles, an article and a reference, or two references disagree about the same thing "
    f"({COMPARED}), which side is shown first and by what rule"
)
EXAMPLES = (
    "tradegraph conflicts",
    "tradegraph conflicts --all",
    "tradegraph conflicts 'WTO Public Forum 2022' --articles ~/articles",
)
ARGUMENTS = (
    Argument("entity", metavar="ENTITY", nargs="?", help="only what is about this thing, or names it"),
    Argument(
        "--all",
        nargs=0,
        help="also what differs and is no conflict, with the reason: hedged figures whose ranges overlap, counts as of "
        "different days, a day within a month, a place within a larger one, fewer hosts than elsewhere, letter case",
    ),
    sources.BESIDE,
    output.format_argument(),
    texts.ARGUMENT,
)
COLUMNS = (
    "verdict", "between", "thing", "compared", "shown first", "stated in", "other", "other in", "why", "shown first by",
)  # fmt: skip


def run(args: Args) -> int:
    """Prints the conflicts; 0 also where there are some, since they are information and no failure."""
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.conflicts.find import find_conflicts, is_about
    from tradegraph.dataset.loading import load_merged

    held = texts.held(args)
    store = load_merged(args.sources)
    names = Names(store)
    cites = Sources(store, names, held)
    thing = None if args.entity is None else names.entity(args.entity).value
    about = [one for one in find_conflicts(store, cites) if thing is None or is_about(one, thing)]
    compatible = sum(one.compatible for one in about)
    lines = [_line(one, names, cites) for one in about if args.all or not one.compatible]
    title = f"{_counted(len(about) - compatible, 'conflict')}, {compatible} compatible"
    output.write(COLUMNS, lines, Style(output.chosen(args), title), cites)
    if compatible and not args.all:
        sys.stderr.write(f"{_counted(compatible, 'difference')} may both be right; --all lists them with the reason\n")
    elif not lines:
        of_it = "" if thing is None else " about it"
        sys.stderr.write(f"no two claims of these sources differ{of_it} in what is compared: {COMPARED}\n")
    return 0


def _line(conflict: Conflict, names: Names, cites: Sources) -> Line:
    from tradegraph.answer.citing import predicate_label
    from tradegraph.answer.names import printable

    matter, first, other = conflict.matter, conflict.first, conflict.other
    compared = predicate_label(matter.property, names) + (printable(f" ({matter.key})") if matter.key else "")
    cells = [
        "compatible" if conflict.compatible else "conflict",
        conflict.between,
        printable(names.label(matter.thing)),
        compared,
        _shown(first, names),
        _graphs(first, cites),
        _shown(other, names),
        _graphs(other, cites),
        conflict.why,
        conflict.rule,
    ]
    graphs = [graph for claim in (first, other) for graph in (*claim.graphs, *claim.also)]
    iris = [None, None, matter.thing, matter.property, *([None] * (len(COLUMNS) - 4))]
    return Line(cells, iris, list(dict.fromkeys(graphs)))


def _shown(claim: Claim, names: Names) -> str:
    """What a claim says, as a reader wants it: with its hedge, the day as of which it holds, and how it was read."""
    from tradegraph.answer.citing import display
    from tradegraph.answer.names import printable
    from tradegraph.vocabulary import TGO

    hedge = claim.said.get("hedge", "")
    hedged = f"{names.label(hedge)} " if hedge not in ("", TGO + "unhedged") else ""
    day, note = claim.said.get("asOf"), claim.said.get("note")
    notes = [note] if note else [f"as of {day}"] if day else []
    values = ", ".join(display(term, names) for term in claim.values)
    return printable(hedged) + values + (printable(f" ({'; '.join(notes)})") if notes else "")


def _graphs(claim: Claim, cites: Sources) -> str:
    """The graphs of a claim as they are cited, separated by spaces."""
    from tradegraph.answer.names import printable

    return printable(" ".join(map(cites.short, (*claim.graphs, *claim.also))))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
