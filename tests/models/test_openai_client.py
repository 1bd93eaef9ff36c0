"""The client as the application makes it."""

import pytest
from modelkit.dialects import ChatDialect
from modelkit.script import Refused
from modelkit.serving import Script
from pydantic import SecretStr

from assistant.models.chat_completions import ChatModel
from assistant.models.messages import UserSaid
from assistant.models.openai_client import connect
from assistant.models.protocol import ModelMisconfigured, ModelUnavailable, Request

ASK = Request("Be brief.", [UserSaid("find Zoé")])


@pytest.fixture
def script(server) -> Script:
    running, _ = server
    running.script = Script()
    running.script.dialect = ChatDialect()
    return running.script


async def ask(address: str) -> None:
    client = connect(SecretStr("sk-invented"), address, on_this_machine=True)
    try:
        _ = [piece async for piece in ChatModel(client, "m", "none").answer(ASK)]
    finally:
        await client.close()


async def test_a_redirection_is_not_followed(server, script):
    _, address = server
    script.answers.extend([Refused(307, page="", headers={"location": f"{address}/chat/completions"})] * 2)
    with pytest.raises(ModelMisconfigured, match="OPENAI_BASE_URL"):
        await ask(address)
    assert len(script.asked) == 1


async def test_the_client_itself_never_asks_twice(server, script):
    _, address = server
    script.answers.extend([Refused(503)] * 2)
    with pytest.raises(ModelUnavailable):
        await ask(address)
    assert len(script.asked) == 1


async def test_a_proxy_of_the_environment_is_not_asked_for_what_runs_on_this_machine(
    server, script, monkeypatch
):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.invalid:3128")
    _, address = server
    script.answers.append(Refused(503))
    with pytest.raises(ModelUnavailable):
        await ask(address)
    assert len(script.asked) == 1
