import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.calls.retries import RetryPolicy
from hubspot_tools.calls.transport import Bounds
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox.loopback import serving
from hubspot_tools.sandbox.wire.faults import Faults
from hubspot_tools.sandbox.wire.routes import build_app


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.time = 1000.0
        self.slept = []

    def now(self):
        return self.time

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class LocalCrm:
    """The local CRM, running: its address, its state, and what it was asked."""

    url: str
    app: Any
    faults: Faults

    def asked(self, method=None, ending=""):
        """The requests so far, as (method, path)."""
        return [
            (one.method, one.path)
            for one in self.app.state.requests
            if method in {None, one.method} and one.path.endswith(ending)
        ]

    def forget_requests(self):
        self.app.state.requests.clear()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def settings(clock):
    """Production's settings but for impatience."""
    return ClientSettings(
        bounds=Bounds(connect_seconds=2.0, answer_seconds=5.0), retries=RetryPolicy(), threads=4, clock=clock
    )


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """Starts local CRMs and stops them at the end."""
    with ExitStack() as running:

        def start(**options):
            faults = Faults()
            app = build_app(tmp_path_factory.mktemp("crm") / "crm.sqlite", faults=faults, **options)
            return LocalCrm(running.enter_context(serving(app)), app, faults)

        yield start


@pytest.fixture(scope="session")
def empty_crm(servers):
    return servers(samples=False)


@pytest.fixture
def crm(empty_crm):
    """A local CRM without contacts, that indexes at once and where nothing goes wrong yet."""
    empty_crm.faults.clear()
    empty_crm.app.state.crm.index.delay = 0.0
    empty_crm.app.state.crm.start_again()
    empty_crm.forget_requests()
    yield empty_crm
    empty_crm.faults.clear()


@pytest.fixture
async def store(crm, settings):
    contacts = HubSpotContacts("invented-token", base_url=crm.url, settings=settings)
    yield contacts
    await contacts.close()


@pytest.fixture
async def impatient_store(crm, settings):
    """Waits 0.3 seconds for an answer."""
    contacts = HubSpotContacts(
        "invented-token",
        base_url=crm.url,
        settings=replace(settings, bounds=Bounds(connect_seconds=1.0, answer_seconds=0.3)),
    )
    yield contacts
    await contacts.close()


@pytest.fixture
async def other_process(crm, settings):
    """A second store that shares nothing with the first but the CRM."""
    contacts = HubSpotContacts("invented-token", base_url=crm.url, settings=settings)
    yield contacts
    await contacts.close()


@pytest.fixture
def until():
    """Waits until something about the running local CRM is true."""

    async def until(is_true):
        async with asyncio.timeout(10):
            while not is_true():  # noqa: ASYNC110 - the local CRM runs on another thread and tells nobody
                await asyncio.sleep(0.005)

    return until
