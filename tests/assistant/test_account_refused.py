"""`python -m assistant check`: what is wrong with the account is told to the operator who can mend it."""

import io

import pytest

from assistant.__main__ import main


@pytest.fixture
def told(crm, monkeypatch, tmp_path):
    """Runs the command on the local CRM as if that were HubSpot: how it ends, and what it tells."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", "invented-token")
    monkeypatch.setenv("HUBSPOT_BASE_URL", crm.url)

    def run():
        said = io.StringIO()
        return main(["check"], said), said.getvalue()

    return run


def test_an_account_that_lacks_nothing_ends_with_zero(told):
    ends, said = told()
    assert ends == 0
    assert "Writing contacts: yes." in said


def test_a_refused_token_names_the_setting(crm, told):
    crm.faults.next("bad_token_401", times=None)
    ends, said = told()
    assert ends == 1
    assert "HubSpot account: the access token was refused; see HUBSPOT_ACCESS_TOKEN" in said.splitlines()


def test_a_missing_scope_is_named_with_the_setting(crm, told):
    crm.faults.next("missing_scopes_403", scopes=["crm.objects.contacts.read"], times=None)
    ends, said = told()
    assert ends == 1
    assert "(crm.objects.contacts.read); see HUBSPOT_ACCESS_TOKEN" in said


@pytest.mark.parametrize("part", ["/properties/", "/owners"])
def test_what_is_needed_and_cannot_be_read_ends_with_one(crm, told, part):
    crm.faults.next("missing_scopes_403", scopes=[], path_contains=part, times=None)
    ends, said = told()
    assert ends == 1
    assert "cannot be read" in said
