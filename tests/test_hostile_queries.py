"""Queries that hide what they do, and harmless ones that only look like it."""

import contextlib
import json
import os
import random
import subprocess
import sys
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph import sandbox
from tradegraph.dataset import query_tokens, untrusted
from tradegraph.errors import InputError, TradeGraphError
from tradegraph.vocabulary import PREFIXES

HERE = os.path.join(os.path.dirname(__file__), "cases")
HARMLESS = os.path.join(HERE, "harmless-queries")
HARMLESS_COUNT = 20


def ask(text: str, name: str = "query") -> bytes:
    """What a query answers on an empty dataset, with all that stands between a user's query and the engine."""
    untrusted.check_query(text, name)

    def work() -> bytes:
        found = ox.Store().query(text, prefixes=PREFIXES)
        return repr(list(found) if isinstance(found, ox.QuerySolutions) else found).encode()

    try:
        return sandbox.run(work, 10, 1_000_000_000)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        raise untrusted.parse_query_error(error, text, name) from error


def test_no_harmless_query_is_lost() -> None:
    assert len(os.listdir(HARMLESS)) == HARMLESS_COUNT


@pytest.mark.parametrize("name", sorted(os.listdir(HARMLESS)))
def test_words_in_strings_names_and_comments_do_no_harm(name: str) -> None:
    with open(os.path.join(HARMLESS, name), encoding="utf-8") as file:
        text = file.read()
    query_tokens.check(text, name)
    assert ask(text) is not None


def test_the_deepest_and_longest_query_that_is_taken_is_answered() -> None:
    depth = query_tokens.MAX_DEPTH - 2
    assert ask("SELECT * { FILTER(" + "(" * depth + "1" + ")" * depth + ") }")
    assert ask("SELECT * { FILTER(" + "!" * depth + "true) }")
    assert ask("SELECT * { BIND(1" + "+1" * 1998 + " AS ?x) }")
    assert ask("SELECT * { {}" + " UNION {}" * 500 + " }")
    short = 'SELECT * { ?s ?p "" }'
    assert ask(short.replace('""', '"' + "x" * (untrusted.MAX_QUERY - len(short)) + '"'))


def test_most_queries_are_not_read_token_by_token() -> None:
    code = (
        "import sys; from tradegraph.dataset import untrusted\n"
        "untrusted.check_query(sys.argv[1]); print('re' in sys.modules)"
    )
    for text, expected in (
        ("# services\nPREFIX ex: <a:a#>\nSELECT ?s { ?s ex:p 'insert' }", b"False\n"),
        ("SELECT ?s { ?s ?service ?o }", b"True\n"),
    ):
        child = subprocess.run([sys.executable, "-I", "-c", code, text], capture_output=True, check=True)
        assert child.stdout == expected


PIECES = ["SERVICE", "'''", '"""', "#", "\\u0053", "<a", "a:b.", "((", "'\\'", "?a<", '\n"a\n', "@a-"]


@pytest.mark.parametrize("piece", PIECES)
def test_the_check_takes_linear_time(piece: str) -> None:
    text = "SELECT (1 AS ?x) { " + piece * (60_000 // len(piece))
    start = time.process_time()
    with contextlib.suppress(TradeGraphError):
        query_tokens.check(text, "query")
    assert time.process_time() - start < 2


QUERY = """PREFIX ex: <https://zephyria.example/>
SELECT DISTINCT ?s (COUNT(?o) AS ?n) WHERE {
  GRAPH ?g { ?s a ex:Guild ; ex:name|^ex:names "Guild of"@en , '''long''' . }
  OPTIONAL { ?s (ex:seat/ex:town)+ [ ex:n ( 1 2.5e3 ) ] FILTER(?o > -1 && !(STR(?o) = "x\\n") || ?o IN (1, <a:b>)) }
  VALUES (?a ?b) { (1 UNDEF) } # comment
} GROUP BY ?s HAVING (COUNT(?o) > 1) ORDER BY DESC(?n) LIMIT 5
"""


WHERE, WHAT = st.integers(0, len(QUERY)), st.text(alphabet="'\"#<>(){}[]?:.;|^\\ \nSaé", max_size=3)
CHANGES = st.lists(st.tuples(WHERE, st.integers(0, 9), WHAT), min_size=1, max_size=5)


@settings(max_examples=100, deadline=None)
@given(CHANGES)
def test_any_change_to_a_query_is_answered_or_refused_in_one_line(changes: list[tuple[int, int, str]]) -> None:
    text = QUERY
    for at, dropped, put in changes:
        text = text[:at] + put + text[at + dropped :]
    try:
        line = ask(text).decode()
    except TradeGraphError as error:
        line = str(error)
    assert line.isprintable()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_the_tokens_of_any_text_are_parts_of_it_in_order(text: str) -> None:
    end = 0
    for token in query_tokens.tokens(text):
        assert token.start >= end
        end = token.start + len(token.text)
        assert text[token.start : end] == token.text


def test_service_is_found_wherever_a_query_may_hold_it() -> None:
    rng = random.Random(1)  # noqa: S311 - variety, not secrets
    calls = [" SERVICE <a:a> { ?x ?y ?z } ", " SERVICE SILENT?x{}", "\nservice#\n<a:a>{}"]
    for token in query_tokens.tokens(QUERY):
        with pytest.raises(InputError, match="SERVICE is refused"):
            untrusted.check_query(QUERY[: token.start] + rng.choice(calls) + QUERY[token.start :])


def lines_of(name: str) -> list[str]:
    with open(os.path.join(HERE, "hidden-calls", name), encoding="utf-8") as file:
        return file.read().splitlines()


def test_no_query_that_calls_out_gets_past_the_check() -> None:
    """Each `…` of a query that calls out becomes a few scraps: most are no query then, and some are a disguise."""
    rng = random.Random(1)  # noqa: S311 - variety, not secrets
    calls, scraps = lines_of("calls.txt"), [*lines_of("scraps.txt"), " ", "\n", "#\n"]
    assert (len(calls), len(scraps)) == (6, 70)
    queries = []
    for _ in range(8000):
        first, *others = rng.choice(calls).split("…")
        queries.append(first + "".join("".join(rng.choices(scraps, k=rng.randint(0, 7))) + other for other in others))

    def work() -> bytes:
        calling = []
        for number, text in enumerate(queries):
            try:
                list(ox.Store().query(text))  # type: ignore[arg-type]
            except OSError:  # SERVICE found no descriptor for its socket: the engine did want to call
                calling.append(number)
            except (SyntaxError, RuntimeError, ValueError, TypeError):
                continue
        return json.dumps(calling).encode()

    calling = json.loads(sandbox.run(work, 60, None))
    assert len(calling) >= 80
    for number in calling:
        with pytest.raises(TradeGraphError):
            untrusted.check_query(queries[number])
