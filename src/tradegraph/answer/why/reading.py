"""From a query's text to its algebra. rdflib parses, and does nothing else: no untrusted query is run by it."""

from __future__ import annotations

import re
from typing import Any

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
    LeftJoin,
    Minus,
    Negated,
    Node,
    Path,
    Pattern,
    Query,
    Repeat,
    Select,
    Sequence,
    Slot,
    Term,
    Union,
    Values,
    Var,
    join,
    visible,
)
from tradegraph.answer.why.parsing import parse
from tradegraph.answer.why.pieces import changed

_CHAINS = ("ConditionalOrExpression", "ConditionalAndExpression", "AdditiveExpression", "MultiplicativeExpression")
_OPERATORS = {"ConditionalOrExpression": "||", "ConditionalAndExpression": "&&"}
_UNARY = {"UnaryNot": "!", "UnaryMinus": "-", "UnaryPlus": "+"}
_GROUPS = ("GroupGraphPatternSub", "FakeGroupGraphPatten")
_ESCAPED = re.compile(r"\\(.)")
_NIL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"


class UnreadableError(Exception):
    """The query can't be explained as a whole; the message says why, as the end of a sentence."""


def read_query(text: str, prefixes: dict[str, str]) -> Query:
    """The algebra of a query that the engine has accepted.

    Args:
        text: A SPARQL 1.1 query.
        prefixes: Prefixes that hold without being declared.

    Raises:
        UnreadableError: The parser doesn't know what the query uses (SPARQL 1.2), or is less able than the engine.
    """
    try:
        tree = parse(text, prefixes)
        hidden = "why"
        while re.search(rf"[?$]{hidden}", text):
            hidden += "_"
        return _Reader(hidden).query(tree)
    except UnreadableError:
        raise
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply for the parser") from error
    except Exception as error:  # the parser's own errors have no common class
        raise UnreadableError(f"the parser of the explanation can't read it ({type(error).__name__})") from error


