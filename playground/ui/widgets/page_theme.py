"""The theme that a visitor sees, for what Plotly and HTML draw on top of it."""

from __future__ import annotations

import streamlit as st

from playground.figures.theme import TEXT, faint


def is_dark() -> bool:
    """Whether the page is dark; a page whose theme the browser has not told yet counts as light."""
    return st.context.theme.type == "dark"


def text_colour() -> str:
    """The page's own text colour, for words on coloured ground."""
    return TEXT["dark" if is_dark() else "light"]


def cell_colour() -> str:
    """The colour of numbers that a heat map writes itself: Plotly takes a dark page's pale cells for white."""
    return faint(TEXT["dark"], 0.85) if is_dark() else ""
