"""The mixes of classes under which a race is judged, and the sentence that names each."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.metrics.matrix import recall
from playground.race.digest import digest
from playground.race.judges import as_in_training, balanced, own
from tests.race.snapshots import COUNTS, config_of, race_of

CLASSES = len(COUNTS)
RACE = race_of([7, 8, 9])


def judge_of(kind):
    return {"balanced": balanced(CLASSES), "training": as_in_training(COUNTS), "own": own("1 0 3 0 6", CLASSES)}[kind]


@pytest.mark.parametrize("kind", ["balanced", "training", "own"])
def test_accuracy_is_the_mix_of_the_recalls_and_every_curve_ends_where_the_standings_are(kind):
    judge = judge_of(kind)
    found = digest(config_of(), RACE, judge)
    for i, standing in enumerate(found.standings):
        wanted = [np.average(recall(matrix), weights=judge.shares) for matrix in found.matrices[i]]
        assert standing.accuracy == pytest.approx(np.mean(wanted))
        assert found.along("accuracy").each[i].mean[-1] == pytest.approx(standing.accuracy)
        assert found.along("macro_f1").each[i].mean[-1] == pytest.approx(standing.macro_f1)


@pytest.mark.parametrize("kind", ["balanced", "training", "own"])
def test_the_last_sentence_names_the_mix_its_winner_and_both_numbers(kind):
    judge = judge_of(kind)
    found = digest(config_of(), RACE, judge)
    last = next(s for s in found.sentences if s.startswith("Judged "))
    assert last.startswith(f"Judged {judge.place}, ")
    best = max(found.standings, key=lambda each: each.accuracy)
    winner = "no loss beats " + best.name if best is found.standings[0] else f"{best.name} is right most often"
    assert winner in last
    shares = re.findall(r"([\d.]+)%", last)
    assert shares[0] == f"{100 * best.accuracy:.1f}"
    assert "the noise of 3 seeds" in last


def test_with_one_seed_the_winner_may_be_luck():
    found = digest(config_of(), race_of([7]))
    assert any("one seed cannot tell" in s for s in found.sentences if s.startswith("Judged "))


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any))
def test_shares_sum_to_one_and_only_their_ratio_counts(values):
    typed = " ".join(map(str, values))
    tenfold = ", ".join(str(10 * value) for value in values)
    assert sum(own(typed, len(values)).shares) == pytest.approx(1)
    assert own(typed, len(values)).shares == pytest.approx(own(tenfold, len(values)).shares)
    assert own(typed, len(values)).shares == pytest.approx(as_in_training(values).shares)


@pytest.mark.parametrize("text", ["", "1 2", "1 1 1 1 -1", "0 0 0 0 0", "1 1 1 1 nan", "1 1 1 1 1e9", "a b c d e"])
def test_what_is_no_mix_is_refused_in_one_sentence(text):
    with pytest.raises(ValueError, match=r"^[A-Z\"'][^\n]*\.$"):
        own(text, CLASSES)


def test_a_training_set_without_images_has_no_mix():
    with pytest.raises(ValueError, match="no images"):
        as_in_training((0, 0))
