"""The colour of an entrant, beside its name."""

from __future__ import annotations

import streamlit as st

from playground.figures.theme import colour


def colour_bar(i: int) -> None:
    """A small upright bar in the colour that entrant i has in every chart."""
    bar = f"width:.5rem;height:2rem;background:{colour(i)}"
    st.html(f'<div aria-hidden="true" style="{bar}"></div>', width="content")
