import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.errors import RateLimited
from hubspot_tools.pacing import RequestBudget, SystemClock

ALWAYS = 10.0**9


class SteppingClock:
    """Time passes by sleeping or by ``step``."""

    def __init__(self):
        self.time = 0.0

    def now(self):
        return self.time

    async def sleep(self, seconds):
        self.time += seconds


@given(st.lists(st.floats(0, 3), max_size=60))
def test_no_window_ever_holds_more_than_the_budget(gaps):
    clock = SteppingClock()
    budget = RequestBudget(5, 1.0, clock, longest_wait=ALWAYS)
    made = []

    async def play():
        for gap in gaps:
            clock.time += gap
            await budget.wait()
            made.append(clock.time)

    asyncio.run(play())
    for earlier, later in zip(made, made[5:], strict=False):
        assert later - earlier >= 1.0 - 1e-6


async def test_calls_within_the_budget_wait_for_nothing(clock):
    budget = RequestBudget(5, 1.0, clock)
    for _ in range(5):
        await budget.wait()
    assert clock.slept == []
    await budget.wait()
    assert clock.slept == [1.0]


async def test_many_tasks_at_once_share_one_budget():
    class Recorder(SteppingClock):
        def __init__(self):
            super().__init__()
            self.waits = []

        async def sleep(self, seconds):
            self.waits.append(seconds)

    clock = Recorder()
    budget = RequestBudget(2, 1.0, clock)
    await asyncio.gather(*(budget.wait() for _ in range(6)))
    assert clock.waits == [1.0, 1.0, 2.0, 2.0]


async def test_a_queue_without_end_is_refused_instead_of_joined():
    class Standing(SteppingClock):
        async def sleep(self, seconds):
            """Time stands still."""

    budget = RequestBudget(1, 1.0, Standing(), longest_wait=3.0)
    for _ in range(4):
        await budget.wait()
    with pytest.raises(RateLimited) as refused:
        await budget.wait()
    assert refused.value.retry_after == 4.0


async def test_the_real_clock_runs_forward_and_sleeps():
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() >= before + 0.005
