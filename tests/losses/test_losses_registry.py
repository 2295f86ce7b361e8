"""The contract that every loss of the registry keeps; a new loss is found here by being there."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from playground.losses import SPECS
from tests.losses.loss_cases import ALONE, KEYS, TOGETHER, batch, call, counts_for, every_setting, extras, module

RESERVED = {"alpha", "counts", "reduction", "ignore_index", "label_smoothing", "class_dim", "progress", "state"}
each = pytest.mark.parametrize("key", KEYS)
each_setting = pytest.mark.parametrize(("key", "params"), every_setting())
SMOOTH = [(key, params) for key, params in every_setting() if not SPECS[key].detached]


def test_listing_the_losses_does_not_load_torch():
    code = "import sys, playground.losses as losses; assert losses.SPECS and 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


@each
def test_a_spec_says_what_it_is_and_where_it_comes_from(key):
    spec = SPECS[key]
    assert spec.key == key
    assert all((spec.title, spec.summary, spec.formula, spec.source.paper))
    assert 1900 < spec.source.year <= 2100
    assert spec.summary.endswith(".")
    assert spec.worked, "give at least one value worked by hand"


@each
def test_parameters_have_room_around_a_default_that_the_function_shares(key):
    spec = SPECS[key]
    signature = inspect.signature(spec.per_sample)
    assert {p.name: signature.parameters[p.name].default for p in spec.params} == spec.defaults
    assert all(p.low <= p.default <= p.high and p.low < p.high and p.step > 0 and p.help for p in spec.params)
    assert not RESERVED & set(spec.defaults)


@each
def test_a_loss_takes_exactly_what_its_spec_declares(key):
    spec = SPECS[key]
    declared = {"logits", "target", *spec.defaults, *spec.tensors}
    declared |= {"counts"} if spec.needs_counts else set()
    declared |= {"progress"} if spec.needs_progress else set()
    declared |= {"state"} if spec.initial_state else set()
    assert set(inspect.signature(spec.per_sample).parameters) == declared


@each_setting
def test_a_loss_gives_one_value_per_sample_in_the_dtype_of_the_logits(key, params):
    for dtype in (torch.float32, torch.float64):
        logits, target = batch(6, 3, dtype=dtype)
        values = call(key, logits, target, params)
        assert values.shape == (6,)
        assert values.dtype == dtype


@each
def test_numbers_worked_by_hand_come_out(key):
    for worked in SPECS[key].worked:
        counts = worked.counts or [1] * len(worked.logits)
        more = {"counts": torch.tensor(counts)} if SPECS[key].needs_counts else {}
        logits = torch.tensor([worked.logits], dtype=torch.float64)
        value = call(key, logits, torch.tensor([worked.target]), worked.params, **more)
        assert value.item() == pytest.approx(worked.value, rel=1e-12, abs=1e-15)


@each
def test_a_loss_becomes_the_losses_that_it_says(key):
    for scale in (1.0, 30.0):
        logits, target = batch(7, 4, scale)
        for identity in SPECS[key].becomes:
            ours = call(key, logits, target, identity.params)
            other = identity.scale * call(identity.key, logits, target, identity.other)
            torch.testing.assert_close(ours, other, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
@each_setting
def test_value_and_gradient_are_finite_at_extreme_logits(key, params, dtype):
    sizes = torch.tensor([0.0, 20.0, 100.0, 1e3, 1e4])
    rows = torch.cat([torch.stack([s, 0 * s, -s]) for s in sizes.unbind()]).view(5, 3).repeat(3, 1)
    logits = rows.to(dtype).requires_grad_()
    loss = module(key, 3, params)(logits, torch.arange(3).repeat_interleave(5))
    loss.backward()
    assert loss.isfinite()
    assert logits.grad.isfinite().all() or dtype == torch.float16, "a float16 gradient may overflow, never turn to nan"
    assert not logits.grad.isnan().any()


@pytest.mark.parametrize(("key", "params"), SMOOTH)
def test_autograd_gives_the_derivatives_of_first_and_second_order(key, params):
    logits, target = batch(3, 3, 1.0)
    logits.requires_grad_()

    def value(z):
        return call(key, z, target, params)

    assert torch.autograd.gradcheck(value, logits)
    assert torch.autograd.gradgradcheck(value, logits)


@pytest.mark.parametrize(("key", "params"), every_setting(ALONE))
def test_no_sample_sees_its_neighbours(key, params):
    logits, target = batch(6, 4)
    alone = torch.cat([call(key, logits[i : i + 1], target[i : i + 1], params) for i in range(6)])
    torch.testing.assert_close(call(key, logits, target, params), alone, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("key", TOGETHER)
def test_a_batch_statistic_is_one(key):
    logits, target = batch(6, 4)
    halves = torch.cat([call(key, logits[:3], target[:3]), call(key, logits[3:], target[3:])])
    assert not torch.allclose(call(key, logits, target), halves)


@each_setting
def test_the_same_input_gives_the_same_value_whatever_came_before(key, params):
    logits, target = batch(6, 4)
    loss = module(key, 4, params).eval()
    first = loss(logits, target)
    loss(logits[:2], target[:2])
    assert torch.equal(loss(logits, target), first)


@each
def test_the_order_of_the_samples_does_not_matter(key):
    logits, target = batch(8, 4)
    order = torch.randperm(8, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(call(key, logits[order], target[order]), call(key, logits, target)[order])


@each
def test_adding_a_constant_to_all_logits_changes_nothing_exactly_where_the_spec_says_so(key):
    logits, target = batch(6, 4)
    same = torch.allclose(call(key, logits + 3.0, target), call(key, logits, target), rtol=1e-10)
    assert same == SPECS[key].shift_invariant


@each
def test_the_gradient_of_a_shift_invariant_loss_sums_to_zero_over_the_classes(key):
    logits, target = batch(6, 4)
    call(key, logits.requires_grad_(), target).sum().backward()
    invariant = bool((logits.grad.sum(1).abs() < 1e-12).all())
    assert invariant == SPECS[key].shift_invariant


@each
def test_probabilities_sum_to_one_and_rank_the_classes_as_the_logits_do(key):
    spec, (logits, _) = SPECS[key], batch(20, 5)
    probabilities = spec.probabilities(logits, **spec.defaults) if spec.probabilities else logits.softmax(1)
    torch.testing.assert_close(probabilities.sum(1), torch.ones(20, dtype=torch.float64))
    assert torch.equal(probabilities.argsort(1), logits.argsort(1))


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.of_margin])
def test_a_loss_of_the_margin_is_a_function_of_the_margin(key):
    logits, target = batch(6, 4)
    p = logits.softmax(1).gather(1, target.unsqueeze(1)).squeeze(1)
    torch.testing.assert_close(SPECS[key].of_margin(-(p / (1 - p)).log()), call(key, logits, target))


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.multi_label])
def test_a_multi_label_form_takes_one_label_and_several(key):
    spec, (logits, target) = SPECS[key], batch(6, 4)
    one_hot = torch.nn.functional.one_hot(target, 4).double()
    torch.testing.assert_close(spec.multi_label(logits, one_hot), call(key, logits, target))
    every, none = (spec.multi_label(logits, torch.full_like(logits, share)) for share in (1.0, 0.0))
    single = sum(call(key, logits, torch.full((6,), c)) for c in range(4))  # each "no" three times, each "yes" once
    torch.testing.assert_close(every, single - 3 * none)


@each
def test_a_class_without_samples_keeps_value_and_gradient_finite(key):
    spec = SPECS[key]
    if not spec.needs_counts:
        assert not extras(spec, 3)
        return
    logits = torch.zeros(4, 3, dtype=torch.float64, requires_grad=True)
    values = call(key, logits, torch.tensor([0, 1, 2, 0]), counts=torch.tensor([5, 0, 3]))
    values.sum().backward()
    assert values.isfinite().all()
    assert logits.grad.isfinite().all()


@each
def test_counts_matter_only_up_to_a_common_factor_or_by_their_size_but_never_by_their_dtype(key):
    if not SPECS[key].needs_counts:
        return
    logits, target = batch(6, 4)
    counts = counts_for(4)
    whole = call(key, logits, target, counts=torch.tensor(counts))
    assert torch.equal(whole, call(key, logits, target, counts=torch.tensor(counts, dtype=torch.float64)))
