"""What a visitor does with a race: begin, watch, pause, step, stop, extend. Real processes throughout."""

import pytest
from background import ended, race, shown, steps_of, until
from fake_trainer import point

from playground.background.api import Limits


def test_a_race_runs_to_its_end_and_shows_every_number_of_the_trainer(jobs):
    config = race(steps=4, seed=3)
    view = ended(jobs, jobs.submit(config, "ann"))
    assert (view.status, view.message, view.owner, view.ended) == ("finished", "", "ann", True)
    for entrant, lane in enumerate(view.snapshot.lanes):
        assert lane.points == tuple(point(config, entrant, step) for step in range(5))
    assert [float(r.logits[0, 0]) for r in view.snapshot.results] == [3 + 4, 3 + 1 / 8 + 4]
    assert view.snapshot.config_id == config.id == view.config.id


def test_warm_returns_at_once_and_the_device_is_told_when_known(jobs, tmp_path):
    assert (jobs.ready, jobs.device, jobs.problem) == (False, "", "")
    jobs.warm()
    assert not jobs.ready
    until(lambda: jobs.ready)
    assert jobs.device == f"Fake device with {tmp_path}"


def test_warming_twice_starts_one_worker(jobs):
    jobs.warm()
    jobs.warm()
    until(lambda: jobs.ready)
    assert len(jobs._workers.children) == 1


def test_a_view_never_changes_while_the_race_goes_on(jobs):
    job = jobs.submit(race(steps=40, sleep=0.02), "ann")
    early = shown(jobs, job, 2)
    before = steps_of(early)
    shown(jobs, job, before[-1] + 4)
    assert steps_of(early) == before
    with pytest.raises(AttributeError):
        early.status = "finished"


def test_points_come_while_the_race_runs_with_rate_and_estimate(jobs):
    ended(jobs, jobs.submit(race(steps=10, sleep=0.02), "ann"))
    job = jobs.submit(race(steps=60, sleep=0.03), "ann")
    view = until(lambda: (v := shown(jobs, job, 20)).rate and v)
    assert view.status == "running"
    assert 0 < view.eta_seconds < 20
    assert 0 < view.rate <= 2 * 10 / 0.03 * 1.2
    assert view.started > 1.7e9
    assert view.elapsed > 0.3
    jobs.stop(job, "ann")
    assert len(steps_of(ended(jobs, job))) >= 20


def test_stop_keeps_what_was_learnt_and_the_next_race_begins(jobs):
    first, second = jobs.submit(race(steps=500, sleep=0.02), "ann"), jobs.submit(race(seed=2), "bob")
    seen = len(steps_of(shown(jobs, first, 3)))
    jobs.stop(first, "ann")
    view = ended(jobs, first)
    assert view.status == view.snapshot.status == "stopped"
    assert len(steps_of(view)) >= seen
    assert len(view.snapshot.results) == 2
    assert ended(jobs, second).status == "finished"


def test_stopping_a_waiting_race_takes_it_out_of_the_queue(jobs):
    first, second = jobs.submit(race(steps=500, sleep=0.02), "ann"), jobs.submit(race(), "bob")
    shown(jobs, first)
    assert jobs.get(second).position == 1
    jobs.stop(second, "bob")
    view = jobs.get(second)
    assert (view.status, view.position, view.message) == ("stopped", 0, "Stopped before it began.")
    jobs.stop(second, "bob")
    jobs.stop(first, "ann")
    assert ended(jobs, first).status == "stopped"


def test_positions_count_from_one_and_estimates_grow_along_the_queue(jobs):
    ended(jobs, jobs.submit(race(steps=20, sleep=0.02), "eve"))
    running = jobs.submit(race(steps=300, sleep=0.02), "ann")
    shown(jobs, running, 20)
    waiting = [jobs.submit(race(steps=30, sleep=0.02), visitor) for visitor in ("ann", "bob", "cid")]
    views = [jobs.get(job) for job in waiting]
    assert [view.position for view in views] == [3, 1, 2]
    assert views[1].eta_seconds < views[2].eta_seconds < views[0].eta_seconds
    assert jobs.get(running).eta_seconds < views[1].eta_seconds
    jobs.stop(running, "ann")


