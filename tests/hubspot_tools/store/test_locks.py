import asyncio
import gc

import pytest

from hubspot_tools.store.locks import KeyedLocks


async def test_blocks_of_one_key_run_one_after_the_other_in_their_order():
    locks, seen = KeyedLocks(), []

    async def block(name):
        async with locks.holding("a"):
            seen.append(f"{name} begins")
            await asyncio.sleep(0)
            seen.append(f"{name} ends")

    await asyncio.gather(block("first"), block("second"))
    assert seen == ["first begins", "first ends", "second begins", "second ends"]


@pytest.mark.parametrize("keys", [("a", "b"), ("", "")])
async def test_blocks_of_different_keys_or_of_none_run_at_once(keys):
    locks, both = KeyedLocks(), asyncio.Barrier(2)

    async def block(key):
        async with locks.holding(key):
            return await both.wait()

    places = await asyncio.wait_for(asyncio.gather(*map(block, keys)), 5)
    assert sorted(places) == [0, 1]


async def test_a_block_that_fails_or_is_cancelled_lets_the_next_one_in():
    locks = KeyedLocks()
    holding, leave = asyncio.Event(), asyncio.Event()

    async def failing():
        async with locks.holding("a"):
            holding.set()
            await leave.wait()
            raise ValueError

    first = asyncio.create_task(failing())
    await holding.wait()
    second = asyncio.create_task(failing())
    await asyncio.sleep(0)
    second.cancel()
    leave.set()
    ended = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(one) for one in ended] == [ValueError, asyncio.CancelledError]
    async with asyncio.timeout(5), locks.holding("a"):
        assert list(locks._locks) == ["a"]


async def test_keys_that_nobody_holds_take_no_memory():
    locks = KeyedLocks()
    for number in range(1000):
        async with locks.holding(str(number)):
            pass
    gc.collect()
    assert len(locks._locks) == 0
