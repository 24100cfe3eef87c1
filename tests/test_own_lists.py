"""The gate on a reference list of a user's own: its bounds, and what its records rest on."""

from pathlib import Path

from tradegraph.validate import gate

CLOUDS = """\
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/tradegraph/source/>
PREFIX tg: <https://w3id.org/tradegraph/id/>
PREFIX tgo: <https://w3id.org/tradegraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/tradegraph/reference/clouds>

GRAPH <https://w3id.org/tradegraph/graph/description> {
    <>
        a tgo:ReferenceList ;
        skos:prefLabel "Clouds"@en ;
        tgo:minimumRecords 2 ;
        tgo:maximumRecords 5 .

    source:almanac
        a tgo:ReferenceSource ;
        skos:prefLabel "Almanac of clouds"@en ;
        tgo:retrievedOn "2026-11-22"^^xsd:date ;
        tgo:trust tgo:goodTrust .

    <#a>
        a tgo:ReferencedGraph ;
        dcterms:source source:almanac ;
        dcterms:isPartOf <> .

    <#b>
        a tgo:ReferencedGraph ;
        tgo:trust tgo:goodTrust .
}

GRAPH <#a> {
    tg:hs-tracker
        tgo:launchedOn "2031"^^xsd:gYear .
}

GRAPH <#b> {
    tg:hs-tracker
        tgo:launchedOn "2032"^^xsd:gYear .
}
"""


def test_a_list_of_ones_own_is_held_to_its_bounds_and_has_to_say_where_it_is_from(tmp_path: Path) -> None:
    path = tmp_path / "clouds.trig"
    path.write_text(CLOUDS, encoding="utf-8")
    found = gate.validate_files([str(path)])
    about_lists = [one.rule for one in found.findings if not one.rule.startswith("tgs:")]
    assert sorted(about_lists) == [
        "record-count", "record-incomplete", "record-incomplete", "referenced-without-source",
        "source-incomplete", "source-incomplete",
    ]  # fmt: skip
