"""Turtle and TriG in the layout of the shipped files: a block a subject, a line a predicate, four spaces.

The engine writes Turtle too, but with tabs, all objects on one line and its prefixes in no order that a reader knows;
files that are kept under version control and read by people want one change to be one line. Only the order and the
blanks are ours: the syntax of every term is the engine's, except for the short forms below, which are strict.
"""

from __future__ import annotations

import re

from tradegraph.dataset import lines
from tradegraph.vocabulary import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    # subject: predicate: objects, each as it will be written
    Subjects = dict[str, dict[str, list[str]]]

_RDF_TYPE = f"<{PREFIXES['rdf']}type>"
_XSD = PREFIXES["xsd"]
# Narrower than the grammar: letters, digits, `_`, `-` and inner dots need no escape in any Turtle or SPARQL parser.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# Lexical forms that stand for themselves, unquoted, and that no reader rewrites: rdflib makes `7` of a bare `007`.
_BARE = {
    _XSD + "integer": re.compile(r"0|-?[1-9][0-9]*"),
    _XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]{1,6}"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_DIGITS = re.compile("[0-9]+")
_INDENT = "    "


def lay_out(quads: Iterable[str], comment: str = "", then: Iterable[str] = (), heading: str = "") -> str:
    """The quads as Turtle, or as TriG where some stand in named graphs.

    Graphs, subjects, predicates and objects come sorted, rdf:type first, and only the prefixes in use are declared, so
    that the same quads give the same text.

    Args:
        quads: Canonical lines, as `lines.canonical_lines` gives them.
        comment: What the file holds; one `#` line each, after the prefixes.
        then: Lines to lay out after the others, in graphs of their own.
        heading: What those are; a `#` line before them, if there are any.

    Returns:
        The document; it ends in a newline, and is empty where there is neither quad nor comment.

    Source: RDF 1.1 Turtle and RDF 1.1 TriG, W3C Recommendations of 25 February 2014.

    >>> line = '<https://w3id.org/tradegraph/id/wco> <http://www.w3.org/2004/02/skos/core#altLabel> "WCO"@en .'
    >>> print(lay_out([line]))
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX tg: <https://w3id.org/tradegraph/id/>
    <BLANKLINE>
    tg:wco
        skos:altLabel "WCO"@en .
    <BLANKLINE>
    """
    names = Names()
    parts = _graphs(quads, names)
    after = _graphs(then, names)
    parts += [*([f"# {heading}"] if heading and after else []), *after]
    head = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in sorted(names.used)]
    top = ["\n".join(head)] if head else []
    if comment:
        top.append("\n".join(f"# {line}".rstrip() for line in comment.splitlines()))
    return "\n\n".join(top + parts) + "\n" if top or parts else ""


def _graphs(quads: Iterable[str], names: Names) -> list[str]:
    """One text a subject of the default graph, then one a named graph."""
    graphs: dict[str, Subjects] = {}
    for line in quads:
        subject, predicate, object_, graph = lines.cut(line)
        subjects = graphs.setdefault(graph, {})
        verb = "a" if predicate == _RDF_TYPE else names[predicate]
        subjects.setdefault(subject, {}).setdefault(verb, []).append(names[object_])
    parts = _blocks(graphs.pop("", {}), names, "")
    for graph in sorted(graphs, key=_graph_order):
        blocks = "\n\n".join(_blocks(graphs[graph], names, _INDENT))
        parts.append(f"GRAPH {names[graph]} {{\n{blocks}\n}}")
    return parts


def _blocks(subjects: Subjects, names: Names, indent: str) -> list[str]:
    """One text a subject, without blank lines."""
    comma, semicolon = f" ,\n{indent}{_INDENT * 2}", f" ;\n{indent}{_INDENT}"
    blocks = []
    for subject in sorted(subjects, key=subject_order):
        predicates = subjects[subject]
        verbs = sorted(predicates, key=lambda verb: (verb != "a", verb))
        said = semicolon.join(f"{verb} {comma.join(sorted(predicates[verb]))}" for verb in verbs)
        blocks.append(f"{indent}{names[subject]}\n{indent}{_INDENT}{said} .")
    return blocks


def subject_order(subject: str) -> str:
    """Sorts IRIs by their characters (`<a>` before `<a-b>`), then blank nodes."""
    return subject.rstrip(">")


def _graph_order(graph: str) -> tuple[str, str]:
    """Sorts unit 2 before unit 10."""
    return _DIGITS.sub(lambda found: found.group().rjust(12, "0"), graph), graph


class Names(dict[str, str]):
    """Terms as Turtle writes them, by how N-Triples does; remembers which prefixes it used."""

    def __init__(self) -> None:
        """Starts with no term known and no prefix used."""
        self.used: set[str] = set()
        self._prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}

    def __missing__(self, term: str) -> str:
        """The term, shortened where that is safe."""
        short = self[term] = self._iri(term) if term[0] == "<" else self._literal(term) if term[0] == '"' else term
        return short

    def _iri(self, term: str) -> str:
        """The IRI as a prefixed name where its last part is a plain word, else in angle brackets."""
        cut = max(term.rfind("/"), term.rfind("#")) + 1
        prefix = self._prefixes.get(term[1:cut])
        if prefix is None or not _LOCAL.fullmatch(term, cut, len(term) - 1):
            return term
        self.used.add(prefix)
        return f"{prefix}:{term[cut:-1]}"

    def _literal(self, term: str) -> str:
        """The literal, bare where its form allows it, else with its datatype shortened."""
        end = term.rfind('"')
        if not term.startswith("^^", end + 1):
            return term
        bare = _BARE.get(term[end + 4 : -1])
        if bare is not None and bare.fullmatch(term, 1, end):
            return term[1:end]
        return f"{term[: end + 1]}^^{self[term[end + 3 :]]}"
