"""What every request carries besides the talk, counted in the body that goes over the wire."""

import json
from pathlib import Path

import pytest
from modelkit.dialects import ChatDialect, ResponsesDialect
from modelkit.script import End, Words, streamed

from assistant.agent.contact_tools import CREATE, SEARCH, UPDATE
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import load_counter
from assistant.agent.tools import schema_of
from assistant.models.messages import UserSaid
from assistant.models.model_protocol import Request
from hubspot_tools.contacts import CreateContact, SearchContacts, UpdateContact

PROMPTS = Prompts(Path(__file__).parents[2] / "prompts")
TOOLS = tuple(
    schema_of(name, takes)
    for name, takes in {SEARCH: SearchContacts, CREATE: CreateContact, UPDATE: UpdateContact}.items()
)


@pytest.fixture(params=[ChatDialect(), ResponsesDialect()], ids=["chat", "responses"])
def wire(mocked_wire, request):
    return mocked_wire(request.param)


@pytest.fixture(scope="module")
def count_tokens():
    return load_counter()


def tools_as_sent(body: str) -> str:
    """The tools' own bytes, blanks and all."""
    start = body.index('"tools":') + len('"tools":')
    _, end = json.JSONDecoder().raw_decode(body, start)
    return body[start:end]


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_prompt_and_tools_are_under_700_tokens_as_they_are_sent(wire, count_tokens, language):
    wire.answers(streamed(Words("ok"), End()))
    request = Request(PROMPTS.instructions(language), [UserSaid("find Zoé")], tools=TOOLS)
    _ = [piece async for piece in wire.model().answer(request)]
    ((sent,), (body,)) = wire.asked, wire.bodies
    prompt = sent["instructions"] if "instructions" in sent else sent["messages"][0]["content"]
    assert prompt == request.instructions
    assert len(sent["tools"]) == 3
    assert count_tokens(prompt) + count_tokens(tools_as_sent(body.decode())) < 700
