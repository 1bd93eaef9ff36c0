"""What kept something from being stored, in a word, however the error is wrapped."""

import errno
import sqlite3

import pytest

from hubspot_tools.calls.refusals import refusal
from hubspot_tools.errors import CrmUnavailable, LocalFileUnusable, OutcomeUnknown
from hubspot_tools.storage import StorageTrouble, trouble_behind

FULL, READ_ONLY, LOCKED = StorageTrouble.FULL, StorageTrouble.READ_ONLY, StorageTrouble.LOCKED
UNREACHABLE, UNUSABLE = StorageTrouble.UNREACHABLE, StorageTrouble.UNUSABLE


class DriverError(Exception):
    """As a PostgreSQL driver raises."""

    def __init__(self, sqlstate):
        super().__init__("whatever it says")
        self.sqlstate = sqlstate


class Wrapped(Exception):
    """As SQLAlchemy wraps it."""

    def __init__(self, orig):
        super().__init__("whatever it says")
        self.orig = orig


def of_sqlite(code):
    error = sqlite3.OperationalError("whatever it says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), FULL),
        (of_sqlite(sqlite3.SQLITE_READONLY_DIRECTORY), READ_ONLY),
        (of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), UNREACHABLE),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), LOCKED),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN_ISDIR), UNREACHABLE),
        (of_sqlite(sqlite3.SQLITE_NOTADB), UNUSABLE),
        (DriverError("53100"), FULL),
        (DriverError("25006"), READ_ONLY),
        (DriverError("55P03"), LOCKED),
        (DriverError("08006"), UNREACHABLE),
        (DriverError("57P03"), UNREACHABLE),
        (DriverError("42P01"), UNUSABLE),
        (OSError(errno.ENOSPC, "full"), FULL),
        (OSError(errno.EDQUOT, "quota"), FULL),
        (OSError(errno.EROFS, "read-only"), READ_ONLY),
        (PermissionError(errno.EACCES, "denied"), READ_ONLY),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), UNREACHABLE),
        (TimeoutError(), UNREACHABLE),
        (ValueError("x"), UNUSABLE),
    ],
)
def test_each_trouble_has_its_word_however_it_is_wrapped(error, trouble):
    assert trouble_behind(error) is trouble
    assert trouble_behind(Wrapped(error)) is trouble
    caused = RuntimeError("x")
    caused.__cause__ = Wrapped(error)
    assert trouble_behind(caused) is trouble


def test_errors_that_stand_for_each_other_without_end_have_a_word_too():
    one, other = RuntimeError("x"), RuntimeError("y")
    one.__cause__, other.__cause__ = other, one
    assert trouble_behind(one) is UNUSABLE


@pytest.mark.parametrize("writing", [True, False])
@pytest.mark.parametrize("trouble", StorageTrouble)
def test_the_local_crm_s_word_for_its_file_is_understood(trouble, writing):
    body = f'{{"category": "LOCAL_FILE", "subCategory": "{trouble}"}}'
    told = refusal(507, {}, body, writing=writing)
    assert isinstance(told, LocalFileUnusable)
    assert told.trouble is trouble


@pytest.mark.parametrize("body", [None, "<html>", "{}", '{"category": "LOCAL_FILE", "subCategory": "x"}'])
def test_a_507_of_anybody_else_leaves_open_what_was_stored(body):
    assert type(refusal(507, {}, body, writing=True)) is OutcomeUnknown
    assert type(refusal(507, {}, body, writing=False)) is CrmUnavailable
