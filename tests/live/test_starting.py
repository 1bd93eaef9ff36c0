"""Start and failure: one clear line for the operator, a calm sentence for the person, and the app stays up."""

import re
import socket

import pytest

pytestmark = pytest.mark.long


@pytest.fixture(scope="session")
def run_house(run_house_anew):
    """A start is among what is tried here."""
    return run_house_anew


TOKEN = "pat-eu1-8d1f-not-a-real-one"
KEY = "sk-not-a-real-one"


@pytest.fixture
def nobody_there():
    """An address where nothing listens, for as long as the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


async def test_the_log_says_where_it_is_and_what_it_is_connected_to(house):
    house.wait_for_log("Connected to")
    lines = house.log.splitlines()
    assert sum(house.url in line for line in lines) == 1
    assert sum("Connected to sample contacts on this machine" in line for line in lines) == 1
    assert not [line for line in lines if "WARNING" in line or "ERROR" in line]


async def test_a_setting_that_does_not_fit_is_named_and_the_chat_stays_calm(arrive, start):
    house = start(PHONE_REGION="France", OPENAI_API_KEY=KEY)
    (critical,) = [line for line in house.log.splitlines() if "CRITICAL" in line]
    assert "PHONE_REGION" in critical
    person = await arrive(house)
    assert person.buttons == []
    assert "The assistant is not set up properly yet" in person.said[0]
    assert "The assistant is not set up properly yet" in await person.say("find Marie Dupont")
    assert KEY not in house.log
    assert "Traceback" not in house.log


async def test_an_origin_that_is_none_is_named(start):
    house = start(ALLOWED_ORIGINS="contacts.example.com")
    assert "'contacts.example.com' is not an origin" in house.log


async def test_an_unusable_database_is_named_without_its_password(start):
    house = start(STATE_URL="nonsense://user:hunter2@db.example/x")
    assert "STATE_URL" in house.log
    assert "hunter2" not in house.log
    assert house.stop() == 0


async def test_an_unreachable_hubspot_is_said_in_the_chat(arrive, start, nobody_there):
    house = start(HUBSPOT_ACCESS_TOKEN=TOKEN, HUBSPOT_BASE_URL=nobody_there)
    person = await arrive(house, "fr")
    assert "HubSpot est injoignable" in person.said[-1]
    assert len(person.buttons) == 3
    assert re.search("injoignable|ne répondent pas", await person.say("cherche Marie Dupont"))
    assert TOKEN not in house.log


async def test_a_refused_token_is_said_in_the_chat_and_in_the_log(arrive, start, clean_portal):
    clean_portal.faults.next("bad_token_401", times=None)
    house = start(HUBSPOT_ACCESS_TOKEN=TOKEN, HUBSPOT_BASE_URL=clean_portal.url)
    person = await arrive(house)
    assert "HubSpot refuses this access" in person.said[-1]
    assert "HubSpot refuses this access" in house.log
    assert TOKEN not in house.log
    clean_portal.faults.clear()


async def test_an_unreachable_model_is_said_once_and_the_forms_go_on(arrive, start, nobody_there):
    house = start(OPENAI_API_KEY=KEY, OPENAI_BASE_URL=f"{nobody_there}/v1")
    person = await arrive(house)
    assert "The language model cannot be reached" in person.said[-1]
    assert "The three buttons do everything else." in await person.say("find Marie Dupont")
    assert KEY not in house.log


async def test_nobody_s_data_is_in_the_log(arrive, start, clean_portal):
    house = start(HUBSPOT_ACCESS_TOKEN=TOKEN, HUBSPOT_BASE_URL=clean_portal.url)
    person = await arrive(house)
    await person.say("find marie.dupont@acme.example")
    await person.say("change her phone to +33 1 99 00 44 55")
    await person.click("Confirm")
    clean_portal.faults.next("internal_500", path_contains="/search", times=None)
    await person.say("find Zoé Lefèvre-D'Aubigné")
    clean_portal.faults.clear()
    log = house.log.casefold()
    for private in ("marie", "dupont", "lefèvre", "99 00 44 55", "+33", "199004455", TOKEN):
        assert private not in log, private
    assert not re.search(r"[\w.]+@[\w.]+", log)
