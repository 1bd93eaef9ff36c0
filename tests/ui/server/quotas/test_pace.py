"""What comes faster than a person can mean it is not taken, and they are told so in words, once."""

import pytest
from chainlit.action import Action
from chainlit.chat_context import chat_contexts
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.session import ws_sessions_id

from assistant.ui.server.quotas.allowances import Demand

ASKED = {
    **dict.fromkeys(Demand, 1_000),
    Demand.MESSAGE: 3,
    Demand.CLICK: 2,
    Demand.CHECK: 2,
    Demand.SETTING: 2,
}


@pytest.fixture
def heard(monkeypatch):
    """What the chat hears of what is typed."""
    words = []

    async def hear(message):
        words.append(message.content)

    monkeypatch.setattr(config.code, "on_message", hear)
    return words


@pytest.fixture
def clicked(monkeypatch):
    """Makes buttons of a page; returns what becomes of a click on one."""

    async def click(house, page, demand=Demand.CLICK):
        async def on_click(action):
            return {"clicked": action.name}

        init_ws_context(ws_sessions_id[page.id])
        return await house.guard.pace.click(demand, on_click)(Action(name="confirm", payload={}))

    return click


async def test_200_messages_at_once_are_answered_once_and_nothing_of_them_is_kept(guarded, heard):
    house = guarded(each_minute=ASKED)
    page = await house.page().open()
    for number in range(200):
        await page.say(f"message {number}")
    await page.until(lambda: len(heard) == 3 and page.said)
    await page.say("one more")
    await page.settle()
    (sentence,) = page.said
    assert sentence.startswith("That was a lot at once: what comes within the next 60 s is not taken")
    assert len(chat_contexts[page.id]) <= 4
    assert heard == ["message 0", "message 1", "message 2"]


async def test_the_chat_goes_on_when_the_minute_is_over(guarded, heard, clock):
    house = guarded(each_minute=ASKED)
    page = await house.page().open()
    for _ in range(5):
        await page.say("too fast")
    await page.until(lambda: page.said)
    clock.pass_by(60)
    await page.say("and now?")
    await page.until(lambda: heard[-1:] == ["and now?"])
    await page.settle()
    assert len(page.said) == 1
    for _ in range(5):
        await page.say("again too fast")
    await page.until(lambda: len(page.said) == 2)


async def test_a_long_talk_is_not_kept_word_by_word(guarded, heard):
    house = guarded()
    page = await house.page().open()
    for number in range(50):
        await page.say("x" * 10_000)
        await page.until(lambda: len(heard) > number)  # noqa: B023 - called before the number changes
    assert len(chat_contexts[page.id]) == 1


async def test_every_page_of_a_browser_is_told_and_other_browsers_go_on(guarded, heard, new_cookie_header):
    house = guarded(each_minute=ASKED)
    ada = new_cookie_header()
    first, second = [await house.page(cookie=ada).open() for _ in range(2)]
    for _ in range(3):
        await first.say("mine")
    await first.until(lambda: len(heard) == 3)
    await second.say("mine too")
    await second.until(lambda: second.said)
    await first.settle()
    assert not first.said
    other = await house.page(cookie=new_cookie_header()).open()
    await other.say("hers")
    await other.until(lambda: "hers" in heard)


async def test_without_a_cookie_one_chat_does_not_use_up_what_is_its_address_s(guarded, heard):
    house = guarded(each_minute=ASKED)
    first, second = [await house.page().open() for _ in range(2)]
    for _ in range(50):
        await first.say("mine")
    await first.until(lambda: first.said)
    await second.say("hers")
    await second.until(lambda: "hers" in heard)
    assert not second.said


async def test_clicks_beyond_what_a_hand_can_do_do_nothing_and_say_so_once(guarded, clicked, clock):
    house = guarded(each_minute=ASKED)
    page = await house.page().open()
    done = [await clicked(house, page) for _ in range(20)]
    assert done == [{"clicked": "confirm"}] * 2 + [None] * 18
    await page.until(lambda: page.said)
    clock.pass_by(60)
    assert await clicked(house, page) == {"clicked": "confirm"}
    await page.settle()
    assert len(page.said) == 1


async def test_a_form_checked_too_often_keeps_silent_and_takes_no_click_away(guarded, clicked):
    house = guarded(each_minute=ASKED)
    page = await house.page().open()
    assert [await clicked(house, page, Demand.CHECK) for _ in range(3)][-1] is None
    assert await clicked(house, page) == {"clicked": "confirm"}
    await page.settle()
    assert not page.said


async def test_settings_changed_without_end_are_not_kept(guarded, monkeypatch):
    changes = []

    async def change(settings):
        changes.append(settings)

    monkeypatch.setattr(config.code, "on_settings_update", change)
    house = guarded(each_minute=ASKED)
    page = await house.page().open()
    for number in range(50):
        await page.emit("chat_settings_change", {"language": "fr", f"setting {number}": number})
    await page.until(lambda: page.said)
    assert changes == [{"language": "fr"}] * 2
    assert ws_sessions_id[page.id].chat_settings == {}
