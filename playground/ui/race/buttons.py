"""The buttons of a race: all of them always there, each pressable when the race can obey it."""

from __future__ import annotations

import streamlit as st

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.ui.race.start import start
from playground.ui.race.words import ACTIVE

RACE, PAUSE = 138, 108  # pixels, for the longer of two words: "Race again" and "Resume" move no other button


def buttons(jobs: Jobs, config: RaceConfig | None, job: Job | None) -> None:
    """Race, Pause or Resume, Step and Stop, in one row whose places never change."""
    active = job is not None and job.status in ACTIVE
    st.button(
        "Race again" if job else "Race", type="primary", icon=":material/sports_score:", key="race", width=RACE,
        on_click=start, args=(jobs, config), disabled=active or config is None,
    )  # fmt: skip
    status, run = (job.status, (job.id,)) if job else ("", ("",))
    resting, idle = status == "paused", status not in ("running", "paused")
    word, icon, order = ("Resume", "play_arrow", jobs.resume) if resting else ("Pause", "pause", jobs.pause)
    st.button(word, "pause", icon=f":material/{icon}:", on_click=order, args=run, disabled=idle, width=PAUSE)
    st.button("Step", "step", icon=":material/skip_next:", on_click=jobs.step, args=run, disabled=not resting)
    st.button("Stop", "stop", icon=":material/stop:", on_click=jobs.stop, args=run, disabled=not active)
