"""What every model says about one drawing."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import softmax as scipy_softmax

from playground import models
from playground.analysis import answers
from playground.analysis.evaluation import Evaluation
from playground.metrics.probabilities import softmax
from playground.training.predict import predict

NO_IMAGES = np.zeros((0, 28, 28), np.uint8)


def with_weights(evaluation: Evaluation) -> Evaluation:
    """The same race with freshly made networks, another one for every model and seed."""
    made = []
    for i in range(len(evaluation.names)):
        torch.manual_seed(i)
        network = models.SPECS["mlp"].build("linear", torch.zeros(1, 1, 28, 28), 10)
        made.append({name: value.numpy() for name, value in network.state_dict().items()})
    return replace(evaluation, weights=tuple((own, own) for own in made))


def says(c: int) -> np.ndarray:
    return 9 * np.eye(10)[[c]]


def test_they_agree_or_not_and_one_alone_just_says(evaluation):
    assert answers.agreement(evaluation, [says(3), says(3), says(3)]) == "All say 3."
    assert answers.agreement(evaluation, [says(3), says(5), says(3)]) == "They disagree."
    assert answers.agreement(evaluation, [says(7)]) == "It says 7."


def test_before_anything_is_drawn_the_rare_classes_are_told(evaluation, own):
    assert answers.agreement(evaluation, [None, None, None]) == "Rare in training: 0, 1, 5, 8, 9."
    assert answers.agreement(own, [None]) == ""


def test_a_race_stored_without_weights_cannot_answer(evaluation):
    assert not answers.has_weights(evaluation)
    with pytest.raises(ValueError, match=r"stored without its networks' weights\.$"):
        answers.logits(evaluation, NO_IMAGES, predict)


def test_a_visitors_table_of_answers_has_no_networks(own):
    with pytest.raises(ValueError, match=r"without their networks\.$"):
        answers.logits(own, NO_IMAGES, predict)


def test_each_model_answers_for_itself(evaluation):
    race = with_weights(evaluation)
    assert answers.has_weights(race)
    images = np.random.default_rng(0).integers(0, 256, (4, 28, 28)).astype(np.uint8)
    each = [softmax(z) for z in answers.logits(race, images, predict)]
    assert all(p.shape == (4, 10) for p in each)
    assert not np.allclose(each[0], each[1])


@given(arrays(np.float64, (1, 4), elements=st.floats(-50, 50)))
def test_an_answer_is_scipys_softmax_and_its_largest_class(logits):
    found = answers.answer(logits, ("a", "b", "c", "d"))
    p = scipy_softmax(logits[0])
    np.testing.assert_allclose([share for _, share in found.shares], p, atol=1e-12)
    assert p[found.best] == pytest.approx(p.max(), abs=1e-12)
    assert found.said == "abcd"[found.best]
    assert found.sure.endswith("% sure")


def test_an_answer_says_its_class_and_how_sure_it_is():
    found = answers.answer(np.log([[0.2, 0.7, 0.1]]), ("cat", "dog", "owl"))
    assert (found.best, found.said, found.sure) == (1, "dog", "70% sure")
    assert [name for name, _ in found.shares] == ["cat", "dog", "owl"]


def test_before_anything_is_drawn_no_class_is_best_and_every_bar_is_empty():
    found = answers.answer(None, ("cat", "dog"))
    assert found == (None, "–", "nothing drawn yet", (("cat", 0.0), ("dog", 0.0)))
