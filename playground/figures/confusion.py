"""The confusion matrix: shares of each true class, counts, or what changed against the baseline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.cell_text import READABLE, dashes, over
from playground.figures.numbers import MANY, Cells, names_of, plain
from playground.figures.theme import BESIDE, DIVERGING, SEQUENTIAL, Figure, frame, places
from playground.metrics.matrix import divide, recall

MODES = {"share": "Share of the true class", "counts": "Counts", "difference": "Change against the baseline"}


class Confusion(NamedTuple):
    """The cells shown: `colour` (K, K) drives the hue, `text` (K, K) is printed, `cells` are [true, predicted, n].

    `classes` are the K class indices shown. In the mode "difference" `colour` is the change in the share of the
    true class where it helps and minus the change where it hurts: fewer mistakes are good too.
    """

    mode: str
    names: list[str]
    classes: list[int]
    colour: Cells
    text: list[list[str]]
    cells: list[list[int]]
    total: int


def confusion(
    matrix: ArrayLike, mode: str = "share", base: ArrayLike | None = None, names: Sequence[str] = ()
) -> Confusion:
    """Prepare a (C, C) matrix; "difference" needs `base` of the same shape. Undefined cells are a dash, never a zero.

    More than 40 classes are cut to the 40 with the lowest recall. Raises ValueError for an unknown mode.
    """
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}.")
    m = np.asarray(matrix, dtype=np.int64)
    m = m if m.size else m.reshape(0, 0)
    shown = _shown(m)
    values, text = _difference(m, base) if mode == "difference" else _values(m, mode)
    grid = np.ix_(shown, shown)
    cells = [[int(i), int(j), int(m[i, j])] for i in shown for j in shown]
    kept = [names_of(names, len(m))[c] for c in shown]
    return Confusion(mode, kept, shown, plain(values[grid], 6), text[grid].tolist(), cells, len(m))


def _shown(m: np.ndarray) -> list[int]:
    if len(m) <= MANY:
        return list(range(len(m)))
    return sorted(np.argsort(recall(m), kind="stable")[:MANY].tolist())


def _shares(m: np.ndarray) -> np.ndarray:
    return divide(m, m.sum(1, keepdims=True))


def _values(m: np.ndarray, mode: str) -> tuple[np.ndarray, np.ndarray]:
    if mode == "counts":
        return m.astype(np.float64), _texts(m, str)
    return _shares(m), _texts(_shares(m), lambda share: f"{100 * share:.0f}" if share else "0")


def _difference(m: np.ndarray, base: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    if base is None or np.shape(base) != m.shape:
        raise ValueError(f"The difference needs a baseline matrix of the same shape {m.shape}.")
    change = _shares(m) - _shares(np.asarray(base))
    helps = np.where(np.eye(len(m), dtype=bool), 1.0, -1.0)
    return change * helps, _texts(change, lambda share: f"{100 * share:+.0f}" if abs(share) >= 0.005 else "0")


def _texts(values: np.ndarray, form: Callable[[float], str]) -> np.ndarray:
    cells = ["–" if v != v else form(v) for v in values.ravel().tolist()]
    return np.array(cells, dtype=object).reshape(values.shape)


def draw(info: Confusion, height: int = 400, text_colour: str = "") -> Figure:
    """A heat map under invisible square markers: a click on Plotly's heat map selects nothing, on a marker it does.

    A marker's customdata is the list [true, predicted, n]. `text_colour` is that of the numbers on faint cells: the
    page's own, where it is known; "" leaves it to the chart's theme.
    """
    reach = _reach(info)
    readable = len(info.names) <= READABLE
    texts = over(info.names, info.colour, info.text, reach, text_colour) if readable else []
    heat = _heat(info.mode, info.colour, reach) | {"x": info.names, "y": info.names, "hoverinfo": "skip"}
    traces = [heat, *texts, _markers(info, height)] if info.names else []
    names = {"type": "category", "showgrid": False}
    note = f" ({len(info.names)} of {info.total}: lowest recall)" if len(info.names) < info.total else ""
    across, down = names | {"side": "bottom"}, names
    return _framed(info, traces, note, height, across, down, clickmode="event+select", hovermode="closest")


def draw_moving(info: Confusion, height: int = 380, text_colour: str = "") -> Figure:
    """The shares as one array in per cent, which a slider may move in place: the heat map writes its own numbers.

    `text_colour` must be told on a dark page; "" lets Plotly choose for each cell, which takes the page for white.
    """
    shares = 100 * np.array(info.colour, dtype=np.float64).reshape([len(info.names)] * 2)
    heat = _heat("share", shares, 100) | {
        "text": [[f"true {true}, predicted {called}" for called in info.names] for true in info.names],
        "hovertemplate": "%{text}: %{z:.1f} % of this class<extra></extra>",
    }  # fmt: skip
    heat |= {"texttemplate": "%{z:.0f}"} if len(info.names) <= READABLE else {}
    heat |= {"textfont": {"color": text_colour}} if text_colour else {}
    axis = places(info.names) | {"showgrid": False}
    return _framed(info, [heat, dashes(shares)], "", height, axis, axis, **BESIDE)


def _framed(
    info: Confusion, traces: list[Figure], note: str, height: int, across: Figure, down: Figure, **layout: Any
) -> Figure:  # fmt: skip
    last = max(1, len(info.names)) - 0.5
    return frame(
        traces, "Predicted class", "True class" + note, height,
        xaxis=across | {"range": [-0.5, last]}, yaxis=down | {"range": [last, -0.5]}, **layout,
    )  # fmt: skip


def _reach(info: Confusion) -> float:
    """The value that gets the fullest colour."""
    largest = max((abs(v) for row in info.colour for v in row if v is not None), default=0.0)
    return 1.0 if info.mode == "share" else largest or 1.0


def _heat(mode: str, values: Any, reach: float) -> Figure:
    scale, low = (DIVERGING, -reach) if mode == "difference" else (SEQUENTIAL, 0)
    return {
        "type": "heatmap", "z": values, "zmin": low, "zmax": reach, "showscale": False, "xgap": 1, "ygap": 1,
        "colorscale": [list(stop) for stop in scale],
    }  # fmt: skip


def _markers(info: Confusion, height: int) -> Figure:
    unit = {"share": "% of this class", "counts": "images", "difference": "points of this class"}[info.mode]
    return {
        "type": "scatter", "mode": "markers", "showlegend": False, "opacity": 0,
        "x": info.names * len(info.names), "y": [name for name in info.names for _ in info.names],
        "marker": {"symbol": "square", "size": max(5, round(0.75 * (height - 84) / max(1, len(info.names))))},
        "customdata": info.cells, "text": [cell for row in info.text for cell in row],
        "hovertemplate": f"true %{{y}}, predicted %{{x}}: %{{customdata[2]}} images (%{{text}} {unit})<extra></extra>",
    }  # fmt: skip
