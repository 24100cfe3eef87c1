"""tradegraph query: any SPARQL 1.1 query, read-only."""

from __future__ import annotations

import sys

from tradegraph.cli import texts
from tradegraph.cli.arguments import Args, Argument, positive

SUMMARY = "run any SPARQL 1.1 query, with the project's prefixes at hand; SELECT, ASK, CONSTRUCT or DESCRIBE"
EXAMPLES = (
    "tradegraph query -e 'SELECT ?who WHERE { ?who tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?who'",
    "tradegraph query -e 'SELECT ?sentence WHERE { GRAPH ?sentence { tg:mou-signing-2025 schema:startDate ?day } }'",
    "tradegraph query --format turtle -e 'DESCRIBE tg:wco'",
    "tradegraph query --format json my.rq",
    "tradegraph query - < my.rq",
    "tradegraph query --why -e 'SELECT ?who WHERE { ?who tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?who'",
    "tradegraph query --why --articles ~/articles my.rq",
)
_ROWS = ("table", "csv", "tsv", "json", "xml")
_GRAPHS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
_QUERY_BYTES = 1_000_000


ARGUMENTS = (
    Argument("file", metavar="FILE", nargs="?", type=str, help="file that holds the query; - for standard input"),
    Argument("-e", "--expression", metavar="QUERY", help="the query itself"),
    Argument(
        "--format",
        choices=(*_ROWS, *_GRAPHS),
        metavar="FORMAT",
        help=f"rows: {', '.join(_ROWS)}; triples: {', '.join(_GRAPHS)} "
        "(default: table on a terminal, tsv in a pipe; turtle for triples)",
    ),
    Argument(
        "--why",
        nargs=0,
        help="show for each row the units that make it true: numbered footnotes in a table, columns in csv and tsv, "
        "a member in json, an oa:Annotation for each triple",
    ),
    texts.ARGUMENT,
    Argument("--timeout", type=positive, default=30.0, metavar="SECONDS", help="end the query after (default 30)"),
    Argument("--memory", type=positive, default=2000.0, metavar="MB", help="most memory it may take (default 2000)"),
)


def run(args: Args) -> int:
    """Runs the query and prints its results."""
    text, name = _text(args)
    if args.why:
        _explain(args, text, name)
        return 0
    if args.articles:
        from tradegraph.errors import InputError

        raise InputError("--articles puts the words of units under the evidence that --why shows; add --why")
    format_ = args.format or ("table" if sys.stdout.isatty() else "tsv")
    from tradegraph.dataset.loading import load_merged
    from tradegraph.dataset.querying import run_query

    rows = {"table": "json", **{f: f for f in _ROWS[1:]}}.get(format_, "")
    graph = format_ if format_ in _GRAPHS else "" if args.format else "turtle"
    written = run_query(load_merged(), text, rows, graph, name, args.timeout, int(args.memory * 1e6))
    if format_ == "table" and written.startswith(b'{"head"'):
        _write_table(written)
    else:
        from tradegraph.cli.output import write_bytes

        write_bytes(written if written.endswith(b"\n") else written + b"\n")
    return 0


def _explain(args: Args, text: str, name: str) -> None:
    """Prints the answer with its evidence."""
    from tradegraph.answer.why.asking import explain_query
    from tradegraph.cli import why
    from tradegraph.dataset.loading import load_merged

    held = texts.held(args)
    store = load_merged()
    found = explain_query(store, text, name, args.timeout, int(args.memory * 1e6))
    why.write(store, found, args.format, name, held)


def _text(args: Args) -> tuple[str, str]:
    """The query and where it comes from."""
    from tradegraph.errors import InputError

    if (args.expression is None) == (args.file is None):
        raise InputError(
            "give one query: a FILE, - for standard input, or -e 'SELECT ...'; see 'tradegraph query --help'"
        )
    if args.expression is not None:
        return args.expression, "query"
    from tradegraph.files import read_text

    return read_text(args.file, _QUERY_BYTES), "standard input" if args.file == "-" else args.file


def _write_table(written: bytes) -> None:
    """Prints W3C JSON results as a table, IRIs by their short names."""
    import json

    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tradegraph.answer.names import printable
    from tradegraph.cli import output
    from tradegraph.vocabulary import shorten

    results = json.loads(written)
    out = output.console()
    if "boolean" in results:
        out.print("true" if results["boolean"] else "false")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns = results["head"]["vars"]
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for binding in results["results"]["bindings"]:
        cells = []
        for column in columns:
            term = binding.get(column, {"type": "", "value": ""})
            cells.append(Text(printable(shorten(term["value"]) if term["type"] == "uri" else str(term["value"]))))
        table.add_row(*cells)
    out.print(table)
    found = len(results["results"]["bindings"])
    sys.stderr.write(f"{found} row{'' if found == 1 else 's'}\n")
