"""Three classes: the loss as a heat map over the triangle of probabilities, arrows where a gradient step leads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.figures.theme import MARK, MUTED, SEQUENTIAL, Figure, frame

ARROW = 0.55  # of the triangle's side per unit of probability moved
HEAD = 0.35


def simplex(
    x: np.ndarray, y: np.ndarray, loss: np.ndarray, tails: np.ndarray, steps: np.ndarray, corners: Sequence[str],
    top: float,
) -> Figure:  # fmt: skip
    """`loss` (H, W) over x (W,), y (H,); arrows from tails (M, 2) along steps (M, 2); `top` ends the colour scale.

    `corners` name the top, the left and the right corner.
    """
    height = float(y[-1])
    traces = [_heat(x, y, loss, top), _outline(height), _arrows(tails, steps * ARROW), _names(corners, height)]
    hidden = {"visible": False, "fixedrange": True, "title": {"text": ""}}
    return frame(
        traces, "", "", 360, showlegend=False, margin={"l": 8, "r": 8, "t": 28, "b": 36}, hovermode="closest",
        xaxis={**hidden, "range": [-0.1, 1.1]}, dragmode=False,
        yaxis={**hidden, "range": [-0.1, height + 0.08], "scaleanchor": "x"},
    )  # fmt: skip


def _heat(x: np.ndarray, y: np.ndarray, loss: np.ndarray, top: float) -> Figure:
    bar = {"title": {"text": "nats", "side": "right"}, "thickness": 12, "len": 0.7, "outlinewidth": 0}
    return {
        "type": "heatmap", "x": x.tolist(), "y": y.tolist(), "z": loss, "zmin": 0.0, "zmax": top, "colorbar": bar,
        "colorscale": [list(stop) for stop in SEQUENTIAL], "zsmooth": "best", "hoverongaps": False,
        "hovertemplate": "%{z:.3g} nats<extra></extra>",
    }  # fmt: skip


def _outline(height: float) -> Figure:
    line = {"color": MUTED, "width": 2.5}
    return {
        "type": "scatter", "mode": "lines", "x": [0, 1, 0.5, 0], "y": [0, 0, height, 0], "line": line,
        "hoverinfo": "skip",
    }  # fmt: skip


def _arrows(tails: np.ndarray, steps: np.ndarray) -> Figure:
    """Every arrow as one broken line: shaft, then the two barbs of its head."""
    tips = tails + steps
    left, right = (tips + HEAD * _turn(-steps, angle) for angle in (0.5, -0.5))
    gap = np.full_like(tails, np.nan)
    path = np.stack([tails, tips, left, tips, right, gap], axis=1).reshape(-1, 2)
    return {
        "type": "scatter", "mode": "lines", "x": path[:, 0], "y": path[:, 1], "hoverinfo": "skip",
        "line": {"color": MARK, "width": 2.5},
    }  # fmt: skip


def _turn(vectors: np.ndarray, angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return vectors @ np.array([[c, s], [-s, c]])


def _names(corners: Sequence[str], height: float) -> Figure:
    return {
        "type": "scatter", "mode": "text", "x": [0.5, 0, 1], "y": [height, -0.02, -0.02], "text": list(corners),
        "textposition": ["top center", "bottom right", "bottom left"], "textfont": {"size": 15}, "hoverinfo": "skip",
        "cliponaxis": False,
    }  # fmt: skip
