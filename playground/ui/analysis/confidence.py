"""How sure is it, and what could be had for free? Sliders act on trained logits, and every picture follows at once."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from playground import posthoc
from playground.analysis import adjust
from playground.analysis.evaluation import Looked
from playground.metrics import calibration
from playground.metrics.matrix import accuracy, group_recall, macro_f1
from playground.metrics.probabilities import Array, brier, nll
from playground.metrics.scores import View
from playground.metrics.words import EXPLAIN
from playground.ui.analysis import confidence_charts
from playground.ui.widgets import parts

CARDS = {
    "ece": "ECE, 15 bins", "gap": "Signed gap", "brier": "Brier, 0 to 2", "nll": "NLL, nats",
    "accuracy": "Accuracy", "rare_recall": "Rare recall", "macro_f1": "Macro-F1",
}  # fmt: skip
LOWER = ("ece", "brier", "nll")
SHARES = ("ece", "gap", "accuracy", "rare_recall")


@st.fragment
def show(looked: Looked) -> None:
    """Draw the page; it answers to its own sliders alone."""
    i = parts.model(looked, first=0)
    moves = _controls(looked)
    moved = adjust.move(looked, moves)
    parts.legend(looked)
    confidence_charts.show(looked, moves, moved, i)
    _words(looked, moved, moves, i)
    _cards(looked, moved, i)
    _prior(looked)
    confidence_charts.follow(looked, moves, moved, i)


def _controls(looked: Looked) -> adjust.Moves:
    """The three moves. What was picked by looking at the test set is told apart from what was not."""
    with st.grid("auto", min_column_width=250, vertical_alignment="bottom", gap="medium"):
        tau = st.slider(
            "Move the prior, τ", 0.0, 2.0, 0.0, adjust.TAU_STEP, key="free_tau", bind="query-params",
            disabled=not looked.counts,
            help="Takes τ times the logarithm of each class's training share off its logit. τ = 1 aims at classes that "
            "count the same. It needs the training counts.",
        )  # fmt: skip
        fit = st.session_state.get("free_fit", False)
        heat = st.slider(
            "Temperature, T", 0.2, 5.0, 1.0, adjust.HEAT_STEP, key="free_heat", bind="query-params", disabled=fit,
            help="Divides all logits by T: above 1 every answer is less sure, and none changes.",
        )  # fmt: skip
        gammas = _undo(looked)
        fit = st.toggle(
            "Fit T for each model", key="free_fit", bind="query-params",
            help="Fits T on one half of the test samples; every picture then shows the other half.",
        )  # fmt: skip
    return adjust.Moves(tau if looked.counts else 0.0, None if fit else heat, gammas)


def _undo(looked: Looked) -> tuple[float, ...]:
    """Races know each model's gamma; of a visitor's own model only the visitor does."""
    says = (
        "Focal outputs are not probabilities, but a formula turns them into some (Charoenphakdee et al. 2021): nothing "
        "is fitted, and no answer changes."
    )
    if not looked.entrants:
        gamma = st.slider("Undo focal, γ of its training", 0.0, 5.0, 0.0, 0.1, key="free_gamma", help=says)
        return (gamma,) * len(looked.names)
    known = adjust.gammas(looked)
    if st.toggle("Undo each focal loss's γ", key="free_undo", bind="query-params", help=says, disabled=not any(known)):
        return known
    return (0.0,) * len(known)


def _words(looked: Looked, moved: adjust.Moved, moves: adjust.Moves, i: int) -> None:
    """What was moved, whether it was fair, and what came of it."""
    same = posthoc.argmax_unchanged(moved.before[i], moved.logits[i])
    changed = int((moved.before[i].argmax(1) != moved.logits[i].argmax(1)).sum())
    with st.container(horizontal=True, gap="small"):
        if same:
            st.badge("No answer changed", icon=":material/check:", color="green")
        else:
            st.badge(f"{changed:,} of {len(moved.labels):,} answers changed", icon=":material/sync_alt:", color="blue")
        if moves.tau not in (0.0, 1.0) or moves.temperature not in (None, 1.0):
            st.badge("Hindsight", icon=":material/visibility:", color="orange")
    st.markdown(f"**{looked.names[i]}.** {calibration.sentence(moved.views[i].reliability)}")
    for note in _notes(looked, moved, moves, i):
        st.caption(note)


def _notes(looked: Looked, moved: adjust.Moved, moves: adjust.Moves, i: int) -> list[str]:
    notes = [posthoc.tau_note(moves.tau)] if moves.tau else []
    if moves.tau and adjust.knows_the_prior(looked, i):
        notes.append(
            "This loss has already counted the classes while it trained: moving the prior too counts them twice."
        )
    if moves.temperature is None:
        notes.append(
            f"T = {moved.temperatures[i]:.2f} was fitted on the other half of the test samples; everything here is "
            f"judged on these {len(moved.labels):,}."
        )
    elif moves.temperature != 1:
        notes.append(f"Hindsight: T = {moves.temperature:g} was picked while looking at the test set.")
    return notes


def _numbers(found: View, logits: Array, labels: Array, rare: tuple[int, ...]) -> dict[str, float]:
    return {
        "ece": found.reliability.ece, "gap": found.reliability.gap, "brier": brier(found.probabilities, labels),
        "nll": nll(logits, labels), "accuracy": accuracy(found.matrix), "macro_f1": macro_f1(found.matrix),
        "rare_recall": group_recall(found.matrix, rare),
    }  # fmt: skip


def _cards(looked: Looked, moved: adjust.Moved, i: int) -> None:
    """The chosen model's numbers now, and how far they moved from the model as trained."""
    now = _numbers(moved.views[i], moved.logits[i], moved.labels, looked.rare)
    was = _numbers(adjust.view(moved.before[i], moved.labels), moved.before[i], moved.labels, looked.rare)
    with st.grid("auto", min_column_width=150):
        for key, title in CARDS.items():
            if now[key] == now[key]:
                change = _change(now[key] - was[key], key)
                st.metric(title, _print(now[key], key), change, _good(key), border=True, help=EXPLAIN[key])
    st.caption("The arrows compare with the model as it was trained.")
    rows = [
        {"Model": looked.names[i], "State": state, **numbers} for state, numbers in (("trained", was), ("moved", now))
    ]
    parts.takeaway(looked, i, "confidence", rows, list(confidence_charts.figures(looked, moved.views, i).values()))


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


def _prior(looked: Looked) -> None:
    told = adjust.prior_sentences(looked)
    if told:
        st.subheader("Could you have got this by moving the prior?", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in told))
