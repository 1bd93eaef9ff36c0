"""From a file to the contacts: judged, agreed to, written in batches, taken back."""

import asyncio

import pytest

from assistant.files.cells import phone_cells
from assistant.files.cells.outcomes import CellReason
from assistant.files.file_choices import FileDecision
from assistant.files.import_rows import ContactImport, ImportState, RowReason, RowState, Stop, Verdict
from assistant.files.reading.column_fates import ColumnReason
from assistant.proposals.journal import JournalEvent
from hubspot_tools.calls.callers import Caller, current_caller
from hubspot_tools.errors import Problem
from hubspot_tools.sandbox.records.write_rules import WriteRules
from hubspot_tools.values import typed_values


async def test_a_file_of_new_people_becomes_contacts(office, file):
    planned = await office.prepares(file("Léa;Roche;lea.roche@acme.example;Acme", "Li;Wei;li@acme.example;"))
    assert planned.counts == {Verdict.NEW: 2}
    assert office.crm.by_email == {}
    ended = await office.imports(planned)
    assert ended.state is ImportState.DONE
    assert office.crm.by_email["lea.roche@acme.example"]["company"] == "Acme"
    assert set(await office.states(planned)) == {RowState.DONE}


async def test_a_further_address_is_counted_and_kept_unless_its_contact_has_it_already(office, file):
    office.crm.add(email="ann@acme.example", hs_additional_emails="a.best@acme.example;ann.best@acme.example")
    long = f"{'l' * 60}@{'acme' * 15}.example"
    planned = await office.prepares(
        file(
            f"Léa;Roche;lea@acme.example, {long};Acme",
            "Ann;Best;ann@acme.example / a.best@acme.example;Acme",
            "Li;Wei;li@acme.example / l.wei@acme.example;Acme",
        )
    )
    rows = await office.rows(planned)
    assert [[one.value for one in row.left] for row in rows] == [[long], [], ["l.wei@acme.example"]]
    assert (planned.further_emails, planned.left_cells) == (2, 0)


async def test_a_row_whose_further_address_is_known_is_about_that_contact_and_makes_no_new_one(office, file):
    office.crm.add(email="ann@acme.example", hs_additional_emails="a.best@acme.example", company="Old")
    planned = await office.prepares(
        file(
            "Ann;Best;new@acme.example, a.best@acme.example;Acme",
            "Ann;B.;ann@acme.example;Globex",
            "Léa;Roche;lea@acme.example;Acme",
        )
    )
    rows = await office.rows(planned)
    assert [(row.verdict, row.same_as) for row in rows] == [
        (Verdict.UPDATE, None),
        (Verdict.DUPLICATE, 2),
        (Verdict.NEW, None),
    ]
    assert rows[0].values == {"firstname": "Ann", "lastname": "Best", "company": "Acme"}
    assert [(one.value, one.reason) for one in rows[0].left] == [("new@acme.example", CellReason.FURTHER)]
    await office.imports(planned)
    assert office.crm.by_email["ann@acme.example"]["company"] == "Acme"
    assert set(office.crm.by_email) == {"ann@acme.example", "lea@acme.example"}


@pytest.mark.parametrize("found_by", ["a.best@acme.example", "new@acme.example, a.best@acme.example"])
async def test_a_further_address_that_went_to_somebody_else_since_the_preview_is_told(office, file, found_by):
    """By it the row's contact was found: whose the row is now, nobody can tell."""
    office.crm.add(email="ann@acme.example", hs_additional_emails="a.best@acme.example", company="Old")
    planned = await office.prepares(file(f"Ann;Best;{found_by};Acme"))
    assert planned.counts == {Verdict.UPDATE: 1}
    office.crm.edit("ann@acme.example", hs_additional_emails="")
    office.crm.add(email="a.best@acme.example", firstname="Anton", lastname="Best")
    await office.imports(planned)
    (row,) = await office.rows(planned)
    assert (row.state, row.reason) == (RowState.FAILED, RowReason.EMAIL_MOVED)
    assert office.crm.by_email["ann@acme.example"]["company"] == "Old"


