"""A wrong word about the company's sign-in is found at start."""

import pytest
from pydantic import ValidationError

from assistant.settings import Settings, what_is_wrong

FULL = {
    "public_url": "https://crm.example.com",
    "oidc_issuer": "https://login.example.com",
    "oidc_client_id": "x",
}


def settings(**chosen):
    return Settings(_env_file=None, **chosen)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("oidc_issuer", "http://login.example.com", "https"),
        ("oidc_issuer", "login.example.com", "https"),
        ("oidc_issuer", "https://me:secret@login.example.com", "https"),
        ("oidc_issuer", "https://login.example.com/?x=1", "https"),
        ("oidc_issuer", "https://login.example.com:port", "https"),
        ("oidc_issuer", "https://login.microsoftonline.com/common/v2.0", "tenant"),
        ("oidc_issuer", "https://login.microsoftonline.com/organizations/v2.0", "tenant"),
        ("oidc_issuer", "https://login.microsoftonline.com/{tenantid}/v2.0", "tenant"),
        ("oidc_scopes", "profile email", "openid"),
        ("public_url", "crm.example.net", "https"),
        ("public_url", "http://crm.example.net", "https"),
        ("public_url", "https://crm.example.com/#top", "https"),
        ("page_token_keys", "short,secrets", "32"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_its_variable_and_quotes_nothing(name, value, word):
    with pytest.raises(ValidationError) as refused:
        settings(**{name: value})
    told = what_is_wrong(refused.value)
    assert told.startswith(name.upper())
    assert word in told
    assert value not in told


@pytest.mark.parametrize("missing", FULL)
def test_what_is_missing_is_named(missing):
    with pytest.raises(ValidationError) as refused:
        settings(auth="oidc", **{name: value for name, value in FULL.items() if name != missing})
    assert what_is_wrong(refused.value) == f"AUTH: oidc needs {missing.upper()}"


def test_what_is_set_reaches_the_sign_in():
    chosen = settings(auth="oidc", **FULL, oidc_scopes="openid, email", oidc_groups_claim="roles").company
    assert (chosen.issuer, chosen.scopes, chosen.groups_claim) == (
        FULL["oidc_issuer"],
        "openid email",
        "roles",
    )


def test_a_provider_that_nobody_is_to_use_is_not_there():
    assert settings(**FULL).company is None


def test_an_issuer_is_kept_letter_by_letter_and_an_own_address_without_its_slash():
    chosen = settings(oidc_issuer="https://Login.example.com/", public_url="https://crm.example.com/team/")
    assert (chosen.oidc_issuer, chosen.public_url) == (
        "https://Login.example.com/",
        "https://crm.example.com/team",
    )


@pytest.mark.parametrize("here", ["http://localhost:9400", "http://127.0.0.1:9400", "http://[::1]:9400"])
def test_on_this_machine_nothing_needs_tls(here):
    assert settings(oidc_issuer=here, public_url=here).public_url == here


def test_tokens_are_for_this_assistant_unless_another_name_was_agreed():
    keys = {"auth": "token", "page_token_keys": "k" * 32 + ", " + "l" * 32}
    assert settings(**keys, public_url="https://crm.example.com").token_audience == "https://crm.example.com"
    assert settings(**keys, page_token_audience="crm").token_audience == "crm"


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [({"page_token_keys": "k" * 32}, "PUBLIC_URL"), ({"page_token_audience": "crm"}, "PAGE_TOKEN_KEYS")],
)
def test_what_tokens_lack_is_named(chosen, missing):
    with pytest.raises(ValidationError) as refused:
        settings(auth="token", **chosen)
    assert what_is_wrong(refused.value) == f"AUTH: token needs {missing}"


def test_secrets_never_show():
    chosen = settings(auth="oidc", **FULL, oidc_client_secret="hidden", page_token_keys="hidden" * 6)
    assert "hidden" not in f"{chosen!r} {chosen.model_dump_json()} {chosen.company!r}"
