"""Whoever comes back from the company's sign-in is who they are, or nobody."""

import asyncio
import gzip
import hashlib
import hmac
import json
import logging

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from provider_double import (
    ADA,
    CLIENT,
    ISSUER,
    NOW,
    RETURN,
    SECRET,
    ProviderDouble,
    half_hash,
    jwks,
    new_key,
    unsigned,
)

from assistant.access.company.company_settings import CompanySettings
from assistant.access.company.company_sign_in import CompanySignIn
from assistant.access.company.errors import SignInUnavailable
from assistant.access.company.provider_calls import LONGEST_ANSWER
from assistant.access.member import SignInRefused


@pytest.fixture
def provider():
    return ProviderDouble()


def signing_in(provider, **settings):
    chosen = {"issuer": ISSUER, "client_id": CLIENT, "client_secret": SECRET, **settings}
    return CompanySignIn(CompanySettings(**chosen), transport=provider.transport, now=lambda: provider.time)


async def comes_back(provider, company=None, **query):
    """Somebody signs in; what differs in what their browser brings is in ``query``."""
    company = company or signing_in(provider)
    begun = await company.begin(RETURN)
    brought = {**provider.consents(begun.address), **query}
    return await company.finish(
        RETURN, begun.kept, {name: text for name, text in brought.items() if text is not None}
    )


async def refusal(provider, company=None, **query):
    with pytest.raises(SignInRefused) as refused:
        await comes_back(provider, company, **query)
    return refused.value.reason


async def trouble(provider, company=None):
    with pytest.raises(SignInUnavailable) as told:
        await comes_back(provider, company)
    return told.value.reason


async def test_whoever_signed_in_is_known_by_the_provider_s_own_id_and_told_by_name(provider):
    identity = await comes_back(provider)
    assert identity.model_dump() == {
        "method": "oidc",
        "id": f"{ISSUER}#user-1",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "groups": {"sales", "stewards"},
    }


async def test_the_browser_is_sent_there_with_a_challenge_a_state_and_a_nonce_of_its_own(provider):
    company = signing_in(provider)
    begun, other = await company.begin(RETURN), await company.begin(RETURN)
    provider.consents(begun.address)
    asked = provider.authorization
    assert (asked["code_challenge_method"], asked["response_type"], asked["scope"]) == (
        "S256",
        "code",
        "openid profile email",
    )
    assert begun.kept.verifier not in begun.address
    assert not {begun.kept.state, begun.kept.nonce, begun.kept.verifier} & {
        other.kept.state,
        other.kept.nonce,
        other.kept.verifier,
    }
    assert not {begun.kept.nonce, begun.kept.verifier} & set(repr(begun.kept).split("'"))


async def test_what_the_browser_keeps_survives_being_written_down(provider):
    company = signing_in(provider)
    kept = (await company.begin(RETURN)).kept
    assert type(kept).model_validate_json(kept.model_dump_json()) == kept


@pytest.mark.parametrize(
    "methods", [None, ["client_secret_post"], ["client_secret_basic", "client_secret_post"]]
)
async def test_the_client_proves_itself_in_the_way_the_provider_takes(provider, methods):
    provider.discovery = {"token_endpoint_auth_methods_supported": methods}
    assert await comes_back(provider)


async def test_a_public_client_needs_no_secret(provider):
    provider.secret = None
    assert await comes_back(provider, signing_in(provider, client_secret=None))


# --- what the browser brings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"state": "another"}, "state"),
        ({"state": None}, "state"),
        ({"state": "é"}, "state"),
        ({"code": None}, "no-code"),
        ({"code": "another"}, "code"),
        ({"code": "x" * 9000}, "size"),
        ({"error": "access_denied"}, "denied"),
        ({"error": "unheard_of"}, "provider-refused"),
        ({"iss": "https://other.example"}, "other-provider"),
        ({"state": "another", "error": "access_denied"}, "state"),
    ],
)
async def test_s36_whoever_brings_something_else_is_refused(provider, query, reason):
    assert await refusal(provider, **query) == reason


