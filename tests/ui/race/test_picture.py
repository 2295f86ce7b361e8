"""What the Race page draws of a race: chart, table, matrices and images hold the numbers of its digest."""

from __future__ import annotations

import json
import re
from html import unescape

import numpy as np
import pandas as pd
import pytest

from playground.analysis.evaluation import evaluate_race
from playground.analysis.galleries import of_each_class
from playground.analysis.rare_sample import rare_sample
from playground.background.api import Job
from playground.figures.theme import colour
from playground.metrics.words import EXPLAIN
from playground.race import examples, judges, moments
from playground.race.digest import digest, digest_at
from playground.race.own_losses import own_losses
from playground.ui.race.scene import FIRST, OWN, SHORT
from tests.ui.race.recording import recording, words

COUNTS = examples.load("digits")[1].counts
MIX = "9 1 1 1 1 1 1 1 1 3"
DRAWN = 6e-5  # charts hold four decimals


@pytest.fixture(scope="module")
def page():
    """The page as a first visitor sees it, and the digest of the example that it shows."""
    with recording("/nowhere") as (app, _):
        app.session_state["closer"] = True
        yield app.run(), digest(*examples.load("digits"))


def chart(app, start: str) -> dict:
    """The figure whose alternative text begins like this."""
    found = [c.proto for c in app.get("plotly_chart") if c.proto.alt.startswith(start)]
    assert len(found) == 1, start
    return json.loads(found[0].spec)


def curves(app, title: str) -> tuple[dict, dict]:
    """The chart of all entrants: its lines with a name, and its layout."""
    figure = chart(app, title)
    return {trace["name"]: trace for trace in figure["data"] if trace.get("name")}, figure["layout"]


@pytest.mark.parametrize("yardstick", [key for key in FIRST if key != OWN])
def test_a_line_of_the_chart_is_its_entrants_way_along_the_yardstick(page, yardstick):
    app, found = page
    app.segmented_control("see").set_value(yardstick).run()
    way = found.along(yardstick)
    lines, layout = curves(app, f"{way.yardstick.title}, {found.judge.place}")
    assert tuple(lines) == found.names
    for each in way.each:
        np.testing.assert_allclose(lines[each.name]["x"], each.x)
        np.testing.assert_allclose(lines[each.name]["y"], each.mean, atol=DRAWN)
        assert lines[each.name]["line"]["color"] == colour(each.entrant)
    assert layout["xaxis"]["range"] == [0, found.samples]
    assert (layout["yaxis"].get("range") == [0, 1]) == (yardstick != "nll")
    app.segmented_control("see").set_value(FIRST[0]).run()


def test_smoothing_draws_the_smoothed_way_over_the_raw_one(page):
    app, found = page
    app.slider("smooth").set_value(0.6).run()
    smooth = found.along(FIRST[0], smoothing=0.6)
    figure = chart(app, smooth.yardstick.title)
    lines = [trace for trace in figure["data"] if trace.get("name")]
    raw = [before for before, trace in zip(figure["data"], figure["data"][1:], strict=False) if trace in lines]
    for each, line, beneath in zip(smooth.each, lines, raw, strict=True):
        np.testing.assert_allclose(line["y"], each.mean, atol=DRAWN)
        np.testing.assert_allclose(beneath["y"], each.raw, atol=DRAWN)
    app.slider("smooth").set_value(0.0).run()


def test_a_logarithmic_scale_bends_the_axis_and_moves_no_number(page):
    app, _ = page
    straight, _ = curves(app, "Recall of the rare classes")
    app.toggle("log").set_value(True).run()
    bent, layout = curves(app, "Recall of the rare classes")
    assert layout["yaxis"]["type"] == "log"
    assert "range" not in layout["yaxis"]
    assert {name: line["y"] for name, line in bent.items()} == {name: line["y"] for name, line in straight.items()}
    app.toggle("log").set_value(False).run()


def test_the_standings_are_the_digests_and_explain_themselves(page):
    app, found = page
    shown = [[s.name, s.rare, s.gain, s.common, s.macro_f1, s.accuracy] for s in found.standings]
    assert app.dataframe[0].value.to_numpy().tolist() == shown
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["Rare recall"]["help"] == EXPLAIN["rare_recall"]
    assert columns["Macro-F1"]["help"] == EXPLAIN["macro_f1"]
    assert app.dataframe[0].value.columns.tolist()[3:] == [
        SHORT[key] for key in ("common_recall", "macro_f1", "accuracy")
    ]


def test_the_example_tells_its_story_and_what_makes_it_fair(page):
    app, found = page
    said = words(app)
    for sentence in (*found.sentences, found.facts.sentence):
        assert sentence in said


