"""The class prior: logarithms of shares, against plain division."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.prior import LEAST_COUNT, log_prior
from playground.losses import _ops

counted = st.lists(st.integers(1, 10**6), min_size=1, max_size=12)


@given(counted)
def test_the_exponentials_are_the_shares_and_add_up_to_1(counts):
    shares = [math.exp(x) for x in log_prior(counts)]
    assert shares == pytest.approx([n / sum(counts) for n in counts], rel=1e-12)
    assert math.fsum(shares) == pytest.approx(1.0)


@given(counted, st.integers(2, 1000))
def test_only_the_ratio_of_the_counts_matters(counts, times):
    assert log_prior([n * times for n in counts]) == pytest.approx(log_prior(counts), abs=1e-12)


def test_a_class_without_samples_counts_as_half_a_sample():
    assert log_prior([3, 0, 1])[1] == math.log(LEAST_COUNT / 4)
    assert LEAST_COUNT == 0.5


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12).filter(any))
def test_the_losses_in_torch_count_the_same_way(counts):
    found = _ops.log_prior(torch.zeros(1, len(counts), dtype=torch.float64), torch.tensor(counts))
    assert found.tolist() == pytest.approx(log_prior(counts), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("nothing", [(), (0,), (0, 0, 0)])
def test_no_samples_at_all_have_no_prior(nothing):
    with pytest.raises(ValueError, match=r"^The class prior needs training counts, and one of them above 0\.$"):
        log_prior(nothing)
