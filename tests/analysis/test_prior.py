"""Could the prior have done it?"""

from playground.analysis.prior import knows_the_prior, prior_sentences


def test_moving_the_prior_is_asked_of_every_loss_but_plain_cross_entropy(evaluation):
    told = prior_sentences(evaluation)
    assert len(told) == 2
    assert all("Cross-entropy with its prior moved" in sentence for sentence in told)


def test_losses_that_have_counted_the_classes_are_known(evaluation, own):
    assert [knows_the_prior(evaluation, i) for i in range(3)] == [False, False, True]
    assert not knows_the_prior(own, 0)
