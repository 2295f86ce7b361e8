"""The browser's half of a page's address: what is a step of its history, and where a page was left."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.ui.live.dom import keyed
from playground.ui.live.scripts import joined
from playground.ui.shell import my_races

SCRIPTS = ("my_races.js", "address.js")
KEY = "address"
# Or the page would begin with an empty line, and be wider than a phone.
UNSEEN = f"<style>{keyed(KEY)} {{ position: absolute; width: 1px; overflow: hidden; }}</style>"


def follow() -> None:
    """Mount address.js, which says at its top what it does; without it every page works, with more steps of Back."""
    st.html(UNSEEN)
    mount = st.components.v2.component("playground_address", js=joined(Path(__file__).parent, SCRIPTS))
    races = [{"run": run, "name": name, "query": query} for run, name, query in my_races.started()]
    mount(key=KEY, height=1, data={"races": races})
