"""Who makes the total loss: samples, cross-entropy's total and the chosen loss's total, by p_t."""

from __future__ import annotations

import numpy as np

from playground.figures.curve_lines import P_TITLE
from playground.figures.theme import ACCENT, MARK, MUTED, Figure, frame


def curve_shares(
    centres: np.ndarray, samples: np.ndarray, baseline: np.ndarray, loss: np.ndarray, name: str, top: float
) -> Figure:
    """Three times 20 numbers that each add up to 1, by bins of p_t; `top` ends the y axis, in per cent."""
    traces = [
        _bars("Cross-entropy's total", centres, baseline, MUTED, 0.6),
        _bars(f"{name}: its total", centres, loss, ACCENT, 1.0),
        _steps("samples", centres, samples),
    ]
    return frame(
        traces, P_TITLE, "per cent of the total", 360, barmode="group", bargap=0.15, legend={"font": {"size": 14}},
        xaxis={"range": [0, 1], "tickfont": {"size": 14}}, yaxis={"range": [0, top], "tickfont": {"size": 14}},
        hovermode="x",
    )  # fmt: skip


def _bars(name: str, x: np.ndarray, share: np.ndarray, colour: str, opacity: float) -> Figure:
    return {
        "type": "bar", "name": name, "x": x.tolist(), "y": 100 * share, "marker": {"color": colour, "opacity": opacity},
        "hovertemplate": "%{y:.1f} %<extra>" + name + "</extra>",
    }  # fmt: skip


def _steps(name: str, x: np.ndarray, share: np.ndarray) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": x.tolist(), "y": 100 * share,
        "line": {"shape": "hvh", "color": MARK, "width": 2.5},
        "hovertemplate": "%{y:.1f} %<extra>" + name + "</extra>",
    }  # fmt: skip
