"""tradegraph groups: entities that are joined among themselves more than to the rest."""

from __future__ import annotations

from tradegraph.cli import networks, output, parts, sources, texts
from tradegraph.cli.arguments import Args, Argument, positive, whole
from tradegraph.cli.rows import Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import networkx as nx

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
    sources.NETWORK,
    networks.ARTICLE,
    networks.EVIDENCE,
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Prints the groups, largest first, each named by its central members, with the units that join its members."""
    networks.check_backends()
    held = texts.held(args)
    parts.write(args, ("group", "size", "entities"), lambda part: _groups(args, part.graph), held)
    return 0


def _groups(args: Args, graph: nx.MultiDiGraph) -> parts.Answer:
    from tradegraph.analyse.groups import find_groups
    from tradegraph.answer.names import printable

    format_ = output.chosen(args)
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
    alone = len(found.groups) - len(shown)
    title = f"{len(shown)} groups in {networks.described(graph)}; modularity {found.modularity:.3f}"
    told = "1 entity is joined to no other; --alone lists it"
    if alone != 1:
        told = f"{alone} entities are joined to no other; --alone lists them"
    return parts.Answer(title, lines, [told] if alone else [])
