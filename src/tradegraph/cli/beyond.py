"""What reference would change in an answer whose format has no place to tell it apart, said on standard error."""

from __future__ import annotations

import sys

from tradegraph.cli import sources
from tradegraph.cli.arguments import Args

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_HOW = "--sources all asks it too"


def tell(args: Args, store: ox.Store, text: str, ask: Callable[[], bytes], known: bytes | None = None) -> None:
    """Says how much of a query's answer comes or goes with reference; nothing where it was asked or changes nothing.

    A row is printed the same with and without reference, so a program that reads the answer would not see the
    difference, nor a person who sends it into a file.

    Args:
        args: With `--sources`.
        store: The merged dataset of the articles, to which reference is added.
        text: The query, whose answer is printed already.
        ask: Answers it again, as TSV or N-Triples.
        known: The answer that is printed, where it may be TSV already.
    """
    documents = sources.documents_beyond(args, store, text)
    if not documents:
        return
    from tradegraph.dataset import loading
    from tradegraph.errors import LimitError

    try:
        first = known if known and is_rows(known) else ask()
        loading.add_merged(store, documents)
        then = ask()
    except LimitError:  # the answer is out and stands
        sys.stderr.write(f"it would take too long to find out what reference changes; {_HOW}\n")
        return
    said = _changed(first, then)
    if said:
        sys.stderr.write(f"{said}; {_HOW}\n")


def _changed(first: bytes, then: bytes) -> str:
    """What comes or goes with reference, in words; empty where nothing does. A row or triple is a line."""
    before, after = first.splitlines(), then.splitlines()
    if before in ([b"true"], [b"false"]):
        return "" if first == then else f"with reference it is {after[0].decode()}"
    word = "row" if is_rows(first) else "triple"
    new = len(sources.new_rows(before, after, bytes))
    gone = len(sources.new_rows(after, before, bytes))
    known = len(before) - is_rows(first)  # they have a header
    return "; ".join(filter(None, (_counted(known, new, word), sources.withdrawn(gone, word) if gone else "")))


def is_rows(answer: bytes) -> bool:
    """Whether an answer is TSV, and no triples."""
    return answer.startswith((b"?", b"\n")) or answer in (b"true\n", b"false\n")


def _counted(known: int, new: int, word: str) -> str:
    if not new:
        return ""
    only = f"{new:,} {word}{' comes' if new == 1 else 's come'} only with reference"
    return only if known else f"nothing by the articles, {only}"
