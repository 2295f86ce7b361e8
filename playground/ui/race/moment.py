"""One moment of a race, of the example or of a visitor's, before, while or after it runs: each part draws itself."""

from __future__ import annotations

import streamlit as st

from playground.background.api import Jobs
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race.digest import Digest, digest
from playground.ui.race import buttons, example, scene, strip, travel, words
from playground.ui.race.scene import ChartSettings
from playground.ui.race.screen import Screen
from playground.ui.shell import session_keys

EVERY = 0.5  # seconds between repaints


def draw(jobs: Jobs, config: RaceConfig | None, run: str, chart: ChartSettings, screen: Screen) -> None:
    """What a click on a button and every half second draw anew, and no more: the controls need not be drawn for it.

    The whole page follows once when a race has begun or ended.
    """
    begun = st.session_state.get(session_keys.RACE_BEGUN, "")  # until the whole page has followed: this run may be cut
    job = jobs.get(begun or run, seen=True)
    with screen.buttons:
        buttons.buttons(jobs, config, job)
    shown = (job.config, job.snapshot or Snapshot(job.config.id)) if job else example.shown(config)
    whole = digest(*shown, chart.judging.judge(shown[1].counts)) if shown else None
    then = _travelled(shown, whole, screen) if shown and whole else None
    # Under a key of its own for each status: words of another one go at once, and are not pushed down by the new ones.
    with screen.words.container(key=f"race-words-{job.status if job else 'none'}", gap="xsmall"):
        words.refusals(config, job)
        if whole and (unfit := chart.judging.refusal(whole.counts)):
            st.warning(unfit)
        if job:
            words.of_job(jobs, job, whole, then)
        else:
            _introduce(config, shown and shown[0], then or whole)
    if shown and whole:
        with screen.curves:
            scene.curves(shown[0], whole, chart, travel.reached(then) if then else None)
        _pictures(shown[0], then or whole, screen)
    active = job is not None and job.status in words.ACTIVE
    if begun or active != st.session_state[session_keys.RACE_ACTIVE]:
        st.rerun()


def _introduce(config: RaceConfig | None, shown: RaceConfig | None, found: Digest | None) -> None:
    """What is said before one's own race: of the example."""
    st.caption(example.about(config, shown))
    if found:
        words.story(found)
        st.caption(found.facts.sentence)


def _travelled(shown: tuple[RaceConfig, Snapshot], whole: Digest, screen: Screen) -> Digest | None:
    with screen.travel:
        return travel.travel(*shown, whole)


def _pictures(config: RaceConfig, found: Digest, screen: Screen) -> None:
    with screen.matrices:
        scene.matrices(found)
    with screen.samples:
        strip.strip(config, found)
