"""Settings: typed, secret, and every one of them documented where people look."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.settings import Settings
from hubspot_tools.calls.api_version import ApiVersion

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """Settings read in an empty folder, from these variables and no others."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def read(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Settings()

    return read


def test_with_nothing_set_all_is_local(settings):
    chosen = settings()
    assert chosen.uses_local_crm
    assert chosen.uses_offline_model


def test_hubspots_version_is_the_current_one_unless_an_older_one_is_chosen(settings):
    assert settings().hubspot_api_version is ApiVersion.SEPTEMBER_2026
    assert settings(HUBSPOT_API_VERSION="v3").hubspot_api_version is ApiVersion.V3
    with pytest.raises(ValidationError):
        settings(HUBSPOT_API_VERSION="v9")


def test_an_empty_variable_counts_as_not_set(settings):
    assert settings(HUBSPOT_ACCESS_TOKEN="", OPENAI_API_KEY="", OPENAI_MODEL="").openai_model == "gpt-6-luna"


def test_either_key_may_be_set_alone(settings):
    assert not settings(HUBSPOT_ACCESS_TOKEN="pat-x").uses_local_crm
    assert settings().uses_offline_model


def test_a_compatible_server_needs_no_key(settings):
    assert not settings(OPENAI_BASE_URL="http://localhost:11434/v1").uses_offline_model


AZURE = "https://r.openai.azure.com/openai/v1/"


@pytest.mark.parametrize(
    ("variables", "api"),
    [
        ({}, "chat"),
        ({"OPENAI_API_KEY": "k"}, "chat"),
        ({"OPENAI_API_KEY": "k", "OPENAI_EFFORT": "low"}, "responses"),
        ({"OPENAI_API_KEY": "k", "OPENAI_EFFORT": "omit"}, "responses"),
        ({"OPENAI_API_KEY": "k", "OPENAI_EFFORT": "high", "OPENAI_BASE_URL": AZURE}, "responses"),
        ({"OPENAI_EFFORT": "high", "OPENAI_BASE_URL": "https://eu.api.openai.com/v1"}, "responses"),
        ({"OPENAI_EFFORT": "high", "OPENAI_BASE_URL": "https://api.openai.com.example/v1"}, "chat"),
        ({"OPENAI_EFFORT": "high", "OPENAI_BASE_URL": "http://localhost:11434/v1"}, "chat"),
        ({"OPENAI_EFFORT": "high", "OPENAI_API": "chat", "OPENAI_API_KEY": "k"}, "chat"),
        ({"OPENAI_API": "responses", "OPENAI_BASE_URL": "http://localhost:11434/v1"}, "responses"),
        ({"OPENAI_API": "responses"}, "responses"),
    ],
)
def test_responses_is_spoken_where_openai_or_azure_is_to_reason_or_where_it_is_asked_for(
    settings, variables, api
):
    assert settings(**variables).model_api == api


def test_proxies_are_addresses_or_networks(settings):
    chosen = settings(TRUSTED_PROXIES="10.0.0.5, 10.1.0.0/24,2001:db8::/32")
    assert [str(network) for network in chosen.trusted_proxies] == [
        "10.0.0.5/32",
        "10.1.0.0/24",
        "2001:db8::/32",
    ]


@pytest.mark.parametrize(
    ("variables", "files"),
    [
        ({}, ["data/contacts.sqlite3", "data/state.sqlite3"]),
        ({"DATA_DIR": "/srv/x"}, ["/srv/x/contacts.sqlite3", "/srv/x/state.sqlite3"]),
        ({"HUBSPOT_ACCESS_TOKEN": "pat"}, ["data/state.sqlite3"]),
        ({"STATE_URL": "postgresql+asyncpg://db.example/x"}, ["data/contacts.sqlite3"]),
        ({"STATE_URL": "postgresql+asyncpg://db.example/x", "HUBSPOT_ACCESS_TOKEN": "pat"}, []),
        ({"STATE_URL": "postgresql://db.example/x"}, ["data/contacts.sqlite3"]),
        ({"STATE_URL": "sqlite:////srv/a.db", "HUBSPOT_ACCESS_TOKEN": "pat"}, ["/srv/a.db"]),
        ({"STATE_URL": "sqlite+aiosqlite:////srv/a.db?x=1", "HUBSPOT_ACCESS_TOKEN": "pat"}, ["/srv/a.db"]),
        ({"STATE_URL": "sqlite+aiosqlite://", "HUBSPOT_ACCESS_TOKEN": "pat"}, []),
        ({"STATE_URL": "sqlite+aiosqlite:///:memory:", "HUBSPOT_ACCESS_TOKEN": "pat"}, []),
    ],
)
def test_what_is_this_server_s_alone_are_the_files_it_writes(settings, variables, files):
    assert [str(file) for file in settings(**variables).own_databases] == files


