"""The controls of the Loss Lab: what is asked for depends on the view, so that few show at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.core.config import Imbalance, LossChoice, RaceConfig
from playground.core.loss_spec import LossSpec
from playground.core.numbers import whole_numbers
from playground.core.params import Param
from playground.curves.evaluate import Scene
from playground.data import PROFILES, class_counts
from playground.data import SPECS as DATA_SETS
from playground.losses import SPECS
from playground.race.names import GREEK
from playground.ui.lab.alpha_editor import alpha_editor
from playground.ui.lab.samples import samples
from playground.ui.lab.state import LabState, full
from playground.ui.live.family import slider_values
from playground.ui.widgets import linked, menus
from playground.ui.widgets.controls import loss_params, loss_select, param_slider, typed_slider

AT = Param(
    "at",
    "p_t read aloud",
    0.9,
    0.01,
    0.99,
    0.01,
    "The dot on the curve, which can be dragged too; the sentence below the chart reads it.",
)
EASY = (
    Param("easy_a", "pile at the right: easy samples", 5.0, 0.5, 20.0, 0.5, "Beta's first number."),
    Param("easy_b", "pile at the left: hard samples", 1.5, 0.5, 20.0, 0.5, "Beta's second number."),
)  # fmt: skip
RATIO = Param("ratio", "largest / smallest class", 200.0, 1.0, 1000.0, 1.0, "How many times rarer the rarest class is.")
MOST_CLASSES = 20
DEFAULT = RaceConfig()
PLENTY = [DEFAULT.imbalance.largest] * DATA_SETS[DEFAULT.dataset].classes  # images of the classes before thinning
X_AXES = {"p": "p_t", "margin": "margin"}
FAN = (0.0, 0.1, 0.2, 0.4, 1.0)  # of the range: gamma 0, 0.5, 1, 2, 5, the values of the focal paper


def controls(view: str, weights: DeltaGenerator) -> tuple[LabState, DeltaGenerator]:
    """Draw the slower controls (alpha goes to `weights`, below the chart); returns the state and the sliders' place."""
    spec = loss_select("lab_loss")
    place = st.container()
    counts = class_sizes() if spec.needs_counts or view == "classes" else default_counts()
    state = LabState(full(spec.key, {}, len(counts)), Scene(counts, _true_class(spec, counts, view)), view)
    if view == "classes":
        with weights:
            weighting, alpha = alpha_editor(counts)
        state = replace(state, weighting=weighting, alpha=alpha)
    if view in ("share", "simplex"):
        return replace(state, samples=samples() if view == "share" else ()), place
    state = _axes(state)
    if view == "classes":
        return state, place
    return replace(state, others=_others(spec, len(counts)), fan=_fan(spec, len(counts))), place


def sliders(state: LabState) -> LabState:
    """Draw what is dragged: the loss's own parameters and those of the view; returns the state as they stand."""
    spec = SPECS[state.choice.key]
    classes = len(state.scene.counts)
    params = loss_params(spec, classes, draw=typed_slider)
    first = spec.params[0].name if state.fan else ""
    fan = tuple(full(spec.key, params | {first: c.kwargs[first]}, classes) for c in state.fan)
    state = replace(state, choice=full(spec.key, params, classes), fan=fan)
    if state.view == "share" and not state.samples:
        return replace(state, easy=(typed_slider(EASY[0], "easy_a"), typed_slider(EASY[1], "easy_b")))
    return replace(state, at=float(typed_slider(AT, "lab_at"))) if state.view not in ("simplex", "share") else state


def default_counts() -> tuple[int, ...]:
    """The app's story: five classes of 5000 images and five of 25."""
    return class_counts(DEFAULT.imbalance, PLENTY)


def class_sizes() -> tuple[int, ...]:
    """Choose the imbalance, or paste the user's own counts; returns one count per class."""
    kind = menus.select("Class sizes", list(PROFILES), "step", "lab_profile", lambda key: PROFILES[key].title)
    try:
        return _own_counts() if kind == "custom" else _profile_counts(kind)
    except ValueError as error:
        st.error(str(error))
        return default_counts()


def _own_counts() -> tuple[int, ...]:
    text = linked.text(
        "Samples per class", "5000, 500, 50", "lab_counts",
        help=f"Paste 2 to {MOST_CLASSES} whole numbers, separated by commas, spaces or lines.",
    )  # fmt: skip
    counts = whole_numbers(text, 2, MOST_CLASSES)
    return class_counts(Imbalance("custom", counts=counts), [max(c, 1) for c in counts])


def _profile_counts(kind: str) -> tuple[int, ...]:
    ratio = 1.0 if kind == "balanced" else float(param_slider(RATIO, "lab_ratio"))
    return class_counts(Imbalance(kind, ratio=ratio), PLENTY)


def _true_class(spec: LossSpec, counts: tuple[int, ...], view: str) -> int:
    """Which class is the true one: asked only where the answer matters."""
    if view in ("classes", "simplex") or not (spec.needs_counts or spec.names_classes):
        return 0
    rare = int(np.argmin(counts)) if spec.needs_counts else len(counts) - 1
    words = [f"{c} (n = {n})" if spec.needs_counts else str(c) for c, n in enumerate(counts)]
    return menus.select("True class", range(len(counts)), rare, "lab_class", words.__getitem__)


def _axes(state: LabState) -> LabState:
    """What the x axis shows, and which axes are logarithmic."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        x = menus.segments("Against", list(X_AXES), "p", "lab_x", X_AXES.__getitem__)
        log = linked.toggle("Log y axis", "lab_log")
        log_x = linked.toggle(
            "Log x axis", "lab_log_x", disabled=x == "margin",
            help="Shows the hardest samples, down to p_t = 0.0001. The margin is a logarithm already.",
        )  # fmt: skip
    return replace(state, x=x, log=log, log_x=log_x and x == "p")


def _others(spec: LossSpec, classes: int) -> tuple[LossChoice, ...]:
    """Other losses to draw behind, as published."""
    rest = [key for key in SPECS if key not in (spec.key, "cross_entropy")]
    chosen = menus.multiselect(
        "Compare with", rest, "lab_with", lambda key: SPECS[key].title, max_selections=4,
        help="Other losses as published. Cross-entropy is always there, dashed.",
    )  # fmt: skip
    return tuple(full(key, {}, classes) for key in chosen)


def _fan(spec: LossSpec, classes: int) -> tuple[LossChoice, ...]:
    """The loss at five values of its first parameter, each one a step of its slider, if wanted."""
    if not spec.params:
        return ()
    first = spec.params[0].fit(classes)
    every = slider_values(first)
    if not linked.toggle(f"A fan of {GREEK.get(first.name, first.label)}", "lab_fan"):
        return ()
    values = [float(every[round(part * (len(every) - 1))]) for part in FAN]
    return tuple(full(spec.key, {first.name: value}, classes) for value in values)
