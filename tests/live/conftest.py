"""The real server in a process of its own, and people who talk to it over socket.io as a browser does."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import socketio

from assistant.loopback import LoopbackServer
from hubspot_tools.sandbox import Faults, build_app

REPOSITORY = Path(__file__).parents[2]
START_TIMEOUT = 30.0
ANSWER_TIMEOUT = 20.0
ACCESS_TOKEN = "pat-na1-0f1e2d3c-invented"

_SETTINGS = ("HUBSPOT_", "OPENAI_", "CHAINLIT_", "PHONE_REGION", "DATA_DIR", "STATE_URL", "ALLOWED_ORIGINS")


@dataclass
class House:
    """A running server: its address, its folder, and its log."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """End it as an operator does; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=START_TIMEOUT)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[House]:
    """`chainlit run app.py` in an empty folder, with these settings and none of the developer's own."""
    shutil.copytree(REPOSITORY / ".chainlit", folder / ".chainlit")
    shutil.copytree(REPOSITORY / "public", folder / "public")
    for readme in REPOSITORY.glob("chainlit*.md"):
        shutil.copy(readme, folder)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    # Chainlit's own command invents an OpenAI key when CI is set.
    inherited.pop("CI", None)
    port = free_port()
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [
                Path(sys.executable).with_name("chainlit"),
                "run",
                REPOSITORY / "app.py",
                "--headless",
                "--port",
                str(port),
            ],
            cwd=folder,
            env={**inherited, "CHAINLIT_APP_ROOT": str(folder), **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        house = House(f"http://localhost:{port}", folder, process)
        try:
            _wait_until_it_serves(house)
            yield house
        finally:
            if process.poll() is None:
                house.stop()


def _wait_until_it_serves(house: House) -> None:
    give_up_at = time.monotonic() + START_TIMEOUT
    while True:
        try:
            if httpx.get(f"{house.url}/health", timeout=1.0).is_success:
                return
        except httpx.TransportError:
            pass
        if house.process.poll() is not None or time.monotonic() > give_up_at:
            pytest.fail(f"the server did not start:\n{house.log}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    """The server as `make run` starts it: no key, sample contacts, offline model."""
    with running(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def start(tmp_path):
    """Starts servers with settings of the test's own; they end with it."""
    with ExitStack() as houses:
        yield lambda **settings: houses.enter_context(running(tmp_path / uuid4().hex, **settings))


@dataclass
class Portal:
    """A HubSpot portal that the test can look into: the local CRM in this process."""

    url: str
    app: object
    faults: Faults

    def contacts(self) -> list[dict[str, str]]:
        return list(self.app.state.crm.snapshot().values())

    def with_email(self, email: str) -> list[dict[str, str]]:
        return [contact for contact in self.contacts() if contact.get("email") == email]

    def writes(self) -> list[tuple[str, str]]:
        """Requests that may have changed a contact."""
        return [
            (one.method, one.path)
            for one in self.app.state.requests
            if one.method in {"POST", "PATCH", "PUT", "DELETE"}
            and "/objects/" in one.path
            and not one.path.endswith(("/search", "/batch/read"))
        ]


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    faults = Faults()
    app = build_app(tmp_path_factory.mktemp("portal") / "contacts.sqlite3", faults=faults)
    server = LoopbackServer(app)
    server.start()
    yield Portal(server.url, app, faults)
    server.stop()


@pytest.fixture(scope="session")
def connected_house(tmp_path_factory, portal) -> Iterator[House]:
    """The server with an access token, as in production, but with the test's own portal behind it."""
    settings = {"HUBSPOT_ACCESS_TOKEN": ACCESS_TOKEN, "HUBSPOT_BASE_URL": portal.url}
    with running(tmp_path_factory.mktemp("connected"), **settings) as house:
        yield house


@pytest.fixture
def clean_portal(portal) -> Portal:
    """The portal with no fault waiting and an empty log of requests."""
    portal.faults.clear()
    portal.app.state.requests.clear()
    return portal


@dataclass
class Person:
    """Someone at a browser: what they see, and what they do."""

    url: str
    language: str = "en-GB"
    id: str = field(default_factory=lambda: str(uuid4()))
    messages: dict[str, dict] = field(default_factory=dict)
    actions: dict[str, dict] = field(default_factory=dict)
    commands: list[dict] = field(default_factory=list)
    turns_ended: int = 0
    working: bool = False

    def __post_init__(self) -> None:
        self._changed = asyncio.Event()
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("*", self._see)
        self._http = httpx.AsyncClient(base_url=self.url, timeout=ANSWER_TIMEOUT)

    async def open(self, **headers: str) -> None:
        """Open the page and wait for the welcome."""
        await self._socket.connect(
            self.url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Accept-Language": self.language, **headers},
            auth={
                "sessionId": self.id,
                "clientType": "webapp",
                "userEnv": "{}",
                "threadId": "",
                "chatProfile": "",
            },
        )
        await self._socket.emit("connection_successful")
        await self.until(lambda: self.turns_ended >= 2)  # the first only clears what an older page left

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

    async def send(self, text: str, command: str | None = None) -> None:
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
        await self._socket.emit("client_message", {"message": message, "fileReferences": []})

    async def click(self, label: str) -> str:
        """Click the newest button of that name, wait for the turn to end, and return what was said in it."""
        return await self.post_action(self.button(label))

    async def post_action(self, *actions: dict) -> str:
        """Post clicks at the same time, wait for all of them, and return what was said."""
        seen, ended = len(self.said), self.turns_ended
        answers = await asyncio.gather(*(self._post(action) for action in actions))
        assert [answer.status_code for answer in answers] == [200] * len(actions)
        await self.until(lambda: self.turns_ended >= ended + len(actions))
        return "\n".join(self.said[seen:])

    async def stop(self) -> None:
        await self._socket.emit("stop")

    async def until(self, met: Callable[[], object]) -> None:
        """Wait for the page to be as ``met`` wants it."""
        async with asyncio.timeout(ANSWER_TIMEOUT):
            while not met():
                self._changed.clear()
                await self._changed.wait()

    async def _post(self, action: dict) -> httpx.Response:
        return await self._http.post("/project/action", json={"sessionId": self.id, "action": action})

    async def _see(self, event: str, data: dict | list | None = None) -> None:
        match event:
            case "new_message" | "update_message" | "stream_start":
                self.messages[data["id"]] = dict(data)
            case "stream_token":
                self.messages[data["id"]]["output"] += data["token"]
            case "action":
                self.actions[data["id"]] = data
            case "remove_action":
                self.actions.pop(data["id"], None)
            case "set_commands":
                self.commands = data
            case "task_start":
                self.working = True
            case "task_end":
                self.working = False
                self.turns_ended += 1
        self._changed.set()


@pytest.fixture
async def arrive() -> AsyncIterator[Callable]:
    """People open a server's page; they leave with the test."""
    present: list[Person] = []

    async def open_page(house: House, language: str = "en-GB") -> Person:
        person = Person(house.url, language)
        present.append(person)
        await person.open()
        return person

    yield open_page
    for person in present:
        await person.close()
