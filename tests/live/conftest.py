"""People who talk to the real server over socket.io, as a browser does."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
import plain_http
import pytest
import socketio
from live.browser_cookies import all_cookies
from seen_page import SeenPage

ANSWER_TIMEOUT = 20.0
ACCESS_TOKEN = "pat-na1-0f1e2d3c-invented"


@pytest.fixture(scope="session")
def house(tmp_path_factory, run_house):
    """The server as `make run` starts it: no key, sample contacts, offline model."""
    with run_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def start(tmp_path, run_house):
    """Starts servers with settings of the test's own; they end with it."""
    with ExitStack() as houses:
        yield lambda **settings: houses.enter_context(run_house(tmp_path / uuid4().hex, **settings))


@pytest.fixture
def start_talkative(start):
    """Likewise, with every library at its most talkative."""
    path = os.pathsep.join(
        str(one) for one in (Path(__file__).with_name("talkative"), Path(__file__).parents[2])
    )
    return partial(
        start, PYTHONPATH=path, OPENAI_LOG="debug", PYTHONASYNCIODEBUG="1", PYTHONWARNINGS="always"
    )


@pytest.fixture(scope="session")
def connected_house(tmp_path_factory, run_house, portal):
    """The server with an access token, as in production, but with the test's own portal behind it."""
    settings = {"HUBSPOT_ACCESS_TOKEN": ACCESS_TOKEN, "HUBSPOT_BASE_URL": portal.url}
    with run_house(tmp_path_factory.mktemp("connected"), **settings) as house:
        yield house


