"""Algebra as SPARQL text again, with terms in place of variables and with the rows that are asked about put in."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.why.algebra import (
    Alternative,
    Bgp,
    Exists,
    Expr,
    Extend,
    Filter,
    Graph,
    Inverse,
    Join,
    LeftJoin,
    Minus,
    Negated,
    Node,
    Path,
    Pattern,
    Repeat,
    Select,
    Sequence,
    Slot,
    Term,
    Union,
    Values,
    Var,
    certain,
    mentioned,
    visible,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class UnwritableError(Exception):
    """A term can't stand where a variable does; the message says where, as the end of a sentence."""


class Seed:
    """Rows that a pattern is joined with: put in where a pattern begins, so that the engine starts from them.

    A column goes into a part of a pattern only where each of the part's solutions binds it: else a row would be kept
    that the part by itself doesn't give.
    """

    def __init__(
        self, names: tuple[Var, ...] = (), rows: Iterable[tuple[Term, ...]] = (), always: frozenset[Var] = frozenset()
    ) -> None:
        """Holds rows without gaps and blank nodes; `always` are names that fit everywhere inside of a GRAPH."""
        self.names, self.always = names, always
        self.rows = tuple(dict.fromkeys(rows)) if names else ()

    def within(self, names: frozenset[Var]) -> Seed:
        """The same rows, less the columns that aren't among the names."""
        kept = [at for at, name in enumerate(self.names) if name in names or name in self.always]
        if len(kept) == len(self.names):
            return self
        rows = (tuple(row[at] for at in kept) for row in self.rows)
        return Seed(tuple(self.names[at] for at in kept), rows, self.always)

    def inside(self, graph: Graph) -> Seed:
        """The rows for what stands inside of a GRAPH, its name included unless it means something else there."""
        if isinstance(graph.name, Var) and graph.name in self.names and graph.name not in mentioned(graph.node):
            return Seed(self.names, self.rows, self.always | {graph.name})
        return self

    def strictly(self, names: frozenset[Var]) -> Seed:
        """As `within`, with no exception."""
        return Seed(self.names, self.rows).within(names)

    def text(self) -> str:
        """The rows as VALUES; nothing where there are no columns."""
        if not self.names:
            return ""
        names = " ".join(f"?{name}" for name in self.names)
        rows = " ".join(f"({' '.join(map(str, row))})" for row in self.rows)
        return f"VALUES ({names}) {{ {rows} }} "


class Writer:
    """Writes nodes.

    Attributes:
        marked: Whether OPTIONAL and UNION bind their markers; not inside MINUS, EXISTS and subqueries.
    """

    def __init__(self, *, marked: bool = False, instead: Mapping[Var, Term] | None = None) -> None:
        """Terms of `instead` are written in place of variables."""
        self.marked, self._instead = marked, instead or {}
        self._plain = self if not marked else Writer(instead=instead)

    def group(self, node: Node, seed: Seed | None = None) -> str:
        """What stands between the braces of a group."""
        seed = (seed or Seed()).within(certain(node))
        if isinstance(node, Filter):
            return f"{self._elements(node.node, seed)}FILTER({self.expr(node.condition)}) "
        return self._elements(node, seed)

    def _elements(self, node: Node, seed: Seed) -> str:
        """A node as elements of a group that holds nothing before them."""
        seed = seed.within(certain(node))
        match node:
            case Bgp():
                return seed.text() + "".join(map(self.pattern, node.patterns))
            case Values():
                return seed.text() + self.values(node)
            case Join():
                return self._join(node, seed)
            case LeftJoin():
                condition = f"FILTER({self.expr(node.condition)}) " if node.condition else ""
                mark = f"BIND(true AS ?{node.marker}) " if self.marked else ""
                right = (
                    self._braced(node.right) if isinstance(node.right, Filter) else self._elements(node.right, Seed())
                )
                return f"{self._elements(node.left, seed)}OPTIONAL {{ {right}{mark}{condition}}} "
            case Extend():
                if node.name in self._instead:
                    raise UnwritableError("BIND makes a variable that has a value already")
                return f"{self._elements(node.node, seed)}BIND({self.expr(node.value)} AS ?{node.name}) "
            case Minus():
                return f"{self._elements(node.left, seed)}MINUS {{ {self._plain.group(node.right)}}} "
            case _:
                return self._element(node, seed)

    def _element(self, node: Node, seed: Seed) -> str:
        """A node as one element, whatever stands before it in its group."""
        seed = seed.within(certain(node))
        match node:
            case Bgp() | Values():
                return self._elements(node, seed)
            case Graph():
                return f"GRAPH {self.slot(node.name)} {{ {self.group(node.node, seed.inside(node))}}} "
            case Union():
                branches = (
                    f"{{ {self.group(branch, seed)}{self._mark(node, at)}}}" for at, branch in enumerate(node.branches)
                )
                return " UNION ".join(branches) + " "
            case Select():
                return f"{{ {self._plain.select(node, seed)}}} "
            case _:
                return self._braced(node, seed)

    def _mark(self, node: Union, at: int) -> str:
        return f"BIND({at} AS ?{node.marker}) " if self.marked else ""

    def _braced(self, node: Node, seed: Seed | None = None) -> str:
        return f"{{ {self.group(node, seed)}}} "

    def _join(self, node: Join, seed: Seed) -> str:
        right = self._element(node.right, self._again(node.right, seed))
        if _simple(node.left):
            return seed.text() + self._elements(node.left, Seed()) + right
        if seed.within(certain(node.left)) is seed:
            return self._elements(node.left, seed) + right
        return seed.text() + self._element(node.left, self._again(node.left, seed)) + right

    def _again(self, node: Node, seed: Seed) -> Seed:
        """The rows once more, for a part that the engine would else work out as a whole."""
        return Seed() if _simple(node) else seed

    def pattern(self, pattern: Pattern) -> str:
        """A triple or path pattern, with its full stop."""
        predicate = pattern.predicate
        verb = self.slot(predicate) if isinstance(predicate, Var) else path_text(predicate, self.term)
        return f"{self.slot(pattern.subject)} {verb} {self.slot(pattern.object)} . "

    def slot(self, slot: Slot) -> str:
        """A variable or term."""
        if not isinstance(slot, Var):
            return self.term(slot)
        return self.term(self._instead[slot]) if slot in self._instead else f"?{slot}"

    def term(self, term: Term) -> str:
        """A term as SPARQL writes it."""
        if isinstance(term, ox.BlankNode | ox.Triple):
            raise UnwritableError("a blank node of the data can't be named in a query")
        return str(term)

    def values(self, node: Values) -> str:
        """VALUES as they stand in the query, less the columns that have a value already and the rows with another."""
        given = [(at, self._instead[name]) for at, name in enumerate(node.names) if name in self._instead]
        kept = [at for at, name in enumerate(node.names) if name not in self._instead]
        fitting = (row for row in node.rows if all(row[at] in (None, term) for at, term in given))
        rows = " ".join(f"({' '.join('UNDEF' if row[at] is None else str(row[at]) for at in kept)})" for row in fitting)
        return f"VALUES ({' '.join(f'?{node.names[at]}' for at in kept)}) {{ {rows} }} "

    def expr(self, expr: Expr) -> str:
        """An expression, every operand in brackets."""
        if expr.kind == "term":
            return self._piece(expr.parts[0])
        text = "".join(map(self._piece, expr.parts))
        return text if expr.kind in ("aggregate", "exists") else f"({text})" if expr.kind in _INFIX else text

    def _piece(self, piece: str | Term | Expr | Exists) -> str:
        if isinstance(piece, Expr):
            return self.expr(piece)
        if isinstance(piece, Exists):
            return f"{'NOT ' * piece.negated}EXISTS {{ {self._plain.group(piece.node)}}}"
        if isinstance(piece, str) and not isinstance(piece, Var):
            return piece
        return self.slot(piece)  # type: ignore[arg-type]

    def select(self, node: Select, seed: Seed | None = None, dataset: str = "", extra: tuple[Var, ...] = ()) -> str:
        """A SELECT; rows go inside only where they can't change what a LIMIT leaves."""
        if self._instead and self._instead.keys() & set(node.names):
            raise UnwritableError("a subquery gives a variable that has a value already")
        cut = node.limit is not None or node.offset
        inside = Writer()
        columns = [f"?{n}" if v is None else f"({inside.expr(v)} AS ?{n})" for n, v in node.projection]
        columns += [f"?{name}" for name in extra]
        seed = Seed() if cut or seed is None else seed.strictly(certain(node))
        where = inside.group(node.node, seed)
        return (
            f"SELECT {node.modifier} {' '.join(columns) or '(true AS ?why_nothing)'} {dataset}WHERE {{ {where}}} "
            + _modifiers(node, inside)
            + (inside.values(node.values) if node.values else "")
        )


