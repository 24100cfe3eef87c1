"""The printed sheet: a matplotlib figure in points, one to one, each part tagged so that the audit finds it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.ticker import NullLocator

from tradegraph.diagrams import shapes
from tradegraph.diagrams.footnotes import Footnotes, deep, footnotes, paragraph
from tradegraph.diagrams.legend import Legend, legend
from tradegraph.diagrams.measure import MISSING, STYLE, Face, Words, line, properties

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tradegraph.diagrams.layout import Plan

Array = np.ndarray
MARGIN = 22.0
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def tag(role: str, name: str, part: int | None = None) -> str:
    """The id of a drawn thing: role, name of the node or edge, and the line of its words.

    >>> tag("label", "article#u1", 0)
    'label:article_23u1.0'
    """
    safe = "".join(c if c in _SAFE else f"_{ord(c):x}" for c in name)
    return f"{role}:{safe}" + ("" if part is None else f".{part}")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the parts of the sheet stand: page size, the lower left corner of the picture, and the furniture."""

    width: float
    height: float
    left: float
    bottom: float
    title: Words
    subtitle: Words
    legend: Legend
    source: Words
    notes: Footnotes


def sheet(plan: Plan) -> Figure:
    """The finished sheet as a figure with one set of axes, in points from the lower left corner of the page."""
    with mpl.rc_context(STYLE), warnings.catch_warnings():  # type: ignore[arg-type]
        warnings.filterwarnings("ignore", message=MISSING)
        frame = _frame(plan)
        figure = Figure(figsize=(frame.width / 72, frame.height / 72), dpi=72, facecolor=shapes.PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, frame.width)
        axes.set_ylim(0, frame.height)
        axes.set_axis_off()
        for axis in (axes.xaxis, axes.yaxis):  # else ticks are made for the axes that nobody sees
            axis.set_major_locator(NullLocator())
        origin = np.array([frame.left, frame.bottom])
        for i in range(len(plan.edges)):
            _edge(axes, plan, i, origin)
        for i in range(len(plan.half)):
            _node(axes, plan, i, origin)
        for i in range(len(plan.edges)):
            _edge_words(axes, plan, i, origin)
        _furniture(axes, frame, plan)
        figure.set_label(plan.drawing.title)
    return figure


def page(plan: Plan) -> tuple[float, float]:
    """Width and height of the page that a layout needs, in points, without drawing it."""
    frame = _frame(plan)
    return frame.width, frame.height


def _frame(plan: Plan) -> Frame:
    type_, drawing = plan.type, plan.drawing
    least = max(plan.size[0], 300.0) if drawing.paper is None else drawing.paper[0] - 2 * MARGIN
    title = line(drawing.title, Face(type_.title, bold=True))
    if title.width > least:
        least = min(title.width, 1.35 * least) if drawing.paper is None else least
        title = paragraph(drawing.title, Face(type_.title, bold=True), least)
    subtitle = paragraph(drawing.subtitle, Face(type_.subtitle), max(least, 0.0))
    key = legend(plan, least)
    source = paragraph(drawing.source, Face(type_.small), least)
    width = max(least, key.width, title.width, subtitle.width, source.width) + 2 * MARGIN
    notes = footnotes(drawing.notes, Face(type_.small), width - 2 * MARGIN)
    below = MARGIN + deep(source) + notes.depth + (6.0 if drawing.notes else 0.0) + 12.0
    above = deep(title) + 5.0 + (deep(subtitle) + 11.0 if drawing.subtitle else 6.0) + key.height + 18.0
    height = below + plan.size[1] + above + MARGIN
    left = MARGIN + max(
        0.0, (width - 2 * MARGIN - plan.size[0]) / 2 if plan.size[0] < 0.75 * (width - 2 * MARGIN) else 0.0
    )
    paper = float(np.ceil(width)), float(np.ceil(height))
    if drawing.paper is not None:  # what is too large for it runs off it, which the audit tells
        paper, spare = drawing.paper, np.asarray(drawing.paper) - np.array([width, height])
        left, below = MARGIN + max(0.0, paper[0] - 2 * MARGIN - plan.size[0]) / 2, below + max(0.0, spare[1]) / 2
    return Frame(
        *paper,
        round(left, 2),
        round(below, 2),
        title,
        subtitle,
        key,
        source,
        notes,
    )


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    face: Face,
    colour: str,
    gid: str,
    align: str = "left",
    angle: float = 0.0,
    href: str = "",
    order: float = 5.0,
) -> None:
    artist = axes.text(
        x,
        y,
        text,
        fontproperties=properties(face, text),
        color=colour,
        ha=align,
        va="baseline",
        rotation=angle,
        rotation_mode="anchor",
        parse_math=False,
        zorder=order,
    )
    artist.set_gid(gid)
    if href:
        artist.set_url(href)


def _node(axes: Axes, plan: Plan, i: int, origin: Array) -> None:
    node, words = plan.drawing.nodes[i], plan.words[i]
    look = shapes.KINDS[node.kind]
    centre = plan.places[i] + origin
    patch = Polygon(
        plan.outlines[i] + centre,
        closed=True,
        facecolor=look.fill,
        edgecolor=look.colour,
        linewidth=1.5 if node.strong else 1.0,
        joinstyle="miter",
        zorder=3,
    )
    patch.set_gid(tag("node", node.id))
    if node.href:
        patch.set_url(node.href)
    axes.add_artist(patch)
    _detail(axes, look.shape, centre, plan.half[i], look.colour)
    x = centre[0] + shapes.shift(node.kind, 2 * plan.half[i, 1])
    for part, (text, down) in enumerate(zip(words.lines, words.baselines(), strict=True)):
        _write(
            axes,
            round(float(x), 2),
            round(float(centre[1] + down), 2),
            text,
            words.face,
            look.text,
            tag("label", node.id, part),
            "center",
            href=node.href,
        )


