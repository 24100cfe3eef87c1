"""Broken and hostile files and queries: one line each, and nothing is fetched."""

import contextlib
import csv
import json
import os
import socket
import time
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph import sandbox
from tradegraph.dataset import formats, screening, untrusted
from tradegraph.errors import InputError, LimitError, TradeGraphError, UnknownNameError
from tradegraph.vocabulary import PREFIXES

BAD = os.path.join(os.path.dirname(__file__), "cases", "bad-input")
# A case that isn't found tests nothing and stays green, so the numbers are written down.
COUNTS = {"turtle": 64, "trig": 19, "ntriples": 25, "nquads": 13, "jsonld": 50, "rdfxml": 51, "query": 136}
ELSEWHERE = "127.0.0.1:9/"


class Case(NamedTuple):
    """A bad input: folder and file name, how to build it if it isn't kept, and what its line says after the name."""

    folder: str
    name: str
    recipe: str
    says: str

    @property
    def content(self) -> bytes:
        """The file's content; a recipe is a list of texts, and of pairs of a text and how often it comes."""
        if self.recipe:
            parts = json.loads(self.recipe)
            return "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts).encode()
        with open(os.path.join(BAD, self.folder, self.name), "rb") as file:
            return file.read()


def read_cases(folder: str) -> list[Case]:
    path = os.path.join(BAD, folder)
    with open(os.path.join(path, "cases.tsv"), encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["file"] for row in rows if not row["recipe"]} == set(os.listdir(path)) - {"cases.tsv"}
    return [Case(folder, row["file"], row["recipe"], row["says"]) for row in rows]


CASES = {folder: read_cases(folder) for folder in COUNTS}
FILES = [case for folder, cases in CASES.items() if folder != "query" for case in cases]
QUERIES = CASES["query"]
SERVICES = [case for case in QUERIES if case.name.startswith("service")]
each_file = pytest.mark.parametrize("case", FILES, ids=[f"{case.folder}/{case.name}" for case in FILES])
each_query = pytest.mark.parametrize("case", QUERIES, ids=[case.name for case in QUERIES])
each_service = pytest.mark.parametrize("case", SERVICES, ids=[case.name for case in SERVICES])


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


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def redirected(content: bytes, listener: socket.socket) -> bytes:
    """The content with its calls to port 9 going to the listener."""
    return content.replace(ELSEWHERE.encode(), f"127.0.0.1:{listener.getsockname()[1]}/".encode())


def heard(listener: socket.socket, seconds: float = 0.0) -> bool:
    """Whether anyone has connected, now or within some seconds."""
    listener.settimeout(seconds)
    try:
        listener.accept()[0].close()
    except (BlockingIOError, TimeoutError):
        return False
    return True


# The cases


def test_no_case_is_lost() -> None:
    assert {folder: len(cases) for folder, cases in CASES.items()} == COUNTS
    assert sum(COUNTS.values()) >= 350
    assert set(COUNTS) <= set(os.listdir(BAD))


@each_file
def test_a_bad_file_gets_its_line(case: Case) -> None:
    content = case.content
    start = time.process_time()
    with pytest.raises(TradeGraphError) as caught:
        untrusted.parse_rdf(content, case.name)
    assert str(caught.value) == f"{case.name}: {case.says}"
    assert str(caught.value).isprintable()
    assert time.process_time() - start < 5


@each_query
def test_a_bad_query_gets_its_line(case: Case) -> None:
    with pytest.raises(TradeGraphError) as caught:
        ask(case.content.decode(), case.name)
    assert str(caught.value) == f"{case.name}: {case.says}"
    assert str(caught.value).isprintable()


def test_nearly_every_line_names_line_and_column() -> None:
    # The others are of files that are no text, too large or packed, and of caps that count over the whole.
    placed = [case for case in FILES + QUERIES if "line " in case.says and "column " in case.says]
    assert len(placed) / len(FILES + QUERIES) > 0.8


# Nothing is fetched


def test_no_bad_input_opens_a_connection(listener: socket.socket) -> None:
    reaching = [case for case in FILES + QUERIES if not case.recipe and ELSEWHERE.encode() in case.content]
    assert len(reaching) >= 45
    for case in reaching:
        content = redirected(case.content, listener)
        with pytest.raises(TradeGraphError):
            ask(content.decode()) if case.folder == "query" else untrusted.parse_rdf(content, case.name)
    assert not heard(listener)


