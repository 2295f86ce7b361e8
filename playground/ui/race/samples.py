"""Sample predictions of a race: the same images under every loss."""

from __future__ import annotations

import streamlit as st

from playground import data
from playground.analysis.evaluation import Evaluation
from playground.analysis.galleries import of_each_class
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.ui.widgets.image_tiles import image_tiles
from playground.ui.widgets.source import built


def samples(config: RaceConfig, snapshot: Snapshot) -> None:
    """Show the same few images of every class, and what the chosen loss made of them."""
    try:
        evaluation = built(_token(config, snapshot), config, snapshot)
    except ValueError as error:
        st.info(str(error))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Loss", evaluation.names, default=evaluation.names[0], key="sample_loss", required=True, wrap=True
        )
        draw = st.number_input(
            "Draw", 0, 999, 0, key="sample_draw", width=120, help="Another number shows other images."
        )
    _grid(evaluation, evaluation.names.index(name), int(draw), data.SPECS[config.dataset].noun)


def _token(config: RaceConfig, snapshot: Snapshot) -> str:
    """Where equal: the same images and answers. Lanes that left no result are not looked at."""
    left = "".join("-" if result is None else "+" for result in snapshot.results)
    return f"samples {config.id} {snapshot.device} {snapshot.step} {left}"


def _grid(evaluation: Evaluation, model: int, draw: int, noun: str) -> None:
    picked = of_each_class(evaluation.labels, draw)
    right = int(evaluation.right(model)[picked].sum())
    st.caption(
        f"{right} of these {len(picked)} test images are right. Bars: probability of each {noun}, green is the truth."
    )
    image_tiles(evaluation, model, picked)
