"""tradegraph watch: the register of an agreement, area by area."""

from __future__ import annotations

import sys

from tradegraph.cli import output, sources, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import Line, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tradegraph.answer.names import Names
    from tradegraph.watch import Activity, Promise, Watched

SUMMARY = (
    "show each area of cooperation of an agreement, and each initiative that belongs to it: what the articles and the "
    "reference say was promised, and what activity is known since"
)
EXAMPLES = (
    "tradegraph watch wco-wto-mou-2025",
    "tradegraph watch MoU --format csv",
    "tradegraph watch 'Davos Accord' --articles ~/articles",
)
ARGUMENTS = (
    Argument("agreement", metavar="AGREEMENT", help="a label, an alias, the slug, tg:slug or an IRI"),
    sources.BESIDE,
    output.format_argument(),
    texts.ARGUMENT,
)
COLUMNS = (
    "area", "part of", "articles say", "about (articles)", "reference says", "about (reference)", "activity", "day",
    "event",
)  # fmt: skip


def run(args: Args) -> int:
    """Prints the register; 0 also where the agreement has no area."""
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names, printable
    from tradegraph.dataset.loading import load_merged
    from tradegraph.watch import find_agreement, watch

    held = texts.held(args)
    store = load_merged(args.sources)
    names = Names(store)
    agreement = find_agreement(store, names, args.agreement)
    cites = Sources(store, names, held)
    lines = [line for area in watch(store, agreement, cites) for line in _lines(area, names)]
    name = printable(names.label(agreement.value))
    style = Style(output.chosen(args), f"{name}: what was promised, and what came of it")
    output.write(COLUMNS, lines, style, cites)
    if not lines:
        sys.stderr.write(f"no area of cooperation and no initiative of {name} is known from these sources\n")
    return 0


def _lines(area: Watched, names: Names) -> Iterator[Line]:
    """A row for each activity of an area, or the one that says that none is known."""
    from tradegraph.answer.names import printable
    from tradegraph.watch import ARTICLES, REFERENCE

    articles, reference = area.promises[ARTICLES], area.promises[REFERENCE]
    for activity in area.activities:
        cells = [
            printable(names.label(area.area)),
            printable(names.label(area.part_of)),
            *_said(articles, names),
            *_said(reference, names),
            *_happened(activity, names),
        ]
        iris = [area.area, area.part_of, *([None] * (len(COLUMNS) - 2))]
        graphs = dict.fromkeys((*articles.graphs, *reference.graphs, *activity.graphs))
        yield Line(cells, iris, list(graphs))


def _said(promise: Promise, names: Names) -> tuple[str, str]:
    from tradegraph.answer.citing import display

    return " ".join(display(term, names) for term in promise.words), ", ".join(
        display(term, names) for term in promise.about
    )


def _happened(activity: Activity, names: Names) -> tuple[str, str, str]:
    from tradegraph.answer.citing import display

    return display(activity.status, names), display(activity.day, names), display(activity.activity, names)
