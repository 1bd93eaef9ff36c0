"""A proposal waits for its person: after a reload, in a second tab, after the server was killed; for nobody else."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

import pytest


@pytest.fixture
def email():
    return f"back.{uuid4().hex[:8]}@example.com"


@pytest.fixture
def long_ago(connected_house):
    """Lets all proposals of the server expire, as ten minutes would."""
    database = connected_house.folder / "data" / "state.sqlite3"

    def expire():
        with closing(sqlite3.connect(database)) as state, state:
            for number, body in state.execute("select id, body from proposals").fetchall():
                past = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
                expired = json.dumps({**json.loads(body), "expires_at": past})
                state.execute("update proposals set body = ? where id = ?", (expired, number))

    return expire


@pytest.fixture
def start_again(start, tmp_path, clean_portal):
    """Starts a server that finds the data of the one before it."""
    settings = {"HUBSPOT_ACCESS_TOKEN": "pat-invented", "HUBSPOT_BASE_URL": clean_portal.url}
    return lambda: start(DATA_DIR=str(tmp_path), **settings)


async def test_a_reload_brings_the_proposal_back_to_be_confirmed_once(
    arrive, connected_house, clean_portal, new_browser, email
):
    cookie = new_browser(connected_house)
    before = await arrive(connected_house, cookie=cookie)
    await before.say(f"create Ruth Langley, {email}")
    confirm = before.button("Confirm")

    after = await arrive(connected_house, cookie=cookie)
    welcome, card = after.said
    assert "Hello" in welcome
    assert "**New contact: Ruth Langley**" in card
    assert after.buttons[-3:] == ["Confirm", "Edit", "Cancel"]
    assert "Done: Ruth Langley is now a contact." in await after.click("Confirm")

    done = "*Done: Ruth Langley is now a contact.*"
    await before.until(lambda: any(done in said for said in before.said))
    assert "Confirm" not in before.buttons
    assert await before.post_action(confirm) == "", "its card says already how it ended"
    assert len([said for said in before.said if "Ruth Langley" in said]) == 1
    assert len(clean_portal.with_email(email)) == len(clean_portal.writes) == 1


async def test_nobody_else_s_browser_sees_it(arrive, connected_house, new_browser, email):
    owner = await arrive(connected_house, cookie=new_browser(connected_house))
    await owner.say(f"create Nora Whitby, {email}")
    for cookie in (new_browser(connected_house), new_browser(connected_house)):
        stranger = await arrive(connected_house, cookie=cookie)
        assert len(stranger.said) == 1
        assert "Confirm" not in stranger.buttons
        assert "nothing was written" in await stranger.post_action(owner.button("Confirm"))


async def test_two_tabs_that_confirm_at_the_same_time_write_once(
    arrive, connected_house, clean_portal, new_browser, email
):
    cookie = new_browser(connected_house)
    one = await arrive(connected_house, "fr", cookie=cookie)
    await one.say(f"crée Agathe Vauquelin {email}")
    other = await arrive(connected_house, "fr", cookie=cookie)

    await asyncio.gather(one.click("Confirmer"), other.click("Confirmer"))

    for tab in (one, other):
        (card,) = [said for said in tab.said if "Agathe Vauquelin" in said]
        assert card.count("C’est fait") == 1
    assert len(clean_portal.with_email(email)) == len(clean_portal.writes) == 1
    for tab in (one, other):
        assert "Confirmer" not in tab.buttons
        assert "Annuler" not in tab.buttons


async def test_an_undo_in_one_tab_ends_the_other_s_button_at_once(
    arrive, connected_house, clean_portal, new_browser, email
):
    cookie = new_browser(connected_house)
    one = await arrive(connected_house, cookie=cookie)
    await one.say(f"create Silas Thorne, {email}")
    await one.click("Confirm")
    undo = one.button("Undo")
    other = await arrive(connected_house, cookie=cookie)
    assert "Taken back" in await other.post_action(undo)
    await one.until(lambda: any("*Taken back: Silas Thorne" in said for said in one.said))
    assert "Undo" not in one.buttons
    assert await one.post_action(undo) == "", "its card says already how it ended"
    assert len([said for said in one.said if "Silas Thorne" in said]) == 1
    assert clean_portal.with_email(email) == []


async def test_a_killed_server_finds_what_waited_for_a_decision(
    arrive, start_again, clean_portal, new_browser, email
):
    house = start_again()
    cookie = new_browser(house)
    person = await arrive(house, "fr", cookie=cookie)
    await person.say(f"crée Odile Marchenoir {email}")
    house.process.kill()
    house.process.wait()

    house = start_again()
    person = await arrive(house, "fr", cookie=cookie)
    assert "**Nouveau contact\u202f: Odile Marchenoir**" in person.said[-1]
    assert "C’est fait" in await person.click("Confirmer")
    assert len(clean_portal.with_email(email)) == len(clean_portal.writes) == 1


def _card_of_maud(person):
    (card,) = [said for said in person.said if "**New contact: Maud Esterhazy**" in said]
    return card


async def test_a_server_killed_while_it_wrote_says_that_it_looks_into_it_and_then_what_came_of_it(
    arrive, start_again, clean_portal, new_browser, email
):
    house = start_again()
    cookie = new_browser(house)
    person = await arrive(house, cookie=cookie)
    await person.say(f"create Maud Esterhazy, {email}")
    clean_portal.faults.next("slow", method="POST", path_contains="/contacts", seconds=60)
    clicking = asyncio.create_task(person.post(person.button("Confirm")))
    while not clean_portal.writes:  # noqa: ASYNC110 - the portal tells nobody
        await asyncio.sleep(0.01)
    clean_portal.faults.next("bad_gateway_html_502", method="GET", times=None)
    house.process.kill()
    house.process.wait()
    await asyncio.gather(clicking, return_exceptions=True)

    house = start_again()
    person = await arrive(house, cookie=cookie)
    assert [said for said in person.said if "Maud Esterhazy was being created" in said]
    await person.until(lambda: "*Not verified*" in _card_of_maud(person))
    assert not {"Confirm", "Edit", "Cancel"} & set(person.buttons)

    clean_portal.faults.clear()
    await person.until(
        lambda: any(
            "whether Maud Esterhazy was created: the contact is there" in said for said in person.said
        )
    )
    assert "*Done: Maud Esterhazy is now a contact.*" in _card_of_maud(person)
    assert len(clean_portal.with_email(email)) == len(clean_portal.writes) == 1
    again = await arrive(house, cookie=cookie)
    assert (
        len(
            [
                said
                for said in again.said
                if "whether Maud Esterhazy was created: the contact is there" in said
            ]
        )
        == 1
    )
    assert "**Remove Maud Esterhazy again?**" in await person.click("Undo"), "it may be somebody else's"


async def test_a_page_that_was_away_when_its_write_ended_shows_how_without_another_click(
    arrive, connected_house, clean_portal, new_browser, email
):
    cookie = new_browser(connected_house)
    person = await arrive(connected_house, cookie=cookie)
    await person.say(f"create Orla Quist, {email}")
    watching = await arrive(connected_house, cookie=cookie)
    clean_portal.faults.next("slow", method="POST", path_contains="/contacts", seconds=1)
    clicking = asyncio.create_task(person.post(person.button("Confirm")))
    while not clean_portal.writes:  # noqa: ASYNC110 - the portal tells nobody
        await asyncio.sleep(0.01)
    await person.close()
    await asyncio.gather(clicking, return_exceptions=True)
    done = "*Done: Orla Quist is now a contact.*"
    await watching.until(lambda: any(done in said for said in watching.said))

    back = await arrive(connected_house, cookie=cookie, session=person.id, greeted=False)
    await back.until(lambda: any(done in said for said in back.said))
    assert "Confirm" not in back.buttons
    assert len(clean_portal.with_email(email)) == 1


async def test_one_that_expired_meanwhile_is_told_once_and_cannot_be_confirmed(
    arrive, connected_house, clean_portal, new_browser, email, long_ago
):
    cookie = new_browser(connected_house)
    before = await arrive(connected_house, cookie=cookie)
    await before.say(f"create Edith Pell, {email}")
    confirm = before.button("Confirm")
    long_ago()
    after = await arrive(connected_house, cookie=cookie)
    told = "The proposal for Edith Pell has expired meanwhile: nothing was written."
    # The sweep may have been faster than the reload; then the page that was open has heard of it.
    assert any(told in said for said in (*before.said, *after.said))
    assert "Confirm" not in after.buttons
    again = await arrive(connected_house, cookie=cookie)
    assert len([said for said in again.said if told in said]) <= 1
    assert "Confirm" not in again.buttons
    await before.until(lambda: "Confirm" not in before.buttons)
    await before.post_action(confirm)
    assert any("*This proposal has expired" in said for said in before.said)
    assert clean_portal.writes == []


async def test_a_widget_whose_first_socket_was_let_go_is_told_its_welcome_again_once(
    arrive, connected_house, clean_portal, new_browser, email
):
    cookie = new_browser(connected_house)
    page = await arrive(connected_house, cookie=cookie)
    await page.say(f"create Nora Quill, {email}")

    starting = await arrive(connected_house, cookie=cookie, client_type="copilot")
    back = await arrive(
        connected_house, cookie=cookie, session=starting.id, client_type="copilot", greeted=False
    )
    await back.until(
        lambda: len(back.said) == len(starting.said) and len(back.actions) == len(starting.actions)
    )
    assert back.said == starting.said
    assert (back.actions, back.commands) == (starting.actions, starting.commands)
    assert "**New contact: Nora Quill**" in back.said[1]
    # What a page has kept is replaced by what is told again, and stands there once.
    assert len({action["label"] for action in back.actions.values()}) == len(back.actions)
    assert "Done: Nora Quill is now a contact." in await back.click("Confirm")
    assert len(clean_portal.writes) == 1
