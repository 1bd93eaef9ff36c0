"""Servers in processes of their own, and people who talk to them over socket.io as a browser does."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import socketio
from model_server import model_server
from wires import FOUND, QUESTION

HERE, REPOSITORY = Path(__file__).parent, Path(__file__).parents[1]
START_SECONDS, ANSWER_SECONDS = 300.0, 120.0
TOKEN = "pat-na1-invented"  # noqa: S105 - the local CRM takes any


@dataclass
class Server:
    """A running server, and what it tells of itself."""

    url: str
    process: subprocess.Popen[str]
    ready_seconds: float = 0.0

    def cost(self, *, collect: bool = False) -> Mapping[str, float]:
        """What `watched_process` answers: CPU in milliseconds, the longest stall, memory in kilobytes."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("collect\n" if collect else "\n")
        self.process.stdin.flush()
        told: Mapping[str, float] = json.loads(self.process.stdout.readline())
        return told


@dataclass
class PageGuest:
    """Someone at a page: what comes to it is counted, and a turn is over when Chainlit says so."""

    url: str
    id: str = field(default_factory=lambda: str(uuid4()))
    events: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._changed = asyncio.Event()
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("*", self._see)

    async def open(self, turns: int) -> None:
        """Open the page, and wait until ``turns`` have ended: a greeting is one."""
        await self._socket.connect(
            self.url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Accept-Language": "en-GB"},
            auth={"sessionId": self.id, "clientType": "webapp", "userEnv": "{}", "threadId": ""},
        )
        await self._socket.emit("connection_successful")
        await self.until(lambda: self.events["task_end"] >= turns)

    async def say(self, text: str) -> float:
        """Say it; returns the seconds until the turn has ended."""
        ended, began = self.events["task_end"], time.perf_counter()
        message = {
            "id": str(uuid4()),
            "name": "User",
            "type": "user_message",
            "output": text,
            "createdAt": datetime.now(UTC).isoformat(),
            "threadId": "",
            "command": None,
            "metadata": {},
        }
        await self._socket.emit("client_message", {"message": message, "fileReferences": []})
        await self.until(lambda: self.events["task_end"] > ended)
        return time.perf_counter() - began

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for what has come to be as ``met`` wants it."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while not met():
                self._changed.clear()
                await self._changed.wait()

    async def close(self, *, for_good: bool = False) -> None:
        """Leave the page; ``for_good`` as by New chat, so that nothing is kept."""
        if for_good:
            await self._socket.emit("clear_session")
        await self._socket.disconnect()

    async def _see(self, event: str, _brought: object = None) -> None:
        self.events[event] += 1
        self._changed.set()


@dataclass(frozen=True)
class Kind:
    """One of the two servers that are compared, and how one talks to it."""

    name: str
    server: Server
    slowly: Server
    greeting_turns: int
    quick_words: str
    slow_words: str

    async def arrive(self, *, slowly: bool = False) -> PageGuest:
        """Open a page."""
        person = PageGuest((self.slowly if slowly else self.server).url)
        await person.open(self.greeting_turns)
        return person


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    """Chainlit and nothing else: it echoes."""
    folder.mkdir()
    shutil.copy(HERE / "echo_app.py", folder)
    yield from _serving(folder, ["chainlit", "run", "echo_app.py", "--headless", "--port"], {})


@contextmanager
def our_server(folder: Path, model: str, crm: str) -> Iterator[Server]:
    """The assistant as it is served, its model and its CRM elsewhere; HubSpot's pace is not kept."""
    folder.mkdir()
    for each in (".chainlit", "public"):
        shutil.copytree(REPOSITORY / each, folder / each)
    settings = {
        "HUBSPOT_ACCESS_TOKEN": TOKEN,
        "HUBSPOT_BASE_URL": crm,
        "OPENAI_BASE_URL": f"{model}/v1",
        "OPENAI_MODEL": "m",
    }
    yield from _serving(folder, ["unpaced_assistant", "--port"], settings)


@contextmanager
def crm_server(folder: Path) -> Iterator[str]:
    """The local CRM with its samples and the one contact that is looked for; gives its address."""
    command = [sys.executable, "-m", "hubspot_tools.sandbox", "--database", str(folder / "crm.sqlite3")]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as crm:  # noqa: S603 - this Python
        assert crm.stdout is not None
        try:
            address = crm.stdout.readline().split(",")[0].rpartition(" ")[2]
            first, last = str(FOUND["contacts"][0]["name"]).split()  # type: ignore[index]
            person = {"firstname": first, "lastname": last, "company": "Exemple SA"}
            httpx.post(
                f"{address}/crm/v3/objects/contacts",
                json={"properties": person},
                headers={"Authorization": f"Bearer {TOKEN}"},
            ).raise_for_status()
            yield address
        finally:
            crm.terminate()


def _serving(folder: Path, command: list[str], settings: Mapping[str, str]) -> Iterator[Server]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HUBSPOT_", "OPENAI_", "CHAINLIT_", "OTEL_")) and name != "CI"
    }
    environment = {
        **inherited,
        "CHAINLIT_APP_ROOT": str(folder),
        "PYTHONPATH": f"{REPOSITORY}:{HERE}",
        **settings,
    }
    port, began = _free_port(), time.perf_counter()
    with (
        (folder / "log.txt").open("w") as log,
        subprocess.Popen(  # noqa: S603 - this Python, by its own files
            [sys.executable, str(HERE / "watched_process.py"), *command, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=folder,
            env=environment,
        ) as process,
    ):
        try:
            server = Server(f"http://127.0.0.1:{port}", process)
            _wait_until_it_serves(server, folder / "log.txt")
            server.ready_seconds = time.perf_counter() - began
            yield server
        finally:
            process.terminate()


def _wait_until_it_serves(server: Server, log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            if httpx.get(f"{server.url}/health", timeout=1.0).is_success:
                return
        except httpx.TransportError:
            pass
        if server.process.poll() is not None or time.monotonic() > give_up_at:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def both(folder: Path) -> Iterator[tuple[Kind, Kind]]:
    """The bare server and ours, side by side."""
    with ExitStack() as started:
        model, crm = started.enter_context(model_server()), started.enter_context(crm_server(folder))
        bare = started.enter_context(bare_server(folder / "bare"))
        ours = started.enter_context(our_server(folder / "ours", model, crm))
        slow = started.enter_context(our_server(folder / "slow", f"{model}/slow", crm))
        yield (
            Kind("bare", bare, bare, 1, QUESTION, f"{QUESTION} slowly"),
            Kind("ours", ours, slow, 2, QUESTION, QUESTION),
        )