async def test_somebody_created_since_by_a_further_address_of_the_row_is_not_created_twice(office, file):
    planned = await office.prepares(
        file(
            "Ann;Best;ann@acme.example, a.best@acme.example;Acme",
            "Li;Wei;li@acme.example, desk@acme.example;Acme",
        )
    )
    assert planned.counts == {Verdict.NEW: 2}
    office.crm.add(email="a.best@acme.example", firstname="Ann", lastname="Best")
    office.crm.add(email="desk@acme.example", firstname="Front", lastname="Desk")
    await office.imports(planned)
    rows = {row.email: row for row in await office.rows(planned)}
    assert rows["ann@acme.example"].reason is RowReason.EMAIL_TAKEN
    assert rows["li@acme.example"].state is RowState.DONE


async def test_further_addresses_are_looked_up_with_the_others_and_not_row_by_row(office, file):
    people = [f"P;N;p{place}@acme.example, q{place}@acme.example;Acme" for place in range(40)]
    planned = await office.prepares(file(*people))
    assert len(office.crm.asked(ending="/batch/read")) == 1
    assert planned.counts == {Verdict.NEW: 40}


async def test_an_address_of_one_contact_beside_that_of_another_is_told_with_its_owner(office, file):
    office.crm.add(email="ann@acme.example", firstname="Ann")
    office.crm.add(email="bob@acme.example", firstname="Bob", lastname="Roy")
    planned = await office.prepares(file("Ann;Best;ann@acme.example / bob@acme.example;Acme"))
    (row,) = await office.rows(planned)
    assert (row.verdict, row.email) == (Verdict.UPDATE, "ann@acme.example")
    assert [(one.value, one.suggestion) for one in row.left] == [("bob@acme.example", "Bob Roy")]


async def test_rows_of_one_file_that_share_a_further_address_are_one_person(office, file):
    planned = await office.prepares(
        file(
            "Ann;Best;ann@acme.example, a.best@acme.example;Acme",
            "Ann;Best;a.best@acme.example;Acme",
            "Bob;Roy;bob@acme.example;Acme",
            "Bob;Roy;roy@acme.example, bob@acme.example;Acme",
        )
    )
    rows = await office.rows(planned)
    assert [(row.verdict, row.same_as) for row in rows] == [
        (Verdict.NEW, None),
        (Verdict.DUPLICATE, 2),
        (Verdict.NEW, None),
        (Verdict.DUPLICATE, 4),
    ]


async def test_an_address_that_several_rows_share_or_another_name_has_makes_nobody_the_same(office, file):
    office.crm.add(email="hello@acme.example", hs_additional_emails="info@acme.example")
    office.crm.add(email="claire@acme.example", firstname="Claire", lastname="Fontaine")
    planned = await office.prepares(
        file(
            "Ann;Best;ann@acme.example, info@acme.example;Acme",
            "Bob;Roy;bob@acme.example, info@acme.example;Acme",
            "Eve;Lee;eve@acme.example, claire@acme.example;Acme",
            "Desk;;desk@acme.example;Acme",
            "Tom;Vrba;tom@acme.example, desk@acme.example;Acme",
        )
    )
    rows = await office.rows(planned)
    assert [row.verdict for row in rows] == [Verdict.NEW] * 5
    assert [one.suggestion for row in rows for one in row.left] == ["hello@acme.example"] * 2 + [
        "Claire Fontaine",
        "",
    ]
    await office.imports(planned)
    assert office.crm.by_email["claire@acme.example"].get("company") is None
    assert set(await office.states(planned)) == {RowState.DONE}


async def test_a_telephone_number_is_parsed_once_and_stored(office, file, monkeypatch):
    parsed = []
    real = typed_values.normalise_phone
    for module in (typed_values, phone_cells):
        monkeypatch.setattr(module, "normalise_phone", lambda *told: parsed.append(told) or real(*told))
    rows = [f"P;N;p{place}@acme.example;01 99 00 12 {place + 10}" for place in range(20)]
    planned = await office.prepares(file(*rows, headings="Prénom;Nom;E-mail;Téléphone"))
    assert len(parsed) == len(rows)
    await office.imports(planned)
    assert office.crm.by_email["p3@acme.example"]["phone"] == "+33199001213"


