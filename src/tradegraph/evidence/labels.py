"""What things are called, by the editorial graphs alone: an article's graph can't name its own evidence."""

from functools import lru_cache

import pyoxigraph as ox

from tradegraph.evidence.mentions import Span, label_spans
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES, TGO, shorten

_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_EDITORIAL = ox.NamedNode(TGO + "EditorialGraph")
_UNIT_OF_MEASURE = TGO + "UnitOfMeasure"
# Whose name is never a part of another's name: a place or a body may well be named within a longer name.
_NAMED_WHOLE = frozenset({PREFIXES["foaf"] + "Person", PREFIXES["org"] + "Post"})
_SKOS = PREFIXES["skos"]
_PREDICATES = tuple(ox.NamedNode(_SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))


class Labels:
    """The labels of things and terms.

    Attributes:
        units_of_measure: IRIs of the units of measure, in order.
    """

    def __init__(self, store: ox.Store) -> None:
        """Reads labels and classes from the editorial graphs of a store."""
        self._labels: dict[str, list[str]] = {}
        self._classes: dict[str, set[str]] = {}
        described = store.quads_for_pattern(None, _TYPE, _EDITORIAL, _DESCRIPTION)
        names = {q.subject.value for q in described if isinstance(q.subject, ox.NamedNode)}
        # Even where an article's graph is described as an editorial one, it is none.
        graphs = [ox.NamedNode(name) for name in sorted(names) if not name.startswith(ARTICLE)]
        for predicate in _PREDICATES:
            quads = [quad for graph in graphs for quad in store.quads_for_pattern(None, predicate, None, graph)]
            # English first, so that messages name things in English.
            for quad in sorted(quads, key=lambda q: (getattr(q.object, "language", None) != "en", str(q))):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    self._labels.setdefault(quad.subject.value, []).append(quad.object.value)
        for graph in graphs:
            for quad in store.quads_for_pattern(None, _TYPE, None, graph):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    self._classes.setdefault(quad.subject.value, set()).add(quad.object.value)
        self.units_of_measure = sorted(iri for iri, kinds in self._classes.items() if _UNIT_OF_MEASURE in kinds)
        self._longer = lru_cache(maxsize=None)(self._find_longer)

    def has(self, iri: str) -> bool:
        """Whether a thing has a label."""
        return iri in self._labels

    def name(self, iri: str) -> str:
        """The preferred label of a thing, else its prefixed name."""
        return self._labels[iri][0] if iri in self._labels else shorten(iri)

    def spans(self, iri: str, text: str) -> list[Span]:
        """Where a thing is called by one of its labels in a text, by label.

        Where the label of a person or post is but a part of the longer name of another, that other one is meant:
        "Deputy Secretary General" is no mention of the Secretary General.
        """
        spans = [span for label in self._labels.get(iri, []) for span in label_spans(label, text)]
        if not spans:
            return []
        others = [span for label in self._longer(iri) for span in label_spans(label, text)]
        return [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in others)]

    def _find_longer(self, iri: str) -> tuple[str, ...]:
        """Labels of other persons that hold a label of a person; so for posts."""
        classes = self._classes.get(iri, set()) & _NAMED_WHOLE
        own = self._labels[iri]
        return tuple(
            label
            for other, labels in self._labels.items()
            if other != iri and not classes.isdisjoint(self._classes.get(other, ()))
            for label in labels
            if label not in own and any(label_spans(short, label) for short in own)
        )
