"""What of a query's answer rests on records of reference of medium or low trust: that which goes without them."""

from __future__ import annotations

import sys

from tradegraph.cli import beyond, sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

MARK = "medium or low trust"
_HOW = "--why marks them"


def ask_without(store: ox.Store, text: str, ask: Callable[[], bytes]) -> bytes | None:
    """A query's answer without the records whose trust is below good; None where it can't be had or compared.

    Args:
        store: The merged dataset that was asked; the records are taken out of it.
        text: The query.
        ask: Answers the query.
    """
    from tradegraph.answer.records import leave_out_doubtful
    from tradegraph.errors import LimitError

    if not leave_out_doubtful(store):
        return None
    try:
        if not sources.makes_anew(text):
            return ask()
    except LimitError:  # the answer itself stands
        pass
    sys.stderr.write(f"some records of reference have {MARK}; {_HOW}\n")
    return None


def tell(store: ox.Store, text: str, ask: Callable[[], bytes], known: bytes | None) -> None:
    """Says on standard error how much of an answer that is printed already rests on such records.

    Args:
        store: The merged dataset that was asked.
        text: The query.
        ask: Answers it again, as TSV or N-Triples.
        known: The answer, as `beyond.as_lines` gives it.
    """
    from tradegraph.errors import LimitError

    try:
        first = known or ask()
    except LimitError:  # as before: the answer stands
        return
    without = ask_without(store, text, ask)
    if without is None:
        return
    lines = first.splitlines()
    lost = len(sources.new_rows(without.splitlines(), lines, bytes))
    if lines in ([b"true"], [b"false"]):
        say(lost, "answer")
    else:
        say(lost, "row" if beyond.is_rows(first) else "triple")


def say(number: int, word: str) -> None:
    """Says on standard error how many rows rest on such records; nothing of none."""
    if word == "answer" and number:
        sys.stderr.write(f"the answer rests on records of {MARK}; {_HOW}\n")
    elif number:
        rest = "rests" if number == 1 else "rest"
        sys.stderr.write(f"{number:,} {word}{'' if number == 1 else 's'} {rest} on records of {MARK}; {_HOW}\n")
