"""The evidence check: faulty data make it speak, each rule for itself; without a text nothing has passed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph.articles import Article, digest, find_articles, read_article, segment
from tradegraph.dataset.loading import load_shipped, merge
from tradegraph.evidence.findings import RULES, VIOLATION, WARNING
from tradegraph.evidence.gate import EvidenceReport, check_evidence
from tradegraph.evidence.units import read_article_digests, read_units
from tradegraph.vocabulary import ARTICLE, DESCRIPTION_GRAPH, PREFIXES, TG, TGO

FOLDER = os.path.join(os.path.dirname(__file__), "cases", "evidence")
ARTICLE_FILE = os.path.join(FOLDER, "night-signals.txt")
DATASET = os.path.join(FOLDER, "night-signals.trig")
CASES = sorted(name for name in os.listdir(FOLDER) if name.endswith(".trig") and name != "night-signals.trig")
SLUG = ARTICLE + "night-signals"

DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)
START, END = ox.NamedNode(PREFIXES["oa"] + "start"), ox.NamedNode(PREFIXES["oa"] + "end")
VALUE, HEDGE, UNIT = (ox.NamedNode(TGO + name) for name in ("value", "hedge", "unitOfMeasure"))
XSD_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")


def texts() -> dict[str, Article]:
    article = read_article(ARTICLE_FILE)
    return {article.sha256: article}


def dataset(case: str | None = None) -> ox.Store:
    """The invented dataset; a case takes the place of what it describes: a unit's graph, or a subject elsewhere."""
    store = ox.Store()
    store.bulk_load(path=DATASET, format=ox.RdfFormat.TRIG)
    if case is not None:
        path = os.path.join(FOLDER, case)
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith("# takes out: "):
                    store.clear_graph(ox.NamedNode(SLUG + line.removeprefix("# takes out: ").strip()))
        quads = list(ox.parse(path=path, format=ox.RdfFormat.TRIG))
        for quad in quads:
            whole = getattr(quad.graph_name, "value", "").startswith(ARTICLE)
            for old in list(store.quads_for_pattern(None if whole else quad.subject, None, None, quad.graph_name)):
                store.remove(old)
        store.extend(quads)
    return store


def declared(case: str) -> set[str]:
    """The rules that a case is about."""
    with open(os.path.join(FOLDER, case), encoding="utf-8") as file:
        (line,) = [line for line in file if line.startswith("# rule: ")]
    return {rule.strip() for rule in line.removeprefix("# rule: ").split(",")}


def violated(report: EvidenceReport) -> set[str]:
    return {finding.rule for finding in report.findings if finding.severity == VIOLATION}


def test_the_invented_article_is_borne_out_by_its_text() -> None:
    report = check_evidence(dataset(), texts())
    assert report.findings == []
    assert report.lines == ["units checked = 17, skipped = 0"]
    assert (report.checked, report.total, report.skipped, report.passed) == (17, 17, 0, True)


@pytest.mark.parametrize("case", CASES)
def test_a_case_makes_exactly_its_rules_speak(case: str) -> None:
    verdict = case.partition(".")[0]
    findings = check_evidence(dataset(case), texts()).findings
    if verdict == "valid":
        assert findings == []
    elif verdict == "warning":
        assert {(finding.severity, finding.rule) for finding in findings} == {(WARNING, r) for r in declared(case)}
    else:
        assert {finding.rule for finding in findings if finding.severity == VIOLATION} == declared(case)
        assert {finding.rule for finding in findings} == declared(case)


def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() -> None:
    broken = {rule for case in CASES if not case.startswith("valid.") for rule in declared(case)}
    kept = {rule for case in CASES if case.startswith("valid.") for rule in declared(case)}
    assert broken == kept == set(RULES)
    verdicts = [case.partition(".")[0] for case in CASES]
    assert {verdict: verdicts.count(verdict) for verdict in verdicts} == {"invalid": 57, "valid": 19, "warning": 3}


