"""What only a whole process shows: closed and full targets, Ctrl-C, time and memory that run out, odd locales."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

# Ways to standard output: a table through rich, text, bytes of the engine, an export, help, a script.
WRITERS = {
    "version": ("--version",),
    "help": ("show", "--help"),
    "table": ("show", "WCO", "--format", "table"),
    "tsv": ("ask", "signatories"),
    "json": ("show", "WCO", "--format", "json"),
    "rows": ("query", "-e", "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"),
    "triples": ("query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }"),
    "export": ("export", "--about", "WCO"),
    "questions": ("questions",),
    "read": ("read", "wco-wto-mou-2025"),
}
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FULL = "/dev/full"


@pytest.mark.parametrize("way", WRITERS)
def test_a_closed_pipe_ends_the_command_quietly(program: str, environment: dict[str, str], way: str) -> None:
    child = subprocess.Popen([program, *WRITERS[way]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()  # nobody reads: the first write meets a closed pipe
    said = [line for line in child.stderr.read().decode().splitlines() if line.startswith(("tradegraph:", "Trace"))]
    child.stderr.close()
    assert (child.wait(timeout=60), said) == (0, [])


@pytest.mark.skipif(not os.path.exists(FULL), reason=f"this system has no {FULL}, which is full at the first byte")
@pytest.mark.parametrize("way", WRITERS)
def test_a_full_disk_is_one_line(process: Process, way: str) -> None:
    with open(FULL, "wb") as full:
        done = process(*WRITERS[way], stdout=full)
    lines = [line for line in done.stderr.decode().splitlines() if not line.startswith("no text held")]
    assert done.returncode == 2
    assert len(lines) == 1
    assert lines[0].startswith("tradegraph: standard output: ")
    assert "No space left on device" in lines[0]


@pytest.mark.skipif(not os.path.exists(FULL), reason=f"this system has no {FULL}, which is full at the first byte")
@pytest.mark.parametrize("way", WRITERS)
def test_a_full_disk_is_one_line_without_buffers_too(program: str, environment: dict[str, str], way: str) -> None:
    with open(FULL, "wb") as full:
        done = subprocess.run(
            [program, *WRITERS[way]],
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.endswith(b"\n")
    assert b"No space left on device" in done.stderr.splitlines()[-1]


def shell(command: str, program: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", "-c", command, "sh", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["--version", "show WCO", "query -e 'ASK {}'", "export --about WCO"])
def test_a_closed_standard_output_is_one_line(program: str, environment: dict[str, str], command: str) -> None:
    done = shell(f'"$1" {command} >&-', program, environment)
    assert done.returncode == 2
    assert done.stderr == "tradegraph: standard output is closed; point it at a file, a pipe or a terminal\n"


@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- 2>&-"])
def test_a_query_needs_neither_standard_input_nor_standard_error(
    program: str, environment: dict[str, str], closed: str
) -> None:
    done = shell(f"\"$1\" query -e 'ASK {{}}' {closed}", program, environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")


def test_an_error_that_nobody_can_read_still_has_its_exit_code(program: str, environment: dict[str, str]) -> None:
    assert shell('"$1" show nothing-of-this-name 2>&-', program, environment).returncode == 2


def children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def until(condition: Callable[[], bool]) -> bool:
    for _ in range(1000):
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.skipif(not os.path.exists(f"/proc/self/task/{os.getpid()}/children"), reason="needs /proc to see children")
def test_ctrl_c_ends_a_query_with_130_and_leaves_no_process_behind(program: str, environment: dict[str, str]) -> None:
    child = subprocess.Popen(
        [program, "query", "-e", ENDLESS, "--timeout", "50"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert until(lambda: bool(children(child.pid)))
    worker = children(child.pid)[0]
    time.sleep(0.2)  # so that the program waits for its worker by now, as it does when a person gets impatient
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (130, b"", b"")
    ended = until(lambda: not os.path.exists(f"/proc/{worker}"))
    if not ended:  # a failure here shall not keep a processor busy
        os.kill(worker, signal.SIGKILL)
    assert ended


def test_a_query_ends_when_its_time_is_up(process: Process) -> None:
    begin = time.monotonic()
    done = process("query", "-e", ENDLESS, "--timeout", "0.5")
    assert time.monotonic() - begin < 20
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"tradegraph: not done within 0.5 seconds; ")
    assert done.stderr.count(b"\n") == 1


def test_a_query_that_takes_too_much_memory_is_one_line(process: Process) -> None:
    greedy = "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"
    done = process("query", "-e", greedy, "--memory", "50")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"50 MB" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "setting", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}]
)
def test_a_pipe_gets_utf_8_whatever_the_locale(
    program: str, environment: dict[str, str], setting: dict[str, str]
) -> None:
    words = [program, "query", "-e", "SELECT ('Genève' AS ?place) {}", "--format", "csv"]
    shown = [program, "show", "WTO"]
    for call in (words, shown):
        done = subprocess.run(call, env=environment | setting, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        done.stdout.decode("utf-8")
    assert "Genève".encode() in subprocess.run(words, env=environment | setting, capture_output=True, check=True).stdout


def test_the_program_is_also_a_module_of_the_interpreter_that_runs_the_tests(environment: dict[str, str]) -> None:
    code = "from tradegraph.cli import process; import sys; sys.argv = ['tradegraph', 'nonsense']; process()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("tradegraph: there is no command 'nonsense'")


@pytest.mark.parametrize(
    "words", [("show", b"\xff\xfe"), ("query", "-e", b"ASK { ?s ?p '\xff' }"), ("read", b"\xff.txt")]
)
def test_bytes_that_are_no_utf_8_on_the_command_line_are_one_line(
    process: Process, words: tuple[str | bytes, ...]
) -> None:
    done = process(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"tradegraph: ")
    assert done.stderr.count(b"\n") == 1
