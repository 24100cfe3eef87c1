"""Links that would tangle a picture are left out, few at a time; what a layout comes to never hangs on a clock."""

import ast
from itertools import combinations
from pathlib import Path

import pytest

import tradegraph.diagrams
from tradegraph.diagrams.audit import audit
from tradegraph.diagrams.drawing import Drawing, Edge, Node
from tradegraph.diagrams.layout import Type
from tradegraph.diagrams.loop import crossings, faults, lay_out
from tradegraph.diagrams.sheet import sheet
from tradegraph.diagrams.spare import SETTINGS, lay_out_sparing, thin

MODULES = sorted(Path(str(tradegraph.diagrams.__file__)).parent.rglob("*.py"))


def guild(count: int, links: int) -> tuple[Drawing, tuple[str, ...]]:
    """A guild with so many clouds, and so many links among these; the links are spare."""
    clouds = tuple(Node(f"c{i}", f"Cloud number {i}", "event") for i in range(count))
    nodes = (Node("guild", "Guild of Cloud Weighers", "organisation"), *clouds)
    spokes = tuple(Edge(f"s{i}", "guild", f"c{i}", "weighs", "office") for i in range(count))
    pairs = sorted(combinations(range(count), 2), key=lambda pair: (pair[0] * 7 + pair[1] * 5) % 11)[:links]
    among = tuple(Edge(f"l{a}-{b}", f"c{a}", f"c{b}", "rains on", "aim") for a, b in pairs)
    drawing = Drawing("The guild weighs clouds", "Invented.", "Source: nobody.", nodes, (*spokes, *among))
    return drawing, tuple(edge.id for edge in among)


@pytest.mark.parametrize(("count", "links"), [(6, 3), (9, 20), (12, 50), (20, 25)])
def test_a_thicket_of_links_is_thinned_until_the_picture_is_strict(count: int, links: int) -> None:
    drawing, spare = guild(count, links)
    plan = lay_out_sparing([drawing], Type(), 2, spare)
    seen = audit(sheet(plan), plan.drawing)
    assert seen.is_strict, seen.faults
    assert seen.crossings <= 2
    gone = {edge.id for edge in drawing.edges} - {edge.id for edge in plan.drawing.edges}
    assert gone <= set(spare)
    assert (not gone) == (links == 3)


def test_spare_links_that_fit_a_plane_stay_and_the_least_wanted_go() -> None:
    drawing, spare = guild(8, 28)
    kept = {edge.id for edge in thin(drawing, spare).edges}
    assert spare[0] in kept
    assert spare[-1] not in kept
    assert {edge.id for edge in drawing.edges if edge.id not in spare} <= kept
    few, wanted = guild(8, 3)
    assert thin(few, wanted) == few


def test_where_nothing_is_spare_links_still_go_until_few_cross_but_nothing_is_left_alone() -> None:
    drawing, _ = guild(7, 21)
    plan = lay_out_sparing([drawing], Type(), 2, ())
    assert crossings(plan) <= 2
    assert not faults(plan)
    assert {end for edge in plan.drawing.edges for end in (edge.source, edge.target)} == {n.id for n in drawing.nodes}


def test_fewer_rounds_give_a_layout_too() -> None:
    drawing, _ = guild(9, 12)
    assert len(lay_out(drawing, Type(), SETTINGS[:1], 2, rounds=1).ways) == 21


def imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_no_layout_hangs_on_a_clock_or_on_chance() -> None:
    assert len(MODULES) > 17
    found = {path.name: imports(path) & {"time", "timeit", "random", "secrets", "uuid"} for path in MODULES}
    assert {name: modules for name, modules in found.items() if modules} == {}
    assert [path.name for path in MODULES if "np.random" in path.read_text(encoding="utf-8")] == []
