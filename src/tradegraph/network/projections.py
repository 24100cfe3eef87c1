"""The named projections as data: which relation becomes which edge, and which n-ary node is folded into which edge.

A path is written as in SPARQL: prefixed names, `^` for the way back, `/` for one after the other, `|` for one or the
other; `.` stays where it is. The paths of a fold start at the n-ary node: a membership, an association, a statement.
A class stands for its subclasses too. Anyone may write a `Projection` of their own and hand it to `project`.
"""

from __future__ import annotations

from typing import NamedTuple

from tradegraph.vocabulary import BASE

# Edges that stand for no single triple, and that no published vocabulary names.
NETWORK = BASE + "network#"
TOGETHER = NETWORK + "isNamedWith"

WINDOWS = ("unit", "section", "article")


class Relation(NamedTuple):
    """A relation between two entities that becomes an edge.

    Attributes:
        predicate: Prefixed name; `^` before it turns the edge round; `*` stands for every relation.
        of: Classes of which the subject is, any where empty.
    """

    predicate: str
    of: tuple[str, ...] = ()


class Detail(NamedTuple):
    """Something that an edge carries besides its ends.

    Attributes:
        name: Name of the edge's attribute.
        path: Path from the n-ary node.
        back_to_source: Path from what was found back to the edge's source; what does not lead there is left out.
        onward: Path that goes on from what was found.
    """

    name: str
    path: str
    back_to_source: str = "."
    onward: str = "."


class Fold(NamedTuple):
    """An n-ary node that becomes an edge.

    Attributes:
        source: Path to the source of the edge.
        target: Path to its target.
        predicate: What the edge is called by: a prefixed name, or a name of `NETWORK` that begins with `#`.
        named_by: Path to a thing that names the edge instead, such as a role, where there is one.
        phrase: What an edge that is so named is called in words, `{}` standing for the thing's label.
        of: Classes of which the source is, any where empty.
        where: Path and prefixed name of what must be found there.
        unless: The same of what must not be found there; anything where the name is empty.
        details: What else the edge carries.
        dated: Path to the node whose days are the edge's; empty where it has none.
    """

    source: str
    target: str
    predicate: str
    named_by: str = ""
    phrase: str = "{}"
    of: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    unless: tuple[tuple[str, str], ...] = ()
    details: tuple[Detail, ...] = ()
    dated: str = "."


class Projection(NamedTuple):
    """A way to see the graph as a network.

    Attributes:
        title: What it shows, in a line.
        relations: Relations that become edges.
        folds: N-ary nodes that become edges.
        nodes: Classes of the nodes, any entity where empty.
        window: For a network of what is named together: in the same `unit`, `section` or `article`; else empty.
        alone: Whether an entity without an edge is a node too.
    """

    title: str
    relations: tuple[Relation, ...] = ()
    folds: tuple[Fold, ...] = ()
    nodes: tuple[str, ...] = ()
    window: str = ""
    alone: bool = False


_EVENT = "^prov:qualifiedAssociation"
_OFFICE = Detail("office", "tgo:actsInOffice")
_PARTY = Detail("party", f"{_EVENT}/^prov:hadActivity", "^prov:qualifiedDelegation", "prov:agent")
_SPEAKER = "prov:wasAttributedTo|dcterms:isPartOf/prov:wasAttributedTo"
_MADE_IN = (Detail("event", "tgo:isMadeIn"),)

