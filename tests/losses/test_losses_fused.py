"""The fused path gives the numbers of the plain one, and steps aside where it cannot."""

import pytest
import torch
from torch.autograd import forward_ad

from playground.losses import SPECS, CrossEntropyLoss, FocalLoss
from playground.losses._ops import margin, modulated
from playground.losses.module import fused
from tests.losses.loss_cases import GAMMAS, batch, call


def example(samples=40, classes=10, scale=4.0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(0)
    logits = scale * torch.randn(samples, classes, generator=generator, dtype=torch.float64)
    return logits.to(dtype), torch.randint(classes, (samples,), generator=generator)


def gradient(function, logits):
    logits = logits.detach().requires_grad_()
    value = function(logits)
    value.sum().backward()
    return value.detach(), logits.grad


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("classes", [2, 10, fused.WIDE, 100])
@pytest.mark.parametrize("scale", [1.0, 30.0, 1e3])
def test_values_and_gradients_are_those_of_the_margin_form(gamma, classes, scale):
    logits, target = example(40, classes, scale)
    weights = torch.rand(40, dtype=torch.float64)
    value, grad = gradient(lambda z: fused.focal(z, target, gamma, weights, False), logits)
    plain, plain_grad = gradient(lambda z: modulated(margin(z, target), gamma) * weights, logits)
    torch.testing.assert_close(value, plain, rtol=1e-12, atol=1e-250)
    torch.testing.assert_close(grad, plain_grad, rtol=1e-10, atol=1e-16)
    summed, summed_grad = gradient(lambda z: fused.focal(z, target, gamma, weights, True), logits)
    torch.testing.assert_close(summed, plain.sum(), rtol=1e-12, atol=0)
    assert torch.equal(summed_grad, grad)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_chunks_join_without_a_seam(monkeypatch, dtype):
    logits, target = example(dtype=dtype)
    whole = gradient(lambda z: FocalLoss(2.0, reduction="none")(z, target), logits)
    monkeypatch.setattr(fused, "CHUNK", 70)  # seven rows at a time: 40 rows leave a remainder
    parts = gradient(lambda z: FocalLoss(2.0, reduction="none")(z, target), logits)
    for one, other in zip(whole, parts, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


@pytest.mark.parametrize("gamma", GAMMAS)
def test_float32_keeps_relative_precision_where_p_t_rounds_to_1(gamma):
    margins = torch.linspace(-60, 60, 241, dtype=torch.float64)
    logits = torch.stack([margins, torch.zeros_like(margins)], 1)
    target = torch.zeros(241, dtype=torch.long)
    exact, exact_grad = gradient(lambda z: fused.focal(z, target, gamma, 1.0, False), logits)
    value, grad = gradient(lambda z: fused.focal(z, target, gamma, 1.0, False), logits.float())
    least = 1e-37  # below it float32 itself has no relative precision
    torch.testing.assert_close(value.double(), exact, rtol=1e-5, atol=least)
    torch.testing.assert_close(grad.double(), exact_grad, rtol=1e-5, atol=least)


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_second_derivatives_come_from_the_plain_form(gamma, reduction):
    logits, target = example(4, 3, 1.0)
    loss = FocalLoss(gamma, alpha=[1.0, 2.0, 3.0], reduction=reduction)
    logits.requires_grad_()
    assert torch.autograd.gradcheck(lambda z: loss(z, target), logits)
    assert torch.autograd.gradgradcheck(lambda z: loss(z, target), logits)


def test_backward_may_run_twice_and_be_scaled():
    logits, target = example()
    logits.requires_grad_()
    loss = FocalLoss(2.0)(logits, target)
    loss.backward(retain_graph=True)
    first = logits.grad.clone()
    (3 * loss).backward()
    torch.testing.assert_close(logits.grad, 4 * first)


def test_the_gradient_is_handed_over_and_not_shared():
    logits, target = example()
    logits.requires_grad_()
    loss = FocalLoss(2.0)(logits, target)
    (first,) = torch.autograd.grad(loss, logits, retain_graph=True)
    kept = first.clone()
    first.zero_()
    (second,) = torch.autograd.grad(loss, logits)
    torch.testing.assert_close(second, kept)


def test_transposed_logits_give_the_same():
    logits, target = example()
    turned = logits.t().contiguous().t()
    for one, other in zip(
        gradient(lambda z: FocalLoss(2.0)(z, target), logits),
        gradient(lambda z: FocalLoss(2.0)(z, target), turned),
        strict=True,
    ):
        torch.testing.assert_close(one, other)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")  # torch's own forward mode says it
def test_it_steps_aside_for_vmap_forward_mode_and_compile():
    logits, target = example(6, 4)
    loss = FocalLoss(2.0)
    assert fused.applies(SPECS["focal"], logits)
    assert not fused.applies(SPECS["poly1"], logits)
    seen = []
    torch.func.vmap(lambda z: seen.append(fused.applies(SPECS["focal"], z)) or z)(logits)
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(logits, torch.ones_like(logits))
        seen.append(fused.applies(SPECS["focal"], dual))
        tangent = forward_ad.unpack_dual(loss(dual, target)).tangent
    assert seen == [False, False]
    assert tangent.item() == pytest.approx(0.0, abs=1e-12)  # a shift of all logits changes nothing
    jacobian = torch.func.jacfwd(lambda z: loss(z, target))(logits)
    torch.testing.assert_close(jacobian, gradient(lambda z: loss(z, target), logits)[1])


def test_without_a_gradient_none_is_computed():
    logits, target = example()
    value = CrossEntropyLoss()(logits, target)
    assert not value.requires_grad
    with torch.inference_mode():
        torch.testing.assert_close(CrossEntropyLoss()(logits, target), value)


def test_infinite_logits_of_other_classes_are_left_out():
    logits = torch.tensor([[1.0, -torch.inf, 0.0]], dtype=torch.float64)
    short = torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    value, grad = gradient(lambda z: FocalLoss(2.0)(z, torch.tensor([0])), logits)
    expected, expected_grad = gradient(lambda z: FocalLoss(2.0)(z, torch.tensor([0])), short)
    torch.testing.assert_close(value, expected)
    torch.testing.assert_close(grad[:, [0, 2]], expected_grad)
    assert grad[0, 1] == 0


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.fused])
def test_a_loss_that_says_it_is_fused_is_focal_at_its_gamma_or_at_0(key):
    logits, target = batch(12, 5)
    for gamma in (0.0, 0.5, 2.0) if "gamma" in SPECS[key].defaults else (None,):
        params = {} if gamma is None else {"gamma": gamma}
        found = fused.focal(logits, target, gamma or 0.0, 1.0, False)
        torch.testing.assert_close(found, call(key, logits, target, params), rtol=1e-12, atol=1e-14)


def test_a_gamma_that_is_fused_is_its_only_number():
    assert all(set(spec.defaults) <= {"gamma"} for spec in SPECS.values() if spec.fused)
