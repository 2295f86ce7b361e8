"""One class gets its own threshold: what it gains, what the others pay, and the curves over all thresholds."""

from __future__ import annotations

import streamlit as st

from playground.analysis import thresholds
from playground.analysis.evaluation import Evaluation
from playground.figures import pr, roc, threshold
from playground.metrics.threshold import Sweep
from playground.ui.widgets.charts import chart

CURVES = {
    "Precision-recall": "AP is the area under the curve: 1 is perfect, the share of this class is guessing.",
    "ROC": "AUROC is the area under the curve: 1 is perfect, 0.5 is guessing.",
}


@st.fragment
def show(evaluation: Evaluation, i: int) -> None:
    """Draw the section for model `i`."""
    st.subheader("What if one class is called sooner?", anchor=False)
    st.caption("A model calls the most probable class. Here one class is called as soon as its probability is enough.")
    classes, worst = evaluation.order, thresholds.worst_class(evaluation)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        one = st.selectbox(
            "Class", classes, classes.index(worst), key="one", format_func=evaluation.classes.__getitem__, width=140
        )
        at = st.slider("Call it from a probability of", 0.0, 1.0, 0.3, 0.01, key="at", format="percent", width=360)
    found = thresholds.class_threshold(evaluation, i, one, at)
    st.markdown(found.sentence)
    left, right = st.columns(2, gap="large")
    with left:
        _cost(evaluation, i, one, at, found.sweep)
    with right:
        _curves(evaluation, one, at)


def _cost(evaluation: Evaluation, i: int, one: int, at: float, swept: Sweep) -> None:
    alt = f"Recall and precision of class {evaluation.classes[one]} and recall of the others over all thresholds"
    chart(threshold.draw(threshold.threshold(swept, evaluation.classes[one], at), 400), "cost", alt)
    st.caption(f"{evaluation.names[i]}: what is found of the class, and what the other classes pay for it.")


def _curves(evaluation: Evaluation, one: int, at: float) -> None:
    kind = st.segmented_control(
        "Curve", list(CURVES), default="Precision-recall", key="curve", required=True, label_visibility="collapsed"
    )
    name = evaluation.classes[one]
    found = thresholds.ranking(evaluation, one)
    if kind == "ROC":
        figure = roc.draw(roc.roc(found, evaluation.names, name, at), 350)
    else:
        figure = pr.draw(pr.precision_recall(found, evaluation.names, name, at), 350)
    chart(figure, "ranking", f"{kind} curve of class {name} for every model")
    st.caption(f"Every threshold at once; the rings mark this one. {CURVES[kind]}")
