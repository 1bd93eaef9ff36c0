"""What was said is there again: after a reload, in the widget, after a restart; for its person alone, while it may be."""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from live.signing_in import add_accounts, sign_in

KEY = "K" * 32
ANNA, BO = "anna@example.com", "bo@example.com"


@pytest.fixture
def email():
    return f"goes.on.{uuid4().hex[:8]}@example.com"


def typed(person):
    """What the person said, as their page shows it."""
    return [m["output"] for m in person.messages.values() if m["type"] == "user_message"]


def answers(person):
    """The assistant's messages by their ids, by which a page that shows them already takes them in their place."""
    return {id_: m["output"] for id_, m in person.messages.items() if m["type"] == "assistant_message"}


async def reload(arrive, house, person, **how):
    """The same browser loads a page."""
    return await arrive(house, person.language, cookie=person.cookie, **how)


@pytest.fixture
def start_again(start, tmp_path):
    """Starts servers one after the other, each with the data of the one before it."""
    return lambda **settings: start(**{"DATA_DIR": str(tmp_path), "STATE_KEY": KEY, **settings})


async def test_a_reload_shows_the_talk_with_live_cards_and_her_phone_is_still_hers(arrive, house, email):
    before = await arrive(house)
    await before.say("find Marie Dupont")
    await before.say("show the customers")
    await before.say(f"create Delphine Roussel, {email}")

    after = await reload(arrive, house, before)
    assert typed(after) == ["find Marie Dupont", "show the customers", f"create Delphine Roussel, {email}"]
    assert [said for said in after.said if "Hello" not in said] == [
        s for s in before.said if "Hello" not in s
    ]
    assert after.buttons.count("Confirm") == 1

    turn = next(one for one in after.actions.values() if one["payload"].get("query", {}).get("page") == 2)
    await after.post_action(turn)
    assert any("page 2" in said or "Page 2" in said for said in after.said)
    assert "Done" in await after.click("Confirm")
    assert "Confirm" not in after.buttons
    await after.say("change her phone to 06 12 34 56 78")
    assert any("Delphine Roussel" in said and "06 12 34 56 78" in said for said in after.said[-2:])

    again = await reload(arrive, house, before)
    assert any("*Done: Delphine Roussel is now a contact.*" in said for said in again.said)
    assert again.buttons.count("Confirm") == again.buttons.count("Undo") == 1
    await again.click("Undo")
    assert "Undo" not in (await reload(arrive, house, before)).buttons


async def test_the_widget_of_the_next_page_shows_it_and_the_page_what_was_said_in_the_widget(arrive, house):
    page = await arrive(house)
    await page.say("find Marie Dupont")
    widget = await reload(arrive, house, page, client_type="copilot")
    assert typed(widget) == ["find Marie Dupont"]
    await widget.say("find Luc Martin")
    assert typed(await reload(arrive, house, page)) == ["find Marie Dupont", "find Luc Martin"]


async def test_another_browser_sees_nothing_of_it(arrive, house, new_browser):
    owner = await arrive(house)
    await owner.say("find Marie Dupont")
    for person in (await arrive(house, cookie=new_browser(house)), await arrive(house, keeps_cookies=False)):
        assert typed(person) == []
        assert not any("Dupont" in said for said in person.said if "Hello" not in said)


async def test_new_chat_lets_go_of_it_at_once_and_of_what_waits_in_it(arrive, house, email):
    before = await arrive(house)
    await before.say("find Marie Dupont")
    await before.say(f"create Delphine Roussel, {email}")
    confirm = before.button("Confirm")
    await before.emit("clear_session")
    await before.say("find Luc Martin")  # what a chat says that was left for a new one is not kept either
    after = await reload(arrive, house, before)
    assert typed(after) == []
    assert len(after.said) == 1
    assert "Confirm" not in after.buttons
    assert "Cancelled" in await after.post_action(confirm)


