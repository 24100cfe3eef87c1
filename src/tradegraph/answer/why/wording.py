"""What an answer rests on not being stated, in words."""

from __future__ import annotations

from collections import Counter

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
    Pattern,
    Select,
    Slot,
    Term,
    Union,
    Values,
    Var,
    mentioned,
    visible,
)
from tradegraph.answer.why.phrases import STATEMENTS, called, compared
from tradegraph.answer.why.writing import Writer
from tradegraph.vocabulary import PREFIXES, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TYPE, _STRING = PREFIXES["rdf"] + "type", PREFIXES["xsd"] + "string"
# Numbers, days and truth are told by their characters alone.
_PLAIN = {
    PREFIXES["xsd"] + name
    for name in ("boolean", "date", "dateTime", "decimal", "double", "gYear", "gYearMonth", "integer")
}
_JOINS = {"&&": " and ", "||": " or "}
_STATEMENTS = (*_JOINS, "!", "relation", "in")


def absence(node: Node, solution: Mapping[Var, Term | None], hidden: str, opening: str = "rests on") -> str:
    """What must not match, with the values that it must not match for.

    Args:
        node: What stands in NOT EXISTS, MINUS, or an OPTIONAL that must not match.
        solution: The row that rests on it.
        hidden: How the variables begin that stand for blank nodes.
        opening: The words to begin with.

    >>> from tradegraph.answer.why.algebra import Bgp, Pattern, Var
    >>> day = Pattern(Var("x"), ox.NamedNode("https://schema.org/endDate"), Var("day"))
    >>> absence(Bgp((day,)), {Var("x"): ox.NamedNode("https://w3id.org/tradegraph/id/fair")}, "why")
    'rests on the absence of: tg:fair schema:endDate ?day'
    """
    counted = Counter(_graphs_and_more(node))
    anywhere = frozenset(name for name, times in counted.items() if times == 1)
    return f"{opening} the absence of: {_Words(solution, hidden, anywhere).node(node) or 'anything'}"


def _graphs_and_more(node: Node) -> Iterator[Var]:
    """The variables of the parts of a node; of one that comes once, and names a graph, nothing else is said."""
    match node:
        case Join() | LeftJoin() | Minus():
            yield from _graphs_and_more(node.left)
            yield from _graphs_and_more(node.right)
        case Union():
            for branch in node.branches:
                yield from _graphs_and_more(branch)
        case Graph():
            yield from [node.name] if isinstance(node.name, Var) else []
            yield from _graphs_and_more(node.node)
        case Filter() | Extend():
            yield from _graphs_and_more(node.node)
            yield from mentioned(node.condition if isinstance(node, Filter) else node.value)
        case _:
            yield from visible(node)


def _is_one(node: Node) -> bool:
    """Whether a node is a single pattern, which no second one has to stand beside."""
    match node:
        case Bgp():
            return len(node.patterns) < 2
        case Filter():
            return _is_one(node.node)
        case _:
            return False


class _Words(Writer):
    """Writes nodes for people: short names, and values in place of variables."""

    def __init__(
        self, solution: Mapping[Var, Term | None], hidden: str, anywhere: frozenset[Var] = frozenset()
    ) -> None:
        """Graphs named by a variable of `anywhere` may be any: nothing else speaks of them."""
        super().__init__(instead={name: term for name, term in solution.items() if term is not None})
        self._hidden, self._anywhere = hidden, anywhere

    def term(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            short = "a" if term.value == _TYPE else shorten(term.value)
            return short if short != term.value else str(term)
        if isinstance(term, ox.Literal) and term.language is None and term.datatype.value != _STRING:
            if term.datatype.value in _PLAIN:
                return term.value
            return f"{ox.Literal(term.value)}^^{self.term(term.datatype)}"
        return str(term)

    def slot(self, slot: Slot) -> str:
        if isinstance(slot, Var) and slot.startswith(self._hidden) and slot not in self._instead:
            return "something"
        return super().slot(slot)

    def pattern(self, pattern: Pattern) -> str:
        return super().pattern(pattern).removesuffix(" . ")

    def expr(self, expr: Expr) -> str:
        operands = [part for part in expr.parts if isinstance(part, Expr)]
        told = [self._operand(part) for part in operands]
        match expr.kind:
            case "&&" | "||":
                return _JOINS[expr.kind].join(
                    self.expr(part) if part.kind not in _JOINS else told
                    for part, told in zip(operands, told, strict=True)
                )
            case "!":
                return f"not {told[0]}"
            case "relation" | "in":
                sign = next(part for part in expr.parts if isinstance(part, str) and not isinstance(part, Var))
                return compared(told[0], sign.strip(), told[1:])
            case "term" | "exists":
                return self._piece(expr.parts[0])
            case "arithmetic" | "aggregate" | "-" | "+":
                return super().expr(expr)
            case _:
                name = expr.parts[0]
                return called(name if isinstance(name, str) else self.term(name), told)  # type: ignore[arg-type]

    def _operand(self, expr: Expr) -> str:
        is_statement = expr.kind in _STATEMENTS or expr.kind.upper() in STATEMENTS
        return f"({self.expr(expr)})" if is_statement else self.expr(expr)

    def _piece(self, piece: str | Term | Expr | Exists) -> str:
        if isinstance(piece, Exists):
            return f"{'not ' * piece.negated}({self.node(piece.node) or 'anything'})"
        return super()._piece(piece)

    def node(self, node: Node) -> str:
        match node:
            case Bgp():
                return " and ".join(map(self.pattern, node.patterns))
            case Join():
                return " and ".join(part for part in (self.node(node.left), self.node(node.right)) if part)
            case LeftJoin() | Minus():
                without = f" without ({self.node(node.right)})" if isinstance(node, Minus) else ""
                return self.node(node.left) + without
            case Union():
                return f"({' or '.join(self.node(branch) or 'anything' for branch in node.branches)})"
            case Filter():
                return f"{self.node(node.node) or 'anything'}, where {self.expr(node.condition)}"
            case Extend():
                return self.node(node.node)
            case Graph():
                return (self.node(node.node) or "anything") + self._place(node)
            case Values():
                rows = (" ".join("any" if t is None else self.term(t) for t in row) for row in node.rows)
                return f"{' '.join(map(self.slot, node.names))} being {' or '.join(rows)}"
            case Select():
                inner = {n: t for n, t in self._instead.items() if n in node.names}
                return _Words(inner, self._hidden).node(node.node)

    def _place(self, node: Graph) -> str:
        if isinstance(node.name, Var) and node.name in self._anywhere and node.name not in self._instead:
            return "" if _is_one(node.node) else ", in one graph"
        return f", in graph {self.slot(node.name)}"
