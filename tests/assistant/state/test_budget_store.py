"""Servers that share one PostgreSQL share HubSpot's limits: together never more, and each its part without it."""

import asyncio
import logging
import random
import tempfile
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import make_url

from assistant.state import budget_store, engines
from assistant.state.budget_store import BudgetStore
from evaluation.crowd.ledger_model import LedgerModel
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.calls.request_budget import SystemClock
from hubspot_tools.calls.shared.ledger import (
    BudgetTerms,
    EndedCall,
    LedgerRequest,
    LedgerSilent,
    WaitingCall,
)
from hubspot_tools.calls.shared.shared_budget import SharedBudget
from hubspot_tools.calls.told_limits import ToldLimits
from hubspot_tools.errors import LimitsUnknown
from hubspot_tools.storage import StorageTrouble

TERMS = BudgetTerms("calls", 10, 1.0, 5.0)


@pytest.fixture
def unhurried(monkeypatch):
    """A busy machine is no silent store."""
    monkeypatch.setattr(engines, "_LEDGER_SECONDS", 20.0)
    monkeypatch.setattr(budget_store, "_ANSWER_SECONDS", 25.0)


@pytest.fixture
async def stores(postgres, shared_store, unhurried):
    """The ledger, as each of three servers has it."""
    postgres.empty(shared_store)
    async with AsyncExitStack() as opened:
        made = [BudgetStore(shared_store) for _ in range(3)]
        for store in made:
            opened.push_async_callback(store.close)
        yield made


def some_request(chance, leases):
    """What a server might say: of its leases some have ended, and HubSpot may have told something."""
    tags = sorted(chance.randrange(40) for _ in range(chance.randrange(5)))
    over = [leases.pop(chance.randrange(len(leases))) for _ in range(chance.randrange(4)) if leases]
    ended = [EndedCall(patient, until, chance.choice([None, 0.25, 3.0])) for patient, until in over]
    if chance.random() < 0.1:
        ended.append(EndedCall(chance.random() < 0.5, None, 0.5))
    told = None
    if chance.random() < 0.2:
        calls, used = chance.choice([(None, None), (12, 3), (20, 20)])
        told = ToldLimits(calls, None if calls is None else 1.0, used, chance.choice([None, 7, 1000]))
    return LedgerRequest(
        [WaitingCall(tag, chance.random() < 0.4) for tag in tags], len(tags) * 3, ended, told
    )


@pytest.mark.parametrize("seed", range(4))
async def test_the_store_gives_what_its_model_gives(stores, seed):
    chance, moment = random.Random(seed), 1_000.0  # noqa: S311 - a story, and no secret
    model = LedgerModel(lambda: moment)
    leases = [[] for _ in stores]
    for _ in range(150):
        moment += chance.choice([0.0, 0.125, 0.5, 2.0])
        number = chance.randrange(len(stores))
        asked = some_request(chance, leases[number])
        expected = model.exchange(stores[number]._server, TERMS, asked)
        assert await stores[number].exchange(TERMS, asked, moment=moment) == expected
        quick, patient = [(False, expected.until)], [(True, expected.until)]
        leases[number] += quick * expected.calls + patient * expected.patient_calls


async def made(budget, moments, person, *, writes=False):
    with acting_for(person):
        async with budget.turn(writes=writes):
            moments.append(asyncio.get_running_loop().time())


def assert_within(moments, terms):
    moments.sort()
    for earlier, later in zip(moments, moments[terms.calls :], strict=False):
        assert later - earlier >= terms.seconds


@pytest.fixture
async def budgets(stores):
    """A budget at each of the servers; a short window, for this is real time."""
    terms = BudgetTerms("short", 10, 0.4, 5.0)
    made = [SharedBudget(store, SystemClock(), terms, longest_wait=60.0) for store in stores]
    yield made
    for budget in made:
        await budget.close()


async def test_several_servers_together_never_exceed_the_budget_and_use_it(budgets):
    moments, began = [], asyncio.get_running_loop().time()
    people = [(budgets[number % 3], f"person {number % 7}") for number in range(60)]
    await asyncio.gather(*(made(budget, moments, person) for budget, person in people))
    assert len(moments) == 60
    assert_within(moments, BudgetTerms("short", 10, 0.4, 5.0))
    assert moments[-1] - began < 30


@pytest.fixture
async def counted(shared_store, postgres, unhurried):
    """A ledger behind a wire that counts how often its server waits for an answer."""
    postgres.empty(shared_store)
    folder = make_url(shared_store).query["host"]
    turns, last = [], []

    async def carry(reader, writer, way):
        while data := await reader.read(65_536):
            if last[-1:] != [way]:
                turns.append(way)
            last.append(way)
            writer.write(data)
            await writer.drain()
        writer.close()

    async def connect(reader, writer):
        there = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        await asyncio.gather(carry(reader, there[1], "asked"), carry(there[0], writer, "answered"))

    with tempfile.TemporaryDirectory() as ours:
        async with await asyncio.start_unix_server(connect, f"{ours}/.s.PGSQL.5432"):
            store = BudgetStore(shared_store.replace(folder, ours))
            store._seen = asyncio.create_task(asyncio.sleep(0))
            yield store, turns
            await store.close()


async def test_a_call_takes_one_round_trip(counted):
    store, turns = counted
    for _ in range(3):
        await store.exchange(TERMS, LedgerRequest([WaitingCall(0, patient=False)], 1))
        made = turns.count("asked")
        turns.clear()
    assert made == 1


async def test_a_store_that_is_cut_is_told_once_and_so_is_its_return(stores, budgets, postgres, caplog):
    moments = []
    for store in stores:
        await store.be_seen()
    await stores[0].be_seen()
    assert stores[0].servers == 3
    postgres.stop("immediate")
    try:
        with caplog.at_level(logging.WARNING):
            with pytest.raises(LimitsUnknown):
                await made(budgets[0], moments, "writer", writes=True)
            await asyncio.gather(*(made(budgets[0], moments, f"{number}") for number in range(6)))
        assert stores[0].trouble is StorageTrouble.UNREACHABLE
        told = [line for line in caplog.messages if "budget store" in line]
        assert len(told) == 1
        assert "one part in 3" in told[0]
        assert "nothing is written" in told[0]
        assert_within(moments, BudgetTerms("short", 3, 0.4, 5.0))
    finally:
        postgres.start()
    stores[0]._silent_until = float("-inf")
    with caplog.at_level(logging.WARNING):
        await made(budgets[0], moments, "writer", writes=True)
    assert caplog.messages[-1] == "the budget store answers again"
    assert stores[0].trouble is None


async def test_a_store_that_hangs_keeps_nobody_waiting(stores, budgets, postgres, monkeypatch):
    monkeypatch.setattr(budget_store, "_ANSWER_SECONDS", 0.2)
    moments = []
    await made(budgets[0], moments, "ada")
    other = stores[1]._engine
    async with other.connect() as connection:
        await connection.exec_driver_sql("BEGIN")
        await connection.exec_driver_sql("SELECT * FROM hubspot_budgets FOR UPDATE")
        async with asyncio.timeout(5):
            await made(budgets[0], moments, "ada")
        await connection.exec_driver_sql("ROLLBACK")
    assert stores[0].trouble is StorageTrouble.UNREACHABLE


async def test_a_server_that_ends_is_counted_no_more(stores):
    for store in stores:
        await store.be_seen()
    await stores[2].close()
    await stores[0].be_seen()
    assert stores[0].servers == 2
    stores[1]._silent_until = float("inf")
    with pytest.raises(LedgerSilent):
        await stores[1].be_seen()
