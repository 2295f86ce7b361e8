"""The one table of a race's life: in which state an event leads where, and what is sent to its worker.

docs/background.md shows the same table; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.background.states import ORDERS, Event, State

UNBEGUN = "Stopped before it began."
CANCELLED = "The extension was cancelled."
NOT_EXTENDED = "It could not be extended; race again with more samples."
WORKER_LOST = "The worker was restarted because another race broke it; what was shown so far is kept."
CLOSED = "Stopped because the server was closed."
FORCED = "Stopped by force, since it did not obey; what was shown so far is kept."


class IllegalTransitionError(RuntimeError):
    """An event that cannot happen in this state: somebody has lost track of the race."""


@dataclass(frozen=True, slots=True)
class Move:
    """The state that follows, the messages to the worker, and the sentence that explains it where nobody else does."""

    to: State
    send: tuple[str, ...] = ()
    message: str = ""


Row = dict[Event, Move]

# What the worker may answer while it advances a race; only a finished one is kept, for an extension.
_ANSWERS: Row = {
    Event.FINISHED: Move(State.EXTENDABLE),
    Event.STOPPED: Move(State.STOPPED, ("release",)),
    Event.FAILED: Move(State.FAILED, ("release",)),
}
_CLOSE: Row = {Event.CLOSE: Move(State.STOPPED, message=CLOSED)}
_LOST: Row = {Event.LOST: Move(State.STOPPED, message=WORKER_LOST), **_CLOSE}
_RESTARTED: Row = {Event.RESTARTED: Move(State.QUEUED)}
_ADVANCING: Row = {**_ANSWERS, Event.CRASHED: Move(State.FAILED), **_LOST}
_TRAINING: Row = {Event.STOP: Move(State.STOPPING, ("stop",)), **_ADVANCING}
_AT_REST: Row = {Event.STOP: Move(State.STOPPING_PAUSED, ("stop",)), **_LOST}
_STEPPING: Row = {**_ADVANCING, **_AT_REST}
_FIRST: Row = {
    Event.STOP: Move(State.STOPPED, message=UNBEGUN),
    Event.PAUSE: Move(State.UNBEGUN),
    Event.UNSTARTABLE: Move(State.FAILED),
    **_CLOSE,
}

TABLE: dict[State, Row] = {
    State.QUEUED: {**_FIRST, Event.BEGIN: Move(State.RUNNING, ("load", "go"))},
    State.QUEUED_TO_STEP: {**_FIRST, Event.BEGIN: Move(State.STEPPING, ("load", "step"))},
    State.UNBEGUN: {
        Event.STOP: Move(State.STOPPED, message=UNBEGUN),
        Event.RESUME: Move(State.QUEUED),
        Event.STEP: Move(State.QUEUED_TO_STEP),
        **_CLOSE,
    },
    State.RUNNING: {
        **_TRAINING,
        **_RESTARTED,
        Event.PAUSE: Move(State.PAUSING, ("pause",)),
        Event.YIELD: Move(State.YIELDING, ("pause",)),
        Event.EXTEND: Move(State.RUNNING, ("extend",)),
    },
    State.YIELDING: {
        **_TRAINING,
        **_RESTARTED,
        Event.PAUSE: Move(State.PAUSING),  # the worker has been told to pause already
        Event.RESTED: Move(State.REQUEUED),
        Event.EXTEND: Move(State.YIELDING, ("extend",)),
    },
    State.PAUSING: {
        **_TRAINING,
        Event.RESUME: Move(State.PAUSING_TO_RESUME),
        Event.STEP: Move(State.PAUSING_TO_STEP),
        Event.RESTED: Move(State.PAUSED),
    },
    State.PAUSING_TO_STEP: {
        **_TRAINING,
        Event.RESUME: Move(State.PAUSING_TO_RESUME),
        Event.RESTED: Move(State.STEPPING, ("step",)),
    },
    State.PAUSING_TO_RESUME: {
        **_TRAINING,
        **_RESTARTED,
        Event.PAUSE: Move(State.PAUSING),
        Event.RESTED: Move(State.REQUEUED),
    },
    State.PAUSED: {**_AT_REST, Event.RESUME: Move(State.REQUEUED), Event.STEP: Move(State.STEPPING, ("step",))},
    State.STEPPING: {**_STEPPING, Event.RESUME: Move(State.STEPPING_TO_RESUME), Event.RESTED: Move(State.PAUSED)},
    State.STEPPING_TO_RESUME: {
        **_STEPPING,
        **_RESTARTED,
        Event.PAUSE: Move(State.STEPPING),
        Event.RESTED: Move(State.REQUEUED),
    },
    State.REQUEUED: {
        **_AT_REST,
        **_RESTARTED,
        Event.PAUSE: Move(State.PAUSED),
        Event.BEGIN: Move(State.RUNNING, ("go",)),
    },
    State.STOPPING: {
        **_ADVANCING,
        Event.FORCED: Move(State.STOPPED, message=FORCED),
        Event.RESTED: Move(State.STOPPING_PAUSED),
    },
    State.STOPPING_PAUSED: {
        **_ANSWERS,
        **_LOST,
        Event.FORCED: Move(State.STOPPED, message=FORCED),
        Event.RESTED: Move(State.STOPPING_PAUSED),  # the answer to a step that was under way
    },
    State.EXTENDABLE: {
        Event.EXTEND: Move(State.QUEUED_TO_EXTEND),
        Event.RELEASE: Move(State.FINISHED, ("release",)),
        Event.LOST: Move(State.FINISHED),
        Event.CLOSE: Move(State.FINISHED),
    },
    State.QUEUED_TO_EXTEND: {
        Event.STOP: Move(State.EXTENDABLE, message=CANCELLED),
        Event.PAUSE: Move(State.EXTENDABLE, message=CANCELLED),
        Event.BEGIN: Move(State.RUNNING, ("go",)),
        Event.RELEASE: Move(State.FINISHED, ("release",), NOT_EXTENDED),
        Event.LOST: Move(State.FINISHED, message=NOT_EXTENDED),
        Event.CLOSE: Move(State.FINISHED, message=NOT_EXTENDED),
    },
    State.FINISHED: {},
    State.STOPPED: {},
    State.FAILED: {},
}


def move(state: State, event: Event) -> Move | None:
    """What the event leads to; None for a page's order that does not apply here, which changes nothing.

    Raises IllegalTransitionError for any other event that the table does not know in this state.
    """
    found = TABLE[state].get(event)
    if found is None and event not in ORDERS:
        raise IllegalTransitionError(f'A race that is {state} cannot take the event "{event}".')
    return found
