"""The click on Race: hand the settings to the background, and answer with its first point where that comes soon."""

from __future__ import annotations

import time

import streamlit as st

from playground.background.api import Jobs
from playground.core.config import RaceConfig
from playground.race.menus import check
from playground.ui.shell import links, my_races, owners, session_keys, watching

PATIENCE = 0.4  # seconds; beyond that a page that answers is worth more than a first point


def start(jobs: Jobs, config: RaceConfig) -> None:
    """Start a race of this visitor, or keep the sentence that refuses it for the page to show."""
    try:
        run = jobs.submit(check(config), owners.owner(), owners.address())
    except ValueError as error:
        st.session_state[session_keys.RACE_REFUSED] = str(error)
        return
    st.session_state[links.RACE] = st.session_state[session_keys.RACE_BEGUN] = run
    my_races.remember(run, config)
    watching.watch([run])
    _await_first_point(jobs, run)


def _await_first_point(jobs: Jobs, run: str) -> None:
    """Wait a moment for a race that begins at once: the answer to the click then shows its first point already."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        job = jobs.get(run)
        if job is None or job.position or (job.snapshot and job.snapshot.lanes):
            return
        time.sleep(0.01)
