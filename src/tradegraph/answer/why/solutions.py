"""The full solutions of a pattern behind rows of which only some columns are known."""

from __future__ import annotations

import pyoxigraph as ox

from tradegraph.answer.why.algebra import (
    Expr,
    Extend,
    Filter,
    Graph,
    Join,
    LeftJoin,
    Minus,
    Node,
    Term,
    Union,
    Var,
    certain,
    markers,
    mentioned,
)
from tradegraph.answer.why.writing import Seed, Writer, all_names, level_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = tuple[Term | None, ...]
Solution = dict[Var, Term | None]

MAX_SCANNED = 20_000  # solutions looked through for one row that was asked for alone
_VOLATILE = {"RAND", "UUID", "STRUUID", "BNODE", "NOW"}


class Found:
    """The solutions behind one row, in the engine's order, and whether there may be more."""

    __slots__ = ("more", "solutions")

    def __init__(self) -> None:
        """Begins with none."""
        self.solutions: list[Solution] = []
        self.more = False

    def add(self, solution: Solution, cap: int) -> bool:
        """Keeps a solution while there is room; whether it was the first for which there was none."""
        if len(self.solutions) < cap:
            self.solutions.append(solution)
            return False
        first = not self.more
        self.more = True
        return first


class Request:
    """What is asked of a pattern: the columns that rows are told by, and how many solutions are kept of each.

    Attributes:
        node: The pattern.
        names: Columns of the rows.
        cap: How many solutions are kept of each.
        values: Terms that variables were given from outside.
        compared: The places of those columns that come out the same whenever they are asked for.
        loose: Whether a column may be unbound in a solution and bound in its row, as a subquery's may by a join.
    """

    __slots__ = ("cap", "compared", "loose", "names", "node", "values")

    def __init__(
        self,
        node: Node,
        names: tuple[Var, ...],
        cap: int,
        values: Mapping[Var, Term] | None = None,
        *,
        loose: bool = False,
    ) -> None:
        """Holds a request."""
        self.node, self.names, self.cap, self.values, self.loose = node, names, cap, values or {}, loose
        made = volatile(node)
        self.compared = tuple(at for at, name in enumerate(names) if name not in made)


class Asker:
    """Asks the engine for the solutions of patterns."""

    def __init__(self, store: ox.Store, dataset: str) -> None:
        """The dataset is the FROM clauses of the query."""
        self._store, self._dataset = store, dataset

    def find(self, request: Request, wanted: Iterable[Key]) -> dict[Key, Found]:
        """The solutions of a pattern by row; no row is left out.

        All rows that are bound in the same columns are asked for at once. Where that gives many times more solutions
        than are kept, the rows that have none yet are asked for one by one.
        """
        found: dict[Key, Found] = {}
        alike: dict[Key, Found] = {}  # rows that differ only in what can't be compared share what is found
        by_mask: dict[tuple[int, ...], dict[Key, Found]] = {}
        fixed, names = certain(request.node), request.names
        for key in wanted:
            known = tuple(key[at] for at in request.compared)
            mask = tuple(
                at
                for at, place in enumerate(request.compared)
                if names[place] in fixed and isinstance(key[place], ox.NamedNode | ox.Literal)
            )
            found[key] = alike.setdefault(known, Found())
            by_mask.setdefault(mask, {})[known] = found[key]
        for mask, rows in by_mask.items():
            self._fill(request, mask, rows)
        return found

    def _fill(self, request: Request, mask: tuple[int, ...], rows: dict[Key, Found]) -> None:
        """Fills in the solutions of rows, of which the columns of the mask are bound."""
        compared = tuple(request.names[at] for at in request.compared)
        seed = Seed(tuple(compared[at] for at in mask), (_bound(known, mask) for known in rows))
        patience = MAX_SCANNED if len(rows) == 1 else 1000 + (request.cap if request.cap > 1000 else 20) * len(rows)
        full = 0
        for scanned, solution in enumerate(self._ask(request, seed)):
            if scanned >= patience:
                self._alone(request, mask, rows)
                return
            key = tuple(map(solution.get, compared))
            for here in _fitting(rows, key) if request.loose and None in key else (rows.get(key),):
                full += here is not None and here.add(solution, request.cap)
            if full == len(rows):
                return

    def _alone(self, request: Request, mask: tuple[int, ...], rows: dict[Key, Found]) -> None:
        for known, here in rows.items():
            if not here.solutions and len(rows) > 1:
                self._fill(request, mask, {known: here})
            else:
                here.more = True

    def _ask(self, request: Request, seed: Seed) -> Iterator[Solution]:
        names = tuple(dict.fromkeys((*all_names(request.node), *request.values)))
        text = level_text(request.node, names, markers(request.node), seed, self._dataset)
        return self.rows(text, request.values)

    def first(self, node: Node, env: Mapping[Var, Term]) -> Solution | None:
        """The first solution of a pattern in which variables are replaced by terms, with those variables; or None.

        Raises:
            UnwritableError: A variable can't be replaced where it stands.
        """
        columns = [name for name in (*all_names(node), *markers(node)) if name not in env]
        group = Writer(marked=True, instead=env).group(node)
        projected = " ".join(f"?{name}" for name in columns) or "(true AS ?why_nothing)"
        for solution in self.rows(f"SELECT {projected} {self._dataset}WHERE {{ {group}}} LIMIT 1", {}):
            return {**solution, **env}
        return None

    def rows(self, text: str, values: Mapping[Var, Term]) -> Iterator[Solution]:
        """The rows of a SELECT of ours."""
        found = self._store.query(text, substitutions={ox.Variable(name): term for name, term in values.items()})
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("a SELECT is expected")
        columns = [Var(variable.value) for variable in found.variables]
        for solution in found:
            yield dict(zip(columns, solution, strict=True))


def _fitting(rows: dict[Key, Found], key: Key) -> Iterator[Found]:
    """What is found of the rows that a solution with gaps fits."""
    for known, here in rows.items():
        if fits(key, known):
            yield here


def fits(key: Key, row: Key) -> bool:
    """Whether a row has what a solution binds, and may have more."""
    return all(ours is None or ours == theirs for ours, theirs in zip(key, row, strict=True))


def _bound(known: Key, mask: tuple[int, ...]) -> tuple[Term, ...]:
    return tuple(term for at in mask if (term := known[at]) is not None)


def volatile(node: Node) -> frozenset[Var]:
    """The variables whose values are made anew by every run of a query: by RAND, UUID, STRUUID, BNODE and NOW."""
    match node:
        case Extend():
            before = volatile(node.node)
            again = _is_volatile(node.value) or before & mentioned(node.value)
            return before | {node.name} if again else before
        case Join() | LeftJoin():
            return volatile(node.left) | volatile(node.right)
        case Minus():
            return volatile(node.left)
        case Union():
            return frozenset().union(*map(volatile, node.branches))
        case Filter() | Graph():
            return volatile(node.node)
        case _:
            return frozenset()


def _is_volatile(expr: Expr) -> bool:
    return expr.kind.upper() in _VOLATILE or any(_is_volatile(part) for part in expr.parts if isinstance(part, Expr))
