"""The losses that know how many samples each class has: their laws in the counts, written out from the formulas."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from playground.core.config import LossChoice
from playground.losses import SPECS, FocalLoss, make_loss
from playground.losses._ops import effective_weights, log_prior
from tests.losses.loss_cases import batch

NEED = [key for key, spec in SPECS.items() if spec.needs_counts]
COUNTS = st.lists(st.integers(1, 5000), min_size=4, max_size=4)
ROWS = torch.zeros(1, 4, dtype=torch.float64)


def build(key, counts, reduction="none", **params):
    return make_loss(LossChoice.of(key, **params), counts=counts, reduction=reduction)


def shifted(logits, target, counts, shift):
    """Cross-entropy, in float64, of the logits plus a shift made from the counts."""
    return F.cross_entropy(logits + shift(torch.tensor(counts, dtype=torch.float64)), target, reduction="none")


@given(COUNTS, st.floats(0, 3))
def test_logit_adjustment_is_cross_entropy_of_logits_plus_tau_log_shares(counts, tau):
    logits, target = batch(8, 4)
    expected = shifted(logits, target, counts, lambda n: tau * (n / n.sum()).log())
    torch.testing.assert_close(build("logit_adjustment", counts, tau=tau)(logits, target), expected)


@given(COUNTS)
def test_balanced_softmax_is_a_softmax_with_every_class_counted_as_often_as_it_occurs(counts):
    logits, target = batch(8, 4)
    votes = torch.tensor(counts) * logits.exp()
    expected = -(votes / votes.sum(1, keepdim=True)).gather(1, target[:, None])[:, 0].log()
    torch.testing.assert_close(build("balanced_softmax", counts)(logits, target), expected)


@given(COUNTS, st.floats(0, 1), st.floats(0, 3))
def test_vector_scaling_stretches_by_the_share_of_the_commonest_and_then_shifts(counts, gamma, tau):
    logits, target = batch(8, 4)
    n = torch.tensor(counts, dtype=torch.float64)
    scaled = (n / n.max()) ** gamma * logits
    expected = shifted(scaled, target, counts, lambda n: tau * (n / n.sum()).log())
    torch.testing.assert_close(build("vs", counts, gamma=gamma, tau=tau)(logits, target), expected)


@given(COUNTS, st.floats(0, 1), st.floats(1, 64))
def test_ldam_takes_off_margins_in_the_ratio_of_the_fourth_roots(counts, max_m, s):
    logits, target = batch(8, 4)
    smallest = min(counts)
    margins = [max_m * (smallest / n) ** 0.25 for n in counts]
    lowered = s * (logits - torch.tensor(margins, dtype=torch.float64) * F.one_hot(target, 4))
    expected = F.cross_entropy(lowered, target, reduction="none")
    torch.testing.assert_close(build("ldam", counts, max_m=max_m, s=s)(logits, target), expected)


@given(COUNTS, st.floats(0.1, 0.9999))
def test_effective_numbers_are_the_partial_sums_of_a_geometric_series(counts, beta):
    """(1 - beta^n) / (1 - beta) = 1 + beta + ... + beta^(n - 1), so that a first sample always counts 1."""
    series = torch.tensor([sum(beta**k for k in range(n)) for n in counts], dtype=torch.float64)
    inverse = 1 / series
    torch.testing.assert_close(
        effective_weights(ROWS, torch.tensor(counts), beta), inverse * 4 / inverse.sum(), rtol=1e-7, atol=1e-9
    )


@given(COUNTS, st.floats(0.1, 0.99), st.floats(0.001, 0.2))
def test_equalisation_weighs_each_rare_class_down_in_the_denominators_of_the_others(counts, gamma, rare):
    logits, target = batch(8, 4)
    expected = []
    for row, t in zip(logits, target.tolist(), strict=True):
        weights = [1 - gamma if j != t and counts[j] < rare * sum(counts) else 1.0 for j in range(4)]
        expected.append(((torch.tensor(weights, dtype=torch.float64) * row.exp()).sum() / row[t].exp()).log())
    found = build("seql", counts, gamma=gamma, rare=rare)(logits, target)
    torch.testing.assert_close(found, torch.stack(expected))


@given(COUNTS, st.floats(0, 2))
def test_seesaw_without_compensation_multiplies_a_rarer_classs_share_by_the_ratio_of_the_counts(counts, p):
    logits, target = batch(8, 4)
    n = torch.tensor(counts, dtype=torch.float64)
    factor = (n[None, :] / n[target][:, None]).clamp_max(1.0) ** p
    expected = ((factor * logits.exp()).sum(1) / logits.exp().gather(1, target[:, None])[:, 0]).log()
    torch.testing.assert_close(build("seesaw", counts, p=p, q=0.0)(logits, target), expected)


PLAIN = {
    "balanced_softmax": {},
    "logit_adjustment": {"tau": 2.0},
    "vs": {"gamma": 0.7, "tau": 2.0},
    "seql": {"gamma": 0.9, "rare": 0.2},
    "seesaw": {"p": 1.5, "q": 0.0},
}


@pytest.mark.parametrize("key", PLAIN)
@pytest.mark.parametrize("each", [1, 3, 5000])
def test_classes_of_equal_size_leave_cross_entropy(key, each):
    logits, target = batch(8, 4)
    found = build(key, [each] * 4, **PLAIN[key])(logits, target)
    torch.testing.assert_close(found, F.cross_entropy(logits, target, reduction="none"))


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.9999])
def test_classes_of_equal_size_leave_focal_whatever_the_effective_number(beta):
    logits, target = batch(8, 4)
    found = build("class_balanced_focal", [37] * 4, gamma=1.5, beta=beta)(logits, target)
    torch.testing.assert_close(found, FocalLoss(gamma=1.5, reduction="none")(logits, target))


@given(st.integers(1, 5000))
def test_an_absent_class_counts_as_half_a_sample_of_the_prior_and_weighs_nothing(others):
    counts = torch.tensor([others, 0, others, others])
    assert log_prior(ROWS, counts).exp()[1].item() == pytest.approx(0.5 / (3 * others))
    weights = effective_weights(ROWS, counts, 0.99)
    torch.testing.assert_close(weights, torch.tensor([1.0, 0.0, 1.0, 1.0], dtype=torch.float64))


@pytest.mark.parametrize("key", NEED)
def test_renaming_the_classes_and_their_counts_together_changes_nothing(key):
    logits, target = batch(8, 4)
    counts, order = torch.tensor([1000, 3, 250, 40]), torch.tensor([2, 0, 3, 1])
    renamed = build(key, counts[order])(logits[:, order], order.argsort()[target])
    torch.testing.assert_close(renamed, build(key, counts)(logits, target))


@pytest.mark.parametrize("key", NEED)
@pytest.mark.parametrize("wrong", [[], [0, 0, 0, 0], [[1, 2], [3, 4]], 7])
def test_counts_that_are_no_samples_per_class_are_refused(key, wrong):
    with pytest.raises(ValueError, match=r"counts must hold the training samples of each class, \(C,\)"):
        type(build(key, [1, 1, 1, 1]))(counts=wrong)


@pytest.mark.parametrize("key", NEED)
def test_counts_of_another_number_of_classes_are_refused_once_the_logits_are_seen(key):
    with pytest.raises(ValueError, match=r"counts has shape \(3,\), but the logits have 4 classes"):
        build(key, [5, 6, 7])(*batch())
