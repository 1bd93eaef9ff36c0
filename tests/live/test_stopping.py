"""Stop ends the waiting, never half a write."""

import asyncio
import sqlite3
import time
from functools import partial
from uuid import uuid4

import plain_http
import pytest


@pytest.fixture(scope="session")
def run_house(run_house_anew):
    """A start is among what is tried here."""
    return run_house_anew


SLOW = 5.0
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "aW52ZW50ZWQgZm9yIGl0IQ==",
}
MOST_SECONDS = 30
"""Then whoever starts and ends servers kills one that is still there."""


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Arrêté."), ("en", "Stopped.")])
async def test_stop_ends_a_slow_search_at_once_and_in_the_person_s_language(
    arrive, connected_house, clean_portal, language, sentence
):
    person = await arrive(connected_house, language)
    clean_portal.faults.next("slow", path_contains="/search", seconds=SLOW)
    await person.send("Jon Smith")
    await person.until(lambda: any(m["type"] == "tool" for m in person.messages.values()))

    await person.stop()
    await person.until(lambda: not person.working)

    assert sentence in person.said
    assert "Task manually stopped." not in person.said
    assert all(m["end"] for m in person.messages.values() if m["type"] == "tool")
    assert "**John Smith**" in await person.say("john.smith@acme.example")


async def test_a_write_that_has_begun_goes_to_its_end(arrive, connected_house, clean_portal):
    email = f"stop.{uuid4().hex[:8]}@example.com"
    person = await arrive(connected_house)
    await person.say(f"create Sam Stone, {email}")
    button = person.button("Confirm")
    clean_portal.faults.next("slow", method="POST", path_contains="/objects/", seconds=1.0)
    ended = person.turns_ended
    clicked = asyncio.create_task(person.post_action(button))
    await person.until(lambda: person.working and clean_portal.with_email(email))

    await person.stop()
    await clicked
    await person.until(lambda: person.turns_ended > ended)

    assert len(clean_portal.with_email(email)) == 1
    await person.post_action(button)
    assert len(clean_portal.with_email(email)) == 1
    assert len(clean_portal.writes) == 1


async def test_a_server_told_to_end_takes_nobody_new_leads_people_out_and_ends_the_write_that_has_begun(
    arrive, start, clean_portal
):
    email = f"term.{uuid4().hex[:8]}@example.com"
    house = start(HUBSPOT_ACCESS_TOKEN="pat-invented", HUBSPOT_BASE_URL=clean_portal.url)
    idle, writing = await arrive(house, "fr"), await arrive(house)
    await writing.say(f"create Tom Stone, {email}")
    clean_portal.faults.next("slow", method="POST", path_contains="/objects/", seconds=4)
    clicked = asyncio.create_task(writing.post_action(writing.button("Confirm")))
    await writing.until(lambda: writing.working and clean_portal.with_email(email))

    told_at = time.monotonic()
    ending = asyncio.create_task(asyncio.to_thread(house.stop))
    await asyncio.wait_for(idle.hung_up.wait(), 10)
    assert not writing.hung_up.is_set()
    ready = await asyncio.to_thread(plain_http.get, f"{house.url}/ready", timeout=10)
    assert (ready.status_code, ready.json()["troubles"]) == (503, ["draining"])
    shake = partial(plain_http.get, f"{house.url}/ws/socket.io/?EIO=4&transport=websocket", timeout=10)
    assert (await asyncio.to_thread(shake, headers=WEBSOCKET)).status_code == 503
    refused = await idle.post(idle.button("Créer un contact"))
    assert (refused.status_code, "L’assistant redémarre" in refused.json()["detail"]) == (503, True)

    await writing.until(lambda: any("Done: Tom Stone is now a contact." in said for said in writing.said))
    await clicked
    await asyncio.wait_for(writing.hung_up.wait(), 10)
    assert [one["moves_on"].partition(".")[0] for one in (idle.told_page[-1], writing.told_page[-1])] == [
        "L’assistant redémarre",
        "The assistant is being restarted",
    ]
    assert await ending == 0
    assert time.monotonic() - told_at < MOST_SECONDS
    with sqlite3.connect(house.folder / "data" / "state.sqlite3") as state:
        assert state.execute("select state from proposals").fetchall() == [("done",)]
