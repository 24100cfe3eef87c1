"""Figures, hedges and dates are read off words, and nothing is read that does not stand there."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegraph.evidence.dates import DAY, MONTH, MONTH_DAY, YEAR, read_dates
from tradegraph.evidence.figures import digits_value, literal_value, read_figures
from tradegraph.evidence.hedges import AFTER, BEFORE, RANGE

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    """A number in English words, as a writer would spell it."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    for value, name, joint in (
        (10**9, "billion", " "),
        (10**6, "million", " "),
        (1000, "thousand", " "),
        (100, "hundred", " and "),
    ):
        if number >= value:
            rest = number % value
            return f"{spell(number // value)} {name}" + (f"{joint}{spell(rest)}" if rest else "")
    raise AssertionError


def read(text: str) -> list[tuple[str, str]]:
    return [("" if figure.value is None else f"{figure.value:f}", figure.hedge.name) for figure in read_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Over 3,200 delegates", [("3200", "moreThan")]),
        ("over 3,200 keepers and 670 clerks", [("3200", "moreThan"), ("670", "unhedged")]),
        ("more than 140 sessions", [("140", "moreThan")]),
        ("approximately 98% of all fog", [("98", "approximately")]),
        ("98 % and 98 per cent", [("98", "unhedged"), ("98", "unhedged")]),
        ("no more than 12", [("12", "atMost")]),
        ("no fewer than 12", [("12", "atLeast")]),
        ("not less than 12", [("12", "atLeast")]),
        ("fewer than 12", [("12", "lessThan")]),
        ("well over 12", [("12", "moreThan")]),
        ("handover 12", [("12", "unhedged")]),
        ("over the 12 towers", [("12", "unhedged")]),
        ("more  than\n12 towers", [("12", "moreThan")]),
        ("over $3 million", [("3000000", "moreThan")]),
        ("nearly US$3.5 billion", [("3500000000.0", "nearly")]),
        ("almost 12, close to 13", [("12", "nearly"), ("13", "approximately")]),
        ("just under 12, under 13", [("12", "nearly"), ("13", "lessThan")]),
        ("12 towers or more", [("12", "atLeast")]),
        ("12 or fewer", [("12", "atMost")]),
        ("12, or so they say", [("12", "unhedged")]),
        ("12+ towers", [("12", "atLeast")]),
        ("~12 and ≥ 13", [("12", "approximately"), ("13", "atLeast")]),
        ("12 towers at least 3 of them wet", [("12", "unhedged"), ("3", "atLeast")]),
        ("some twenty-one", [("21", "approximately")]),
        ("a hundred and five ropes", [("105", "unhedged")]),
        ("about two dozen", [("24", "approximately")]),
        ("one thousand two hundred", [("1200", "unhedged")]),
        ("1.2 million and 3 hundred thousand", [("1200000.0", "unhedged"), ("300000", "unhedged")]),
        ("one, two and three", [("1", "unhedged"), ("2", "unhedged"), ("3", "unhedged")]),
        ("one two", [("1", "unhedged"), ("2", "unhedged")]),
        ("a hundred and ropes", [("100", "unhedged")]),
        ("someone, often, tentwo, oneself", []),
        ("hundreds of sessions, dozens, twice, first, half", []),
        ("3 to 5 towers", [("3", RANGE), ("5", RANGE)]),
        ("3–5 towers", [("3", RANGE), ("5", RANGE)]),
        ("two or three", [("2", RANGE), ("3", RANGE)]),
        ("between 3 and 5 towers", [("3", RANGE), ("5", RANGE)]),
        ("between 3 towers", [("3", "unhedged")]),
        ("3 and 5 towers", [("3", "unhedged"), ("5", "unhedged")]),
        ("at -5 degrees, −6, FOG-9", [("-5", "unhedged"), ("-6", "unhedged"), ("9", "unhedged")]),
        ("the 21st century", [("", "unhedged")]),
        ("1.2.3 and 3,20", [("", "unhedged"), ("", "unhedged")]),
        ("3\u00a0200 and 1’000", [("3200", "unhedged"), ("1000", "unhedged")]),
        ("In 2031, 40 fell. 2031.", [("2031", "unhedged"), ("40", "unhedged"), ("2031", "unhedged")]),
        ("", []),
    ],
)  # fmt: skip
def test_figures_are_read_with_their_hedges(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_offsets_of_a_figure_are_those_of_its_words() -> None:
    text = "Fog: no fewer than 1,200 wisps."
    (figure,) = read_figures(text)
    assert text[figure.start : figure.end] == "1,200"
    assert text[figure.hedge.start : figure.hedge.end] == "no fewer than 1,200"


PHRASES = sorted({(hedge, phrase) for hedge, phrases in BEFORE.items() for phrase in phrases if hedge != RANGE})
LATER = sorted({(hedge, phrase) for hedge, phrases in AFTER.items() for phrase in phrases})
DIGITS = st.integers(0, 10**12)


@given(DIGITS, st.sampled_from(PHRASES), st.booleans(), st.booleans())
def test_a_number_that_is_written_is_read_back_with_its_hedge(
    number: int, hedged: tuple[str, str], grouped: bool, capital: bool
) -> None:
    hedge, phrase = hedged
    words = f"{phrase.capitalize() if capital else phrase} {number:,}" if grouped else f"{phrase} {number}"
    (figure,) = read_figures(f"{words} delegates came.")
    assert (figure.value, figure.hedge.name, figure.hedge.start) == (Decimal(number), hedge, 0)


@given(DIGITS, st.sampled_from(LATER))
def test_a_hedge_behind_a_number_is_read(number: int, hedged: tuple[str, str]) -> None:
    hedge, phrase = hedged
    (figure,) = read_figures(f"There came {number:,} delegates {phrase}.")
    assert (figure.value, figure.hedge.name) == (Decimal(number), hedge)


@given(st.decimals(0, 10**9, places=2), st.booleans())
def test_a_decimal_that_is_written_is_read_back(number: Decimal, grouped: bool) -> None:
    written = f"{number:,}" if grouped else str(number)
    (figure,) = read_figures(f"It weighs {written} drops.")
    assert figure.value == number


@given(st.integers(0, 10**12 - 1))
def test_a_number_that_is_spelt_out_is_read_back(number: int) -> None:
    (figure,) = read_figures(f"There were {spell(number)} of them.")
    assert figure.value == number


@given(st.integers(1, 999), st.sampled_from([("thousand", 10**3), ("million", 10**6), ("billion", 10**9)]))
def test_a_scale_multiplies_the_digits_before_it(number: int, scale: tuple[str, int]) -> None:
    (figure,) = read_figures(f"over {number / 10} {scale[0]} drops")
    assert figure.value == Decimal(number) / 10 * scale[1]


@given(DIGITS, DIGITS)
def test_the_hedge_of_one_number_is_not_that_of_the_next(first: int, second: int) -> None:
    one, two = read_figures(f"over {first:,} keepers, with {second:,} clerks, met")
    assert (one.value, one.hedge.name) == (Decimal(first), "moreThan")
    assert (two.value, two.hedge.name) == (Decimal(second), "unhedged")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    ends = [0]
    for figure in read_figures(text):
        assert ends[-1] <= figure.start < figure.end <= len(text)
        ends.append(figure.end)
    for mention in read_dates(text):
        assert 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize("digits", ["3,2", "12,34,567", "1,2345", "1.2.3", "0,5", "1’000,000", "1.", "9" * 41])
def test_digits_that_are_no_plain_number_have_no_value(digits: str) -> None:
    assert digits_value(digits) is None


@pytest.mark.parametrize("lexical", ["", "many", "INF", "NaN", "1e999999999999999999999", "0x10", "1_"])
def test_a_literal_that_is_no_number_has_no_value(lexical: str) -> None:
    assert literal_value(lexical) is None


# Dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On January 21, 2025, fog", [("2025-01-21", DAY)]),
        ("on 21 January 2025", [("2025-01-21", DAY)]),
        ("on 21st January, 2025", [("2025-01-21", DAY)]),
        ("on the 2025-01-21.", [("2025-01-21", DAY)]),
        ("From September 27-30, 2022, fog", [("2022-09-27", DAY), ("2022-09-30", DAY)]),
        ("September 27–30, 2022", [("2022-09-27", DAY), ("2022-09-30", DAY)]),
        ("27-30 September 2022", [("2022-09-27", DAY), ("2022-09-30", DAY)]),
        ("September 27 to October 2, 2022", [("2022-09-27", DAY), ("2022-10-02", DAY)]),
        ("between June 3 and June 5, 2032", [("2032-06-03", DAY), ("2032-06-05", DAY)]),
        ("27 September to 2 October 2022", [("2022-09-27", DAY), ("2022-10-02", DAY)]),
        ("in January 2025", [("2025-01", MONTH)]),
        ("in Jan. 2025 and Sept 2026", [("2025-01", MONTH), ("2026-09", MONTH)]),
        ("May-June 2025", [("2025-05", MONTH), ("2025-06", MONTH)]),
        ("in 2025", [("2025", YEAR)]),
        ("2024-2025", [("2024", YEAR), ("2025", YEAR)]),
        ("on March 3", [("--03-03", MONTH_DAY)]),
        ("on 3 March", [("--03-03", MONTH_DAY)]),
        ("on 29 February", [("--02-29", MONTH_DAY)]),
        ("on February 30, 2025", [("2025", YEAR)]),  # there is no such day; the year stands there all the same
        ("in 12,025 and 2,025 and 2025.5 and x2025", []),
        ("ON JANUARY 21, 2025", [("2025-01-21", DAY)]),
        ("in May, as he may 3 times", []),
        ("Marchers 2025x", []),
    ],
)
def test_dates_are_read_as_far_as_they_are_written_out(text: str, expected: list[tuple[str, str]]) -> None:
    assert [value for mention in read_dates(text) for value in mention.values] == expected


