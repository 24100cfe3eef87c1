"""A query as tokens, as far as the engine's grammar, which has none, lets strings, IRIs and comments be told apart.

Read only when a query isn't obviously harmless, or doesn't parse: it needs regular expressions, whose import costs more
than most queries.
"""

import re
from typing import NamedTuple

from tradegraph.errors import InputError, LimitError

MAX_DEPTH = 100
MAX_OPERATORS = 2000
MAX_UNIONS = 500

UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"})

_WORD = r"A-Za-z0-9_\-\u0080-\U0010ffff"
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_NAME = rf"(?:[A-Za-z_\u0080-\U0010ffff]|{_ESCAPE})(?:[{_WORD}.]|{_ESCAPE})*+"
_STEP = rf"[{_WORD}:]|%[0-9A-Fa-f]{{2}}|\\."
# One run of dots and no more, as the engine has it: in `ex:a.b.SERVICE` it takes the last word for a keyword.
_LOCAL = rf"(?!-)(?:{_STEP})++(?:\.++(?:{_STEP})++)?+"
_IRI_PATTERN = rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>"
# As in the engine, `\"\"\"` that is never closed is an empty string and the beginning of another one. Every loop is
# possessive, so that no text takes more than linear time.
_TOKEN = re.compile(
    rf"""
      (?P<skip>     [ \t\r\n]++ | \#[^\n\r]*+ )
    | (?P<string>   \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+''' )
    | (?P<text>     "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
    | (?P<iri>      {_IRI_PATTERN} )
    | (?P<variable> [?$][A-Za-z0-9_\u0080-\U0010ffff]++ )
    | (?P<tag>      @[A-Za-z]++(?:-++[A-Za-z0-9]++)*+ )
    | (?P<number>   (?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)? )
    | (?P<name>     _:[{_WORD}.]*+ | (?:{_NAME})?:(?:{_LOCAL})?+ )
    | (?P<word>     {_NAME} )
    | (?P<unclosed> ["'\\] )
    | (?P<open>     << | [\{{(\[] )
    | (?P<close>    >> | [\}})\]] )
    | (?P<operator> \^\^ | && | \|\| | != | <= | >= | [<>=+\-*/!|^] )
    | (?P<other>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_IRI = re.compile(_IRI_PATTERN)
_OPERANDS = frozenset({"variable", "number", "string", "text", "iri", "name", "word", "tag"})
_CLAUSES = frozenset({"OPTIONAL", "FILTER", "MINUS", "BIND", "LATERAL", "GRAPH", "VALUES"})
_PREFIX_OPERATORS = frozenset("!+-^")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")


class Token(NamedTuple):
    """One token: its kind (a group of the pattern above), its text, its offset, and the opening brackets around it."""

    kind: str
    text: str
    start: int
    brackets: tuple[int, str]

    @property
    def word(self) -> str:
        """The text in capitals with its escapes resolved, as a keyword is compared."""
        return _unescaped(self.text).upper()


def tokens(text: str) -> list[Token]:
    """The tokens of a query in order, without blanks and comments.

    Args:
        text: A SPARQL query; it need not be well-formed.

    Returns:
        Tokens, up to a quotation mark that is never closed or a stray backslash, where no engine can read on.
        `brackets` is the number of brackets open before the token, and the innermost one, empty where none is.
    """
    found: list[Token] = []
    open_brackets: list[str] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "skip":
            continue
        found.append(Token(kind, match.group(), match.start(), (len(open_brackets), (open_brackets or [""])[-1])))
        if kind == "unclosed":
            break
        if kind == "open":
            open_brackets.append(match.group())
        elif kind == "close" and open_brackets:
            open_brackets.pop()
    return found


def place(text: str, offset: int) -> str:
    r"""Where an offset is, as a message says it: `line 3, column 14`, both from 1, columns in characters.

    >>> place("SELECT *\n{", 9)
    'line 2, column 1'
    """
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - (text.rfind(chr(10), 0, offset) + 1) + 1}"


def check(text: str, name: str) -> None:
    """Nothing comes back from a query that may be handed to the engine.

    Args:
        text: A SPARQL query.
        name: What a message calls it.

    Raises:
        InputError: It is empty, is an update, calls a SERVICE, or reads FROM a file.
        LimitError: It is nested too deeply or has too many operators.
    """
    found = tokens(text)
    if not found:
        raise InputError(f"{name}: line 1, column 1: there is no query in it; write one that begins with SELECT")
    _refuse_update(found, text, name)
    _refuse_service(found, text, name)
    _refuse_files(found, text, name)
    _cap_depth(found, text, name)
    _cap_operators(found, name)


def chosen_graphs(text: str) -> list[str]:
    """The graphs that a query names after FROM and FROM NAMED, as it writes them.

    >>> chosen_graphs("SELECT * FROM NAMED <urn:a> FROM tg:b { GRAPH ?g { ?s ?p ?o } }")
    ['<urn:a>', 'tg:b']
    """
    found = tokens(text)
    chosen = []
    for at, token in enumerate(found):
        if token.kind == "word" and token.word in ("FROM", "FROMNAMED"):
            chosen += [t.text for t in found[at + 1 : at + 3] if t.kind in ("iri", "name") and t.word != "NAMED"][:1]
    return chosen


def _refuse_update(found: list[Token], text: str, name: str) -> None:
    at = 0
    while at < len(found) and found[at].word in ("PREFIX", "BASE", "VERSION"):
        at += 3 if found[at].word == "PREFIX" else 2
    if at < len(found) and found[at].kind == "word" and found[at].word in UPDATES:
        where = place(text, found[at].start)
        raise InputError(f"{name}: {where}: {found[at].word} is an update, and update is refused; ask with SELECT")


def _refuse_service(found: list[Token], text: str, name: str) -> None:
    """The engine's keywords need no blank after them: `SERVICEex:a` and `trueSERVICE<a>` call out as well."""
    if "SERVICE" not in _unescaped(text).upper():
        return
    for at, token in enumerate(found):
        after = found[at + 1].text if at + 1 < len(found) else ""
        before = found[at - 1] if at else token
        if (
            (token.kind == "word" and "SERVICE" in token.word)
            or (token.kind == "name" and after == "{" and before.word != "GRAPH" and _hides_service(token))
            or _may_be_comparison(token, before, text)
        ):
            where = place(text, token.start)
            raise InputError(f"{name}: {where}: SERVICE is refused, for nothing is ever fetched; ask the data at hand")


def _hides_service(token: Token) -> bool:
    return token.brackets[0] > 0 and "SERVICE" in token.word.partition(":")[0]


def _may_be_comparison(token: Token, before: Token, text: str) -> bool:
    """Whether a less-than sign may stand where these tokens have the beginning of an IRI or a quoted triple.

    Then a string or a comment begins or ends elsewhere, and hides a call: `FILTER(?a<'>')SERVICE`, `FILTER(?a<<b:c'>)`.
    """
    if token.brackets[1] != "(" or not (before.kind in _OPERANDS or before.text == ")"):
        return False
    if token.text == "<<":
        iri = _IRI.match(text, token.start + 1)
        return iri is not None and not {"'", "#"}.isdisjoint(iri.group())
    return token.kind == "iri" and not {"'", "#"}.isdisjoint(token.text) and not _ABSOLUTE.match(token.text)


def _refuse_files(found: list[Token], text: str, name: str) -> None:
    for at, token in enumerate(found):
        if token.kind == "word" and token.word in ("FROM", "FROMNAMED"):
            graph = next((t for t in found[at + 1 : at + 3] if t.kind == "iri"), token)
            if _unescaped(graph.text).lower().startswith("<file:"):
                where = place(text, graph.start)
                raise InputError(f"{name}: {where}: FROM a file is refused, for no file is read; name a graph at hand")


def _cap_depth(found: list[Token], text: str, name: str) -> None:
    """Prefix operators count with the brackets, for the engine descends into each of them."""
    run = 0
    for token in found:
        run = run + 1 if token.kind == "operator" and token.text in _PREFIX_OPERATORS else 0
        if token.brackets[0] + run + (token.kind == "open") > MAX_DEPTH:
            where = place(text, token.start)
            raise LimitError(f"{name}: {where}: nested more than {MAX_DEPTH} levels deep; make it flatter")


def _cap_operators(found: list[Token], name: str) -> None:
    unions = sum(1 for token in found if token.kind == "word" and token.word == "UNION")
    if unions > MAX_UNIONS:
        raise LimitError(f"{name}: {unions} UNIONs, and at most {MAX_UNIONS} are taken; ask in parts, or use VALUES")
    operators = sum(1 for t in found if t.kind == "operator" or (t.kind == "word" and t.word in _CLAUSES))
    if operators > MAX_OPERATORS:
        raise LimitError(
            f"{name}: {operators} operators, and at most {MAX_OPERATORS} are taken; ask in parts, or use VALUES"
        )


def _unescaped(text: str) -> str:
    r"""The text with `\u0053` and `\U00000053` resolved, as other engines read keywords."""
    if "\\" not in text:
        return text
    return re.sub(_ESCAPE, lambda m: chr(int(m.group()[2:], 16)) if int(m.group()[2:], 16) < 0x110000 else " ", text)
