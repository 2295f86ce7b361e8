"""Values and gradients against mpmath: the textbook formula of every loss, written anew with 330 digits.

The gradient is a central difference of that formula. `frozen` are the logits that detached weights are taken from.
"""

from dataclasses import replace

import mpmath as mp
import pytest
import torch

from playground.losses import SPECS
from playground.losses.module import classes
from tests.losses.loss_cases import call, counts_for, every_setting

mp.mp.dps = 330  # 1 - p_t is tested down to the smallest float64
STEP = mp.mpf(10) ** -20


def softmax(z):
    top = max(z)
    powers = [mp.exp(x - top) for x in z]
    return [p / mp.fsum(powers) for p in powers]


def miss(z, t):
    return mp.fsum(p for c, p in enumerate(softmax(z)) if c != t)


def sigma(x):
    return 1 / (1 + mp.exp(-x))


def power(base, exponent):
    return mp.mpf(1) if exponent == 0 else base**exponent


def ce(z, t):
    return -mp.log(softmax(z)[t])


def fl(z, t, gamma):
    return power(miss(z, t), gamma) * ce(z, t)


def bce_terms(z, t):
    return [-mp.log(sigma(x if c == t else -x)) for c, x in enumerate(z)]


def class_weights(n, beta):
    raw = [(1 - mp.mpf(beta)) / (1 - mp.mpf(beta) ** k) if beta else mp.mpf(1) for k in n]
    return [w * len(raw) / mp.fsum(raw) for w in raw]


def shifted(z, shift):
    return [x + s for x, s in zip(z, shift, strict=True)]


def priors(n):
    return [mp.log(mp.mpf(k) / sum(n)) for k in n]


def ldam_margins(n, max_m):
    raw = [mp.mpf(k) ** mp.mpf("-0.25") for k in n]
    return [max_m * r / max(raw) for r in raw]


def ldam(z, t, n, max_m, s):
    delta = ldam_margins(n, max_m)
    return ce([s * (x - (delta[c] if c == t else 0)) for c, x in enumerate(z)], t)


def asl_multi(z, t, gamma_pos, gamma_neg, shift):
    q = [max(sigma(x) - shift, mp.mpf(0)) for x in z]
    terms = [0 if x == 0 else power(x, gamma_neg) * -mp.log(1 - x) for x in q]
    terms[t] = power(1 - sigma(z[t]), gamma_pos) * -mp.log(sigma(z[t]))
    return mp.fsum(terms)


def asl_single(z, t, gamma_pos, gamma_neg, epsilon):
    p, total = softmax(z), mp.mpf(0)
    for c in range(len(z)):
        fade = power(miss(z, t), gamma_pos) if c == t else power(p[c], gamma_neg)
        total += ((1 - epsilon) * (c == t) + epsilon / mp.mpf(len(z))) * fade * -mp.log(p[c])
    return total


def ovr_focal(z, t, gamma, a):
    p = softmax(z)
    parts = [a * power(miss(z, t), gamma) * -mp.log(p[t])]
    parts += [(1 - a) * power(p[c], gamma) * -mp.log(miss(z, c)) for c in range(len(z)) if c != t]
    return mp.fsum(parts) / len(z)


def sigmoid_focal(z, t, gamma, a):
    wrong = [sigma(-x if c == t else x) for c, x in enumerate(z)]
    weights = [a if c == t else 1 - a for c in range(len(z))]
    return mp.fsum(w * power(q, gamma) * b for w, q, b in zip(weights, wrong, bce_terms(z, t), strict=True))


def dual_focal(z, t, gamma):
    p = softmax(z)
    below = [x for x in p if x < p[t]]
    return power(miss(z, t) + (max(below) if below else 0), gamma) * ce(z, t)


def seesaw(z, t, frozen, n, p, q):
    probs = softmax(frozen)
    floor = max(probs[t], mp.mpf("0.01"))
    factors = [power(min(1, mp.mpf(n[j]) / n[t]), p) * power(max(1, probs[j] / floor), q) for j in range(len(z))]
    return ce([x + mp.log(f) for x, f in zip(z, factors, strict=True)], t)


def cost_matrix(z, t, true, read, cost, mix):
    p = softmax(z)
    costs = [0 if j == t else cost if (t, j) == (true, read) else 1 for j in range(len(z))]
    return mix * ce(z, t) + mp.fsum(c * x for c, x in zip(costs, p, strict=True))


def tversky_index_errors(rows, targets, a, b, smooth):
    errors = {}
    for c in set(targets):
        inside = [(z, t) for z, t in zip(rows, targets, strict=True) if t == c]
        tp, fn = mp.fsum(softmax(z)[c] for z, _ in inside), mp.fsum(miss(z, c) for z, _ in inside)
        fp = mp.fsum(softmax(z)[c] for z, t in zip(rows, targets, strict=True) if t != c)
        errors[c] = (a * fp + b * fn) / (tp + a * fp + b * fn + smooth)
    return errors


