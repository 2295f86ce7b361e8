"""Which result the pages look at: the race in the link, a visitor's own model, or the shipped example."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground import data
from playground.analysis.evaluation import Evaluation, evaluate_race
from playground.background.api import Job
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race import examples
from playground.ui.shell import housekeeper, links, server, session_keys
from playground.ui.shell.link_buttons import link_buttons
from playground.ui.widgets import linked

RACE, OWN = "The race", "Your model"
WHOSE = "whose"  # the control that chooses one of the two


def chosen() -> Evaluation:
    """Say in one line what is looked at, offer to change it, and return it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = st.empty()
        with st.popover("Change", icon=":material/swap_horiz:", help="Look at another race, seed or model"):
            link_buttons()
            own = _whose()
            run = _asked()
            evaluation = _own() if own else _race(run)
    said.markdown(f"**{evaluation.title}**{_seeds(evaluation)}")
    return evaluation


def _asked() -> str:
    """The race in the link, which every page keeps there."""
    return linked.text("Race", "", links.RACE, placeholder="the shipped example")


def _whose() -> bool:
    if session_keys.UPLOAD not in st.session_state:
        return False
    kinds = (RACE, OWN)
    return st.segmented_control("Look at", kinds, default=OWN, key=WHOSE, required=True, persist_state="session") == OWN


def _seeds(evaluation: Evaluation) -> str:
    return f", seed {evaluation.seeds[evaluation.seed]} of {len(evaluation.seeds)}" if len(evaluation.seeds) > 1 else ""


def _own() -> Evaluation:
    return _built_own(st.session_state[session_keys.UPLOAD]["token"], st.session_state[session_keys.UPLOAD]["fields"])


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _built_own(token: str, _fields: dict[str, Any]) -> Evaluation:
    return Evaluation(**_fields)


def _race(run: str) -> Evaluation:
    """The race that was asked for, or the example with the reason why it is shown instead."""
    job = server.jobs().get(run, seen=True) if run else None
    if run and job is None:
        st.info("This server no longer holds that race. The example is shown.")
    if job is None:
        return _example()
    if not job.ended:
        st.info("That race still runs. The example is shown until it ends.")
        return _example()
    if job.snapshot is None or not job.snapshot.lanes:
        st.info("That race has measured nothing. The example is shown.")
        return _example()
    return _finished(job, job.snapshot)


def _finished(job: Job, snapshot: Snapshot) -> Evaluation:
    seeds = sorted({lane.seed for lane in snapshot.lanes})
    seed = st.selectbox("Seed", seeds, key="look_seed") if len(seeds) > 1 else seeds[0]
    try:
        return built(f"{job.id} {snapshot.step}", job.config, snapshot, _title(job.config), seed)
    except ValueError as error:
        st.info(f"{error} The example is shown.")
        return _example()


def _example() -> Evaluation:
    """The shipped example of the first data set that is here, whole, and has one; without any the page ends here."""
    there = data.availability(server.folder())
    while key := examples.shown_for("", there):
        config, snapshot = examples.load(key)
        try:
            return built(f"example {config.id}", config, snapshot, f"Example: {_title(config)}")
        except ValueError as error:  # its files are damaged
            st.warning(f"The example on {data.SPECS[key].title} cannot be shown. {error}")
            there[key] = False
    st.info("No finished example ships for the data sets of this machine. Run a race first, then look at it here.")
    st.page_link(links.RACE_PAGE, label="To the Race page", icon=":material/sports_score:")
    st.stop()


@st.cache_resource(max_entries=8, show_spinner=False)
def built(token: str, _config: RaceConfig, _snapshot: Snapshot, title: str = "", seed: int | None = None) -> Evaluation:
    """The evaluation of a race, made once under its `token`; raises ValueError as `evaluate_race` does."""
    return evaluate_race(_config, _snapshot, server.folder(), title, seed)


housekeeper.when_empty(built.clear)  # with an evaluation go the walks and pictures that were computed of it


def _title(config: RaceConfig) -> str:
    losses = f"{len(config.entrants)} losses" if len(config.entrants) > 1 else "one loss"
    shape = "balanced" if config.imbalance.profile == "balanced" else f"{config.imbalance.ratio:g}:1"
    shape = "own counts" if config.imbalance.profile == "custom" else shape
    return f"{losses} on {data.SPECS[config.dataset].title}, {shape}"
