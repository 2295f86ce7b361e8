"""A visitor's races on every page: a line for each that is not drawn there, with how far it is and Stop."""

from __future__ import annotations

import streamlit as st

from playground.background.api import Job, Jobs
from playground.ui.shell import links, owners, server, session_keys, watching

EVERY = 1.0  # seconds between two looks


def draw(shown: str = "") -> None:
    """Draw the lines; `shown` is the race that this page draws itself. Nothing is drawn where nothing was started."""
    jobs = server.jobs()
    mine = [job.id for job in jobs.unfinished(owners.owner())]
    known = dict.fromkeys([*st.session_state.get(session_keys.UNSEEN_RACES, []), *mine])
    ids = [i for i in known if i != shown and jobs.get(i)]
    st.session_state[session_keys.UNSEEN_RACES] = ids
    watching.watch([shown, *ids])
    live = any(i in mine for i in ids)
    if ids:
        st.fragment(_lines, run_every=EVERY if live else None)(jobs, tuple(ids), live)


def _lines(jobs: Jobs, ids: tuple[str, ...], live: bool) -> None:
    races = [job for job in (jobs.get(i, seen=True) for i in ids) if job]
    for job in races:
        _line(jobs, job)
    if live and all(job.ended for job in races):
        st.rerun()  # once: nothing more comes that had to be looked for


def _line(jobs: Jobs, job: Job) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"race-line-{job.id}"):
        st.markdown(words(job), width="content")
        if not job.ended:
            st.button(
                "Stop", key=f"stop-{job.id}", icon=":material/stop:", on_click=owners.give, args=(jobs.stop, job.id),
                help="Ends the race and keeps what it has",
            )  # fmt: skip
        st.page_link(links.RACE_PAGE, label="See it", icon=":material/sports_score:", query_params={links.RACE: job.id})


def words(job: Job) -> str:
    """One line about a race that is not on the screen."""
    share = job.snapshot.step / max(1, job.snapshot.steps) if job.snapshot else 0.0
    left = f", about {max(1, round(job.eta_seconds)):,} s left" if job.eta_seconds is not None else ""
    said = {
        "queued": f"waits as number {job.position}{left}",
        "running": f"is {share:.0%} done{left}",
        "paused": f"rests at {share:.0%}",
        "finished": "has finished",
        "stopped": f"was stopped at {share:.0%}; results kept",
        "failed": f"failed. {job.message}".rstrip(),
    }
    return f"Your race {said[job.status]}"
