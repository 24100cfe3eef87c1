"""The grammar: how the words of a call are read, quickly where they are plainly right, else by argparse."""

from __future__ import annotations

from tradegraph.cli.arguments import Args, read_quickly
from tradegraph.cli.commands import COMMANDS, command
from tradegraph.errors import UnknownNameError

_OF_ARTICLES = ("compare", "read")  # what they can't find is an article or a unit, which no reference knows
_ALONE = ("export", "render")  # by default they ask the articles alone


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
    try:
        return int(module.run(args))
    except UnknownNameError as error:
        asked = getattr(args, "sources", None) or ("articles" if name in _ALONE else "")
        if asked != "articles" or name in _OF_ARTICLES:
            raise
        raise UnknownNameError(f"{error}; reference was not asked: --sources all asks it too") from error


def _unknown(name: str) -> str:
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(name, COMMANDS, n=2, cutoff=0.5)
    offer = f"did you mean {' or '.join(near)}? " if near else ""
    return f"there is no command '{name}'; {offer}'tradegraph --help' lists them"
