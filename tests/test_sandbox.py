"""Work in a child process: its answer or one line, whatever it does; and it can reach nothing."""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph import errors, sandbox
from tradegraph.errors import InputError, LimitError, OutputError, TradeGraphError, UnknownNameError

DESCRIPTORS = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the address space of a process small")
STORE = ox.Store()


def limit(work: Callable[[], bytes], seconds: float = 20, memory: int | None = None) -> str:
    """The one line of the limit that the work meets."""
    with pytest.raises(LimitError) as caught:
        sandbox.run(work, seconds, memory)
    assert str(caught.value).isprintable()
    return str(caught.value)


def answer(query: str) -> bytes:
    found = STORE.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return found.serialize(format=ox.QueryResultsFormat.CSV) or b""


def never() -> bytes:
    while True:
        time.sleep(60)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """No test leaves a descriptor or a child, living or dead."""
    before = len(os.listdir(DESCRIPTORS))
    yield
    assert len(os.listdir(DESCRIPTORS)) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that takes connections; `connections` counts them."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def connections(listener: socket.socket) -> int:
    count = 0
    while True:
        try:
            listener.accept()[0].close()
        except TimeoutError:
            return count
        count += 1


# What comes back


@pytest.mark.parametrize("size", [0, 1, 65_536, 5_000_000])
def test_the_answer_comes_back_whole(size: int) -> None:
    assert sandbox.run(lambda: b"x" * size, 20, None) == b"x" * size


def test_the_work_sees_what_is_loaded_and_changes_nothing_here() -> None:
    seen = [b"loaded"]

    def work() -> bytes:
        seen.append(b"changed")
        return b" ".join(seen)

    assert sandbox.run(work, 20, None) == b"loaded changed"
    assert seen == [b"loaded"]


@pytest.mark.parametrize("kind", [TradeGraphError, InputError, UnknownNameError, LimitError, OutputError])
def test_an_error_of_ours_comes_back_with_its_class_and_message(kind: type[TradeGraphError]) -> None:
    def work() -> bytes:
        raise kind("a.ttl: line 3, column 4: «é» \udcff; mend it")

    with pytest.raises(kind) as caught:
        sandbox.run(work, 20, None)
    assert type(caught.value) is kind
    assert str(caught.value) == "a.ttl: line 3, column 4: «é» \\udcff; mend it"


def test_every_error_of_the_tree_can_come_back() -> None:
    tree = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TradeGraphError)]
    assert len(tree) >= 5
    assert all(type(sandbox._error(kind.__name__, "a", refused=True)) is kind for kind in tree)


@pytest.mark.parametrize("kind", [SyntaxError, ValueError, OSError, RuntimeError, KeyError])
def test_a_built_in_error_comes_back_as_itself(kind: type[Exception]) -> None:
    def work() -> bytes:
        raise kind("what happened")

    with pytest.raises(kind, match="what happened"):
        sandbox.run(work, 20, None)


def test_the_engine_s_own_errors_come_back() -> None:
    with pytest.raises(SyntaxError, match="error at 1:"):
        sandbox.run(lambda: answer("SELECT * {"), 20, None)


def test_any_other_error_comes_back_by_name() -> None:
    class StrangeError(BaseException):
        pass

    def strange() -> bytes:
        raise StrangeError("what happened")

    with pytest.raises(RuntimeError, match="StrangeError: what happened"):
        sandbox.run(strange, 20, None)
    with pytest.raises(RuntimeError, match="UnicodeDecodeError: "):
        sandbox.run(lambda: b"\xff".decode().encode(), 20, None)
    with pytest.raises(RuntimeError, match="SystemExit: 3"):
        sandbox.run(lambda: sys.exit(3), 20, None)


# Limits


def test_work_without_end_is_ended_and_the_seconds_are_named() -> None:
    start = time.monotonic()
    assert limit(never, seconds=0.3) == "not done within 0.3 seconds; ask for less, or raise the limit with --timeout"
    assert time.monotonic() - start < 4  # before the limit on its processor time would have ended it


def test_a_query_without_end_is_ended() -> None:
    values = " ".join(map(str, range(50)))
    product = " ".join(f"VALUES ?v{i} {{ {values} }}" for i in range(8))
    start = time.monotonic()
    assert "not done within 0.5 seconds" in limit(lambda: answer(f"SELECT (COUNT(*) AS ?n) {{ {product} }}"), 0.5)
    assert time.monotonic() - start < 4


def test_work_that_ignores_signals_is_ended() -> None:
    def work() -> bytes:
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        return never()

    assert "0.3 seconds" in limit(work, seconds=0.3)


