"""What conditions test: EXISTS that must match, that must not, that need not; and variables that may lack a value."""

from __future__ import annotations

from typing import NamedTuple

from tradegraph.answer.why.algebra import (
    Exists,
    Expr,
    Extend,
    Filter,
    Graph,
    Join,
    LeftJoin,
    Minus,
    Node,
    Select,
    Union,
    Var,
    certain,
    mentioned,
    visible,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MATCH, ABSENCE, VALUE, EITHER = "match", "absence", "value", "either"
MATCH_HELPS, ABSENCE_HELPS = "match helps", "absence helps"


class Test(NamedTuple):
    """An EXISTS in an expression, and what the expression needs of it.

    Attributes:
        exists: The EXISTS.
        need: `match` or `absence` where the condition holds only so; `match helps` or `absence helps` where it may hold
            without, as beside `||`, but never because of the opposite; `value` where its answer is a value of the row;
            `either` where any answer may be what the condition rests on.
    """

    exists: Exists
    need: str


_OPPOSITE = {MATCH: ABSENCE, MATCH_HELPS: ABSENCE_HELPS}
_OPPOSITE |= {absence: match for match, absence in _OPPOSITE.items()}
_HELPS = {MATCH: MATCH_HELPS, ABSENCE: ABSENCE_HELPS}


def tests_of(expr: Expr, *, is_condition: bool) -> list[Test]:
    """Every EXISTS of an expression, those inside of others left out."""
    return list(_tests(expr, MATCH if is_condition else VALUE))


def _tests(expr: Expr, need: str) -> Iterator[Test]:
    inner = _inner(expr, need)
    for part in expr.parts:
        if isinstance(part, Exists):
            yield Test(part, _OPPOSITE.get(inner, inner) if part.negated else inner)
        elif isinstance(part, Expr):
            yield from _tests(part, inner)


def _inner(expr: Expr, need: str) -> str:
    """What an expression needs of its operands; with `&&`, `||` and `!` alone it is known which answers help."""
    match expr.kind:
        case "exists":
            return need
        case "!":
            return _OPPOSITE.get(need, need)
        case "&&" | "||":
            needs_all = (expr.kind == "&&") == (need == MATCH)
            return need if needs_all else _HELPS.get(need, need)
        case _:
            return need if need == VALUE else EITHER


class Unknowns:
    """What in a pattern tells whether variables have a value: BOUND, COALESCE, EXISTS, MINUS, and what counts them.

    Any other use of a variable without a value is an error, and an error is neither true nor a value.
    """

    def __init__(self, node: Node, beside: Iterable[Expr] = (), outside: Iterable[Var] = ()) -> None:
        """Reads a pattern, its subqueries and EXISTS left out.

        Args:
            node: The pattern.
            beside: Expressions beside the groups that its solutions are put in.
            outside: Variables of it of which it is told elsewhere whether they have a value.
        """
        self._made: list[tuple[Var, frozenset[Var]]] = []
        self._chains = [*self._in(node), *((frozenset({name}),) for name in outside)]
        for expr in beside:
            self._chains += _chains(expr, VALUE)

    def lacking(self, solution: Mapping[Var, object]) -> frozenset[Var]:
        """The variables that a solution leaves without a value, and that decide something by that."""
        found = frozenset[Var]()
        for chain in self._chains:
            for needed in chain:
                unbound = _unbound(needed, solution)
                found |= unbound
                if not unbound:
                    break  # what follows in a COALESCE plays no part
        for name, sources in reversed(self._made):
            if name in found:
                found |= _unbound(sources, solution)
        return found

    def among(self, names: Iterable[Var]) -> tuple[Var, ...]:
        """Those of some variables of which it may be told whether they have a value."""
        found = frozenset[Var]().union(*(needed for chain in self._chains for needed in chain))
        for name, sources in reversed(self._made):
            found |= sources if name in found else frozenset()
        return tuple(name for name in names if name in found)

    def _in(self, node: Node) -> Iterator[_Chain]:
        match node:
            case Filter():
                yield from self._in(node.node)
                yield from _chains(node.condition, MATCH)
            case Extend():
                yield from self._in(node.node)
                yield from _chains(node.value, VALUE)
                self._made.append((node.name, _needed(node.value)))
            case LeftJoin():
                yield from self._in(node.left)
                yield from self._in(node.right)
                yield from _chains(node.condition, MATCH) if node.condition else ()
            case Join():
                yield from self._in(node.left)
                yield from self._in(node.right)
            case Minus():
                yield from self._in(node.left)
                shared = visible(node.left) & visible(node.right)
                if not shared & certain(node.left):  # without a value in common MINUS takes nothing away
                    yield (shared,)
            case Union():
                for branch in node.branches:
                    yield from self._in(branch)
            case Graph():
                yield from self._in(node.node)
            case _:
                return


# Sets of variables that must all have a value: of each operand of a COALESCE in turn, else of one expression.
_Chain = tuple[frozenset[Var], ...]


def _chains(expr: Expr, need: str) -> Iterator[_Chain]:
    kind = expr.kind.upper()
    if kind == "COALESCE":
        yield tuple(_needed(part) for part in expr.parts if isinstance(part, Expr))
    elif kind == "AGGREGATE":  # it leaves out what has no value
        yield (_needed(expr),)
    elif kind == "BOUND" and need not in (MATCH, MATCH_HELPS):
        yield (mentioned(expr),)
    inner = _inner(expr, need)
    for part in expr.parts:
        if isinstance(part, Exists):
            yield (mentioned(part),)
        elif isinstance(part, Expr):
            yield from _chains(part, inner)


def _needed(expr: Expr) -> frozenset[Var]:
    """The variables without whose values an expression has none."""
    if expr.kind.upper() in ("BOUND", "COALESCE"):
        return frozenset()
    here = frozenset(part for part in expr.parts if isinstance(part, Var))
    return here.union(*(_needed(part) for part in expr.parts if isinstance(part, Expr)))


def _unbound(names: frozenset[Var], solution: Mapping[Var, object]) -> frozenset[Var]:
    return frozenset(name for name in names if solution.get(name) is None)


def is_scoped(node: Node) -> bool:
    """Whether expressions mention only what stands beside them, so that a join is as good as a replacement."""
    match node:
        case Filter():
            return _sees(node.condition, visible(node.node)) and is_scoped(node.node)
        case Extend():
            return _sees(node.value, visible(node.node)) and is_scoped(node.node)
        case LeftJoin():
            seen = node.condition is None or _sees(node.condition, visible(node.left) | visible(node.right))
            return seen and is_scoped(node.left) and is_scoped(node.right)
        case Join():
            return is_scoped(node.left) and is_scoped(node.right)
        case Union():
            return all(map(is_scoped, node.branches))
        case Graph():
            return is_scoped(node.node)
        case Minus() | Select():
            return not isinstance(node, Minus) or (is_scoped(node.left) and is_scoped(node.right))
        case _:
            return True


def _sees(expr: Expr, seen: frozenset[Var]) -> bool:
    for part in expr.parts:
        if isinstance(part, Var) and part not in seen:
            return False
        if isinstance(part, Expr) and not _sees(part, seen):
            return False
        if isinstance(part, Exists) and not mentioned(part) - visible(part.node) <= seen:
            return False
    return True