_INFIX = ("&&", "||", "!", "-", "+", "arithmetic", "in", "relation")


def _modifiers(node: Select, writer: Writer) -> str:
    text = ""
    if node.keys:
        keys = (f"?{n}" if v is None else f"({writer.expr(v)} AS ?{n})" for n, v in node.keys)
        text += f"GROUP BY {' '.join(keys)} "
    if node.having:
        text += f"HAVING {' '.join(f'({writer.expr(h)})' for h in node.having)} "
    if node.order:
        text += f"ORDER BY {' '.join(f'{way}({writer.expr(e)})' for e, way in node.order)} "
    if node.limit is not None:
        text += f"LIMIT {node.limit} "
    return text + (f"OFFSET {node.offset} " if node.offset else "")


def _simple(node: Node) -> bool:
    """Whether the engine orders a node's patterns by itself among those around it."""
    match node:
        case Bgp() | Values():
            return True
        case Join():
            return _simple(node.left) and _simple(node.right)
        case Graph():
            return _simple(node.node)
        case _:
            return False


def path_text(path: Path, term: Callable[[Term], str] = str) -> str:
    """A property path as SPARQL writes it, its predicates as `term` does."""
    match path:
        case Sequence():
            return f"({'/'.join(path_text(part, term) for part in path.parts)})"
        case Alternative():
            return f"({'|'.join(path_text(part, term) for part in path.parts)})"
        case Inverse():
            return f"(^{path_text(path.part, term)})"
        case Repeat():
            return f"({path_text(path.part, term)}{path.sign})"
        case Negated():
            return f"!({'|'.join(map(term, path.predicates))})"
        case _:
            return term(path)


def level_text(node: Node, names: Iterable[Var], marks: Iterable[Var], seed: Seed, dataset: str) -> str:
    """The SELECT that gives every solution of a pattern in full, with its markers, for the rows of a seed."""
    columns = " ".join(f"?{name}" for name in (*names, *marks)) or "(true AS ?why_nothing)"
    return f"SELECT {columns} {dataset}WHERE {{ {Writer(marked=True).group(node, seed)}}}"


def all_names(node: Node) -> tuple[Var, ...]:
    """The visible variables of a node, in an order that stays."""
    return tuple(sorted(visible(node)))


def dataset_text(default: Iterable[ox.NamedNode], named: Iterable[ox.NamedNode]) -> str:
    """The FROM clauses of a query."""
    return "".join(f"FROM {g} " for g in default) + "".join(f"FROM NAMED {g} " for g in named)
