"""What every page does first."""

from __future__ import annotations

from pathlib import Path

import streamlit as st


def open_page(file: str) -> None:
    """Make sure that app.py ran before this page.

    A folder called pages/ lets a server's very first deep link run a page on its own, without the menu and the page
    settings. Then go through app.py, which comes back here with the link's parameters.
    """
    if "_shell" not in st.session_state:
        query = {key: st.query_params.get_all(key) for key in st.query_params}
        st.session_state["_wanted"] = (Path(file).name, query)
        st.switch_page("app.py")
