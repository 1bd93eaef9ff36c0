"""The local CRM's file cannot be written: real errors of SQLite, told apart, and nothing half written."""

import sqlite3
from contextlib import closing

import plain_http
import pytest

from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving
from hubspot_tools.storage import LOCAL_FILE, StorageTrouble

CONTACTS = "/crm/v3/objects/contacts"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "contacts.sqlite3"


@pytest.fixture
def crm(file):
    return build_app(file, samples=False).state.crm


@pytest.fixture
def served(file):
    """A local CRM on a file, the connection to its database, and a client."""
    app = build_app(file, samples=False)
    with (
        serving(app) as url,
        plain_http.Client(base_url=url, headers={"Authorization": "Bearer local"}) as http,
    ):
        yield app.state.crm._database, http


def create(http, number=0):
    values = {"email": f"p{number}@example.com", "jobtitle": "x" * 2000}
    return http.post(CONTACTS, json={"properties": values})


def told(answer):
    return answer.status_code, answer.json()["category"], answer.json()["subCategory"]


def test_a_full_disk_is_told_and_nothing_is_half_written(served):
    database, http = served
    pages = database.row("PRAGMA page_count")[0]
    database.row(f"PRAGMA max_page_count = {pages + 2}")
    answers = [create(http, number) for number in range(10)]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert {told(answer) for answer in refused} == {(507, LOCAL_FILE, "full")}
    assert database.row("SELECT count(*) FROM contacts")[0] == len(answers) - len(refused)


def test_a_file_that_may_only_be_read_is_told_and_can_be_read(served):
    database, http = served
    assert create(http).status_code == 201
    database.row("PRAGMA query_only = ON")
    assert told(create(http, 1)) == (507, LOCAL_FILE, "read_only")
    assert len(http.get(CONTACTS).json()["results"]) == 1


def test_it_finds_out_by_writing_whether_its_file_can_be_written(crm):
    assert crm.trouble() is None
    crm._database.row("PRAGMA query_only = ON")
    assert crm.trouble() is StorageTrouble.READ_ONLY
    crm._database.row("PRAGMA query_only = OFF")
    assert crm.trouble() is None
    crm.close()


def test_it_finds_out_when_another_program_holds_its_file(crm, file):
    crm.open()
    crm._database.row("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert crm.trouble() is StorageTrouble.LOCKED
    crm.close()


def test_it_finds_out_when_its_file_is_none_of_its_own(crm, file):
    file.write_bytes(b"no database at all" * 100)
    assert crm.trouble() is StorageTrouble.UNUSABLE
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE somebody_elses (a)")
    assert crm.trouble() is StorageTrouble.UNUSABLE


def test_a_folder_that_is_none_cannot_be_reached(tmp_path):
    (tmp_path / "file").touch()
    crm = build_app(tmp_path / "file" / "contacts.sqlite3", samples=False).state.crm
    assert crm.trouble() is StorageTrouble.UNUSABLE
