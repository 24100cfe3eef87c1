"""Reading and writing files: strict on the way in, whole or not at all on the way out."""

import errno
import io
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph import files
from tradegraph.errors import InputError, LimitError, OutputError, TradeGraphError

NOBODY = 65534
OLD, NEW = b"old " * 200_000, b"new!" * 500_000


def complaint(call: Callable[[], object], kind: type[TradeGraphError]) -> str:
    """The one line that a call is refused with."""
    with pytest.raises(kind) as caught:
        call()
    line = str(caught.value)
    assert "\n" not in line
    assert line.isprintable()
    return line


def stdin_of(raw: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(raw))


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of a user who isn't root, and that user's rights for the time of the test: root may do everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, 0)
        try:
            yield folder
        finally:
            os.setresuid(0, 0, 0)


# Reading


def test_bytes_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\x00\r\n")
    assert files.read_bytes(str(tmp_path / "a")) == b"\xff\x00\r\n"


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of("Nébula".encode()))
    assert files.read_text("-") == "Nébula"


def test_text_loses_its_byte_order_mark_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa\r\n\xef\xbb\xbfb\n")
    assert files.read_text(str(tmp_path / "a")) == "a\r\n\ufeffb\n"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "none.ttl")
    assert complaint(lambda: files.read_bytes(path), InputError) == (
        f"{path}: no such file; check the name and the folder"
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in complaint(lambda: files.read_bytes(str(tmp_path)), InputError)


def test_an_unreadable_file_is_refused(unprivileged: Path) -> None:
    path = unprivileged / "secret"
    path.write_bytes(b"x")
    path.chmod(0)
    assert "may not be read" in complaint(lambda: files.read_bytes(str(path)), InputError)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, ""])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    assert complaint(lambda: files.read_bytes(name), InputError)


def test_a_name_with_a_line_break_still_makes_one_line() -> None:
    assert complaint(lambda: files.read_bytes("a\nb\x1b[31m"), InputError).startswith(r"a\nb\x1b[31m: no such file")


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input is closed" in complaint(lambda: files.read_bytes("-"), InputError)


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    assert len(files.read_bytes(str(path), max_bytes=1000)) == 1000
    assert "larger than 999 bytes" in complaint(lambda: files.read_bytes(str(path), max_bytes=999), LimitError)


def test_a_device_without_end_is_refused() -> None:
    assert "larger than 100000 bytes" in complaint(lambda: files.read_bytes("/dev/zero", max_bytes=100_000), LimitError)


def test_standard_input_has_the_same_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of(b"x" * 11))
    assert complaint(lambda: files.read_bytes("-", max_bytes=10), LimitError).startswith("standard input: larger than")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"a\nb\nc\xff", "not UTF-8 text (byte 5, line 3)"),
        (b"\xc3", "not UTF-8 text (byte 0, line 1)"),
        (b"\xed\xa0\x80", "not UTF-8 text (byte 0, line 1)"),
        (b"\xc0\xaf", "not UTF-8 text (byte 0, line 1)"),
        (b"\xff\xfea\0", "begins like UTF-16"),
        (b"\xfe\xff\0a", "begins like UTF-16"),
        (b"a\n\0", "holds a NUL character (byte 2, line 2)"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "a").write_bytes(raw)
    assert says in complaint(lambda: files.read_text(str(tmp_path / "a")), InputError)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused_in_one_line(raw: bytes) -> None:
    try:
        outcome = files.decode(raw, "a").encode()
    except InputError as error:
        outcome = str(error).encode()
    assert outcome in (raw, raw[3:]) or outcome.decode().isprintable()


@given(st.text(max_size=300))
def test_what_is_shown_of_any_text_is_one_short_line(text: str) -> None:
    assert files.shown(text).isprintable()
    assert len(files.shown(text, 20)) <= 20 * 10


# Writing


