import asyncio
from contextlib import ExitStack
from dataclasses import replace

import pytest

from evaluation.clock import ManualClock
from evaluation.portal import SandboxPortal
from hubspot_tools.calls.api_version import DEFAULT_VERSION
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.calls.retries import RetryPolicy
from hubspot_tools.calls.transport import Bounds
from hubspot_tools.hubspot import HubSpotContacts


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def version():
    """The version of the API; a module that is to hold for all of them has a fixture of its own in its place."""
    return DEFAULT_VERSION


@pytest.fixture
def settings(clock, version):
    """Production's settings but for impatience."""
    return ClientSettings(
        version=version,
        bounds=Bounds(connect_seconds=2.0, answer_seconds=5.0),
        retries=RetryPolicy(),
        threads=4,
        clock=clock,
    )


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """Starts local CRMs and stops them at the end."""
    with ExitStack() as running:

        def start(**options):
            portal = SandboxPortal(tmp_path_factory.mktemp("crm") / "crm.sqlite", **options)
            return running.enter_context(portal.served())

        yield start


@pytest.fixture(scope="session")
def empty_crm(servers):
    return servers(samples=False)


@pytest.fixture
def crm(empty_crm):
    """A local CRM without contacts, that indexes at once and where nothing goes wrong yet."""
    empty_crm.start_afresh()
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
