"""Frozen units against a changed article: unchanged, moved, elsewhere, broken."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph.articles import digest, find_articles, read_article, segment
from tradegraph.reanchor import STATES, FrozenUnit, Outcome, Place, reanchor

CLOUD_WEIGHERS = Path(__file__).parent / "cases" / "articles" / "cloud-weighers.txt"
TEXT = read_article(str(CLOUD_WEIGHERS)).text


def freeze(text: str, article: str = "cloud-weighers") -> list[FrozenUnit]:
    return [
        FrozenUnit(f"{article}#u{unit.order}", unit.order, unit.start, unit.end, unit.sha256, article)
        for unit in segment(text)
    ]


UNITS = freeze(TEXT)


def states(outcomes: list[Outcome]) -> dict[str, int]:
    return dict(Counter(outcome.state for outcome in outcomes))


def changed(outcomes: list[Outcome]) -> dict[int, str]:
    """State of each unit that is not unchanged, by order."""
    return {outcome.unit.order: outcome.state for outcome in outcomes if outcome.state != "unchanged"}


def without(text: str, unit: FrozenUnit) -> str:
    return text[: unit.start] + text[unit.end :]


def test_an_article_that_did_not_change_leaves_every_unit_unchanged() -> None:
    outcomes = reanchor(UNITS, TEXT, {})
    assert states(outcomes) == {"unchanged": 25}
    assert [outcome.place for outcome in outcomes] == [Place("cloud-weighers", u.start, u.end) for u in UNITS]


def test_a_changed_word_breaks_its_sentence_and_moves_what_follows() -> None:
    outcomes = reanchor(UNITS, TEXT.replace("brass scale", "copper scale"), {})
    assert changed(outcomes) == {14: "broken"} | dict.fromkeys(range(15, 26), "moved")
    assert outcomes[13].place is None
    assert outcomes[14].place == Place("cloud-weighers", UNITS[14].start + 1, UNITS[14].end + 1)


def test_a_word_of_the_same_length_breaks_its_sentence_alone() -> None:
    outcomes = reanchor(UNITS, TEXT.replace("brass scale", "wooden pan!"), {})
    assert changed(outcomes) == {14: "broken"}


def test_other_blanks_inside_a_sentence_break_it_because_nothing_is_normalised() -> None:
    outcomes = reanchor(UNITS, TEXT.replace("1 May", "1\u00a0May"), {})
    assert changed(outcomes) == {21: "broken"}


def test_paragraphs_in_another_order_are_moved() -> None:
    first, second = TEXT.split("What the Accord Covers")
    assert states(reanchor(UNITS, f"{second}\n\nWhat the Accord Covers\n\n{first}", {})) == {"moved": 25}


@pytest.mark.parametrize(("deleted", "left"), [(1, 4), (4, 1)])
def test_of_a_title_that_stands_twice_the_deleted_one_is_broken(deleted: int, left: int) -> None:
    outcomes = {o.unit.order: o for o in reanchor(UNITS, without(TEXT, UNITS[deleted - 1]), {})}
    assert outcomes[deleted].state == "broken"
    assert outcomes[left].place is not None
    assert states(list(outcomes.values()))["broken"] == 1


def test_two_units_of_one_text_never_take_one_place() -> None:
    outcomes = reanchor(freeze("Fog\n\nFog\n\nHail\n\nFog", "fog"), "Hail, then Fog and Fog.", {})
    assert [(outcome.state, outcome.place) for outcome in outcomes] == [
        ("broken", None),
        ("moved", Place("fog", 11, 14)),
        ("moved", Place("fog", 0, 4)),
        ("moved", Place("fog", 19, 22)),
    ]


def test_two_units_of_one_text_do_not_overlap() -> None:
    outcomes = reanchor(freeze("Fog Fog\nFog Fog", "fog"), "Fog Fog Fog", {})
    assert [(outcome.state, outcome.place) for outcome in outcomes] == [
        ("unchanged", Place("fog", 0, 7)),
        ("broken", None),
    ]


def test_of_a_title_that_stands_twice_the_one_is_kept_that_its_neighbours_moved_to() -> None:
    first, second = UNITS[0], UNITS[3]
    outcomes = reanchor(UNITS, "~" * (second.start - 1) + "\n" + without(TEXT, second), {})
    assert outcomes[0].place == Place("cloud-weighers", second.start, second.end)
    assert (outcomes[0].state, outcomes[3].state) == ("moved", "broken")
    assert first.sha256 == second.sha256


def test_whole_words_go_before_parts_of_words() -> None:
    outcomes = reanchor(freeze("Hail fell", "hail"), "xHail fell, Hail fell", {})
    assert [outcome.place for outcome in outcomes] == [Place("hail", 12, 21)]


def test_the_place_where_a_unit_stood_goes_before_whole_words_elsewhere() -> None:
    text = "云\n\n云很轻。风很大。"
    assert states(reanchor(freeze(text, "cloud"), f"{text}\n\n风很大。", {})) == {"unchanged": 3}


def test_a_short_unit_is_not_found_inside_a_longer_one() -> None:
    text = "Fog Rises\n\nFog\n\nFog rose again."
    outcomes = reanchor(freeze(text, "fog"), text.replace("\n\nFog\n", "\n\n\n"), {})
    assert [outcome.state for outcome in outcomes] == ["unchanged", "broken", "moved"]


def test_a_unit_that_has_become_part_of_a_longer_sentence_is_moved() -> None:
    outcomes = reanchor(freeze("Fog Rises\n\nHail fell", "fog"), "Fog Rises\n\nAll night Hail fell—and snow.", {})
    assert [(outcome.state, outcome.place) for outcome in outcomes] == [
        ("unchanged", Place("fog", 0, 9)),
        ("moved", Place("fog", 21, 30)),
    ]


def test_units_with_no_blank_between_them_stay_where_they_are() -> None:
    text = "云\n\n云很轻。云。\n\n云"
    assert states(reanchor(freeze(text, "cloud"), text, {})) == {"unchanged": len(segment(text))}


def test_a_unit_gone_from_its_article_is_found_in_another() -> None:
    others = {"hail": "Hail Falls\n\nIt fell.", "echo": f"An echo: {TEXT[UNITS[8].start : UNITS[8].end]}"}
    outcomes = reanchor(UNITS, without(TEXT, UNITS[8]), others)
    assert outcomes[8].state == "elsewhere"
    assert outcomes[8].place == Place("echo", 9, 9 + UNITS[8].end - UNITS[8].start)
    assert "broken" not in states(outcomes)


def test_the_article_itself_goes_before_any_other() -> None:
    assert states(reanchor(UNITS, f"~{TEXT}", {"copy": TEXT})) == {"moved": 25}


def test_of_two_other_articles_the_first_named_is_taken() -> None:
    outcomes = reanchor(UNITS, "", {"first": TEXT, "second": TEXT})
    assert {outcome.place.article for outcome in outcomes if outcome.place} == {"first"}


def test_with_no_text_left_every_unit_is_broken() -> None:
    assert states(reanchor(UNITS, "", {})) == {"broken": 25}


def test_outcomes_come_in_the_order_of_the_units() -> None:
    outcomes = reanchor(reversed(UNITS), TEXT, {})
    assert [outcome.unit for outcome in outcomes] == UNITS


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 2), (0, 10_000)])
def test_a_unit_whose_offsets_make_no_sense_is_broken(start: int, end: int) -> None:
    unit = FrozenUnit("fog#u1", 1, start, end, digest(""), "fog")
    assert [outcome.state for outcome in reanchor([unit], TEXT, {})] == ["broken"]


ARTICLES = st.text("ab. \n•é𝔘", max_size=60)
LINES = st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


@given(ARTICLES, st.text("~ \n", min_size=1, max_size=20))
@settings(deadline=None)
def test_text_inserted_before_moves_every_unit_by_its_length(text: str, inserted: str) -> None:
    units = freeze(text)
    outcomes = reanchor(units, inserted + text, {})
    assert [(outcome.state, outcome.place) for outcome in outcomes] == [
        ("moved", Place("cloud-weighers", unit.start + len(inserted), unit.end + len(inserted))) for unit in units
    ]


@given(LINES, st.data())
@settings(deadline=None)
def test_deleting_one_unit_breaks_exactly_this_one(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    units = freeze(text)
    deleted = data.draw(st.sampled_from(units))
    outcomes = reanchor(units, without(text, deleted), {})
    assert [outcome.unit for outcome in outcomes if outcome.state == "broken"] == [deleted]


@given(ARTICLES, ARTICLES, ARTICLES)
@settings(deadline=None)
def test_every_place_holds_the_units_text_and_no_two_overlap(before: str, after: str, other: str) -> None:
    texts = {"cloud-weighers": after, "other": other}
    end = dict.fromkeys(texts, 0)
    outcomes = reanchor(freeze(before), after, {"other": other})
    assert {outcome.state for outcome in outcomes} <= set(STATES)
    places = [(outcome.place, outcome.unit) for outcome in outcomes if outcome.place is not None]
    for place, unit in sorted(places):
        assert digest(texts[place.article][place.start : place.end]) == unit.sha256
        assert end[place.article] <= place.start
        end[place.article] = place.end


def test_the_real_articles_stand_where_they_stood(article_texts: str) -> None:
    texts = {article.sha256: article.text for article in find_articles(article_texts).values()}
    outcomes = [o for slug, text in texts.items() for o in reanchor(freeze(text, slug), text, texts)]
    assert len(outcomes) >= 76
    assert states(outcomes) == {"unchanged": len(outcomes)}
