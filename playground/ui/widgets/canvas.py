"""A drawing pad of our own: strokes come from it, the 28x28 picture that the networks see is shown beside it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from playground.ui.live.scripts import joined

SCRIPTS = ("canvas_paint.js", "canvas_strokes.js", "canvas_hands.js", "canvas.js")
HELP = "Arrow keys move the pen, Space puts it down or lifts it, Control Z undoes, Delete clears."
HTML = f"""<div class="pad">
<div class="sheet">
<canvas class="paper" tabindex="0" role="application" aria-label="Drawing pad" aria-describedby="pad-keys"></canvas>
<p class="hint" aria-hidden="true">Draw a digit here</p>
<span class="off" id="pad-keys">{HELP}</span>
</div>
<div class="side">
<figure>
<canvas class="seen" width="28" height="28" role="img" aria-label="The 28 by 28 picture that the networks see"></canvas>
<figcaption>What the networks see</figcaption>
</figure>
<div class="row">
<button type="button" class="undo">Undo</button>
<button type="button" class="clear">Clear</button>
</div>
</div>
</div>
"""


def _component() -> Callable[..., Any]:
    """Register the pad; the files are small, and a changed one must be seen at once."""
    here = Path(__file__)
    return st.components.v2.component(
        "playground_pad", html=HTML, css=here.with_suffix(".css").read_text("utf-8"),
        js=joined(here.parent, SCRIPTS),
    )  # fmt: skip


def drawn(key: str) -> Any:
    """What the pad of this key holds: a list of strokes as the browser sent it, unchecked; kept over pages."""
    sent = st.session_state.get(key) or {}
    if "strokes" in sent:
        st.session_state[f"_{key}"] = sent["strokes"]
    return st.session_state.get(f"_{key}", [])


def pad(key: str, seen: np.ndarray | None) -> None:
    """Draw the pad, and beside it `seen`, a (28, 28) uint8 picture; each change of the strokes reruns the fragment."""
    data = {"strokes": drawn(key), "seen": base64.b64encode(seen.tobytes()).decode() if seen is not None else ""}
    _component()(key=key, data=data, on_strokes_change=lambda: None)