def _detail(axes: Axes, shape: str, centre: Array, half: Array, colour: str) -> None:
    if shape == "tab":
        corners = np.array(
            [[-half[0], -half[1]], [-half[0] + 3.2, -half[1]], [-half[0] + 3.2, half[1]], [-half[0], half[1]]]
        )
    elif shape == "document":
        corners = np.array([[half[0] - 6, half[1]], [half[0], half[1] - 6], [half[0] - 6, half[1] - 6]])
    else:
        return
    axes.add_artist(Polygon(corners + centre, closed=True, facecolor=colour, edgecolor="none", zorder=3.5))


def arrow(way: Array) -> tuple[Array, Array]:
    """An arrowhead as a triangle, tip first, and the line cut so that it ends inside it."""
    step = np.hypot(*np.diff(way, axis=0).T)
    rest = np.concatenate([np.cumsum(step[::-1])[::-1], [0.0]])
    length = min(shapes.ARROW[0], 0.6 * float(rest[0]))
    k = int(np.flatnonzero(rest >= length)[-1])
    share = (rest[k] - length) / max(float(step[k]), 1e-9)
    base = way[k] + (way[k + 1] - way[k]) * share
    along = way[-1] - base
    along = along / max(float(np.hypot(*along)), 1e-9)
    side = np.array([-along[1], along[0]]) * shapes.ARROW[1] / 2
    foot = way[-1] - along * length
    return np.stack([way[-1], foot + side, foot + 0.22 * length * along, foot - side]), np.concatenate(
        [way[: k + 1], (base + 0.3 * length * along)[None]]
    )


def _edge(axes: Axes, plan: Plan, i: int, origin: Array) -> None:
    edge = plan.drawing.edges[i]
    look = shapes.FAMILIES[edge.family]
    way = plan.ways[i] + origin
    gid = tag("edge", edge.id)
    body = way
    if edge.directed:
        head, body = arrow(way)
        patch = Polygon(head, closed=True, facecolor=look.colour, edgecolor="none", zorder=2.5)
        patch.set_gid(tag("arrow", edge.id))
        axes.add_artist(patch)
    spot = plan.spots.get(i)
    pieces = [body]
    if spot is not None and spot.on:
        room = shapely.transform(spot.shape, lambda c: c + origin)
        left = shapely.difference(shapely.LineString(body), room)
        pieces = [np.asarray(part.coords) for part in getattr(left, "geoms", [left]) if not part.is_empty]
    vertices = np.concatenate(pieces).round(3)
    codes = np.concatenate([[Path.MOVETO] + [Path.LINETO] * (len(piece) - 1) for piece in pieces])
    style: object = (0, tuple(d / shapes.STROKE for d in look.dashes)) if look.dashes else "solid"
    line_ = PathPatch(
        Path(vertices, codes),
        facecolor="none",
        edgecolor=look.colour,
        linewidth=shapes.STROKE,
        linestyle=style,
        capstyle="butt",
        joinstyle="round",
        zorder=2,
    )
    line_.set_gid(gid)
    if edge.href:
        line_.set_url(edge.href)
    axes.add_artist(line_)


def _edge_words(axes: Axes, plan: Plan, i: int, origin: Array) -> None:
    spot, words, edge = plan.spots.get(i), plan.labels[i], plan.drawing.edges[i]
    if spot is None or not words.width:
        return
    turn = np.radians(spot.angle)
    middle = (len(words.lines) - 1) / 2
    for part, text in enumerate(words.lines):
        down = (
            middle - part
        ) * words.step - 0.25 * words.face.size  # from the middle of the small letters to the baseline
        x, y = spot.x + origin[0] - np.sin(turn) * down, spot.y + origin[1] + np.cos(turn) * down
        _write(
            axes,
            round(float(x), 2),
            round(float(y), 2),
            text,
            words.face,
            shapes.FAMILIES[edge.family].colour,
            tag("elabel", edge.id, part),
            "center",
            spot.angle,
            edge.href,
        )


def _block(axes: Axes, x: float, top: float, words: Words, colour: str, name: str) -> None:
    """Writes lines of words below `top`."""
    for part, text in enumerate(words.lines):
        y = round(top - 0.78 * words.face.size - part * words.step, 2)
        _write(axes, x, y, text, words.face, colour, tag("extra", name, part))


def _furniture(axes: Axes, frame: Frame, plan: Plan) -> None:
    y = frame.height - MARGIN
    _block(axes, MARGIN, y, frame.title, "#000000", "title")
    y -= deep(frame.title) + 5.0
    if plan.drawing.subtitle:
        _block(axes, MARGIN, y, frame.subtitle, shapes.QUIET, "subtitle")
        y -= deep(frame.subtitle) + 11.0
    else:
        y -= 6.0
    frame.legend.draw(axes, MARGIN, y, _write)
    frame.notes.draw(axes, MARGIN, frame.bottom - 12.0, _block)
    _block(axes, MARGIN, MARGIN + deep(frame.source), frame.source, shapes.QUIET, "source")