def test_each_matrix_is_its_entrants_own_in_the_unit_that_was_chosen(page):
    app, found = page
    app.segmented_control("look").set_value("matrices").run()
    counts = [np.array(runs[0]) for runs in found.matrices]
    shares = [matrix / matrix.sum(axis=1, keepdims=True) for matrix in counts]
    for cells, expected in (("share", shares), ("counts", counts)):
        app.segmented_control("cells").set_value(cells).run()
        for name, matrix in zip(found.names, expected, strict=True):
            z = heat(chart(app, f"Confusion matrix of {name} on"))
            np.testing.assert_allclose(z, matrix, atol=1e-6)
    app.segmented_control("cells").set_value("share").run()
    app.segmented_control("look").set_value("numbers").run()


def heat(figure: dict) -> np.ndarray:
    return np.array(next(trace["z"] for trace in figure["data"] if trace["type"] == "heatmap"), dtype=float)


def test_the_baseline_is_marked_as_such_and_no_other(page):
    app, found = page
    app.segmented_control("look").set_value("matrices").run()
    marked = [m.value for m in app.markdown if m.value.endswith("** (baseline)")]
    assert marked == [f"**{found.names[0]}** (baseline)"]
    app.segmented_control("look").set_value("numbers").run()


def test_the_bars_are_the_recalls_of_each_digit_the_rarest_first(page):
    app, found = page
    app.segmented_control("look").set_value("classes").run()
    figure = chart(app, "Recall of each digit under each loss")
    order = sorted(range(10), key=lambda c: (found.counts[c], c))
    for name, runs in zip(found.names, found.matrices, strict=True):
        bars = next(trace for trace in figure["data"] if trace["name"] == name and trace["type"] == "bar")
        matrix = np.array(runs[0])
        recall = matrix.diagonal() / matrix.sum(axis=1)
        np.testing.assert_allclose(bars["y"], recall[order], atol=DRAWN)
    app.segmented_control("look").set_value("numbers").run()


def test_sample_predictions_are_counted_for_the_loss_and_the_draw_that_are_chosen(page):
    app, _ = page
    evaluation = evaluate_race(*examples.load("digits"), "/nowhere", "")
    app.segmented_control("look").set_value("samples").run()
    for model, draw in ((0, 0), (1, 0), (1, 5)):
        app.segmented_control("sample_loss").set_value(evaluation.names[model]).run()
        app.number_input("sample_draw").set_value(draw).run()
        picked = of_each_class(evaluation.labels, draw)
        right = int((evaluation.logits[model][picked].argmax(1) == evaluation.labels[picked]).sum())
        assert f"{right} of these {len(picked)} test images are right." in words(app)
        tiles = next(e.proto.body for e in app.get("html") if "<figure" in e.proto.body)
        assert len(re.findall("<figure", tiles)) == len(picked)
    app.segmented_control("look").set_value("numbers").run()


def test_changing_how_a_race_is_looked_at_changes_no_number_of_it(page):
    app, _ = page
    before = app.dataframe[0].value
    app.segmented_control("see").set_value("nll").run()
    app.slider("smooth").set_value(0.5).run()
    pd.testing.assert_frame_equal(app.dataframe[0].value, before)
    app.segmented_control("see").set_value(FIRST[0]).run()
    app.slider("smooth").set_value(0.0).run()


def places(app, start: str) -> str:
    """The piece of HTML of the first screen in which these words stand."""
    return next(e.proto.body for e in app.get("html") if start in e.proto.body)


def test_the_small_matrices_say_the_recalls_of_every_class_and_entrant(page):
    app, found = page
    drawn = unescape(places(app, "Confusion matrix of"))
    for name, runs in zip(found.names, found.matrices, strict=True):
        matrix = np.array(runs[0])
        recalls = matrix.diagonal() / matrix.sum(axis=1)
        said = ", ".join(f"{c}: {r:.0%}" for c, r in zip(found.class_names, recalls, strict=True))
        assert f"Confusion matrix of {name}. Recall of {said}" in drawn


def test_the_strip_shows_ten_rare_images_and_what_the_logits_call_them(page):
    app, found = page
    config, snapshot = examples.load("digits")
    sample = rare_sample(config, found, "/nowhere")
    evaluation = evaluate_race(config, snapshot, "/nowhere", "")
    drawn = places(app, "Rare test images")
    assert drawn.count("<img") == len(sample.labels) == 10
    assert set(sample.labels.tolist()) == set(found.rare)
    answers = [int(called) for called in re.findall(r"<td[^>]*>([^<]+)</td>", drawn)]
    assert answers == [c for own in sample.called for c in own]
    places_of = [int(np.flatnonzero((evaluation.images == image).all(axis=(1, 2)))[0]) for image in sample.images]
    for own, logits in zip(sample.called, evaluation.logits, strict=True):
        assert list(own) == logits[places_of].argmax(1).tolist()


