"""What the pages look at, gathered from races of every kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score

from playground.analysis.evaluation import evaluate_race
from playground.core.snapshots import Result
from tests.analysis.conftest import CONFIG, COUNTS, made_up


def test_models_and_seeds_keep_their_own_logits(evaluation, labels):
    assert len(evaluation.names) == 3
    assert evaluation.seeds == (0, 1)
    for i in range(3):
        for s in range(2):
            np.testing.assert_array_equal(evaluation.runs[i][s], made_up(labels, s, i))


def test_the_views_agree_with_scikit_learn(evaluation, labels):
    for logits, scored, runs in zip(evaluation.logits, evaluation.scored, evaluation.metrics, strict=True):
        np.testing.assert_array_equal(scored.matrix, confusion_matrix(labels, logits.argmax(1), labels=range(10)))
        assert runs[0]["macro_f1"] == pytest.approx(f1_score(labels, logits.argmax(1), average="macro"), abs=1e-12)


def test_classes_are_ordered_by_rarity(evaluation):
    assert [COUNTS[c] for c in evaluation.order] == sorted(COUNTS)
    assert evaluation.rare == (0, 1, 5, 8, 9)


def test_another_seed_shows_that_seeds_logits(snapshot, labels):
    evaluation = evaluate_race(CONFIG, snapshot, "", "x", seed=1)
    np.testing.assert_array_equal(evaluation.logits[1], made_up(labels, 1, 1))


def test_a_model_that_left_nothing_is_not_shown(snapshot):
    results = tuple(None if lane.entrant == 1 else r for lane, r in zip(snapshot.lanes, snapshot.results, strict=True))
    evaluation = evaluate_race(CONFIG, replace(snapshot, results=results), "", "x")
    assert len(evaluation.names) == 2
    assert evaluation.entrants == (CONFIG.entrants[0], CONFIG.entrants[2])


def test_a_seed_that_only_some_losses_finished_is_not_shown(snapshot):
    results = (*snapshot.results[:-1], None)
    assert evaluate_race(CONFIG, replace(snapshot, results=results), "", "x").seeds == (0,)


def test_logits_that_are_not_finite_are_not_shown(snapshot):
    broken = Result(np.full_like(snapshot.results[0].logits, np.nan))
    evaluation = evaluate_race(CONFIG, replace(snapshot, results=(broken, *snapshot.results[1:])), "", "x")
    assert evaluation.seeds == (1,)


def test_a_race_without_results_is_refused_in_a_sentence(snapshot):
    with pytest.raises(ValueError, match=r"no finished model yet\.$"):
        evaluate_race(CONFIG, replace(snapshot, results=()), "", "x")


def test_the_favourite_is_the_best_but_the_baseline(evaluation):
    each = [np.mean([v[c][c] / v[c].sum() for c in range(10)]) for v in (s.matrix for s in evaluation.scored)]
    assert evaluation.favourite == 1 + int(np.argmax(each[1:]))


def test_a_seed_is_chosen_by_its_number_and_one_that_was_lost_is_told(snapshot):
    """With seed 0 lost by one loss, seed 1 is the first that can be looked at, and not the second."""
    results = (None, *snapshot.results[1:])
    lanes = (replace(snapshot.lanes[0], status="failed"), *snapshot.lanes[1:])
    lost = replace(snapshot, lanes=lanes, results=results)
    found = evaluate_race(CONFIG, lost, "", "x", seed=1)
    assert (found.seeds, found.seeds[found.seed]) == ((1,), 1)
    assert (found.logits[0] == snapshot.results[len(CONFIG.entrants)].logits).all()
    with pytest.raises(ValueError, match=r"Seed 0 was not finished by all losses of this race; 1 can be looked at\."):
        evaluate_race(CONFIG, lost, "", "x", seed=0)


def test_a_race_that_was_tested_on_other_images_is_refused_in_a_sentence(snapshot):
    shorter = tuple(Result(result.logits[:-1]) for result in snapshot.results)
    says = r"^This race was tested on 596 images, and its data set has 597 test images here\.$"
    with pytest.raises(ValueError, match=says):
        evaluate_race(CONFIG, replace(snapshot, results=shorter), "", "x")


def reordered(evaluation, order):
    runs = tuple(tuple(z[order] for z in run) for run in evaluation.runs)
    return replace(evaluation, runs=runs, labels=evaluation.labels[order], images=None)


def test_the_order_of_the_samples_changes_no_metric_and_no_favourite(evaluation):
    mixed = reordered(evaluation, np.random.default_rng(0).permutation(len(evaluation.labels)))
    assert mixed.favourite == evaluation.favourite
    for run, other in zip(evaluation.metrics, mixed.metrics, strict=True):
        for seed, same in zip(run, other, strict=True):
            assert same == pytest.approx(seed, rel=1e-6, nan_ok=True)


def test_every_sample_twice_doubles_the_support_and_the_matrix_and_nothing_else(evaluation):
    twice = replace(reordered(evaluation, np.repeat(np.arange(len(evaluation.labels)), 2)), counts=())
    once = replace(evaluation, counts=())
    assert twice.support == tuple(2 * n for n in once.support)
    np.testing.assert_array_equal(twice.matrix(twice.logits[0]), 2 * np.array(once.matrix(once.logits[0])))
    assert [twice.right(i).mean() for i in range(3)] == pytest.approx([once.right(i).mean() for i in range(3)])


def test_a_lone_model_is_its_own_favourite_and_without_rare_classes_nothing_is_said_of_them(own):
    assert own.favourite == 0
    assert own.rare_sentence == ""
    assert replace(own, rare=(2, 0)).rare_sentence == "Rare in training: cat, owl."
