"""tradegraph rank: who is central in a network."""

from __future__ import annotations

import sys

from tradegraph.cli import networks, output, sources, texts
from tradegraph.cli.arguments import Args, Argument, whole
from tradegraph.cli.rows import ARTICLES, Line, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    import networkx as nx

SUMMARY = "rank the entities of a network by how central they are; those that tie share a rank"
EXAMPLES = (
    "tradegraph rank degree",
    "tradegraph rank betweenness --projection institutions --top 5",
    "tradegraph rank pagerank --projection topics --window section --format csv",
)
# A test holds them to the table of `tradegraph.analyse.rank`.
MEASURES = ("degree", "pagerank", "betweenness", "closeness", "eigenvector")
ARGUMENTS = (
    Argument("measure", choices=MEASURES, metavar="MEASURE", help=", ".join(MEASURES)),
    Argument(
        "--top", type=whole, default=20, metavar="N", help="how many to show, ties in full; 0 for all (default 20)"
    ),
    networks.PROJECTION,
    networks.WINDOW,
    sources.WHOLE_TOLD,
    networks.ARTICLE,
    networks.EVIDENCE,
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints the ranking; the evidence of a row is the units that join the entity to others."""
    networks.check_backends()
    from tradegraph.analyse.rank import MEASURES as MEASURED
    from tradegraph.analyse.rank import rank
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names, printable
    from tradegraph.dataset.loading import load_shipped
    from tradegraph.errors import InputError

    if args.top < 0:
        raise InputError(f"--top {args.top}: give 1 or more, or 0 for all")
    held = texts.held(args)
    format_ = output.chosen(args)
    store = load_shipped(args.sources or ARTICLES)
    graph = networks.read_network(store, args)
    ranked = rank(graph, args.measure)
    shown = [one for one in ranked if not args.top or one.rank <= args.top]
    lines = [
        Line(
            [str(one.rank), printable(one.label), _figure(one.value)],
            [None, one.iri, None],
            networks.footnotes(args, format_, _units(graph, one.iri)),
        )
        for one in shown
    ]
    title = f"{args.measure}: {MEASURED[args.measure].title} ({networks.described(graph)})"
    style = Style(format_, title, cites=networks.cites(args, format_))
    output.write(("rank", "entity", args.measure), lines, style, Sources(store, Names(store), held))
    networks.tell_doubt(store, graph)
    if len(shown) < len(ranked):
        sys.stderr.write(f"{len(shown)} of {len(ranked)} entities; --top 0 shows all\n")
    networks.tell_beyond(args, store, graph, lambda: networks.read_network(store, args))
    return 0


def _figure(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.6f}"


def _units(graph: nx.MultiDiGraph, node: str) -> list[str]:
    from tradegraph.network.facts import unit_order

    edges = (*graph.out_edges(node, data="evidence"), *graph.in_edges(node, data="evidence"))
    return sorted({unit for _, _, units in edges for unit in units}, key=unit_order)
