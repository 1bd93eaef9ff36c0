"""What goes wrong in the middle of an import, and how it ends all the same: nothing lost, nothing twice."""

import asyncio
from datetime import timedelta

import pytest

from assistant.files import import_runner
from assistant.files.import_rows import ImportState, RowReason, RowState, Stop
from assistant.proposals import settle
from assistant.proposals.journal import JournalEvent
from assistant.state.errors import StateUnavailable


async def test_a_create_that_was_stored_and_not_answered_is_found_again(office, many):
    planned = await office.prepares(many(150))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/create")
    ended = await office.imports(planned)
    assert ended.state is ImportState.DONE
    assert len(office.crm.by_email) == 150
    assert len(office.crm.asked(ending="/batch/create")) == 2
    assert set(await office.states(planned)) == {RowState.DONE}


async def test_a_create_that_never_arrived_is_not_repeated_before_it_would_have_shown(office, many):
    planned = await office.prepares(many(5))
    office.crm.faults.next("drop_before_commit", path_contains="/batch/create")
    stopped = await office.imports(planned)
    assert (stopped.state, stopped.stop) == (ImportState.STOPPED, Stop.UNSETTLED)
    assert set(await office.states(planned)) == {RowState.UNKNOWN}
    assert (await office.resumes(stopped)).state is ImportState.STOPPED
    assert len(office.crm.asked(ending="/batch/create")) == 1
    office.time.pass_by(minutes=3)
    assert (await office.resumes(stopped)).state is ImportState.DONE
    assert len(office.crm.by_email) == 5


async def test_what_was_left_unknown_is_settled_in_the_background_and_told(office, many, monkeypatch):
    planned = await office.prepares(many(5))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/create")
    with monkeypatch.context() as blind:
        blind.setattr(settle, "PAUSES", ())
        stopped = await office.imports(planned)
    assert (stopped.state, stopped.stop) == (ImportState.STOPPED, Stop.UNSETTLED)
    await office.importer.sweep()
    (told,) = await office.importer.opened("ada")
    assert told.state is ImportState.DONE
    assert await office.importer.opened("ada") == []