MAY_HOLD_A_SECRET = re.compile(r".*_(token|key|secret|password|url|endpoint|header)s?")
TOLD_TO_EVERYBODY = {"public_url"}
"""What browsers are sent to."""
HIDING = {name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}


@pytest.mark.parametrize(
    ("variables", "shares"),
    [
        ({}, False),
        ({"HUBSPOT_ACCESS_TOKEN": "pat-1"}, False),
        ({"STATE_URL": "postgresql://db.example/state"}, False),
        ({"STATE_URL": "postgresql://db.example/state", "HUBSPOT_ACCESS_TOKEN": "pat-1"}, True),
        ({"STATE_URL": "sqlite+aiosqlite:///state.sqlite3", "HUBSPOT_ACCESS_TOKEN": "pat-1"}, False),
    ],
)
def test_hubspot_s_limits_are_shared_where_there_may_be_other_servers_and_never_else(
    settings, variables, shares
):
    assert settings(**variables).shares_limits is shares


def test_every_setting_that_may_hold_a_secret_hides_it():
    named_so = {name for name in Settings.model_fields if MAY_HOLD_A_SECRET.fullmatch(name)}
    assert named_so - TOLD_TO_EVERYBODY == HIDING


@pytest.mark.parametrize("name", sorted(HIDING))
def test_secrets_never_show(settings, name):
    value = "https://someone:hidden-from-everybody-for-ever@host.example/v1"
    chosen = settings(**{name.upper(): value})
    assert getattr(chosen, name)
    assert "hidden" not in f"{chosen!r} {chosen} {chosen.model_dump_json()}"


def test_of_an_address_with_a_password_the_host_alone_may_be_shown(settings):
    chosen = settings(OPENAI_BASE_URL="https://someone:hidden@model.example/v1")
    assert chosen.model_host == "model.example"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_BASE_URL", "not a url"),
        ("OPENAI_EFFORT", "huge"),
        ("OPENAI_API", "assistants"),
        ("PHONE_REGION", "France"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ("TRUSTED_PROXIES", "10.0.0.1,::/0"),
        ("TRUSTED_PROXIES", "10.0.0.1/24"),
        ("TRUSTED_PROXIES", "proxy.example.com"),
        ("TRUSTED_PROXIES", "10.0.0.1,,10.0.0.2"),
    ],
)
def test_a_wrong_value_is_refused_by_its_variable_and_not_quoted(settings, variable, value):
    with pytest.raises(ValidationError) as refused:
        settings(**{variable: value})
    assert variable.lower() in str(refused.value)
    assert value not in str(refused.value)


def test_env_example_names_every_setting_and_no_other():
    named = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_readme_names_every_setting():
    readme = (ROOT / "README.md").read_text()
    assert not [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme]


def test_every_setting_says_what_it_is_for():
    modules = ("settings.py", "access/sign_in_settings.py")
    source = "".join((ROOT / "assistant" / module).read_text() for module in modules)
    documented = re.findall(r'^    (\w+): .*\n    """', source, flags=re.MULTILINE)
    assert set(documented) == set(Settings.model_fields)


def test_what_the_environment_does_not_say_is_read_from_files_of_secrets(tmp_path, monkeypatch):
    (tmp_path / "hubspot_access_token").write_text("pat-from-file\n", encoding="utf-8")
    (tmp_path / "STATE_KEY").write_text(f"{'N' * 32},{'O' * 32}\n", encoding="utf-8")
    (tmp_path / "confirm_writes").write_text("never\n", encoding="utf-8")
    monkeypatch.setenv("CONFIRM_WRITES", "updates")
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    settings = Settings(_env_file=None)
    assert settings.hubspot_access_token.get_secret_value() == "pat-from-file"
    assert len(settings.state_key) == 2
    assert settings.confirm_writes == "updates"
    assert "pat-from-file" not in repr(settings)


@pytest.mark.parametrize("wrong", ["nowhere", "a folder in a secret's place", "bytes"])
def test_secrets_that_cannot_be_read_are_never_taken_for_secrets_that_are_not_set(
    tmp_path, monkeypatch, wrong
):
    if wrong == "bytes":
        (tmp_path / "hubspot_access_token").write_bytes(b"\xff\xfe")
    elif wrong != "nowhere":
        (tmp_path / "hubspot_access_token").mkdir()
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path / "missing" if wrong == "nowhere" else tmp_path))
    with pytest.raises(
        ValidationError, match="secrets_dir" if wrong == "nowhere" else "hubspot_access_token"
    ):
        Settings(_env_file=None)
