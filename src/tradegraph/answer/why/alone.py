"""rdflib's SPARQL parser, imported without the rest of rdflib.

The parser needs rdflib's terms and pyparsing. An ordinary import brings graphs, stores, an evaluator, readers and
writers of every format and of HTML too, none of which reads a query, and takes about as long as the answer to one.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import sys
from types import ModuleType
from typing import Any

from tradegraph.vocabulary import PREFIXES

_PACKAGES = ("rdflib", "rdflib.plugins", "rdflib.plugins.sparql")
# What the parser's own modules import, and use only to evaluate a query or to read and write graphs.
_UNUSED = ("rdflib.graph", "rdflib.plugins.sparql.operators", "rdflib.plugins.sparql.sparql")
_OPTIONAL = "html5rdf"  # for literals of HTML; without it they stay as they are written
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
    """The parser among stand-ins, which are gone afterwards: who imports rdflib then gets the whole, a second time."""
    had = sys.modules.get(_OPTIONAL)
    try:
        sys.modules[_OPTIONAL] = None  # type: ignore[assignment]  # as Python marks what can't be imported
        rdflib = _stand_in()
        terms = importlib.import_module("rdflib.term")
        for name in _TERMS:
            setattr(rdflib, name, getattr(terms, name))
        for name in ("RDF", "XSD"):
            setattr(rdflib, name, _Namespace(PREFIXES[name.lower()], terms.URIRef))
        parser = importlib.import_module("rdflib.plugins.sparql.parser")
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "rdflib"]:
            del sys.modules[name]
        del sys.modules[_OPTIONAL]
        if had is not None:
            sys.modules[_OPTIONAL] = had
    return parser


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
