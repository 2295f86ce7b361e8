"""One class gets its own threshold: what it gains, what the others pay, and the curves over all thresholds."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.evaluation import Looked
from playground.figures import pr, roc, threshold
from playground.metrics import threshold as moved
from playground.metrics.matrix import confusion, recall
from playground.metrics.ranking import one_vs_rest
from playground.ui.widgets import parts

CURVES = {
    "Precision-recall": "AP is the area under the curve: 1 is perfect, the share of this class is guessing.",
    "ROC": "AUROC is the area under the curve: 1 is perfect, 0.5 is guessing.",
}


@st.fragment
def show(looked: Looked, i: int) -> None:
    """Draw the section for model `i`."""
    st.subheader("What if one class is called sooner?", anchor=False)
    st.caption("A model calls the most probable class. Here one class is called as soon as its probability is enough.")
    worst = int(np.nanargmin(recall(looked.views[0].matrix)))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        one = st.selectbox(
            "Class",
            looked.order,
            looked.order.index(worst),
            key="one",
            format_func=looked.classes.__getitem__,
            width=140,
        )
        at = st.slider("Call it from a probability of", 0.0, 1.0, 0.3, 0.01, key="at", format="percent", width=360)
    found = looked.views[i]
    after = confusion(looked.labels, moved.predict(found.probabilities, one, at), len(looked.classes))
    st.markdown(moved.sentence(found.matrix, after, looked.classes[one], one, at))
    left, right = st.columns(2, gap="large")
    with left:
        _cost(looked, i, one, at)
    with right:
        _curves(looked, one, at)


def _cost(looked: Looked, i: int, one: int, at: float) -> None:
    swept = moved.sweep(looked.views[i].probabilities, looked.labels, one)
    alt = f"Recall and precision of class {looked.classes[one]} and recall of the others over all thresholds"
    parts.chart(threshold.draw(threshold.threshold(swept, looked.classes[one], at), 400), "cost", alt)
    st.caption(f"{looked.names[i]}: what is found of the class, and what the other classes pay for it.")


def _curves(looked: Looked, one: int, at: float) -> None:
    kind = st.segmented_control(
        "Curve", list(CURVES), default="Precision-recall", key="curve", required=True, label_visibility="collapsed"
    )
    name = looked.classes[one]
    found = [one_vs_rest(v.probabilities[:, one], np.asarray(looked.labels) == one) for v in looked.views]
    if kind == "ROC":
        figure = roc.draw(roc.roc(found, looked.names, name, at), 350)
    else:
        figure = pr.draw(pr.precision_recall(found, looked.names, name, at), 350)
    parts.chart(figure, "ranking", f"{kind} curve of class {name} for every model")
    st.caption(f"Every threshold at once; the rings mark this one. {CURVES[kind]}")
