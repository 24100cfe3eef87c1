"""A finished picture: the figure, what it shows in words, the sentences it rests on, and what the audit found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.text import Text

from tradegraph.diagrams.measure import undrawable
from tradegraph.diagrams.save import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tradegraph.diagrams.audit import Audit
    from tradegraph.diagrams.drawing import Drawing


class Note(NamedTuple):
    """A note of a picture.

    Attributes:
        number: As it stands on the lines.
        said: Every relation that carries the number, in words, in the order of the picture.
        units: Short names of the graphs that state them, units in their order.
    """

    number: str
    said: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was drawn and audited.

    Attributes:
        figure: Axes in points from the lower left corner; the caller may draw on it before it is saved.
        drawing: What is shown: title, subtitle, nodes, edges, and the rows of notes under the picture.
        audit: What was counted on the figure as it came from the view.
        notes: The table of notes, for a file beside the picture; empty where no notes were asked for.
    """

    figure: Figure
    drawing: Drawing
    audit: Audit
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """The statement above the picture."""
        return self.drawing.title

    @property
    def undrawable(self) -> str:
        """The letters that come out as empty boxes in PNG and PDF, for no font here has them; empty where none do.

        An SVG keeps its text, so that the fonts of whoever opens it draw them.
        """
        return undrawable((text.get_text(), text.get_fontproperties()) for text in self.figure.findobj(Text))

    @property
    def description(self) -> str:
        """The text for who can't see the picture."""
        return self.drawing.description


def save(picture: Picture, form: str, *, outlines: bool = False) -> bytes:
    """The bytes of a picture; the same on every run.

    Args:
        picture: Of a view.
        form: `svg`, `pdf` or `png`.
        outlines: In SVG, letters as outlines: looks the same without the font, but is no longer text.

    Raises:
        InputError: Another form.
    """
    return render(picture.figure, picture.drawing, form, outlines=outlines)
