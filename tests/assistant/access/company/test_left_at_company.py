"""Whoever leaves at the company has left here, too: by the provider's signed word, or by the session it names."""

import asyncio
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from provider_double import CLIENT, ISSUER, NOW, SECRET, ProviderDouble, new_key, unsigned
from sqlalchemy import text

from assistant.access.company.company_settings import CompanySettings
from assistant.access.company.company_sign_in import CompanySignIn
from assistant.access.company.ended_there import EndedThere, OnceOnly, session_name
from assistant.access.company.errors import SignInUnavailable
from assistant.access.company.person import identity_of
from assistant.access.member import Identity, SignInRefused
from assistant.state.errors import StateUnavailable

EVENT = "http://schemas.openid.net/event/backchannel-logout"
WORD = {
    "iss": ISSUER,
    "aud": CLIENT,
    "sub": "user-1",
    "sid": "session-1",
    "jti": "word-1",
    "iat": NOW,
    "exp": NOW + 120,
    "events": {EVENT: {}},
}
ADA = f"{ISSUER}#user-1"
HERE = session_name(ISSUER, "session-1")


@pytest.fixture
def provider():
    return ProviderDouble(header={"alg": "ES256", "kid": "first", "typ": "logout+jwt"})


@pytest.fixture
def company(provider):
    settings = CompanySettings(issuer=ISSUER, client_id=CLIENT, client_secret=SECRET)
    return CompanySignIn(settings, transport=provider.transport, now=lambda: provider.time)


def word(provider, **claims):
    return provider.signed({name: value for name, value in (WORD | claims).items() if value is not None})


async def refusal(company, token):
    with pytest.raises(SignInRefused) as refused:
        await company.told_of_end(token)
    return refused.value.reason


async def test_the_provider_s_word_names_the_person_and_the_session_that_is_over(provider, company):
    ended = await company.told_of_end(word(provider))
    assert (ended.member_id, ended.session) == (ADA, HERE)
    assert (ended.word.issuer, ended.word.token_id) == (ISSUER, "word-1")


async def test_either_of_the_two_is_enough(provider, company):
    assert (await company.told_of_end(word(provider, sid=None))).session == ""
    assert (await company.told_of_end(word(provider, sub=None))).member_id == ""


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["another", CLIENT]},
        {"exp": None},
        {"iat": NOW - 359, "exp": None},
        {"iat": NOW + 59},
        {"events": {EVENT: {}, "https://provider.example/event/revoke-offline-access": True}},
    ],
)
async def test_what_providers_write_otherwise_is_taken_as_well(provider, company, claims):
    assert (await company.told_of_end(word(provider, **claims))).member_id == ADA


@pytest.mark.parametrize("typ", [None, "JWT", "logout+jwt", "Logout+JWT", "application/logout+jwt"])
async def test_a_word_need_not_say_of_what_type_it_is(provider, company, typ):
    provider.header = {"alg": "ES256", "kid": "first"} | ({"typ": typ} if typ else {})
    assert (await company.told_of_end(word(provider))).member_id == ADA


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "claim-iss"),
        ({"iss": None}, "claim-iss"),
        ({"aud": "another"}, "claim-aud"),
        ({"aud": []}, "claim-aud"),
        ({"aud": None}, "claim-aud"),
        ({"exp": NOW - 61}, "expired"),
        ({"iat": NOW - 361, "exp": None}, "expired"),
        ({"iat": NOW - 361, "exp": NOW + 3600}, "expired"),
        ({"exp": "later"}, "claim-exp"),
        ({"iat": None}, "claim-iat"),
        ({"iat": "now"}, "claim-iat"),
        ({"iat": NOW + 61}, "claim-iat"),
        ({"jti": None}, "claim-jti"),
        ({"jti": ""}, "claim-jti"),
        ({"jti": ["word-1"]}, "claim-jti"),
        ({"events": None}, "claim-events"),
        ({"events": {}}, "claim-events"),
        ({"events": [EVENT]}, "claim-events"),
        ({"events": EVENT}, "claim-events"),
        ({"events": {EVENT: True}}, "claim-events"),
        ({"events": {"https://schemas.example/event/other": {}}}, "claim-events"),
        ({"nonce": "n"}, "claim-nonce"),
        ({"nonce": ""}, "claim-nonce"),
        ({"sub": None, "sid": None}, "subject"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "claim-sub"),
        ({"sid": ""}, "claim-sid"),
        ({"sid": 7}, "claim-sid"),
        ({"sid": "x" * 5000}, "claim-sid"),
    ],
)
async def test_s36_a_word_that_says_something_else_ends_nothing(provider, company, claims, reason):
    assert await refusal(company, word(provider, **claims)) == reason


