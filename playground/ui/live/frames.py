"""The numbers of a figure as one flat frame, and what is left of the figure without them. No streamlit.

A figure here is a plain dictionary whose arrays are numpy. Two figures of one `structure` differ in numbers alone, so
that the browser can turn one into the other in place.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.figures.theme import Figure
from playground.ui.live.family import Ruler

MOVING = ("x", "y", "z")
DIGITS = 8  # significant digits of a number in a native chart: below what a screen or a float32 shows


@dataclass(frozen=True, slots=True)
class Block:
    """Where `size` numbers of a frame go: attribute `attr` of trace `trace`; `columns` > 0 makes them a matrix."""

    trace: int
    attr: str
    size: int
    columns: int = 0
    log: bool = False

    def told(self) -> dict[str, Any]:
        """The block for the browser."""
        return {"trace": self.trace, "attr": self.attr, "size": self.size, "columns": self.columns, "log": self.log}


def movable(figure: Figure) -> Figure:
    """The figure with the x and y of its traces as arrays, None as nan: what a live chart may move."""
    arrays = ({a: np.array(trace[a], dtype=float) for a in ("x", "y") if a in trace} for trace in figure["data"])
    return {**figure, "data": [{**trace, **own} for trace, own in zip(figure["data"], arrays, strict=True)]}


def blocks(figure: Figure) -> list[Block]:
    """Where the numbers of a figure stand, in the order of `frame_of`."""
    logs = {a for a in ("x", "y") if figure["layout"].get(f"{a}axis", {}).get("type") == "log"}
    found = []
    for i, trace in enumerate(figure["data"]):
        for attr in MOVING:
            if isinstance(array := trace.get(attr), np.ndarray):
                columns = array.shape[1] if array.ndim == 2 else 0
                found.append(Block(i, attr, array.size, columns, attr in logs))
    return found


def frame_of(figure: Figure) -> np.ndarray:
    """All numbers of a figure in axis units (N,): log10 of what stands on a log axis, nan where nothing is drawn."""
    parts = [np.ravel(figure["data"][s.trace][s.attr]).astype(float) for s in blocks(figure)]
    with np.errstate(divide="ignore", invalid="ignore"):
        units = [np.log10(p) if s.log else p for p, s in zip(parts, blocks(figure), strict=True)]
    joined = np.concatenate(units) if units else np.zeros(0)
    return np.where(np.isfinite(joined), joined, np.nan)


def ruler(figure: Figure, width: int = 1000) -> Ruler:
    """Pixels per unit of every number of a figure, from its axis ranges; colours count as 256 pixels."""
    layout = figure["layout"]
    margin = layout["margin"]["t"] + layout["margin"]["b"]
    pixels = {"x": width, "y": layout["height"] - margin, "z": 256}
    ends = []
    for s in blocks(figure):
        trace = figure["data"][s.trace]
        low, high = (trace["zmin"], trace["zmax"]) if s.attr == "z" else layout[f"{s.attr}axis"]["range"]
        ends.append(np.repeat([[pixels[s.attr] / (high - low)], [low], [high]], s.size, axis=1))
    return Ruler(*np.concatenate(ends, axis=1))


def structure(figure: Figure) -> str:
    """A name for all of a figure but its numbers and axis ranges: charts of one structure can turn into each other."""
    traces = [{k: v for k, v in trace.items() if not isinstance(v, np.ndarray)} for trace in figure["data"]]
    shapes = [(s.trace, s.attr, s.columns) for s in blocks(figure)]
    layout = {k: v for k, v in figure["layout"].items() if k not in ("xaxis", "yaxis")}
    axes = [{k: v for k, v in figure["layout"].get(a, {}).items() if k != "range"} for a in ("xaxis", "yaxis")]
    text = json.dumps([traces, shapes, layout, axes], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def native(figure: Figure, name: str) -> Figure:
    """The figure as st.plotly_chart takes it: lists of rounded numbers, None where nothing is drawn."""
    traces = [{k: _plain(v) if isinstance(v, np.ndarray) else v for k, v in t.items()} for t in figure["data"]]
    return {"data": traces, "layout": {**figure["layout"], "meta": {"structure": name}}}


def _plain(array: np.ndarray) -> list[Any]:
    if array.ndim > 1:
        return [_plain(row) for row in array]
    return [float(f"{v:.{DIGITS}g}") if np.isfinite(v) else None for v in array]


def ranged(figure: Figure, axis: str) -> bool:
    """Whether the figure says where its axis "x" or "y" begins and ends."""
    return "range" in figure["layout"].get(f"{axis}axis", {})


def linear(figure: Figure) -> np.ndarray:
    """All numbers of a figure as they are drawn (N,), in the order of `frame_of`."""
    parts = [np.ravel(figure["data"][s.trace][s.attr]) for s in blocks(figure)]
    return np.concatenate(parts) if parts else np.zeros(0)


def packed(numbers: np.ndarray) -> str:
    """Numbers as base64 of little-endian float32."""
    return base64.b64encode(np.ascontiguousarray(numbers, dtype="<f4").tobytes()).decode()
