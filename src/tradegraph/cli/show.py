"""tradegraph show: what is known of one thing, grouped, each statement with its units."""

from __future__ import annotations

import sys

from tradegraph.cli import gathering, output, sources, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.answer.statements import Statement
    from tradegraph.dataset.reach import Excerpt, Shipped
    from tradegraph.dataset.terms import Term

SUMMARY = "show what is known of a thing, grouped, each statement with its units"
EXAMPLES = (
    "tradegraph show WCO",
    "tradegraph show 'single windows'",
    "tradegraph show tg:mou-signing-2025 --format json",
)
ARGUMENTS = (
    Argument("entity", metavar="ENTITY", help="a label, an alias, tg:slug or an IRI"),
    sources.ARGUMENT,
    output.format_argument(),
    texts.ARGUMENT,
)


class _Asked:
    """A thing by its name, as `gathering.Asked` has it.

    Attributes:
        thing: What it is.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.thing: ox.NamedNode | None = None

    def resolve(self, store: ox.Store, names: Names) -> None:  # noqa: ARG002
        """Finds the thing."""
        self.thing = self.thing or names.entity(self._name)

    def reach(self, shipped: Shipped) -> Excerpt:
        """Where it is spoken of."""
        return shipped.for_terms(self.thing)

    def read(self, store: ox.Store, names: Names) -> list[Line]:
        """What is said of it."""
        return _read(store, names, self.thing or names.entity(self._name))


def run(args: Args) -> int:
    """Prints what is known of the thing."""
    held = texts.held(args)
    asked = _Asked(args.entity)
    found = gathering.gather(args, asked)
    from tradegraph.vocabulary import shorten

    names = found.names
    thing = (asked.thing or names.entity(args.entity)).value
    others = sorted(names.aliases(thing))
    title = names.label(thing) + (f" (also: {', '.join(others)})" if others else "")
    gathering.write(args, ("relation", "value"), found, held, title=title, silent="nothing from the articles")
    if not found.lines:  # it stands between things
        sys.stderr.write(f"nothing is said of it; tradegraph cite '?' {shorten(thing)} '?' shows what it relates\n")
    return 0


def _read(store: ox.Store, names: Names, thing: ox.NamedNode) -> list[Line]:
    """What a dataset says of the thing, what it is first, then its own relations, then those that point at it."""
    from tradegraph.answer.citing import display, predicate_label
    from tradegraph.answer.statements import about, unfold
    from tradegraph.dataset.terms import iri

    def line(statement: Statement, other: Term, *, back: bool) -> Line:
        """A statement as a row; a node without a name is told by what is said of it."""
        relation = predicate_label(statement.predicate.value, names)
        told: dict[str, list[str]] = {}
        for inner, end, is_own in unfold(store, other, names):
            if end != thing:
                words = predicate_label(inner, names)
                told.setdefault(words if is_own else f"{words} of", []).append(display(end, names))
        value = "; ".join(f"{words}: {', '.join(values)}" for words, values in told.items())
        if relation == "is a":
            value = predicate_label(str(iri(other)), names)
        return Line(
            [f"<- {relation}" if back else relation, value or display(other, names)],
            [statement.predicate.value, iri(other)],
            statement.graphs,
            (statement.subject, statement.predicate, statement.object, back),
        )

    outgoing, incoming = about(store, thing)
    rows = [*(line(s, s.object, back=False) for s in outgoing), *(line(s, s.subject, back=True) for s in incoming)]
    rows.sort(key=lambda row: _rank(row.cells[0]))
    return rows


def _rank(relation: str) -> tuple[int, str]:
    """What it is first, then its own relations, then those that point at it."""
    return (0 if relation == "is a" else 2 if relation.startswith("<- ") else 1, relation)
