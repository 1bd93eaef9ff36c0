"""Servers that share one PostgreSQL share HubSpot's limits: together never more, and each its part without it."""

import random
from contextlib import AsyncExitStack

import pytest

from assistant.state.budget_store import BudgetStore
from evaluation.crowd.ledger_model import LedgerModel
from hubspot_tools.calls.shared.ledger import (
    BudgetTerms,
    EndedCall,
    LedgerRequest,
    WaitingCall,
)
from hubspot_tools.calls.told_limits import ToldLimits

TERMS = BudgetTerms("calls", 10, 1.0, 5.0)


@pytest.fixture
async def stores(postgres, shared_store):
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
    return LedgerRequest([WaitingCall(tag, chance.random() < 0.4) for tag in tags], ended, told)


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