def test_pause_rests_resume_goes_on_and_nothing_is_lost_or_doubled(jobs):
    config = race(steps=30, sleep=0.02)
    job = jobs.submit(config, "ann")
    shown(jobs, job, 3)
    jobs.pause(job, "ann")
    assert jobs.get(job).status == "paused"
    until(lambda: jobs._workers.slots[0].current is None)
    held, elapsed = steps_of(jobs.get(job)), jobs.get(job).elapsed
    other = ended(jobs, jobs.submit(race(seed=9), "bob"))
    assert other.status == "finished"
    assert (steps_of(jobs.get(job)), jobs.get(job).elapsed) == (held, elapsed)
    jobs.resume(job, "ann")
    view = ended(jobs, job)
    assert view.snapshot.lanes[1].points == tuple(point(config, 1, step) for step in range(31))


def test_pausing_and_resuming_at_once_does_not_stop_the_race(jobs):
    job = jobs.submit(race(steps=30, sleep=0.02), "ann")
    shown(jobs, job)
    for _ in range(5):
        jobs.pause(job, "ann")
        jobs.resume(job, "ann")
    assert ended(jobs, job).status == "finished"


def test_a_step_shows_exactly_one_more_snapshot_even_while_another_race_runs(jobs):
    job = jobs.submit(race(steps=30, sleep=0.02), "ann")
    shown(jobs, job, 2)
    jobs.pause(job, "ann")
    until(lambda: jobs._workers.slots[0].current is None)
    other = jobs.submit(race(steps=200, sleep=0.02, seed=5), "bob")
    shown(jobs, other)
    before = len(steps_of(jobs.get(job)))
    for more in (1, 2):
        jobs.step(job, "ann")
        until(lambda more=more: len(steps_of(jobs.get(job))) == before + more)
        until(lambda: jobs._table[job].state != "stepping")
    assert len(steps_of(jobs.get(job))) == before + 2
    assert (jobs.get(job).status, jobs.get(other).status) == ("paused", "running")
    jobs.stop(other, "bob")


def test_a_race_paused_before_it_began_can_be_stepped_from_the_start(jobs):
    first, job = jobs.submit(race(steps=300, sleep=0.02), "ann"), jobs.submit(race(steps=5), "bob")
    jobs.pause(job, "bob")
    jobs.stop(first, "ann")
    ended(jobs, first)
    assert jobs.get(job).status == "paused"
    jobs.step(job, "bob")
    assert steps_of(shown(jobs, job)) == [0]
    jobs.resume(job, "bob")
    assert steps_of(ended(jobs, job)) == list(range(6))


def test_a_paused_race_can_be_stopped_and_keeps_its_results(jobs):
    job = jobs.submit(race(steps=300, sleep=0.02), "ann")
    shown(jobs, job, 3)
    jobs.pause(job, "ann")
    until(lambda: jobs._workers.slots[0].current is None)
    jobs.stop(job, "ann")
    view = ended(jobs, job)
    assert view.status == "stopped"
    assert all(result is not None for result in view.snapshot.results)


def test_extending_a_finished_race_goes_on_from_its_last_step(jobs):
    config = race(steps=3)
    job = jobs.submit(config, "ann")
    ended(jobs, job)
    jobs.extend(job, 40, "ann")
    view = until(lambda: (v := jobs.get(job)).ended and v.snapshot.steps == 7 and v)
    assert view.status == "finished"
    assert view.snapshot.lanes[0].points[-1] == point(config, 0, 7)
    assert float(view.snapshot.results[0].logits[0, 0]) == 1 + 7


def test_extending_a_running_race_takes_effect_when_it_has_finished(jobs):
    job = jobs.submit(race(steps=20, sleep=0.02), "ann")
    shown(jobs, job, 2)
    jobs.extend(job, 30, "ann")
    jobs.extend(job, 20, "ann")
    view = until(lambda: (v := jobs.get(job)).ended and v.snapshot.steps == 25 and v)
    assert (view.status, steps_of(view)[-1]) == ("finished", 25)


def test_only_the_last_few_finished_races_can_be_extended(make):
    jobs = make(limits=Limits(extendable=2))
    first, *others = [jobs.submit(race(seed=i), f"v{i}") for i in range(3)]
    for job in (first, *others):
        ended(jobs, job)
    with pytest.raises(ValueError, match="can no longer be extended"):
        jobs.extend(first, 10, "v0")
    assert jobs.get(first).status == "finished"
    jobs.extend(others[0], 10, "v1")
    until(lambda: jobs.get(others[0]).ended and jobs.get(others[0]).snapshot.steps == 4)


