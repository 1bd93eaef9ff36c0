"""The account's calls are shared by people, not by calls: whoever wants a hundred waits longest."""

import asyncio
from collections import Counter
from contextlib import suppress
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virtual_time import FarAway, play

from hubspot_tools.calls.callers import NOBODY, PATIENT_COST, Caller, acting_for, current_caller
from hubspot_tools.calls.request_budget import RequestBudget
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.errors import RateLimited

ALWAYS = 10.0**9
PEOPLE = st.sampled_from("abcd")


def many(number, make):
    return [asyncio.create_task(make()) for _ in range(number)]


async def use(budget, person, *, patient=False):
    with acting_for(person, patient=patient):
        async with budget.turn():
            pass


async def waited(budget, person, clock):
    began = clock.now()
    await use(budget, person)
    return clock.now() - began


def test_a_hundred_calls_of_one_do_not_come_before_the_one_of_another():
    served = []

    async def main(clock):
        budget = RequestBudget(3, 1.0, clock, longest_wait=ALWAYS)

        async def call(person):
            with acting_for(person):
                async with budget.turn():
                    served.append((person, clock.now()))

        greedy = many(100, lambda: call("greedy"))
        await clock.sleep(0.5)
        await asyncio.gather(call("ada"), call("ben"), *greedy)

    play(main)
    assert served[:2] == [("greedy", 0.0), ("greedy", 0.0)]
    assert sorted(served[2:6]) == [("ada", 0.5), ("ben", 1.0), ("greedy", 1.0), ("greedy", 1.5)]


@given(st.lists(st.tuples(PEOPLE, st.floats(0, 3), st.floats(0, 0.7)), max_size=40))
def test_whoever_has_nothing_else_under_way_sees_nobody_served_twice_before_them(calls):
    served, busy = [], Counter()

    async def main(clock):
        budget = RequestBudget(3, 1.0, clock, longest_wait=ALWAYS)

        async def call(person, starts, lasts):
            await clock.sleep(starts)
            came, alone = clock.now(), not busy[person]
            busy[person] += 1
            with acting_for(person):
                async with budget.turn():
                    served.append((person, came, clock.now(), alone))
                    await clock.sleep(lasts)
            await clock.sleep(1.0)
            busy[person] -= 1

        await asyncio.gather(*(call(*one) for one in calls))

    play(main)
    assert len(served) == len(calls)
    for _, came, at, alone in served:
        before = Counter(one for one, _, then, _ in served if came < then < at)
        assert not alone or max(before.values(), default=0) <= 1


@given(st.lists(st.tuples(PEOPLE, st.floats(0, 3), st.floats(0, 0.7)), max_size=40))
def test_everybody_is_served_in_the_order_of_their_own_calls(calls):
    served = []

    async def main(clock):
        budget = RequestBudget(3, 1.0, clock, longest_wait=ALWAYS)

        async def call(person, starts, lasts):
            await clock.sleep(starts)
            came = clock.now()
            with acting_for(person):
                async with budget.turn():
                    served.append((person, came, clock.now()))
                    await clock.sleep(lasts)

        await asyncio.gather(*(call(*one) for one in calls))

    play(main)
    for one in "abcd":
        times = sorted((came, at) for person, came, at in served if person == one)
        assert [at for _, at in times] == sorted(at for _, at in times)


@given(
    st.lists(
        st.tuples(PEOPLE, st.booleans(), st.floats(0, 4), st.floats(0, 0.7), st.floats(0, 3)), max_size=40
    )
)
def test_whoever_gives_up_and_whenever_all_others_are_served_and_no_place_is_lost(calls):
    seen, given_up = [], []

    async def main(clock):
        budget = RequestBudget(3, 1.0, clock, longest_wait=ALWAYS)

        async def call(person, patient, starts, lasts):
            await clock.sleep(starts)
            with acting_for(person, patient=patient):
                async with budget.turn():
                    seen.append(clock.now())
                    await clock.sleep(lasts)

        async def impatient(person, patient, starts, lasts, gives_up):
            task = asyncio.create_task(call(person, patient, starts, lasts))
            done, _ = await asyncio.wait({task}, timeout=starts + gives_up)
            if not done:
                task.cancel()
                given_up.append(task)
            with suppress(asyncio.CancelledError):
                await task

        await asyncio.gather(*(impatient(*one) for one in calls))
        await clock.sleep(1.0)
        began = clock.now()
        await asyncio.gather(*(use(budget, NOBODY) for _ in range(6)))
        return clock.now() - began

    assert play(main) == pytest.approx(1.0)
    assert len(seen) + len(given_up) >= len(calls)
    seen.sort()
    for earlier, later in zip(seen, seen[3:], strict=False):
        assert later - earlier >= 1.0 - 1e-6


