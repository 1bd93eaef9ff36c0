"""A page's word for who is there is taken once, while it is fresh, and only when it was said to us."""

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from provider_double import NOW, unsigned
from pydantic import SecretStr

from assistant.access.member import MOST_GROUPS, SignInRefused
from assistant.access.page_tokens import LONGEST_TOKEN, PageTokens
from assistant.access.used_tokens import UsedTokens
from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable

KEY, OLD_KEY = "k" * 32, "o" * 32
HERE = "https://crm.example.com"
INTRANET = "https://intranet.example.com"
CLAIMS = {
    "iss": INTRANET,
    "aud": HERE,
    "sub": "ada",
    "jti": "token-1",
    "iat": NOW,
    "exp": NOW + 120,
    "name": "Ada Lovelace",
    "email": "Ada@Example.com",
    "groups": ["sales"],
}


def signed(key=KEY, header=None, **claims):
    told = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode({"alg": "HS256"} | (header or {}), told, OctKey.import_key(key))


@pytest.fixture
def taking(database):
    def make(*keys, issuers=(INTRANET,), seconds=0, store=database):
        secrets = [SecretStr(key) for key in keys or (KEY,)]
        return PageTokens(secrets, HERE, issuers, UsedTokens(store), lambda: NOW + seconds)

    return make


async def refusal(tokens, token):
    with pytest.raises(SignInRefused) as refused:
        await tokens.redeem(token)
    return refused.value.reason


async def test_whoever_reads_the_page_is_let_in_as_the_page_says(taking):
    identity = await taking().redeem(signed())
    assert identity.model_dump() == {
        "method": "token",
        "id": f"{INTRANET}#ada",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "groups": {"sales"},
    }


@pytest.mark.every_store
async def test_s36_a_token_is_taken_once(taking):
    tokens = taking()
    await tokens.redeem(signed())
    assert await refusal(tokens, signed()) == "replayed"
    assert await refusal(tokens, signed(sub="bob")) == "replayed"
    assert await tokens.redeem(signed(jti="token-2"))


@pytest.mark.every_store
async def test_s36_a_token_taken_by_one_server_is_taken_for_every_other(state_url, taking):
    others = [StateDatabase(state_url) for _ in range(4)]
    ends = await asyncio.gather(
        *(taking(store=store).redeem(signed()) for store in others), return_exceptions=True
    )
    assert sum(not isinstance(end, Exception) for end in ends) == 1
    for store in others:
        await store.close()


async def test_s36_a_token_is_not_forgotten_while_any_server_s_clock_would_still_take_it(taking):
    assert await taking().redeem(signed(exp=NOW + 120.9))
    assert await taking(seconds=239).redeem(signed(jti="another", iat=NOW + 200, exp=NOW + 300))
    assert await refusal(taking(seconds=180.95), signed(exp=NOW + 120.9)) == "replayed"


async def test_two_issuers_may_give_one_id_to_two_tokens(taking):
    tokens = taking(issuers=(INTRANET, "https://portal.example.com"))
    assert await tokens.redeem(signed())
    assert (
        await tokens.redeem(signed(iss="https://portal.example.com"))
    ).id == "https://portal.example.com#ada"


@pytest.mark.every_store
async def test_what_would_be_refused_for_its_age_is_forgotten(taking, database):
    await taking().redeem(signed())
    used = UsedTokens(database)
    moment = datetime.fromtimestamp(NOW + 1000, UTC)
    assert await used.take(INTRANET, "token-1", until=moment, now=moment)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": NOW - 61, "iat": NOW - 200}, "expired"),
        ({"exp": None}, "claim-exp"),
        ({"exp": "soon"}, "claim-exp"),
        ({"exp": NOW + 301}, "long-lived"),
        ({"exp": NOW + 10**12}, "long-lived"),
        ({"exp": NOW + 361, "iat": None}, "long-lived"),
        ({"exp": NOW + 10, "iat": NOW - 3600}, "long-lived"),
        ({"iat": NOW + 61}, "claim-iat"),
        ({"iat": "now"}, "claim-iat"),
        ({"nbf": NOW + 61}, "claim-nbf"),
        ({"aud": "https://other.example"}, "claim-aud"),
        ({"aud": [f"{HERE}/"]}, "claim-aud"),
        ({"aud": None}, "claim-aud"),
        ({"iss": "https://other.example"}, "claim-iss"),
        ({"iss": [INTRANET]}, "claim-iss"),
        ({"iss": None}, "claim-iss"),
        ({"jti": None}, "claim-jti"),
        ({"jti": ""}, "claim-jti"),
        ({"jti": 7}, "claim-jti"),
        ({"sub": None}, "claim-sub"),
        ({"sub": ""}, "claim-sub"),
        ({"sub": "ada\n"}, "subject"),
        ({"sub": "x" * 200}, "subject"),
        ({"groups": [str(number) for number in range(MOST_GROUPS + 1)]}, "groups"),
        ({"padding": "x" * LONGEST_TOKEN}, "size"),
    ],
)
async def test_s36_a_token_that_says_something_else_is_refused(taking, claims, reason):
    assert await refusal(taking(), signed(**claims)) == reason


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 59, "iat": NOW - 120},
        {"exp": NOW + 359, "iat": NOW + 59, "nbf": NOW + 59},
        {"exp": NOW + 300},
        {"exp": NOW + 300, "iat": None},
        {"aud": [HERE, "https://other.example"]},
    ],
)
async def test_clocks_may_differ_by_a_minute_and_a_token_may_live_for_five(taking, claims):
    assert await taking().redeem(signed(**claims))


