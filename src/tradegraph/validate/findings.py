"""What validation finds, and the report that holds it."""

from __future__ import annotations

from typing import NamedTuple

SEVERITIES = ("violation", "warning", "info")
KINDS = ("shape", "check", "evidence")


class Finding(NamedTuple):
    """One thing that is not as it should be, with the place and the way out.

    Attributes:
        severity: `violation` breaks the build, `warning` is a gap or a conflict, `info` is worth knowing.
        kind: `shape`, `check` or `evidence`: what found it.
        rule: Prefixed name of the shape, or name of the check or of the evidence rule.
        message: A whole sentence: what is right (a shape), or what is wrong (a check, the evidence).
        label: What the thing is called.
        term: IRI of the thing, `_:` and its name for a blank node; empty where there is none.
        graph: IRI of the graph, mostly a unit's, that holds what is wrong; empty where none does.
        file: The file as the repository or the user names it; empty where it isn't known.
        line: Line in the file, from 1; None where it isn't known.
        remedy: A whole sentence: what to do.
        path: Path of a shape in Turtle; empty for anything else.
        value: The value at fault in N-Triples; empty where there is none.
        component: IRI of the SHACL constraint component; empty for anything else.
    """

    severity: str
    kind: str
    rule: str
    message: str
    label: str
    term: str
    graph: str
    file: str
    line: int | None
    remedy: str
    path: str = ""
    value: str = ""
    component: str = ""


class Report:
    """What validation found, and what of it was run.

    Attributes:
        findings: In order of severity, file, line, rule and thing.
        ran: Lines that say what was run, such as "shapes: 132 run with pyshacl".
        proved: Whether every citation was proved against the articles' texts; None where there are none to prove.
    """

    def __init__(self, findings: list[Finding], ran: list[str], *, proved: bool | None = None) -> None:
        """Holds findings, each once, in their order whatever the order in which they were found."""
        self.findings = sorted(dict.fromkeys(findings), key=_order)
        self.ran = ran
        self.proved = proved

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, all three named."""
        return {severity: sum(f.severity == severity for f in self.findings) for severity in SEVERITIES}

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks the build: no violation, whatever the warnings."""
        return self.counts["violation"] == 0


def _order(finding: Finding) -> tuple[int, str, int, str, str, str, str]:
    severity = SEVERITIES.index(finding.severity)
    place = (finding.file, finding.line or 0)
    return (severity, *place, finding.rule, finding.term, finding.value, finding.message)
