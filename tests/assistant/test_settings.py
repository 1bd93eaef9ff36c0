"""Settings: typed, secret, and every one of them documented where people look."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.settings import Settings

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
        ({"STATE_URL": "sqlite+aiosqlite:////srv/a.db?x=1", "HUBSPOT_ACCESS_TOKEN": "pat"}, ["/srv/a.db"]),
        ({"STATE_URL": "sqlite+aiosqlite://", "HUBSPOT_ACCESS_TOKEN": "pat"}, []),
        ({"STATE_URL": "sqlite+aiosqlite:///:memory:", "HUBSPOT_ACCESS_TOKEN": "pat"}, []),
    ],
)
def test_what_is_this_server_s_alone_are_the_files_it_writes(settings, variables, files):
    assert [str(file) for file in settings(**variables).own_databases] == files


def test_secrets_never_show(settings):
    chosen = settings(HUBSPOT_ACCESS_TOKEN="pat-hidden", OPENAI_API_KEY="sk-hidden")
    assert "hidden" not in f"{chosen!r} {chosen} {chosen.model_dump_json()}"


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
    source = (ROOT / "assistant" / "settings.py").read_text()
    documented = re.findall(r'^    (\w+): .*\n    """', source, flags=re.MULTILINE)
    assert set(documented) == set(Settings.model_fields)
