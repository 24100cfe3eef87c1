"""First places: distances in the picture that follow those in the graph. No chance, no linear-algebra library."""

from __future__ import annotations

import numpy as np

Array = np.ndarray
GRID = 100.0  # places are rounded to 1/100 point before anything is decided by them


def settle(places: Array) -> Array:
    """Places rounded to 0.01 pt, so that the last bits of a float never decide between two layouts."""
    return np.round(places * GRID) / GRID


def ideal_lengths(half: Array, edges: Array, label_widths: Array, gap: float) -> Array:
    """How far apart the centres of the two ends of each edge should be, in points.

    A gap, a share of both boxes, room for the words, and a little more at hubs, where many lines have to find a way.

    Args:
        half: Half widths and heights of the boxes, shape (n, 2).
        edges: Indices of the ends, shape (m, 2).
        label_widths: Of the words of each edge, shape (m,).
        gap: Points between two small boxes without words.
    """
    degree = np.bincount(edges.ravel(), minlength=len(half)) if len(edges) else np.zeros(len(half))
    tail, head = edges[:, 0], edges[:, 1]
    hub = np.sqrt(np.minimum(degree[tail], degree[head])) + 0.35 * np.sqrt(np.maximum(degree[tail], degree[head]))
    return np.asarray(
        gap + 0.45 * (half[tail, 0] + half[head, 0]) + 0.35 * label_widths + 7.0 * (hub - 1.0), dtype=float
    )


def distances(count: int, edges: Array, lengths: Array) -> Array:
    """Shortest distances along edges of all pairs (Floyd and Warshall); separate parts stand 1.2 diameters apart."""
    far = np.full((count, count), np.inf)
    np.fill_diagonal(far, 0.0)
    for (tail, head), length in zip(edges.tolist(), lengths.tolist(), strict=True):
        far[tail, head] = far[head, tail] = min(far[tail, head], length)
    for middle in range(count):
        np.minimum(far, far[:, middle, None] + far[None, middle, :], out=far)
    known = far[np.isfinite(far)]
    far[~np.isfinite(far)] = 1.2 * max(float(known.max()), 100.0)
    return far


def spectral_start(far: Array) -> Array:
    """Classical scaling: the two main axes of the distances, by power iteration from fixed vectors; shape (n, 2).

    Source: Torgerson 1952. A little of the node's number is added: a star, whose axes are all alike, gets a main one.
    """
    count = len(far)
    order = np.arange(count, dtype=float)
    uneven = far * (1.0 + 0.02 * np.abs(np.sin(1.0 + order[:, None] * order[None, :] * 0.7)))
    squares = (uneven + uneven.T) ** 2 / 4
    inner = -0.5 * (squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean())
    axes: list[Array] = []
    for axis in range(2):
        vector = np.cos(1.0 + order * (axis + 1.3))
        for _ in range(120):
            vector = (inner * vector).sum(1)
            for known in axes:
                vector -= known * (known * vector).sum() / (known * known).sum()
            vector /= np.sqrt((vector * vector).sum()) + 1e-12
        value = abs(float((vector * (inner * vector).sum(1)).sum()))
        vector *= np.sqrt(value) * (1.0 if vector[int(np.argmax(np.round(np.abs(vector), 6)))] > 0 else -1.0)
        axes.append(vector)
    return settle(np.stack(axes, axis=1))


def radial_start(far: Array, edges: Array) -> Array:
    """Rings about the most central node, a sector to each branch of a tree of shortest ways by its leaves; (n, 2)."""
    count = len(far)
    root = int(np.argmin(np.round(far.sum(1), 3)))
    near: list[list[int]] = [[] for _ in range(count)]
    for tail, head in edges.tolist():
        near[tail].append(head)
        near[head].append(tail)
    children: list[list[int]] = [[] for _ in range(count)]
    seen, queue = {root}, [root]
    for node in queue:
        for other in sorted(set(near[node])):
            if other not in seen:
                seen.add(other)
                queue.append(other)
                children[node].append(other)
    for other in range(count):
        if other not in seen:
            queue.append(other)
            children[root].append(other)
    leaves = np.ones(count)
    for node in reversed(queue):
        leaves[node] = max(1.0, sum(leaves[child] for child in children[node]))
    places, sectors = np.zeros((count, 2)), {root: (0.0, 2 * np.pi)}
    for node in queue:
        start, end = sectors[node]
        for child in children[node]:
            stop = start + (end - start) * leaves[child] / leaves[node] if leaves[node] else end
            angle = (start + stop) / 2
            places[child] = far[root, child] * np.cos(angle), far[root, child] * np.sin(angle)
            sectors[child] = (start, stop)
            start = stop
    return settle(places)


def relax(places: Array, far: Array, rounds: int = 150) -> Array:
    """Places after so many rounds of stress majorisation, weights 1/d².

    Source: Gansner, Koren, North 2005, in the form that moves a node to the weighted mean of where the others want it.
    """
    weights = 1.0 / np.maximum(far, 1.0) ** 2
    np.fill_diagonal(weights, 0.0)
    total = weights.sum(1)[:, None]
    if len(places) < 2:
        return settle(places)
    for _ in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        length = np.maximum(np.sqrt((apart**2).sum(2)), 1e-6)
        wanted = places[None, :, :] + apart * (far / length)[:, :, None]
        places = (weights[:, :, None] * wanted).sum(1) / total
    return settle(places - places.mean(0))
