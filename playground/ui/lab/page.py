"""The Loss Lab on screen: the picture first, then what it says, then the knobs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.curves.evaluate import REFERENCE
from playground.curves.family import family, steps
from playground.losses import SPECS
from playground.types import Param
from playground.ui import engine
from playground.ui.controls import fitted, param_key
from playground.ui.enhancer import Drag, frame_of, live_chart, live_drags, ruler
from playground.ui.lab.about import about
from playground.ui.lab.knobs import AT, EASY, knobs, sliders
from playground.ui.lab.look import Look
from playground.ui.lab.views_more import ALL_VIEWS

CHART, WORDS = "lab-chart", "lab-words"
YIELD = 0.003  # seconds in which the server sends the exact picture, before the families of the sliders are made
MOST_TEXTS = 201  # a sentence for every step up to this many steps


def loss_lab() -> None:
    """Draw the page: the picture, then the knobs beside or below it, then what the loss is."""
    left, right = st.columns([5, 2], gap="large")
    with left:
        view = _view_choice()
        picture, weights = st.container(), st.container()
    with right:
        look, place = knobs(view, weights)
    _moving_part(look, picture, place)


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
        live_drags(ALL_VIEWS[look.view].build(look), _drags(look), key=CHART, words=WORDS)


def _view_choice() -> str:
    return st.segmented_control(
        "View", list(ALL_VIEWS), default="loss", required=True, format_func=lambda k: ALL_VIEWS[k].title,
        key="lab_view", bind="query-params", label_visibility="collapsed", wrap=True,
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
    alive = live_chart(view.build(look), key=CHART, alt=f"{spec.title}: {view.note}", words=WORDS, text=text)
    with st.container(key=WORDS):
        st.markdown(text)
    if spec.batch_statistic:
        st.caption(REFERENCE)
    return alive


def _drags(look: Look) -> dict[str, Drag]:
    """What every slider of the page does to the picture; a loss of whole batches is too slow to follow."""
    spec, drags = SPECS[look.choice.key], {}
    if not spec.batch_statistic:
        for param in (fitted(p, len(look.scene.counts)) for p in spec.params):
            drags[param_key(spec.key, param)] = _param_drag(look.turned(param.name, param.low), param)
    if look.view == "share":
        for i, param in enumerate(EASY):
            drags[param.name] = _turned_drag(_easy(look, i, param.low), i, param)
    if ALL_VIEWS[look.view].axes:
        drags["lab_at"] = _at_drag(replace(look, at=AT.low))
    return drags


@lru_cache(maxsize=256)
def _param_drag(look: Look, param: Param) -> Drag:
    return _drag(look, param, lambda v: look.turned(param.name, v))


@lru_cache(maxsize=64)
def _at_drag(look: Look) -> Drag:
    return _drag(look, AT, lambda v: replace(look, at=v))


@lru_cache(maxsize=64)
def _turned_drag(look: Look, which: int, param: Param) -> Drag:
    return _drag(look, param, lambda v: _easy(look, which, v))


def _easy(look: Look, which: int, value: float) -> Look:
    return replace(look, easy=(value, look.easy[1]) if which == 0 else (look.easy[0], value))


def _drag(look: Look, param: Param, turned: Callable[[float], Look]) -> Drag:
    """The family of a slider, and its sentences where its steps are few enough to read."""
    view, values = ALL_VIEWS[look.view], steps(param)
    few = len(values) <= MOST_TEXTS
    parts = len(values) if few and view.axes else 4  # a curve is cheap enough to look at every step
    found = family(values, lambda v: frame_of(view.build(turned(v))), ruler(view.build(look)), parts)
    texts = [view.say(turned(float(v))) for v in values] if few else []
    return Drag(found, param.low, param.step, tuple(texts))
