"""What a lane minimises, against the modules that the library offers for the same loss."""

import pytest
import torch

from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.losses import SPECS, make_loss
from playground.training.objective import Objective

CPU = torch.device("cpu")
COUNTS = (400, 200, 100, 50, 10)


def some(seed, n=24, scale=2.0):
    """Logits (n, 5) and labels (n,) of a generator of their own."""
    generator = torch.Generator().manual_seed(seed)
    return scale * torch.randn(n, 5, generator=generator), torch.randint(0, 5, (n,), generator=generator)


def both(key, alpha="none", reduction="mean"):
    choice, rule = LossChoice(key), AlphaChoice(alpha)
    module = make_loss(choice, COUNTS, None if alpha == "none" else rule, reduction)
    return Objective(Entrant(choice, rule), COUNTS, reduction, CPU), module.train()


@pytest.mark.parametrize("key", SPECS)
def test_every_loss_and_its_gradient_are_those_of_its_module(key):
    objective, module = both(key)
    logits, y = some(0)
    one, two = (logits.clone().requires_grad_() for _ in range(2))
    value, wanted = objective(one, y, 1.0), module(two, y)
    torch.testing.assert_close(value, wanted, check_dtype=False, rtol=1e-4, atol=1e-6)
    value.backward()
    wanted.backward()
    torch.testing.assert_close(one.grad, two.grad, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("reduction", ["mean", "sum", "weighted_mean"])
@pytest.mark.parametrize("alpha", ["none", "inverse", "sqrt", "median"])
@pytest.mark.parametrize("key", ["focal", "ldam"])
def test_alpha_and_reduction_mean_what_they_mean_in_the_module(key, alpha, reduction):
    objective, module = both(key, alpha, reduction)
    logits, y = some(1)
    torch.testing.assert_close(objective(logits, y, 1.0), module(logits, y), check_dtype=False, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.observe])
def test_a_memory_grows_batch_by_batch_as_the_modules_does(key):
    objective, module = both(key)
    for seed in range(4):
        logits, y = some(seed, scale=1.0 + seed)
        wanted = module(logits, y)
        torch.testing.assert_close(objective(logits, y, 1.0), wanted, check_dtype=False, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.needs_progress])
@pytest.mark.parametrize("progress", [0.0, 0.5, 0.79, 0.8, 1.0])
def test_progress_means_what_it_means_in_the_module(key, progress):
    objective, module = both(key)
    module.progress = progress
    logits, y = some(2)
    wanted = module(logits, y)
    torch.testing.assert_close(objective(logits, y, progress), wanted, check_dtype=False, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.after_epoch])
def test_held_out_samples_correct_the_loss_as_they_correct_the_module(key):
    objective, module = both(key)
    held, labels = some(3, n=300)
    objective.see_held_out(held, labels)
    module.after_epoch(held.softmax(1), labels)
    logits, y = some(4)
    wanted = module(logits, y)
    torch.testing.assert_close(objective(logits, y, 1.0), wanted, check_dtype=False, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if not spec.after_epoch])
def test_losses_that_do_not_ask_for_held_out_samples_do_not_heed_them(key):
    told, untold = both(key)[0], both(key)[0]
    assert not told.wants_held_out
    told.see_held_out(*some(5))
    logits, y = some(6)
    assert float(told(logits, y, 1.0)) == float(untold(logits, y, 1.0))


@pytest.mark.parametrize("key", SPECS)
def test_probabilities_are_the_losses_own_map_or_softmax(key):
    objective, _ = both(key)
    logits, _ = some(7)
    own = SPECS[key].probabilities
    wanted = own(logits, **SPECS[key].numbers({}, 5)) if own else torch.softmax(logits, 1)
    torch.testing.assert_close(objective.probabilities(logits), wanted)


def test_log_probabilities_of_softmax_stay_exact_where_the_probability_underflows():
    objective, _ = both("cross_entropy")
    logits = torch.tensor([[500.0, 0.0, 0.0, 0.0, 0.0]])
    assert objective.log_probability(logits, torch.tensor([1])).tolist() == [-500.0]


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.probabilities])
def test_log_probabilities_of_other_maps_stay_finite(key):
    logits = torch.tensor([[500.0, -500.0, 0.0, 0.0, 0.0]])
    assert both(key)[0].log_probability(logits, torch.tensor([1])).isfinite().all()


def test_two_lanes_of_one_loss_do_not_share_a_memory():
    one, other = both("ghm")[0], both("ghm")[0]
    logits, y = some(8)
    first = float(one(logits, y, 0.0))
    one(5 * logits, y, 0.0)
    assert float(other(logits, y, 0.0)) == first


def test_a_custom_alpha_of_the_wrong_length_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="alpha needs one number per class: 5, not 2"):
        Objective(Entrant(alpha=AlphaChoice("custom", custom=(1.0, 2.0))), COUNTS, "mean", CPU)
