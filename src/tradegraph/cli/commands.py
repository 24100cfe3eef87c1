"""Which commands there are, and their modules.

A command is a module of this package with `SUMMARY`, `EXAMPLES`, `ARGUMENTS` and `run(args) -> exit code`. Only the
module of the command that is called is imported; all of them only for `tradegraph --help` and shell completion.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

COMMANDS = (
    "tour",
    "questions",
    "ask",
    "query",
    "show",
    "cite",
    "path",
    "rank",
    "groups",
    "compare",
    "conflicts",
    "watch",
    "views",
    "render",
    "read",
    "validate",
    "export",
    "diff",
    "reanchor",
    "completion",
)


def command(name: str) -> ModuleType:
    """The module of a command."""
    __import__(f"tradegraph.cli.{name}")
    return sys.modules[f"tradegraph.cli.{name}"]
