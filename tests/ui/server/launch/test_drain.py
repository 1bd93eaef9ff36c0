"""How a server is emptied before it ends: whom it waits for, and for how long at most."""

import asyncio

import pytest

from assistant.ui.server.launch.drain import Drain, end_in_time
from evaluation.clock import ManualClock


class Chats:
    """Nobody is here, and nothing is under way."""

    wound_up = False

    def is_busy(self, _session):
        return False

    def language_in(self, _session):
        return "en"

    def wind_up(self):
        self.wound_up = True

    async def written_down(self):
        """There is nothing to keep."""


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def drain(clock):
    async def hang_up(_engine_id):
        pytest.fail("nobody is here")

    return Drain(Chats(), hang_up, clock.now, linger=0)


@pytest.mark.parametrize("asked_before", [[], [20], [90, 20], [60, 45]])
async def test_where_no_balancer_asks_regularly_an_empty_server_ends_at_once(drain, clock, asked_before):
    passed = 0
    for before in asked_before:
        clock.pass_by(100 - before - passed)
        passed = 100 - before
        assert not drain.told_balancer()
    clock.pass_by(100 - passed)
    async with asyncio.timeout(5):
        await drain.run(longest=60)
    assert drain.begun


async def test_a_balancer_that_asks_regularly_is_waited_for_until_it_has_heard(drain, clock):
    for _ in range(3):
        drain.told_balancer()
        clock.pass_by(10)
    ending = asyncio.create_task(drain.run(longest=60))
    await asyncio.sleep(0)
    assert drain.begun
    assert not ending.done()
    assert drain.told_balancer()
    async with asyncio.timeout(5):
        await ending


async def test_one_that_does_not_ask_again_is_waited_for_no_longer_than_there_is_time(drain, clock):
    for _ in range(3):
        drain.told_balancer()
        clock.pass_by(10)
    async with asyncio.timeout(5):
        await drain.run(longest=0.01)


async def test_what_does_not_end_in_time_is_left():
    async with asyncio.timeout(5):
        await end_in_time(asyncio.sleep(60), seconds=0.01)
