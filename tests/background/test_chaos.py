"""Many visitors who press everything at once."""

import random
import threading

from background import ended, race, until
from fake_trainer import point

from playground.background.api import Limits

KINDS = ("good",) * 5 + ("raise", "exit", "hang")


def press(jobs, visitor, seed, seen):
    """One visitor: twelve random orders to random own races; ValueErrors are the refusals that a page would show."""
    dice, own = random.Random(seed), []
    for turn in range(12):
        try:
            if not own or dice.random() < 0.4:
                config = race(dice.choice(KINDS), steps=dice.randint(1, 12), sleep=0.01, seed=seed * 100 + turn)
                own.append(jobs.submit(config, visitor))
                seen[own[-1]] = (visitor, config)
            else:
                order = dice.choice(("stop", "pause", "resume", "step", "get", "extend"))
                job = dice.choice(own)
                given = {"get": (job,), "extend": (job, 20, visitor)}
                getattr(jobs, order)(*given.get(order, (job, visitor)))
        except ValueError:
            continue


def test_whatever_visitors_press_no_race_is_lost_mixed_up_or_left_hanging(make):
    jobs = make(limits=Limits(per_owner=3, silence=1.0, stop=1.0, time_slice=0.3))
    seen = {}
    threads = [threading.Thread(target=press, args=(jobs, f"v{i}", i, seen)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(seen) > 12
    for job, (visitor, _) in seen.items():
        if jobs.get(job).status == "paused":
            jobs.resume(job, visitor)
    for job, (visitor, config) in seen.items():
        view = ended(jobs, job, 60)
        assert (view.owner, view.config) == (visitor, config)
        for entrant, lane in enumerate(view.snapshot.lanes if view.snapshot else ()):
            assert lane.points == tuple(point(config, entrant, p.step) for p in lane.points)
            assert [p.step for p in lane.points] == list(range(len(lane.points)))
    until(lambda: jobs.ready and jobs._workers.slots[0].current is None)
    assert jobs._scheduler.order == []
    assert ended(jobs, jobs.submit(race(), "last")).status == "finished"
