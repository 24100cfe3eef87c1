"""JSON-LD for readers who know JSON and no RDF: short keys, plain values, small nodes within those they belong to.

The keys are those of `ontology/context.jsonld`; the part of it that a document uses stands in the document, so nothing
is ever fetched. No library does this: rdflib's serialiser can't frame and keeps no order, and PyLD frames whole
trees, at a hundred times the price, where a reader wants relations inside their entity and entities side by side.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from tradegraph import paths
from tradegraph.dataset import lines
from tradegraph.dataset.layout import subject_order
from tradegraph.errors import InputError
from tradegraph.files import shown
from tradegraph.vocabulary import BASE, PREFIXES, TG

if TYPE_CHECKING:
    from collections.abc import Iterable

    # Terms are as N-Triples writes them: `<iri>`, `_:label` or `"literal"`.
    Properties = dict[str, list[str]]
    Nodes = dict[str, Properties]
    # child: (parent, property, whether the property points from child to parent)
    Places = dict[str, tuple[str, str, bool]]
    Definition = dict[str, str]

_RDF_TYPE = f"<{PREFIXES['rdf']}type>"
_LABEL = f"<{PREFIXES['skos']}prefLabel>"
_XSD = PREFIXES["xsd"]
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
# Integers that every JSON reader keeps exactly, in the one form in which JSON writes them.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
# Only these are nested; a unit of an article has no label either, but is no part of what it is mentioned with.
_NESTED = ("_:", f"<{TG}", f"<{BASE}evidence/")


@cache
def read_context() -> dict[str, Any]:
    """The context that the project ships: prefixes, and short words for classes and properties."""
    with open(os.path.join(paths.ONTOLOGY, "context.jsonld"), encoding="utf-8") as file:
        context: dict[str, Any] = json.load(file)["@context"]
    return context


def write_jsonld(triples: Iterable[str], root: str = "") -> bytes:
    """The triples as compact JSON-LD with its context inside.

    A node without a label that just one other node refers to, such as the part somebody took in an event, stands
    within that other node; one that nothing refers to, such as a figure, stands within the thing it is about, if the
    context has a reverse word for that. Nesting goes one level deep. English texts are plain strings, others say
    their language. The root stands first; the other nodes are sorted by their identifier, keys by their letters after
    id, type and label.

    Args:
        triples: Canonical lines without graphs, as `lines.canonical_lines` gives them.
        root: The IRI of the thing that the document is about, if it is about one.

    Returns:
        UTF-8 JSON that ends in a newline; `@context`, then `@graph`, a list of nodes.

    Raises:
        InputError: An IRI begins like a word of the context, which JSON-LD can't tell from a prefixed name.

    Source: JSON-LD 1.1, W3C Recommendation of 16 July 2020.
    """
    nodes: Nodes = {}
    for line in triples:
        subject, predicate, object_, _ = lines.cut(line)
        nodes.setdefault(subject, {}).setdefault(predicate, []).append(object_)
    places = _places(nodes)
    inside: dict[str, list[str]] = {}
    for child in sorted(places, key=subject_order):
        inside.setdefault(places[child][0], []).append(child)
    compactor = _Compactor()
    graph = [
        compactor.node(subject, nodes, inside.get(subject, []), places)
        for subject in sorted(nodes, key=lambda node: (node != f"<{root}>", subject_order(node)))
        if subject not in places
    ]
    document = {"@context": compactor.context(), "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _places(nodes: Nodes) -> Places:
    """Where each nested node stands; every other node stands at the top."""
    wanted = _wanted_places(nodes)
    places: Places = {}
    parents: set[str] = set()
    # Parents that surely stand at the top go first, so that of a chain the outer link is the one that nests.
    for child in sorted(wanted, key=lambda node: (wanted[node][0] in wanted, subject_order(node))):
        parent = wanted[child][0]
        if parent not in places and child not in parents:
            places[child] = wanted[child]
            parents.add(parent)
    return places


def _wanted_places(nodes: Nodes) -> Places:
    """For each node that may be nested, the one node that it would stand in."""
    references: dict[str, list[tuple[str, str]]] = {}
    for subject, properties in nodes.items():
        for predicate, objects in properties.items():
            for object_ in objects if predicate != _RDF_TYPE else ():
                references.setdefault(object_, []).append((subject, predicate))
    reverse = [_expand(d["@reverse"]) for d in read_context().values() if isinstance(d, dict) and "@reverse" in d]
    wanted: Places = {}
    for node, properties in nodes.items():
        if _LABEL in properties or not node.startswith(_NESTED):
            continue
        found = references.get(node, [])
        if len(found) == 1 and found[0][0] != node:
            wanted[node] = (*found[0], False)
        for predicate in reverse if not found else ():
            owners = properties.get(predicate, [])
            if len(owners) == 1 and owners[0] in nodes:
                wanted.setdefault(node, (owners[0], predicate, True))
    return wanted


def _expand(name: str) -> str:
    """The term that a prefixed name of the context stands for; a keyword stands for itself."""
    prefix, colon, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>" if colon else name


class _Compactor:
    """Writes nodes in the words of the context, and remembers which words it used."""

    def __init__(self) -> None:
        self._whole = read_context()
        self._used: set[str] = {"id"}
        self._prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}
        self._words: dict[str, str] = {}
        self._reverse: dict[str, str] = {}
        for word, definition in self._whole.items():
            if isinstance(definition, dict) and "@reverse" in definition:
                self._reverse[_expand(definition["@reverse"])] = word
            elif word not in PREFIXES:
                self._words[_expand(definition if isinstance(definition, str) else definition["@id"])] = word
        self._known: dict[str, str] = {}

    def context(self) -> dict[str, Any]:
        """The part of the context that was used, in its order."""
        for word in list(self._used - PREFIXES.keys()):
            definition = self._whole[word]
            for name in definition.values() if isinstance(definition, dict) else [definition]:
                prefix = name.partition(":")[0]
                if prefix in PREFIXES:
                    self._used.add(prefix)
        return {word: definition for word, definition in self._whole.items() if word in self._used}

    def node(self, subject: str, nodes: Nodes, inside: list[str], places: Places) -> dict[str, Any]:
        """A node, and within it those that have their place there."""
        held = {child: self.node(child, nodes, [], places) for child in inside}
        _, owner, backwards = places.get(subject, ("", "", False))
        values: dict[str, list[Any]] = {}
        for predicate, objects in nodes[subject].items():
            if not (backwards and predicate == owner):  # that one is said by where the node stands
                for object_ in objects:
                    word, value = self._entry(predicate, object_, held)
                    values.setdefault(word, []).append(value)
        for child in inside:
            if places[child][2]:
                values.setdefault(self._use(self._reverse[places[child][1]]), []).append(held[child])
        written: dict[str, Any] = {self._use("id"): self._identifier(subject)}
        first = {"type": 0, "label": 1}
        for word in sorted(values, key=lambda word: (first.get(word, 2), word)):
            single = len(values[word]) == 1 and self._definition(word).get("@container") != "@set"
            written[word] = values[word][0] if single else values[word]
        return written

    def _entry(self, predicate: str, object_: str, held: dict[str, dict[str, Any]]) -> tuple[str, Any]:
        """The key of a property, and one value of it."""
        if predicate == _RDF_TYPE and object_[0] == "<":
            return self._use("type"), self._word(object_)
        word = self._word(predicate)
        if object_[0] == '"':
            return word, self._literal(object_, self._definition(word))
        if object_ in held:
            return word, held[object_]
        identifier = self._identifier(object_)
        return word, identifier if self._definition(word).get("@type") == "@id" else {"id": identifier}

    def _literal(self, term: str, definition: Definition) -> Any:
        end = term.rfind('"')
        # JSON knows all the escapes that the engine writes; it would stumble over any other.
        value = json.loads(term[: end + 1]) if "\\" in term else term[1:end]
        tail, coercion = term[end + 1 :], definition.get("@type")
        if tail.startswith("@"):
            plain = tail[1:] == definition.get("@language")
            return value if plain else {"@value": value, "@language": tail[1:]}
        if not tail:
            return value if coercion is None and "@language" not in definition else {"@value": value}
        datatype = tail[2:]
        if coercion is not None and datatype == _expand(coercion):
            return value
        if coercion is None and datatype == f"<{_XSD}integer>" and _INTEGER.fullmatch(value):
            return int(value)
        if coercion is None and datatype == f"<{_XSD}boolean>" and value in ("true", "false"):
            return value == "true"
        return {"@value": value, "@type": self._word(datatype)}

    def _definition(self, word: str) -> Definition:
        definition = self._whole.get(word)
        return definition if isinstance(definition, dict) else {}

    def _use(self, word: str) -> str:
        self._used.add(word)
        return word

    def _word(self, term: str) -> str:
        """A class, property or datatype: its word, else as an identifier."""
        word = self._words.get(term)
        return self._use(word) if word is not None else self._identifier(term)

    def _identifier(self, term: str) -> str:
        name = self._known.get(term)
        if name is None:
            name = self._known[term] = self._short(term[1:-1]) if term[0] == "<" else term
        return name

    def _short(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if prefix is not None and _LOCAL.fullmatch(iri, cut):
            return f"{self._use(prefix)}:{iri[cut:]}"
        scheme = iri.partition(":")[0]
        if scheme in self._whole:
            raise InputError(
                f"{shown(iri)}: begins like the word '{scheme}' of the context; choose another format than JSON-LD"
            )
        return iri