@each_service
def test_service_that_got_past_the_check_would_be_held_by_the_sandbox(case: Case, listener: socket.socket) -> None:
    text = redirected(case.content, listener).decode()
    prefixed = {**PREFIXES, "a": "a:"}

    def work() -> bytes:
        found = ox.Store().query(text, prefixes=prefixed)
        return b"%d" % len(list(found)) if isinstance(found, ox.QuerySolutions | ox.QueryTriples) else b"boolean"

    with contextlib.suppress(SyntaxError, RuntimeError, OSError):
        sandbox.run(work, 10, 1_000_000_000)
    assert not heard(listener)


def test_many_spellings_of_service_would_reach_the_network_but_for_the_check(listener: socket.socket) -> None:
    """That the cases are real: without check and sandbox, the engine calls out for most of them."""
    callers = []
    for case in SERVICES:
        text = redirected(case.content, listener).decode()
        pid = os.fork()
        if pid == 0:
            try:
                found = ox.Store().query(text)
                list(found) if not isinstance(found, ox.QueryBoolean) else None
            finally:
                os._exit(0)
        if heard(listener, 0.1):
            callers.append(case.name)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    assert len(SERVICES) >= 40
    assert len(callers) >= 25


HEAD = "@prefix ex: <https://zephyria.example/> .\n"
VALID = {
    "turtle": HEAD + 'ex:guild a ex:Guild ; ex:name "Guild # [ ("@en ; ex:seat [ ex:n ( 1 2.5 ) ] .\n',
    "trig": HEAD + 'ex:charter { ex:guild ex:name """Guild\n"of" Clouds""" , \'x\' . }\n',
    "ntriples": '<https://zephyria.example/a> <https://zephyria.example/b> "c\\n\\u00e9"@en-GB . # d\n',
    "nquads": "<https://zephyria.example/a> <https://zephyria.example/b> _:c <https://zephyria.example/d> .\n",
    "jsonld": '{"@context": {"ex": "https://zephyria.example/"}, "@id": "ex:a", "ex:b": ["c", 1, {"@list": [true]}]}\n',
    "rdfxml": (
        '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:ex="https://zephyria.example/"><rdf:Description rdf:about="a"><ex:b xml:lang="en">c &amp; d</ex:b>'
        "</rdf:Description></rdf:RDF>\n"
    ),
}
SIZES = {"turtle": 8, "trig": 2, "ntriples": 1, "nquads": 1, "jsonld": 5, "rdfxml": 1}


@pytest.mark.parametrize("format", VALID)
def test_a_valid_file_is_read_by_name_by_ending_and_by_its_first_bytes(format: str) -> None:  # noqa: A002
    raw = VALID[format].encode()
    endings = formats.FORMATS[format].endings
    counts = {
        *(len(untrusted.parse_rdf(raw, f"a{ending}")) for ending in endings),
        len(untrusted.parse_rdf(raw, "standard input")),
        len(untrusted.parse_rdf(raw, "a.txt", format)),
        len(untrusted.parse_rdf(b"\xef\xbb\xbf" + raw, f"a{endings[0].upper()}")),
    }
    assert counts == {SIZES[format]}


def test_an_ending_of_many_formats_is_read_by_its_first_bytes() -> None:
    assert [len(untrusted.parse_rdf(VALID[name].encode(), "a.owl")) for name in ("rdfxml", "turtle")] == [1, 8]


@pytest.mark.parametrize(
    ("name", "text"), [("a.ttl", ""), ("a.trig", "{}"), ("a.jsonld", "[]"), ("a.jsonld", "{}"), ("a", " ")]
)
def test_an_empty_file_of_its_kind_holds_nothing(name: str, text: str) -> None:
    assert untrusted.parse_rdf(text.encode(), name) == []


def test_relative_iris_resolve_against_the_base_or_the_project() -> None:
    raw = b"<a> <b> <c> ."
    assert str(untrusted.parse_rdf(raw, "/etc/a.ttl")[0].subject) == "<https://w3id.org/tradegraph/a>"
    assert str(untrusted.parse_rdf(raw, "a.ttl", base="https://zephyria.example/x/")[0].subject) == (
        "<https://zephyria.example/x/a>"
    )
    with pytest.raises(InputError, match="Invalid base IRI"):
        untrusted.parse_rdf(raw, "a.ttl", base="no iri")


