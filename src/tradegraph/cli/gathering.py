"""The rows of an answer from the sources that are asked: by default the articles, and after them what reference adds.

No more of the shipped files is loaded than what the answer can rest on; all of the articles where a name isn't found,
for one without its accents, and for a message that offers like ones.
"""

from __future__ import annotations

import sys

from tradegraph.cli import output
from tradegraph.cli.rows import ALL, ALONE, APART, ARTICLES, REFERENCE, WITHDRAWN, Line, Style, withdrawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Protocol

    import pyoxigraph as ox

    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.cli.arguments import Args
    from tradegraph.cli.texts import Held
    from tradegraph.dataset.reach import Excerpt, Parts, Shipped

    class Asked(Protocol):
        """What a command asks."""

        def resolve(self, store: ox.Store, names: Names) -> None:
            """Finds what the names in the command stand for, if it hasn't; an UnknownNameError where it can't."""

        def reach(self, shipped: Shipped) -> Excerpt:
            """The parts of the shipped files that the answer can rest on."""

        def read(self, store: ox.Store, names: Names) -> list[Line]:
            """The rows that a dataset gives."""


class Gathered:
    """An answer, and what it was read from.

    Attributes:
        names: What its things are called.
        lines: The rows; each tells where it is from.
    """

    __slots__ = ("_parts", "lines", "names")

    def __init__(self, parts: Parts, names: Names, lines: list[Line]) -> None:
        """Holds an answer."""
        self._parts, self.names, self.lines = parts, names, lines

    @property
    def is_silent(self) -> bool:
        """Whether the articles give no row."""
        return all(line.origin == REFERENCE for line in self.lines)

    def sources(self, held: Held, *, in_full: bool) -> Sources:
        """Cites the graphs on which the rows rest.

        Args:
            held: The texts that the reader holds.
            in_full: Whether units and records are told in full, not by their short names alone.
        """
        from tradegraph.answer.citing import Sources
        from tradegraph.vocabulary import ARTICLE
        from tradegraph.vocabulary import REFERENCE as RECORDS

        graphs = {graph for line in self.lines for graph in line.graphs}
        named = (ARTICLE, RECORDS)
        told = graphs if in_full else {graph for graph in graphs if not graph.startswith(named)}
        self._parts.add(self._parts.loaded.citing(told))
        self.names.forget()
        return Sources(self._parts.store, self.names, held, self._parts.loaded.trust)


def gather(
    args: Args, asked: Asked, merged: Collection[str] | None = (), *, in_whole: bool = False, told: bool = False
) -> Gathered:
    """The rows of an answer from the sources that are asked.

    Args:
        args: With `--sources`.
        asked: What is asked.
        merged: The relations whose triples it needs in the merge of all graphs; None for all.
        in_whole: Whether it needs all of the articles.
        told: Whether it needs what describes the graphs that it rests on.

    Raises:
        UnknownNameError: A name stands for nothing, or for several things, in all that is asked.
    """
    from tradegraph.errors import UnknownNameError

    if not in_whole:
        try:
            return _gather(args, asked, merged, in_whole=False, told=told)
        except UnknownNameError:
            pass
    return _gather(args, asked, merged, in_whole=True, told=told)


def _gather(args: Args, asked: Asked, merged: Collection[str] | None, *, in_whole: bool, told: bool) -> Gathered:
    from tradegraph.dataset.loading import merge
    from tradegraph.dataset.reach import Parts, Shipped

    shipped = Shipped()
    own = shipped.of(REFERENCE if args.sources == REFERENCE else ARTICLES)
    every = own if args.sources in (ARTICLES, REFERENCE) else shipped.of(ALL)
    parts = Parts(shipped)
    if in_whole:
        parts.add(own)
    names, is_known = _resolve(asked, parts, own, every, in_whole=in_whole)
    asked_of = asked.reach(shipped) & every
    first: list[Line] = []
    if is_known:
        parts.add(_with_what_tells(asked_of & own, own, told=told))
        merge(parts.store, merged)
        first = asked.read(parts.store, names)
    if args.sources == REFERENCE:
        _mark(first)
    if not asked_of - own:
        return Gathered(parts, names, first)
    parts.add(_with_what_tells(asked_of, every, told=told))
    merge(parts.store, merged)
    names = _names(parts, every, names, in_whole=in_whole)
    then = asked.read(parts.store, names)
    tell_apart(first, then)
    if args.sources is None:
        _withdraw(first, then)
        then = [*first, *(line for line in then if line.origin == REFERENCE)]
    return Gathered(parts, names, then)


def _resolve(asked: Asked, parts: Parts, own: Excerpt, every: Excerpt, *, in_whole: bool) -> tuple[Names, bool]:
    """The names of what is asked, and whether the first source of those that are asked knows what is asked after."""
    from tradegraph.errors import UnknownNameError

    names = _names(parts, own, None, in_whole=in_whole)
    try:
        asked.resolve(parts.store, names)
    except UnknownNameError:
        if own.blocks == every.blocks:
            raise
    else:
        return names, True
    if in_whole:
        parts.add(every)
    names = _names(parts, every, names, in_whole=in_whole)
    asked.resolve(parts.store, names)
    return names, False


def _names(parts: Parts, whole: Excerpt, before: Names | None, *, in_whole: bool) -> Names:
    if in_whole:
        from tradegraph.answer.names import Names

        return Names(parts.store, before, whole.label)
    from tradegraph.answer.indexed import IndexedNames

    return IndexedNames(parts, whole)


def _with_what_tells(parts: Excerpt, whole: Excerpt, *, told: bool) -> Excerpt:
    """Parts with what else is said of their things without a name, and, if that is told too, of their graphs."""
    more = parts.together() & whole
    return more.described() & whole if told else more


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
    by = str(args.sources or APART)
    style = Style(output.chosen(args), title, by=by, nothing=silent, why=why)
    if by == APART and found.lines and found.is_silent and style.format != "table":
        sys.stderr.write(f"{silent}\n")
    output.write(columns, found.lines, style, found.sources(held, in_full=style.format in ("table", "json")))
