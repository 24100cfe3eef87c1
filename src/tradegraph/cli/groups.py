"""tradegraph groups: entities that are joined among themselves more than to the rest."""

from __future__ import annotations

import sys

from tradegraph.cli import networks, output, sources, texts
from tradegraph.cli.arguments import Args, Argument, positive, whole
from tradegraph.cli.rows import ARTICLES, Line, Style

SUMMARY = "find groups of entities that are joined among themselves more than to the rest"
EXAMPLES = (
    "tradegraph groups",
    "tradegraph groups --projection topics --window section",
    "tradegraph groups --resolution 2 --seed 7 --format json",
)
ARGUMENTS = (
    Argument("--resolution", type=positive, default=1.0, metavar="X", help="above 1 for smaller groups (default 1)"),
    Argument("--seed", type=whole, default=0, metavar="N", help="where chance starts (default 0)"),
    Argument("--alone", nargs=0, help="list the entities that are joined to no other too"),
    networks.PROJECTION,
    networks.WINDOW,
    sources.WHOLE_TOLD,
    networks.ARTICLE,
    networks.EVIDENCE,
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints the groups, largest first, each named by its central members, with the units that join its members."""
    networks.check_backends()
    from tradegraph.analyse.groups import find_groups
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names, printable
    from tradegraph.dataset.loading import load_shipped

    held = texts.held(args)
    format_ = output.chosen(args)
    store = load_shipped(args.sources or ARTICLES)
    graph = networks.read_network(store, args)
    found = find_groups(graph, args.seed, args.resolution)
    shown = [group for group in found.groups if args.alone or len(group.members) > 1]
    lines = [
        Line(
            [
                printable(group.name),
                str(len(group.members)),
                printable("; ".join(graph.nodes[member]["label"] for member in group.members)),
            ],
            [None] * 3,
            networks.footnotes(args, format_, group.evidence),
        )
        for group in shown
    ]
    title = f"{len(shown)} groups in {networks.described(graph)}; modularity {found.modularity:.3f}"
    style = Style(format_, title, cites=networks.cites(args, format_))
    output.write(("group", "size", "entities"), lines, style, Sources(store, Names(store), held))
    networks.tell_doubt(store, graph)
    if len(shown) < len(found.groups):
        sys.stderr.write(f"{len(found.groups) - len(shown)} entities are joined to no other; --alone lists them\n")
    networks.tell_beyond(args, store, graph, lambda: networks.read_network(store, args))
    return 0