async def test_s36_an_id_token_is_no_such_word(provider, company):
    token = word(provider, events=None, nonce="n", jti=None)
    assert await refusal(company, token) in {"claim-events", "claim-nonce", "claim-jti"}
    provider.header["typ"] = "at+jwt"
    assert await refusal(company, word(provider)) == "type"


async def test_s36_such_a_word_is_no_id_token(provider, company):
    begun = await company.begin("https://crm.example.com/sign-in/company/callback")
    provider.id_token = lambda _: word(provider)
    with pytest.raises(SignInRefused) as refused:
        await company.finish(
            "https://crm.example.com/sign-in/company/callback", begun.kept, provider.consents(begun.address)
        )
    assert refused.value.reason == "claim-nonce"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ey.ey.ey", "\x00", "x" * 200_000])
async def test_s36_what_is_no_token_ends_nothing(company, text):
    assert await refusal(company, text) in {"garbled", "size"}


async def test_s36_a_word_that_nobody_or_somebody_else_signed_ends_nothing(provider, company):
    assert await refusal(company, unsigned({"alg": "none"}, WORD)) == "algorithm"
    assert (
        await refusal(company, jwt.encode({"alg": "HS256"}, WORD, OctKey.import_key(2 * SECRET)))
        == "algorithm"
    )
    foreign = ProviderDouble(header=provider.header)
    assert await refusal(company, word(foreign)) == "signature"


async def test_a_new_key_of_the_provider_s_is_looked_for(provider, company):
    assert await company.told_of_end(word(provider))
    provider.key, provider.header["kid"] = new_key("second"), "second"
    provider.time += 61
    assert (await company.told_of_end(word(provider))).member_id == ADA


async def test_a_provider_that_is_away_is_told_as_that(provider, company):
    provider.answers["/keys"] = lambda _: (_ for _ in ()).throw(OSError)
    with pytest.raises(SignInUnavailable):
        await company.told_of_end(word(provider))


@pytest.mark.parametrize("query", [{"sid": "session-1"}, {"sid": "session-1", "iss": ISSUER}])
def test_a_browser_that_the_company_s_page_sends_names_the_session(company, query):
    assert company.named_end(query) == EndedThere(session=HERE)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"iss": ISSUER},
        {"sid": ""},
        {"sid": "x" * 5000},
        {"sid": "session-1", "iss": "https://evil.example"},
    ],
)
def test_what_names_none_of_the_provider_s_sessions_ends_nothing(company, query):
    with pytest.raises(SignInRefused):
        company.named_end(query)


def test_two_providers_may_call_two_sessions_alike():
    assert session_name(ISSUER, "1") != session_name("https://other.example", "1")


@pytest.mark.parametrize("sid", [None, "", 7, ["s"], "x" * 5000, "a\nb"])
def test_a_session_that_has_no_usable_name_has_none(sid):
    settings = CompanySettings(issuer=ISSUER, client_id=CLIENT)
    assert identity_of({"sub": "user-1", "sid": sid}, settings).company_session == ""


def somebody(sub="user-1", sid="session-1"):
    return identity_of({"sub": sub, "sid": sid}, CompanySettings(issuer=ISSUER, client_id=CLIENT))


