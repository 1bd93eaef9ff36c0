"""Stop ends the waiting, never half a write."""

import asyncio
import sqlite3
from uuid import uuid4

import pytest


@pytest.fixture(scope="session")
def run_house(run_house_anew):
    """A start is among what is tried here."""
    return run_house_anew


SLOW = 5.0


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


async def test_a_server_told_to_end_finishes_the_write_and_remembers_it(arrive, start, clean_portal):
    email = f"term.{uuid4().hex[:8]}@example.com"
    house = start(HUBSPOT_ACCESS_TOKEN="pat-invented", HUBSPOT_BASE_URL=clean_portal.url)
    person = await arrive(house)
    await person.say(f"create Tom Stone, {email}")
    clean_portal.faults.next("slow", method="POST", path_contains="/objects/", seconds=1.5)
    clicked = asyncio.create_task(person.post_action(person.button("Confirm")))
    await person.until(lambda: person.working and clean_portal.with_email(email))

    code = await asyncio.to_thread(house.stop)

    clicked.cancel()
    with sqlite3.connect(house.folder / "data" / "state.sqlite3") as state:
        states = state.execute("select state from proposals").fetchall()
    assert (code, states) == (0, [("done",)])
