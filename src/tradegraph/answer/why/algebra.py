"""The algebra of a query, narrowed to what its explanation needs.

The names are those of SPARQL 1.1, section 18. A variable is a `Var`, a blank node of a pattern is a variable that
nobody can name, and any other term is the engine's own, so that terms keep their identity from the query to the answer.
"""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.why.pieces import piece

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Var(str):
    """The name of a variable, without its question mark."""

    __slots__ = ()


Slot = Var | ox.NamedNode | ox.Literal


@piece
class Sequence:
    """Path elements one after another."""

    parts: tuple[Path, ...]


@piece
class Alternative:
    """Any one of several path elements."""

    parts: tuple[Path, ...]


@piece
class Inverse:
    """A path, walked from its end."""

    part: Path


@piece
class Repeat:
    """A path element with `?`, `*` or `+`."""

    part: Path
    sign: str


@piece
class Negated:
    """Any predicate but these."""

    predicates: tuple[ox.NamedNode, ...]


Path = ox.NamedNode | Sequence | Alternative | Inverse | Repeat | Negated


@piece
class Pattern:
    """A triple pattern, or a path pattern."""

    subject: Slot
    predicate: Var | Path
    object: Slot


@piece
class Expr:
    """An expression as the pieces of its text, in order.

    Attributes:
        kind: `&&`, `||`, `!`, the name of a function, or another operator.
        parts: Text, variables, terms, expressions and EXISTS.
    """

    kind: str
    parts: tuple[str | Term | Expr | Exists, ...]


@piece
class Exists:
    """EXISTS or NOT EXISTS."""

    node: Node
    negated: bool


@piece
class Bgp:
    """Triple patterns that hold together."""

    patterns: tuple[Pattern, ...] = ()


@piece
class Join:
    """Both parts hold."""

    left: Node
    right: Node


@piece
class LeftJoin:
    """OPTIONAL; the marker is bound where the right part matched."""

    left: Node
    right: Node
    condition: Expr | None
    marker: Var


@piece
class Union:
    """UNION; the marker is bound to the number of the branch."""

    branches: tuple[Node, ...]
    marker: Var


@piece
class Filter:
    """FILTER."""

    node: Node
    condition: Expr


@piece
class Extend:
    """BIND, or an expression of a SELECT clause."""

    node: Node
    name: Var
    value: Expr


@piece
class Minus:
    """MINUS."""

    left: Node
    right: Node


@piece
class Graph:
    """GRAPH."""

    name: Var | ox.NamedNode
    node: Node


@piece
class Values:
    """VALUES; None stands for UNDEF."""

    names: tuple[Var, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@piece
class Select:
    """A SELECT, as a subquery or as the whole.

    Attributes:
        node: What its WHERE holds.
        projection: Names in order, with the expression of each that has one.
        modifier: DISTINCT, REDUCED or nothing.
        keys: What it groups by, each with its name; None where it doesn't group.
        having: Conditions on groups.
        order: Expressions with ASC or DESC.
        limit: None for no limit.
        offset: Rows left out at the start.
        values: VALUES after it.
    """

    node: Node
    projection: tuple[tuple[Var, Expr | None], ...]
    modifier: str = ""
    keys: tuple[tuple[Var, Expr | None], ...] | None = None
    having: tuple[Expr, ...] = ()
    order: tuple[tuple[Expr, str], ...] = ()
    limit: int | None = None
    offset: int = 0
    values: Values | None = None

    @property
    def names(self) -> tuple[Var, ...]:
        """The names of its columns."""
        return tuple(name for name, _ in self.projection)


Node = Bgp | Join | LeftJoin | Union | Filter | Extend | Minus | Graph | Values | Select


@piece
class Query:
    """A whole query.

    Attributes:
        form: `SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`.
        select: Its pattern and solution modifiers; a CONSTRUCT projects what its template needs.
        template: The triples that a CONSTRUCT makes; blank nodes in it are variables that begin with `hidden`.
        default: Graphs of FROM.
        named: Graphs of FROM NAMED.
        hidden: Prefix of the variables that the query doesn't have itself.
    """

    form: str
    select: Select
    template: tuple[Pattern, ...]
    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]
    hidden: str

    @property
    def has_dataset(self) -> bool:
        """Whether the query names the graphs it asks."""
        return bool(self.default or self.named)


