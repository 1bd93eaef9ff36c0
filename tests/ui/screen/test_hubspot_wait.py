"""A turn that waits for HubSpot says so, once, and only to the person it holds up."""

import asyncio

import pytest

from assistant.language.texts import texts_in
from assistant.ui.screen.hubspot_wait import tell_waiting, waits_told

EN = texts_in("en")


class Toasts:
    """Stands for a chat's emitter, and remembers what it showed."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    async def send_toast(self, message: str, _type: str) -> None:
        self.shown.append(message)


@pytest.fixture
def toasts() -> Toasts:
    return Toasts()


async def test_a_long_wait_is_told_once(toasts):
    with waits_told(toasts, EN):
        tell_waiting(3.2)
        tell_waiting(5)
        await asyncio.sleep(0)
    assert toasts.shown == [EN.waiting.format(seconds=4)]


async def test_a_short_wait_is_not_worth_a_word(toasts):
    with waits_told(toasts, EN):
        tell_waiting(0.2)
        await asyncio.sleep(0)
    assert not toasts.shown


async def test_a_write_in_a_task_of_its_own_still_belongs_to_the_chat(toasts):
    async def write() -> None:
        tell_waiting(2)

    with waits_told(toasts, EN):
        await asyncio.create_task(write())
        await asyncio.sleep(0)
    assert len(toasts.shown) == 1


async def test_another_chat_hears_nothing(toasts):
    async def other() -> None:
        tell_waiting(9)

    elsewhere = asyncio.create_task(other())
    with waits_told(toasts, EN):
        await elsewhere
        await asyncio.sleep(0)
    assert not toasts.shown


async def test_outside_any_chat_a_wait_is_nobody_s_business(toasts):
    with waits_told(toasts, EN):
        pass
    tell_waiting(9)
    await asyncio.sleep(0)
    assert not toasts.shown
