"""A named question's answer, each row with the statements that make it true."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.questions import Question
from tradegraph.answer.why.explained import Explained, Row
from tradegraph.answer.why.explaining import explain


def explain_question(store: ox.Store, question: Question, values: dict[str, ox.NamedNode | ox.Literal]) -> Explained:
    """What a question answers, each row with its derivations; the columns of units are left out.

    Rows that differ in their units alone are one row with the derivations of all.

    Args:
        store: A merged store.
        question: The question.
        values: Terms by parameter.
    """
    found = explain(store, question.text, dict(values))
    places = [found.columns.index(name) for name in question.columns]
    rows: dict[tuple[object, ...], Row] = {}
    for row in found.rows:
        terms = tuple(row.terms[place] for place in places)
        whole = rows.setdefault(terms, Row(terms, [], False))
        whole.derivations += [one for one in row.derivations if one not in whole.derivations]
        whole.more |= row.more
    return Explained(found.form, question.columns, list(rows.values()))