@pytest.mark.parametrize("samples", [0, -1, 1_000_001])
def test_an_extension_out_of_range_is_refused(jobs, samples):
    job = jobs.submit(race(), "ann")
    with pytest.raises(ValueError, match=f"by 1 to 1000000 samples, not {samples}"):
        jobs.extend(job, samples, "ann")


def test_a_stopped_race_says_why_it_cannot_be_extended(jobs):
    job = jobs.submit(race(steps=300, sleep=0.02), "ann")
    shown(jobs, job)
    jobs.stop(job, "ann")
    ended(jobs, job)
    with pytest.raises(ValueError, match="has stopped; race again"):
        jobs.extend(job, 10, "ann")


def test_orders_for_an_unknown_race_are_refused_in_one_sentence(jobs):
    assert jobs.get("nobody") is None
    jobs.seen("nobody")
    for order in (jobs.stop, jobs.pause, jobs.resume, jobs.step):
        with pytest.raises(ValueError, match="no longer kept"):
            order("nobody", "ann")


def test_a_long_race_makes_room_after_its_turn_and_finishes_all_the_same(make):
    jobs = make(limits=Limits(time_slice=0.4))
    config = race(steps=150, sleep=0.02)
    long = jobs.submit(config, "ann")
    shown(jobs, long, 2)
    short = ended(jobs, jobs.submit(race(seed=2), "bob"))
    assert short.status == "finished"
    assert not jobs.get(long).ended
    view = ended(jobs, long)
    assert view.snapshot.lanes[0].points == tuple(point(config, 0, step) for step in range(151))


def test_a_visitor_over_the_limit_is_told_and_has_room_again_afterwards(make):
    jobs = make(limits=Limits(per_owner=2))
    one, two = jobs.submit(race(steps=300, sleep=0.02), "ann"), jobs.submit(race(), "ann")
    with pytest.raises(ValueError, match="You have 2 unfinished races, and 2 is the most"):
        jobs.submit(race(), "ann")
    jobs.submit(race(), "bob")
    jobs.stop(one, "ann")
    ended(jobs, two)
    jobs.submit(race(), "ann")


def test_a_full_queue_is_told(make):
    jobs = make(limits=Limits(queue=2))
    for visitor in ("ann", "bob"):
        jobs.submit(race(steps=300, sleep=0.02), visitor)
    with pytest.raises(ValueError, match="2 races are waiting or running already"):
        jobs.submit(race(), "cid")


def test_a_race_whose_page_has_gone_is_stopped_and_kept_and_one_that_is_seen_goes_on(make):
    jobs = make(limits=Limits(grace=2.5))
    gone, watched = jobs.submit(race(steps=400, sleep=0.02), "ann"), jobs.submit(race(steps=60, sleep=0.02), "bob")
    view = until(lambda: jobs.get(watched, seen=True) and (v := jobs.get(gone)).ended and v)
    assert view.status == "stopped"
    assert "its page had been closed" in view.message
    assert view.snapshot.lanes[0].points
    until(lambda: jobs.get(watched, seen=True).ended)
    assert jobs.get(watched).status == "finished"


def test_a_quick_race_is_told_of_to_its_last_point(jobs):
    view = ended(jobs, jobs.submit(race(steps=250, sleep=0.004), "ann"))
    assert steps_of(view) == list(range(251))


def test_twenty_visitors_get_their_own_numbers_in_turn(make):
    jobs = make(limits=Limits(jobs=100, queue=50))
    blocker = jobs.submit(race(steps=100_000, sleep=0.02), "zoe")  # so that all wait before the first of them begins
    ids = {f"v{i}": [jobs.submit(race(steps=3, seed=10 * i + k), f"v{i}") for k in range(2)] for i in range(20)}
    jobs.stop(blocker, "zoe")
    for i, (visitor, own) in enumerate(ids.items()):
        for k, job in enumerate(own):
            view = ended(jobs, job)
            assert (view.status, view.owner) == ("finished", visitor)
            assert view.snapshot.lanes[1].points == tuple(point(race(steps=3, seed=10 * i + k), 1, s) for s in range(4))
    begun = {job: jobs.get(job).started for own in ids.values() for job in own}
    assert max(begun[own[0]] for own in ids.values()) <= min(begun[own[1]] for own in ids.values())
