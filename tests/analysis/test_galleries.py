"""Which images a gallery shows, and how they fade."""

import numpy as np
import pytest

from playground.analysis import galleries
from playground.analysis.galleries import FADE, KINDS, MANY, gallery, kinds, of_each_class, sample
from playground.metrics.probabilities import softmax


def p_true(evaluation, i):
    return softmax(evaluation.logits[i])[np.arange(len(evaluation.labels)), evaluation.labels]


def test_the_baseline_has_neither_fixed_nor_broken_anything():
    assert kinds(0) == ["hardest", "suppressed", "sample"]
    assert kinds(2) == list(KINDS)


def test_fixed_images_were_wrong_and_are_right_and_broken_ones_the_other_way_round(evaluation):
    was, now = evaluation.right(0), evaluation.right(2)
    for kind, before in (("fixed", False), ("broken", True)):
        found = gallery(evaluation, 2, kind, 0.0)
        assert (was[found.picked] == before).all()
        assert (now[found.picked] != before).all()
        assert f" {int((was & ~now if before else ~was & now).sum()):,} images under" in found.sentence


@pytest.mark.parametrize("kind", KINDS)
def test_no_gallery_shows_more_than_fits_or_an_image_twice(evaluation, kind):
    picked = gallery(evaluation, 1, kind, 2.0).picked
    assert 0 < len(picked) <= MANY
    assert len(set(picked.tolist())) == len(picked)


def test_the_hardest_images_have_the_least_likely_truth(evaluation):
    picked = gallery(evaluation, 0, "hardest", 0.0).picked
    p = p_true(evaluation, 0)
    assert p[picked].max() <= np.sort(p)[MANY]


def test_nothing_is_suppressed_at_zero_so_that_gallery_asks_at_two(evaluation):
    still, two = (gallery(evaluation, 0, "suppressed", gamma) for gamma in (0.0, 2.0))
    assert still.picked.tolist() == two.picked.tolist()
    assert "Weights at γ = 2." in still.sentence
    np.testing.assert_array_equal(still.weights(0.0), two.weights(2.0))


@pytest.mark.parametrize("gamma", [0.5, 2.0, 5.0])
def test_a_weight_is_what_focal_loss_keeps_of_cross_entropy(evaluation, gamma):
    found = gallery(evaluation, 1, "sample", gamma)
    np.testing.assert_allclose(found.weights(gamma), (1 - p_true(evaluation, 1)) ** gamma, rtol=1e-3, atol=1e-6)


def test_at_zero_nothing_fades(evaluation):
    found = gallery(evaluation, 1, "hardest", 0.0)
    assert found.weights(0.0) is None
    assert found.fading()[0] is None


def test_while_the_slider_moves_images_fade_as_they_do_on_release_and_never_back(evaluation):
    found = gallery(evaluation, 1, "sample", 0.0)
    steps = found.fading()
    assert len(steps) == len(FADE.values)
    for gamma, step in list(zip(FADE.values, steps, strict=True))[1::10]:
        np.testing.assert_array_equal(step, found.weights(float(gamma))[found.picked])
    assert (np.diff(np.array(steps[1:]), axis=0) <= 0).all()


def test_a_sample_is_the_same_for_every_model_and_holds_no_more_than_there_is():
    assert sample(1000).tolist() == sample(1000).tolist()
    assert sorted(sample(5).tolist()) == [0, 1, 2, 3, 4]


def test_every_class_shows_the_same_number_of_images_and_another_draw_others(labels):
    picked = of_each_class(labels, 0)
    assert np.bincount(labels[picked]).tolist() == [galleries.EACH] * 10
    assert of_each_class(labels, 0).tolist() == picked.tolist()
    assert of_each_class(labels, 1).tolist() != picked.tolist()
