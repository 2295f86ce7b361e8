"""Could the prior have done it?"""

from dataclasses import replace

from playground.analysis.prior import knows_the_prior, prior_sentences
from playground.posthoc import move_prior


def test_moving_the_prior_is_asked_of_every_loss_but_plain_cross_entropy(evaluation):
    told = prior_sentences(evaluation)
    assert len(told) == 2
    assert all("Cross-entropy with its prior moved" in sentence for sentence in told)


def test_losses_that_have_counted_the_classes_are_known(evaluation, own):
    assert [knows_the_prior(evaluation, i) for i in range(3)] == [False, False, True]
    assert not knows_the_prior(own, 0)


def test_cross_entropy_that_has_left_or_classes_of_equal_size_leave_nothing_to_ask(evaluation, own):
    assert prior_sentences(own) == []
    assert prior_sentences(replace(evaluation, rare=())) == []
    weighted = tuple(entrant for entrant in evaluation.entrants if entrant.loss.key != "cross_entropy")
    assert prior_sentences(replace(evaluation, entrants=weighted)) == []


def test_a_model_that_is_cross_entropy_with_its_prior_moved_is_no_better(evaluation):
    moved = tuple(move_prior(z, evaluation.counts, 1.0) for z in evaluation.runs[0])
    same = replace(evaluation, runs=(evaluation.runs[0], moved, moved))
    assert all("So yes: moving the prior gets you there" in sentence for sentence in prior_sentences(same))


def test_the_sentence_is_made_once_for_an_evaluation(evaluation):
    assert prior_sentences(evaluation) is prior_sentences(evaluation)
