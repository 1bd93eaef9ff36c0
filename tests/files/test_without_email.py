"""Rows without an e-mail address: looked for where their owner wants it, and neither a guess nor a double."""

import pytest

from assistant.files.file_choices import FileDecision
from assistant.files.import_rows import ImportState, KnownBy, RowReason, RowState, Stop, Verdict
from assistant.files.people import addressless
from assistant.files.reading.column_fates import WithoutEmail

HEADINGS = "First Name,Last Name,Email,Company,Job Title,Phone"


def people(*rows: str) -> str:
    return "\n".join([HEADINGS, *rows, ""])


async def prepared(office, wish, *rows):
    planned = await office.prepares(people(*rows))
    choice = FileDecision(without_email=wish)
    again, _ = await office.importer.choose("ada", planned.id, planned.digest, choice)
    return again


async def only_row(office, wish, row):
    (found,) = await office.rows(await prepared(office, wish, row))
    return found


async def test_they_are_left_out_and_counted_until_their_owner_wants_them(office):
    planned = await office.prepares(people("Ann,Lee,ann@acme.example,Acme,,", "Tom,Reed,,Blix,,"))
    assert planned.without_email == 1
    assert planned.counts == {Verdict.NEW: 1, Verdict.INVALID: 1}
    assert office.crm.asked(ending="/search") == []


async def test_one_is_known_by_its_number_whatever_its_spelling(office):
    tom = office.crm.add(firstname="Tom", lastname="Reed", phone="06 39 98 00 11", jobtitle="Buyer")
    row = await only_row(office, WithoutEmail.KNOWN, "Tom,Reed,,Blix,Head of Sales,+33639980011")
    assert (row.verdict, row.contact_id, row.known_by) == (Verdict.UPDATE, tom, KnownBy.PHONE)
    assert row.values == {"company": "Blix", "jobtitle": "Head of Sales"}


async def test_one_is_known_by_its_whole_name_at_its_company(office):
    tom = office.crm.add(firstname="Tom", lastname="Reed", company="Blix Ltd", email="tom@blix.example")
    row = await only_row(office, WithoutEmail.KNOWN, "Tom,Reed,,Blix,Head of Sales,")
    assert (row.verdict, row.contact_id, row.known_by) == (Verdict.UPDATE, tom, KnownBy.NAME)
    assert row.values["jobtitle"] == "Head of Sales"


