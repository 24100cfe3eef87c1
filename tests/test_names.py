"""Where words and names stand in a text: whole words, exact words, labels in any letter case."""

import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegraph.evidence.labels import Labels
from tradegraph.evidence.literals import find_copy, read_runs
from tradegraph.evidence.mentions import label_spans, within, word_spans
from tradegraph.vocabulary import ARTICLE, PREFIXES, TG


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("GCW", "The GCW-FOZ pact"),
        ("FOZ", "The GCW-FOZ pact"),
        ("GCW", "the GCW's ladders"),
        ("GCW", "the GCW’s ladders"),
        ("Tide Office", "TIDE OFFICE OPENS"),
        ("Tide Office", "the tide office, at last"),
        ("lamp oil", "• Lamp oil"),
        ("Okta", '"Okta"'),
        ("Ørsa Ñandú", "so said ØRSA ÑANDÚ."),
        ("%", "98% of all"),
        ("FOG-9", "(FOG-9)"),
        ("Public-private", "public-private"),
    ],
)
def test_a_label_is_found(label: str, text: str) -> None:
    (span,) = label_spans(label, text)
    assert text[slice(*span)].casefold() == label.casefold()


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Fog", "Foggy"),
        ("Fog", "unfog"),
        ("fog", "fog_9"),
        ("fog", "fog9"),
        ("Treviñ", "Trevin\u0303o"),
        ("Trevin", "Trevin\u0303o"),
        ("Treviño", "Trevin\u0303o"),  # nothing is normalised before comparing
        ("AIR", "fresh air"),  # an abbreviation is no word
        ("lamp oil", "lamp  oil"),
        ("lamp oil", "lamp-oil"),
        ("", "anything"),
        ("longer than the text", "text"),
    ],
)
def test_what_is_no_whole_word_is_not_found(label: str, text: str) -> None:
    assert label_spans(label, text) == []


def test_words_are_compared_exactly() -> None:
    assert word_spans("The moot", "The moot and the moot") == [(0, 8)]
    assert word_spans("over", "over, and over-over") == [(0, 4), (10, 14), (15, 19)]


def test_occurrences_that_overlap_are_all_found() -> None:
    assert word_spans("a-a", "a-a-a") == [(0, 3), (2, 5)]


def test_a_letter_that_lower_case_makes_longer_moves_no_offset() -> None:
    assert label_spans("fog", "\u0130\u0130 FOG") == [(3, 6)]


WORDS = st.lists(st.sampled_from(["fog", "Fog", "é", "a", "-", "'s", " ", "9", "\u0301", "%", "İ"]), max_size=12).map(
    "".join
)


@given(WORDS, WORDS)
def test_words_found_are_the_words_and_no_part_of_others(words: str, text: str) -> None:
    for start, end in word_spans(words, text):
        assert text[start:end] == words
        assert start == 0 or not (text[start - 1].isalnum() and words[0].isalnum())
        assert end == len(text) or not (text[end].isalnum() and words[-1].isalnum())


@given(WORDS, WORDS, WORDS)
def test_words_between_blanks_are_found(before: str, words: str, after: str) -> None:
    text = f"{before} {words} {after}"
    if words:
        assert (len(before) + 1, len(before) + 1 + len(words)) in word_spans(words, text)


def test_a_span_within_two_that_only_meet_is_not_within() -> None:
    assert within((2, 4), [(2, 4)])
    assert not within((2, 4), [(0, 3), (3, 6)])


# Labels


def labels(turtle: str, graph: str = "urn:x:editorial", described: str = "urn:x:editorial") -> Labels:
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    store = ox.Store()
    store.load(
        f"""{prefixes}
        GRAPH <https://w3id.org/tradegraph/graph/description> {{ <{described}> a tgo:EditorialGraph . }}
        GRAPH <{graph}> {{ {turtle} }}""",
        format=ox.RdfFormat.TRIG,
    )
    return Labels(store)


def test_a_label_that_an_article_gives_is_no_label() -> None:
    turtle, unit = 'tg:fog skos:prefLabel "Fog"@en .', ARTICLE + "any#u1"
    assert labels(turtle).has(TG + "fog")
    assert not labels(turtle, graph=unit).has(TG + "fog")
    assert not labels(turtle, graph=unit, described=unit).has(TG + "fog")


def test_preferred_other_and_hidden_labels_all_mention() -> None:
    known = labels(
        'tg:fog skos:prefLabel "Fog"@en , "Nebel"@de ; skos:altLabel "mist"@en ; skos:hiddenLabel "fgo"@en .'
    )
    assert known.spans(TG + "fog", "Mist, fog, fgo, Nebel, haze") == [(6, 9), (16, 21), (0, 4), (11, 14)]
    assert known.name(TG + "fog") == "Fog"
    assert known.name(TG + "haze") == "tg:haze"


@pytest.mark.parametrize("kind", ["foaf:Person", "org:Post"])
def test_a_person_or_post_is_not_named_within_the_name_of_another(kind: str) -> None:
    known = labels(
        f'tg:clerk a {kind} ; skos:prefLabel "Clerk"@en . tg:deputy a {kind} ; skos:prefLabel "Deputy Clerk"@en .'
    )
    assert known.spans(TG + "clerk", "The Deputy Clerk spoke.") == []
    assert known.spans(TG + "clerk", "The Deputy Clerk and the Clerk spoke.") == [(25, 30)]
    assert known.spans(TG + "deputy", "The Deputy Clerk spoke.") == [(4, 16)]


def test_a_place_may_be_named_within_the_name_of_another() -> None:
    known = labels(
        'tg:hull a schema:Place ; skos:prefLabel "Hull"@en . tg:pier a schema:Place ; skos:prefLabel "Hull Pier"@en .'
    )
    assert known.spans(TG + "hull", "At Hull Pier") == [(3, 7)]


# Copies


def test_nine_words_in_a_row_are_a_copy_and_eight_are_not() -> None:
    text = "On wet nights, the keeper's lamp burns 9% of its half-filled cask."
    held = set(read_runs(text))
    assert find_copy("He wrote: wet nights (the KEEPER'S lamp burns 9% of its)", held) is not None
    assert find_copy("nights, the keeper's lamp burns 9% of its", held) is None
    assert find_copy("on wet nights the keeper's lamp burns", held) is None


@pytest.mark.parametrize("piece", ["a ", "aa ", "a-", "fog", "FOG ", "é", "\u0301", " ", "lamp oil ", "lamp lamp oil "])
def test_a_hundred_kilobytes_are_searched_within_a_second(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    start = time.process_time()
    label_spans("lamp oil", text)
    label_spans(piece * 10, text)
    word_spans(piece, text)
    list(read_runs(text))
    assert time.process_time() - start <= 20
