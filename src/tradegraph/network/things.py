"""What the nodes of a network are: entities, with their label and class."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.vocabulary import BASE, PREFIXES, TG, TGO, expand, shorten

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_EDITORIAL = ox.NamedNode(TGO + "EditorialGraph")
_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
# Labelled too, but words about things, not things.
_TERMS = frozenset(
    (
        f"{_OWL}AnnotationProperty",
        f"{_OWL}Class",
        f"{_OWL}DatatypeProperty",
        f"{_OWL}ObjectProperty",
        f"{_OWL}Ontology",
        f"{_RDFS}Class",
        f"{_RDFS}Datatype",
        PREFIXES["rdf"] + "Property",
    )
)


class Things:
    """The entities of a store: what has a label and is no term, graph or article.

    Attributes:
        labels: Preferred label by IRI, of entities and of terms; the English one where there are several.
        entities: The entities.
    """

    def __init__(self, store: ox.Store) -> None:
        """Reads labels, types and subclasses from all named graphs."""
        self.labels = _read_labels(store)
        self._types, self._filed = _read_types(store)
        self._above: dict[str, set[str]] = {}
        for quad in store.quads_for_pattern(None, _SUBCLASS, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                self._above.setdefault(quad.subject.value, set()).add(quad.object.value)
        self._ancestors: dict[str, frozenset[str]] = {}
        self.entities = frozenset(ox.NamedNode(iri) for iri in self.labels if self._is_entity(iri))

    def label(self, iri: str) -> str:
        """The preferred label of a thing or term, else its short name."""
        return self.labels.get(iri) or shorten(iri)

    def class_of(self, iri: str) -> str:
        """The short name of a thing's class, the most specific one; empty where none is known.

        What an editorial graph says goes before what articles call the thing; of several classes of which none is
        below another, the first by name is taken.
        """
        types = self._filed.get(iri) or self._types.get(iri, set())
        lowest = [one for one in types if not any(one != other and one in self.ancestors(other) for other in types)]
        return shorten(min(lowest or types)) if types else ""

    def is_a(self, iri: str, classes: tuple[str, ...]) -> bool:
        """Whether a thing is of one of the classes (prefixed names), or of one below; of any where there are none.

        A blank node goes by `_:` and its label.
        """
        wanted = {expand(name) for name in classes}
        return not wanted or any(not wanted.isdisjoint(self.ancestors(one)) for one in self._types.get(iri, ()))

    def ancestors(self, iri: str) -> frozenset[str]:
        """A class, and all classes above it."""
        known = self._ancestors.get(iri)
        if known is None:
            found, waiting = {iri}, [iri]
            while waiting:
                for above in self._above.get(waiting.pop(), ()):
                    if above not in found:
                        found.add(above)
                        waiting.append(above)
            known = self._ancestors[iri] = frozenset(found)
        return known

    def _is_entity(self, iri: str) -> bool:
        return (iri.startswith(TG) or not iri.startswith(BASE)) and _TERMS.isdisjoint(self._types.get(iri, ()))


def name_of(term: object) -> str:
    """An IRI, or a blank node's label after `_:`, which no IRI begins with; the value of a literal."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)


def _read_labels(store: ox.Store) -> dict[str, str]:
    best: dict[str, tuple[bool, str]] = {}
    for quad in store.quads_for_pattern(None, _LABEL, None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            candidate = (quad.object.language != "en", quad.object.value)
            iri = quad.subject.value
            best[iri] = min(best.get(iri, candidate), candidate)
    return {iri: label for iri, (_, label) in best.items()}


def _read_types(store: ox.Store) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """All types by IRI, and those that an editorial graph gives."""
    editorial = {q.subject for q in store.quads_for_pattern(None, _TYPE, _EDITORIAL, None)}
    types: dict[str, set[str]] = {}
    filed: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, _TYPE, None, None):
        if isinstance(quad.object, ox.NamedNode):
            types.setdefault(name_of(quad.subject), set()).add(quad.object.value)
            if quad.graph_name in editorial:
                filed.setdefault(name_of(quad.subject), set()).add(quad.object.value)
    return types, filed
