"""How good is it for each class? Bars by rarity, the numbers that sum up a model, and one class's own threshold."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from playground.analysis import class_scores
from playground.analysis.evaluation import Evaluation
from playground.figures import recall_bars
from playground.figures.theme import Figure
from playground.metrics.names import CLASS_TITLES
from playground.metrics.words import EXPLAIN
from playground.ui.widgets import menus
from playground.ui.widgets.cards import wall
from playground.ui.widgets.charts import chart
from playground.ui.widgets.downloads import downloads
from playground.ui.widgets.model_chooser import choose_model


def show(evaluation: Evaluation) -> int:
    """Draw the two upper parts of the page; returns the model that was chosen."""
    score = menus.segments(
        "Score", list(CLASS_TITLES), "recall", "score", CLASS_TITLES.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    matrices = class_scores.matrices(evaluation)
    info = recall_bars.bars(matrices, evaluation.names, evaluation.support, score, evaluation.classes)
    figure = recall_bars.draw(info, 380)
    if not evaluation.counts:
        figure["layout"]["xaxis"]["title"]["text"] = "Class, rarest first (n = samples looked at)"
    alt = f"{CLASS_TITLES[score]} of each class under each model, the rarest class first"
    chart(figure, "score_bars", alt)
    st.caption(EXPLAIN[score])
    st.subheader("In one number each", anchor=False)
    i = choose_model(evaluation)
    _numbers(evaluation, i)
    _tables(evaluation, i, figure)
    return i


def _numbers(evaluation: Evaluation, i: int) -> None:
    """The accuracy trap where it springs, a card per number, and the class that makes the G-mean 0."""
    trap, never_found = class_scores.trap(evaluation, i), class_scores.never_found(evaluation, i)
    if trap:
        st.warning(trap, icon=":material/warning:")
    wall(class_scores.cards(evaluation, i))
    if i:
        st.caption(f"The arrows compare with the baseline, {evaluation.names[0]}.")
    if never_found:
        st.caption(never_found)


def _tables(evaluation: Evaluation, i: int, figure: Figure) -> None:
    """The same as tables, for reading off and taking away."""
    each, every = st.tabs([f"Each class under {evaluation.names[i]}", "Every number, every model"])
    with each:
        rows = class_scores.class_records(evaluation, i)
        st.dataframe(rows, hide_index=True, column_config=_columns(), key="class_table")
        downloads(evaluation, i, "classes", rows, [figure])
    with every:
        metrics = class_scores.metric_records(evaluation)
        st.dataframe(metrics, hide_index=True, height="content", key="score_table")
        downloads(evaluation, i, "numbers", metrics, [figure])


def _columns() -> dict[str, ColumnConfig]:
    number, share = st.column_config.NumberColumn, st.column_config.ProgressColumn
    shares = {k: share(min_value=0, max_value=1, format="percent", help=EXPLAIN[k.lower()]) for k in ("Recall", "F1")}
    return {
        "Class": st.column_config.TextColumn(width="small"),
        "Training": number(help=EXPLAIN["support"], width="small", format="localized"),
        **shares,
        "Precision": share(min_value=0, max_value=1, format="percent", help=EXPLAIN["precision"]),
        **{
            f"Δ {k}": number(format="%+.1f", help=f"Points of {k} against the baseline.")
            for k in ("Recall", "Precision", "F1")
        },
    }
