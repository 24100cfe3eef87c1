"""The kinds of comparison: one file of queries/conflicts each, whose head is data and whose body finds the claims."""

from __future__ import annotations

import os
from typing import NamedTuple

from tradegraph import paths
from tradegraph.conflicts.judging import JUDGES
from tradegraph.dataset.heads import read_head
from tradegraph.errors import InputError

_NEEDED = ("id", "title", "compares", "judge")


class Comparison(NamedTuple):
    """A kind of comparison.

    Its query gives a claim in each row: `thing`, `property`, `value`, `graph` and, where a thing has a value in each of
    several respects, `key` (a year). It may add `also`, a further graph that the claim rests on; `note`, how the value
    is read off graphs that don't just say it; and what the judge takes: `hedge`, `unitOfMeasure`, `asOf`, `next`,
    `lastDay`, `wider`.

    Attributes:
        id: The file's name without its ending.
        title: A few words.
        compares: What is compared, in words.
        judge: A name of `judging.JUDGES`.
        several: Whether the values that one graph gives are one claim, not one each.
        relations: Short names of the relations of a network that stand for a claim; empty where none does.
        text: The whole file.
    """

    id: str
    title: str
    compares: str
    judge: str
    several: bool
    relations: tuple[str, ...]
    text: str


def read_comparisons() -> list[Comparison]:
    """Every kind of comparison, by name."""
    return [_read(path) for path in paths.files(paths.CONFLICTS, ".rq")]


def _read(path: str) -> Comparison:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    head, name = read_head(text), paths.shipped_name(path)
    for key in _NEEDED:
        if not head.get(key):
            raise InputError(f"{name}: its head lacks '{key}'; every comparison says {', '.join(_NEEDED)}")
    if head["id"] != os.path.basename(path)[: -len(".rq")]:
        raise InputError(f"{name}: its id is '{head['id']}'; name the comparison as its file")
    if head["judge"] not in JUDGES:
        raise InputError(f"{name}: there is no judge '{head['judge']}'; choose one of {', '.join(JUDGES)}")
    if head.get("values", "several") != "several":
        raise InputError(f"{name}: values is 'several' or left out; correct its head")
    relations = tuple(head.get("relations", "").split())
    return Comparison(**{key: head[key] for key in _NEEDED}, several="values" in head, relations=relations, text=text)
