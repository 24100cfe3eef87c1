"""tradegraph query: any SPARQL 1.1 query, read-only."""

from __future__ import annotations

import sys

from tradegraph.cli import beyond, sources, texts
from tradegraph.cli.arguments import Args, Argument, positive
from tradegraph.cli.rows import ALL, REFERENCE, WITHDRAWN
from tradegraph.cli.terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from rich.console import Console

    from tradegraph.answer.why.explained import Explained

    Results = dict[str, Any]  # as W3C JSON has them
    Binding = dict[str, dict[str, str]]

SUMMARY = "run any SPARQL 1.1 query, with the project's prefixes at hand; SELECT, ASK, CONSTRUCT or DESCRIBE"
EXAMPLES = (
    "tradegraph query -e 'SELECT ?who WHERE { ?who tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?who'",
    "tradegraph query -e 'SELECT ?sentence WHERE { GRAPH ?sentence { tg:mou-signing-2025 schema:startDate ?day } }'",
    "tradegraph query --format turtle -e 'DESCRIBE tg:wco'",
    "tradegraph query --format json my.rq",
    "tradegraph query - < my.rq",
    "tradegraph query --why -e 'SELECT ?who WHERE { ?who tgo:isPartyTo tg:wco-wto-mou-2025 } ORDER BY ?who'",
    "tradegraph query --why --articles ~/articles my.rq",
    "tradegraph query --sources all -e 'SELECT ?record WHERE { GRAPH ?record { tg:wto ?relation ?what } }'",
)
_ROWS = ("table", "csv", "tsv", "json", "xml")
_GRAPHS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
_QUERY_BYTES = 1_000_000
_GRAPHS_QUERY = "tradegraph query -e 'SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph'"


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
    sources.QUERY,
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
    from tradegraph.dataset.querying import run_query
    from tradegraph.dataset.untrusted import check_query

    check_query(text, name)  # before anything reads it
    rows = {"table": "json", **{f: f for f in _ROWS[1:]}}.get(format_, "")
    graph = format_ if format_ in _GRAPHS else "" if args.format else "turtle"
    data = beyond.Dataset(args, text)
    store = data.store

    def written(rows: str, graph: str) -> bytes:
        return run_query(store, text, rows, graph, name, args.timeout, int(args.memory * 1e6))

    found = written(rows, graph)
    _say_absent(data, text)
    if format_ == "table" and found.startswith(b'{"head"'):
        _write_table(args, data, text, found, lambda: written(rows, graph))
        return 0
    from tradegraph.cli import doubt
    from tradegraph.cli.output import write_bytes

    def again() -> bytes:
        return written("tsv", "ntriples")

    write_bytes(found if found.endswith(b"\n") else found + b"\n")
    known = beyond.as_lines(found, format_)
    beyond.find(data, text, again, known).tell()
    if args.sources in (REFERENCE, ALL):
        doubt.tell(store, text, again, known)
    return 0


def _say_absent(data: beyond.Dataset, text: str) -> None:
    """Says which graphs the query names after FROM that aren't there, for the engine takes them for empty."""
    if "FROM" not in text.upper():
        return
    from tradegraph.answer.names import written_iri
    from tradegraph.dataset.query_tokens import chosen_graphs
    from tradegraph.files import shown

    for graph in chosen_graphs(text):
        if written_iri(graph) not in data.graphs:
            sys.stderr.write(f"no graph is called {shown(graph)}; all graphs: {_GRAPHS_QUERY}\n")


