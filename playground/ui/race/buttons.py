"""The buttons of a race: all of them always there, each pressable when the race can obey it."""

from __future__ import annotations

import streamlit as st

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.ui.race.start import start
from playground.ui.race.words import ACTIVE


WIDTH = 138  # pixels: "Race again" needs them, and "Race" moves no other button


def buttons(jobs: Jobs, config: RaceConfig | None, job: Job | None) -> None:
    """Race, Pause or Resume, Step and Stop, in one row whose places never change."""
    active = job is not None and job.status in ACTIVE
    st.button(
        "Race again" if job else "Race", type="primary", icon=":material/sports_score:", key="race", width=WIDTH,
        on_click=start, args=(jobs, config), disabled=active or config is None,
    )  # fmt: skip
    status, run = (job.status, job.id) if job else ("", "")
    if status == "paused":
        st.button("Resume", icon=":material/play_arrow:", key="pause", on_click=jobs.resume, args=(run,))
    else:
        st.button(
            "Pause", icon=":material/pause:", key="pause", on_click=jobs.pause, args=(run,), disabled=status != "running"
        )
    st.button(
        "Step", icon=":material/skip_next:", key="step", on_click=jobs.step, args=(run,), disabled=status != "paused"
    )
    st.button("Stop", icon=":material/stop:", key="stop", on_click=jobs.stop, args=(run,), disabled=not active)
