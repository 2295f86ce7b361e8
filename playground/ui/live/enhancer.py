"""Charts that move in place: a native Plotly chart, and an invisible component that feeds it new numbers.

Streamlit rebuilds a Plotly chart at every change (zoom and legend are lost) and its sliders speak only on release.
The enhancer keeps the chart, and walks it through pictures that Python computed while a slider is dragged. It is an
extra: in a browser without it, and in tests without a browser, each release draws the exact picture natively.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects
import streamlit as st

from playground.figures.theme import Figure
from playground.ui.live.family import Family, moving
from playground.ui.live.frames import Slot, linear, native, packed, ranged, slots, structure
from playground.ui.live.poster import poster

SCRIPTS = ("frames.js", "repaint.js", "repaint_heatmap.js", "handle.js", "fades.js", "enhancer.js")
QUIET = {"displaylogo": False, "displayModeBar": False}
GONE = "<span></span>"


@dataclass(frozen=True, slots=True, eq=False)
class Drag:
    """What a slider does while it moves: a family of frames, and the sentence `texts[i]` at its i-th step."""

    family: Family
    low: float
    step: float
    texts: tuple[str, ...] = ()


def live_chart(
    figure: Figure, *, key: str, alt: str, words: str = "", text: str = "", at: Mapping[str, float] | None = None,
    config: Mapping[str, Any] = QUIET,
) -> bool:  # fmt: skip
    """Draw a figure whose arrays are numpy; once the enhancer has answered, move it in place instead of rebuilding.

    `words` is the key of a container whose first paragraph shows `text`. `at` holds the values of the sliders (by
    widget key) that the figure belongs to: where a hand has moved one of them on, it comes too late and is passed over.
    Returns whether the enhancer is there.
    """
    name = structure(figure)
    alive = bool(st.session_state.get(f"{key}-live", {}).get("ok"))
    kept_name, kept = st.session_state.get(f"_{key}", ("", None))
    same = alive and kept_name == name
    shown = kept if same else plotly.graph_objects.Figure(native(figure, name))  # checked once, not at every rerun
    st.session_state[f"_{key}"] = (name, shown)
    with st.container(key=key, gap=None):
        # As Markdown, whose code is in the browser from the start; that of st.html would still have to be loaded.
        st.markdown(GONE if alive else _until_plotly(figure, key), unsafe_allow_html=True)
        st.plotly_chart(shown, key=f"{key}-chart", alt=alt, config=dict(config))
        seq = st.session_state[f"_{key}-seq"] = st.session_state.get(f"_{key}-seq", 0) + 1
        ranges = {f"{a}axis.range": figure["layout"][f"{a}axis"]["range"] for a in ("x", "y") if ranged(figure, a)}
        now = {"now": packed(linear(figure)), "slots": [s.told() for s in slots(figure)]} if same else {}
        enhance(
            f"{key}-live", key,
            {"structure": name, "seq": seq, "greet": not alive, "words": words, "text": text, "at": dict(at or {}),
             "layout": ranges, **now},
        )  # fmt: skip
    return alive


def _until_plotly(figure: Figure, key: str) -> str:
    """The figure's lines at once, over the place of a chart whose library the browser still has to load."""
    height = figure["layout"]["height"]
    over = f".st-key-{key} {{ min-height: {height}px; }} .st-key-{key} .poster {{ margin: -8px 0 {8 - height}px; }}"
    calm = f".st-key-{key}:has(.poster) [data-testid=stSkeleton] {{ visibility: hidden; }}"
    return f"{poster(figure)}<style>{over} {calm} {_hidden(key, f'.st-key-{key}')}</style>"


def first_picture(figure: Figure, key: str, stage: str) -> None:
    """Show the figure's lines where the chart `key` will stand, before anything else of a page has been sent.

    What needs code that the browser has still to load keeps all that is sent together with it waiting. `stage` is the
    key of the container that begins where the chart will begin.
    """
    over = f".st-key-{stage} {{ position: relative; }}"
    over += f" .st-key-{key}-first {{ position: absolute; left: 0; right: 0; top: 0; }}"
    hide = _hidden(f"{key}-first", "[data-testid=stMain]", key)
    with st.container(key=f"{key}-first"):
        st.markdown(f"{poster(figure)}<style>{over} {hide}</style>", unsafe_allow_html=True)


def _hidden(key: str, root: str, chart: str = "") -> str:
    """The style that hides a poster in the container `key` once Plotly has drawn the chart."""
    drawn = f".st-key-{chart} .js-plotly-plot .main-svg" if chart else ".js-plotly-plot .main-svg"
    return f"{root}:has({drawn}) .st-key-{key} .poster, .st-key-{key}:has({drawn}) .poster {{ display: none; }}"


def live_drags(figure: Figure, drags: Mapping[str, Drag], *, key: str, words: str = "") -> None:
    """Send, for the chart `key`, what each slider (by widget key) does to `figure` while it is dragged."""
    every = slots(figure)
    told = {widget: _told(drag, every, words) for widget, drag in drags.items()}
    enhance(f"{key}-drags", key, {"structure": structure(figure), "drags": told})


def live_fades(opacities: np.ndarray, notes: Sequence[Sequence[str]], *, host: str, widget: str, step: float) -> None:
    """Send how the images in the container `host` fade and what is noted below them, (M, N) for the M steps from 0."""
    told = {"opacities": packed(opacities), "notes": notes, "count": opacities.shape[1], "low": 0.0, "step": step}
    enhance(f"{host}-fades", host, {"fades": {widget: told}})


def enhance(key: str, host: str, data: Mapping[str, Any]) -> None:
    """Mount the enhancer for the chart in the container `host`; `data` is what enhancer.js describes at its top."""
    _component()(key=key, data={"host": host, **data}, on_ok_change=_nothing, height=1)


def _nothing() -> None:
    """A component's state key needs a callback to exist."""


def _component() -> Any:
    """Register the component once per process; its files are small, and a changed one must be seen at once."""
    folder = Path(__file__).parent
    js = "".join((folder / name).read_text("utf-8") for name in SCRIPTS)
    return st.components.v2.component("playground_enhancer", js=js)


def _told(drag: Drag, every: Sequence[Slot], words: str) -> dict[str, Any]:
    """One family for the browser, without the slots that it leaves as they are."""
    ends = np.cumsum([s.size for s in every])
    columns = [np.arange(end - s.size, end) for s, end in zip(every, ends, strict=True)]
    frames = drag.family.frames
    moves = [bool(moving(frames[:, c]).any()) for c in columns]
    picked = np.concatenate([c for c, m in zip(columns, moves, strict=True) if m] or [np.zeros(0, int)])
    return {
        "values": drag.family.values.tolist(), "frames": packed(frames[:, picked]),
        "slots": [s.told() for s, m in zip(every, moves, strict=True) if m],
        "low": drag.low, "step": drag.step, "texts": list(drag.texts), "words": words,
    }  # fmt: skip
