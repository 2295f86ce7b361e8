"""What is said of a race: one place of fixed height for all words that come and go, so that nothing else moves."""

from __future__ import annotations

import streamlit as st

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.figures import lanes
from playground.race.digest import Digest
from playground.ui.race.start import start
from playground.ui.shell import owners, session_keys

ACTIVE = ("queued", "running", "paused")
SILENT = 5.0  # seconds without a sign from the trainer after which that is said


def refusals(config: RaceConfig | None, job: Job | None) -> None:
    """Why the last click changed nothing, and that the race shown is not the one that is set."""
    if refused := st.session_state.pop(session_keys.RACE_REFUSED, ""):
        st.error(refused)
    if config and job and config.id != job.config.id:
        st.info("The settings have changed since this race; it shows the old ones.", icon=":material/history:")


def engine(jobs: Jobs) -> None:
    """What trains here, or why nothing can."""
    words = "The engine is warming up; a race started now waits for it."
    st.caption(jobs.problem or (f"Trains on {jobs.device}" if jobs.ready else words))


def of_job(jobs: Jobs, job: Job, found: Digest | None, then: Digest | None = None) -> None:
    """Whose race it is, how far it is, what broke, and what it has shown: in the end, or at the moment `then`."""
    anothers = owners.is_anothers(job)
    if anothers:
        _watching(jobs, job)
    _progress(job, found)
    if then:
        st.caption(f"As it stood after {then.moments[-1]:,} of {then.samples:,} training images:")
        story(then)
    elif job.status not in ACTIVE and found and found.lanes:
        if not anothers:
            _extension(jobs, job)
        story(found)
        st.caption(found.facts.sentence)


def story(found: Digest) -> None:
    """Say what happened, in words taken from these numbers."""
    if found.sentences:
        st.markdown("\n".join(f"- :small[{sentence}]" for sentence in found.sentences))


def _watching(jobs: Jobs, job: Job) -> None:
    """Another's race: say so, and offer the same settings as an own race."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Somebody else started this race; you are watching.", width="content")
        st.button(
            "Race this too", key="race-too", icon=":material/sports_score:", on_click=start, args=(jobs, job.config),
            help="Starts a race of your own with these settings",
        )  # fmt: skip


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
    elif job.message:
        st.warning(job.message)
    if found:
        for sentence in found.breakdowns:
            st.warning(sentence)


def _under_way(job: Job, found: Digest | None) -> None:
    word = "Paused" if job.status == "paused" else "Racing"
    at = f"step {found.step:,} of {found.steps:,}" if found and found.lanes else "starting"
    told = _silence(job) or _left(job) + _rate(job)
    st.markdown(f"{word}: {at}{told}", wrap=False)  # a second line would push what is below
    if found and found.lanes:
        st.html(lanes.draw(found.progress))


def _silence(job: Job) -> str:
    """Told instead of speed and time left, which mean nothing meanwhile."""
    return f". No sign from the trainer for {job.silence:.0f} s." if job.silence >= SILENT else ""


def _rate(job: Job) -> str:
    return f" · {job.rate:,.0f} images/s" if job.rate else ""


def _left(job: Job) -> str:
    return f" · about {max(1, round(job.eta_seconds)):,} s left" if job.eta_seconds is not None else ""


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
    owners.give(jobs.extend, job_id, samples)
    st.rerun()
