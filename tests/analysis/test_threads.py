"""Two visitors who turn sliders on one result at the same moment: each sees what he would see alone."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import numpy as np
import pytest

from playground.analysis import class_scores, confidence, galleries, gradients, mistakes, prior, thresholds
from playground.analysis.adjustment import REMEMBERED, Adjustment, adjust, at_each, undoable
from playground.analysis.evaluation import Evaluation, evaluate_race
from tests.analysis.conftest import CONFIG, made_snapshot

THREADS = 8
Question = Callable[[Evaluation], Any]


def flat(value: Any) -> Any:
    """A result as plain values that can be compared, arrays as their bytes."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, dict):
        return {key: flat(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [flat(each) for each in value]
    if hasattr(value, "__dict__"):
        return flat(vars(value))
    return repr(value)


def sliders(evaluation: Evaluation, tau: float, temperature: float | None, undo: bool) -> Any:
    """The Confidence page at one place of its sliders."""
    undone = undoable(evaluation) if undo else (None,) * len(evaluation.names)
    found = adjust(evaluation, adjustment := Adjustment(tau, temperature, undone))
    walks = [at_each(evaluation, adjustment, field, (0.5, 1.0, 1.5)) for field in ("tau", "temperature")]
    moved = confidence.compare(evaluation, found, 1).records("x")
    return found, walks, moved, confidence.notes(evaluation, found, adjustment, 1)


def questions() -> list[Question]:
    """More places of the sliders than any cache keeps, and every other page."""
    places = list(product((0.0, 0.5, 1.0, 1.7), (None, 0.5, 1.0, 3.0), (True, False)))
    assert len(places) > 2 * REMEMBERED
    asked: list[Question] = [lambda e, place=place: sliders(e, *place) for place in places]
    asked += [lambda e, i=i: mistakes.behind(e, i, 3, 5) for i in range(3)]
    asked += [lambda e, at=at: thresholds.class_threshold(e, 1, 0, at) for at in (0.1, 0.5, 0.9)]
    asked += [
        lambda e, i=i, kind=kind: galleries.gallery(e, i, kind, 2.0) for i in range(2) for kind in galleries.kinds(i)
    ]
    return [
        *asked, gradients.gradient_shares, prior.prior_sentences, class_scores.metric_records, class_scores.matrices,
        lambda e: class_scores.class_records(e, 1), lambda e: thresholds.ranking(e, 0), lambda e: e.favourite,
    ]  # fmt: skip


@pytest.fixture
def quick_switches() -> Iterator[None]:
    """Threads take turns a thousand times as often as usual, in the middle of everything."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(usual)


def looked_at(labels: np.ndarray) -> Evaluation:
    return evaluate_race(CONFIG, made_snapshot(labels), "", "made up", 1)


@pytest.mark.usefixtures("quick_switches")
@pytest.mark.parametrize("round_", range(2))
def test_many_visitors_on_one_result_each_see_what_one_alone_sees(round_, labels):
    asked = questions()
    alone = [flat(question(looked_at(labels))) for question in asked]
    shared = looked_at(labels)
    order = random.Random(round_).sample(range(len(asked)), len(asked)) * 2
    with ThreadPoolExecutor(THREADS) as visitors:
        together = list(visitors.map(lambda i: (i, flat(asked[i](shared))), order))
    assert [i for i, found in together if found != alone[i]] == []


def test_no_question_writes_into_what_all_share(labels):
    shared = looked_at(labels)
    before = flat((shared.runs, shared.labels, shared.images))
    for question in questions():
        question(shared)
    assert flat((shared.runs, shared.labels, shared.images)) == before
    for array in (*shared.logits, shared.labels, shared.images):
        assert not array.flags.writeable
