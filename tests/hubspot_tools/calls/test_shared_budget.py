"""Several servers keep one account's limits together, fairly between all their people, and each alone when it must."""

import asyncio
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_time import play

from evaluation.crowd.ledger_model import AtServer, LedgerModel
from hubspot_tools.calls.callers import PATIENT_COST, acting_for
from hubspot_tools.calls.shared.ledger import BudgetTerms, LedgerSilent
from hubspot_tools.calls.shared.shared_budget import MOST_WAITING, SharedBudget
from hubspot_tools.calls.told_limits import ToldLimits
from hubspot_tools.errors import CrmUnavailable, LimitsUnknown, RateLimited

ALWAYS = 10.0**9
TERMS = BudgetTerms("calls", 5, 1.0, 60.0)
SLACK = 1e-6


class Cut(AtServer):
    """A ledger that one of so many servers can be cut off from."""

    def __init__(self, books, servers=1):
        super().__init__(books, "cut", servers)
        object.__setattr__(self, "silent", [])

    async def exchange(self, terms, asked):
        if self.silent:
            raise LedgerSilent
        return await super().exchange(terms, asked)


def play_at(number, story, terms=TERMS, **options):
    """Play ``story(clock, servers)`` with so many servers of one ledger, or with those whose ledgers it gives."""

    async def main(clock):
        books = LedgerModel(clock.now)
        ledgers = number(books) if callable(number) else [AtServer(books, str(one)) for one in range(number)]
        servers = [SharedBudget(one, clock, terms, **{"longest_wait": ALWAYS, **options}) for one in ledgers]
        try:
            return await story(clock, servers)
        finally:
            await asyncio.gather(*(server.close() for server in servers))

    return play(main)


async def end(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def use(budget, person="", *, patient=False, lasts=0.0, clock=None, writes=False, seen=None):
    with acting_for(person, patient=patient):
        async with budget.turn(writes=writes):
            if seen is not None:
                seen.append((clock.now(), person))
            if lasts:
                await clock.sleep(lasts)


def at_once(budget, number, person=str, **options):
    """So many calls, each of whom ``person`` names by its number."""
    return [asyncio.create_task(use(budget, person(one), **options)) for one in range(number)]


def assert_within(moments, calls, seconds):
    moments = sorted(moments)
    for earlier, later in zip(moments, moments[calls:], strict=False):
        assert later - earlier >= seconds - SLACK


SOME_CALLS = st.tuples(
    st.integers(0, 2),
    st.sampled_from("abcd"),
    st.booleans(),
    st.floats(0, 3),
    st.floats(0, 0.7),
    st.floats(0, 0.7),
)


@settings(max_examples=60)
@given(st.lists(SOME_CALLS, max_size=40))
def test_whatever_the_servers_do_hubspot_never_sees_more_than_the_budget_and_all_are_served(calls):
    seen = []

    async def story(clock, servers):
        async def call(server, person, patient, starts, there, back):
            await clock.sleep(starts)
            with acting_for(f"{person}{server}", patient=patient):
                async with servers[server].turn():
                    await clock.sleep(there)
                    seen.append(clock.now())
                    await clock.sleep(back)

        await asyncio.gather(*(call(*one) for one in calls))

    play_at(3, story)
    assert len(seen) == len(calls)
    assert_within(seen, TERMS.calls, TERMS.seconds)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(0, 4), st.floats(0, 3), st.floats(0, 0.7)), max_size=30)
)
def test_whoever_gives_up_and_whenever_no_place_is_lost(calls):
    async def story(clock, servers):
        async def impatient(server, starts, gives_up, lasts):
            await clock.sleep(starts)
            task = asyncio.create_task(use(servers[server], str(starts), lasts=lasts, clock=clock))
            await asyncio.wait({task}, timeout=gives_up)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        await asyncio.gather(*(impatient(*one) for one in calls))
        await clock.sleep(1.5)
        began = clock.now()
        await asyncio.gather(*(use(servers[one % 3], str(one)) for one in range(TERMS.calls)))
        return clock.now() - began

    assert play_at(3, story) < 0.1


