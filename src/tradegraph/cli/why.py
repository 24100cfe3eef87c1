"""A query's answer with its evidence, for `query --why`: footnotes on a terminal, columns, JSON, or annotations."""

from __future__ import annotations

import sys

from tradegraph.cli import output, tables
from tradegraph.cli.terminal import console
from tradegraph.errors import InputError
from tradegraph.vocabulary import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from tradegraph.answer.citing import Sources
    from tradegraph.answer.why.explained import Explained, Row
    from tradegraph.articles import Article
    from tradegraph.cli.beyond import Dataset

_ROWS = ("table", "csv", "tsv", "json")


def chosen(explained: Explained, format_: str | None, name: str) -> str:
    """The format to print an explained answer in.

    Args:
        explained: The answer.
        format_: A format that `query` knows; None for the one that fits.
        name: Where the query comes from, for messages.

    Raises:
        InputError: The answer, or its evidence, has no place in the format.
    """
    if explained.form in ("CONSTRUCT", "DESCRIBE"):
        from tradegraph.dataset import formats

        if format_ is not None and format_ not in formats.FORMATS:
            raise InputError(
                f"{name}: CONSTRUCT and DESCRIBE give triples, which {format_} can't hold; choose "
                "--format turtle, ntriples, jsonld or rdfxml"
            )
        return format_ or "turtle"
    format_ = format_ or ("table" if sys.stdout.isatty() else "tsv")
    _check(format_, name)
    return format_


def write(
    data: Dataset, explained: Explained, format_: str, texts: dict[str, Article], remarks: Mapping[int, str]
) -> None:
    """Prints an explained answer for a program.

    Args:
        data: What was asked.
        explained: Its answer.
        format_: As `chosen` gives it, no table.
        texts: The articles that the reader holds.
        remarks: What there is to say of rows besides, by their number, from 0.
    """
    from tradegraph.answer.citing import Sources

    if explained.form in ("CONSTRUCT", "DESCRIBE"):
        from tradegraph.dataset import writing
        from tradegraph.export.annotation import annotate_answer

        output.write_bytes(writing.write_rdf(annotate_answer(data.store, explained), format_))
        return
    sources = Sources(data.store, data.names(), texts)
    from tradegraph.answer.why import results

    if format_ == "json":
        output.write_bytes(results.write_json(explained, sources, remarks) + b"\n")
    else:
        output.write_bytes(results.write_table(explained, format_, sources, remarks))


def _check(format_: str, name: str) -> None:
    """Nothing comes back where rows and their evidence fit the format."""
    if format_ not in _ROWS:
        lacks = "has no place for evidence" if format_ == "xml" else "needs triples, which SELECT and ASK don't give"
        raise InputError(f"{name}: --why: {format_} {lacks}; choose --format {', '.join(_ROWS[:-1])} or {_ROWS[-1]}")


def write_table(
    data: Dataset, explained: Explained, more: Explained | None, texts: dict[str, Article], within: str
) -> None:
    """Prints rows with numbers, what there is to say of each under it, what only reference gives, and the footnotes.

    Args:
        data: What was asked.
        explained: Its answer.
        more: The answer with reference sources too, to show apart what only they give; or None.
        texts: The articles that the reader holds.
        within: What cuts the answer off, as `sources.cut` tells it.
    """
    from tradegraph.answer.citing import Sources

    sources = Sources(data.store, data.names(), texts)
    out = console()
    numbers: dict[str, int] = {}
    new: list[Row] = []
    gone: list[Row] = []
    if more is not None:
        new = more.rows if more.truth != explained.truth else _beyond(explained, more)
        gone = _beyond(more, explained)
    _write_part(explained, explained.rows, sources, numbers, out, gone, within)
    if more is not None and new:
        out.print(end="" if explained.truth is None else "\n")
        tables.write_heading(tables.WITH, out)
        _write_part(more, new[: tables.MOST], sources, numbers, out)
        tables.write_more(len(new) - tables.MOST, out)
    tables.write_footnotes(numbers, sources, out)
    if explained.truth is None:
        sys.stderr.write(f"{tables.counted(len(explained.rows), len(new), len(gone), within)}\n")


def _beyond(one: Explained, other: Explained) -> list[Row]:
    """The rows of the second answer that the first does not have."""
    from tradegraph.cli.sources import new_rows

    return new_rows((row.terms for row in one.rows), other.rows, lambda row: row.terms)


def _write_part(
    explained: Explained,
    rows: list[Row],
    sources: Sources,
    numbers: dict[str, int],
    out: Console,
    gone: Sequence[Row] = (),
    within: str = "",
) -> None:
    """Prints rows of an answer, or the truth of an ASK; some of the rows are `gone` with reference."""
    from rich.text import Text

    from tradegraph.answer.names import printable
    from tradegraph.answer.why.results import WHY, cited, free_name, notes
    from tradegraph.cli.rows import WITHDRAWN

    said = [[*notes(row), *([WITHDRAWN.format(within)] if row in gone else [])] for row in rows]
    marks = [tables.marks(cited(row, sources), numbers, sources) for row in rows]
    if explained.truth is None:
        cells = [[_cell(term) for term in row.terms] for row in rows]
        out.print(tables.as_table(explained.columns, cells, marks, said, free_name(WHY, explained.columns), out))
        return
    out.print(Text(f"{str(explained.truth).lower()}  ") + Text(marks[0], style="cyan"))
    for note in said[0]:
        out.print(Text(printable(note)))


def _cell(term: object) -> str:
    """A term by its short name or its value; nothing where it is unbound."""
    import pyoxigraph as ox

    from tradegraph.answer.names import printable

    if term is None:
        return ""
    return printable(shorten(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term)))