def test_a_finding_is_a_sentence_that_names_the_place_and_the_way_out() -> None:
    for case in CASES:
        for finding in check_evidence(dataset(case), texts()).findings:
            assert "\n" not in finding.message + finding.remedy
            assert finding.message.endswith(".")
            assert finding.remedy.endswith(".")
            assert finding.remedy[0].isupper()
            assert "night-signals" in finding.message or "graph/catalogue" in finding.message or "#u" in finding.unit


def test_a_thing_is_named_by_its_label_and_the_unit_by_its_number() -> None:
    (finding,) = check_evidence(dataset("invalid.name-in-another-unit.trig"), texts()).findings
    assert finding.message == (
        '"Gullhaven" is not mentioned in night-signals unit 6 by any of its labels, though its graph speaks of it.'
    )
    assert "unit 4, 7" in finding.remedy
    assert (finding.unit, finding.term) == (f"{SLUG}#u6", f"{TG}gullhaven")


def test_a_report_is_the_same_with_and_without_the_merge() -> None:
    store = dataset("invalid.hedge-flattened.trig")
    before = check_evidence(store, texts())
    merge(store)
    assert check_evidence(store, texts()) == before


def test_the_merge_alone_is_no_evidence() -> None:
    store = dataset()
    merge(store)
    named = [quad for quad in store if not isinstance(quad.graph_name, ox.DefaultGraph)]
    for quad in named:
        store.remove(quad)
    report = check_evidence(store, texts())
    assert not report.passed
    assert report.lines == ["no unit is described: nothing was checked against a text, which is not a pass"]


# Texts


def test_with_no_texts_nothing_is_checked_and_nothing_passes() -> None:
    report = check_evidence(dataset(), {})
    assert report.lines == ["no texts held: no unit was checked, which is not a pass"]
    assert (report.checked, report.total, report.skipped, report.passed) == (0, 17, 17, False)


@pytest.mark.parametrize("at", [0, 100, 500, -1])
def test_a_text_with_one_character_changed_is_not_held(at: int) -> None:
    text = read_article(ARTICLE_FILE).text
    at %= len(text)
    changed = text[:at] + ("#" if text[at] != "#" else "*") + text[at + 1 :]
    report = check_evidence(dataset(), {digest(changed): Article("changed.txt", changed, digest(changed))})
    assert (report.checked, report.skipped, report.passed) == (0, 17, False)


def test_a_changed_text_does_not_pass_under_the_digest_of_the_true_one() -> None:
    (true,) = texts().values()
    changed = true.text.replace("12 harbours", "21 harbours")
    report = check_evidence(dataset(), {true.sha256: Article(true.path, changed, true.sha256)})
    assert (report.checked, report.skipped, report.passed) == (0, 17, False)


def test_line_ends_are_not_normalised() -> None:
    text = read_article(ARTICLE_FILE).text.replace("\n", "\r\n")
    assert check_evidence(dataset(), {digest(text): Article("crlf.txt", text, digest(text))}).checked == 0


def test_an_article_whose_text_is_not_held_is_counted_and_named() -> None:
    store = dataset()
    other = f"""
        <{ARTICLE}other> a <{PREFIXES["schema"]}NewsArticle> ; <{PREFIXES["schema"]}sha256> "{digest("other")}" .
        <{ARTICLE}other#u1> a <{TGO}Unit> ; <{PREFIXES["dcterms"]}isPartOf> <{ARTICLE}other> ."""
    store.load(other, format=ox.RdfFormat.TURTLE, to_graph=DESCRIPTION)
    report = check_evidence(store, texts())
    assert report.lines == [
        "units checked = 17, skipped = 1",
        "no text held for other: its 1 units were not checked, which is not a pass",
    ]
    assert (report.findings, report.passed) == ([], False)


