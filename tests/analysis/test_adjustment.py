"""Adjustments of trained logits keep the promises that the page makes about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground import posthoc
from playground.analysis.adjustment import (
    REMEMBERED,
    TAU,
    TEMPERATURE,
    WALKS,
    Adjustment,
    adjust,
    at_each,
    undoable,
)
from playground.core.config import LossChoice
from playground.figures import reliability
from playground.ui.analysis import confidence_charts
from playground.ui.live.frames import frame_of, structure

FOCAL = LossChoice.of("focal", gamma=2.0)
STILL = Adjustment(0.0, 1.0, (None, None, None))


def test_no_move_changes_nothing(evaluation):
    adjusted = adjust(evaluation, STILL)
    for before, after in zip(evaluation.logits, adjusted.logits, strict=True):
        np.testing.assert_array_equal(before, after)


def test_tau_takes_the_log_prior_off_every_logit(evaluation):
    adjusted = adjust(evaluation, replace(STILL, tau=1.5))
    shift = 1.5 * np.log(np.array(evaluation.counts) / sum(evaluation.counts))
    np.testing.assert_allclose(adjusted.logits[0], evaluation.logits[0] - shift, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("adjustment", [replace(STILL, temperature=3.0), replace(STILL, undone=(None, FOCAL, FOCAL))])
def test_neither_temperature_nor_undoing_focal_changes_an_answer(evaluation, adjustment):
    adjusted = adjust(evaluation, adjustment)
    for before, after in zip(evaluation.logits, adjusted.logits, strict=True):
        np.testing.assert_array_equal(before.argmax(1), after.argmax(1))


def test_only_focal_losses_are_undone_and_each_by_its_own_gamma(evaluation):
    assert undoable(evaluation) == (None, FOCAL, FOCAL)
    adjusted = adjust(evaluation, replace(STILL, undone=undoable(evaluation)))
    np.testing.assert_array_equal(adjusted.logits[0], evaluation.logits[0])
    assert not np.allclose(adjusted.logits[1], evaluation.logits[1])


def test_a_fitted_temperature_never_sees_the_samples_it_is_judged_on(evaluation, monkeypatch):
    adjusted = adjust(evaluation, replace(STILL, temperature=None))
    fit = posthoc.halves(evaluation.labels)[0]
    assert not set(fit) & set(adjusted.judged)
    assert len(fit) + len(adjusted.judged) == len(evaluation.labels)
    spoiled = np.array(evaluation.labels)
    spoiled[adjusted.judged] = 0
    other = replace(evaluation, labels=spoiled)
    halves = posthoc.halves(evaluation.labels)
    monkeypatch.setattr(posthoc, "halves", lambda labels: halves)
    assert adjust(other, replace(STILL, temperature=None)).temperatures == adjusted.temperatures


def test_a_fitted_temperature_is_the_best_of_a_fine_grid_on_its_half(evaluation):
    adjusted = adjust(evaluation, replace(STILL, temperature=None))
    fit = posthoc.halves(evaluation.labels)[0]
    z, y = evaluation.logits[0][fit].astype(float), evaluation.labels[fit]

    def nll(t: float) -> float:
        s = z / t - (z / t).max(1, keepdims=True)
        return float(np.mean(np.log(np.exp(s).sum(1)) - s[np.arange(len(y)), y]))

    assert nll(adjusted.temperatures[0]) <= min(nll(t) for t in np.linspace(0.2, 5, 400)) + 1e-6


def test_a_walk_holds_what_each_value_would_show(evaluation):
    each = at_each(evaluation, STILL, "tau", TAU.values)
    for tau, shown in list(zip(TAU.values, each, strict=True))[::5]:
        exact = adjust(evaluation, replace(STILL, tau=float(tau))).scored
        for a, b in zip(shown, exact, strict=True):
            np.testing.assert_array_equal(a.matrix, b.matrix)
            assert a.reliability.ece == b.reliability.ece


def test_old_walks_are_forgotten(evaluation):
    for tau in np.linspace(0, 1, 2 * REMEMBERED):
        at_each(evaluation, replace(STILL, tau=float(tau)), "temperature", TEMPERATURE.values[:2])
    assert WALKS.count(evaluation) == REMEMBERED


def test_a_disabled_slider_has_no_walk(evaluation, own):
    assert at_each(evaluation, replace(STILL, temperature=None), "temperature", TEMPERATURE.values) == []
    assert at_each(own, Adjustment(0.0, 1.0, (None,)), "tau", TAU.values) == []


@pytest.mark.parametrize("tau", [0.3, 1.0, 2.0])
def test_moved_pictures_have_the_structure_of_the_first_so_that_they_move_in_place(evaluation, tau):
    first = confidence_charts.figures(evaluation, adjust(evaluation, STILL).scored, 0)
    other = confidence_charts.figures(
        evaluation, adjust(evaluation, replace(STILL, tau=tau, temperature=2.0)).scored, 0
    )
    for key in first:
        assert structure(first[key]) == structure(other[key])
        assert frame_of(first[key]).shape == frame_of(other[key]).shape
    assert not np.array_equal(frame_of(first["live-matrix"]), frame_of(other["live-matrix"]))


def test_a_bin_of_few_samples_has_a_bar_and_no_point(evaluation):
    found = evaluation.scored[0].reliability
    _, line, bars = reliability.draw(reliability.diagram([found], ["x"]))["data"]
    few = found.counts < reliability.FEWEST
    assert np.isnan(line["y"][few]).all()
    np.testing.assert_array_equal(bars["y"], found.counts)
    np.testing.assert_array_equal(line["y"][~few], found.accuracy[~few])