def tversky(rows, targets, a, b, smooth, gamma=1):
    errors = tversky_index_errors(rows, targets, a, b, smooth)
    scale = mp.mpf(len(targets)) / len(errors)
    return [scale / targets.count(t) * errors[t] ** gamma for t in targets]


def ghm(rows, targets, frozen, bins):
    index = [[min(int(mp.floor(sigma(-x if c == t else x) * bins)), int(bins) - 1) for c, x in enumerate(z)]
             for z, t in zip(frozen, targets, strict=True)]  # fmt: skip
    flat = [b for row in index for b in row]
    weight = {b: mp.mpf(len(flat)) / (flat.count(b) * len(set(flat))) for b in flat}
    return [mp.fsum(weight[b] * x for b, x in zip(row, bce_terms(z, t), strict=True))
            for row, z, t in zip(index, rows, targets, strict=True)]  # fmt: skip


def ohem(rows, targets, keep):
    losses = [ce(z, t) for z, t in zip(rows, targets, strict=True)]
    kept = int(mp.ceil(keep * len(losses)))
    least = sorted(losses)[-kept]
    return [x * len(losses) / kept if x >= least else mp.mpf(0) for x in losses]


def normalised_focal(rows, targets, frozen, gamma):
    total = mp.fsum(power(miss(z, t), gamma) for z, t in zip(frozen, targets, strict=True))
    return [fl(z, t, gamma) * len(targets) / total for z, t in zip(rows, targets, strict=True)]


ALONE = {  # (z, t, n, frozen, params) -> nats
    "cross_entropy": lambda z, t, n, f: ce(z, t),
    "focal": lambda z, t, n, f, gamma: fl(z, t, gamma),
    "logit_adjustment": lambda z, t, n, f, tau: ce(shifted(z, [tau * x for x in priors(n)]), t),
    "class_balanced_focal": lambda z, t, n, f, gamma, beta: class_weights(n, beta)[t] * fl(z, t, gamma),
    "ldam": lambda z, t, n, f, max_m, s: ldam(z, t, n, max_m, s),
    "ldam_drw": lambda z, t, n, f, max_m, s, beta, start: class_weights(n, beta)[t] * ldam(z, t, n, max_m, s),
    "label_smoothing": lambda z, t, n, f, epsilon: (
        (1 - epsilon) * ce(z, t) + epsilon * mp.fsum(ce(z, c) for c in range(len(z))) / len(z)
    ),
    "binary_cross_entropy": lambda z, t, n, f: mp.fsum(bce_terms(z, t)),
    "sigmoid_focal": lambda z, t, n, f, gamma, a: sigmoid_focal(z, t, gamma, a),
    "balanced_softmax": lambda z, t, n, f: (
        -mp.log(n[t] * mp.exp(z[t]) / mp.fsum(k * mp.exp(x) for k, x in zip(n, z, strict=True)))
    ),
    "vs": lambda z, t, n, f, gamma, tau: ce(
        [x * power(mp.mpf(k) / max(n), gamma) + tau * p for x, k, p in zip(z, n, priors(n), strict=True)], t
    ),
    "one_vs_rest_focal": lambda z, t, n, f, gamma, a: ovr_focal(z, t, gamma, a),
    "focal_star": lambda z, t, n, f, gamma, beta: (
        -mp.log(sigma(gamma * mp.log(softmax(z)[t] / miss(z, t)) + beta)) / gamma
    ),
    "asymmetric": lambda z, t, n, f, **p: asl_single(z, t, **p),
    "asymmetric_multi": lambda z, t, n, f, **p: asl_multi(z, t, **p),
    "seesaw": lambda z, t, n, f, p, q: seesaw(z, t, f, n, p, q),
    "seql": lambda z, t, n, f, gamma, rare: (
        -mp.log(
            mp.exp(z[t])
            / mp.fsum(
                mp.exp(x) * (1 - gamma * (j != t and k < rare * sum(n)))
                for j, (x, k) in enumerate(zip(z, n, strict=True))
            )
        )
    ),
    "dual_focal": lambda z, t, n, f, gamma: dual_focal(z, t, gamma),
    "flsd53": lambda z, t, n, f, hard, easy, threshold: fl(z, t, hard if softmax(z)[t] < threshold else easy),
    "poly1": lambda z, t, n, f, epsilon: ce(z, t) + epsilon * miss(z, t),
    "poly1_focal": lambda z, t, n, f, gamma, epsilon: fl(z, t, gamma) + epsilon * miss(z, t) ** (mp.mpf(gamma) + 1),
    "adafocal": lambda z, t, n, f, gamma, **_: fl(z, t, gamma),
    "reduced_focal": lambda z, t, n, f, gamma, threshold: (
        ce(z, t) * power(min(mp.mpf(1), miss(z, t) / (1 - mp.mpf(threshold))), gamma)
    ),
    "gce": lambda z, t, n, f, q: ce(z, t) if q == 0 else (1 - softmax(z)[t] ** q) / q,
    "symmetric_ce": lambda z, t, n, f, a, b: a * ce(z, t) + 4 * b * miss(z, t),
    "mae": lambda z, t, n, f: mp.fsum(abs((c == t) - p) for c, p in enumerate(softmax(z))),
    "normalised_ce": lambda z, t, n, f: ce(z, t) / mp.fsum(ce(z, c) for c in range(len(z))),
    "temperature": lambda z, t, n, f, temperature: ce([x / temperature for x in z], t),
    "logit_norm": lambda z, t, n, f, tau: ce([x / (tau * (mp.norm(z) + mp.mpf(1e-7))) for x in z], t),
    "cost_class": lambda z, t, n, f, label, cost: ce(z, t) * (cost if t == label else 1),
    "cost_matrix": lambda z, t, n, f, **p: cost_matrix(z, t, **p),
    "cost_softmax": lambda z, t, n, f, true, read, cost: ce(
        [x + (mp.log(cost) if (t, j) == (true, read) and j != t else 0) for j, x in enumerate(z)], t
    ),
}
TOGETHER = {  # (rows, targets, frozen, params) -> list of nats
    "dice": lambda rows, targets, f, smooth: tversky(rows, targets, 0.5, 0.5, mp.mpf(smooth) / 2),
    "tversky": lambda rows, targets, f, **p: tversky(rows, targets, **p),
    "focal_tversky": lambda rows, targets, f, **p: tversky(rows, targets, **p),
    "ghm": lambda rows, targets, f, bins, momentum: ghm(rows, targets, f, bins),
    "ohem": lambda rows, targets, f, keep: ohem(rows, targets, keep),
    "normalised_focal": normalised_focal,
}
POINTS = {
    "moderate": ([[0.3, -1.2, 2.0], [1.1, 0.4, -0.7], [-0.2, 0.9, 0.5]], [0, 1, 2]),
    "nearly right": ([[31.0, -3.0, 1.0], [2.0, 24.5, -6.0], [-9.0, -8.0, 12.0]], [0, 1, 2]),
    "hopeless": ([[-31.0, 3.0, 1.0], [2.0, -24.5, 6.0], [9.0, 8.0, -12.0]], [0, 1, 2]),
    "extreme": ([[-300.0, 200.0, 100.0], [40.0, 100.0, -300.0], [0.0, 0.5, 0.25]], [0, 1, 2]),
}
COUNTS = counts_for(3)


