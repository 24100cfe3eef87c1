"""tradegraph path: the shortest connections between two things."""

from __future__ import annotations

import sys

from tradegraph.cli import networks, output, texts
from tradegraph.cli.arguments import Args, Argument, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    import networkx as nx

    from tradegraph.analyse.path import Connection, Hop
    from tradegraph.answer.citing import Sources

SUMMARY = "show the shortest connections between two things, each hop with its relations and their units"
EXAMPLES = (
    "tradegraph path 'Zambia Revenue Authority' WTO",
    "tradegraph path Lungu Saunders --projection people --max-hops 6",
    "tradegraph path Zambia MoU --articles ~/articles",
)
ARGUMENTS = (
    Argument("start", metavar="A", help="a label, an alias, tg:slug or an IRI"),
    Argument("end", metavar="B", help="the thing that it is to be connected with"),
    Argument("--max-hops", type=whole, metavar="N", help="longest connection that counts (default: any)"),
    Argument(
        "--limit", type=whole, default=10, metavar="N", help="most connections to show, all of one length (default 10)"
    ),
    networks.PROJECTION,
    networks.WINDOW,
    networks.ARTICLE,
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints the connections, a row for each relation on the way; 0 also where there is none."""
    from tradegraph.analyse.path import find_paths
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_shipped

    held = texts.held(args)
    store = load_shipped()
    names = Names(store)
    start, end = (names.entity(name).value for name in (args.start, args.end))
    graph = networks.read_network(store, args)
    found = find_paths(graph, start, end, args.max_hops, args.limit)
    title = f"{names.label(start)} to {names.label(end)}: {_told(found.hops, found.total)}"
    _write(graph, found, output.chosen(args), Sources(store, names, held), title)
    if not found.total:
        within = f" of at most {args.max_hops} {'hops' if args.max_hops > 1 else 'hop'}" if args.max_hops else ""
        sys.stderr.write(f"no connection{within} in {networks.described(graph)}\n")
    elif found.total > len(found.paths):
        sys.stderr.write(f"{len(found.paths)} of {found.total} connections of {found.hops} hops; --limit shows more\n")
    return 0


def _write(graph: nx.MultiDiGraph, found: Connection, format_: str, sources: Sources, title: str) -> None:
    """Prints all paths as one answer for a program; for a person a table for each, with its own notes."""
    paths = [[(step, line) for step, hop in enumerate(path, 1) for line in _lines(graph, hop)] for path in found.paths]
    if format_ == "table" and paths:
        for number, path in enumerate(paths, 1):
            part = f" (number {number})" if len(paths) > 1 else ""
            output.write(("from", "relation", "to"), [line for _, line in path], format_, sources, title + part)
        return
    lines = [
        output.Line([str(number), str(step), *line.cells], [None, None, *line.iris], line.graphs)
        for number, path in enumerate(paths, 1)
        for step, line in path
    ]
    output.write(("path", "hop", "from", "relation", "to"), lines, format_, sources, title)


def _told(hops: int, total: int) -> str:
    if not total:
        return "no connection"
    number = f"{total} connections" if total > 1 else "one connection"
    return f"{number} of {hops} {'hops' if hops > 1 else 'hop'}"


def _lines(graph: nx.MultiDiGraph, hop: Hop) -> list[output.Line]:
    from tradegraph.answer.names import printable

    source, target = (printable(graph.nodes[iri]["label"]) for iri in (hop.source, hop.target))
    return [
        output.Line(
            [source, printable(link.label if link.forward else f"<- {link.label}"), target],
            [hop.source, None, hop.target],
            networks.graph_iris(link.evidence),
        )
        for link in hop.links
    ]
