"""What a finished race leaves behind, in three short looks; the pages beside this one go deeper."""

from __future__ import annotations

import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Matrix, Snapshot
from playground.data import rare_classes
from playground.figures import confusion, recall_bars
from playground.metrics.yardsticks import last_matrices
from playground.race.names import entrant_names
from playground.race.verdicts import story
from playground.ui.race.samples import samples
from playground.ui.widgets.page_theme import text_colour


def sentences(config: RaceConfig, snapshot: Snapshot) -> None:
    """Say what happened, in words taken from these numbers."""
    names = entrant_names(config.entrants)
    told = story(names, last_matrices(snapshot.lanes, len(names)), snapshot.counts, rare_classes(snapshot.counts))
    if told:
        st.markdown("\n".join(f"- {sentence}" for sentence in told))


def looks(config: RaceConfig, snapshot: Snapshot) -> None:
    """Confusion matrices, recall per digit and sample predictions; only the open one is drawn."""
    kinds = ("Confusion matrices", "Each digit", "Sample predictions")
    kind = st.segmented_control(
        "Look at", kinds, default=kinds[0], key="look", bind="query-params", required=True,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    draw = {kinds[0]: _matrices, kinds[1]: _digits, kinds[2]: samples}[kind]
    draw(config, snapshot)


def _matrices(config: RaceConfig, snapshot: Snapshot) -> None:
    names = entrant_names(config.entrants)
    runs = last_matrices(snapshot.lanes, len(names))
    modes = list(confusion.MODES)
    mode = st.segmented_control(
        "Cells", modes, default="share", key="cells", bind="query-params", required=True,
        format_func=confusion.MODES.__getitem__, wrap=True,
    )  # fmt: skip
    with st.grid("auto", min_column_width=280):
        for i, name in enumerate(names):
            if runs[i]:
                _matrix(i, name, runs[i][0], mode, runs[0][0] if runs[0] else None)


def _matrix(i: int, name: str, matrix: Matrix, mode: str, base: Matrix | None) -> None:
    with st.container():
        st.markdown(f"**{name}**" + (" (baseline)" if i == 0 else ""))
        info = confusion.confusion(matrix, mode, base)
        st.plotly_chart(
            confusion.draw(info, 320, text_colour()), key=f"matrix{i}", config={"displayModeBar": False},
            alt=f"Confusion matrix of {name} on the balanced test set",
        )  # fmt: skip


def _digits(config: RaceConfig, snapshot: Snapshot) -> None:
    names = entrant_names(config.entrants)
    info = recall_bars.bars(last_matrices(snapshot.lanes, len(names)), names, snapshot.counts)
    st.plotly_chart(
        recall_bars.draw(info), key="digits", config={"displayModeBar": False},
        alt="Recall of each digit under each loss, the rarest digit first",
    )  # fmt: skip
