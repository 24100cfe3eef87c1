"""tradegraph cite: the units that state a triple."""

from __future__ import annotations

import sys

from tradegraph.cli import gathering, output, sources, texts
from tradegraph.cli.arguments import Args, Argument
from tradegraph.cli.rows import Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyoxigraph as ox

    from tradegraph.answer.names import Names
    from tradegraph.dataset.reach import Excerpt, Shipped

SUMMARY = "cite the units that state a triple; any of subject, predicate and object may be ?"
EXAMPLES = (
    "tradegraph cite WCO tgo:isPartyTo '?'",
    "tradegraph cite '?' schema:startDate 2025-01-21",
    "tradegraph cite tg:hs-committee '?' '?' --articles ~/articles",
)
ARGUMENTS = (
    Argument("subject", metavar="S", help="a thing, by label, alias, prefixed name or IRI; ? for any"),
    Argument("predicate", metavar="P", help="a relation, as answers print it, by its prefixed name or IRI; ? for any"),
    Argument("object", metavar="O", help="a thing or a value, likewise; a value also as Turtle writes it"),
    sources.ARGUMENT,
    output.format_argument(),
    texts.ARGUMENT,
)


class _Asked:
    """A pattern of a triple, as `gathering.Asked` has it."""

    def __init__(self, args: Args) -> None:
        self._args = args
        self._is_resolved = False
        self._subject: ox.NamedNode | None = None
        self._predicate: ox.NamedNode | None = None
        self._objects: list[ox.NamedNode | ox.Literal | None] = []

    def resolve(self, store: ox.Store, names: Names) -> None:
        """Finds what stands at its places."""
        from tradegraph.answer.statements import find_relation

        if not self._is_resolved:
            self._subject = None if self._args.subject == "?" else names.entity(self._args.subject)
            self._predicate = None if self._args.predicate == "?" else find_relation(store, self._args.predicate, names)
            self._objects = _objects(self._args.object, names)
            self._is_resolved = True

    def reach(self, shipped: Shipped) -> Excerpt:
        """Where it can match."""
        only = self._objects[0] if len(self._objects) == 1 else None
        return shipped.for_terms(self._subject, self._predicate, only)

    def read(self, store: ox.Store, names: Names) -> list[Line]:
        """The statements that fit; an object may be a thing here that isn't elsewhere."""
        from tradegraph.answer.citing import display, predicate_label
        from tradegraph.answer.statements import find_statements
        from tradegraph.dataset.terms import iri

        lines = []
        for object_ in _objects(self._args.object, names):
            for found in find_statements(store, self._subject, self._predicate, object_):
                cells = [
                    display(found.subject, names),
                    predicate_label(found.predicate.value, names),
                    display(found.object, names),
                ]
                iris = [iri(found.subject), found.predicate.value, iri(found.object)]
                lines.append(Line(cells, iris, found.graphs, (found.subject, found.predicate, found.object)))
        return lines


def run(args: Args) -> int:
    """Prints the statements that fit, with their units."""
    held = texts.held(args)
    # A relation may be told by what answers call it, of all that there are.
    found = gathering.gather(args, _Asked(args), in_whole=True)
    silent = "no graph of the articles holds such a triple"
    gathering.write(args, ("subject", "predicate", "object"), found, held, silent=silent)
    if not found.lines:
        names = found.names
        near = "" if args.object == "?" or names.named_so(args.object) else names.nearest(args.object)
        sys.stderr.write(f"no graph holds such a triple{near if 'did you mean' in near else ''}\n")
    return 0


def _objects(text: str, names: Names) -> list[ox.NamedNode | ox.Literal | None]:
    """What an object may be: anything, a thing, or a literal of that value in any of its usual types."""
    import pyoxigraph as ox

    from tradegraph.answer.names import written_iri
    from tradegraph.vocabulary import PREFIXES

    if text == "?":
        return [None]
    if (literal := _written_literal(text)) is not None:
        return [literal]
    if written_iri(text):
        return [names.resolve(text)]
    types = [ox.NamedNode(PREFIXES["xsd"] + name) for name in ("date", "gYearMonth", "gYear", "integer", "decimal")]
    literals = [ox.Literal(text), ox.Literal(text, language="en"), *(ox.Literal(text, datatype=t) for t in types)]
    return [names.resolve(text), *literals] if names.named_so(text) else [*literals]


def _written_literal(text: str) -> ox.Literal | None:
    """The literal that a text is, where it is written as Turtle and the results of queries write one: `"pact"@en`."""
    import pyoxigraph as ox

    from tradegraph.vocabulary import PREFIXES

    if not text.startswith('"'):
        return None
    turtle = f"PREFIX xsd: <{PREFIXES['xsd']}> <a:a> <a:a> {text} ."
    try:
        found = list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        return None
    return found[0].object if len(found) == 1 and isinstance(found[0].object, ox.Literal) else None
