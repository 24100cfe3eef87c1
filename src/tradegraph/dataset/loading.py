"""The shipped files as a dataset, and the merge on which plain queries run."""

import os

import pyoxigraph as ox

from tradegraph import paths
from tradegraph.vocabulary import BASE

# A triple that two sentences state must count once. The engine's own union of graphs repeats it, so the merge of all
# named graphs is kept in the default graph, by the engine itself, and stays out of every export.
_MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def load_shipped() -> ox.Store:
    """A store with every named graph of the shipped ontology and data; its default graph is empty.

    An ontology module becomes one editorial graph, named by the module's own IRI. The shapes are not data and stay out.
    """
    return load_files(
        [*paths.files(paths.ONTOLOGY, ".ttl"), *paths.files(paths.DATA, ".trig"), *paths.files(paths.ARTICLES, ".trig")]
    )


def load_files(files: list[str]) -> ox.Store:
    """A store with the named graphs of trusted files; its default graph is empty. For a user's files see `untrusted`.

    Args:
        files: Turtle (an ontology module, one graph) or TriG or N-Quads files, by their ending.
    """
    store = ox.Store()
    for path in files:
        if path.endswith(".ttl"):
            store.bulk_load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ontology_graph(path))
        else:
            store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS if path.endswith(".nq") else ox.RdfFormat.TRIG)
    return store


def load_merged() -> ox.Store:
    """The shipped dataset, ready for queries: named graphs, and their merge in the default graph."""
    store = load_shipped()
    merge(store)
    return store


def merge(store: ox.Store) -> None:
    """Fills the default graph with the triples of all named graphs, each once however many graphs hold it."""
    store.update(_MERGE)


def ontology_graph(path: str) -> ox.NamedNode:
    """The name of the graph that holds an ontology module: `ontology/<stem>` below the project's base."""
    return ox.NamedNode(BASE + "ontology/" + os.path.splitext(os.path.basename(path))[0])
