"""Names and the things they stand for: labels to IRIs, IRIs to labels."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.dataset.terms import value
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.vocabulary import ARTICLE, BASE, PREFIXES, TG, TGO, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SKOS = PREFIXES["skos"]
_PREF = ox.NamedNode(_SKOS + "prefLabel")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_OTHERS = tuple(
    ox.NamedNode(name) for name in (_SKOS + "altLabel", _SKOS + "hiddenLabel", PREFIXES["schema"] + "alternateName")
)

# Up to as many labels, looking them up one by one takes less than reading all.
_FEW = 150


class Names:
    """What every thing and term is called, and what a name stands for.

    Attributes:
        in_words: Relations in words by IRI, as far as they were asked for; kept by `citing.predicate_label`.
    """

    def __init__(
        self, store: ox.Store, before: Names | None = None, beyond: Callable[[str], str | None] | None = None
    ) -> None:
        """Of all named graphs of a store.

        Args:
            store: The dataset.
            before: What it was asked for by a name keeps that name.
            beyond: Tells the label of an IRI that no graph of the store labels, or None.
        """
        self._store, self._before, self._beyond = store, before, beyond
        self._by_name: dict[str, list[str]] | None = None
        self._labels: dict[str, str] | None = None
        self._looked_up: dict[str, str | None] = {}
        self.in_words: dict[str, str] = {}

    @property
    def labels(self) -> dict[str, str]:
        """Preferred label by IRI; the English one where there are several; all are read when first asked for."""
        if self._labels is None:
            self._labels = _preferred(self._said(_PREF))
        return self._labels

    @labels.setter
    def labels(self, labels: dict[str, str]) -> None:
        self._labels = labels

    def find_label(self, iri: str) -> str | None:
        """The preferred label of a thing or term, None for one without; a few are looked up one by one."""
        if self._labels is None and len(self._looked_up) < _FEW:
            if iri not in self._looked_up:
                self._looked_up[iri] = self._look_up(iri)
            label = self._looked_up[iri]
        else:
            label = self.labels.get(iri)
        return self._beyond(iri) if label is None and self._beyond else label

    def forget(self) -> None:
        """Looks labels up again, for the store has grown."""
        self._labels, self._looked_up, self.in_words = None, {}, {}

    def _look_up(self, iri: str) -> str | None:
        try:
            return _preferred(self._said(_PREF, ox.NamedNode(iri))).get(iri)
        except ValueError:  # no IRI at all, as a name may make one
            return None

    @property
    def named(self) -> dict[str, list[str]]:
        """IRIs by case-folded label or alias, things before terms; read when first asked for."""
        if self._by_name is None:
            self._by_name = {}
            for predicate in (_PREF, *_OTHERS):
                for iri, label in self._said(predicate):
                    known = self._by_name.setdefault(label.value.casefold(), [])
                    if iri not in known:
                        known.append(iri)
            if self._before is not None and self._before._by_name is not None:
                self._by_name |= self._before._by_name
        return self._by_name

    def look_into(self, iri: str) -> None:
        """Sees to it that the dataset tells of what kind a thing is; one that holds all of its graphs does."""

    def look_for(self, relation: str) -> None:
        """Sees to it that the dataset has all triples of a relation; one that holds all of its graphs does."""

    def aliases(self, iri: str) -> set[str]:
        """Every other name of a thing, less those that differ from its label in case alone."""
        others = (label.value for name in _OTHERS for _, label in self._said(name, ox.NamedNode(iri)))
        label = self.label(iri).casefold()
        return {other for other in others if other.casefold() != label}

    def _said(self, predicate: ox.NamedNode, thing: ox.NamedNode | None = None) -> Iterator[tuple[str, ox.Literal]]:
        """The names that a predicate gives, of a thing or of all."""
        for quad in self._store.quads_for_pattern(thing, predicate, None, None):
            if isinstance(quad.object, ox.Literal):
                yield value(quad.subject), quad.object

    def label(self, iri: str) -> str:
        """The preferred label of a thing or term, else its prefixed name."""
        return self.find_label(iri) or shorten(iri)

    def kinds(self, node: ox.NamedNode) -> set[str]:
        """The classes of a thing of ours without a name, such as a quotation; none for any other term."""
        if not self.is_relation(node.value):
            return set()
        return {value(quad.object) for quad in self._store.quads_for_pattern(node, _TYPE, None, None)}

    def find(self, name: str) -> list[str]:
        """The IRIs that a label or alias stands for, exact but for case; empty where there is none."""
        return self.named.get(name.strip().casefold(), [])

    def named_so(self, name: str) -> list[str]:
        """The IRIs that a label or alias stands for, exact but for case, else but for case and accents."""
        return self.find(name) or self._without_accents(name)

    def resolve(self, name: str) -> ox.NamedNode:
        """The one thing that a label, alias, prefixed name or IRI stands for.

        Args:
            name: "WCO", "Saunders", `tg:wco`, `wco-wto-mou-2025#u10`, `<https://...>` or `https://...`.

        Raises:
            UnknownNameError: Nothing or more than one thing is called so; the message offers the nearest names.
            InputError: It is written as an IRI and is none.
        """
        iri = written_iri(name)
        if iri is None:
            things = self._choices(name)
            if len(things) == 1:
                return ox.NamedNode(things[0])
            if things:
                choice = ", ".join(f"{shorten(i)} ({self.label(i)})" for i in sorted(things))
                raise UnknownNameError(
                    f"'{printable(name)}' is the name of several things: {choice}; say which by its short name"
                )
            raise UnknownNameError(f"nothing is called '{printable(name)}'", lambda: self.nearest(name), name)
        try:
            return ox.NamedNode(iri)
        except ValueError as error:
            raise InputError(
                f"'{printable(name)}' is no IRI: {error}; write a name, tg:slug or <https://...>"
            ) from error

    def _choices(self, name: str) -> list[str]:
        """What a name may stand for: an article by its slug; things before terms, preferred labels before aliases."""
        if self.find_label(ARTICLE + name):
            return [ARTICLE + name]
        found = self.named_so(name)
        things = [i for i in found if i.startswith(TG)] or found
        return [i for i in things if self.label(i).casefold() == name.strip().casefold()] or things

    def entity(self, name: str) -> ox.NamedNode:
        """The one thing that a name stands for, and of which the graph says something.

        Raises:
            UnknownNameError: As `resolve`, or no graph holds the thing.
        """
        node = self.resolve(name)
        for subject, predicate, object_ in ((node, None, None), (None, None, node), (None, node, None)):
            if any(True for _ in self._store.quads_for_pattern(subject, predicate, object_, None)):
                return node
        words = f"the graph says nothing of '{printable(name)}'"
        raise UnknownNameError(words, lambda: self.nearest(shorten(node.value)))

    def nearest(self, name: str) -> str:
        """The end of a message that offers up to five near names, or says how to list them."""
        import difflib  # only a mistake needs it

        wanted = name.partition(":")[2] if name.startswith(("tg:", "tgo:")) else name
        wanted = wanted.casefold().replace("-", " ")
        words = {word for word in wanted.split() if len(word) > 2}
        shared = {n: len(words.intersection(n.replace("-", " ").split())) for n in self.named}
        whole = sorted((n for n in shared if shared[n]), key=lambda n: (-shared[n], len(n)))
        inside = sorted((n for n in self.named if len(wanted) > 2 and wanted in n), key=len)
        closest = difflib.get_close_matches(wanted, list(self.named), n=2, cutoff=0.8)  # a slip of the pen
        close = difflib.get_close_matches(wanted, list(self.named), n=5, cutoff=0.6)
        things: dict[str, None] = {}
        for label in [*closest, *whole[:3], *close, *inside, *whole[3:]]:
            for iri in self.named[label]:
                if iri.startswith((TG, TGO, ARTICLE)):
                    things.setdefault(iri, None)
        if not things:
            return "; all names: tradegraph query -e 'SELECT ?name { ?thing skos:prefLabel ?name } ORDER BY ?name'"
        return "; did you mean " + ", ".join(f"{self.label(i)} ({shorten(i)})" for i in list(things)[:5]) + "?"

    def _without_accents(self, name: str) -> list[str]:
        letters = frozenset(f"{name.casefold()} ")
        # What is written without accents can only be meant by what has some; most names are told apart by a letter.
        some = [
            label
            for label in self.named
            if not (name.isascii() and (label.isascii() or any(c.isascii() and c not in letters for c in label)))
        ]
        if not some:
            return []
        from unicodedata import combining, normalize  # only a name that was not found as written needs it

        def plain(text: str) -> str:
            return "".join(c for c in normalize("NFD", text) if not combining(c)).casefold().strip()

        wanted = plain(name)
        found = (iri for label in some if plain(label) == wanted for iri in self.named[label])
        return list(dict.fromkeys(found))  # a thing may have two names that differ in accents alone

    def is_relation(self, iri: str) -> bool:
        """Whether this is a thing of ours without a name, which only ties others together, such as a membership."""
        return iri.startswith(TG) and self.find_label(iri) is None


def _preferred(said: Iterable[tuple[str, ox.Literal]]) -> dict[str, str]:
    """A label by IRI; the English one where there are several."""
    labels: dict[str, str] = {}
    for iri, label in said:
        if iri not in labels or label.language == "en":
            labels[iri] = label.value
    return labels


def written_iri(name: str) -> str | None:
    """The IRI that a text writes out, in full, in angle brackets, prefixed or as a graph; None for an ordinary name.

    >>> written_iri("tg:wco")
    'https://w3id.org/tradegraph/id/wco'
    >>> written_iri("wco-wto-mou-2025#u10")
    'https://w3id.org/tradegraph/article/wco-wto-mou-2025#u10'
    >>> written_iri("reference/wto-members#zm")
    'https://w3id.org/tradegraph/reference/wto-members#zm'
    >>> written_iri("Saunders") is None
    True
    """
    name = name.strip()
    if name == "a":
        return PREFIXES["rdf"] + "type"
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    if name.startswith(("http://", "https://", "urn:")):
        return name
    if name.startswith(("graph/", "ontology/", "article/", "reference/", "source/")):
        return BASE + name
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and " " not in local:
        return PREFIXES[prefix] + local
    slug, hash_sign, unit = name.partition("#")
    if hash_sign and unit[:1] == "u" and unit[1:].isdigit():
        return f"{ARTICLE}{slug}#{unit}"
    return None


def printable(text: str) -> str:
    """The text with control and invisible formatting characters made visible, so that it can't steer a terminal.

    >>> printable("a" + chr(27) + "[31mb") == "a" + chr(92) + "x1b[31mb"
    True
    """
    if text.isprintable():
        return text
    from unicodedata import category  # only odd text needs it; Zs are spaces that do not break, thin ones and such

    return "".join(
        c if c.isprintable() or category(c) == "Zs" else c.encode("unicode_escape").decode("ascii") for c in text
    )
