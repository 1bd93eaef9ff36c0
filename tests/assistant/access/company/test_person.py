"""What a provider says of a person counts as far as it is known to be so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.company.company_settings import CompanySettings
from assistant.access.company.person import identity_of
from assistant.access.member import MOST_GROUPS
from assistant.access.person_claims import address, line

ENTRA = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"


def read(claims, **settings):
    return identity_of({"sub": "1"} | claims, CompanySettings(issuer=ENTRA, client_id="x", **settings))


@pytest.mark.parametrize("verified", [None, False, "false", 1, "yes", [], "True"])
def test_an_address_that_the_provider_has_not_verified_does_not_count(verified):
    assert read({"email": "boss@example.com", "email_verified": verified}).email == ""
    assert read({"email": "boss@example.com"}).email == ""


@pytest.mark.parametrize("verified", [True, "true"])
def test_a_verified_one_counts_in_lower_case(verified):
    assert read({"email": "Boss@Example.com", "email_verified": verified}).email == "boss@example.com"


def test_a_claim_that_the_company_alone_gives_counts_by_the_operator_s_word():
    claims = {"preferred_username": "ada@example.com", "email": "boss@example.com"}
    assert read(claims, email_claim="preferred_username").email == "ada@example.com"
    assert read(claims, email_claim="email").email == "boss@example.com"


@pytest.mark.parametrize("verified", [False, "false"])
def test_that_word_does_not_outweigh_the_provider_s_no(verified):
    assert read({"email": "boss@example.com", "email_verified": verified}, email_claim="email").email == ""


def test_an_id_does_not_change_with_name_or_address_and_is_not_another_provider_s():
    one = read({"email": "a@example.com", "email_verified": True, "name": "A"})
    other = read({"email": "b@example.com", "email_verified": True, "name": "B"})
    assert one.id == other.id == f"{ENTRA}#1"


@pytest.mark.parametrize(
    ("name", "claims", "groups"),
    [
        ("groups", {"groups": ["a", "b", "a"]}, {"a", "b"}),
        ("groups", {"groups": "a"}, {"a"}),
        ("groups", {"groups": ["a", 7, None, "", " b", "c\n", ["d"], "x" * 201]}, {"a"}),
        ("groups", {"groups": {"a": 1}}, set()),
        ("groups", {}, set()),
        ("realm_access.roles", {"realm_access": {"roles": ["a"]}}, {"a"}),
        ("realm_access.roles", {"realm_access": ["roles"]}, set()),
        ("https://x.example/roles", {"https://x.example/roles": ["a"]}, {"a"}),
        ("roles", {"roles": ["a"], "_claim_names": {"groups": "src1"}, "hasgroups": True}, {"a"}),
    ],
)
def test_groups_are_read_from_the_claim_that_lists_them(name, claims, groups):
    assert read(claims, groups_claim=name).groups == groups


@pytest.mark.parametrize(
    "claims",
    [
        {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://x.example"}}},
        {"hasgroups": "true"},
        {"hasgroups": True},
        {"groups": [str(number) for number in range(MOST_GROUPS + 1)]},
    ],
)
def test_groups_that_are_too_many_to_be_told_count_for_nothing_and_the_log_says_so(claims, caplog):
    assert read(claims).groups == set()
    assert "docs/sign-in.md" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "a@b@c",
        "a b@example.com",
        "\u212aate@example.com",
        "ada@ex\u00e4mple.com",
        "x" * 200 + "@example.com",
        "a\n@example.com",
        "a@example.com\u202e",
        7,
        None,
    ],
)
def test_what_is_no_plain_address_is_none_and_no_letter_becomes_another(text):
    assert address(text) == ""


@given(st.text(max_size=500) | st.none() | st.integers())
def test_any_name_is_one_short_line_of_visible_text(text):
    shown = line(text)
    assert len(shown) <= 200
    assert shown.isprintable()
    assert shown == line(shown)
