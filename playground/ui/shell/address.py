"""The browser's half of a page's address: what is a step of its history, and where a page was left."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.ui.live.dom import keyed

KEY = "address"
UNSEEN = f"<style>{keyed(KEY)} {{ position: absolute; }}</style>"  # or the page would begin with an empty line


def follow() -> None:
    """Mount address.js, which says at its top what it does; without it every page works, with more steps of Back."""
    st.html(UNSEEN)
    mount = st.components.v2.component("playground_address", js=Path(__file__).with_suffix(".js").read_text("utf-8"))
    mount(key=KEY, height=1)
