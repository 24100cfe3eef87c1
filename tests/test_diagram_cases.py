"""Odd drawings come out strict too, and every run gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from tradegraph.diagrams.audit import audit
from tradegraph.diagrams.drawing import Drawing, Edge, Node, merge_parallel
from tradegraph.diagrams.layout import Type
from tradegraph.diagrams.loop import Setting, crossings, faults, lay_out
from tradegraph.diagrams.measure import Face, properties
from tradegraph.diagrams.picture import Picture, save
from tradegraph.diagrams.save import render
from tradegraph.diagrams.sheet import sheet
from tradegraph.errors import InputError

SETTINGS = tuple(
    Setting(start, gap=22, roomy=roomy, crossing=6.0) for start in ("spectral", "radial") for roomy in (1.3, 1.7)
)


def make(nodes: list[str], edges: list[tuple[int, int, str]], kind: str = "organisation") -> Drawing:
    return Drawing(
        "A statement about Zephyria",
        "Invented",
        "Source: nobody.",
        tuple(Node(f"n{i}", n, kind) for i, n in enumerate(nodes)),
        tuple(Edge(f"e{i}", f"n{a}", f"n{b}", label, "office") for i, (a, b, label) in enumerate(edges)),
    )


SIXTY = "Inter-Provincial Commission for the Weighing of Low Clouds XI"
CASES = {
    "one node": make(["Zephyria"], []),
    "two nodes without a line": make(["Zephyria", "Fog Fair"], []),
    "a name of 60 letters": make([SIXTY, SIXTY + "I"], [(0, 1, "weighs")]),
    "a word of 60 letters": make(["Donau" * 12, "Fog"], [(0, 1, "weighs")]),
    "right to left": make(["منظمة وزن السحب العالمية", "נמל הערפל הגדול"], [(0, 1, "عضو في")]),
    "Chinese and Japanese": make(["云重测量协会国际联盟总部", "霧の見本市実行委員会"], [(0, 1, "成员")]),
    "a line to itself": make(["Zephyria", "Fog Fair"], [(0, 0, "succeeds"), (0, 1, "hosts")]),
    "two lines to itself": make(["Zephyria", "Fog Fair"], [(0, 0, "succeeds"), (0, 0, "renames"), (1, 0, "hosts")]),
    "parallel lines": make(["Zephyria", "Fog Fair"], [(0, 1, "hosts"), (0, 1, "funds"), (1, 0, "praises")]),
    "no words on lines": make(["Zephyria", "Fog Fair", "Mist"], [(0, 1, ""), (1, 2, "")]),
    "several parts": make(
        [f"Cloud {i}" for i in range(9)], [(0, 1, "is over"), (1, 2, "is over"), (3, 4, "is over"), (5, 6, "is over")]
    ),
    "a star": make(["Zephyria", *(f"Cloud number {i}" for i in range(16))], [(0, i, "owns") for i in range(1, 17)]),
    "a ring": make([f"Cloud {i}" for i in range(8)], [(i, (i + 1) % 8, "precedes") for i in range(8)]),
    "mathematical dollars": make(["$x^2$ & <Sons>", 'a_b "c"'], [(0, 1, "$y$ & <b>")]),
    "every pair of five": make(
        [f"Cloud {i}" for i in range(5)], [(i, j, "sees") for i in range(5) for j in range(i + 1, 5)]
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_odd_drawing_is_strict_in_all_formats(name: str) -> None:
    drawing = CASES[name]
    figure = sheet(lay_out(drawing, Type(), SETTINGS, 2))
    seen = audit(figure, drawing)
    assert seen.is_strict, seen.faults
    assert seen.drawn == (len(drawing.nodes), len(drawing.edges), sum(bool(e.words) for e in drawing.edges))
    assert seen.crossings <= 2
    assert render(figure, drawing, "svg").startswith(b"<?xml")
    assert render(figure, drawing, "pdf").startswith(b"%PDF")
    assert render(figure, drawing, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("start", ["planar", "radial", "spectral"])
@pytest.mark.parametrize("name", ["a ring", "every pair of five"])  # the second has no planar layout
def test_a_layout_may_begin_in_any_way(start: str, name: str) -> None:
    plan = lay_out(CASES[name], Type(), (Setting(start, gap=22, roomy=1.7, crossing=6.0),), 2)
    assert not faults(plan)
    assert crossings(plan) <= 2


def test_an_empty_selection_is_one_clear_line() -> None:
    with pytest.raises(InputError, match="nothing to draw"):
        make([], [])


def test_an_edge_to_nowhere_is_named() -> None:
    with pytest.raises(InputError, match="ends at 'n7'"):
        make(["Zephyria"], [(0, 7, "seeks")])


def test_parallel_lines_of_one_family_merge_into_one_with_both_labels() -> None:
    merged = merge_parallel(CASES["parallel lines"].edges)
    assert [e.label for e in merged] == ["hosts, funds", "praises"]


def test_svg_keeps_text_links_and_words_for_who_cannot_see_it() -> None:
    import xml.etree.ElementTree as ET

    drawing = Drawing(
        "A & B",
        "sub",
        "Source: nobody.",
        (Node("a", "Zephyria", "place", href="https://example.org/z?a=1&b=2"), Node("b", "Fog Fair", "event")),
        (Edge("e", "b", "a", "held in", "event", note="1"),),
        notes=(("1", "said in sentence 3 of an invented article"),),
    )
    figure = sheet(lay_out(drawing, Type(), SETTINGS, 2))
    assert audit(figure, drawing).is_strict
    svg = render(figure, drawing, "svg").decode()
    root = ET.fromstring(svg)  # noqa: S314
    assert "Zephyria" in svg
    assert "held in [1]" in svg
    assert root[0].text == "A & B"
    assert "Fog Fair – held in – Zephyria" in (root[1].text or "")
    assert "https://example.org/z?a=1&amp;b=2" in svg
    texts = [e for e in root.iter() if e.tag.endswith("}text")]
    assert len(texts) >= 7
    assert all("textLength" in t.attrib for t in texts)


_PROGRAM = """
import sys, hashlib
sys.path[:0] = {paths!r}
from test_diagram_cases import CASES, SETTINGS
from tradegraph.diagrams.layout import Type
from tradegraph.diagrams.loop import lay_out
from tradegraph.diagrams.measure import Face, properties
from tradegraph.diagrams.picture import Picture, save
from tradegraph.diagrams.save import render
from tradegraph.diagrams.sheet import sheet
for name in ("a star", "several parts", "parallel lines", "every pair of five"):
    figure = sheet(lay_out(CASES[name], Type(), SETTINGS, 2))
    for form in ("svg", "pdf", "png"):
        print(hashlib.sha256(render(figure, CASES[name], form)).hexdigest())
