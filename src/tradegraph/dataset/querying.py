"""Queries of a user on the dataset: checked, run in a process that can be ended, and written in a standard format."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph import sandbox
from tradegraph.dataset import untrusted
from tradegraph.errors import InputError, LimitError
from tradegraph.vocabulary import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}

SECONDS = 30.0
MEMORY = 2_000_000_000

# What comes first in an answer: whether rows follow, or triples that are still to be put in order.
_ROWS, _TRIPLES = b"R", b"T"


def run_query(
    store: ox.Store,
    text: str,
    results: str,
    graph: str,
    name: str = "query",
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> bytes:
    """What a user's query answers: checked, and run in a child process that can open neither file nor socket.

    Args:
        store: A merged store.
        text: Any SPARQL 1.1 query; updates and SERVICE are refused.
        results: As `answer` takes it.
        graph: As `answer` takes it.
        name: Where the query comes from, for messages.
        seconds: How long it may run.
        memory: How many bytes it may take beyond what the process has.

    Raises:
        InputError: The text is no SPARQL 1.1 query, or its kind of result does not fit the format.
        LimitError: It is too deep, too long, too slow or takes too much memory.
    """
    untrusted.check_query(text, name)
    found = ended(lambda: _answer(store, text, results, graph, name), text, name, seconds, memory)
    return _in_order(found, graph)


def ended(work: Callable[[], bytes], text: str, name: str, seconds: float, memory: int) -> bytes:
    """What work on a query of a user gives, in a process that can be ended; what goes wrong is told of the query.

    Args:
        work: Takes nothing and returns bytes, see `sandbox.run`.
        text: The query, already checked.
        name: Where it comes from, for messages.
        seconds: How long it may take.
        memory: How many bytes it may take beyond what the process has.

    Raises:
        InputError: The engine refuses the query.
        LimitError: It is too slow, takes too much memory, or the engine broke off.
    """
    try:
        return sandbox.run(work, seconds, memory)
    except LimitError as error:
        if "SIGABRT" in str(error) and "ORDER" in text.upper():  # its sort gives up where its comparison is in no order
            raise LimitError(
                f"{error}; ORDER BY over values of several kinds breaks the engine off too: write ORDER BY STR(?x)"
            ) from error
        raise
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        raise untrusted.parse_query_error(error, text, name) from error


def answer(store: ox.Store, text: str, results: str, graph: str, name: str = "query") -> bytes:
    """What a trusted query answers, in this process: rows or triples in a standard format.

    The project's prefixes are at hand.

    Args:
        store: A merged store.
        text: A SPARQL 1.1 query.
        results: Format of SELECT and ASK: a key of `RESULT_FORMATS`; empty where only triples will do.
        graph: Format of CONSTRUCT and DESCRIBE: an RDF format's name; empty where only rows will do.
        name: Where the query comes from, for messages.

    Raises:
        InputError: The query's kind of result does not fit the format.
        SyntaxError: The text is no SPARQL 1.1 query.
    """
    return _in_order(_answer(store, text, results, graph, name), graph)


def _answer(store: ox.Store, text: str, results: str, graph: str, name: str) -> bytes:
    """A letter that says what follows, rows or triples; triples as N-Triples, in no order."""
    found = store.query(text, prefixes=PREFIXES)
    if isinstance(found, ox.QueryTriples):
        if not graph:
            raise InputError(
                f"{name}: CONSTRUCT and DESCRIBE give triples, not rows; choose "
                "--format turtle, trig, ntriples, nquads, jsonld or rdfxml"
            )
        return _TRIPLES + (found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    if not results:
        raise InputError(
            f"{name}: SELECT and ASK give no triples, as {graph} needs them; "
            "choose --format table, csv, tsv, json or xml"
        )
    if isinstance(found, ox.QueryBoolean) and results in ("csv", "tsv"):
        return _ROWS + (b"true\n" if found else b"false\n")
    return _ROWS + (found.serialize(format=RESULT_FORMATS[results]) or b"")


def _in_order(found: bytes, graph: str) -> bytes:
    if found.startswith(_ROWS):
        return found[1:]
    from tradegraph.dataset import writing  # only triples need it

    return writing.write_rdf(list(ox.parse(found[1:], format=ox.RdfFormat.N_TRIPLES)), graph)
