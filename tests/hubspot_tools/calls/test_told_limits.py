"""What HubSpot tells of its limits is kept to: more where it allows more, less where others use the account as well."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virtual_time import play

from hubspot_tools.calls.account_budget import TRIED_AGAIN_SECONDS, DailyCalls
from hubspot_tools.calls.request_budget import RequestBudget
from hubspot_tools.calls.told_limits import ToldLimits, told_limits
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import RateLimited
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox.wire.rate_limits import AccountLimits

TOO_MANY = 429
NAMES = ("Max", "Remaining", "Interval-Milliseconds", "Daily", "Daily-Remaining")
TOLD = {"Max": "190", "Remaining": "150", "Interval-Milliseconds": "10000", "Daily-Remaining": "600000"}


def headers(told):
    return {f"X-HubSpot-RateLimit-{name}": value for name, value in told.items()}


def test_a_larger_plan_is_read():
    assert told_limits(headers(TOLD)) == ToldLimits(190, 10.0, 40, 600_000)


def test_a_search_tells_nothing_and_an_older_answer_the_day_only():
    assert told_limits({"Content-Type": "application/json"}) is None
    assert told_limits(None) is None
    assert told_limits(headers({"Daily-Remaining": "12"})) == ToldLimits(left_today=12)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Max", "0"),
        ("Max", "1"),
        ("Max", "1000000000"),
        ("Max", "-190"),
        ("Max", "١٩٠"),
        ("Max", "9" * 5000),
        ("Max", "1e3"),
        ("Interval-Milliseconds", "0"),
        ("Interval-Milliseconds", "1"),
        ("Interval-Milliseconds", "86400000"),
    ],
)
def test_a_limit_beyond_belief_is_not_believed(name, value):
    assert told_limits(headers({**TOLD, name: value})) == ToldLimits(left_today=600_000)


def test_more_left_than_there_is_says_nothing_of_what_is_used():
    assert told_limits(headers({**TOLD, "Remaining": "191"})) == ToldLimits(190, 10.0, None, 600_000)


@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(st.text(max_size=12), st.integers().map(str))))
def test_whatever_is_told_a_budget_stays_a_budget(told):
    limits = told_limits(headers(told))

    async def main(clock):
        budget = RequestBudget(100, 10.0, clock, longest_wait=1e9)
        for _ in range(3):
            if limits is not None:
                budget.adjust(limits)
            async with budget.turn():
                pass
        return clock.now()

    assert play(main) <= 60.0
    if limits is not None and limits.calls is not None:
        assert 10 <= limits.calls <= 1000
        assert 1 <= limits.seconds <= 60


@given(st.lists(st.tuples(st.floats(0, 2), st.integers(0, 300)), max_size=30), st.integers(1, 40))
def test_however_little_is_told_to_be_left_some_calls_are_tried(told, number):
    async def main(clock):
        budget = RequestBudget(100, 10.0, clock, longest_wait=1e9)

        async def tell():
            for pause, used in told:
                await clock.sleep(pause)
                budget.adjust(ToldLimits(100, 10.0, min(used, 100)))

        async def use():
            async with budget.turn():
                pass

        await asyncio.gather(tell(), *(use() for _ in range(number)))
        return clock.now()

    assert play(main) <= 70 + 10 * number / 5


def test_a_limit_told_smaller_is_kept_at_once():
    async def main(clock):
        budget, made = RequestBudget(100, 10.0, clock, longest_wait=1e9), []
        budget.adjust(ToldLimits(20, 10.0, 0))

        async def use():
            async with budget.turn():
                made.append(clock.now())

        await asyncio.gather(*(use() for _ in range(60)))
        return made

    made = play(main)
    assert all(later - earlier >= 10.0 for earlier, later in zip(made, made[20:], strict=False))
    assert made[-1] == pytest.approx(20.0)


@pytest.fixture
def account(servers, clock):
    """Start a portal with limits of its own, on the test's clock and enforced."""

    def start(**limits):
        crm = servers(samples=False, limits=AccountLimits(clock.now, **limits))
        crm.faults.rate_limits = True
        return crm

    return start


@pytest.fixture
async def connect(settings):
    opened = []

    def to(crm, **more):
        options = replace(settings, paced=True, **more)
        opened.append(HubSpotContacts("invented-token", base_url=crm.url, local=True, settings=options))
        return opened[-1]

    yield to
    for contacts in opened:
        await contacts.close()


def refused(crm):
    return [request for request in crm.requests if request.status == TOO_MANY]


async def test_an_account_that_allows_more_is_used_to_the_full(account, connect, clock):
    crm = account(burst_calls=190)
    contacts = connect(crm)
    await asyncio.gather(*(contacts.find_by_email(f"{one}@example.com") for one in range(150)))
    assert clock.now() < 10
    assert not refused(crm)


async def test_the_capability_check_tells_the_limits_that_hubspot_told(account, connect):
    assert (await connect(account(burst_calls=190)).capabilities()).calls_per_ten_seconds == 190


async def test_an_account_that_allows_less_is_not_asked_for_more(account, connect, clock):
    crm = account(burst_calls=20)
    contacts = connect(crm)
    for one in range(60):
        await contacts.find_by_email(f"{one}@example.com")
    assert not refused(crm)
    assert clock.now() >= 20


async def test_what_another_program_uses_up_is_not_asked_for_again(account, connect, clock):
    crm = account()
    contacts = connect(crm)
    await contacts.find_by_email("ada@example.com")
    for _ in range(85):
        crm.app.state.limits.spend(is_search=False, enforced=True)
    for one in range(20):
        await contacts.find_by_email(f"{one}@example.com")
    assert not refused(crm)
    assert clock.now() >= 9


async def test_searches_refused_for_somebody_else_s_leave_the_second_to_them(account, connect, clock):
    crm = account()
    contacts = connect(crm)
    await contacts.search(SearchContacts())
    for _ in range(4):
        crm.app.state.limits.spend(is_search=True, enforced=True)
    await asyncio.gather(*(contacts.search(SearchContacts()) for _ in range(4)))
    assert 1 <= len(refused(crm)) <= 4
    assert clock.now() >= 1


async def test_a_day_that_is_spent_is_not_asked_of_until_now_and_then(account, connect, clock):
    crm = account(daily_calls=5)
    contacts = connect(crm)
    reads = [contacts.find_by_email(f"{one}@example.com") for one in range(10)]
    spent = [one for one in await asyncio.gather(*reads, return_exceptions=True) if one is not None]
    assert {(type(one), one.daily) for one in spent} == {(RateLimited, True)}
    asked = len(crm.requests)
    for _ in range(5):
        with pytest.raises(RateLimited) as spent:
            await contacts.find_by_email("ada@example.com")
        assert spent.value.daily
    assert len(crm.requests) - asked <= 1
    await clock.sleep(TRIED_AGAIN_SECONDS + 1)
    with pytest.raises(RateLimited):
        await contacts.find_by_email("ada@example.com")
    assert len(crm.requests) > asked
    await clock.sleep(86_400)
    assert await contacts.find_by_email("ada@example.com") is None
    assert await contacts.find_by_email("ada@example.com") is None


async def test_a_search_that_is_answered_ends_a_spent_day(clock):
    daily = DailyCalls(clock)
    daily.adjust(0)
    with pytest.raises(RateLimited):
        daily.spend()
    await clock.sleep(TRIED_AGAIN_SECONDS)
    daily.spend()
    daily.answered()
    for _ in range(3):
        daily.spend()
