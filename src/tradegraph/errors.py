"""What can go wrong, in one tree.

TradeGraphError          the request could not be carried out: one line, exit 2
├── InputError           a file, text, query or value that can't be read as what it should be
├── UnknownNameError     no such entity, question, parameter, format or article here
├── LimitError           too large, too deep or too slow: a cap was met, and the message names it
└── OutputError          the target could not be written; what stood there is untouched

A message names the thing, the place and the way out, on one line.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class TradeGraphError(Exception):
    """The request could not be carried out; the message is one line for the user."""


class InputError(TradeGraphError):
    """A file, text, query or value can't be read as what it should be."""


class UnknownNameError(TradeGraphError):
    """No such entity, question, parameter, format or article here; the message offers the nearest ones.

    Attributes:
        name: What nothing is called; empty where that isn't the fault.
    """

    def __init__(self, message: str, nearest: Callable[[], str] | None = None, name: str = "") -> None:
        """Holds the message and what gives its end, which is looked for only when the message is read."""
        super().__init__(message)
        self._nearest, self.name = nearest, name

    def __str__(self) -> str:
        """The message, whole."""
        return super().__str__() + (self._nearest() if self._nearest else "")


class LimitError(TradeGraphError):
    """A cap on size, depth, time or memory was met; the message names the cap and how to raise it, if it can be."""


class OutputError(TradeGraphError):
    """The target could not be written; what stood there before is untouched."""
