"""The gallery: every view is shown, and what is shown is what the program draws today."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tradegraph.diagrams.catalogue import VIEWS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^!\[(.+)\]\((gallery/[\w-]+\.svg)\)$", PAGE, re.MULTILINE)
CALLS = re.findall(r"^tradegraph render (\S+).* -o (\S+)$", PAGE, re.MULTILINE)


def test_every_view_is_in_the_gallery_with_its_question() -> None:
    assert re.findall(r"^## (.*)$", PAGE, re.MULTILINE) == list(VIEWS)
    assert list(dict.fromkeys(view for view, _ in CALLS)) == list(VIEWS)
    for view in VIEWS.values():
        assert f"\n{view.question}\n" in PAGE


def test_every_call_stands_with_the_picture_that_it_draws() -> None:
    assert [f"gallery/{name}" for _, name in CALLS] == [path for _, path in SHOWN]
    assert len(SHOWN) >= len(VIEWS)


@pytest.mark.parametrize(("title", "path"), SHOWN, ids=[path for _, path in SHOWN])
def test_a_picture_is_shown_with_its_own_title(title: str, path: str) -> None:
    assert f'<title id="sheet-title">{title}</title>' in (ROOT / "docs" / path).read_text(encoding="utf-8")


def test_the_gallery_is_what_the_program_draws(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "gallery"), "--check"],
        env=environment,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert (done.returncode, done.stderr.decode(), done.stdout) == (0, "", b"")
