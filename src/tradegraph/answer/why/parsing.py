"""rdflib's SPARQL parser, and nothing else of it: set so that it reads nothing and changes no term."""

from __future__ import annotations

import functools
from typing import Any


def prepare() -> None:
    """Imports the parser and builds its grammar; call it before a fork into a process that can open no file."""
    parse("ASK { ?s ?p -1.0 FILTER(1 = 1) }", {})


@functools.cache
def _parser() -> Any:
    import logging

    import rdflib
    from rdflib.plugins import sparql
    from rdflib.plugins.sparql import parser

    sparql.SPARQL_LOAD_GRAPHS = False
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it warns of IRIs with escapes, which are mended later

    def negative(found: Any) -> Any:
        return rdflib.Literal(f"-{found[0]}", datatype=found[0].datatype)

    # The parser's own negation fails on decimals, and rewrites the digits of other numbers.
    for element in (parser.INTEGER_NEGATIVE, parser.DECIMAL_NEGATIVE, parser.DOUBLE_NEGATIVE):
        element.set_parse_action(negative)
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
    import rdflib
    from rdflib.plugins.sparql.algebra import translatePName, translatePrologue, traverse

    normalizing = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False  # "01" must stay "01"
    try:
        prologue, tree = parser.parseQuery(text)
        known = translatePrologue(prologue, None, prefixes)
        return traverse(tree, visitPost=functools.partial(translatePName, prologue=known))
    finally:
        rdflib.NORMALIZE_LITERALS = normalizing
