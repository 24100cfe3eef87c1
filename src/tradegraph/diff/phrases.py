"""How facts are told, as data: the words by which each kind is known, and what goes without saying."""

from __future__ import annotations

# How a kind is told: what its relations lead to, each after its glue; `^` before one that points at the node.
OPENINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "office holder": (("", "org:member"), (", ", "tgo:holdsPost")),
    "membership": (("", "org:member"), (" in ", "org:organization")),
    "acceptance": (("", "tgo:isAcceptanceBy"), (", ", "tgo:isAcceptanceOf")),
    "vacancy": (("", "tgo:isVacancyOf"),),
    "role in an event": (("", "prov:agent"), (", ", "prov:hadRole"), (" at ", "^prov:qualifiedAssociation")),
    "delegation": (("", "^prov:qualifiedDelegation"), (" for ", "prov:agent"), (" at ", "prov:hadActivity")),
    "figure": (("", "tgo:hedge"), (" ", "tgo:value"), (" ", "tgo:measures"), (" of ", "tgo:isAbout")),
    "quotation": (("", "prov:wasAttributedTo"), (": ", "tgo:paraphrase")),
    "reported statement": (("", "prov:wasAttributedTo"), (": ", "tgo:paraphrase")),
    "derived conclusion": (("by rule ", "tgo:appliesRule"),),
    "unit": (("unit ", "schema:position"), (" of ", "dcterms:isPartOf"), (", ", "tgo:unitKind")),
}
# What goes without saying where the opening comes to its end; a change of it is told.
QUIET: dict[str, str] = {
    "office holder": "org:organization",
    "figure": "tgo:statedAs tgo:unitOfMeasure",
    "quotation": "dcterms:subject dcterms:isPartOf schema:position",
    "reported statement": "dcterms:subject dcterms:isPartOf tgo:isMadeIn rdf:subject rdf:predicate rdf:object",
    "unit": "schema:sha256 tgo:isInSection",
}
# Relations of other vocabularies whose local name says too little.
WORDS: dict[str, str] = {
    "skos:prefLabel": "is called",
    "skos:altLabel": "is also called",
    "skos:hiddenLabel": "is found as",
    "schema:alternateName": "is also called",
    "schema:sameAs": "is the same as",
    "skos:broader": "is under",
    "skos:narrower": "is over",
    "skos:inScheme": "is in",
    "skos:topConceptOf": "is at the top of",
    "schema:sha256": "digest",
}
