"""argparse parsers built from the tables of the commands: for help, abbreviations, mistakes and completion."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from tradegraph import __version__
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.commands import COMMANDS, command
from tradegraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from _typeshed import SupportsWrite

_PLAIN = {"-h", "--help", "--"}
_PROGRAM_OPTIONS = ("-h", "--help", "-V", "--version")
_ABOUT = "A knowledge graph of trade governance in which every statement carries the sentence it rests on."
_EPILOG = """\
Examples:
  tradegraph ask signatories agreement=MoU
  tradegraph show "Harmonized System"
  tradegraph query -e 'SELECT ?s WHERE { ?s a tgo:Session }'

Every command explains itself: tradegraph COMMAND --help
Article texts, where you hold them, are found by --articles DIR or TRADEGRAPH_ARTICLES.
Exit codes: 0 done, 1 the data fails, 2 the request could not be carried out."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        """Raises what is wrong with the arguments as an error of ours."""
        raise InputError(f"{message}; see '{self.prog} --help'")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Prints the help; unlike argparse, not silent where it can't be written."""
        (file or sys.stdout).write(self.format_help())


def read_carefully(name: str, module: ModuleType, words: Sequence[str]) -> Args | None:
    """The values of a command's arguments as argparse reads them, or None where help was asked for and printed.

    Raises:
        InputError: The words don't fit the command.
    """
    parser = command_parser(name, module)
    args = Args()
    # Options may stand between parameters. Help shows every argument only in the plain way, in which -- is kept too.
    read = parser.parse_args if _PLAIN.intersection(words) else parser.parse_intermixed_args
    try:
        read(words, namespace=args)
    except SystemExit:
        return None
    return args


def command_parser(name: str, module: ModuleType) -> argparse.ArgumentParser:
    """The parser of one command."""
    parser = Parser(prog=f"tradegraph {name}", **_texts(module))
    _fill(parser, module.ARGUMENTS)
    return parser


def overview(words: Sequence[str]) -> int:
    """Prints the help of the whole program; the exit code.

    Raises:
        InputError: There are options that the program itself doesn't know.
    """
    parser = everything()
    if words and words[0] not in _PROGRAM_OPTIONS:
        raise InputError(f"there is no option '{words[0]}' before a command; see 'tradegraph --help'")
    if not words:
        parser.print_help(sys.stdout)
        return 0
    try:
        parser.parse_args(words)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def everything() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = Parser(
        prog="tradegraph", description=_ABOUT, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-V", "--version", action="version", version=f"tradegraph {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name in COMMANDS:
        module = command(name)
        _fill(commands.add_parser(name, help=module.SUMMARY, **_texts(module)), module.ARGUMENTS)
    return parser


def _fill(parser: argparse.ArgumentParser, arguments: Sequence[Argument]) -> None:
    for argument in arguments:
        shared: dict[str, Any] = {"help": argument.help, "default": argument.default}
        if argument.nargs == 0:
            parser.add_argument(*argument.names, action="store_true", **shared)
            continue
        shared |= {"metavar": argument.metavar or None, "type": _told(argument.type), "choices": argument.choices}
        parser.add_argument(*argument.names, nargs=argument.nargs, **shared)


def _told(read: Callable[[str], object]) -> Callable[[str], object]:
    """What reads a value, such that argparse repeats what it says of a wrong one."""

    def told(text: str) -> object:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return told


def _texts(module: ModuleType) -> dict[str, Any]:
    listed = "\n".join(f"  {example}" for example in module.EXAMPLES)
    return {
        "description": f"{module.SUMMARY[0].upper()}{module.SUMMARY[1:]}.",
        "epilog": f"Example{'s' if len(module.EXAMPLES) > 1 else ''}:\n{listed}",
        "formatter_class": argparse.RawDescriptionHelpFormatter,
    }
