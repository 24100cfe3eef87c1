"""What a picture says of itself is true of what it draws: titles, subtitles, sources and notes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tradegraph.answer.names import Names
from tradegraph.dataset.loading import load_shipped
from tradegraph.diagrams import catalogue
from tradegraph.diagrams.picture import Picture

Draw = Callable[..., Picture]


def test_a_timeline_of_an_entity_names_it_and_has_the_signing_that_it_took_part_in(draw: Draw) -> None:
    picture = draw("timeline WTO")
    assert picture.title == "Three events of the WTO are dated, from 2022 to 2025"
    assert any(node.label.startswith("Signing of") for node in picture.drawing.nodes)


def test_a_timeline_that_lacks_dated_events_of_its_years_counts_them_in_its_title() -> None:
    store = load_shipped("all")
    picture = catalogue.draw("timeline", store, Names(store), [])
    assert re.match(r"\w+ events are dated, from \d+ to \d+; \w+ of these are shown$", picture.title)


def test_around_an_entity_what_is_tied_to_it_directly_is_drawn_before_what_is_further_off(draw: Draw) -> None:
    near, far = draw("around MoU"), draw("around MoU", depth=2)
    assert {node.id for node in near.drawing.nodes} <= {node.id for node in far.drawing.nodes}
    assert far.drawing.subtitle.startswith("All 17 at one step and seven of ")


def test_the_evidence_counts_and_cites_what_is_drawn_and_hears_each_article(draw: Draw) -> None:
    drawing = draw("evidence WTO").drawing
    units = sum(node.kind == "unit" for node in drawing.nodes)
    articles = [node.label for node in drawing.nodes if node.kind == "article"]
    assert drawing.title.endswith(f" passages relate the WTO to others; {units} of these are shown")
    assert len(articles) == 2
    assert all(label in drawing.source for label in articles)
    assert "shown" not in draw("evidence Ian Saunders").title


def test_views_call_the_concepts_by_the_same_words(draw: Draw) -> None:
    assert " topics, challenges, groups and technologies. " in draw("topics").drawing.subtitle
    assert " topics, challenges, groups and technologies" in draw("full").drawing.subtitle


@pytest.mark.parametrize("notes", [False, True])
def test_of_more_persons_than_a_sheet_holds_those_of_whom_most_is_said_are_drawn(notes: bool) -> None:
    store = load_shipped("all")
    picture = catalogue.draw("people", store, Names(store), [], notes=notes)
    assert picture.audit.is_strict, picture.audit.faults
    persons = [node.label for node in picture.drawing.nodes if node.kind == "person" and node.strong]
    (more,) = re.findall(r"\+(\d+) more", picture.drawing.subtitle)
    assert f"of {len(persons) + int(more)} people" in picture.title
    assert {"Ian Saunders", "Ngozi Okonjo-Iweala", "Patricia Lungu"} <= set(persons)


def test_the_fewest_persons_are_those_who_signed(draw: Draw) -> None:
    picture = draw("people", most=2)
    persons = {node.label for node in picture.drawing.nodes if node.kind == "person" and node.strong}
    assert persons == {"Ian Saunders", "Ngozi Okonjo-Iweala"}


def test_names_take_their_article_and_an_abbreviation_is_told_once(draw: Draw) -> None:
    assert draw("around MoU").title.startswith("The WCO-WTO Memorandum of Understanding is tied to ")
    assert "Zambia Revenue Authority (ZRA)" in {node.label for node in draw("evidence ZRA").drawing.nodes}


def test_the_overview_of_reference_counts_economies_and_parts_thousands() -> None:
    store = load_shipped("all")
    title = catalogue.draw("overview", store, Names(store)).title
    assert " entities are economies; 1," in title


def test_a_note_on_an_inferred_day_names_the_sentences_that_it_was_inferred_from(draw: Draw) -> None:
    told = [text for _, text in draw("timeline", notes=1).drawing.notes]
    assert not [text for text in told if "graph/derived" in text]
    assert [text for text in told if "inferred from wto-public-forum-2022#u" in text]


def test_the_abbreviation_of_one_does_not_stand_for_several(draw: Draw) -> None:
    assert " steps from small and medium-sized enterprises" in draw("path WTO, tg:smes").title


def test_connections_that_are_not_drawn_are_counted_and_many_never_keep_a_picture_from_being_saved(draw: Draw) -> None:
    crowded = draw("path Economic recovery, Illicit trade")
    assert crowded.audit.is_strict
    (left,) = re.findall(r"\w+ of 14 (?:is|are) drawn, \+(\d+) more", crowded.drawing.subtitle)
    topics = [node for node, column in crowded.drawing.columns.items() if column == 2]
    assert int(left) == 14 - len(topics)
    fewer = draw("path Zambia Revenue Authority, WTO", most=3).drawing.subtitle
    assert fewer.endswith("; one of two is drawn, +1 more.")
