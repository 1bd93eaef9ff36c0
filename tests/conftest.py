"""The real server in a process of its own, and a HubSpot portal that tests can look into."""

import asyncio
import gc
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import fresh_state
import httpx
import hypothesis
import plain_http
import postgres as postgres_here
import pytest
from warm_start import WarmProcess, can_start_warm

from assistant.state.database import StateDatabase
from evaluation.portal import SandboxPortal

# How long an example takes says more about the machine's other work than about ours.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

TESTS = Path(__file__).parent
REPOSITORY = TESTS.parent
SERVE = (sys.executable, "-m", "assistant", "serve")
WARM = ("warm",)
"""`SERVE`, in a process that has loaded most packages before."""
CHAINLIT_RUN = (Path(sys.executable).with_name("chainlit"), "run", REPOSITORY / "app.py", "--headless")
"""The other way to start, Chainlit's."""

_PORTS = range(20_000, 32_768)
_GIVEN: set[int] = set()

START_TIMEOUT = 90.0
STOP_TIMEOUT = 30.0

_SETTINGS = (
    "ACCESS_",
    "HUBSPOT_",
    "OPENAI_",
    "CHAINLIT_",
    "PHONE_REGION",
    "DATA_DIR",
    "STATE_",
    "TALK_HOURS",
    "ALLOWED_ORIGINS",
    "TRUSTED_PROXIES",
    "METRICS_TOKEN",
    "AUTH",
    "SESSION_HOURS",
    "HEADER_",
    "ACCESS_FILE",
    "OIDC_",
    "PUBLIC_URL",
    "PAGE_TOKEN_",
    "SIGNING_KEY",
    "SECRETS_DIR",
    "OTEL_",
)


_MARKED_ROOMS = ("live", "browser")
"""Folders whose tests all carry the folder's name as their mark, so that no file can forget it."""


_AS_LONG_AS = {"browser": 20}
"""So many other tests take as long as one of that folder."""

_LONGEST_SERVED = 300
"""Seconds after which a test that waits for a server or a browser hangs: they share the cores with others' tests."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect no garbage while tests are collected, and look never again through what is there then.

    Every worker loads all tests, and keeps them to its end: looking through them took a fifth of that time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in those folders, and begin with the files that take longest.

    Workers take whole files. A long one that is taken last keeps one core busy while the others have nothing to do.
    """
    weights: Counter[Path] = Counter()
    for item in items:
        room = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        weights[item.path] += _AS_LONG_AS.get(room, 1)
        if room in _MARKED_ROOMS:
            item.add_marker(room)
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(_LONGEST_SERVED))
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: (item.path not in long, -weights[item.path]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have what is marked `every_store` hold on SQLite and on PostgreSQL alike."""
    if metafunc.definition.get_closest_marker("every_store") and "state_url" in metafunc.fixturenames:
        metafunc.parametrize("state_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_here.Postgres]:
    """A real PostgreSQL."""
    binaries = postgres_here.programs()
    if binaries is None and os.environ.get("REQUIRE_POSTGRES"):
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql): nothing is shown of it")
    with postgres_here.serving(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def shared_store(postgres) -> str:
    """The URL of a store on PostgreSQL that tests use in turn, each from nothing."""
    url = postgres.new_database()
    asyncio.run(_made(url))
    return url


async def _made(url: str) -> None:
    store = StateDatabase(url)
    await store.open()
    await store.close()


@pytest.fixture
def state_url(request, tmp_path) -> str:
    """The URL of a new store: on SQLite, and for what is marked `every_store` on PostgreSQL as well."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'state.sqlite3'}"
    url = request.getfixturevalue("shared_store")
    request.getfixturevalue("postgres").empty(url)
    return url


@pytest.fixture(scope="session", autouse=True)
def quick_stores() -> Iterator[None]:
    """New state stores in this process are laid out without taking every step of the product's history again."""
    with fresh_state.made_from_a_copy():
        yield


@dataclass
class House:
    """A running server: its address, its folder, and its log."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes] | WarmProcess
    log_file: Path

    @property
    def temporary(self) -> Path:
        """Where it keeps files on their way in and out."""
        return self.folder / "tmp"

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wait_for_log(self, text: str) -> None:
        """Wait until the log says it."""
        give_up_at = time.monotonic() + START_TIMEOUT
        while text not in self.log:
            if time.monotonic() > give_up_at:
                pytest.fail(f"the log never said {text!r}:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> int:
        """End it as an operator does; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_TIMEOUT)


