"""tradegraph render: a view of the graph as a picture, audited before it is saved."""

from __future__ import annotations

import sys

from tradegraph.cli import networks, sources
from tradegraph.cli.arguments import Args, Argument, whole
from tradegraph.cli.rows import ARTICLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.diagrams.picture import Picture

SUMMARY = "draw a view of the graph as SVG, PNG or PDF; a picture in which anything collides is not saved"
EXAMPLES = (
    "tradegraph render signatories -o signatories.svg",
    "tradegraph render signatories --notes -o signed.pdf",
    "tradegraph render path 'Zambia Revenue Authority' WTO -o path.png",
    "tradegraph render people Saunders Lungu > people.svg",
)
FORMATS = ("svg", "png", "pdf")
ARGUMENTS = (
    Argument("view", metavar="VIEW", help="its name; 'tradegraph views' lists them"),
    Argument("entities", metavar="ENTITY", nargs="*", help="labels, aliases, tg:slugs or IRIs, as the view takes them"),
    Argument("-o", "--output", type=str, default="-", metavar="FILE", help="file to write (default: standard output)"),
    Argument("--format", choices=FORMATS, metavar="FORMAT", help="svg, png or pdf (default: as FILE ends, else svg)"),
    sources.PICTURE,
    Argument("--depth", type=whole, metavar="N", help="around: how many steps it goes, 1 or 2 (default 1)"),
    Argument("--most", type=whole, metavar="N", help="most entities in a picture; how many more there are is said"),
    Argument("--notes", nargs=0, help="number the statements and list their units, under the picture or beside it"),
    Argument("--outlines", nargs=0, help="in SVG: letters as outlines, which need no font but are no longer text"),
    Argument("--anyway", nargs=0, help="save a picture in which something collides too, and say what"),
)


def run(args: Args) -> int:
    """Draws, audits, then writes; 1 where the audit found something and the picture was not saved."""
    import gc

    from tradegraph.answer.names import Names
    from tradegraph.dataset.loading import load_shipped
    from tradegraph.diagrams import unused
    from tradegraph.diagrams.catalogue import draw, find_view
    from tradegraph.errors import InputError, UnknownNameError

    gc.disable()  # a picture is drawn once and the process ends; what it holds is freed with it
    networks.check_backends()
    form = _form(args)
    try:
        find_view(args.view)  # a view that isn't there is told before the graph is read
    except UnknownNameError as error:  # views come from no source, so that none is offered to ask besides
        raise InputError(str(error)) from error
    unused.leave_out()
    store = load_shipped(args.sources or ARTICLES)
    names = Names(store)
    entities = [names.entity(name).value for name in args.entities]
    most = None if args.most is None else _positive(args.most)
    picture = draw(args.view, store, names, entities, depth=args.depth, most=most, notes=bool(args.notes))
    _tell_letters(picture, form == "svg" and not args.outlines)
    if not picture.audit.is_strict:
        sys.stderr.write(f"{args.view}: {picture.audit.faults}\n")
        if not args.anyway:
            sys.stderr.write("not saved; allow fewer entities with --most, or save it as it is with --anyway\n")
            return 1
    from tradegraph.diagrams.picture import save

    _write(args, picture, save(picture, form, outlines=bool(args.outlines)), form)
    _tell_beyond(args, entities)
    return 0


def _tell_beyond(args: Args, entities: list[str]) -> None:
    """Says that reference is left out, where none of the sources was chosen and it has something on what is drawn."""
    if args.sources is not None:
        return
    import pyoxigraph as ox

    from tradegraph.dataset.loading import reference_files
    from tradegraph.dataset.reach import Shipped

    if entities and (args.depth or 1) == 1:
        shipped = Shipped()
        has_more = any(shipped.reference() & shipped.for_terms(ox.NamedNode(entity)) for entity in entities)
    else:
        has_more = bool(reference_files())
    if has_more:
        sys.stderr.write("reference is left out; --sources all draws what it has on this too\n")


def _form(args: Args) -> str:
    """The format: the one that was asked for, else the one that the file's name ends in, else SVG.

    Raises:
        InputError: The file has no name, or one that ends in another format.
    """
    from tradegraph.errors import InputError
    from tradegraph.files import shown

    if not args.output:
        raise InputError("-o names no file; give its name, or leave -o out for standard output")
    ending = args.output.rpartition(".")[2].lower()
    form = str(args.format or ("svg" if args.output == "-" else ending))
    if form not in FORMATS:
        raise InputError(f"{shown(args.output)}: its name doesn't end in .svg, .png or .pdf; say which with --format")
    if args.output == "-" and form != "svg" and sys.stdout.isatty():
        raise InputError(f"{form} is binary; name a file with -o")
    if args.outlines and form != "svg":
        raise InputError(f"--outlines is for SVG; {form} needs no font, so leave it out")
    return form


def _positive(most: int) -> int:
    from tradegraph.errors import InputError

    if most < 1:
        raise InputError(f"--most {most}: a picture holds at least 1 entity")
    return most


def _tell_letters(picture: Picture, is_text: bool) -> None:
    """Says which letters no font here can draw."""
    lacking = " ".join(picture.undrawable)
    if lacking and is_text:
        sys.stderr.write(f"no font here draws {lacking}: the SVG keeps them as text, for the fonts of who opens it\n")
    elif lacking:
        sys.stderr.write(f"no font here draws {lacking}: install one that does, such as Noto Sans CJK\n")


def _write(args: Args, picture: Picture, written: bytes, form: str) -> None:
    """Writes the picture, and its notes beside it where they are too many to stand under it."""
    from tradegraph.cli import output
    from tradegraph.errors import InputError
    from tradegraph.files import shown, write

    beside = picture.notes if not picture.drawing.notes else ()
    if args.output == "-":
        if beside:
            raise InputError(f"{len(beside)} notes are too many to stand under the picture; name a file with -o")
        output.write_bytes(written)
        return
    write(args.output, written)
    counted = zip((*picture.audit.drawn[:2], picture.audit.crossings), ("shape", "line", "crossing"), strict=True)
    told = ", ".join(f"{count} {thing}{'s' * (count != 1)}" for count, thing in counted)
    sys.stderr.write(f"{shown(args.output)}: {len(written)} bytes of {form}; {told}\n")
    if beside:
        name = f"{args.output.removesuffix('.' + form)}.notes.tsv"
        rows = ["number\tsaid\tunits", *("\t".join((n.number, "; ".join(n.said), " ".join(n.units))) for n in beside)]
        write(name, ("\n".join(rows) + "\n").encode("utf-8"))
        sys.stderr.write(f"{shown(name)}: {len(beside)} notes\n")
