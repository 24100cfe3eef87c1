"""The RDF formats that are read and written, by the names that the command line uses."""

import os

import pyoxigraph as ox

from tradegraph.errors import UnknownNameError
from tradegraph.files import shown


class Format:
    """One RDF format: its name here, what the engine calls it, the endings of its files (usual one first), media type.

    `graphs` tells whether it can carry named graphs; `family` what its first bytes look like: `text`, `json` or `xml`.
    """

    __slots__ = ("endings", "engine", "family", "graphs", "media_type", "name")

    def __init__(self, name: str, engine: ox.RdfFormat, endings: tuple[str, ...], family: str) -> None:
        """A format, named as the command line names it."""
        self.name = name
        self.engine = engine
        self.endings = endings
        self.family = family
        self.media_type = engine.media_type
        self.graphs = engine.supports_datasets


_ALL = (
    Format("turtle", ox.RdfFormat.TURTLE, (".ttl", ".turtle"), "text"),
    Format("trig", ox.RdfFormat.TRIG, (".trig",), "text"),
    Format("ntriples", ox.RdfFormat.N_TRIPLES, (".nt",), "text"),
    Format("nquads", ox.RdfFormat.N_QUADS, (".nq",), "text"),
    Format("jsonld", ox.RdfFormat.JSON_LD, (".jsonld", ".json"), "json"),
    Format("rdfxml", ox.RdfFormat.RDF_XML, (".rdf", ".xml"), "xml"),
)
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def named(name: str) -> Format:
    """The format of this name.

    Args:
        name: One of `FORMATS`.

    Raises:
        UnknownNameError: There is no such format; the message lists those there are.

    >>> named("turtle").media_type
    'text/turtle'
    """
    found = FORMATS.get(name)
    if found is None:
        raise UnknownNameError(f"{shown(name)}: no such format; there are {', '.join(FORMATS)}")
    return found


def find_by_ending(path: str) -> Format | None:
    """The format that a file's ending stands for; None where it stands for none.

    `.owl` stands for none: such files are RDF/XML or Turtle, and their first bytes tell.

    Args:
        path: A file name, with or without folders.

    >>> find_by_ending("data/catalogue.TRIG").name
    'trig'
    """
    ending = os.path.splitext(path)[1].lower()
    return next((one for one in _ALL if ending in one.endings), None)
