"""Which part of the dataset goes out: all, an article, an entity's neighbourhood, or what a CONSTRUCT query gives."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from tradegraph import sandbox
from tradegraph.dataset import loading, untrusted
from tradegraph.errors import InputError, UnknownNameError
from tradegraph.files import shown
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES, TG, TGO, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeGuard

    Resource = ox.NamedNode | ox.BlankNode
    Quads = set[ox.Quad]

DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
STATED, REFERENCED, DERIVED, EDITORIAL = (
    ox.NamedNode(f"{TGO}{kind}Graph") for kind in ("Stated", "Referenced", "Derived", "Editorial")
)
IS_PART_OF = ox.NamedNode(PREFIXES["dcterms"] + "isPartOf")
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")

_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_NEWS_ARTICLE = ox.NamedNode(PREFIXES["schema"] + "NewsArticle")
_SECONDS = 30.0
_MEMORY = 2_000_000_000


class Selection(NamedTuple):
    """What to export; at most one of article, about and construct is given, and none of them means all.

    Attributes:
        article: Slug or IRI of an article.
        about: IRI of an entity, as a prefixed name would expand.
        depth: How many entities away from that entity the neighbourhood goes, from 0.
        construct: Text of a CONSTRUCT query.
        name: What a message calls the query, such as its file.
    """

    article: str = ""
    about: str = ""
    depth: int = 1
    construct: str = ""
    name: str = "query"


ALL = Selection()


def select(store: ox.Store, selection: Selection) -> Quads:
    """The quads that a selection stands for, never the copies in the default graph.

    - **All**: every named graph.
    - **An article**: its sentence graphs, all its units (those that state nothing too), and what the editorial graphs
      say of the things that occur in it. What is derived from it stays out: the article doesn't say it.
    - **A neighbourhood**: see `_neighbourhood`.
    - **A CONSTRUCT query**: its triples, in no graph. It runs on the merge and on the named graphs.

    With an article or a neighbourhood come the descriptions of all graphs in use, so that no triple lacks its source.

    Args:
        store: A dataset, merged or not; it stays as it is.
        selection: What to export.

    Raises:
        InputError: More than one thing is selected, the depth is negative, or the query is faulty.
        LimitError: The query is too deep, too slow or takes too much memory.
        UnknownNameError: There is no such article or entity here.
    """
    if sum(map(bool, (selection.article, selection.about, selection.construct))) > 1:
        raise InputError("--article, --about and --construct exclude one another; give one of them")
    if selection.article:
        return _article(store, selection.article)
    if selection.about:
        return _neighbourhood(store, ox.NamedNode(selection.about), selection.depth)
    if selection.construct:
        return _construct(store, selection.construct, selection.name)
    return {quad for quad in store if not isinstance(quad.graph_name, ox.DefaultGraph)}


def graphs_of_kind(store: ox.Store, *kinds: ox.NamedNode) -> set[ox.NamedNode]:
    """The names of the graphs that are described as being of one of these kinds."""
    found = (store.quads_for_pattern(None, TYPE, kind, DESCRIPTION) for kind in kinds)
    return {quad.subject for quads in found for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _article(store: ox.Store, name: str) -> Quads:
    article = ox.NamedNode(name if name.startswith(ARTICLE) else ARTICLE + name)
    parts = store.quads_for_pattern(None, IS_PART_OF, article, DESCRIPTION)
    units = {quad.subject for quad in parts if isinstance(quad.subject, ox.NamedNode)}
    if not units:
        raise UnknownNameError(f"{shown(name)}: no such article; there are {_known_articles(store)}")
    quads = {quad for unit in units for quad in store.quads_for_pattern(None, None, None, unit)}
    quads |= _editorial(store, _things(quads))
    quads |= _names(store, quads)
    return quads | _descriptions(store, quads) | _about(store, units | {article})


def _known_articles(store: ox.Store) -> str:
    found = store.quads_for_pattern(None, TYPE, _NEWS_ARTICLE, DESCRIPTION)
    names = sorted(shorten(quad.subject.value) for quad in found if isinstance(quad.subject, ox.NamedNode))
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "") if names else "none"


def _neighbourhood(store: ox.Store, start: ox.NamedNode, depth: int) -> Quads:
    """The statements around an entity, and what the editorial graphs say of the things in them.

    From the entity, statements (stated, referenced or derived) lead to others, in either direction. A thing without a
    label only ties others together (a membership, a figure), so stepping onto it is free; stepping onto an entity costs
    one. All statements of an entity less than `depth` steps away are taken, and of what ties it to others. Terms of the
    ontology, such as a role or a class, are shown but not stepped through, or everything would be near everything.
    """
    if depth < 0:
        raise InputError(f"--depth {depth}: a depth is 0 or more; 1 gives the statements of the entity itself")
    statements = graphs_of_kind(store, STATED, REFERENCED, DERIVED)
    quads: Quads = set()
    steps: dict[Resource, int] = {start: 0}
    waiting: deque[Resource] = deque([start])
    done: set[Resource] = set()
    while waiting:
        node = waiting.popleft()
        if node in done or (steps[node] >= depth and (node == start or _is_entity(store, node))):
            continue
        done.add(node)
        for quad in (*store.quads_for_pattern(node, None, None), *store.quads_for_pattern(None, None, node)):
            if quad.graph_name not in statements:
                continue
            quads.add(quad)
            other = quad.object if quad.subject == node else quad.subject
            if quad.predicate != TYPE and _is_thing(other):
                _step(other, steps[node], steps, waiting, costs=_is_entity(store, other))
    editorial = _editorial(store, _things(quads) | {start})
    if not quads and not editorial:
        raise UnknownNameError(f"{shown(shorten(start.value))}: the graph says nothing of it; 'show' finds names")
    quads |= editorial
    quads |= _names(store, quads)
    return quads | _descriptions(store, quads)


def _step(node: Resource, here: int, steps: dict[Resource, int], waiting: deque[Resource], *, costs: bool) -> None:
    """Queues a node so that those at the fewest steps are always taken first."""
    there = here + costs
    if there < steps.get(node, there + 1):
        steps[node] = there
        if costs:
            waiting.append(node)
        else:
            waiting.appendleft(node)


def _is_thing(term: object) -> TypeGuard[Resource]:
    return isinstance(term, ox.BlankNode) or (isinstance(term, ox.NamedNode) and term.value.startswith(TG))


def _is_entity(store: ox.Store, node: Resource) -> bool:
    return any(True for _ in store.quads_for_pattern(node, _LABEL, None))


def _things(quads: Quads) -> set[Resource]:
    """What the quads speak of: their subjects and objects, but no classes."""
    found: set[Resource] = set()
    for quad in quads:
        for term in (quad.subject,) if quad.predicate == TYPE else (quad.subject, quad.object):
            if isinstance(term, ox.NamedNode | ox.BlankNode):
                found.add(term)
    return found


def _editorial(store: ox.Store, things: set[Resource]) -> Quads:
    """What the editorial graphs say of things: class, labels, identifiers, place among the topics."""
    graphs = graphs_of_kind(store, EDITORIAL)
    return {quad for quad in _about(store, things, None) if quad.graph_name in graphs}


def _names(store: ox.Store, quads: Quads) -> Quads:
    """What everything is called that the quads speak of, such as the class to which an organisation belongs."""
    return {quad for quad in _editorial(store, _things(quads)) if quad.predicate == _LABEL}


def _descriptions(store: ox.Store, quads: Quads) -> Quads:
    """The descriptions of the graphs in which the quads stand, and of the articles that these are part of."""
    return describe(store, {quad.graph_name for quad in quads if isinstance(quad.graph_name, ox.NamedNode)})


def describe(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> Quads:
    """The descriptions of graphs, such as the trust and the works of a record, and of what these are part of."""
    found = _about(store, graphs)
    wholes = {q.object for q in found if q.predicate == IS_PART_OF and isinstance(q.object, ox.NamedNode)}
    return found | _about(store, wholes)


def _about(store: ox.Store, subjects: Iterable[Resource], graph: ox.NamedNode | None = DESCRIPTION) -> Quads:
    return {quad for subject in subjects for quad in store.quads_for_pattern(subject, None, None, graph)}


def _construct(store: ox.Store, text: str, name: str) -> Quads:
    untrusted.check_query(text, name)

    def work() -> bytes:
        loading.merge(store)  # in the child only, where it costs the caller's store nothing
        found = store.query(text, prefixes=PREFIXES)
        if not isinstance(found, ox.QueryTriples):
            raise InputError(f"{shown(name)}: gives no triples; export takes a CONSTRUCT query, 'tradegraph query' any")
        return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""

    try:
        raw = sandbox.run(work, _SECONDS, _MEMORY)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        raise untrusted.parse_query_error(error, text, name) from error
    return set(ox.parse(raw, format=ox.RdfFormat.N_TRIPLES))
