"""rdflib's SPARQL parser, and nothing else of it: set so that it reads nothing and changes no term."""

from __future__ import annotations

import functools
from typing import Any


def prepare() -> None:
    """Imports the parser and builds its grammar; call it before a fork into a process that can open no file."""
    _parser()


@functools.cache
def _parser() -> Any:
    import logging

    from tradegraph.answer.why.alone import import_parser

    parser = import_parser()
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it warns of IRIs with escapes, which are mended later

    def negative(found: Any) -> Any:
        return parser.rdflib.Literal(f"-{found[0]}", datatype=found[0].datatype)

    # The parser's own negation fails on decimals, and rewrites the digits of other numbers.
    for element in (parser.INTEGER_NEGATIVE, parser.DECIMAL_NEGATIVE, parser.DOUBLE_NEGATIVE):
        element.set_parse_action(negative)
    # It drops the predicate after ^ in a negated property set.
    inverse = parser.PathOneInPropertySet.exprs[-1].expr
    inverse.exprs[-1] = parser.Param("part", inverse.exprs[-1])
    return parser


def parse(text: str, prefixes: dict[str, str]) -> Any:
    """The parse tree of a query, names resolved; not yet algebra, which would lose how it was written.

    Args:
        text: A SPARQL 1.1 query.
        prefixes: Prefixes that hold without being declared.

    Raises:
        Exception: The text is no SPARQL 1.1 query, or the parser fails; its errors have no common class.
    """
    parser = _parser()
    rdflib = parser.rdflib
    normalizing = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False  # "01" must stay "01"
    try:
        prologue, tree = parser.parseQuery(text)
        names = _Names(parser, prefixes)
        for declared in prologue:
            names.declare(declared)
        return names.resolve(tree)
    finally:
        rdflib.NORMALIZE_LITERALS = normalizing


class _Names:
    """Resolves the names of a parse tree, as sections 4.1.1 and 4.1.2 of SPARQL 1.1 say."""

    def __init__(self, parser: Any, prefixes: dict[str, str]) -> None:
        self._compound, self._results = parser.CompValue, parser.ParseResults
        self._iri, self._literal = parser.rdflib.URIRef, parser.rdflib.Literal
        self._base, self._prefixes = "", dict(prefixes)

    def declare(self, declared: Any) -> None:
        """Takes a BASE or PREFIX."""
        if declared.name == "Base":
            self._base = declared.iri
        else:
            self._prefixes[declared.prefix or ""] = self._absolute(declared.iri)

    def resolve(self, piece: Any) -> Any:
        """A piece of the tree with IRIs in place of names, in its parts too."""
        if isinstance(piece, (list, self._results)):
            return [self.resolve(part) for part in piece]
        if isinstance(piece, tuple):
            return tuple(self.resolve(part) for part in piece)
        if isinstance(piece, self._compound):
            for key, part in piece.items():
                piece[key] = self.resolve(part)
            if piece.name == "pname":
                return self._iri(self._prefixes[piece.prefix or ""] + (piece.localname or ""))
            if piece.name == "literal":
                return self._literal(piece.string, lang=piece.lang, datatype=piece.datatype)
        elif isinstance(piece, self._iri):
            return self._absolute(piece)
        return piece

    def _absolute(self, iri: Any) -> Any:
        return iri if ":" in iri else self._iri(iri, base=self._base)
