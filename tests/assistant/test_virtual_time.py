"""Virtual time: hours pass in milliseconds, and a story that does not go on fails and says who waits."""

import asyncio
import socket
import threading
from contextlib import closing

import pytest
import virtual_time
from virtual_time import Stuck, play


def test_nobody_waits_for_time_to_pass():
    async def main(clock):
        await asyncio.gather(clock.sleep(3_600), clock.sleep(7_200))
        return clock.now()

    assert play(main) == 7_200


def test_what_nobody_will_ever_wake_fails_and_is_named():
    async def sleeper():
        await asyncio.Event().wait()

    async def main(_clock):
        await asyncio.create_task(sleeper(), name="the sleeper")

    with pytest.raises(
        Stuck, match=r"nothing is scheduled and nobody is ready.*the sleeper \(.*sleeper, line \d+"
    ):
        play(main)


def test_a_timer_that_was_cancelled_wakes_nobody_and_takes_no_time():
    async def main(clock):
        asyncio.get_running_loop().call_later(3_600, print).cancel()
        await clock.sleep(1)
        assert clock.now() == 1
        await asyncio.Event().wait()

    with pytest.raises(Stuck):
        play(main)


def test_a_moment_that_never_ends_fails(monkeypatch):
    monkeypatch.setattr(virtual_time, "MOST_ROUNDS", 1_000)

    async def main(clock):
        while clock.now() < 1:
            await clock.sleep(0)

    with pytest.raises(Stuck, match="time stands still"):
        play(main)


def test_computing_that_never_ends_fails(monkeypatch):
    monkeypatch.setattr(virtual_time, "MOST_COMPUTING", 0.2)

    async def main(_clock):
        while True:
            pass

    with pytest.raises(Stuck, match="computing"):
        play(main)


def test_what_a_thread_does_is_waited_for_and_takes_no_time():
    begun = threading.Event()

    async def main(clock):
        hurry = asyncio.create_task(clock.sleep(60))
        await asyncio.to_thread(begun.wait, 0.2)
        assert clock.now() == 0
        await hurry

    play(main)


def test_what_another_thread_or_a_socket_brings_is_waited_for():
    async def main(_clock):
        loop = asyncio.get_running_loop()
        called = loop.create_future()
        threading.Timer(0.1, loop.call_soon_threadsafe, [called.set_result, "by a thread"]).start()
        assert await called == "by a thread"
        here, there = socket.socketpair()
        with closing(here), closing(there):
            here.settimeout(0)
            threading.Timer(0.1, there.send, [b"by a socket"]).start()
            assert await loop.sock_recv(here, 100) == b"by a socket"

    play(main)


def test_what_threads_and_sockets_never_bring_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(virtual_time, "LONGEST_WAIT", 0.05)

    async def main(_clock):
        here, there = socket.socketpair()
        with closing(here), closing(there):
            here.settimeout(0)
            await asyncio.get_running_loop().sock_recv(here, 100)

    with pytest.raises(Stuck):
        play(main)