@pytest.mark.parametrize("kind", ["training", "own"])
def test_another_mix_of_classes_moves_curves_words_and_numbers_to_what_its_digest_says(page, kind):
    app, _ = page
    judge = judges.as_in_training(COUNTS) if kind == "training" else judges.own(MIX, 10)
    found = digest(*examples.load("digits"), judge)
    app.segmented_control("see").set_value("accuracy").run()
    app.selectbox("mix").set_value(kind).run()
    if kind == "own":
        app.text_input("shares").set_value(MIX).run()
    lines, _ = curves(app, f"Accuracy, {judge.place}")
    for each in found.along("accuracy").each:
        np.testing.assert_allclose(lines[each.name]["y"], each.mean, atol=DRAWN)
    assert found.sentences[0].startswith(f"Judged {judge.place}, ")
    assert found.sentences[0] in words(app)
    assert app.dataframe[0].value["Accuracy"].tolist() == pytest.approx([each.accuracy for each in found.standings])
    app.selectbox("mix").set_value("balanced").run()
    app.segmented_control("see").set_value(FIRST[0]).run()


def test_a_mix_that_does_not_fit_is_refused_in_one_sentence_and_classes_count_the_same(page):
    app, found = page
    app.selectbox("mix").set_value("own").run()
    app.text_input("shares").set_value("1 2").run()
    assert "A mix of classes needs one number for each of the 10 classes, not 2." in words(app)
    assert found.sentences[0] in words(app)
    app.selectbox("mix").set_value("balanced").run()


def test_looking_back_moves_matrices_samples_and_words_to_that_moment_and_leaves_the_curves(page):
    app, found = page
    config, snapshot = examples.load("digits")
    before, _ = curves(app, found.along(FIRST[0]).yardstick.title)
    slider = next(each for each in app.slider if each.label == "Look back to")
    slider.set_value(found.moments[5] + 1).run()
    then = digest_at(config, snapshot, found.moments[5])
    said = words(app)
    assert all(sentence in said for sentence in then.sentences)
    drawn = unescape(places(app, "Confusion matrix of"))
    recalls = np.diag(then.matrices[1][0]) / np.sum(then.matrices[1][0], axis=1)
    assert ", ".join(f"{c}: {r:.0%}" for c, r in zip(then.class_names, recalls, strict=True)) in drawn
    answers = [int(called) for called in re.findall(r"<td[^>]*>([^<]+)</td>", places(app, "Rare test images"))]
    assert answers == [c for lane in then.lanes for c in lane.points[-1].calls]
    after, layout = curves(app, found.along(FIRST[0]).yardstick.title)
    assert after == before
    assert [shape["x0"] for shape in layout["shapes"]] == [found.moments[5]]
    next(each for each in app.slider if each.label == "Look back to").set_value(found.samples).run()
    assert found.sentences[0] in words(app)


def test_before_its_second_point_a_race_has_nothing_to_look_back_to():
    config, snapshot = examples.load("digits")
    young = moments.at(snapshot, 0)
    job = Job("run", config, "ann", "running", snapshot=young)
    with recording("/nowhere", job) as (app, _):
        app.query_params["run"] = "run"
        app.run()
        assert next(each for each in app.slider if each.label == "Look back to").disabled


def test_own_losses_are_drawn_as_shares_of_each_entrants_first_one_while_training_and_on_test_images(page):
    app, found = page
    config, _ = examples.load("digits")
    app.segmented_control("see").set_value(OWN).run()
    figure = chart(app, "Own loss, training and test,")
    own = own_losses(config, found)
    assert [trace["line"]["dash"] for trace in figure["data"]] == ["solid", "dot"] * len(found.names)
    for each, train, test in zip(own, figure["data"][::2], figure["data"][1::2], strict=True):
        assert train["y"][0] is None
        assert train["y"][1] == pytest.approx(1)
        np.testing.assert_allclose(np.array(train["y"], float), each.train.mean, atol=DRAWN)
        np.testing.assert_allclose(test["y"], each.test.mean, atol=DRAWN)
        assert train["name"] == f"{each.train.name} (100% = {each.unit:.3g} nats)"
    app.segmented_control("see").set_value(FIRST[0]).run()
