"""The pictures of a race at one moment, before, while or after it runs: its curves and its matrices."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.core.config import RaceConfig
from playground.figures import own_losses as own_losses_figure
from playground.figures import race_curves, small_matrices
from playground.figures.theme import Figure
from playground.metrics.names import METRICS
from playground.race import own_losses
from playground.race.digest import Digest
from playground.race.standings import Standing
from playground.ui.live.enhancer import live_chart
from playground.ui.live.frames import movable
from playground.ui.live.poster_place import FLUSH, first_picture
from playground.ui.race.judging import NOTHING_CHOSEN, Judging, judging
from playground.ui.widgets import linked, menus

HEIGHT = 340  # pixels of the chart, before, while and after a race runs
CHART, STAGE = "race_chart", "race-stage"  # keys of the chart, and of the container that begins where it begins
OWN = "loss"
FIRST = ("rare_recall", "macro_f1", "common_recall", "accuracy", "nll", OWN)
SHORT = {key: METRICS[key].short for key in FIRST} | {"nll": METRICS["nll"].title}  # as its axis calls it


@dataclass(frozen=True, slots=True)
class ChartSettings:
    """How the race is looked at; changing it redraws and never touches the race."""

    yardstick: str
    smoothing: float
    log: bool
    judging: Judging


def chart_settings(views: DeltaGenerator, extras: DeltaGenerator) -> ChartSettings:
    """The controls of the chart: its yardsticks above it, the mix of classes beside the buttons, the rest folded."""
    with views:
        key = menus.segments(
            "Yardstick", FIRST, FIRST[0], "see", SHORT.__getitem__, label_visibility="collapsed", wrap=True
        )
    with extras:
        with st.popover("View", icon=":material/tune:"):
            smoothing = linked.slider("Smoothing", 0.0, 0.95, 0.0, 0.05, "smooth")
            log = linked.toggle("Logarithmic scale", "log")
        chosen = judging()
    return ChartSettings(key, smoothing, log, chosen)


def curves(config: RaceConfig, found: Digest, chart: ChartSettings, moment: int | None = None) -> None:
    """The chart that all entrants share; it moves in place, so that zoom and hover survive while the race runs.

    `moment`: training images seen where the race is looked back to.
    """
    judged = f"{METRICS[chart.yardstick].title}, {found.judge.place},"
    what = "Own loss, training and test," if chart.yardstick == OWN else judged
    alt = f"{what} against training images seen, for {', '.join(found.names)}"
    live_chart(picture(config, found, chart, moment), key=CHART, alt=alt)


def first_curves(config: RaceConfig, found: Digest, place: DeltaGenerator) -> None:
    """The curves as lines of HTML before all else: controls wait for code that the browser still has to load."""
    with place:
        first_picture(picture(config, found, ChartSettings(FIRST[0], 0.0, False, NOTHING_CHOSEN)), CHART, STAGE)
    time.sleep(FLUSH)


def picture(config: RaceConfig, found: Digest, chart: ChartSettings, moment: int | None = None) -> Figure:
    """The figure of the curves, its arrays in numpy."""
    draw = _own if chart.yardstick == OWN else _judged
    figure = draw(config, found, chart, moment)
    figure["layout"]["xaxis"]["range"] = [0, found.samples]  # the whole way from the start: nothing rescales on it
    return figure


def _own(config: RaceConfig, found: Digest, chart: ChartSettings, moment: int | None) -> Figure:
    """Every entrant's own loss, on a scale of its own."""
    own = own_losses.own_losses(config, found, chart.smoothing)
    return movable(own_losses_figure.draw(own, chart.log, HEIGHT, moment))


def _judged(_: RaceConfig, found: Digest, chart: ChartSettings, moment: int | None) -> Figure:
    """The yardstick that was chosen, under the mix of classes that was chosen."""
    info = found.along(chart.yardstick, smoothing=chart.smoothing)
    figure = movable(race_curves.draw(info, chart.log, HEIGHT, moment))
    if info.yardstick.unit != "nats" and not chart.log:
        figure["layout"]["yaxis"]["range"] = [0, 1]
    return figure


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