async def test_what_was_said_too_long_ago_is_not_shown_again(arrive, start_again, tmp_path):
    house = start_again(STATE_KEY="")
    before = await arrive(house)
    await before.say("find Marie Dupont")
    house.stop()
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as state, state:
        ((body,),) = state.execute("SELECT body FROM kept_talks")
        nine_hours_ago = (datetime.now(UTC) - timedelta(hours=9)).isoformat()
        long_ago = re.sub(r'"at":"[^"]+"', f'"at":"{nine_hours_ago}"', body)
        assert long_ago != body
        state.execute("UPDATE kept_talks SET body = ?", (long_ago,))
    assert typed(await arrive(start_again(STATE_KEY=""), cookie=before.cookie)) == []


async def test_a_page_that_is_still_open_after_a_restart_goes_on_without_doubles(arrive, start_again, email):
    house = start_again()
    before = await arrive(house)
    await before.say("show the customers")
    await before.say(f"create Perrine Vasseur, {email}")
    shown, buttons = answers(before), sorted(before.buttons)
    house.stop()

    house = start_again()
    before.url = house.url
    after = await arrive(house, cookie=before.cookie, session=before.id)
    assert answers(after) == shown
    assert sorted(after.buttons) == buttons
    assert "Done" in await after.click("Confirm")


async def test_what_was_typed_without_a_connection_goes_on_with_the_talk(arrive, house):
    before = await arrive(house)
    await before.say("find Marie Dupont")
    await before.close()
    after = await arrive(house, cookie=before.cookie, typed="change her phone to 06 12 34 56 78")
    await after.until(lambda: any("Marie Dupont" in said and "06 12 34 56 78" in said for said in after.said))
    told = typed(await reload(arrive, house, before))
    assert told == ["find Marie Dupont", "change her phone to 06 12 34 56 78"]


async def test_in_the_store_it_is_encrypted_and_another_key_opens_nothing(arrive, start_again, tmp_path):
    house = start_again()
    before = await arrive(house)
    await before.say("find Marie Dupont")
    house.stop()
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as state:
        ((body,),) = state.execute("SELECT body FROM kept_talks")
    assert "Dupont" not in body

    house = start_again(STATE_KEY=f"{'N' * 32},{KEY}")
    assert typed(await arrive(house, cookie=before.cookie)) == ["find Marie Dupont"]
    house.stop()
    house = start_again(STATE_KEY="X" * 32)
    assert typed(await arrive(house, cookie=before.cookie)) == []
    assert house.log.count("cannot be decrypted") == 1
    assert "Dupont" not in house.log


async def test_switched_off_nothing_is_shown_again_and_nothing_kept(arrive, start_again, tmp_path):
    house = start_again(TALK_HOURS="0")
    before = await arrive(house)
    await before.say("find Marie Dupont")
    assert typed(await arrive(house, cookie=before.cookie)) == []
    house.stop()
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as state:
        assert state.execute("SELECT count(*) FROM kept_talks").fetchone() == (0,)


@pytest.fixture
def team(tmp_path, run_house, run_command):
    """A server at which Anna and Bo sign in by password."""
    add_accounts(run_command, tmp_path, [ANNA, BO])
    with run_house(tmp_path, AUTH="password") as house:
        yield house


async def test_it_is_the_person_s_in_any_browser_until_they_sign_out(arrive, team):
    anna = await arrive(team, cookie=sign_in(team, ANNA))
    await anna.say("find Marie Dupont")
    elsewhere = await arrive(team, cookie=sign_in(team, ANNA))
    assert typed(elsewhere) == ["find Marie Dupont"]
    assert typed(await arrive(team, cookie=sign_in(team, BO))) == []
    await asyncio.to_thread(httpx.post, f"{team.url}/sign-out", headers={"Cookie": anna.cookie}, timeout=20)
    assert typed(await arrive(team, cookie=sign_in(team, ANNA))) == []
