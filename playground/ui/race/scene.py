"""The pictures of a race at one moment, before, while or after it runs: its curves and its matrices."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.figures import race_curves, small_matrices
from playground.metrics.names import METRICS
from playground.race.digest import Digest
from playground.race.standings import Standing
from playground.ui.live.enhancer import live_chart
from playground.ui.live.frames import movable
from playground.ui.widgets import linked, menus

HEIGHT = 340  # pixels of the chart, before, while and after a race runs
FIRST = ("rare_recall", "macro_f1", "common_recall", "accuracy", "nll")
SHORT = {key: METRICS[key].short for key in FIRST} | {"nll": METRICS["nll"].title}  # as its axis calls it


@dataclass(frozen=True, slots=True)
class ChartSettings:
    """How the race is looked at; changing it redraws and never touches the race."""

    yardstick: str
    smoothing: float
    log: bool


def chart_settings(views: DeltaGenerator, extras: DeltaGenerator) -> ChartSettings:
    """The controls of the chart: its yardsticks above it, and the rest behind a button."""
    with views:
        key = menus.segments(
            "Yardstick", FIRST, FIRST[0], "see", SHORT.__getitem__, label_visibility="collapsed", wrap=True
        )
    with extras, st.popover("View", icon=":material/tune:"):
        smoothing = linked.slider("Smoothing", 0.0, 0.95, 0.0, 0.05, "smooth")
        log = linked.toggle("Logarithmic scale", "log")
    return ChartSettings(key, smoothing, log)


def curves(found: Digest, chart: ChartSettings) -> None:
    """The chart that all entrants share; it moves in place, so that zoom and hover survive while the race runs."""
    info = found.along(chart.yardstick, smoothing=chart.smoothing)
    figure = movable(race_curves.draw(info, chart.log, HEIGHT))
    figure["layout"]["xaxis"]["range"] = [0, found.samples]  # the whole way from the start: nothing rescales on it
    if info.yardstick.unit != "nats" and not chart.log:
        figure["layout"]["yaxis"]["range"] = [0, 1]
    what = f"{info.yardstick.title} on the balanced test set against training images seen"
    live_chart(figure, key="race_chart", alt=f"{what}, for {', '.join(found.names)}")


def matrices(found: Digest) -> None:
    """A small confusion matrix per entrant, of its first seed, with the recall of each class."""
    pairs = zip(found.standings, found.matrices, strict=True)
    cards = [small_matrices.Card(each.name, runs[0] if runs else (), _line(each)) for each, runs in pairs]
    st.html(small_matrices.draw(cards, found.class_names, found.rare))


def _line(each: Standing) -> str:
    """What stands under an entrant's name: its recalls, and the gain of all but the baseline."""
    if math.isnan(each.macro_f1):
        return ""
    if math.isnan(each.rare):
        return f"macro-F1 {each.macro_f1:.3f}"
    gain = f" ({each.gain:+.1f})" if each.gain else ""
    return f"rare {each.rare:.0%}{gain}, common {each.common:.0%}"
