"""Groups of entities that are joined among themselves more than to the rest."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx

from tradegraph.analyse.backends import told
from tradegraph.errors import InputError
from tradegraph.network.facts import unit_order
from tradegraph.network.views import as_simple

_NAMING = 3


class Group(NamedTuple):
    """A group.

    Attributes:
        name: Labels of its most central members.
        members: IRIs, the most central first.
        relations: How many relations join two of its members.
        evidence: Short names of the graphs that state these, units in their order.
    """

    name: str
    members: tuple[str, ...]
    relations: int
    evidence: tuple[str, ...]


class Grouping(NamedTuple):
    """Groups, largest first, and how well they part the network.

    Attributes:
        groups: The groups.
        modularity: From -0.5 to 1; 0 is no better than chance.
    """

    groups: tuple[Group, ...]
    modularity: float


def find_groups(graph: nx.MultiDiGraph, seed: int = 0, resolution: float = 1.0) -> Grouping:
    """The communities of a network, named by their central entities; each entity is in one.

    Relations count by how often they are stated, and have no direction. A member is the more central the more of that
    weight joins it to other members; those that tie go by label.

    Args:
        graph: A network as `project` gives it.
        seed: Where chance starts; the same seed gives the same groups in every process.
        resolution: Above 1 for smaller groups, below 1 for larger ones.

    Raises:
        InputError: The resolution is not above 0, or a backend of networkx that the user named fails.

    Source: V. D. Blondel et al., Fast unfolding of communities in large networks, 2008, by `networkx.community`.
    """
    if not resolution > 0:
        raise InputError(f"resolution {resolution}: must be above 0; 1 is the usual one")
    simple = as_simple(graph)
    nodes = list(simple)
    # Numbers, for networkx keeps communities as sets, and strings come out of a set in another order in every process.
    with told("groups"):
        numbered = nx.relabel_nodes(simple, {node: number for number, node in enumerate(nodes)})
        found = nx.community.louvain_communities(numbered, weight="weight", resolution=resolution, seed=seed)
        modularity = nx.community.modularity(numbered, found, resolution=resolution) if numbered.size() else 0.0
    groups = [_group(graph, simple, {nodes[number] for number in community}) for community in found]
    groups.sort(key=lambda group: (-len(group.members), group.name, group.members))
    return Grouping(tuple(groups), float(modularity))


def _group(graph: nx.MultiDiGraph, simple: nx.Graph, members: set[str]) -> Group:
    weights = {
        node: sum(edge["weight"] for other, edge in simple.adj[node].items() if other in members) for node in members
    }
    ordered = sorted(members, key=lambda node: (-weights[node], graph.nodes[node]["label"], node))
    inside = [
        data["evidence"] for node in ordered for _, other, data in graph.out_edges(node, data=True) if other in members
    ]
    return Group(
        ", ".join(graph.nodes[node]["label"] for node in ordered[:_NAMING]),
        tuple(ordered),
        len(inside),
        tuple(sorted({unit for units in inside for unit in units}, key=unit_order)),
    )