def test_blank_nodes_of_two_files_stay_apart() -> None:
    first, second = (untrusted.parse_rdf(b"_:a <b:b> _:a .", "a.ttl")[0] for _ in range(2))
    assert first.subject == first.object
    assert isinstance(first.subject, ox.BlankNode)
    assert untrusted.parse_rdf(b"_:a <b:b> 1 .", "a.ttl")[0].subject != ox.BlankNode("a")
    assert second.predicate == first.predicate


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="n3: no such format; there are turtle, trig, ntriples"):
        untrusted.parse_rdf(b"", "a.n3", "n3")


def test_a_name_with_a_line_break_still_makes_one_line() -> None:
    for call in (
        lambda: untrusted.parse_rdf(b"x", "a\nb.ttl"),
        lambda: untrusted.check_query("", "a\nb.rq"),
        lambda: ask("x", "a\nb.rq"),
    ):
        with pytest.raises(InputError, match=r"^a\\nb\.") as caught:
            call()
        assert str(caught.value).isprintable()


def test_the_largest_literal_and_the_deepest_nesting_are_read() -> None:
    for quote in ('"', '"""'):
        longest = quote + "x" * (untrusted.MAX_LITERAL - 4) + quote
        assert len(untrusted.parse_rdf(f"<a> <b> {longest} .".encode(), "a.ttl")) == 1
    depth = screening.MAX_DEPTH
    assert len(untrusted.parse_rdf(b"<a> <b> " + b"(" * depth + b")" * depth + b" .", "a.ttl")) == 2 * depth - 1
    assert untrusted.parse_rdf(b"[" * depth + b"]" * depth, "a.jsonld") == []


# Whatever comes


def outcome(raw: bytes, name: str) -> str:
    """Reads a file and says how it ended; any error but ours goes through to the test."""
    try:
        untrusted.parse_rdf(raw, name)
    except TradeGraphError as error:
        return str(error)
    return "read"


ENDINGS = [form.endings[0] for form in formats.FORMATS.values()] + [""]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(ENDINGS))
def test_any_bytes_are_read_or_refused_in_one_line(raw: bytes, ending: str) -> None:
    assert outcome(raw, f"a{ending}").isprintable()


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("<>\"'\\/[](){}|~^@:;,._#ab1 \n\té\u2028{}<<>>"), max_size=80),
    st.sampled_from(ENDINGS),
)
def test_any_punctuation_is_read_or_refused_in_one_line(text: str, ending: str) -> None:
    assert outcome(text.encode(), f"a{ending}").isprintable()


KINDS = st.sampled_from(["cut", "flip", "drop", "double", "insert"])
MUTATION = st.tuples(KINDS, st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
MUTATIONS = st.lists(MUTATION, min_size=1, max_size=6)


def mutated(raw: bytes, mutations: list[tuple[str, int, bytes]]) -> bytes:
    for kind, position, extra in mutations:
        at = position % (len(raw) + 1)
        if kind == "cut":
            raw = raw[: max(at, 1)]
        elif kind == "flip":
            raw = raw[:at] + bytes(byte ^ extra[0] for byte in raw[at : at + 1]) + raw[at + 1 :]
        elif kind == "drop":
            raw = raw[:at] + raw[at + len(extra) :]
        elif kind == "double":
            raw = raw[:at] + raw[at : at + 20] + raw[at:]
        else:
            raw = raw[:at] + extra + raw[at:]
    return raw


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(list(VALID)), MUTATIONS)
def test_any_change_to_a_valid_file_is_read_or_refused_in_one_line(
    format: str,  # noqa: A002
    mutations: list[tuple[str, int, bytes]],
) -> None:
    raw = mutated(VALID[format].encode(), mutations)
    assert outcome(raw, f"a{formats.FORMATS[format].endings[0]}").isprintable()


def test_a_file_cut_anywhere_is_read_or_refused_in_one_line_and_xml_is_always_refused() -> None:
    for format, text in VALID.items():  # noqa: A001
        raw = text.encode()
        for length in range(len(raw)):
            line = outcome(raw[:length], f"a{formats.FORMATS[format].endings[0]}")
            assert line.isprintable()
            assert format != "rdfxml" or line != "read" or raw[:length].endswith(b"</rdf:RDF>")


def test_a_limit_is_an_error_of_its_own_kind() -> None:
    caps = [case for case in FILES + QUERIES if " deep" in case.says or "longer than" in case.says]
    assert len(caps) >= 35
    for case in caps:
        with pytest.raises(LimitError):
            ask(case.content.decode()) if case.folder == "query" else untrusted.parse_rdf(case.content, case.name)
