"""One world for all scenarios: serving it anew for each would take longer than playing it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from evaluation.run import SCENARIOS, Stage
from evaluation.scenario import load_people
from evaluation.world import World, open_world
from hubspot_tools.sandbox.portals.hostile import hostile_portal


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def world() -> AsyncIterator[World]:
    async with open_world(load_people(SCENARIOS)) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def hostile_stage() -> AsyncIterator[Stage]:
    """The same people in the account of many owners and properties, its stages renamed."""
    async with open_world(load_people(SCENARIOS), account=hostile_portal(requires=False)) as world:
        stage = Stage(world)
        yield stage
        await stage.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def stage(world) -> AsyncIterator[Stage]:
    stage = Stage(world)
    yield stage
    await stage.close()