async def test_s36_a_token_nobody_signed_is_refused(taking):
    assert await refusal(taking(), unsigned({"alg": "none"}, CLAIMS)) == "algorithm"
    assert await refusal(taking(), unsigned({"alg": "HS256"}, CLAIMS)) == "signature"
    assert await refusal(taking(), signed(key="x" * 32)) == "signature"


async def test_s36_no_other_kind_of_signature_is_taken(taking):
    other = jwt.encode({"alg": "RS256"}, dict(CLAIMS), RSAKey.generate_key(2048))
    assert await refusal(taking(), other) == "algorithm"
    begin = unsigned({"alg": "HS512"}, CLAIMS).rpartition(".")[0]
    signature = hmac.new(KEY.encode(), begin.encode(), hashlib.sha512).digest()
    assert await refusal(taking(), f"{begin}.{unsigned({}, {}, signature).rpartition('.')[2]}") == "algorithm"


async def test_s36_keys_may_change_and_an_old_one_opens_nothing_once_it_is_gone(taking):
    both = taking(KEY, OLD_KEY)
    assert await both.redeem(signed(OLD_KEY, jti="1"))
    assert await both.redeem(signed(KEY, {"kid": "whatever"}, jti="2"))
    assert await refusal(taking(KEY), signed(OLD_KEY, jti="3")) == "signature"


async def test_without_known_issuers_nobody_becomes_somebody_known_from_elsewhere(taking):
    unchecked = taking(issuers=())
    assert (await unchecked.redeem(signed(iss="https://login.example.com"))).id == "page#ada"
    assert (await unchecked.redeem(signed(iss=None, jti="2"))).id == "page#ada"


async def test_a_refused_token_is_not_used_up(taking):
    assert await refusal(taking(seconds=-120), signed()) == "claim-iat"
    assert await taking().redeem(signed())


async def test_where_nobody_can_tell_whether_it_was_taken_nobody_comes_in(taking, tmp_path):
    lost = StateDatabase(f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'state.sqlite3'}")
    with pytest.raises(StateUnavailable):
        await taking(store=lost).redeem(signed())
    await lost.close()


class NeverTaken:
    async def take(self, *_, **__):
        return True


@given(
    st.text(max_size=200)
    | st.dictionaries(
        st.sampled_from(["alg", "kid", "crit", "typ", "b64"]), st.none() | st.integers() | st.text()
    ).map(lambda header: unsigned(header, CLAIMS))
    | st.lists(st.binary(max_size=40).map(bytes.hex), max_size=5).map(".".join)
)
def test_no_text_is_taken_for_a_token(text):
    tokens = PageTokens([SecretStr(KEY)], HERE, (), NeverTaken(), lambda: NOW)
    with pytest.raises(SignInRefused):
        asyncio.run(tokens.redeem(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "nbf", "azp"]), JSON, max_size=6))
def test_no_claim_is_too_odd_to_be_judged(claims):
    token = jwt.encode({"alg": "HS256"}, json.loads(json.dumps(CLAIMS | claims)), OctKey.import_key(KEY))
    tokens = PageTokens([SecretStr(KEY)], HERE, (INTRANET,), NeverTaken(), lambda: NOW)
    try:
        identity = asyncio.run(tokens.redeem(token))
    except SignInRefused:
        return
    assert identity.id.startswith(f"{INTRANET}#")
