"""What holds on PostgreSQL beside what holds on every store."""

import asyncio

import pytest
from sqlalchemy import make_url, text, update

from assistant.proposals import proposal_store
from assistant.proposals.journal import JournalEntry
from assistant.proposals.journal_chain import verify
from assistant.proposals.proposal_store import ProposalStore
from assistant.service import what_to_mend
from assistant.state import engines
from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable
from hubspot_tools.storage import StorageTrouble


@pytest.fixture
async def store(postgres, shared_store):
    postgres.empty(shared_store)
    store = ProposalStore(shared_store)
    await store.open()
    yield store
    await store.close()


async def test_two_that_wait_for_each_other_both_get_through(store):
    async def count(connection, name):
        await connection.execute(text("UPDATE last_check SET at = at || '.' WHERE id = :id"), {"id": name})

    met = asyncio.Barrier(2)

    def crossing(first, second):
        async def work(connection):
            await count(connection, first)
            if not done:
                await met.wait()
                done.append(first)
            await count(connection, second)

        return work

    done = []
    check = proposal_store._CHECK
    await store.transaction(lambda c: c.execute(check.insert(), [{"id": 1, "at": ""}, {"id": 2, "at": ""}]))
    await asyncio.gather(store.transaction(crossing(1, 2)), store.transaction(crossing(2, 1)))
    assert [row.at for row in await store.read(check.select())] == ["..", ".."]


@pytest.mark.parametrize(
    ("bound", "trouble"),
    [("_LOCK_SECONDS", StorageTrouble.LOCKED), ("_ANSWER_SECONDS", StorageTrouble.UNREACHABLE)],
)
async def test_who_waits_too_long_gives_up(store, shared_store, monkeypatch, bound, trouble):
    monkeypatch.setattr(engines, bound, 0.2)
    check = proposal_store._CHECK
    await store.check()
    other = StateDatabase(shared_store)
    async with store._engine.begin() as connection:
        await connection.execute(update(check).values(at="held"))
        with pytest.raises(StateUnavailable) as given_up:
            await other.transaction(lambda waiting: waiting.execute(update(check).values(at="late")))
    assert given_up.value.trouble is trouble
    await other.close()


async def test_what_postgresql_cannot_store_is_nobody_s_id(store):
    assert await store.get("\0", "ada") is None
    assert await store.of_ids(["a\0b", "c"], "ada\0") == []


async def test_a_database_that_comes_back_is_used_again(postgres, store):
    await store.check()
    postgres.stop("immediate")
    try:
        with pytest.raises(StateUnavailable) as gone:
            await store.check()
        assert gone.value.trouble is StorageTrouble.UNREACHABLE
    finally:
        postgres.start()
    await store.check()


@pytest.mark.parametrize(
    ("user", "database", "told"),
    [
        ("app", "nowhere_secret", "InvalidCatalogNameError"),
        ("nobody_secret:pass_secret", "postgres", "InvalidAuthorizationSpecificationError"),
    ],
)
async def test_what_is_wrong_with_the_address_is_told_without_it(postgres, user, database, told):
    store = ProposalStore(postgres.url(database).replace("app@", f"{user}@"))
    with pytest.raises(StateUnavailable) as refused:
        await store.open()
    assert refused.value.trouble is StorageTrouble.UNUSABLE
    line = what_to_mend(refused.value)
    assert told in line
    assert "secret" not in line + str(refused.value) + repr(refused.value)
    await store.close()


async def test_the_journal_cannot_be_emptied_at_one_stroke(store):
    with pytest.raises(StateUnavailable):
        await store.transaction(lambda connection: connection.execute(text("TRUNCATE journal")))


async def test_a_dump_that_is_restored_is_the_store_it_was(postgres, store, clock, tmp_path):
    for number in range(3):
        await store.note(JournalEntry(at=clock(), owner="ada", event="done", proposal_id=str(number)))
    known = (3, (await verify(store)).fingerprint)
    name = store._engine.url.database
    dump = postgres.run("pg_dump", "--format=plain", name)
    again = postgres.new_database()
    postgres.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", make_url(again).database, typed=dump)
    restored = ProposalStore(again)
    await restored.open()
    assert (await verify(restored, known)).is_whole
    assert await restored.journal() == await store.journal()
    await restored.note(JournalEntry(at=clock(), owner="ada", event="done", proposal_id="4"))
    assert (await verify(restored, known)).lines == 4
    with pytest.raises(StateUnavailable):
        await restored.transaction(lambda connection: connection.execute(text("DELETE FROM journal")))
    await restored.close()
