"""The bugs of published focal losses, put back one by one: every one is caught, and ours passes."""

import mpmath as mp
import pytest
import torch
import torch.nn.functional as F

from playground.losses import FocalLoss

ALPHA = torch.tensor([0.25, 1.0, 3.0], dtype=torch.float64)


def ours(z, t, gamma, alpha):
    return FocalLoss(gamma, alpha, reduction="none")(z, t)


def textbook(z, t, gamma, alpha, *, detach=False, softmaxes=1, eps=0.0, exponent=None, base=None, weigh=None):
    """The naive form, with one switch per bug."""
    for _ in range(softmaxes - 1):
        z = z.softmax(1)
    log_p = (z.softmax(1) + eps).log().gather(1, t[:, None])[:, 0]
    p = log_p.exp().detach() if detach else log_p.exp()
    p = p if base is None else base(log_p, p, alpha[t])
    weights = alpha[t] if weigh is None else weigh(alpha, t)
    return weights * (1 - p) ** (gamma if exponent is None else exponent(gamma)) * -log_p


def background_alpha(alpha, t):
    """One number for class 0 and the rest of 1 for all others, whatever the vector says."""
    return torch.where(t == 0, alpha[0], 1 - alpha[0])


def leak(z, t, gamma, alpha):
    """A one-hot target softened by an epsilon lets the wrong classes in."""
    soft = F.one_hot(t, z.shape[1]).double() + 1e-6
    p = z.softmax(1)
    return alpha[t] * (soft * (1 - p) ** gamma * -p.log()).sum(1)


def neighbours(z, t, gamma, alpha):
    ce = F.cross_entropy(z, t, reduction="none")
    return alpha[t] * (1 - (-ce.mean()).exp()) ** gamma * ce


def mean_of_all(z, t, gamma, alpha):
    return neighbours(z, t, gamma, alpha).mean().expand(len(t))


def per_element(z, t, gamma, alpha):
    return textbook(z, t, gamma, alpha) / z.shape[1]


def clamped(z, t, gamma, alpha):
    p = z.softmax(1).gather(1, t[:, None])[:, 0].clamp(1e-4, 1 - 1e-4)
    return alpha[t] * (1 - p) ** gamma * -p.log()


class Overwritten:
    """alpha gathered by the first batch's labels, and kept."""

    def __init__(self):
        self.alpha = None

    def __call__(self, z, t, gamma, alpha):
        self.alpha = (alpha if self.alpha is None else self.alpha)[t.clamp_max(len(alpha) - 1)]
        return self.alpha * textbook(z, t, gamma, torch.ones(3).double())


MUTANTS = {
    "p_t detached": lambda *a: textbook(*a, detach=True),
    "softmax twice": lambda *a: textbook(*a, softmaxes=2),
    "p_t of the batch mean": neighbours,
    "the mean where each is asked for": mean_of_all,
    "p_t of the weighted cross-entropy": lambda *a: textbook(*a, base=lambda log_p, p, w: (w * log_p).exp()),
    "an epsilon inside the logarithm": lambda *a: textbook(*a, eps=1e-8),
    "an epsilon in the one-hot target": leak,
    "probabilities clamped": clamped,
    "the naive power": textbook,
    "gamma one less": lambda *a: textbook(*a, exponent=lambda g: g - 1),
    "gamma halved": lambda *a: textbook(*a, exponent=lambda g: g / 2),
    "gamma ignored": lambda *a: textbook(*a, exponent=lambda g: 0.0),
    "p_t^gamma instead of (1 - p_t)^gamma": lambda *a: textbook(*a, base=lambda log_p, p, w: 1 - p),
    "alpha of class 0 for all": lambda *a: textbook(*a, weigh=background_alpha),
    "alpha left out": lambda *a: textbook(*a, weigh=lambda alpha, t: 1.0),
    "alpha twice": lambda *a: textbook(*a, weigh=lambda alpha, t: alpha[t] ** 2),
    "divided by the number of classes": per_element,
    "alpha overwritten by the first batch": Overwritten(),
}
EXAMPLE = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.2, -3.0], [-4.0, 1.0, 2.0]], dtype=torch.float64)
LABELS = torch.tensor([0, 1, 2])


def check_the_formula(loss):
    for gamma in (0.0, 0.5, 2.0):
        values = loss(EXAMPLE, LABELS, gamma, ALPHA)
        for z, t, value in zip(EXAMPLE.tolist(), LABELS.tolist(), values.tolist(), strict=True):
            powers = [mp.exp(x) for x in z]
            p = powers[t] / mp.fsum(powers)
            assert value == pytest.approx(ALPHA[t].item() * float((1 - p) ** gamma * -mp.log(p)), rel=1e-10)


def check_the_gradient(loss):
    assert torch.autograd.gradcheck(lambda z: loss(z, LABELS, 2.0, ALPHA), EXAMPLE.clone().requires_grad_())


def check_easy_and_hopeless_samples(loss):
    """Margins of +-40: (1 - p_t) and -log p_t keep their relative size, and every derivative is finite."""
    z = torch.tensor([[40.0, 0.0, 0.0], [0.0, 40.0, 0.0]], dtype=torch.float64, requires_grad=True)
    values = loss(z, torch.tensor([0, 2]), 0.5, torch.ones(3, dtype=torch.float64))
    values.sum().backward()
    assert z.grad.isfinite().all()
    q = 2 * mp.exp(-40)
    assert values[0].item() == pytest.approx(float(q**1.5), rel=1e-9, abs=0)
    assert values[1].item() == pytest.approx(40.0, rel=1e-9)
    assert z.grad[1, 2].item() == pytest.approx(-1.0, rel=1e-9)


def check_independence_of_batch_and_history(loss):
    whole = loss(EXAMPLE, LABELS, 2.0, ALPHA)
    alone = torch.cat([loss(EXAMPLE[i : i + 1], LABELS[i : i + 1], 2.0, ALPHA) for i in range(3)])
    torch.testing.assert_close(whole, alone)
    turned = loss(EXAMPLE.flip(0), LABELS.flip(0), 2.0, ALPHA).flip(0)
    torch.testing.assert_close(turned, whole)


CHECKS = (
    check_the_formula,
    check_the_gradient,
    check_easy_and_hopeless_samples,
    check_independence_of_batch_and_history,
)


def caught(loss):
    """The names of the checks that fail."""
    failed = []
    for check in CHECKS:
        try:
            check(loss)
        except (AssertionError, RuntimeError, IndexError):
            failed.append(check.__name__)
    return failed


def test_ours_passes_every_check():
    assert caught(ours) == []


@pytest.mark.parametrize("bug", MUTANTS)
def test_every_bug_is_caught(bug):
    assert caught(MUTANTS[bug])


def test_every_check_is_needed_by_some_bug():
    assert {name for loss in MUTANTS.values() for name in caught(loss)} == {check.__name__ for check in CHECKS}
