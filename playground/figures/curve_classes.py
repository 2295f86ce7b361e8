"""The loss of every class under its alpha: rare classes stand out, equal ones share one label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.figures.curve_lines import Axes, Line, curve_lines
from playground.figures.theme import COMMON, MUTED, RARE, Figure, mixed

LABELS = (8, 88)  # of 100: between which points of the x axis the labels stand
WORDY = 4  # labels; more would stand on each other


def curve_classes(x: np.ndarray, curves: np.ndarray, ghost: np.ndarray, counts: Sequence[int], axes: Axes) -> Figure:
    """`curves` (C, N): alpha_c * loss of class c over x (N,); `ghost` (N,): cross-entropy without alpha."""
    figure = curve_lines([Line("Cross-entropy, no α", x, ghost, "ghost")], axes)
    colours = rarity_colours(counts)
    figure["data"] += [_line(c, x, y, colours[c]) for c, y in enumerate(curves)]
    figure["data"].append(_labels(x, curves, axes))
    return figure


def rarity_colours(counts: Sequence[int]) -> list[str]:
    """Blue for the commonest class, orange for the rarest, mixed by the logarithm of the counts in between."""
    logs = np.log(np.maximum(np.asarray(counts, dtype=float), 1))
    rare = (logs.max() - logs) / max(float(np.ptp(logs)), 1e-12)
    return [mixed(COMMON, RARE, float(share)) for share in rare]


def groups(curves: np.ndarray) -> list[list[int]]:
    """Classes whose curves are the same to a thousandth, in order."""
    found: list[list[int]] = []
    for c, y in enumerate(curves):
        same = next((g for g in found if np.allclose(curves[g[0]], y, rtol=1e-3, atol=1e-9)), None)
        found.append([c]) if same is None else same.append(c)
    return found


def _line(c: int, x: np.ndarray, y: np.ndarray, colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "name": f"class {c}", "x": x, "y": y, "showlegend": False,
        "line": {"color": colour, "width": 3}, "hovertemplate": f"%{{y:.4g}} at %{{x:.4g}}<extra>class {c}</extra>",
    }  # fmt: skip


def _labels(x: np.ndarray, curves: np.ndarray, axes: Axes) -> Figure:
    found = sorted(groups(curves), key=lambda g: -float(curves[g[0]].mean()))
    found = found if len(found) <= WORDY else found[:WORDY]  # lower lines are told by pointing at them
    apart = min(20, (LABELS[1] - LABELS[0]) // len(found))
    spots = np.linspace(axes.x[0], axes.x[1], 101)[[LABELS[0] + apart * i for i in range(len(found))]]
    at = [int(np.abs(x - spot).argmin()) for spot in spots]
    y = np.array([curves[g[0]][i] for g, i in zip(found, at, strict=True)])
    words = [("class " if len(g) == 1 else "classes ") + ", ".join(map(str, g)) for g in found]
    # a slider may part classes or join them: room for all keeps the frames of a drag equally long
    spare = min(len(curves), WORDY) - len(found)
    empty = np.full(spare, np.nan)
    return {
        "type": "scatter", "mode": "text", "x": np.append(x[at], empty), "y": np.append(y, empty),
        "text": words + [""] * spare, "textposition": "top right",
        "showlegend": False, "textfont": {"size": 14, "color": MUTED}, "hoverinfo": "skip",
    }  # fmt: skip
