"""Bytes in and out of files: read whole or refused, written whole or not at all.

Reading is strict, because files of a user are untrusted: a size cap, UTF-8 and nothing else, no NUL. Writing takes
a temporary file in the target's own folder, flushes it to disk and puts it in the target's place, so that whoever looks
at the target, at any moment and after any failure, sees the old file or the new one, never a part of either.
"""

import os
import stat
import sys

from tradegraph.errors import InputError, LimitError, OutputError

MAX_BYTES = 50_000_000

_BOM = "\ufeff"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def shown(text: str, length: int = 200) -> str:
    r"""The text as it may stand in a message: one line, control characters escaped, cut where it is too long.

    Args:
        text: Anything a user may have typed, such as a file name, or a message of the engine.
        length: Most characters to show.

    >>> shown("two\nlines")
    'two\\nlines'
    """
    if len(text) > length:
        text = text[: length - 1] + "…"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def read_bytes(path: str, max_bytes: int = MAX_BYTES) -> bytes:
    """The whole content of a file.

    Args:
        path: A file, or `-` for standard input.
        max_bytes: Largest size that is read.

    Raises:
        InputError: There is no such file, it is a folder, or it may not be read.
        LimitError: It holds more than `max_bytes`.
    """
    name = "standard input" if path == "-" else shown(path)
    try:
        if path == "-":
            raw = _read_standard_input(max_bytes + 1)
        else:
            with open(path, "rb") as file:
                raw = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file; check the name and the folder") from error
    except IsADirectoryError as error:
        raise InputError(f"{name}: is a folder; name one file in it") from error
    except PermissionError as error:
        raise InputError(f"{name}: may not be read; give yourself the right to read it") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: can't be read ({_reason(error)}); name a readable file") from error
    if len(raw) > max_bytes:
        raise LimitError(f"{name}: larger than {max_bytes} bytes, the most that is read; split it into smaller files")
    return raw


def read_text(path: str, max_bytes: int = MAX_BYTES) -> str:
    """The whole text of a file, as stored but for a byte order mark at its start, which is dropped.

    Args:
        path: A file of UTF-8 text, or `-` for standard input.
        max_bytes: Largest size that is read.

    Raises:
        InputError: It can't be read, is not UTF-8, or holds NUL characters; the message names the byte and the line.
        LimitError: It holds more than `max_bytes`.
    """
    return decode(read_bytes(path, max_bytes), "standard input" if path == "-" else path)


