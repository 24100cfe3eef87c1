"""A figure as SVG, PDF or PNG: the same bytes on every run; text stays text, and is read aloud too."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import contextmanager, nullcontext
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.text import Text

from tradegraph.diagrams.measure import MISSING, STYLE, Face, width
from tradegraph.diagrams.sheet import tag
from tradegraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from tradegraph.diagrams.drawing import Drawing

RESOLUTION = 200  # dots an inch in PNG
FORMATS = ("svg", "pdf", "png")
_PRESSED = 3  # of 9: of large even areas the harder ways make no smaller file, in half as much time again


def render(figure: Figure, drawing: Drawing, form: str, *, outlines: bool = False) -> bytes:
    """The bytes of a sheet.

    Args:
        figure: What `sheet` returned; additions by the user are kept.
        drawing: For title, description and notes.
        form: One of `FORMATS`.
        outlines: In SVG, letters as outlines: looks the same without the font, but is no longer text.

    Raises:
        InputError: Another format.
    """
    if form not in FORMATS:
        raise InputError(f"no diagram can be written as '{form}'; choose svg, png or pdf")
    metadata: dict[str, Any] = {
        "svg": {"Date": None, "Creator": None, "Title": drawing.title, "Description": drawing.description},
        "pdf": {
            "CreationDate": None,
            "ModDate": None,
            "Creator": "tradegraph",
            "Producer": None,
            "Title": drawing.title,
        },
        "png": {"Title": drawing.title, "Description": drawing.description, "Software": None},
    }[form]
    buffer = io.BytesIO()
    style = {**STYLE, "svg.fonttype": "path" if outlines else "none"}
    fonts = _without_layout_tables() if form == "pdf" else nullcontext()
    with mpl.rc_context(style), warnings.catch_warnings(), fonts:  # type: ignore[arg-type]
        warnings.filterwarnings("ignore", message=MISSING)
        more: dict[str, Any] = {"dpi": RESOLUTION, "pil_kwargs": {"compress_level": _PRESSED}} if form == "png" else {}
        figure.savefig(buffer, format=form, metadata=metadata, **{"dpi": 72, **more})
    if form != "svg":
        return buffer.getvalue()
    return _speak(buffer.getvalue().decode("utf-8"), figure, drawing, outlines).encode("utf-8")


@contextmanager
def _without_layout_tables() -> Iterator[None]:
    """Fonts in a PDF without the tables by which letters are shaped.

    Letters are shaped before they are written, so no reader of a PDF looks at these; to cut them down to the letters
    in use takes most of the time for a font.
    """
    from fontTools import subset

    load = subset.load_font

    def load_plain(*args: Any, **options: Any) -> Any:
        font = load(*args, **options)
        for table in ("GDEF", "GPOS", "GSUB"):
            if table in font:
                del font[table]
        return font

    subset.load_font = load_plain
    try:
        yield
    finally:
        subset.load_font = load


def _speak(text: str, figure: Figure, drawing: Drawing, outlines: bool) -> str:
    """An SVG with a title, a description, what is read on hovering, and the width of every line of words pinned.

    Its role, of the WAI-ARIA Graphics Module, leaves the links inside to be read, one for each entity: as an image it
    would be one thing with nothing in it.
    """
    before, start, rest = text.partition("<svg ")
    head, end, rest = rest.partition(">")
    said = (
        f'\n <title id="sheet-title">{escape(drawing.title)}</title>'
        f'\n <desc id="sheet-desc">{escape(drawing.description)}</desc>'
    )
    rest = re.sub(r"\n <title>[^<]*</title>", "", rest, count=1)  # matplotlib's, which says the same
    read = 'role="graphics-document document" aria-labelledby="sheet-title" aria-describedby="sheet-desc"'
    text = f"{before}{start}{read} {head}{end}{said}{rest}"
    for role, things in (("node", drawing.nodes), ("edge", drawing.edges)):
        for thing in things:
            note = getattr(thing, "note", "") or (thing.label if role == "node" else "")
            if note:
                group = f'<g id="{tag(role, thing.id)}">'
                told = f"{group}<title>{escape(note)}</title>"
                text = text.replace(group, told, 1)
                text = text.replace(f"{told}\n    <a ", f'{told}\n    <a aria-label="{escape(note)}" ', 1)
    text = re.sub(r'(<g id="e?label:[^"]*">\s*<a )', r'\1aria-hidden="true" tabindex="-1" ', text)
    return text if outlines else _pin(text, figure)


def _pin(text: str, figure: Figure) -> str:
    """Gives every text its measured length, so that another font in a browser can't push words over their shape."""
    lengths = {}
    for artist in figure.findobj(Text):
        gid = artist.get_gid()
        if gid and artist.get_text().strip():
            face = Face(
                float(artist.get_fontsize()), artist.get_fontweight() == "bold", artist.get_fontstyle() == "italic"
            )
            lengths[gid] = width(artist.get_text(), face)

    def pinned(match: re.Match[str]) -> str:
        gid = match.group(2)
        if gid not in lengths:
            return match.group(0)
        return f'{match.group(1)}<text textLength="{lengths[gid]:.2f}" lengthAdjust="spacingAndGlyphs" '

    return re.sub(r'(<g id="([^"]+)">(?:(?!<g |</g>)[\s\S])*?)<text ', pinned, text)
