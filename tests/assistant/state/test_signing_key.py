import asyncio

import pytest
from pydantic import ValidationError

from assistant.proposals.proposal_store import ProposalStore
from assistant.settings import Settings
from assistant.state.errors import StateUnavailable
from assistant.state.signing_key import kept_key

pytestmark = pytest.mark.every_store


@pytest.fixture
def store(state_url):
    return lambda: ProposalStore(state_url)


async def key_of(state):
    await state.open()
    try:
        return (await kept_key(state)).get_secret_value()
    finally:
        await state.close()


async def test_the_key_is_made_once_and_outlives_the_server(store):
    first = await key_of(store())
    assert len(first) >= 32
    assert await key_of(store()) == first


async def test_servers_that_begin_at_once_agree_on_one_key(store):
    states = [store() for _ in range(5)]
    for state in states:
        await state.open()
    keys = await asyncio.gather(*map(kept_key, states))
    assert len({key.get_secret_value() for key in keys}) == 1
    await asyncio.gather(*(state.close() for state in states))


async def test_no_two_stores_have_the_same_key(tmp_path):
    keys = {await key_of(ProposalStore(f"sqlite+aiosqlite:///{tmp_path / name}")) for name in ("one", "two")}
    assert len(keys) == 2


async def test_without_a_store_there_is_no_key(tmp_path):
    (tmp_path / "a file").touch()
    with pytest.raises(StateUnavailable):
        await key_of(ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'a file' / 'state.sqlite3'}"))


def test_an_operator_s_key_must_be_long_and_is_never_shown():
    with pytest.raises(ValidationError, match="signing_key"):
        Settings(_env_file=None, signing_key="short")
    assert "k" * 32 not in repr(Settings(_env_file=None, signing_key="k" * 32))
