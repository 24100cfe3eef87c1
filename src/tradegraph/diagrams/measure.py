"""How large words are when drawn: in points, measured by what draws them; and how a name breaks into lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.ft2font import FT2Font

# Hinting moves letters to whole pixels, so a word would be wider in a PNG than in a PDF: it is always off.
STYLE: dict[str, object] = {
    "text.hinting": "no_hinting",
    "text.antialiased": True,
    "text.usetex": False,
    "font.family": "DejaVu Sans",
    "svg.fonttype": "none",
    "svg.hashsalt": "tradegraph",
    "pdf.fonttype": 42,
    "path.simplify": False,
    "path.snap": False,
    "axes.unicode_minus": False,
}
FAMILY = "DejaVu Sans"  # comes with matplotlib, so it is the same on every machine
# For letters that DejaVu Sans lacks; the first one installed is used. Order: what readers of these scripts expect.
OTHERS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Noto Sans JP",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Sans Bengali",
    "Noto Sans",
    "Unifont",
)
LEADING = 1.18
_SPACE = 0.318  # width of a space in DejaVu Sans, in sizes of type
MISSING = "Glyph .* missing from"


@dataclass(frozen=True, slots=True)
class Face:
    """Size in points, weight and slant of words."""

    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text and the room they take, in points.

    Attributes:
        lines: In reading order.
        face: How they are set.
        widths: Of each line.
        width: Of the widest line.
        height: From the top of the first line's capitals to the bottom of the last line's descenders.
    """

    lines: tuple[str, ...]
    face: Face
    widths: tuple[float, ...]
    width: float
    height: float

    @property
    def step(self) -> float:
        """From baseline to baseline."""
        return self.face.size * LEADING

    def baselines(self) -> list[float]:
        """The y of each baseline, upwards, with the words centred on 0 by capitals and baseline, as the eye does."""
        cap = 0.73 * self.face.size
        block = (len(self.lines) - 1) * self.step + cap
        return [block / 2 - cap - i * self.step for i in range(len(self.lines))]


class Ruler(RendererAgg):
    """Measures words at 72 dots an inch without hinting and draws nothing; the same words are shaped once."""

    def __init__(self) -> None:
        """Starts with nothing measured."""
        super().__init__(16, 16, 72)  # type: ignore[no-untyped-call]
        self._known: dict[tuple[str, FontProperties, bool], tuple[float, float, float]] = {}

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object) -> tuple[float, float, float]:
        """Of a line of words, in points; who asks has set the hinting of `STYLE`."""
        known = self._known.get((s, prop, bool(ismath)))
        if known is None:
            known = super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-untyped-call]
            self._known[s, prop.copy(), bool(ismath)] = known
        return known


@lru_cache(maxsize=1)
def ruler() -> Ruler:
    """What measures words for layouts and for the audit."""
    return Ruler()


@lru_cache(maxsize=1)
def _others() -> tuple[str, ...]:
    installed = {entry.name for entry in fontManager.ttflist}
    return tuple(name for name in OTHERS if name in installed)


@lru_cache(maxsize=64)
def _font(family: str, style: str, weight: str | int) -> FT2Font:
    return get_font(findfont(FontProperties(family=[family], style=style, weight=weight)))  # type: ignore[arg-type]


def _missing(text: str, font: FT2Font) -> str:
    return "".join(sorted({c for c in text if not c.isspace() and font.get_char_index(ord(c)) == 0}))


@lru_cache(maxsize=4096)
def lacking(text: str, face: Face) -> str:
    """The letters of a text that DejaVu Sans can't draw in this face, each once, in order of their code."""
    return "" if text.isascii() else _missing(text, _font(FAMILY, *_style(face)))


def undrawable(texts: Iterable[tuple[str, FontProperties]]) -> str:
    """The letters that no font in which their text is set can draw; they come out as empty boxes.

    The layout is sound all the same, and an SVG keeps its text, which the reader's own fonts draw.

    Args:
        texts: Each with the fonts in which it is set, as an artist of matplotlib has them.
    """
    found: set[str] = set()
    for text, fonts in texts:
        left = "" if text.isascii() else text
        for family in fonts.get_family():
            left = _missing(left, _font(family, fonts.get_style(), fonts.get_weight()))
        found.update(left)
    return "".join(sorted(found))


