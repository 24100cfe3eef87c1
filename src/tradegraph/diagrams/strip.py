"""A strip of days, months or years in tiles, cut where nothing happens for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegraph.diagrams import shapes
from tradegraph.diagrams.days import MONTHS, Piece, as_date, lasting, parent, told
from tradegraph.diagrams.measure import Face, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tradegraph.diagrams.chart import Chart
    from tradegraph.diagrams.days import Span

_FACE, _BOLD = Face(7.0), Face(7.0, bold=True)
_HIGH, _GAP = 17.0, 3.2
_WIDE = {10: 19.0, 7: 26.0, 4: 30.0}  # of a tile, by letters of an ISO day
_BELOW = 14.0  # for the months or years under the tiles
_CUT = 174.0  # from one piece to the next, as long as what hangs above the first is likely to be
_LEAST = 64.0
_NOTHING, _GOES_ON, _BEGINS = "#f0f0f0", shapes.KINDS["event"].fill, shapes.KINDS["event"].colour
_LINE = "#8c8c8c"


class Strip:
    """A strip that has been drawn.

    Attributes:
        top: The y of its upper edge.
        width: From its left end to its right end, words included.
    """

    def __init__(self, chart: Chart, pieces: Sequence[Piece], spans: Sequence[Span], floor: float) -> None:
        """Draws a strip.

        Args:
            chart: What it is drawn on.
            pieces: Its pieces in order, as `days.find_pieces` gives them.
            spans: First and last day of what happens, the last empty where it is over on the first.
            floor: The y of the lower edge of its words.
        """
        self._chart, self._spans, self._floor = chart, spans, floor
        self.top = floor + _BELOW + _HIGH
        self._spots: dict[str, float] = {}
        x = 0.0
        for k, piece in enumerate(pieces):
            x = self._piece(k, piece, x if not k else self._cut(k, pieces[k - 1], piece, x))
        self.width = x

    def spot(self, day: str) -> float:
        """The x of the middle of the tile that a day stands in."""
        return next(self._spots[day[:length]] for length in (10, 7, 4) if day[:length] in self._spots)

    def _piece(self, k: int, piece: Piece, x: float) -> float:
        """Draws a piece; the x of its right end."""
        wide = _WIDE[piece.precision]
        first = {begin[: piece.precision] for begin, _ in self._spans}
        above, end = "", x
        for tile in piece.tiles:
            begins = tile in first
            goes_on = any(a[: piece.precision] <= tile <= (b or a)[: piece.precision] for a, b in self._spans)
            self._chart.tile(x, self.top, wide, _HIGH, _BEGINS if begins else _GOES_ON if goes_on else _NOTHING)
            face, ink = (_BOLD, shapes.PAPER) if begins else (_FACE, shapes.INK)
            at = (x + wide / 2, self.top - _HIGH / 2)
            self._chart.write(f"tile-{k}-{tile}", at, _short(tile), face, ink, "center")
            self._spots[tile] = at[0]
            if parent(tile) != above:
                above = parent(tile)
                at = (max(x, end), self._floor + 6.0)
                end = at[0] + 8.0 + self._chart.write(f"above-{k}-{above}", at, told(above), _FACE, shapes.INK)
            x += wide + _GAP
        return max(x - _GAP, end - 8.0)

    def _cut(self, k: int, before: Piece, after: Piece, x: float) -> float:
        """Draws the cut between two pieces and says how long it is; where the next piece begins."""
        words = lasting(as_date(before.tiles[-1], last=True), as_date(after.tiles[0]))
        long = width(words, _FACE)
        room = max(_LEAST, _CUT - len(before.tiles) * (_WIDE[before.precision] + _GAP), long + 44.0)
        y, middle = self.top - _HIGH / 2, x + room / 2
        left, right = middle - long / 2 - 5.0, middle + long / 2 + 5.0
        self._chart.stroke(f"cut-{k}-a", [(x + 6.0, y), (left, y)], _LINE, 0.7, (1.2, 1.6))
        self._chart.stroke(f"cut-{k}-b", [(right, y), (x + room - 6.0, y)], _LINE, 0.7, (1.2, 1.6))
        self._chart.write(f"cut-{k}", (middle, y), words, _FACE, align="center")
        return x + room


def _short(tile: str) -> str:
    """What stands on a tile: the day of the month, the month, or the year.

    >>> _short("2022-09-07"), _short("2022-09"), _short("2022")
    ('7', 'Sep', '2022')
    """
    if len(tile) == 4:
        return tile
    return str(int(tile[8:])) if len(tile) == 10 else MONTHS[int(tile[5:]) - 1][:3]
