"""The entrants as the line of text in the link holds them: read from it, and written back with a change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from playground.core.config import Entrant
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import ENTRANTS


def entrants_now() -> tuple[Entrant, ...]:
    """The entrants; raises ValueError where the text is not understood."""
    return entrants_from_text(st.session_state[ENTRANTS])


def write(entrants: tuple[Entrant, ...]) -> None:
    """Make these the entrants."""
    st.session_state[ENTRANTS] = entrants_to_text(entrants)


def change(i: int, **changes: Any) -> None:
    """Change fields of entrant i, its loss or its alpha."""
    entrants = entrants_now()
    write((*entrants[:i], replace(entrants[i], **changes), *entrants[i + 1 :]))


def pick(key: str, value: object) -> None:
    """Give a widget the value that the text says, before it is drawn."""
    st.session_state[key] = value