async def test_a_provider_that_names_itself_in_its_answers_has_to(provider):
    provider.discovery = {"authorization_response_iss_parameter_supported": True}
    assert await refusal(provider) == "other-provider"
    assert await comes_back(provider, iss=ISSUER)


async def test_a_provider_that_says_not_now_is_no_refusal_of_the_person(provider):
    with pytest.raises(SignInUnavailable):
        await comes_back(provider, error="temporarily_unavailable")


@pytest.mark.parametrize(("seconds", "late"), [(599, False), (601, True), (-59, False), (-61, True)])
async def test_who_was_away_for_ten_minutes_begins_anew(provider, seconds, late):
    company = signing_in(provider)
    begun = await company.begin(RETURN)
    query = provider.consents(begun.address)
    provider.time += seconds
    if late:
        with pytest.raises(SignInRefused, match="late"):
            await company.finish(RETURN, begun.kept, query)
    else:
        assert await company.finish(RETURN, begun.kept, query)


async def test_s36_another_s_answer_does_not_fit_what_this_browser_kept(provider):
    company = signing_in(provider)
    mine, theirs = await company.begin(RETURN), await company.begin(RETURN)
    stolen = provider.consents(theirs.address)
    with pytest.raises(SignInRefused, match="state"):
        await company.finish(RETURN, mine.kept, stolen)
    # Whoever could guess the state as well lacks the verifier.
    with pytest.raises(SignInRefused, match="code"):
        await company.finish(RETURN, mine.kept, {**stolen, "state": mine.kept.state})


# --- the token --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": NOW - 61}, "expired"),
        ({"exp": None}, "claim-exp"),
        ({"exp": "soon"}, "claim-exp"),
        ({"nbf": NOW + 61}, "claim-nbf"),
        ({"iat": NOW + 61}, "claim-iat"),
        ({"iat": None}, "claim-iat"),
        ({"aud": "another"}, "claim-aud"),
        ({"aud": ["another"]}, "claim-aud"),
        ({"aud": None}, "claim-aud"),
        ({"aud": [CLIENT, "another"]}, "claim-azp"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "claim-azp"),
        ({"azp": "another"}, "claim-azp"),
        ({"iss": "https://login.example.com/other"}, "claim-iss"),
        ({"iss": f"{ISSUER}/"}, "claim-iss"),
        ({"iss": [ISSUER]}, "claim-iss"),
        ({"iss": None}, "claim-iss"),
        ({"nonce": "another"}, "claim-nonce"),
        ({"nonce": None}, "claim-nonce"),
        ({"at_hash": half_hash("another")}, "claim-at_hash"),
        ({"at_hash": ["x"]}, "garbled"),
        ({"sub": None}, "claim-sub"),
        ({"sub": ""}, "claim-sub"),
        ({"sub": 7}, "claim-sub"),
        ({"sub": " user-1"}, "subject"),
        ({"sub": "user\n1"}, "subject"),
        ({"sub": "x" * 200}, "subject"),
    ],
)
async def test_s36_a_token_that_says_something_else_is_refused(provider, claims, reason):
    provider.claims |= claims
    assert await refusal(provider) == reason


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 59},
        {"nbf": NOW + 59, "iat": NOW + 59},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"at_hash": half_hash("opaque")},
    ],
)
async def test_clocks_may_differ_by_a_minute_and_audiences_may_be_several(provider, claims):
    provider.claims |= claims
    assert await comes_back(provider)


async def test_s36_a_token_nobody_signed_is_refused(provider):
    provider.id_token = lambda claims: unsigned({"alg": "none"}, claims)
    assert await refusal(provider) == "algorithm"
    provider.id_token = lambda claims: unsigned({"alg": "ES256", "kid": "first"}, claims)
    assert await refusal(provider) == "signature"


