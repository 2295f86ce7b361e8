"""The wire: what arrives is what was sent, and nothing is sent twice."""

import itertools
import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from background import race
from fake_trainer import result, shot, train
from hypothesis import given
from hypothesis import strategies as st

from playground.background.wire import difference, from_line, join, to_line
from playground.core.snapshots import Lane, Snapshot


def over_the_wire(snapshots):
    """Send each snapshot as the difference to the last one, as bytes."""
    old = got = None
    for new in snapshots:
        got = join(got, from_line(to_line(difference(old, new))))
        old = new
        yield new, got


def plain(snapshot):
    return asdict(replace(snapshot, results=()))


def test_every_snapshot_of_a_race_arrives_as_it_was_sent():
    pairs = list(over_the_wire(train(race(steps=6), folder="")))
    assert len(pairs) == 7
    for sent, got in pairs:
        assert plain(got) == plain(sent)
        for ours, theirs in zip(got.results, sent.results, strict=True):
            assert (ours is None) == (theirs is None)
            if ours is not None:
                np.testing.assert_array_equal(ours.logits, theirs.logits)
                np.testing.assert_array_equal(ours.weights["w"], theirs.weights["w"])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.data())
def test_any_order_of_growing_and_shrinking_arrives_whole(lengths, data):
    config = race()
    lane = shot(config, 0, 9, "running", [[]]).lanes[0]
    points = list(train(race(steps=9), folder=""))[-1].lanes[0].points
    shots = []
    for length in lengths:
        begin = data.draw(st.integers(0, 2))
        shots.append(Snapshot("x", lanes=(replace(lane, points=points[begin : begin + length]),) * length))
    for sent, got in over_the_wire(shots):
        assert plain(got) == plain(sent)


def test_a_message_holds_only_the_new_points():
    shots = list(train(race(steps=5), folder=""))
    assert [len(difference(a, b)["lanes"][0]["points"]) for a, b in itertools.pairwise(shots)] == [1] * 5
    assert len(difference(None, shots[4])["lanes"][1]["points"]) == 5


def test_a_result_travels_once():
    config = race()
    first = Snapshot("x", lanes=(Lane(0, 1),), results=(result(config, 0, 1),))
    later = replace(first, step=5)
    assert difference(first, later)["results"] == [None]
    assert join(first, difference(first, later)).results[0] is first.results[0]
    other = replace(first, results=(result(config, 0, 2),))
    assert difference(first, other)["results"] != [None]


def test_a_result_that_is_not_shown_again_stays_until_another_comes():
    config = race()
    first = Snapshot("x", lanes=(Lane(0, 1), Lane(1, 1)), results=(result(config, 0, 1), None))
    bare = replace(first, step=5, results=())
    got = join(first, difference(first, replace(bare, results=(None, None))))
    assert got.results == (first.results[0], None)
    newer = replace(bare, step=9, results=(result(config, 0, 2), None))
    assert join(got, difference(bare, newer)).results[0].logits[0, 0] == newer.results[0].logits[0, 0]


def test_a_loss_that_is_not_a_number_stays_so():
    snapshot = next(train(race(), folder=""))
    point = replace(snapshot.lanes[0].points[0], loss=math.nan, nll=math.inf)
    sent = replace(snapshot, lanes=(replace(snapshot.lanes[0], points=(point,)),))
    got = join(None, from_line(to_line(difference(None, sent)))).lanes[0].points[0]
    assert math.isnan(got.loss)
    assert got.nll == math.inf


@pytest.mark.parametrize("line", [b"[1, 2]\n", b"7\n", b"stray words\n"])
def test_a_line_that_is_no_message_is_refused(line):
    with pytest.raises(ValueError, match=r"JSON|Expecting"):
        from_line(line)


def test_arrays_arrive_with_their_kind_and_shape():
    logits = np.arange(12, dtype=np.float32).reshape(4, 3)
    weights = {"conv.weight": np.ones((2, 1, 3, 3), np.float32), "count": np.array(7)}
    sent = Snapshot("x", lanes=(Lane(0, 1),), results=(replace(result(race(), 0, 0), logits=logits, weights=weights),))
    got = join(None, difference(None, sent)).results[0]
    assert got.logits.dtype == np.float32
    assert {name: (w.dtype, w.shape) for name, w in got.weights.items()} == {
        name: (w.dtype, w.shape) for name, w in weights.items()
    }
