"""S19 and S37 for imports: a file brings no more into the contacts, and no more out, than the role of its owner allows."""

from dataclasses import dataclass, replace

import pytest

from assistant.access.daily_use import DailyUse
from assistant.access.member import Identity, Member, Role
from assistant.access.rights import DailyLimits, Rights
from assistant.files.import_progress import ImportRun
from assistant.files.import_rows import ImportState, Stop, Verdict
from assistant.files.importer import Importer
from assistant.proposals.running_writes import RunningWrites
from hubspot_tools.errors import InvalidValues, NotPermitted

OWNER = "ada"
PEOPLE = "email,city,phone\n" + "".join(
    f"p{number}@x.example,Lyon,+3361234567{number}\n" for number in range(3)
)


def rights(role: Role | None, **what) -> Rights:
    member = None if role is None else Member(identity=Identity(method="oidc", id=OWNER), role=role)
    return Rights(member=member, **what)


VIEWER, EDITOR, GONE = rights(Role.VIEWER), rights(Role.EDITOR), rights(None)
NO_PHONE = replace(EDITOR, hidden=frozenset({"phone"}))


@dataclass
class Badge:
    now: Rights

    def __call__(self) -> Rights:
        return self.now


@pytest.fixture
def badge():
    return Badge(EDITOR)


@pytest.fixture
async def desk(office, badge):
    """The office where Ada imports with the rights of her badge."""
    return replace(office, importer=office.importer.acting_with(badge))


@pytest.mark.parametrize("now", [VIEWER, GONE])
async def test_s19_who_may_not_write_gets_no_preview(desk, crm, badge, now):
    badge.now = now
    with pytest.raises(NotPermitted):
        await desk.prepares(PEOPLE)
    assert not crm.writes


@pytest.mark.parametrize("now", [VIEWER, GONE])
@pytest.mark.parametrize("deed", ["begin", "undo", "resume"])
async def test_s19_a_role_taken_away_after_the_preview_begins_nothing(desk, crm, badge, now, deed):
    planned = await desk.prepares(PEOPLE)
    if deed != "begin":
        planned = await desk.imports(planned, watching=_stop_at_once if deed == "resume" else None)
    crm.forget_requests()
    badge.now = now
    try:
        clicked = await getattr(desk.importer, deed)(OWNER, planned.id, planned.digest)
    except NotPermitted:
        clicked = None
    assert not isinstance(clicked, ImportRun)
    assert not crm.writes


def _stop_at_once(run, _progress):
    run.stop(Stop.PERSON)


async def test_s37_a_role_taken_away_while_an_import_runs_stops_it_before_the_next_row(
    desk, crm, badge, monkeypatch
):
    planned = await desk.prepares(PEOPLE)
    apply = desk.importer._runner._applier.apply

    async def after_the_role_is_gone(planned, rows):
        badge.now = VIEWER
        return await apply(planned, rows)

    monkeypatch.setattr(desk.importer._runner._applier, "apply", after_the_role_is_gone)
    ended = await desk.imports(planned)
    assert (ended.state, ended.stop) == (ImportState.STOPPED, Stop.ROLE)
    assert not crm.people


async def test_s37_an_undo_stops_likewise(desk, crm, badge, monkeypatch):
    planned = await desk.imports(await desk.prepares(PEOPLE))
    undo = desk.importer._runner._undoer.undo

    async def after_the_role_is_gone(planned, rows):
        badge.now = VIEWER
        return await undo(planned, rows)

    monkeypatch.setattr(desk.importer._runner._undoer, "undo", after_the_role_is_gone)
    ended = await desk.undoes(planned)
    assert ended.stop is Stop.ROLE
    assert len(crm.people) == 3


async def test_s37_a_column_of_a_hidden_property_is_not_read_and_not_shown(desk, crm, badge):
    crm.add(email="p0@x.example", phone="+33699999999", city="Paris")
    badge.now = NO_PHONE
    planned = await desk.prepares(PEOPLE)
    rows = await desk.rows(planned)
    assert all("phone" not in row.values for row in rows)
    assert "+33699999999" not in str(rows)
    await desk.imports(planned)
    assert crm.by_email["p0@x.example"]["phone"] == "+33699999999"
    assert "phone" not in crm.by_email["p1@x.example"]
    assert "+33699999999" not in str(await desk.rows(planned))


async def test_s37_a_fixed_property_is_left_as_it_is(desk, crm, badge):
    crm.add(email="p0@x.example", city="Paris")
    badge.now = replace(EDITOR, fixed=frozenset({"city"}))
    await desk.imports(await desk.prepares(PEOPLE))
    assert crm.by_email["p0@x.example"]["city"] == "Paris"
    assert "city" not in crm.by_email["p1@x.example"]


async def test_s37_what_becomes_hidden_after_the_preview_is_written_by_nobody_and_shown_to_nobody(
    desk, crm, badge
):
    planned = await desk.prepares(PEOPLE)
    badge.now = NO_PHONE
    assert await desk.importer.begin(OWNER, planned.id, planned.digest) is None
    assert await desk.importer.waiting(OWNER) is None
    assert await desk.importer.opened(OWNER) == []
    assert not crm.writes


async def test_s37_who_may_not_see_addresses_imports_nobody(desk, crm, badge):
    badge.now = replace(EDITOR, hidden=frozenset({"email"}))
    with pytest.raises(InvalidValues):
        await desk.prepares(PEOPLE)
    assert not crm.writes


async def test_s37_no_more_rows_than_the_role_may_and_stewards_as_many_as_there_are(desk, crm, badge):
    badge.now = replace(EDITOR, most_import_rows=2)
    with pytest.raises(NotPermitted) as caught:
        await desk.prepares(PEOPLE)
    assert caught.value.most == 2
    badge.now = EDITOR
    planned = await desk.prepares(PEOPLE)
    badge.now = replace(EDITOR, most_import_rows=2)
    with pytest.raises(NotPermitted):
        await desk.importer.begin(OWNER, planned.id, planned.digest)
    assert not crm.writes
    badge.now = EDITOR
    assert (await desk.imports(planned)).state is ImportState.DONE


async def test_s37_what_a_restart_left_is_read_back_whole_and_written_no_further(desk, office, crm, badge):
    planned = await desk.imports(await desk.prepares(PEOPLE), watching=_stop_at_once)
    written = len(crm.people)
    badge.now = GONE
    await office.importer.sweep()
    assert len(crm.people) == written
    assert len(await office.rows(planned)) == len(await office.importer.rows(planned, *Verdict))


async def test_imports_of_a_day_are_counted_when_they_begin_and_told_before_they_are_over(office, crm, badge):
    badge.now = replace(EDITOR, daily=DailyLimits(imports=1))
    counting = Importer(
        office.contacts,
        office.state,
        RunningWrites(),
        office.time,
        alone=True,
        daily_use=DailyUse(office.state),
    ).acting_with(badge)
    desk = replace(office, importer=counting)
    planned = await desk.prepares(PEOPLE)
    assert (await counting.seen.left_today(OWNER)).amount == 0
    assert (await desk.imports(planned)).state is ImportState.DONE
    again = await desk.prepares(PEOPLE.replace("Lyon", "Nice"))
    with pytest.raises(NotPermitted) as caught:
        await counting.begin(OWNER, again.id, again.digest)
    assert caught.value.spent == "imports"
