"""`read`: an article unit by unit, words beside statements where the text is held, positions where it is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tradegraph.articles import segment

Run = Callable[..., tuple[int, str, str]]

HEADER = ["unit", "kind", "start", "end", "text", "states", "from"]
STATED = 'Guild of Cloud Weighers ("the guild"): aims at Honest scales'


def table(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines()]


def test_without_the_text_there_are_positions_and_statements(run: Run, invented_articles: dict[str, str]) -> None:
    code, out, err = run("read", "fog-office")
    assert code == 0
    assert err.startswith("no text held: ")
    header, *rows = table(out)
    assert header == HEADER
    units = segment(invented_articles["fog-office"])
    assert [row[:4] for row in rows] == [[str(u.order), u.kind, str(u.start), str(u.end)] for u in units]
    assert {row[4] for row in rows} == {""}
    for row in rows:
        assert row[5] == STATED if row[1] == "sentence" else row[5].startswith("states nothing: ")


@pytest.mark.parametrize("held", ["option", "environment"])
def test_with_the_text_every_unit_has_its_exact_words(
    run: Run, invented_articles: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    folder = str(tmp_path / "texts")
    if held == "environment":
        monkeypatch.setenv("TRADEGRAPH_ARTICLES", folder)
    code, out, err = run("read", "fog-office", *(("--articles", folder) if held == "option" else ()))
    assert (code, err) == (0, "")
    text = invented_articles["fog-office"]
    for row in table(out)[1:]:
        assert row[4] == text[int(row[2]) : int(row[3])]


@pytest.mark.usefixtures("invented_articles")
def test_an_article_is_also_found_by_the_file_that_holds_its_text(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "whatever.log"
    file.write_bytes((tmp_path / "texts" / "1.txt").read_bytes())
    assert run("read", str(file)) == run("read", "fog-office", "--articles", str(tmp_path / "texts"))


@pytest.mark.usefixtures("invented_articles")
def test_an_article_is_also_found_by_its_label_and_iri(run: Run) -> None:
    by_slug = run("read", "fog-office")
    assert run("read", "Article on fog-office") == by_slug
    assert run("read", "https://w3id.org/tradegraph/article/fog-office") == by_slug


@pytest.mark.usefixtures("invented_articles")
def test_a_text_that_was_changed_is_not_taken_for_the_article(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "changed.txt"
    file.write_bytes((tmp_path / "texts" / "1.txt").read_bytes() + b"\n")
    code, out, err = run("read", str(file))
    assert (code, out) == (2, "")
    assert "no article of the graph has this text, byte for byte" in err
    assert "tradegraph reanchor --help" in err


@pytest.mark.usefixtures("invented_articles")
def test_one_unit_alone(run: Run) -> None:
    every = table(run("read", "fog-office")[1])
    assert table(run("read", "fog-office", "--unit", "6")[1]) == [HEADER, *(row for row in every if row[0] == "6")]
    code, out, err = run("read", "fog-office", "--unit", "99")
    assert (code, out) == (2, "")
    assert err == "tradegraph: fog-office has no unit 99; 'tradegraph read fog-office' lists its units\n"


@pytest.mark.usefixtures("invented_articles")
def test_an_unknown_article_gets_those_there_are(run: Run) -> None:
    assert "did you mean fog-office?" in run("read", "fog")[2]
    assert "there are cloud-weighers, fog-office" in run("read", "Zephyria")[2]


@pytest.mark.usefixtures("invented_articles")
def test_a_file_that_is_missing_is_called_a_file(run: Run) -> None:
    code, out, err = run("read", "texts/none.txt")
    assert (code, out) == (2, "")
    assert err.startswith("tradegraph: texts/none.txt: No such file")


@pytest.mark.usefixtures("invented_articles")
def test_the_table_sets_words_beside_statements(run: Run, tmp_path: Path) -> None:
    without = run("read", "fog-office", "--format", "table")[1]
    held = run("read", "fog-office", "--format", "table", "--articles", str(tmp_path / "texts"))[1]
    assert "text" not in without.split()
    assert "text" in held.split()
    assert "oiled" in held


def test_every_unit_of_the_real_articles_is_read_with_its_words(run: Run, article_texts: str) -> None:
    for slug, count in (("wco-wto-mou-2025", 33), ("wto-public-forum-2022", 43)):
        code, out, err = run("read", slug, "--articles", article_texts, "--sources", "articles")
        assert (code, err) == (0, "")
        rows = table(out)[1:]
        assert len({row[0] for row in rows}) == count
        assert all(len(row[4]) == int(row[3]) - int(row[2]) and row[5] for row in rows)


# What reference says beside it.

HEADING = "From reference, on the same:"
MOTTO = (
    "WTO Public Forum 2022: motto Towards a sustainable and inclusive recovery; second part of the motto ambition to"
)


def lines_of(run: Run, unit: int, chosen: str, article: str = "wto-public-forum-2022") -> list[tuple[str, str]]:
    code, out, _ = run("read", article, "--unit", str(unit), "--sources", chosen)
    assert code == 0
    return [(row[6], row[5]) for row in table(out)[1:]]


def test_a_unit_comes_with_what_records_state_of_the_same(run: Run) -> None:
    alone, together = lines_of(run, 12, "articles"), lines_of(run, 12, "all")
    assert together[: len(alone)] == alone
    assert together[len(alone) :] == lines_of(run, 12, "reference")
    assert together[len(alone) :] == [("reference", f"{MOTTO} action [reference/public-forums#2022]")]


def test_what_a_record_states_in_the_same_words_is_told_as_such(run: Run) -> None:
    (found,) = lines_of(run, 10, "reference")
    assert found[1].startswith("likewise WTO Public Forum 2022: end date 2022-09-30; start date 2022-09-27 [")


def test_a_figure_stands_beside_those_that_measure_the_same_and_no_others(run: Run) -> None:
    found = [line for _, line in lines_of(run, 21, "reference", "wco-wto-mou-2025")]
    assert any("value 187 [reference/wco-member-counts#2025-09-17]" in line for line in found)
    assert any("value 144 [reference/wco-member-counts#1997-09-08(medium)]" in line for line in found)
    assert all("measures Customs administrations" in line or "measures Share of global" in line for line in found)


def test_a_part_in_an_event_stands_beside_the_same_persons_part_alone(run: Run) -> None:
    (found,) = [line for _, line in lines_of(run, 31, "reference") if "qualified association" in line]
    assert "agent Suja Rishikesh Mavroidis; had role panellist" in found
    assert "Ricardo" not in found


def test_what_several_records_state_alike_is_one_line(run: Run) -> None:
    found = [line for _, line in lines_of(run, 10, "reference", "wco-wto-mou-2025")]
    (posts,) = [line for line in found if line.startswith("likewise Director-General of the WTO: post in")]
    assert posts.count("reference/office-holders#") > 5
    assert len(set(found)) == len(found)


def test_units_of_which_reference_says_nothing_are_left_out_of_what_it_says(run: Run) -> None:
    code, out, err = run("read", "wto-public-forum-2022", "--unit", "13", "--sources", "reference")
    assert (code, out, err) == (0, "", "no record of reference says anything of the same\n")
    rows = table(run("read", "wto-public-forum-2022", "--sources", "reference")[1])[1:]
    assert {row[6] for row in rows} == {"reference"}


def test_a_table_tells_what_is_from_reference(run: Run) -> None:
    words = ("read", "wto-public-forum-2022", "--unit", "12", "--format", "table")
    said = " ".join(run(*words, "--sources", "all")[1].split())
    assert said.index("motto Towards a Sustainable") < said.index(f"{HEADING} {MOTTO}")
    assert said.count(HEADING) == 1
    assert " ".join(run(*words)[1].split()) == said
    assert HEADING not in run(*words, "--sources", "articles")[1]
    alone = " ".join(run(*words, "--sources", "reference")[1].split())
    assert f"{HEADING} {MOTTO}" in alone
    assert "motto Towards a Sustainable" not in alone


def test_a_table_marks_the_heading_of_reference_and_cuts_no_record(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    out = run("read", "wco-wto-mou-2025", "--unit", "10", "--format", "table")[1]
    assert "…" not in out
    assert "reference/office-holders#okonjo-iweala-wto-director-general-second-term" in "".join(out.split())


def test_by_default_each_unit_has_what_the_articles_state_and_then_what_records_do(run: Run) -> None:
    for article in ("wco-wto-mou-2025", "wto-public-forum-2022"):
        whole = run("read", article)
        assert whole == run("read", article, "--sources", "all")
        rows = table(whole[1])[1:]
        for chosen in ("articles", "reference"):
            alone = table(run("read", article, "--sources", chosen)[1])[1:]
            assert alone
            assert [row for row in rows if row[6] == chosen] == alone
        assert rows == sorted(rows, key=lambda row: (int(row[0]), row[6] == "reference"))
        assert "reference" not in whole[2]


@pytest.mark.usefixtures("no_reference")
def test_without_reference_an_article_is_read_by_itself(run: Run) -> None:
    words = ("read", "wto-public-forum-2022")
    assert run(*words) == run(*words, "--sources", "articles")
    table_ = run(*words, "--format", "table")
    assert table_ == run(*words, "--format", "table", "--sources", "articles")
    assert HEADING not in table_[1]


def test_a_claim_inside_a_quotation_is_told_apart_from_what_the_words_are_about(run: Run) -> None:
    out = run("read", "wco-wto-mou-2025", "--unit", "12", "--sources", "articles")[1]
    told = {row[5].partition(":")[0]: row[5] for row in table(out)[1:]}
    claim = told["a reported statement and statement"]
    assert "claimed subject World Customs Organization" in claim
    assert "; subject Annual theme; " in claim
    assert "is part of quotation (tg:quotation-saunders-1); " in claim
    assert "(is part of" not in "".join(told.values())
