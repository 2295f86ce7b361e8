"""The parts of the trainer, each against torch or against its definition."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from playground import data, losses
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.data import probe
from playground.training import choose_device, device_name, train
from playground.training.augment import augmenter
from playground.training.batches import Batches
from playground.training.device import make_repeatable
from playground.training.measure import confusion
from playground.training.objective import Objective
from playground.training.schedule import SHAPES, measured_steps, rate
from playground.training.seed_data import draw, held_out, standardise
from playground.training.setup import networks

CPU = torch.device("cpu")
ARRAYS = data.load("digits", "")
SMALL = RaceConfig(dataset="digits", imbalance=Imbalance(ratio=5.0, largest=60), samples=640, network="mlp")


def test_a_plain_loop_over_the_same_batches_learns_the_same_weights():
    """The independent oracle: torch's SGD, torch's cross-entropy, and nothing of the trainer but its batches."""
    config = replace(SMALL, optimizer="sgd_tutorial", schedule="constant", learning_rate=0.05, weight_decay=0.01)
    *_, last = train(config, folder="", every=1)
    digits = draw(config, ARRAYS, 0, CPU)
    (network,), _ = networks(config, 0, standardise(digits.training(slice(1000))[0]))
    opt = torch.optim.SGD([p for p in network.parameters() if p.requires_grad], 0.05, 0.5, weight_decay=0.01)
    for step, batch in enumerate(Batches(digits.labels, digits.counts, "natural", 0).draw(640, 64), 1):
        x, y = digits.training(batch)
        logits = network(standardise(x))
        loss = F.cross_entropy(logits, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        point = last.lanes[0].points[step]
        assert point.loss == pytest.approx(float(loss.detach()), rel=1e-4)
        norms = (logits.detach().softmax(1) - F.one_hot(y, 10)).norm(dim=1) / len(y)
        wanted = [float(norms[y == c].sum()) for c in range(10)]
        assert point.gradient == pytest.approx(wanted, rel=1e-3, abs=1e-6)
        assert (point.samples, point.learning_rate) == (min(640, 64 * step), 0.05)
    for name, value in network.state_dict().items():
        np.testing.assert_allclose(last.results[0].weights[name], value.numpy(), rtol=1e-3, atol=1e-5)


def test_one_epoch_shows_every_image_once_and_the_next_in_another_order():
    labels = torch.zeros(50, dtype=torch.long)
    stream = torch.cat(Batches(labels, (50,), "natural", 0).draw(120, 7)).tolist()
    assert sorted(stream[:50]) == sorted(stream[50:100]) == list(range(50))
    assert stream[:50] != stream[50:100]
    assert len(set(stream[100:])) == 20


def test_batches_are_as_large_as_asked_but_the_last():
    sizes = [len(b) for b in Batches(torch.zeros(50, dtype=torch.long), (50,), "natural", 0).draw(40, 16)]
    assert sizes == [16, 16, 8]


@pytest.mark.parametrize(
    ("sampling", "shares"),
    [("natural", (0.9, 0.1)), ("class_balanced", (0.5, 0.5)), ("sqrt", (0.75, 0.25))],
)
def test_sampling_shows_classes_in_the_shares_it_promises(sampling, shares):
    labels = torch.tensor([0] * 900 + [1] * 100)
    stream = torch.cat(Batches(labels, (900, 100), sampling, 0).draw(20_000, 64))
    seen = labels[stream].bincount() / 20_000
    sigma = math.sqrt(shares[0] * shares[1] / 20_000)
    assert abs(float(seen[0]) - shares[0]) < 5 * sigma


def steps_of(make, steps):
    """The multipliers that one of torch's schedulers gives."""
    opt = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(opt)
    found = []
    for _ in range(steps):
        found.append(opt.param_groups[0]["lr"])
        opt.step()
        scheduler.step()
    return found


def test_cosine_is_torch_s_and_step_is_torch_s():
    cosine = steps_of(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 40), 40)
    assert [rate("cosine", s, 40) for s in range(40)] == pytest.approx(cosine, abs=1e-9)
    stairs = steps_of(lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [20, 30]), 40)
    assert [rate("step", s, 40) for s in range(40)] == pytest.approx(stairs)


def test_one_cycle_rises_by_equal_steps_to_a_tenth_and_falls_by_a_cosine():
    rates = [rate("one_cycle", s, 100) for s in range(100)]
    assert np.argmax(rates) == 10
    assert rates[10] == 1
    assert np.diff(rates[:11]) == pytest.approx([0.096] * 10)
    falling = steps_of(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 90), 90)
    assert rates[10:] == pytest.approx(falling, abs=1e-9)


@pytest.mark.parametrize("schedule", SHAPES)
def test_after_the_end_the_rate_stays_where_it_is(schedule):
    assert {rate(schedule, s, 10) for s in range(10, 30)} == {1.0 if schedule == "constant" else 0.1}
    assert all(0 <= rate(schedule, s, 10) <= 1 for s in range(10))


@pytest.mark.parametrize("steps", [1, 2, 10, 469, 15_625])
def test_points_lie_within_the_race_and_one_at_its_end(steps):
    for begin in (0, 77):
        points = measured_steps(steps, begin=begin)
        assert min(points) > begin
        assert max(points) == begin + steps
        assert len(points) <= 40


