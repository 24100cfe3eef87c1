"""How classes and relations look in a picture, as data: kinds of classes, families and short verbs of relations."""

from __future__ import annotations

import re
from typing import NamedTuple


class Phrase(NamedTuple):
    """A relation as it is drawn.

    Attributes:
        words: A short verb phrase that reads from tail to head.
        family: A key of `shapes.FAMILIES`.
        turned: Whether it is drawn the other way round, as its inverse.
        said: The verb that stands between tail and head in a sentence; empty where it is the relation's label.
    """

    words: str
    family: str
    turned: bool = False
    said: str = ""


# Kind of the things of a class; a class that isn't listed goes by the nearest class above it.
KINDS_OF_CLASSES: dict[str, str] = {
    "foaf:Person": "person",
    "org:Post": "post",
    "org:Organization": "organisation",
    "org:FormalOrganization": "organisation",
    "org:OrganizationalUnit": "organisation",
    "tgo:IntergovernmentalOrganization": "organisation",
    "tgo:Economy": "place",
    "schema:Place": "place",
    "schema:Event": "event",
    "schema:EventSeries": "event",
    "prov:Activity": "event",
    "tgo:Forum": "event",
    "tgo:Session": "event",
    "tgo:Signing": "event",
    "tgo:Agreement": "agreement",
    "tgo:Treaty": "agreement",
    "tgo:MemorandumOfUnderstanding": "agreement",
    "dcterms:Standard": "agreement",
    "eli:LegalResourceSubdivision": "agreement",
    "tgo:CooperationArea": "area",
    "tgo:DiscussionArea": "area",
    "tgo:Initiative": "initiative",
    "tgo:Partnership": "initiative",
    "schema:SoftwareApplication": "technology",
    "skos:Concept": "topic",
}
OTHERWISE = "topic"
DISPUTED = "disputed"  # the family of what a better source says otherwise

# Kind of the concepts of a scheme, which goes before their class.
KINDS_OF_SCHEMES: dict[str, str] = {
    "tg:topics": "topic",
    "tg:challenges": "challenge",
    "tg:groups": "group",
    "tg:technologies": "technology",
    "tg:counted-things": "topic",
}

CONCEPTS = ("topic", "challenge", "group", "technology")

# One and more of a kind, for titles.
COUNTED: dict[str, tuple[str, str]] = {
    "person": ("person", "people"),
    "post": ("post", "posts"),
    "organisation": ("organisation", "organisations"),
    "group": ("group", "groups"),
    "agreement": ("agreement or standard", "agreements and standards"),
    "part": ("part of an agreement", "parts of agreements"),
    "initiative": ("partnership or initiative", "partnerships and initiatives"),
    "event": ("event", "events"),
    "area": ("area of work or debate", "areas of work and debate"),
    "topic": ("topic", "topics"),
    "challenge": ("challenge", "challenges"),
    "technology": ("technology", "technologies"),
    "place": ("place", "places"),
}

