"""tradegraph ask: a named question, answered with its evidence."""

from __future__ import annotations

import sys

from tradegraph.cli import output, texts
from tradegraph.cli.arguments import Args, Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.answer.questions import Question

SUMMARY = "answer a named question, each row with the units that it rests on"
EXAMPLES = (
    "tradegraph ask signatories agreement=MoU",
    "tradegraph ask panel --articles ~/articles",
    "tradegraph ask office-holder office='WTO Director-General' day=2025-01-21",
)
ARGUMENTS = (
    Argument("name", metavar="NAME", help="the question's name, as 'tradegraph questions' lists it"),
    Argument(
        "arguments",
        metavar="PARAM=VALUE",
        nargs="*",
        help="parameters by label, alias or IRI; one left out stands for all",
    ),
    output.format_argument(),
    texts.ARGUMENT,
)


def run(args: Args) -> int:
    """Asks the question and prints its answer; 0 also where there is no row, which is an answer too."""
    from tradegraph.answer.citing import Sources
    from tradegraph.answer.names import Names
    from tradegraph.answer.questions import read_question
    from tradegraph.dataset.loading import load_merged

    question = read_question(args.name)
    held = texts.held(args)
    store = load_merged()
    names = Names(store)
    columns, lines = answer_lines(store, question, args.arguments, names)
    output.write(columns, lines, output.chosen(args), Sources(store, names, held), question.title)
    if not lines:
        sys.stderr.write(f"{question.none}\n")
    return 0


def answer_lines(
    store: ox.Store, question: Question, arguments: list[str], names: Names
) -> tuple[list[str], list[output.Line]]:
    """The columns and rows of a question's answer, ready to print."""
    from tradegraph.answer.ask import ask, read_arguments
    from tradegraph.answer.citing import display

    answer = ask(store, question, read_arguments(question, arguments, names))
    return answer.columns, [
        output.Line([display(term, names) for term in row.terms], [iri(term) for term in row.terms], row.units)
        for row in answer.rows
    ]


def iri(term: object) -> str | None:
    """The IRI of a term, or None for a literal."""
    return term.value if type(term).__name__ == "NamedNode" else None  # type: ignore[attr-defined]
