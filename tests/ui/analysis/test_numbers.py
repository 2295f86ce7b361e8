"""The pages of Understand show what the evaluation says: their numbers and sentences, for the model that was chosen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.analysis import class_scores, confidence, galleries, gradients, mistakes, thresholds
from playground.analysis.adjustment import Adjustment, adjust, undoable
from playground.analysis.evaluation import Evaluation, evaluate_race
from playground.figures import confusion, cumulative_loss
from playground.metrics import matrix as scores
from playground.metrics.names import CLASS_TITLES
from playground.metrics.words import EXPLAIN
from playground.race import examples

APP = Path(__file__).parents[3] / "app.py"
DRAWN = 6e-5  # charts hold four decimals


@pytest.fixture(scope="module")
def example() -> Evaluation:
    """What the pages look at when nothing is asked for and MNIST is away."""
    return evaluate_race(*examples.load("digits"), "/nowhere", "")


def opened(name: str):
    """A fixture: one page on the example, shared by the tests that look at it."""

    @pytest.fixture(scope="module")
    def page():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLAYGROUND_DATA", "/nowhere")
            app = AppTest.from_file(str(APP), default_timeout=60)
            yield app.switch_page(f"pages/{name}.py").run()

    return page


mistakes_page = opened("4_mistakes")
scores_page = opened("5_scores")
confidence_page = opened("6_confidence")
gradient_page = opened("7_gradient")


def words(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption, *app.warning))


def chart(app: AppTest, start: str) -> dict:
    """The figure whose alternative text begins like this."""
    found = [c.proto for c in app.get("plotly_chart") if c.proto.alt.startswith(start)]
    assert len(found) == 1, start
    return json.loads(found[0].spec)


def cards(app: AppTest) -> list[tuple[str, str, str]]:
    return [(m.label, m.value, m.delta) for m in app.metric]


def told(found) -> list[tuple[str, str, str]]:
    return [(card.title, card.value, card.change or "") for card in found]


def images(app: AppTest) -> int:
    return sum(len(re.findall("<figure", element.proto.body)) for element in app.get("html"))


@pytest.mark.parametrize("i", range(4))
def test_the_cards_and_the_table_of_scores_are_the_chosen_models(scores_page, example, i):
    app = scores_page
    app.segmented_control("model").set_value(i).run()
    assert cards(app) == told(class_scores.cards(example, i))
    table = app.dataframe[0].value
    rows = class_scores.class_records(example, i)
    assert table["Class"].tolist() == [row["Class"] for row in rows]
    for column in ("Recall", "Precision", "F1"):
        np.testing.assert_allclose(table[column].to_numpy(float), [row[column] for row in rows])
        assert (f"Δ {column}" in table) == (i > 0)
    assert (f"The arrows compare with the baseline, {example.names[0]}." in words(app)) == (i > 0)
    assert app.tabs[0].label == f"Each class under {example.names[i]}"


@pytest.mark.parametrize("score", scores.PER_CLASS)
def test_the_bars_show_the_score_that_was_chosen_the_rarest_class_first(scores_page, example, score):
    app = scores_page
    app.segmented_control("score").set_value(score).run()
    figure = chart(app, f"{CLASS_TITLES[score]} of each class")
    for name, found in zip(example.names, example.scored, strict=True):
        bars = next(trace for trace in figure["data"] if trace.get("name") == name)
        expected = scores.PER_CLASS[score](found.matrix)[example.order]
        np.testing.assert_allclose(np.array(bars["y"], float), expected, atol=DRAWN)
    assert EXPLAIN[score] in words(app)


def test_every_number_of_every_model_stands_in_one_table(scores_page, example):
    records = class_scores.metric_records(example)
    assert scores_page.dataframe[1].value.to_dict("records") == records


@pytest.mark.parametrize(("one", "at"), [(0, 0.1), (3, 0.5), (5, 0.9)])
def test_a_threshold_says_what_it_gains_and_rings_where_it_stands(scores_page, example, one, at):
    app = scores_page
    app.segmented_control("model").set_value(1).run()
    app.selectbox("one").set_value(one)
    app.slider("at").set_value(at).run()
    found = thresholds.class_threshold(example, 1, one, at)
    assert found.sentence in words(app)
    cost = chart(app, f"Recall and precision of class {one} ")
    lines = [trace["y"] for trace in cost["data"] if trace.get("y") and len(trace["y"]) == len(found.sweep.at)]
    for expected in (found.sweep.recall, found.sweep.others):
        assert any(np.allclose(np.array(y, float), expected, atol=DRAWN) for y in lines)


def test_both_ranking_curves_are_offered_for_the_class(scores_page):
    app = scores_page
    app.selectbox("one").set_value(5).run()
    for kind, area in (("ROC", "AUROC"), ("Precision-recall", "AP")):
        app.segmented_control("curve").set_value(kind).run()
        assert chart(app, f"{kind} curve of class 5")
        assert f"{area} is the area under the curve" in words(app)


def test_the_threshold_begins_with_the_class_that_the_baseline_finds_least_of(example):
    app = AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/5_scores.py").run()
    assert app.selectbox("one").value == thresholds.worst_class(example)


def test_a_largest_confusion_is_shown_before_any_click_and_its_images_are_counted(mistakes_page, example):
    app = mistakes_page
    for i in (0, 2):
        app.segmented_control("model").set_value(i).run()
        wrong = np.array(example.scored[i].matrix)
        np.fill_diagonal(wrong, 0)
        true, called = np.unravel_index(wrong.argmax(), wrong.shape)
        assert f"#### {mistakes.behind(example, i, int(true), int(called)).title}" in words(app)
        assert wrong[true, called] == wrong.max()


def test_only_a_model_that_is_not_the_baseline_has_a_change_against_it(mistakes_page):
    app = mistakes_page
    for i, offered in ((0, ["share", "counts"]), (1, list(confusion.MODES))):
        app.segmented_control("model").set_value(i).run()
        assert app.segmented_control("cells").options == [confusion.MODES[mode] for mode in offered]


def test_the_change_of_a_cell_is_told_in_points_of_its_class(mistakes_page, example):
    app = mistakes_page
    app.segmented_control("model").set_value(2).run()
    app.segmented_control("cells").set_value("difference").run()
    heat = next(t for t in chart(app, "Confusion matrix of")["data"] if t["type"] == "heatmap")
    ours, base = (scores.recall(example.scored[i].matrix) for i in (2, 0))
    np.testing.assert_allclose(np.diag(np.array(heat["z"], float)), ours - base, atol=1e-6)
    app.segmented_control("cells").set_value("share").run()


@pytest.mark.parametrize(("i", "kind"), [(i, kind) for i in (0, 2) for kind in galleries.kinds(i)])
def test_a_gallery_says_what_it_shows_and_shows_as_many(mistakes_page, example, i, kind):
    app = mistakes_page
    app.segmented_control("model").set_value(i).run()
    behind = images(app)
    app.segmented_control(f"gallery{bool(i)}").set_value(kind).run()
    found = galleries.gallery(example, i, kind, 0.0)
    assert found.sentence in words(app)
    tiles = [element.proto.body for element in app.get("html") if "<figure" in element.proto.body][-1]
    assert len(re.findall("<figure", tiles)) == len(found.picked)
    assert behind > 0


def test_fading_follows_the_slider_and_none_fades_at_zero(mistakes_page):
    app = mistakes_page
    app.segmented_control("model").set_value(2).run()
    app.segmented_control("galleryTrue").set_value("sample").run()
    plain = [e.proto.body for e in app.get("html") if "<figure" in e.proto.body][-1]
    app.slider("fade").set_value(2.0).run()
    faded = [e.proto.body for e in app.get("html") if "<figure" in e.proto.body][-1]
    assert plain != faded
    assert len(re.findall("<figure", plain)) == len(re.findall("<figure", faded))
    app.slider("fade").set_value(0.0).run()
    assert [e.proto.body for e in app.get("html") if "<figure" in e.proto.body][-1] == plain


@pytest.mark.parametrize(
    ("tau", "temperature", "undo"), [(0.0, 1.0, False), (1.0, 1.0, False), (0.5, 2.0, False), (0.0, 1.0, True)]
)
@pytest.mark.parametrize("i", [0, 1])
def test_what_the_sliders_do_is_told_in_cards_words_and_pictures(confidence_page, example, i, tau, temperature, undo):
    app = confidence_page
    app.segmented_control("model").set_value(i)
    app.slider("free_tau").set_value(tau)
    app.slider("free_heat").set_value(temperature)
    app.toggle("free_undo").set_value(undo).run()
    moved = Adjustment(tau, temperature, undoable(example) if undo else (None,) * len(example.names))
    adjusted = adjust(example, moved)
    assert cards(app) == told(confidence.compare(example, adjusted, i).cards())
    changed = confidence.changed(adjusted, i)
    says = f"{changed:,} of {len(adjusted.labels):,} answers changed" if changed else "No answer changed"
    assert says in words(app)
    assert all(note in words(app) for note in confidence.notes(example, adjusted, moved, i))
    heat = next(t for t in chart(app, "Confusion matrix: shares")["data"] if t["type"] == "heatmap")
    np.testing.assert_allclose(
        np.diag(np.array(heat["z"], float)), 100 * scores.recall(adjusted.scored[i].matrix), atol=1e-3
    )


def test_a_fitted_temperature_takes_the_slider_away_and_gives_it_back(confidence_page):
    app = confidence_page
    for fit in (True, False):
        app.toggle("free_fit").set_value(fit).run()
        assert app.run().slider("free_heat").disabled == fit


def test_the_gradients_shares_are_drawn_by_class_and_by_difficulty(gradient_page, example):
    found = gradients.gradient_shares(example)
    figures = [chart(gradient_page, f"Share of the gradient norm {by}") for by in ("that each class", "by difficulty")]
    for name, share in zip(found.names, found.shares, strict=True):
        for figure, expected in zip(figures, (share.classes, share.difficulty), strict=True):
            bars = next(trace for trace in figure["data"] if trace.get("name") == name)
            np.testing.assert_allclose(np.array(bars["y"], float), expected, atol=DRAWN)
    assert example.rare_sentence in words(gradient_page)


@pytest.mark.parametrize(("i", "gamma"), [(0, 2.0), (0, 0.0), (3, 5.0)])
def test_the_papers_figure_is_read_out_for_the_model_and_the_gamma(gradient_page, example, i, gamma):
    app = gradient_page
    app.segmented_control("model").set_value(i)
    app.slider("paper_gamma").set_value(gamma).run()
    info = cumulative_loss.cumulative_loss(gradients.log_p(example, i), gradients.is_rare(example), gamma)
    assert cumulative_loss.sentence(info) in words(app)
    lines = {t["name"]: t for t in chart(app, "Cumulated share of the loss")["data"] if t.get("name")}
    for group in info.groups:
        np.testing.assert_allclose(lines[group.title]["y"], group.loss, atol=1e-4)
        np.testing.assert_allclose(lines[f"{group.title}, gamma = 0"]["y"], group.plain_loss, atol=1e-4)
