"""Names by the index of the shipped files, for a dataset that holds but parts of them."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.names import Names, printable
from tradegraph.errors import UnknownNameError
from tradegraph.vocabulary import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradegraph.dataset.reach import Excerpt, Parts

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")


class IndexedNames(Names):
    """What things are called in some of the shipped files, and what a name stands for.

    A name that isn't written so anywhere but for case is not found, and no like ones are offered.
    """

    def __init__(self, parts: Parts, whole: Excerpt) -> None:
        """Of some of the shipped files.

        Args:
            parts: A dataset, to which parts of them are added.
            whole: All of them that count.
        """
        super().__init__(parts.store)
        self._parts, self._whole = parts, whole

    def find_label(self, iri: str) -> str | None:
        """The preferred label of a thing or term, None for one without."""
        if iri not in self._looked_up:
            self._looked_up[iri] = self._whole.label(iri)
        return self._looked_up[iri]

    def find(self, name: str) -> list[str]:
        """The IRIs that a label or alias stands for, exact but for case; empty where there is none."""
        return self._whole.called(name)

    def named_so(self, name: str) -> list[str]:
        """As `find`: accents are not left out of account."""
        return self.find(name)

    def entity(self, name: str) -> ox.NamedNode:
        """The one thing that a name stands for, and of which some part says something, see `Names.entity`."""
        node = self.resolve(name)
        if not self._whole.speaking_of(node.value):
            raise UnknownNameError(f"the graph says nothing of '{printable(name)}'")
        return node

    def look_into(self, iri: str) -> None:
        """Adds what is said of a thing, of its classes, and of those above them."""
        self._parts.add(self._whole.about([iri]))
        left, seen = self._objects(iri, _TYPE), set[str]()
        while left:
            seen |= left
            self._parts.add(self._whole.about(left))
            left = {broader for one in left for broader in self._objects(one, _SUBCLASS)} - seen

    def look_for(self, relation: str) -> None:
        """Adds what is said with a relation."""
        self._parts.add(self._whole.speaking_of(relation))

    def _objects(self, iri: str, predicate: ox.NamedNode) -> set[str]:
        quads = self._store.quads_for_pattern(ox.NamedNode(iri), predicate, None, None)
        return {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
