"""Servers are killed while people write, the database restarts, each server is upgraded: nothing is lost or doubled.

The suite does each once. ``make outage`` does it as long as OUTAGE_PEOPLE and OUTAGE_KILLS say, and waits until
every write that nobody knew the end of is settled.
"""

import asyncio
import os
import random
from collections import Counter
from contextlib import ExitStack
from types import SimpleNamespace

import nginx_here
import plain_http
import pytest
from conftest import free_port
from live.company import entrance
from live.people_at_work import ENDED, WAITING, AtWork, standing_of_all

PEOPLE = int(os.environ.get("OUTAGE_PEOPLE", "4"))
KILLS = int(os.environ.get("OUTAGE_KILLS", "1"))
WHOLE = "OUTAGE_KILLS" in os.environ
SETTLED_SECONDS = 150 if WHOLE else 0
"""A write of a server that was killed and did not arrive is given up when nobody can send it any more."""

SLOW_WRITE = 0.3

NOT_DONE = ENDED - {"done"} | {WAITING}

pytestmark = [
    pytest.mark.skipif(nginx_here.NGINX is None, reason="nginx is not installed"),
    pytest.mark.timeout(300 + 30 * KILLS + SETTLED_SECONDS),
    pytest.mark.long,
]


class Company:
    """Two servers of one store, each at a port of its own for good."""

    def __init__(self, folder, run_house, settings):
        self._run = lambda number: run_house(folder / f"app-{number}", port=self.ports[number], **settings)
        self.ports = [free_port(), free_port()]
        self._stacks = [ExitStack(), ExitStack()]
        self.houses = [None, None]

    def start(self, number):
        self.houses[number] = self._stacks[number].enter_context(self._run(number))

    def kill(self, number):
        self.houses[number].process.kill()
        self.houses[number].process.wait()
        self._stacks[number].close()

    def upgrade(self, number):
        """As an operator does it: told to end, started anew, and the next one when this one is ready."""
        assert self.houses[number].stop() == 0
        self._stacks[number].close()
        if not WHOLE:
            return
        self.start(number)
        assert plain_http.get(f"{self.houses[number].url}/ready", timeout=20).status_code == 200

    def close(self):
        for stack in self._stacks:
            stack.close()


@pytest.fixture
def company(tmp_path, run_house, postgres, portal):
    settings = {
        "TRUSTED_PROXIES": "127.0.0.1",
        "STATE_URL": postgres.new_database(),
        "HUBSPOT_ACCESS_TOKEN": "pat-na1-0f1e2d3c-invented",
        "HUBSPOT_BASE_URL": portal.url,
    }
    servers = Company(tmp_path, run_house, settings)
    try:
        for number in (0, 1):
            servers.start(number)
        with entrance(tmp_path, servers.ports) as here:
            yield SimpleNamespace(servers=servers, url=here.url)
    finally:
        servers.close()


async def test_every_confirmed_write_is_there_once_and_every_card_true(company, postgres, clean_portal):
    clean_portal.faults.next(
        "slow", method="POST", path_contains="/objects/contacts", times=None, seconds=SLOW_WRITE
    )
    servers = company.servers
    people = [AtWork(company.url, number) for number in range(PEOPLE)]
    going_on = True
    working = [asyncio.create_task(one.work(lambda: going_on)) for one in people]
    try:
        await in_work(people, 1)
        for kill in range(KILLS):
            await a_write_has_begun(clean_portal)
            await asyncio.to_thread(servers.kill, kill % 2)
            await in_work(people, 1)
            if kill == 0:
                await asyncio.to_thread(restart, postgres)
                await in_work(people, 1)
            await asyncio.to_thread(servers.start, kill % 2)
        await asyncio.to_thread(servers.upgrade, 1)
        await in_work(people, 1)
        if WHOLE:
            await asyncio.to_thread(servers.upgrade, 0)
            await in_work(people, 1)
        going_on = False
        await asyncio.wait(working, timeout=SETTLED_SECONDS or 10)
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    clean_portal.faults.clear()
    await judge(people, clean_portal)


async def judge(people, portal):
    """Compare what people clicked and what their cards say with what is in the CRM."""
    found = Counter(one.get("email", "") for one in portal.snapshot().values())
    cards = {email: card for one in people for email, card in (await one.look_again()).items()}
    jobs = [job for one in people for job in one.jobs]
    assert [job.email for job in jobs if found[job.email] > 1] == []
    assert [job.email for job in jobs if not job.clicked and found[job.email]] == []
    seen = {job.email: standing(job, cards.get(job.email, [])) for job in jobs if job.clicked}
    assert [email for email, stands in seen.items() if stands == "done" and not found[email]] == []
    untrue = [job for job in jobs if is_untrue(job, seen.get(job.email)) and found[job.email]]
    assert {job.email: (job, cards.get(job.email)) for job in untrue} == {}
    open_ones = {email: cards.get(email, []) for email, stands in seen.items() if not stands}
    assert not (WHOLE and open_ones), open_ones
    away = sorted(seconds for one in people for seconds in one.away)
    done = sum(stands == "done" for stands in seen.values())
    print(  # noqa: T201 - what the long form is run for
        f"{done} writes done, {len(open_ones)} being looked into, {len(away)} connections lost,"
        f" back after {away[len(away) // 2]:.1f} s, {away[len(away) * 95 // 100]:.1f} s for 95 in 100,"
        f" {away[-1]:.1f} s at most"
    )
    assert done >= len(people)
    assert len(away) >= len(people)


def is_untrue(job, stands):
    """Whether a card says of a contact that was written that it was not.

    Whoever asked twice has two proposals: a server that was killed took the card of the one along, and the other waits.
    """
    waits_as_well = stands == WAITING and job.asked > 1 and job.ended == "done"
    return stands in NOT_DONE and not waits_as_well


def standing(job, cards):
    """How a job stands by its cards; where the talk has become too long for them, as its person saw it last."""
    return standing_of_all(cards) if cards else job.ended


async def in_work(people, more):
    """Wait until so many more jobs are done."""
    before = sum(job.ended == "done" for one in people for job in one.jobs)
    async with asyncio.timeout(60):
        while sum(job.ended == "done" for one in people for job in one.jobs) < before + more:  # noqa: ASYNC110 - people tell nobody
            await asyncio.sleep(0.05)


async def a_write_has_begun(portal):
    seen = len(portal.writes)
    async with asyncio.timeout(60):
        while len(portal.writes) <= seen:  # noqa: ASYNC110 - the portal tells nobody
            await asyncio.sleep(0.005)
    await asyncio.sleep(random.uniform(0, SLOW_WRITE / 2))  # noqa: S311 - no secret


def restart(postgres):
    postgres.stop("fast")
    postgres.start()
