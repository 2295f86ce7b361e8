import numpy as np

from playground.core.snapshots import Lane, Point
from playground.race.differences import differences
from playground.race.standings import standings
from playground.race.verdicts import story

COUNTS = [5000] * 5 + [25] * 5
RARE = [5, 6, 7, 8, 9]
NAMES = ["Cross-entropy", "Other"]


def matrix(common: float, rare: float) -> list[list[int]]:
    """A test set of 1000 per class with these recalls; the mistakes fall on class 0 or 1."""
    out = np.zeros((10, 10), dtype=int)
    for c in range(10):
        right = round(1000 * (rare if c in RARE else common))
        out[c, c] += right
        out[c, 1 if c == 0 else 0] += 1000 - right
    return out.tolist()


def told(base, *others, rare=RARE):
    """The story of entrants whose runs have the seeds 0, 1, ...; None stands for a run that was lost."""
    names = [*NAMES, "Third"][: 1 + len(others)]
    lanes = [lane_of(i, seed, run) for i, runs in enumerate([base, *others]) for seed, run in enumerate(runs)]
    runs = [[run for run in each if run] for each in (base, *others)]
    paired = differences(lanes, names, rare).rows
    return " ".join(story(standings(names, runs, rare), runs, COUNTS, rare, paired, nouns="digits"))


def lane_of(entrant: int, seed: int, run: list[list[int]] | None) -> Lane:
    points = (Point(10, 640, 0.5, 0.5, tuple(map(tuple, run))),) if run else ()
    return Lane(entrant, seed, "finished" if run else "failed", points=points)


def rare_recalls(*each):
    return [None if r is None else matrix(0.99, r) for r in each]


def test_scores_are_the_mean_recalls_of_each_group():
    table = standings(NAMES, [[matrix(0.9, 0.5)], [matrix(0.8, 0.7), matrix(0.8, 0.9)]], RARE)
    assert np.isclose(table[0].rare, 0.5)
    assert np.isclose(table[0].common, 0.9)
    assert np.isclose(table[0].accuracy, 0.7)
    assert np.isclose(table[1].rare, 0.8)


def test_an_entrant_without_numbers_is_nan_and_left_out_of_the_story():
    assert np.isnan(standings(NAMES, [[matrix(0.9, 0.5)], []], RARE)[1].rare)
    assert "Other" not in told([matrix(0.9, 0.5)], [])


def test_tens_of_points_are_claimed_only_when_the_run_shows_them():
    assert "+30.0 points** (tens of points)" in told([matrix(0.99, 0.5)], [matrix(0.99, 0.8)])
    assert "tens of points" not in told([matrix(0.99, 0.5)], [matrix(0.99, 0.55)])


def test_a_few_points_in_one_seed_are_not_told_from_luck():
    assert "+5.0 points (one seed cannot tell that from luck)" in told([matrix(0.99, 0.5)], [matrix(0.99, 0.55)])


def test_less_than_a_point_hardly_moves():
    assert "hardly moves (+0.5 points)" in told([matrix(0.99, 0.5)], [matrix(0.99, 0.505)])


def test_several_seeds_decide_by_their_noise():
    base = [matrix(0.99, r) for r in (0.5, 0.52, 0.48)]
    clear = [matrix(0.99, r) for r in (0.6, 0.63, 0.57)]
    noisy = [matrix(0.99, r) for r in (0.45, 0.62, 0.5)]
    assert "more than the noise of 3 seeds" in told(base, clear)
    assert "inside the noise of 3 seeds" in told(base, noisy)


def test_the_cost_on_common_digits_is_told_with_its_sign():
    assert "paid with 4.0 points on the common digits" in told([matrix(0.99, 0.5)], [matrix(0.95, 0.8)])
    assert "common digits unchanged" in told([matrix(0.99, 0.5)], [matrix(0.99, 0.8)])
    assert "gains 1.0 points" in told([matrix(0.98, 0.5)], [matrix(0.99, 0.8)])


def test_the_accuracy_trap_is_called_out_with_the_accuracy_on_lopsided_data():
    lopsided = (5 * 5000 * 0.99 + 5 * 25 * 0.5) / (5 * 5025)
    text = told([matrix(0.99, 0.5)])
    assert f"**{lopsided:.1%} accurate**" in text
    assert "missing 50% of the rare digits" in text
    assert "trap" not in told([matrix(0.99, 0.95)])


def test_a_balanced_race_claims_nothing_about_rare_digits():
    text = told([matrix(0.99, 0.99)], [matrix(0.99, 0.5)], rare=[])
    assert "No class is rare here" in text
    assert "trap" not in text


def test_nothing_is_told_before_there_is_a_number():
    assert story(standings(NAMES, [[], []], RARE), [[], []], COUNTS, RARE) == []


def test_a_lost_run_takes_its_seed_out_of_both_sides():
    """Every seed gains ten points; paired by position, the gains would be 30, -10 and so on: noise."""
    base = rare_recalls(0.3, 0.7, 0.5, 0.6)
    other = rare_recalls(None, 0.8, 0.61, 0.69)
    assert "rare recall +10.0 points, more than the noise of 3 seeds" in told(base, other)
    assert "rare recall -10.0 points, more than the noise of 3 seeds" in told(other, base)


def test_the_points_are_those_of_the_seeds_that_both_have():
    """The lost seed is the baseline's worst: the difference of the means would claim 40 points."""
    text = told(rare_recalls(0.1, 0.5, 0.5), rare_recalls(None, 0.52, 0.48))
    assert "rare recall +0.0 points, inside the noise of 2 seeds" in text


def test_two_seeds_of_which_one_is_lost_say_what_one_seed_says():
    text = told(rare_recalls(0.5, 0.5), rare_recalls(None, 0.55))
    assert "+5.0 points (one seed cannot tell that from luck)" in text


def test_without_a_shared_seed_nothing_is_claimed():
    text = told(rare_recalls(None, 0.5), rare_recalls(0.9, None))
    assert "+40.0 points (no seed has both results, so this may be luck)" in text


def test_no_trap_is_claimed_where_a_class_has_no_test_images():
    """Its recall is no number, and so is the accuracy on lopsided data."""
    table = np.array(matrix(0.99, 0.5))
    table[9] = 0
    text = told([table.tolist()])
    assert "nan" not in text
    assert "trap" not in text
