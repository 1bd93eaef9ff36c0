"""The real server in a process of its own, and a HubSpot portal that tests can look into."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import hypothesis
import pytest

from evaluation.portal import SandboxPortal

# How long an example takes says more about the machine's other work than about ours.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

TESTS = Path(__file__).parent
REPOSITORY = TESTS.parent
SERVE = (sys.executable, "-m", "assistant", "serve")
CHAINLIT_RUN = (Path(sys.executable).with_name("chainlit"), "run", REPOSITORY / "app.py", "--headless")
"""The two ways to start: our own, and Chainlit's."""

_PORTS = range(20_000, 32_768)

START_TIMEOUT = 90.0
STOP_TIMEOUT = 15.0

_SETTINGS = (
    "HUBSPOT_",
    "OPENAI_",
    "CHAINLIT_",
    "PHONE_REGION",
    "DATA_DIR",
    "STATE_URL",
    "ALLOWED_ORIGINS",
    "TRUSTED_PROXIES",
    "METRICS_TOKEN",
    "OTEL_",
)


_MARKED_ROOMS = ("live", "browser")
"""Folders whose tests all carry the folder's name as their mark, so that no file can forget it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in those folders, before anything is chosen by its marks."""
    for room in _MARKED_ROOMS:
        for item in items:
            if TESTS / room in item.path.parents:
                item.add_marker(room)


@dataclass
class House:
    """A running server: its address, its folder, and its log."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
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

    The server takes seconds to listen on it, and the tests beside it connect to theirs all the time.
    """
    while True:
        port = _PORTS[secrets.randbelow(len(_PORTS))]
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


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
def running(folder: Path, *, command: Sequence[str | Path] = SERVE, **settings: str) -> Iterator[House]:
    """The server as `make run` starts it, in a folder that may have served before."""
    port = free_port()
    log = folder / f"log-{port}.txt"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            **in_folder(folder, settings),
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
def run_house() -> Callable[..., AbstractContextManager[House]]:
    """Starts the server: `run_house(folder, **settings)` is a context that ends with it."""
    return running


@pytest.fixture(scope="session")
def run_by_chainlit() -> Callable[..., AbstractContextManager[House]]:
    """The same by Chainlit's own command."""
    return partial(running, command=CHAINLIT_RUN)


@pytest.fixture(scope="session")
def run_command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `python -m assistant` to its end: `run_command(folder, "serve", "--port", "0", **settings)`."""

    def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        folder.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            [*SERVE[:-1], *arguments],
            check=False,
            capture_output=True,
            text=True,
            timeout=START_TIMEOUT,
            **in_folder(folder, settings),
        )

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