def free_port() -> int:
    """A port nobody listens on, below those that the system lends to whoever connects somewhere.

    The server takes seconds to listen on it, and the tests beside it connect to theirs all the time. None is given
    twice: whoever asks for two, for one file, has to get two.
    """
    while True:
        port = _PORTS[secrets.randbelow(len(_PORTS))]
        if port in _GIVEN:
            continue
        _GIVEN.add(port)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def in_folder(folder: Path, settings: dict[str, str]) -> dict[str, object]:
    """How a process is started in a folder of the test's, with these settings and none of the developer's own."""
    shutil.copytree(REPOSITORY / ".chainlit", folder / ".chainlit", dirs_exist_ok=True)
    shutil.copytree(REPOSITORY / "public", folder / "public", dirs_exist_ok=True)
    for readme in REPOSITORY.glob("chainlit*.md"):
        shutil.copy(readme, folder)
    (folder / "tmp").mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    # Chainlit's own command invents an OpenAI key when CI is set.
    inherited.pop("CI", None)
    ours = {
        "CHAINLIT_APP_ROOT": str(folder),
        "PYTHONPATH": str(REPOSITORY),
        "TMPDIR": str(folder / "tmp"),
    }
    return {"cwd": folder, "env": {**inherited, **ours, **settings}}


@contextmanager
def running(
    folder: Path, *, command: Sequence[str | Path] = WARM, port: int = 0, **settings: str
) -> Iterator[House]:
    """The server in a folder that may have served before, at a port of its own unless it has to be the same again."""
    port = port or free_port()
    log = folder / f"log-{port}.txt"
    folder.mkdir(parents=True, exist_ok=True)
    started = in_folder(folder, settings)
    if command is WARM and can_start_warm(settings):
        process = WarmProcess(["serve", "--port", str(port)], folder=folder, env=started["env"], log=log)
    else:
        command = SERVE if command is WARM else command
        with log.open("ab") as out:
            process = subprocess.Popen(
                [*command, "--port", str(port)], stdout=out, stderr=subprocess.STDOUT, **started
            )
    below = settings.get("CHAINLIT_ROOT_PATH", "")
    house = House(f"http://localhost:{port}{below}", folder, process, log)
    try:
        _wait_until_it_serves(house)
        yield house
    finally:
        if process.poll() is None:
            house.stop()


def _wait_until_it_serves(house: House) -> None:
    give_up_at = time.monotonic() + START_TIMEOUT
    with plain_http.Client(timeout=1.0) as browser:
        while True:
            with suppress(httpx.TransportError):
                if browser.get(f"{house.url}/health").is_success:
                    return
            if house.process.poll() is not None or time.monotonic() > give_up_at:
                pytest.fail(f"the server did not start:\n{house.log}")
            time.sleep(0.05)


@pytest.fixture(scope="session")
def run_house() -> Callable[..., AbstractContextManager[House]]:
    """Starts the server: `run_house(folder, **settings)` is a context that ends with it."""
    return running


@pytest.fixture(scope="session")
def run_house_anew() -> Callable[..., AbstractContextManager[House]]:
    """The same as `make run` does it, from nothing, for what a start itself promises."""
    return partial(running, command=SERVE)


@pytest.fixture(scope="session")
def run_by_chainlit() -> Callable[..., AbstractContextManager[House]]:
    """The same by Chainlit's own command."""
    return partial(running, command=CHAINLIT_RUN)


@pytest.fixture(scope="session")
def run_command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `python -m assistant` to its end: `run_command(folder, "serve", "--port", "0", **settings)`."""

    def run(
        folder: Path, *arguments: str, typed: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as aside:
            read, said, wrong = (Path(aside, name) for name in ("typed", "said", "wrong"))
            read.write_text(typed, encoding="utf-8")
            process = WarmProcess(
                arguments,
                folder=folder,
                env=in_folder(folder, settings)["env"],
                log=said,
                errors=wrong,
                typed=read,
            )
            ended = process.wait(START_TIMEOUT)
            texts = [one.read_text(encoding="utf-8") if one.exists() else "" for one in (said, wrong)]
        return subprocess.CompletedProcess(arguments, ended, *texts)

    return run


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[SandboxPortal]:
    with SandboxPortal(
        tmp_path_factory.mktemp("portal") / "contacts.sqlite3", samples=True
    ).served() as portal:
        yield portal


@pytest.fixture
def clean_portal(portal) -> SandboxPortal:
    """The portal with no fault waiting and an empty log of requests."""
    portal.faults.clear()
    portal.forget_requests()
    return portal