async def test_s36_a_token_signed_with_the_public_key_as_a_secret_is_refused(provider):
    provider.key = RSAKey.generate_key(2048, {"kid": "first"})
    public = provider.key.as_pem(private=False)

    def forged(claims):
        begin = unsigned({"alg": "HS256", "kid": "first"}, claims).rpartition(".")[0]
        signature = hmac.new(public, begin.encode(), hashlib.sha256).digest()
        return begin + "." + unsigned({}, {}, signature).rpartition(".")[2]

    provider.id_token = forged
    assert await refusal(provider) == "algorithm"


async def test_s36_a_secret_among_the_provider_s_keys_is_no_key(provider):
    shared = OctKey.generate_key(256, {"kid": "shared"})
    provider.keys = {"keys": [*jwks(provider.key)["keys"], shared.as_dict(private=True)]}
    provider.id_token = lambda claims: jwt.encode({"alg": "HS256", "kid": "shared"}, claims, shared)
    assert await refusal(provider) == "algorithm"


async def test_s36_a_signature_of_a_kind_the_provider_does_not_use_is_refused(provider):
    provider.discovery = {"id_token_signing_alg_values_supported": ["RS256"]}
    assert await refusal(provider) == "algorithm"
    provider.discovery = {"id_token_signing_alg_values_supported": ["HS256", "none"]}
    assert await refusal(provider) == "algorithm"


async def test_s36_a_changed_token_is_refused(provider):
    def changed(claims):
        header, _, signature = provider.signed(claims).split(".")
        return f"{header}.{unsigned({}, claims | {'sub': 'boss'}).split('.')[1]}.{signature}"

    provider.id_token = changed
    assert await refusal(provider) == "signature"


async def test_s36_another_s_key_of_the_same_name_signs_nothing(provider):
    provider.keys = jwks(new_key("first"))
    assert await refusal(provider) == "signature"


async def test_an_oversized_token_is_not_read(provider):
    provider.claims["padding"] = "x" * 140_000
    assert await refusal(provider) == "size"


@pytest.mark.parametrize(
    "header", [[], ["alg"], "alg", 7, {}, {"alg": 7}, {"alg": "ES256", "kid": 7}, {"alg": ["ES256"]}]
)
async def test_a_token_with_an_odd_header_is_refused(provider, header):
    provider.id_token = lambda claims: unsigned(header, claims)
    assert await refusal(provider)


# --- keys -------------------------------------------------------------------------------------------------------------


async def test_s36_a_new_key_is_looked_for_and_what_the_old_one_signed_is_refused_then(provider):
    company = signing_in(provider)
    assert await comes_back(provider, company)
    old, provider.key = provider.key, new_key("second")
    provider.header["kid"] = "second"
    provider.time += 61
    assert await comes_back(provider, company)
    provider.id_token = lambda claims: jwt.encode({"alg": "ES256", "kid": "first"}, claims, old)
    assert await refusal(provider, company) == "key"


async def test_keys_are_asked_for_anew_once_a_minute_at_most(provider):
    company = signing_in(provider)
    assert await comes_back(provider, company)
    provider.header["kid"] = "unknown"
    for _ in range(3):
        assert await refusal(provider, company) == "key"
    assert provider.asked.count("/keys") == 1
    provider.time += 61
    for _ in range(3):
        assert await refusal(provider, company) == "key"
    assert provider.asked.count("/keys") == 2


async def test_what_the_provider_says_of_itself_is_believed_for_an_hour(provider):
    company = signing_in(provider)
    for _ in range(3):
        await comes_back(provider, company)
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    provider.time += 3601
    await comes_back(provider, company)
    assert provider.asked.count("/.well-known/openid-configuration") == 2
    assert provider.asked.count("/keys") == 2


async def test_many_who_come_at_once_ask_the_provider_once(provider):
    company = signing_in(provider)
    await asyncio.gather(*(company.begin(RETURN) for _ in range(50)))
    assert provider.asked == ["/.well-known/openid-configuration"]


