"""networkx's backends while they compute: where one that the user named breaks off, that is told in a line."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import networkx as nx

from tradegraph.errors import InputError, TradeGraphError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def told(measure: str) -> Iterator[None]:
    """Tells of what breaks off within; nothing is caught where networkx computes by itself.

    Args:
        measure: What is computed, as the user calls it.

    Raises:
        InputError: A backend was named and something broke off.
    """
    try:
        yield
    except (TradeGraphError, MemoryError):
        raise
    except Exception as error:  # a backend is anybody's program, and may break off with anything
        names = [name for name in dict.fromkeys(_named()) if name != "networkx"]
        if not names:
            raise
        which = f"backend {names[0]}" if len(names) == 1 else f"one of the backends {', '.join(names)}"
        raise InputError(
            f"networkx's {which} fails at {measure} ({type(error).__name__}: {error}); "
            f"do without it: {_way_out(names)}, or mend it"
        ) from error


def _named() -> Iterator[str]:
    for names in nx.config.backend_priority.values():
        yield from names


def _way_out(names: list[str]) -> str:
    """Where the backends were named: in the environment, as the command line has it, or by a program."""
    variables = [
        name
        for name, value in sorted(os.environ.items())
        if name.startswith(("NETWORKX_BACKEND_PRIORITY", "NETWORKX_AUTOMATIC_BACKENDS"))
        and not set(names).isdisjoint(map(str.strip, value.split(",")))
    ]
    return f"unset {' and '.join(variables)}" if variables else "take it out of networkx.config.backend_priority"
