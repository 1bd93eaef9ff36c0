"""What becomes of each sort of call under each fault of HubSpot's: one row per fault and sort."""

from dataclasses import replace
from typing import NamedTuple

import pytest

from hubspot_tools.calls.transport import Bounds
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    CrmUnavailable,
    OutcomeUnknown,
    RateLimited,
    RecordLocked,
    TokenRefused,
)
from hubspot_tools.hubspot import HubSpotContacts

MARIE = {"firstname": "Marie", "lastname": "Durand", "email": "marie.durand@example.com"}
PAUL = {"firstname": "Paul", "lastname": "Petit", "email": "paul.petit@example.com"}
TITLE = {"jobtitle": "CTO"}

CALLS = {
    "read": ("GET", lambda store, marie: store.get(marie.id)),
    "search": ("POST", lambda store, _: store.search(SearchContacts(name="durand"))),
    "update": ("PATCH", lambda store, marie: store.update(marie.id, TITLE)),
    "archive": ("DELETE", lambda store, marie: store.archive(marie.id)),
    "create": ("POST", lambda store, _: store.create(PAUL)),
}
READS, WRITES = ("read", "search"), ("update", "archive", "create")
EVERY = (*READS, *WRITES)

GROWING = [(0.2, 0.4), (0.4, 0.8)]
"""Two pauses with jitter, from least to most seconds."""


class Row(NamedTuple):
    """A fault and its details, sorts of call; then what they lead to, and how many requests reached HubSpot."""

    fault: str
    details: dict
    sorts: tuple
    error: type
    requests: int
    slept: list
    stored: bool


TABLE = [
    ("rate_limit_burst", {}, EVERY, RateLimited, 2, [10.0], False),
    ("rate_limit_burst", {"retry_after": 3}, EVERY, RateLimited, 2, [3.0], False),
    ("rate_limit_burst", {"retry_after": 60}, EVERY, RateLimited, 1, [], False),
    ("rate_limit_secondly", {}, EVERY, RateLimited, 2, [1.0], False),
    ("rate_limit_daily", {}, EVERY, RateLimited, 1, [], False),
    ("locked_423", {}, (*READS, "update", "archive"), RecordLocked, 2, [2.0], False),
    ("locked_423", {}, ("create",), RecordLocked, 1, [], False),
    ("migration_477", {"retry_after": 86_400}, EVERY, AccountMoving, 1, [], False),
    ("internal_500", {}, READS, CrmUnavailable, 3, GROWING, False),
    ("internal_500", {}, WRITES, OutcomeUnknown, 1, [], False),
    ("internal_500", {"after_commit": True}, WRITES, OutcomeUnknown, 1, [], True),
    ("bad_gateway_html_502", {}, READS, CrmUnavailable, 3, GROWING, False),
    ("bad_gateway_html_502", {}, WRITES, OutcomeUnknown, 1, [], False),
    ("bad_gateway_html_502", {"after_commit": True}, WRITES, OutcomeUnknown, 1, [], True),
    ("gateway_timeout_504", {}, READS, CrmUnavailable, 3, GROWING, False),
    ("gateway_timeout_504", {}, WRITES, OutcomeUnknown, 1, [], False),
    # The client's own time is up first: before HubSpot has done anything, and after.
    ("gateway_timeout_504", {"seconds": 5}, READS, CrmUnavailable, 3, GROWING, False),
    ("gateway_timeout_504", {"seconds": 5}, WRITES, OutcomeUnknown, 1, [], False),
    ("slow", {"seconds": 5}, READS, CrmUnavailable, 3, GROWING, False),
    ("slow", {"seconds": 5}, WRITES, OutcomeUnknown, 1, [], True),
    # What says that it takes hours is asked once.
    ("refused", {"status": 503, "headers": {"Retry-After": "7200"}}, READS, CrmUnavailable, 1, [], False),
    ("drop_before_commit", {}, READS, CrmUnavailable, 3, GROWING, False),
    ("drop_before_commit", {}, WRITES, OutcomeUnknown, 1, [], False),
    ("commit_then_drop", {}, READS, CrmUnavailable, 3, GROWING, False),
    ("commit_then_drop", {}, WRITES, OutcomeUnknown, 1, [], True),
    ("huge_body", {"size": 2_000_000}, READS, CrmUnavailable, 3, GROWING, False),
    # An archiving is answered without a body.
    ("huge_body", {"size": 2_000_000}, ("update", "create"), OutcomeUnknown, 1, [], True),
    ("bad_token_401", {}, EVERY, TokenRefused, 1, [], False),
    ("expired_token_401", {}, EVERY, TokenRefused, 1, [], False),
    ("missing_scopes_403", {}, EVERY, AccessDenied, 1, [], False),
]
ROWS = [
    pytest.param(Row(*row), sort, id=f"{row[0]} {row[1] or ''} {sort}".replace("  ", " "))
    for row in TABLE
    for sort in row[2]
]


