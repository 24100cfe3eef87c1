"""A report in words, as JSON, and as a W3C SHACL validation report; each the same whenever the findings are."""

from __future__ import annotations

import json
import textwrap

import pyoxigraph as ox

from tradegraph.validate.findings import KINDS, Finding, Report
from tradegraph.vocabulary import ARTICLE, BASE, PREFIXES, TGS, shorten

FORMATS = ("text", "json", "turtle")

_PLURALS = {"violation": "violations", "warning": "warnings", "info": "notes"}
_SINGULARS = {"violation": "violation", "warning": "warning", "info": "note"}
_WIDTH, _NAMED = 116, 3  # characters of a line of names, and lines of names
_OF_KIND = {"check": ("ZeroRowCheck", "check/"), "evidence": ("EvidenceCheck", "evidence/")}


def write_report(report: Report, format: str) -> str:  # noqa: A002 - the word that users know
    """The report in one of `FORMATS`, ending in a newline."""
    return {"text": write_text, "json": write_json, "turtle": write_turtle}[format](report)


def write_text(report: Report) -> str:
    """The report in words: what was run, each finding with its place and the way out, and the counts at the end.

    Notes of one rule are told together: they break nothing, and many of them would hide what does.
    """
    lines = [*report.ran, ""] if report.ran else []
    folded: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.severity == "info":
            folded.setdefault((finding.rule, finding.message), []).append(finding)
        else:
            lines += [*_finding(finding), ""]
    for notes in folded.values():
        lines += [*(_finding(notes[0]) if len(notes) == 1 else _notes(notes)), ""]
    return "\n".join([*lines, summary(report)]) + "\n"


def summary(report: Report) -> str:
    """The counts and the verdict on one line.

    >>> summary(Report([], []))
    'conforms: 0 violations, 0 warnings, 0 notes'
    """
    counts = [f"{n} {_SINGULARS[s] if n == 1 else _PLURALS[s]}" for s, n in report.counts.items()]
    unproved = "" if report.proved is not False or not report.conforms else "; not every citation was proved"
    return f"{'conforms' if report.conforms else 'does not conform'}: {', '.join(counts)}{unproved}"


def write_json(report: Report) -> str:
    """The report as a JSON object: `conforms`, `proved`, `counts`, `ran`, and `findings` with `Finding`'s fields."""
    held = {
        "conforms": report.conforms,
        "proved": report.proved,
        "counts": report.counts,
        "ran": report.ran,
        "findings": [finding._asdict() for finding in report.findings],
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def write_turtle(report: Report) -> str:
    """The report as a W3C SHACL validation report.

    `sh:conforms` is what the standard asks for: true where there is no result at all, of whatever severity. Findings
    of checks and of the evidence are results too, with a constraint component of the project's own.

    Source: W3C, Shapes Constraint Language (SHACL), section 3.6.
    """
    prefixes = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("sh", "tgs", "xsd")]
    results = [_result(finding) for finding in report.findings]
    head = ["[]", "    a sh:ValidationReport ;", f"    sh:conforms {str(not results).lower()}"]
    body = "\n".join(head) + "".join(f" ;\n    sh:result {result}" for result in results) + " .\n"
    return "\n".join(prefixes) + "\n\n" + body


def place(finding: Finding) -> str:
    """Where a finding stands: its unit, then file and line, as far as they are known."""
    unit = finding.graph.startswith(ARTICLE) and finding.graph != finding.term  # a unit itself is named before
    graph = shorten(finding.graph) if unit else ""
    line = f" line {finding.line}" if finding.line else ""
    return ", ".join(part for part in (graph, f"{finding.file}{line}") if part)


def _finding(finding: Finding) -> list[str]:
    named = "" if finding.term.startswith("_:") or not finding.term else f" ({shorten(finding.term)})"
    who = finding.label if shorten(finding.term) == finding.label else f"{finding.label}{named}"
    where = place(finding)
    return [
        f"{_SINGULARS[finding.severity]}: {finding.message}",
        f"    {who}{', in ' + where if where else ''}",
        f"    {finding.remedy} [{finding.rule}]",
    ]


def _notes(notes: list[Finding]) -> list[str]:
    """Notes of one rule as one block that names the things, as many as three lines hold."""
    names = list(dict.fromkeys(note.label for note in notes))
    lines = textwrap.wrap(", ".join(names), _WIDTH, max_lines=_NAMED, placeholder=" …", break_on_hyphens=False)
    files = sorted({note.file for note in notes if note.file})
    where = f", in {', '.join(files)}" if files else ""
    return [
        f"note: {notes[0].message}",
        f"    {len(notes)} times{where}; --format json tells each with its line:",
        *(f"    {line}" for line in lines),
        f"    {notes[0].remedy} [{notes[0].rule}]",
    ]


def _result(finding: Finding) -> str:
    """A finding as a blank node of Turtle."""
    assert finding.kind in KINDS  # noqa: S101 - each kind has its place below
    if finding.kind == "shape":
        component, shape = finding.component, TGS + finding.rule.partition(":")[2]
    else:
        name, folder = _OF_KIND[finding.kind]
        component, shape = TGS + name, f"{BASE}{folder}{finding.rule}"
    focus = finding.term if finding.term.startswith("_:") else f"<{finding.term or shape}>"
    lines = ["a sh:ValidationResult", f"sh:focusNode {focus}"]
    if finding.path:
        lines.append(f"sh:resultPath {finding.path}")
    if finding.value:
        lines.append(f"sh:value {finding.value}")
    lines += [
        f"sh:resultSeverity sh:{finding.severity.capitalize()}",
        f"sh:sourceConstraintComponent <{component}>",
        f"sh:sourceShape <{shape}>",
        f"sh:resultMessage {ox.Literal(finding.message, language='en')}",
    ]
    return "[\n        " + " ;\n        ".join(lines) + "\n    ]"
