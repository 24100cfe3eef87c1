"""Work in a process of its own that can be ended, that has a memory cap, and that can open nothing.

The engine has no timeout, no memory limit and no switch against SERVICE, and a query that is deep enough ends the
process around it. So untrusted work runs in a forked child: it sees everything that is loaded, at the price of about a
millisecond, and whatever happens to it, the parent gets bytes, or an error of one line. When the parent ends, however
it ends, the child ends too.
"""

import builtins
import fcntl
import os
import resource
import select
import sys
import time

from tradegraph import errors
from tradegraph.errors import InputError, LimitError, TradeGraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

# The first byte that a child sends says how the work ended.
_DONE, _REFUSED, _FAILED, _MEMORY, _DEPTH = b"D", b"R", b"F", b"M", b"N"
_ABORT, _BUS, _KILL, _SEGV = 6, 7, 9, 11  # the module `signal` would cost more than the fork
_CHUNK = 1 << 20


def run(work: "Callable[[], bytes]", seconds: float, memory: int | None, *, allow_files: bool = False) -> bytes:
    """What the work returns, computed in a child process.

    The child has no standard streams, writes no file, dumps no core and opens no descriptor at all: no file, no socket.
    **So the work must have imported what it needs before.** Work that can't (pySHACL imports as it goes) sets
    `allow_files`: then files can be read, and sockets and further processes are barred by an audit hook, which sees
    Python's own calls only. Never run an untrusted query in the engine with `allow_files`.

    Args:
        work: Takes nothing and returns bytes. Its changes to memory stay in the child.
        seconds: Wall time after which the child is killed; above 0.
        memory: Bytes that the child may take on top of what this process holds now; None for no cap.
        allow_files: The work may open files for reading.

    Raises:
        TradeGraphError: As the work raised it, of the same class.
        LimitError: The work took too long or too much memory, is nested too deeply, or its process died.
        Exception: Any other exception of the work, as the built-in class of the same name where there is one, else as
            RuntimeError; only its message comes across.
    """
    deadline = time.monotonic() + seconds
    parent = os.getpid()
    reader, writer = os.pipe()
    pid = -1
    status = None
    try:
        try:
            pid = os.fork()
        except OSError as error:
            raise LimitError(f"no process could be started ({error.strerror}); end other programs first") from error
        if pid == 0:
            os.close(reader)
            _child(work, writer, parent, seconds, memory, allow_files=allow_files)
        closing, writer = writer, -1
        os.close(closing)
        answer = _collect(reader, deadline)
        if answer is None:
            raise LimitError(f"not done within {seconds:g} seconds; ask for less, or raise the limit with --timeout")
        status = os.waitpid(pid, 0)[1]
    finally:
        if pid > 0 and status is None:  # too late, or Ctrl-C: either way nobody waits for the answer
            _end(pid)
        os.close(reader)
        if writer >= 0:
            os.close(writer)
    return _answer(answer, os.waitstatus_to_exitcode(status), memory)


def _end(pid: int) -> None:
    try:
        os.kill(pid, _KILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):  # it ended by itself just now
        return


def _collect(reader: int, deadline: float) -> bytes | None:
    """All bytes until the child closes its end, None if the deadline comes first."""
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    chunks: list[bytes] = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        if not poll.poll(min(left, 3600.0) * 1000):
            continue
        chunk = os.read(reader, _CHUNK)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


def _answer(answer: bytes, code: int, memory: int | None) -> bytes:
    verdict, payload = answer[:1], answer[1:]
    if code == 0 and verdict == _DONE:
        return payload
    if code == 0 and verdict in (_REFUSED, _FAILED):
        name, _, message = payload.decode("utf-8").partition("\n")
        raise _error(name, message, refused=verdict == _REFUSED)
    cap = "" if memory is None else f" of {max(memory // 1_000_000, 1)} MB"
    if code == 0 and verdict == _MEMORY:
        raise LimitError(f"more memory needed than the cap{cap}; ask for less, or raise the limit with --memory")
    if code == 0 and verdict == _DEPTH:
        raise LimitError("nested too deeply to be worked on; make it flatter")
    raise LimitError(_broken_off(code, cap))


