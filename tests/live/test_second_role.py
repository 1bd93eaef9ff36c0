"""Servers that use the store as a role which does not own it: they do their work, and the journal stays as it is."""

from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from assistant.proposals.journal import JournalEntry
from assistant.proposals.journal_chain import verify
from assistant.proposals.proposal_store import ProposalStore
from assistant.state.errors import StateUnavailable
from assistant.state.tables import utc_now

RIGHTS = (Path(__file__).parents[2] / "deploy" / "postgresql" / "second_role.sql").read_text(encoding="utf-8")


@pytest.fixture
async def owned(postgres):
    """A store that its owner has made, and the URL by which servers use it."""
    url, role = postgres.new_database(), f"server_{uuid4().hex[:8]}"
    store = ProposalStore(url)
    await store.open()
    database = make_url(url).database
    postgres.sql(f"CREATE ROLE {role} LOGIN")
    postgres.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-v", f"role={role}", "-d", database, typed=RIGHTS)
    served = make_url(url).set(username=role).render_as_string(hide_password=False)
    yield SimpleNamespace(store=store, served=served, role=role, database=database)
    await store.close()
    postgres.cut_off(database)
    postgres.sql(f"DROP OWNED BY {role}", database)
    postgres.sql(f"DROP ROLE {role}")


@pytest.fixture
async def server(owned):
    store = ProposalStore(owned.served)
    await store.open()
    yield store
    await store.close()


async def test_a_server_does_all_of_its_work_with_it(owned, run_house, arrive, tmp_path, clean_portal):
    hubspot = {"HUBSPOT_ACCESS_TOKEN": "pat-na1-0f1e2d3c-invented", "HUBSPOT_BASE_URL": clean_portal.url}
    email = f"role.{uuid4().hex[:8]}@example.com"
    with run_house(tmp_path, STATE_URL=owned.served, **hubspot) as house:
        page = await arrive(house)
        await page.send(f"create Thea Brandt, {email}")
        await page.until(lambda: "Confirm" in page.buttons)
        await page.post(page.button("Confirm"))
        await page.until(lambda: any("Done: Thea Brandt is now a contact." in said for said in page.said))
        again = await arrive(house, cookie=page.cookie)
        assert any("Done: Thea Brandt" in said for said in again.said)
        assert "permission denied" not in house.log
    assert [entry.event for entry in await owned.store.journal()] == ["begun", "done"]


async def test_what_it_adds_to_the_journal_is_bound_and_can_be_verified(server):
    for number in range(3):
        await server.note(JournalEntry(at=utc_now(), owner="ada", event="done", proposal_id=str(number)))
    assert (await verify(server)).is_whole
    assert len(await server.journal()) == 3
    await server.check()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET owner = '', contact_id = NULL, body = '', salt = ''",
        "UPDATE journal SET body = ''",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_keeps_lines ON journal",
        "DROP TABLE journal",
        "CREATE OR REPLACE FUNCTION journal_keeps_lines() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE mine (id int)",
    ],
)
async def test_it_can_change_no_line_nor_what_keeps_them(postgres, owned, server, statement):
    await server.note(JournalEntry(at=utc_now(), owner="ada", event="done", proposal_id="1"))
    with pytest.raises(RuntimeError, match=r"permission denied|must be owner"):
        postgres.sql(f"SET ROLE {owned.role}; {statement}", owned.database)
    assert [entry.proposal_id for entry in await owned.store.journal()] == ["1"]


async def test_what_a_later_version_adds_is_its_as_well(postgres, owned):
    postgres.sql("CREATE TABLE later (id int)", owned.database)
    postgres.sql(f"SET ROLE {owned.role}; INSERT INTO later VALUES (1)", owned.database)  # noqa: S608 - a name of the test's own


async def test_a_database_that_its_owner_has_not_made_is_told_and_not_half_made(postgres, owned):
    empty = postgres.new_database()
    store = ProposalStore(make_url(empty).set(username=owned.role).render_as_string(hide_password=False))
    postgres.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC", make_url(empty).database)
    with pytest.raises(StateUnavailable):
        await store.open()
    await store.close()
