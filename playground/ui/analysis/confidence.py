"""How sure is it, and what could be had for free? Sliders act on trained logits, and every picture follows at once."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from playground import posthoc
from playground.analysis.adjustment import (
    TAU_STEP,
    TEMPERATURE_STEP,
    Adjusted,
    Adjustment,
    adjust,
    knows_the_prior,
    prior_sentences,
    undoable,
)
from playground.analysis.evaluation import Evaluation
from playground.core.config import LossChoice
from playground.metrics import calibration
from playground.metrics.matrix import accuracy, group_recall, macro_f1
from playground.metrics.probabilities import Array, brier, nll
from playground.metrics.scores import Scored, score
from playground.metrics.words import EXPLAIN
from playground.ui.analysis import confidence_charts
from playground.ui.widgets.charts import legend
from playground.ui.widgets.downloads import downloads
from playground.ui.widgets.model_chooser import choose_model

CARDS = {
    "ece": "ECE, 15 bins", "gap": "Signed gap", "brier": "Brier, 0 to 2", "nll": "NLL, nats",
    "accuracy": "Accuracy", "rare_recall": "Rare recall", "macro_f1": "Macro-F1",
}  # fmt: skip
LOWER = ("ece", "brier", "nll")
SHARES = ("ece", "gap", "accuracy", "rare_recall")


@st.fragment
def show(evaluation: Evaluation) -> None:
    """Draw the page; it answers to its own sliders alone."""
    i = choose_model(evaluation, first=0)
    adjustment = _controls(evaluation)
    adjusted = adjust(evaluation, adjustment)
    legend(evaluation)
    confidence_charts.show(evaluation, adjustment, adjusted, i)
    _words(evaluation, adjusted, adjustment, i)
    _cards(evaluation, adjusted, i)
    _prior(evaluation)
    confidence_charts.follow(evaluation, adjustment, adjusted, i)


def _controls(evaluation: Evaluation) -> Adjustment:
    """The three adjustments. What was picked by looking at the test set is told apart from what was not."""
    with st.grid("auto", min_column_width=250, vertical_alignment="bottom", gap="medium"):
        tau = st.slider(
            "Move the prior, τ", 0.0, 2.0, 0.0, TAU_STEP, key="free_tau", bind="query-params",
            disabled=not evaluation.counts,
            help="Takes τ times the logarithm of each class's training share off its logit. τ = 1 aims at classes that "
            "count the same. It needs the training counts.",
        )  # fmt: skip
        fit = st.session_state.get("free_fit", False)
        temperature = st.slider(
            "Temperature, T", 0.2, 5.0, 1.0, TEMPERATURE_STEP, key="free_heat", bind="query-params", disabled=fit,
            help="Divides all logits by T: above 1 every answer is less sure, and none changes.",
        )  # fmt: skip
        undone = _undo(evaluation)
        fit = st.toggle(
            "Fit T for each model", key="free_fit", bind="query-params",
            help="Fits T on one half of the test samples; every picture then shows the other half.",
        )  # fmt: skip
    return Adjustment(tau if evaluation.counts else 0.0, None if fit else temperature, undone)


def _undo(evaluation: Evaluation) -> tuple[LossChoice | None, ...]:
    """Races know each model's loss; of a visitor's own model only the visitor does."""
    says = (
        "Focal outputs are not probabilities, but a formula turns them into some (Charoenphakdee et al. 2021): nothing "
        "is fitted, and no answer changes."
    )
    if not evaluation.entrants:
        gamma = st.slider("Undo focal, γ of its training", 0.0, 5.0, 0.0, 0.1, key="free_gamma", help=says)
        return (LossChoice.of("focal", gamma=gamma) if gamma else None,) * len(evaluation.names)
    known = undoable(evaluation)
    if st.toggle("Undo each focal loss's γ", key="free_undo", bind="query-params", help=says, disabled=not any(known)):
        return known
    return (None,) * len(known)


def _words(evaluation: Evaluation, adjusted: Adjusted, adjustment: Adjustment, i: int) -> None:
    """What was moved, whether it was fair, and what came of it."""
    same = posthoc.argmax_unchanged(adjusted.before[i], adjusted.logits[i])
    changed = int((adjusted.before[i].argmax(1) != adjusted.logits[i].argmax(1)).sum())
    with st.container(horizontal=True, gap="small"):
        if same:
            st.badge("No answer changed", icon=":material/check:", color="green")
        else:
            st.badge(
                f"{changed:,} of {len(adjusted.labels):,} answers changed", icon=":material/sync_alt:", color="blue"
            )
        if adjustment.tau not in (0.0, 1.0) or adjustment.temperature not in (None, 1.0):
            st.badge("Hindsight", icon=":material/visibility:", color="orange")
    st.markdown(f"**{evaluation.names[i]}.** {calibration.sentence(adjusted.scored[i].reliability)}")
    for note in _notes(evaluation, adjusted, adjustment, i):
        st.caption(note)


def _notes(evaluation: Evaluation, adjusted: Adjusted, adjustment: Adjustment, i: int) -> list[str]:
    notes = [posthoc.tau_note(adjustment.tau)] if adjustment.tau else []
    if adjustment.tau and knows_the_prior(evaluation, i):
        notes.append(
            "This loss has already counted the classes while it trained: moving the prior too counts them twice."
        )
    if adjustment.temperature is None:
        notes.append(
            f"T = {adjusted.temperatures[i]:.2f} was fitted on the other half of the test samples; everything here is "
            f"judged on these {len(adjusted.labels):,}."
        )
    elif adjustment.temperature != 1:
        notes.append(f"Hindsight: T = {adjustment.temperature:g} was picked while looking at the test set.")
    return notes


def _numbers(found: Scored, logits: Array, labels: Array, rare: tuple[int, ...]) -> dict[str, float]:
    return {
        "ece": found.reliability.ece, "gap": found.reliability.gap, "brier": brier(found.probabilities, labels),
        "nll": nll(logits, labels), "accuracy": accuracy(found.matrix), "macro_f1": macro_f1(found.matrix),
        "rare_recall": group_recall(found.matrix, rare),
    }  # fmt: skip


def _cards(evaluation: Evaluation, adjusted: Adjusted, i: int) -> None:
    """The chosen model's numbers now, and how far they moved from the model as trained."""
    now = _numbers(adjusted.scored[i], adjusted.logits[i], adjusted.labels, evaluation.rare)
    was = _numbers(score(adjusted.before[i], adjusted.labels), adjusted.before[i], adjusted.labels, evaluation.rare)
    with st.grid("auto", min_column_width=150):
        for key, title in CARDS.items():
            if now[key] == now[key]:
                change = _change(now[key] - was[key], key)
                st.metric(title, _print(now[key], key), change, _good(key), border=True, help=EXPLAIN[key])
    st.caption("The arrows compare with the model as it was trained.")
    rows = [
        {"Model": evaluation.names[i], "State": state, **numbers}
        for state, numbers in (("trained", was), ("moved", now))
    ]
    downloads(
        evaluation, i, "confidence", rows, list(confidence_charts.figures(evaluation, adjusted.scored, i).values())
    )


def _good(key: str) -> Literal["normal", "inverse", "off"]:
    """Which way is green: up, down, or neither."""
    if key == "gap":
        return "off"
    return "inverse" if key in LOWER else "normal"


def _print(value: float, key: str) -> str:
    if key == "gap":
        return f"{100 * value:+.1f} %"
    return f"{100 * value:.1f} %" if key in SHARES else f"{value:.3f}"


def _change(difference: float, key: str) -> str | None:
    if abs(difference) < 5e-5:
        return None
    return f"{100 * difference:+.1f} points" if key in SHARES else f"{difference:+.3f}"


def _prior(evaluation: Evaluation) -> None:
    told = prior_sentences(evaluation)
    if told:
        st.subheader("Could you have got this by moving the prior?", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in told))
