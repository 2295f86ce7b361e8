"""The Loss Lab on screen: the picture first, then what it says, then the knobs."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.curves.evaluate import REFERENCE, Scene
from playground.losses import SPECS
from playground.ui.lab.about import about
from playground.ui.lab.drags import drags, turned_to
from playground.ui.lab.knobs import default_counts, knobs, sliders
from playground.ui.lab.look import Look, full
from playground.ui.lab.views_more import ALL_VIEWS
from playground.ui.live.enhancer import live_chart, live_drags
from playground.ui.live.poster_place import first_picture
from playground.ui.shell import engine, session_keys
from playground.ui.widgets import menus

CHART, WORDS, STAGE = "lab-chart", "lab-words", "lab-stage"
FIRST = Look(full("focal", {}), Scene(default_counts()))
FLUSH = 0.02  # seconds in which the server sends what it has, apart from what follows
YIELD = 0.003  # seconds in which the server sends the exact picture, before the families of the sliders are made


def loss_lab() -> None:
    """Draw the page: the picture, then the knobs beside or below it, then what the loss is."""
    left, right = st.columns([5, 2], gap="large")
    with left:
        views = st.container()
        with st.container(key=STAGE, gap=None):
            first, picture = st.empty(), st.container()
        weights = st.container()
        _greet(first)
        with views:
            view = _view_choice()
    with right:
        look, place = knobs(view, weights)
    _moving_part(look, picture, place)


def _greet(place: DeltaGenerator) -> None:
    """The page as it opens without a link, before its controls: they wait for code that the browser has to load."""
    if session_keys.LAB_GREETED not in st.session_state and not st.query_params:
        with place:
            first_picture(ALL_VIEWS["loss"].build(FIRST), CHART, STAGE)
        time.sleep(FLUSH)
    st.session_state[session_keys.LAB_GREETED] = True


@st.fragment
def _moving_part(look: Look, picture: DeltaGenerator, place: DeltaGenerator) -> None:
    """What a slider moves, and no more: a released slider should not draw every menu anew."""
    with place:
        look = sliders(look)
    with picture:
        alive = _picture(look)
    about(look)
    time.sleep(YIELD)
    if alive and not engine.ready():
        engine.ensure_torch()
    if engine.ready():
        live_drags(ALL_VIEWS[look.view].build(look), drags(look), key=CHART, words=WORDS)


def _view_choice() -> str:
    return menus.segments(
        "View", list(ALL_VIEWS), "loss", "lab_view", lambda key: ALL_VIEWS[key].title,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip


def _picture(look: Look) -> bool:
    view, spec = ALL_VIEWS[look.view], SPECS[look.choice.key]
    if not engine.ready():
        try:
            view.build(look)
        except engine.TorchNeededError:
            with st.spinner("Loading PyTorch, once per server: about two seconds."):
                engine.ensure_torch()
    text = view.say(look)
    figure, alt = view.build(look), f"{spec.title}: {view.note}"
    alive = live_chart(figure, key=CHART, alt=alt, words=WORDS, text=text, at=turned_to(look))
    with st.container(key=WORDS):
        st.markdown(text)
    if spec.batch_statistic:
        st.caption(REFERENCE)
    return alive
