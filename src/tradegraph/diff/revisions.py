"""`data/` as it stands in a git revision, read by git itself: no checkout, no shell, nothing fetched."""

from __future__ import annotations

import os
import shutil
import subprocess

from tradegraph import files
from tradegraph.dataset import formats
from tradegraph.diff.size import refuse_large
from tradegraph.errors import InputError, LimitError
from tradegraph.files import shown

# A partial clone would fetch what it lacks; both say no, the first to any git, the second to a new one.
_OPTIONS = ("-c", "protocol.allow=never", "--no-pager")
_SETTINGS = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_FILES = (b"100644", b"100755")


def read_revision(revision: str, seconds: float) -> list[tuple[str, bytes]]:
    """The RDF files below `data/` in a revision of the repository around the working directory.

    Args:
        revision: As git writes one: `HEAD~1`, `v0.1.0`, a branch, a commit; with a folder or file in it `HEAD:data`,
            `HEAD:data/reference`.
        seconds: How long git may take for each of its answers.

    Raises:
        InputError: No git, no repository, no such revision, or no RDF below its `data/`.
        LimitError: The files are too large, or git takes too long.
    """
    name = shown(revision) or "''"
    git = shutil.which("git")
    if git is None:
        raise InputError(f"{name}: no such file or folder, and git is not installed, so it can be no revision either")
    if _ask(git, seconds, "rev-parse", "--git-dir")[0] != 0:
        raise InputError(f"{name}: no such file or folder, and no git repository around here, so no revision")
    revision, path = _split(revision)
    # What begins with a dash would be an option to git, and git lets no revision begin so.
    code, commit = (1, b"")
    if not revision.startswith("-"):
        code, commit = _ask(git, seconds, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if code != 0:
        raise InputError(f"{name}: no such file or folder, and no revision of this git repository; see 'git log'")
    # To name the objects after a look at their sizes is to read just what was looked at.
    code, listed = _ask(git, seconds, "ls-tree", "-r", "-l", "-z", "--full-tree", commit.decode().strip(), path)
    entries = [_Entry(line, shown(revision)) for line in listed.split(b"\0") if line]
    if code != 0 or not entries:
        lacking = f"folder {path}" if path.endswith("/") else shown(path)
        raise InputError(f"{name}: this revision has no {lacking.rstrip('/')}; name one that has, or a folder")
    wanted = [entry for entry in entries if formats.find_by_ending(entry.path) is not None]
    if not wanted:
        raise InputError(f"{name}: no RDF file in data/ of this revision; name another, or a folder")
    for entry in wanted:
        entry.refuse_odd()
    refuse_large(revision, sum(entry.size for entry in wanted))
    return list(zip((entry.name for entry in wanted), _contents(git, seconds, wanted), strict=True))


def _split(revision: str) -> tuple[str, str]:
    """A revision, and the folder or file of it that is meant, which git writes behind a colon."""
    before, _, path = revision.rpartition(":")
    if before and path.rstrip("/").partition("/")[0] == "data":
        return before, path if path.rstrip("/") != "data" else "data/"
    return revision, "data/"


class _Entry:
    """A line of `git ls-tree -l`: mode, kind, object, size and path."""

    def __init__(self, line: bytes, revision: str) -> None:
        described, _, path = line.partition(b"\t")
        self.mode, _, self.object, size = described.split()
        self.size = int(size) if size.isdigit() else 0
        self.path = os.fsdecode(path)
        self.name = f"{revision}:{self.path}"

    def refuse_odd(self) -> None:
        if self.mode not in _FILES:
            raise InputError(f"{shown(self.name)}: is a link, which can't be followed in a revision; name a folder")
        if self.size > files.MAX_BYTES:
            raise LimitError(f"{shown(self.name)}: larger than {files.MAX_BYTES} bytes, the most that is read")


def _contents(git: str, seconds: float, entries: list[_Entry]) -> list[bytes]:
    """What the objects of the entries hold, in their order."""
    asked = b"".join(entry.object + b"\n" for entry in entries)
    _, answer = _ask(git, seconds, "cat-file", "--batch", given=asked)
    found: list[bytes] = []
    at = 0
    for entry in entries:
        head, _, _ = answer[at : at + 200].partition(b"\n")
        if head != entry.object + b" blob %d" % entry.size:
            raise InputError(f"{shown(entry.name)}: git holds no such object here, and nothing is fetched")
        at += len(head) + 1
        found.append(answer[at : at + entry.size])
        at += entry.size + 1
    return found


def _ask(git: str, seconds: float, *words: str, given: bytes = b"") -> tuple[int, bytes]:
    """Exit code and standard output of a git command; its own complaints are dropped, for we have better ones."""
    try:
        done = subprocess.run(
            [git, *_OPTIONS, *words],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _SETTINGS,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(f"git: not done within {seconds:g} seconds; raise the limit with --timeout") from error
    except OSError as error:
        raise InputError(f"git: can't be run ({error.strerror}); name files or folders instead") from error
    return done.returncode, done.stdout
