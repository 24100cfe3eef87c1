"""tradegraph rank: who is central in a network."""

from __future__ import annotations

from tradegraph.cli import networks, output, parts, sources, texts
from tradegraph.cli.arguments import Args, Argument, whole
from tradegraph.cli.rows import Line

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
    sources.NETWORK,
    networks.ARTICLE,
    networks.EVIDENCE,
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints the ranking; the evidence of a row is the units that join the entity to others."""
    networks.check_backends()
    from tradegraph.errors import InputError

    if args.top < 0:
        raise InputError(f"--top {args.top}: give 1 or more, or 0 for all")
    held = texts.held(args)
    parts.write(args, ("rank", "entity", args.measure), lambda part: _rank(args, part.graph), held)
    return 0


def _rank(args: Args, graph: nx.MultiDiGraph) -> parts.Answer:
    from tradegraph.analyse.rank import MEASURES as MEASURED
    from tradegraph.analyse.rank import rank
    from tradegraph.answer.names import printable

    format_ = output.chosen(args)
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
    left_out = f"{len(shown)} of {len(ranked)} entities; --top 0 shows all" if len(shown) < len(ranked) else ""
    title = f"{args.measure}: {MEASURED[args.measure].title} ({networks.described(graph)})"
    return parts.Answer(title, lines, [left_out] if left_out else [])


def _figure(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.6f}"


def _units(graph: nx.MultiDiGraph, node: str) -> list[str]:
    from tradegraph.network.facts import unit_order

    edges = (*graph.out_edges(node, data="evidence"), *graph.in_edges(node, data="evidence"))
    return sorted({unit for _, _, units in edges for unit in units}, key=unit_order)
