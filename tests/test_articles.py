"""Article texts as units: what is a unit, of which kind, where it begins and ends; files that are no article."""

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradegraph.articles import KINDS, Unit, digest, find_articles, read_article, segment, sentences
from tradegraph.errors import InputError

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
CLOUD_WEIGHERS = CASES / "articles" / "cloud-weighers.txt"

read_cases = runpy.run_path(str(ROOT / "scripts" / "compare-segmenters"))["read_cases"]
HARD = list(read_cases(CASES / "segmentation" / "hard-cases.txt"))
KNOWN = {case.text: case.expected[0] for case in read_cases(CASES / "segmentation" / "known-failures.txt")}

MOU = "23fcf7817eb1eeba4618362cc0444ad401749c4f4b27ce491ce632898ae9306b"
FORUM = "1096f031dea4abc14d4efcbc16cc926a07bce435e77c4b5aec561dc142b8097f"

# Every kind of blank and line ending, marks that segmenters stumble over, letters of one to four bytes.
PIECES = "Ms.|e.g.|U.S.|No. 5|3.5|Fog|rose|Hail Fell:|of|☁️|i\u0307|\r\n|\n\n"
CHARACTERS = "\n\r\t\v\f\x1c\x85\u00a0\u2007\u2028\u3000\u200b\ufeff .!?…:;,—-•()[]\"'“”«»。¿é𝔘aI1"
LINES = st.lists(st.sampled_from([*CHARACTERS, *PIECES.split("|")]), max_size=40).map("".join)


def words(text: str) -> list[tuple[str, int, str]]:
    """Kind, section and text of each unit."""
    return [(unit.kind, unit.section, text[unit.start : unit.end]) for unit in segment(text)]


def kinds(text: str) -> list[str]:
    return [unit.kind for unit in segment(text)]


def cloud_weighers() -> str:
    return read_article(str(CLOUD_WEIGHERS)).text


def test_the_invented_article_has_its_25_units_in_their_kinds() -> None:
    units = segment(cloud_weighers())
    assert [unit.order for unit in units] == list(range(1, 26))
    assert "".join(unit.kind[0] for unit in units) == "tssts" + "shssss" + "hsbbbss" + "hsss" + "hss"
    assert Counter(unit.kind for unit in units) == {"title": 2, "summary": 2, "heading": 4, "sentence": 14, "bullet": 3}
    assert set(Counter(unit.kind for unit in units)) == set(KINDS)


def test_units_stand_in_the_section_of_the_heading_above_them() -> None:
    sections = {unit.order: unit.section for unit in segment(cloud_weighers())}
    assert Counter(sections.values()) == {0: 6, 7: 5, 12: 7, 19: 4, 23: 3}
    assert sections[8] == 7
    assert sections[16] == 12


def test_a_quotation_in_two_parts_is_two_units_and_the_first_names_the_speaker() -> None:
    texts = [text for _, _, text in words(cloud_weighers())]
    assert texts[9] == '"A cloud is a promise," said Grand Weigher Drizzle.'
    assert texts[10] == '"With one scale, we weigh the promise and not the rain."'


def test_a_sentence_without_a_subject_is_a_unit_of_its_own() -> None:
    texts = [text for _, _, text in words(cloud_weighers())]
    assert texts[20].startswith("Stressed that small towers")


def test_a_bullet_is_one_unit_however_many_sentences_it_holds() -> None:
    bullets = [text for kind, _, text in words(cloud_weighers()) if kind == "bullet"]
    assert (
        bullets[1]
        == "• Ladder safety: Inspectors visit every ladder twice a year. Broken rungs are replaced by the Fog Office."
    )
    assert bullets[2] == "• Mist records"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Main Points from Speakers:", "heading"),
        ("Voices of the “Lower” Towers:", "heading"),
        ("Conclusion:", "heading"),
        ("What Comes Next", "heading"),
        ("Fog and its uses", "heading"),
        ("1. One Scale for All", "heading"),
        ("The areas included:", "sentence"),
        ("Keeper Okta said:", "sentence"),
        ("Fog rose.", "sentence"),
        ("Fog rose…", "sentence"),
        ("He said “Fog!”", "sentence"),
        ("the fog;", "sentence"),
        ("A Line In Title Case That Goes On And On And On And Never Ends:", "sentence"),
        ("GENERAL – Fog rose over the towers of the north.", "sentence"),
        ("• Mist Records", "bullet"),
        ("  – Mist records:", "bullet"),
        ("* Mist", "bullet"),
        ("1. Level the scale", "bullet"),
        ("(a) Level the scale.", "bullet"),
    ],
)
def test_a_line_is_of_the_kind_that_a_reader_sees(line: str, kind: str) -> None:
    assert kinds(f"Invented Title\n\n{line}\n") == ["title", kind]


def test_without_a_second_title_there_is_no_summary() -> None:
    assert kinds("Fog Rises\n\nIt rose. It fell.\n\nHail\n\nIt hailed.") == [
        "title",
        "sentence",
        "sentence",
        "heading",
        "sentence",
    ]


def test_between_the_two_titles_every_sentence_is_summary() -> None:
    assert kinds("Fog Rises\n\nIt rose. It fell.\n\nTwice\n Fog Rises \nIt rained.") == [
        "title",
        *["summary"] * 3,
        "title",
        "sentence",
    ]


@pytest.mark.parametrize("text", ["", "\n", " \t\u00a0\r\n \n", "\ufeff"])
def test_a_text_without_words_has_no_units(text: str) -> None:
    assert segment(text) == []


def test_a_text_of_one_line_is_a_title() -> None:
    assert words("  Fog rose. It fell. ") == [("title", 0, "Fog rose. It fell.")]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028", "\x85"])