def test_texts_of_no_described_article_change_nothing() -> None:
    other = Article("other.txt", "Fog.", digest("Fog."))
    assert check_evidence(dataset(), {**texts(), other.sha256: other}).passed


def test_a_dataset_without_units_has_not_passed() -> None:
    report = check_evidence(ox.Store(), texts())
    assert not report.passed
    assert report.lines == ["no unit is described: nothing was checked against a text, which is not a pass"]


# Units


def test_units_are_read_by_article_and_position() -> None:
    units = read_units(dataset())
    assert [unit.position for unit in units] == list(range(1, 18))
    third, fifth = units[2], units[4]
    assert (third.iri, third.article, third.slug) == (f"{SLUG}#u3", SLUG, "night-signals")
    assert (third.kind, third.section, third.has_graph, third.reason) == ("title", None, False, f"{TGO}repeatsTitle")
    assert (fifth.kind, fifth.start, fifth.end, fifth.has_graph, fifth.reason) == ("sentence", 311, 346, True, None)
    assert units[6].section == f"{SLUG}#u6"
    assert fifth.place == "night-signals unit 5"
    assert read_article_digests(dataset()) == {SLUG: next(iter(texts()))}


def test_what_is_described_twice_or_not_readably_counts_as_not_described() -> None:
    store = dataset()
    unit = ox.NamedNode(f"{SLUG}#u17")
    store.add(ox.Quad(unit, START, ox.Literal(7), DESCRIPTION))
    store.add(ox.Quad(ox.NamedNode(f"{SLUG}#u18"), ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(TGO + "Unit"),
                      DESCRIPTION))  # fmt: skip
    store.add(ox.Quad(ox.NamedNode(f"{SLUG}#u18"), START, ox.Literal("9" * 5000), DESCRIPTION))
    by_iri = {unit.iri: unit for unit in read_units(store)}
    assert by_iri[unit.value].start == -1
    assert (by_iri[f"{SLUG}#u18"].start, by_iri[f"{SLUG}#u18"].position, by_iri[f"{SLUG}#u18"].kind) == (-1, -1, "")


def test_reading_units_loads_no_slow_module() -> None:
    slow = {"re", "typing", "dataclasses", "json", "argparse", "pathlib", "hashlib", "rdflib", "decimal"}
    assert modules("tradegraph.evidence.units") & slow <= modules("pyoxigraph")


def modules(name: str) -> set[str]:
    """The modules that a fresh process has loaded after importing one."""
    command = [sys.executable, "-I", "-c", f"import sys, {name}; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


# The units of any text, and any unit moved


def described(text: str) -> tuple[ox.Store, dict[str, Article]]:
    """A dataset that describes the units that the segmenter proposes for a text."""
    lines = [
        f"<{ARTICLE}any#u{unit.order}> a tgo:Unit ; dcterms:isPartOf <{ARTICLE}any> ; oa:start {unit.start} ; "
        f'schema:position {unit.order} ; oa:end {unit.end} ; schema:sha256 "{unit.sha256}" .'
        for unit in segment(text)
    ]
    lines.append(f'<{ARTICLE}any> a schema:NewsArticle ; schema:sha256 "{digest(text)}" .')
    store = ox.Store()
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    store.load(prefixes + "\n".join(lines), format=ox.RdfFormat.TURTLE, to_graph=DESCRIPTION)
    return store, {digest(text): Article("any.txt", text, digest(text))}


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("aB1.!? \n\u2028\r\u00a0•é🌫\ufeff\"'"), max_size=120))
def test_the_units_of_any_text_cover_it_and_agree_with_it(text: str) -> None:
    store, held = described(text)
    found = violated(check_evidence(store, held))
    assert found <= {"number-without-graph"}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 16), st.sampled_from([START, END]), st.integers(-3, 3).filter(bool))