@pytest.mark.parametrize(
    "there",
    [
        [{"firstname": "Tom", "lastname": "Reed"}],
        [{"firstname": "Tom", "lastname": "Reed", "company": "Blix"}] * 2,
        [{"firstname": "Tomm", "lastname": "Reed", "company": "Blix"}],
        [{"firstname": "Thea", "lastname": "Reed", "phone": "+33639980011"}],
    ],
    ids=["of an unknown company", "two of them", "with a slip", "of one household"],
)
async def test_who_is_not_sure_is_left_out_and_told(office, there):
    for one in there:
        office.crm.add(**one)
    row = await only_row(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,0639980011")
    assert (row.verdict, row.reason) == (Verdict.INVALID, RowReason.MAY_BE_THERE)
    assert "Reed" in row.may_be


async def test_nobody_like_them_is_created_only_where_that_is_chosen(office):
    office.crm.add(firstname="Tom", lastname="Reed", company="Oakline")
    row = await only_row(office, WithoutEmail.KNOWN, "Tom,Reed,,Blix,,")
    assert (row.verdict, row.reason) == (Verdict.INVALID, RowReason.NOBODY_KNOWN)
    planned = await prepared(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,")
    assert planned.counts == {Verdict.NEW: 1}
    ended = await office.imports(planned)
    assert ended.state is ImportState.DONE
    (row,) = await office.rows(planned)
    assert office.crm.crm.contacts.find(row.contact_id).properties["company"] == "Blix"
    assert (await office.undoes(ended)).state is ImportState.UNDONE
    assert await office.states(planned) == [RowState.UNDONE]


@pytest.mark.parametrize("row", ["Tom,,,Blix,,", ",,,Blix,,", ",,,Plumber,,0639980011"])
async def test_who_says_too_little_is_never_created(office, row):
    found = await only_row(office, WithoutEmail.CREATE, row)
    assert (found.verdict, found.reason) == (Verdict.INVALID, RowReason.TELLS_TOO_LITTLE)


async def test_one_person_in_two_rows_is_created_once(office):
    rows = ["Tom,Reed,,Blix,,", "Tom,Reed,,Blix Ltd,,", "T.,Reed,,,,0639980011", "Tom,Reed,,,,0639980011"]
    planned = await prepared(
        office, WithoutEmail.CREATE, *rows, "Ann,Lee,,Acme,,", "Ann,Lee,ann@acme.example,,,"
    )
    told = [(row.number, row.verdict, row.same_as) for row in await office.rows(planned)]
    assert told == [
        (2, Verdict.NEW, None),
        (3, Verdict.DUPLICATE, 2),
        (4, Verdict.NEW, None),
        (5, Verdict.DUPLICATE, 4),
        (6, Verdict.DUPLICATE, 7),
        (7, Verdict.NEW, None),
    ]


async def test_two_people_of_one_name_at_two_companies_are_two(office):
    planned = await prepared(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,", "Tom,Reed,,Oakline,,")
    assert planned.counts == {Verdict.NEW: 2}
    await office.imports(planned)
    assert await office.states(planned) == [RowState.DONE] * 2


async def test_whoever_has_been_created_since_the_preview_is_not_created_again(office):
    planned = await prepared(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,")
    office.crm.add(firstname="Tom", lastname="Reed", company="Blix")
    await office.imports(planned)
    (row,) = await office.rows(planned)
    assert (row.state, row.reason) == (RowState.FAILED, RowReason.EMAIL_TAKEN)


async def test_another_choice_looks_for_nobody_twice(office):
    planned = await prepared(office, WithoutEmail.KNOWN, "Tom,Reed,,Blix,,", "Ann,Lee,,Acme,,")
    assert len(office.crm.asked(ending="/search")) == 2
    await office.importer.choose(
        "ada", planned.id, planned.digest, FileDecision(without_email=WithoutEmail.CREATE)
    )
    assert len(office.crm.asked(ending="/search")) == 2


async def test_where_hubspot_does_not_answer_nobody_is_created(office, monkeypatch):
    monkeypatch.setattr(addressless, "MOST_SOUGHT", 0)
    row = await only_row(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,")
    assert (row.verdict, row.reason) == (Verdict.INVALID, RowReason.NOT_SOUGHT)


async def test_a_create_whose_answer_is_lost_is_found_again_and_looked_at_before_it_is_taken_back(office):
    planned = await prepared(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,")
    office.crm.faults.next("commit_then_drop", path_contains="/batch/create")
    ended = await office.imports(planned)
    assert ended.state is ImportState.DONE
    assert await office.states(planned) == [RowState.DONE]
    assert len(office.crm.asked(ending="/batch/create")) == 1
    await office.undoes(ended)
    (row,) = await office.rows(planned)
    assert (row.state, row.reason) == (RowState.KEPT, RowReason.UNPROVEN)


async def test_a_create_that_never_arrived_is_not_sent_again(office):
    planned = await prepared(office, WithoutEmail.CREATE, "Tom,Reed,,Blix,,")
    office.crm.faults.next("drop_before_commit", path_contains="/batch/create")
    stopped = await office.imports(planned)
    assert (stopped.state, stopped.stop) == (ImportState.STOPPED, Stop.UNSETTLED)
    office.time.pass_by(minutes=3)
    assert (await office.resumes(stopped)).state is ImportState.DONE
    (row,) = await office.rows(planned)
    assert (row.state, row.reason) == (RowState.FAILED, RowReason.LOST)
    assert len(office.crm.asked(ending="/batch/create")) == 1


async def test_a_list_of_names_alone_opens_the_same_preview(office):
    planned = await office.prepares("Prénom;Nom;Société\nTom;Reed;Blix\nAnn;Lee;Acme\n")
    assert (planned.without_email, planned.counts) == (2, {Verdict.INVALID: 2})
