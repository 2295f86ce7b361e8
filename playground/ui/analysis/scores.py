"""How good is it for each class? Bars by rarity, the numbers that sum up a model, and one class's own threshold."""

from __future__ import annotations

import math

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from playground.analysis.evaluation import Evaluation
from playground.figures import recall_bars
from playground.figures.theme import Figure
from playground.metrics import matrix as m
from playground.metrics import table
from playground.metrics.words import EXPLAIN, accuracy_trap, g_mean_sentence
from playground.ui.widgets.charts import chart
from playground.ui.widgets.downloads import downloads
from playground.ui.widgets.model_chooser import choose_model

WALL = {
    "macro_f1": "Macro-F1", "balanced_accuracy": "Balanced accuracy", "rare_recall": "Rare recall",
    "common_recall": "Common recall", "accuracy": "Accuracy", "g_mean": "G-mean", "mcc": "MCC",
    "auroc": "Macro AUROC", "ap": "Average precision",
}  # fmt: skip


def show(evaluation: Evaluation) -> int:
    """Draw the two upper parts of the page; returns the model that was chosen."""
    score = st.segmented_control(
        "Score", list(recall_bars.TITLES), default="recall", key="score", bind="query-params", required=True,
        format_func=recall_bars.TITLES.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    matrices = [[evaluation.matrix(z) for z in run] for run in evaluation.runs]
    info = recall_bars.bars(matrices, evaluation.names, evaluation.support, score, evaluation.classes)
    figure = recall_bars.draw(info, 380)
    if not evaluation.counts:
        figure["layout"]["xaxis"]["title"]["text"] = "Class, rarest first (n = samples looked at)"
    alt = f"{recall_bars.TITLES[score]} of each class under each model, the rarest class first"
    chart(figure, "score_bars", alt)
    st.caption(EXPLAIN[score])
    st.subheader("In one number each", anchor=False)
    i = choose_model(evaluation)
    _trap(evaluation, i)
    _wall(evaluation, i)
    _tables(evaluation, i, figure)
    return i


def _trap(evaluation: Evaluation, i: int) -> None:
    """Call out the accuracy trap; classes that are not rare here cannot spring it."""
    said = accuracy_trap(evaluation.scored[i].matrix, evaluation.rare, evaluation.classes) if evaluation.rare else ""
    if said:
        st.warning(said, icon=":material/warning:")


def _wall(evaluation: Evaluation, i: int) -> None:
    """A card per number: its value, its change against the baseline, and what it means behind the question mark."""
    rows = {row.key: row for row in table.rows(evaluation.metrics)}
    with st.grid("auto", min_column_width=150):
        for key, title in WALL.items():
            if evaluation.rare or key not in ("rare_recall", "common_recall"):
                unit = " %" if key in table.PERCENT else ""
                value = table.cell(rows[key].cells[i], key) + unit
                st.metric(title, value, _change(rows[key], i), border=True, help=rows[key].explain)
    if i:
        st.caption(f"The arrows compare with the baseline, {evaluation.names[0]}.")
    zero = m.g_mean(evaluation.scored[i].matrix)
    if zero.culprits:
        st.caption(f"The G-mean is {g_mean_sentence(zero, evaluation.classes)}: never found once.")


def _change(row: table.Row, i: int) -> str | None:
    """The mean difference to the baseline over the seeds, in the metric's own unit."""
    verdict = row.verdicts[i]
    if verdict is None or math.isnan(verdict.interval.mean):
        return None
    return f"{verdict.interval.mean * 100:+.1f} points" if row.key in table.PERCENT else f"{verdict.interval.mean:+.3f}"


def _tables(evaluation: Evaluation, i: int, figure: Figure) -> None:
    """The same as tables, for reading off and taking away."""
    each, every = st.tabs([f"Each class under {evaluation.names[i]}", "Every number, every model"])
    with each:
        rows = class_rows(evaluation, i)
        st.dataframe(rows, hide_index=True, column_config=_columns(), key="class_table")
        downloads(evaluation, i, "classes", rows, [figure])
    with every:
        found = table.records(table.rows(evaluation.metrics), evaluation.names)
        told = [{**row, "What it says": EXPLAIN[key]} for row, key in zip(found, table.TITLES, strict=True)]
        st.dataframe(told, hide_index=True, height="content", key="score_table")
        downloads(evaluation, i, "numbers", told, [figure])


def class_rows(evaluation: Evaluation, i: int) -> list[dict[str, float | str | int | None]]:
    """One row per class, the rarest first; an undefined value is None, which the table shows as a dash."""
    matrix, base = evaluation.scored[i].matrix, evaluation.scored[0].matrix
    kinds = {"Recall": m.recall, "Precision": m.precision, "F1": m.f1}
    now, was = ({k: of(x) for k, of in kinds.items()} for x in (matrix, base))
    return [
        {"Class": evaluation.classes[c], "Training": evaluation.counts[c] if evaluation.counts else None}
        | {k: _value(now[k][c]) for k in kinds}
        | {f"Δ {k}": _value(100 * (now[k][c] - was[k][c])) for k in kinds if i}
        for c in evaluation.order
    ]


def _value(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


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
