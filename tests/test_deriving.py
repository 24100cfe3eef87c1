"""Rules: what they conclude, from what, and that a conclusion goes with its premise."""

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from tradegraph import paths
from tradegraph.dataset import deriving, loading
from tradegraph.errors import InputError
from tradegraph.vocabulary import ARTICLE, BASE, DESCRIPTION_GRAPH, TG, expand, shorten

WORLD = os.path.join(os.path.dirname(__file__), "cases", "worlds", "cloud-forum.trig")
RULES = os.path.join(os.path.dirname(__file__), "cases", "rules")
SESSION_DAY = BASE + "graph/derived/session-day/scale-session"
SEEN = BASE + "graph/derived/observed-in-post/nimbus-weigher-general"


@pytest.fixture
def world() -> ox.Store:
    return loading.load_files([WORLD])


def graphs(quads: list[ox.Quad]) -> set[str]:
    named = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    return named - {DESCRIPTION_GRAPH}


def statements(quads: list[ox.Quad], graph: str) -> set[tuple[str, str, str]]:
    return {
        (shorten(q.subject.value), shorten(q.predicate.value), q.object.value)
        for q in quads
        if q.graph_name == ox.NamedNode(graph)
        and isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.NamedNode | ox.Literal)
    }


def premises(quads: list[ox.Quad], graph: str) -> set[str]:
    found = [q.object for q in quads if q.subject == ox.NamedNode(graph) and "wasDerivedFrom" in q.predicate.value]
    return {premise.value for premise in found if isinstance(premise, ox.NamedNode)}


def without(store: ox.Store, subject: str, predicate: str) -> ox.Store:
    for quad in list(store.quads_for_pattern(ox.NamedNode(TG + subject), ox.NamedNode(expand(predicate)), None)):
        store.remove(quad)
    return store


def test_the_shipped_file_is_byte_for_byte_what_the_rules_give() -> None:
    with open(os.path.join(paths.DATA, "derived.trig"), "rb") as file:
        assert file.read() == deriving.write_derived(loading.load_shipped()), "run scripts/derive"


def test_what_was_derived_before_counts_for_nothing() -> None:
    data = [*paths.files(paths.DATA, ".trig"), *paths.files(paths.ARTICLES, ".trig")]
    fresh = loading.load_files([name for name in data if not name.endswith("derived.trig")])
    assert deriving.derive(fresh) == deriving.derive(loading.load_shipped())


def test_there_are_two_rules_and_their_heads_name_their_files() -> None:
    rules = paths.files(paths.RULES, ".rq")
    assert len(rules) == 2
    for rule in rules:
        assert Path(rule).read_text(encoding="utf-8").startswith(f"#+ id: {deriving.rule_name(rule)}\n")


def test_a_session_has_its_day_from_the_opening_day_and_the_dates_of_the_forum(world: ox.Store) -> None:
    quads = deriving.derive(world)
    assert statements(quads, SESSION_DAY) == {("tg:scale-session", "schema:startDate", "3022-09-27")}
    assert premises(quads, SESSION_DAY) == {ARTICLE + "sky-forum-3022#u1", ARTICLE + "sky-forum-3022#u2"}


def test_the_session_of_a_forum_without_dates_gets_no_day(world: ox.Store) -> None:
    assert graphs(deriving.derive(world)) == {SESSION_DAY, SEEN}


def test_a_person_is_seen_in_a_post_from_the_first_to_the_last_day_stated_or_derived(
    world: ox.Store,
) -> None:
    quads = deriving.derive(world)
    assert statements(quads, SEEN) == {
        ("tg:nimbus-weigher-general", "tgo:firstSeenOn", "3022-09-27"),
        ("tg:nimbus-weigher-general", "tgo:lastSeenOn", "3023-02-01"),
    }
    assert premises(quads, SEEN) == {ARTICLE + "sky-forum-3022#u2", ARTICLE + "feather-pact-3023#u1", SESSION_DAY}


def test_an_event_of_several_days_tells_no_day_on_which_somebody_was_in_a_post(world: ox.Store) -> None:
    assert not any("cirrus" in graph for graph in graphs(deriving.derive(world)))
    quads = deriving.derive(without(world, "sky-forum-3022", "schema:endDate"))
    seen = BASE + "graph/derived/observed-in-post/cirrus-usher"
    assert ("tg:cirrus-usher", "tgo:firstSeenOn", "3022-09-27") in statements(quads, seen)


def test_every_derived_graph_is_described_with_its_rule(world: ox.Store) -> None:
    quads = deriving.derive(world)
    for graph, rule in ((SESSION_DAY, "session-day"), (SEEN, "observed-in-post")):
        described = {
            (q.predicate.value, q.object.value)
            for q in quads
            if q.subject == ox.NamedNode(graph) and isinstance(q.object, ox.NamedNode | ox.Literal)
        }
        assert (expand("rdf:type"), expand("tgo:DerivedGraph")) in described
        assert (expand("tgo:appliesRule"), rule) in described


@pytest.mark.parametrize(
    ("subject", "predicate"), [("scale-session", "tgo:isOnOpeningDayOf"), ("sky-forum-3022", "schema:startDate")]
)
def test_a_derived_graph_goes_with_its_premise_and_so_does_what_rests_on_it(
    world: ox.Store, subject: str, predicate: str
) -> None:
    world.extend(deriving.derive(world))
    loading.merge(world)
    quads = deriving.derive(without(world, subject, predicate))
    assert graphs(quads) == {SEEN}
    assert ("tg:nimbus-weigher-general", "tgo:firstSeenOn", "3023-02-01") in statements(quads, SEEN)
    assert premises(quads, SEEN) == {ARTICLE + "feather-pact-3023#u1"}


def test_deriving_leaves_the_store_as_it_is(world: ox.Store) -> None:
    before = set(world)
    deriving.derive(world)
    assert set(world) == before


FAULTY = {
    "invalid.no-conclusion.rq": "tg:guild has no conclusion",
    "invalid.no-construct.rq": "a rule is a CONSTRUCT query",
    "invalid.no-name.rq": "give it an IRI",
    "invalid.no-premise.rq": "tg:guild has no premise",
    "invalid.shared-graph.rq": "would share a graph",
}


def test_every_faulty_rule_has_its_message() -> None:
    assert sorted(os.listdir(RULES)) == sorted(FAULTY)
    assert len(FAULTY) == 5


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_rule_is_refused_with_what_is_wrong(world: ox.Store, name: str) -> None:
    with pytest.raises(InputError, match=FAULTY[name]):
        deriving.derive(world, [os.path.join(RULES, name)])


def test_the_file_comes_out_the_same_under_every_hash_seed() -> None:
    program = (
        "import sys; from tradegraph.dataset import deriving, loading; "
        "sys.stdout.buffer.write(deriving.write_derived(loading.load_shipped()))"
    )
    runs = set()
    for seed in ("0", "1", "20"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        runs.add(subprocess.check_output([sys.executable, "-c", program], env=environment))
    assert len(runs) == 1
