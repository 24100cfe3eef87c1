"""`diff` of git revisions: `data/` as git holds it, with no checkout, no shell and no fetch."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tradegraph import files

Run = Callable[..., tuple[int, str, str]]

AIM = "<urn:guild> <https://w3id.org/tradegraph/ontology#aimsAt> <urn:%s> .\n"


def git(*words: str) -> None:
    settings = ("-c", "user.name=Ada Nimbus", "-c", "user.email=ada@zephyria.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *words], check=True, capture_output=True)  # noqa: S607


def commit(message: str) -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", message)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three commits: one without data, one with a fact, tagged, and one with another."""
    if shutil.which("git") is None:
        pytest.skip("no git on this machine")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet", "--initial-branch=main")
    Path("README.md").write_text("nothing yet", encoding="utf-8")
    commit("first")
    Path("data/articles").mkdir(parents=True)
    Path("data/articles/a b\u00fc.nt").write_text(AIM % "fog", encoding="utf-8")
    Path("data/notes.txt").write_text("not RDF", encoding="utf-8")
    commit("second")
    git("tag", "v0.1.0")
    Path("data/articles/a b\u00fc.nt").write_text(AIM % "fog" + AIM % "drops", encoding="utf-8")
    commit("third")
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_two_revisions_are_compared_by_their_data(run: Run) -> None:
    told = "1 statement added\n\nstatement added: urn:guild: aims at urn:drops\n"
    for old, new in (("HEAD~1", "HEAD"), ("v0.1.0", "main"), ("v0.1.0", ".")):
        assert run("diff", old, new) == (1, told, "")
    assert run("diff", "HEAD", "main") == (0, "", "HEAD and main: the same facts\n")
    os.chdir("data/articles")
    assert run("diff", "v0.1.0", "HEAD") == (1, told, "")


@pytest.mark.usefixtures("repository")
def test_a_file_goes_before_a_revision_of_the_same_name(run: Run) -> None:
    shutil.copy("data/articles/a b\u00fc.nt", "v0.1.0")
    assert run("diff", "v0.1.0", "HEAD")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nope", "HEAD"), "nope: no such file or folder, and no revision of this git repository"),
        (("HEAD", ""), "'': no such file or folder, and no revision"),
        (("HEAD~2", "HEAD"), "HEAD~2: this revision has no folder data"),
        (("HEAD..HEAD~1", "HEAD"), "HEAD..HEAD~1: no such file or folder, and no revision"),
        (("--", "--output=pwned", "HEAD"), "--output=pwned: no such file or folder, and no revision"),
        (("--", "HEAD", "-h"), "-h: no such file or folder, and no revision"),
        (("HEAD; touch pwned", "HEAD"), "HEAD; touch pwned: no such file or folder, and no revision"),
        (("HEAD:src", "HEAD"), "HEAD:src: no such file or folder, and no revision"),
        (("HEAD:data/nowhere", "HEAD"), "HEAD:data/nowhere: this revision has no data/nowhere"),
        ((":data", "HEAD"), ":data: no such file or folder, and no revision"),
    ],
)
def test_what_is_no_revision_gets_one_line(run: Run, repository: Path, words: tuple[str, ...], told: str) -> None:
    code, out, err = run("diff", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert not (repository / "pwned").exists()


def refused(run: Run, *words: str) -> str:
    code, out, err = run("diff", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err


@pytest.mark.usefixtures("repository")
def test_data_without_rdf_is_refused(run: Run) -> None:
    shutil.rmtree("data/articles")
    commit("fourth")
    assert "HEAD: no RDF file in data/ of this revision" in refused(run, "v0.1.0", "HEAD")


@pytest.mark.usefixtures("repository")
def test_a_folder_of_a_revision_is_written_as_git_writes_it(run: Run) -> None:
    told = run("diff", "v0.1.0", "HEAD")
    assert told[0] == 1
    for folder in ("data", "data/"):
        assert run("diff", f"v0.1.0:{folder}", f"HEAD:{folder}")[:2] == told[:2]
    assert run("diff", "HEAD", "HEAD:data")[0] == 0


@pytest.mark.usefixtures("repository")
def test_a_link_in_a_revision_is_refused(run: Run) -> None:
    Path("data/link.nt").symlink_to("/etc/hostname")
    commit("fourth")
    assert "HEAD:data/link.nt: is a link" in refused(run, "v0.1.0", "HEAD")


@pytest.mark.usefixtures("repository")
def test_a_fault_in_a_file_of_a_revision_names_both(run: Run) -> None:
    Path("data/broken.ttl").write_text("<a> <b", encoding="utf-8")
    commit("fourth")
    assert "HEAD:data/broken.ttl: line 1, column " in refused(run, "v0.1.0", "HEAD")


@pytest.mark.usefixtures("repository")
def test_a_large_file_of_a_revision_is_refused_unread(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 80)
    assert "larger than 80 bytes" in refused(run, "v0.1.0", "HEAD")


def test_an_object_that_the_repository_lacks_is_not_fetched(run: Run, repository: Path) -> None:
    shutil.copytree(repository, repository.parent / "origin")
    git("remote", "add", "origin", str(repository.parent / "origin"))
    git("config", "remote.origin.promisor", "true")
    git("config", "extensions.partialClone", "origin")
    named = subprocess.run(
        ["git", "rev-parse", "HEAD:data/articles/a b\u00fc.nt"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (repository / ".git" / "objects" / named[:2] / named[2:]).unlink()
    refused(run, "v0.1.0", "HEAD")
    assert not (repository / ".git" / "objects" / named[:2] / named[2:]).exists()
    shutil.rmtree(repository.parent / "origin")


def test_outside_a_repository_there_is_no_revision(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "HEAD: no such file or folder, and no git repository around here" in refused(run, "HEAD", "HEAD~1")


def test_without_git_there_is_no_revision(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "HEAD: no such file or folder, and git is not installed" in refused(run, "HEAD", "HEAD~1")