def test_a_unit_that_is_moved_by_any_step_is_found(number: int, edge: ox.NamedNode, step: int) -> None:
    store = dataset()
    unit = read_units(store)[number]
    old = unit.start if edge == START else unit.end
    store.remove(ox.Quad(ox.NamedNode(unit.iri), edge, ox.Literal(old), DESCRIPTION))
    store.add(ox.Quad(ox.NamedNode(unit.iri), edge, ox.Literal(old + step), DESCRIPTION))
    assert violated(check_evidence(store, texts())) & {"unit-digest", "unit-offsets", "unit-beyond-text"}


# The shipped articles, with their texts


def test_every_unit_of_the_shipped_articles_is_borne_out_by_its_text(article_texts: str) -> None:
    report = check_evidence(load_shipped(), find_articles(article_texts))
    assert [finding.message for finding in report.findings] == []
    assert report.lines == ["units checked = 76, skipped = 0"]
    assert (report.checked, report.total, report.passed) == (76, 76, True)


def test_with_the_text_of_one_shipped_article_the_other_is_named(article_texts: str) -> None:
    held = find_articles(article_texts)
    digests = read_article_digests(load_shipped())
    for article, sha256 in digests.items():
        report = check_evidence(load_shipped(), {sha256: held[sha256]})
        (other,) = set(digests) - {article}
        assert report.skipped == report.total - report.checked > 0
        assert report.lines[1].startswith(f"no text held for {other.removeprefix(ARTICLE)}: its {report.skipped} units")


def faults(store: ox.Store) -> Iterator[tuple[ox.Quad, ox.Quad]]:
    """Each figure and date of the stated graphs, and what it must not be."""
    units = {unit.iri for unit in read_units(store)}
    for quad in list(store):
        graph = getattr(quad.graph_name, "value", "")
        if graph not in units:
            continue
        subject, predicate = quad.subject, quad.predicate
        wrong: list[ox.NamedNode | ox.Literal] = []
        if predicate == VALUE:
            wrong = [ox.Literal(int(quad.object.value) + 1)]
        elif predicate == HEDGE:
            names = ("unhedged", "approximately", "moreThan", "atLeast", "lessThan", "atMost", "nearly")
            wrong = [node for name in names if (node := ox.NamedNode(TGO + name)) != quad.object]
        elif predicate == UNIT:
            wrong = [node for name in ("person", "percent") if (node := ox.NamedNode(TGO + name)) != quad.object]
        elif isinstance(quad.object, ox.Literal) and quad.object.datatype == XSD_DATE:
            day = quad.object.value
            wrong = [ox.Literal(day[:-2] + "28", datatype=XSD_DATE), ox.Literal(f"{day}Z", datatype=XSD_DATE)]
        yield from ((quad, ox.Quad(subject, predicate, value, quad.graph_name)) for value in wrong)


def test_every_figure_and_date_of_the_shipped_articles_can_be_found_wrong(article_texts: str) -> None:
    store, held = load_shipped(), find_articles(article_texts)
    tried = 0
    for true, wrong in list(faults(store)):
        store.remove(true)
        store.add(wrong)
        assert not check_evidence(store, held).passed, wrong
        store.remove(wrong)
        store.add(true)
        tried += 1
    assert tried >= 6 * (1 + 5 + 1) + 3 * 2  # six figures, three dates


def test_a_shipped_graph_that_stands_for_the_next_unit_is_found_wrong(article_texts: str) -> None:
    store, held = load_shipped(), find_articles(article_texts)
    units = [unit for unit in read_units(store) if unit.has_graph]
    silent = []
    for unit, following in pairwise(units):
        here, there = ox.NamedNode(unit.iri), ox.NamedNode(following.iri)
        own = [quad.triple for quad in store.quads_for_pattern(None, None, None, here)]
        displaced = list(store.quads_for_pattern(None, None, None, there))
        store.clear_graph(there)
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, there) for triple in own)
        if check_evidence(store, held).passed:
            silent.append(unit.place)
        store.clear_graph(there)
        store.extend(displaced)
    assert len(units) > 60
    assert silent == []
