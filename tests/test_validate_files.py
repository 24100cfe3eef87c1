"""The gate on files of a user: the same shapes, checks and invariants, and where in their files a fault stands."""

from __future__ import annotations

import io
import os
import shutil
import socket
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tradegraph import articles, paths
from tradegraph.dataset import loading
from tradegraph.errors import InputError, LimitError, UnknownNameError
from tradegraph.validate import gate, report
from tradegraph.validate.shapes import ENGINES
from tradegraph.vocabulary import DESCRIPTION_GRAPH, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tradegraph.validate.findings import Report

    Run = Callable[..., tuple[int, str, str]]

NIMBA, FOAF, RDF = "https://zephyria.example/nimba", PREFIXES["foaf"], PREFIXES["rdf"]
SIGNING = """\
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/tradegraph/id/>
PREFIX tgo: <https://w3id.org/tradegraph/ontology#>

tg:zephyria-signing
    a tgo:Signing ;
    skos:prefLabel "Signing of the Drizzle Pact"@en ;
    schema:startDate "last spring" ;
    schema:location tg:davos .

tg:wco
    tgo:isPartyTo tg:zephyria-pact .
"""


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def rules(found: Report) -> list[str]:
    return [finding.rule for finding in found.findings]


def change(path: Path, old: str, new: str) -> int:
    """Replaces the first occurrence in a file, and gives its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


class TestFilesOfAUser:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_faults_are_found_with_file_and_line(self, engine: str, tmp_path: Path) -> None:
        path = write(tmp_path, "signing.ttl", SIGNING)
        found = gate.validate_files([path], engine)
        assert [(f.rule, f.file, f.line) for f in found.findings] == [
            ("tgs:signing-agreement", path, 8),
            ("tgs:signing-signatory", path, 8),
            ("tgs:event-start", path, 10),
            ("tgs:party-agreement", path, 14),
            ("thing-without-class", path, 14),
        ]
        assert found.ran[0] == "files: 1 read, 5 statements"
        assert found.proved is None

    def test_what_is_shipped_is_known_but_not_reported_on(self, tmp_path: Path) -> None:
        path = write(
            tmp_path,
            "mention.ttl",
            "PREFIX schema: <https://schema.org/>\nPREFIX tg: <https://w3id.org/tradegraph/id/>\n"
            "tg:tfaf schema:location tg:geneva .\n",
        )
        assert gate.validate_files([path]).findings == []

    def test_every_shipped_file_conforms_by_itself(self) -> None:
        shipped = [
            *paths.files(paths.ONTOLOGY, ".ttl"),
            *paths.files(paths.DATA, ".trig"),
            *paths.files(paths.ARTICLES, ".trig"),
            *paths.files(paths.REFERENCE, ".trig"),
        ]
        assert len(shipped) == 32
        for path in shipped:
            assert gate.validate_files([path], "pyshifty").conforms, path

    def test_a_figure_that_a_changed_copy_misreads_is_found_where_the_texts_are_held(
        self, tmp_path: Path, article_texts: str
    ) -> None:
        path = tmp_path / "forum.trig"
        shutil.copy(os.path.join(paths.ARTICLES, "wto-public-forum-2022.trig"), path)
        texts = articles.find_articles(article_texts)
        whole = gate.validate_files([str(path)], "pyshifty", texts=texts)
        assert (whole.findings, whole.proved) == ([], True)
        assert whole.ran[-1] == "evidence: units checked = 43, skipped = 0"
        change(path, "tgo:value 3200", "tgo:value 3201")
        (finding,) = gate.validate_files([str(path)], "pyshifty", texts=texts).findings
        assert (finding.rule, (finding.graph or "").endswith("#u11")) == ("value", True)
        silent = gate.validate_files([str(path)], "pyshifty")
        assert (silent.findings, silent.ran[-1], silent.proved) == ([], gate.NOTHING_CHECKED, False)

    def test_a_graph_that_passes_for_a_unit_is_refused(self, tmp_path: Path) -> None:
        stray = "GRAPH <https://w3id.org/tradegraph/article/fog-gazette#u1> { <urn:x:a> <urn:x:b> <urn:x:c> }"
        report = gate.validate_files([write(tmp_path, "stray.trig", stray)], "pyshifty")
        assert "graph-of-no-unit" in {finding.rule for finding in report.findings}
        assert not report.conforms

    def test_a_changed_copy_of_a_shipped_file_takes_its_place(self, tmp_path: Path) -> None:
        path = tmp_path / "catalogue.trig"
        shutil.copy(os.path.join(paths.DATA, "catalogue.trig"), path)
        line = change(path, 'skos:prefLabel "World Trade Organization"@en', 'skos:prefLabel "World Trade Organization"')
        finding = next(f for f in gate.validate_files([str(path)]).findings if f.rule == "tgs:entity-label")
        assert (finding.term, finding.line) == ("https://w3id.org/tradegraph/id/wto", line)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("p.jsonld", f'{{"@id": "{NIMBA}", "@type": "{FOAF}Person"}}'),
            ("p.nt", f"<{NIMBA}> <{RDF}type> <{FOAF}Person> .\n"),
            ("p.nq", f"<{NIMBA}> <{RDF}type> <{FOAF}Person> <{NIMBA}/list> .\n"),
            ("p.trig", f"<{NIMBA}/list> {{ <{NIMBA}> a <{FOAF}Person> }}\n"),
            ("p.rdf", f'<r:RDF xmlns:r="{RDF}" xmlns:f="{FOAF}"><f:Person r:about="{NIMBA}"/></r:RDF>'),
        ],
    )
    def test_any_rdf_format_is_read(self, name: str, text: str, tmp_path: Path) -> None:
        path = write(tmp_path, name, text)
        found = gate.validate_files([path], "pyshifty")
        named = ["graph-undescribed"] if name in ("p.nq", "p.trig") else []
        assert rules(found) == [*named, "tgs:entity-label", "tgs:person-membership"]
        assert {(f.file, f.line) for f in found.findings} == {(path, 1)}

    def test_an_ontology_of_a_user_needs_no_definitions_as_ours_does(self, tmp_path: Path) -> None:
        path = write(
            tmp_path,
            "own.ttl",
            "PREFIX owl: <http://www.w3.org/2002/07/owl#>\n<https://zephyria.example/Cloud> a owl:Class .\n",
        )
        assert gate.validate_files([path], "pyshifty").findings == []

    def test_a_thing_without_a_name_is_reported_in_words(self, tmp_path: Path) -> None:
        path = write(tmp_path, "nameless.ttl", "[] a <https://schema.org/Place> .\n")
        for engine in ENGINES:
            (finding,) = gate.validate_files([path], engine).findings
            assert (finding.label, finding.file) == ("a thing without a name", path)

    def test_no_file_is_fetched_and_no_shape_of_a_user_is_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise AssertionError("a socket was opened")

        monkeypatch.setattr(socket, "socket", refuse)
        path = write(
            tmp_path,
            "shapes.ttl",
            "PREFIX owl: <http://www.w3.org/2002/07/owl#>\nPREFIX sh: <http://www.w3.org/ns/shacl#>\n"
            "<https://zephyria.example/fog> owl:imports <https://zephyria.example/more> .\n"
            "<https://zephyria.example/shape> a sh:NodeShape ; sh:targetNode <https://zephyria.example/fog> ;\n"
            "    sh:closed true ; sh:ignoredProperties () .\n",
        )
        for engine in ENGINES:
            report = gate.validate_files([path], engine)
            assert report.findings == []
            assert "owl:imports of 1 not followed" in report.ran[0]

    def test_a_broken_file_is_refused_with_its_line(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"broken.ttl: line 2"):
            gate.validate_files([write(tmp_path, "broken.ttl", "<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n")])

    def test_a_text_where_a_thing_or_a_day_is_due_is_told_what_to_do(self, tmp_path: Path) -> None:
        path = tmp_path / "own.ttl"
        path.write_text(
            "@prefix tg: <https://w3id.org/tradegraph/id/> .\n"
            "@prefix tgo: <https://w3id.org/tradegraph/ontology#> .\n"
            'tg:wco tgo:isPartyTo "MoU" .\n'
            'tg:rain a tgo:Forum ; <https://schema.org/startDate> "soon" .\n',
            encoding="utf-8",
        )
        found = {f.rule: f for f in gate.validate_files([str(path)]).findings}
        assert found["value-of-wrong-kind"].message == (
            f'{path} gives World Customs Organization the value "MoU" for "is a party to": '
            "a text, where a thing is due."
        )
        for rule, start in (
            ("tgs:party-agreement", 'Replace "MoU" in "is a party to"'),
            ("tgs:event-start", 'Replace "soon"'),
        ):
            assert found[rule].remedy.startswith(start)
            assert found[rule].remedy.endswith(" by what is asked for.")

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"none.ttl: no such file"):
            gate.validate_files([str(tmp_path / "none.ttl")])

    def test_an_unknown_engine_is_refused_before_anything_is_read(self) -> None:
        with pytest.raises(UnknownNameError, match="choose one of pyshacl, pyshifty"):
            gate.validate_files(["none.ttl"], "jena")

    def test_an_engine_that_takes_too_long_is_ended(self, tmp_path: Path) -> None:
        with pytest.raises(LimitError, match="not done within"):
            gate.validate_files([write(tmp_path, "signing.ttl", SIGNING)], seconds=0.01)


ARTICLE = "https://w3id.org/tradegraph/article/wco-wto-mou-2025"
LABEL = '<https://w3id.org/tradegraph/id/wco> <http://purl.org/dc/terms/title> "Guild"@en'


@pytest.fixture(scope="module")
def exported() -> list[ox.Quad]:
    """What `tradegraph export --format trig` writes."""
    return list(loading.load_shipped())


class TestTheInvariantsInFilesOfAUser:
    """Invariant 1 and the rest bind a user's files as they bind the shipped ones."""

    def validate(self, folder: Path, quads: list[ox.Quad]) -> Report:
        path = folder / "copy.trig"
        path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.TRIG) or b"")
        return gate.validate_files([str(path)], "pyshifty")

    def test_a_whole_copy_conforms_and_the_report_names_what_was_not_run(
        self, exported: list[ox.Quad], tmp_path: Path
    ) -> None:
        found = self.validate(tmp_path, exported)
        assert found.conforms
        assert " run; " in found.ran[2]
        assert found.ran[2].startswith("checks: ")
        assert found.ran[2].endswith("unused-term")

    def test_a_graph_whose_description_is_gone_is_found(self, exported: list[ox.Quad], tmp_path: Path) -> None:
        unit, description = ox.NamedNode(f"{ARTICLE}#u10"), ox.NamedNode(DESCRIPTION_GRAPH)
        rest = [quad for quad in exported if (quad.subject, quad.graph_name) != (unit, description)]
        assert ("graph-undescribed", unit.value) in {
            (f.rule, f.term) for f in self.validate(tmp_path, rest).findings if f.line
        }

    def test_a_described_graph_that_is_gone_is_found(self, exported: list[ox.Quad], tmp_path: Path) -> None:
        unit = ox.NamedNode(f"{ARTICLE}#u10")
        found = self.validate(tmp_path, [quad for quad in exported if quad.graph_name != unit])
        assert ("graph-described-but-empty", unit.value) in {(f.rule, f.term) for f in found.findings if f.line}

    def test_a_triple_in_no_graph_is_found_with_its_line(self, exported: list[ox.Quad], tmp_path: Path) -> None:
        loose = next(iter(ox.parse(LABEL + " .", format=ox.RdfFormat.N_TRIPLES)))
        found = self.validate(tmp_path, [*exported, loose])
        assert [f.rule for f in found.findings if f.severity == "violation"] == ["triple-outside-graphs"]
        assert found.findings[0].line

    @pytest.mark.parametrize("graph", ["https://zephyria.example/list", f"{ARTICLE}#u6"])
    def test_a_graph_that_nothing_describes_is_found(self, graph: str, tmp_path: Path) -> None:
        (finding,) = gate.validate_files([write(tmp_path, "own.trig", f"\n<{graph}> {{ {LABEL} }}\n")]).findings
        assert (finding.rule, finding.term, finding.line) == ("graph-undescribed", graph, 2)

    def test_one_statement_is_reported_once_for_each_rule_and_on_its_line(self, tmp_path: Path) -> None:
        late = (
            "PREFIX schema: <https://schema.org/>\nPREFIX tg: <https://w3id.org/tradegraph/id/>\n"
            'tg:wto-public-forum-2022 schema:startDate "2022-10-27"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
        )
        path = write(tmp_path, "late.ttl", late)
        found = gate.validate_files([path], "pyshifty")
        assert rules(found) == ["event-ends-before-start", "event-outside-whole", "opening-day-differs"]
        assert {(f.file, f.line) for f in found.findings} == {(path, 3)}
        assert "wto-public-forum-2022#u10" not in report.write_text(found)

    def test_standard_input_is_called_so_and_has_lines(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SIGNING.encode())))
        code, out, _ = run("validate", "-", "--engine", "pyshifty")
        assert code == 1
        assert "(tg:zephyria-signing), in standard input line 8" in out

    def test_a_number_that_a_copy_leaves_out_is_placed_and_its_unit_named_once(
        self, tmp_path: Path, article_texts: str
    ) -> None:
        path = tmp_path / "forum.trig"
        shutil.copy(os.path.join(paths.ARTICLES, "wto-public-forum-2022.trig"), path)
        change(path, "tgo:value 3200", "tgo:value 3201")
        held = gate.validate_files([str(path)], "pyshifty", texts=articles.find_articles(article_texts))
        (finding,) = held.findings
        assert finding.line is not None
        assert report.place(finding._replace(term=finding.graph)) == f"{path} line {finding.line}"
