"""Reading engine terms and rows, narrowed to what data without RDF 1.2 holds."""

from __future__ import annotations

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def value(term: Term) -> str:
    """The characters of an IRI, a blank node's label or a literal; a triple term as N-Triples writes it.

    >>> value(ox.Literal("a", language="en"))
    'a'
    """
    return str(term) if isinstance(term, ox.Triple) else term.value


def iri(term: object) -> str | None:
    """The IRI of a term, or None for a literal or a node without a name."""
    return term.value if isinstance(term, ox.NamedNode) else None


def select(store: ox.Store, text: str, values: dict[str, ox.NamedNode | ox.Literal] | None = None) -> ox.QuerySolutions:
    """The rows of a SELECT query of ours, in process.

    Args:
        store: A store; a merged one where the query asks outside GRAPH.
        text: A SELECT query.
        values: Terms by the name of a projected variable that stands for a parameter.

    Raises:
        TypeError: The query is no SELECT.
    """
    bound: dict[ox.Variable, Term] = {ox.Variable(name): term for name, term in (values or {}).items()}
    found = store.query(text, substitutions=bound)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("a SELECT query is expected")
    return found
