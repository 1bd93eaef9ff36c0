"""The real server in a process of its own, and a HubSpot portal that tests can look into."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import hypothesis
import pytest

from hubspot_tools.sandbox import Faults, build_app
from hubspot_tools.sandbox.serving import serving

# How long an example takes says more about the machine's other work than about ours.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

REPOSITORY = Path(__file__).parents[1]
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
    "METRICS_TOKEN",
    "OTEL_",
)


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
        return self.process.wait(timeout=STOP_TIMEOUT)


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
def run_house() -> Callable[..., AbstractContextManager[House]]:
    """Starts the server: `run_house(folder, **settings)` is a context that ends with it."""
    return running


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
    with serving(app) as address:
        yield Portal(address, app, faults)


@pytest.fixture
def clean_portal(portal) -> Portal:
    """The portal with no fault waiting and an empty log of requests."""
    portal.faults.clear()
    portal.app.state.requests.clear()
    return portal
