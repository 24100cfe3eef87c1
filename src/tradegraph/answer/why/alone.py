"""rdflib's SPARQL parser, imported without the rest of rdflib.

The parser needs rdflib's terms and pyparsing. An ordinary import brings graphs, stores, an evaluator, readers and
writers of every format and of HTML too, none of which reads a query, and takes about as long as the answer to one.

Nor are the grammar's classes of letters compiled as they are, each of which is a table of the whole of Unicode. The
engine has taken the query before the parser reads it, so what is not ASCII in it stands in a name, a string, an IRI or
a comment: in a name any such character will do.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import re
import sys
from types import ModuleType
from typing import Any

from tradegraph.vocabulary import PREFIXES

_PACKAGES = ("rdflib", "rdflib.plugins", "rdflib.plugins.sparql")
# What the parser's own modules import, and use only to evaluate a query or to read and write graphs.
_UNUSED = ("rdflib.graph", "rdflib.plugins.sparql.operators", "rdflib.plugins.sparql.sparql")
_UNUSED_BY_PYPARSING = ("importlib.resources", "pyparsing.testing")
_OPTIONAL = "html5rdf"  # for literals of HTML; without it they stay as they are written
_CLASS = re.compile(r"\[((?!\^)(?:[^\]\\]|\\.)*[^\x00-\x7f](?:[^\]\\]|\\.)*)\]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f](?:-[^\x00-\x7f])?")
_OTHER = r"[^\x00-\x7f]"
_TERMS = ("BNode", "Literal", "URIRef", "Variable")


def import_parser() -> Any:
    """The module `rdflib.plugins.sparql.parser`; its `rdflib` is what its terms are made by.

    As part of the whole of rdflib where that is imported already, or where another release needs more than this one.
    """
    if "rdflib" not in sys.modules:
        try:
            return _import_alone()
        except (AttributeError, ImportError):
            pass
    return importlib.import_module("rdflib.plugins.sparql.parser")


def _import_alone() -> Any:
    """The parser among stand-ins, which are gone afterwards.

    Who imports rdflib or pyparsing then gets the whole, a second time.
    """
    had_pyparsing, had = sys.modules.get("pyparsing"), sys.modules.get(_OPTIONAL)
    pyparsing = had_pyparsing or _import_pyparsing()
    try:
        sys.modules[_OPTIONAL] = None  # type: ignore[assignment]  # as Python marks what can't be imported
        rdflib = _stand_in()
        terms = importlib.import_module("rdflib.term")
        for name in _TERMS:
            setattr(rdflib, name, getattr(terms, name))
        for name in ("RDF", "XSD"):
            setattr(rdflib, name, _Namespace(PREFIXES[name.lower()], terms.URIRef))
        sys.modules["pyparsing"] = _with_lean_patterns(pyparsing)
        parser = importlib.import_module("rdflib.plugins.sparql.parser")
    finally:
        sys.modules["pyparsing"] = pyparsing
        partial = ("rdflib",) if had_pyparsing else ("rdflib", "pyparsing")
        for name in [name for name in sys.modules if name.partition(".")[0] in partial]:
            del sys.modules[name]
        del sys.modules[_OPTIONAL]
        if had is not None:
            sys.modules[_OPTIONAL] = had
    return parser


def _import_pyparsing() -> Any:
    """pyparsing, without what only its tests and its manual need."""
    left_out = [name for name in _UNUSED_BY_PYPARSING if name not in sys.modules]
    try:
        for name in left_out:
            sys.modules[name] = _Unused(name)
        return importlib.import_module("pyparsing")
    finally:
        for name in left_out:
            del sys.modules[name]


def _stand_in() -> Any:
    """The package, in name only, from which its own modules are imported."""
    found = importlib.machinery.PathFinder.find_spec("rdflib")
    if found is None or found.submodule_search_locations is None:
        raise ImportError("rdflib is not installed")
    for name in _PACKAGES:
        package = ModuleType(name)
        package.__path__ = [os.path.join(p, *name.split(".")[1:]) for p in found.submodule_search_locations]
        _place(package)
    for name in (*_UNUSED, "rdflib.namespace"):
        _place(_Unused(name))
    whole: Any = sys.modules["rdflib"]
    whole.NORMALIZE_LITERALS, whole.DAWG_LITERAL_COLLATION = True, False
    return whole


def _with_lean_patterns(pyparsing: Any) -> ModuleType:
    """The module, but for its regular expressions, whose patterns are made lean."""

    class Regex(pyparsing.Regex):  # type: ignore[misc]
        def __init__(self, pattern: Any, *more: Any, **named: Any) -> None:
            super().__init__(lean(pattern) if isinstance(pattern, str) else pattern, *more, **named)

    stand_in = ModuleType(pyparsing.__name__)
    stand_in.__dict__.update(vars(pyparsing), Regex=Regex)
    return stand_in


def lean(pattern: str) -> str:
    r"""A pattern whose classes take any character that is not ASCII where they took some.

    >>> print(lean("[a-zà-ÿ][é-][^é]"))
    (?:[a-z]|[^\x00-\x7f])(?:[-]|[^\x00-\x7f])[^é]
    """

    def either(found: re.Match[str]) -> str:
        ascii_part = _BEYOND_ASCII.sub("", found[1])
        return f"(?:[{ascii_part}]|{_OTHER})" if ascii_part else _OTHER

    return _CLASS.sub(either, pattern)


def _place(module: ModuleType) -> None:
    """Puts a module where imports look for it, and into its package."""
    sys.modules[module.__name__] = module
    package, _, name = module.__name__.rpartition(".")
    if package:
        setattr(sys.modules[package], name, module)


class _Unused(ModuleType):
    """A module that has whatever it is asked for, none of which is used; some of it must be an exception."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return Exception


class _Namespace:
    """A namespace of which the parser takes names."""

    def __init__(self, base: str, term: Any) -> None:
        self._base, self._term = base, term

    def __getattr__(self, name: str) -> object:
        return self._term(self._base + name)
