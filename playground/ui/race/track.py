"""The race on the page while it runs: repaints twice a second from the newest snapshot, and offers its controls."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.background.api import Job, Jobs
from playground.figures import lanes
from playground.race.digest import Digest, digest
from playground.ui.race import result, scene, seeds
from playground.ui.race.scene import ChartSettings
from playground.ui.shell import session_keys

EVERY = 0.5  # seconds between repaints
ACTIVE = ("queued", "running", "paused")


class Places(NamedTuple):
    """Where the parts of a race stand, for the example and for races alike: a chart that stays need not be rebuilt."""

    head: DeltaGenerator
    chart: DeltaGenerator
    below: DeltaGenerator


def track(jobs: Jobs, job: Job, chart: ChartSettings, places: Places) -> None:
    """Draw the job as it stands: how far it is, its curves, its standings, and its controls."""
    found = digest(job.config, job.snapshot) if job.snapshot else None
    with places.head:
        _progress(job, found)
        if job.status in ACTIVE:
            _buttons(jobs, job)
        elif found:
            result.sentences(found)
    if not found or not found.lanes:
        places.chart.skeleton(height=400)
        places.below.empty()  # a fragment may later write only where it wrote in the page's own run
        return
    moment(found, chart, places)
    if job.status not in ACTIVE:
        with places.below:
            seeds.differences(found)
            _extension(jobs, job)


def moment(found: Digest, chart: ChartSettings, places: Places) -> None:
    """The curves and the numbers of a race at one moment, live or finished."""
    with places.chart:
        scene.curves(found, chart)
    with places.below:
        scene.standings(found)
        st.caption(found.facts.sentence)


def _progress(job: Job, found: Digest | None) -> None:
    """One line for the race, and below it one for each entrant; then what broke."""
    if job.status == "queued":
        st.progress(0.0, f"Waiting: number {job.position} in the queue{_left(job)}")
        return
    if job.status in ACTIVE:
        _under_way(job, found)
    elif job.status == "stopped":
        done = found.share if found else 0.0
        st.info(f"Stopped {done:.0%} of the way; results kept. {job.message}", icon=":material/stop_circle:")
    elif job.status == "failed":
        st.error(job.message or "The race failed without saying why.")
    if found:
        for sentence in found.breakdowns:
            st.warning(sentence)


def _under_way(job: Job, found: Digest | None) -> None:
    word = "Paused" if job.status == "paused" else "Racing"
    at = f"step {found.step:,} of {found.steps:,}" if found else "starting"
    st.markdown(f"{word}: {at}{_rate(job)}{_left(job)}")
    if found and found.lanes:
        st.html(lanes.draw(found.progress))


def _rate(job: Job) -> str:
    return f" · {job.rate:,.0f} images/s" if job.rate else ""


def _left(job: Job) -> str:
    return f" · about {max(1, round(job.eta_seconds)):,} s left" if job.eta_seconds is not None else ""


def _buttons(jobs: Jobs, job: Job) -> None:
    with st.container(horizontal=True, gap="small"):
        if job.status == "paused":
            st.button("Resume", icon=":material/play_arrow:", on_click=jobs.resume, args=(job.id,))
            st.button("Step", icon=":material/skip_next:", on_click=jobs.step, args=(job.id,))
        elif job.status == "running":
            st.button("Pause", icon=":material/pause:", on_click=jobs.pause, args=(job.id,))
        st.button(
            "Stop",
            icon=":material/stop:",
            on_click=jobs.stop,
            args=(job.id,),
            help="Ends the race and keeps what it has",
        )


def _extension(jobs: Jobs, job: Job) -> None:
    """Train on from where the race ended."""
    samples = max(1, job.config.samples // 2)
    if job.status == "finished":
        st.button(
            f"Train {samples:,} images more", icon=":material/add_circle:", on_click=_extend,
            args=(jobs, job.id, samples),
            help="Every loss goes on from its last weights, at a tenth of the learning rate.",
        )  # fmt: skip


def _extend(jobs: Jobs, job_id: str, samples: int) -> None:
    try:
        jobs.extend(job_id, samples)
    except ValueError as error:
        st.session_state[session_keys.RACE_REFUSED] = str(error)
    st.rerun()
