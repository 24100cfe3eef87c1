"""From full solutions of a pattern to the statements behind them.

A solution binds every variable of a pattern, so each triple pattern that took part is a statement: markers tell which
OPTIONAL matched and which branch of a UNION. Subqueries and EXISTS have solutions of their own: they are asked for in
turn, all those of one place in the query at once.
"""

from __future__ import annotations

from itertools import islice, product

import pyoxigraph as ox

from tradegraph.answer.why.algebra import (
    Bgp,
    Exists,
    Expr,
    Extend,
    Filter,
    Graph,
    Join,
    LeftJoin,
    Minus,
    Node,
    Path,
    Pattern,
    Select,
    Slot,
    Term,
    Union,
    Var,
    mentioned,
    visible,
)
from tradegraph.answer.why.conditions import (
    ABSENCE,
    ABSENCE_HELPS,
    EITHER,
    MATCH,
    MATCH_HELPS,
    Test,
    Unknowns,
    tests_of,
)
from tradegraph.answer.why.explained import PATH, PATTERN, Derivation, Support
from tradegraph.answer.why.lookup import Lookup, TooFarError
from tradegraph.answer.why.wording import absence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tradegraph.answer.why.solutions import Key, Solution

Place = ox.NamedNode | None  # the graph that a pattern is asked in, None for the default graph


class Demand:
    """Something in a solution that has solutions of its own.

    Attributes:
        what: A subquery, or an EXISTS.
        place: The graph that it is asked in.
        names: The variables that are known of it.
        key: Their terms.
        need: What an EXISTS is needed for; empty for a subquery.
        solution: The solution that it is part of.
        unknowns: The columns of a subquery of which it is told outside whether they have a value.
    """

    __slots__ = ("key", "names", "need", "place", "solution", "unknowns", "what")

    def __init__(
        self,
        what: Select | Exists,
        place: Place,
        names: tuple[Var, ...],
        solution: Solution,
        need: str = "",
        unknowns: tuple[Var, ...] = (),
    ) -> None:
        """Holds a demand."""
        self.what, self.place, self.names, self.solution, self.need = what, place, names, solution, need
        self.unknowns = unknowns
        self.key: Key = tuple(solution[name] for name in names)


class Draft:
    """The evidence of a solution while it is gathered."""

    __slots__ = ("absences", "demands", "lacking", "solution", "supports", "unexplained", "untouched")

    def __init__(self, solution: Solution, lacking: frozenset[Var]) -> None:
        """Begins with nothing; the solution `lacking` a value for some variables decides something."""
        self.solution, self.lacking = solution, lacking
        self.supports: list[Support] = []
        self.absences: list[str] = []
        self.unexplained: list[str] = []
        self.demands: list[Demand] = []
        self.untouched: list[tuple[Term, Place]] = []  # ends of paths of no step, which the graph must mention

    def derivations(self, parts: list[list[Derivation]], cap: int) -> list[Derivation]:
        """One derivation for every choice among those of the parts, up to a cap."""
        own = Derivation(tuple(self.supports), tuple(self.absences), tuple(self.unexplained))
        if len(self.supports) < 2 and not parts:
            return [own]
        return [merged([own, *chosen]) for chosen in islice(product(*parts), cap)]


