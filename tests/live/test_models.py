"""One line in `.env` turns the whole assistant to another wire or another model; a wrong line is named."""

import pytest

from assistant.offline.server import build_offline_app
from hubspot_tools.sandbox.loopback import serving

KEY = "sk-not-a-real-one"


@pytest.fixture(scope="module")
def model_server():
    """A server with one model, called offline, that speaks both of OpenAI's wires."""
    requests: list[str] = []
    app = build_offline_app()

    async def counted(scope, receive, send) -> None:
        if scope["type"] == "http":
            requests.append(scope["path"])
        await app(scope, receive, send)

    with serving(counted) as address:
        yield f"{address}/v1", requests


async def test_one_setting_turns_the_whole_assistant_to_the_responses_wire(arrive, start, model_server):
    address, requests = model_server
    settings = {"OPENAI_MODEL": "offline", "OPENAI_EFFORT": "high", "OPENAI_API": "responses"}
    house = start(OPENAI_BASE_URL=address, **settings)
    person = await arrive(house)
    assert "with the model offline" in person.said[0]
    assert "**Zoé Lefèvre-D'Aubigné**" in await person.say("find zoe lefevre daubigne")
    await person.say("set her job title to Astronaut")
    assert "Done: Zoé Lefèvre-D'Aubigné is up to date." in await person.click("Confirm")
    assert set(requests) == {"/v1/responses"}
    assert not [line for line in house.log.splitlines() if "WARNING" in line or "ERROR" in line]


async def test_a_wrong_model_is_found_at_start_by_the_line_to_change_and_people_get_a_calm_sentence(
    arrive, start, model_server
):
    address, _ = model_server
    house = start(OPENAI_API_KEY=KEY, OPENAI_BASE_URL=address, OPENAI_MODEL="gpt-x")
    person = await arrive(house)
    assert "OPENAI_MODEL: the server knows no model gpt-x; change it in .env" in house.log
    assert "refuses the assistant’s configuration" in person.said[0]
    assert "OPENAI_MODEL" not in "".join(person.said)
    assert "The three buttons do everything else." in await person.say("find Marie Dupont")
    assert KEY not in house.log
