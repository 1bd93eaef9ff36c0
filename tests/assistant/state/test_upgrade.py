"""Whatever version has made the state store, this one goes on with it, or says in one line that it cannot."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import fresh_state
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text

from assistant.__main__ import main
from assistant.access import account_book, daily_use, sign_in_store, used_tokens
from assistant.chat.kept import talk_store
from assistant.files import import_store
from assistant.files.import_rows import ImportState
from assistant.files.import_store import ImportStore
from assistant.proposals import journal_chain, proposal_store
from assistant.proposals.journal import JournalEvent
from assistant.proposals.proposal import ProposalState
from assistant.proposals.proposal_store import ProposalStore
from assistant.service import what_to_mend
from assistant.state import budget_store, migration_steps, signing_key, upgrade
from assistant.state.errors import StateIsNewer, StateUnavailable
from assistant.state.signing_key import kept_key
from hubspot_tools.storage import StorageTrouble

BEFORE_MIGRATIONS = (Path(__file__).parent / "before_migrations.sql").read_text(encoding="utf-8")

HOW_MANY_AT_ONCE = 4
OPENS = """
import asyncio, sys
from assistant.proposals.proposal_store import ProposalStore
async def main():
    store = ProposalStore(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await store.open()
    await store.close()
asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def step_by_step(monkeypatch):
    """Here every store is made by the steps themselves."""
    monkeypatch.setattr(migration_steps, "take_steps", fresh_state.TAKE_STEPS)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state.sqlite3"


@pytest.fixture
def url(file):
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, url):
    """A store without a table."""
    return url if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()


@pytest.fixture
def old(file):
    """A database of the last version before migrations, with what it kept."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript(BEFORE_MIGRATIONS)
    return file


async def opened(url):
    store = ProposalStore(url)
    await store.open()
    return store


def layout(file):
    """Every table and index, each as it was asked for, but for white space."""
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: "".join(sql.split()) for name, sql in found}


def version(file):
    with closing(sqlite3.connect(file)) as database:
        return [row[0] for row in database.execute("SELECT version_num FROM alembic_version")]


def newest():
    return ScriptDirectory(str(upgrade._STEPS), version_locations=[str(upgrade._STEPS)]).get_current_head()


async def test_what_an_earlier_version_kept_is_there_after_the_upgrade(old, url):
    store = await opened(url)
    assert [one.owner for one in await store.in_states(ProposalState.PENDING)] == ["ada"]
    assert (await store.get("b", "bob")).values["firstname"] == "Léa"
    assert [entry.event for entry in await store.journal()] == [JournalEvent.BEGUN]
    assert (await ImportStore(store).get("i", "ada")).state is ImportState.CANCELLED
    assert (await kept_key(store)).get_secret_value() == "invented-key-of-an-earlier-version-of-this"
    assert (await journal_chain.verify(store)).is_whole
    await store.check()
    await store.close()
    assert version(old) == [newest()]


async def test_an_upgraded_store_and_a_new_one_are_alike(old, url, tmp_path):
    new = tmp_path / "new.sqlite3"
    for one in (url, f"sqlite+aiosqlite:///{new}"):
        await (await opened(one)).close()
    assert layout(old) == layout(new)


async def test_a_store_that_lacks_tables_its_version_made_later_is_upgraded_too(old, url):
    with closing(sqlite3.connect(old)) as database:
        database.executescript("DROP TABLE signing_keys; DROP TABLE imports; DROP TABLE import_rows")
    store = await opened(url)
    assert await kept_key(store)
    assert await ImportStore(store).in_states(ImportState.PENDING) == []
    await store.close()


async def test_the_steps_make_the_very_tables_that_the_code_asks_for(empty_url):
    store = await opened(empty_url)
    every = MetaData()
    for module in (
        daily_use,
        proposal_store,
        import_store,
        signing_key,
        sign_in_store,
        account_book,
        used_tokens,
        talk_store,
    ):
        for table in module._METADATA.tables.values():
            table.to_metadata(every)
    if store._engine.dialect.name == "postgresql":
        for table in budget_store._METADATA.tables.values():
            table.to_metadata(every)
    for table in journal_chain.JOURNAL_METADATA.tables.values():
        table.to_metadata(every)

    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, every)

    assert await store.transaction(lambda connection: connection.run_sync(differences)) == []
    await store.close()


async def test_opening_again_changes_nothing(file, url):
    await (await opened(url)).close()
    before = file.read_bytes()
    await (await opened(url)).close()
    assert file.read_bytes() == before


def test_a_store_that_is_up_to_date_is_opened_without_loading_alembic(file, url):
    opens = OPENS + 'print(sorted({name.partition(".")[0] for name in sys.modules} & {"alembic", "mako"}))'
    for loaded in (["alembic", "mako"], []):
        child = subprocess.run(
            [sys.executable, "-c", opens, url], input="\n", capture_output=True, text=True, check=True
        )
        assert child.stdout.splitlines() == ["ready", str(loaded)]


async def test_a_store_that_is_up_to_date_is_opened_where_it_may_only_be_read(file, url):
    store = await opened(url)
    await store.close()
    store = await opened(f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true")
    assert await store.journal() == []
    await store.close()


async def test_a_step_that_fails_leaves_the_store_as_it_was(old, url, monkeypatch):
    def runs_into_an_error(connection, lacking):
        upgrade_all(connection, lacking)
        raise OSError

    upgrade_all = migration_steps._run
    monkeypatch.setattr(migration_steps, "_run", runs_into_an_error)
    before = layout(old)
    with pytest.raises(StateUnavailable):
        await opened(url)
    assert layout(old) == before


@pytest.mark.usefixtures("old")
def test_processes_that_start_together_upgrade_an_old_store_once(url):
    start_together(url)


def test_processes_that_start_together_make_a_store_once(empty_url):
    start_together(empty_url)


def start_together(url):
    piped = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    started = [subprocess.Popen([sys.executable, "-c", OPENS, url], **piped) for _ in range(HOW_MANY_AT_ONCE)]
    for process in started:
        assert process.stdout.readline() == b"ready\n"
    for process in started:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0] * HOW_MANY_AT_ONCE, ends
    assert asyncio.run(version_at(url)) == [newest()]


async def version_at(url):
    store = await opened(url)
    rows = await store.read(text("SELECT version_num FROM alembic_version"))
    await store.close()
    return [row.version_num for row in rows]


@pytest.fixture
def newer(file, url):
    asyncio.run(opened_and_closed(url))
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    return file


async def opened_and_closed(url):
    await (await opened(url)).close()


def test_a_store_of_a_newer_version_is_one_line_at_start_and_is_left_alone(newer, url):
    before = newer.read_bytes()
    with pytest.raises(StateIsNewer) as told:
        asyncio.run(opened_and_closed(url))
    assert told.value.trouble is StorageTrouble.UNUSABLE
    line = what_to_mend(told.value)
    assert "newer version" in line
    assert "\n" not in line
    assert newer.read_bytes() == before


def test_the_journal_says_so_too(newer, url, monkeypatch, capsys):
    monkeypatch.setenv("STATE_URL", url)
    assert main(["journal"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "newer version" in told.err
