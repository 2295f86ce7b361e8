"""Where a poster stands, and until when: over the place of a chart whose library the browser still has to load."""

from __future__ import annotations

import streamlit as st

from playground.figures.theme import Figure
from playground.ui.live.dom import SELECTORS, keyed
from playground.ui.live.poster import poster

MAIN, DRAWN, SKELETON = SELECTORS["main"], SELECTORS["drawn"], SELECTORS["skeleton"]
GAP = 8  # pixels by which Streamlit's paragraph moves the chart down
FLUSH = 0.02  # seconds in which the server sends what it has, apart from what follows
GONE = "display: none;"


def until_drawn(figure: Figure, key: str) -> str:
    """The figure's lines at once, as HTML in the container `key` of its chart."""
    height, own = figure["layout"]["height"], keyed(key)
    place = f"{own} {{ min-height: {height}px; }} {own} .poster {{ margin: -{GAP}px 0 {GAP - height}px; }}"
    calm = f"{own}:has(.poster) {SKELETON} {{ visibility: hidden; }}"
    return f"{poster(figure)}<style>{place} {calm} {own}:has({DRAWN}) .poster {{ {GONE} }}</style>"


def first_picture(figure: Figure, key: str, stage: str) -> None:
    """Show the figure's lines where the chart `key` will stand, before anything else of a page has been sent.

    What needs code that the browser has still to load keeps all that is sent together with it waiting. `stage` is the
    key of the container that begins where the chart will begin.
    """
    own = keyed(f"{key}-first")
    place = f"{keyed(stage)} {{ position: relative; }} {own} {{ position: absolute; left: 0; right: 0; top: 0; }}"
    gone = f"{MAIN}:has({keyed(key)} {DRAWN}) {own} .poster {{ {GONE} }}"
    with st.container(key=f"{key}-first"):
        st.markdown(f"{poster(figure)}<style>{place} {gone}</style>", unsafe_allow_html=True)
