"""Results that are kept as long as their evaluation, and no more of them than said."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.analysis.cache import Cache
from playground.analysis.evaluation import Evaluation


def some() -> Evaluation:
    return Evaluation("x", ("x",), ((np.eye(3, dtype=np.float32),),), np.arange(3), ("a", "b", "c"))


def test_what_is_kept_is_made_once():
    made, cache, evaluation = [], Cache(2), some()
    for _ in range(3):
        assert cache.get(evaluation, "key", lambda: made.append(1) or len(made)) == 1
    assert made == [1]


def test_two_evaluations_do_not_share_results_even_where_they_are_equal():
    cache, one = Cache(2), some()
    other = replace(one)
    assert cache.get(one, "key", lambda: "one") == "one"
    assert cache.get(other, "key", lambda: "other") == "other"
    assert cache.get(one, "key", lambda: "new") == "one"


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 5))
def test_the_least_recently_used_results_go_first(keys, bound):
    cache, evaluation, recent = Cache(bound), some(), []
    for key in keys:
        made = []
        cache.get(evaluation, key, lambda made=made: made.append(1))
        assert bool(made) == (key not in recent)
        recent = [*(k for k in recent if k != key), key][-bound:]
        assert cache.count(evaluation) == len(recent)


def test_results_go_with_their_evaluation():
    cache, evaluation = Cache(2), some()
    held = weakref.ref(cache.get(evaluation, "key", lambda: np.zeros(3)))
    assert held() is not None
    del evaluation
    gc.collect()
    assert held() is None


def test_many_visitors_may_ask_at_once():
    cache, evaluation = Cache(4), some()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: cache.get(evaluation, n % 7, lambda: n % 7), range(400)))
    assert found == [n % 7 for n in range(400)]
    assert cache.count(evaluation) == 4


def test_what_cannot_be_made_is_not_kept():
    cache, evaluation = Cache(2), some()

    def refuse():
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            cache.get(evaluation, "key", refuse)
    assert cache.count(evaluation) == 0
    assert cache.get(evaluation, "key", lambda: 3) == 3
