"""What is kept between starts, and how to start again."""

import sqlite3

import pytest

from hubspot_tools.sandbox import reset
from hubspot_tools.sandbox.crm import Crm, Options
from hubspot_tools.sandbox.records import instants, samples
from hubspot_tools.sandbox.records.sqlite_file import Database, UnknownLayoutError
from hubspot_tools.sandbox.search.searcher import AskedSearch

EMPTY = Options(samples=False)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "crm.sqlite3"


def opened(file, options=None):
    crm = Crm(file, options)
    crm.open()
    return crm


def test_contacts_are_kept_between_starts(file):
    crm = opened(file, EMPTY)
    record = crm.contacts.create({"email": "ada@acme.example"})
    crm.close()
    again = opened(file, EMPTY)
    assert again.contacts.find(str(record.id)).properties["email"] == "ada@acme.example"
    assert again.search(AskedSearch()) == (1, [record])
    again.close()


def test_samples_are_loaded_once_into_an_empty_database(file):
    crm = opened(file)
    number = crm.records.count()
    assert number == len(samples.people())
    crm.contacts.create({"email": "ada@acme.example"})
    crm.close()
    again = opened(file)
    assert again.records.count() == number + 1
    again.close()


def test_samples_do_not_join_contacts_that_are_there(file):
    crm = opened(file, EMPTY)
    crm.contacts.create({"email": "ada@acme.example"})
    crm.close()
    again = opened(file)
    assert again.records.count() == 1
    again.close()


def test_two_fresh_databases_hold_the_same_samples(tmp_path):
    one, other = opened(tmp_path / "one"), opened(tmp_path / "other")
    assert one.snapshot() == other.snapshot()
    one.close()
    other.close()


def test_a_reset_leaves_the_samples_and_nothing_else(file):
    crm = opened(file)
    before = crm.snapshot()
    crm.contacts.create({"email": "ada@acme.example"})
    crm.contacts.erase(crm.contacts.find(next(iter(before))))
    crm.close()
    reset(file)
    again = opened(file)
    assert again.snapshot() == before
    again.close()


def test_a_reset_is_seen_by_a_local_crm_that_runs(file):
    crm = opened(file, EMPTY)
    crm.contacts.create({"email": "ada@acme.example"})
    reset(file)
    total, _ = crm.search(AskedSearch(limit=1))
    assert total == len(samples.people())
    crm.close()


def test_a_reset_makes_a_database_where_there_was_none(file):
    reset(file)
    crm = opened(file)
    assert crm.records.count() == len(samples.people())
    crm.close()


def test_a_file_of_another_version_is_refused_until_it_is_reset(file):
    opened(file, EMPTY).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UnknownLayoutError, match="layout 99"):
        opened(file)
    reset(file)
    crm = opened(file)
    assert crm.records.count() == len(samples.people())
    crm.close()


def test_a_file_that_is_no_database_is_replaced_by_a_reset_only(file):
    file.parent.mkdir()
    file.write_text("shopping list" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        opened(file)
    assert file.read_text().startswith("shopping list")
    reset(file)
    crm = opened(file)
    assert crm.records.count() == len(samples.people())
    crm.close()


def test_somebody_elses_database_is_not_touched(file):
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(UnknownLayoutError):
        opened(file)


def test_two_local_crms_on_one_file_see_each_others_writes(file):
    one, other = opened(file, EMPTY), opened(file, EMPTY)
    record = one.contacts.create({"email": "ada@acme.example"})
    assert other.search(AskedSearch())[0] == 1
    other.contacts.update(other.contacts.find(str(record.id)), {"city": "Lyon"})
    assert one.contacts.find(str(record.id)).properties["city"] == "Lyon"
    assert other.contacts.create({"firstname": "Bob"}).id != record.id
    one.close()
    other.close()


class BreakError(Exception):
    """Raised on purpose."""


def create_and_fail(crm, email):
    with crm.transaction():
        crm.contacts.create({"email": email})
        raise BreakError


def test_a_transaction_that_fails_takes_everything_back():
    crm = opened(":memory:", EMPTY)
    with pytest.raises(BreakError):
        create_and_fail(crm, "ada@acme.example")
    assert crm.snapshot() == {}
    assert crm.search(AskedSearch())[0] == 0
    crm.contacts.create({"email": "ada@acme.example"})
    crm.close()


def test_an_inner_transaction_can_fail_alone():
    crm = opened(":memory:", EMPTY)
    with crm.transaction():
        crm.contacts.create({"email": "ada@acme.example"})
        with pytest.raises(BreakError):
            create_and_fail(crm, "bob@acme.example")
    assert [one["email"] for one in crm.snapshot().values()] == ["ada@acme.example"]
    assert crm.search(AskedSearch())[0] == 1
    crm.close()


def test_a_commit_reports_the_contacts_it_touched_and_no_others():
    database = Database(":memory:")
    reported = []
    database.after_commit = reported.append
    with database.transaction():
        database.touched(1)
        with database.transaction():
            database.touched(2)
    with database.transaction():
        database.touched(3)
    assert reported == [{1, 2}, {3}]
    database.close()


def test_a_change_does_not_undo_what_another_wrote_since_the_contact_was_read():
    crm = opened(":memory:", EMPTY)
    read = crm.contacts.create({"firstname": "Ada"})
    crm.contacts.update(read, {"city": "Lyon"})
    updated = crm.contacts.update(read, {"phone": "1"})
    assert (updated.properties["city"], updated.properties["phone"]) == ("Lyon", "1")
    crm.close()


def test_two_changes_within_a_millisecond_still_differ_in_time():
    crm = opened(":memory:", Options(samples=False, clock=lambda: 1_800_000_000_000))
    created = crm.contacts.create({"firstname": "Ada"})
    first = crm.contacts.update(created, {"city": "Lyon"})
    second = crm.contacts.update(first, {"city": "Paris"})
    assert created.updated_at < first.updated_at < second.updated_at
    assert second.properties["lastmodifieddate"] == instants.iso(second.updated_at)
    crm.close()


def test_ids_are_never_used_again():
    crm = opened(":memory:", EMPTY)
    first = crm.contacts.create({"firstname": "Ada"})
    crm.contacts.erase(first)
    assert crm.contacts.create({"firstname": "Bob"}).id > first.id
    crm.close()
