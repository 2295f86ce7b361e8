"""The table of a race's life, against rules that say the same in words, for every state and every event."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.background.states import (
    BUSY,
    ENDED,
    IN_QUEUE,
    IN_STOP,
    KEPT,
    ORDERS,
    SHOWN,
    STEPPING,
    TRAINING,
    WITHOUT_WORKER,
    Event,
    State,
)
from playground.background.transitions import TABLE, IllegalTransitionError, move
from playground.background.views import ENDED as SHOWN_ENDED


@dataclass(frozen=True)
class Facts:
    """A race in plain facts. `once`: it wants a single step. `extension`: it has finished, and waits to go on."""

    shown: str
    worker: bool = False
    training: bool = False
    once: bool = False
    yielding: bool = False
    stopping: bool = False
    extension: bool = False


FACTS = {
    State.QUEUED: Facts("queued"),
    State.QUEUED_TO_STEP: Facts("queued", once=True),
    State.UNBEGUN: Facts("paused"),
    State.RUNNING: Facts("running", worker=True, training=True),
    State.YIELDING: Facts("running", worker=True, training=True, yielding=True),
    State.PAUSING: Facts("paused", worker=True, training=True),
    State.PAUSING_TO_STEP: Facts("paused", worker=True, training=True, once=True),
    State.PAUSING_TO_RESUME: Facts("queued", worker=True, training=True),
    State.PAUSED: Facts("paused", worker=True),
    State.STEPPING: Facts("paused", worker=True, once=True),
    State.STEPPING_TO_RESUME: Facts("queued", worker=True, once=True),
    State.REQUEUED: Facts("queued", worker=True),
    State.STOPPING: Facts("running", worker=True, training=True, stopping=True),
    State.STOPPING_PAUSED: Facts("paused", worker=True, stopping=True),
    State.EXTENDABLE: Facts("finished", worker=True),
    State.QUEUED_TO_EXTEND: Facts("queued", worker=True, extension=True),
    State.FINISHED: Facts("finished"),
    State.STOPPED: Facts("stopped"),
    State.FAILED: Facts("failed"),
}
EXTENDABLE, FINISHED = FACTS[State.EXTENDABLE], FACTS[State.FINISHED]
STOPPED, FAILED, QUEUED = FACTS[State.STOPPED], FACTS[State.FAILED], FACTS[State.QUEUED]


def ended(race):
    return race.shown in SHOWN_ENDED


def stop(race):
    if ended(race) or race.stopping:
        return race
    if race.extension:
        return EXTENDABLE
    if not race.worker:
        return STOPPED
    return Facts("running" if race.training else "paused", worker=True, training=race.training, stopping=True)


def pause(race):
    if race.extension:
        return EXTENDABLE
    if race.shown == "queued":
        return replace(race, shown="paused", once=race.once and race.worker)
    if race.shown == "running" and not race.stopping:
        return replace(race, shown="paused", yielding=False)
    return race


def resume(race):
    if race.shown != "paused" or race.stopping:
        return race
    return replace(race, shown="queued", once=race.once and not race.training)  # going on includes the step


def step(race):
    if race.shown != "paused" or race.stopping:
        return race
    return replace(race, once=True, shown="paused" if race.worker else "queued")


def extend(race):
    return Facts("queued", worker=True, extension=True) if race == EXTENDABLE else race


def begin(race):
    if race.shown != "queued" or race.training or (race.worker and race.once):
        return None
    if race.once:
        return Facts("paused", worker=True, once=True)
    return Facts("running", worker=True, training=True)


def yield_(race):
    running = race.shown == "running" and not race.stopping and not race.yielding
    return replace(race, yielding=True) if running else None


def rested(race):
    if race.training and race.yielding:
        return Facts("queued", worker=True)
    if race.training and (race.stopping or race.shown != "running"):
        return replace(race, training=False, shown="paused" if race.stopping else race.shown)
    if race.once and race.worker:
        return replace(race, once=False)
    return race if race.stopping else None


def advancing(race):
    return race.training or race.stopping or (race.once and race.worker)


def lost(race):
    if not race.worker:
        return None
    return FINISHED if race.extension or race == EXTENDABLE else STOPPED


def restarted(race):
    plain = race.worker and not race.stopping and not race.extension
    return QUEUED if plain and race.shown in ("queued", "running") else None


def close(race):
    if race.extension or race == EXTENDABLE:
        return FINISHED
    return None if ended(race) else STOPPED


RULES = {
    Event.STOP: stop,
    Event.PAUSE: pause,
    Event.RESUME: resume,
    Event.STEP: step,
    Event.EXTEND: extend,
    Event.BEGIN: begin,
    Event.YIELD: yield_,
    Event.RELEASE: lambda race: FINISHED if race.extension or race == EXTENDABLE else None,
    Event.UNSTARTABLE: lambda race: FAILED if race.shown == "queued" and not race.worker else None,
    Event.CLOSE: close,
    Event.RESTED: rested,
    Event.FINISHED: lambda race: EXTENDABLE if advancing(race) else None,
    Event.STOPPED: lambda race: STOPPED if advancing(race) else None,
    Event.FAILED: lambda race: FAILED if advancing(race) else None,
    Event.CRASHED: lambda race: FAILED if race.training or (race.once and race.worker) else None,
    Event.FORCED: lambda race: STOPPED if race.stopping else None,
    Event.LOST: lost,
    Event.RESTARTED: restarted,
}


def test_the_rules_know_every_state_and_event_and_tell_the_states_apart():
    assert set(FACTS) == set(State) == set(TABLE) == set(SHOWN)
    assert set(RULES) == set(Event)
    assert len(set(FACTS.values())) == len(State)


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_every_event_in_every_state_leads_where_the_rules_say_or_is_refused(state, event):
    expected = RULES[event](FACTS[state])
    if expected is None:
        with pytest.raises(IllegalTransitionError, match=f"is {state} cannot take the event"):
            move(state, event)
        return
    found = move(state, event)
    assert FACTS[found.to if found else state] == expected


@pytest.mark.parametrize("event", sorted(ORDERS))
def test_no_order_of_a_page_is_ever_an_error(event):
    for state in State:
        move(state, event)


def test_the_sets_of_states_are_what_the_facts_say():
    assert {state: race.shown for state, race in FACTS.items()} == SHOWN
    assert {state for state, race in FACTS.items() if race.shown == "queued"} == IN_QUEUE
    assert {state for state, race in FACTS.items() if race.training} == TRAINING
    assert {state for state, race in FACTS.items() if race.once and race.worker and not race.training} == STEPPING
    assert {state for state, race in FACTS.items() if race.stopping} == IN_STOP
    assert {state for state, race in FACTS.items() if race.extension or race == EXTENDABLE} == KEPT
    assert {state for state, race in FACTS.items() if ended(race)} == ENDED
    assert {state for state, race in FACTS.items() if not race.worker} == WITHOUT_WORKER
    assert BUSY == TRAINING | STEPPING


def reachable(state, events):
    found, fresh = set(), {state}
    while fresh:
        found |= fresh
        fresh = {m.to for s in fresh for event, m in TABLE[s].items() if event in events} - found
    return found


def test_every_state_can_come_about_and_from_every_unfinished_one_a_race_can_end():
    assert reachable(State.QUEUED, set(Event)) == set(State)
    for state in set(State) - ENDED:
        assert reachable(state, {Event.CLOSE}) & ENDED, "the server can close at any moment"
        assert reachable(state, set(Event) - {Event.CLOSE}) & ENDED


def test_an_ended_race_changes_only_by_being_extended_or_let_go():
    for state in ENDED - KEPT:
        assert TABLE[state] == {}
    assert {m.to for m in TABLE[State.EXTENDABLE].values()} == {State.QUEUED_TO_EXTEND, State.FINISHED}


def test_only_a_race_that_a_worker_keeps_or_is_given_has_anything_told_about_it():
    for state, row in TABLE.items():
        for event, found in row.items():
            if state in WITHOUT_WORKER and event is not Event.BEGIN:
                assert found.send == ()
            if found.send and found.to in WITHOUT_WORKER:
                assert found.send == ("release",), "a trainer that is not kept must be released"


def test_a_worker_is_asked_to_pause_once_until_it_has_answered():
    """Otherwise the second answer would be taken for one about something else."""
    asked = {State.YIELDING, State.PAUSING, State.PAUSING_TO_STEP, State.PAUSING_TO_RESUME}
    for state in asked:
        assert not any("pause" in found.send for found in TABLE[state].values())
        assert Event.RESTED in TABLE[state]


def test_a_race_that_ends_for_a_reason_of_its_own_says_why_or_is_told_by_its_cause():
    explained = {Event.CRASHED, Event.FAILED, Event.UNSTARTABLE, Event.STOPPED, Event.FINISHED}
    for state, row in TABLE.items():
        for event, found in row.items():
            if found.to in ENDED and state not in ENDED and event not in explained:
                assert found.message.endswith("."), (state, event)


@given(st.lists(st.sampled_from(sorted(Event)), max_size=40))
def test_any_sequence_of_events_keeps_table_and_rules_together(events):
    state, race = State.QUEUED, QUEUED
    for event in events:
        expected = RULES[event](race)
        if expected is not None:
            found = move(state, event)
            state, race = (found.to if found else state), expected
    assert FACTS[state] == race
