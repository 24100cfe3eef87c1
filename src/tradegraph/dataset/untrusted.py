"""Queries and files of a user, which may be broken or hostile: checked before the engine sees them.

The engine descends into nested input until its process dies, expands XML entities without limit, accepts RDF/XML that
is cut short, and calls out for SERVICE. What is refused here is refused in one line that says where and why. It is the
first of two walls: the second is `sandbox`, which holds whatever gets past this one.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph import files
from tradegraph.dataset import formats
from tradegraph.errors import InputError, LimitError
from tradegraph.files import shown
from tradegraph.vocabulary import BASE, PREFIXES

MAX_QUERY = 64_000
MAX_LITERAL = 1_000_000

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_SUSPICIOUS = ("SERVICE", "FILE:", "\\U")
_OPERATORS = "&|=<>+-*/!^{"
_SMALL = 2000


def check_query(text: str, name: str = "query") -> None:
    """Nothing comes back from a query that may be handed to the engine.

    Most queries are seen to be harmless by counting characters; only the others are read token by token.

    Args:
        text: A SPARQL 1.1 query.
        name: What a message calls it, such as the file it comes from.

    Raises:
        InputError: It is empty, is an update, calls a SERVICE, or reads FROM a file.
        LimitError: It is longer than 64 kB, is nested more than 100 levels deep (brackets and prefix operators), or has
            more than 2000 operators or 500 UNIONs.

    >>> check_query("SELECT ?s { ?s ?p ?o }")
    >>> check_query("DROP ALL")
    Traceback (most recent call last):
    tradegraph.errors.InputError: query: line 1, column 1: DROP is an update, and update is refused; ask with SELECT
    """
    name = shown(name)
    if len(text) > MAX_QUERY or len(text.encode("utf-8", "surrogatepass")) > MAX_QUERY:
        raise LimitError(f"{name}: longer than {MAX_QUERY} bytes, the most a query may have; ask in parts")
    if _obviously_harmless(text):
        return
    from tradegraph.dataset import query_tokens  # here: it needs `re`, which costs more than most queries

    query_tokens.check(text, name)


def _obviously_harmless(text: str) -> bool:
    upper = _without_comments(text).upper()
    return (
        not any(word in upper for word in _SUSPICIOUS)
        and sum(map(text.count, "{([!")) + text.count("<<") <= 100
        and (len(text) <= _SMALL or sum(map(text.count, _OPERATORS)) <= _SMALL)
        and upper.count("UNION") <= 500
        and _begins_as_query(text)
    )


def _without_comments(text: str) -> str:
    """The text without lines that are comments and nothing else, where no line of a long string could look like one."""
    if "#" not in text or '"""' in text or "'''" in text or "\r" in text:
        return text
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))


def _begins_as_query(text: str) -> bool:
    rest = text
    while True:
        rest = rest.lstrip()
        start = rest[:9].upper()
        if start.startswith("#"):
            rest = rest.partition("\n")[2]
        elif start.startswith(("PREFIX", "BASE")):
            rest = rest.partition(">")[2]
        else:
            return start.startswith(_FORMS)


def parse_query_error(
    error: Exception, text: str, name: str = "query", prefixes: dict[str, str] | None = None
) -> InputError:
    """The error to raise for what the engine said of a query: one line that names the place.

    Call it in the parent process (`sandbox.run` hands the engine's error on as it is), not in the child, where the
    module that finds the place could not be imported any more.

    Args:
        error: What the engine raised.
        text: The query as the engine got it.
        name: What a message calls it.
        prefixes: What the engine was told to take as declared; the project's own where None.

    Returns:
        The error; it is not raised.
    """
    name = shown(name)
    if not isinstance(error, SyntaxError):
        return InputError(f"{name}: the engine can't answer it ({shown(str(error))}); ask in another way")
    from tradegraph.dataset import query_errors  # here: it needs `re`

    return query_errors.explain(str(error.msg or error), text, name, PREFIXES if prefixes is None else prefixes)


def parse_rdf(
    raw: bytes,
    name: str,
    format: str | None = None,  # noqa: A002 - the word that users know
    base: str | None = None,
) -> list[ox.Quad]:
    """The quads of a file of a user, in its order; nothing is fetched, and nothing is dropped in silence.

    In order: size, byte order mark, UTF-8, control characters, kind (by `format`, else by the ending of the name, else
    by the first bytes; ending and first bytes must agree), DOCTYPE and well-formedness of XML to its end, depth and
    literal length, then the engine's strict parser. Blank nodes get new names, so that those of two files stay apart.
    Relative IRIs resolve against `base`, else against the project's `https://w3id.org/tradegraph/`, never against the
    file's own place. Quoted triples and text directions (RDF 1.2) are refused, for rdflib and SHACL can't read them.

    In `sandbox.run` without `allow_files`, import `tradegraph.dataset.screening` before.

    Args:
        raw: Content of the file.
        name: Its name; the ending may tell the format, and messages begin with it.
        format: A key of `formats.FORMATS`, or None.
        base: IRI against which relative IRIs resolve, or None.

    Raises:
        InputError: It is not what its format asks for; the message has line and column wherever the parser has them.
        LimitError: More than 50 MB, deeper than 100 levels, or a literal over 1 MB.
        UnknownNameError: There is no such format.

    >>> [quad.object.value for quad in parse_rdf(b'<a> <b> "c" .', "x.ttl")]
    ['c']
    """
    from tradegraph.dataset import screening

    if len(raw) > files.MAX_BYTES:
        raise LimitError(f"{shown(name)}: larger than {files.MAX_BYTES} bytes, the most that is read; split it")
    by_ending = formats.find_by_ending(name)
    name = shown(name)
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    screening.refuse_packed(raw, name)
    files.decode(raw, name)
    screening.refuse_alien(raw, name)
    chosen = formats.named(format) if format is not None else screening.recognise(raw, name, by_ending)
    screening.screen(raw, name, chosen, MAX_LITERAL)
    try:
        quads = list(
            ox.parse(raw, format=chosen.engine, base_iri=BASE if base is None else base, rename_blank_nodes=True)
        )
    except SyntaxError as error:
        raise screening.explain(error, raw, name, chosen) from error
    except MemoryError as error:
        raise LimitError(f"{name}: one term in it is longer than {MAX_LITERAL} bytes; shorten it") from error
    except (ValueError, RuntimeError, OSError) as error:
        raise InputError(f"{name}: not read as {chosen.name} ({shown(str(error))}); mend it") from error
    screening.check_terms(quads, raw, name, MAX_LITERAL)
    return quads
