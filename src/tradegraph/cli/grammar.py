"""The grammar: which commands there are, and how the words after one are read.

A command is a module of this package with `SUMMARY`, `EXAMPLES`, `ARGUMENTS` and `run(args) -> exit code`. Only the
module of the command that is called is imported; all of them only for `tradegraph --help` and shell completion.
"""

from __future__ import annotations

import sys

from tradegraph.cli.arguments import Args, read_quickly
from tradegraph.errors import UnknownNameError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

COMMANDS = ("tour", "questions", "ask", "query", "show", "cite", "read", "validate", "export", "reanchor", "completion")


def run(words: list[str]) -> int:
    """The exit code of the command that the words call."""
    if not words or words[0].startswith("-"):
        from tradegraph.cli import parsing

        return parsing.overview(words)
    name = words[0]
    if name not in COMMANDS:
        raise UnknownNameError(_unknown(name))
    module = command(name)
    args: Args | None = read_quickly(module.ARGUMENTS, words[1:])
    if args is None:
        from tradegraph.cli import parsing

        args = parsing.read_carefully(name, module, words[1:])
        if args is None:  # --help has printed itself
            return 0
    return int(module.run(args))


def command(name: str) -> ModuleType:
    """The module of a command."""
    __import__(f"tradegraph.cli.{name}")
    return sys.modules[f"tradegraph.cli.{name}"]


def _unknown(name: str) -> str:
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(name, COMMANDS, n=2, cutoff=0.5)
    offer = f"did you mean {' or '.join(near)}? " if near else ""
    return f"there is no command '{name}'; {offer}'tradegraph --help' lists them"
