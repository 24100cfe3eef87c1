"""tradegraph path: the shortest connections between two things."""

from __future__ import annotations

import sys
from typing import NamedTuple

from tradegraph.cli import networks, output, sources, tables, texts
from tradegraph.cli.arguments import Args, Argument, whole
from tradegraph.cli.rows import ALL, APART, ARTICLES, REFERENCE, Line, Style
from tradegraph.cli.terminal import console
from tradegraph.vocabulary import REFERENCE as RECORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    from tradegraph.analyse.path import Connection, Hop
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.conflicts.disputed import Disputes

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
    sources.ARGUMENT,
    output.format_argument(),
    texts.ARGUMENT,
)


class _Found(NamedTuple):
    """The connections in one network, with the dataset that it was made from."""

    store: ox.Store
    names: Names
    graph: nx.MultiDiGraph
    start: str
    end: str
    connection: Connection
    disputes: Disputes

    @property
    def title(self) -> str:
        """Both ends, and how they are connected."""
        told = _told(self.connection.hops, self.connection.total)
        return f"{self.names.label(self.start)} to {self.names.label(self.end)}: {told}"

    def beyond(self, other: _Found) -> Connection | None:
        """Its connections that a part of it lacks: closer ones, the only ones, or others as long; None if none."""
        mine, theirs = self.connection, other.connection
        if not mine.hops or mine.hops != theirs.hops:
            return mine if mine.hops else None
        return mine._replace(total=mine.total - theirs.total) if mine.total > theirs.total else None


def run(args: Args) -> int:
    """Prints the connections, a row for each relation on the way; 0 also where there is none."""
    from tradegraph.answer.citing import Sources

    networks.check_backends()
    held = texts.held(args)
    found = _find_in_turn(args)
    last = found[-1]
    _write(args, found, Sources(last.store, last.names, held))
    for one in found:
        connection = one.connection
        if not connection.total:
            hops = args.max_hops
            within = f" of at most {hops} {'hops' if hops > 1 else 'hop'}" if hops else ""
            by = " by the articles" if one is not last else ""  # reference, asked after them, has one
            sys.stderr.write(f"no connection{within}{by} in {networks.described(one.graph)}\n")
        elif connection.total > len(connection.paths):
            shown = f"{len(connection.paths)} of {connection.total} connections of {connection.hops} hops"
            sys.stderr.write(f"{shown}; --limit shows more\n")
    return 0


def _find_in_turn(args: Args) -> list[_Found]:
    """The connections in the sources that are asked; by default the articles', then those that reference adds."""
    from tradegraph.dataset.loading import reference_files
    from tradegraph.errors import UnknownNameError

    if args.sources is not None or args.article is not None or not reference_files():
        return [_find(args, args.sources or ARTICLES)]
    try:
        first = _find(args, ARTICLES)
    except UnknownNameError:  # the articles may not know what reference does
        return [_find(args, ALL)]
    if first.connection.hops == 1:
        return [first]
    then = _find(args, ALL, first)
    added = then.beyond(first)
    return [first] if added is None else [first, then._replace(connection=added)]


def _find(args: Args, chosen: str, before: _Found | None = None) -> _Found:
    """The connections in the network of some sources, less those that one of a part of them has."""
    from tradegraph.analyse.path import find_paths
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.conflicts.disputed import Disputes
    from tradegraph.dataset.loading import load_shipped

    store = load_shipped(chosen)
    names = Names(store, before.names if before else None)
    start, end = (names.entity(name).value for name in (args.start, args.end))
    graph = networks.read_network(store, args)
    connection = find_paths(graph, start, end, args.max_hops, args.limit, before.graph if before else None)
    return _Found(store, names, graph, start, end, connection, Disputes(store, Sources(store, names)))


def _write(args: Args, found: list[_Found], cited: Sources) -> None:
    """Prints all paths as one answer for a program; for a person a table for each, with its own notes."""
    format_ = output.chosen(args)
    paths = [[[_lines(one, hop) for hop in path] for path in one.connection.paths] for one in found]
    if format_ == "table":
        for one, ways in zip(found, paths, strict=True):
            if one is not found[0]:
                tables.write_heading(tables.WITH, console())
            for number, way in enumerate(ways, 1):
                style = Style(format_, one.title + (f" (number {number})" if len(ways) > 1 else ""))
                output.write(("from", "relation", "to"), [line for lines in way for line in lines], style, cited)
            if not ways:
                output.write(("path", "hop", "from", "relation", "to"), [], Style(format_, one.title), cited)
        return
    lines = [
        _numbered(line, number, step)
        for number, way in enumerate((way for ways in paths for way in ways), 1)
        for step, links in enumerate(way, 1)
        for line in links
    ]
    style = Style(format_, by=args.sources or APART, origin="source")
    output.write(("path", "hop", "from", "relation", "to"), lines, style, cited)


def _numbered(line: Line, number: int, step: int) -> Line:
    numbered = Line([str(number), str(step), *line.cells], [None, None, *line.iris], line.graphs)
    numbered.origin = line.origin
    return numbered


def _told(hops: int, total: int) -> str:
    if not total:
        return "no connection"
    number = f"{total} connections" if total > 1 else "one connection"
    return f"{number} of {hops} {'hops' if hops > 1 else 'hop'}"


def _lines(found: _Found, hop: Hop) -> list[Line]:
    """The relations of a hop, with what is wrong with a disputed one; what no article states is from reference."""
    from tradegraph.answer.names import printable

    source, target = (printable(found.graph.nodes[iri]["label"]) for iri in (hop.source, hop.target))
    lines = []
    for link in hop.links:
        doubt = found.disputes.words(hop.source, hop.target, link.predicate, link.evidence)
        told = f"{link.label} ({doubt})" if doubt else link.label
        relation = printable(told if link.forward else f"<- {told}")
        graphs = networks.graph_iris(link.evidence)
        line = Line([source, relation, target], [hop.source, None, hop.target], graphs)
        if all(iri.startswith(RECORDS) for iri in graphs):
            line.origin = REFERENCE
        lines.append(line)
    return lines
