"""Where did the gradient go? Shares in closed form from the logits, and the focal paper's fourth figure."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.core.alpha import expand
from playground.figures import cumulative_loss, gradient_share
from playground.losses import SPECS
from playground.metrics import gradients
from playground.metrics.probabilities import Array, log_softmax, true_class
from playground.race.names import alpha_name
from playground.ui.live.enhancer import Drag, live_chart, live_drags
from playground.ui.live.family import Family
from playground.ui.live.frames import frame_of, movable
from playground.ui.widgets.charts import camera, chart
from playground.ui.widgets.downloads import downloads
from playground.ui.widgets.model_chooser import choose_model

GAMMAS, GAMMA_STEP = np.round(np.linspace(0, 5, 51), 10), 0.1
WHAT_IF = {
    "Cross-entropy": ("cross_entropy", {}), "Focal γ=1": ("focal", {"gamma": 1.0}),
    "Focal γ=2": ("focal", {"gamma": 2.0}), "Focal γ=5": ("focal", {"gamma": 5.0}),
}  # fmt: skip


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
    names, found, unknown = shares(evaluation)
    figures = [
        gradient_share.draw(gradient_share.gradient_share(found, names, "class", evaluation.classes), 360),
        gradient_share.draw(gradient_share.gradient_share(found, names, "difficulty"), 360),
    ]
    left, right = st.columns(2, gap="large")
    with left:
        chart(figures[0], "gradient_class", "Share of the gradient norm that each class gets under each loss")
        st.caption(f"Which classes are listened to. {_rare(evaluation)}")
    with right:
        chart(figures[1], "gradient_difficulty", "Share of the gradient norm by difficulty under each loss")
        st.caption(
            "Hard or easy. The grey tick on a bar is the share of the samples: a bar above it is listened to more."
        )
    for sentence in unknown:
        st.caption(sentence)
    rows = [
        {"Loss": name, **dict(zip(evaluation.classes, f.classes.tolist(), strict=True))}
        for name, f in zip(names, found, strict=True)
    ]
    downloads(evaluation, 0, "gradient", rows, figures)


def _rare(evaluation: Evaluation) -> str:
    return (
        f"Rare in training: {', '.join(evaluation.classes[c] for c in sorted(evaluation.rare))}."
        if evaluation.rare
        else ""
    )


def shares(evaluation: Evaluation) -> tuple[list[str], list[gradients.Share], list[str]]:
    """Names, shares, and sentences about losses without a closed form. A visitor's model is asked what-if questions."""
    names, found, unknown = [], [], []
    for i, name, key, params, alpha in _losses(evaluation):
        norm = gradients.norms(evaluation.logits[i], evaluation.labels, SPECS[key], params, evaluation.counts, alpha)
        if norm is None:
            unknown.append(gradients.unknown(SPECS[key].title))
            continue
        p_true = true_class(evaluation.scored[i].probabilities, evaluation.labels)
        names.append(name)
        found.append(gradients.share(norm, evaluation.labels, p_true, evaluation.counts))
    return names, found, unknown


def _losses(evaluation: Evaluation) -> list[tuple[int, str, str, dict[str, float], tuple[float, ...]]]:
    """(model, name, loss key, parameters, alpha): each race model under its own loss, else one model under four."""
    if not evaluation.entrants:
        return [(0, name, key, dict(params), ()) for name, (key, params) in WHAT_IF.items()]
    return [
        (
            i,
            evaluation.names[i],
            e.loss.key,
            e.loss.kwargs,
            tuple(expand(e.alpha, evaluation.counts)) if alpha_name(e.alpha) else (),
        )
        for i, e in enumerate(evaluation.entrants)
    ]


@st.fragment
def _paper(evaluation: Evaluation) -> None:
    """Figure 4 of the focal paper, on this model."""
    st.subheader("How few images make up the loss?", anchor=False)
    st.caption("Images are lined up from easiest to hardest. The model stays as it is; only γ is asked about.")
    i = choose_model(evaluation, first=0)
    gamma = st.slider(
        "γ", 0.0, 5.0, 2.0, GAMMA_STEP, key="paper_gamma", bind="query-params", width=360,
        help="The focal loss of the same answers with this γ. The higher, the more the easy images fall silent.",
    )  # fmt: skip
    rare, log_p = np.isin(evaluation.labels, evaluation.rare), _log_p(evaluation, i)
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
    key = ("paper", evaluation.seed, i)
    if key not in evaluation.memory:
        each = [cumulative_loss.cumulative_loss(log_p, rare, float(gamma)) for gamma in GAMMAS]
        frames = np.stack([frame_of(movable(cumulative_loss.draw(info))) for info in each]).astype(np.float32)
        texts = tuple(cumulative_loss.sentence(info) for info in each)
        evaluation.memory[key] = Drag(Family(GAMMAS, frames), 0.0, GAMMA_STEP, texts)
    return evaluation.memory[key]


def _log_p(evaluation: Evaluation, i: int) -> Array:
    return true_class(log_softmax(np.asarray(evaluation.logits[i], dtype=np.float64)), evaluation.labels)