def test_alpha_and_the_denominator_are_those_of_torch_s_cross_entropy():
    counts = (5, 10, 20, 40, 5, 5, 5, 5, 5, 5)
    z, y = torch.randn(64, 10), torch.randint(0, 10, (64,))
    alpha = AlphaChoice("inverse", normalise=False)
    own = Objective(Entrant(alpha=alpha), counts, "weighted_mean", CPU)(z, y, 0.0)
    weight = 1 / torch.tensor(counts, dtype=torch.float32)
    torch.testing.assert_close(own, F.cross_entropy(z, y, weight=weight))


def test_a_loss_with_a_schedule_hears_the_progress():
    entrant = Entrant(LossChoice.of("ldam_drw", start=0.5, s=1.0))
    objective = Objective(entrant, (500, *[5] * 9), "mean", CPU)
    z, y = torch.randn(32, 10), torch.randint(0, 10, (32,))
    early, later, late = (float(objective(z, y, progress)) for progress in (0.0, 0.49, 0.5))
    assert early == later
    assert late != later


def test_a_loss_with_a_memory_remembers_what_it_saw():
    z, y = torch.randn(32, 10), torch.randint(0, 10, (32,))
    objective = Objective(Entrant(LossChoice.of("ghm")), (5,) * 10, "mean", CPU)
    first, again = (float(objective(z, y, 0.0)) for _ in range(2))
    assert first == pytest.approx(again)
    objective(5 * z, y, 0.0)
    assert float(objective(z, y, 0.0)) != pytest.approx(first)


def test_adafocal_turns_its_gammas_by_held_out_samples():
    objective = Objective(Entrant(LossChoice.of("adafocal")), (5,) * 10, "mean", CPU)
    assert objective.wants_held_out
    z, y = 4 * torch.randn(200, 10), torch.randint(0, 10, (200,))
    before = float(objective(z, y, 0.0))
    objective.see_held_out(z, y)
    assert float(objective(z, y, 0.0)) != before


@pytest.mark.parametrize("key", [key for key, spec in losses.SPECS.items() if spec.probabilities])
def test_the_yardstick_uses_the_loss_s_own_probabilities(key):
    objective = Objective(Entrant(LossChoice(key)), (5,) * 10, "mean", CPU)
    z, y = torch.randn(64, 10), torch.randint(0, 10, (64,))
    own = objective.probabilities(z)
    torch.testing.assert_close(own.sum(1), torch.ones(64))
    torch.testing.assert_close(objective.log_probability(z, y).exp(), own[torch.arange(64), y])


def test_held_out_images_are_not_trained_on_unless_none_is_left():
    labels = ARRAYS.train_labels
    kept = data.choose(labels, (30,) * 10, 0)
    held = held_out(labels, kept)
    assert 100 < len(held) <= 500
    assert not set(held) & set(kept)
    everything = np.arange(len(labels))
    assert set(held_out(labels, everything)) <= set(everything)


def test_the_probe_is_balanced_and_the_same_each_time():
    found = probe(ARRAYS.test_labels, 200)
    assert np.bincount(ARRAYS.test_labels[found]).tolist() == [20] * 10
    assert (found == probe(ARRAYS.test_labels, 200)).all()


def test_repeats_draw_other_images_with_the_same_counts():
    one, two = (draw(SMALL, ARRAYS, seed, CPU) for seed in (0, 1))
    assert one.counts == two.counts == tuple(one.labels.bincount(minlength=10).tolist())
    assert not torch.equal(one.training(slice(None))[0], two.training(slice(None))[0])
    assert torch.equal(one.probe, two.probe)


def test_a_confusion_matrix_counts_class_by_class():
    z, y = torch.randn(300, 4), torch.randint(0, 4, (300,))
    m = confusion(z, y)
    assert all(m[i][j] == int(((y == i) & (z.argmax(1) == j)).sum()) for i in range(4) for j in range(4))


@pytest.mark.parametrize("key", ["shift", "affine", "elastic"])
def test_augmented_images_repeat_for_a_seed_and_keep_shape_and_most_ink(key):
    images = torch.tensor(ARRAYS.train_images[:64]).unsqueeze(1)
    augment = augmenter(key)
    one, two, other = (augment(images, seed) for seed in ((0, 1), (0, 1), (0, 2)))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)
    assert (one.shape, one.dtype) == (images.shape, images.dtype)
    assert 0.7 < float(one.float().mean() / images.float().mean()) < 1.3
    assert len({tuple(map(int, (o.float() - i.float()).flatten()[:400])) for o, i in zip(one, images, strict=True)}) > 8


def test_no_augmentation_is_the_images_themselves():
    images = torch.zeros(2, 1, 28, 28, dtype=torch.uint8)
    assert augmenter("none")(images, (0, 0)) is images


def test_the_device_is_one_that_exists_and_has_a_name():
    device = choose_device()
    assert torch.ones(1, device=device).item() == 1
    assert device_name(torch.device("cpu")).startswith("CPU")
    make_repeatable(torch.device("cpu"))
    assert not torch.are_deterministic_algorithms_enabled()
