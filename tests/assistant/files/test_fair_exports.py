"""Who exports a whole account keeps no colleague waiting, and no other export for ever."""

import asyncio
from contextlib import aclosing, suppress

import pytest
from virtual_time import FarAway, play

from assistant.files.contact_export import (
    Exported,
    ExportProgress,
    ExportQueue,
    ExportRefused,
    ExportWaits,
    export,
)
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import Contact, ContactPage, SearchContacts

LONGEST = 2.0
ANSWER = 0.4


class Account:
    """An account of 10,000 contacts, 50 pages of them, at the other end of the real client; a page holds one, to save paper."""

    def __init__(self, client):
        self._client = client
        self.writing = True
        self.pages = 0

    async def labels(self):
        return {}

    async def search(self, query, *, size=None):
        if self.writing:  # what was written lately is read back before the index is asked
            await self._client.call(CallSort.READ, None)
        await self._client.call(CallSort.SEARCH, None)
        self.pages += 1
        contact = Contact(id=str(query.page), properties={})
        return ContactPage(
            contacts=(contact,), total=10_000, page=query.page, page_size=size or 5, query=query
        )


async def exporting(account, *, patient):
    with acting_for("greedy", patient=patient):
        async for _ in export(account, SearchContacts(), "en"):
            pass


async def stopped(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def searching(account, clock, person="colleague"):
    began = clock.now()
    with acting_for(person):
        await account.search(SearchContacts(page=1))
    return clock.now() - began


@pytest.mark.parametrize("patient", [True, False])
@pytest.mark.parametrize(("every", "searches"), [(0.13, 150), (1.0, 80), (3.7, 50)])
def test_one_s_hundred_exports_never_keep_a_colleague_waiting_over_two_seconds(every, searches, patient):
    async def main(clock):
        client = FarAway(clock, ANSWER)
        account = Account(client)
        exports = [asyncio.create_task(exporting(account, patient=patient)) for _ in range(100)]
        waits = []
        for _ in range(searches):
            await clock.sleep(every)
            waits.append(await searching(account, clock))
        assert not any(export.done() for export in exports)
        await stopped(exports)
        await client.close()
        return waits, account.pages / clock.now()

    waits, pages_a_second = play(main)
    assert max(waits) < LONGEST
    assert pages_a_second > 2, "the exports stood still"


def test_twenty_people_who_all_search_at_once_wait_hardly_longer_beside_a_hundred_exports():
    async def main(clock, exports):
        client = FarAway(clock, ANSWER)
        account = Account(client)
        account.writing = False
        running = [asyncio.create_task(exporting(account, patient=True)) for _ in range(exports)]
        await clock.sleep(20.3)
        waits = await asyncio.gather(*(searching(account, clock, f"person {number}") for number in range(20)))
        await stopped(running)
        await client.close()
        return max(waits)

    alone = play(lambda clock: main(clock, 0))
    assert play(lambda clock: main(clock, 100)) <= alone + 1.0 + ANSWER


def collected(exports, owner, steps):
    told = []

    async def collect():
        async with aclosing(exports.run(owner, steps)) as turns:
            async for step in turns:
                told.append(step)  # noqa: PERF401 - each at its time

    return asyncio.create_task(collect()), told


async def some_time():
    for _ in range(10):
        await asyncio.sleep(0)


class Export:
    """The steps of an export that ends when the test lets it."""

    def __init__(self):
        self.begun, self.may_end = False, asyncio.Event()

    async def steps(self):
        self.begun = True
        yield ExportProgress(1, 2)
        await self.may_end.wait()
        yield Exported(b"", 2, 2)


@pytest.fixture
async def three():
    """Ada, Ben and Cem ask one after the other, of whom two can be served."""
    exports, people = ExportQueue(at_once=2, most_waiting=1), {}
    for owner in ("ada", "ben", "cem"):
        one = Export()
        people[owner] = (one, *collected(exports, owner, one.steps()))
        await some_time()
    yield exports, people
    for _, task, _ in people.values():
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_two_exports_run_at_once_and_the_third_hears_that_it_waits_then_runs(three):
    _, people = three
    (ada, ada_task, _), _, (cem, cem_task, told) = people.values()
    assert (cem.begun, told) == (False, [ExportWaits()])
    ada.may_end.set()
    await ada_task
    cem.may_end.set()
    await cem_task
    assert told == [ExportWaits(), ExportProgress(1, 2), Exported(b"", 2, 2)]


async def test_a_second_export_of_the_same_person_is_refused_and_the_first_goes_on(three):
    exports, people = three
    for owner in ("ada", "cem"):
        again = Export()
        task, told = collected(exports, owner, again.steps())
        await task
        assert (told, again.begun) == ([ExportRefused.OWN_UNDER_WAY], False)
    assert not people["ada"][1].done()
    assert not people["cem"][1].done()


async def test_a_queue_that_is_full_is_told_instead_of_joined(three):
    exports, _ = three
    dot = Export()
    task, told = collected(exports, "dot", dot.steps())
    await task
    assert (told, dot.begun) == ([ExportRefused.TOO_MANY_WAIT], False)


@pytest.mark.parametrize("who", ["ben", "cem"])
async def test_whoever_stops_at_work_or_waiting_leaves_the_place_to_the_next_and_may_ask_again(three, who):
    exports, people = three
    people[who][1].cancel()
    await some_time()
    assert people["cem"][0].begun == (who == "ben")
    task, told = collected(exports, who, Export().steps())
    await some_time()
    assert told == [ExportWaits()]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_an_export_that_fails_leaves_its_place(three):
    exports, people = three
    ada, ben, _ = people.values()
    for _, task, _ in (ada, ben):
        task.cancel()
    await some_time()

    async def failing():
        yield ExportProgress(1, 2)
        raise ConnectionError

    task, _ = collected(exports, "ada", failing())
    with pytest.raises(ConnectionError):
        await task
    one = Export()
    task, told = collected(exports, "ada", one.steps())
    await some_time()
    assert told == [ExportProgress(1, 2)]
    task.cancel()


async def test_one_person_s_chats_share_one_turn_at_exporting(chat, people):
    first = chat(owner="ada").conversation
    second, other = (first._parts.converse(owner=owner, language="en") for owner in ("ada", "ben"))
    async with aclosing(first.export(SearchContacts())) as steps:
        assert isinstance(await anext(steps), Exported)
        assert [step async for step in second.export(SearchContacts())] == [ExportRefused.OWN_UNDER_WAY]
        assert [type(step) async for step in other.export(SearchContacts())] == [Exported]
    assert [type(step) async for step in second.export(SearchContacts())] == [Exported]
