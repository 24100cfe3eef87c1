"""The terminal that a table is drawn on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import Console


def console() -> Console:
    """A console on standard output; rich itself sees to width, colour, NO_COLOR and plain terminals."""
    from rich.console import Console  # only a table pays for it

    class Quiet(Console):
        """Leaves it to the command line what a closed pipe means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Quiet(highlight=False, markup=False, emoji=False, soft_wrap=False)
