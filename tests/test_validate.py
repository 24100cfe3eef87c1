"""The gate: what it runs, what it reports in words, as JSON and as a W3C report, and where things stand."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegraph import articles, paths
from tradegraph.dataset import loading
from tradegraph.validate import gate, report
from tradegraph.validate.findings import Finding, Report
from tradegraph.validate.locate import Places
from tradegraph.validate.naming import Labels
from tradegraph.validate.shapes import ENGINES
from tradegraph.vocabulary import PREFIXES, TGS

if TYPE_CHECKING:
    from pathlib import Path

SH = rdflib.Namespace(PREFIXES["sh"])


def rules(found: Report) -> list[str]:
    return [finding.rule for finding in found.findings]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped ontology, data and queries, which the gate takes for the shipped ones."""
    root = paths.ROOT
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(os.path.join(root, folder), tmp_path / folder)
    for name in ("ROOT", "ONTOLOGY", "SHAPES", "DATA", "ARTICLES", "QUESTIONS", "CHECKS", "RULES"):
        place = os.path.relpath(getattr(paths, name), root)
        monkeypatch.setattr(paths, name, os.path.normpath(os.path.join(tmp_path, place)))
    return tmp_path


def change(path: Path, old: str, new: str) -> int:
    """Replaces the first occurrence in a file, and gives its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


class TestTheShippedDataset:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_it_conforms_and_the_report_says_what_was_run(self, engine: str) -> None:
        found = gate.validate_shipped(engine=engine)
        assert found.conforms
        assert found.ran[0].startswith("shapes: ")
        assert found.ran[0].endswith(f" run with {engine}")
        assert found.ran[1] == "checks: 53 run"

    def test_without_texts_it_says_that_nothing_was_checked_and_that_is_no_pass(self) -> None:
        found = gate.validate_shipped()
        assert found.ran[2] == "evidence: no texts held, nothing was checked"
        assert found.proved is False
        assert report.summary(found).endswith("; not every citation was proved")

    def test_texts_of_something_else_are_no_texts_and_it_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "clouds.txt").write_text("Clouds\n\nIt rained.\n", encoding="utf-8")
        found = gate.validate_shipped(articles.find_articles(str(tmp_path)))
        assert found.ran[2] == (
            "evidence: 1 text held, but none is the text of an article, byte for byte; nothing was checked"
        )
        assert found.proved is False

    def test_with_the_texts_every_unit_is_checked(self, article_texts: str) -> None:
        found = gate.validate_shipped(articles.find_articles(article_texts))
        assert found.ran[2] == "evidence: units checked = 76, skipped = 0"
        assert [finding for finding in found.findings if finding.severity == "violation"] == []
        assert found.proved is True

    def test_both_engines_give_the_same_report(self) -> None:
        first, second = (gate.validate_shipped(engine=engine) for engine in ENGINES)
        assert first.findings == second.findings
        assert report.write_turtle(first) == report.write_turtle(second)

    def test_a_fault_is_reported_with_its_entity_unit_file_and_line(self, copy: Path) -> None:
        article = copy / "data" / "articles" / "wco-wto-mou-2025.trig"
        line = change(article, 'schema:startDate "2025-01-21"^^xsd:date', 'schema:startDate "21 January 2025"')
        found = gate.validate_shipped()
        assert not found.conforms
        finding = next(f for f in found.findings if f.rule == "tgs:event-start")
        assert finding.label == "Signing of the WCO-WTO Memorandum of Understanding"
        assert finding.term == "https://w3id.org/tradegraph/id/mou-signing-2025"
        assert finding.graph == "https://w3id.org/tradegraph/article/wco-wto-mou-2025#u10"
        assert (finding.file, finding.line) == ("data/articles/wco-wto-mou-2025.trig", line)
        assert '"21 January 2025"' in finding.remedy

    def test_a_check_that_speaks_is_reported_with_its_place(self, copy: Path) -> None:
        article = copy / "data" / "articles" / "wto-public-forum-2022.trig"
        line = change(article, 'schema:endDate "2022-09-30"', 'schema:endDate "2022-09-03"')
        finding = next(f for f in gate.validate_shipped().findings if f.rule == "event-ends-before-start")
        assert finding.message.startswith('WTO Public Forum 2022 starts on "2022-09-27" and ends on "2022-09-03"')
        assert (finding.kind, finding.severity) == ("check", "violation")
        assert (finding.file, finding.line) == ("data/articles/wto-public-forum-2022.trig", line)

    def test_a_statement_in_no_graph_is_a_violation(self, copy: Path) -> None:
        with open(copy / "data" / "topics.trig", "a", encoding="utf-8") as file:
            file.write("\ntg:topics dcterms:title tg:customs .\n")
        assert "triple-outside-graphs" in rules(gate.validate_shipped())


FINDINGS = [
    Finding("warning", "check", "unused-entity", "Fair stands in the catalogue, but no unit speaks of it.", "Fair",
            "https://zephyria.example/fair", "https://zephyria.example/catalogue", "fair.trig", None, "Leave it out."),
    Finding("violation", "shape", "tgs:signing-agreement", "A signing is the signing of exactly one agreement.",
            "Signing of the Drizzle Pact", "https://w3id.org/tradegraph/id/zephyria-signing",
            "https://w3id.org/tradegraph/article/fog#u3", "data/articles/fog.trig", 12, "Add what is missing.",
            "<https://w3id.org/tradegraph/ontology#isSigningOf>", "",
            "http://www.w3.org/ns/shacl#MinCountConstraintComponent"),
    Finding("violation", "shape", "tgs:quotation-speaker", "A quotation has exactly one speaker.",
            "a thing without a name", "_:b1", "", "fog.ttl", None, 'Replace "Hail \\"the\\" Weigher".',
            "[ sh:alternativePath ( <http://www.w3.org/ns/prov#wasAttributedTo> "
            "( <http://purl.org/dc/terms/isPartOf> <http://www.w3.org/ns/prov#wasAttributedTo> ) ) ]",
            '"Hail \\"the\\" Weigher"@en', "http://www.w3.org/ns/shacl#ClassConstraintComponent"),
    Finding("violation", "evidence", "name-missing", "The guild is not named in unit 3.", "Guild",
            "https://zephyria.example/guild", "https://w3id.org/tradegraph/article/fog#u3", "data/articles/fog.trig",
            20, "Say by which words it is meant."),
]  # fmt: skip


class TestTheReport:
    def test_in_words_each_finding_has_three_lines_and_the_counts_come_last(self) -> None:
        held = Report(FINDINGS, ["shapes: 133 run with pyshacl"])
        assert report.write_text(held) == (
            "shapes: 133 run with pyshacl\n"
            "\n"
            "violation: A signing is the signing of exactly one agreement.\n"
            "    Signing of the Drizzle Pact (tg:zephyria-signing), in fog#u3, data/articles/fog.trig line 12\n"
            "    Add what is missing. [tgs:signing-agreement]\n"
            "\n"
            "violation: The guild is not named in unit 3.\n"
            "    Guild (https://zephyria.example/guild), in fog#u3, data/articles/fog.trig line 20\n"
            "    Say by which words it is meant. [name-missing]\n"
            "\n"
            "violation: A quotation has exactly one speaker.\n"
            "    a thing without a name, in fog.ttl\n"
            '    Replace "Hail \\"the\\" Weigher". [tgs:quotation-speaker]\n'
            "\n"
            "warning: Fair stands in the catalogue, but no unit speaks of it.\n"
            "    Fair (https://zephyria.example/fair), in fair.trig\n"
            "    Leave it out. [unused-entity]\n"
            "\n"
            "does not conform: 3 violations, 1 warning, 0 notes\n"
        )

    def test_in_words_notes_of_one_rule_are_told_together_and_elsewhere_each(self) -> None:
        note = Finding("info", "shape", "tgs:fair-flag", "A fair has a flag.", "Fair", "https://zephyria.example/fair",
                       "", "fair.trig", 3, "Add one, if there is one.")  # fmt: skip
        many = [note._replace(label=f"Fair {number}", line=number) for number in range(1, 13)]
        text = report.write_text(Report([*many, note._replace(rule="tgs:fair-day", message="A fair has a day.")], []))
        told = "note: A fair has a flag.\n    12 times, in fair.trig; --format json tells each with its line:\n"
        assert f"{told}    Fair 1, Fair 2, Fair 3" in text
        assert "Fair 12\n    Add one, if there is one. [tgs:fair-flag]\n" in text
        assert "note: A fair has a day.\n    Fair (https://zephyria.example/fair), in fair.trig line 3\n" in text
        assert text.count("[tgs:fair-flag]") == 1
        assert text.endswith("conforms: 0 violations, 0 warnings, 13 notes\n")
        assert len(json.loads(report.write_json(Report(many, [])))["findings"]) == 12

    def test_the_order_of_finding_makes_no_difference(self) -> None:
        for format_ in report.FORMATS:
            written = {report.write_report(Report(some, []), format_) for some in (FINDINGS, FINDINGS[::-1])}
            assert len(written) == 1

    def test_as_json_it_holds_every_field(self) -> None:
        held = json.loads(report.write_json(Report(FINDINGS, ["checks: 53 run"], proved=False)))
        assert held["conforms"] is False
        assert held["proved"] is False
        assert held["counts"] == {"violation": 3, "warning": 1, "info": 0}
        assert held["ran"] == ["checks: 53 run"]
        assert [set(finding) for finding in held["findings"]] == [set(Finding._fields)] * 4

    def test_as_turtle_both_parsers_read_a_w3c_report_with_one_result_for_each_finding(self) -> None:
        text = report.write_turtle(Report(FINDINGS, []))
        graph = rdflib.Graph().parse(data=text, format="turtle")
        assert len(graph) == len(list(ox.parse(text, format=ox.RdfFormat.TURTLE)))
        (top,) = graph.subjects(rdflib.RDF.type, SH.ValidationReport)
        assert graph.value(top, SH.conforms) == rdflib.Literal(False)
        results = list(graph.objects(top, SH.result))
        assert len(results) == 4
        for result in results:
            for needed in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "resultMessage"):
                assert graph.value(result, SH[needed]) is not None
        components = {str(graph.value(r, SH.sourceConstraintComponent)) for r in results}
        assert {TGS + "ZeroRowCheck", TGS + "EvidenceCheck"} < components
        assert rdflib.Literal('Hail "the" Weigher', lang="en") in set(graph.objects(None, SH.value))
        assert len(list(graph.subject_objects(SH.alternativePath))) == 1

    def test_a_w3c_report_conforms_only_without_any_result(self) -> None:
        assert "sh:conforms true" in report.write_turtle(Report([], []))
        warned = Report(FINDINGS[:1], [])
        assert warned.conforms
        assert "sh:conforms false" in report.write_turtle(warned)

    def test_a_path_is_told_in_words(self) -> None:
        labels = Labels(loading.load_merged())
        assert labels.path("<https://w3id.org/tradegraph/ontology#isSigningOf>") == (
            '"is the signing of" (tgo:isSigningOf)'
        )
        assert labels.path(
            "[ sh:alternativePath ( [ sh:inversePath <https://w3id.org/tradegraph/ontology#isPartyTo> ] "
            "( <http://purl.org/dc/terms/isPartOf> <http://www.w3.org/ns/prov#wasAttributedTo> ) ) ]"
        ) == (
            'something else\'s "is a party to" (tgo:isPartyTo) or '
            '"is part of" (dcterms:isPartOf), then "was attributed to" (prov:wasAttributedTo)'
        )


class TestPlaces:
    def test_every_statement_of_the_shipped_data_is_found_on_its_line(self) -> None:
        shipped = [*paths.files(paths.DATA, ".trig"), *paths.files(paths.ARTICLES, ".trig")]
        statements = 0
        for path in shipped:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            places = Places()
            places.add("here", text, "")
            lines = text.splitlines()
            for quad in ox.parse(text, format=ox.RdfFormat.TRIG):
                assert isinstance(quad.subject, ox.NamedNode)
                assert isinstance(quad.graph_name, ox.NamedNode)
                file_, line = places.find(quad.graph_name.value, quad.subject.value, quad.predicate.value)
                assert file_ == "here"
                assert line is not None
                name = quad.predicate.value.replace("#", "/").rpartition("/")[2]
                assert name in lines[line - 1] or (name == "type" and " a " in lines[line - 1])
                statements += 1
        assert len(shipped) == 6
        assert statements > 2000

    iris = st.integers(0, 9).map(lambda n: ox.NamedNode(f"https://zephyria.example/{n}"))
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20).map(ox.Literal)
    quads = st.builds(ox.Quad, iris, iris, st.one_of(iris, texts), iris)

    @settings(deadline=None)
    @given(st.lists(quads, min_size=1, max_size=12), st.sampled_from([ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG]))
    def test_a_statement_is_found_whatever_its_text_holds(self, some: list[ox.Quad], kind: ox.RdfFormat) -> None:
        text = (ox.serialize(some, format=kind, prefixes={"fog": "https://zephyria.example/"}) or b"").decode()
        places = Places()
        places.add("here", text, "")
        lines = text.split("\n")
        for quad in some:
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.graph_name, ox.NamedNode)
            file, line = places.find(quad.graph_name.value, quad.subject.value, quad.predicate.value)
            assert (file, line is None) == ("here", False)
            assert line is not None
            assert quad.predicate.value.rpartition("/")[2] in lines[line - 1]

    @given(st.text(max_size=200))
    def test_no_text_makes_it_fail(self, text: str) -> None:
        places = Places()
        places.add("here", text, "")
        assert places.find("nowhere", "nothing")[1] is None

    def test_a_file_that_is_too_large_is_named_without_a_line(self) -> None:
        places = Places()
        places.add_file("file:large.ttl", "large.ttl")
        places.add("large.ttl", "#" * 5_000_001, "file:large.ttl")
        assert places.find("file:large.ttl", "https://zephyria.example/1") == ("large.ttl", None)
