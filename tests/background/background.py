"""What the tests of the background share: small races, and patience."""

import sys
import threading
import time
from pathlib import Path

from playground.background.api import Limits
from playground.core.config import Entrant, LossChoice, RaceConfig

HERE = Path(__file__).parent
COMMAND = (sys.executable, "-m", "playground.background.worker", "--trainer", "fake_trainer", "--specs", "fake_data")
LIMITS = Limits(per_owner=4)


def race(network="good", *, steps=3, sleep=0.0, seed=1, entrants=2):
    """A race of so many steps that sleeps so long in each."""
    runners = tuple(Entrant(LossChoice("cross_entropy")) for _ in range(entrants))
    return RaceConfig(runners, network=network, samples=10 * steps, batch_size=10, learning_rate=sleep, seed=seed)


PATIENCE = 60.0  # seconds: on a busy machine everything comes, but late


def until(condition, seconds=PATIENCE):
    """Wait for a truth and return it; say what was waited for where it does not come."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.01)
    return found


def ended(jobs, job, seconds=PATIENCE):
    return until(lambda: (view := jobs.get(job)) and view.ended and view, seconds)


def shown(jobs, job, points=1):
    """The view once a lane has so many points."""
    return until(lambda: (v := jobs.get(job)) and v.snapshot and len(v.snapshot.lanes[0].points) >= points and v)


def steps_of(view):
    return [point.step for point in view.snapshot.lanes[0].points]


def threads_of_jobs():
    """Names of the server's own threads, and whether each is a daemon."""
    return {t.name: t.daemon for t in threading.enumerate() if t.name.startswith(("jobs-", "worker-"))}
