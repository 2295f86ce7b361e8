"""What a finished race leaves behind, in three short looks; the pages beside this one go deeper."""

from __future__ import annotations

import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.data import SPECS
from playground.figures import confusion, recall_bars
from playground.race.digest import Digest, digest
from playground.ui.race.samples import samples
from playground.ui.widgets import menus
from playground.ui.widgets.page_theme import text_colour

KINDS = {"matrices": "Confusion matrices", "classes": "Each {noun}", "samples": "Sample predictions"}


def sentences(found: Digest) -> None:
    """Say what happened, in words taken from these numbers."""
    if found.sentences:
        st.markdown("\n".join(f"- {sentence}" for sentence in found.sentences))


def looks(config: RaceConfig, snapshot: Snapshot) -> None:
    """Confusion matrices, recall per class and sample predictions; only the open one is drawn."""
    noun = SPECS[config.dataset].noun
    kind = menus.segments(
        "Look at", list(KINDS), "matrices", "look", lambda kind: KINDS[kind].format(noun=noun),
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    if kind == "samples":
        samples(config, snapshot)
    else:
        draw = _matrices if kind == "matrices" else _classes
        draw(digest(config, snapshot))


def _matrices(found: Digest) -> None:
    mode = menus.segments("Cells", list(confusion.MODES), "share", "cells", confusion.MODES.__getitem__, wrap=True)
    first = [runs[0] if runs else None for runs in found.matrices]
    with st.grid("auto", min_column_width=280):
        for i, (name, matrix) in enumerate(zip(found.names, first, strict=True)):
            if matrix:
                _matrix(i, name, confusion.confusion(matrix, mode, first[0], found.class_names))


def _matrix(i: int, name: str, info: confusion.Confusion) -> None:
    with st.container():
        st.markdown(f"**{name}**" + (" (baseline)" if i == 0 else ""))
        st.plotly_chart(
            confusion.draw(info, 320, text_colour()), key=f"matrix{i}", config={"displayModeBar": False},
            alt=f"Confusion matrix of {name} on the balanced test set",
        )  # fmt: skip


def _classes(found: Digest) -> None:
    info = recall_bars.bars(found.matrices, found.names, found.counts, names=found.class_names)
    st.plotly_chart(
        recall_bars.draw(info), key="digits", config={"displayModeBar": False},
        alt=f"Recall of each {found.noun} under each loss, the rarest first",
    )  # fmt: skip
