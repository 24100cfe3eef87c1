"""Kinds of one family of shapes differ in colour for every reader, and words are dark enough on their ground."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from colorspacious import cspace_convert

from tradegraph.diagrams.shapes import FAMILIES, KINDS, outline

ALIKE = (
    {"rectangle", "tab", "document"},
    {"stadium", "rounded"},
    {"hexagon", "octagon", "tag"},
    {"parallelogram", "trapezoid", "chevron", "notched"},
)
READERS = (None, "deuteranomaly", "protanomaly", "tritanomaly")


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def apart(one: str, two: str) -> float:
    found = []
    for reader in READERS:
        seen = [
            rgb(c)
            if reader is None
            else np.clip(
                cspace_convert(rgb(c), {"name": "sRGB1+CVD", "cvd_type": reader, "severity": 100}, "sRGB1"), 0, 1
            )
            for c in (one, two)
        ]
        found.append(
            np.linalg.norm(
                cspace_convert(seen[0], "sRGB1", "CAM02-UCS") - cspace_convert(seen[1], "sRGB1", "CAM02-UCS")
            )
        )
    return float(min(found))


def contrast(one: str, two: str) -> float:
    light = [
        float(np.where(rgb(c) <= 0.03928, rgb(c) / 12.92, ((rgb(c) + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])
        for c in (one, two)
    ]
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_kinds_of_alike_shapes_differ_by_ten_for_every_reader() -> None:
    pairs = [
        (a, b)
        for (a, x), (b, y) in itertools.combinations(KINDS.items(), 2)
        for group in ALIKE
        if {x.shape, y.shape} <= group
    ]
    assert len(pairs) > 10
    too_near = {
        (a, b): round(max(apart(KINDS[a].colour, KINDS[b].colour), apart(KINDS[a].fill, KINDS[b].fill)), 1)
        for a, b in pairs
        if apart(KINDS[a].colour, KINDS[b].colour) < 10 and apart(KINDS[a].fill, KINDS[b].fill) < 10
    }
    assert not too_near


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_outlines_stand_out(kind: str) -> None:
    look = KINDS[kind]
    assert contrast(look.text, look.fill) >= 7
    assert contrast(look.colour, "#ffffff") >= 3


def test_words_on_lines_have_contrast_and_families_differ_by_dashes() -> None:
    assert all(contrast(family.colour, "#ffffff") >= 4.5 for family in FAMILIES.values())
    assert len({family.dashes for family in FAMILIES.values()}) == len(FAMILIES)


@pytest.mark.parametrize("kind", KINDS)
def test_outlines_are_convex_and_fill_their_box(kind: str) -> None:
    points = outline(kind, 80, 24)
    side = np.roll(points, -1, axis=0) - points
    after = np.roll(side, -1, axis=0)
    assert (side[:, 0] * after[:, 1] - side[:, 1] * after[:, 0] >= -1e-6).all()
    assert np.allclose(np.ptp(points, axis=0), [80, 24], atol=0.05)
