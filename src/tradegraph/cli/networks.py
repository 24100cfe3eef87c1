"""What the commands on networks share: which projection they look at, and entities by name in it."""

from __future__ import annotations

import sys

from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import ARTICLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import networkx as nx
    import pyoxigraph as ox

# A test holds them to the tables of `network` and `export`, which would take networkx's time to read.
PROJECTIONS = ("institutions", "people", "topics", "agreements", "events", "full")
WINDOWS = ("unit", "section", "article")

FORMATS = ("graphml", "gexf", "cytoscape", "csv-edges", "parquet-edges", "dot", "mermaid")

PROJECTION = Argument(
    "--projection",
    choices=PROJECTIONS,
    metavar="NAME",
    help=f"the network to look at: {', '.join(PROJECTIONS)} (default full)",
)
WINDOW = Argument(
    "--window",
    choices=WINDOWS,
    metavar="WINDOW",
    help="for topics: named together in the same unit, section or article (default unit)",
)
ARTICLE = Argument("--article", metavar="SLUG", help="only what one article states")
EVIDENCE = Argument("--evidence", nargs=0, help="in a table too, name the units that each row rests on")


# Where a backend comes in a package of another name than nx-<backend>.
_PACKAGES = {"cugraph": "nx-cugraph-cu12", "graphblas": "graphblas-algorithms"}


def check_backends() -> None:
    """Nothing where the backends that the environment names for networkx can be loaded.

    It is looked up before networkx is, which would fail at its import, or fall back in silence.

    Raises:
        InputError: One is not installed, or can't be loaded.
    """
    import os

    variables = {name for name in os.environ if name.startswith("NETWORKX_BACKEND_PRIORITY")}
    asked = [
        (variable, backend)
        for variable in sorted(variables | {"NETWORKX_AUTOMATIC_BACKENDS"})
        for backend in map(str.strip, os.environ.get(variable, "").split(","))
        if backend not in ("", "networkx")
    ]
    if asked:
        _load_backends(asked)


def _load_backends(asked: Iterable[tuple[str, str]]) -> None:
    from importlib.metadata import entry_points

    from tradegraph.errors import InputError
    from tradegraph.files import shown

    installed = {entry.name: entry for entry in entry_points(group="networkx.backends")}
    for variable, backend in asked:
        if backend not in installed:
            package = _PACKAGES.get(backend, f"nx-{backend}")
            raise InputError(f"networkx has no backend {shown(backend)}; install {package}, or unset {variable}")
        try:
            installed[backend].load()
        except (ImportError, AttributeError) as error:
            raise InputError(
                f"networkx's backend {shown(backend)} can't be loaded ({error}); mend it, or unset {variable}"
            ) from error


def read_network(store: ox.Store, args: Args) -> nx.MultiDiGraph:
    """The network that the arguments ask for.

    Raises:
        InputError: An article without a name, as a shell leaves it where a variable is empty.
    """
    from tradegraph.errors import InputError
    from tradegraph.network.project import project

    if args.article == "":
        raise InputError("--article names no article; give its short name, or leave --article out for the whole graph")
    return project(store, args.projection or "full", args.window or "", args.article or "")


def write_export(args: Args) -> tuple[bytes, Callable[[], None]]:
    """The network that the arguments of `export` ask for, in its format; and what says how reference would change it.

    Raises:
        InputError: The arguments ask for what only RDF has.
    """
    check_backends()
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_shipped
    from tradegraph.errors import InputError
    from tradegraph.export.networks import write_network
    from tradegraph.network.views import around, mark_evidence

    if args.construct is not None or args.evidence:
        raise InputError(
            f"--format {args.format}: a network is made by a projection and its edges carry their evidence; leave out "
            "--construct and --evidence, or choose an RDF format"
        )
    if args.format == "parquet-edges" and args.output == "-" and sys.stdout.isatty():
        raise InputError("parquet-edges is binary; name a file with -o")
    store = load_shipped(args.sources or ARTICLES)
    names = Names(store)
    middle = None if args.about is None else names.entity(args.about).value

    def read() -> nx.MultiDiGraph:
        graph = read_network(store, args)
        return around(graph, middle, depth(args)) if middle else graph

    graph = read()
    mark_evidence(graph, Sources(store, names).mark)
    return write_network(graph, args.format), lambda: _tell_beyond(args, store, graph, read)


def depth(args: Args) -> int:
    """How far the neighbourhood of --about goes."""
    return 1 if args.depth is None else int(args.depth)


def graph_iris(units: Iterable[str]) -> list[str]:
    """The IRIs of graphs, from the short names by which a network cites them."""
    from tradegraph.answer.names import written_iri

    return [written_iri(unit) or unit for unit in units]


def footnotes(args: Args, format_: str, units: Iterable[str]) -> list[str]:
    """The graphs to cite for a row: in a table, where dozens of notes would bury it, only if they are asked for."""
    return graph_iris(units) if cites(args, format_) else []


def cites(args: Args, format_: str) -> bool:
    """Whether rows have their evidence beside them."""
    return bool(args.evidence) or format_ != "table"


def doubt(store: ox.Store, graph: nx.MultiDiGraph) -> list[str]:
    """What to say where a figure counts relations too which no trusted record states; nothing where it doesn't."""
    from tradegraph.answer.records import doubtful
    from tradegraph.vocabulary import shorten

    known = {shorten(record) for record in doubtful(store)}
    if known and any(known.issuperset(units) for _, _, units in graph.edges(data="evidence")):
        return ["records of medium or low trust are counted too; the evidence (--evidence) marks them"]
    return []


def differ(one: nx.MultiDiGraph, other: nx.MultiDiGraph) -> bool:
    """Whether two networks have other entities or relations, or other evidence of these."""
    states = [{(*ends, key): units for *ends, key, units in g.edges(keys=True, data="evidence")} for g in (one, other)]
    return set(one) != set(other) or states[0] != states[1]


def _tell_beyond(args: Args, store: ox.Store, graph: nx.MultiDiGraph, read: Callable[[], nx.MultiDiGraph]) -> None:
    """Says how large a network would be with reference, where that was neither asked nor ruled out and changes it.

    Args:
        args: With `--sources` and `--article`.
        store: The dataset of the articles, to which reference is added.
        graph: The network that was read from it.
        read: Reads it again.
    """
    from tradegraph.dataset.loading import add_files, reference_files

    if args.sources is not None or args.article is not None or not reference_files():
        return
    add_files(store, reference_files())
    more = read()
    if differ(graph, more):
        sys.stderr.write(f"with reference it is a network of {_size(more)}; --sources all takes it in\n")


def described(graph: nx.MultiDiGraph) -> str:
    """A network in a line: which it is and how large."""
    name = graph.graph["projection"] + (f" by {graph.graph['window']}" if graph.graph["window"] else "")
    return f"{name}: {_size(graph)}"


def _size(graph: nx.MultiDiGraph) -> str:
    return f"{len(graph)} entities, {graph.number_of_edges()} relations"
