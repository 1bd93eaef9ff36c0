from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.server.quotas.allowances import Allowances, Demand
from assistant.ui.server.quotas.counted_callers import caller_name
from assistant.ui.server.quotas.rates import WINDOW, Rates

ADA, BOB = "browser:ada", "browser:bob"

pauses = st.lists(st.integers(0, 40), max_size=60)
"""Whole seconds between one demand and the next."""


def rates(clock, most=3, **allowances):
    return Rates(Allowances(each_minute=dict.fromkeys(Demand, most), **allowances), clock.now)


@given(pauses, st.integers(1, 5))
def test_no_minute_whatever_holds_more_than_is_allowed(clock_of, pauses, most):
    clock = clock_of()
    counted, taken = rates(clock, most), deque()
    for pause in pauses:
        clock.pass_by(pause)
        if counted.wait_for(Demand.MESSAGE, ADA) == 0:
            taken.append(clock.now())
    assert all(sum(start <= each < start + WINDOW for each in taken) <= most for start in taken)


@given(pauses, st.integers(1, 5))
def test_whoever_waits_as_long_as_they_were_told_is_let_in(clock_of, pauses, most):
    clock = clock_of()
    counted = rates(clock, most)
    for pause in pauses:
        clock.pass_by(pause)
        if wait := counted.wait_for(Demand.MESSAGE, ADA):
            assert 0 < wait <= WINDOW
            clock.pass_by(wait)
            assert counted.wait_for(Demand.MESSAGE, ADA) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["browser:eve", "address:unknown", BOB])), max_size=80
    )
)
def test_a_quiet_browser_is_never_refused_whatever_others_do(clock_of, others):
    clock = clock_of()
    counted = rates(clock, most_callers=2)
    last = None
    for pause, other in others:
        clock.pass_by(pause)
        counted.wait_for(Demand.MESSAGE, other)
        if last is None or clock.now() - last >= WINDOW / 3:
            assert counted.wait_for(Demand.MESSAGE, ADA) == 0
            last = clock.now()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 50), min_size=1, max_size=2)), max_size=60)
)
def test_no_more_counts_are_kept_than_there_is_room_for(clock_of, demands):
    clock = clock_of()
    counted = rates(clock, most_callers=5)
    for pause, callers in demands:
        clock.pass_by(pause)
        counted.wait_for(Demand.CLICK, *(f"browser:{caller}" for caller in callers))
        assert len(counted) <= 5


def test_a_caller_who_has_been_idle_for_a_minute_is_forgotten(clock):
    counted = rates(clock)
    for who in range(100):
        counted.wait_for(Demand.CLICK, f"browser:{who}")
    clock.pass_by(WINDOW)
    counted.wait_for(Demand.CLICK, ADA)
    assert len(counted) == 1


def test_whoever_has_been_idle_longest_makes_room_and_the_busy_stay_counted(clock):
    counted = rates(clock, most=2, most_callers=2)
    for caller in (ADA, BOB, ADA, "browser:eve"):
        clock.pass_by(1)
        counted.wait_for(Demand.CLICK, caller)
    assert counted.wait_for(Demand.CLICK, ADA) > 0


def test_what_is_refused_for_one_of_two_names_is_counted_for_neither(clock):
    counted = rates(clock, most=1)
    assert counted.wait_for(Demand.CLICK, ADA) == 0
    assert counted.wait_for(Demand.CLICK, BOB, ADA) == WINDOW
    assert counted.wait_for(Demand.CLICK, BOB) == 0


def test_one_kind_of_demand_does_not_use_up_another(clock):
    counted = rates(clock, most=1)
    assert [counted.wait_for(demand, ADA) for demand in Demand] == [0] * len(Demand)


def test_an_address_with_browsers_that_keep_no_cookie_may_do_more(clock):
    counted = rates(clock, most=2, generosity=3)
    address = caller_name(None, "192.0.2.7")
    assert [counted.wait_for(Demand.CLICK, address) > 0 for _ in range(7)] == [False] * 6 + [True]


@pytest.mark.parametrize(
    ("visitor", "address", "caller"),
    [
        ("ada", "192.0.2.7", "browser:ada"),
        (None, "192.0.2.7", "address:192.0.2.7"),
        (None, "::ffff:192.0.2.7", "address:192.0.2.7"),
        (None, "2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"),
        (None, "2001:db8:1:2:ffff::1%eth0", "address:2001:db8:1:2::/64"),
        (None, "x" * 10_000, "address:unknown"),
        (None, None, "address:unknown"),
    ],
)
def test_a_browser_is_known_by_its_cookie_and_else_by_its_subscriber_s_address(visitor, address, caller):
    assert caller_name(visitor, address) == caller
