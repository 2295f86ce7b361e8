"""Charts that move in place: a native Plotly chart, and an invisible component that feeds it new numbers.

Streamlit rebuilds a Plotly chart at every change (zoom and legend are lost) and its sliders speak only on release.
The enhancer keeps the chart, and walks it through pictures that Python computed while a slider is dragged. It is an
extra: in a browser without it, and in tests without a browser, each release draws the exact picture natively.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects
import streamlit as st

from playground.curves.family import Family, Ruler, moving
from playground.figures.poster import poster

Figure = dict[str, Any]
MOVING = ("x", "y", "z")
GONE = "<!-- the chart is there -->"
DIGITS = 8  # significant digits of a number in a native chart: below what a screen or a float32 shows


@dataclass(frozen=True, slots=True)
class Slot:
    """Where `size` numbers of a frame go: attribute `attr` of trace `trace`; `columns` > 0 makes them a matrix."""

    trace: int
    attr: str
    size: int
    columns: int = 0
    log: bool = False

    def told(self) -> dict[str, Any]:
        """The slot for the browser."""
        return {"trace": self.trace, "attr": self.attr, "size": self.size, "columns": self.columns, "log": self.log}


@dataclass(frozen=True, slots=True, eq=False)
class Drag:
    """What a slider does while it moves: a family of frames, and the sentence `texts[i]` at its i-th step."""

    family: Family
    low: float
    step: float
    texts: tuple[str, ...] = ()


def slots(figure: Figure) -> list[Slot]:
    """Where the numbers of a figure stand, in the order of `frame_of`."""
    logs = {a for a in ("x", "y") if figure["layout"].get(f"{a}axis", {}).get("type") == "log"}
    found = []
    for i, trace in enumerate(figure["data"]):
        for attr in MOVING:
            if isinstance(array := trace.get(attr), np.ndarray):
                columns = array.shape[1] if array.ndim == 2 else 0
                found.append(Slot(i, attr, array.size, columns, attr in logs))
    return found


def frame_of(figure: Figure) -> np.ndarray:
    """All numbers of a figure in axis units (N,): log10 of what stands on a log axis, nan where nothing is drawn."""
    parts = [np.ravel(figure["data"][s.trace][s.attr]).astype(float) for s in slots(figure)]
    with np.errstate(divide="ignore", invalid="ignore"):
        units = [np.log10(p) if s.log else p for p, s in zip(parts, slots(figure), strict=True)]
    joined = np.concatenate(units) if units else np.zeros(0)
    return np.where(np.isfinite(joined), joined, np.nan)


def ruler(figure: Figure, width: int = 1000) -> Ruler:
    """Pixels per unit of every number of a figure, from its axis ranges; colours count as 256 pixels."""
    layout = figure["layout"]
    margin = layout["margin"]["t"] + layout["margin"]["b"]
    pixels = {"x": width, "y": layout["height"] - margin, "z": 256}
    ends = []
    for s in slots(figure):
        trace = figure["data"][s.trace]
        low, high = (trace["zmin"], trace["zmax"]) if s.attr == "z" else layout[f"{s.attr}axis"]["range"]
        ends.append(np.repeat([[pixels[s.attr] / (high - low)], [low], [high]], s.size, axis=1))
    return Ruler(*np.concatenate(ends, axis=1))


def structure(figure: Figure) -> str:
    """A name for all of a figure but its numbers and axis ranges: charts of one structure can turn into each other."""
    traces = [{k: v for k, v in trace.items() if not isinstance(v, np.ndarray)} for trace in figure["data"]]
    shapes = [(s.trace, s.attr, s.columns) for s in slots(figure)]
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


def live_chart(figure: Figure, *, key: str, alt: str, words: str = "", text: str = "") -> bool:
    """Draw a figure whose arrays are numpy; once the enhancer has answered, move it in place instead of rebuilding.

    `words` is the key of a container whose first paragraph shows `text`. Returns whether the enhancer is there.
    """
    name = structure(figure)
    alive = bool(st.session_state.get(f"{key}-live", {}).get("ok"))
    kept_name, kept = st.session_state.get(f"_{key}", ("", None))
    same = alive and kept_name == name
    shown = kept if same else plotly.graph_objects.Figure(native(figure, name))  # checked once, not at every rerun
    st.session_state[f"_{key}"] = (name, shown)
    with st.container(key=key, gap=None):
        st.html(GONE if alive else _until_plotly(figure, key))
        st.plotly_chart(shown, key=f"{key}-chart", alt=alt, config={"displaylogo": False, "displayModeBar": False})
        seq = st.session_state[f"_{key}-seq"] = st.session_state.get(f"_{key}-seq", 0) + 1
        ranges = {f"{a}axis.range": figure["layout"][f"{a}axis"]["range"] for a in ("x", "y") if _ranged(figure, a)}
        now = {"now": _packed(_linear(figure)), "slots": [s.told() for s in slots(figure)]} if same else {}
        enhance(
            f"{key}-live", key,
            {"structure": name, "seq": seq, "greet": not alive, "words": words, "text": text, "layout": ranges, **now},
        )  # fmt: skip
    return alive


def _until_plotly(figure: Figure, key: str) -> str:
    """The figure's lines at once, over the place of a chart whose library the browser still has to load."""
    hide = f".st-key-{key}:has(.js-plotly-plot .main-svg) .poster {{ display: none !important; }}"
    height = figure["layout"]["height"]
    over = f".st-key-{key} {{ min-height: {height}px; }} .st-key-{key} .poster {{ margin-bottom: -{height}px; }}"
    calm = f".st-key-{key}:has(.poster) [data-testid=stSkeleton] {{ visibility: hidden; }}"
    return f"{poster(figure)}<style>{hide} {over} {calm}</style>"