"""


def test_every_run_gives_the_same_bytes_whatever_the_hash_seed_and_threads() -> None:
    paths = [os.path.dirname(__file__), *sys.path]
    found = set()
    for seed, threads in (("1", "1"), ("424242", "2")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM.format(paths=paths)], env=env, capture_output=True, text=True, check=True
        )
        assert len(done.stdout.split()) == 12
        found.add(hashlib.sha256(done.stdout.encode()).hexdigest())
    assert len(found) == 1


def picture(name: str) -> Picture:
    figure = sheet(lay_out(CASES[name], Type(), SETTINGS, 2))
    return Picture(figure, CASES[name], audit(figure, CASES[name]))


def test_words_on_lines_are_upright_where_the_oblique_lacks_their_letters() -> None:
    drawn = picture("right to left")
    styles = {text.get_text(): text.get_fontproperties().get_style() for text in drawn.figure.axes[0].texts}
    assert styles["عضو في"] == "normal"
    assert drawn.undrawable == ""
    assert properties(Face(7.0, italic=True), "weighs").get_style() == "italic"


def test_letters_that_no_font_here_has_are_told_and_stay_text_in_an_svg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradegraph.diagrams.measure._others", tuple)
    drawn = picture("Chinese and Japanese")
    assert {"云", "霧", "成"} <= set(drawn.undrawable)
    assert "成员" in save(drawn, "svg").decode("utf-8")
    assert picture("two nodes without a line").undrawable == ""