class Gatherer:
    """Walks patterns with their solutions."""

    def __init__(self, lookup: Lookup, hidden: str, given: frozenset[Var] = frozenset()) -> None:
        """Looks statements up in `lookup`.

        Variables that begin with `hidden` aren't the query's own; those `given` have a value everywhere.
        """
        self._lookup, self._hidden, self._given = lookup, hidden, given
        self._unknowns = Unknowns(Bgp())
        self._known = given
        self._exists: dict[tuple[int, frozenset[Var]], list[tuple[Test, tuple[Var, ...]]]] = {}

    def gather(
        self, node: Node, solutions: list[Solution], unknowns: Unknowns, known: frozenset[Var] = frozenset()
    ) -> list[Draft]:
        """The evidence of solutions of a pattern, but for what its subqueries and EXISTS rest on.

        The `unknowns` are those of the pattern. Variables are `known` that an EXISTS gets from outside, and that so
        have a value everywhere in it.
        """
        self._unknowns, self._known = unknowns, self._given | known
        drafts = []
        for solution in solutions:
            draft = Draft(solution, unknowns.lacking(solution))
            self._walk(node, draft, None)
            if draft.untouched:
                self._touch(draft)
            drafts.append(draft)
        return drafts

    def _walk(self, node: Node, draft: Draft, place: Place) -> None:
        match node:
            case Bgp():
                for pattern in node.patterns:
                    self._pattern(pattern, draft, place)
            case Join():
                self._walk(node.left, draft, place)
                self._walk(node.right, draft, place)
            case LeftJoin():
                self._left_join(node, draft, place)
            case Union():
                marker = draft.solution[node.marker]
                if isinstance(marker, ox.Literal):
                    self._walk(node.branches[int(marker.value)], draft, place)
            case Graph():
                self._graph(node, draft)
            case Select():
                told = self._unknowns.among(node.names)
                draft.demands.append(Demand(node, place, node.names, draft.solution, unknowns=told))
            case _:
                self._walk_conditions(node, draft, place)

    def _walk_conditions(self, node: Node, draft: Draft, place: Place) -> None:
        """Nodes that keep, drop or widen the solutions of one other."""
        match node:
            case Filter():
                self._walk(node.node, draft, place)
                self._tests(node.condition, node.node, draft, place, is_condition=True)
            case Extend():
                self._walk(node.node, draft, place)
                self._tests(node.value, node.node, draft, place, is_condition=False)
            case Minus():
                self._walk(node.left, draft, place)
                if any(draft.solution.get(name) is not None for name in visible(node.right) & visible(node.left)):
                    draft.absences.append(self._absence(node.right, draft.solution, visible(node.left)))
            case _:
                return

    def _graph(self, node: Graph, draft: Draft) -> None:
        name = draft.solution[node.name] if isinstance(node.name, Var) else node.name
        if isinstance(name, ox.NamedNode):
            self._walk(node.node, draft, name)
        elif name is None:  # the engine leaves the outer of two GRAPHs unbound
            self._walk(node.node, draft, None)
        else:
            draft.unexplained.append("a graph without a name can't be cited")

    def _left_join(self, node: LeftJoin, draft: Draft, place: Place) -> None:
        self._walk(node.left, draft, place)
        if draft.solution[node.marker] is not None:
            self._walk(node.right, draft, place)
            if node.condition is not None:
                self._tests(node.condition, node, draft, place, is_condition=True)
            return
        own = visible(node.right) - visible(node.left) - self._known
        # A value from elsewhere would have had to be that of the OPTIONAL, had it matched.
        if draft.lacking & own or any(draft.solution.get(name) is not None for name in own):
            right = Filter(node.right, node.condition) if node.condition is not None else node.right
            draft.absences.append(self._absence(right, draft.solution, visible(node.left)))

    def _pattern(self, pattern: Pattern, draft: Draft, place: Place) -> None:
        solution, predicate = draft.solution, pattern.predicate
        subject, object_ = _term(pattern.subject, solution), _term(pattern.object, solution)
        verb = solution[predicate] if isinstance(predicate, Var) else predicate
        if subject is None or object_ is None:
            draft.unexplained.append("a variable of a pattern is unbound")
        elif isinstance(verb, ox.NamedNode):
            triple = ox.Triple(subject, verb, object_)  # type: ignore[arg-type]
            self._support(triple, draft, place, PATTERN)
        elif verb is not None and not isinstance(verb, ox.BlankNode | ox.Literal | ox.Triple):
            self._path(verb, subject, object_, draft, place)

    def _path(self, path: Path, subject: Term, object_: Term, draft: Draft, place: Place) -> None:
        try:
            way = self._lookup.walk(path, subject, object_, place)
        except TooFarError:
            draft.unexplained.append(f"the path from {subject} to {object_} leads through too many statements")
            return
        if way is None:
            draft.unexplained.append(f"no path from {subject} to {object_} was found")
            return
        for triple in way:
            self._support(triple, draft, place, PATH)
        if not way:
            draft.untouched.append((subject, place))

    def _support(self, triple: ox.Triple, draft: Draft, place: Place, role: str) -> None:
        graphs: tuple[ox.NamedNode, ...] = (place,) if place is not None else ()
        if place is None:
            triple, graphs = self._lookup.held(triple)
        elif isinstance(triple.object, ox.Literal):
            triple, _ = self._lookup.held(triple)
        draft.supports.append(Support(triple, graphs, role))
        if not graphs:
            draft.unexplained.append(f"no named graph holds the statement {triple}")

    def _touch(self, draft: Draft) -> None:
        """A path of no step needs its term to occur somewhere: in another statement, else in any."""
        for term, place in draft.untouched:
            if not any(
                term in (s.triple.subject, s.triple.object) and (place is None or place in s.graphs)
                for s in draft.supports
            ):
                triple = self._lookup.mention(term, place)
                if triple is not None:
                    self._support(triple, draft, place, PATH)

    def _tests(self, expr: Expr, scope: Node, draft: Draft, place: Place, *, is_condition: bool) -> None:
        """The EXISTS of an expression that sees the variables of a node."""
        found = self._exists.get((id(expr), self._known))
        if found is None:
            seen = visible(scope) | self._known
            tests = tests_of(expr, is_condition=is_condition)
            found = [(test, tuple(sorted(mentioned(test.exists) & seen))) for test in tests]
            self._exists[id(expr), self._known] = found
        for (exists, need), names in found:
            if need == ABSENCE:
                draft.absences.append(self._absence(exists.node, draft.solution, names))
                continue
            within = bound_in(scope, draft.solution) | self._known if names else self._known
            bound = tuple(name for name in names if name in within and draft.solution.get(name) is not None)
            draft.demands.append(Demand(exists, place, bound, draft.solution, need))

    def _absence(self, node: Node, solution: Solution, names: Iterable[Var], opening: str = "rests on") -> str:
        """What must not match, for the values that these variables have."""
        return absence(node, {name: solution.get(name) for name in names}, self._hidden, opening)

    def unmatched(self, demand: Demand) -> Derivation:
        """What to say of an EXISTS that nothing matches."""
        exists = demand.what
        if demand.need == MATCH or not isinstance(exists, Exists):
            return Derivation((), (), ("what matches its EXISTS was not found when asked again",))
        if demand.need == MATCH_HELPS:
            return Derivation((), ())
        opening = "may rest on" if demand.need in (ABSENCE_HELPS, EITHER) else "rests on"
        return Derivation((), (self._absence(exists.node, demand.solution, demand.names, opening),))


