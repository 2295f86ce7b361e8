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
from playground.ui.live.frames import Block, blocks, linear, native, packed, ranged, structure
from playground.ui.live.poster_place import until_drawn
from playground.ui.live.scripts import joined

SCRIPTS = ("dom.js", "frames.js", "repaint.js", "chart.js", "sliders.js", "handle.js", "fades.js", "enhancer.js")
QUIET = {"displaylogo": False, "displayModeBar": False}
NO_POSTER = "<span></span>"


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
    name, alive = structure(figure), bool(st.session_state.get(f"{key}-live", {}).get("ok"))
    kept = _kept(key, name) if alive else None
    # Plotly checks a figure once, and not at every rerun. The one that is kept stays as it is: the browser moves it.
    shown = st.session_state[f"_{key}"] = kept or plotly.graph_objects.Figure(native(figure, name))
    with st.container(key=key, gap=None):
        # As Markdown, whose code is in the browser from the start; that of st.html would still have to be loaded.
        st.markdown(NO_POSTER if alive else until_drawn(figure, key), unsafe_allow_html=True)
        st.plotly_chart(shown, key=f"{key}-chart", alt=alt, config=dict(config))
        data = {"structure": name, "seq": _next(key), "greet": not alive, "words": words, "text": text}
        data |= {"at": dict(at or {}), "layout": _ranges(figure)}
        enhance(f"{key}-live", key, data | (_numbers(figure) if kept else {}))
    return alive


def _kept(key: str, name: str) -> Any:
    """The figure that the chart `key` was drawn with, or None where it was of another structure."""
    kept = st.session_state.get(f"_{key}")
    return kept if kept is not None and kept.layout.meta["structure"] == name else None


def _next(key: str) -> int:
    """A new number at every rerun: equal data would not be sent again, though the picture may have moved since."""
    seq = st.session_state[f"_{key}-seq"] = int(st.session_state.get(f"_{key}-seq", 0)) + 1
    return seq


def _ranges(figure: Figure) -> dict[str, Any]:
    return {f"{a}axis.range": figure["layout"][f"{a}axis"]["range"] for a in ("x", "y") if ranged(figure, a)}


def _numbers(figure: Figure) -> dict[str, Any]:
    return {"now": packed(linear(figure)), "blocks": [block.told() for block in blocks(figure)]}


def live_drags(figure: Figure, drags: Mapping[str, Drag], *, key: str, words: str = "") -> None:
    """Send, for the chart `key`, what each slider (by widget key) does to `figure` while it is dragged."""
    every = blocks(figure)
    told = {widget: _told(drag, every, words) for widget, drag in drags.items()}
    enhance(f"{key}-drags", key, {"structure": structure(figure), "drags": told})


def _told(drag: Drag, every: Sequence[Block], words: str) -> dict[str, Any]:
    """One family for the browser, without the blocks that it leaves as they are."""
    ends = np.cumsum([s.size for s in every])
    columns = [np.arange(end - s.size, end) for s, end in zip(every, ends, strict=True)]
    frames = drag.family.frames
    moves = [bool(moving(frames[:, c]).any()) for c in columns]
    picked = np.concatenate([c for c, m in zip(columns, moves, strict=True) if m] or [np.zeros(0, int)])
    return {
        "values": drag.family.values.tolist(), "frames": packed(frames[:, picked]),
        "blocks": [s.told() for s, m in zip(every, moves, strict=True) if m],
        "low": drag.low, "step": drag.step, "texts": list(drag.texts), "words": words,
    }  # fmt: skip


def live_fades(opacities: np.ndarray, notes: Sequence[Sequence[str]], *, host: str, widget: str, step: float) -> None:
    """Send how the images in the container `host` fade and what is noted below them, (M, N) for the M steps from 0."""
    told = {"opacities": packed(opacities), "notes": notes, "count": opacities.shape[1], "low": 0.0, "step": step}
    enhance(f"{host}-fades", host, {"fades": {widget: told}})


def enhance(key: str, host: str, data: Mapping[str, Any]) -> None:
    """Mount the enhancer for the chart in the container `host`; `data` is what enhancer.js describes at its top."""
    mount = st.components.v2.component("playground_enhancer", js=joined(Path(__file__).parent, SCRIPTS))
    # As a list of one: a dictionary's entries Streamlit holds against pandas, whose import costs a first visitor 0.4 s.
    mount(key=key, data=[{"host": host, **data}], on_ok_change=_nothing, height=1)


def _nothing() -> None:
    """A component's state key needs a callback to exist."""
