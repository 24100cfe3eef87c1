"""Conditions in words: what the operators and functions of SPARQL say, with their operands put in."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNS = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "IN": "is one of",
    "NOT IN": "is none of",
}
_LENGTH = "the length of "
# By name and number of operands; a name that isn't here is told as it is written.
_FUNCTIONS = {
    ("STR", 1): "{}",
    ("BOUND", 1): "{} is known",
    ("STRLEN", 1): _LENGTH + "{}",
    ("SUBSTR", 2): "{} from character {}",
    ("SUBSTR", 3): "{} from character {} for {} characters",
    ("LCASE", 1): "{} in small letters",
    ("UCASE", 1): "{} in capital letters",
    ("LANG", 1): "the language of {}",
    ("DATATYPE", 1): "the datatype of {}",
    ("YEAR", 1): "the year of {}",
    ("MONTH", 1): "the month of {}",
    ("DAY", 1): "the day of {}",
    ("ABS", 1): "{} without its sign",
    ("ISIRI", 1): "{} is a thing",
    ("ISURI", 1): "{} is a thing",
    ("ISLITERAL", 1): "{} is a literal",
    ("ISBLANK", 1): "{} has no name",
    ("ISNUMERIC", 1): "{} is a number",
    ("SAMETERM", 2): "{} is {}",
    ("LANGMATCHES", 2): "{} fits {}",
    ("CONTAINS", 2): "{} contains {}",
    ("STRSTARTS", 2): "{} begins with {}",
    ("STRENDS", 2): "{} ends with {}",
    ("REGEX", 2): "{} matches {}",
    ("REGEX", 3): "{} matches {} ({})",
    ("IF", 3): "(where {}: {}; else {})",
}
# Those that are true or false.
STATEMENTS = (
    "BOUND", "CONTAINS", "ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "ISURI", "LANGMATCHES", "REGEX", "SAMETERM",
    "STRENDS", "STRSTARTS",
)  # fmt: skip


def compared(one: str, sign: str, others: Sequence[str]) -> str:
    """A comparison in words.

    >>> compared("?w", ">=", ["7"]), compared("?x", "NOT IN", ["1", "2"])
    ('?w is at least 7', '?x is none of 1, 2')
    """
    return f"{one} {_SIGNS[sign]} {', '.join(others)}"


def called(name: str, operands: Sequence[str]) -> str:
    """What a function says of its operands, in words.

    >>> called("STRLEN", ["?x"]), called("SUBSTR", ["?x", "1", "4"]), called("MD5", ["?x"])
    ('the length of ?x', 'the first 4 characters of ?x', 'MD5(?x)')
    >>> called("SUBSTR", ["2031-05-07", "1", "the length of ?x"])
    'as much of 2031-05-07 as ?x has'
    """
    key = name.upper(), len(operands)
    if key == ("SUBSTR", 3) and operands[1] == "1":
        if operands[2].startswith(_LENGTH):  # as days are compared with months and years
            return f"as much of {operands[0]} as {operands[2].removeprefix(_LENGTH)} has"
        number = f"({operands[2]})" if " " in operands[2] else operands[2]
        return f"the first {number} characters of {operands[0]}"
    if key[0] == "COALESCE":
        return f"the first known of {', '.join(operands)}"
    said = _FUNCTIONS.get(key)
    return f"{name}({', '.join(operands)})" if said is None else said.format(*operands)
