"""The Lab's view of who makes the total loss: samples by p_t, and what each loss makes of them."""

from __future__ import annotations

import numpy as np

from playground.curves.share import Shares, beta_weights, shares
from playground.figures.curve_lines import nice_top
from playground.figures.curve_shares import curve_shares
from playground.figures.theme import Figure
from playground.losses import SPECS
from playground.ui.lab.curve_views import View
from playground.ui.lab.state import CROSS_ENTROPY, LabState, full
from playground.ui.shell import engine


def _shares(state: LabState) -> Figure:
    baseline, made = _two_shares(state)
    top = nice_top([100 * float(s.max()) for s in (made.samples, made.loss, baseline.loss)])
    return curve_shares(made.centres, made.samples, baseline.loss, made.loss, SPECS[state.choice.key].title, top)


def _two_shares(state: LabState) -> tuple[Shares, Shares]:
    weights = np.array(state.samples) if state.samples else beta_weights(*state.easy)
    choices = (full(c.key, c.kwargs, len(state.scene.counts)) for c in (CROSS_ENTROPY, state.choice))
    baseline, made = (shares(engine.fine_loss(choice, state.scene), weights) for choice in choices)
    return baseline, made


def _shares_sentence(state: LabState) -> str:
    baseline, made = _two_shares(state)
    return (
        f"Easy samples (p_t above 0.5: {made.easy_samples:.0%} of all) make {baseline.easy_loss:.0%} of "
        f"cross-entropy's total and {made.easy_loss:.0%} of this loss's."
    )


SHARES = View("Easy or hard", _shares, _shares_sentence, "Who makes the total loss, by p_t.", axes=False)
