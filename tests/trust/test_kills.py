"""The program is killed in the middle of its writes: nothing is lost, nothing is doubled, and its people hear of it.

A process of its own confirms seven proposals and gets SIGKILL at a point that the history's number decides: when
so many requests have arrived at the portal, and up to a few milliseconds later. Then the program starts afresh.

The suite kills a few. ``TRUST_KILLS=200 pytest tests/trust/test_kills.py`` runs as many histories as it says.
"""

import asyncio
import multiprocessing
import os
import random
import threading
from contextlib import suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from trustkit.ledger import Ledger
from trustkit.portal import WitnessedPortal
from trustkit.worker import confirm_everything
from trustkit.world import EN, Told, World, said

from assistant.chat.outcome_sentences import news_sentence
from assistant.proposals.journal import JournalEvent
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.rules import LANDED_BY_NOW

pytestmark = pytest.mark.long

HISTORIES = int(os.environ.get("TRUST_KILLS", "15"))
REQUESTS_OF_A_HISTORY = 16
LONGEST_DELAY = 0.006
PATIENCE = 30.0

OLD = (
    {"firstname": "Ann", "lastname": "Best", "email": "ann.best@x.example", "lifecyclestage": "customer"},
    {"firstname": "Zoé", "lastname": "Arnaud", "email": "zoe.arnaud@x.example"},
)
NEW = (
    {"firstname": "Léa", "lastname": "Roche", "email": "lea.roche@x.example"},
    {"firstname": "Li", "lastname": "Wei"},
    {"email": "info@x.example"},
    {"firstname": "Omar", "lastname": "Haddad"},
)


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """Starts a process in a moment: what it imports is imported once for all."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["trustkit.worker"])
    return context


@pytest.fixture(scope="session", autouse=True)
def path_of_the_forks():
    """The fork server is a fresh interpreter that knows nothing of pytest's paths."""
    with pytest.MonkeyPatch.context() as patch:
        here = Path(__file__).parent
        patch.setenv("PYTHONPATH", os.pathsep.join([str(here), str(here.parents[1])]))
        yield


@pytest.fixture
def ledger(world) -> Ledger:
    return Ledger(world)


@pytest.fixture
async def waiting(world, ledger) -> dict[str, Proposal]:
    """Four creates and two updates, one of them a step back, and the taking back of a create, all of Ada's."""
    old = [world.portal.somebody_creates(person) for person in OLD]
    world.time.pass_by(86_400)
    tab = world.tab()
    await tab.is_asked_to_create(email="gone.soon@x.example")
    (first,) = world.shown.values()
    await ledger.watch(tab.confirms(first), clicks=1)
    archived = (await world.states())[first.id].stored
    world.portal.somebody_edits(archived.id, {"city": "Lyon"})
    await tab.undoes((await world.states())[first.id])
    await tab.is_asked_to_update(old[0], lifecyclestage="lead")
    await tab.is_asked_to_update(old[1], jobtitle="CTO")
    for person in NEW:
        await world.tab().is_asked_to_create(**person)
    pending = await world.process.state.in_states(ProposalState.PENDING)
    assert len(pending) == 7
    return {one.id: one for one in pending}


def kill_at(portal: WitnessedPortal, pid: int, request: int, delay: float) -> None:
    """Kill a process when so many requests have arrived, and so many seconds later."""
    arrived = []

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, 9)

    def heard(_method: str, path: str) -> None:
        arrived.append(path)
        if len(arrived) == request:
            threading.Timer(delay, kill).start()

    portal.faults.heard = heard


async def killed(world: World, forks: ForkServerContext, number: int, told: Path) -> None:
    """Let a process confirm everything, and kill it somewhere on its way."""
    chance = random.Random(number)  # noqa: S311 - a moment, not a secret
    arguments = (world.portal.url, world.database, world.time, number, told)
    process = forks.Process(target=confirm_everything, args=arguments, daemon=True)
    process.start()
    request, delay = chance.randint(1, REQUESTS_OF_A_HISTORY), chance.uniform(0, LONGEST_DELAY)
    kill_at(world.portal, process.pid, request, delay)
    await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode in {0, -9}
    world.portal.calm()


async def settled(world: World) -> None:
    """The next start, and two minutes."""
    await world.restart()
    world.time.pass_by(LANDED_BY_NOW.total_seconds() + 60)
    await world.process.recovery.sweep()


@pytest.mark.parametrize("number", range(HISTORIES))
async def test_a_killed_program_leaves_nothing_half_written(world, forks, ledger, waiting, tmp_path, number):
    told = tmp_path / "told.txt"

    async def history() -> None:
        await killed(world, forks, number, told)
        await settled(world)

    await ledger.watch(history(), clicks=len(waiting))
    acknowledged = set(told.read_text("ascii").split()) if told.exists() else set()
    for one in acknowledged:
        world.told[one].append(Told.WRITTEN)
    await ada_hears_of_what_she_did_not_see(world, waiting, acknowledged)
    await what_was_not_begun_can_still_be_confirmed(world, ledger, waiting)
    await ledger.audit()


async def ada_hears_of_what_she_did_not_see(world, waiting, acknowledged) -> None:
    """One write at most was under way; how it was settled is told once, and nothing else is."""
    journal = await world.process.state.journal()
    settled_without_her = {entry.proposal_id for entry in journal if entry.reason == "settled"}
    begun = {entry.proposal_id for entry in journal if entry.event is JournalEvent.BEGUN}
    assert settled_without_her <= (begun & waiting.keys()) - acknowledged
    assert len((begun & waiting.keys()) - acknowledged) <= 1
    states = await world.states()
    expected = [news_sentence(states[one], EN) for one in settled_without_her]
    assert [text for text in said(await world.tab().comes_back()) if text in world.news] == expected
    assert said(await world.tab().comes_back()) == []


async def what_was_not_begun_can_still_be_confirmed(world, ledger, waiting) -> None:
    tab = world.tab()
    for one in (await world.states()).values():
        if one.id in waiting and one.state is ProposalState.PENDING:
            await ledger.watch(tab.confirms(one), clicks=1)
            assert ledger.effects_of[one.id]
