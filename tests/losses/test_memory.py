"""The losses that remember: what they keep after a batch or an epoch, written out in plain Python."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.losses import SPECS, adafocal, ghm
from tests.losses.loss_cases import batch

REMEMBER = [key for key, spec in SPECS.items() if spec.initial_state]
SHARES = st.lists(st.floats(0.5, 1), min_size=1, max_size=30)


def held_out(confidences, right):
    """Two classes, of which the first is called with these confidences; `right` of each answer or not."""
    p = torch.tensor(confidences, dtype=torch.float64)
    return torch.stack([p, 1 - p], 1), torch.tensor([0 if r else 1 for r in right])


def corrected(gammas, confidences, right, rate=1.0, switch=0.2, most=20.0):
    """Algorithm 1 of the paper in plain Python, bin by bin."""
    out = []
    for b, gamma in enumerate(gammas):
        own = [(c, r) for c, r in zip(confidences, right, strict=True) if min(int(c * 15), 14) == b]
        gap = sum(c - r for c, r in own) / len(own) if own else 0.0
        sign = (gamma > 0) - (gamma < 0)
        new = gamma * math.exp(sign * rate * gap)
        new = new if abs(new) >= switch else -switch * sign
        out.append(min(max(new, -2.0), most))
    return out


@given(SHARES, st.data(), st.floats(0, 5), st.floats(0, 1), st.floats(1, 20))
def test_adafocal_corrects_each_bin_as_the_algorithm_says_over_several_epochs(confidences, data, rate, switch, most):
    given_ = {"gamma": 1.0, "rate": rate, "switch": switch, "most": most}
    state, plain = adafocal.initial_state(**given_), [1.0] * 15
    for _ in range(3):
        right = data.draw(st.lists(st.booleans(), min_size=len(confidences), max_size=len(confidences)))
        state = adafocal.after_epoch(state, *held_out(confidences, right), **given_)
        plain = corrected(plain, confidences, right, rate, switch, most)
        assert state["gammas"].tolist() == pytest.approx(plain, rel=1e-9)


@given(st.permutations(range(6)), st.lists(st.booleans(), min_size=6, max_size=6))
def test_the_order_of_held_out_samples_does_not_matter(order, right):
    confidences = [0.55, 0.6, 0.61, 0.8, 0.95, 0.99]
    one = adafocal.after_epoch(adafocal.initial_state(), *held_out(confidences, right))
    shuffled = held_out([confidences[i] for i in order], [right[i] for i in order])
    torch.testing.assert_close(adafocal.after_epoch(adafocal.initial_state(), *shuffled), one)


def test_a_bin_that_is_as_right_as_it_is_sure_keeps_its_gamma():
    state = adafocal.after_epoch(adafocal.initial_state(2.0), *held_out([0.75] * 4, [True, True, True, False]))
    assert state["gammas"].tolist() == pytest.approx([2.0] * 15)


def test_a_sample_is_weighed_with_the_gamma_of_its_own_bin_and_below_zero_by_the_inverse_focal():
    gammas = torch.linspace(-2, 5, 15, dtype=torch.float64)
    p = (torch.arange(15, dtype=torch.float64) + 0.5) / 15
    logits = torch.stack([p.logit(), torch.zeros(15, dtype=torch.float64)], 1)
    found = adafocal.per_sample(logits, torch.zeros(15, dtype=torch.long), state={"gammas": gammas})
    expected = [
        ((1 - q) ** g if g >= 0 else (1 + q) ** -g) * -math.log(q)
        for q, g in zip(p.tolist(), gammas.tolist(), strict=True)
    ]
    assert found.tolist() == pytest.approx(expected)


def questions(logits, target, bins):
    """The bin of |sigmoid(z) - y| of every yes-no question, row by row."""
    return [
        [min(int(abs(1 / (1 + math.exp(-z)) - (c == t)) * bins), bins - 1) for c, z in enumerate(row)]
        for row, t in zip(logits.tolist(), target.tolist(), strict=True)
    ]


@given(st.integers(1, 60), st.floats(0, 0.99), st.integers(0, 50))
def test_ghm_blends_histograms_as_counted_by_hand_and_starts_a_bin_at_its_first_count(bins, momentum, seed):
    state, plain = ghm.initial_state(bins, momentum), [0.0] * bins
    for turn in range(3):
        logits, target = batch(12, 4, seed=seed + turn)
        state = ghm.observe(state, logits, target, bins, momentum)
        seen = [sum(row.count(b) for row in questions(logits, target, bins)) for b in range(bins)]
        for b, n in enumerate(seen):
            if n:
                plain[b] = momentum * plain[b] + (1 - momentum) * n if plain[b] else n
        assert state["histogram"].tolist() == pytest.approx(plain)


@given(st.integers(1, 60))
def test_ghm_divides_each_question_by_the_crowd_of_its_bin(bins):
    logits, target = batch(12, 4)
    index = questions(logits, target, bins)
    crowd = [sum(row.count(b) for row in index) for b in range(bins)]
    filled = sum(n > 0 for n in crowd)
    expected = [
        sum(
            48 / (crowd[b] * filled) * math.log1p(math.exp(-z if c == t else z))
            for c, (z, b) in enumerate(zip(row, own, strict=True))
        )
        for row, t, own in zip(logits.tolist(), target.tolist(), index, strict=True)
    ]
    assert ghm.per_sample(logits, target, bins).tolist() == pytest.approx(expected)


def test_a_running_histogram_of_one_batch_weighs_that_batch_as_its_own():
    logits, target = batch(12, 4)
    state = ghm.observe(ghm.initial_state(), logits, target)
    torch.testing.assert_close(ghm.per_sample(logits, target, state=state), ghm.per_sample(logits, target))


@pytest.mark.parametrize("key", REMEMBER)
def test_a_memory_is_replaced_and_never_changed_in_place(key):
    spec = SPECS[key]
    logits, target = batch(12, 4)
    state = spec.initial_state(**spec.defaults)
    before = {name: tensor.clone() for name, tensor in state.items()}
    for learn in filter(None, (spec.observe,)):
        assert learn(state, logits, target, **spec.defaults).keys() == before.keys()
    for learn in filter(None, (spec.after_epoch,)):
        assert learn(state, logits.softmax(1), target, **spec.defaults).keys() == before.keys()
    spec.per_sample(logits, target, state=state, **spec.defaults)
    assert all(torch.equal(state[name], tensor) for name, tensor in before.items())
