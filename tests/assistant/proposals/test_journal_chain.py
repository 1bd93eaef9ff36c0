"""Lines of the journal stay as they were written, or say nothing any more; a line that is gone shows."""

import asyncio

import pytest
from sqlalchemy import text

from assistant.proposals import journal_chain
from assistant.proposals.journal import JournalEntry, JournalEvent
from assistant.proposals.journal_chain import blank, report_lines, verify
from assistant.state.errors import StateUnavailable

pytestmark = pytest.mark.every_store


@pytest.fixture
async def journal(state, clock):
    """Six lines, about two contacts in turn."""
    for number in range(6):
        await state.note(
            JournalEntry(
                at=clock(),
                owner="ada",
                event=JournalEvent.DONE,
                proposal_id=str(number),
                contact_id=str(number % 2),
                after={"email": f"marie{number}@exemple.fr"},
            )
        )
    return state


async def run(state, *statements):
    """What somebody does to the database who may."""

    async def work(connection):
        for statement in statements:
            await connection.execute(text(statement))

    await state.transaction(work)


@pytest.fixture
async def tampered(journal):
    """Does what the journal itself would never let anybody do."""
    if journal._engine.dialect.name == "postgresql":
        off = ["ALTER TABLE journal DISABLE TRIGGER USER"]
        on = ["ALTER TABLE journal ENABLE TRIGGER USER"]
    else:
        triggers = await journal.read(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        off = [f"DROP TRIGGER {row.name}" for row in triggers]
        on = [row.sql for row in triggers]

    async def tamper(*statements):
        await run(journal, *off, *statements, *on)

    return tamper


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal WHERE number = 3",
        "UPDATE journal SET owner = 'eve' WHERE number = 3",
        "UPDATE journal SET number = 9, body = '', owner = '', salt = '', contact_id = NULL WHERE number = 3",
        "UPDATE journal SET digest = 'x', body = '', owner = '', salt = '', contact_id = NULL WHERE number = 3",
        "UPDATE journal SET body = '{}'",
        "UPDATE journal SET body = ''",
    ],
)
async def test_the_database_lets_nobody_change_or_delete_a_line(journal, statement):
    with pytest.raises(StateUnavailable):
        await run(journal, statement)
    assert len(await journal.journal()) == 6
    assert (await verify(journal)).is_whole


async def test_a_whole_journal_is_told_with_a_fingerprint_to_keep(journal):
    report = await verify(journal)
    assert (report.lines, report.last, report.is_whole) == (6, 6, True)
    later = await verify(journal, known=(6, report.fingerprint))
    assert later.is_whole
    assert report_lines(later)[0] == "Every line is there, as it was written or blanked."


@pytest.mark.parametrize("batch", [1, 2, 500])
async def test_it_is_followed_a_few_lines_at_a_time(journal, monkeypatch, batch):
    monkeypatch.setattr(journal_chain, "_BATCH", batch)
    report = await verify(journal)
    assert (report.lines, report.is_whole) == (6, True)


@pytest.mark.parametrize(
    ("statement", "changed", "broken", "lost"),
    [
        ("DELETE FROM journal WHERE number = 1", [], [2], 0),
        ("DELETE FROM journal WHERE number = 3", [], [4], 0),
        ("DELETE FROM journal WHERE number > 4", [], [], 2),
        ("DELETE FROM journal", [], [], 6),
        ("UPDATE journal SET owner = 'eve' WHERE number = 3", [3], [], 0),
        ("UPDATE journal SET body = replace(body, 'marie', 'eve') WHERE number = 3", [3], [], 0),
        ("UPDATE journal SET contact_id = NULL WHERE number = 3", [3], [], 0),
        ("UPDATE journal SET at = replace(at, '2026', '2025') WHERE number = 3", [3], [3], 0),
        ("UPDATE journal SET number = 7 WHERE number = 6", [], [], 1),
        ("UPDATE journal_head SET chain = 'x'", [], [], 1),
        ("DELETE FROM journal_head", [], [], 1),
        ("UPDATE journal SET body = '', salt = '', digest = 'x' WHERE number = 3", [], [3], 0),
    ],
)
async def test_whoever_has_tampered_with_it_shows(journal, tampered, statement, changed, broken, lost):
    await tampered(statement)
    report = await verify(journal)
    assert (report.changed, report.broken, report.lost) == (changed, broken, lost)
    assert not report.is_whole


async def test_a_journal_written_anew_from_the_start_is_not_the_one_whose_fingerprint_is_known(
    journal, tampered, clock
):
    known = (6, (await verify(journal)).fingerprint)
    await tampered("DELETE FROM journal", "DELETE FROM journal_head")
    for _ in range(6):
        await journal.note(JournalEntry(at=clock(), owner="ada", event=JournalEvent.DONE, proposal_id="x"))
    assert (await verify(journal)).is_whole
    report = await verify(journal, known)
    assert not report.is_whole
    assert report_lines(report, known)[0] == "Line 6 is not the one with that fingerprint."


async def test_what_is_blanked_says_nothing_any_more_and_breaks_nothing(journal):
    assert await blank(journal, "1") == 3
    report = await verify(journal)
    assert (report.lines, report.blanked, report.is_whole) == (6, 3, True)
    assert [entry.contact_id for entry in await journal.journal()] == ["0", "0", "0"]
    assert len(await journal.newest_entries("ada")) == 3
    assert await journal.newest_write_about("1") is None
    rows = await journal.read(
        text("SELECT owner, contact_id, body, salt FROM journal WHERE number % 2 = 0 ORDER BY number")
    )
    assert [tuple(row) for row in rows] == [("", None, "", "")] * 3
    await journal.note(
        JournalEntry(at=(await journal.journal())[0].at, owner="ada", event="done", proposal_id="7")
    )
    assert (await verify(journal)).is_whole


async def test_it_may_be_followed_while_lines_are_added(journal, clock):
    async def add():
        for _ in range(20):
            await journal.note(JournalEntry(at=clock(), owner="eve", event="done", proposal_id="x"))

    adding = asyncio.create_task(add())
    while not adding.done():
        assert (await verify(journal)).is_whole
    await adding
    assert (await verify(journal)).lines == 26
