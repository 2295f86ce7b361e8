"""What a finished race leaves behind, in three short looks; the pages beside this one go deeper."""

from __future__ import annotations

import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Matrix, Snapshot
from playground.figures import confusion, recall_bars
from playground.race.digest import Digest, digest
from playground.ui.race.samples import samples
from playground.ui.widgets.page_theme import text_colour

KINDS = ("Confusion matrices", "Each digit", "Sample predictions")


def sentences(found: Digest) -> None:
    """Say what happened, in words taken from these numbers."""
    if found.sentences:
        st.markdown("\n".join(f"- {sentence}" for sentence in found.sentences))


def looks(config: RaceConfig, snapshot: Snapshot) -> None:
    """Confusion matrices, recall per digit and sample predictions; only the open one is drawn."""
    kind = st.segmented_control(
        "Look at", KINDS, default=KINDS[0], key="look", bind="query-params", required=True,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    if kind == KINDS[2]:
        samples(config, snapshot)
    else:
        draw = _matrices if kind == KINDS[0] else _digits
        draw(digest(config, snapshot))


def _matrices(found: Digest) -> None:
    mode = st.segmented_control(
        "Cells", list(confusion.MODES), default="share", key="cells", bind="query-params", required=True,
        format_func=confusion.MODES.__getitem__, wrap=True,
    )  # fmt: skip
    first = [runs[0] if runs else None for runs in found.matrices]
    with st.grid("auto", min_column_width=280):
        for i, (name, matrix) in enumerate(zip(found.names, first, strict=True)):
            if matrix:
                _matrix(i, name, matrix, mode, first[0])


def _matrix(i: int, name: str, matrix: Matrix, mode: str, base: Matrix | None) -> None:
    with st.container():
        st.markdown(f"**{name}**" + (" (baseline)" if i == 0 else ""))
        info = confusion.confusion(matrix, mode, base)
        st.plotly_chart(
            confusion.draw(info, 320, text_colour()), key=f"matrix{i}", config={"displayModeBar": False},
            alt=f"Confusion matrix of {name} on the balanced test set",
        )  # fmt: skip


def _digits(found: Digest) -> None:
    info = recall_bars.bars(found.matrices, found.names, found.counts)
    st.plotly_chart(
        recall_bars.draw(info), key="digits", config={"displayModeBar": False},
        alt="Recall of each digit under each loss, the rarest digit first",
    )  # fmt: skip