async def test_an_update_that_never_arrived_is_sent_again(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    planned = await office.prepares(file(";;ann@acme.example;Acme"))
    office.crm.faults.next("drop_before_commit", path_contains="/batch/update")
    assert (await office.imports(planned)).state is ImportState.DONE
    assert office.crm.by_email["ann@acme.example"]["company"] == "Acme"


async def test_an_update_that_was_stored_and_not_answered_counts_as_done(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    planned = await office.prepares(file(";;ann@acme.example;Acme"))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/update")
    assert (await office.imports(planned)).state is ImportState.DONE
    assert len(office.crm.asked(ending="/batch/update")) == 1


async def test_a_busy_account_is_waited_for(office, many):
    planned = await office.prepares(many(150))
    office.crm.faults.next("rate_limit_burst", path_contains="/batch/create", times=2, retry_after=0)
    assert (await office.imports(planned)).state is ImportState.DONE
    assert import_runner._WORTH_WAITING[Stop.BUSY] in office.time.slept
    assert len(office.crm.by_email) == 150


@pytest.mark.parametrize(
    ("fault", "stop"),
    [
        ("rate_limit_daily", Stop.SPENT),
        ("expired_token_401", Stop.DENIED),
        ("missing_scopes_403", Stop.DENIED),
        ("rate_limit_burst", Stop.BUSY),
    ],
)
async def test_what_stands_in_the_way_for_long_stops_the_import_and_it_can_be_resumed(
    office, many, fault, stop
):
    planned = await office.prepares(many(20))
    details = {"retry_after": 0} if fault == "rate_limit_burst" else {}
    office.crm.faults.next(fault, path_contains="/batch/create", times=None, **details)
    stopped = await office.imports(planned)
    assert (stopped.state, stopped.stop) == (ImportState.STOPPED, stop)
    assert set(await office.states(planned)) == {RowState.WAITING}
    office.crm.faults.clear()
    assert (await office.resumes(stopped)).state is ImportState.DONE
    assert len(office.crm.by_email) == 20


async def test_an_address_taken_in_the_last_moment_is_told_for_its_row(office, many):
    planned = await office.prepares(many(3))
    real = office.contacts.batches.by_emails

    async def a_moment_too_early(emails, also=()):
        found = await real(emails, also)
        if "p1@acme.example" not in office.crm.by_email:
            office.crm.add(email="p1@acme.example", firstname="Other")
        return found

    office.contacts.batches.by_emails = a_moment_too_early
    assert (await office.imports(planned)).state is ImportState.DONE
    assert [(row.state, row.reason) for row in await office.rows(planned)] == [
        (RowState.DONE, None),
        (RowState.FAILED, RowReason.EMAIL_TAKEN),
        (RowState.DONE, None),
    ]
    assert office.crm.by_email["p1@acme.example"]["firstname"] == "Other"


async def test_nothing_is_written_that_cannot_be_journalled(office, many, monkeypatch):
    planned = await office.prepares(many(3))

    async def broken(*_arguments, **_options):
        raise StateUnavailable("disk full")

    monkeypatch.setattr("assistant.files.import_store.append", broken)
    stopped = await office.imports(planned)
    assert stopped.stop is Stop.JOURNAL
    assert office.crm.by_email == {}


async def break_off(office):
    """The process ends without a word, as when it is killed: what was sent arrives, nothing else happens."""
    tasks = [*office.importer._runs._tasks, *office.importer._runner._writes._under_way]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    office.importer._runs._runs.clear()


@pytest.mark.parametrize("requests", [1, 2, 4, 6, 9])
async def test_a_process_killed_at_any_moment_leaves_an_import_that_goes_on(offices, many, requests):
    office = await offices.start()
    office.crm.add(email="p3@acme.example", firstname="Old")
    planned = await office.prepares(many(230))
    office.crm.forget_requests()
    run = await office.importer.begin("ada", planned.id, planned.digest)
    async with asyncio.timeout(20):
        while len(office.crm.requests) < requests and not run.progress.ended:  # noqa: ASYNC110 - the CRM tells nobody
            await asyncio.sleep(0.001)
    await break_off(office)
    again = await offices.start()
    await again.importer.sweep()
    again.time.pass_by(minutes=3)
    await again.importer.sweep()
    (shown,) = await again.importer.opened("ada") or [await again.importer._again(planned)]
    if shown.state is ImportState.STOPPED:
        shown = await again.resumes(shown)
    assert shown.state is ImportState.DONE
    assert set(await again.states(planned)) == {RowState.DONE}
    assert len(again.crm.by_email) == 230
    assert len(again.crm.crm.snapshot()) == 230
    begun = [one.proposal_id for one in await again.journal() if one.event is JournalEvent.BEGUN]
    assert set(begun) == {f"{planned.id}-{row.number}" for row in await again.rows(planned)}


async def test_an_import_interrupted_by_a_restart_is_shown_when_its_owner_comes_back(offices, many):
    office = await offices.start()
    planned = await office.prepares(many(250))
    run = await office.importer.begin("ada", planned.id, planned.digest)
    await office.importer.close()
    assert run.progress.ended.stop is Stop.RESTART
    again = await offices.start()
    (shown,) = await again.importer.opened("ada")
    assert shown.state is ImportState.STOPPED
    assert await again.importer.opened("eve") == []


async def test_who_opens_the_chat_right_after_a_crash_hears_that_the_import_was_interrupted(offices, many):
    office = await offices.start()
    planned = await office.prepares(many(250))
    await office.importer.begin("ada", planned.id, planned.digest)
    async with asyncio.timeout(20):
        while len(office.crm.asked(ending="/batch/create")) < 1:  # noqa: ASYNC110 - the CRM tells nobody
            await asyncio.sleep(0.001)
    await break_off(office)
    office.crm.faults.next("bad_gateway_html_502", times=None)
    again = await offices.start()
    (shown,) = await again.importer.opened("ada")
    assert (shown.state, shown.stop) == (ImportState.STOPPED, Stop.RESTART)
    office.crm.faults.clear()
    assert (await again.resumes(shown)).state is ImportState.DONE
    assert len(again.crm.by_email) == 250


async def test_an_import_that_is_settled_after_a_crash_is_told_to_whoever_sits_there(offices, many):
    office = await offices.start()
    planned = await office.prepares(many(5))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/create")
    office.crm.faults.next("bad_gateway_html_502", path_contains="/batch/read", spared=1, times=None)
    await office.imports(planned)
    again = await offices.start()
    assert [one.state for one in await again.importer.opened("ada")] == [ImportState.STOPPED]
    heard = []
    again.importer.notices.follow("ada", heard.append)
    assert await again.importer.sweep(), "it is looked at again soon"
    assert heard == []
    office.crm.faults.clear()
    assert not await again.importer.sweep()
    assert [(one.id, one.state, one.news_due) for one in heard] == [(planned.id, ImportState.DONE, True)]
    await again.importer.told(heard[0])
    assert await again.importer.opened("ada") == []


async def test_a_lost_answer_while_taking_back_is_looked_into(office, many):
    ended = await office.imports(await office.prepares(many(3)))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/archive")
    assert (await office.undoes(ended)).state is ImportState.UNDONE
    assert office.crm.by_email == {}


async def test_taking_back_stops_when_it_may_not_write_and_goes_on_later(office, many):
    ended = await office.imports(await office.prepares(many(3)))
    office.crm.faults.next("expired_token_401", path_contains="/batch/archive", times=None)
    stopped = await office.undoes(ended)
    assert (stopped.state, stopped.stop) == (ImportState.DONE, Stop.DENIED)
    office.crm.faults.clear()
    assert (await office.undoes(stopped)).state is ImportState.UNDONE


def reads_of_the_history(office):
    return [
        one for one in office.crm.requests if one.method == "GET" and one.path.startswith("/crm/objects/")
    ]


async def test_an_update_that_arrived_and_that_somebody_put_back_is_not_sent_again(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    planned = await office.prepares(file(";;ann@acme.example;Acme"))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/update")
    real = office.contacts.batches.update

    async def and_somebody_puts_it_back(changes):
        outcomes = await real(changes)
        office.crm.edit("ann@acme.example", company="Globex")
        return outcomes

    office.contacts.batches.update = and_somebody_puts_it_back
    assert (await office.imports(planned)).state is ImportState.DONE
    assert office.crm.by_email["ann@acme.example"]["company"] == "Globex"
    assert len(office.crm.asked(ending="/batch/update")) == 1


async def test_nobodys_history_is_read_for_a_batch_that_changed_nobody(office, file):
    for number in range(5):
        office.crm.add(email=f"p{number}@acme.example", company="Globex")
    planned = await office.prepares(file(*(f";;p{number}@acme.example;Acme" for number in range(5))))
    office.crm.faults.next("drop_before_commit", path_contains="/batch/update")
    assert (await office.imports(planned)).state is ImportState.DONE
    assert {one["company"] for one in office.crm.people.values()} == {"Acme"}
    assert not reads_of_the_history(office)


@pytest.mark.parametrize(
    ("behind", "ends"),
    [(30, (RowState.DONE, None)), (300, (RowState.FAILED, RowReason.EMAIL_TAKEN))],
    ids=["a little", "too far"],
)
async def test_what_a_clock_that_is_a_little_behind_has_stored_is_ours(office, many, behind, ends):
    planned = await office.prepares(many(3))
    office.crm.faults.next("commit_then_drop", path_contains="/batch/create")
    office.time.crm_is_ahead = timedelta(seconds=-behind)
    assert (await office.imports(planned)).state is ImportState.DONE
    assert [(row.state, row.reason) for row in await office.rows(planned)] == [ends] * 3