@settings(max_examples=30)
@given(st.binary(max_size=5000), st.binary(max_size=5000))
def test_what_is_written_is_read_back(first: bytes, second: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a")
        for data in (first, second):
            files.write(path, data)
            assert files.read_bytes(path) == data
        assert os.listdir(folder) == ["a"]


def test_a_name_without_a_folder_is_written_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files.write("a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"


def test_an_existing_file_keeps_its_mode_and_a_new_one_gets_the_umask(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"x")
    (tmp_path / "old").chmod(0o640)
    before = os.umask(0o027)
    try:
        files.write(str(tmp_path / "old"), b"y")
        files.write(str(tmp_path / "new"), b"y")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    os.umask(0o077)
    try:
        (tmp_path / "old").chmod(0o644)
        files.write(str(tmp_path / "old"), b"z")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o644


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "none" / "a")
    line = complaint(lambda: files.write(path, b"x"), OutputError)
    assert line == f"{path}: there is no folder {tmp_path / 'none'}; create it first"


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    assert "is a folder" in complaint(lambda: files.write(str(tmp_path), b"x"), OutputError)
    assert "is a folder" in complaint(lambda: files.write(f"{tmp_path}/", b"x"), OutputError)
    assert "names no file" in complaint(lambda: files.write(f"{tmp_path}/none/", b"x"), OutputError)
    assert "names no file" in complaint(lambda: files.write("", b"x"), OutputError)
    assert os.listdir(tmp_path) == []


def test_a_file_in_the_way_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    assert complaint(lambda: files.write(str(tmp_path / "a" / "b"), b"x"), OutputError)
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_device_is_no_target() -> None:
    assert "no regular file" in complaint(lambda: files.write("/dev/null", b"x"), OutputError)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_no_file_can_have_is_no_target(tmp_path: Path, name: str) -> None:
    assert complaint(lambda: files.write(str(tmp_path / name), b"x"), OutputError)


def test_a_link_within_its_folder_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    files.write(str(tmp_path / "link"), b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "real").write_bytes(b"old")
    (tmp_path / "here").mkdir()
    link = tmp_path / "here" / "link"
    link.symlink_to("../elsewhere/real")
    assert "is a link to another folder" in complaint(lambda: files.write(str(link), b"new"), OutputError)
    assert (tmp_path / "elsewhere" / "real").read_bytes() == b"old"
    assert os.listdir(tmp_path / "here") == ["link"]


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    assert complaint(lambda: files.write(str(tmp_path / "link"), b"new"), OutputError)


def test_a_linked_folder_may_hold_the_target(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "folder").symlink_to("real")
    files.write(str(tmp_path / "folder" / "a"), b"x")
    assert (tmp_path / "real" / "a").read_bytes() == b"x"


def test_a_folder_without_write_permission_is_refused(unprivileged: Path) -> None:
    (unprivileged / "a").write_bytes(b"old")
    unprivileged.chmod(0o555)
    try:
        assert "may not be written" in complaint(lambda: files.write(str(unprivileged / "a"), b"x"), OutputError)
        assert "may not be written" in complaint(lambda: files.write(str(unprivileged / "b"), b"x"), OutputError)
        assert os.listdir(unprivileged) == ["a"]
        assert (unprivileged / "a").read_bytes() == b"old"
    finally:
        unprivileged.chmod(0o755)


def test_a_read_only_file_is_refused(unprivileged: Path) -> None:
    path = unprivileged / "a"
    path.write_bytes(b"old")
    path.chmod(0o444)
    assert "is read-only" in complaint(lambda: files.write(str(path), b"x"), OutputError)
    assert path.read_bytes() == b"old"


STEPS = ("open", "fchmod", "write", "fsync", "close", "replace")
FAILURES = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EIO, "Input/output error"),
    KeyboardInterrupt(),
]


