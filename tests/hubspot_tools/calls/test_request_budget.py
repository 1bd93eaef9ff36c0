import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virtual_time import play

from hubspot_tools.calls.request_budget import RequestBudget, SystemClock
from hubspot_tools.errors import RateLimited

ALWAYS = 10.0**9


async def use(budget, *, times=1):
    for _ in range(times):
        async with budget.turn():
            pass


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 0.7), st.floats(0, 0.7)), max_size=40))
def test_whatever_the_networks_delays_hubspot_never_sees_more_than_the_budget(calls):
    seen = []

    async def main(clock):
        budget = RequestBudget(5, 1.0, clock, longest_wait=ALWAYS)

        async def call(starts, there, back):
            await clock.sleep(starts)
            async with budget.turn():
                await clock.sleep(there)
                seen.append(clock.now())
                await clock.sleep(back)

        await asyncio.gather(*(call(*one) for one in calls))

    play(main)
    seen.sort()
    assert len(seen) == len(calls)
    for earlier, later in zip(seen, seen[5:], strict=False):
        assert later - earlier >= 1.0 - 1e-6


@given(st.integers(1, 60))
def test_as_many_calls_are_made_as_the_budget_allows(number):
    async def main(clock):
        budget = RequestBudget(5, 1.0, clock, longest_wait=ALWAYS)
        await asyncio.gather(*(use(budget) for _ in range(number)))
        return clock.now()

    assert play(main) == pytest.approx((number - 1) // 5)


async def test_calls_within_the_budget_wait_for_nothing(clock):
    budget = RequestBudget(5, 1.0, clock)
    await use(budget, times=5)
    assert clock.slept == []
    await use(budget)
    assert clock.slept == [1.0]


def test_first_come_is_first_served():
    served = []

    async def main(clock):
        budget = RequestBudget(2, 1.0, clock)

        async def call(name):
            async with budget.turn():
                served.append((name, clock.now()))

        await asyncio.gather(*(call(name) for name in "abcdef"))

    play(main)
    assert served == [("a", 0), ("b", 0), ("c", 1), ("d", 1), ("e", 2), ("f", 2)]


def test_whoever_must_wait_hears_for_how_long():
    heard = []

    async def main(clock):
        budget = RequestBudget(2, 1.0, clock, waiting=heard.append)
        await asyncio.gather(*(use(budget) for _ in range(5)))

    play(main)
    assert heard == [1.0, 1.0, 2.0]


def test_a_queue_without_end_is_refused_instead_of_joined():
    async def main(clock):
        budget = RequestBudget(1, 1.0, clock, longest_wait=3.0)
        queue = [asyncio.create_task(use(budget)) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(RateLimited) as refused:
            await use(budget)
        await asyncio.gather(*queue)
        await use(budget)  # the queue has gone, and the refused call left nothing behind
        return refused.value.retry_after

    assert play(main) == 4.0


def test_a_call_under_way_keeps_its_place_however_long_it_takes():
    async def main(clock):
        budget = RequestBudget(1, 1.0, clock)

        async def slow():
            async with budget.turn():
                await clock.sleep(7)

        await asyncio.gather(slow(), use(budget))
        return clock.now()

    assert play(main) == 8.0


def test_who_gives_up_waiting_holds_up_nobody():
    async def main(clock):
        budget = RequestBudget(1, 1.0, clock)
        await use(budget)
        impatient = [asyncio.create_task(use(budget)) for _ in range(3)]
        patient = asyncio.create_task(use(budget))
        await clock.sleep(0.5)
        for task in impatient:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await patient
        return clock.now()

    assert play(main) == 1.0


def test_a_call_that_fails_gives_its_place_back():
    async def main(clock):
        budget = RequestBudget(1, 1.0, clock)
        with suppress(ValueError):
            async with budget.turn():
                raise ValueError
        await use(budget)
        return clock.now()

    assert play(main) == 1.0


async def test_the_real_clock_runs_forward_and_sleeps():
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() >= before + 0.005
