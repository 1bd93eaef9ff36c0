"""`python -m assistant reset`: the sample contacts as they were, and nothing left of what was done with them."""

import io
import sqlite3

import pytest

from assistant.__main__ import main
from assistant.state.data_folder import claimed


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with a state store in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    for name in ("STATE_URL", "HUBSPOT_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "state.sqlite3").write_bytes(b"proposals")
    (tmp_path / "data" / "state.sqlite3-wal").write_bytes(b"more of them")
    return tmp_path / "data"


def sample_people(data) -> int:
    with sqlite3.connect(data / "contacts.sqlite3") as contacts:
        return contacts.execute("select count(*) from contacts").fetchone()[0]


def test_it_brings_the_sample_contacts_back_and_forgets_the_rest(data):
    said = io.StringIO()
    assert main(["reset"], said) == 0
    assert "sample contacts again, and no proposals" in said.getvalue()
    assert sample_people(data) > 200
    assert not list(data.glob("state.sqlite3")) + list(data.glob("state.sqlite3-*"))


def test_a_state_store_elsewhere_is_left_alone_and_not_promised(data, monkeypatch):
    monkeypatch.setenv("STATE_URL", "postgresql+asyncpg://db.example/x")
    said = io.StringIO()
    assert main(["reset"], said) == 0
    assert "no proposals" not in said.getvalue()
    assert (data / "state.sqlite3").exists()


@pytest.mark.parametrize("name", ["contacts.sqlite3", "state.sqlite3"])
def test_nothing_is_reset_while_a_server_uses_any_of_it(data, capsys, name):
    with claimed([data / name]):
        assert main(["reset"], io.StringIO()) == 1
    assert "in use by another server" in capsys.readouterr().err
    assert (data / "state.sqlite3").read_bytes() == b"proposals"
    assert not (data / "contacts.sqlite3").exists()


def test_a_setting_that_does_not_fit_is_named(data, capsys, monkeypatch):
    monkeypatch.setenv("PHONE_REGION", "France")
    assert main(["reset"], io.StringIO()) == 1
    assert "PHONE_REGION" in capsys.readouterr().err
