"""Any query's answer, each row with the statements that make it true."""

from __future__ import annotations

import gc

import pyoxigraph as ox

from tradegraph.answer.why import parsing
from tradegraph.answer.why.algebra import Query, Select, Slot, Term, Var
from tradegraph.answer.why.explained import PATTERN, Derivation, Explained, Row, Support
from tradegraph.answer.why.levels import DERIVATIONS, Levels
from tradegraph.answer.why.lookup import Lookup
from tradegraph.answer.why.pieces import changed
from tradegraph.answer.why.reading import UnreadableError, read_query
from tradegraph.answer.why.writing import Writer
from tradegraph.vocabulary import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TRIPLE = ["subject", "predicate", "object"]


def prepare() -> None:
    """Imports and builds all that `explain` needs, for a process that can open no file: call it before the fork."""
    parsing.prepare()


def explain(
    store: ox.Store,
    text: str,
    values: Mapping[str, Term] | None = None,
    prefixes: dict[str, str] | None = None,
) -> Explained:
    """The answer of a query, each row with the statements that make it true.

    The engine answers the query as it stands; then it is asked again for every variable of the pattern behind the rows,
    with markers for what was optional; and each triple pattern becomes a statement. A row that can come about in
    several ways has several derivations, the smallest first; equal rows share theirs, each with another one first.

    Args:
        store: A merged store: plain patterns ask its default graph, and the named graphs are what is cited.
        text: A SPARQL 1.1 query, already checked where it comes from a user.
        values: Terms by the name of a projected variable that stands for a parameter.
        prefixes: Prefixes that hold without being declared; the project's own where None.

    Returns:
        The rows in the order of the answer. What can't be explained is said at each row that it concerns.

    Raises:
        SyntaxError: The text is no query that the engine can read.

    Source: the why-provenance of Buneman, Khanna and Tan (2001), with absences in words, after which it has no term.
    """
    known = PREFIXES if prefixes is None else prefixes
    given = {Var(name): term for name, term in (values or {}).items()}
    found = store.query(text, prefixes=known, substitutions={ox.Variable(n): t for n, t in given.items()})
    try:
        query = read_query(text, known)
    except UnreadableError as error:
        return _unread(found, str(error))
    if isinstance(found, ox.QueryBoolean):
        return _ask(store, query, bool(found))
    if isinstance(found, ox.QuerySolutions):
        return _select(store, query, found, given)
    if query.form == "CONSTRUCT":
        return _construct(store, query, given)
    return _describe(store, found, query)


def explain_bytes(
    store: ox.Store,
    text: str,
    values: Mapping[str, Term] | None = None,
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """What `explain` gives, as `explained.from_bytes` reads it: the work of a forked process, which ends with it.

    Takes no rubbish out, since that would touch, and so copy, all that the process has of its parent's memory.
    """
    gc.disable()
    return explain(store, text, values, prefixes).to_bytes()


def _select(store: ox.Store, query: Query, found: ox.QuerySolutions, given: Mapping[Var, Term]) -> Explained:
    columns = [variable.value for variable in found.variables]
    rows = [tuple(solution) for solution in found]
    select = _in_order(query.select, columns)
    reasons = Levels(store, query, given).rows(select, dict.fromkeys(rows))
    seen: dict[tuple[Term | None, ...], int] = {}
    explained = []
    for row in rows:
        turn = seen[row] = seen.get(row, -1) + 1
        derivations = reasons[row].derivations
        turn %= len(derivations)
        explained.append(Row(row, derivations[turn:] + derivations[:turn], reasons[row].more))
    return Explained("SELECT", columns, explained)


def _in_order(select: Select, columns: list[str]) -> Select:
    """The SELECT with its columns in the order of the engine, which alone knows that of `SELECT *`."""
    known = dict(select.projection)
    return changed(select, projection=tuple((Var(name), known.get(Var(name))) for name in columns))


def _ask(store: ox.Store, query: Query, truth: bool) -> Explained:
    levels = Levels(store, query)
    reasons = levels.rows(query.select, [()])[()] if truth else levels.nothing(query.select)
    return Explained("ASK", [], [Row((), reasons.derivations, reasons.more)], truth)


def _construct(store: ox.Store, query: Query, given: Mapping[Var, Term]) -> Explained:
    """A CONSTRUCT is the SELECT of what its template needs, so that each blank node it makes comes from a known row."""
    levels = Levels(store, query, given)
    select = query.select
    text = Writer().select(select, None, levels.dataset)
    rows = [tuple(s[n] for n in select.names) for s in levels.asker.rows(text, given)]
    reasons = levels.rows(select, dict.fromkeys(rows))
    made: dict[ox.Triple, Row] = {}
    for row in rows:
        solution: dict[Var, Term | None] = dict(zip(select.names, row, strict=True))
        for triple in _instances(query, solution):
            terms = (triple.subject, triple.predicate, triple.object)
            here = made.setdefault(triple, Row(terms, [], False))
            fresh = [d for d in reasons[row].derivations if d not in here.derivations]
            here.more |= reasons[row].more or len(here.derivations) + len(fresh) > DERIVATIONS
            here.derivations = (here.derivations + fresh)[:DERIVATIONS]
    return Explained("CONSTRUCT", list(_TRIPLE), list(made.values()))


def _instances(query: Query, solution: dict[Var, Term | None]) -> list[ox.Triple]:
    """The triples that a template makes of a solution, those left out that would be none."""
    found = []
    for pattern in query.template:
        subject, object_ = _made(pattern.subject, query, solution), _made(pattern.object, query, solution)
        verb = pattern.predicate
        predicate = solution[verb] if isinstance(verb, Var) else verb
        if (
            isinstance(subject, ox.NamedNode | ox.BlankNode)
            and isinstance(predicate, ox.NamedNode)
            and object_ is not None
        ):
            found.append(ox.Triple(subject, predicate, object_))
    return found


def _made(slot: Slot, query: Query, solution: dict[Var, Term | None]) -> Term | None:
    if not isinstance(slot, Var):
        return slot
    if slot.startswith(query.hidden) and slot not in solution:
        solution[slot] = ox.BlankNode()
    return solution[slot]


def _describe(store: ox.Store, found: ox.QueryTriples, query: Query) -> Explained:
    """A description's triples stand in the graph themselves."""
    return _as_they_stand(Lookup(store, query.default, query.has_dataset), found, "DESCRIBE")


def _as_they_stand(lookup: Lookup, found: ox.QueryTriples, form: str) -> Explained:
    rows = []
    for triple in found:
        _, graphs = lookup.held(triple)
        lacking = () if graphs else (f"no named graph holds the statement {triple}",)
        derivation = Derivation((Support(triple, graphs, PATTERN),), (), lacking)
        rows.append(Row((triple.subject, triple.predicate, triple.object), [derivation], False))
    return Explained(form, list(_TRIPLE), rows)


def _unread(found: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples, reason: str) -> Explained:
    """The answer alone, and at each row why it has no evidence."""
    none = [Derivation((), (), (reason,))]
    if isinstance(found, ox.QueryBoolean):
        return Explained("ASK", [], [Row((), none, False)], bool(found))
    if isinstance(found, ox.QuerySolutions):
        columns = [variable.value for variable in found.variables]
        return Explained("SELECT", columns, [Row(tuple(row), none, False) for row in found])
    rows = [Row((t.subject, t.predicate, t.object), none, False) for t in found]
    return Explained("CONSTRUCT", list(_TRIPLE), rows)
