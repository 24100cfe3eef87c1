"""What is to be drawn, before anything has a place: nodes, edges, and the words around them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from tradegraph.errors import InputError


@dataclass(frozen=True, slots=True)
class Node:
    """A thing to be drawn as a shape with its name inside.

    Attributes:
        id: Unique within the drawing; becomes part of ids in SVG.
        label: Its name, in any script; wrapped when measured.
        kind: A key of `shapes.KINDS`, which gives outline and colour.
        href: Where a click in SVG leads; empty for nowhere.
        note: What a viewer of SVG reads on hovering; empty for the label alone.
        strong: Whether the name is set bold: the few that the picture is about.
    """

    id: str
    label: str
    kind: str
    href: str = ""
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation to be drawn as a line with an arrowhead, with its words on or beside it.

    Attributes:
        id: Unique within the drawing.
        source: Id of the node at the tail.
        target: Id of the node at the head; may be the source again.
        label: The words on the line; empty for none.
        family: A key of `shapes.FAMILIES`, which gives colour and dashes.
        note: Number or words that follow the label as a footnote reference; empty for none.
        href: Where a click in SVG leads.
        directed: Whether there is an arrowhead.
    """

    id: str
    source: str
    target: str
    label: str
    family: str
    note: str = ""
    href: str = ""
    directed: bool = True

    @property
    def words(self) -> str:
        """What is set on the line: the label, then the footnote reference in square brackets."""
        return f"{self.label} [{self.note}]".strip() if self.note else self.label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture before it has a layout.

    Attributes:
        title: A statement, one line.
        subtitle: What is shown, and what is left out.
        source: Where it comes from, one line below the picture.
        nodes: In the order that breaks ties.
        edges: In the order that breaks ties.
        columns: For a columned layout, the column (from 0) of each node by id; empty for a free layout.
        alternative: Text for who can't see the picture; empty for one made of title, subtitle and counts.
        paper: Width and height of the sheet in points; None for one as large as the picture needs.
        notes: Rows under the picture, by number: ("1", "said in sentence 10 of ...").
    """

    title: str
    subtitle: str
    source: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: dict[str, int] = field(default_factory=dict)
    alternative: str = ""
    paper: tuple[float, float] | None = None
    notes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuses a drawing that can't be drawn.

        Raises:
            InputError: No nodes, an id given twice, an edge to a node that isn't there, or no words in a node.
        """
        if not self.nodes:
            raise InputError("the selection is empty, so there is nothing to draw; name another entity or view")
        ids = {node.id for node in self.nodes}
        for what, given in (("node", [n.id for n in self.nodes]), ("edge", [e.id for e in self.edges])):
            twice = [name for name, count in Counter(given).items() if count > 1]
            if twice:
                raise InputError(f"two {what}s of the drawing are called '{twice[0]}'; give each its own id")
        for node in self.nodes:
            if not node.label.strip():
                raise InputError(f"node '{node.id}' of the drawing has no label; give it its name")
        for edge in self.edges:
            for end in (edge.source, edge.target):
                if end not in ids:
                    raise InputError(
                        f"edge '{edge.id}' of the drawing ends at '{end}', which is no node of it; add the node"
                    )

    @property
    def description(self) -> str:
        """The text for who can't see the picture: the given one, else title, subtitle and every relation in words."""
        if self.alternative:
            return self.alternative
        names = {node.id: node.label for node in self.nodes}
        said = "; ".join(f"{names[e.source]} – {e.label or 'is tied to'} – {names[e.target]}" for e in self.edges)
        return f"{self.title}. {self.subtitle} {len(self.nodes)} things, {len(self.edges)} relations. {said}".strip()


def merge_parallel(edges: tuple[Edge, ...], joint: str = ", ") -> tuple[Edge, ...]:
    """The edges with those of one family from one node to one other merged into one that lists their labels, in order.

    >>> a, b = (Edge(i, "x", "y", i, "office") for i in ("holds", "leads"))
    >>> [e.label for e in merge_parallel((a, b))]
    ['holds, leads']
    """
    merged: dict[tuple[str, str, str, bool], Edge] = {}
    for edge in edges:
        key = (edge.source, edge.target, edge.family, edge.directed)
        if key not in merged:
            merged[key] = edge
            continue
        known = merged[key]
        labels = known.label if edge.label in known.label.split(joint) else joint.join((known.label, edge.label))
        notes = ",".join(dict.fromkeys([n for n in (*known.note.split(","), *edge.note.split(",")) if n]))
        merged[key] = replace(known, label=labels, note=notes)
    return tuple(merged.values())
