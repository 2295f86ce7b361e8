"""The small curve of a loss: which class it is drawn for, and what stands there when no curve can be had."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.background.api import EngineError
from playground.curves.evaluate import Scene, evaluate
from playground.losses import SPECS
from playground.ui.shell import engine
from playground.ui.widgets.loss_curve import scene_of

sizes = st.lists(st.integers(0, 5000), min_size=2, max_size=20)


def page() -> None:
    """The curve of a loss that nobody has stored."""
    from playground.core.config import LossChoice
    from playground.ui.widgets.loss_curve import loss_curve

    loss_curve(LossChoice.of("gce", q=0.5), (50, 5), "#2F7FD6")


@given(sizes, st.sampled_from(list(SPECS)))
def test_a_loss_is_looked_at_where_it_tells_classes_apart_and_every_scene_has_a_curve_s_counts(counts, key):
    spec = SPECS[key]
    scene = scene_of(spec, counts)
    assert len(scene.counts) == len(counts)
    assert min(scene.counts) >= 1, "a class without images has no frequency to divide by"
    if spec.needs_counts:
        assert counts[scene.target] == min(counts)
    elif spec.names_classes:
        assert scene.target == len(counts) - 1
    else:
        assert scene == Scene((1,) * len(counts))


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if not (spec.needs_counts or spec.batch_statistic)])
def test_the_curve_of_a_loss_that_does_not_count_is_the_same_for_all_counts(key):
    one, other = (evaluate_at(key, counts) for counts in ((50, 5, 5), (5, 50, 500)))
    np.testing.assert_array_equal(one, other)


def evaluate_at(key: str, counts: tuple[int, ...]) -> np.ndarray:
    from playground.core.config import LossChoice

    spec = SPECS[key]
    return evaluate(LossChoice.of(key, **spec.numbers({}, len(counts))), scene_of(spec, counts)).loss


def test_while_torch_is_being_loaded_nothing_is_drawn_and_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(engine, "ready", lambda: False)
    monkeypatch.setattr(engine, "ask", lambda *_: pytest.fail("a page that opens would wait for torch"))
    at = AppTest.from_function(page).run()
    assert not at.exception
    assert not at.get("html")
    assert not at.caption


@pytest.mark.parametrize("error", [EngineError("No answer came."), ValueError("That cannot be.")])
def test_why_there_is_no_curve_is_told_in_its_sentence(monkeypatch, error):
    def ask(*_):
        raise error

    monkeypatch.setattr(engine, "ready", lambda: True)
    monkeypatch.setattr(engine, "ask", ask)
    at = AppTest.from_function(page).run()
    assert not at.exception
    assert [caption.value for caption in at.caption] == [str(error)]
