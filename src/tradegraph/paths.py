"""Where the shipped ontology, data and queries lie, in a checkout and in a wheel."""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))
_WHEEL = os.path.join(_PACKAGE, "shipped")

# A wheel carries the three folders inside the package; a checkout has them at its top.
ROOT = _WHEEL if os.path.isdir(_WHEEL) else _CHECKOUT

ONTOLOGY = os.path.join(ROOT, "ontology")
SHAPES = os.path.join(ONTOLOGY, "shapes")
DATA = os.path.join(ROOT, "data")
ARTICLES = os.path.join(DATA, "articles")
REFERENCE = os.path.join(DATA, "reference")
QUESTIONS = os.path.join(ROOT, "queries", "questions")
CHECKS = os.path.join(ROOT, "queries", "checks")
CONFLICTS = os.path.join(ROOT, "queries", "conflicts")
RULES = os.path.join(ROOT, "queries", "rules")


def files(folder: str, ending: str) -> list[str]:
    """Paths of the files directly in a folder with this ending, sorted; empty where there is no such folder."""
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(ending)]


def shipped_name(path: str) -> str:
    """The path as the repository writes it (`data/catalogue.trig`), whatever the installation."""
    return os.path.relpath(path, ROOT).replace(os.sep, "/") if path.startswith(ROOT + os.sep) else path
