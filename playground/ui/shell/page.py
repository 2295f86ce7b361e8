"""What every page does first."""

from __future__ import annotations

from pathlib import Path

import streamlit as st


def open_page(file: str) -> None:
    """Make sure that app.py ran before this page, and remember what the link asked for.

    A folder called pages/ lets a server's very first deep link run a page on its own, without the menu and the page
    settings. Then go through app.py, which comes back here with the link's parameters.
    """
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    if "_shell" not in st.session_state:
        st.session_state["_wanted"] = (Path(file).name, query)
        st.switch_page("app.py")
    st.session_state.setdefault("_asked", {key: values[-1] for key, values in query.items() if values})
    if "_visitor" in st.session_state:  # a race was started here: only then is the background needed on every page
        _strip(Path(file).name)


def _strip(page: str) -> None:
    from playground.ui.shell.background_races import RACE_PAGE, strip

    strip(st.session_state.get("run") or "" if page == Path(RACE_PAGE).name else "")


def refused(key: str, label: str, shown: str, allowed: str) -> None:
    """Say in one sentence that the link asked a control for something that it does not offer.

    Streamlit itself falls back to the default in silence. The sentence stays until the control is moved.
    """
    asked = st.session_state.get("_asked", {}).get(key, shown)
    fallback = st.session_state.setdefault(f"_fallback_{key}", shown)
    if asked != shown == fallback:
        st.warning(f"The link asks for {label} {asked!r}; allowed is {allowed}. Shown is {shown}.")
    elif shown != fallback:
        st.session_state.get("_asked", {}).pop(key, None)
