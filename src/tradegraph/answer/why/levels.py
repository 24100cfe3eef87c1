"""The derivations of rows: of a whole query, of its subqueries, of the groups of an aggregate, of EXISTS."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.why.algebra import (
    Bgp,
    Exists,
    Expr,
    Extend,
    Filter,
    Graph,
    Minus,
    Node,
    Query,
    Select,
    Term,
    Values,
    Var,
    certain,
    join,
    mentioned,
    visible,
)
from tradegraph.answer.why.conditions import ABSENCE_HELPS, Unknowns, is_scoped
from tradegraph.answer.why.evidence import Demand, Draft, Gatherer, merged
from tradegraph.answer.why.explained import EXISTS, MEMBER, Derivation
from tradegraph.answer.why.lookup import Lookup
from tradegraph.answer.why.pieces import changed
from tradegraph.answer.why.solutions import Asker, Found, Key, Request, Solution, fits, volatile
from tradegraph.answer.why.wording import absence
from tradegraph.answer.why.writing import Seed, UnwritableError, Writer, dataset_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DERIVATIONS = 10  # kept of a row
MEMBERS = 10_000  # rows listed of an aggregate's group
STOPPED = 100  # rows listed of those that an EXISTS keeps from an answer

_NOT_FOUND = "no derivation was found when the query was asked again"
_ANEW = "its values by RAND, UUID, BNODE or NOW are made anew each time, and were not compared"
_MADE = "an EXISTS about the value of an aggregate is not explained"
_ELSEWHERE = "a subquery's row comes from another graph than the GRAPH around it asks, and is not explained"
_MANY = f"more than {MEMBERS} rows are counted; the evidence of the first {MEMBERS} is shown"


class Reasons:
    """The derivations of a row, and whether there may be more."""

    __slots__ = ("derivations", "more")

    def __init__(self, derivations: list[Derivation], more: bool) -> None:
        """Holds at least one derivation."""
        self.derivations, self.more = derivations, more


class Levels:
    """Finds the derivations of rows, level by level: one question to the engine for each place in the query."""

    def __init__(self, store: ox.Store, query: Query, values: Mapping[Var, Term] | None = None) -> None:
        """Asks a store about a query, with terms that variables were given from outside."""
        self._values = values or {}
        self.dataset = dataset_text(query.default, query.named)
        self.asker = Asker(store, self.dataset)
        self._hidden = query.hidden
        self._gatherer = Gatherer(
            Lookup(store, query.default, query.has_dataset), query.hidden, frozenset(self._values)
        )
        self._here = Var(f"{query.hidden}here")  # the graph that a subquery or EXISTS stands in

    def rows(
        self, select: Select, wanted: Iterable[Key], *, loose: bool = False, unknowns: tuple[Var, ...] = ()
    ) -> dict[Key, Reasons]:
        """The derivations of rows of a SELECT, for rows that it has.

        Args:
            select: The SELECT.
            wanted: Rows, by the order of its names.
            loose: Whether a row may bind more than the SELECT does, as after a join.
            unknowns: Columns of which it is told outside of the SELECT whether they have a value.
        """
        values = {} if loose else self._values
        if select.keys is not None:
            return self._grouped(select, select.keys, self._groups(select, list(wanted), loose=loose), values, unknowns)
        node = join(select.node, select.values) if select.values else select.node
        for name, value in select.projection:
            node = Extend(node, name, value) if value is not None else node
        found = self.asker.find(Request(node, select.names, DERIVATIONS, values, loose=loose), wanted)
        reasons = self._reasons(node, found, Unknowns(node, outside=unknowns))
        if volatile(node) & set(select.names):
            anew = Derivation((), (), (_ANEW,))
            for reason in reasons.values():
                reason.derivations = [merged([derivation, anew]) for derivation in reason.derivations]
        return reasons

    def _reasons(self, node: Node, found: dict[Key, Found], unknowns: Unknowns) -> dict[Key, Reasons]:
        """Derivations by row, from the solutions by row."""
        solutions = [solution for here in found.values() for solution in here.solutions]
        explained = iter(self._explain(node, solutions, unknowns))
        reasons = {}
        for key, here in found.items():
            lists = [next(explained) for _ in here.solutions]
            every = [derivation for listed in lists for derivation in listed]
            if len(every) > 1:
                every = sorted(dict.fromkeys(every), key=lambda d: (len(d.unexplained), len(d.supports)))
            more = here.more or len(every) > DERIVATIONS
            reasons[key] = Reasons(every[:DERIVATIONS] or [Derivation((), (), (_NOT_FOUND,))], more)
        return reasons

    def _explain(
        self, node: Node, solutions: list[Solution], unknowns: Unknowns, known: tuple[Var, ...] = ()
    ) -> list[list[Derivation]]:
        """The derivations of each solution of a pattern; at least one of each."""
        drafts = self._gatherer.gather(node, solutions, unknowns, frozenset(known))
        answers = self._answer([demand for draft in drafts for demand in draft.demands])
        return [
            draft.derivations([answers[id(demand)] for demand in draft.demands], DERIVATIONS)
            if draft.demands
            else [_plain(draft)]
            for draft in drafts
        ]

    def _answer(self, demands: list[Demand]) -> dict[int, list[Derivation]]:
        """The derivations of each demand, by its id; those of one place in the query are asked for together."""
        groups: dict[tuple[int, bool, tuple[Var, ...]], list[Demand]] = {}
        for demand in demands:
            groups.setdefault((id(demand.what), demand.place is None, demand.names), []).append(demand)
        answers: dict[int, list[Derivation]] = {}
        for group in groups.values():
            what = group[0].what
            if isinstance(what, Select):
                self._subqueries(what, group, answers)
            else:
                self._witnesses(what, group, answers)
        return answers

    def _subqueries(self, select: Select, demands: list[Demand], answers: dict[int, list[Derivation]]) -> None:
        if demands[0].place is not None:
            here = ((self._here, None),)
            select = changed(
                select,
                node=Graph(self._here, select.node),
                projection=select.projection + here,
                keys=None if select.keys is None else select.keys + here,
            )
        keys = [_placed(demand) for demand in demands]
        reasons = self.rows(select, dict.fromkeys(keys), loose=True, unknowns=demands[0].unknowns)
        for demand, key in zip(demands, keys, strict=True):
            found = reasons[key].derivations
            # The engine doesn't keep a subquery to the graph that GRAPH asks, if that is a variable's.
            lost = demand.place is not None and found[0].unexplained == (_NOT_FOUND,)
            answers[id(demand)] = [Derivation((), (), (_ELSEWHERE,))] if lost else found

    def _witnesses(self, exists: Exists, demands: list[Demand], answers: dict[int, list[Derivation]]) -> None:
        node, names = exists.node, demands[0].names
        if demands[0].place is not None:
            node, names = Graph(self._here, node), (*names, self._here)
        keys = [_placed(demand) for demand in demands]
        found: dict[Key, Found] = {}
        unable = ""
        if certain(node, made=True).issuperset(names) and is_scoped(exists.node):
            found = self.asker.find(Request(node, names, 1, loose=True), keys)
        else:
            try:
                found = {key: self._witness(node, dict(zip(names, key, strict=True))) for key in dict.fromkeys(keys)}
            except UnwritableError as error:
                unable = f"the witness of an EXISTS was not looked for: {error}"
        solutions = [found[key].solutions[0] for key in found if found[key].solutions]
        explained = iter(self._explain(node, solutions, Unknowns(node), names))
        known = {key: merged(next(explained)[:1], EXISTS) for key in found if found[key].solutions}
        for demand, key in zip(demands, keys, strict=True):
            none = Derivation((), (), (unable,)) if unable else self._gatherer.unmatched(demand)
            if demand.need == ABSENCE_HELPS and key in known:
                answers[id(demand)] = [Derivation((), ())]  # what is there is what the condition holds in spite of
                continue
            answers[id(demand)] = [known.get(key) or none]

    def _witness(self, node: Node, env: dict[Var, Term | None]) -> Found:
        found = Found()
        solution = self.asker.first(node, {name: term for name, term in env.items() if term is not None})
        if solution is not None:
            found.solutions.append(solution)
        return found

    def _grouped(
        self,
        select: Select,
        keys: tuple[tuple[Var, Expr | None], ...],
        groups: dict[Key, list[Key]],
        values: Mapping[Var, Term],
        outside: tuple[Var, ...],
    ) -> dict[Key, Reasons]:
        """The derivations of rows of an aggregate: one for each group that gives the row, with all that it counts."""
        base = select.node
        for name, value in keys:
            base = Extend(base, name, value) if value is not None else base
        names = tuple(name for name, _ in keys)
        every = dict.fromkeys(key for found in groups.values() for key in found)
        found = self.asker.find(Request(base, names, MEMBERS, values), every)
        solutions = [solution for here in found.values() for solution in here.solutions]
        unknowns = Unknowns(base, _beside(select), outside)
        explained = iter(self._explain(base, solutions, unknowns))
        after = self._after(select, every)
        known = {}
        for key, here in found.items():
            parts = [merged(next(explained)) for _ in here.solutions]  # each way in which a member comes about counts
            if here.more:
                parts.append(Derivation((), (), (_MANY,)))
            if not here.solutions:
                parts += self.nothing(select).derivations if not names else [Derivation((), (), (_NOT_FOUND,))]
            known[key] = merged([merged(parts, MEMBER), *after[key]])
        none = Derivation((), (), (_NOT_FOUND,))
        return {
            row: Reasons([known[key] for key in found[:DERIVATIONS]] or [none], len(found) > DERIVATIONS)
            for row, found in groups.items()
        }

    def _after(self, select: Select, groups: Iterable[Key]) -> dict[Key, list[Derivation]]:
        """What the EXISTS rest on that stand beside aggregates, by group; they know what it is grouped by alone."""
        names = tuple(name for name, _ in select.keys or ())
        tested = [expr for expr in _beside(select) if _has_exists(expr)]
        if not tested:
            return {key: [] for key in groups}
        made = {name for name, value in select.projection if value is not None}
        if any(mentioned(exists) & made for expr in tested for exists in _exists_in(expr)):
            return {key: [Derivation((), (), (_MADE,))] for key in groups}
        node: Node = Values(names, ())
        for expr in tested:
            node = Filter(node, expr) if expr in select.having else Extend(node, Var(f"{self._hidden}made"), expr)
        solutions: list[Solution] = [dict(zip(names, key, strict=True)) for key in groups]
        explained = self._explain(node, solutions, Unknowns(Bgp()))
        return {key: found[:1] for key, found in zip(groups, explained, strict=True)}

    def nothing(self, select: Select) -> Reasons:
        """Why a pattern has no solution: nothing matches it, or what matches is kept out by what an EXISTS finds."""
        absent = Derivation((), (absence(select.node, {}, self._hidden),))
        node = _stopped(select.node)
        if node is None or select.values or select.having:
            return Reasons([absent], False)
        found = self.asker.find(Request(node, (), STOPPED, self._values), [()])[()]
        explained = self._explain(node, found.solutions, Unknowns(node))
        # Where there is nothing to match but the EXISTS, what it finds is the whole reason.
        parts = [merged(ways) for ways in explained] + ([] if explained and not visible(node) else [absent])
        return Reasons([merged(parts)], found.more)

    def _groups(self, select: Select, wanted: list[Key], *, loose: bool) -> dict[Key, list[Key]]:
        """The keys of the groups that give each row."""
        names = tuple(name for name, _ in select.keys or ())
        plain = {name: at for at, (name, value) in enumerate(select.projection) if value is None}
        if all(name in plain for name in names) and (not loose or certain(select).issuperset(names)):
            return {row: [tuple(row[plain[name]] for name in names)] for row in wanted}
        hidden = tuple(name for name in names if name not in select.names)
        whole = changed(select, modifier="", order=(), limit=None, offset=0)
        text = Writer().select(whole, _seed(select, wanted), self.dataset, hidden)
        groups: dict[Key, dict[Key, None]] = {row: {} for row in wanted}
        given = {name: term for name, term in self._values.items() if name in select.names and not loose}
        for solution in self.asker.rows(text, given):
            row = tuple(map(solution.get, select.names))
            for known in [key for key in groups if fits(row, key)] if loose else [row]:
                if known in groups:
                    groups[known][tuple(map(solution.get, names))] = None
        return {row: list(found) for row, found in groups.items()}


def _seed(select: Select, wanted: list[Key]) -> Seed | None:
    """The rows, where each column that the groups are made by is bound in all."""
    fixed = [at for at, name in enumerate(select.names) if name in certain(select)]
    if not fixed or any(not isinstance(row[at], ox.NamedNode | ox.Literal) for row in wanted for at in fixed):
        return None
    rows = (tuple(term for at in fixed if (term := row[at]) is not None) for row in wanted)
    return Seed(tuple(select.names[at] for at in fixed), rows)


def _beside(select: Select) -> list[Expr]:
    """The expressions beside groups."""
    return [*select.having, *(value for _, value in select.projection if value is not None)]


def _placed(demand: Demand) -> Key:
    return demand.key if demand.place is None else (*demand.key, demand.place)


def _plain(draft: Draft) -> Derivation:
    return draft.derivations([], 1)[0]


def _exists_in(expr: Expr) -> Iterator[Exists]:
    for part in expr.parts:
        if isinstance(part, Exists):
            yield part
        elif isinstance(part, Expr):
            yield from _exists_in(part)


def _has_exists(expr: Expr) -> bool:
    return any(True for _ in _exists_in(expr))


def _stopped(node: Node) -> Node | None:
    """The solutions that a pattern would have, but for its EXISTS or MINUS; None where it has none at its end."""
    match node:
        case Filter() if _has_exists(node.condition):
            return Filter(node.node, Expr("!", ("!", node.condition)))
        case Minus():
            return Filter(node.left, Expr("exists", (Exists(node.right, False),)))
        case _:
            return None
