"""The EXISTS and BOUND of expressions: what must match, what must not, and what is only tested."""

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
    mentioned,
    visible,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MATCH, ABSENCE, VALUE, EITHER = "match", "absence", "value", "either"


class Test(NamedTuple):
    """An EXISTS in an expression, and what the expression needs of it.

    Attributes:
        exists: The EXISTS.
        need: `match` or `absence` where the condition holds only so; `value` where its answer is a value of the row;
            `either` where the condition may hold without it, as beside `||`.
    """

    exists: Exists
    need: str


def tests_of(expr: Expr, *, is_condition: bool) -> list[Test]:
    """Every EXISTS of an expression, those inside of others left out."""
    return list(_tests(expr, MATCH if is_condition else VALUE))


def _tests(expr: Expr, need: str) -> Iterator[Test]:
    opposite = {MATCH: ABSENCE, ABSENCE: MATCH}.get(need, need)
    for part in expr.parts:
        if isinstance(part, Exists):
            yield Test(part, opposite if part.negated else need)
        elif isinstance(part, Expr):
            keeps = (expr.kind == "&&" and need == MATCH) or (expr.kind == "||" and need == ABSENCE)
            inner = opposite if expr.kind == "!" else need if keeps or need == VALUE else EITHER
            yield from _tests(part, inner)


def bound_tests(node: Node) -> frozenset[Var]:
    """The variables that BOUND asks about anywhere in a pattern, its subqueries left out."""
    match node:
        case Filter():
            return bound_tests(node.node) | _bound(node.condition)
        case Extend():
            return bound_tests(node.node) | _bound(node.value)
        case LeftJoin():
            within = bound_tests(node.left) | bound_tests(node.right)
            return within | _bound(node.condition) if node.condition else within
        case Join():
            return bound_tests(node.left) | bound_tests(node.right)
        case Minus():
            return bound_tests(node.left)
        case Union():
            return frozenset().union(*map(bound_tests, node.branches))
        case Graph():
            return bound_tests(node.node)
        case _:
            return frozenset()


def _bound(expr: Expr) -> frozenset[Var]:
    here = frozenset[Var]()
    for part in expr.parts:
        if isinstance(part, Expr):
            here |= _bound(part)
            if expr.kind.upper() == "BOUND":
                here |= mentioned(part)
    return here


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
