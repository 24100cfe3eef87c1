"""Which sources a command asks: the articles, what is known from elsewhere, or both; and how two answers differ."""

from __future__ import annotations

import sys

from tradegraph.cli.arguments import Argument
from tradegraph.cli.rows import ALL, CHOICES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    import pyoxigraph as ox

    T = TypeVar("T")


ARGUMENT = Argument(
    "--sources",
    choices=CHOICES,
    metavar="SOURCES",
    help="articles, reference (what is known from elsewhere) or all (default: the articles, and after them, apart, "
    "what only reference gives)",
)
PICTURE = Argument(
    "--sources",
    choices=CHOICES,
    metavar="SOURCES",
    help="articles, reference (what is known from elsewhere) or all; a picture is one whole, in which neither comes "
    "after the other (default articles; standard error says where reference has something on it too)",
)
NETWORK = Argument(
    "--sources",
    choices=CHOICES,
    metavar="SOURCES",
    help="articles, reference (what is known from elsewhere) or all (default: the network of the articles, and after "
    "it, apart, the one with reference)",
)
EXPORT = Argument(
    "--sources",
    choices=CHOICES,
    metavar="SOURCES",
    help="articles, reference (what is known from elsewhere) or all (default: trig and nquads keep the graphs, so the "
    "articles' come first, and reference's after them; the other formats, and what --construct gives, are one whole, "
    "so they leave reference out, and standard error says so)",
)
QUERY = Argument(
    "--sources",
    choices=CHOICES,
    metavar="SOURCES",
    help="articles, reference (what is known from elsewhere) or all (default: the articles, and in a table after them, "
    "apart, what comes with reference; the other formats have no place to tell them apart, so they leave it out, and "
    "standard error says how much that is)",
)
BESIDE = Argument(
    "--sources",
    choices=CHOICES,
    default=ALL,
    metavar="SOURCES",
    help="articles, reference (what is known from elsewhere) or all, set beside one another (default all)",
)


def makes_anew(text: str) -> bool:
    """Whether a query may answer otherwise when it is asked again, so that two answers can't be compared."""
    calls = "".join(text.upper().split())
    return any(f"{name}(" in calls for name in ("RAND", "NOW", "UUID", "BNODE"))


def tell_doubt(store: ox.Store, option: str) -> None:
    """Says on standard error, of a format without a place for marks, that not all records are trusted.

    Args:
        store: What the answer was read from.
        option: The option of the command that marks them.
    """
    from tradegraph.answer.records import doubtful

    if any(True for _ in doubtful(store)):
        sys.stderr.write(f"some records of reference have medium or low trust; {option} marks them\n")


def new_rows(first: Iterable[object], then: Iterable[T], key: Callable[[T], object]) -> list[T]:
    """The rows that come only in the second of two answers, in order; a row that comes twice is two rows.

    Args:
        first: The keys of the rows of one answer.
        then: The rows of another.
        key: The key of a row.
    """
    left: dict[object, int] = {}
    for one in first:
        left[one] = left.get(one, 0) + 1
    new = []
    for row in then:
        left[key(row)] = left.get(key(row), 0) - 1
        if left[key(row)] < 0:
            new.append(row)
    return new


def cut(text: str, rows: int) -> str:
    """What cuts a query's answer off, in words: a row may then go only because another has come before it.

    Args:
        text: The query.
        rows: How many rows its answer has with reference.

    >>> cut("SELECT ?s { ?s ?p ?o } LIMIT 3", 3), cut("SELECT ?s { ?s ?p ?o } LIMIT 3", 2)
    (' within its LIMIT', '')
    """
    capitals = text.upper()
    if "LIMIT" not in capitals and "OFFSET" not in capitals:  # seen without the time that tokens take
        return ""
    from itertools import pairwise

    from tradegraph.dataset.query_words import words_of

    depth, cuts = 0, []
    for word, after in pairwise(words_of(text)[0]):
        depth += (word == "{") - (word == "}")
        if word.upper() in ("LIMIT", "OFFSET") and after.isdecimal():
            cuts.append((word.upper(), depth, int(after)))
    if all(word == "LIMIT" and not depth and most > rows for word, depth, most in cuts):
        return ""  # there was room for more
    words = {word for word, _, _ in cuts}
    return f" within its {' and '.join(word for word in ('LIMIT', 'OFFSET') if word in words)}"