def properties(face: Face, text: str = "") -> FontProperties:
    """The font to set a text in: DejaVu Sans, and others after it only where the text has letters that it lacks.

    Its oblique and bold lack letters that the upright and the plain one have, such as those of Arabic; a text that
    needs these is set in that one.
    """
    if text.isascii():
        return _properties(face, ())
    ways = (face, replace(face, italic=False), replace(face, italic=False, bold=False))
    best = min(ways, key=lambda way: len(lacking(text, way)))
    return _properties(best, _others() if lacking(text, best) else ())


def _style(face: Face) -> tuple[str, str]:
    return "italic" if face.italic else "normal", "bold" if face.bold else "normal"


@lru_cache(maxsize=64)
def _properties(face: Face, others: tuple[str, ...]) -> FontProperties:
    style, weight = _style(face)
    return FontProperties(family=[FAMILY, *others], size=face.size, weight=weight, style=style)  # type: ignore[arg-type]


@lru_cache(maxsize=16384)
def width(text: str, face: Face) -> float:
    """The width of one line in points. Right-to-left text is shaped by matplotlib (3.11 and later, libraqm)."""
    import warnings

    hinting = mpl.rcParams["text.hinting"]
    mpl.rcParams["text.hinting"] = STYLE[
        "text.hinting"
    ]  # rc_context would copy all parameters, which takes longer than measuring
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=MISSING)
            return float(ruler().get_text_width_height_descent(text, properties(face, text), False)[0])
    finally:
        mpl.rcParams["text.hinting"] = hinting


def line(text: str, face: Face) -> Words:
    """A text on one line."""
    return measured((text,), face)


@lru_cache(maxsize=4096)
def wrap(text: str, face: Face, limit: int = 20, most: int = 4) -> Words:
    """A name broken into lines of much the same length.

    As few lines as keep to the limit; where that needs more than `most` lines, the lines are longer instead. A word
    longer than a line is broken at its hyphen, or with one; Chinese and Japanese break between any two letters.

    Args:
        text: Any script, in reading order.
        face: How it is set.
        limit: Letters of average width in a line.
        most: Lines.
    """
    return measured(broken(text, face, limit, most), face)


def broken(text: str, face: Face, limit: int, most: int) -> tuple[str, ...]:
    """The lines that `wrap` breaks a text into, not measured."""
    room = limit * 0.56 * face.size
    while True:
        lines = _balance(_pieces(text, face, room), face, room)
        if len(lines) <= most:
            return tuple(lines)
        room *= 1.12


def measured(lines: tuple[str, ...], face: Face) -> Words:
    """Lines of text with the room they take."""
    widths = tuple(width(part, face) for part in lines)
    height = (len(lines) - 1) * face.size * LEADING + 0.97 * face.size
    return Words(lines, face, widths, max(widths), height)


def _is_wide(letter: str) -> bool:
    code = ord(letter)
    return (
        0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF
    )


def _pieces(text: str, face: Face, room: float) -> list[tuple[str, str]]:
    """The parts between which a line may end, each with what joins it to the part before: a space or nothing."""
    pieces: list[tuple[str, str]] = []
    for word in text.split():
        joint, part, long = " ", "", width(word, face) > room
        for i, letter in enumerate(word):
            part += letter
            after = word[i + 1 : i + 2]
            hyphen = long and letter in "-–/" and i > 2 and len(word) - i > 4
            ends = not after or _is_wide(letter) or _is_wide(after) or hyphen
            if long and not ends and len(part) > 3 and len(word) - i > 3 and width(part + after + "-", face) > room:
                part, ends = part + "-", True
            if ends:
                pieces.append((joint, part))
                joint, part = "", ""
    return pieces


def _balance(pieces: list[tuple[str, str]], face: Face, room: float) -> list[str]:
    """Lines of the fewest possible number whose longest is as short as it can be; of equals, the earliest break.

    A line is taken to be as wide as its parts and the spaces between them, so that only the parts are measured.
    """
    ends = np.cumsum([0.0, *(width(part, face) + (_SPACE * face.size if joint else 0.0) for joint, part in pieces)])
    lead = [_SPACE * face.size if joint else 0.0 for joint, _ in pieces]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for last in range(1, len(pieces) + 1):
        options = []
        for first in range(last - 1, -1, -1):
            wide = float(ends[last] - ends[first]) - lead[first]
            if wide > room and first < last - 1:
                break
            lines, cost, _ = best[first]
            options.append((lines + 1, cost + (wide / room) ** 3, first))
        best.append(min(options))
    found: list[str] = []
    end = len(pieces)
    while end:
        begin = best[end][2]
        found.append("".join(joint + part for joint, part in pieces[begin:end]).lstrip())
        end = begin
    return found[::-1]
