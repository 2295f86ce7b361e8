"""What every slider and every bar of the Loss Lab does to the picture while it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from playground.core.params import Param
from playground.figures.curve_lines import nice_top
from playground.losses import SPECS
from playground.ui.lab.controls import AT, EASY
from playground.ui.lab.state import LabState
from playground.ui.lab.views import VIEWS
from playground.ui.live.enhancer import Drag
from playground.ui.live.family import family, slider_values
from playground.ui.live.frames import blocks, frame_of, ruler
from playground.ui.widgets.alpha_bars import bar_key
from playground.ui.widgets.controls import param_key

MOST_NUMBERS = 48_000  # of a family that holds every step of its slider: 250 KB on their way, once
MOST_TEXTS = 201  # a sentence for every step up to this many steps
BAR_STEPS = 100


def slider_families(state: LabState) -> dict[str, Drag]:
    """The family of every slider of the page, by widget key; a loss of whole batches is too slow to follow."""
    spec, found = SPECS[state.choice.key], {}
    if not spec.batch_statistic:
        for param in spec.fitted(len(state.scene.counts)):
            found[param_key(spec.key, param)] = _param_drag(state.with_param(param.name, param.low), param)
    if state.view == "share" and not state.samples:
        for i, param in enumerate(EASY):
            found[param.name] = _easy_drag(_easy(state, i, param.low), i, param)
    if state.view == "classes":
        found |= _bar_drags(state)
    if VIEWS[state.view].axes:
        found["lab_at"] = _at_drag(replace(state, at=AT.low))
    return found


def slider_positions(state: LabState) -> dict[str, float]:
    """Where the sliders of `slider_families` stand in this state, by widget key."""
    spec = SPECS[state.choice.key]
    values = {param_key(spec.key, p): float(state.choice.kwargs[p.name]) for p in spec.params}
    easy = {param.name: value for param, value in zip(EASY, state.easy, strict=True)} if state.view == "share" else {}
    return values | easy | ({"lab_at": state.at} if VIEWS[state.view].axes else {})


@lru_cache(maxsize=256)
def _param_drag(state: LabState, param: Param) -> Drag:
    return _drag(state, param, lambda v: state.with_param(param.name, v))


@lru_cache(maxsize=64)
def _at_drag(state: LabState) -> Drag:
    return _drag(state, AT, lambda v: replace(state, at=v))


@lru_cache(maxsize=64)
def _easy_drag(state: LabState, which: int, param: Param) -> Drag:
    return _drag(state, param, lambda v: _easy(state, which, v))


def _easy(state: LabState, which: int, value: float) -> LabState:
    return replace(state, easy=(value, state.easy[1]) if which == 0 else (state.easy[0], value))


def _drag(state: LabState, param: Param, at_value: Callable[[float], LabState]) -> Drag:
    """The family of a slider, and its sentences where its steps are few enough to read."""
    view, values = VIEWS[state.view], slider_values(param)
    few = len(values) <= MOST_TEXTS
    parts = len(values) if few and view.axes else 4  # a curve is cheap enough to be drawn at every step
    most = MOST_NUMBERS if parts == len(values) else 0
    found = family(values, lambda v: frame_of(view.build(at_value(v))), ruler(view.build(state)), parts, most)
    texts = [view.sentence(at_value(float(v))) for v in values] if few else []
    return Drag(found, param.low, param.step, tuple(texts))


@lru_cache(maxsize=64)
def _bar_drags(state: LabState) -> dict[str, Drag]:
    """What dragging the bar of each class does: its curve is alpha times one and the same loss."""
    top, figure = nice_top(state.alpha), VIEWS["classes"].build(replace(state, alpha=(1.0,) * len(state.alpha)))
    shown = VIEWS["classes"].build(state)
    values, scale = np.linspace(0, top, BAR_STEPS + 1), ruler(shown)
    ones, now = frame_of(figure), frame_of(shown)
    counts = np.array(state.scene.counts)
    compared = {int(counts.argmin()), int(counts.argmax())}  # the two classes that the sentence compares
    found = {}
    for c, (place, log) in enumerate(_curves_of(shown)):
        draw = _scaled(now, ones[place], place, log)
        texts = [VIEWS["classes"].sentence(_with(state, c, float(v))) for v in values] if c in compared else []
        found[bar_key(c)] = Drag(family(values, draw, scale), 0.0, top / BAR_STEPS, tuple(texts))
    return found


def _with(state: LabState, c: int, value: float) -> LabState:
    return replace(state, alpha=(*state.alpha[:c], value, *state.alpha[c + 1 :]))


def _curves_of(figure: dict) -> list[tuple[slice, bool]]:
    """Where in a frame the y of each class's curve stands, and whether on a logarithmic axis."""
    every = blocks(figure)
    starts = np.cumsum([0, *(s.size for s in every)])
    names = [trace.get("name", "") for trace in figure["data"]]
    return [
        (slice(int(start), int(start) + s.size), s.log)
        for s, start in zip(every, starts, strict=False)
        if s.attr == "y" and names[s.trace].startswith("class ")
    ]


def _scaled(now: np.ndarray, one: np.ndarray, place: slice, log: bool) -> Callable[[float], np.ndarray]:
    """A frame like `now`, but `alpha` times the curve `one` at `place`."""

    def draw(alpha: float) -> np.ndarray:
        frame = now.copy()
        if not log:
            frame[place] = one * alpha
        else:
            frame[place] = one + np.log10(alpha) if alpha > 0 else np.nan
        return frame

    return draw
