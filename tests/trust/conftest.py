"""A witnessed portal for all tests of this room, and a fresh world for each.

``TRUST_ACCOUNT=hostile pytest tests/trust`` shows all of it in the account that is set up otherwise; the suite itself
plays one short history there.
"""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from trustkit.portal import WitnessedPortal
from trustkit.world import World

from assistant.agent.tokens import CountTokens, load_counter
from assistant.proposals import settle
from hubspot_tools.sandbox.portals.hostile import hostile_portal

ELSEWHERE = os.environ.get("TRUST_ACCOUNT") == "hostile"


@pytest.fixture(scope="session")
def served_portal() -> Iterator[WitnessedPortal]:
    account = {"portal": hostile_portal(requires=False)} if ELSEWHERE else {}
    with WitnessedPortal(**account).served() as portal:
        yield portal


@pytest.fixture(scope="session")
def hostile_portal_served() -> Iterator[WitnessedPortal]:
    """The account that is set up otherwise, with none of its own people in it."""
    with WitnessedPortal(portal=hostile_portal(requires=False)).served() as portal:
        yield portal


@pytest.fixture(scope="session")
def count_tokens() -> CountTokens:
    return load_counter()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch) -> None:
    """As many looks at the CRM as in earnest, with nothing between them."""
    monkeypatch.setattr(settle, "PAUSES", (0.0,) * len(settle.PAUSES))


@pytest.fixture
async def world(served_portal, count_tokens, tmp_path) -> AsyncIterator[World]:
    world = World(served_portal, tmp_path, count_tokens)
    await world.begin()
    yield world
    await world.end()
