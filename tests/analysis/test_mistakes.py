"""The samples behind a cell of the matrix."""

import numpy as np
import pytest

from playground.analysis.mistakes import ROWS, behind, records


@pytest.mark.parametrize("cell", [(0, 3), (3, 3), (9, 4)])
def test_behind_a_cell_are_as_many_samples_as_it_counts(evaluation, cell):
    found = behind(evaluation, 1, *cell)
    matrix = evaluation.scored[1].matrix
    assert len(found.picked) == matrix[cell]
    assert (evaluation.labels[found.picked] == cell[0]).all()
    assert (evaluation.scored[1].predictions[found.picked] == cell[1]).all()
    assert found.title.endswith(f"{matrix[cell]:,} of {matrix[cell[0]].sum():,}")


def test_the_most_confident_come_first(evaluation):
    picked = behind(evaluation, 0, 3, 3).picked
    confidence = evaluation.scored[0].probabilities[picked].max(1)
    assert (np.diff(confidence) <= 1e-6).all()


def test_a_cell_is_called_by_the_names_of_its_classes(own):
    assert behind(own, 0, 0, 1).title.startswith("cat called dog: ")
    assert behind(own, 0, 1, 1).title.startswith("dog, recognised: ")
    assert behind(own, 0, 1, 2).title.startswith("dog called owl: 0 of ")


def test_rows_can_be_looked_up_at_home(own):
    picked = behind(own, 0, 2, 0).picked
    rows = records(own, 0, picked)
    assert [row["Row"] for row in rows] == picked.tolist()
    p = own.scored[0].probabilities
    for row in rows:
        assert row["Confidence"] == pytest.approx(p[row["Row"], 0])
        assert row["p(true class)"] == pytest.approx(p[row["Row"], 2])


def test_no_more_rows_are_listed_than_said(evaluation):
    assert len(records(evaluation, 0, np.arange(ROWS + 50))) == ROWS
    assert records(evaluation, 0, np.arange(0)) == []
