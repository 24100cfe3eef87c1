"""A named question's answer: rows, each with the units that it rests on."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.names import Names, printable
from tradegraph.answer.questions import UNIT, Column, Question
from tradegraph.dataset.terms import select
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.vocabulary import PREFIXES, unit_order

_XSD = PREFIXES["xsd"]


class Row:
    """One row of an answer: its terms by column (None where unbound), and the IRIs of its units, in order."""

    __slots__ = ("terms", "units")

    def __init__(self, terms: tuple[object, ...]) -> None:
        """Holds the terms of a row whose units are still to be gathered."""
        self.terms = terms
        self.units: list[str] = []


class Answer:
    """The answer to a question: column names, and rows in the question's order.

    Attributes:
        columns: The names of the columns, evidence left out.
        rows: No two rows are equal: what several units state is one row with all of them.
    """

    __slots__ = ("columns", "rows")

    def __init__(self, columns: list[str], rows: list[Row]) -> None:
        """Holds an answer."""
        self.columns, self.rows = columns, rows


def read_arguments(
    store: ox.Store, question: Question, arguments: list[str], names: Names
) -> dict[str, ox.NamedNode | ox.Literal]:
    """The values of a question's parameters, as terms.

    Args:
        store: What is asked; it tells of what kind a thing is.
        question: The question that is asked.
        arguments: `name=value` as on the command line; with a single parameter, the value alone will do.
        names: What names stand for.

    Raises:
        UnknownNameError: No such parameter, or a value names nothing, several things, or a thing of another kind.
        InputError: A value is not of its parameter's type, is given twice, or is required and missing.
    """
    known = {param.name: param for param in question.params}
    values: dict[str, ox.NamedNode | ox.Literal] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if name in known and not value.strip():
            raise InputError(f"parameter '{name}' has no value; for example: {_call(question)}")
        if not equals and len(known) == 1:
            name, value = next(iter(known)), argument
        elif not equals or name not in known:
            takes = ", ".join(f"{p.name}=..." for p in question.params) or "no parameters"
            raise UnknownNameError(f"question '{question.id}' has no parameter '{printable(name)}'; it takes {takes}")
        if name in values:
            raise InputError(f"parameter '{name}' is given twice; give it once")
        values[name] = _term(store, known[name], value, names)
    for param in question.params:
        if param.required and param.name not in values:
            raise InputError(f"question '{question.id}' needs {param.name}=...; for example: {_call(question)}")
    return values


def _call(question: Question) -> str:
    return f"tradegraph ask {question.id} {question.example}"


def ask(store: ox.Store, question: Question, values: dict[str, ox.NamedNode | ox.Literal]) -> Answer:
    """The answer to a question on a merged store.

    Args:
        store: Named graphs, with their merge in the default graph.
        question: The question.
        values: Terms by parameter; a parameter without a value stands for all.
    """
    solutions = select(store, question.text, values)
    columns = question.columns
    evidence = [column.name for column in question.returns if column.type == UNIT]
    rows: dict[tuple[object, ...], Row] = {}
    for solution in solutions:
        terms = tuple(solution[name] for name in columns)
        row = rows.setdefault(terms, Row(terms))
        for name in evidence:
            unit = solution[name]
            if unit is not None and unit.value not in row.units:
                row.units.append(unit.value)
    for row in rows.values():
        row.units.sort(key=unit_order)
    return Answer(columns, list(rows.values()))


def _term(store: ox.Store, param: Column, value: str, names: Names) -> ox.NamedNode | ox.Literal:
    from tradegraph.answer.kinds import read_rule, read_thing  # only a value needs it

    name, type_ = param.name, param.type
    if type_ == "IRI":
        return read_thing(store, name, value, names)
    if name == "rule":
        return read_rule(store, value, names)
    if type_ == "xsd:string":
        return ox.Literal(value)
    if type_ == "xsd:integer" and not _is_integer(value.strip()):
        raise InputError(f"{name}={printable(value)} is no whole number; write for example {name}=3")
    if type_ == "xsd:date" and not _is_date(value.strip()):
        raise InputError(f"{name}={printable(value)} is no day; write it as {name}=2025-01-21")
    return ox.Literal(value.strip(), datatype=ox.NamedNode(_XSD + type_.partition(":")[2]))


def _is_integer(value: str) -> bool:
    digits = value[1:] if value[:1] in ("+", "-") else value
    return digits.isascii() and digits.isdecimal()


def _is_date(value: str) -> bool:
    from datetime import date  # only a date needs it

    try:
        return date.fromisoformat(value).isoformat() == value  # other ways of writing a day are no xsd:date
    except ValueError:
        return False
