"""tradegraph ask: a named question, answered with its evidence."""

from __future__ import annotations

import sys

from tradegraph.cli import gathering, output, sources, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import ALL, ARTICLES, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.answer.questions import Question
    from tradegraph.dataset.reach import Excerpt, Shipped

    Values = dict[str, ox.NamedNode | ox.Literal]

SUMMARY = "answer a named question, each row with the units that it rests on"
EXAMPLES = (
    "tradegraph ask signatories agreement=MoU",
    "tradegraph ask panel --articles ~/articles",
    "tradegraph ask office-holder office='WTO Director-General' day=2025-01-21",
    "tradegraph ask signatories agreement=MoU --why",
    "tradegraph ask office-holders --sources all",
)
ARGUMENTS = (
    Argument("name", metavar="NAME", help="the question's name, as 'tradegraph questions' lists it"),
    Argument(
        "arguments",
        metavar="PARAM=VALUE",
        nargs="*",
        help="parameters by label, alias or IRI; one left out stands for all",
    ),
    Argument(
        "--why",
        nargs=0,
        help="show for each row every statement that makes it true, in each graph that holds it, and what must not be "
        "stated in words: numbered footnotes in a table, columns in csv and tsv, a member in json",
    ),
    sources.ARGUMENT,
    output.format_argument(),
    texts.ARGUMENT,
)


class _Asked:
    """A question with its arguments, as `gathering.Asked` has it.

    Attributes:
        values: The terms of its parameters.
    """

    def __init__(self, question: Question, arguments: list[str], *, why: bool) -> None:
        self._question, self._arguments, self._why = question, arguments, why
        self.values: Values | None = None

    def resolve(self, store: ox.Store, names: Names) -> None:
        """Reads the arguments."""
        from tradegraph.answer.ask import read_arguments

        if self.values is None:
            self.values = read_arguments(store, self._question, self._arguments, names)

    def reach(self, shipped: Shipped) -> Excerpt:
        """Where the query can match."""
        return shipped.for_query(self._question.text, self.values or {})

    def read(self, store: ox.Store, names: Names) -> list[Line]:
        """Asks the question."""
        return (_explained_lines if self._why else _lines)(store, self._question, self.values or {}, names)


def run(args: Args) -> int:
    """Asks the question and prints its answer; 0 also where there is no row, which is an answer too."""
    from tradegraph.answer.questions import read_question
    from tradegraph.dataset.patterns import merged_relations

    question = read_question(args.name)
    held = texts.held(args)
    asked = _Asked(question, args.arguments, why=bool(args.why))
    found = gathering.gather(args, asked, merged_relations(question.text), told=bool(args.why))
    silent = question.nothing_from(ARTICLES)
    told = "" if found.lines else question.nothing_from(args.sources or ALL)
    if told and question.none_in:
        found.lines, told = [_unanswered(question, asked.values or {}, found, told)], ""
    gathering.write(args, question.columns, found, held, title=question.title, silent=silent, why=bool(args.why))
    if told:
        sys.stderr.write(f"{told}\n")
    return 0


def _unanswered(question: Question, values: Values, found: gathering.Gathered, told: str) -> Line:
    """The row that says what is not known, for a program that reads no standard error; no source gives it."""
    line = _line(tuple(values.get(column) for column in question.columns), [], found.names)
    line.cells = [
        told if column == question.none_in else cell for column, cell in zip(question.columns, line.cells, strict=True)
    ]
    line.origin = ""
    return line


def answer_lines(
    store: ox.Store, question: Question, arguments: list[str], names: Names
) -> tuple[list[str], list[Line]]:
    """The columns and rows of a question's answer, ready to print."""
    from tradegraph.answer.ask import read_arguments

    return question.columns, _lines(store, question, read_arguments(store, question, arguments, names), names)


def _lines(store: ox.Store, question: Question, values: Values, names: Names) -> list[Line]:
    from tradegraph.answer.ask import ask

    return [_line(row.terms, row.units, names) for row in ask(store, question, values).rows]


def _explained_lines(store: ox.Store, question: Question, values: Values, names: Names) -> list[Line]:
    """The same rows, each with its why in place of the units that the question names."""
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.why.questions import explain_question
    from tradegraph.answer.why.results import cited, notes, reasons

    sources_ = Sources(store, names)
    lines = []
    for row in explain_question(store, question, values).rows:
        line = _line(row.terms, cited(row, sources_), names)
        line.why, line.notes = reasons(row), notes(row)
        lines.append(line)
    return lines


def _line(terms: tuple[object, ...], graphs: list[str], names: Names) -> Line:
    from tradegraph.answer.citing import display
    from tradegraph.dataset.terms import iri

    return Line([display(term, names) for term in terms], [iri(term) for term in terms], graphs, terms)
