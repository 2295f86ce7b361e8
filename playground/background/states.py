"""The states of a race, and the events that move it from one to another. transitions.py says which leads where.

A state says three things at once: whether the race waits in the queue, whether a worker process keeps its trainer,
and whether that worker trains it now. Everything else that the background does about a race follows from those.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a race stands; `_TO_` names what it does as soon as the worker has answered or its turn has come."""

    QUEUED = "queued"
    QUEUED_TO_STEP = "queued to step"
    UNBEGUN = "unbegun"
    RUNNING = "running"
    YIELDING = "yielding"
    PAUSING = "pausing"
    PAUSING_TO_STEP = "pausing to step"
    PAUSING_TO_RESUME = "pausing to resume"
    PAUSED = "paused"
    STEPPING = "stepping"
    STEPPING_TO_RESUME = "stepping to resume"
    REQUEUED = "requeued"
    STOPPING = "stopping"
    STOPPING_PAUSED = "stopping paused"
    EXTENDABLE = "extendable"
    QUEUED_TO_EXTEND = "queued to extend"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


class Event(StrEnum):
    """What can happen to a race."""

    # orders of a page: one that does not apply is ignored
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"
    EXTEND = "extend"
    # the scheduler's decisions
    BEGIN = "begin"  # a free worker takes it out of the queue
    YIELD = "yield"  # its time slice is over, and others wait
    RELEASE = "release"  # its worker need not keep its trainer any longer
    UNSTARTABLE = "unstartable"  # no worker starts
    CLOSE = "close"  # the server ends
    # answers of its worker
    RESTED = "rested"  # it has paused, or its single step is done
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    # the loss of its worker
    CRASHED = "crashed"  # and it was this race that broke it
    FORCED = "forced"  # killed, since this race did not stop
    LOST = "lost"  # another race broke it
    RESTARTED = "restarted"  # the same, where nothing is lost by beginning anew


ORDERS = frozenset({Event.STOP, Event.PAUSE, Event.RESUME, Event.STEP, Event.EXTEND})

SHOWN = {
    State.QUEUED: "queued",
    State.QUEUED_TO_STEP: "queued",
    State.UNBEGUN: "paused",
    State.RUNNING: "running",
    State.YIELDING: "running",
    State.PAUSING: "paused",
    State.PAUSING_TO_STEP: "paused",
    State.PAUSING_TO_RESUME: "queued",
    State.PAUSED: "paused",
    State.STEPPING: "paused",
    State.STEPPING_TO_RESUME: "queued",
    State.REQUEUED: "queued",
    State.STOPPING: "running",
    State.STOPPING_PAUSED: "paused",
    State.EXTENDABLE: "finished",
    State.QUEUED_TO_EXTEND: "queued",
    State.FINISHED: "finished",
    State.STOPPED: "stopped",
    State.FAILED: "failed",
}
"""What a page calls each state."""

IN_QUEUE = frozenset(state for state, shown in SHOWN.items() if shown == "queued")
TRAINING = frozenset(
    {
        State.RUNNING,
        State.YIELDING,
        State.PAUSING,
        State.PAUSING_TO_STEP,
        State.PAUSING_TO_RESUME,
        State.STOPPING,
    }
)
"""Its worker trains this race, and no other: at most one race of a slot is in one of these."""

STEPPING = frozenset({State.STEPPING, State.STEPPING_TO_RESUME})
"""Its worker takes one step of it between two steps of the race that trains."""

BUSY = TRAINING | STEPPING
"""Its worker owes this race a snapshot or an answer."""

IN_STOP = frozenset({State.STOPPING, State.STOPPING_PAUSED})
KEPT = frozenset({State.EXTENDABLE, State.QUEUED_TO_EXTEND})
"""It has finished, and its worker keeps its trainer so that it can be extended."""

ENDED = frozenset({State.EXTENDABLE, State.FINISHED, State.STOPPED, State.FAILED})
WITHOUT_WORKER = frozenset(
    {
        State.QUEUED,
        State.QUEUED_TO_STEP,
        State.UNBEGUN,
        State.FINISHED,
        State.STOPPED,
        State.FAILED,
    }
)
"""No worker keeps its trainer: it has not begun, or nothing more can come."""
