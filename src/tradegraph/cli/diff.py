"""tradegraph diff: what changed in facts."""

from __future__ import annotations

import sys

from tradegraph.cli import output
from tradegraph.cli.arguments import Args, Argument, positive

SUMMARY = "say what changed in facts between two files, folders or git revisions of the data, in sentences"
EXAMPLES = (
    "tradegraph diff HEAD~1 HEAD",
    "tradegraph diff v0.1.0 . --format markdown",
    "tradegraph diff mine.ttl more.trig --format json",
    "tradegraph diff - more.trig < mine.ttl",
)
FORMATS = ("text", "markdown", "json")  # a test holds them to the table of `tradegraph.diff.report`
_WHAT = (
    "a file, - for standard input, a folder (its data/ where it has one, else all RDF files below it), or a git "
    "revision (its data/, or what is named of it: HEAD:data/reference)"
)
ARGUMENTS = (
    Argument("old", metavar="OLD", type=str, help=f"the older side: {_WHAT}"),
    Argument("new", metavar="NEW", type=str, help="the newer side, likewise"),
    Argument(
        "--format",
        choices=FORMATS,
        default="text",
        metavar="FORMAT",
        help="text, markdown (for a changelog) or json; default text",
    ),
    Argument("--timeout", type=positive, default=60.0, metavar="SECONDS", help="end the comparison after (default 60)"),
    Argument("--memory", type=positive, default=2000.0, metavar="MB", help="most memory it may take (default 2000)"),
    Argument("-o", "--output", type=str, default="-", metavar="FILE", help="file to write (default: standard output)"),
)


def run(args: Args) -> int:
    """Prints what changed; 0 where the two sides state the same facts, else 1."""
    from tradegraph.cli import DATA_FAILS, DONE
    from tradegraph.diff.inputs import read_side
    from tradegraph.diff.report import write_report
    from tradegraph.diff.running import diff
    from tradegraph.errors import InputError
    from tradegraph.files import shown, write

    if args.old == args.new == "-":
        raise InputError("standard input can be one side only; name a file, a folder or a git revision for the other")
    if not args.output:
        raise InputError("-o names no file; give its name, or leave -o out for standard output")
    old, new = (read_side(side, args.timeout) for side in (args.old, args.new))
    changes = diff(old, new, args.timeout, int(args.memory * 1e6))
    written = write_report(changes, args.format)
    if args.output != "-":
        write(args.output, written)
    elif written:
        output.write_bytes(written)
    if not changes:
        sys.stderr.write(f"{shown(args.old)} and {shown(args.new)}: the same facts\n")
    return DATA_FAILS if changes else DONE
