"""`reanchor`: what a changed article does to its citations, as a report and as an exit code."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

SLUG = "fog-office"


def states(out: str) -> list[str]:
    header, *rows = [line.split("\t") for line in out.splitlines()]
    assert header == ["unit", "state", "article", "start", "end"]
    return [row[1] for row in rows]


def write(path: Path, text: str) -> str:
    path.write_bytes(text.encode("utf-8"))
    return str(path)


def test_the_same_text_leaves_every_citation_where_it_is(
    run: Run, invented_articles: dict[str, str], tmp_path: Path
) -> None:
    code, out, err = run("reanchor", write(tmp_path / "same.txt", invented_articles[SLUG]), "--article", SLUG)
    assert code == 0
    assert set(states(out)) == {"unchanged"}
    assert re.fullmatch(r"fog-office: (\d+) units: \1 unchanged, 0 moved, 0 elsewhere, 0 broken\n", err)


def test_citations_that_moved_are_no_failure(run: Run, invented_articles: dict[str, str], tmp_path: Path) -> None:
    file = write(tmp_path / "moved.txt", "From our own clouds:\n" + invented_articles[SLUG])
    code, out, _ = run("reanchor", file, "--article", SLUG)
    assert code == 0
    assert set(states(out)) == {"moved"}


def test_a_broken_citation_fails(run: Run, invented_articles: dict[str, str], tmp_path: Path) -> None:
    file = write(tmp_path / "broken.txt", invented_articles[SLUG].replace("214 rungs", "215 rungs"))
    code, out, err = run("reanchor", file, "--article", SLUG)
    assert code == 1
    assert states(out).count("broken") == 1
    assert "1 broken" in err


def test_a_citation_that_stands_in_another_article_is_found_there(
    run: Run, invented_articles: dict[str, str], tmp_path: Path
) -> None:
    shared = "That was more than 2 drops per rung."
    first = invented_articles["cloud-weighers"]
    file = write(tmp_path / "shorter.txt", invented_articles[SLUG].replace(shared, ""))
    call = ("reanchor", file, "--article", SLUG)
    assert states(run(*call)[1]).count("broken") == 1
    code, out, _ = run(*call, "--articles", str(tmp_path / "texts"))
    assert code == 1
    assert "broken" not in states(out)
    (row,) = [line.split("\t") for line in out.splitlines() if "\telsewhere\t" in line]
    assert row[2:] == ["cloud-weighers", str(first.index(shared)), str(first.index(shared) + len(shared))]


@pytest.mark.usefixtures("invented_articles")
def test_the_article_has_to_be_named(run: Run, tmp_path: Path) -> None:
    code, out, err = run("reanchor", write(tmp_path / "x.txt", "x"))
    assert (code, out) == (2, "")
    assert "--article SLUG; there are cloud-weighers, fog-office" in err


def test_the_report_is_a_table_for_a_person(run: Run, invented_articles: dict[str, str], tmp_path: Path) -> None:
    file = write(tmp_path / "same.txt", invented_articles[SLUG])
    code, out, _ = run("reanchor", file, "--article", SLUG, "--format", "table")
    assert code == 0
    assert out.split()[:5] == ["unit", "state", "article", "start", "end"]


def test_the_real_articles_stand_as_they_were_cited(run: Run, article_texts: str) -> None:
    found = 0
    for file in sorted(Path(article_texts).iterdir()):
        for slug in ("wco-wto-mou-2025", "wto-public-forum-2022"):
            code, out, _ = run("reanchor", str(file), "--article", slug, "--articles", article_texts)
            if code == 0:
                assert set(states(out)) == {"unchanged"}
                found += 1
    assert found == 2
