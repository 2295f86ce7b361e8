"""One race: what its events change, and what its progress adds up to."""

from types import SimpleNamespace

import pytest
from background import race
from fake_trainer import shot, train
from hypothesis import given
from hypothesis import strategies as st

from playground.background import progress as progress_module
from playground.background import record as record_module
from playground.background.eta import MIN_FRACTION, Eta, total
from playground.background.progress import POINT_BYTES, Progress
from playground.background.record import Record
from playground.background.states import Event, State
from playground.background.transitions import IllegalTransitionError
from playground.background.views import job_view


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until the test moves it."""
    now = SimpleNamespace(seconds=1000.0)
    fake = SimpleNamespace(monotonic=lambda: now.seconds, time=lambda: 1e9 + now.seconds)
    monkeypatch.setattr(progress_module, "time", fake)
    monkeypatch.setattr(record_module, "time", fake)
    return now


def after(*events, config=None):
    record = Record("abcdef", config or race(steps=4), "ann")
    for event in events:
        record.change(event)
    return record


@pytest.fixture
def snapshots():
    return list(train(race(steps=4), folder=""))


def test_time_counts_while_a_worker_trains_and_at_no_other(clock):
    record = after()
    for events, seconds in [
        ((), 1),
        ((Event.BEGIN,), 2),
        ((Event.PAUSE,), 4),
        ((Event.RESTED,), 8),
        ((Event.RESUME,), 16),
        ((Event.BEGIN,), 32),
        ((Event.FINISHED,), 64),
    ]:
        for event in events:
            record.change(event)
        clock.seconds += seconds
    assert record.progress.elapsed == 2 + 4 + 32
    assert record.progress.slice_seconds == 0
    assert record.started == 1e9 + 1001, "Unix time of the first begin"


def test_the_rate_leaves_out_what_came_before_the_first_snapshot(clock, snapshots):
    record = after(Event.BEGIN)
    clock.seconds += 50  # loading
    record.show(snapshots[0])
    assert record.progress.rate == 0.0
    clock.seconds += 2
    record.show(snapshots[3])
    assert record.progress.rate == 2 * 30 / 2, "two lanes of three batches of ten in two seconds"


def test_fraction_samples_and_bytes_are_those_of_the_newest_snapshot(snapshots):
    nothing, last = Progress(), Progress(snapshots[-1])
    assert (nothing.fraction, nothing.samples, nothing.bytes) == (0.0, 0, 0)
    assert (last.fraction, last.samples) == (1.0, 2 * 40)
    arrays = sum(result.logits.nbytes + result.weights["w"].nbytes for result in snapshots[-1].results)
    assert last.bytes == arrays + POINT_BYTES * 10
    assert last.trainer_bytes == 3 * sum(result.weights["w"].nbytes for result in snapshots[-1].results)
    assert nothing.trainer_bytes == 0


def test_lanes_that_were_running_end_the_way_the_race_does_and_others_stay(snapshots):
    record = after(Event.BEGIN)
    record.show(snapshots[1])
    record.change(Event.CRASHED, "The race failed: so.")
    assert (record.snapshot.status, record.snapshot.message) == ("failed", "The race failed: so.")
    assert {lane.status for lane in record.snapshot.lanes} == {"failed"}
    assert snapshots[1].status == "running", "the snapshot itself is never changed"
    ended = after(Event.BEGIN)
    ended.show(snapshots[-1])
    ended.change(Event.FINISHED)
    assert ended.snapshot is snapshots[-1]


def test_an_illegal_event_changes_nothing():
    record = after(Event.BEGIN, Event.PAUSE)
    with pytest.raises(IllegalTransitionError, match='A race that is pausing cannot take the event "begin"'):
        record.change(Event.BEGIN)
    assert record.state is State.PAUSING


def test_the_message_is_the_callers_then_the_earlier_one_then_the_tables():
    assert after(Event.STOP).message == "Stopped before it began."
    record = after()
    record.change(Event.STOP, "Its page had gone.")
    assert record.message == "Its page had gone."
    record = after(Event.BEGIN)
    record.change(Event.STOP, "Its page had gone.")
    record.change(Event.FORCED)
    assert record.message == "Its page had gone."
    assert "by force" in after(Event.BEGIN, Event.STOP, Event.FORCED).message


def test_an_extension_is_pending_until_the_worker_is_told_and_cancelling_forgets_it():
    record = after(Event.BEGIN, Event.FINISHED)
    record.ask(30)
    record.change(Event.EXTEND)
    assert record.pending == 30
    record.change(Event.STOP)
    assert (record.pending, record.asked) == (0, 0)
    record.ask(20)
    record.change(Event.EXTEND)
    record.change(Event.BEGIN)
    assert (record.pending, record.asked, record.extended) == (0, 20, 20)


@pytest.mark.parametrize(
    ("events", "shows", "expected"),
    [
        ((Event.BEGIN,), True, Event.RESTARTED),
        ((Event.BEGIN, Event.YIELD), True, Event.RESTARTED),
        ((Event.BEGIN, Event.YIELD, Event.RESTED), True, Event.LOST),
        ((Event.BEGIN, Event.YIELD, Event.RESTED), False, Event.RESTARTED),
        ((Event.BEGIN, Event.PAUSE), True, Event.LOST),
        ((Event.BEGIN, Event.STOP), True, Event.LOST),
        ((Event.BEGIN, Event.FINISHED), True, Event.LOST),
        ((Event.BEGIN, Event.FINISHED, Event.EXTEND, Event.BEGIN), True, Event.LOST),
    ],
)
def test_an_innocent_race_begins_anew_only_where_nothing_that_was_kept_is_lost(events, shows, expected, snapshots):
    record = after(*events)
    if shows:
        record.show(snapshots[2])
    assert record.lose_worker() is expected
    record.change(expected)
    assert (record.snapshot is None) == (expected is Event.RESTARTED or not shows)


def test_a_race_is_saved_once_and_anew_after_it_has_gone_on(snapshots):
    record = after(Event.BEGIN)
    record.show(snapshots[-1])
    record.change(Event.FINISHED)
    record.end_save(record.begin_save(), "")
    assert record.on_disk == "saved"
    record.change(Event.EXTEND)
    record.change(Event.BEGIN)
    assert record.on_disk == "due"
    old = record.begin_save()
    record.show(snapshots[0])
    record.end_save(old, "")
    assert record.on_disk == "tried", "what was written is not what it shows now"


def test_a_disk_that_refuses_is_told_behind_what_was_said():
    record = after(Event.STOP)
    record.end_save(record.begin_save(), "It could not be saved.")
    assert record.message == "Stopped before it began. It could not be saved."


def test_a_race_from_the_disk_has_ended_and_can_do_nothing_more(snapshots):
    record = Record.restored("abcdef", race(steps=4), snapshots[-1])
    view = job_view(record, 0, None)
    assert (view.status, view.saved, view.snapshot) == ("finished", True, snapshots[-1])
    for event in (Event.STOP, Event.PAUSE, Event.RESUME, Event.STEP, Event.EXTEND):
        assert record.change(event) is None
    assert record.state is State.FINISHED


def trained(clock, seconds, steps=4, step=4):
    """A race that has trained so long, up to this step."""
    config = race(steps=steps)
    record = after(Event.BEGIN, config=config)
    clock.seconds += seconds
    record.show(list(train(config, folder=""))[step])
    return record


def test_nothing_is_known_of_a_network_before_a_race_with_it_has_begun(clock):
    assert Eta().remaining(after()) is None
    eta = Eta()
    eta.learn(trained(clock, 8.0))
    assert eta.remaining(after(config=race("another"))) is None


def test_a_race_that_has_begun_speaks_for_itself(clock):
    assert Eta().remaining(trained(clock, 3.0, steps=4, step=1)) == pytest.approx(9.0)


@given(st.lists(st.floats(0.1, 1000), min_size=1, max_size=8))
def test_the_cost_is_a_running_mean_of_finished_races(costs):
    eta, expected = Eta(), costs[0]
    for cost in costs:
        done = SimpleNamespace(elapsed=cost * 80, samples=80)
        eta.learn(SimpleNamespace(progress=done, config=race(steps=4)))
        expected = (expected + cost) / 2
    fresh = after(config=race(steps=4))
    assert eta.remaining(fresh) == pytest.approx(expected * 40 * 2)
    fresh.ask(20)
    assert eta.remaining(fresh) == pytest.approx(expected * (40 + 20) * 2)


def test_below_a_small_fraction_earlier_races_say_more(clock):
    eta = Eta()
    eta.learn(trained(clock, 8.0))  # 0.1 s per sample and lane
    config = race(steps=100)
    record = after(Event.BEGIN, config=config)
    clock.seconds += 500  # loading took long
    record.show(shot(config, 1, 100, "running", [[], []]))
    assert record.progress.fraction < MIN_FRACTION
    assert eta.remaining(record) == pytest.approx(0.1 * 1000 * 2 * 0.99)


def test_a_sum_with_an_unknown_part_is_unknown():
    assert total([1.0, 2.5]) == 3.5
    assert total([]) == 0
    assert total([1.0, None]) is None
