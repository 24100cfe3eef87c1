"""Which reference files can add something to an answer, told from their text, so that the others need not be loaded.

A file is read as bytes, which is fast. A triple of it can match a pattern only if each IRI of the pattern occurs in its
text, by its short name or in full. The patterns of a GRAPH match in one graph, and a graph stands in one file; only the
graph of descriptions is spread over all of them.
"""

from __future__ import annotations

import os

import pyoxigraph as ox

from tradegraph.dataset.loading import reference_files
from tradegraph.dataset.patterns import Group, UnclearError, read_patterns
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES, REFERENCE, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tradegraph.dataset.patterns import Pattern

ECONOMIES, _ECONOMY = "economies.trig", b"tg:economy-"

_TYPE = PREFIXES["rdf"] + "type"
_DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def files_for_query(store: ox.Store, text: str, values: Mapping[str, ox.NamedNode | ox.Literal]) -> list[str]:
    """The paths of the reference files that can change what a query answers.

    Args:
        store: The articles' dataset.
        text: A query that the engine takes.
        values: Terms by the name of a variable that stands for a parameter.

    Returns:
        Paths, sorted; too many rather than too few.
    """
    try:
        whole = read_patterns(text, {n: term.value for n, term in values.items() if isinstance(term, ox.NamedNode)})
    except UnclearError:
        return reference_files()
    texts = _read_texts()
    reach = _Reach(store, list(texts.values()))
    return _with_economies([path for path, text in texts.items() if reach.merged(whole, text)], texts)


def files_for_terms(*terms: object) -> list[str]:
    """The paths of the reference files that can hold a triple with all of these terms.

    Args:
        terms: Terms of the engine, or None for any; only IRIs are looked for.
    """
    wanted = tuple(frozenset((term.value,)) for term in terms if isinstance(term, ox.NamedNode))
    texts = _read_texts()
    return _with_economies([path for path, text in texts.items() if matches(wanted, text)], texts)


def files_for_any(iris: Iterable[str]) -> list[str]:
    """The paths of the reference files that speak of any of these things, as those do that say what they are called."""
    wanted = {name for iri in iris for name in (shorten(iri), f"<{iri}>")}
    return [path for path, text in _read_texts().items() if not wanted.isdisjoint(_words(text))] if wanted else []


def _words(text: bytes) -> set[str]:
    """The words of a file as they stand between blanks, less the punctuation behind them."""
    return {word.rstrip(".,;)]}") for word in text.decode("utf-8").split()}


def _with_economies(files: list[str], texts: dict[str, bytes]) -> list[str]:
    """The files, and that which says what economies are called where they speak of any."""
    named = [path for path in texts if os.path.basename(path) == ECONOMIES and path not in files]
    return sorted(files + named) if any(_ECONOMY in texts[path] for path in files) else files


def _read_texts() -> dict[str, bytes]:
    """The text of each reference file by its path."""
    texts = {}
    for path in reference_files():
        with open(path, "rb") as file:
            texts[path] = file.read()
    return texts


def matches(pattern: Pattern, text: bytes) -> bool:
    """Whether a triple of a file may match a pattern."""
    return all(any(occurs(iri, text) for iri in part) for part in pattern)


def occurs(iri: str, text: bytes) -> bool:
    """Whether the text of a file speaks of an IRI.

    >>> occurs("https://w3id.org/tradegraph/id/zephyria", b"tg:zephyria-east a tgo:Economy .")
    False
    """
    if iri == _TYPE:
        return True  # written as `a`
    if iri.startswith(REFERENCE):
        iri = iri.partition("#")[0]  # a file writes its own records short, and names its list in full
    short = shorten(iri)
    return _occurs(short.encode("utf-8"), text) or (short != iri and f"<{iri}>".encode() in text)


def _occurs(word: bytes, text: bytes) -> bool:
    """Whether a text holds a name, not just the beginning of a longer one."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if end == len(text) or text[end] not in _WORD:
            return True
        at = text.find(word, end)
    return False


class _Reach:
    """Tells whether a group can match in a file."""

    def __init__(self, store: ox.Store, texts: list[bytes]) -> None:
        self._store, self._whole = store, b"\n".join(texts)
        self._texts, self._described = texts, b""
        self._known: dict[tuple[str, str], bool] = {}

    def merged(self, group: Group, text: bytes) -> bool:
        """Whether a group may match anything of a file where each pattern may match in a graph of its own."""
        return any(self._matches(pattern, text) for pattern in group.patterns) or any(
            (self._in_graph if inner.is_graph else self.merged)(inner, text) for inner in group.groups
        )

    def _in_graph(self, group: Group, text: bytes) -> bool:
        """Whether a group may match anything of a file where all of its patterns match in one graph."""
        if not group.patterns and all(inner.is_graph for inner in group.groups):
            return True  # any graph will do
        if any(self._in_graph(inner, text) for inner in group.groups if inner.is_graph):
            return True
        found = False
        for pattern in group.patterns:
            here = self._matches(pattern, text)
            found |= here
            if not here and not self._in_description(pattern):
                return False
        return found or any(self._in_graph(inner, text) for inner in group.groups if not inner.is_graph)

    def _matches(self, pattern: Pattern, text: bytes) -> bool:
        """As `matches`; most names stand in no file, which is found out once."""
        return all(any(self._is_somewhere(iri) and occurs(iri, text) for iri in part) for part in pattern)

    def _is_somewhere(self, iri: str) -> bool:
        known = self._known.get((iri, "somewhere"))
        if known is None:
            known = self._known[iri, "somewhere"] = occurs(iri, self._whole)
        return known

    def _in_description(self, pattern: Pattern) -> bool:
        """Whether a triple may match a pattern in the graph of descriptions, wherever it is described."""
        return all(any(map(self._is_described, part)) for part in pattern)

    def _is_described(self, iri: str) -> bool:
        known = self._known.get((iri, "described"))
        if known is None:
            node = ox.NamedNode(iri)
            places = ((node, None, None), (None, node, None), (None, None, node))
            known = any(True for s, p, o in places for _ in self._store.quads_for_pattern(s, p, o, _DESCRIPTION))
            if not known and self._is_somewhere(iri):
                self._described = self._described or b"\n".join(map(_description, self._texts))
                known = occurs(iri, self._described)
            self._known[iri, "described"] = known
        return known


def _description(text: bytes) -> bytes:
    """The part of a file that describes its graphs; the whole where it isn't laid out as ours are."""
    _, begin, rest = text.partition(f"GRAPH <{DESCRIPTION_GRAPH}> {{\n".encode())
    block, end, others = rest.partition(b"\n}")
    return block if begin and end and DESCRIPTION_GRAPH.encode() not in others else text
