"""What users get: the wheel holds all that is shipped, and answers in a clean environment, from any folder."""

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tradegraph import __version__

ROOT = Path(__file__).parent.parent
SHIPPED = ("ontology", "data", "queries")
DEVELOPMENT = {"pytest", "hypothesis", "mypy", "ruff", "build", "import_linter", "hatchling", "pyshifty"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution, the wheel built from the unpacked source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    # Without an environment of its own the build takes a second instead of ten.
    direct = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    done = subprocess.run(
        [sys.executable, "-m", "build", *direct, "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    (source,) = folder.glob("*.tar.gz")
    return wheel, source


def shipped_files() -> set[str]:
    """The files of the three shipped folders, as the repository names them."""
    found = (path for top in SHIPPED for path in (ROOT / top).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if not path.name.startswith(".")}


def test_the_wheel_holds_ontology_data_queries_and_licences(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
    inside = {name.removeprefix("tradegraph/shipped/") for name in names if name.startswith("tradegraph/shipped/")}
    assert inside == shipped_files()
    assert len([name for name in inside if name.startswith("data/articles/")]) == 2
    assert len([name for name in inside if name.startswith("queries/questions/")]) >= 30
    assert len([name for name in inside if name.startswith("queries/checks/")]) >= 30
    assert len([name for name in inside if name.startswith("ontology/shapes/")]) >= 6
    info = f"tradegraph-{__version__}.dist-info"
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/LICENSE-DATA", "tradegraph/py.typed"} <= names
    assert [name for name in names if not name.startswith(("tradegraph/", f"{info}/"))] == []
    assert [name for name in names if "cache" in name or name.endswith(".pyc")] == []
    assert built[0].name == f"tradegraph-{__version__}-py3-none-any.whl"


def test_the_source_distribution_holds_what_it_takes_to_check_it(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert shipped_files() <= names
    wanted = {"LICENSE", "LICENSE-DATA", "README.md", "CHANGELOG.md", "pyproject.toml", "scripts/check", "scripts/tour"}
    assert wanted <= names
    assert "tests/test_wheel.py" in names
    assert [name for name in names if "cache" in name or name.endswith(".pyc")] == []


def test_the_wheel_answers_in_a_clean_environment(
    built: tuple[Path, Path], tmp_path: Path, environment: dict[str, str]
) -> None:
    home, elsewhere = tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(home, with_pip=False)
    python, program = home / "bin" / "python", home / "bin" / "tradegraph"
    clean = {name: value for name, value in environment.items() if not name.startswith("PYTHON")}

    def call(*words: os.PathLike[str] | str) -> str:
        done = subprocess.run(
            [*words], cwd=elsewhere, env=clean, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    pip: list[os.PathLike[str] | str] = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    call(*pip, "install", "--quiet", "--no-compile", built[0])
    names = {one["name"].lower().replace("-", "_") for one in json.loads(call(*pip, "list", "--format", "json"))}
    assert "tradegraph" in names
    assert names & DEVELOPMENT == set()
    assert call(python, "-c", "import tradegraph; print(tradegraph.__file__)").startswith(str(home))

    assert call(program, "--version") == f"tradegraph {__version__}\n"
    rows = json.loads(call(program, "ask", "signatories", "agreement=MoU", "--format", "json"))["rows"]
    assert {row["person"]["label"] for row in rows} == {"Ian Saunders", "Ngozi Okonjo-Iweala"}
    assert {row["evidence"][0]["place"] for row in rows} == {"wco-wto-mou-2025, unit 10, sentence, section of unit 9"}
    assert {row["evidence"][1]["kind"] for row in rows} == {"referenced"}
    assert "conforms: 0 violations" in call(program, "validate")
    call(program, "tour")
    assert sorted(path.name for path in (elsewhere / "tour").iterdir()) == ["tradegraph.jsonld", "tradegraph.ttl"]
