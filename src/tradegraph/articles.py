"""Article text to units: a unit is a title, a summary sentence, a heading, a paragraph sentence or a bullet.

A unit is known by its position and its digest, never by its words. Segmentation proposes units for an article that
is new; once in the data they are frozen, and this module is no longer asked where they begin and end.

An article file is: the title on a line, the summary, the title again, then paragraphs, headings and bullets, one a
line. Sentences are split by `sentencex` (see docs/segmenters.md for the comparison that chose it).
"""

import hashlib
import os
import re
from typing import NamedTuple

from tradegraph.errors import InputError

KINDS = ("title", "summary", "heading", "sentence", "bullet")

# A line ends where Unicode says that it must (UAX #14), so that no line ending becomes part of a unit.
_LINE = re.compile(r"[^\n\v\f\r\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*[•‣⁃▪◦●·*–-]\s+")
_NUMBERED = re.compile(r"\s*\(?(\d{1,2}|[a-z])[.)]\s+")
# A heading is a short line that ends like no sentence does, and stands on a line of its own.
_HEADING_WORDS = 14
_SENTENCE_END = re.compile(r"[.!?:;,…。！？][\"'”’)\]]*$")
# Words that title case leaves small.
_SMALL = re.compile("an?|and|as|at|but|by|for|from|in|into|nor|of|off|on|or|out|over|per|the|to|under|up|via|vs|with")
_MAX_BYTES = 10_000_000


class Unit(NamedTuple):
    """One unit of an article: order from 1, kind, order of its section's heading (0 for none), offsets, digest."""

    order: int
    kind: str
    section: int
    start: int
    end: int
    sha256: str


class Article(NamedTuple):
    """An article as held by the reader: where from, its exact text, the SHA-256 of the whole file."""

    path: str
    text: str
    sha256: str


def digest(text: str) -> str:
    """SHA-256 of the exact UTF-8 text, as 64 lower-case hexadecimal digits; nothing is normalised.

    >>> digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_article(path: str) -> Article:
    """The article in a file, its text exactly as stored (no newline or Unicode normalisation).

    Args:
        path: File of UTF-8 text, at most 10 MB.

    Raises:
        InputError: There is no such file, it is a folder, too large, or not UTF-8 text.
    """
    try:
        with open(path, "rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; name a file with the article's text") from error
    if len(raw) > _MAX_BYTES:
        raise InputError(f"{path}: larger than {_MAX_BYTES} bytes; an article is a text file of some kilobytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start}); save the article as UTF-8") from error
    if "\x00" in text:
        raise InputError(f"{path}: holds NUL characters, so it is no text; name a file with the article's text")
    return Article(path, text, hashlib.sha256(raw).hexdigest())


def find_articles(folder: str) -> dict[str, Article]:
    """The articles in a folder, by the SHA-256 of their file, so that names don't matter.

    Args:
        folder: A folder; its text files are read, files that are no UTF-8 text are passed over.

    Raises:
        InputError: There is no such folder, or it may not be read.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        hint = "--articles and TRADEGRAPH_ARTICLES name the folder of the texts"
        raise InputError(f"{folder}: {error.strerror or error}; {hint}") from error
    found = {}
    for name in names:
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            continue
        try:
            article = read_article(path)
        except InputError:
            continue
        found[article.sha256] = article
    return found


def segment(text: str) -> list[Unit]:
    r"""The units of an article that is new, in order, with 0-based code-point offsets that include no outer blanks.

    Where the title stands once, there is no summary: everything after the title is the body.

    Args:
        text: The article's exact text, with any line endings.

    Returns:
        Units; `text[unit.start:unit.end]` is the unit's text. None where the text is empty or blank.

    >>> [(unit.kind, unit.section) for unit in segment("Fog Rises\n\nHail Falls\n\nIt fell. It rose.\n• Dew")]
    [('title', 0), ('heading', 2), ('sentence', 2), ('sentence', 2), ('bullet', 2)]
    """
    first = 1 if text.startswith("\ufeff") else 0  # a byte order mark belongs to the file, not to its title
    lines = [(m.start(), m.group()) for m in _LINE.finditer(text, first) if m.group().strip()]
    title = lines[0][1].strip() if lines else ""
    repeats = [i for i, (_, line) in enumerate(lines) if line.strip() == title]
    body = repeats[1] if len(repeats) > 1 else 0
    units: list[Unit] = []
    section = 0
    for i, (offset, line) in enumerate(lines):
        kind = _kind(line, title, in_summary=i < body)
        for start, end in sentences(line) if kind in ("summary", "sentence") else [_trimmed(line, 0, len(line))]:
            order = len(units) + 1
            section = order if kind == "heading" else section
            within = 0 if kind in ("title", "summary") else section
            units.append(Unit(order, kind, within, offset + start, offset + end, digest(line[start:end])))
    return units


def sentences(line: str) -> list[tuple[int, int]]:
    """Offsets of the sentences in a line, in order, without the blanks around them.

    >>> sentences("Fog rose. Hail, e.g. on Brillig St., fell.")
    [(0, 9), (10, 42)]
    """
    import sentencex  # here: a reader of frozen units never needs the segmenter

    # Plain spaces for all blanks, one for one: a no-break space between an initial and a full stop ends
    # sentencex 1.0.32 with a Rust panic, which is no `Exception`.
    plain = re.sub(r"\s", " ", line)
    pieces = [(b["start_index"], b["end_index"]) for b in sentencex.get_sentence_boundaries("en", plain)]
    return [_trimmed(line, start, end) for start, end in pieces if plain[start:end].strip()]


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    piece = line[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def _kind(line: str, title: str, *, in_summary: bool) -> str:
    stripped = line.strip()
    if stripped == title:
        return "title"
    if in_summary:
        return "summary"
    if _BULLET.match(line):
        return "bullet"
    numbered = _NUMBERED.match(line) is not None
    if _is_heading(stripped, numbered=numbered):
        return "heading"
    return "bullet" if numbered else "sentence"


def _is_heading(line: str, *, numbered: bool) -> bool:
    """Whether a line reads as a heading; after a number, or before a colon, only title case tells it from the rest."""
    if len(line.split()) > _HEADING_WORDS:
        return False
    if _SENTENCE_END.search(line):
        return line.endswith(":") and _is_title_case(line)
    return not numbered or _is_title_case(line)


def _is_title_case(line: str) -> bool:
    """Whether every word but the small ones starts with something else than a small letter."""
    words = (word.lstrip("\"'“‘([") for word in line.rstrip(":").split())
    return all(_SMALL.fullmatch(word) or not word[:1].islower() for word in words)