def join(left: Node, right: Node) -> Node:
    """The join of two nodes, less what adds nothing."""
    if isinstance(left, Bgp) and not left.patterns:
        return right
    if isinstance(right, Bgp) and not right.patterns:
        return left
    if isinstance(left, Bgp) and isinstance(right, Bgp):
        return Bgp(left.patterns + right.patterns)
    return Join(left, right)


def visible(node: Node) -> frozenset[Var]:
    """The variables that a solution of a node may bind, markers left out."""
    match node:
        case Bgp():
            return frozenset(v for p in node.patterns for v in (p.subject, p.predicate, p.object) if isinstance(v, Var))
        case Join() | LeftJoin():
            return visible(node.left) | visible(node.right)
        case Union():
            return frozenset().union(*map(visible, node.branches))
        case Filter():
            return visible(node.node)
        case Extend():
            return visible(node.node) | {node.name}
        case Minus():
            return visible(node.left)
        case Graph():
            return visible(node.node) | ({node.name} if isinstance(node.name, Var) else set())
        case _:
            return frozenset(node.names)


def certain(node: Node, *, made: bool = False) -> frozenset[Var]:
    """The variables that every solution of a node binds, as far as its form tells; those of BIND only if `made`."""
    match node:
        case Bgp():
            return visible(node)
        case Join():
            return certain(node.left, made=made) | certain(node.right, made=made)
        case LeftJoin() | Minus():
            return certain(node.left, made=made)
        case Union():
            return frozenset.intersection(*(certain(branch, made=made) for branch in node.branches))
        case Filter():
            return certain(node.node, made=made)
        case Extend():
            return certain(node.node, made=made) | ({node.name} if made else set())
        case Graph():
            return certain(node.node, made=made) | ({node.name} if isinstance(node.name, Var) else set())
        case Values():
            return frozenset(
                name for at, name in enumerate(node.names) if all(row[at] is not None for row in node.rows)
            )
        case Select():
            return _certain_columns(node)


def _certain_columns(node: Select) -> frozenset[Var]:
    within = certain(node.node)
    if node.keys is not None:
        within &= {name for name, value in node.keys if value is None}
    return within & {name for name, value in node.projection if value is None}


def markers(node: Node) -> Iterator[Var]:
    """The markers of a node, those of its subqueries left out."""
    match node:
        case LeftJoin():
            yield node.marker
            yield from markers(node.left)
            yield from markers(node.right)
        case Union():
            yield node.marker
            for branch in node.branches:
                yield from markers(branch)
        case Join():
            yield from markers(node.left)
            yield from markers(node.right)
        case Filter() | Extend() | Graph():
            yield from markers(node.node)
        case Minus():
            yield from markers(node.left)
        case _:
            return


def mentioned(piece: Expr | Node | Exists) -> frozenset[Var]:
    """Every variable that an expression or a node mentions, whatever its scope; a subquery mentions its columns."""
    match piece:
        case Expr():
            return frozenset().union(
                *(
                    {part} if isinstance(part, Var) else mentioned(part)
                    for part in piece.parts
                    if isinstance(part, Var | Expr | Exists)
                )
            )
        case Exists():
            return mentioned(piece.node)
        case Join() | Minus():
            return mentioned(piece.left) | mentioned(piece.right)
        case LeftJoin():
            within = mentioned(piece.left) | mentioned(piece.right)
            return within | mentioned(piece.condition) if piece.condition else within
        case Union():
            return frozenset().union(*map(mentioned, piece.branches))
        case Filter():
            return mentioned(piece.node) | mentioned(piece.condition)
        case Extend():
            return mentioned(piece.node) | mentioned(piece.value) | {piece.name}
        case Graph():
            return mentioned(piece.node) | visible(piece)
        case _:
            return visible(piece)
