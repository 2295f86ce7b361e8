"""The Race page: controls, curves and pictures on one screen."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import data
from playground.background.api import Jobs
from playground.core.config import RaceConfig
from playground.race.digest import digest
from playground.ui.race import closer, example, fetch, lineup, moment, scene, settings, words
from playground.ui.race.screen import Screen, screen
from playground.ui.shell import links, server, session_keys
from playground.ui.shell.link_buttons import link_buttons
from playground.ui.widgets import linked


def show() -> None:
    """Draw the page: the words first, then its controls, then the race."""
    jobs = server.jobs()
    places = screen()
    title = places.title.empty()
    title.title(_question(RaceConfig().dataset), anchor=False)  # at once; the data set that is chosen may call it anew
    _first_picture(places)
    with places.controls, links.together():
        config = _controls(jobs)
    title.title(_question((config or RaceConfig()).dataset), anchor=False)
    _race(jobs, config, places)
    jobs.warm()  # last: a worker that imports torch must not slow the first picture down


def _first_picture(places: Screen) -> None:
    """The page as it opens without a link, before its controls."""
    found = example.shown(None) if session_keys.RACE_GREETED not in st.session_state and not st.query_params else None
    if found:
        scene.first_curves(found[0], digest(*found), places.first)
    st.session_state[session_keys.RACE_GREETED] = True


def _question(dataset: str) -> str:
    return f"Which loss finds the rare {data.SPECS[dataset].nouns}?"


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
    losses_here = st.container(gap="xsmall")
    shaped = settings.imbalance(sizes, data.SPECS[chosen])
    more, text_place = st.container(), st.container()
    with losses_here:
        st.markdown("**Losses**")
        entrants = lineup.lineup(shaped[1] if shaped else sizes, data.SPECS[chosen].span, text_place)
    if not entrants or not shaped:
        return None
    with more:
        return settings.training(entrants, chosen, shaped[0])


def _run(place: DeltaGenerator) -> str:
    """The name of the race in the link, "" without one."""
    with place.popover("Link", icon=":material/link:", help="Come back to this race, or show it to someone"):
        st.markdown("This link holds every setting and this race.")
        link_buttons(listed=True)
        return linked.text("Race", "", links.RACE, placeholder="none yet")


def _race(jobs: Jobs, config: RaceConfig | None, places: Screen) -> None:
    """The race itself, moved by a fragment of its own, and what can be looked into further once it has ended."""
    run = _run(places.extras)
    st.session_state.pop(session_keys.RACE_BEGUN, None)  # by now the link has it
    chart = scene.chart_settings(places.views, places.extras)
    job = jobs.get(run) if run else None
    with places.engine:
        if run and job is None:
            st.info("This server no longer holds that race. Its settings are restored: press Race to run it again.")
        st.fragment(words.engine, run_every=None if jobs.ready else 1.0)(jobs)
    active = job is not None and job.status in words.ACTIVE
    st.session_state[session_keys.RACE_ACTIVE] = active
    st.fragment(moment.draw, run_every=moment.EVERY if active else None)(
        jobs, config, job.id if job else "", chart, places
    )
    with places.closer:
        if job is None and (shown := example.shown(config)):
            closer.closer(*shown, chart.judging.judge(shown[1].counts))
        elif job and not active and job.snapshot and job.snapshot.lanes:
            closer.closer(job.config, job.snapshot, chart.judging.judge(job.snapshot.counts))
