"""The words of a query, to look for what it names: no parser, and for a query in our own style without `re`."""

from __future__ import annotations

from tradegraph.vocabulary import PREFIXES

_MARKS = "{}()[];,|/^!*+=&"
_TYPED, _IRI = "\0", "\1"  # in place of two carets and of an IRI, while words are told apart
_NOT_IN_IRIS = frozenset(' "{}|\\^`\n\r\t')


def words_of(text: str) -> tuple[list[str], dict[str, str]]:
    """The words of a query without comments and strings, and its prefixes."""
    found = split_plain(text)
    if found is None:
        from tradegraph.dataset.query_tokens import tokens  # here: it needs `re`, which costs more than a question

        found = ['""' if t.kind in ("string", "text") else t.text for t in tokens(text)]
    prefixes, words = dict(PREFIXES), []
    at = 0
    while at < len(found):
        if found[at].upper() == "PREFIX" and at + 2 < len(found):
            prefixes[found[at + 1].removesuffix(":")] = found[at + 2][1:-1]
            at += 3
        else:
            words.append(found[at])
            at += 1
    return words, prefixes


def split_plain(text: str) -> list[str] | None:
    """The words of a query in the plain style of our own; None where it is in any other."""
    head, body = [], []
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("PREFIX ") and bare.endswith(">") and bare.count(" ") == 2:
            head += bare.split()
        elif not bare.startswith("#"):
            body.append(line)
    parts = "\n".join(body).split('"')
    if len(parts) % 2 == 0 or "" in parts[2:-1:2]:
        return None
    without = _without_iris('""'.join(parts[::2]))
    if without is None:
        return None
    plain, iris = without
    if any(mark in plain for mark in ("'", "\\", "#", "$", "<<", _TYPED, "\r")):
        return None
    plain = plain.replace("^^", f" {_TYPED} ")
    for mark in _MARKS:
        plain = plain.replace(mark, f" {mark} ")
    words = head
    for word in plain.split():
        bare = word.rstrip(".?") if len(word) > 1 else word
        if len(bare) > 1 and not _is_one_word(bare):
            return None
        words += [bare, *word[len(bare) :]] if bare else [*word]
    left = iter(iris)
    return [next(left) if word == _IRI else "^^" if word == _TYPED else word for word in words]


def _without_iris(text: str) -> tuple[str, list[str]] | None:
    """A text with a mark in place of each IRI that it writes in full, and those; None where it may be no IRI."""
    first, *pieces = text.split("<")
    found, iris = [first], []
    for piece in pieces:
        iri, end, rest = piece.partition(">")
        if piece[:1] in (" ", "="):
            found.append(f"<{piece}")
        elif end and "://" in iri and _NOT_IN_IRIS.isdisjoint(iri):
            iris.append(f"<{iri}>")
            found.append(f" {_IRI} {rest}")
        else:
            return None
    return None if _IRI in text else ("".join(found), iris)


def _is_one_word(text: str) -> bool:
    """Whether a text of two characters or more is a variable, a string, a number or a name, and nothing beside it."""
    if text.startswith('""'):
        return text == '""' or (text[2] == "@" and text[3:].replace("-", "a").isalnum())
    if text[0].isdigit():
        return text.isdigit()
    if text[0] == "?":
        return text[1:].replace("_", "a").isalnum()
    return text.replace(":", "a").replace("_", "a").replace("-", "a").isalnum()
