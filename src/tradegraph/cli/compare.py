"""tradegraph compare: what two articles share, and what each has alone."""

from __future__ import annotations

from tradegraph.cli import networks, output, sources, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import ALL, ARTICLES, REFERENCE, Line, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.analyse.compare import Compared

SUMMARY = "show what two articles share and what each has alone, with the units on both sides"
EXAMPLES = (
    "tradegraph compare wco-wto-mou-2025 wto-public-forum-2022",
    "tradegraph compare wco-wto-mou-2025 wto-public-forum-2022 --shared",
    "tradegraph compare wco-wto-mou-2025 wto-public-forum-2022 --kind people",
    "tradegraph compare wco-wto-mou-2025 wto-public-forum-2022 --shared --sources articles",
)
# A test holds them to the table of `tradegraph.analyse.compare`.
KINDS = (
    "people", "organisations", "offices", "places", "agreements", "events", "standards", "topics", "other",
)  # fmt: skip
ARGUMENTS = (
    Argument("left", metavar="ARTICLE", help="the slug of an article, as evidence begins with it"),
    Argument("right", metavar="OTHER", help="the slug of another"),
    Argument("--shared", nargs=0, help="only what both speak of"),
    Argument("--kind", choices=KINDS, metavar="KIND", help=f"only one kind: {', '.join(KINDS)}"),
    sources.BESIDE,
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints what the articles speak of, a row for each thing."""
    from tradegraph.analyse.compare import compare
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_shipped

    held = texts.held(args)
    store = load_shipped()
    found = compare(store, args.left, args.right)
    columns: tuple[str, ...] = ("kind", "thing", "in")
    lines = []
    for one in found:
        both = bool(one.left and one.right)
        if (both or not args.shared) and args.kind in (None, one.kind):
            lines.append(_line(one, "both" if both else args.left if one.left else args.right))
    format_ = output.chosen(args)
    beside = _find_beside(lines) if args.sources != ARTICLES else {}
    if args.sources == REFERENCE:
        lines = [line for line in lines if line.iris[1] in beside]
    if args.sources != ARTICLES and format_ != "table":
        columns = (*columns, "reference")
        for line in lines:
            line.cells, line.iris = [*line.cells, beside.get(line.iris[1], "")], [*line.iris, None]
    shared = sum(1 for line in lines if line.cells[2] == "both")
    title = f"{args.left} and {args.right}: {shared} of {len(lines)} shown are in both"
    output.write(columns, lines, Style(format_, title), Sources(store, Names(store), held))
    if beside and format_ == "table":
        told = [Line([line.cells[1], beside[line.iris[1]]], [None] * 2, []) for line in lines if line.iris[1] in beside]
        style = Style(format_, "From reference sources, on the same", cites=False)
        output.write(("thing", "lists that speak of it"), told, style, Sources(store, Names(store), held))
    return 0


def _line(one: Compared, where: str) -> Line:
    from tradegraph.answer.names import printable

    graphs = networks.graph_iris((*one.left, *one.right))
    return Line([one.kind, printable(one.label), where], [None, one.iri, None], graphs)


def _find_beside(lines: list[Line]) -> dict[str | None, str]:
    """The lists of reference that speak of the things of some rows, by IRI; they add nothing to what articles say."""
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names, printable
    from tradegraph.beside import lists_beside
    from tradegraph.dataset.loading import load_shipped

    store = load_shipped(ALL)
    names = Names(store)
    cites = Sources(store, names)
    found = {line.iris[1]: printable("; ".join(lists_beside(store, str(line.iris[1]), names, cites))) for line in lines}
    return {iri: told for iri, told in found.items() if told}
