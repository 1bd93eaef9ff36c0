"""Nothing is left of pages that vanish: what Chainlit and engine.io keep is counted, and the clock is set forward."""

import asyncio

import pytest
from chainlit.chat_context import chat_contexts
from chainlit.config import config
from chainlit.session import WebsocketSession, ws_sessions_id
from chainlit.user_session import user_sessions

NOTHING = {"connections": 0, "sockets": 0, "sessions": 0, "kept": 0, "messages": 0}

ENGINE_S_OWN = {"AsyncSocket._send_ping", "AsyncServer._service_task", "Event.wait"}
"""A ping that is due within 25 s, and the watch over all sockets."""

CHAINLIT_WAITS = "disconnect.<locals>.clear_on_timeout"
"""The task that Chainlit lets sleep for each socket that goes."""


def tasks():
    return {task.get_coro().__qualname__ for task in asyncio.all_tasks() - {asyncio.current_task()}}


async def test_500_pages_that_vanish_leave_nothing_after_a_few_minutes(guarded, clock, new_cookie_header):
    house = guarded()
    for _ in range(25):
        cookie = new_cookie_header()
        pages = [await house.page(cookie=cookie).open() for _ in range(20)]
        for page in pages:
            user_sessions[page.id], chat_contexts[page.id] = {}, []
            await page.vanish()
    await house.guard.abandoned.sweep()
    clock.pass_by(119)
    await house.guard.abandoned.sweep()
    assert house.counts()["sessions"] == 500
    clock.pass_by(1)
    await house.guard.abandoned.sweep()
    assert house.counts() == NOTHING
    assert tasks() <= ENGINE_S_OWN


async def test_a_chat_in_which_something_was_said_waits_as_long_as_is_configured(
    guarded, clock, new_cookie_header
):
    house = guarded()
    page = await house.page(cookie=new_cookie_header()).open()
    ws_sessions_id[page.id].has_first_interaction = True
    await page.vanish()
    await house.guard.abandoned.sweep()
    clock.pass_by(config.project.session_timeout - 1)
    await house.guard.abandoned.sweep()
    assert house.counts()["sessions"] == 1
    clock.pass_by(1)
    await house.guard.abandoned.sweep()
    assert house.counts() == NOTHING


async def test_a_page_that_comes_back_finds_its_chat_and_may_go_away_as_long_again(
    guarded, clock, new_cookie_header
):
    house, cookie = guarded(), new_cookie_header()
    page = await house.page(cookie=cookie).open()
    session = ws_sessions_id[page.id]
    for _ in range(3):
        await page.vanish()
        await house.guard.abandoned.sweep()
        clock.pass_by(119)
        await house.guard.abandoned.sweep()
        page = await house.page(id=page.id, cookie=cookie).open()
        await house.guard.abandoned.sweep()
        assert ws_sessions_id[page.id] is session
    assert CHAINLIT_WAITS not in tasks()


async def test_an_open_page_is_left_alone_however_long_nothing_happens(guarded, clock):
    house = guarded()
    page = await house.page().open()
    for _ in range(3):
        clock.pass_by(100_000)
        await house.guard.abandoned.sweep()
    assert not page.closed
    assert house.counts()["sessions"] == house.counts()["connections"] == 1


@pytest.mark.parametrize("steps", [0, 1], ids=["no chat", "a chat that never begins"])
async def test_a_connection_that_becomes_no_chat_is_closed(guarded, clock, steps):
    house = guarded()
    page = await house.page().shake_hands()
    if steps:
        await page.connect()
    await house.guard.abandoned.sweep()
    clock.pass_by(19)
    await house.guard.abandoned.sweep()
    assert not page.closed
    clock.pass_by(1)
    await house.guard.abandoned.sweep()
    await page.until(lambda: page.closed)
    await house.guard.abandoned.sweep()
    clock.pass_by(120)
    await house.guard.abandoned.sweep()
    assert house.counts() == NOTHING


async def test_a_connection_whose_chat_went_on_over_another_is_closed(guarded, clock, new_cookie_header):
    house, cookie = guarded(), new_cookie_header()
    first = await house.page(cookie=cookie).open()
    second = await house.page(id=first.id, cookie=cookie).open()
    await house.guard.abandoned.sweep()
    clock.pass_by(20)
    await house.guard.abandoned.sweep()
    await first.until(lambda: first.closed)
    assert not second.closed
    assert house.counts()["sessions"] == 1


async def test_a_page_that_asks_for_a_new_chat_takes_the_old_one_with_it_at_once(guarded):
    kept = []
    house = guarded(ended=kept.append)
    page = await house.page().open()
    user_sessions[page.id] = {"chat_session": "hers"}
    await page.emit("clear_session")
    await page.vanish()
    assert house.counts() == NOTHING
    assert kept == [{"chat_session": "hers"}]


async def test_a_chat_ends_also_when_its_files_cannot_be_removed(guarded, monkeypatch, caplog):
    async def refuse(session):
        raise PermissionError(13, "Permission denied", "/a/person.csv")

    monkeypatch.setattr(WebsocketSession, "delete", refuse)
    house = guarded()
    page = await house.page().open()
    await page.emit("clear_session")
    await page.vanish()
    assert house.counts() == NOTHING
    assert "person" not in caplog.text
