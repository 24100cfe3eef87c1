"""Each counter of the audit must speak when its damage is done to a clean sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from tradegraph.diagrams.audit import COUNTERS, Audit, audit
from tradegraph.diagrams.drawing import Drawing, Edge, Node
from tradegraph.diagrams.layout import Type
from tradegraph.diagrams.loop import Setting, lay_out
from tradegraph.diagrams.sheet import sheet


def drawing() -> Drawing:
    """The Guild of Cloud Weighers and its friends: plainly invented."""
    nodes = tuple(
        Node(f"n{i}", label, kind)
        for i, (label, kind) in enumerate(
            (
                ("Guild of Cloud Weighers", "organisation"),
                ("Zephyria", "place"),
                ("Ada Nimbus", "person"),
                ("Keeper of the Scales", "post"),
                ("Cumulus Compact", "agreement"),
                ("Fog Fair", "event"),
            )
        )
    )
    pairs = (
        ("n2", "n3", "holds", "office"),
        ("n3", "n0", "in", "office"),
        ("n0", "n4", "party to", "agreement"),
        ("n0", "n1", "seated in", "event"),
        ("n5", "n1", "held in", "event"),
        ("n2", "n4", "signed", "agreement"),
    )
    edges = tuple(Edge(f"e{i}", *pair) for i, pair in enumerate(pairs))
    return Drawing("Six things weigh clouds", "An invented guild", "Source: nobody.", nodes, edges)


@pytest.fixture
def figure() -> Figure:
    return sheet(
        lay_out(
            drawing(),
            Type(),
            (Setting(gap=22, roomy=1.3), Setting(gap=22, roomy=1.6), Setting("radial", gap=22, roomy=1.6)),
            2,
        )
    )


def look(figure: Figure) -> Audit:
    return audit(figure, drawing())


def part(figure: Figure, gid: str) -> Any:
    found = figure.findobj(lambda a: a.get_gid() == gid)
    assert len(found) == 1, gid
    return found[0]


def test_a_clean_sheet_is_strict_and_everything_is_found(figure: Figure) -> None:
    seen = look(figure)
    assert seen.is_strict, seen.faults
    assert seen.drawn == (6, 6, 6)
    assert set(seen.counts) == set(COUNTERS)


def test_words_moved_onto_words_are_seen_as_ll(figure: Figure) -> None:
    one, two = part(figure, "elabel:e0.0"), part(figure, "elabel:e1.0")
    one.set_position(two.get_position())
    assert look(figure).counts["LL"] >= 1


def test_words_moved_onto_a_shape_are_seen_as_ln_and_ll(figure: Figure) -> None:
    part(figure, "elabel:e0.0").set_position(part(figure, "label:n1.0").get_position())
    counts = look(figure).counts
    assert counts["LN"] >= 1
    assert counts["LL"] >= 1


def test_a_name_longer_than_its_shape_is_seen_as_lo(figure: Figure) -> None:
    part(figure, "label:n1.0").set_text("Zephyria of the Seven Winds")
    assert look(figure).counts["LO"] == 1


def test_a_shape_moved_onto_a_shape_is_seen_as_nn_and_closes_the_gap(figure: Figure) -> None:
    one, two = part(figure, "node:n0"), part(figure, "node:n1")
    one.set_xy(one.get_xy() - one.get_xy().mean(0) + two.get_xy().mean(0))
    seen = look(figure)
    assert seen.counts["NN"] == 1
    assert seen.gap == 0


def straight_through(figure: Figure, line: str, thing: str) -> None:
    x, y = part(figure, thing).get_xy().mean(0)
    part(figure, line).set_path(Outline(np.array([[x - 90, y], [x + 90, y]]), [Outline.MOVETO, Outline.LINETO]))


def test_a_line_drawn_through_a_shape_is_seen_as_en_and_el(figure: Figure) -> None:
    straight_through(figure, "edge:e4", "node:n0")
    counts = look(figure).counts
    assert counts["EN"] >= 1
    assert counts["EL"] >= 1


def test_a_line_that_ends_elsewhere_is_seen_as_de(figure: Figure) -> None:
    straight_through(figure, "edge:e4", "node:n0")
    assert look(figure).counts["DE"] >= 1


def test_words_off_the_page_are_seen_as_cl(figure: Figure) -> None:
    part(figure, "extra:source.0").set_x(-40)
    assert look(figure).counts["CL"] == 1


def test_a_key_on_the_picture_is_seen_as_fu(figure: Figure) -> None:
    part(figure, "extra:key.0").set_position(part(figure, "label:n0.0").get_position())
    assert look(figure).counts["FU"] >= 1


def test_words_as_long_as_their_line_are_seen_as_he(figure: Figure) -> None:
    part(figure, "elabel:e1.0").set_text("in " * 60)
    assert look(figure).counts["HE"] >= 1


def test_words_on_an_arrowhead_are_seen_as_ah(figure: Figure) -> None:
    part(figure, "elabel:e3.0").set_position(part(figure, "arrow:e0").get_xy()[0])
    assert look(figure).counts["AH"] == 1


def test_words_nearer_to_another_line_are_seen_as_amb(figure: Figure) -> None:
    points = part(figure, "edge:e4").get_path().vertices
    part(figure, "elabel:e0.0").set_position(points[:2].mean(0) + np.array([3.0, 6.0]))
    assert look(figure).counts["AMB"] >= 1


def test_a_line_on_a_line_is_seen_as_ov(figure: Figure) -> None:
    part(figure, "edge:e0").set_path(part(figure, "edge:e1").get_path())
    assert look(figure).counts["OV"] == 1


def test_words_taken_away_are_seen_as_missing(figure: Figure) -> None:
    part(figure, "elabel:e0.0").remove()
    assert look(figure).counts["missing"] == 1


def test_larger_type_after_the_layout_is_seen(figure: Figure) -> None:
    for text in figure.findobj(Text):
        if str(text.get_gid()).startswith("label:"):
            text.set_fontsize(13)
    seen = look(figure)
    assert seen.counts["LO"] >= 5


def test_type_too_small_for_print_is_not_strict(figure: Figure) -> None:
    part(figure, "extra:source.0").set_fontsize(4)
    seen = look(figure)
    assert not seen.is_strict
    assert "smallest type 4.0 pt" in seen.faults


def test_every_counter_has_a_mutation() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    tested = {name for name in COUNTERS if f'counts["{name}"]' in here}
    assert tested == set(COUNTERS)