def _explain(args: Args, text: str, name: str) -> None:
    """Prints the answer with its evidence."""
    import gc

    gc.disable()  # what reads queries builds a large grammar; an answer is given once and the process ends
    from tradegraph.answer.why.asking import explain_query
    from tradegraph.cli import why
    from tradegraph.dataset.untrusted import check_query

    check_query(text, name)  # before anything reads it
    held = texts.held(args)
    data = beyond.Dataset(args, text, told=True)
    limits = (name, args.timeout, int(args.memory * 1e6))

    def explained() -> Explained:
        return explain_query(data.store, text, *limits)

    found = explained()
    format_ = why.chosen(found, args.format, name)
    if format_ == "table":
        more = explained() if data.add_reference(text, told=True) else None
        why.write_table(data, found, more, held, sources.cut(text, len(more.rows)) if more else "")
        return
    from tradegraph.dataset.querying import run_query

    change = beyond.find(data, text, lambda: run_query(data.store, text, "tsv", "ntriples", *limits))
    why.write(data, found, format_, held, change.remarks)
    change.tell()


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


def _write_table(args: Args, data: beyond.Dataset, text: str, first: bytes, ask: Callable[[], bytes]) -> None:
    """Prints W3C JSON results as a table, and apart what comes with reference only.

    Args:
        args: With `--sources`.
        data: What was asked.
        text: The query.
        first: Its answer.
        ask: Answers it again.
    """
    import json

    from tradegraph.cli import doubt

    results = json.loads(first)
    more = json.loads(ask()) if data.add_reference(text, told=True) else results
    if args.sources in (REFERENCE, ALL) or more != results:
        without = json.loads(doubt.ask_without(data.store, text, ask) or b"null") or more
    else:
        without = more
    if "boolean" in results:
        _write_truth(results, more, without)
    else:
        _write_parts(results, more, without, text)


def _write_truth(results: Results, more: Results, without: Results) -> None:
    """Prints the truth of an ASK: by what was asked first, with reference, and whether that needs doubtful records."""
    from tradegraph.cli import doubt, tables

    out = console()
    out.print(str(results["boolean"]).lower())
    if more["boolean"] != results["boolean"]:
        out.print()
        tables.write_heading(tables.WITH, out)
        out.print(str(more["boolean"]).lower())
    doubt.say(without["boolean"] != more["boolean"], "answer")


def _write_parts(results: Results, more: Results, without: Results, text: str) -> None:
    """Prints the rows of a SELECT, those that come with reference apart, each with what to know of it at once."""
    import json

    from tradegraph.cli import doubt, tables

    out = console()
    rows, then, trusted = (found["results"]["bindings"] for found in (results, more, without))
    new = sources.new_rows(map(json.dumps, rows), then, json.dumps)
    gone = sources.new_rows(map(json.dumps, then), rows, json.dumps)
    lost = sources.new_rows(map(json.dumps, trusted), then, json.dumps)
    remarks = {json.dumps(row): doubt.MARK for row in lost if row in (new if more is not results else rows)}
    columns = results["head"]["vars"]
    within = sources.cut(text, len(then)) if new or gone else ""
    withdrawn = WITHDRAWN.format(within)
    _write_rows(columns, rows, remarks | {json.dumps(row): withdrawn for row in gone}, out)
    if new:
        tables.write_heading(tables.WITH, out)
        _write_rows(columns, new[: tables.MOST], remarks, out)
        tables.write_more(len(new) - tables.MOST, out)
    sys.stderr.write(f"{tables.counted(len(rows), len(new), len(gone), within)}\n")
    doubt.say(sum(json.dumps(row) in remarks for row in (*rows, *new)), "row")


def _write_rows(columns: list[str], bindings: list[Binding], remarks: dict[str, str], out: Console) -> None:
    """Prints rows; beside them, where there is any to print, the remark on each by its JSON."""
    import json

    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tradegraph.answer.names import printable
    from tradegraph.vocabulary import shorten

    told = [remarks.get(json.dumps(binding), "") for binding in bindings]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in [*columns, *([""] if any(told) else [])]:
        table.add_column(Text(column), overflow="fold")
    for binding, remark in zip(bindings, told, strict=True):
        terms = [binding.get(column, {"type": "", "value": ""}) for column in columns]
        cells = [shorten(term["value"]) if term["type"] == "uri" else str(term["value"]) for term in terms]
        table.add_row(*(Text(printable(cell)) for cell in cells), *([Text(remark, style="cyan")] if any(told) else []))
    out.print(table)
