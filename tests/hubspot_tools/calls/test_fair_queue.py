"""Whoever waits is served within so many turns, whatever all others want: each by their weight."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.calls.callers import PATIENT_COST, Caller
from hubspot_tools.calls.fair_queue import FairQueue

CALLERS = st.builds(Caller, st.sampled_from("abcdef"), patient=st.booleans())
STEPS = st.lists(st.one_of(CALLERS, st.none()), max_size=200)
"""Somebody joins; or, for None, whose turn it is gets it."""


def everybody(_):
    return True


def turns_at_most(caller, others):
    """Turns in which a caller must have been served: each other's share of what one call costs them, and one more."""
    return sum(caller.cost // one.cost + 1 for one in others - {caller})


@given(STEPS)
def test_whoever_waits_is_served_before_anybody_has_had_more_than_their_share(steps):
    queue, waiting, served, seen = FairQueue(), [], 0, set()
    for number, step in enumerate(steps):
        if step is not None:
            queue.join(step, number)
            seen.add(step)
            first = all(caller != step for caller, _, _ in waiting)
            waiting.append((step, number, served if first else None))
        elif (taken := queue.next(everybody)) is not None:
            served += 1
            came = next(entry for entry in waiting if entry[:2] == taken)
            waiting.remove(came)
            caller, _, since = came
            if (
                since is not None
            ):  # the first in their line; who has just been served begins one call of theirs later
                assert served - since - 1 <= 2 * turns_at_most(caller, seen)
            waiting = [
                (one, n, served if one == caller and n == min(m for c, m, _ in waiting if c == one) else at)
                for one, n, at in waiting
            ]
    while (taken := queue.next(everybody)) is not None:
        waiting.remove(next(entry for entry in waiting if entry[:2] == taken))
    assert not waiting


@given(st.sets(CALLERS, min_size=2), st.integers(1, 8))
def test_those_who_never_stop_asking_are_served_by_their_weights(callers, rounds):
    queue, served = FairQueue(), Counter()
    for caller in callers:
        for number in range(rounds * PATIENT_COST + 1):
            queue.join(caller, number)
    one_round = sum(PATIENT_COST // caller.cost for caller in callers)
    for _ in range(rounds * one_round):
        caller, _ = queue.next(everybody)
        served[caller] += 1
    assert served == {caller: rounds * PATIENT_COST // caller.cost for caller in callers}


@given(STEPS, CALLERS)
def test_what_is_said_to_go_first_goes_first(steps, caller):
    queue = FairQueue()
    for number, step in enumerate(steps):
        queue.join(step, number) if step is not None else queue.next(everybody)
    calls, _ = queue.before(caller)
    mine = object()
    queue.join(caller, mine)
    assert queue.before(caller, mine)[0] == calls
    order = []
    while (taken := queue.next(everybody)) is not None:
        order.append(taken[1])
    assert order.index(mine) <= calls
    if not any(one.cost > 1 for one in {caller, *filter(None, steps)}):
        assert calls - order.index(mine) <= 6


@given(STEPS, st.data())
def test_whoever_leaves_gives_their_turn_to_the_next(steps, data):
    queue, waiting = FairQueue(), []
    for number, step in enumerate(steps):
        if step is not None:
            queue.join(step, number)
            waiting.append((step, number))
        elif waiting and data.draw(st.booleans()):
            leaving = data.draw(st.sampled_from(waiting))
            queue.leave(*leaving)
            queue.leave(*leaving)
            waiting.remove(leaving)
        elif (taken := queue.next(everybody)) is not None:
            waiting.remove(taken)
    left = []
    while (taken := queue.next(everybody)) is not None:
        left.append(taken)
    assert sorted(number for _, number in left) == [number for _, number in waiting]
    assert not queue


def test_nobody_saves_up_turns_while_they_want_nothing():
    queue, ada, ben = FairQueue(), Caller("ada"), Caller("ben")
    for number in range(100):
        queue.join(ada, number)
        queue.next(everybody)
    for number in range(4):
        queue.join(ada, number)
        queue.join(ben, number)
    assert [queue.next(everybody)[0].person for _ in range(8)].count("ben") == 4
    for number in range(4):
        queue.join(ada, number)
        queue.join(ben, number)
    assert [queue.next(everybody)[0].person for _ in range(4)].count("ben") == 2


def test_those_who_come_and_go_are_forgotten():
    queue = FairQueue()
    for number in range(5_000):
        queue.join(Caller(str(number)), number)
        queue.next(everybody)
    assert len(queue._served) <= 1_000
