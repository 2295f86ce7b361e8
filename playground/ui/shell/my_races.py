"""The races that a visitor has started, with names and links; the browser keeps them longer than the session."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from playground.core.config import RaceConfig
from playground.race.names import entrant_names
from playground.ui.shell import session_keys
from playground.ui.shell.links import RACE

MOST = 20  # races that a session tells its browser of
SHOWN = 2  # losses that a race's name lists


def remember(run: str, config: RaceConfig) -> None:
    """This visitor has started a race, with the settings that stand in the link now."""
    settings = {name: st.query_params.get_all(name) for name in st.query_params if name != RACE}
    query = urlencode({**settings, RACE: run}, doseq=True)
    st.session_state[session_keys.STARTED] = [*started(), (run, race_name(config), query)][-MOST:]


def started() -> list[tuple[str, str, str]]:
    """(run, name, query of its link) of the races of this session, the oldest first."""
    found: list[tuple[str, str, str]] = st.session_state.get(session_keys.STARTED, [])
    return found


def race_name(config: RaceConfig) -> str:
    """ "200:1, Cross-entropy, Focal γ=2 and 2 more": first what differs most, since a phone cuts the end."""
    names = entrant_names(config.entrants)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    shape = "own counts" if config.imbalance.profile == "custom" else f"{config.imbalance.ratio:g}:1"
    return f"{shape}, {', '.join(names[:SHOWN])}{more}"
