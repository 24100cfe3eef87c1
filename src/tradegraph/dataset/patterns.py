"""What the triple patterns of a query name: groups of patterns, each with the IRIs that a matching triple must hold.

No parser of SPARQL: words are taken one by one, and what isn't understood makes a pattern ask for less, never for more.
So whoever looks for parts of files that speak of these IRIs may find too many parts and never too few.
"""

from __future__ import annotations

from tradegraph.dataset.query_words import words_of
from tradegraph.dataset.unfolding import Triples, UnclearError
from tradegraph.vocabulary import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Part = frozenset[str]
    Given = dict[str, frozenset[str]]
    Below = Callable[[str], Iterable[str]]

_TYPE, _SUBCLASS = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "subClassOf"
_OPERATORS = frozenset("()|/*+?")
_ONE_STEP = frozenset("()|^")
_ENDS = frozenset(".;,[]")
_HIDING = frozenset("()#'")
_NO_CELLS = frozenset("()+-")  # of VALUES: the sign of a number is a word of its own
_LITERALS = ("true", "false")
_JOINS = ("", "GRAPH", "UNION")
_TRIPLE = 3
_SKIPPED = ("ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET")


class Pattern:
    """What a triple must hold to match.

    Attributes:
        parts: Each is met by any of its IRIs; a pattern asks for all of them, and one without parts for nothing.
        triple: What may stand at its three places, an empty part for anything; None for a path, or if it is unclear.
        subject: The variable that is the subject of one matching triple; empty if that can't be told.
        object: The variable that is its object, as above.
        place: How many patterns of its group stand before it.
    """

    __slots__ = ("object", "parts", "place", "subject", "triple")

    def __init__(self, parts: Iterable[Part] = (), place: int = 0) -> None:
        """Holds a pattern of which no more is known than its parts."""
        self.parts = tuple(part for part in parts if part)
        self.place = place
        self.triple: tuple[Part, ...] | None = None
        self.subject = self.object = ""


ANYTHING = Pattern()


class Group:
    """What stands between two braces.

    Attributes:
        patterns: Its own patterns; all must match where the group does.
        groups: Those within it: optional, alternative, negated or not.
        is_graph: Whether it is the group of a GRAPH, all of whose own patterns match in one graph.
        in_graph: Whether it is one or stands within one.
        graph: The variable of its GRAPH; empty if there is none.
        joins: Whether it is joined with what stands around it, as it is or as an alternative: no OPTIONAL, no EXISTS.
        is_alternative: Whether it is an alternative to the group before it.
        is_subquery: Whether it is the pattern of a SELECT within the query.
        place: How many patterns of the group around it stand before it.
        held: The variables at the ends of its own patterns, but for paths.
        relations: Of which one of its own patterns may match a triple in the merge of all graphs; None for any.
    """

    __slots__ = (
        "graph", "groups", "held", "in_graph", "is_alternative", "is_graph", "is_subquery", "joins", "patterns",
        "place", "relations",
    )  # fmt: skip

    def __init__(self, keyword: str = "", graph: str = "", in_graph: bool = False, place: int = 0) -> None:
        """Holds a group that is still to be filled; the keyword is the one before its brace."""
        is_graph = keyword == "GRAPH"
        self.graph, self.place = graph, place
        self.joins, self.is_subquery = keyword in _JOINS, keyword == "SELECT"
        self.is_alternative = keyword == "UNION"
        self.patterns: list[Pattern] = []
        self.groups: list[Group] = []
        self.held: set[str] = set()
        self.relations: set[str] | None = set()
        self.is_graph, self.in_graph = is_graph, in_graph or is_graph

    def merged(self) -> set[str] | None:
        """The relations of which a pattern outside GRAPH may match a triple; None where that may be any."""
        found = self.relations
        for group in self.groups:
            inner = group.merged()
            found = None if found is None or inner is None else found | inner
        return found


