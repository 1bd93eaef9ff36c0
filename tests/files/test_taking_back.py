"""Taking an import back: only what somebody changed is said to be changed; the rest has its own reason, and a look."""

import csv
import io

import pytest

from assistant.files.import_rows import ImportState, RowReason, RowState
from assistant.files.result_file import result_file
from assistant.proposals.journal import JournalEvent

UNPROVEN, MOVED, EDITED = RowReason.UNPROVEN, RowReason.STAGE_MOVED, RowReason.EDITED


@pytest.fixture
def lost(office, many):
    """Imports so many new people; they are stored, and the answer is lost."""

    async def lose(count):
        planned = await office.prepares(many(count))
        office.crm.faults.next("commit_then_drop", path_contains="/batch/create")
        return await office.imports(planned)

    return lose


@pytest.fixture
def imported(office, many):
    async def bring_in(count):
        return await office.imports(await office.prepares(many(count)))

    return bring_in


@pytest.fixture
def reviews(office):
    """Has what was left for a look taken back."""

    async def click(planned):
        return await office.follows(await office.importer.undo_reviewed("ada", planned.id, planned.digest))

    return click


@pytest.fixture
def as_hubspot(office):
    """Changes a contact as HubSpot, or an app, spells it: without the checks of the API."""

    def store(email, **values):
        records = office.crm.crm.contacts
        record = records.known(email, "email")
        with records.database.transaction():
            records.records.save(record.id, {**record.properties, **values}, record.updated_at)

    return store


async def ends(office, planned):
    return [(row.state, row.reason) for row in await office.rows(planned)]


async def test_a_contact_whose_answer_was_lost_is_not_said_to_be_changed_by_anybody(office, lost):
    undone = await office.undoes(await lost(3))
    assert await ends(office, undone) == [(RowState.KEPT, UNPROVEN)] * 3
    assert len(office.crm.by_email) == 3
    kept = [entry.reason for entry in await office.journal() if entry.event is JournalEvent.FAILED]
    assert kept == ["unproven"] * 3


async def test_one_whose_answer_was_lost_and_that_somebody_changed_is_said_to_be_changed(office, lost):
    ended = await lost(2)
    office.crm.edit("p0@acme.example", city="Lyon")
    assert await ends(office, await office.undoes(ended)) == [
        (RowState.KEPT, EDITED),
        (RowState.KEPT, UNPROVEN),
    ]


async def test_after_a_look_they_are_taken_back_by_a_second_click_and_journalled(office, lost, reviews):
    undone = await office.undoes(await lost(3))
    ended = await reviews(undone)
    assert ended.state is ImportState.UNDONE
    assert office.crm.by_email == {}
    assert {row.state for row in await office.rows(ended)} == {RowState.UNDONE}
    reviewed = [entry.event for entry in await office.journal() if entry.reason == "undo after review"]
    assert reviewed == [JournalEvent.BEGUN] * 3 + [JournalEvent.DONE] * 3


async def test_one_that_somebody_changes_after_the_look_stays(office, lost, reviews):
    undone = await office.undoes(await lost(2))
    office.crm.edit("p1@acme.example", jobtitle="CTO")
    await reviews(undone)
    assert await ends(office, undone) == [(RowState.UNDONE, None), (RowState.KEPT, EDITED)]
    assert office.crm.by_email.keys() == {"p1@acme.example"}


async def test_a_second_click_takes_back_nothing_that_is_not_for_a_look(office, imported, reviews):
    ended = await imported(2)
    office.crm.edit("p0@acme.example", city="Lyon")
    await reviews(await office.undoes(ended))
    assert await ends(office, ended) == [(RowState.KEPT, EDITED), (RowState.UNDONE, None)]
    assert office.crm.by_email.keys() == {"p0@acme.example"}


async def test_nobody_but_its_owner_has_them_taken_back_and_not_before_the_undo(office, lost, many):
    undone = await office.undoes(await lost(1))
    assert await office.importer.undo_reviewed("eve", undone.id, undone.digest) is None
    assert await office.importer.undo_reviewed("ada", undone.id, "0" * 64) is None
    pending = await office.prepares("email\nnew@acme.example\n")
    shown = await office.importer.undo_reviewed("ada", pending.id, pending.digest)
    assert shown.state is ImportState.PENDING
    assert office.crm.by_email.keys() == {"p0@acme.example"}


