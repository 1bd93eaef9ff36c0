"""Two ways of serving a script: a mocked transport, and a real server on a real socket."""

import asyncio
import json
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx
import httpx2
import respx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

from assistant.models.openai_client import TIMEOUT
from assistant.models.patience import PatientModel
from hubspot_tools.sandbox.loopback import serving
from modelkit.dialects import Dialect, Frame
from modelkit.script import Answer, Drip, Page, Refused, Reset, Silence, Streamed

KEY = "sk-invented-and-never-shown"
MOCKED_NOWHERE = "https://nowhere.example/v1"
HEARTBEAT = b": still there\n\n"


class Script:
    """What the server will do, request by request, and what it was asked."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.asked: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.dialect: Dialect | None = None
        self.left = threading.Event()
        """Set once a client has gone away from a stream that had not ended."""

    def next(self, request: bytes) -> Answer:
        self.bodies.append(request)
        self.asked.append(json.loads(request))
        return self.answers.popleft()

    def frames(self, answer: Streamed) -> Iterator[Frame]:
        return self.dialect.frames(list(answer.parts))


class Wire:
    """A server to be asked, the model behind it, and how long it was slept between tries; ``nowhere`` nobody is."""

    def __init__(self, script: Script, dialect: Dialect, client: AsyncOpenAI, nowhere: str) -> None:
        script.dialect = dialect
        self.nowhere = nowhere
        self._script = script
        self._client = client
        self.slept: list[float] = []

    @property
    def asked(self) -> list[dict[str, Any]]:
        return self._script.asked

    @property
    def bodies(self) -> list[bytes]:
        """The same as they came over the wire."""
        return self._script.bodies

    def answers(self, *answers: Answer) -> None:
        self._script.answers.extend(answers)

    def model(self, effort: str | None = "none", *, name: str = "gpt-6-luna", **options: Any) -> PatientModel:
        client = self._client.copy(**options) if options else self._client
        return PatientModel(self._script.dialect.model(client, name, effort), self._sleep)

    async def is_left(self) -> bool:
        return await asyncio.to_thread(self._script.left.wait, 10)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def body_of(refused: Refused) -> bytes:
    if refused.page is not None:
        return refused.page.encode()
    error = {
        "message": f"{refused.message} {KEY}",
        "type": refused.code or "invalid_request_error",
        "code": refused.code,
        "param": refused.param,
    }
    return json.dumps({"error": error}).encode()


# --- mocked ------------------------------------------------------------------------------------


class _Stream(httpx.AsyncByteStream):
    def __init__(self, script: Script, frames: Iterator[Frame]) -> None:
        self._script = script
        self._frames = frames

    async def __aiter__(self):
        for frame in self._frames:
            if isinstance(frame, Reset):
                raise httpx2.ReadError("connection reset")  # as the client's own transport does
            while isinstance(frame, Drip):
                await asyncio.sleep(0.005)
                yield HEARTBEAT
            yield frame

    async def aclose(self) -> None:
        self._script.left.set()


def mocked_answer(script: Script, request: httpx.Request) -> httpx.Response:
    match answer := script.next(request.content):
        case Streamed():
            stream = _Stream(script, script.frames(answer))
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=stream)
        case Refused():
            return httpx.Response(answer.status, headers=answer.headers, content=body_of(answer))
        case Page():
            return httpx.Response(200, html="<html>Welcome</html>")
        case Silence():
            raise httpx.ReadTimeout("slow", request=request)


@contextmanager
def mocked(script: Script) -> Iterator[AsyncOpenAI]:
    base = "https://model.example/v1"
    with respx.mock(assert_all_called=False) as router:
        for path in ("/chat/completions", "/responses"):
            router.post(f"{base}{path}").mock(side_effect=lambda request: mocked_answer(script, request))
        router.post(url__startswith=MOCKED_NOWHERE).mock(side_effect=httpx.ConnectError("refused"))
        router.get(f"{base}/models").respond(404, text="404 page not found")
        yield AsyncOpenAI(
            api_key=KEY,
            base_url=base,
            max_retries=0,
            http_client=httpx.AsyncClient(follow_redirects=False, verify=_trusted()),
        )


# --- real --------------------------------------------------------------------------------------


class Server:
    """An ASGI application that follows whichever script it is given."""

    def __init__(self) -> None:
        self.script = Script()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "GET":
            await self._send(send, 404, b"404 page not found")
            return
        match answer := self.script.next(await self._body(receive)):
            case Streamed():
                await self._stream(receive, send, answer)
            case Refused():
                await self._send(send, answer.status, body_of(answer), answer.headers or {})
            case Page():
                await self._send(send, 200, b"<html>Welcome</html>", {"content-type": "text/html"})
            case Silence():
                await self._gone(receive)

    async def _stream(self, receive, send, answer: Streamed) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        script, gone = self.script, asyncio.create_task(self._gone(receive))
        for frame in script.frames(answer):
            if isinstance(frame, Reset):
                gone.cancel()
                return  # the server breaks the connection of an answer without its end
            while isinstance(frame, Drip) and not gone.done():
                await send({"type": "http.response.body", "body": HEARTBEAT, "more_body": True})
                await asyncio.sleep(0.005)
            if gone.done():
                script.left.set()
                return
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send(self, send, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    async def _body(self, receive) -> bytes:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                return body

    async def _gone(self, receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


@contextmanager
def real(server: Server) -> Iterator[str]:
    with serving(server) as address:
        yield f"{address}/v1"


def client_of(address: str) -> AsyncOpenAI:
    """As `assistant.models.openai_client.connect` makes it, without reading this machine's certificates every time."""
    return AsyncOpenAI(
        api_key=KEY,
        base_url=address,
        timeout=TIMEOUT,
        max_retries=0,
        http_client=DefaultAsyncHttpxClient(follow_redirects=False, trust_env=False, verify=_trusted()),
    )


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def impatient() -> dict[str, Any]:
    """A client that does not wait for a server that says nothing."""
    return {"timeout": Timeout(0.2, connect=5.0)}
