"""The Loss Lab on screen: the picture first, then what it says, then the knobs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from playground.config import LossChoice
from playground.curves.evaluate import REFERENCE, Scene
from playground.curves.family import family, steps
from playground.losses import SPECS
from playground.types import LossSpec, Param
from playground.ui import engine
from playground.ui.controls import loss_params, loss_select, param_key
from playground.ui.enhancer import Drag, frame_of, live_chart, live_drags, ruler
from playground.ui.lab.look import Look, full
from playground.ui.lab.views import VIEWS

CHART, WORDS = "lab-chart", "lab-words"
AT = Param("at", "p_t read aloud", 0.9, 0.01, 0.99, 0.01, "The dot on the curve; the sentence reads it.")
MOST_TEXTS = 201  # a sentence for every step up to this many steps


@st.fragment
def loss_lab() -> None:
    """Draw the page. Everything in it answers to its widgets alone."""
    left, right = st.columns([5, 2], gap="large")
    with left:
        view = _view_choice()
        picture = st.container()
    with right:
        look = _knobs(view)
    with picture:
        alive = _picture(look)
    if alive and not engine.ready():
        engine.ensure_torch()
    if engine.ready():
        live_drags(VIEWS[look.view].build(look), _drags(look), key=CHART, words=WORDS)


def _view_choice() -> str:
    return st.segmented_control(
        "View", list(VIEWS), default="loss", required=True, format_func=lambda k: VIEWS[k].title, key="lab_view",
        bind="query-params", label_visibility="collapsed",
    )  # fmt: skip


def _knobs(view: str) -> Look:
    spec = loss_select("lab_loss")
    params = loss_params(spec)
    at = st.slider(AT.label, AT.low, AT.high, AT.default, AT.step, key="lab_at", help=AT.help, bind="query-params")
    x = st.segmented_control(
        "Against",
        ["p", "margin"],
        default="p",
        required=True,
        key="lab_x",
        bind="query-params",
        format_func={"p": "p_t", "margin": "margin"}.get,
    )
    log = st.toggle("Log axis", key="lab_log", bind="query-params")
    return Look(full(spec.key, params), Scene((5000,) * 5 + (25,) * 5), view, x, log, at)


def _picture(look: Look) -> bool:
    view, spec = VIEWS[look.view], SPECS[look.choice.key]
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
    spec = SPECS[look.choice.key]
    found = {param_key(spec.key, p): _param_drag(look.turned(p.name, p.default), p) for p in spec.params}
    return found | {"lab_at": _at_drag(look)}


@lru_cache(maxsize=256)
def _param_drag(look: Look, param: Param) -> Drag:
    view, values = VIEWS[look.view], steps(param)
    measure = ruler(view.build(look))
    found = family(values, lambda v: frame_of(view.build(look.turned(param.name, v))), measure)
    texts = [view.say(look.turned(param.name, float(v))) for v in values] if len(values) <= MOST_TEXTS else []
    return Drag(found, param.low, param.step, tuple(texts))


@lru_cache(maxsize=256)
def _at_drag(look: Look) -> Drag:
    from dataclasses import replace

    from playground.curves.family import Family

    view, values = VIEWS[look.view], steps(AT)
    looks = [replace(look, at=float(v)) for v in values]
    frames = np.stack([frame_of(view.build(one)) for one in looks]).astype(np.float32)
    return Drag(Family(values, frames), AT.low, AT.step, tuple(view.say(one) for one in looks))
