"""What is known of a record of a reference list: its list, its trust, and the works that it was read from."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.names import Names
from tradegraph.dataset.terms import value
from tradegraph.vocabulary import PREFIXES, TGO, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_DCTERMS = PREFIXES["dcterms"]
_LIST = ox.NamedNode(_DCTERMS + "isPartOf")
_WORK = ox.NamedNode(_DCTERMS + "source")
_TERMS = ox.NamedNode(_DCTERMS + "rights")
_ADDRESS = ox.NamedNode(TGO + "address")
_RETRIEVED = ox.NamedNode(TGO + "retrievedOn")
_TRUST = ox.NamedNode(TGO + "trust")

# In this order of trust; what comes after the second needs its mark wherever an answer shows it.
TRUST = ("high", "good", "medium", "low")
UNKNOWN = "unknown"
_TRUSTED = TRUST[:2]
_FROM_LEAST = [(one, f"{TGO}{one}Trust") for one in reversed(TRUST)]
_SHOWN = ("title", "address", "retrieved", "terms", "trust")


class Work:
    """A work outside the articles.

    Attributes:
        title: Its title.
        address: Where it was read, as text; never fetched.
        retrieved: The day on which it was read.
        terms: The terms under which it may be used.
        trust: One of `TRUST`, or `UNKNOWN`.
    """

    __slots__ = _SHOWN

    def __init__(self, title: str, address: str, retrieved: str, terms: str, trust: str) -> None:
        """Holds what is known of a work; what is not known is empty."""
        self.title, self.address, self.retrieved, self.terms, self.trust = title, address, retrieved, terms, trust

    def __str__(self) -> str:
        """The work in words, with the day on which it was read."""
        return f"{self.title}, read {self.retrieved}" if self.retrieved else self.title


class Record:
    """A record of a reference list.

    Attributes:
        list: What is listed.
        name: The name of the record in its list.
        trust: One of `TRUST`, or `UNKNOWN`.
        works: The works that it was read from, by title.
    """

    __slots__ = ("list", "name", "trust", "works")

    def __init__(self, list_: str, name: str, trust: str, works: list[Work]) -> None:
        """Holds a record."""
        self.list, self.name, self.trust, self.works = list_, name, trust, works

    def __str__(self) -> str:
        """The record in words: "WTO members, record zm; an almanac, read 2026-09-06, trust high"."""
        return "; ".join([f"{self.list}, record {self.name}", *map(str, self.works)]) + f", trust {self.trust}"

    def as_json(self) -> dict[str, object]:
        """The record as members of a citation."""
        works = [{name: getattr(work, name) for name in _SHOWN if getattr(work, name)} for work in self.works]
        return {"list": self.list, "record": self.name, "trust": self.trust, "sources": works}


def read_record(store: ox.Store, names: Names, record: ox.NamedNode) -> Record:
    """What a store says of a record."""
    listed, _, name = record.value.partition("#")
    lists = _values(store, record, _LIST)
    works = [_read_work(store, names, work) for work in _values(store, record, _WORK)]
    title = names.label(lists[0] if lists else listed)
    return Record(title, name or shorten(record.value), _trust(store, record.value), sorted(works, key=str))


def doubt(store: ox.Store, record: str) -> str:
    """The trust of a record where that is below good, else empty."""
    return doubt_of(_values(store, ox.NamedNode(record), _TRUST))


def doubt_of(trust: Collection[str]) -> str:
    """The trust of a record where that is below good, else empty.

    Args:
        trust: What is said of it, as IRIs of `tgo:Trust`.
    """
    least = _least(trust)
    return "" if least in _TRUSTED else least


def doubtful(store: ox.Store) -> Iterator[str]:
    """The records of a store whose trust is below good."""
    for trust in TRUST[len(_TRUSTED) :]:
        for quad in store.quads_for_pattern(None, _TRUST, ox.NamedNode(f"{TGO}{trust}Trust"), None):
            yield value(quad.subject)


def leave_out_doubtful(store: ox.Store) -> bool:
    """Takes what only records of a trust below good say out of a merged store; whether it held any such record."""
    graphs = [graph for graph in map(ox.NamedNode, doubtful(store)) if store.contains_named_graph(graph)]
    triples = {quad.triple for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)}
    for graph in graphs:
        store.remove_graph(graph)
    for subject, predicate, object_ in triples:
        if all(quad.graph_name == ox.DefaultGraph() for quad in store.quads_for_pattern(subject, predicate, object_)):
            store.remove(ox.Quad(subject, predicate, object_))
    return bool(graphs)


def _read_work(store: ox.Store, names: Names, work: str) -> Work:
    address, retrieved, terms = (_one(store, work, predicate) for predicate in (_ADDRESS, _RETRIEVED, _TERMS))
    return Work(names.label(work), address, retrieved, terms, _trust(store, work))


def _trust(store: ox.Store, thing: str) -> str:
    return _least(_values(store, ox.NamedNode(thing), _TRUST))


def _least(trust: Collection[str]) -> str:
    """Of what is said of the trust of a thing the least."""
    return next((one for one, iri in _FROM_LEAST if iri in trust), UNKNOWN)


def _one(store: ox.Store, thing: str, predicate: ox.NamedNode) -> str:
    return next(iter(_values(store, ox.NamedNode(thing), predicate)), "")


def _values(store: ox.Store, thing: ox.NamedNode, predicate: ox.NamedNode) -> list[str]:
    found = {value(q.object) for q in store.quads_for_pattern(thing, predicate, None, None)}
    return sorted(found)
