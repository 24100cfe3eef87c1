"""Rows to print: what each of them carries, where it is from, and how they are to look."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# A test holds it to the table of `tradegraph.dataset.loading`, which would take the engine's time to read.
ARTICLES, REFERENCE, ALL = CHOICES = ("articles", "reference", "all")
# Where a row of the articles is from that reference refutes, fills a gap of, or counts more for, so that the row as it
# stands isn't in the answer with reference; and what is said of it in words.
ALONE = "articles, not with reference"
WITHDRAWN = "no longer comes{} with reference"
# How rows stand where the articles' come first and the others in a section of their own.
APART = "apart"


class Line:
    """A row to print.

    Attributes:
        cells: Its cells.
        iris: The IRIs behind them, None for a plain value.
        graphs: The graphs that it rests on.
        key: What makes it the same row whatever else is known, and however things are called.
        origin: `articles` where they alone give it, else `reference`; or that it no longer comes with reference; empty
            where the row says that no source gives any. Of what is measured on a network: the choice of --sources whose
            network it is.
        why: What it rests on statement by statement, as JSON; None where that wasn't asked for.
        notes: What there is to say of its evidence in words.
    """

    __slots__ = ("cells", "graphs", "iris", "key", "notes", "origin", "why")

    def __init__(
        self, cells: Sequence[str], iris: Sequence[str | None], graphs: Sequence[str], key: object = None
    ) -> None:
        """Holds a row to print, of the articles and without a why."""
        self.cells, self.iris, self.graphs, self.key = cells, iris, graphs, key
        self.origin = "articles"
        self.why: dict[str, object] | None = None
        self.notes: Sequence[str] = ()


class Style:
    """How rows are printed.

    Attributes:
        format: One of `FORMATS`.
        title: Stands above a table.
        by: Which sources were asked, for rows that tell where they are from: one of the choices of --sources, or
            `APART` for the articles' rows first and the others in a section of their own; empty for rows that don't.
        nothing: Stands in a table where the articles give no row.
        why: Whether the rows carry their why.
        origin: What the column or member is called that tells where a row is from.
        cites: Whether a table has a column for the evidence; the other formats always do.
    """

    __slots__ = ("by", "cites", "format", "nothing", "origin", "title", "why")

    def __init__(
        self,
        format_: str,
        title: str = "",
        *,
        by: str = "",
        nothing: str = "",
        why: bool = False,
        origin: str = "from",
        cites: bool = True,
    ) -> None:
        """Holds a style."""
        self.format, self.title, self.by, self.nothing = format_, title, by, nothing
        self.why, self.origin, self.cites = why, origin, cites

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns after those of the answer, in tsv and csv."""
        return (*((self.origin,) if self.by else ()), *(("why", "why_note") if self.why else ("evidence",)))


def withdrawn(number: int, word: str = "row", within: str = "") -> str:
    """How many of the articles' rows do not come, within what cuts the answer off, when reference is known too."""
    one = number == 1
    words = WITHDRAWN.format(within)
    return f"{number:,} {word}{'' if one else 's'} by the articles {words if one else words.replace('comes', 'come')}"
