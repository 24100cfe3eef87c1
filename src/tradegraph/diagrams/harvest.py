"""What a figure really shows: words, shapes, lines and arrowheads by their ids, as geometry in points."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from tradegraph.diagrams.measure import MISSING, STYLE, ruler

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure

Array = np.ndarray


@dataclass(slots=True)
class Seen:
    """The drawn parts by the names in their ids; units are points from the lower left corner of the page.

    Attributes:
        page: Width and height.
        nodes: Shapes.
        labels: Words in shapes, all lines of a name together.
        edges: Lines as drawn, with the gap for their words; (parts, points, 2).
        arrows: Arrowheads, tip first.
        edge_labels: Words on lines.
        extras: Title, subtitle, key, notes, source.
        sizes: Of every piece of type, in points.
    """

    page: tuple[float, float]
    nodes: dict[str, shapely.Geometry] = field(default_factory=dict)
    labels: dict[str, shapely.Geometry] = field(default_factory=dict)
    edges: dict[str, shapely.MultiLineString] = field(default_factory=dict)
    arrows: dict[str, Array] = field(default_factory=dict)
    edge_labels: dict[str, shapely.Geometry] = field(default_factory=dict)
    extras: dict[str, shapely.Geometry] = field(default_factory=dict)
    sizes: list[float] = field(default_factory=list)


def harvest(figure: Figure) -> Seen:
    """Everything tagged in a figure, measured by the artists themselves at 72 dots an inch."""
    dpi = figure.dpi
    with mpl.rc_context(STYLE), warnings.catch_warnings():  # type: ignore[arg-type]
        warnings.filterwarnings("ignore", message=MISSING)
        figure.set_dpi(72)
        try:
            wide, high = (float(v) for v in figure.bbox.size)
            seen = Seen((wide, high))
            for artist in figure.findobj(lambda a: bool(a.get_gid())):
                role, _, name = str(artist.get_gid()).partition(":")
                if isinstance(artist, Text):
                    seen.sizes.append(float(artist.get_fontsize()))
                    _keep_words(seen, role, name, _rectangle(artist, ruler()))
                elif isinstance(artist, Patch | Line2D):
                    _keep_shape(seen, role, name, artist)
        finally:
            figure.set_dpi(dpi)
    return seen


def _rectangle(text: Text, renderer: RendererAgg) -> shapely.Polygon:
    """The words' extent; that of turned words is taken level and turned about their anchor."""
    angle = text.get_rotation()
    text.set_rotation(0)
    box = text.get_window_extent(renderer)
    text.set_rotation(angle)
    level = shapely.box(box.x0, box.y0, box.x1, box.y1)
    if not angle:
        return level
    x, y = text.get_transform().transform(text.get_position())
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return shapely.transform(level, lambda points: (points - [x, y]) @ turn + [x, y])


def _keep_words(seen: Seen, role: str, name: str, box: shapely.Polygon) -> None:
    table = {"label": seen.labels, "elabel": seen.edge_labels, "extra": seen.extras}.get(role)
    if table is None:
        return
    whole = name.rpartition(".")[0] if role != "extra" else name
    table[whole] = box if whole not in table else shapely.union(table[whole], box)


def _keep_shape(seen: Seen, role: str, name: str, artist: Patch | Line2D) -> None:
    path = artist.get_path()
    matrix = (
        artist.get_patch_transform() + artist.get_data_transform()
        if isinstance(artist, Patch)
        else artist.get_transform()
    )
    points = matrix.transform(path.vertices)
    if role == "edge":
        starts = np.flatnonzero(path.codes == 1) if path.codes is not None else np.array([0])
        parts = [part for part in np.split(points, starts[1:]) if len(part) > 1]
        seen.edges[name] = shapely.MultiLineString(parts)
    elif role == "arrow":
        seen.arrows[name] = points[:-1]
    elif role == "node":
        seen.nodes[name] = shapely.Polygon(points)
    elif role == "extra":
        seen.extras[name] = shapely.Polygon(points) if isinstance(artist, Patch) else shapely.LineString(points)
