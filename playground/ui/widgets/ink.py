"""The page's own text colour, for what is written on coloured ground."""

from __future__ import annotations

import streamlit as st


def ink() -> str:
    """The text colour of the theme that this visitor sees, as in .streamlit/config.toml."""
    return st.get_option(f"theme.{st.context.theme.type or 'light'}.textColor") or ""