def test_line_endings_are_no_part_of_a_unit(ending: str) -> None:
    text = cloud_weighers()
    assert words(text.replace("\n", ending)) == words(text)


def test_tabs_and_no_break_spaces_around_a_unit_are_no_part_of_it() -> None:
    text = "\u00a0Fog Rises\t\n\n\t• Dew \u00a0\n\u3000It rose.\u00a0\tIt fell.\u2007"
    assert [text for _, _, text in words(text)] == ["Fog Rises", "• Dew", "It rose.", "It fell."]


def test_blanks_inside_a_unit_stay_as_they_are() -> None:
    assert [text for _, _, text in words("Fog\n\nNo.\u00a05\trose.")] == ["Fog", "No.\u00a05\trose."]


def test_a_byte_order_mark_is_no_part_of_the_title() -> None:
    assert [(unit.kind, unit.start) for unit in segment("\ufeffFog\nIt rose.\nFog")] == [
        ("title", 1),
        ("summary", 5),
        ("title", 14),
    ]


@pytest.mark.parametrize("line", ["", " ", "\t\u00a0 "])
def test_a_blank_line_has_no_sentences(line: str) -> None:
    assert sentences(line) == []


def test_a_no_break_space_after_an_initial_does_not_stop_the_segmenter() -> None:
    assert sentences("I\u00a0. It rose.") == [(0, 3), (4, 12)]


@given(LINES)
@example("I\u00a0. \x85A. B.")
@settings(deadline=None)
def test_units_are_in_order_apart_and_without_outer_blanks(text: str) -> None:
    end = 0
    for order, unit in enumerate(segment(text), start=1):
        assert unit.order == order
        assert end <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end] == text[unit.start : unit.end].strip()
        end = unit.end


@given(LINES)
@settings(deadline=None)
def test_no_word_is_lost_between_units(text: str) -> None:
    left = list(text)
    for unit in segment(text):
        left[unit.start : unit.end] = " " * (unit.end - unit.start)
    assert "".join(left).removeprefix("\ufeff").strip() == ""


@given(LINES)
@settings(deadline=None)
def test_every_digest_is_that_of_the_units_text(text: str) -> None:
    assert [unit.sha256 for unit in segment(text)] == [digest(piece) for _, _, piece in words(text)]


@given(LINES)
@settings(deadline=None)
def test_the_section_of_a_unit_is_a_heading_at_or_above_it(text: str) -> None:
    units = segment(text)
    for unit in units:
        assert unit.kind in KINDS
        assert unit.section == 0 or (unit.section <= unit.order and units[unit.section - 1].kind == "heading")


@given(LINES)
@settings(deadline=None)
def test_segmenting_twice_gives_the_same_units(text: str) -> None:
    first: list[Unit] = segment(text)
    assert segment(text) == first


def test_the_page_of_hard_cases_is_read_whole() -> None:
    assert len(HARD) == 91
    assert len({case.text for case in HARD}) == 91
    assert all("".join(case.expected).replace(" ", "") == case.text.replace(" ", "") for case in HARD)
    assert len(KNOWN) == 11
    assert set(KNOWN) <= {case.text for case in HARD}


def hard_case(case: Any) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=KNOWN[case.text])] if case.text in KNOWN else []
    return pytest.param(case.text, case.expected, id=f"{case.kind}: {case.text[:30]}", marks=marks)


@pytest.mark.parametrize(("text", "expected"), [hard_case(case) for case in HARD])
def test_a_line_is_split_where_a_reader_ends_its_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_the_documented_score_is_the_measured_one() -> None:
    header, total = (
        [cell.strip() for cell in line.split("|")]
        for line in (ROOT / "docs" / "segmenters.md").read_text(encoding="utf-8").splitlines()
        if line.startswith(("| kind |", "| **all** |"))
    )
    assert total[2] == str(len(HARD))
    assert total[header.index("sentencex")] == str(len(HARD) - len(KNOWN))


def test_a_file_is_read_exactly_as_it_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "fog.txt"
    path.write_bytes("\ufeffFog\r\ne\u0301".encode())
    assert read_article(str(path)).text == "\ufeffFog\r\ne\u0301"
    assert read_article(str(path)).sha256 == digest("\ufeffFog\r\ne\u0301")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfeF\x00", "not UTF-8 text (byte 0)"),
        (b"Fog \xe9", "not UTF-8 text (byte 4)"),
        (b"Fog\x00", "holds NUL characters"),
        (b"a" * 10_000_001, "larger than 10000000 bytes"),
    ],
)
def test_a_file_that_is_no_article_is_refused_in_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "fog.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_article(str(path))
    assert str(caught.value).startswith(f"{path}: {reason}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_a_missing_file_and_a_folder_are_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="name a file with the article's text"):
        read_article(str(tmp_path / name))


def test_articles_are_found_by_digest_whatever_the_files_are_called(tmp_path: Path) -> None:
    (tmp_path / "no-name").write_bytes(CLOUD_WEIGHERS.read_bytes())
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\x00")
    (tmp_path / "folder").mkdir()
    found = find_articles(str(tmp_path))
    assert {sha256: Path(article.path).name for sha256, article in found.items()} == {
        digest(cloud_weighers()): "no-name"
    }


@pytest.mark.parametrize("name", ["absent", "file"])
def test_a_folder_of_articles_that_is_none_is_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("Fog")
    with pytest.raises(InputError, match="--articles and TRADEGRAPH_ARTICLES"):
        find_articles(str(tmp_path / name))


def test_the_real_articles_have_33_and_43_units(article_texts: str) -> None:
    found = find_articles(article_texts)
    assert {MOU, FORUM} <= set(found)
    assert {sha256: len(segment(found[sha256].text)) for sha256 in (MOU, FORUM)} == {MOU: 33, FORUM: 43}
