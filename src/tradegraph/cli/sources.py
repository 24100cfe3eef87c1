"""Which sources a command asks: the articles, what is known from elsewhere, or both; by default one after the other."""

from __future__ import annotations

import sys

from tradegraph.cli import output
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import ALL, ALONE, APART, ARTICLES, CHOICES, REFERENCE, WITHDRAWN, Line, Style, withdrawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import TypeVar

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.cli.texts import Held
    from tradegraph.dataset.reach import Excerpt, References

    T = TypeVar("T")

    # Rows of an answer, and what tells which parts of the reference files can add to it.
    Reach = Callable[[References], Excerpt]
    Read = Callable[[ox.Store, Names], tuple[list[Line], Reach]]
    # What else must be loaded of the reference files where some parts of them are.
    Beside = Callable[[Excerpt, Names], Excerpt]


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


class Gathered:
    """An answer, and what it was read from.

    Attributes:
        store: The dataset, with the reference files that can add to the answer where reference is asked.
        names: What its things are called.
        lines: The rows; each tells where it is from.
        more: The parts of the reference files that are in the dataset, without what describes their records; None where
            the dataset has all that is known of its graphs.
    """

    __slots__ = ("lines", "more", "names", "store")

    def __init__(self, store: ox.Store, names: Names, lines: list[Line], more: Excerpt | None = None) -> None:
        """Holds an answer."""
        self.store, self.names, self.lines, self.more = store, names, lines, more

    @property
    def is_silent(self) -> bool:
        """Whether the articles give no row."""
        return all(line.origin == REFERENCE for line in self.lines)


def _together(more: Excerpt, names: Names) -> Excerpt:
    return more.together(names.find_label)


def gather(args: Args, read: Read, merged: Collection[str] | None = (), beside: Beside = _together) -> Gathered:
    """The rows of an answer from the sources that are asked.

    Args:
        args: With `--sources`.
        read: Reads rows off a dataset.
        merged: The relations whose triples it needs in the merge of all graphs; None for all.
        beside: What else it needs of reference; by default what is said of the same things without a name. Labels, and
            what describes records, are looked up for the rows.

    Raises:
        UnknownNameError: A name stands for nothing, or for several things, in all that is asked.
    """
    from tradegraph.answer.names import Names
    from tradegraph.dataset import loading
    from tradegraph.dataset.reach import References
    from tradegraph.errors import UnknownNameError

    store = loading.load_shipped(REFERENCE if args.sources == REFERENCE else ARTICLES)
    loading.merge(store, merged)
    names = Names(store)
    references = References() if args.sources in (None, ALL) else None
    first: list[Line] = []
    try:
        first, reach = read(store, names)
    except UnknownNameError as error:
        if not references:
            raise
        reach = _find_name(store, names, read, _called(references, error.name), merged)
    if args.sources == REFERENCE:
        _mark(first)
    more = reach(references) if references else None
    if not more:
        return Gathered(store, names, first)
    more = beside(more, Names(store, None, more.label))
    loading.add_merged(store, more.documents(), merged)
    names = Names(store, names, more.label)
    then = read(store, names)[0]
    tell_apart(first, then)
    if args.sources is None:
        _withdraw(first, then)
    if args.sources != ALL:
        then = [*first, *(line for line in then if line.origin == REFERENCE)]
    return Gathered(store, names, then, more)


def _called(references: References, name: str) -> Iterator[Excerpt]:
    """What reference calls things: first what it calls so, then everything, for other names and for like ones."""
    if name:
        yield references.named(name)
    yield references.names()


def _find_name(
    store: ox.Store, names: Names, read: Read, called: Iterable[Excerpt], merged: Collection[str] | None
) -> Reach:
    """What reference can add to an answer about something that the articles don't know: first, what it is called."""
    from tradegraph.answer.names import Names
    from tradegraph.dataset import loading
    from tradegraph.errors import UnknownNameError

    for excerpt in called:
        if excerpt:
            loading.add_merged(store, excerpt.documents(), merged)
            try:
                return read(store, Names(store, names))[1]
            except UnknownNameError:
                pass
    return lambda known: known.all()  # it may be an IRI in any of the files


def beyond(args: Args, store: ox.Store, text: str) -> Excerpt | None:
    """The parts of reference that can change what a query answers, where they are to be asked after the articles.

    Args:
        args: With `--sources`.
        store: The merged dataset of the articles.
        text: A query that the engine has answered.
    """
    if args.sources is not None:
        return None
    from tradegraph.dataset.reach import References

    more = References().for_query(store, text, {})
    if more and makes_anew(text):
        sys.stderr.write("its values are made anew each time, so what reference changes is not told\n")
        return None
    return more or None


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


def tell_apart(first: list[Line], then: list[Line]) -> None:
    """Says of each row where it is from.

    A row is the articles' if they alone give it: then its evidence begins with theirs, for the row of `first` as well.

    Args:
        first: The rows that the articles give.
        then: The rows that they give together with reference.
    """
    known = {line.key: line for line in first}
    for line in then:
        before = known.get(line.key)
        if before is None:
            _mark([line])
        else:
            before.graphs = [*before.graphs, *(graph for graph in line.graphs if graph not in before.graphs)]
            line.graphs = before.graphs
            before.why, before.notes = line.why, line.notes


def _withdraw(first: list[Line], then: list[Line]) -> None:
    """Marks the articles' rows that do not come when reference is known too, and says how many they are."""
    kept = {line.key for line in then}
    gone = [line for line in first if line.key not in kept]
    for line in gone:
        line.origin = ALONE
        line.notes = [*line.notes, WITHDRAWN.format("")]
    if gone:
        sys.stderr.write(f"{withdrawn(len(gone))}\n")


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

    from tradegraph.dataset.query_tokens import tokens

    pairs = pairwise(tokens(text))
    cuts = [
        (token, after.text) for token, after in pairs if token.word in ("LIMIT", "OFFSET") and after.kind == "number"
    ]
    if all(token.word == "LIMIT" and not token.brackets[0] and int(most) > rows for token, most in cuts):
        return ""  # there was room for more
    words = {token.word for token, _ in cuts}
    return f" within its {' and '.join(word for word in ('LIMIT', 'OFFSET') if word in words)}"


def _mark(lines: list[Line]) -> None:
    for line in lines:
        line.origin = REFERENCE


def write(
    args: Args,
    columns: Sequence[str],
    found: Gathered,
    held: Held,
    *,
    title: str = "",
    silent: str = "",
    why: bool = False,
) -> None:
    """Prints an answer on standard output; `silent` is what to say where reference gives rows and the articles none."""
    from tradegraph.answer.citing import Sources

    by = str(args.sources or APART)
    style = Style(output.chosen(args), title, by=by, nothing=silent, why=why)
    if by == APART and found.lines and found.is_silent and style.format != "table":
        sys.stderr.write(f"{silent}\n")
    if found.more and style.format in ("table", "json"):
        _describe(found)
    cites = Sources(found.store, found.names, held, found.more.trust if found.more else None)
    output.write(columns, found.lines, style, cites)


def _describe(found: Gathered) -> None:
    """Adds what describes the records that an answer cites, which only some formats print."""
    from tradegraph.dataset.loading import add_documents

    if found.more:
        graphs = {graph for line in found.lines for graph in line.graphs}
        add_documents(found.store, found.more.citing(graphs).documents())