HOLDS = Fold("org:member", "tgo:holdsPost", "tgo:holdsPost")
# When the post was held says nothing of when it was a post there.
POST_IN = Fold("tgo:holdsPost", "org:organization", "org:postIn", dated="")
_NO_POST = ("tgo:holdsPost", "")
MEMBER = Fold("org:member", "org:organization", "org:memberOf", where=(("org:role", "tgo:member"),), unless=(_NO_POST,))
# An observer is no member: any other role names the edge itself.
STANDING = Fold(
    "org:member",
    "org:organization",
    "org:memberOf",
    named_by="org:role",
    phrase="has the standing of {} in",
    unless=(_NO_POST, ("org:role", "tgo:member")),
)
ROLE = Fold(
    "prov:agent",
    _EVENT,
    "prov:wasAssociatedWith",
    named_by="prov:hadRole",
    phrase="is {} at",
    details=(_OFFICE, _PARTY),
    dated=_EVENT,
)
SIGNED = Fold(
    "prov:agent",
    f"{_EVENT}/tgo:isSigningOf",
    "#signed",
    where=(("prov:hadRole", "tgo:signatory"),),
    details=(_OFFICE, _PARTY, Detail("event", _EVENT), Detail("place", f"{_EVENT}/schema:location")),
    dated=_EVENT,
)
# Signing binds the principal; where a unit says outright that it is a party, that is the same edge with more evidence.
BOUND = Fold("prov:agent", "prov:hadActivity/tgo:isSigningOf", "tgo:isPartyTo", dated="")
SENT_HOLDER = Fold(
    "tgo:actsInOffice/org:postIn",
    _EVENT,
    "#hasOfficeHolderAt",
    details=(Detail("person", "prov:agent"), _OFFICE, Detail("role", "prov:hadRole")),
    dated=_EVENT,
)
ON_BEHALF = Fold(
    "^prov:qualifiedDelegation",
    "prov:agent",
    "prov:actedOnBehalfOf",
    details=(Detail("event", "prov:hadActivity"),),
    dated="prov:hadActivity",
)
SPOKE = Fold(
    _SPEAKER,
    "dcterms:subject",
    "#spokeOn",
    where=(("rdf:type", "tgo:ReportedStatement"),),
    unless=(("dcterms:isPartOf", ""),),  # a part of a quotation is told with the quotation
    details=_MADE_IN,
    dated="tgo:isMadeIn",
)
SAID_OF = Fold(_SPEAKER, "dcterms:subject", "#saidOf", where=(("rdf:type", "schema:Quotation"),), details=_MADE_IN)
CLAIMED_OF = Fold(_SPEAKER, "rdf:subject", "#saidOf", where=(("rdf:type", "rdf:Statement"),), details=_MADE_IN)
# Of a statement that no speaker is named for, only the event is known.
HEARD = Fold(
    "tgo:isMadeIn",
    "dcterms:subject",
    "#discussed",
    unless=((_SPEAKER, ""),),
    dated="tgo:isMadeIn",
)
DISCUSSED = Fold(
    "dcterms:isPartOf",
    "dcterms:subject",
    "#discussed",
    where=(("rdf:type", "tgo:DiscussionArea"),),
    details=(Detail("area", "."),),
    dated="dcterms:isPartOf",
)
FIGURE = Fold(
    "tgo:isAbout",
    "tgo:measures",
    "#hasFigure",
    details=(
        Detail("value", "tgo:value"),
        Detail("measure", "tgo:unitOfMeasure"),
        Detail("hedge", "tgo:hedge"),
    ),
)

_COMMITMENTS = ("tgo:Agreement", "tgo:CooperationArea", "tgo:Initiative", "tgo:Partnership")
_EVENTS = ("schema:Event", "schema:EventSeries", "prov:Activity")

