"""A page's link: its settings as name=key in the address, read when a page opens, written when a setting changes.

Streamlit's bind="query-params" does this for numbers, switches and texts, but for a menu it writes the title that the
menu shows, which changes with every better wording. For menus this module follows the same rules with keys: the address
decides when a page is opened and after the browser's Back; otherwise the session does, and the address follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.core.quote import quoted
from playground.exchange.link import VERSION, VERSION_NAME
from playground.ui.shell import session_keys as keys

RACE = "run"  # the name of a race in a link, on every page
RACE_PAGE = "pages/1_race.py"


def begin(page: str) -> None:
    """A page (its file's name) is about to be drawn: where it has just been opened, its controls read the link anew."""
    state = st.session_state
    opened = state.get(keys.PAGE) != page
    if opened and not st.query_params:
        _let_the_session_decide()
    if opened or _after_history():
        state[keys.PAGE], state[keys.LINK_READ] = page, set()
    if opened and not _after_history():
        _put_back(page)
    version = st.query_params.get(VERSION_NAME, VERSION)
    if version != VERSION:
        st.warning(
            f"The link is of version {quoted(version)}, this app reads version {VERSION}: settings that it does not "
            "know keep their defaults."
        )


def _after_history() -> bool:
    """Whether the browser's Back or Forward led here: then the address rules, also where it says nothing."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _let_the_session_decide() -> None:
    """Back to a page whose address says nothing, as leaving one could write, is as good as a click in the menu."""
    run = get_script_run_ctx()
    if run is not None:
        run.is_history_navigation = False  # which Streamlit's own binding asks, too


def _put_back(page: str) -> None:
    """The menu opens pages without their settings: write them into the address, in one step of the history."""
    texts = st.session_state.get(keys.LINK_TEXTS, {})
    names = sorted(st.session_state.get(keys.LINK_NAMES, {}).get(page, ()))
    lost = {name: texts[name] for name in names if texts.get(name) and name not in st.query_params}
    if lost:
        st.query_params.update({VERSION_NAME: VERSION, **lost})


def read(name: str) -> list[str] | None:
    """What the link says of a setting, once after its page was opened; [] is its default. None: the session decides."""
    seen = st.session_state.setdefault(keys.LINK_READ, set())
    if name in seen:
        return None
    seen.add(name)
    texts = st.query_params.get_all(name)
    return texts if texts or _after_history() else None


def texts(name: str) -> list[str]:
    """What stands in the address of a setting now; [] for nothing."""
    return st.query_params.get_all(name)


def keep(name: str, wanted: Sequence[str], present: Sequence[str] | None) -> None:
    """Let the address say `wanted` of a setting ([]: nothing); `present` is how this app would write what it says now.

    What means the same is left alone: rewriting an old link would put a step into the browser's history.
    """
    state = st.session_state
    state.setdefault(keys.LINK_TEXTS, {})[name] = list(wanted)
    state.setdefault(keys.LINK_NAMES, {}).setdefault(state.get(keys.PAGE), set()).add(name)
    if present is not None and list(present) == list(wanted):
        return
    if keys.LINK_PENDING in state:
        state[keys.LINK_PENDING][name] = list(wanted)
    else:
        _write({name: list(wanted)})


@contextmanager
def together() -> Iterator[None]:
    """Write what changes inside at the end, as one step of the browser's history."""
    st.session_state[keys.LINK_PENDING] = {}
    try:
        yield
    finally:
        changes = st.session_state.pop(keys.LINK_PENDING)
        if changes:
            _write(changes)


def _write(changes: dict[str, list[str]]) -> None:
    st.query_params.update({VERSION_NAME: VERSION, **changes})  # an empty list takes its name out


def refuse(name: str, asked: str) -> None:
    """Remember that the link asked a control for something that it does not offer."""
    st.session_state.setdefault(keys.LINK_REFUSED, {})[name] = [asked, None]


def tell_refused(name: str, what: str, shown: str, allowed: str, elsewhere: Mapping[str, str] | None = None) -> None:
    """Say so in one sentence, once the control is drawn and until it is moved.

    `elsewhere` names, by how a link may write it, what other servers may have, and what is shown here.
    """
    refused = st.session_state.get(keys.LINK_REFUSED, {})
    if name not in refused:
        return
    asked, fallback = refused[name]
    if fallback not in (None, shown):
        del refused[name]
        return
    refused[name] = [asked, shown]
    if elsewhere and asked in elsewhere:
        st.warning(f"The link asks for {elsewhere[asked]}, which is not on this machine. Shown is {elsewhere[shown]}.")
    else:
        st.warning(f"The link asks for {what} {quoted(asked)}; allowed is {allowed}. Shown is {shown}.")
