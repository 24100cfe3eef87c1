"""What is claimed, and of which matter."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from tradegraph.dataset.terms import Term, value


class Matter(NamedTuple):
    """What claims are about: a thing, a relation, and the respect in which the thing has one value (a year), or ''."""

    thing: str
    property: str
    key: str


class Claim(NamedTuple):
    """What one or more graphs say of a matter.

    Attributes:
        values: The values, in order; most claims have one.
        said: Characters of what qualifies them, by name: `hedge`, `unitOfMeasure`, `asOf` (the day as of which they
            hold), `next` (day and value of the next count), `lastDay` (the last that the article gives), `note`.
        wider: IRIs of what the values lie in.
        graphs: IRIs of the graphs that say so, in order.
        also: IRIs of further graphs that the claim rests on, in order.
    """

    values: tuple[Term, ...]
    said: dict[str, str]
    wider: frozenset[str]
    graphs: list[str]
    also: list[str]

    @property
    def content(self) -> tuple[object, ...]:
        """What is claimed, however it was read and as of whatever day: the values, with hedge and unit of measure."""
        return self.values, self.said.get("hedge"), self.said.get("unitOfMeasure")

    @property
    def text(self) -> str:
        """The characters of the first value."""
        return value(self.values[0])

    @property
    def language(self) -> str:
        """The language of the first value, or ''."""
        first = self.values[0]
        return (first.language or "") if isinstance(first, ox.Literal) else ""

    @property
    def datatype(self) -> str:
        """The IRI of the datatype of the first value, or ''."""
        first = self.values[0]
        return first.datatype.value if isinstance(first, ox.Literal) else ""