def bound_in(node: Node, solution: Solution) -> frozenset[Var]:
    """The variables that a part of a pattern binds by itself in a solution of the whole."""
    match node:
        case Join():
            return bound_in(node.left, solution) | bound_in(node.right, solution)
        case LeftJoin():
            left = bound_in(node.left, solution)
            return left | bound_in(node.right, solution) if solution.get(node.marker) is not None else left
        case Union():
            marker = solution.get(node.marker)
            if not isinstance(marker, ox.Literal):
                return frozenset()
            return bound_in(node.branches[int(marker.value)], solution)
        case Filter():
            return bound_in(node.node, solution)
        case Extend():
            return bound_in(node.node, solution) | {node.name}
        case Minus():
            return bound_in(node.left, solution)
        case Graph():
            return bound_in(node.node, solution) | ({node.name} if isinstance(node.name, Var) else set())
        case _:
            return visible(node)


def merged(derivations: list[Derivation], role: str = "") -> Derivation:
    """Several derivations as one, which needs what each needs; under a role, if one is given."""
    supports: dict[tuple[ox.Triple, tuple[ox.NamedNode, ...]], Support] = {}
    for derivation in derivations:
        for support in derivation.supports:
            supports.setdefault(support[:2], support._replace(role=role) if role else support)
    return Derivation(
        tuple(supports.values()),
        tuple(dict.fromkeys(text for found in derivations for text in found.absences)),
        tuple(dict.fromkeys(text for found in derivations for text in found.unexplained)),
    )


def _term(slot: Slot, solution: Mapping[Var, Term | None]) -> Term | None:
    return solution[slot] if isinstance(slot, Var) else slot
