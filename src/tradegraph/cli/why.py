"""A query's answer with its evidence, for `query --why`: footnotes on a terminal, columns, JSON, or annotations."""

from __future__ import annotations

import sys

from tradegraph.cli import output
from tradegraph.errors import InputError
from tradegraph.vocabulary import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyoxigraph as ox
    from rich.console import Console
    from rich.table import Table

    from tradegraph.answer.citing import Sources
    from tradegraph.answer.why.explained import Explained
    from tradegraph.articles import Article

_ROWS = ("table", "csv", "tsv", "json")


def write(store: ox.Store, explained: Explained, format_: str | None, name: str, texts: dict[str, Article]) -> None:
    """Prints an explained answer.

    Args:
        store: The merged store that was asked.
        explained: Its answer.
        format_: A format that `query` knows; None for the one that fits.
        name: Where the query comes from, for messages.
        texts: The articles that the reader holds.

    Raises:
        InputError: The answer, or its evidence, has no place in the format.
    """
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names

    if explained.form in ("CONSTRUCT", "DESCRIBE"):
        _write_annotated(store, explained, format_ or "turtle", name)
        return
    format_ = format_ or ("table" if sys.stdout.isatty() else "tsv")
    _check(explained, format_, name)
    sources = Sources(store, Names(store), texts)
    if format_ == "table":
        _write_table(explained, sources)
        return
    from tradegraph.answer.why import results

    if format_ == "json":
        output.write_bytes(results.write_json(explained, sources) + b"\n")
    else:
        output.write_bytes(results.write_table(explained, format_, sources))


def _check(explained: Explained, format_: str, name: str) -> None:
    """Nothing comes back where rows and their evidence fit the format."""
    from tradegraph.answer.why.results import NOTE, WHY

    if format_ not in _ROWS:
        lacks = "has no place for evidence" if format_ == "xml" else "needs triples, which SELECT and ASK don't give"
        raise InputError(f"{name}: --why: {format_} {lacks}; choose --format {', '.join(_ROWS[:-1])} or {_ROWS[-1]}")
    taken = next((column for column in explained.columns if column in (WHY, NOTE)), None)
    if taken:
        raise InputError(f"{name}: --why: ?{taken} is where the evidence goes; give the query's variable another name")


def _write_annotated(store: ox.Store, explained: Explained, format_: str, name: str) -> None:
    """Prints triples, each with its evidence as an `oa:Annotation`."""
    from tradegraph.dataset import formats, writing

    if format_ not in formats.FORMATS:
        raise InputError(
            f"{name}: CONSTRUCT and DESCRIBE give triples, which {format_} can't hold; choose "
            "--format turtle, ntriples, jsonld or rdfxml"
        )
    from tradegraph.export.annotation import annotate_answer

    output.write_bytes(writing.write_rdf(annotate_answer(store, explained), format_))


def _write_table(explained: Explained, sources: Sources) -> None:
    """Prints rows with numbers, what there is to say of each under it, and the footnotes."""
    from rich.text import Text

    from tradegraph.answer.names import printable
    from tradegraph.answer.why.results import cited, notes

    out = output.console()
    numbers: dict[str, int] = {}
    said = [notes(row) for row in explained.rows]
    marks = [
        " ".join(f"[{numbers.setdefault(graph, len(numbers) + 1)}]" for graph in cited(row, sources))
        for row in explained.rows
    ]
    if explained.truth is None:
        out.print(_table(explained, marks, said, out))
    else:
        out.print(Text(f"{str(explained.truth).lower()}  ") + Text(marks[0], style="cyan"))
        for note in said[0]:
            out.print(Text(printable(note)))
    output.write_footnotes(numbers, sources, out)
    if explained.truth is None:
        found = len(explained.rows)
        sys.stderr.write(f"{found} row{'' if found == 1 else 's'}\n")


def _table(explained: Explained, marks: list[str], said: list[list[str]], out: Console) -> Table:
    """The rows as a table; as blocks where there is more to say under a row than numbers, or where it is too wide."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tradegraph.answer.names import printable

    columns = explained.columns
    lines = [output.Line([_cell(term) for term in row.terms], [], []) for row in explained.rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    table.add_column(Text("why"), style="cyan")
    for line, mark in zip(lines, marks, strict=True):
        table.add_row(*map(Text, line.cells), Text(mark))
    if not any(said) and output.fits(table, len(columns), out):
        return table
    under = ["\n".join(filter(None, (mark, *map(printable, notes)))) for mark, notes in zip(marks, said, strict=True)]
    return output.as_blocks(columns, lines, under, "why")


def _cell(term: object) -> str:
    """A term by its short name or its value; nothing where it is unbound."""
    import pyoxigraph as ox

    from tradegraph.answer.names import printable

    if term is None:
        return ""
    return printable(shorten(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term)))