def read_patterns(text: str, values: Mapping[str, str], below: Below | None = None) -> Group:
    """The patterns of a query, in groups.

    Args:
        text: A SPARQL query that the engine takes.
        values: IRIs by the name of a variable that stands for a parameter.
        below: The classes that a class takes in, itself too; then `a/rdfs:subClassOf*` asks for nothing else.

    Raises:
        UnclearError: It may ask for anything.

    >>> [sorted(part) for part in read_patterns("ASK { ?who tgo:isPartyTo tg:mou }", {}).groups[0].patterns[0].parts]
    [['https://w3id.org/tradegraph/ontology#isPartyTo'], ['https://w3id.org/tradegraph/id/mou']]
    """
    words, prefixes = words_of(text)
    keywords = [word.upper() for word in words]
    if "BASE" in keywords or "<<" in words or any(map(_may_be_comparison, words)):
        raise UnclearError
    if "DESCRIBE" in keywords:
        return _Reader(words, prefixes, below).read_described()
    # A subquery that doesn't hand on a variable asks for all of its values.
    given = {name: frozenset((iri,)) for name, iri in values.items()} if keywords.count("SELECT") < 2 else None
    return _Reader(words, prefixes, below).read(given)


def merged_relations(text: str) -> set[str] | None:
    """The relations of which a query may match a triple in the merge of all graphs; None where that may be any.

    >>> merged_relations("ASK { ?who tgo:isPartyTo ?what . GRAPH ?unit { ?what ?relation ?other } }")
    {'https://w3id.org/tradegraph/ontology#isPartyTo'}
    """
    try:
        return read_patterns(text, {}).merged()
    except UnclearError:
        return None


