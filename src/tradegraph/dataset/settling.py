"""Blank nodes named by what is said of them, so that two datasets can be compared quad by quad."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    _Kind = TypeVar("_Kind")


def settle(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads, each once, with each blank node named by the quads that it hangs together with, and by no others.

    Canonical labels of a whole dataset change wherever one blank node is added. These do not: a group of blank nodes
    gets the same names in every dataset, the second of two equal groups the same names with a 2, and so on. So the sets
    of two datasets are equal exactly if the datasets are isomorphic, and else differ where the datasets do.

    Args:
        quads: RDF 1.1 quads. The engine knows no limit on entangled blank nodes and hears no signal, so call it in a
            sandbox where the quads are not trusted.

    Source: RDF Dataset Canonicalization (RDFC-1.0), W3C Recommendation of 21 May 2024, applied to each group.

    >>> settle([ox.Quad(ox.BlankNode("x"), ox.NamedNode("urn:p"), ox.Literal("a"))]) == settle(
    ...     [ox.Quad(ox.BlankNode("y"), ox.NamedNode("urn:p"), ox.Literal("a"))]
    ... )
    True
    """
    settled: set[ox.Quad] = set()
    groups = _Groups()
    for quad in quads:
        blank = [term for term in (quad.subject, quad.object, quad.graph_name) if isinstance(term, ox.BlankNode)]
        if blank:
            groups.add(quad, blank)
        else:
            settled.add(quad)
    seen: dict[str, int] = {}
    for group in groups.all():
        dataset = ox.Dataset(group)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted(map(str, dataset))
        name = hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()[:32]
        seen[name] = seen.get(name, 0) + 1
        prefix = f"b{name}" if seen[name] == 1 else f"b{name}x{seen[name]}"
        settled.update(_renamed(quad, prefix) for quad in dataset)
    return settled


class _Groups:
    """Quads in groups that share blank nodes, directly or through others."""

    def __init__(self) -> None:
        self._above: dict[ox.BlankNode, ox.BlankNode] = {}
        self._quads: list[tuple[ox.BlankNode, ox.Quad]] = []

    def add(self, quad: ox.Quad, blank: list[ox.BlankNode]) -> None:
        top = self._top(blank[0])
        for other in blank[1:]:
            self._above[self._top(other)] = top
        self._quads.append((top, quad))

    def all(self) -> Iterable[list[ox.Quad]]:
        found: dict[ox.BlankNode, list[ox.Quad]] = {}
        for node, quad in self._quads:
            found.setdefault(self._top(node), []).append(quad)
        return found.values()

    def _top(self, node: ox.BlankNode) -> ox.BlankNode:
        above = self._above.setdefault(node, node)
        while above != node:
            higher = self._above[above]
            self._above[node] = higher  # so that the next way up is shorter
            node, above = above, higher
        return node


def _renamed(quad: ox.Quad, prefix: str) -> ox.Quad:
    def renamed(term: _Kind) -> _Kind | ox.BlankNode:
        return ox.BlankNode(prefix + term.value) if isinstance(term, ox.BlankNode) else term

    return ox.Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), renamed(quad.graph_name))
