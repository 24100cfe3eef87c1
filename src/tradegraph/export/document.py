"""An export as bytes: select, add the evidence where it is asked for, write."""

from __future__ import annotations

from tradegraph.dataset import formats, writing
from tradegraph.errors import InputError
from tradegraph.export import annotation
from tradegraph.export.selection import ALL, DESCRIPTION, Selection, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    import pyoxigraph as ox

HEADING = "From reference sources, not from the articles"  # stands before what only they give


def write_export(
    store: ox.Store,
    selection: Selection = ALL,
    format: str = "turtle",  # noqa: A002 - the word users know
    evidence: bool = False,
    own: Collection[ox.Quad] | None = None,
) -> bytes:
    """A part of the dataset in an RDF format; two runs give the same bytes.

    TriG and N-Quads keep the sentence graphs. The other formats get the merge, each triple once, JSON-LD too: what its
    readers look for is a thing with all that is known of it. An entity's neighbourhood leaves the description of its
    graphs out of a merge, where there are no graphs to be described, unless evidence is asked for.

    Args:
        store: A dataset of named graphs, merged or not.
        selection: What to export; all by default.
        format: A name of `formats.FORMATS`.
        evidence: Add an `oa:Annotation` for each statement; only for formats without graphs.
        own: The quads of the dataset that the articles give; what else there is then comes after them, in TriG under a
            comment, where the format keeps the graphs. None for one order of all.

    Returns:
        UTF-8 text that ends in a newline.

    Raises:
        InputError: The selection or its query is faulty, evidence is asked of a format that keeps the graphs, or a term
            has no form in the format.
        LimitError: The query, or its blank nodes, are too much.
        UnknownNameError: There is no such format, article or entity.
    """
    keeps_graphs = formats.named(format).name in writing.WITH_GRAPHS
    if evidence and keeps_graphs:
        raise InputError(
            f"--evidence: {' and '.join(writing.WITH_GRAPHS)} carry the sentence graphs already; leave it out, or "
            "choose turtle, ntriples, jsonld or rdfxml"
        )
    quads = select(store, selection)
    if evidence:
        # Canonical labels first, for the names of annotations are made from the lines that they annotate.
        quads = annotation.annotate(store, writing.canonicalise(quads))
    elif selection.about and not keeps_graphs:
        quads = {quad for quad in quads if quad.graph_name != DESCRIPTION}
    if keeps_graphs and own is not None:
        first = quads.intersection(own)
        return writing.write_rdf(first, format, then=quads - first, heading=HEADING)
    return writing.write_rdf(quads, format, root=selection.about)
