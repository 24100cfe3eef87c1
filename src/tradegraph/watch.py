"""The register of an agreement: what each of its areas promises, by whom, and what is known to have come of it."""

from __future__ import annotations

from typing import TypeVar

import pyoxigraph as ox

from tradegraph.answer.citing import Sources
from tradegraph.answer.names import Names, printable
from tradegraph.answer.questions import read_question
from tradegraph.dataset.terms import Term, select, value
from tradegraph.errors import InputError
from tradegraph.network.things import Things
from tradegraph.vocabulary import TG, unit_order

_T = TypeVar("_T")

ARTICLES, REFERENCE = "stated", "referenced"  # the kinds of graph by which something is promised


class Promise:
    """What one kind of source says of an area: our paraphrases, subjects, and the graphs that hold them, in order."""

    __slots__ = ("about", "graphs", "words")

    def __init__(self) -> None:
        """Holds a promise whose words are still to be gathered."""
        self.words: list[Term] = []
        self.about: list[Term] = []
        self.graphs: list[str] = []


class Activity:
    """What is known to have come of an area.

    Attributes:
        status: `tgo:announced` or `tgo:done`, or a literal that says that nothing is known.
        activity: The event, or None.
        day: Its day, month or year, or None.
        graphs: The graphs that say so, in order; empty where nothing is known.
    """

    __slots__ = ("activity", "day", "graphs", "status")

    def __init__(self, status: Term, activity: Term | None, day: Term | None) -> None:
        """Holds an activity whose graphs are still to be gathered."""
        self.status, self.activity, self.day = status, activity, day
        self.graphs: list[str] = []


class Watched:
    """An area of cooperation or an initiative.

    Attributes:
        area: Its IRI.
        part_of: IRI of the agreement, or of the area or partnership by which it belongs to it.
        promises: What is promised, by the kind of source: `ARTICLES`, `REFERENCE`.
        activities: What came of it, by day; one that says that nothing is known where there is none.
    """

    __slots__ = ("activities", "area", "part_of", "promises")

    def __init__(self, area: str, part_of: str) -> None:
        """Holds an area whose promises and activities are still to be gathered."""
        self.area, self.part_of = area, part_of
        self.promises = {ARTICLES: Promise(), REFERENCE: Promise()}
        self.activities: list[Activity] = []


def watch(store: ox.Store, agreement: ox.NamedNode, sources: Sources) -> list[Watched]:
    """The areas and initiatives of an agreement, in the order of the units that promise them, records last.

    Joins the questions `promises` and `activity`.

    Args:
        store: A merged store.
        agreement: The agreement.
        sources: Tells the kind of each graph.
    """
    found: dict[str, Watched] = {}
    for row in select(store, read_question("promises").text, {"agreement": agreement}):
        area = found.setdefault(value(row["area"]), Watched(value(row["area"]), value(row["partOf"])))
        for name in ("partIn", "unit"):
            promise = area.promises.get(sources.cite(value(row[name])).kind)
            if promise is not None:
                _add(promise.graphs, value(row[name]))
        if promise is not None:
            _add(promise.words if value(row["part"]) == "promised" else promise.about, row["promise"])
    for area in found.values():
        area.activities = _activities(store, area.area)
        for promise in area.promises.values():
            promise.graphs.sort(key=unit_order)
    return sorted(found.values(), key=_order)


def find_agreement(store: ox.Store, names: Names, text: str) -> ox.NamedNode:
    """The agreement that a text stands for: its slug, or what `Names.entity` takes.

    Raises:
        UnknownNameError: As `Names.entity`.
        InputError: The thing is no agreement.
    """
    slug = TG + text.strip()
    node = ox.NamedNode(slug) if names.find_label(slug) else names.entity(text)
    if Things(store).is_a(node.value, ("tgo:Agreement",)):
        return node
    name = printable(names.label(node.value))
    raise InputError(f"'{name}' is no agreement; 'tradegraph ask agreements' lists those there are")


def _activities(store: ox.Store, area: str) -> list[Activity]:
    found: dict[tuple[object, ...], Activity] = {}
    for row in select(store, read_question("activity").text, {"area": ox.NamedNode(area)}):
        told = (row["status"], row["activity"], row["day"])
        activity = found.setdefault(told, Activity(*told))
        for name in ("activityIn", "dayIn"):
            if row[name] is not None:
                _add(activity.graphs, value(row[name]))
    return list(found.values())


def _add(found: list[_T], one: _T) -> None:
    if one not in found:
        found.append(one)


def _order(area: Watched) -> tuple[bool, list[tuple[str, int, str]], str]:
    articles, reference = area.promises[ARTICLES].graphs, area.promises[REFERENCE].graphs
    return not articles, [unit_order(graph) for graph in articles or reference], area.area