async def test_what_is_for_a_look_is_shown_again_to_who_comes_back_and_not_for_ever(office, lost, reviews):
    undone = await office.undoes(await lost(1))
    assert [one.id for one in await office.importer.opened("ada")] == [undone.id]
    assert await office.importer.opened("eve") == []
    office.time.pass_by(days=1)
    assert await office.importer.opened("ada") == []
    office.time.pass_by(days=-1)
    await reviews(undone)
    assert await office.importer.opened("ada") == []


async def test_a_review_cut_off_by_a_crash_goes_on_with_another_click(offices, office, lost, reviews):
    undone = await office.undoes(await lost(3))
    office.crm.faults.next("expired_token_401", path_contains="/batch/archive", times=None)
    stopped = await reviews(undone)
    assert stopped.state is ImportState.DONE
    office.crm.faults.clear()
    again = await offices.start()
    assert (await again.undoes(stopped)).state is ImportState.UNDONE
    assert office.crm.by_email == {}


async def test_a_stage_that_moved_alone_is_for_a_look_and_not_called_changed_by_somebody(
    office, imported, reviews
):
    ended = await imported(2)
    office.crm.edit("p0@acme.example", lifecyclestage="opportunity")
    undone = await office.undoes(ended)
    assert await ends(office, undone) == [(RowState.KEPT, MOVED), (RowState.UNDONE, None)]
    await reviews(undone)
    assert office.crm.by_email == {}


async def test_a_stage_that_was_imported_and_moved_on_is_set_back_after_a_look(office, reviews):
    office.crm.add(email="ann@acme.example", company="Globex", lifecyclestage="lead")
    planned = await office.prepares("email,company,lifecyclestage\nann@acme.example,Acme,opportunity\n")
    ended = await office.imports(planned)
    office.crm.edit("ann@acme.example", lifecyclestage="customer")
    assert await ends(office, await office.undoes(ended)) == [(RowState.KEPT, MOVED)]
    await reviews(planned.model_copy(update={"state": ImportState.UNDONE}))
    ann = office.crm.by_email["ann@acme.example"]
    assert (ann["company"], ann["lifecyclestage"]) == ("Globex", "lead")


@pytest.mark.parametrize(
    ("name", "imported_value", "respelled"),
    [
        ("phone", "+33 1 99 00 12 34", "+33 1 99 00 12 34"),
        ("phone", "+33199001234", "+33 (0)1 99 00 12 34"),
        ("jobtitle", "Head  of Sales", "Head of Sales "),
        ("company", "Société", "Socie\u0301te\u0301"),
    ],
)
async def test_a_value_that_hubspot_spells_anew_is_not_changed(
    office, as_hubspot, name, imported_value, respelled
):
    office.crm.add(email="ann@acme.example")
    planned = await office.prepares(
        f"email,{name}\nann@acme.example,{imported_value}\nli@acme.example,{imported_value}\n"
    )
    ended = await office.imports(planned)
    for email in ("ann@acme.example", "li@acme.example"):
        as_hubspot(email, **{name: respelled})
    assert await ends(office, await office.undoes(ended)) == [(RowState.UNDONE, None)] * 2
    assert not office.crm.by_email["ann@acme.example"].get(name)


async def test_another_number_is_another_value(office, as_hubspot):
    ended = await office.imports(await office.prepares("email,phone\nann@acme.example,+33199001234\n"))
    as_hubspot("ann@acme.example", phone="+33199001235")
    assert await ends(office, await office.undoes(ended)) == [(RowState.KEPT, EDITED)]


async def test_a_lead_status_set_by_somebody_is_a_change(office, imported):
    ended = await imported(1)
    office.crm.edit("p0@acme.example", hs_lead_status="OPEN")
    assert await ends(office, await office.undoes(ended)) == [(RowState.KEPT, EDITED)]


def merged(office, one, other):
    contacts = office.crm.crm.contacts
    contacts.merge(contacts.known(one, "email"), contacts.known(other, "email"))


