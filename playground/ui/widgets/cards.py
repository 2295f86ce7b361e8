"""Numbers on cards, with an arrow for their change and their meaning behind the question mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from playground.analysis.cards import Card

# Streamlit's word for which way is green.
_GREEN: dict[str, Literal["normal", "inverse", "off"]] = {"up": "normal", "down": "inverse", "": "off"}


def wall(cards: Sequence[Card]) -> None:
    """Draw a grid of cards."""
    with st.grid("auto", min_column_width=150):
        for card in cards:
            green = _GREEN[card.better]
            st.metric(card.title, card.value, card.change, green, border=True, help=card.explain)