PHRASES: dict[str, Phrase] = {
    "tgo:holdsPost": Phrase("holds", "office"),
    "org:postIn": Phrase("post in", "office"),
    "org:memberOf": Phrase("member of", "office"),
    "tgo:contractingParty": Phrase("contracting party to", "office"),
    "tgo:observer": Phrase("observer at", "office"),
    "tgo:candidate": Phrase("candidate for", "office"),
    "tgo:withMemberRights": Phrase("has member rights in", "office"),
    "org:unitOf": Phrase("unit of", "office"),
    "tgo:isAuthorityOf": Phrase("authority of", "office"),
    "tgo:represents": Phrase("represents", "office"),
    "prov:actedOnBehalfOf": Phrase("acted for", "office"),
    "org:hasPrimarySite": Phrase("main site", "office"),
    "network#signed": Phrase("signed", "agreement"),
    "tgo:isPartyTo": Phrase("party to", "agreement"),
    "tgo:isPartnerIn": Phrase("partner in", "agreement"),
    "tgo:isAgreementOf": Phrase("agreement of", "agreement"),
    "tgo:isToolOf": Phrase("tool of", "agreement"),
    "tgo:isRatifiedBy": Phrase("ratified by", "agreement"),
    "tgo:isCarriedOutBy": Phrase("carried out by", "agreement"),
    "tgo:actsThrough": Phrase("acts through", "agreement"),
    "tgo:supportsImplementationOf": Phrase("supports", "agreement"),
    "tgo:providesUpdatesFor": Phrase("updates", "agreement"),
    "tgo:isSigningOf": Phrase("signing of", "agreement"),
    "tgo:isEditionOf": Phrase("edition of", "agreement"),
    "tgo:isEstablishedBy": Phrase("established by", "agreement"),
    "tgo:isListedWithoutAcceptanceOf": Phrase("listed without acceptance of", "agreement"),
    "dcterms:isReplacedBy": Phrase("replaced by", "agreement"),
    "dcterms:isPartOf": Phrase("part of", "agreement"),
    "dcterms:hasPart": Phrase("part of", "agreement", turned=True, said="is part of"),
    "network#hasOfficeHolderAt": Phrase("office-holder at", "event"),
    "prov:wasAssociatedWith": Phrase("involved in", "event", turned=True, said="is involved in"),
    "schema:superEvent": Phrase("part of", "event"),
    "schema:location": Phrase("held in", "event"),
    "schema:containedInPlace": Phrase("lies in", "event"),
    "tgo:takesPartIn": Phrase("takes part in", "event"),
    "tgo:occursDuring": Phrase("during", "event"),
    "tgo:isConcludedAt": Phrase("concluded at", "event", said="was concluded at"),
    "tgo:isOnOpeningDayOf": Phrase("opening day of", "event"),
    "tgo:signatory": Phrase("signatory at", "event", said="is a signatory at"),
    "tgo:panellist": Phrase("panellist at", "event", said="is a panellist at"),
    "tgo:moderator": Phrase("moderates", "event", said="moderates"),
    "tgo:host": Phrase("hosts", "event", said="hosts"),
    "tgo:co-host": Phrase("co-hosts", "event", said="co-hosts"),
    "tgo:organiser-of-sessions": Phrase("organises sessions at", "event", said="organises sessions at"),
    "tgo:provider-of-speakers": Phrase("sends speakers to", "event", said="sends speakers to"),
    "tgo:aimsAt": Phrase("aims at", "aim"),
    "tgo:promotes": Phrase("promotes", "aim"),
    "tgo:improves": Phrase("improves", "aim"),
    "tgo:respondsTo": Phrase("responds to", "aim"),
    "tgo:benefits": Phrase("benefits", "aim"),
    "tgo:performs": Phrase("performs", "aim"),
    "tgo:callsFor": Phrase("calls for", "aim"),
    "tgo:isDrivenBy": Phrase("driven by", "aim"),
    "tgo:transforms": Phrase("transforms", "aim"),
    "network#spokeOn": Phrase("spoke on", "subject"),
    "network#saidOf": Phrase("spoke of", "subject", said="spoke of"),
    "network#discussed": Phrase("discussed", "subject"),
    "network#hasFigure": Phrase("has figure for", "subject", said="gives a figure for"),
    "network#isNamedWith": Phrase("named with", "subject"),
    "tgo:isThemeOf": Phrase("theme of", "subject"),
    "dcterms:subject": Phrase("concerns", "subject", said="concerns"),
}


# Relations that tell what a thing is, and families from what is done to what is merely spoken of.
MAIN = ("signed", "party to", "partner in", "holds", "post in", "unit of", "hosts", "co-hosts", "agreement of")
_FAMILIES = ("office", "agreement", "event", "aim", "disputed", "subject")


def weight(words: str, family: str) -> int:
    """How soon a picture that can't hold everything may lack a relation: 0 the last.

    >>> weight("party to", "agreement"), weight("supports", "agreement"), weight("spoke of", "subject")
    (0, 2, 6)
    """
    return 0 if words in MAIN else 1 + (_FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES))


def phrase(predicate: str, label: str, disputed: bool = False) -> Phrase:
    """How a relation is drawn; one that isn't listed goes by its label, less the verb that all have in common.

    Args:
        predicate: Short name.
        label: What it is called in words.
        disputed: Whether it is to be drawn as such.

    >>> phrase("tgo:isPartyTo", "is a party to").words
    'party to'
    >>> phrase("x:weighs", "is a weigher of").words
    'weigher of'
    >>> phrase("tgo:co-host", "is co-host at", disputed=True)[:2]
    ('co-hosts (disputed)', 'disputed')
    """
    known = PHRASES.get(predicate) or _by_label(predicate, label)
    return known._replace(words=f"{known.words} (disputed)", family=DISPUTED) if disputed else known


def spoken(drawn: Phrase, label: str) -> str:
    """The verb of a relation in a sentence.

    >>> spoken(phrase("tgo:isPartyTo", "is a party to"), "is a party to")
    'is a party to'
    >>> spoken(phrase("dcterms:subject", "has as subject"), "has as subject")
    'concerns'
    """
    return drawn.said or label


def _by_label(predicate: str, label: str) -> Phrase:
    words = label
    for opening in ("is ", "a ", "an ", "the "):
        words = words.removeprefix(opening)
    return Phrase(words or label or predicate, "aim")


def counted(kind: str, count: int) -> str:
    """How many of a kind there are, in words.

    >>> counted("person", 2), counted("place", 1), counted("event", 14)
    ('two people', 'one place', '14 events')
    """
    return f"{number(count)} {COUNTED.get(kind, ('thing', 'things'))[count != 1]}"


