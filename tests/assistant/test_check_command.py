"""`python -m assistant check`: of each part, in words, whether it would work, before anybody serves a chat."""

import io

import pytest

from assistant.__main__ import main

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Runs the command with these settings; returns its exit status and its lines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def run(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        out = io.StringIO()
        return main(["check"], out), out.getvalue().splitlines()

    return run


def test_on_a_new_machine_it_makes_nothing_and_finds_nothing_wrong(check, tmp_path):
    assert check() == (
        0,
        [
            "Sample contacts on this machine, without a HubSpot account.",
            "The state store is not there yet; the first start makes it.",
            "The model's server answers (offline).",
        ],
    )
    assert not list(tmp_path.iterdir())


def test_a_shared_store_is_told_with_who_shares_the_limits(check, crm, shared_store):
    hubspot = {"HUBSPOT_ACCESS_TOKEN": "pat-invented", "HUBSPOT_BASE_URL": crm.url}
    status, lines = check(STATE_URL=shared_store, **hubspot)
    assert status == 0, lines
    assert lines[-3:] == [
        "The state store can be written.",
        "HubSpot's limits are kept in the budget store; no other server was seen lately.",
        "The model's server answers (offline).",
    ]


def test_a_database_that_no_server_has_used_waits_for_the_first_start(check, postgres):
    status, lines = check(STATE_URL=postgres.new_database())
    assert status == 0
    assert "The state store is not there yet; the first start makes it." in lines


def test_whatever_does_not_answer_is_named_with_its_reason_and_no_secret(check):
    status, lines = check(
        STATE_URL="postgresql+asyncpg://app:hidden@127.0.0.1:9/x",
        HUBSPOT_ACCESS_TOKEN="pat-hidden",
        HUBSPOT_BASE_URL=NOBODY,
        OPENAI_API_KEY="sk-hidden",
        OPENAI_BASE_URL=f"{NOBODY}/v1",
    )
    assert status == 1
    assert [line.partition(" (")[0].partition(":")[0] for line in lines] == [
        "HubSpot cannot be reached right now. Please try again in a moment.",
        "The state store cannot be reached",
        "The budget store cannot be reached",
        "The model did not answer when it was last asked.",
    ]
    assert "hidden" not in " ".join(lines)


def test_a_setting_that_does_not_fit_is_named(check):
    status, (line,) = check(STATE_URL="nonsense://app:hidden@db.example/x")
    assert status == 1
    assert "STATE_URL" in line
    assert "hidden" not in line
