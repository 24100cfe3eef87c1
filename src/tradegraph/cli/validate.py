"""tradegraph validate: the gate."""

from __future__ import annotations

import sys

from tradegraph.cli import texts
from tradegraph.cli.arguments import Args, Argument, positive

SUMMARY = "check the graph, or your own RDF files: shapes, checks, and every citation against the texts that you hold"
EXAMPLES = (
    "tradegraph validate --articles ~/articles",
    "tradegraph validate mine.ttl more.trig",
    "tradegraph validate --format turtle -o report.ttl",
)
ARGUMENTS = (
    Argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="RDF files of your own, - for standard input; a reference list among them is held to its bounds, "
        "sources and trust as ours are (default: the shipped graph)",
    ),
    Argument(
        "--format",
        choices=("text", "json", "turtle"),
        default="text",
        metavar="FORMAT",
        help="text, json, or turtle (a W3C SHACL report); default text",
    ),
    Argument(
        "--engine",
        choices=("pyshacl", "pyshifty"),
        default="pyshacl",
        metavar="ENGINE",
        help="pyshacl, or pyshifty for large data (an extra); default pyshacl",
    ),
    Argument("--timeout", type=positive, default=300.0, metavar="SECONDS", help="end the shapes after (default 300)"),
    Argument(
        "-o", "--output", default="-", metavar="FILE", help="file to write the report to (default: standard output)"
    ),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Validates and prints the report; 0 where nothing breaks the build, else 1."""
    from tradegraph.cli import DATA_FAILS, DONE
    from tradegraph.files import write
    from tradegraph.validate.gate import validate_files, validate_shipped
    from tradegraph.validate.report import write_report

    if args.files:
        report = validate_files(args.files, args.engine, args.timeout, texts.held(args) or None)
    else:
        report = validate_shipped(texts.held(args) or None, args.engine, args.timeout)
    write(args.output, write_report(report, args.format).encode("utf-8"))
    if args.output != "-":
        sys.stderr.write(f"{args.output}: {report.counts['violation']} violations\n")
    return DONE if report.conforms else DATA_FAILS
