"""What every page does first."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.ui.shell import address, held, housekeeper, links, session_keys


def open_page(file: str) -> None:
    """Make sure that app.py ran before this page, read the link, and tell of the visitor's races elsewhere.

    A folder called pages/ lets a server's very first deep link run a page on its own, without the menu and the page
    settings. Then go through app.py, which comes back here with the link's parameters.
    """
    page = Path(file).name
    if session_keys.SHELL not in st.session_state:
        query = {name: st.query_params.get_all(name) for name in st.query_params}
        st.session_state[session_keys.WANTED] = (page, query)
        st.switch_page("app.py", query_params=query)  # kept where this page is the one that app.py opens anyway
    housekeeper.start()
    address.follow()
    links.begin(page)
    if held.held(held.JOBS) is not None:  # nobody has raced yet: then no page need load the background
        _tell_of_races(page)


def _tell_of_races(page: str) -> None:
    from playground.ui.shell.background_races import draw

    linked = st.query_params.get(links.RACE, "")  # a page that has just been opened has not read its link yet
    draw(st.session_state.get(links.RACE, linked) if page == Path(links.RACE_PAGE).name else "")