@pytest.mark.parametrize("failure", FAILURES, ids=["full disk", "broken disk", "Ctrl-C"])
@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else OutputError) as caught:
            files.write(str(path), b"new")
    if isinstance(failure, OSError):
        assert str(caught.value) == f"{path}: not written ({failure.strerror}); make room or choose another place"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_disk_that_fills_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    pid = os.fork()
    if pid == 0:
        # A real failure of a real write: the system lets no file of this process grow beyond 100 kB.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            files.write(str(path), NEW)
        except OutputError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_target_is_old_or_new_and_whole_after_60_kills(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    rng = random.Random(20250121)  # noqa: S311 - moments, not secrets
    seen, halfway = set(), 0
    for _ in range(60):
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(writer, b"!")
            while True:
                files.write(str(path), NEW)
                files.write(str(path), OLD)
        os.close(writer)
        os.read(reader, 1)
        os.close(reader)
        time.sleep(rng.uniform(0, 0.02))
        os.kill(pid, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        content = path.read_bytes()
        assert content in (OLD, NEW)
        seen.add(content)
        leftovers = [name for name in os.listdir(tmp_path) if name != "a"]
        assert all(name.startswith(".tradegraph-") for name in leftovers)
        halfway += len(leftovers)
        for name in leftovers:
            (tmp_path / name).unlink()
    assert seen == {OLD, NEW}
    assert halfway >= 10, "the kills came too rarely in the middle of a write to prove anything"


# Standard output


PROGRAM = "import sys; from tradegraph import files; "
BOTH_WAYS = pytest.mark.parametrize("option", ["-I", "-Iu"], ids=["buffered", "unbuffered"])


def script(code: str, option: str = "-I", **streams: int) -> "subprocess.Popen[bytes]":
    words = [sys.executable, option, "-c", PROGRAM + code]
    return subprocess.Popen(words, stderr=subprocess.PIPE, **streams)  # type: ignore[call-overload,no-any-return]


@BOTH_WAYS
def test_a_dash_writes_standard_output_after_what_was_printed(option: str) -> None:
    child = script("print('first', end=' '); files.write('-', b'\\xff second')", option, stdout=subprocess.PIPE)
    assert child.communicate()[0] == b"first \xff second"
    assert child.returncode == 0


@BOTH_WAYS
def test_a_slow_reader_gets_everything(option: str) -> None:
    child = script("files.write('-', b'x' * 10_000_000)", option, stdout=subprocess.PIPE)
    assert child.stdout is not None
    time.sleep(0.2)
    assert child.communicate()[0] == b"x" * 10_000_000


@BOTH_WAYS
def test_a_reader_that_is_gone_is_a_broken_pipe_and_nothing_is_printed_at_exit(option: str) -> None:
    code = "\ntry:\n    files.write('-', b'x' * 10_000_000)\nexcept BrokenPipeError:\n    sys.exit(7)"
    child = script(code, option, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == b""
    assert child.wait() == 7
    child.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")
@BOTH_WAYS
def test_a_full_standard_output_is_refused(option: str) -> None:
    code = "\ntry:\n    files.write('-', b'x')\nexcept files.OutputError as error:\n    sys.exit(str(error))"
    full = os.open("/dev/full", os.O_WRONLY)
    child = script(code, option, stdout=full)
    os.close(full)
    line = child.communicate()[1]
    assert line == b"standard output: not written (No space left on device); name a file elsewhere\n"


def test_closed_standard_output_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert "standard output is closed" in complaint(lambda: files.write("-", b"x"), OutputError)


def test_the_module_imports_nothing_heavy() -> None:
    code = "print(*sorted({'re', 'pathlib', 'tempfile', 'json', 'typing', 'dataclasses', 'signal'} & set(sys.modules)))"
    bare = subprocess.run([sys.executable, "-I", "-c", "import sys; " + code], capture_output=True, check=True).stdout
    child = script(code, stdout=subprocess.PIPE)
    assert child.communicate()[0] == bare
