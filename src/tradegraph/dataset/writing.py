"""Quads as bytes, the same bytes for the same data: sorted, and with canonical labels for blank nodes.

Turtle and TriG take the layout of the shipped files (`layout`), JSON-LD the project's context (`jsonld`), and the rest
is as the engine writes it.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset import formats, lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# JSON-LD could hold named graphs, but what its readers want is one node with all that is known of it.
WITH_GRAPHS = ("trig", "nquads")


def write_rdf(
    quads: Iterable[ox.Quad],
    format: str,  # noqa: A002 - the word users know
    comment: str = "",
    root: str = "",
    then: Collection[ox.Quad] = (),
    heading: str = "",
) -> bytes:
    r"""The quads in an RDF format; equal quads give equal bytes, whatever their order and blank node labels.

    A format without graphs gets the merge: the triples of all graphs, each once.

    Args:
        quads: RDF 1.1 quads. With blank nodes among them a child process is forked, so not from within a sandbox.
        format: A name of `formats.FORMATS`; those of `WITH_GRAPHS` keep the named graphs.
        comment: What the document holds, one comment line each; Turtle and TriG only.
        root: The IRI of the thing that it is about, which then stands first; JSON-LD only.
        then: Quads to write after the others, where the graphs are kept; a graph with some of both then stands twice.
        heading: What they are, as a comment before them; TriG only.

    Returns:
        UTF-8 text that ends in a newline.

    Raises:
        InputError: A term that the format can't hold, or that is not RDF 1.1.
        LimitError: The blank nodes are too entangled to be told apart in time.
        UnknownNameError: There is no such format.

    >>> write_rdf([ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))], "ntriples")
    b'<urn:a> <urn:b> "c" .\n'
    """
    name = formats.named(format).name
    after: list[str] = []
    if name not in WITH_GRAPHS:
        found = lines.canonical_lines(quad.triple for quad in (*quads, *then))
    elif then:
        found, after = lines.canonical_parts(quads, then)
    else:
        found = lines.canonical_lines(quads)
    if name in ("ntriples", "nquads"):
        return _join([*found, *after])
    # A format's module is loaded when it is written: a Turtle file needs no JSON.
    if name == "jsonld":
        from tradegraph.dataset import jsonld

        return jsonld.write_jsonld(found, root)
    if name == "rdfxml":
        from tradegraph.dataset import rdfxml

        return rdfxml.write_rdfxml(found)
    from tradegraph.dataset import layout

    return layout.lay_out(found, comment, after, heading).encode("utf-8")


def canonicalise(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads, each once, with blank nodes relabelled by their place in the dataset alone.

    Args:
        quads: RDF 1.1 quads.

    Raises:
        InputError: The quads are not RDF 1.1.
        LimitError: The blank nodes are too entangled to be told apart in time.

    Source: RDF Dataset Canonicalization (RDFC-1.0), W3C Recommendation of 21 May 2024.
    """
    return set(ox.parse(_join(lines.canonical_lines(quads)), format=ox.RdfFormat.N_QUADS))


def digest(quads: Iterable[ox.Quad]) -> str:
    """SHA-256 of the canonical N-Quads: equal for isomorphic datasets, and for no others.

    Args:
        quads: RDF 1.1 quads.

    Returns:
        64 lower-case hexadecimal digits.

    Raises:
        InputError: The quads are not RDF 1.1.
        LimitError: The blank nodes are too entangled to be told apart in time.

    Source: RDF Dataset Canonicalization (RDFC-1.0), W3C Recommendation of 21 May 2024.

    >>> digest([])[:8]
    'e3b0c442'
    """
    import hashlib  # here, for it takes the time of a command that needs no digest

    return hashlib.sha256(_join(lines.canonical_lines(quads))).hexdigest()


def _join(found: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in found).encode("utf-8")
