"""The numbers of the Confidence page, and what it says about an adjustment."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics as sk

from playground.analysis import confidence
from playground.analysis.adjustment import Adjustment, adjust
from playground.metrics.probabilities import softmax
from playground.metrics.words import EXPLAIN

STILL = Adjustment(0.0, 1.0, (None, None, None))


def compared(evaluation, i=0, **moved):
    return confidence.compare(evaluation, adjust(evaluation, replace(STILL, **moved)), i)


@pytest.mark.parametrize("i", [0, 1, 2])
def test_the_numbers_are_scikit_learns(evaluation, i):
    found, z, y = compared(evaluation, i).moved, evaluation.logits[i].astype(float), evaluation.labels
    p, called = softmax(z), z.argmax(1)
    recalls = sk.recall_score(y, called, average=None)
    assert found["nll"] == pytest.approx(sk.log_loss(y, p), abs=1e-6)
    assert found["brier"] == pytest.approx(sk.brier_score_loss(y, p), abs=1e-6)
    assert found["accuracy"] == pytest.approx(sk.accuracy_score(y, called))
    assert found["macro_f1"] == pytest.approx(sk.f1_score(y, called, average="macro"))
    assert found["rare_recall"] == pytest.approx(recalls[list(evaluation.rare)].mean())
    assert found["gap"] == pytest.approx(p.max(1).mean() - sk.accuracy_score(y, called), abs=1e-6)


def test_where_nothing_moves_no_card_has_an_arrow(evaluation):
    found = compared(evaluation)
    assert found.trained == found.moved
    assert all(card.change is None for card in found.cards())


def test_a_temperature_moves_the_proper_scores_and_no_recall(evaluation):
    cards = {card.title: card for card in compared(evaluation, temperature=3.0).cards()}
    assert cards["NLL, nats"].change is not None
    assert cards["Accuracy"].change is None
    assert cards["Macro-F1"].change is None


def test_a_card_is_written_in_its_own_unit(evaluation):
    found = compared(evaluation, tau=1.0)
    cards = {card.title: card for card in found.cards()}
    assert cards["Accuracy"].value == f"{100 * found.moved['accuracy']:.1f} %"
    assert cards["Accuracy"].change == f"{100 * (found.moved['accuracy'] - found.trained['accuracy']):+.1f} points"
    assert cards["Signed gap"].value == f"{100 * found.moved['gap']:+.1f} %"
    assert cards["NLL, nats"].value == f"{found.moved['nll']:.3f}"
    assert cards["NLL, nats"].change == f"{found.moved['nll'] - found.trained['nll']:+.3f}"


def test_each_card_says_which_way_is_good_and_what_it_means(evaluation):
    cards = compared(evaluation).cards()
    assert {card.title for card in cards if card.better == "down"} == {"ECE, 15 bins", "Brier, 0 to 2", "NLL, nats"}
    assert [card.title for card in cards if not card.better] == ["Signed gap"]
    assert {card.explain for card in cards} <= set(EXPLAIN.values())


def test_without_rare_classes_there_is_no_card_for_them(own):
    adjusted = adjust(own, Adjustment(0.0, 1.0, (None,)))
    titles = [card.title for card in confidence.compare(own, adjusted, 0).cards()]
    assert "Rare recall" not in titles
    assert len(titles) == len(confidence.CARDS) - 1


def test_the_table_has_the_model_as_trained_and_as_moved(evaluation):
    found = compared(evaluation, tau=1.0)
    trained, moved = found.records("CE")
    assert (trained["State"], moved["State"]) == ("trained", "moved")
    assert trained["Model"] == moved["Model"] == "CE"
    assert trained["nll"] == found.trained["nll"]
    assert moved["nll"] == found.moved["nll"]


def test_changed_answers_are_counted(evaluation):
    adjusted = adjust(evaluation, replace(STILL, tau=1.0))
    each = [a.argmax() != b.argmax() for a, b in zip(adjusted.before[0], adjusted.logits[0], strict=True)]
    assert confidence.changed(adjusted, 0) == sum(each) > 0
    assert confidence.changed(adjust(evaluation, replace(STILL, temperature=2.0)), 0) == 0


@pytest.mark.parametrize(
    ("moved", "hindsight"),
    [({}, False), ({"tau": 1.0}, False), ({"temperature": None}, False), ({"tau": 1.0, "temperature": None}, False),
     ({"tau": 0.7}, True), ({"temperature": 1.1}, True), ({"tau": 0.7, "temperature": None}, True)],
)  # fmt: skip
def test_what_was_picked_by_looking_at_the_test_set_is_hindsight(evaluation, moved, hindsight):
    adjustment = replace(STILL, **moved)
    assert confidence.is_hindsight(adjustment) == hindsight
    notes = confidence.notes(evaluation, adjust(evaluation, adjustment), adjustment, 0)
    assert any(note.startswith("Hindsight") for note in notes) == hindsight


def test_nothing_moved_needs_no_note(evaluation):
    assert confidence.notes(evaluation, adjust(evaluation, STILL), STILL, 0) == []


def test_counting_the_classes_twice_is_told_of_the_loss_that_did(evaluation):
    adjustment = replace(STILL, tau=1.0)
    adjusted = adjust(evaluation, adjustment)
    each = [confidence.notes(evaluation, adjusted, adjustment, i) for i in range(3)]
    assert [any("counts them twice" in note for note in notes) for notes in each] == [False, False, True]


def test_a_fitted_temperature_is_told_with_its_value_and_its_judges(evaluation):
    adjustment = replace(STILL, temperature=None)
    adjusted = adjust(evaluation, adjustment)
    (note,) = confidence.notes(evaluation, adjusted, adjustment, 1)
    assert note.startswith(f"T = {adjusted.temperatures[1]:.2f} was fitted on the other half")
    assert f"{len(adjusted.labels):,}" in note


def test_a_prior_moved_and_moved_back_is_as_before(evaluation):
    there = adjust(evaluation, replace(STILL, tau=1.3))
    back = adjust(replace(evaluation, runs=tuple((z,) for z in there.logits), seed=0), replace(STILL, tau=-1.3))
    for z, home in zip(evaluation.logits, back.logits, strict=True):
        np.testing.assert_allclose(home, z, atol=1e-4)
