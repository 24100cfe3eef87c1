"""The arguments of a command as data, and a quick reading of the ordinary ones.

Building an argparse parser takes as long as answering a question. So a command's arguments are a table: what is plainly
right is read straight off it, and whatever is not (help, abbreviations, mistakes) goes to the argparse parser that
`grammar` builds from the same table. argparse stays the authority: a test holds the two to the same reading.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def utf8(text: str) -> str:
    """The text; refused where the bytes that were typed are no UTF-8, which Python hands on as lone surrogates.

    In the C locale Python does so with all that is not ASCII; there what was typed is read again, as UTF-8.

    >>> utf8("Genève")
    'Genève'
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return text.encode("ascii", "surrogateescape").decode("utf-8")
        except UnicodeError as error:
            raise ValueError(f"{text!r} is no UTF-8 text") from error
    return text


def whole(text: str) -> int:
    """The whole number that a text is.

    >>> whole("-3")
    -3
    """
    try:
        return int(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no whole number") from error


def positive(text: str) -> float:
    """The number that a text is, above 0 and at most a thousand million.

    >>> positive("nan")
    Traceback (most recent call last):
    ValueError: 'nan' is no number above 0 and up to 1000000000
    """
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1e9:
        raise ValueError(f"{text!r} is no number above 0 and up to 1000000000")
    return number


class Argument:
    """One argument of a command: a positional, an option that takes a value, or a flag.

    Attributes:
        names: `--format`, or `-o` and `--output`; a positional has the one name it is stored under.
        metavar: What stands for it in help.
        help: A line of help.
        nargs: None for exactly one value, `?` for at most one, `*` for any number, 0 for a flag.
        type: What turns the text into a value; raises ValueError for what it can't. `str` for the name of a file, which
            may be of any bytes.
        choices: The values there are, or None.
        default: The value where the argument is left out.
    """

    __slots__ = ("choices", "default", "help", "metavar", "names", "nargs", "type")

    def __init__(
        self,
        *names: str,
        metavar: str = "",
        help: str = "",  # noqa: A002 - as argparse has it
        nargs: str | int | None = None,
        type: Callable[[str], object] = utf8,  # noqa: A002
        choices: Sequence[str] | None = None,
        default: object = None,
    ) -> None:
        """Holds an argument, named and explained as argparse does it."""
        self.names, self.metavar, self.help, self.nargs = names, metavar, help, nargs
        self.type, self.choices, self.default = type, choices, default

    @property
    def target(self) -> str:
        """The name under which the value is stored."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def positional(self) -> bool:
        """Whether it is given by its place."""
        return not self.names[0].startswith("-")


class Args:
    """The values of a command's arguments, as attributes named like them."""

    def __getattr__(self, name: str) -> Any:  # for type checkers: what is there is set by the parsers
        """Raises, since an argument that is not in the table was asked for."""
        raise AttributeError(name)

    if TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            """Gives an argument its value."""


def read_quickly(arguments: Sequence[Argument], words: Sequence[str]) -> Args | None:
    """The values, or None where anything is not plainly right.

    Args:
        arguments: The command's table.
        words: What was typed after the command.
    """
    options = {name: argument for argument in arguments if not argument.positional for name in argument.names}
    args = Args()
    for argument in arguments:
        setattr(args, argument.target, [] if argument.nargs == "*" else argument.default)
    places: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "-" or not word.startswith("-"):
            places.append(word)
            continue
        name, equals, value = word.partition("=")
        option = options.get(name)
        if option is None or (option.nargs == 0 and equals):
            return None
        if option.nargs == 0:
            setattr(args, option.target, True)
            continue
        given = value if equals else next(waiting, "")
        if not given or given.startswith("-") or not _store(args, option, given):
            return None
    return args if _place(args, [a for a in arguments if a.positional], places) else None


def _place(args: Args, positionals: Sequence[Argument], places: list[str]) -> bool:
    """Gives the positionals their values in order; whether all is as it should be."""
    for argument in positionals:
        if argument.nargs == "*":
            try:
                setattr(args, argument.target, [argument.type(place) for place in places])
            except ValueError:
                return False
            places = []
        elif places:
            if not _store(args, argument, places.pop(0)):
                return False
        elif argument.nargs != "?":
            return False
    return not places


def _store(args: Args, argument: Argument, text: str) -> bool:
    if argument.choices is not None and text not in argument.choices:
        return False
    try:
        setattr(args, argument.target, argument.type(text))
    except ValueError:
        return False
    return True