async def entered(entrance, identity, browser):
    token, visit = await entrance.open(identity, browser)
    return token.get_secret_value(), visit


def told(clock, member_id=ADA, session=HERE, named="word-1"):
    return EndedThere(member_id, session, OnceOnly(ISSUER, named, clock() + timedelta(minutes=5)))


@pytest.mark.every_store
async def test_whoever_left_there_is_out_here_at_once_and_at_every_server_soon(open_entrance, clock):
    here, there = open_entrance(), open_entrance()
    token, visit = await entered(here, somebody(), "b1")
    seen_there = await there.by_cookie(token, "b1")
    assert await here.end_there(told(clock)) == {ADA}
    assert visit.is_over(clock())
    assert await here.by_cookie(token, "b1") is None
    await there.look_again()
    assert seen_there.is_over(clock())


@pytest.mark.every_store
async def test_one_session_ends_alone_and_of_the_person_all_where_no_session_is_named(open_entrance, clock):
    door = open_entrance()
    _, one = await entered(door, somebody(), "b1")
    _, two = await entered(door, somebody(sid="session-2"), "b2")
    _, colleague = await entered(door, somebody("user-2", "session-3"), "b3")
    await door.end_there(told(clock))
    assert [visit.is_over(clock()) for visit in (one, two, colleague)] == [True, False, False]
    await door.end_there(told(clock, session="", named="word-2"))
    assert [visit.is_over(clock()) for visit in (one, two, colleague)] == [True, True, False]


@pytest.mark.every_store
async def test_who_came_in_by_no_named_session_leaves_with_the_person(open_entrance, clock):
    door = open_entrance()
    _, unnamed = await entered(door, somebody(sid=None), "b1")
    await door.end_there(EndedThere(session=HERE))
    assert not unnamed.is_over(clock())
    await door.end_there(told(clock))
    assert unnamed.is_over(clock())


async def test_a_session_of_another_person_s_is_not_ended_by_naming_it_beside_one_s_own(open_entrance, clock):
    door = open_entrance()
    _, colleague = await entered(door, somebody("user-2", "session-2"), "b1")
    assert await door.end_there(told(clock, session=session_name(ISSUER, "session-2"))) == set()
    assert not colleague.is_over(clock())


async def test_a_word_that_names_nobody_ends_nobody(open_entrance, clock):
    door = open_entrance()
    _, visit = await entered(door, somebody(sid=None), "b1")
    _, colleague = await entered(door, Identity(method="password", id="bo@example.com"), "b2")
    assert await door.end_there(EndedThere()) == set()
    assert not visit.is_over(clock())
    assert not colleague.is_over(clock())


@pytest.mark.every_store
async def test_s36_a_word_counts_once_also_among_servers(open_entrance, clock):
    doors = [open_entrance() for _ in range(3)]
    ends = await asyncio.gather(*(door.end_there(told(clock)) for door in doors), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["SignInRefused", "SignInRefused", "set"]
    _, back_again = await entered(doors[0], somebody(), "b1")
    with pytest.raises(SignInRefused, match="replayed"):
        await doors[0].end_there(told(clock))
    assert not back_again.is_over(clock())


async def test_a_word_that_could_not_be_followed_may_come_again(open_entrance, clock, database, monkeypatch):
    door = open_entrance()
    _, visit = await entered(door, somebody(), "b1")

    async def cut_off(*_):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(database.bulletin, "tell", cut_off)
        with pytest.raises(StateUnavailable):
            await door.end_there(told(clock))
    assert not visit.is_over(clock())
    assert await door.end_there(told(clock)) == {ADA}
    assert visit.is_over(clock())


async def test_the_store_does_not_hold_the_name_that_ends_a_session(open_entrance, database):
    await entered(open_entrance(), somebody(), "b1")
    rows = await database.transaction(lambda connection: connection.execute(text("SELECT * FROM sign_ins")))
    assert "session-1" not in str(rows.all())
