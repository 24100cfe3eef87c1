"""Units against texts: offsets and digests agree, and the units leave no word of an article out.

Nothing is normalised before comparing, and no unit is passed over. The whole file's digest is how a text was found,
so a text in which one character differs is not held at all.
"""

from collections.abc import Iterator, Mapping, Sequence

from tradegraph.articles import Article, digest
from tradegraph.evidence.findings import VIOLATION, EvidenceFinding
from tradegraph.evidence.units import UnitRecord

_FREEZE = "Give the offsets and the digest of the unit as it stands in the text; 'tradegraph reanchor' finds them."


def find_text(texts: Mapping[str, Article], sha256: str) -> str | None:
    """The exact text with this digest, or None; it is digested once more, so that no caller can pass off another."""
    article = texts.get(sha256)
    return article.text if article is not None and digest(article.text) == sha256 else None


def check_unit(unit: UnitRecord, text: str) -> Iterator[EvidenceFinding]:
    """What is wrong with one unit's offsets and digest, given the text of its article."""
    if not 0 <= unit.start < unit.end:
        message = f"{unit.place} does not say from where to where it stands: one start and one later end are needed."
        yield EvidenceFinding(VIOLATION, "unit-offsets", message, unit.iri, None, _FREEZE)
    elif unit.end > len(text):
        message = f"{unit.place} ends at {unit.end}, but the text of its article has only {len(text)} characters."
        yield EvidenceFinding(VIOLATION, "unit-beyond-text", message, unit.iri, None, _FREEZE)
    elif digest(text[unit.start : unit.end]) != unit.sha256:
        message = f"{unit.place} has another digest than the text from {unit.start} to {unit.end}, its place."
        yield EvidenceFinding(VIOLATION, "unit-digest", message, unit.iri, None, _FREEZE)


def check_cover(article: str, units: Sequence[UnitRecord], text: str) -> Iterator[EvidenceFinding]:
    """What of an article's text stands in no unit or in two, and which units are out of order.

    Args:
        article: IRI of the article.
        units: Its units, by position.
        text: Its exact text.
    """
    behind = 1 if text.startswith("\ufeff") else 0  # a byte order mark belongs to the file, not to its text
    for unit in units:
        if not 0 <= unit.start < unit.end <= len(text):
            continue  # said for the unit itself
        if unit.start < behind:
            message = f"{unit.place} starts at {unit.start}, before the unit in front of it ends at {behind}."
            remedy = "Number the units in the order of the text, and let none reach into another."
            yield EvidenceFinding(VIOLATION, "unit-order", message, unit.iri, None, remedy)
        else:
            yield from _uncovered(article, text, behind, unit.start)
        behind = max(behind, unit.end)
    yield from _uncovered(article, text, behind, len(text))


def _uncovered(article: str, text: str, start: int, end: int) -> Iterator[EvidenceFinding]:
    gap = text[start:end]
    if not gap.strip():
        return
    start += len(gap) - len(gap.lstrip())
    end = start + len(gap.strip())
    slug = article.rpartition("/")[2]
    message = f"The text of {slug} from {start} to {end} stands in no unit, so nobody can cite it."
    remedy = "Add the unit, or mend the ends of its neighbours."
    yield EvidenceFinding(VIOLATION, "text-outside-units", message, article, None, remedy)
