"""What reference would change in an answer whose format has no place to tell it apart, said on standard error."""

from __future__ import annotations

import sys

from tradegraph.cli import sources
from tradegraph.cli.arguments import Args
from tradegraph.cli.rows import WITHDRAWN, withdrawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_HOW = "--sources all asks it too"
_MOST = 10  # rows that are named by their number


class Change:
    """What reference changes in a query's answer.

    Attributes:
        said: It in words; empty where it changes nothing.
        remarks: What is said of each row of the articles that no longer comes, by its number, from 0.
    """

    __slots__ = ("remarks", "said")

    def __init__(self, said: str = "", remarks: dict[int, str] | None = None) -> None:
        """Holds a change; none by default."""
        self.said, self.remarks = said, remarks or {}

    def tell(self) -> None:
        """Says it on standard error."""
        if self.said:
            sys.stderr.write(f"{self.said}; {_HOW}\n")


def find(args: Args, store: ox.Store, text: str, ask: Callable[[], bytes], known: bytes | None = None) -> Change:
    """How much of a query's answer comes or goes with reference; nothing where it was asked or changes nothing.

    A row is printed the same with and without reference, so a program that reads the answer would not see the
    difference, nor a person who sends it into a file.

    Args:
        args: With `--sources`.
        store: The merged dataset of the articles, to which reference is added.
        text: The query, which the engine has answered.
        ask: Answers it again, as TSV or N-Triples.
        known: The answer, as `as_lines` gives it.
    """
    more = sources.beyond(args, store, text)
    if not more:
        return Change()
    from tradegraph.dataset import loading
    from tradegraph.errors import LimitError

    try:
        first = known or ask()
        loading.add_merged(store, more.documents())
        then = ask()
    except LimitError:  # the answer itself stands
        return Change("it would take too long to find out what reference changes")
    return Change() if first == then else _changed(first, then, text)


def _changed(first: bytes, then: bytes, text: str) -> Change:
    """What comes or goes with reference. A row or triple is a line.

    Args:
        first: The answer by the articles.
        then: The answer with reference.
        text: The query.
    """
    before, after = first.splitlines(), then.splitlines()
    if before in ([b"true"], [b"false"]):
        return Change("" if first == then else f"with reference it is {after[0].decode()}")
    rows = is_rows(first)  # they have a header
    within = sources.cut(text, len(after) - rows)
    new = len(sources.new_rows(before, after, bytes))
    gone = [at - rows for at, _ in sources.new_rows(after, enumerate(before), lambda numbered: numbered[1])]
    word = "row" if rows else "triple"
    lost = withdrawn(len(gone), word, within) if gone else ""
    if gone and rows:
        lost = f"{lost} ({_numbered(gone)})"
    said = "; ".join(filter(None, (_counted(len(before) - rows, new, word, within), lost)))
    return Change(said, dict.fromkeys(gone, WITHDRAWN.format(within)))


def _numbered(rows: list[int]) -> str:
    """Rows by their numbers from 1, the first of them where they are many.

    >>> _numbered([0]), _numbered([1, 4])
    ('row 1', 'rows 2, 5')
    """
    told = ", ".join(str(row + 1) for row in rows[:_MOST])
    more = f" and {len(rows) - _MOST:,} more" if len(rows) > _MOST else ""
    return f"row{'' if len(rows) == 1 else 's'} {told}{more}"


def as_lines(answer: bytes, format_: str) -> bytes | None:
    """An answer as TSV or N-Triples, so that it need not be asked for again to be compared.

    Args:
        answer: The answer, in the format that was asked for; where none was, TSV or Turtle.
        format_: That format.

    Returns:
        None for formats that can't be read back line for line.
    """
    if format_ == "ntriples" or (format_ == "tsv" and is_rows(answer)):
        return answer
    if format_ not in ("json", "xml"):
        return None
    import pyoxigraph as ox

    formats = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    found = ox.parse_query_results(answer, format=formats[format_])
    if isinstance(found, ox.QueryBoolean):
        return b"true\n" if found else b"false\n"
    return found.serialize(format=ox.QueryResultsFormat.TSV)


def is_rows(answer: bytes) -> bool:
    """Whether an answer is TSV, and no triples."""
    return answer.startswith((b"?", b"\n")) or answer in (b"true\n", b"false\n")


def _counted(known: int, new: int, word: str, within: str) -> str:
    if not new:
        return ""
    only = f"{new:,} {word}{' comes' if new == 1 else 's come'}{within} only with reference"
    return only if known else f"nothing by the articles, {only}"
