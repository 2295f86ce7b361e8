"""How sure is it, and what could be had for free? Sliders act on trained logits, and every picture follows at once."""

from __future__ import annotations

import streamlit as st

from playground.analysis import confidence
from playground.analysis.adjustment import TAU, TEMPERATURE, Adjusted, Adjustment, adjust, undoable
from playground.analysis.evaluation import Evaluation
from playground.analysis.prior import prior_sentences
from playground.core.config import LossChoice
from playground.metrics import calibration
from playground.ui.analysis import confidence_charts
from playground.ui.widgets import linked
from playground.ui.widgets.cards import wall
from playground.ui.widgets.charts import legend
from playground.ui.widgets.downloads import downloads
from playground.ui.widgets.model_chooser import choose_model


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
        tau = linked.slider(
            TAU.label, TAU.low, TAU.high, TAU.default, TAU.step, "free_tau", help=TAU.help,
            disabled=not evaluation.counts,
        )  # fmt: skip
        fit = st.session_state.get("free_fit", False)
        temperature = linked.slider(
            TEMPERATURE.label, TEMPERATURE.low, TEMPERATURE.high, TEMPERATURE.default, TEMPERATURE.step, "free_heat",
            help=TEMPERATURE.help, disabled=fit,
        )  # fmt: skip
        undone = _undo(evaluation)
        fit = linked.toggle(
            "Fit T for each model", "free_fit",
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
    if linked.toggle("Undo each focal loss's γ", "free_undo", help=says, disabled=not any(known)):
        return known
    return (None,) * len(known)


def _words(evaluation: Evaluation, adjusted: Adjusted, adjustment: Adjustment, i: int) -> None:
    """What was moved, whether it was fair, and what came of it."""
    changed = confidence.changed(adjusted, i)
    with st.container(horizontal=True, gap="small"):
        if changed:
            said = f"{changed:,} of {len(adjusted.labels):,} answers changed"
            st.badge(said, icon=":material/sync_alt:", color="blue")
        else:
            st.badge("No answer changed", icon=":material/check:", color="green")
        if confidence.is_hindsight(adjustment):
            st.badge("Hindsight", icon=":material/visibility:", color="orange")
    st.markdown(f"**{evaluation.names[i]}.** {calibration.sentence(adjusted.scored[i].reliability)}")
    for note in confidence.notes(evaluation, adjusted, adjustment, i):
        st.caption(note)


def _cards(evaluation: Evaluation, adjusted: Adjusted, i: int) -> None:
    """The chosen model's numbers now, and how far they moved from the model as trained."""
    found = confidence.compare(evaluation, adjusted, i)
    wall(found.cards())
    st.caption("The arrows compare with the model as it was trained.")
    drawn = confidence_charts.figures(evaluation, adjusted.scored, i)
    downloads(evaluation, i, "confidence", found.records(evaluation.names[i]), list(drawn.values()))


def _prior(evaluation: Evaluation) -> None:
    told = prior_sentences(evaluation)
    if told:
        st.subheader("Could you have got this by moving the prior?", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in told))
