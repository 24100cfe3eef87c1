"""Of what kind a question's parameter must be, told by its name: an office is a post, an article is no agreement."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.names import Names, printable, written_iri
from tradegraph.dataset.terms import value
from tradegraph.errors import UnknownNameError
from tradegraph.vocabulary import PREFIXES, TGO, expand, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST = 5  # things that a message offers
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_BROADER = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_RULE = ox.NamedNode(TGO + "appliesRule")

_ORGANISATIONS = "org:Organization org:FormalOrganization org:OrganizationalUnit"
_EVENTS = "schema:Event schema:EventSeries"
# Classes by parameter; narrower classes count too. A parameter that may be nearly anything is not here: thing, about.
_CLASSES = {
    "agreement": "tgo:Agreement",
    "area": "tgo:CooperationArea tgo:DiscussionArea tgo:Initiative",
    "article": "schema:NewsArticle",
    "authority": _ORGANISATIONS,
    "body": f"{_ORGANISATIONS} schema:EventSeries",
    "category": "skos:Concept",
    "economy": "tgo:Economy",
    "edition": "tgo:HsEdition dcterms:Standard",
    "event": _EVENTS,
    "forum": "tgo:Forum",
    "initiative": "tgo:Initiative",
    "instrument": "tgo:Agreement dcterms:Standard",
    "list": "tgo:ReferenceList",
    "office": "org:Post",
    "organisation": _ORGANISATIONS,
    "party": f"{_ORGANISATIONS} tgo:Economy",
    "person": "foaf:Person",
    "place": "schema:Place",
    "reason": "tgo:EmptyReason",
    "region": "skos:Concept",
    "sector": "skos:Concept",
    "session": "tgo:Session",
    "source": "tgo:ReferenceSource",
    "speaker": f"foaf:Person {_ORGANISATIONS}",
    "standard": "dcterms:Standard",
    "technology": "skos:Concept",
    "tool": "schema:SoftwareApplication dcterms:Standard skos:Concept",
    "topic": f"skos:Concept dcterms:Standard schema:SoftwareApplication tgo:Agreement tgo:CooperationArea "
    f"tgo:DiscussionArea tgo:Economy tgo:Initiative tgo:Partnership {_ORGANISATIONS} {_EVENTS}",
    "treaty": "tgo:Treaty",
    "trust": "tgo:Trust",
}


def read_thing(store: ox.Store, parameter: str, name: str, names: Names) -> ox.NamedNode:
    """The one thing of the parameter's kind that a name stands for, and of which the graph says something.

    Args:
        store: Named graphs, merged or not.
        parameter: The parameter's name, which tells the kind.
        name: A label, alias, prefixed name or IRI.
        names: What names stand for.

    Raises:
        UnknownNameError: The name stands for nothing, for several things, or for a thing of another kind.
        InputError: It is written as an IRI and is none.
    """
    wanted = {expand(kind) for kind in _CLASSES.get(parameter, "").split()}
    if not wanted:
        return names.entity(name)
    if written_iri(name) is None:
        for iri in names.named_so(name):
            names.look_into(iri)
        fitting = [iri for iri in names.named_so(name) if _is_of(store, iri, wanted)]
        if len(fitting) == 1:  # that the name is another thing's too doesn't matter
            return ox.NamedNode(fitting[0])
    node = names.entity(name)
    names.look_into(node.value)
    if _kinds(store, node) and not _is_of(store, node.value, wanted):
        what = f"{printable(names.label(node.value))} ({shorten(node.value)}) is no {parameter}"
        raise UnknownNameError(what, lambda: _offer(store, node, wanted, name, names))
    return node


def read_rule(store: ox.Store, name: str, names: Names) -> ox.Literal:
    """The name of a rule that concludes something in the graph.

    Raises:
        UnknownNameError: There is no such rule; the message lists those there are.
    """
    names.look_for(_RULE.value)
    rules = {value(quad.object) for quad in store.quads_for_pattern(None, _RULE, None, None)}
    if rules and name not in rules:
        raise UnknownNameError(f"there is no rule '{printable(name)}'; rules: {', '.join(sorted(rules))}")
    return ox.Literal(name)


def _kinds(store: ox.Store, node: ox.NamedNode) -> set[str]:
    found = store.quads_for_pattern(node, _TYPE, None, None)
    return {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)}


def _is_of(store: ox.Store, iri: str, wanted: set[str]) -> bool:
    """Whether a thing is of one of these classes or of a narrower one."""
    left, seen = list(_kinds(store, ox.NamedNode(iri))), set[str]()
    while left:
        kind = left.pop()
        if kind in wanted:
            return True
        if kind not in seen:
            seen.add(kind)
            broader = store.quads_for_pattern(ox.NamedNode(kind), _BROADER, None, None)
            left += [quad.object.value for quad in broader if isinstance(quad.object, ox.NamedNode)]
    return False


def _offer(store: ox.Store, node: ox.NamedNode, wanted: set[str], name: str, names: Names) -> str:
    """The end of a message: things of the kind that are related to the one given, most often first."""
    found = list(_related(store, node))
    related = [iri for iri in sorted(set(found)) if _is_of(store, iri, wanted)]
    related.sort(key=found.count, reverse=True)
    every = {iri: names.label(iri) for iri in sorted(names.labels) if _is_of(store, iri, wanted)}
    near = [iri for iri, label in every.items() if name.casefold() in label.casefold()]
    known = list(dict.fromkeys(iri for iri in (*related, *near) if iri in every))
    offered = [f"{printable(every[iri])} ({shorten(iri)})" for iri in (known or list(every))[:_MOST]]
    if not offered:
        return "; 'tradegraph questions' shows what each question asks after"
    if known:
        return f"; did you mean {', '.join(offered)}?"
    return f"; {'there are' if len(every) <= _MOST else 'there are, for example,'} {', '.join(offered)}"


def _related(store: ox.Store, node: ox.NamedNode) -> Iterator[str]:
    """The things that stand in a relation with a thing, either way."""
    pairs: Iterable[tuple[object, object]] = (
        *((quad.predicate, quad.subject) for quad in store.quads_for_pattern(None, None, node, None)),
        *((quad.predicate, quad.object) for quad in store.quads_for_pattern(node, None, None, None)),
    )
    return (term.value for predicate, term in pairs if isinstance(term, ox.NamedNode) and predicate != _TYPE)
