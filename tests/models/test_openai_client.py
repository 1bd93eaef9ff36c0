"""The client as the application makes it."""

import asyncio
from contextlib import suppress

import pytest
from modelkit.dialects import ChatDialect, ResponsesDialect
from modelkit.script import End, Refused, Words
from modelkit.serving import Script
from pydantic import SecretStr

from assistant.models.chat_completions import ChatModel
from assistant.models.messages import UserSaid
from assistant.models.model_protocol import ModelMisconfigured, ModelUnavailable, Reply, Request
from assistant.models.openai_client import connect
from hubspot_tools.sandbox.loopback import serving

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


LONGER_THAN_ANYBODY_READS = 50_000_000


class Endless:
    """A server whose answer, a refusal unless it has another status, has no end; ``sent`` are its bytes."""

    def __init__(self, status: int = 500) -> None:
        self.status = status
        self.sent = 0

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        packed = [(b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": self.status, "headers": packed})
        left = asyncio.create_task(self._until_left(receive))
        with suppress(OSError):
            while self.sent < LONGER_THAN_ANYBODY_READS and not left.done():
                await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
                self.sent += 65_536
                await asyncio.sleep(0)  # else a server that is never held up hears of nothing
        left.cancel()

    @staticmethod
    async def _until_left(receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


async def test_a_refusal_without_end_is_read_no_further_than_says_what_is_wrong():
    endless = Endless()
    with serving(endless) as address, pytest.raises(ModelUnavailable, match="500"):
        await ask(f"{address}/v1")
    assert 0 < endless.sent < LONGER_THAN_ANYBODY_READS


async def is_there(address: str) -> None:
    client = connect(None, address, on_this_machine=True)
    try:
        await ChatModel(client, "m", None)._availability()
    finally:
        await client.close()


async def test_a_list_of_models_without_end_says_at_once_that_somebody_is_there():
    with serving(Endless(200)) as address:
        await is_there(f"{address}/v1")


async def half_a_refusal(scope, receive, send) -> None:
    if scope["type"] == "http":
        head = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 503, "headers": head})
        await send({"type": "http.response.body", "body": b'{"error":', "more_body": True})


async def test_a_refusal_that_breaks_off_is_one_of_a_server_in_trouble():
    with serving(half_a_refusal) as address:
        for asked in (ask, is_there):
            with pytest.raises(ModelUnavailable):
                await asked(f"{address}/v1")


@pytest.mark.parametrize("dialect", [ChatDialect(), ResponsesDialect()], ids=["chat", "responses"])
async def test_one_connection_serves_answer_after_answer(dialect):
    """Only a connection that is read to its end is used again; a new one costs a handshake."""
    came_from = set()

    async def answer(scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        came_from.add(scope["client"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for frame in dialect.frames([Words("ok"), End()]):
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        await asyncio.sleep(0.01)  # what ends the body comes behind the last event
        await send({"type": "http.response.body", "body": b""})

    with serving(answer) as address:
        client = connect(None, f"{address}/v1", on_this_machine=True)
        for _ in range(3):
            pieces = [piece async for piece in dialect.model(client, "m", "none").answer(ASK)]
            assert pieces[-1] == Reply("ok")
        await client.close()
    assert len(came_from) == 1
