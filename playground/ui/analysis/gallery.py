"""Galleries of test images: what this loss fixed and broke, the hardest, and how focal weights let images fade."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.analysis.galleries import FADE, KINDS, Gallery, gallery, kinds
from playground.figures.gallery import faded
from playground.ui.live.enhancer import live_fades
from playground.ui.widgets import linked
from playground.ui.widgets.image_tiles import image_tiles


@st.fragment
def show(evaluation: Evaluation, i: int) -> None:
    """Draw the chosen gallery; it answers to its own controls alone."""
    offered = kinds(i)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = st.segmented_control(
            "Gallery", offered, default=offered[0], key=f"gallery{bool(i)}", required=True, wrap=True,
            format_func=lambda k: KINDS[k].title, label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        gamma = linked.slider(
            FADE.label, FADE.low, FADE.high, FADE.default, FADE.step, "fade", width=320, help=FADE.help
        )
    found = gallery(evaluation, i, kind, gamma)
    st.caption(found.sentence)
    with st.container(key="gallery-tiles"):
        image_tiles(evaluation, i, found.picked, found.weights(gamma))
    if len(found.picked):
        _follow(found)


def _follow(found: Gallery) -> None:
    """Let the browser fade the images shown while the slider moves; their order and choice follow on release."""
    steps = [[faded(None)] * len(found.picked) if w is None else [faded(v) for v in w] for w in found.fading()]
    opacities = np.array([[opacity for opacity, _ in step] for step in steps])
    notes = [[note for _, note in step] for step in steps]
    live_fades(opacities, notes, host="gallery-tiles", widget="fade", step=FADE.step)
