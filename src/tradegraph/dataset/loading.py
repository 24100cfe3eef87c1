"""The shipped files as a dataset, by the sources that are chosen, and the merge on which plain queries run."""

from __future__ import annotations

import os

import pyoxigraph as ox

from tradegraph import paths
from tradegraph.vocabulary import BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

ARTICLES, REFERENCE, ALL = "articles", "reference", "all"
SOURCES = (ARTICLES, REFERENCE, ALL)

# What our rules conclude from the articles is no knowledge from elsewhere.
_DERIVED = "derived.trig"

# A triple that two sentences state must count once. The engine's own union of graphs repeats it, so the merge of all
# named graphs is kept in the default graph, by the engine itself, and stays out of every export.
_MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"

# The engine loads a large file in bulk, on several threads, which a small one does not repay; in bytes.
_BULK = 1_000_000


def shipped_files(sources: str = ARTICLES) -> list[str]:
    """The paths of the shipped ontology and data, less the shapes, which are not data.

    Args:
        sources: One of `SOURCES`: `articles`, with what our rules derive from them; `reference`, what is known from
            elsewhere; or `all`. The ontology, the catalogue and the topics belong to each.
    """
    data = paths.files(paths.DATA, ".trig")
    if sources == REFERENCE:
        data = [path for path in data if os.path.basename(path) != _DERIVED]
    stated = [] if sources == REFERENCE else paths.files(paths.ARTICLES, ".trig")
    return [*paths.files(paths.ONTOLOGY, ".ttl"), *data, *stated, *([] if sources == ARTICLES else reference_files())]


def reference_files() -> list[str]:
    """The paths of the reference lists, sorted."""
    return paths.files(paths.REFERENCE, ".trig")


def load_shipped(sources: str = ARTICLES) -> ox.Store:
    """A store with every named graph of the shipped ontology and data; its default graph is empty.

    An ontology module becomes one editorial graph, named by the module's own IRI.

    Args:
        sources: As `shipped_files` takes it.
    """
    return load_files(shipped_files(sources))


def load_files(files: list[str]) -> ox.Store:
    """A store with the named graphs of trusted files; its default graph is empty. For a user's files see `untrusted`.

    Args:
        files: Turtle (an ontology module, one graph) or TriG or N-Quads files, by their ending.
    """
    store = ox.Store()
    add_files(store, files)
    return store


def add_files(store: ox.Store, files: list[str]) -> None:
    """Adds the named graphs of trusted files, as `load_files` takes them, to a store; its default graph stays."""
    for path in files:
        load = store.bulk_load if os.path.getsize(path) > _BULK else store.load
        if path.endswith(".ttl"):
            load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ontology_graph(path))
        else:
            load(path=path, format=ox.RdfFormat.N_QUADS if path.endswith(".nq") else ox.RdfFormat.TRIG)


def add_documents(store: ox.Store, documents: list[bytes]) -> None:
    """Adds the named graphs of trusted TriG texts to a store; its default graph stays."""
    for document in documents:
        store.load(document, format=ox.RdfFormat.TRIG)


def load_merged(sources: str = ARTICLES) -> ox.Store:
    """The shipped dataset, ready for queries: named graphs, and their merge in the default graph.

    Args:
        sources: As `shipped_files` takes it.
    """
    store = load_shipped(sources)
    merge(store)
    return store


def merge(store: ox.Store, relations: Collection[str] | None = None) -> None:
    """Fills the default graph with the triples of all named graphs, each once however many graphs hold it.

    Args:
        store: A dataset.
        relations: The IRIs of the predicates whose triples are merged; None for all.
    """
    if relations is None:
        store.update(_MERGE)
    elif relations:
        values = " ".join(f"<{iri}>" for iri in sorted(relations))
        store.update(_MERGE.replace("WHERE {", f"WHERE {{ VALUES ?p {{ {values} }}"))


def ontology_graph(path: str) -> ox.NamedNode:
    """The name of the graph that holds an ontology module: `ontology/<stem>` below the project's base."""
    return ox.NamedNode(BASE + "ontology/" + os.path.splitext(os.path.basename(path))[0])