LAYOUTS = [
    "{month} {day}, {year}",
    "{day} {month} {year}",
    "{short} {day}, {year}",
    "{short}. {day}, {year}",
    "{day} {short} {year}",
    "{year}-{number:02}-{day:02}",
]


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(LAYOUTS))
def test_a_day_that_is_written_is_read_back(day: date, layout: str) -> None:
    month = MONTHS[day.month - 1]
    short = month[:3] if month != "May" else month
    layout = layout.replace("{short}.", "{short}") if month == "May" else layout
    text = layout.format(day=day.day, month=month, short=short, number=day.month, year=day.year)
    (mention,) = read_dates(f"The fog of {text} was thick.")
    assert mention.values == ((day.isoformat(), DAY),)
    assert mention.end - mention.start == len(text)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 25)), st.integers(1, 3), st.sampled_from(["-", "–", " to ", " - "]))
def test_both_ends_of_a_period_are_read(first: date, days: int, joint: str) -> None:
    last = date.fromordinal(first.toordinal() + days)
    left, right = MONTHS[first.month - 1], MONTHS[last.month - 1]
    text = f"{left} {first.day}{joint}{last.day if left == right else f'{right} {last.day}'}, {last.year}"
    (mention,) = read_dates(text)
    if first.year == last.year:
        assert mention.values == ((first.isoformat(), DAY), (last.isoformat(), DAY))


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1,", "1,111,", "1.", "1.1.", "1\u00a0", "1'", "(1", "-1 ", "1 or ", "1 to ", "1 at least ",
        "one ", "one-", "twenty ", "a ", "a hundred and ", "two thousand ", "hundred ",
        "over ", "over 1 ", "no more than ", "between 1 and ",
        "June 3 ", "June 3-", "June", "June ", "June - ", "Jan", "3 June ", "3-3 ", "3rd ", "2025 ", "2025-01-",
        " ", "\n",
    ],
)  # fmt: skip
def test_the_worst_hundred_kilobytes_are_read_in_linear_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    for reader in (read_figures, read_dates):
        start = time.process_time()
        reader(text)
        # A reader that goes back over its text would take minutes; the bound leaves room for a busy machine.
        assert time.process_time() - start <= 20, reader
