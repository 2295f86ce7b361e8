"""The Loss Lab on screen: the picture first, then what it says, then the controls."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.background.api import EngineError
from playground.curves.evaluate import REFERENCE, Scene
from playground.losses import SPECS
from playground.ui.lab.about import about
from playground.ui.lab.controls import controls, default_counts, sliders
from playground.ui.lab.race_this import race_this
from playground.ui.lab.slider_families import slider_families, slider_positions
from playground.ui.lab.state import LabState, full
from playground.ui.lab.views import VIEWS
from playground.ui.live.enhancer import live_chart, live_drags
from playground.ui.live.poster_place import FLUSH, first_picture
from playground.ui.shell import engine, session_keys
from playground.ui.widgets import menus

CHART, WORDS, STAGE = "lab-chart", "lab-words", "lab-stage"
FIRST = LabState(full("focal", {}), Scene(default_counts()))
YIELD = 0.003  # seconds in which the server sends the exact picture, before the families of the sliders are made


def loss_lab() -> None:
    """Draw the page: the picture, then the controls beside or below it, then what the loss is."""
    left, right = st.columns([5, 2], gap="large")
    with left:
        views = st.container()
        with st.container(key=STAGE, gap=None):
            first, picture = st.empty(), st.container()
        weights = st.container()
        _show_first_picture(first)
        with views:
            view = _view_choice()
    with right:
        state, place = controls(view, weights)
    _moving_part(state, picture, place)


def _show_first_picture(place: DeltaGenerator) -> None:
    """The page as it opens without a link, before its controls: they wait for code that the browser has to load."""
    if session_keys.LAB_GREETED not in st.session_state and not st.query_params:
        with place:
            first_picture(VIEWS["loss"].build(FIRST), CHART, STAGE)
        time.sleep(FLUSH)
    st.session_state[session_keys.LAB_GREETED] = True


@st.fragment
def _moving_part(state: LabState, picture: DeltaGenerator, place: DeltaGenerator) -> None:
    """What a slider moves, and no more: a released slider should not draw every menu anew."""
    with place:
        state = sliders(state)
        race_this(state)
    try:
        with picture:
            alive = _picture(state)
        about(state)
        time.sleep(YIELD)
        _let_sliders_move(state, alive)
    except EngineError as error:
        st.error(str(error))


def _let_sliders_move(state: LabState, alive: bool) -> None:
    """Send what each slider does to the picture; a browser that shows no chart yet does not wait for torch."""
    if alive:
        engine.ensure()
    if engine.ready():
        live_drags(VIEWS[state.view].build(state), slider_families(state), key=CHART, words=WORDS)


def _view_choice() -> str:
    return menus.segments(
        "View", list(VIEWS), "loss", "lab_view", lambda key: VIEWS[key].title,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip


def _picture(state: LabState) -> bool:
    view, spec = VIEWS[state.view], SPECS[state.choice.key]
    text = view.sentence(state)
    figure, alt = view.build(state), f"{spec.title}: {view.note}"
    alive = live_chart(figure, key=CHART, alt=alt, words=WORDS, text=text, at=slider_positions(state))
    with st.container(key=WORDS):
        st.markdown(text)
    if spec.batch_statistic:
        st.caption(REFERENCE)
    return alive