def _broken_off(code: int, cap: str) -> str:
    """What to say of a child that ended without a word: the engine aborts for memory, and crashes for depth."""
    if code == -_ABORT:
        needs = f"the cap{cap}" if cap else "this machine gives"
        return f"more memory needed than {needs} (SIGABRT); ask for less, or raise the limit with --memory"
    if code in (-_SEGV, -_BUS):
        return f"nested too deeply to be worked on ({_ending(code)}); make it flatter"
    if code == -_KILL:
        return "killed from outside (SIGKILL), as a system does that runs out of memory; ask for less, or free memory"
    return f"the work broke off ({_ending(code)}); run it once more, or ask for less"


def _error(name: str, message: str, *, refused: bool) -> Exception:
    kind = getattr(errors if refused else builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, TradeGraphError if refused else Exception):
        try:
            return kind(message)
        except TypeError:  # a class that wants more than a message, such as UnicodeDecodeError
            pass
    return TradeGraphError(message) if refused else RuntimeError(f"{name}: {message}")


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    import signal  # here: only a failure pays for it

    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _child(
    work: "Callable[[], bytes]", pipe: int, parent: int, seconds: float, memory: int | None, *, allow_files: bool
) -> "NoReturn":
    try:
        while pipe <= 2:  # where the parent had a standard stream closed, the pipe got its number
            pipe = os.dup(pipe)
        verdict, payload = _FAILED, b"SystemError\n"
        _tie(pipe, parent)
        try:
            _confine(seconds, memory, allow_files=allow_files)
            verdict, payload = _DONE, work()
        except TradeGraphError as error:
            verdict, payload = _REFUSED, _message(error)
        except MemoryError:
            verdict, payload = _MEMORY, b""
        except RecursionError:
            verdict, payload = _DEPTH, b""
        except BaseException as error:
            verdict, payload = _FAILED, _message(error)
        _untie(pipe)
        for part in (verdict, payload):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(pipe, rest) :]
        os._exit(0)
    finally:
        # Not sys.exit: what the parent printed and didn't flush is copied into this process, and not its to write.
        os._exit(1)


def _tie(pipe: int, parent: int) -> None:
    """Ends this process as soon as nobody is left to read the pipe; elsewhere than on Linux, its limits end it later.

    Linux sends SIGIO, which ends a process that doesn't handle it, to the owner of a pipe whose other end is gone: a
    SIGTERM or SIGKILL to the parent needs no handler there.
    """
    if sys.platform == "linux":
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, os.O_WRONLY | os.O_ASYNC)
        if os.getppid() != parent:  # it ended before that
            os._exit(1)


def _untie(pipe: int) -> None:
    """Takes back `_tie`, for the signal would also come whenever the reader makes room."""
    if sys.platform == "linux":
        fcntl.fcntl(pipe, fcntl.F_SETFL, os.O_WRONLY)


def _message(error: BaseException) -> bytes:
    return f"{type(error).__name__}\n{error}".encode("utf-8", "backslashreplace")


def _confine(seconds: float, memory: int | None, *, allow_files: bool) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if nowhere > 2:
        os.close(nowhere)
    faulthandler = sys.modules.get("faulthandler")
    if faulthandler is not None:  # a crash here is foreseen, and the parent reports it in one line
        faulthandler.disable()
    held = _size()
    if memory is not None and held is not None:
        _limit(resource.RLIMIT_AS, held + memory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    # The parent's clock ends the child long before; this ends one whose parent was killed where `_tie` can't.
    _limit(resource.RLIMIT_CPU, int(min(seconds, 1e6)) + 5)
    if allow_files:
        sys.dont_write_bytecode = True
        sys.addaudithook(_bar)
    else:
        # No number is left for a new descriptor, so that neither Python nor the engine can open a file or a socket.
        _limit(resource.RLIMIT_NOFILE, 0)


def _limit(kind: int, most: int) -> None:
    soft, hard = resource.getrlimit(kind)
    for bound in (soft, hard):
        if bound != resource.RLIM_INFINITY:
            most = min(most, bound)
    resource.setrlimit(kind, (most, most))


def _size() -> int | None:
    """Bytes of address space that this process holds, None where the system doesn't tell: then there can be no cap."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _bar(event: str, _: object) -> None:
    if event.startswith(("socket.", "urllib.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")):
        raise InputError(f"a connection or a program was asked for ({event}); nothing is ever fetched or started")
