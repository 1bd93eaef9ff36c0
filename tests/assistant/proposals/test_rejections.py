"""Clicks that lead nowhere, in a loop: the journal tells of all of them and hardly grows."""

from contextlib import suppress

import pytest

from assistant.proposals.journal import JournalEntry, JournalEvent
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.rejections import OTHERS, Rejections
from assistant.state.errors import StateUnavailable

pytestmark = pytest.mark.every_store


class Pages:
    """A journal that can be out of paper."""

    def __init__(self):
        self.lines = []
        self.full = False

    async def write(self, entry):
        if self.full:
            raise StateUnavailable("disk full")
        self.lines.append(entry)

    @property
    def counts(self):
        return [(one.owner, one.reason, one.count) for one in self.lines]


@pytest.fixture
def pages():
    return Pages()


@pytest.fixture
def click(clock):
    def click(owner="eve", reason="foreign", proposal_id="p1"):
        return JournalEntry(
            at=clock(), owner=owner, event=JournalEvent.REJECTED, proposal_id=proposal_id, reason=reason
        )

    return click


async def test_a_loop_of_clicks_has_one_line_a_minute_that_counts_them(pages, click, clock):
    rejections = Rejections(pages.write)
    for _ in range(180):
        await rejections.note(click())
        clock.pass_by(seconds=1)
    await rejections.flush(clock())
    assert pages.counts == [("eve", "foreign", 1), *[("eve", "foreign", 60)] * 2, ("eve", "foreign", 59)]


async def test_each_owner_and_each_reason_has_lines_of_its_own(pages, click):
    rejections = Rejections(pages.write)
    for owner, reason in (("eve", "foreign"), ("eve", "edited"), ("ada", "foreign"), ("ada", "foreign")):
        await rejections.note(click(owner, reason))
    assert pages.counts == [("eve", "foreign", 1), ("eve", "edited", 1), ("ada", "foreign", 1)]


async def test_what_was_counted_is_told_when_its_minute_ends_and_not_before(pages, click, clock):
    rejections = Rejections(pages.write)
    for number in range(4):
        await rejections.note(click(proposal_id=f"p{number}"))
    clock.pass_by(seconds=59)
    await rejections.flush(clock())
    assert len(pages.lines) == 1
    clock.pass_by(seconds=1)
    await rejections.flush(clock())
    await rejections.flush(clock())
    assert pages.counts == [("eve", "foreign", 1), ("eve", "foreign", 3)]
    assert pages.lines[-1].proposal_id == "p3"


async def test_a_journal_that_fails_loses_no_count(pages, click, clock):
    rejections = Rejections(pages.write)
    pages.full = True
    for _ in range(3):
        with pytest.raises(StateUnavailable):
            await rejections.note(click())
    pages.full = False
    await rejections.note(click())
    assert pages.counts == [("eve", "foreign", 4)]


async def test_strangers_without_end_take_bounded_memory_and_are_counted_together(pages, click, clock):
    rejections = Rejections(pages.write, most=5)
    for number in range(100):
        await rejections.note(click(owner=f"session:{number}"))
    await rejections.flush()
    assert len(rejections._windows) <= 6
    assert sum(one.count for one in pages.lines) == 100
    assert len(pages.lines) == 7
    assert {one.owner for one in pages.lines[5:]} == {OTHERS}


async def test_a_minute_after_the_last_click_nothing_is_remembered(pages, click, clock):
    rejections = Rejections(pages.write)
    await rejections.note(click())
    clock.pass_by(seconds=60)
    await rejections.flush(clock())
    assert rejections._windows == {}


async def test_forged_clicks_in_a_loop_hardly_fill_the_disk(chat, state, clock):
    talk = chat(owner="eve")
    for _ in range(50):
        _ = [event async for event in talk.conversation.confirm("f" * 32, "0" * 64)]
    assert [one.count for one in await state.journal()] == [1]
    clock.pass_by(seconds=61)
    await state.rejections.flush(clock())
    assert [one.count for one in await state.journal()] == [1, 49]


async def test_a_server_that_is_stopped_journals_what_it_has_counted(tmp_path, click):
    store = ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'stopped.sqlite3'}")
    await store.open()
    for _ in range(9):
        await store.rejections.note(click())
    await store.close()
    again = ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'stopped.sqlite3'}")
    assert [one.count for one in await again.journal()] == [1, 8]
    await again.close()


async def test_a_store_that_fails_at_the_end_is_closed_all_the_same(tmp_path, click, caplog):
    store = ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'gone.sqlite3'}")
    await store.open()
    await store.rejections.note(click())
    await store.rejections.note(click())
    async with store._engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE journal")
    with suppress(StateUnavailable):
        await store.rejections.flush()
    await store.close()
    assert "rejected clicks could not be journalled" in caplog.text


def test_a_line_of_an_older_release_stands_for_one_click(click):
    older = click().model_dump_json(exclude={"count"})
    assert "count" not in older
    assert JournalEntry.model_validate_json(older).count == 1