class _Reader:
    """Translates a parse tree as section 18.2 of SPARQL 1.1 says."""

    def __init__(self, hidden: str) -> None:
        self.hidden = hidden
        self.made = 0
        self.blank: dict[str, Var] = {}

    def fresh(self) -> Var:
        self.made += 1
        return Var(f"{self.hidden}{self.made}")

    def query(self, tree: Any) -> Query:
        form = tree.name.removesuffix("Query").upper()
        default = [self.iri(clause.default) for clause in tree.datasetClause or [] if clause.default]
        named = [self.iri(clause.named) for clause in tree.datasetClause or [] if clause.named]
        select = self.select(tree, form)
        template: tuple[Pattern, ...] = ()
        if form == "CONSTRUCT":
            template = tuple(self.triples(tree.template)) if tree.template is not None else _all_patterns(select.node)
            needed = sorted(v for v in visible(Bgp(template)) if not v.startswith(self.hidden))
            fresh = len(needed) < len(visible(Bgp(template)))
            select = _reprojected(select, tuple((name, None) for name in needed), "" if fresh else "DISTINCT")
        return Query(form, select, template, tuple(default), tuple(named), self.hidden)

    def select(self, tree: Any, form: str = "SELECT") -> Select:
        node = self.group(tree.where) if tree.where is not None else Bgp()
        keys = self.keys(tree)
        projection: list[tuple[Var, Expr | None]] = []
        for item in (tree.projection or []) if form == "SELECT" else []:
            if item.var is not None:
                projection.append((Var(item.var), None))
            else:
                projection.append((Var(item.evar), self.expr(item.expr)))
        having = tuple(self.expr(c) for c in tree.having.condition) if tree.having else ()
        order = tuple((self.expr(c.expr), c.order or "ASC") for c in tree.orderby.condition) if tree.orderby else ()
        if keys is None and (_aggregates(tree.projection) or _aggregates(tree.having) or _aggregates(tree.orderby)):
            keys = ()
        values = self.values(tree.valuesClause) if tree.valuesClause else None
        if form == "SELECT" and not projection:
            found = visible(node) | (visible(values) if values else frozenset())
            projection = [(name, None) for name in sorted(found) if not name.startswith(self.hidden)]
        limits = tree.limitoffset
        return Select(
            node,
            tuple(projection),
            str(tree.modifier or ""),
            keys,
            having,
            order,
            int(limits.limit) if limits and limits.limit is not None else None,
            int(limits.offset) if limits and limits.offset is not None else 0,
            values,
        )

    def keys(self, tree: Any) -> tuple[tuple[Var, Expr | None], ...] | None:
        if not tree.groupby:
            return None
        keys: list[tuple[Var, Expr | None]] = []
        for condition in tree.groupby.condition:
            if _name(condition) == "GroupAs":
                keys.append((Var(condition.var) if condition.var else self.fresh(), self.expr(condition.expr)))
            else:
                expr = self.expr(condition)
                plain = len(expr.parts) == 1 and isinstance(expr.parts[0], Var)
                keys.append((Var(expr.parts[0]), None) if plain else (self.fresh(), expr))
        return tuple(keys)

    def group(self, tree: Any) -> Node:
        if tree.name == "SubSelect":
            return self.select(tree)
        if tree.name not in _GROUPS:
            raise UnreadableError(f"the explanation doesn't know {tree.name}")
        node: Node = Bgp()
        filters: list[Expr] = []
        for part in tree.part or []:
            if part.name == "Filter":
                filters.append(self.expr(part.expr))
            else:
                node = self.element(node, part)
        return Filter(node, _all(filters)) if filters else node

    def element(self, node: Node, part: Any) -> Node:
        match part.name:
            case "TriplesBlock":
                return join(node, Bgp(tuple(self.triples(part.triples))))
            case "OptionalGraphPattern":
                right = self.group(part.graph)
                condition = None
                if isinstance(right, Filter) and _has_filter(part.graph):
                    condition, right = right.condition, right.node
                return LeftJoin(node, right, condition, self.fresh())
            case "MinusGraphPattern":
                return Minus(node, self.group(part.graph))
            case "GroupOrUnionGraphPattern":
                branches = tuple(self.group(branch) for branch in part.graph)
                return join(node, branches[0] if len(branches) == 1 else Union(branches, self.fresh()))
            case "GraphGraphPattern":
                name = self.slot(part.term)
                if isinstance(name, ox.Literal):
                    raise UnreadableError("a literal names no graph")
                return join(node, Graph(name, self.group(part.graph)))
            case "InlineData":
                return join(node, self.values(part))
            case "Bind":
                return Extend(node, Var(part.var), self.expr(part.expr))
        raise UnreadableError(f"the explanation doesn't know {part.name}")

    def values(self, tree: Any) -> Values:
        names = tuple(Var(name) for name in tree.var or [])
        rows = []
        for found in tree.value or []:
            row = found if isinstance(found, list) or _name(found) == "plist" else [found]
            rows.append(tuple(None if type(term) is str else self.term(term) for term in row))
        return Values(names, tuple(rows))

    def triples(self, blocks: Any) -> list[Pattern]:
        found = []
        for block in blocks:
            for at in range(0, len(block), 3):
                subject, predicate, object_ = block[at : at + 3]
                verb = Var(predicate) if _kind(predicate) == "Variable" else self.path(predicate)
                found.append(Pattern(self.slot(subject), verb, self.slot(object_)))
        return found

    def path(self, tree: Any) -> Path:
        if _kind(tree) == "URIRef":
            return self.iri(tree)
        parts: tuple[Path, ...] = ()
        if tree.name not in ("PathNegatedPropertySet",):
            parts = tuple(self.path(p) for p in (tree.part if isinstance(tree.part, list) else [tree.part]))
        match tree.name:
            case "PathAlternative":
                return parts[0] if len(parts) == 1 else Alternative(parts)
            case "PathSequence":
                return parts[0] if len(parts) == 1 else Sequence(parts)
            case "PathElt":
                return Repeat(parts[0], str(tree.mod)) if tree.mod else parts[0]
            case "PathEltOrInverse":
                return Inverse(parts[0])
            case "PathNegatedPropertySet":
                return self.negated(tree.part or [])
        raise UnreadableError(f"the explanation doesn't know {tree.name}")

    def negated(self, parts: Any) -> Path:
        """A negated property set: onward any predicate but these, or backwards any but those with `^`."""
        onward = tuple(self.iri(part) for part in parts if _kind(part) == "URIRef")
        backwards = tuple(self.iri(part.part) for part in parts if _kind(part) != "URIRef")
        if not backwards:
            return Negated(onward)
        inverse = Inverse(Negated(backwards))
        return Alternative((Negated(onward), inverse)) if onward else inverse

    def expr(self, tree: Any) -> Expr:
        kind = _name(tree)
        if kind in _CHAINS:
            return self.chain(tree, kind)
        if kind == "RelationalExpression":
            return self.relation(tree)
        if kind in _UNARY:
            return Expr(_UNARY[kind], (_UNARY[kind], self.expr(tree.expr)))
        if kind in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            return Expr("exists", (Exists(self.group(tree.graph), kind == "Builtin_NOTEXISTS"),))
        if kind.startswith("Aggregate_"):
            return self.aggregate(tree, kind)
        if kind == "Function":
            return self.call(self.iri(tree.iri), tree.expr, "DISTINCT " if tree.distinct else "")
        if kind.startswith("Builtin_"):
            return self.call(kind.removeprefix("Builtin_"), list(tree.values()))
        return Expr("term", (self.slot(tree),))

    def chain(self, tree: Any, kind: str) -> Expr:
        """Operands between operators; mostly the grammar's wrapping of one."""
        if not tree.other:
            return self.expr(tree.expr)
        sign = _OPERATORS.get(kind)
        signs = [sign] * len(tree.other) if sign else list(tree.op)
        parts: list[str | Term | Expr | Exists] = [self.expr(tree.expr)]
        for operator, operand in zip(signs, tree.other, strict=True):
            parts += [f" {operator} ", self.expr(operand)]
        return Expr(sign or "arithmetic", tuple(parts))

    def relation(self, tree: Any) -> Expr:
        if not tree.op:
            return self.expr(tree.expr)
        if str(tree.op) in ("IN", "NOT IN"):
            listed = self.call(f" {tree.op} ", tree.other)
            return Expr("in", (self.expr(tree.expr), *listed.parts))
        return Expr("relation", (self.expr(tree.expr), f" {tree.op} ", self.expr(tree.other)))

    def aggregate(self, tree: Any, kind: str) -> Expr:
        name = "GROUP_CONCAT" if kind == "Aggregate_GroupConcat" else kind.removeprefix("Aggregate_").upper()
        what: str | Expr = "*" if type(tree.vars) is str else self.expr(tree.vars)
        parts: tuple[str | Term | Expr | Exists, ...] = (f"{name}({'DISTINCT ' if tree.distinct else ''}", what)
        if tree.separator is not None:
            parts += ("; SEPARATOR=", self.term(tree.separator))
        return Expr("aggregate", (*parts, ")"))

    def call(self, name: str | ox.NamedNode, arguments: Any, first: str = "") -> Expr:
        listed: list[Any] = []
        for argument in arguments if isinstance(arguments, list) or _name(arguments) == "plist" else [arguments]:
            listed += argument if isinstance(argument, list) or _name(argument) == "plist" else [argument]
        parts: list[str | Term | Expr | Exists] = [name, f"({first}"]
        for at, argument in enumerate(a for a in listed if str(a) != _NIL):
            parts += [", "] * bool(at) + [self.expr(argument)]
        return Expr(name if isinstance(name, str) else "function", (*parts, ")"))

    def slot(self, term: Any) -> Slot:
        if _kind(term) == "Variable":
            return Var(term)
        if _kind(term) == "BNode":
            return self.blank.setdefault(str(term), self.fresh())
        found = self.term(term)
        if isinstance(found, ox.NamedNode | ox.Literal):
            return found
        raise UnreadableError("the explanation doesn't know a term of it")

    def term(self, term: Any) -> Term:
        if _kind(term) == "Literal":
            if term.language:
                return ox.Literal(str(term), language=str(term.language))
            return ox.Literal(str(term), datatype=self.iri(term.datatype) if term.datatype else None)
        return self.iri(term)

    def iri(self, term: Any) -> ox.NamedNode:
        if _kind(term) != "URIRef":
            raise UnreadableError("the explanation doesn't know a term of it")
        return ox.NamedNode(_ESCAPED.sub(r"\1", str(term)))  # the parser leaves the escapes of prefixed names in


