"""The buttons of a race: all of them always there, each pressable when the race can obey it."""

from __future__ import annotations

import streamlit as st

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.ui.race.start import start
from playground.ui.race.words import ACTIVE
from playground.ui.shell import owners

RACE, PAUSE = 138, 108  # pixels, for the longer of two words: "Race again" and "Resume" move no other button
ANOTHERS = "Somebody else started this race; only they may do this"


def buttons(jobs: Jobs, config: RaceConfig | None, job: Job | None) -> None:
    """Race, Pause or Resume, Step and Stop, in one row whose places never change; of another's race, Race alone."""
    anothers = job is not None and owners.is_anothers(job)
    own = None if anothers else job
    active = own is not None and own.status in ACTIVE
    st.button(
        "Race again" if own else "Race", type="primary", icon=":material/sports_score:", key="race", width=RACE,
        on_click=start, args=(jobs, config), disabled=active or config is None,
    )  # fmt: skip
    status, run = (own.status, own.id) if own else ("", "")
    resting, idle = status == "paused", status not in ("running", "paused")
    word, icon, order = ("Resume", "play_arrow", jobs.resume) if resting else ("Pause", "pause", jobs.pause)
    why = ANOTHERS if anothers else None
    st.button(
        word, "pause", why, owners.give, (order, run), icon=f":material/{icon}:", disabled=idle, width=PAUSE
    )  # fmt: skip
    st.button(
        "Step", "step", why, owners.give, (jobs.step, run), icon=":material/skip_next:", disabled=not resting
    )  # fmt: skip
    keeps = why or "Ends the race and keeps what it has"
    st.button("Stop", "stop", keeps, owners.give, (jobs.stop, run), icon=":material/stop:", disabled=not active)
