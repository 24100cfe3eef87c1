"""The command line: parse, call, print, exit; data to standard output, everything said about it to standard error."""

from __future__ import annotations

import sys

from tradegraph import __version__
from tradegraph.errors import OutputError, TradeGraphError

DONE, DATA_FAILS, CANNOT, INTERRUPTED = 0, 1, 2, 130
_WORD, _LINE = 200, 1200  # most characters of a word and of a line that says what went wrong


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 done, 1 the data fails, 2 the request could not be carried out, 130 interrupted.

    Args:
        arguments: As after the program's name; those of the process where None.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        code = _run(words)
        sys.stdout.flush()
    except TradeGraphError as error:
        code = _say(str(error))
    except BrokenPipeError:
        code = _close_quietly()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except MemoryError:
        code = _say("out of memory; ask for less, or give --memory a smaller part of this machine")
    except RecursionError:
        code = _say("nested too deeply; no honest input needs that")
    except OSError as error:
        name = error.filename or "standard output"
        code = _say(f"{name}: {error.strerror or error}; choose another place or make room")
    return code


def process() -> None:
    """The program: runs `main` and ends the process at once; the system frees a store faster than the interpreter."""
    import gc
    import os

    # A command makes many objects and few cycles, and ends soon: to look for cycles often costs a fifth of its time.
    gc.set_threshold(100_000)
    _prepare_streams()
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _run(words: list[str]) -> int:
    if sys.stdout is None:  # Python's own sign for a descriptor that was closed when the process began
        raise OutputError("standard output is closed; point it at a file, a pipe or a terminal")
    if words in (["--version"], ["-V"]):
        sys.stdout.write(f"tradegraph {__version__}\n")
        return DONE
    from tradegraph.cli import grammar  # after --version, which needs none of it

    return grammar.run(words)


def _prepare_streams() -> None:
    """Sees to it that no pipe of ours gets the number of a closed stream, and that any text can be written."""
    import io
    import os

    for stream in (0, 1, 2):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it lasts as long as the process
    if isinstance(sys.stdout, io.TextIOWrapper):  # UTF-8 in a pipe whatever the locale; a terminal knows its own
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")


def _say(message: str) -> int:
    """Prints one line about what went wrong; whatever text it quotes can't steer the terminal or break the line."""
    line = _cut(" ".join(_cut(word, _WORD) for word in message.split()), _LINE)
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)
    sys.stderr.write(f"tradegraph: {safe}\n")
    return CANNOT


def _cut(text: str, most: int) -> str:
    """The text, of which the middle is left out where it is too long for a message; its end says what to do."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-most // 4 :]}"


def _close_quietly() -> int:
    """Nobody reads on: points standard output at nothing, so that the last flush stays quiet too."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE
