"""The Race page: the story first, the controls beside it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import data
from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.ui.race import example, fetch, lineup, result, scene, settings
from playground.ui.race.start import start
from playground.ui.race.track import ACTIVE, EVERY, Places, track
from playground.ui.shell import links, server, session_keys
from playground.ui.widgets import linked


class Stage(NamedTuple):
    """Where the moving part of the page stands: its button, its notes, and the places of the race."""

    button_place: DeltaGenerator
    notes: DeltaGenerator
    places: Places


def show() -> None:
    """Draw the page: on a phone the race comes first and its controls below."""
    jobs = server.jobs()
    main, side = st.columns([2, 1], gap="large")
    with side, links.together():
        config = _controls(jobs)
    with main:
        nouns = data.SPECS[(config or RaceConfig()).dataset].nouns
        st.title(f"Which loss finds the rare {nouns}?", anchor=False)
        shown = _race(jobs, config)
    if shown:
        st.divider()
        result.looks(*shown)
    jobs.warm()  # last: a worker that imports torch must not slow the first picture down


def _controls(jobs: Jobs) -> RaceConfig | None:
    """Everything that defines the experiment; None while some setting cannot be raced."""
    folder = server.folder()
    available = data.availability(folder)
    fetch.banners(jobs, folder, available)
    chosen = settings.dataset(available)
    try:
        sizes = server.class_sizes(chosen, folder)
    except ValueError as error:
        st.error(str(error))
        return None
    st.markdown("**Losses**")
    losses_here = st.container()
    shaped = settings.imbalance(sizes, data.SPECS[chosen])
    with losses_here:
        entrants = lineup.lineup(shaped[1] if shaped else sizes, data.SPECS[chosen].span)
    return settings.training(entrants, chosen, shaped[0]) if entrants and shaped else None


def _job(jobs: Jobs) -> Job | None:
    """The race that the link names, if this server still has it."""
    with st.popover("Link", icon=":material/link:", help="Come back to this race, or show it to someone"):
        st.markdown("The address of this page holds every setting and this race. Copy it from the address bar.")
        run = linked.text("Race", "", links.RACE, placeholder="none yet")
    job = jobs.get(run) if run else None
    if run and job is None:
        st.info("This server no longer holds that race. Its settings are restored: press Race to run it again.")
    return job


def _race(jobs: Jobs, config: RaceConfig | None) -> tuple[RaceConfig, Snapshot] | None:
    """The button, the race itself, and what it has to tell; returns what can be looked into further."""
    with st.container(horizontal=True, vertical_alignment="center"):
        button_place = st.empty()
        job = _job(jobs)
        st.fragment(_engine, run_every=None if jobs.ready else 1.0)(jobs)
    notes, chart = st.container(), scene.chart_settings()
    stage = Stage(button_place, notes, Places(st.container(), st.container(), st.container()))
    active = job is not None and job.status in ACTIVE
    st.session_state[session_keys.RACE_ACTIVE] = active
    st.fragment(_moving, run_every=EVERY if active else None)(jobs, config, job.id if job else "", chart, stage)
    if job is None:
        return example.shown(config)
    return (job.config, job.snapshot) if job.snapshot and not active and job.snapshot.lanes else None


def _moving(jobs: Jobs, config: RaceConfig | None, run: str, chart: scene.ChartSettings, stage: Stage) -> None:
    """What a click on Race and every half second draw anew, and no more: the controls need not be drawn for it.

    The whole page follows once when a race has begun or ended.
    """
    begun = st.session_state.pop(session_keys.RACE_BEGUN, "")
    job = jobs.get(begun or run, seen=True)
    active = job is not None and job.status in ACTIVE
    stage.button_place.button(
        "Race again" if job else "Race", type="primary", icon=":material/sports_score:", key="race",
        on_click=start, args=(jobs, config), disabled=active or config is None,
    )  # fmt: skip
    with stage.notes:
        _notes(config, job)
    if job is None:
        example.show(config, chart, stage.places)
    else:
        track(jobs, job, chart, stage.places)
    if begun or active != st.session_state[session_keys.RACE_ACTIVE]:
        st.rerun()


def _notes(config: RaceConfig | None, job: Job | None) -> None:
    if refused := st.session_state.pop(session_keys.RACE_REFUSED, ""):
        st.error(refused)
    if config and job and config.id != job.config.id:
        st.info("The settings have changed since this race; it shows the old ones.", icon=":material/history:")


def _engine(jobs: Jobs) -> None:
    """What trains here, or why nothing can."""
    words = "The engine is warming up; a race started now waits for it."
    st.caption(jobs.problem or (f"Trains on {jobs.device}" if jobs.ready else words))
