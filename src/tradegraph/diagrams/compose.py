"""From a drawing to a picture: laid out, numbered, what is left out said, drawn and audited."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tradegraph.diagrams import layout
from tradegraph.diagrams.audit import audit
from tradegraph.diagrams.columns import lay_out_columns
from tradegraph.diagrams.layout import Type
from tradegraph.diagrams.loop import Setting, crossings, faults, finish, lay_out
from tradegraph.diagrams.nodes import cite, numbered, table
from tradegraph.diagrams.picture import Note, Picture
from tradegraph.diagrams.sheet import sheet
from tradegraph.diagrams.spare import SETTINGS, lay_out_sparing, thin, without
from tradegraph.diagrams.tight import tightened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tradegraph.diagrams.drawing import Drawing, Edge
    from tradegraph.diagrams.layout import Plan

    Basis = dict[str, tuple[str, ...]]

_ROWS_BELOW = 40
_TRIALS = 2  # layouts in columns before spare lines go


def _left_out(edges: Sequence[Edge]) -> str:
    return f"{len(edges)} {'link among them is' if len(edges) == 1 else 'links among them are'} left out"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a drawing is to be laid out.

    Attributes:
        spare: Ids of the edges that may be left out, the least wanted last.
        dear: Ids of those of them for whose sake a few more layouts are tried.
        links: Most of these to draw, so that the eye finds the others; dear ones are drawn beyond it too.
        fewer: Most of these where so many can't be drawn; 0 for none of them then.
        crossings: Crossings that are not too many.
        settings: Ways to try where the drawing has no columns; where one has a page of its own, no line is left out.
        type: Sizes of type.
        left: Says of edges that are left out that they are.
        source: The source line of those that are drawn, where some are left out; None where it stays as it is.
    """

    spare: tuple[str, ...] = ()
    dear: frozenset[str] = frozenset()
    links: int = 6
    fewer: int = 0
    crossings: int = 2
    settings: tuple[Setting, ...] = SETTINGS
    type: Type = field(default_factory=Type)
    left: Callable[[Sequence[Edge]], str] = _left_out
    source: Callable[[Sequence[Edge]], str] | None = None


def compose(
    drawing: Drawing, basis: Basis | None = None, wish: Wish | None = None, plainer: Drawing | None = None
) -> Picture:
    """The picture of a drawing: in columns where the drawing has them, else free.

    Args:
        drawing: What is shown, without notes.
        basis: Graphs that each edge rests on by its id, for numbered notes; None for a picture without notes.
        wish: How it is to be laid out.
        plainer: What is shown instead where that has a fault or too many crossings.
    """
    wish = wish or Wish()
    basis = basis or {}
    pictures = []
    for shown in (drawing, plainer) if plainer else (drawing,):
        for plan in _plans(shown, basis, wish):
            if shown is not plainer and plainer and not _is_good(plan, wish):
                continue  # a sheet that will not be kept is not drawn
            pictures.append(_finished(plan, shown, basis, wish))
            if pictures[-1].audit.is_strict:
                return pictures[-1]
    return min(pictures, key=lambda picture: sum(picture.audit.counts.values()))


def _plans(drawing: Drawing, basis: Basis, wish: Wish) -> Iterator[Plan]:
    """Layouts, the wanted one first; the others are for a sheet on which the audit finds what no layout shows."""
    if drawing.columns:
        yield tightened(_in_columns(drawing, basis, wish), wish.crossings)
        return
    for first in range(len(wish.settings)):
        yield _free(drawing, basis, replace(wish, settings=wish.settings[first:]))


def _finished(plan: Plan, drawing: Drawing, basis: Basis, wish: Wish) -> Picture:
    """The picture of a layout, with its notes and what it leaves out in words."""
    plan = _renumbered(plan, basis, wish)
    notes = table(plan.drawing, basis)
    drawn = {edge.id for edge in plan.drawing.edges}
    left_out = [edge for edge in drawing.edges if edge.id not in drawn]
    if left_out and wish.source:
        plan.drawing = replace(plan.drawing, source=wish.source(plan.drawing.edges))
    plan.drawing = _tell(plan.drawing, left_out, notes, wish)
    figure = sheet(plan)
    return Picture(figure, plan.drawing, audit(figure, plan.drawing), notes)


def _free(drawing: Drawing, basis: Basis, wish: Wish) -> Plan:
    if any(setting.page for setting in wish.settings):
        return lay_out(numbered(drawing, basis), wish.type, wish.settings, wish.crossings)
    drawn = [edge.id for edge in thin(drawing, wish.spare).edges]
    wanted = [name for name in wish.spare if name in set(drawn)]
    tries = [
        numbered(without(drawing, set(wish.spare) - set(wanted[:links]) - wish.dear), basis)
        for links in (wish.links, wish.fewer)
        if links
    ]
    return lay_out_sparing(tries, wish.type, wish.crossings, wish.spare, wish.settings, wish.dear)


def _in_columns(drawing: Drawing, basis: Basis, wish: Wish) -> Plan:
    """All lines, else without the less wanted half of the spare ones, else without any of these."""
    for kept in (len(wish.spare), len(wish.spare) // 2):
        fewer = without(drawing, set(wish.spare[kept:]))
        plan = lay_out_columns(numbered(fewer, basis), wish.type, wish.crossings, *((_TRIALS,) if wish.spare else ()))
        if not wish.spare or _is_good(plan, wish):
            return plan
    return lay_out_columns(numbered(without(drawing, set(wish.spare)), basis), wish.type, wish.crossings)


def _is_good(plan: Plan, wish: Wish) -> bool:
    return not faults(plan) and crossings(plan) <= wish.crossings


def _renumbered(plan: Plan, basis: Basis, wish: Wish) -> Plan:
    """The plan with numbers that leave none out, unless the words no longer fit."""
    drawing = numbered(plan.drawing, basis)
    if drawing == plan.drawing:
        return plan
    again = layout.measure(drawing, plan.type)
    again.places = plan.places.copy()
    finish(again)
    return again if _is_good(again, wish) else plan


def _tell(drawing: Drawing, left_out: Sequence[Edge], notes: tuple[Note, ...], wish: Wish) -> Drawing:
    """The drawing with what was left out in its subtitle, and the notes below it where there is room."""
    subtitle = drawing.subtitle
    if left_out:
        subtitle = f"{subtitle.rstrip('.')}; {wish.left(left_out)}."
    if len(notes) > _ROWS_BELOW:
        return replace(drawing, subtitle=f"{subtitle} Numbers refer to the table of notes beside the picture.")
    return replace(drawing, subtitle=subtitle, notes=tuple((note.number, cite(note.units)) for note in notes))