@dataclass
class Person(SeenPage):
    """Someone at a browser: what they see, and what they do."""

    url: str
    language: str = "en-GB"
    cookie: str = ""
    """What their browser sends; one that keeps cookies gets its own with the page."""
    keeps_cookies: bool = True
    client_type: str = "webapp"
    id: str = field(default_factory=lambda: str(uuid4()))
    elements: dict[str, dict] = field(default_factory=dict)
    turns_ended: int = 0
    working: bool = False
    told_page: list[dict] = field(default_factory=list)
    """What the server has told the page around the chat, oldest first."""
    page_key: str = ""
    """By which the page around a widget says whom it is about."""

    def __post_init__(self) -> None:
        self._changed = asyncio.Event()
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("*", self._see)
        self.hung_up = asyncio.Event()
        """The server has ended the connection, or the person has."""
        self._socket.on("disconnect", lambda *_: self.hung_up.set())
        self._http = plain_http.AsyncClient(
            base_url=self.url, timeout=ANSWER_TIMEOUT, headers={"Accept-Language": self.language}
        )

    async def open(self, *, greeted: bool = True, typed: str = "") -> None:
        """Open the page and wait until everything that greets the person is there, unless they come back.

        What was ``typed`` without a connection is sent as soon as there is one.
        """
        if self.keeps_cookies and not self.cookie:
            self.cookie = all_cookies(await self._http.get("/"))
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self._http.cookies.clear()
        self.bring(self.cookie)
        await self._socket.connect(
            self.url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Accept-Language": self.language, **headers},
            auth={
                "sessionId": self.id,
                "clientType": self.client_type,
                "userEnv": "{}",
                "threadId": "",
                "chatProfile": "",
            },
        )
        if typed:
            await self.send(typed)
        await self._socket.emit("connection_successful")
        await self.until(
            lambda: self.turns_ended >= (2 if greeted else 1)
        )  # the first only clears what an older page left

    def bring(self, cookie: str) -> None:
        """Send this cookie with every click and file from now on."""
        self._http.headers["Cookie"] = cookie

    async def close(self) -> None:
        await self._socket.disconnect()
        await self._http.aclose()

    @property
    def said(self) -> list[str]:
        """What the assistant has said, oldest first."""
        return [m["output"] for m in self.messages.values() if m["type"] == "assistant_message"]

    @property
    def buttons(self) -> list[str]:
        return [action["label"] for action in self.actions.values()]

    def cards(self, name: str) -> list[dict]:
        """What the elements of that name show, oldest first."""
        return [element["props"] for element in self.elements.values() if element["name"] == name]

    def button(self, label: str) -> dict:
        """The newest button of that name."""
        return next(action for action in reversed(self.actions.values()) if action["label"] == label)

    async def say(self, text: str, command: str | None = None) -> str:
        """Type a message, wait for the turn to end, and return what was said in it."""
        seen = len(self.said)
        ended = self.turns_ended
        await self.send(text, command)
        await self.until(lambda: self.turns_ended > ended)
        return "\n".join(self.said[seen:])

    async def send(self, text: str, command: str | None = None, files: Sequence[dict] = ()) -> dict:
        """Send a message, and return it as it was sent."""
        message = {
            "id": str(uuid4()),
            "name": "User",
            "type": "user_message",
            "output": text,
            "createdAt": datetime.now(UTC).isoformat(),
            "threadId": "",
            "command": command,
            "metadata": {},
        }
        await self.emit("client_message", {"message": message, "fileReferences": list(files)})
        return message

    async def click(self, label: str) -> str:
        """Click the newest button of that name, wait for the turn to end, and return what was said, here or there."""
        return await self.post_action(self.button(label))

    async def post_action(self, *actions: dict) -> str:
        """Post clicks at the same time, wait for all of them, and return what was said, in new messages or in those that were there."""
        before, ended = dict(self.messages), self.turns_ended
        answers = await asyncio.gather(*(self.post(action) for action in actions))
        assert [answer.status_code for answer in answers] == [200] * len(actions)
        await self.until(lambda: self.turns_ended >= ended + len(actions))
        told = [
            now
            for id_, now in self.messages.items()
            if now["type"] == "assistant_message" and now != before.get(id_)
        ]
        return "\n".join(message["output"] for message in told)

    async def stop(self) -> None:
        await self.emit("stop")

    async def emit(self, event: str, brought: object = None) -> None:
        """Send an event, a page's own or any other."""
        await self._socket.emit(event, brought)

    async def until(self, met: Callable[[], object]) -> None:
        """Wait for the page to be as ``met`` wants it."""
        async with asyncio.timeout(ANSWER_TIMEOUT):
            while not met():
                self._changed.clear()
                await self._changed.wait()

    async def upload(
        self, content: bytes, name: str = "people.csv", mime: str = "text/csv", *, session: str = ""
    ) -> httpx.Response:
        """Drop a file into the chat, or into that of another session."""
        return await self._http.post(
            "/project/file",
            params={"session_id": session or self.id},
            files={"file": (name, content, mime)},
        )

    async def download(self, file_id: str, *, session: str = "") -> httpx.Response:
        """Follow the link to a file."""
        return await self._http.get(f"/project/file/{file_id}", params={"session_id": session or self.id})

    async def post(self, action: dict, *, session: str = "") -> httpx.Response:
        """Send a click, or one into another session."""
        body = {"sessionId": session or self.id, "action": action}
        return await self._http.post("/project/action", json=body)

    async def _see(self, event: str, data: dict | list | None = None) -> None:
        self.see(event, data)
        match event:
            case "call_fn" if data["name"] == "contact_assistant.page_key":
                self.page_key = data["args"]["key"]
            case "window_message":
                self.told_page.append(data)
            case "element":
                self.elements[data["id"]] = data
            case "task_start":
                self.working = True
            case "task_end":
                self.working = False
                self.turns_ended += 1
        self._changed.set()


@pytest.fixture
def new_browser() -> Callable:
    """Loads a server's page in a browser of its own; returns the cookie that browser sends from then on."""

    def load(house) -> str:
        return all_cookies(plain_http.get(house.url, timeout=ANSWER_TIMEOUT))

    return load


@pytest.fixture
async def arrive() -> AsyncIterator[Callable]:
    """People open a server's page; they leave with the test."""
    present: list[Person] = []

    async def open_page(
        house,
        language: str = "en-GB",
        *,
        cookie: str = "",
        keeps_cookies: bool = True,
        session: str = "",
        client_type: str = "webapp",
        greeted: bool = True,
        typed: str = "",
    ) -> Person:
        person = Person(house.url, language, cookie, keeps_cookies, client_type)
        person.id = session or person.id
        present.append(person)
        await person.open(greeted=greeted, typed=typed)
        return person

    yield open_page
    for person in present:
        await person.close()
