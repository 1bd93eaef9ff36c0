import asyncio
from functools import partial

import pytest

from assistant.agent.agent_events import Wrote
from assistant.chat.events import Deed, DeedFinished, DeedStarted, Said
from assistant.language.texts import texts_in
from assistant.ui.screen import screen as screens
from assistant.ui.screen.screen import Screen
from assistant.ui.screen.still_at_work import still_working_told

SENTENCE = texts_in("en").still_working


@pytest.fixture
def shown(browser):
    """The lines that stand on the page besides messages."""

    def lines():
        gone = {data["id"] for name, data in browser.events if name == "delete_message"}
        return [
            one["name"]
            for one in browser.messages.values()
            if one["type"] == "tool" and one["id"] not in gone
        ]

    return lines


async def seen(events, browser, shown, *, after):
    """What stands on the page when each event comes, the sign of patience among it."""
    standing = []
    async with still_working_told(SENTENCE, after=after) as sign:
        async for event in events:
            await sign.heed(event)
            standing.append(shown())
    return standing


async def test_a_long_turn_says_that_it_goes_on_until_the_answer_comes(browser, shown):
    standing_before_the_answer = []

    async def slow():
        yield DeedStarted(Deed.CONFIRM)
        await browser.until(lambda: browser.times("new_message"))
        standing_before_the_answer.extend(shown())
        yield DeedFinished(ok=True)
        yield Wrote("Done")
        yield Said("And done.")

    assert await seen(slow(), browser, shown, after=0) == [[], [SENTENCE], [], []]
    assert standing_before_the_answer == [SENTENCE]


async def test_a_quick_turn_says_nothing_of_the_kind(browser, shown):
    async def quick():
        yield Said("Done.")

    assert await seen(quick(), browser, shown, after=60) == [[]]
    assert browser.times("new_message") == 0


async def test_once_answered_it_is_not_said_any_more(browser, shown):
    async def talkative():
        yield Wrote("Well ")
        for _ in range(5):
            await asyncio.sleep(0)
        yield Wrote("then")

    assert await seen(talkative(), browser, shown, after=0) == [[], []]


@pytest.mark.parametrize("ending", [asyncio.CancelledError, RuntimeError])
async def test_a_turn_that_is_stopped_or_breaks_leaves_no_sign_behind(browser, shown, ending):
    async def broken():
        yield DeedStarted(Deed.CONFIRM)
        await browser.until(lambda: browser.times("new_message"))
        raise ending

    with pytest.raises(ending):
        await seen(broken(), browser, shown, after=0)
    assert shown() == []


async def test_stop_is_heard_also_while_the_sign_is_taken_away(browser, shown):
    async with still_working_told(SENTENCE, after=60) as sign:
        withdrawing = asyncio.create_task(sign.withdraw())
        await asyncio.sleep(0)
        withdrawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await withdrawing
    assert shown() == []


async def test_each_turn_on_a_screen_has_its_sign_until_the_answer_comes(browser, shown, monkeypatch):
    monkeypatch.setattr(screens, "still_working_told", partial(still_working_told, after=0))
    standing = []

    async def labels():
        return {}

    async def slow():
        await browser.until(lambda: SENTENCE in shown())
        yield Wrote("Done")
        standing.extend(shown())

    await Screen("en", region="FR", labels=labels).show(slow())
    assert SENTENCE not in standing
    assert browser.said == ["Done"]
