from datetime import UTC, datetime, timedelta

import pytest
from access.people import LASTS

from assistant.access.account_book import AccountBook
from assistant.access.entrance import Entrance
from assistant.access.sign_in_store import SignInStore
from assistant.state.database import StateDatabase


class Clock:
    """The time of day, and the seconds that go with it."""

    def __init__(self):
        self.now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    def __call__(self):
        return self.now

    def seconds(self):
        return self.now.timestamp()

    def advance(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def database(state_url):
    database = StateDatabase(state_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def accounts(database):
    return AccountBook(database)


@pytest.fixture
def sign_ins(database, clock):
    return SignInStore(database, LASTS, clock)


@pytest.fixture
def open_entrance(sign_ins, accounts, clock):
    """Each is another process with the same store."""
    return lambda: Entrance(sign_ins, accounts, LASTS, clock, clock.seconds)


@pytest.fixture
def entrance(open_entrance):
    return open_entrance()