async def test_every_row_is_judged(office, file):
    office.crm.add(email="ann@acme.example", firstname="Ann", lastname="Best", company="Globex")
    office.crm.add(email="zoe@acme.example", firstname="Zoé")
    planned = await office.prepares(
        file(
            "Léa;Roche;lea@acme.example;Acme",
            "Ann;Best;ANN@acme.example;Acme",
            "Zoé;;zoe@acme.example;",
            "Léa;R.;Lea@Acme.example;Other",
            "Bad;Mail;not-an-address;",
            "No;Mail;;",
            'Eve;=HYPERLINK("http://x.example");eve@acme.example;',
            "Too;Many;cells@acme.example;Acme;more",
            "LefÃ¨vre;Zoe;zoe2@acme.example;",
        )
    )
    rows = await office.rows(planned)
    assert [(row.number, row.verdict, row.reason) for row in rows] == [
        (2, Verdict.NEW, None),
        (3, Verdict.UPDATE, None),
        (4, Verdict.SAME, None),
        (5, Verdict.DUPLICATE, RowReason.TWICE),
        (6, Verdict.INVALID, RowReason.NO_EMAIL),
        (7, Verdict.INVALID, RowReason.NO_EMAIL),
        (8, Verdict.NEW, None),
        (9, Verdict.INVALID, RowReason.RAGGED),
        (10, Verdict.NEW, None),
    ]
    assert [(left.row, left.place, left.reason) for row in rows for left in row.left] == [
        (6, 2, CellReason.NOT_AN_EMAIL),
        (8, 1, CellReason.FORMULA),
        (10, 0, CellReason.GARBLED),
    ]
    assert planned.left_cells == 3
    assert rows[1].before == {"company": "Globex"}
    assert rows[1].values == {"company": "Acme"}
    assert rows[3].same_as == 2


async def test_columns_without_a_property_of_their_own_are_said(office):
    planned = await office.prepares(
        "Courriel;Prenom;Notes internes;Mail;Record ID\nlea@acme.example;Léa;x;other@acme.example;12\n"
    )
    assert [(fate.heading, fate.property_name, fate.reason) for fate in planned.fates] == [
        ("Courriel", "email", None),
        ("Prenom", "firstname", None),
        ("Notes internes", "", ColumnReason.UNKNOWN),
        ("Mail", "email", None),
        ("Record ID", "hs_object_id", None),
    ]
    assert planned.fates[3].further


@pytest.mark.parametrize(
    ("heading", "cell", "first", "last"),
    [
        ("Full Name", "Marie de la Tour", "Marie", "de la Tour"),
        ("Nom complet", "DURAND, Marie", "Marie", "DURAND"),
        ("Nom et prénom", "DE LA TOUR Marie", "Marie", "DE LA TOUR"),
        ("Name", "Cher", "Cher", ""),
    ],
)
async def test_a_column_with_the_whole_name_is_parted(office, heading, cell, first, last):
    planned = await office.prepares(f'{heading};Email\n"{cell}";marie@acme.example\n')
    (row,) = await office.rows(planned)
    assert (row.values.get("firstname", ""), row.values.get("lastname", "")) == (first, last)


async def test_an_empty_cell_empties_nothing(office, file):
    office.crm.add(email="ann@acme.example", firstname="Ann", company="Globex")
    await office.imports(await office.prepares(file("Anne;;ann@acme.example;")))
    assert office.crm.by_email["ann@acme.example"]["company"] == "Globex"
    assert office.crm.by_email["ann@acme.example"]["firstname"] == "Anne"


async def test_a_lifecycle_stage_that_goes_back_is_left_as_it_is(office):
    office.crm.add(email="ann@acme.example", lifecyclestage="customer")
    planned = await office.prepares("email,lifecyclestage,city\nann@acme.example,lead,Lyon\n")
    (row,) = await office.rows(planned)
    assert row.values == {"city": "Lyon"}
    assert row.left_out == ("lifecyclestage",)