def decode(raw: bytes, name: str) -> str:
    """The text that the bytes are in UTF-8, without a byte order mark at its start.

    Args:
        raw: Content of a file.
        name: What a message calls it.

    Raises:
        InputError: Not UTF-8, or there are NUL characters; the message names the byte offset (from 0) and the line.
    """
    name = shown(name)
    if raw[:2] in _UTF16:
        raise InputError(f"{name}: begins like UTF-16, not UTF-8 (byte 0, line 1); save it as UTF-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}, line {_line(raw, error.start)}"
        raise InputError(f"{name}: not UTF-8 text ({where}); save it as UTF-8") from error
    nul = raw.find(b"\0")
    if nul >= 0:
        where = f"byte {nul}, line {_line(raw, nul)}"
        raise InputError(f"{name}: holds a NUL character ({where}), so it is binary; name a text file")
    return text.removeprefix(_BOM)


def write(path: str, data: bytes) -> None:
    """Nothing comes back; afterwards the file holds exactly these bytes, or a failure left it as it was.

    An existing file keeps its mode; a new one gets what the umask leaves. A link is followed within its own folder.

    Args:
        path: The target, or `-` for standard output.
        data: Its new content.

    Raises:
        OutputError: No such folder, no right to write, a full disk, or a target that is no regular file or a link out
            of its folder.
        BrokenPipeError: The target is standard output, and nobody reads it any more.
    """
    if path == "-":
        write_standard_output(data)
        return
    name = shown(path)
    try:
        target, mode = _target(path, name)
        _replace(target, data, mode)
    except FileNotFoundError as error:
        folder = os.path.dirname(path) or "."
        if os.path.isdir(folder):  # one of the system's own, such as /proc
            raise OutputError(f"{name}: no file can be made in {shown(folder)}; choose another folder") from error
        raise OutputError(f"{name}: there is no folder {shown(folder)}; create it first") from error
    except PermissionError as error:
        raise OutputError(f"{name}: may not be written; choose a folder that you may write to") from error
    except (OSError, ValueError) as error:
        raise OutputError(f"{name}: not written ({_reason(error)}); make room or choose another place") from error


def write_standard_output(data: bytes) -> None:
    """Nothing comes back; afterwards the bytes are handed to whoever reads standard output.

    Args:
        data: What to write, after anything already printed.

    Raises:
        BrokenPipeError: The reader is gone. The command line stays quiet on it.
        OutputError: Standard output is closed, or its disk is full.
    """
    if sys.stdout is None:  # Python's own sign for a descriptor that was closed when the process began
        raise OutputError("standard output is closed; name a file to write to")
    try:
        sys.stdout.flush()
        rest = memoryview(data)
        while rest:
            # With PYTHONUNBUFFERED the stream is a bare descriptor, which may take less than it is given.
            rest = rest[_taken(sys.stdout.buffer.write(rest)) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        _drop_pending_output()
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(f"standard output: not written ({_reason(error)}); name a file elsewhere") from error


def _taken(count: int | None) -> int:
    if count is None:  # a bare descriptor that was set not to wait
        raise BlockingIOError("the reader is too slow")
    return count


def _read_standard_input(size: int) -> bytes:
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file, or pipe the text in")
    return sys.stdin.buffer.read(size)


def _target(path: str, name: str) -> tuple[str, int | None]:
    """The file to replace and the mode it has, None where it is new."""
    target = path
    if os.path.islink(path):
        target = os.path.realpath(path)
        if os.path.dirname(target) != os.path.realpath(os.path.dirname(path) or "."):
            raise OutputError(f"{name}: is a link to another folder; name the file itself, or - for standard output")
    try:
        status = os.stat(target)
    except FileNotFoundError:
        if os.path.basename(target):
            return target, None
        raise OutputError(f"{name}: names no file; add a file name") from None
    if stat.S_ISDIR(status.st_mode):
        raise OutputError(f"{name}: is a folder; add a file name")
    if not stat.S_ISREG(status.st_mode):
        raise OutputError(f"{name}: is no regular file; use - for standard output and redirect that")
    # The folder's rights alone decide over a replacement; a file that is marked read-only shall stay all the same.
    if not os.access(target, os.W_OK):
        raise OutputError(f"{name}: is read-only; choose another name or change its mode")
    return target, stat.S_IMODE(status.st_mode) & 0o777


def _replace(target: str, data: bytes, mode: int | None) -> None:
    folder = os.path.dirname(target) or "."
    temporary = os.path.join(folder, f".tradegraph-{os.getpid()}-{os.urandom(6).hex()}.tmp")
    descriptor = -1
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        descriptor = os.open(temporary, flags, 0o666 if mode is None else 0o600)
        if mode is not None:
            os.fchmod(descriptor, mode)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
        closing, descriptor = descriptor, -1
        os.close(closing)
        os.replace(temporary, target)
    except BaseException:  # Ctrl-C too: whatever ended the attempt, no half-written file stays behind
        _discard(temporary, descriptor)
        raise
    _settle(folder)


def _discard(temporary: str, descriptor: int) -> None:
    try:
        if descriptor >= 0:
            os.close(descriptor)
        os.unlink(temporary)
    except OSError:  # never made, or already in the target's place; the first failure is the one to report
        return


def _settle(folder: str) -> None:
    """Brings the folder's entry to disk; the file is whole without it, and some file systems can't."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def _drop_pending_output() -> None:
    """Points standard output to nowhere, so that the interpreter's own flush at exit doesn't fail a second time."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # standard output is no real descriptor, so there is no second flush either
        return


def _line(raw: bytes, offset: int) -> int:
    return raw.count(b"\n", 0, offset) + 1


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or shown(str(error))