def test_one_server_s_people_use_the_whole_budget_while_the_others_need_nothing():
    async def story(clock, servers):
        await asyncio.gather(*at_once(servers[7], 100, lambda one: str(one % 9)))
        return clock.now()

    assert play_at(50, story) == pytest.approx(19, abs=0.5)


def test_a_person_at_a_quiet_server_is_served_as_often_as_those_at_a_crowded_one():
    async def story(clock, servers):
        seen = []
        crowd = at_once(servers[0], 200, lambda one: f"crowd {one % 20}", clock=clock, seen=seen)
        await clock.sleep(2.1)
        seen.clear()
        await asyncio.gather(*at_once(servers[1], 5, lambda _: "alone", clock=clock, seen=seen))
        await end(crowd)
        return Counter(person for _, person in seen)

    served = play_at(4, story)
    assert served.pop("alone") == 5
    assert len(served) == 20
    assert set(served.values()) <= {3, 4, 5, 6}


def test_an_import_at_one_server_starves_no_chat_at_another():
    async def story(clock, servers):
        waits = []
        imports = [
            *at_once(servers[0], 200, lambda one: f"importer {one % 4}", patient=True),
            *at_once(servers[1], 200, lambda one: f"other importer {one % 4}", patient=True),
        ]
        await clock.sleep(5.3)
        for _ in range(6):
            began = clock.now()
            await use(servers[2], "ada")
            waits.append(clock.now() - began)
            await clock.sleep(1.3)
        await end(imports)
        return waits

    assert max(play_at(3, story)) < 0.1


def test_nor_do_chats_without_end_starve_an_import():
    async def story(clock, servers):
        chats = [*at_once(servers[0], 200, lambda one: f"{one % 4}")]
        chats += at_once(servers[1], 200, lambda one: f"other {one % 4}")
        await clock.sleep(3.3)
        began = clock.now()
        for _ in range(3):
            await use(servers[2], "importer", patient=True)
        took = clock.now() - began
        await end(chats)
        return took

    assert play_at(3, story) <= 3 * (PATIENT_COST * 8 + TERMS.calls) / TERMS.calls


def test_a_server_that_dies_keeps_nobody_waiting_for_its_callers():
    async def story(clock, servers):
        dead = at_once(servers[0], 40, lambda one: f"gone {one}")
        await clock.sleep(0.5)
        servers[0]._work.cancel()
        began = clock.now()
        await asyncio.gather(*at_once(servers[1], 10))
        took = clock.now() - began
        await end(dead)
        return took

    assert play_at(2, story) < 5


