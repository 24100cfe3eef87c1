"""Changes as text for a person, as Markdown for a changelog, and as JSON for a program."""

from __future__ import annotations

import json

from tradegraph.diff.facts import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.diff.comparing import Change

FORMATS = ("text", "markdown", "json")
_ARROW = " \u2192 "
# What Markdown, or HTML in it, could take for more than a character; a line never begins with what the data says.
_ESCAPES = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|~&$#@"})


def write_report(changes: list[Change], format_: str) -> bytes:
    """The report: how many facts of each kind changed, then each in a sentence with its units; empty where none did.

    Args:
        changes: As `running.diff` gives them, in order.
        format_: One of `FORMATS`; JSON is never empty.

    Returns:
        UTF-8 text in which every fact has one line; JSON escapes what could steer a terminal.
    """
    if format_ == "json":
        return _json(changes)
    if not changes:
        return b""
    markdown = format_ == "markdown"
    counts = [f"- {_safe(line)}" if markdown else line for line in count(changes)]
    told = [_markdown(change) if markdown else _text(change) for change in changes]
    return "\n".join([*counts, "", *told, ""]).encode("utf-8")


def count(changes: list[Change]) -> list[str]:
    """How many facts of each kind changed in which way, in words and in order."""
    counts: dict[tuple[str, str, str], int] = {}
    for change in changes:
        told = (change.list, change.kind, change.change)
        counts[told] = counts.get(told, 0) + 1
    return [
        f"{f'{list_}: ' if list_ else ''}{number:,} {kind if number == 1 else KINDS[kind]} {what}"
        for (list_, kind, what), number in counts.items()
    ]


def _heading(change: Change) -> str:
    return f"{f'{change.list}: ' if change.list else ''}{change.kind} {change.change}"


def _text(change: Change) -> str:
    units = _ARROW.join(filter(None, [" ".join(change.formerly), " ".join(change.units)]))
    return f"{_heading(change)}: {change.sentence}{f' [{units}]' if units else ''}"


def _markdown(change: Change) -> str:
    # No IRI holds a backtick, so nothing ends the span of code early.
    units = _ARROW.join(" ".join(f"`{unit}`" for unit in side) for side in (change.formerly, change.units) if side)
    return f"- **{_safe(_heading(change))}**: {_safe(change.sentence)}{f' ({units})' if units else ''}"


def _safe(text: str) -> str:
    """The text as Markdown that shows just that text: no markup, and no address made a link by itself."""
    return text.translate(_ESCAPES).replace("://", "\\://").replace("www.", "www\\.")


def _json(changes: list[Change]) -> bytes:
    rows = []
    for change in changes:
        row: dict[str, object] = {"change": change.change, "kind": change.kind}
        row |= {"list": change.list} if change.list else {}
        row |= {"sentence": change.sentence, "units": change.units}
        row |= {"formerly": change.formerly} if change.formerly else {}
        rows.append(row)
    found = {"equal": not changes, "counts": count(changes), "changes": rows}
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
