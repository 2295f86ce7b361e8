"""Which images changed: the confusion matrix, the images behind a cell, and galleries against the baseline."""

from __future__ import annotations

import streamlit as st

from playground.analysis import mistakes
from playground.analysis.evaluation import Evaluation
from playground.figures import confusion
from playground.metrics.matrix import largest_confusion
from playground.ui.analysis import gallery
from playground.ui.widgets import menus
from playground.ui.widgets.charts import chart
from playground.ui.widgets.image_tiles import image_tiles
from playground.ui.widgets.model_chooser import choose_model
from playground.ui.widgets.page_theme import text_colour

BEHIND = 20  # images shown at once behind a cell


def show(evaluation: Evaluation) -> None:
    """Draw the page."""
    i = choose_model(evaluation)
    left, right = st.columns([6, 5], gap="large")
    with left:
        cell = _matrix(evaluation, i)
    with right:
        _behind(evaluation, i, cell)
    if evaluation.images is not None:
        st.divider()
        gallery.show(evaluation, i)


def _matrix(evaluation: Evaluation, i: int) -> tuple[int, int]:
    """The matrix, and the cell that was clicked: (true, called). Until one is, the largest confusion."""
    modes = {k: v for k, v in confusion.MODES.items() if k != "difference" or i}
    mode = menus.segments(
        "Cells", list(modes), "share", "cells", modes.__getitem__, wrap=True, label_visibility="collapsed"
    )  # fmt: skip
    matrix, shown = evaluation.scored[i].matrix, mode if mode in modes else "share"
    info = confusion.confusion(matrix, shown, evaluation.scored[0].matrix, evaluation.classes)
    alt = f"Confusion matrix of {evaluation.names[i]}: true class by predicted class"
    event = chart(confusion.draw(info, 470, text_colour()), "matrix", alt, on_select="rerun", selection_mode="points")
    st.caption("A row is what the images are, a column what they were called. Click a cell to see its images.")
    points = event["selection"]["points"]
    if points:
        return int(points[0]["customdata"][0]), int(points[0]["customdata"][1])
    return largest_confusion(matrix)


def _behind(evaluation: Evaluation, i: int, cell: tuple[int, int]) -> None:
    found = mistakes.behind(evaluation, i, *cell)
    st.markdown(f"#### {found.title}")
    if evaluation.images is None:
        _rows(mistakes.records(evaluation, i, found.picked))
        return
    st.caption("Most confident first. Green is the true class, red what it was called instead.")
    image_tiles(evaluation, i, found.picked[:BEHIND], empty="No image is in this cell.")


def _rows(records: list[dict[str, float]]) -> None:
    """Where there are no images: the row numbers, so that they can be looked up at home."""
    st.caption("Most confident first. The row number is the place in your file, counted from 0.")
    percent = st.column_config.NumberColumn(format="percent")
    columns = {"Confidence": percent, "p(true class)": percent}
    st.dataframe(records, hide_index=True, height=420, column_config=columns)