def number(count: int) -> str:
    """A number as a newspaper writes it: in words up to ten.

    >>> number(0), number(10), number(11)
    ('no', 'ten', '11')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def sentence(text: str) -> str:
    """The text with a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def listed(names: list[str]) -> str:
    """Names in a row as prose has them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def inside(label: str) -> str:
    """The label of a concept within a sentence: without its capital, unless it holds others and so may be a name.

    >>> inside("Digital trade"), inside("Sustainable Development Goals"), inside("SMEs")
    ('digital trade', 'Sustainable Development Goals', 'SMEs')
    """
    return label if label[1:] != label[1:].lower() else label[:1].lower() + label[1:]


def plural(label: str) -> str:
    """The label of a class for several of its things: its noun in the plural, without the capital.

    >>> plural("Economy"), plural("Memorandum of understanding"), plural("Post")
    ('economies', 'memoranda of understanding', 'posts')
    """
    head, of, rest = inside(label).partition(" of ")
    if head.endswith("um") and head != "forum":
        many = f"{head[:-2]}a"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        many = f"{head[:-1]}ies"
    else:
        many = f"{head}es" if head.endswith(("s", "x", "ch", "sh")) else f"{head}s"
    return many + of + rest


# A noun that ends like a plural and is none; and plurals that don't.
_SINGULAR = frozenset(
    ("analysis", "basis", "business", "crisis", "customs", "economics", "logistics", "news", "process")
)
_PLURAL = frozenset(("criteria", "media", "people"))
_AFTER_NOUN = frozenset(("against", "among", "at", "by", "for", "from", "in", "of", "on", "that", "to", "with"))


def is_plural(label: str) -> bool:
    """Whether the label of a concept names several: its noun is the last word before a preposition.

    >>> [is_plural(label) for label in ("Experts", "Media", "Single windows", "Tools for e-commerce")]
    [True, True, True, True]
    >>> [is_plural(label) for label in ("Customs", "Growth of exports", "Civil society", "WTO reform", "Business")]
    [False, False, False, False, False]
    """
    words = label.lower().replace("(", "with ").split()
    end = next((i for i, word in enumerate(words) if i and word in _AFTER_NOUN), len(words))
    noun = words[end - 1] if words else ""
    return noun in _PLURAL or (noun.endswith("s") and not noun.endswith("ss") and noun not in _SINGULAR)


def of_several(words: str) -> str:
    """A verb phrase as it follows a name of several; one that opens with no verb of today stays.

    >>> of_several("takes part in"), of_several("is a tool of"), of_several("is driven by"), of_several("spoke on")
    ('take part in', 'are tools of', 'are driven by', 'spoke on')
    >>> of_several("carries out"), of_several("discusses"), of_several("lies in"), of_several("class of")
    ('carry out', 'discuss', 'lie in', 'class of')
    """
    one = re.fullmatch(r"is an? (\w+)( of.*)", words)
    if one:
        return f"are {plural(one[1])}{one[2]}"
    verb, space, rest = words.partition(" ")
    if verb in ("is", "has"):
        verb = {"is": "are", "has": "have"}[verb]
    elif verb.endswith("ies") and len(verb) > len("lies"):
        verb = f"{verb[:-3]}y"
    elif verb.endswith(("ches", "shes", "sses", "xes", "oes")):
        verb = verb[:-2]
    elif not verb.endswith("ss"):
        verb = verb.removesuffix("s")
    return verb + space + rest


# Words that open or end the name of a body which takes an article; a company's name has none of them.
_BODIES = frozenset(
    ("Agency", "Authority", "Committee", "Council", "Division", "Facility", "Group", "Office", "Sub-Committee")
) | {"Organization", "Organisation"}


def with_article(label: str, kind: str) -> str:
    """A name within a sentence: after "the" where a noun ends or opens it, as those of agreements and divisions do.

    A name with a possessive, or a mere code and year, takes none.

    >>> with_article("Trade Facilitation Agreement", "agreement"), with_article("HS 2017", "agreement")
    ('the Trade Facilitation Agreement', 'HS 2017')
    >>> with_article("Market Access Division", "organisation"), with_article("Expeditors International", "organisation")
    ('the Market Access Division', 'Expeditors International')
    >>> with_article("Data analytics initiative", "initiative"), with_article("Zambia's projects", "initiative")
    ('the data analytics initiative', "Zambia's projects")
    """
    if kind in CONCEPTS:
        return inside(label)
    words = label.split() or [""]
    body = kind == "organisation" and not _BODIES.isdisjoint((words[0], words[-1]))
    named = kind in ("agreement", "initiative", "event") or body
    plain = any(word.isalpha() and not word.isupper() for word in words)
    bare = words[0] == "The" or words[0].endswith("'s") or not plain
    if not named or bare:
        return label
    opening = label if words[1:2] != ["of"] else label[:1].lower() + label[1:]
    return f"the {inside(opening)}"
