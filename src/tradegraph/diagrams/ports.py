"""Where lines meet a shape: in the order of their directions, and far enough apart for their arrowheads."""

from __future__ import annotations

import numpy as np

Array = np.ndarray
SPACING = 5.4  # between two line ends on one outline; an arrowhead is 4.2 wide
_AHEAD = 60.0


def spread(ways: dict[int, Array], edges: list[tuple[int, int]], outlines: list[Array]) -> dict[int, Array]:
    """Lines whose ends on each outline have been moved apart along it, keeping their order.

    Args:
        ways: Lines by the number of their edge, from outline to outline, tail first.
        edges: Ends by number.
        outlines: Closed outlines where they stand, convex.
    """
    moved = dict(ways)
    for node, outline in enumerate(outlines):
        ends = [
            (n, end)
            for n, (tail, head) in enumerate(edges)
            if n in ways and tail != head
            for end, at in ((0, tail), (-1, head))
            if at == node
        ]
        if len(ends) < 2:
            continue
        lengths = np.hypot(*(np.roll(outline, -1, axis=0) - outline).T)
        around = np.concatenate([[0.0], np.cumsum(lengths)])
        whole, centre = float(around[-1]), (outline.min(0) + outline.max(0)) / 2
        at = np.array([_position(moved[n][end], outline, lengths, around) for n, end in ends])
        aim = np.array(
            [_position(_ray(centre, _ahead(moved[n], end), outline), outline, lengths, around) for n, end in ends]
        )
        at = aim + (at - aim + whole / 2) % whole - whole / 2
        order = np.lexsort((np.arange(len(ends)), np.round(at, 2), np.round(aim, 2)))
        wanted = _apart(at[order], whole)
        for (n, end), here, there in zip([ends[i] for i in order], at[order], wanted, strict=True):
            if abs(there - here) > 0.05:
                moved[n] = _pull(moved[n], end, _point(there, outline, around))
    return moved


def _position(point: Array, outline: Array, lengths: Array, around: Array) -> float:
    """How far along the outline a point on it lies."""
    side = np.roll(outline, -1, axis=0) - outline
    share = np.clip(((point - outline) * side).sum(1) / np.maximum(lengths**2, 1e-9), 0.0, 1.0)
    off = np.hypot(*(outline + side * share[:, None] - point).T)
    best = int(np.argmin(np.round(off, 4)))
    return float(around[best] + share[best] * lengths[best])


def _ahead(way: Array, end: int) -> Array:
    """The point of a line some way from one of its ends, by which its direction is judged."""
    points = way if end == 0 else way[::-1]
    step = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    reach = min(_AHEAD, float(step[-1]))
    return np.array([np.interp(reach, step, points[:, 0]), np.interp(reach, step, points[:, 1])])


def _ray(centre: Array, towards: Array, outline: Array) -> Array:
    """Where the ray from a centre towards a point leaves a convex outline."""
    along = towards - centre
    side = np.roll(outline, -1, axis=0) - outline
    bottom = along[0] * side[:, 1] - along[1] * side[:, 0]
    safe = np.where(np.abs(bottom) < 1e-9, 1e-9, bottom)
    apart = outline - centre
    t = (apart[:, 0] * side[:, 1] - apart[:, 1] * side[:, 0]) / safe
    u = (apart[:, 0] * along[1] - apart[:, 1] * along[0]) / safe
    hit = (np.abs(bottom) > 1e-9) & (t > 0) & (u >= -1e-6) & (u <= 1 + 1e-6)
    return np.asarray(centre + along * float(t[hit].min())) if hit.any() else centre


def _point(at: float, outline: Array, around: Array) -> Array:
    at %= float(around[-1])
    i = min(int(np.searchsorted(around, at, side="right")) - 1, len(outline) - 1)
    share = (at - around[i]) / max(float(around[i + 1] - around[i]), 1e-9)
    return np.asarray(outline[i] + (outline[(i + 1) % len(outline)] - outline[i]) * share)


def _apart(at: Array, whole: float) -> Array:
    """Positions on a ring of length `whole`, in order, pushed until a spacing apart, or sharing the ring evenly."""
    least = min(SPACING, 0.95 * whole / len(at))
    at = at.copy()
    for _ in range(200):
        gap = np.diff(np.concatenate([at, [at[0] + whole]]))
        lack = np.maximum(least - gap, 0.0)
        if lack.max() < 0.02:
            break
        at = at - 0.5 * lack + 0.5 * np.roll(lack, 1)
    return at


def _pull(way: Array, end: int, point: Array) -> Array:
    """The line with one end moved to a point; a curve follows, less and less towards its middle."""
    way = way.copy()
    if end == -1:
        return _pull(way[::-1], 0, point)[::-1]
    step = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    share = np.clip(1.0 - step / max(0.6 * float(step[-1]), 1e-9), 0.0, 1.0) if len(way) > 2 else np.array([1.0, 0.0])
    return np.asarray(way + (point - way[0]) * (share**1.5)[:, None])
