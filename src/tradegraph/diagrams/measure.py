"""How large words are when drawn: in points, measured by what draws them; and how a name breaks into lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

if TYPE_CHECKING:
    from collections.abc import Iterable

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


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(16, 16, 72)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def _others() -> tuple[str, ...]:
    installed = {entry.name for entry in fontManager.ttflist}
    return tuple(name for name in OTHERS if name in installed)


@lru_cache(maxsize=4096)
def lacking(text: str) -> str:
    """The letters of a text that DejaVu Sans can't draw, each once, in order of their code."""
    if text.isascii():
        return ""
    font = get_font(findfont(FAMILY))
    return "".join(sorted({c for c in text if not c.isspace() and font.get_char_index(ord(c)) == 0}))


def undrawable(texts: Iterable[str]) -> str:
    """The letters that no known installed font can draw; they come out as empty boxes, and the layout is still sound.

    A caller says so, and which font to install.
    """
    letters = sorted({c for text in texts for c in lacking(text)})
    fonts = [get_font(findfont(name)) for name in _others()]
    return "".join(c for c in letters if not any(f.get_char_index(ord(c)) for f in fonts))


def properties(face: Face, text: str = "") -> FontProperties:
    """The font to set a text in: DejaVu Sans, and others after it only where the text has letters that it lacks."""
    return _properties(face, _others() if lacking(text) else ())


@lru_cache(maxsize=64)
def _properties(face: Face, others: tuple[str, ...]) -> FontProperties:
    return FontProperties(
        family=[FAMILY, *others],
        size=face.size,
        weight="bold" if face.bold else "normal",
        style="italic" if face.italic else "normal",
    )


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
            return float(_renderer().get_text_width_height_descent(text, properties(face, text), False)[0])  # type: ignore[no-untyped-call]
    finally:
        mpl.rcParams["text.hinting"] = hinting


def line(text: str, face: Face) -> Words:
    """A text on one line."""
    return _words((text,), face)


@lru_cache(maxsize=4096)
def wrap(text: str, face: Face, limit: int = 20, most: int = 4) -> Words:
    """A name broken into lines of much the same length.

    As few lines as keep to the limit; where that needs more than `most` lines, the lines are longer instead. A word
    longer than a line is broken with a hyphen; Chinese and Japanese break between any two letters.

    Args:
        text: Any script, in reading order.
        face: How it is set.
        limit: Letters of average width in a line.
        most: Lines.
    """
    room = limit * 0.56 * face.size
    while True:
        pieces = _pieces(text, face, room)
        lines = _balance(pieces, face, room)
        if len(lines) <= most:
            return _words(tuple(lines), face)
        room *= 1.12


def _words(lines: tuple[str, ...], face: Face) -> Words:
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
            ends = not after or _is_wide(letter) or _is_wide(after) or (letter in "-–/" and i > 2 and len(word) - i > 4)
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