@ON_LINUX
def test_more_memory_than_the_cap_is_refused() -> None:
    assert limit(lambda: bytes(500_000_000), memory=100_000_000) == (
        "more memory needed than the cap of 100 MB; ask for less, or raise the limit with --memory"
    )
    assert len(sandbox.run(lambda: bytes(20_000_000), 20, 100_000_000)) == 20_000_000


@ON_LINUX
def test_an_engine_that_aborts_at_the_cap_ends_nothing_but_the_child() -> None:
    bomb = f'SELECT (REPLACE("{"a" * 30_000}", "a", "{"b" * 30_000}") AS ?x) {{}}'
    assert limit(lambda: answer(bomb), memory=100_000_000) == (
        "more memory needed than the cap of 100 MB (SIGABRT); ask for less, or raise the limit with --memory"
    )


def test_a_query_that_overflows_the_stack_ends_nothing_but_the_child() -> None:
    deep = "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }"
    assert limit(lambda: answer(deep)).startswith("nested too deeply to be worked on (SIG")


@ON_LINUX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_child_ends_with_its_parent_whatever_ends_it(number: signal.Signals) -> None:
    code = (
        "import os, time; from tradegraph import sandbox\n"
        "def work():\n"
        "    os.write(told, b'%d ' % os.getpid())\n"
        "    while True: pass\n"
        "told = os.dup(1)\n"
        "sandbox.run(work, 600, None)"
    )
    with subprocess.Popen([sys.executable, "-I", "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = b""
        while not child.endswith(b" "):
            child += parent.stdout.read(1)
        start = time.monotonic()
        parent.send_signal(number)
        assert parent.wait(10) == -number
        assert parent.stdout.read() == b""  # to its end, which comes when the child is gone
        assert time.monotonic() - start < 20


def test_recursion_in_python_is_a_limit() -> None:
    def work() -> bytes:
        return work()

    assert limit(work) == "nested too deeply to be worked on; make it flatter"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_child_that_is_killed_is_a_limit(number: signal.Signals) -> None:
    def work() -> bytes:
        os.kill(os.getpid(), number)
        return never()

    assert number.name in limit(work)


def test_a_child_that_leaves_without_a_word_is_a_limit() -> None:
    assert "exit 0" in limit(lambda: os._exit(0))


def test_a_refused_fork_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert limit(lambda: b"").startswith("no process could be started (Resource temporarily unavailable)")


def test_ctrl_c_ends_the_child_and_goes_on() -> None:
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        sandbox.run(never, 20, None)
    timer.join()


# What the work can reach


def test_the_child_has_no_standard_streams(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> bytes:
        os.write(1, b"out")
        os.write(2, b"error")
        return b"read: " + os.read(0, 10)

    assert sandbox.run(work, 20, None) == b"read: "
    assert capfd.readouterr() == ("", "")


def test_what_was_printed_before_is_printed_once() -> None:
    code = (
        "from tradegraph import sandbox; import sys\n"
        "print('once', end=''); sys.stderr.write('twice' * 0)\n"
        "for work in (lambda: b'', lambda: 1 / 0, lambda: sys.exit()):\n"
        "    try: sandbox.run(work, 20, None)\n"
        "    except Exception: pass\n"
    )
    child = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert (child.stdout, child.stderr) == (b"once", b"")


def test_closed_standard_streams_do_no_harm() -> None:
    code = (
        "import os; from tradegraph import sandbox\n"
        "for stream in (0, 1, 2): os.close(stream)\n"
        "os._exit(7 if sandbox.run(lambda: b'x' * 1000, 20, None) == b'x' * 1000 else 1)"
    )
    assert subprocess.run([sys.executable, "-I", "-c", code], check=False).returncode == 7


def test_no_file_can_be_opened_and_open_ones_stay_usable(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    with pytest.raises(OSError, match="Too many open files"):
        sandbox.run(lambda: (tmp_path / "a").read_bytes(), 20, None)
    with pytest.raises(OSError, match="Too many open files"):
        sandbox.run(lambda: bytes(os.pipe()), 20, None)
    with open(tmp_path / "a", "rb") as file:
        assert sandbox.run(file.read, 20, None) == b"content"


def test_no_socket_can_be_made(listener: socket.socket) -> None:
    address = listener.getsockname()
    with pytest.raises(OSError, match="Too many open files"):
        sandbox.run(lambda: socket.create_connection(address).recv(1), 20, None)
    assert connections(listener) == 0


def test_service_reaches_the_listener_from_here_and_not_from_the_sandbox(listener: socket.socket) -> None:
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
    with pytest.raises(OSError, match="Too many open files"):
        sandbox.run(lambda: answer(query), 20, None)
    silent = query.replace("SERVICE", "SERVICE SILENT")
    sandbox.run(lambda: answer(silent), 20, None)
    assert connections(listener) == 0
    # The listener would have noticed: a plain child of ours does connect.
    pid = os.fork()
    if pid == 0:
        try:
            answer(query)
        finally:
            os._exit(0)
    assert connections(listener) == 1
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_ordinary_queries_need_nothing_that_is_barred() -> None:
    query = """
        SELECT ?x (UUID() AS ?u) (NOW() AS ?n) (RAND() AS ?r) (SHA256("a") AS ?h) {
            VALUES ?x { 1 2 3 } FILTER REGEX(STR(?x), "[12]")
        } ORDER BY DESC(?x)
    """
    lines = sandbox.run(lambda: answer(query), 20, 200_000_000).split(b"\r\n")
    assert [line[:2] for line in lines[1:3]] == [b"2,", b"1,"]


def test_no_core_is_dumped_and_no_file_grows(tmp_path: Path) -> None:
    def limits() -> bytes:
        kinds = (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
        return repr([resource.getrlimit(kind) for kind in kinds]).encode()

    assert sandbox.run(limits, 20, None) == b"[(0, 0), (0, 0), (0, 0)]"
    with open(tmp_path / "a", "wb", buffering=0) as file, pytest.raises(OSError, match="File too large"):
        sandbox.run(lambda: bytes(file.write(b"x") or 0), 20, None)
    assert (tmp_path / "a").read_bytes() == b""


def test_work_that_imports_as_it_goes_may_read_files(tmp_path: Path) -> None:
    (tmp_path / "late_module.py").write_text("VALUE = b'late'\n")

    def work() -> bytes:
        sys.path.insert(0, str(tmp_path))
        return bytes(__import__("late_module").VALUE)

    with pytest.raises(OSError, match="Too many open files"):
        sandbox.run(work, 20, None)
    assert sandbox.run(work, 20, None, allow_files=True) == b"late"
    assert os.listdir(tmp_path) == ["late_module.py"]


def test_with_files_there_are_still_no_sockets_and_no_programs(listener: socket.socket) -> None:
    import urllib.request

    address = listener.getsockname()
    url = f"http://127.0.0.1:{address[1]}/"
    reaching: list[Callable[[], object]] = [
        lambda: socket.create_connection(address),
        socket.socket,
        socket.socketpair,
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: urllib.request.urlopen(url),
        lambda: urllib.request.urlopen("file:///etc/hostname"),  # noqa: S310
        lambda: subprocess.run(["/bin/true"], check=True),
        lambda: os.system("/bin/true"),  # noqa: S605
        lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        os.fork,
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
    ]
    for reach in reaching:
        with pytest.raises(InputError, match="nothing is ever fetched or started"):
            sandbox.run(lambda reach=reach: str(reach()).encode(), 20, None, allow_files=True)  # type: ignore[misc]
    assert connections(listener) == 0


def test_with_files_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="File too large"):
        sandbox.run(lambda: bytes((tmp_path / "a").write_bytes(b"x")), 20, None, allow_files=True)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b""]


def test_shapes_are_checked_in_the_sandbox_and_reach_nothing(listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/more.ttl"

    def work() -> bytes:
        import pyshacl
        import rdflib

        shapes = f"""
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            <a:shapes> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> <{url}> .
            [] a sh:NodeShape ; sh:targetClass <a:Guild> ; sh:property [ sh:path <a:name> ; sh:minCount 1 ] .
        """
        data = rdflib.Graph().parse(data="<a:guild> a <a:Guild> .", format="turtle")
        shape_graph = rdflib.Graph().parse(data=shapes, format="turtle")
        return str(pyshacl.validate(data, shacl_graph=shape_graph, do_owl_imports=True)[2]).encode()

    try:
        report = sandbox.run(work, 60, None, allow_files=True)
    except InputError as refusal:
        report = str(refusal).encode()
    assert b"Conforms: False" in report or b"nothing is ever fetched" in report
    assert connections(listener) == 0


def test_many_runs_leave_nothing_behind() -> None:
    for number in range(50):
        assert sandbox.run(lambda number=number: b"%d" % number, 20, None) == b"%d" % number  # type: ignore[misc]


def test_the_module_imports_nothing_heavy() -> None:
    code = "print(*sorted({'re', 'signal', 'typing', 'json', 'tempfile', 'subprocess', 'pickle'} & set(sys.modules)))"
    for start in ("import sys; ", "import sys; from tradegraph import sandbox; sandbox.run(bytes, 9, 10**8); "):
        child = subprocess.run([sys.executable, "-I", "-c", start + code], capture_output=True, check=True)
        assert child.stdout == b"\n"
