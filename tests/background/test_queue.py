"""The fair queue."""

from hypothesis import given
from hypothesis import strategies as st

from playground.background.queue import FairQueue


def filled(*pairs):
    queue = FairQueue()
    for job, visitor in pairs:
        queue.add(job, visitor)
    return queue


def drained(queue):
    return [queue.take(lambda _: True) for _ in range(len(queue))]


def test_one_visitor_is_served_in_the_order_of_asking():
    assert drained(filled(("a1", "a"), ("a2", "a"), ("a3", "a"))) == ["a1", "a2", "a3"]


def test_a_late_visitor_goes_before_the_second_race_of_an_early_one():
    assert drained(filled(("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b"))) == [
        "a1",
        "b1",
        "a2",
        "b2",
        "a3",
    ]


def test_a_visitor_whose_race_just_began_waits_behind_one_who_has_none():
    queue = filled(("a1", "a"))
    assert queue.take(lambda _: True) == "a1"
    queue.add("a2", "a")
    queue.add("b1", "b")
    assert queue.order == ["b1", "a2"]


def test_having_been_away_saves_up_no_turns():
    queue = filled(*((f"a{i}", "a") for i in range(9)))
    for _ in range(5):
        queue.take(lambda _: True)
    for i in range(4):
        queue.add(f"b{i}", "b")
    assert drained(queue)[:4] in (["b0", "a5", "b1", "a6"], ["a5", "b0", "a6", "b1"])


def test_what_may_not_be_taken_keeps_its_place():
    queue = filled(("a1", "a"), ("b1", "b"))
    assert queue.take(lambda job: job != "a1") == "b1"
    assert queue.take(lambda job: False) is None
    assert queue.order == ["a1"]


def test_removing_closes_the_gap():
    queue = filled(("a1", "a"), ("b1", "b"), ("c1", "c"))
    queue.remove("b1")
    queue.remove("nobody")
    assert queue.order == ["a1", "c1"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=60))
def test_nobody_waits_while_another_visitor_is_served_twice(events):
    """Oracle: between two consecutive queue of one visitor, everybody who waited all the while had a turn."""
    queue, owner, waiting, history = FairQueue(), {}, {}, []
    for number, (visitor, add) in enumerate(events):
        if add or not len(queue):
            owner[f"{number}"] = visitor
            waiting.setdefault(visitor, len(history))
            queue.add(f"{number}", visitor)
        else:
            served = owner[queue.take(lambda _: True)]
            history.append(served)
            left = {owner[job] for job in queue.order}
            waiting = {v: since for v, since in waiting.items() if v in left}
            if served in left:
                waiting[served] = len(history)
            for other, since in waiting.items():
                others = history[since:]
                assert all(others.count(v) <= 2 for v in set(others) - {other}), (history, other)