def live_drags(figure: Figure, drags: Mapping[str, Drag], *, key: str, words: str = "") -> None:
    """Send, for the chart `key`, what each slider (by widget key) does to `figure` while it is dragged."""
    every = slots(figure)
    told = {widget: _told(drag, every, words) for widget, drag in drags.items()}
    enhance(f"{key}-drags", key, {"structure": structure(figure), "drags": told})


def enhance(key: str, host: str, data: Mapping[str, Any]) -> None:
    """Mount the enhancer for the chart in the container `host`; `data` is what enhancer.js describes at its top."""
    _component()(key=key, data={"host": host, **data}, on_ok_change=_nothing, height=1)


def _nothing() -> None:
    """A component's state key needs a callback to exist."""


def _component() -> Any:
    """Register the component once per process; its files are small, and a changed one must be seen at once."""
    folder = Path(__file__).parent
    js = "".join((folder / name).read_text("utf-8") for name in ("strokes.js", "handle.js", "enhancer.js"))
    return st.components.v2.component("playground_enhancer", js=js)


def _ranged(figure: Figure, axis: str) -> bool:
    return "range" in figure["layout"].get(f"{axis}axis", {})


def _linear(figure: Figure) -> np.ndarray:
    parts = [np.ravel(figure["data"][s.trace][s.attr]) for s in slots(figure)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _packed(numbers: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, dtype="<f4").tobytes()).decode()


def _told(drag: Drag, every: Sequence[Slot], words: str) -> dict[str, Any]:
    """One family for the browser, without the slots that it leaves as they are."""
    ends = np.cumsum([s.size for s in every])
    columns = [np.arange(end - s.size, end) for s, end in zip(every, ends, strict=True)]
    frames = drag.family.frames
    moves = [bool(moving(frames[:, c]).any()) for c in columns]
    picked = np.concatenate([c for c, m in zip(columns, moves, strict=True) if m] or [np.zeros(0, int)])
    return {
        "values": drag.family.values.tolist(), "frames": _packed(frames[:, picked]),
        "slots": [s.told() for s, m in zip(every, moves, strict=True) if m],
        "low": drag.low, "step": drag.step, "texts": list(drag.texts), "words": words,
    }  # fmt: skip
