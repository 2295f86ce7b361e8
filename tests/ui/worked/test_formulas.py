"""The formulas of one sample: the numbers that stand in them are the sample's, and can be read back."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.core.config import LossChoice
from playground.curves.worked import Steps
from playground.losses import SPECS
from playground.ui.worked.formulas import formulas, written

CE = SPECS["cross_entropy"]


def read(text: str) -> float:
    """A number in LaTeX as a float."""
    return float(re.sub(r"\\cdot 10\^\{(-?\d+)\}", r"e\1", text))


def last(line: str) -> float:
    """The number after a line's last equals sign, what stands behind it in brackets left out."""
    return read(line.partition(r" \quad")[0].rpartition("= ")[2])


def steps_of(logits: np.ndarray, targets: np.ndarray, loss=None, alpha: float = 1.0) -> Steps:
    """One sample worked by NumPy alone; the loss is cross-entropy where none is given."""
    log_p = logits - np.log(np.exp(logits).sum())
    p, cross_entropy = np.exp(log_p), np.array([-(targets * log_p).sum()])
    value = cross_entropy if loss is None else np.array([loss])
    rows = [row[None] for row in (logits, p, log_p, targets)]
    p_t, alphas = np.array([(targets * p).sum()]), np.array([alpha])
    return Steps(*rows, p_t, cross_entropy, value, alphas, alphas * value, (p - targets)[None])


@given(st.floats(-1e300, 1e300))
def test_a_number_is_read_back_to_five_decimals_or_four_digits(value):
    assert read(written(value)) == pytest.approx(value, rel=1e-3, abs=0 if abs(value) < 1e-4 else 5e-6)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (1, "1"), (-2.5, "-2.5"), (0.35667494, "0.35667"), (1e-4, "0.0001"), (9.99e-5, r"9.990\cdot 10^{-5}"),
     (1e6, r"1.000\cdot 10^{6}"), (-3e-9, r"-3.000\cdot 10^{-9}")],
)  # fmt: skip
def test_small_and_large_numbers_are_powers_of_ten(value, shown):
    assert written(value) == shown


samples = arrays(np.float64, st.integers(2, 6), elements=st.floats(-8, 8))


@given(samples, st.data())
def test_the_fraction_of_a_hard_target_is_its_softmax(logits, data):
    t = data.draw(st.integers(0, len(logits) - 1))
    first, second, third = formulas(steps_of(logits, np.eye(len(logits))[t]), 0, CE, {})
    top, total = map(read, re.findall(r"\\frac\{([\d.]+(?:\\cdot 10\^\{-?\d+\})?)\}\{([\d.]+)\}", first)[-1])
    p = np.exp(logits - np.log(np.exp(logits).sum()))[t]
    assert f"z_{{{t}}}" in first
    assert top / total == pytest.approx(p, rel=1e-3, abs=1e-5)
    assert last(first) == pytest.approx(p, rel=1e-3, abs=1e-5)
    assert last(second) == last(third) == pytest.approx(-np.log(p), rel=1e-3, abs=1e-5)


@given(samples, st.data())
def test_the_terms_of_a_soft_target_add_up_to_its_cross_entropy(logits, data):
    shares = np.array(data.draw(st.lists(st.integers(1, 9), min_size=len(logits), max_size=len(logits))), float)
    line = formulas(steps_of(logits, shares / shares.sum()), 0, CE, {})[0]
    terms = line.split(" = ")[1].split(" + ")
    assert len(terms) == len(logits)
    total = sum(float(y) * read(rest) for y, rest in (term.split(r"\cdot ", 1) for term in terms))
    assert total == pytest.approx(last(line), abs=1e-3)


def test_a_class_without_a_share_is_no_term():
    line = formulas(steps_of(np.zeros(3), np.array([0.5, 0.0, 0.5])), 0, CE, {})[0]
    assert line.split(" = ")[1] == r"0.5\cdot 1.09861 + 0.5\cdot 1.09861"


def test_only_a_weight_other_than_one_is_a_line_of_its_own():
    plain, weighted = (steps_of(np.zeros(2), np.eye(2)[0], alpha=alpha) for alpha in (1.0, 0.25))
    assert len(formulas(plain, 0, CE, {})) + 1 == len(formulas(weighted, 0, CE, {}))
    assert formulas(weighted, 0, CE, {})[-1] == r"\alpha_t\,L = 0.17329 \quad (\alpha_t = 0.25)"


@given(samples, st.floats(0, 5))
def test_focal_loss_shows_its_factor_and_a_loss_its_share_of_cross_entropy(logits, gamma):
    p = np.exp(logits - np.log(np.exp(logits).sum()))[0]
    factor = (1 - p) ** gamma
    lines = formulas(steps_of(logits, np.eye(len(logits))[0], factor * -np.log(p)), 0, SPECS["focal"], {"gamma": gamma})
    assert last(lines[2]) == pytest.approx(factor, rel=1e-3, abs=1e-5)
    share = re.search(r"\(([^()]+) \\text\{ of cross-entropy\}\)", lines[3])
    assert read(share[1]) == pytest.approx(factor, rel=1e-3, abs=1e-5)


def test_a_loss_without_a_factor_of_its_own_has_no_line_for_it():
    assert len(formulas(steps_of(np.zeros(2), np.eye(2)[0]), 0, SPECS["gce"], LossChoice.of("gce").kwargs)) == 3


def test_where_cross_entropy_is_zero_nothing_is_a_share_of_it():
    line = formulas(steps_of(np.array([800.0, 0.0]) - 100, np.eye(2)[0]), 0, CE, {})[-1]
    assert line.endswith("= 0")
