"""What the Scores page tells about each class and about a whole model."""

import pytest

from playground.analysis import class_scores


def test_an_undefined_score_is_empty_and_never_zero(own):
    rows = {row["Class"]: row for row in class_scores.class_records(own, 0)}
    assert rows["owl"]["Precision"] is None
    assert rows["owl"]["Recall"] == 0
    assert rows["cat"]["Precision"] > 0


def test_changes_are_points_against_the_baseline(evaluation):
    for row in class_scores.class_records(evaluation, 2):
        c = int(row["Class"])
        was, now = (evaluation.scored[i].matrix[c, c] / evaluation.scored[i].matrix[c].sum() for i in (0, 2))
        assert row["Δ Recall"] == pytest.approx(100 * (now - was))
