"""The views by name: which module draws it, what it answers, and which entities it takes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from tradegraph.errors import InputError, UnknownNameError
from tradegraph.files import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.diagrams.picture import Picture


class View(NamedTuple):
    """A view.

    Attributes:
        module: Its module, of which only the first use pays for matplotlib.
        question: What it answers, in a line.
        takes: Which entities it takes.
        least: Fewest of them.
        at_most: Most of them; None for any number.
        options: Which of depth, most and notes it takes.
    """

    module: str
    question: str
    takes: str
    least: int = 0
    at_most: int | None = None
    options: tuple[str, ...] = ("most", "notes")


_VIEWS = "tradegraph.diagrams.views."
_ANY = "entities to keep to (default: all)"

# A test holds question and takes to what each module says.
VIEWS: dict[str, View] = {
    "signatories": View(
        _VIEWS + "signatories",
        "Who signed what, in which office, for whom?",
        "agreements or persons (default: every signed agreement)",
    ),
    "institutions": View(
        _VIEWS + "institutions",
        "What belongs to which institution?",
        "organisations (default: the two to which most belongs)",
    ),
    "panel": View(
        _VIEWS + "panel",
        "Who spoke on what?",
        "an event or persons (default: the event with most speakers)",
    ),
    "around": View(_VIEWS + "around", "What is an entity tied to?", "one entity", 1, 1, ("depth", "most", "notes")),
    "path": View(_VIEWS + "path", "How are two entities connected?", "two entities", 2, 2),
    "topics": View(_VIEWS + "topics", "Which topics are named together?", "topics (default: the most frequent)"),
    "timeline": View(_VIEWS + "timeline", "What happened when?", _ANY),
    "evidence": View(_VIEWS + "evidence", "Which sentences say what of an entity?", "one entity", 1, 1, ("most",)),
    "people": View(_VIEWS + "people", "What is said of each person?", "persons (default: all)"),
    "overview": View(_VIEWS + "overview", "What is in the graph, and how much of it?", "none", 0, 0, ("most",)),
    "full": View(_VIEWS + "full", "What does the whole graph look like?", "none", 0, 0, ("notes",)),
}


def find_view(name: str) -> View:
    """The view of this name.

    Raises:
        UnknownNameError: There is no such view; the message lists those there are.
    """
    found = VIEWS.get(name)
    if found is None:
        import difflib  # only a mistake needs it

        near = difflib.get_close_matches(name.lower(), VIEWS, n=2, cutoff=0.5)
        offer = f"did you mean {' or '.join(near)}? " if near else ""
        raise UnknownNameError(f"{shown(name)}: no such view; {offer}there are {', '.join(VIEWS)}")
    return found


def draw(
    name: str,
    store: ox.Store,
    names: Names,
    entities: Sequence[str] = (),
    *,
    depth: int | None = None,
    most: int | None = None,
    notes: bool = False,
) -> Picture:
    """The picture of a view.

    Args:
        name: Of the view.
        store: A dataset of named graphs.
        names: What its things are called.
        entities: IRIs, as many as the view takes.
        depth: For `around`, how many relations away an entity may be, 1 or 2; None for 1.
        most: Most entities in a picture that is capped; None for as many as the view thinks good.
        notes: Whether lines carry numbers of notes.

    Raises:
        InputError: Too few or too many entities, an option that the view doesn't take, or nothing to draw.
        UnknownNameError: There is no such view, or an entity has no place in it.
    """
    view = find_view(name)
    many = len(entities)
    if many < view.least or (view.at_most is not None and many > view.at_most):
        raise InputError(f"view '{name}' takes {view.takes}, and {many} came; see: tradegraph views")
    asked = {"depth": depth, "most": most, "notes": notes or None}
    given = {option: value for option, value in asked.items() if value is not None}
    for option in given:
        if option not in view.options:
            takers = [other for other, known in VIEWS.items() if option in known.options]
            raise InputError(f"the view {name} takes no --{option}; leave it out; it is for {', '.join(takers)}")
    picture: Picture = import_module(view.module).draw(store, names, entities, **given)
    return picture