class _Reader:
    """Reads words into groups."""

    def __init__(self, words: list[str], prefixes: dict[str, str], below: Below | None) -> None:
        self._words, self._prefixes, self._below = iter(words), prefixes, below
        self._parameters: Given | None = None

    def read(self, given: Given | None) -> Group:
        """The whole query; `given` are the IRIs that variables stand for, None where that can't be told."""
        self._parameters = given
        whole = Group()
        before = ""
        for word in self._words:
            if word == "{" and before == "CONSTRUCT":
                self._fill(Group(), given)  # a template, which nothing has to match
            elif word == "{":
                # What SELECT, HAVING or ORDER BY ask beside the pattern leaves the pattern as it is.
                self._fill(whole, given, "EXISTS" if before.endswith("EXISTS") else "")
            elif word.upper() == "VALUES":
                self._values()
            before = word.upper()
        return whole

    def read_described(self) -> Group:
        """What a DESCRIBE of nothing but IRIs asks for: what is said of each."""
        next(self._words)
        whole = Group()
        whole.relations = None
        for word in self._words:
            subject = frozenset((self._iri(word),))
            if "" in subject or word.upper() == "FROM":
                raise UnclearError
            pattern = Pattern((subject,))
            pattern.triple = (subject, frozenset(), frozenset())
            whole.patterns.append(pattern)
        return whole

    def _fill(self, outer: Group, given: Given | None, before: str = "", place: int = 0) -> None:
        """Reads a group up to its closing brace and puts it into the one around it.

        Args:
            outer: The group around it.
            given: The IRIs that variables stand for, None where that can't be told.
            before: The keyword before its brace, that of a GRAPH with its name.
            place: How many patterns of the group around it stand before it.
        """
        keyword, _, graph = before.partition(" ")
        group = Group(keyword, _variable(graph), outer.in_graph, place)
        outer.groups.append(group)
        triples = Triples()
        inner = ""
        apart = self._parameters  # what is given to a group that is looked at by itself, with what stands before it
        for word in self._words:
            if word == "{":
                triples.end(".")
                joins = inner.partition(" ")[0] in _JOINS
                self._fill(group, given if joins else apart, inner, len(triples.found))
                inner = ""
            elif word == "}":
                break
            elif word in _ENDS:
                triples.end(word)
            elif word == "^^":
                next(self._words, "")
            elif word.upper() == "VALUES":
                triples.end(".")
                values = self._values()
                given = None if given is None else values | given
                apart = None if apart is None else values | apart
            elif _is_keyword(word):
                triples.end(".")
                passed = self._keyword(word.upper(), group, apart, len(triples.found))
                if passed is None:
                    break
                inner = passed
            else:
                triples.words.append(word)
        triples.end(".")
        self._add_patterns(group, triples.found, given or {})

    def _keyword(self, word: str, group: Group, given: Given | None, place: int) -> str | None:
        """Passes what belongs to a keyword; what it says of a group that comes next; None where the group has ended."""
        if word == "GRAPH":
            return f"{word} {next(self._words, '')}"
        if word in ("FILTER", "BIND"):
            self._pass_expression(group, given, place)
        elif word == "SELECT" or word in _SKIPPED:
            return self._pass_modifiers(group, given, until_group=word == "SELECT")
        else:
            return word
        return ""

    def _pass_expression(self, group: Group, given: Given | None, place: int) -> None:
        """Passes an expression, but for the groups of its EXISTS."""
        depth = 0
        for word in self._words:
            depth += (word == "(") - (word == ")")
            if word == "{":
                self._fill(group, given, "EXISTS", place)
            if depth == 0 and word in (")", "{"):
                return

    def _pass_modifiers(self, group: Group, given: Given | None, *, until_group: bool) -> str | None:
        """Passes what stands before the pattern of a subquery, or after it; as `_keyword`."""
        for word in self._words:
            if word == "}":
                return None
            if word == "{":
                self._fill(group, given, "SELECT" if until_group else "EXISTS")
                if until_group:
                    return ""
            elif word.upper() == "VALUES":
                self._values()
        return None

    def _values(self) -> Given:
        """The IRIs that VALUES give to each variable, less the variables that they give anything else."""
        names: list[str] = []
        cells: list[str] = []
        cell_of = names
        for word in self._words:
            if word == "}":
                break
            if word == "{":
                cell_of = cells
            elif word == "^^":
                next(self._words, "")
            elif word not in _NO_CELLS and word[:1] != "@":
                cell_of.append(word)
        columns = {name[1:]: [self._iri(cell) for cell in cells[at :: len(names)]] for at, name in enumerate(names)}
        return {name: frozenset(iris) for name, iris in columns.items() if all(iris)}

    def _iri(self, word: str) -> str:
        """The IRI that a word is; empty for a literal or a variable."""
        if word == "a":
            return _TYPE
        if word[0] in "\"'?@$_" or word[0].isdigit() or ":" not in word:
            return ""
        if word.startswith("<"):
            iri = word[1:-1]
        else:
            prefix, _, local = word.partition(":")
            iri = self._prefixes[prefix] + local if prefix in self._prefixes else ""
        if "\\" in word or "\\" in iri or ":" not in iri:
            raise UnclearError
        return iri

    def _add_patterns(self, group: Group, found: list[list[str]], given: Given) -> None:
        """Puts into a group what each of its patterns asks for."""
        paths: list[tuple[list[str], Pattern]] = []
        for place, words in enumerate(found):
            parts = [self._part(word, given) if word else frozenset[str]() for word in words]
            named = [part for part in parts if part]
            self._add_relations(group, words, named, given)
            if "!" in words:
                group.patterns.append(ANYTHING)
            elif self._below is not None and self._is_class_path(words):
                classes = frozenset(iri for known in parts[-1] for iri in self._below(known))
                type_, subclass = frozenset((_TYPE,)), frozenset((_SUBCLASS,))
                kind = Pattern((type_, classes) if classes else (), place)
                kind.triple, kind.subject = (parts[0], type_, classes), _variable(words[0], given)
                group.patterns.append(kind)
                self._add_optional(group, Pattern((subclass,), place))  # it may be of that very class
            elif _OPERATORS.isdisjoint(words):
                pattern = Pattern(named, place)
                if len(words) == _TRIPLE:
                    self._set_triple(pattern, words[0], parts[1], words[2], given)
                group.patterns.append(pattern)
                group.held |= {words[0], words[-1]} - {""}
            else:
                path = self._path(words, place, given)
                if _may_be_empty(words, len(named)):
                    paths.append((words, path))
                else:
                    group.patterns.append(path)
        self._add_paths(group, paths, given)

    def _path(self, words: list[str], place: int, given: Given) -> Pattern:
        """What a path asks of the triples that it goes along."""
        ends = [part for part in (self._part(word, given) for word in (words[0], words[-1]) if word) if part]
        steps = frozenset[str]().union(*(self._part(word, given) for word in words[1:-1] if word not in _OPERATORS))
        operators = _OPERATORS.intersection(words)
        if operators <= _ONE_STEP:
            pattern = Pattern((steps, *ends), place)
            if "^" not in words:
                self._set_triple(pattern, words[0], steps, words[-1], given)
            return pattern
        return Pattern((steps if operators.isdisjoint("*?") else steps.union(*ends),), place)  # or no step, at an end

    def _set_triple(self, pattern: Pattern, subject: str, verb: Part, object_: str, given: Given) -> None:
        """Says of a pattern what stands at its places."""
        ends = [self._part(word, given) if word else frozenset[str]() for word in (subject, object_)]
        pattern.triple = (ends[0], verb, ends[1])
        pattern.subject, pattern.object = _variable(subject, given), _variable(object_, given)

    def _is_class_path(self, words: list[str]) -> bool:
        """Whether a pattern is of the form `?thing a/rdfs:subClassOf* ?class`."""
        verb = words[1:-1]
        return verb[1::2] == ["/", "*"] and [self._iri(word) for word in verb[::2]] == [_TYPE, _SUBCLASS]

    def _add_relations(self, group: Group, words: list[str], named: list[Part], given: Given) -> None:
        """Puts into a group which relations a pattern of its own may ask the merge for: all that it names will do."""
        verb = words[1] if len(words) > 1 else "?"
        is_open = "!" in words or (verb[0] in "?$" and verb[1:] not in given)
        if is_open and not group.in_graph:
            group.relations = None
        elif group.relations is not None and not group.in_graph:
            group.relations.update(*named)

    def _add_paths(self, group: Group, paths: list[tuple[list[str], Pattern]], given: Given) -> None:
        """Puts into a group the paths that may have no step, so that any node, in any graph, may be at both ends."""
        held = group.held
        if not group.in_graph:
            held = held.union(*(inner.held for inner in group.groups if inner.is_graph))
        bound = bool(group.patterns) or not group.in_graph
        for words, path in paths:
            if not group.in_graph and group.held.isdisjoint((words[0], words[-1])):
                group.relations = None  # any node of the merge may be at both ends
            if bound and any(self._is_held(end, held, given) for end in (words[0], words[-1])):
                self._add_optional(group, path)
            else:
                group.patterns.append(ANYTHING)

    @staticmethod
    def _add_optional(group: Group, pattern: Pattern) -> None:
        """Puts into a group what need not match."""
        inner = Group("OPTIONAL")
        inner.patterns.append(pattern)
        group.groups.append(inner)

    def _part(self, word: str, given: Given) -> Part:
        if word.startswith("?"):
            return given.get(word[1:], frozenset())
        iri = self._iri(word)
        return frozenset((iri,)) if iri else frozenset()

    def _is_held(self, end: str, held: set[str], given: Given) -> bool:
        """Whether an end of a path is a term, or a variable that another pattern has to match."""
        if end[:1] in ("?", "$"):
            return end in held or end[1:] in given
        return bool(end) and end[0] not in "_)"


def _variable(word: str, given: Given | None = None) -> str:
    """The name of a variable that may stand for anything; empty for any other word."""
    name = word[1:] if word[:1] in ("?", "$") else ""
    return "" if given and name in given else name


def _is_keyword(word: str) -> bool:
    return word.isalpha() and word != "a" and word not in _LITERALS


def _may_be_comparison(word: str) -> bool:
    """Whether a word may be no IRI but begin with a less-than sign, as the engine has it, and hide what it reads on."""
    scheme, mark, _ = word[1:].partition("://")
    return word[0] == "<" and not (mark and scheme.isalnum()) and not _HIDING.isdisjoint(word)


def _may_be_empty(words: list[str], named: int) -> bool:
    """Whether a path may have no step at all, so that any node is at both of its ends."""
    stars = words.count("*") + words.count("?")
    return stars > 0 and ("/" not in words or not {"(", "|"}.isdisjoint(words) or stars >= named)
