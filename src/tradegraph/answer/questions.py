"""The named questions: one file each, whose head is data and whose body is a query."""

from __future__ import annotations

import os

from tradegraph import paths
from tradegraph.dataset.heads import read_head
from tradegraph.errors import InputError, UnknownNameError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_ASKED = {"articles": "the articles", "reference": "the reference sources"}
_NO_ANSWER = "no answer in these sources"

UNIT = "unit"  # the type of a variable that is evidence, not a column


class Column:
    """A parameter or a column of a question: its name, its type, and whether it must be given."""

    __slots__ = ("name", "required", "type")

    def __init__(self, name: str, type_: str, required: bool) -> None:
        """Holds what the head of a question says of one of its variables."""
        self.name, self.type, self.required = name, type_, required


class Question:
    """A named question: what it asks, its parameters, what it returns, and the SPARQL that answers it.

    Attributes:
        id: The file's name without its ending.
        title: A few words.
        question: The question as a person would ask it.
        params: Parameters in order.
        returns: Columns in order; those of type `unit` are evidence.
        example: Arguments of an example call, as on a command line.
        none: What no row means where reference is asked too; "these sources" stands for those that are.
        none_in: The column in which a row says so, where that is an answer like any other; else empty.
        text: The whole file.
    """

    __slots__ = ("example", "id", "none", "none_in", "params", "question", "returns", "text", "title")

    def __init__(self, head: dict[str, str], text: str) -> None:
        """Holds a question's head, parsed, and its text."""
        self.id, self.title, self.question = head["id"], head["title"], head["question"]
        self.params = _columns(head.get("params", ""))
        self.returns = _columns(head["returns"])
        self.example = head.get("example", "")
        self.none = head.get("none", _NO_ANSWER)
        self.none_in = head.get("none-in", "")
        self.text = text

    @property
    def columns(self) -> list[str]:
        """The names of the columns, evidence left out."""
        return [column.name for column in self.returns if column.type != UNIT]

    def nothing_from(self, sources: str) -> str:
        """What no row means where certain sources are asked: `articles`, `reference` or `all`."""
        # What is said of all records doesn't follow from the articles, which have none.
        of_records = sources == "articles" and "these sources" not in self.none
        none = _NO_ANSWER if of_records else self.none
        return none.replace("these sources", _ASKED.get(sources, "these sources"))


def read_question(name: str) -> Question:
    """The named question.

    Raises:
        UnknownNameError: There is no question of this name; the message offers the nearest.
    """
    path = os.path.join(paths.QUESTIONS, f"{name}.rq")
    if "/" in name or "\\" in name or not os.path.isfile(path):
        raise UnknownNameError(_unknown(name))
    return _read(path)


def read_questions() -> list[Question]:
    """Every named question, by name."""
    return [_read(path) for path in paths.files(paths.QUESTIONS, ".rq")]


def question_names() -> list[str]:
    """The names of the questions, sorted, without opening them."""
    return [os.path.basename(path)[:-3] for path in paths.files(paths.QUESTIONS, ".rq")]


def _read(path: str) -> Question:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        return Question(read_head(text), text)
    except KeyError as error:
        raise InputError(f"{paths.shipped_name(path)}: its head lacks {error}; see CONTRIBUTING.md") from error


def _columns(text: str) -> list[Column]:
    """Columns of `name (type), name (type, required)`."""
    columns = []
    for part in _split(text):
        name, _, rest = part.partition("(")
        type_, _, required = rest.rstrip(") ").partition(",")
        columns.append(Column(name.strip(), type_.strip(), required.strip() == "required"))
    return columns


def _split(text: str) -> Iterable[str]:
    return [part.strip(" ,") + ")" for part in text.split(")") if part.strip(" ,")]


def _unknown(name: str) -> str:
    import difflib  # only a mistake needs it

    from tradegraph.files import shown

    near = difflib.get_close_matches(name, question_names(), n=4, cutoff=0.5)
    offer = f"did you mean {', '.join(near)}? " if near else ""
    return f"there is no question '{shown(name)}'; {offer}'tradegraph questions' lists them"