PROJECTIONS: dict[str, Projection] = {
    "institutions": Projection(
        "organisations, their bodies and economies, and what they belong to, agree on and take part in",
        relations=(
            Relation("org:unitOf"),
            Relation("tgo:isAuthorityOf"),
            Relation("tgo:isPartnerIn"),
            Relation("tgo:isPartyTo"),
            Relation("tgo:isAgreementOf"),
            Relation("tgo:isSigningOf"),
            Relation("tgo:isCarriedOutBy"),
            Relation("tgo:actsThrough"),
            Relation("tgo:supportsImplementationOf"),
            Relation("tgo:providesUpdatesFor"),
            Relation("tgo:isToolOf"),
            Relation("tgo:takesPartIn"),
            Relation("dcterms:isPartOf", of=_COMMITMENTS),
            Relation("schema:superEvent"),
            Relation("tgo:occursDuring"),
            Relation("^prov:wasAssociatedWith"),
        ),
        folds=(BOUND, ROLE._replace(of=("org:Organization",)), SENT_HOLDER),
        nodes=(
            "org:Organization",
            "tgo:Economy",
            *_COMMITMENTS,
            *_EVENTS,
            "dcterms:Standard",
            "schema:SoftwareApplication",
        ),
    ),
    "people": Projection(
        "persons: the posts they hold, what they signed, where they acted, for whom, and what they spoke on",
        relations=(Relation("org:postIn"), Relation("org:unitOf")),
        folds=(
            HOLDS,
            POST_IN,
            MEMBER,
            STANDING,
            SIGNED,
            ROLE._replace(of=("foaf:Person",), unless=(("prov:hadRole", "tgo:signatory"),)),
            ON_BEHALF,
            SPOKE._replace(of=("foaf:Person",)),
            SAID_OF._replace(of=("foaf:Person",)),
            CLAIMED_OF._replace(of=("foaf:Person",)),
        ),
    ),
    "topics": Projection("topics that are named together", nodes=("skos:Concept",), window="unit", alone=True),
    "agreements": Projection(
        "agreements: parties, signatories, what they commit to, and what carries it out",
        relations=(
            Relation("tgo:isPartyTo"),
            Relation("tgo:isAgreementOf"),
            Relation("tgo:isPartnerIn"),
            Relation("tgo:isRatifiedBy"),
            Relation("tgo:isCarriedOutBy"),
            Relation("tgo:supportsImplementationOf"),
            *(
                Relation(name, of=_COMMITMENTS)
                for name in (
                    "dcterms:isPartOf",
                    "dcterms:hasPart",
                    "dcterms:subject",
                    "tgo:actsThrough",
                    "tgo:aimsAt",
                    "tgo:benefits",
                    "tgo:promotes",
                    "tgo:respondsTo",
                )
            ),
        ),
        folds=(SIGNED, BOUND),
    ),
    "events": Projection(
        "events: who hosted, signed, spoke or took part, where, during what, and what was discussed",
        relations=(
            Relation("schema:superEvent"),
            Relation("tgo:occursDuring"),
            Relation("tgo:isSigningOf"),
            Relation("tgo:takesPartIn"),
            Relation("^prov:wasAssociatedWith"),
            Relation("schema:location", of=_EVENTS),
            Relation("schema:containedInPlace"),
            Relation("dcterms:subject", of=_EVENTS),
        ),
        folds=(ROLE, DISCUSSED, HEARD),
    ),
    "full": Projection(
        "every relation between two entities, and every n-ary node folded",
        relations=(Relation("*"),),
        folds=(HOLDS, POST_IN, MEMBER, STANDING, ROLE, ON_BEHALF, SPOKE, SAID_OF, CLAIMED_OF, HEARD, FIGURE),
        alone=True,
    ),
}

# What an edge is called where no ontology of ours says so.
WORDS: dict[str, str] = {
    "dcterms:hasPart": "has part",
    "dcterms:isPartOf": "is part of",
    "dcterms:subject": "has as subject",
    "network#discussed": "discussed",
    "network#hasFigure": "has a figure for",
    "network#hasOfficeHolderAt": "has an office-holder at",
    "network#isNamedWith": "is named with",
    "network#saidOf": "said something of",
    "network#signed": "signed",
    "network#spokeOn": "spoke on",
    "org:hasPrimarySite": "has its main site at",
    "org:memberOf": "is a member of",
    "org:postIn": "is a post in",
    "org:unitOf": "is a unit of",
    "prov:actedOnBehalfOf": "acted on behalf of",
    "prov:wasAssociatedWith": "is associated with",
    "schema:containedInPlace": "lies in",
    "schema:location": "takes place in",
    "schema:superEvent": "is part of",
    "tgo:candidate": "is a candidate for accession to",
    "tgo:contractingParty": "is a contracting party to",
    "tgo:holdsPost": "holds the post of",
    "tgo:observer": "is an observer at",
    "tgo:withMemberRights": "has the rights of a member in",
}