class Waits(NamedTuple):
    """Seconds that were slept, and seconds that somebody was told of."""

    slept: list
    told: list


@pytest.fixture
def waits(clock):
    return Waits(clock.slept, [])


@pytest.fixture
async def store(crm, settings, waits):
    """Waits 0.25 seconds for an answer, and tells of every wait."""
    impatient = replace(
        settings, bounds=Bounds(connect_seconds=1.0, answer_seconds=0.25), waiting=waits.told.append
    )
    contacts = HubSpotContacts("invented-token", base_url=crm.url, local=True, settings=impatient)
    yield contacts
    await contacts.close()


@pytest.fixture
async def marie(crm, other_process):
    created = await other_process.create(MARIE)
    crm.forget_requests()
    return created


def is_stored(crm, sort, marie):
    people = crm.crm.snapshot()
    match sort:
        case "update":
            return people[marie.id].get("jobtitle") == "CTO"
        case "archive":
            return marie.id not in people
        case "create":
            return any(one.get("email") == PAUL["email"] for one in people.values())
    return False


def is_about(slept, expected):
    ranges = [one if isinstance(one, tuple) else (one, one) for one in expected]
    return len(slept) == len(ranges) and all(
        least <= seconds <= most for seconds, (least, most) in zip(slept, ranges, strict=True)
    )


@pytest.mark.parametrize(("row", "sort"), ROWS)
async def test_a_fault_that_lasts(crm, store, marie, waits, row, sort):
    method, call = CALLS[sort]
    crm.faults.next(row.fault, method=method, times=None, **row.details)
    with pytest.raises(row.error) as raised:
        await call(store, marie)
    assert type(raised.value) is row.error
    assert len(crm.asked(method)) == row.requests
    assert is_about(waits.slept, row.slept)
    assert waits.told == waits.slept
    assert is_stored(crm, sort, marie) is row.stored
    assert "marie" not in str(raised.value)


@pytest.mark.parametrize(("row", "sort"), [one for one in ROWS if one.values[0].requests > 1])
async def test_a_fault_that_passes_is_not_noticed_where_another_try_is_safe(crm, store, marie, row, sort):
    method, call = CALLS[sort]
    crm.faults.next(row.fault, method=method, **row.details)
    await call(store, marie)
    assert len(crm.asked(method)) == 2
    assert is_stored(crm, sort, marie) is (sort in WRITES)


async def test_a_moving_account_says_when_to_come_back(crm, store, marie):
    crm.faults.next("migration_477", retry_after=86_400)
    with pytest.raises(AccountMoving) as moving:
        await store.get(marie.id)
    assert moving.value.retry_after == 86_400.0


@pytest.mark.parametrize("sort", EVERY)
async def test_nothing_reaches_an_unreachable_hubspot_so_every_sort_is_tried_three_times(
    settings, clock, sort, marie
):
    nowhere = HubSpotContacts("invented-token", base_url="http://127.0.0.1:1", local=True, settings=settings)
    with pytest.raises(CrmUnavailable) as unreachable:
        await CALLS[sort][1](nowhere, marie)
    assert type(unreachable.value) is CrmUnavailable
    assert is_about(clock.slept, GROWING)
    await nowhere.close()
