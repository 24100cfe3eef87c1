"""tradegraph export: the graph, or a part of it, in a standard format."""

from __future__ import annotations

import sys

from tradegraph.cli import networks, output, sources
from tradegraph.cli.arguments import Args, Argument, whole
from tradegraph.cli.rows import ALL, ARTICLES, REFERENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Quad, Store

    from tradegraph.export.selection import Selection

SUMMARY = "write the graph, or a part of it, in a standard RDF format, or as a network"
EXAMPLES = (
    "tradegraph export --format turtle -o tradegraph.ttl",
    "tradegraph export --format trig --article wco-wto-mou-2025",
    "tradegraph export --format nquads --sources articles -o articles.nq",
    "tradegraph export --format jsonld --about 'Zambia Revenue Authority' --depth 2",
    "tradegraph export --format ntriples --evidence --construct my.rq",
    "tradegraph export --format graphml --projection institutions -o institutions.graphml",
    "tradegraph export --format mermaid --about Zambia --projection people",
)
FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
APART = ("trig", "nquads")  # tell the sources apart by their graphs; a test holds them to `tradegraph.dataset.writing`
ARGUMENTS = (
    Argument(
        "--format",
        choices=(*FORMATS, *networks.FORMATS),
        default="turtle",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default turtle); {' and '.join(APART)} keep the sentence graphs; "
        f"a network: {', '.join(networks.FORMATS)}",
    ),
    Argument("--article", metavar="SLUG", help="only what one article states"),
    Argument("--about", metavar="ENTITY", help="only an entity's neighbourhood"),
    Argument("--construct", metavar="FILE", type=str, help="only what a CONSTRUCT query gives; - for standard input"),
    Argument("--depth", type=whole, metavar="N", help="how far the neighbourhood of --about goes (default 1)"),
    Argument(
        "--evidence",
        nargs=0,
        help="carry the evidence of each triple as an oa:Annotation, where the format has no graphs",
    ),
    networks.PROJECTION,
    networks.WINDOW,
    sources.EXPORT,
    Argument("-o", "--output", type=str, default="-", metavar="FILE", help="file to write (default: standard output)"),
)


def run(args: Args) -> int:
    """Writes the export; the target is whole or untouched."""
    from tradegraph.errors import InputError
    from tradegraph.files import shown, write

    if args.article == "":  # as a shell leaves it where a variable is empty; all would be more than was asked for
        raise InputError("--article names no article; give its short name, or leave --article out for the whole graph")
    if args.depth is not None and args.about is None:
        raise InputError("--depth says how far a neighbourhood goes; name its middle with --about, or leave it out")
    if not args.output:
        raise InputError("-o names no file; give its name, or leave -o out for standard output")
    if args.sources is None and args.format in APART and args.article is None and args.construct is None:
        args.sources = ALL  # both have a place of their own
    make = networks.write_export if args.format in networks.FORMATS else _write_rdf
    written, tell_beyond = make(args)
    if args.output == "-":
        output.write_bytes(written)
    else:
        write(args.output, written)
        sys.stderr.write(f"{shown(args.output)}: {len(written)} bytes of {args.format}\n")
    tell_beyond()
    return 0


def _write_rdf(args: Args) -> tuple[bytes, Callable[[], None]]:
    """The part of the dataset that the arguments ask for, in an RDF format; and what tells what is left out."""
    from tradegraph.errors import InputError
    from tradegraph.export.document import write_export
    from tradegraph.export.selection import Selection
    from tradegraph.files import read_text, shown

    if args.projection or args.window:
        raise InputError(
            f"--format {args.format}: --projection and --window make networks; leave them out, or choose "
            f"{', '.join(networks.FORMATS)}"
        )
    construct = None if args.construct is None else read_text(args.construct)
    name = "standard input" if args.construct == "-" else args.construct or "query"
    if construct is not None and not construct.strip():
        raise InputError(f"{shown(name)}: there is no query in it; write one that begins with CONSTRUCT")
    store, own, about = _load(args)
    selection = Selection(
        article=args.article or "",
        about=about,
        depth=networks.depth(args),
        construct=construct or "",
        name=name,
    )
    asked = args.sources in (REFERENCE, ALL) and not selection.article
    if asked and not args.evidence and args.format not in APART:
        sources.tell_doubt(store, "--evidence")
    written = write_export(store, selection, args.format, bool(args.evidence), None if construct else own)
    return written, lambda: _tell_beyond(args, selection)


def _load(args: Args) -> tuple[Store, set[Quad] | None, str]:
    """The dataset, which of it the articles give where reference is asked besides, and the IRI that --about names.

    A name that the articles know keeps its meaning where reference calls another thing so.
    """
    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import add_files, load_shipped, reference_files
    from tradegraph.errors import UnknownNameError

    store = load_shipped(REFERENCE if args.sources == REFERENCE else ARTICLES)
    about = ""
    try:
        about = "" if args.about is None else Names(store).entity(args.about).value
    except UnknownNameError:
        if args.sources != ALL:
            raise
    if args.sources != ALL:
        return store, None, about
    own = set(store)
    add_files(store, reference_files())
    return store, own, about or ("" if args.about is None else Names(store).entity(args.about).value)


def _tell_beyond(args: Args, selection: Selection) -> None:
    """Says that reference is left out, where it was neither asked nor ruled out and can add to what is exported."""
    if args.sources is not None or selection.article:
        return
    import pyoxigraph as ox

    from tradegraph.dataset.reach import Shipped

    shipped = Shipped()
    more = shipped.reference()
    if selection.construct:
        more = more & shipped.for_query(selection.construct, {})
    elif selection.about and selection.depth <= 1:
        more = more & shipped.for_terms(ox.NamedNode(selection.about))
    if more:
        sys.stderr.write("reference is left out; --sources all writes what it has on this too\n")