def oracle(key, rows, targets, frozen, params):
    if key in TOGETHER:
        return TOGETHER[key](rows, targets, frozen, **params)
    return [ALONE[key](z, t, COUNTS, f, **params) for z, t, f in zip(rows, targets, frozen, strict=True)]


def oracle_gradient(key, rows, targets, params):
    """d(sum of the losses)/dz by central differences, (N, C)."""

    def moved(i, j, by):
        changed = [list(z) for z in rows]
        changed[i][j] += by
        if key in ALONE:
            return ALONE[key](changed[i], targets[i], COUNTS, rows[i], **params)
        return mp.fsum(oracle(key, changed, targets, rows, params))

    return [[float((moved(i, j, STEP) - moved(i, j, -STEP)) / (2 * STEP)) for j in range(3)] for i in range(3)]


def test_every_oracle_belongs_to_a_loss_of_the_registry():
    assert ALONE.keys() | TOGETHER.keys() <= SPECS.keys()
    assert ALONE.keys().isdisjoint(TOGETHER)
    assert TOGETHER.keys() == {key for key in ALONE.keys() | TOGETHER.keys() if SPECS[key].batch_statistic}


def without_an_oracle(shipped):
    """The losses among these class names, those of module/classes.py, whose formula does not stand above."""
    return {key for key, spec in SPECS.items() if spec.python_name in shipped} - ALONE.keys() - TOGETHER.keys()


def test_every_shipped_loss_has_its_formula_here():
    """A loss of one new file is not shipped until its class is written out into module/classes.py."""
    assert without_an_oracle(classes.__all__) == set()


def test_a_loss_that_is_written_out_without_a_formula_here_is_told(monkeypatch):
    monkeypatch.setitem(SPECS, "fresh", replace(SPECS["focal"], key="fresh"))
    assert without_an_oracle(classes.__all__) == set()
    assert without_an_oracle([*classes.__all__, "FreshLoss"]) == {"fresh"}


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("key", "params"), every_setting([*ALONE, *TOGETHER]))
def test_value_and_gradient_agree_with_the_formula_at_330_digits(key, params, point):
    floats, targets = POINTS[point]
    rows = [[mp.mpf(x) for x in z] for z in floats]
    numbers = {**SPECS[key].defaults, **params}
    logits = torch.tensor(floats, dtype=torch.float64, requires_grad=True)
    values = call(key, logits, torch.tensor(targets), params)
    values.sum().backward()
    expected = torch.tensor([float(x) for x in oracle(key, rows, targets, rows, numbers)], dtype=torch.float64)
    torch.testing.assert_close(values.detach(), expected, rtol=1e-10, atol=1e-300)
    gradient = torch.tensor(oracle_gradient(key, rows, targets, numbers), dtype=torch.float64)
    floor = 1e-13 * float(gradient.abs().max())
    torch.testing.assert_close(logits.grad, gradient, rtol=1e-10, atol=max(floor, 1e-15))
