"""Where did the gradient go? Shares in closed form from the logits, and the focal paper's fourth figure."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis import gradients
from playground.analysis.cache import Cache
from playground.analysis.evaluation import Evaluation
from playground.analysis.gradients import GAMMA, gradient_shares
from playground.figures import cumulative_loss, gradient_share
from playground.metrics.probabilities import Array
from playground.ui.live.enhancer import Drag, live_chart, live_drags
from playground.ui.live.family import Family
from playground.ui.live.frames import frame_of, movable
from playground.ui.widgets import linked
from playground.ui.widgets.charts import camera, chart
from playground.ui.widgets.downloads import downloads
from playground.ui.widgets.model_chooser import choose_model

_drags: Cache[Drag] = Cache(24)  # of every model in a few seeds


def show(evaluation: Evaluation) -> None:
    """Draw the page."""
    _shares(evaluation)
    st.divider()
    _paper(evaluation)


def _shares(evaluation: Evaluation) -> None:
    """Two charts: by class, and by how hard the samples are."""
    st.caption(
        "A loss teaches through its gradient. Each sample's share of it follows from the model's answer; samples are "
        "weighed as often as their class occurs in training."
        if evaluation.counts
        else "What would teach this model next: each sample's share of the gradient under four losses."
    )
    found = gradient_shares(evaluation)
    figures = [
        gradient_share.draw(gradient_share.gradient_share(found.shares, found.names, "class", evaluation.classes), 360),
        gradient_share.draw(gradient_share.gradient_share(found.shares, found.names, "difficulty"), 360),
    ]
    left, right = st.columns(2, gap="large")
    with left:
        chart(figures[0], "gradient_class", "Share of the gradient norm that each class gets under each loss")
        st.caption(f"Which classes are listened to. {evaluation.rare_sentence}")
    with right:
        chart(figures[1], "gradient_difficulty", "Share of the gradient norm by difficulty under each loss")
        st.caption(
            "Hard or easy. The grey tick on a bar is the share of the samples: a bar above it is listened to more."
        )
    for sentence in found.unknown:
        st.caption(sentence)
    downloads(evaluation, 0, "gradient", found.records(evaluation.classes), figures)


@st.fragment
def _paper(evaluation: Evaluation) -> None:
    """Figure 4 of the focal paper, on this model."""
    st.subheader("How few images make up the loss?", anchor=False)
    st.caption("Images are lined up from easiest to hardest. The model stays as it is; only γ is asked about.")
    i = choose_model(evaluation, first=0)
    gamma = linked.slider(
        GAMMA.label, GAMMA.low, GAMMA.high, GAMMA.default, GAMMA.step, "paper_gamma", width=360, help=GAMMA.help
    )
    rare, log_p = gradients.is_rare(evaluation), gradients.log_p(evaluation, i)
    info = cumulative_loss.cumulative_loss(log_p, rare, gamma)
    figure, text = movable(cumulative_loss.draw(info, 400)), cumulative_loss.sentence(info)
    alt = "Cumulated share of the loss over the images, easiest first, for rare and common classes"
    live_chart(
        figure, key="paper", alt=alt, words="paper-words", text=text, at={"paper_gamma": gamma},
        config=camera("paper"),
    )  # fmt: skip
    with st.container(key="paper-words"):
        st.markdown(text)
    st.caption("After Lin et al. 2017 (1708.02002), figure 4.")
    live_drags(figure, {"paper_gamma": _drag(evaluation, i, log_p, rare)}, key="paper", words="paper-words")


def _drag(evaluation: Evaluation, i: int, log_p: Array, rare: Array) -> Drag:
    """The picture and its sentence at every step of gamma."""
    return _drags.get(evaluation, (evaluation.seed, i), lambda: _every_step(log_p, rare))


def _every_step(log_p: Array, rare: Array) -> Drag:
    each = [cumulative_loss.cumulative_loss(log_p, rare, gamma) for gamma in GAMMA.values]
    frames = np.stack([frame_of(movable(cumulative_loss.draw(info))) for info in each]).astype(np.float32)
    return Drag(
        Family(np.array(GAMMA.values), frames),
        GAMMA.low,
        GAMMA.step,
        tuple(cumulative_loss.sentence(info) for info in each),
    )
