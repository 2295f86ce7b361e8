"""What every slider and every bar of the Loss Lab does to the picture while it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from playground.core.params import Param
from playground.figures.curve_lines import nice_top
from playground.losses import SPECS
from playground.ui.lab.alpha_editor import bar_key
from playground.ui.lab.knobs import AT, EASY
from playground.ui.lab.look import Look
from playground.ui.lab.views_more import ALL_VIEWS
from playground.ui.live.enhancer import Drag
from playground.ui.live.family import family, steps
from playground.ui.live.frames import frame_of, ruler, slots
from playground.ui.widgets.controls import param_key

MOST_NUMBERS = 48_000  # of a family that holds every step of its slider: 250 KB on their way, once
MOST_TEXTS = 201  # a sentence for every step up to this many steps
BAR_STEPS = 100


def drags(look: Look) -> dict[str, Drag]:
    """The family of every slider of the page, by widget key; a loss of whole batches is too slow to follow."""
    spec, found = SPECS[look.choice.key], {}
    if not spec.batch_statistic:
        for param in spec.fitted(len(look.scene.counts)):
            found[param_key(spec.key, param)] = _param_drag(look.turned(param.name, param.low), param)
    if look.view == "share" and not look.samples:
        for i, param in enumerate(EASY):
            found[param.name] = _turned_drag(_easy(look, i, param.low), i, param)
    if look.view == "classes":
        found |= _bar_drags(look)
    if ALL_VIEWS[look.view].axes:
        found["lab_at"] = _at_drag(replace(look, at=AT.low))
    return found


def turned_to(look: Look) -> dict[str, float]:
    """Where the sliders of `drags` stand in this look, by widget key."""
    spec = SPECS[look.choice.key]
    values = {param_key(spec.key, p): float(look.choice.kwargs[p.name]) for p in spec.params}
    easy = {param.name: value for param, value in zip(EASY, look.easy, strict=True)} if look.view == "share" else {}
    return values | easy | ({"lab_at": look.at} if ALL_VIEWS[look.view].axes else {})


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
    most = MOST_NUMBERS if parts == len(values) else 0
    found = family(values, lambda v: frame_of(view.build(turned(v))), ruler(view.build(look)), parts, most)
    texts = [view.say(turned(float(v))) for v in values] if few else []
    return Drag(found, param.low, param.step, tuple(texts))


@lru_cache(maxsize=64)
def _bar_drags(look: Look) -> dict[str, Drag]:
    """What dragging the bar of each class does: its curve is alpha times one and the same loss."""
    top, figure = nice_top(look.alpha), ALL_VIEWS["classes"].build(replace(look, alpha=(1.0,) * len(look.alpha)))
    shown = ALL_VIEWS["classes"].build(look)
    values, scale = np.linspace(0, top, BAR_STEPS + 1), ruler(shown)
    ones, now = frame_of(figure), frame_of(shown)
    counts = np.array(look.scene.counts)
    read = {int(counts.argmin()), int(counts.argmax())}  # the two classes that the sentence compares
    found = {}
    for c, (place, log) in enumerate(_curves_of(shown)):
        draw = _scaled(now, ones[place], place, log)
        texts = [ALL_VIEWS["classes"].say(_with(look, c, float(v))) for v in values] if c in read else []
        found[bar_key(c)] = Drag(family(values, draw, scale), 0.0, top / BAR_STEPS, tuple(texts))
    return found


def _with(look: Look, c: int, value: float) -> Look:
    return replace(look, alpha=(*look.alpha[:c], value, *look.alpha[c + 1 :]))


def _curves_of(figure: dict) -> list[tuple[slice, bool]]:
    """Where in a frame the y of each class's curve stands, and whether on a logarithmic axis."""
    every = slots(figure)
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
        frame[place] = one * alpha if not log else one + np.log10(alpha) if alpha > 0 else np.nan
        return frame

    return draw
