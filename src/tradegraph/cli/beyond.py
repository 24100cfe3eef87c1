"""What a query is asked of, and what reference would change in its answer."""

from __future__ import annotations

import sys

from tradegraph.cli import sources
from tradegraph.cli.rows import ALL, ARTICLES, WITHDRAWN, withdrawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tradegraph.answer.names import Names
    from tradegraph.cli.arguments import Args
    from tradegraph.dataset.reach import Excerpt

_HOW = "--sources all asks it too"
_MOST = 10  # rows that are named by their number


class Dataset:
    """The parts of the shipped files in which a query can match, merged; those of reference can be added to them.

    Attributes:
        store: The dataset.
    """

    def __init__(self, args: Args, text: str, *, told: bool = False) -> None:
        """Loads the parts of the sources that are asked; by default those of the articles.

        Args:
            args: With `--sources`.
            text: A query.
            told: Whether what describes the graphs is needed too.
        """
        from tradegraph.dataset.patterns import merged_relations
        from tradegraph.dataset.reach import Parts, Shipped

        self._shipped = Shipped()
        self._parts = Parts(self._shipped)
        self.store = self._parts.store
        self._merged = merged_relations(text)
        self._asked = self._shipped.for_query(text, {})
        self._own = self._shipped.of(args.sources or ARTICLES)
        self._is_open = args.sources is None
        # What can be doubted is told by what describes it.
        self._add(self._asked & self._own, self._own, told=told or not self._is_open)

    def _add(self, parts: Excerpt, whole: Excerpt, *, told: bool) -> None:
        from tradegraph.dataset.loading import merge

        self._parts.add(parts.described() & whole if told else parts)
        merge(self.store, self._merged)

    @property
    def graphs(self) -> set[str]:
        """The IRIs of all graphs of the sources that are asked."""
        from tradegraph.vocabulary import iri_of

        return set(map(iri_of, self._shipped.index.graphs(self._own.blocks)))

    def names(self) -> Names:
        """What things are called in all of what is asked."""
        from tradegraph.answer.indexed import IndexedNames

        return IndexedNames(self._parts, self._shipped.of(ALL))

    @property
    def may_change(self) -> bool:
        """Whether reference is asked after the articles and can change the answer."""
        return self._is_open and bool(self._asked - self._own)

    def add_reference(self, text: str, *, told: bool) -> bool:
        """Whether reference can change the answer, and is asked after the articles: then the dataset has it now.

        Args:
            text: The query, which the engine has answered.
            told: Whether what describes its records is needed too.
        """
        if not self.may_change:
            return False
        if sources.makes_anew(text):
            sys.stderr.write("its values are made anew each time, so what reference changes is not told\n")
            return False
        self._add(self._asked, self._shipped.of(ALL), told=told)
        return True


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


def find(data: Dataset, text: str, ask: Callable[[], bytes], known: bytes | None = None) -> Change:
    """How much of a query's answer comes or goes with reference; nothing where it was asked or changes nothing.

    A row is printed the same with and without reference, so a program that reads the answer would not see the
    difference, nor a person who sends it into a file.

    Args:
        data: What was asked, to which reference is added.
        text: The query, which the engine has answered.
        ask: Answers it again, as TSV or N-Triples.
        known: The answer, as `as_lines` gives it.
    """
    from tradegraph.errors import LimitError

    try:
        first = known
        if first is None and data.may_change:
            first = ask()
        if first is None or not data.add_reference(text, told=False):
            return Change()
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