async def test_two_rows_about_one_contact_under_two_addresses_are_one_double(office):
    records = office.crm.crm.contacts
    ann, other = office.crm.add(email="ann@acme.example"), office.crm.add(email="ann@globex.example")
    records.merge(records.find(ann), records.find(other))
    planned = await office.prepares("email,city\nann@acme.example,Lyon\nann@globex.example,Paris\n")
    assert [row.verdict for row in await office.rows(planned)] == [Verdict.UPDATE, Verdict.DUPLICATE]


async def test_an_update_by_a_secondary_address_leaves_the_primary_one(office):
    records = office.crm.crm.contacts
    ann, other = office.crm.add(email="ann@acme.example"), office.crm.add(email="ann@globex.example")
    records.merge(records.find(ann), records.find(other))
    await office.imports(await office.prepares("email,city\nann@globex.example,Paris\n"))
    assert office.crm.by_email["ann@acme.example"]["city"] == "Paris"


async def test_a_thousand_people_take_a_handful_of_calls(offices, many):
    office = await offices.start(paced=True)
    office.crm.faults.rate_limits = True
    planned = await office.prepares(many(1000))
    assert (await office.imports(planned)).state is ImportState.DONE
    assert len(office.crm.by_email) == 1000
    assert len(office.crm.asked(ending="/batch/create")) == 10
    assert len(office.crm.requests) <= 45
    assert [one for one in office.crm.requests if one.status == 429] == []


async def test_an_import_is_patient_work_of_its_owner(offices, many):
    callers = []
    office = await offices.start(hearing=lambda _: callers.append(current_caller()))
    planned = await office.prepares(many(250))
    await office.imports(planned)
    assert set(callers) == {Caller("ada", patient=True)}


async def test_progress_is_told_after_every_batch(office, many):
    await office.imports(await office.prepares(many(250)))
    told = [progress.done for progress in office.seen]
    assert told == sorted(told)
    assert told[-1] == 250
    assert all(progress.total == 250 for progress in office.seen)


async def test_two_clicks_at_once_import_once(office, many):
    planned = await office.prepares(many(120))
    first, second = await asyncio.gather(
        *(office.importer.begin("ada", planned.id, planned.digest) for _ in range(2))
    )
    runs = [one for one in (first, second) if not isinstance(one, ContactImport)]
    assert len(runs) == 1
    await office.follows(runs[0])
    assert len(office.crm.by_email) == 120
    assert len(office.crm.asked(ending="/batch/create")) == 2


async def test_nobody_but_its_owner_can_start_an_import(office, many):
    planned = await office.prepares(many(2))
    assert await office.importer.begin("eve", planned.id, planned.digest) is None
    assert await office.importer.begin("ada", planned.id, "0" * 64) is None
    assert office.crm.by_email == {}
    assert [(one.event, one.reason) for one in await office.journal()] == [
        (JournalEvent.REJECTED, "foreign"),
        (JournalEvent.REJECTED, "edited"),
    ]


async def test_an_import_nobody_decides_on_expires(office, many):
    planned = await office.prepares(many(2))
    office.time.pass_by(minutes=11)
    expired = await office.importer.begin("ada", planned.id, planned.digest)
    assert expired.state is ImportState.EXPIRED
    assert await office.rows(planned) == []
    assert office.crm.by_email == {}


async def test_a_cancelled_import_forgets_what_the_file_said(office, many):
    planned = await office.prepares(many(2))
    assert (await office.importer.cancel("ada", planned.id, planned.digest)).state is ImportState.CANCELLED
    assert await office.rows(planned) == []
    assert (await office.importer.begin("ada", planned.id, planned.digest)).state is ImportState.CANCELLED


async def test_a_second_file_replaces_the_first_one(office, many):
    first = await office.prepares(many(2))
    _, replaced = await office.importer.prepare("ada", "b.csv", many(3).encode())
    assert [one.id for one in replaced] == [first.id]
    assert (await office.importer.begin("ada", first.id, first.digest)).state is ImportState.REPLACED


