"""The zero-row checks of queries/checks: queries that must find nothing, each with a sentence for what it finds."""

from __future__ import annotations

import json
import os
import re
from typing import NamedTuple

import pyoxigraph as ox

from tradegraph import paths, sandbox
from tradegraph.dataset.heads import read_head
from tradegraph.errors import InputError
from tradegraph.vocabulary import TGO

SECONDS = 120.0
MEMORY = 4_000_000_000

_SEVERITIES = ("violation", "warning")
_APPLIES = ("shipped", "any")
_NEEDED = ("id", "title", "problem", "remedy", "severity", "applies")
_TERM = re.compile(r"\btgo:([A-Za-z][A-Za-z0-9-]*)")


class Check(NamedTuple):
    """A zero-row check.

    Attributes:
        id: The file's name without its ending.
        title: What it looks for, in a few words.
        problem: A sentence for each row, with variables of the row in braces.
        remedy: A sentence: what to do.
        severity: `violation` or `warning`.
        applies: `shipped` where it is about the project's own files, else `any`: a user's files are checked too.
        unless: `in-queries`: a term that a question or rule uses is no finding; empty otherwise.
        text: The whole file.
    """

    id: str
    title: str
    problem: str
    remedy: str
    severity: str
    applies: str
    unless: str
    text: str


Row = dict[str, str]


def read_checks(applies: str = "shipped") -> list[Check]:
    """The checks, by name: all of them for the shipped dataset, those that a user's files are held to for `any`."""
    checks = [_read(path) for path in paths.files(paths.CHECKS, ".rq")]
    return [check for check in checks if applies == "shipped" or check.applies == "any"]


def run_checks(store: ox.Store, checks: list[Check], seconds: float = SECONDS) -> list[tuple[Check, Row]]:
    """The rows that the checks find, by check and in the checks' own order; terms are written in N-Triples.

    Args:
        store: A merged store.
        checks: What to run.
        seconds: How long all of them may take together.

    Raises:
        LimitError: They took too long or too much memory.
    """
    found = json.loads(sandbox.run(lambda: json.dumps(_run(store, checks)).encode(), seconds, MEMORY))
    known = {check.id: check for check in checks}
    used = terms_in_queries() if any(check.unless for check in checks) else set()
    return [(known[name], row) for name, row in found if not (known[name].unless and row["focus"] in used)]


def terms_in_queries() -> set[str]:
    """The terms of the ontology that a question or a rule uses, in N-Triples."""
    texts = []
    for path in (*paths.files(paths.QUESTIONS, ".rq"), *paths.files(paths.RULES, ".rq")):
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    return {f"<{TGO}{name}>" for text in texts for name in _TERM.findall(text)}


def _run(store: ox.Store, checks: list[Check]) -> list[tuple[str, Row]]:
    found: list[tuple[str, Row]] = []
    for check in checks:
        solutions = store.query(check.text)
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - a check is a SELECT, see its test
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            row = {name: str(solution[name]) for name in names if solution[name] is not None}
            found.append((check.id, row))
    return found


def _read(path: str) -> Check:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    head = read_head(text)
    name = paths.shipped_name(path)
    for key in _NEEDED:
        if not head.get(key):
            raise InputError(f"{name}: its head lacks '{key}'; every check says {', '.join(_NEEDED)}")
    if head["id"] != os.path.basename(path)[: -len(".rq")]:
        raise InputError(f"{name}: its id is '{head['id']}'; name the check as its file")
    if head["severity"] not in _SEVERITIES or head["applies"] not in _APPLIES:
        raise InputError(f"{name}: severity is violation or warning, applies is shipped or any; correct its head")
    return Check(**{key: head[key] for key in _NEEDED}, unless=head.get("unless", ""), text=text)