def test_when_the_ledger_is_silent_reads_keep_to_a_fair_share_and_nothing_is_written():
    async def story(clock, servers):
        (budget,), seen = servers, []
        await use(budget, writes=True)
        await clock.sleep(2)
        budget._ledger.silent.append(True)
        with pytest.raises(LimitsUnknown):
            await use(budget, "writer", writes=True)
        assert clock.now() < 2.1
        await asyncio.gather(*at_once(budget, 8, clock=clock, seen=seen))
        budget._ledger.silent.clear()
        await clock.sleep(1)
        await use(budget, writes=True)
        return [moment for moment, _ in seen]

    seen = play_at(lambda books: [Cut(books, servers=2)], story)
    assert len(seen) == 8
    assert_within(seen, TERMS.calls // 2, TERMS.seconds)


def test_who_waits_to_write_when_the_ledger_falls_silent_hears_so_and_who_reads_goes_on():
    async def story(clock, servers):
        (budget,) = servers
        await asyncio.gather(*at_once(budget, 5))
        writer = asyncio.create_task(use(budget, "writer", writes=True))
        reader = asyncio.create_task(use(budget, "reader"))
        await clock.sleep(0.1)
        budget._ledger.silent.append(True)
        await asyncio.wait({writer, reader})
        return writer.exception(), reader.exception()

    refused, served = play_at(lambda books: [Cut(books)], story)
    assert isinstance(refused, CrmUnavailable)
    assert served is None


def test_with_more_servers_than_calls_each_has_one_in_a_longer_time():
    assert BudgetTerms("searches", 5, 1.0, 9.0).share_of(50) == (1, 10.0)
    assert BudgetTerms("calls", 100, 10.0, 9.0).share_of(3) == (33, 10.0)


def test_what_was_made_alone_counts_once_the_ledger_answers_again():
    async def story(clock, servers):
        cut, other = servers
        cut._ledger.silent.append(True)
        await asyncio.gather(*at_once(cut, 5))
        cut._ledger.silent.clear()
        await clock.sleep(0.6)
        began = clock.now()
        await use(other)
        return clock.now() - began

    assert 0.3 < play_at(lambda books: [Cut(books), AtServer(books, "b")], story) < 0.6


def test_a_call_that_would_wait_too_long_is_refused_and_one_that_waits_hears_for_how_long():
    told = []

    async def story(clock, servers):
        (budget,) = servers
        waiting = at_once(budget, 20)
        await clock.sleep(0.1)
        greedy = at_once(budget, 20, lambda _: "greedy")
        await asyncio.wait(greedy)
        refused = [task.exception() for task in greedy if task.exception() is not None]
        await asyncio.gather(*waiting)
        return refused

    refused = play_at(1, story, longest_wait=5.0, waiting=told.append)
    assert {type(one) for one in refused} == {RateLimited}
    assert 10 <= len(refused) <= 18
    assert all(one.retry_after > 5.0 for one in refused)
    assert len(told) >= 15
    assert all(0 < seconds <= 5 for seconds in told)


def test_whoever_waits_when_a_server_ends_hears_so_and_its_places_come_back():
    async def story(clock, servers):
        ending, other = servers
        under_way = at_once(ending, 5, lasts=0.1, clock=clock)
        await clock.sleep(0.05)
        waiting = at_once(ending, 3)
        await clock.sleep(0.01)
        await ending.close()
        await asyncio.wait([*waiting, *under_way])
        with pytest.raises(CrmUnavailable):
            await use(ending)
        assert [type(task.exception()) for task in waiting] == [CrmUnavailable] * 3
        assert not any(task.exception() for task in under_way)
        await use(other)
        return clock.now()

    assert play_at(2, story, terms=BudgetTerms("calls", 5, 1.0, 3.0)) == pytest.approx(3.0, abs=0.5)


def test_the_line_at_a_server_is_bounded():
    async def story(clock, servers):
        waiting = at_once(servers[0], MOST_WAITING + 50)
        await clock.sleep(0.1)
        refused = [task for task in waiting if task.done() and task.exception() is not None]
        await end(waiting)
        return len(refused)

    assert 40 <= play_at(1, story) <= 50


def test_what_hubspot_tells_one_server_holds_for_all():
    async def story(clock, servers):
        servers[0].adjust(ToldLimits(calls=20, seconds=1.0, used=0))
        await clock.sleep(0.2)
        await asyncio.gather(*at_once(servers[1], 20))
        assert clock.now() < 0.8  # with five a second it would be three
        await clock.sleep(2)
        servers[0].adjust(ToldLimits(calls=20, seconds=1.0, used=20))  # somebody else's calls
        await clock.sleep(0.2)
        began = clock.now()
        await asyncio.gather(*at_once(servers[1], 3))
        return clock.now() - began

    assert play_at(2, story) == pytest.approx(0.9, abs=0.2)


def test_what_is_left_of_the_day_is_told_to_all():
    left = []

    async def story(clock, servers):
        servers[0].adjust(ToldLimits(left_today=3))
        await clock.sleep(0.2)
        await use(servers[1])

    play_at(2, story, left_today=left.append)
    assert left[:2] == [3, 2]
