"""The words of the graph as plain strings: prefixes, and the terms that the code speaks of.

Strings, not engine terms, so that importing them costs nothing. The one place where a prefix is bound.
"""

BASE = "https://w3id.org/tradegraph/"
TG = BASE + "id/"
TGO = BASE + "ontology#"
TGS = BASE + "shapes#"

PREFIXES: dict[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tg": TG,
    "tgo": TGO,
    "tgs": TGS,
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Each ends with the last slash or hash of its names, so that this tells the prefix of a name at once.
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}

ARTICLE = BASE + "article/"
_OF_OURS = ("graph/", "ontology/", "reference/", "source/")  # how other names of ours begin
REFERENCE = BASE + "reference/"
SOURCE = BASE + "source/"
DESCRIPTION_GRAPH = BASE + "graph/description"


def expand(name: str) -> str:
    """Full IRI of a prefixed name such as `tg:wco`.

    Args:
        name: A prefixed name with one of `PREFIXES`.

    Returns:
        The IRI, absolute.

    Raises:
        KeyError: The prefix is none of ours.

    >>> expand("tg:wco")
    'https://w3id.org/tradegraph/id/wco'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """The IRI as a prefixed name where one of our prefixes fits, else the IRI itself.

    A unit is written as `slug#u12`, the way the project cites, a record of a reference list as `reference/list#record`,
    and any other graph of ours as `graph/catalogue`.

    >>> shorten("https://w3id.org/tradegraph/id/wco")
    'tg:wco'
    >>> shorten("https://w3id.org/tradegraph/article/wco-wto-mou-2025#u10")
    'wco-wto-mou-2025#u10'
    >>> shorten(REFERENCE + "wto-members#zm")
    'reference/wto-members#zm'
    """
    if iri.startswith(ARTICLE):
        return iri[len(ARTICLE) :]
    if iri.startswith(REFERENCE):
        return iri[len(BASE) :]
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _PREFIX_OF.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix and iri[end:] else iri.removeprefix(BASE)


def iri_of(name: str) -> str:
    """The IRI of a name, as `shorten` gives it.

    >>> iri_of("tg:wco"), iri_of("reference/wto-members#zm")
    ('https://w3id.org/tradegraph/id/wco', 'https://w3id.org/tradegraph/reference/wto-members#zm')
    """
    prefix, colon, local = name.partition(":")
    if colon:
        return PREFIXES[prefix] + local if prefix in PREFIXES else name
    return (BASE if name.startswith(_OF_OURS) else ARTICLE) + name


def unit_order(iri: str) -> tuple[str, int, str]:
    """Key that sorts units by article and position, and other graphs by name."""
    article, _, unit = iri.partition("#u")
    return (article, int(unit), iri) if unit.isdecimal() else (iri, 0, iri)
