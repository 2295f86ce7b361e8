"""What the editor of an entrant shows of its loss: the formula, and its curve as soon as torch is there."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from playground.losses import SPECS
from playground.ui.shell import engine
from playground.ui.widgets.loss_curve import WHOLE_BATCH
from tests.ui.race.recording import recording, words


@pytest.fixture(scope="module")
def without_torch():
    with recording("/nowhere") as (app, _):
        yield app.run()


@pytest.fixture(scope="module")
def with_torch():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "ready", lambda: True)
        patch.setattr(engine, "ask", _evaluated)
        with recording("/nowhere") as (app, _):
            yield app.run()


def _evaluated(question, *arguments):
    from playground.background.worker.questions import QUESTIONS

    return QUESTIONS[question](*arguments)


def curves(app) -> list[str]:
    """The lines of each entrant's curve, as SVG."""
    drawn = [re.search(r"data:image/svg\+xml,([^\"]*)", each.proto.body) for each in app.get("html")]
    return [unquote(found[1]) for found in drawn if found]


def formulas(app) -> list[str]:
    return [each.value.strip("$\n") for each in app.latex]


def test_every_entrant_shows_the_formula_of_its_loss(without_torch):
    app = without_torch
    keys = ["cross_entropy", "focal", "focal", "logit_adjustment"]
    assert formulas(app) == [SPECS[key].formula for key in keys]
    app.selectbox("e3.loss").set_value("gce").run()
    assert formulas(app)[3] == SPECS["gce"].formula
    app.selectbox("e3.loss").set_value("logit_adjustment").run()


def test_before_torch_is_there_only_the_stored_curves_are_drawn(without_torch):
    assert len(curves(without_torch)) == 3, "of cross-entropy and of focal loss, twice"


def test_with_torch_every_curve_is_drawn_in_its_colour_and_moves_with_its_number_alone(with_torch):
    app = with_torch
    before = curves(app)
    assert len(before) == 4
    app.slider("e1.focal.gamma").set_value(4.0).run()
    after = curves(app)
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True, True]
    app.slider("e1.focal.gamma").set_value(2.0).run()
    assert curves(app) == before


def test_a_loss_that_counts_is_drawn_for_the_rarest_class_and_follows_the_ratio(with_torch):
    app = with_torch
    before = curves(app)
    assert "The loss of the rarest class against p_t" in words(app)
    app.select_slider("ratio").set_value(10).run()
    assert [a == b for a, b in zip(before, curves(app), strict=True)] == [True, True, True, False]
    app.select_slider("ratio").set_value(50).run()


def test_a_loss_of_the_whole_batch_says_why_it_has_no_curve(with_torch):
    app = with_torch
    app.selectbox("e1.loss").set_value("ghm").run()
    assert WHOLE_BATCH in words(app)
    assert len(curves(app)) == 3
    app.selectbox("e1.loss").set_value("focal").run()


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if not spec.batch_statistic])
def test_every_loss_with_a_curve_is_drawn(with_torch, key):
    app = with_torch
    app.selectbox("e1.loss").set_value(key).run()
    assert not app.exception
    assert len(curves(app)) == 4
