"""Quads as sorted N-Quads lines with canonical blank nodes: the form from which every format is written.

The engine writes the lines, so the syntax of every term is the engine's; what is done here is to cut, sort and compare
text, which is several times faster than to ask the engine's objects for their parts one by one.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph import sandbox
from tradegraph.errors import InputError, LimitError
from tradegraph.files import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS = 30.0
_MEMORY = 2_000_000_000
_DIRECTIONS = ("--ltr", "--rtl")
_AFTER = "tag:tradegraph,after:"  # marks a predicate of the second of two parts, while blank nodes get their labels


def canonical_lines(quads: Iterable[ox.Quad] | Iterable[ox.Triple]) -> list[str]:
    """Each quad once, as a line `subject predicate object graph .`, sorted; without a graph where it stands in none.

    Blank nodes get the labels `c14n0`, `c14n1`, ... by their place in the dataset alone, so that isomorphic datasets
    give equal lines, and others don't.

    Args:
        quads: RDF 1.1 quads or triples. With blank nodes among them a child process is forked, so not from within a
            sandbox.

    Raises:
        InputError: A triple term or a text direction; they belong to RDF 1.2.
        LimitError: Crafted blank nodes take longer than 30 seconds, or 2 GB. The engine knows no limit of its own and
            hears no signal.

    Source: RDF Dataset Canonicalization (RDFC-1.0), W3C Recommendation of 21 May 2024.

    >>> canonical_lines([ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.BlankNode("c"))])
    ['<urn:a> <urn:b> _:c14n0 .']
    """
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    found = sorted(set(_split_lines(written)))
    _refuse_rdf_1_2(found)
    if not any("_:" in line and _holds_blank_node(line) for line in found):
        return found

    def work() -> bytes:
        dataset = ox.Dataset(ox.parse(written, format=ox.RdfFormat.N_QUADS))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""

    try:
        return sorted(_split_lines(sandbox.run(work, _SECONDS, _MEMORY)))
    except LimitError as error:
        raise LimitError(
            f"the blank nodes are too entangled to be told apart within {_SECONDS:g} seconds and "
            f"{_MEMORY // 1_000_000} MB; give them IRIs"
        ) from error


def canonical_parts(first: Iterable[ox.Quad], then: Iterable[ox.Quad]) -> tuple[list[str], list[str]]:
    """The lines of two parts of one dataset; a blank node has the same label in both, by its place in the whole.

    Args:
        first: RDF 1.1 quads.
        then: More of them; which of a pair of blank nodes that are alike stands in which part counts for the labels.

    Raises:
        InputError: As `canonical_lines`.
        LimitError: As `canonical_lines`.

    >>> canonical_parts([], [ox.Quad(ox.BlankNode("a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))])
    ([], ['_:c14n0 <urn:b> <urn:c> .'])
    """
    marked = [
        ox.Quad(quad.subject, ox.NamedNode(_AFTER + quad.predicate.value), quad.object, quad.graph_name)
        for quad in then
    ]
    mark = f" <{_AFTER}"
    parts: tuple[list[str], list[str]] = ([], [])
    for line in canonical_lines([*first, *marked]):
        subject, _, rest = line.partition(" ")
        is_after = line.startswith(mark, len(subject))
        parts[is_after].append(f"{subject} <{rest[len(mark) - 1 :]}" if is_after else line)
    return parts[0], sorted(parts[1])


def cut(line: str) -> tuple[str, str, str, str]:
    """The subject, predicate, object and graph of a line, each as N-Triples writes it; the graph empty where none is.

    >>> cut('<urn:a> <urn:b> "c d"@en <urn:e> .')
    ('<urn:a>', '<urn:b>', '"c d"@en', '<urn:e>')
    """
    subject, predicate, rest = line[:-2].split(" ", 2)
    # No IRI, label or language tag holds a quote or a blank, so the last quote ends the literal.
    end = rest.find(" ", rest.rfind('"') + 1)
    return (subject, predicate, rest, "") if end < 0 else (subject, predicate, rest[:end], rest[end + 1 :])


def _split_lines(written: bytes) -> list[str]:
    return written.decode("utf-8").split("\n")[:-1]  # not splitlines, which breaks at U+2028 too


def _holds_blank_node(line: str) -> bool:
    return any(term.startswith("_:") for term in cut(line))


def _refuse_rdf_1_2(found: list[str]) -> None:
    for line in found:
        if "<<(" in line or "--" in line:
            object_ = line.split(" ", 2)[2]
            if object_.startswith("<<(") or (object_.startswith('"') and cut(line)[2].endswith(_DIRECTIONS)):
                raise InputError(
                    f"{shown(object_)}: belongs to RDF 1.2, which many readers can't take; state it in RDF 1.1"
                )