def _kind(term: Any) -> str:
    return type(term).__name__


def _name(tree: Any) -> str:
    """The name of a node of the parse tree; that of its class for anything else."""
    return str(tree.name) if _kind(tree) in ("CompValue", "Expr") else _kind(tree)


def _has_filter(tree: Any) -> bool:
    return tree.name in _GROUPS and any(part.name == "Filter" for part in tree.part or [])


def _all(conditions: list[Expr]) -> Expr:
    """One condition that holds where all do."""
    if len(conditions) == 1:
        return conditions[0]
    parts: list[str | Term | Expr | Exists] = [conditions[0]]
    for condition in conditions[1:]:
        parts += [" && ", condition]
    return Expr("&&", tuple(parts))


def _aggregates(tree: Any) -> bool:
    """Whether an aggregate stands in a parse tree, subqueries left out."""
    if _name(tree).startswith("Aggregate_"):
        return True
    if _kind(tree) in ("CompValue", "Expr"):
        return tree.name not in _GROUPS and any(_aggregates(part) for part in tree.values())
    return isinstance(tree, list) and any(map(_aggregates, tree))


def _all_patterns(node: Node) -> tuple[Pattern, ...]:
    return node.patterns if isinstance(node, Bgp) else ()


def _reprojected(select: Select, projection: tuple[tuple[Var, Expr | None], ...], modifier: str) -> Select:
    return changed(select, projection=projection, modifier=modifier if select.limit is None else "")
