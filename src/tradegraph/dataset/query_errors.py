"""Why a query doesn't parse, and where, in one line.

The engine's parser backtracks and tells the furthest place it looked at. That lies up to a keyword's length behind the
token that is wrong, and says what could have stood there in terms of its grammar. So the query is parsed once more with
blanks after each token, which keep those looks ahead within the token they began at.
"""

import itertools
import re

import pyoxigraph as ox

from tradegraph import sandbox
from tradegraph.dataset.query_tokens import Token, place, tokens
from tradegraph.errors import InputError, TradeGraphError
from tradegraph.files import shown

_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_PREFIX = "Prefix not found"
_NO_IRI = "this is no absolute IRI"
# What the engine says in words; all else it expects are characters and keywords. The first that fits counts.
_REASONS = {
    "an expression with a variable that is unbound": "SELECT uses a variable that is neither grouped by nor aggregated",
    "a variable that is unbound": "SELECT names a variable that is neither grouped by nor aggregated",
    "Duplicated variable name in SELECT": "SELECT names a variable twice",
    "The SELECT overrides": "SELECT gives a new value to a variable that has one",
    "SELECT * is not authorized": "SELECT * does not go with GROUP BY or an aggregate",
    "The VALUES clause rows": "a row of VALUES has more or fewer values than there are variables",
    "Repeated variables": "VALUES names a variable twice",
    "Already used blank node id": "a blank node's label stands in two groups",
    "Unexpected aggregate": "an aggregate such as COUNT can't stand here",
    "language tag parsing failed": "this is no language tag",
    "escape sequence should be followed": r"\u needs four hexadecimal digits that are a character",
    "The query limit": "the number after LIMIT is too large",
    "The query offset": "the number after OFFSET is too large",
    "IRI parsing failed": _NO_IRI,
}
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)")
_BLANKS = " " * 24  # longer than any keyword
_PAIRS = {"{": "}", "(": ")", "[": "]", "<<": ">>"}
_SECONDS = 2.0


def explain(message: str, text: str, name: str, prefixes: dict[str, str]) -> InputError:
    """The error to raise for a query that does not parse.

    Args:
        message: What the engine said.
        text: The query.
        name: What the message calls it, fit to be shown.
        prefixes: Prefixes that count as declared.

    Returns:
        An error that names line and column, both from 1, and what stands there.
    """
    found = tokens(text)
    if not found:
        return InputError(f"{name}: line 1, column 1: there is no query in it; write one that begins with SELECT")
    match = _PLACE.match(message)
    expected = match.group(3) if match else ""
    known = _unclosed_string(found) or (_undeclared(found, prefixes) if _PREFIX in expected else None)
    if known:
        return InputError(f"{name}: {place(text, known[0].start)}: {known[1]}")
    at, expected_there = _wrong_token(found, prefixes)
    if at < len(found):
        if found[at].text == ">":  # an IRI with blanks in it is several tokens
            at = max((i for i in range(at) if found[i].text == "<"), default=at)
        what = _reason(expected_there, found[at].text) or f"{shown(found[at].text, 40)} is not expected here"
        return InputError(f"{name}: {place(text, found[at].start)}: {what}; mend the query there")
    end = len(text.rstrip())
    reason = _reason(expected, "")
    if reason:
        # The engine says so at the end of the query; where there is one SELECT, it is that one that is wrong.
        selects = [token.start for token in found if token.word == "SELECT"]
        start = selects[0] if reason.startswith("SELECT") and len(selects) == 1 else end
        return InputError(f"{name}: {place(text, start)}: {reason}; mend the query")
    return InputError(f"{name}: {place(text, end)}: {_at_the_end(found, text)}")


def _reason(expected: str, token: str) -> str | None:
    """What is wrong in our words, where the engine says it in its own."""
    if token.endswith(">") and _RELATIVE.match(token):
        return _NO_IRI
    for theirs, ours in _REASONS.items():
        if theirs in expected and (ours != _NO_IRI or token.startswith("<") or ":" in token):
            return ours
    return None


def _unclosed_string(found: list[Token]) -> tuple[Token, str] | None:
    last = found[-1]
    if last.kind != "unclosed":
        return None
    if last.text == "\\":
        return last, "a backslash can't stand here; it escapes only in texts, IRIs and names"
    return last, "the text that begins here is never closed; add the closing quotation mark"


def _undeclared(found: list[Token], prefixes: dict[str, str]) -> tuple[Token, str] | None:
    declared = {f"{prefix}:" for prefix in prefixes} | {"_:"}
    declared |= {after.text for token, after in itertools.pairwise(found) if token.word == "PREFIX"}
    for token in found:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind == "name" and prefix not in declared:
            prefix = shown(prefix, 40)
            return token, f"the prefix {prefix} is not declared; add PREFIX {prefix} <...> at the top"
    return None


def _wrong_token(found: list[Token], prefixes: dict[str, str]) -> tuple[int, str]:
    """Position in `found` of the token that is wrong, its length where that is the end; and what the engine expects."""
    starts = []
    padded = ""
    for at, token in enumerate(found):
        starts.append((len(padded), at))
        padded += token.text + (_BLANKS if at + 1 == len(found) or not _glued(token, found[at + 1]) else "")
    starts = [start for start in starts if not start[1] or not _glued(found[start[1] - 1], found[start[1]])]
    starts.append((len(padded), len(found)))
    # No query ends like this: the engine never gets to run it, even if the blanks have made it valid.
    padded += "]" + _BLANKS

    def parse() -> bytes:
        try:
            ox.Store().query(padded, prefixes=prefixes)
        except SyntaxError as error:
            return str(error.msg).encode()
        except (OSError, RuntimeError, ValueError):
            return b""
        return b""

    try:
        # In a child again: what made the first attempt slow makes this one slow.
        match = _PLACE.match(sandbox.run(parse, _SECONDS, None).decode())
    except TradeGraphError:
        match = None
    if not match:
        return len(found), ""
    lines = padded.split("\n")
    offset = sum(len(line) + 1 for line in lines[: int(match.group(1)) - 1]) + int(match.group(2)) - 1
    return max(at for start, at in starts if start <= offset), match.group(3)


def _glued(token: Token, after: Token) -> bool:
    """Whether a blank between the two would change their meaning: `COALESCE(`, `<<(`, `)>>`, `{|`, `|}`."""
    adjacent = token.start + len(token.text) == after.start
    pair = token.text + after.text
    return adjacent and ((token.kind == "word" and after.text == "(") or pair in ("<<(", ")>>", "{|", "|}"))


def _at_the_end(found: list[Token], text: str) -> str:
    opened: list[Token] = []
    for token in found:
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close" and opened:
            opened.pop()
    if opened:
        innermost = opened[-1]
        where = place(text, innermost.start)
        return f"the query breaks off: the {innermost.text} of {where} is still open; add {_PAIRS[innermost.text]}"
    return "the query breaks off here; complete it"