@given(st.lists(st.tuples(PEOPLE, st.booleans()), max_size=60), PEOPLE, st.booleans(), st.integers(1, 6))
def test_what_one_is_told_of_the_wait_is_how_long_it_takes(queue, person, patient, places):
    told = []

    async def main(clock):
        budget = RequestBudget(places, 1.0, clock, longest_wait=ALWAYS, waiting=told.append)
        waiting = [asyncio.create_task(use(budget, one, patient=slow)) for one, slow in queue]
        await clock.sleep(0.25)
        told.clear()
        began = clock.now()
        await use(budget, person, patient=patient)
        took = clock.now() - began
        await asyncio.gather(*waiting)
        return took

    assert play(main) == pytest.approx(told[0] if told else 0.0)


def test_only_who_has_asked_for_too_much_is_refused():
    async def main(clock):
        told = []
        budget = RequestBudget(5, 1.0, clock, longest_wait=10.0, waiting=told.append)
        greedy = many(44, lambda: use(budget, "greedy"))
        await asyncio.sleep(0)
        with pytest.raises(RateLimited) as refused:
            await use(budget, "greedy")
        told.clear()
        waits = [await waited(budget, "ada", clock) for _ in range(2)]
        assert refused.value.retry_after == 11.0
        assert (waits, told) == ([0.0, 1.0], [1.0])
        await asyncio.gather(*greedy)

    play(main)


async def test_a_turn_that_comes_in_the_moment_its_caller_gives_up_is_the_next_one_s(clock):
    budget = RequestBudget(1, 0.0, clock)
    async with budget.turn():
        leaving, staying = (asyncio.create_task(use(budget, one)) for one in ("ben", "cem"))
        await asyncio.sleep(0)
    leaving.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(leaving, staying, return_exceptions=True)
    assert leaving.cancelled()


async def test_whoever_gives_up_in_the_moment_a_place_is_free_does_not_take_it_along(clock):
    budget = RequestBudget(1, 0.0, clock)
    async with budget.turn():
        leaving, staying = (asyncio.create_task(use(budget, one)) for one in ("ben", "cem"))
        await asyncio.sleep(0)
        leaving.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(leaving, staying, return_exceptions=True)
    assert leaving.cancelled()


def test_patient_work_leaves_a_place_to_whoever_waits_for_one_answer():
    async def main(clock):
        budget = RequestBudget(5, 1.0, clock, longest_wait=ALWAYS)
        exports = [task for one in "abc" for task in many(20, lambda one=one: use(budget, one, patient=True))]
        waits = []
        for _ in range(8):
            waits.append(await waited(budget, "ada", clock))
            await clock.sleep(1.1)
        await asyncio.gather(*exports)
        return waits

    assert set(play(main)) == {0.0}


def test_patient_work_is_done_also_while_others_never_stop_asking():
    async def main(clock):
        budget = RequestBudget(5, 1.0, clock, longest_wait=ALWAYS)
        others = [task for one in "abcdefgh" for task in many(50, lambda one=one: use(budget, one))]
        await clock.sleep(1.5)
        began = clock.now()
        for _ in range(3):
            await use(budget, NOBODY, patient=True)
        took = clock.now() - began
        await asyncio.gather(*others)
        return took

    a_turn_of_all = 8 * PATIENT_COST + 1
    assert 0 < play(main) <= 3 * ceil(a_turn_of_all / 5)


def test_one_s_own_long_work_does_not_keep_one_waiting_either():
    async def main(clock):
        budget = RequestBudget(5, 1.0, clock, longest_wait=ALWAYS)
        export = many(100, lambda: use(budget, "ada", patient=True))
        await clock.sleep(3.5)
        wait = await waited(budget, "ada", clock)
        await asyncio.gather(*export)
        return wait

    assert play(main) == 0.0


async def test_tasks_act_for_whoever_began_them():
    async def whose():
        return current_caller()

    with acting_for("ada"):
        theirs = asyncio.create_task(whose())
        with acting_for("ada", patient=True):
            long = asyncio.create_task(whose())
    assert await theirs == Caller("ada")
    assert await long == Caller("ada", patient=True)
    assert current_caller() == Caller()


def test_a_flood_of_slow_reads_leaves_a_colleague_a_thread():
    async def main(clock):
        client = FarAway(clock, seconds=5.0)

        async def read(person, *, patient=False):
            with acting_for(person, patient=patient):
                await client.call(CallSort.READ, None)

        flood = many(60, lambda: read("greedy", patient=True))
        waits = []
        for _ in range(6):
            await clock.sleep(1.0)
            began = clock.now()
            await read("ada")
            waits.append(clock.now() - began - client.seconds)
        await asyncio.gather(*flood)
        await client.close()
        return max(waits)

    assert play(main) < 2.0