async def test_a_contact_changed_since_the_preview_is_left_alone(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    planned = await office.prepares(file(";;ann@acme.example;Acme", "Léa;;lea@acme.example;"))
    office.crm.edit("ann@acme.example", company="Initech")
    office.crm.add(email="lea@acme.example", firstname="Other")
    await office.imports(planned)
    rows = {row.email: row for row in await office.rows(planned)}
    assert rows["ann@acme.example"].reason is RowReason.CHANGED
    assert rows["lea@acme.example"].reason is RowReason.EMAIL_TAKEN
    assert office.crm.by_email["ann@acme.example"]["company"] == "Initech"
    assert office.crm.by_email["lea@acme.example"]["firstname"] == "Other"


async def test_what_hubspot_refuses_is_told_for_its_row_alone(office, many, monkeypatch):
    planned = await office.prepares(many(5))
    real = type(office.contacts.batches).create

    async def spoilt(self, rows):
        return await real(
            self, [{**row, **({"nope": "x"} if place == 3 else {})} for place, row in enumerate(rows)]
        )

    monkeypatch.setattr(type(office.contacts.batches), "create", spoilt)
    ended = await office.imports(planned)
    assert ended.state is ImportState.DONE
    states = await office.states(planned)
    assert states.count(RowState.DONE) == 4
    assert states[3] is RowState.FAILED


async def test_every_contact_is_journalled_before_and_after(office, file):
    ann = office.crm.add(email="ann@acme.example", company="Globex")
    planned = await office.prepares(file(";;ann@acme.example;Acme", "Léa;;lea@acme.example;"))
    await office.imports(planned)
    told = [(one.event, one.action, one.contact_id) for one in await office.journal()]
    lea = next(row.contact_id for row in await office.rows(planned) if row.is_new)
    assert told == [
        (JournalEvent.BEGUN, "create", None),
        (JournalEvent.DONE, "create", lea),
        (JournalEvent.BEGUN, "update", ann),
        (JournalEvent.DONE, "update", ann),
    ]
    update = (await office.journal())[-1]
    assert (update.before, update.after) == ({"company": "Globex"}, {"company": "Acme"})
    assert update.correlation_id
    assert update.proposal_id.startswith(planned.id)


async def test_an_import_is_taken_back(office, file):
    office.crm.add(email="ann@acme.example", company="Globex", lifecyclestage="lead")
    before = office.crm.by_email
    planned = await office.prepares(
        "email,company,lifecyclestage\nann@acme.example,Acme,customer\nlea@acme.example,Acme,lead\n"
    )
    ended = await office.imports(planned)
    assert office.crm.by_email["ann@acme.example"]["lifecyclestage"] == "customer"
    undone = await office.undoes(ended)
    assert undone.state is ImportState.UNDONE
    after = office.crm.by_email
    assert after.keys() == before.keys()
    for name in ("company", "lifecyclestage"):
        assert after["ann@acme.example"][name] == before["ann@acme.example"][name]
    assert (await office.importer.undo("ada", planned.id, planned.digest)).state is ImportState.UNDONE


async def test_what_somebody_touched_since_is_not_taken_back(office, file):
    office.crm.add(email="ann@acme.example", company="Globex")
    planned = await office.prepares(
        file(";;ann@acme.example;Acme", "Léa;;lea@acme.example;", "Li;;li@acme.example;")
    )
    ended = await office.imports(planned)
    office.crm.edit("ann@acme.example", company="Initech")
    office.crm.edit("lea@acme.example", city="Lyon")
    await office.undoes(ended)
    assert [(row.email, row.state) for row in await office.rows(planned)] == [
        ("ann@acme.example", RowState.KEPT),
        ("lea@acme.example", RowState.KEPT),
        ("li@acme.example", RowState.UNDONE),
    ]
    assert office.crm.by_email.keys() == {"ann@acme.example", "lea@acme.example"}
    assert office.crm.by_email["ann@acme.example"]["company"] == "Initech"


async def test_a_read_only_token_imports_nothing(office, many):
    office.crm.faults.next("missing_scopes_403", path_contains="/never", times=None)
    with pytest.raises(Exception, match="only read"):
        await office.prepares(many(2))


async def test_a_stopped_import_goes_on_where_it_was(office, many):
    planned = await office.prepares(many(350))

    def stop_early(run, progress):
        if progress.done:
            run.stop(Stop.PERSON)

    stopped = await office.imports(planned, watching=stop_early)
    assert (stopped.state, stopped.stop) == (ImportState.STOPPED, Stop.PERSON)
    assert 0 < len(office.crm.by_email) < 350
    ended = await office.resumes(stopped)
    assert ended.state is ImportState.DONE
    assert len(office.crm.by_email) == 350
    assert len(office.crm.asked(ending="/batch/create")) == 4


async def test_a_stopped_import_can_be_taken_back_as_far_as_it_came(office, many):
    planned = await office.prepares(many(250))
    stopped = await office.imports(planned, watching=lambda run, _: run.stop(Stop.PERSON))
    undone = await office.undoes(stopped)
    assert undone.state is ImportState.UNDONE
    assert office.crm.by_email == {}


async def test_a_new_row_without_what_the_account_requires_is_told_before_anything_is_written(office, file):
    """A row about somebody who is there needs nothing more."""
    office.crm.add(email="ann@acme.example", firstname="Ann")
    office.crm.crm.write_rules = WriteRules.of([{"kind": "required", "propertyName": "company"}])
    try:
        planned = await office.prepares(
            file("Léa;Roche;lea@acme.example;", "Ann;Best;ann@acme.example;", "Zoé;Lee;zoe@acme.example;Acme")
        )
        lea, ann, zoe = await office.rows(planned)
        assert [one.verdict for one in (lea, ann, zoe)] == [Verdict.INVALID, Verdict.UPDATE, Verdict.NEW]
        assert [(one.property, one.problem) for one in lea.problems] == [("company", Problem.MISSING)]
        await office.imports(planned)
    finally:
        office.crm.crm.write_rules = WriteRules()
    assert "lea@acme.example" not in office.crm.by_email
    assert office.crm.by_email["zoe@acme.example"]["company"] == "Acme"


async def test_stop_ends_the_run_of_its_owner_alone_and_says_so_to_whoever_follows(office, file):
    planned = await office.prepares(file(*(f"P;N;p{place}@acme.example;Acme" for place in range(250))))
    run = await office.importer.begin(planned.owner, planned.id, planned.digest)
    assert not office.importer.stop("somebody-else", planned.id, planned.digest)
    assert not office.importer.stop(planned.owner, planned.id, "another-digest")
    assert run.stopped is None
    assert office.importer.stop(planned.owner, planned.id, planned.digest)
    told = [progress async for progress in run.follow()]
    assert told[0].stopping
    assert told[-1].ended.stop is Stop.PERSON


async def test_every_page_of_its_owner_s_hears_what_is_decided_of_an_import(office, file):
    heard = []
    office.importer.notices.follow("ada", lambda planned: heard.append((planned.id, planned.state)))
    planned = await office.prepares(file("Léa;Roche;lea@acme.example;Acme"))
    again, _ = await office.importer.choose(
        planned.owner, planned.id, planned.digest, FileDecision(column=3, property_name="jobtitle")
    )
    assert again.shown_as == planned.id
    await office.importer.begin(again.owner, again.id, again.digest)
    assert heard == [(again.id, ImportState.PENDING), (again.id, ImportState.RUNNING)]


async def test_what_became_of_an_import_is_told_without_reading_all_of_its_rows(office, file):
    office.crm.add(email="ann@acme.example", company="Acme")
    planned = await office.prepares(
        file("Léa;Roche;lea@acme.example;Acme", ";;ann@acme.example;Globex", "Bad;Row;;Acme")
    )
    ended = await office.imports(planned)
    outcome = await office.importer.seen.outcome(ended, failed=3)
    assert (outcome.done(Verdict.NEW), outcome.done(Verdict.UPDATE)) == (1, 1)
    assert outcome.judged(Verdict.INVALID) == 1
    assert (outcome.failed, outcome.kept) == ((), ())
    assert len(await office.importer.seen.written(ended, most=10)) == 2