async def test_a_contact_that_was_merged_is_told_so_and_not_counted_as_taken_back(office, imported):
    office.crm.add(email="old@acme.example", firstname="Old")
    office.crm.add(email="older@acme.example", firstname="Older")
    ended = await imported(2)
    merged(office, "old@acme.example", "p0@acme.example")
    merged(office, "older@acme.example", "old@acme.example")
    assert await ends(office, await office.undoes(ended)) == [
        (RowState.KEPT, RowReason.MERGED),
        (RowState.UNDONE, None),
    ]
    assert office.crm.by_email["older@acme.example"]["firstname"] == "Older"


async def test_a_contact_that_is_gone_is_told_to_be_gone(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    ended = await office.imports(await office.prepares(file(";;ann@acme.example;Acme")))
    contacts = office.crm.crm.contacts
    contacts.archive(contacts.known("ann@acme.example", "email"))
    assert await ends(office, await office.undoes(ended)) == [(RowState.KEPT, RowReason.GONE)]


async def test_earlier_values_that_hubspot_no_longer_takes_are_told_so(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    ended = await office.imports(await office.prepares(file(";;ann@acme.example;Acme")))
    office.crm.faults.next("invalid_value_400", path_contains="/batch/update", times=None, name="company")
    assert await ends(office, await office.undoes(ended)) == [(RowState.KEPT, RowReason.OLD_VALUES_REFUSED)]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "answer was lost"), ("fr", "réponse de HubSpot s’est perdue")]
)
async def test_the_result_file_has_a_row_for_each_with_its_reason_and_its_id(office, lost, language, words):
    undone = await office.undoes(await lost(12))
    content = result_file(undone, await office.rows(undone), language).decode("utf-8-sig")
    delimiter = ";" if language == "fr" else ","
    _, *lines = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    ids = {one["hs_object_id"] for one in office.crm.by_email.values()}
    assert {line[5] for line in lines} == ids
    assert all(words in line[4] for line in lines)


@pytest.fixture
async def promoted(office):
    """Ann, whom an import has made an opportunity at Acme; she was a lead at Globex before."""
    office.crm.add(email="ann@acme.example", company="Globex", lifecyclestage="lead")
    planned = await office.prepares("email,company,lifecyclestage\nann@acme.example,Acme,opportunity\n")
    return await office.imports(planned)


def anns(office):
    ann = office.crm.by_email["ann@acme.example"]
    return ann["company"], ann.get("lifecyclestage", "")


async def test_a_stage_that_somebody_else_has_emptied_since_is_their_change(office, promoted):
    office.crm.edit("ann@acme.example", lifecyclestage="")
    assert await ends(office, await office.undoes(promoted)) == [(RowState.KEPT, MOVED)]
    assert anns(office) == ("Acme", "")


async def test_a_stage_cannot_go_back_without_the_other_values_and_is_put_back(office, promoted):
    office.crm.faults.next("invalid_value_400", path_contains="/batch/update", spared=1, name="company")
    assert await ends(office, await office.undoes(promoted)) == [
        (RowState.KEPT, RowReason.OLD_VALUES_REFUSED)
    ]
    assert anns(office) == ("Acme", "opportunity")


async def test_half_a_step_back_that_cannot_be_put_back_yet_stays_open_until_it_can(office, promoted):
    faults = office.crm.faults
    faults.next("invalid_value_400", path_contains="/batch/update", spared=1, name="company")
    faults.next("expired_token_401", path_contains="/batch/update", spared=1, times=None)
    stopped = await office.undoes(promoted)
    assert stopped.state is ImportState.DONE
    assert anns(office) == ("Acme", "")
    faults.clear()
    assert await ends(office, await office.undoes(stopped)) == [(RowState.UNDONE, None)]
    assert anns(office) == ("Globex", "lead")


async def test_of_a_stage_that_could_not_be_emptied_nothing_is_taken_back_yet(office, promoted):
    office.crm.faults.next("expired_token_401", path_contains="/batch/update")
    stopped = await office.undoes(promoted)
    assert anns(office) == ("Acme", "opportunity")
    assert await ends(office, await office.undoes(stopped)) == [(RowState.UNDONE, None)]
    assert anns(office) == ("Globex", "lead")