async def test_a_failure_is_not_remembered_and_who_goes_away_fails_nobody_else(provider):
    company = signing_in(provider)
    first = asyncio.create_task(company.begin(RETURN))
    await asyncio.sleep(0)
    first.cancel()
    assert await company.begin(RETURN)
    provider.time += 3601
    provider.answers["/.well-known/openid-configuration"] = lambda _: httpx2.Response(503)
    with pytest.raises(SignInUnavailable):
        await company.begin(RETURN)
    provider.answers.clear()
    assert await company.begin(RETURN)


async def test_keys_that_cannot_be_used_are_passed_over(provider):
    small = {"kty": "RSA", "kid": "small", "n": "x" * 100, "e": "AQAB"}
    odd = [7, None, {}, {"kty": "new"}, small, {"kty": "EC", "crv": "P-256", "x": "?", "y": 7}]
    odd.append({**jwks(new_key("first"))["keys"][0], "use": "enc"})
    provider.keys = {"keys": [*odd, *jwks(provider.key)["keys"]]}
    assert await comes_back(provider)
    provider.keys = {"keys": odd}
    assert await trouble(provider) == "no-keys"


# --- a provider in trouble --------------------------------------------------------------------------------------------


def _hangs_up(_):
    raise httpx2.ConnectError("who is there: ada@example.com")


def _is_slow(_):
    raise httpx2.ReadTimeout("slow")


BROKEN = {
    "unreachable": _hangs_up,
    "slow": _is_slow,
    "server-error": lambda _: httpx2.Response(502, text="<html>"),
    "odd-answer": lambda _: httpx2.Response(200, text="<html>"),
    "endless-answer": lambda _: httpx2.Response(200, content=b" " * (LONGEST_ANSWER + 1)),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("reason", BROKEN)
async def test_a_provider_in_trouble_is_told_by_a_word(provider, path, reason):
    provider.answers[path] = BROKEN[reason]
    assert await trouble(provider) == reason


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (302, {"location": "https://elsewhere.example/"}, b""),
        (200, {}, b"[" * 100_000),
        (200, {}, b"[1]"),
        (200, {"content-encoding": "gzip"}, gzip.compress(b"{}")),
    ],
    ids=["redirection", "nested", "list", "packed"],
)
async def test_no_answer_is_too_odd_and_no_redirection_is_followed(provider, path, status, headers, content):
    provider.answers[path] = lambda _: httpx2.Response(
        status, headers=headers, stream=httpx2.ByteStream(content)
    )
    assert await trouble(provider) == "odd-answer"
    assert set(provider.asked) <= {"/.well-known/openid-configuration", "/keys", "/token"}


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"]
)
@pytest.mark.parametrize(
    "value", ["http://login.example.com/x", "ftp://x", "https://", "//x", "https://a@b/", 7, "https://[x/"]
)
async def test_an_address_that_could_be_read_on_the_way_is_not_used(provider, name, value):
    provider.discovery = {name: value}
    assert await trouble(provider) == "odd-discovery"


async def test_a_wrong_secret_is_told_to_the_operator_and_not_quoted(provider, caplog):
    assert await trouble(provider, signing_in(provider, client_secret="wrong-secret")) == "client-refused"
    assert "OIDC_CLIENT_SECRET" in caplog.text
    assert "wrong-secret" not in caplog.text


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        (f"{ISSUER}/", "slash"),
        ("https://login.microsoftonline.com/{tenantid}/v2.0", "tenant"),
        ("https://elsewhere.example", "openid-configuration"),
    ],
)
async def test_a_provider_that_calls_itself_otherwise_is_told_with_what_to_mend(
    provider, caplog, named, hint
):
    provider.discovery = {"issuer": named}
    assert await trouble(provider) == "issuer-differs"
    assert "OIDC_ISSUER" in caplog.text
    assert hint in caplog.text


async def test_nothing_of_a_person_or_a_token_is_logged_on_any_day(provider, caplog):
    caplog.set_level(logging.DEBUG)
    for claims in ({}, {"exp": 1}, {"groups": None, "_claim_names": {"groups": "src1"}}, {"aud": "x"}):
        provider.claims = dict(ADA) | claims
        try:
            await comes_back(provider)
        except SignInRefused as refused:
            caplog.handler.stream.write(f"{refused!r}")
    assert "too many" in caplog.text
    for private in ("Ada", "Lovelace", "ada@", "user-1", SECRET, "the-code", "opaque", "eyJ"):
        assert private not in caplog.text


# --- where else the provider tells something --------------------------------------------------------------------------


def bare(provider):
    provider.claims = {"sub": "user-1"}
    provider.userinfo = dict(ADA)


async def test_a_provider_that_tells_names_elsewhere_is_asked_there(provider):
    bare(provider)
    identity = await comes_back(provider)
    assert (identity.email, identity.groups) == ("ada@example.com", {"sales", "stewards"})


async def test_what_is_told_elsewhere_of_somebody_else_is_refused(provider):
    bare(provider)
    provider.userinfo["sub"] = "user-2"
    assert await refusal(provider) == "subject"


async def test_a_provider_without_such_a_place_tells_what_it_does(provider):
    bare(provider)
    provider.discovery = {"userinfo_endpoint": None}
    assert (await comes_back(provider)).name == ""
    assert "/userinfo" not in provider.asked


async def test_whose_token_says_who_they_are_is_not_asked_about_elsewhere(provider):
    await comes_back(provider)
    assert "/userinfo" not in provider.asked


# --- signing out ------------------------------------------------------------------------------------------------------


async def test_the_company_s_session_ends_where_the_provider_says(provider):
    provider.discovery = {"end_session_endpoint": f"{ISSUER}/logout?x=1"}
    address = await signing_in(provider).sign_out_address("https://crm.example.com/sign-in")
    assert address == (
        f"{ISSUER}/logout?x=1&client_id={CLIENT}&post_logout_redirect_uri=https%3A%2F%2Fcrm.example.com%2Fsign-in"
    )
    with_hint = await signing_in(provider).sign_out_address("https://crm.example.com/", "the-token")
    assert "id_token_hint=the-token" in with_hint


async def test_where_there_is_no_such_place_only_our_own_session_ends(provider):
    assert await signing_in(provider).sign_out_address("https://crm.example.com/") is None


# --- anything ---------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    "iss",
    "aud",
    "azp",
    "sub",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "at_hash",
    "auth_time",
    "amr",
    "name",
    "email",
)
MORE = ("email_verified", "groups", "preferred_username", "_claim_names", "hasgroups")


@given(st.dictionaries(st.sampled_from(NAMES + MORE), JSON, max_size=6))
def test_no_claim_is_too_odd_to_be_judged(claims):
    provider = ProviderDouble(claims=dict(ADA) | claims, id_token=None)
    provider.id_token = lambda told: jwt.encode(provider.header, json.loads(json.dumps(told)), provider.key)
    try:
        identity = asyncio.run(comes_back(provider))
    except SignInRefused:
        return
    assert identity.id == f"{ISSUER}#{provider.claims['sub']}"
    assert provider.told()["aud"] in (CLIENT, [CLIENT])


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_is_taken_for_a_token(text):
    provider = ProviderDouble(id_token=lambda _: text)
    assert asyncio.run(refusal(provider))


@given(st.sampled_from(["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"]), JSON)
def test_no_answer_is_too_odd_to_be_survived(path, answer):
    provider = ProviderDouble()
    bare(provider)
    provider.answers[path] = lambda _: httpx2.Response(200, content=json.dumps(answer).encode())
    with pytest.raises((SignInRefused, SignInUnavailable)):
        asyncio.run(comes_back(provider))
