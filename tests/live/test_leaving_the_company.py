"""Whoever leaves at the company has left here, with all they have open, over the real wire."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import plain_http
import pytest
from live.company_provider import BACK, running_provider

PROVIDER = Path(__file__).with_name("provider_that_tells.py")
LEFT = "/sign-in/company/sign-out"
CLIENT = "contact-assistant"
SESSIONS = {"user-1": "session-of-ada", "user-2": "session-of-bo"}


@pytest.fixture(scope="module")
def provider():
    with running_provider(lambda port: (str(PROVIDER), str(port), json.dumps(SESSIONS))) as (address, _):
        yield address


@pytest.fixture(scope="module")
def house(tmp_path_factory, run_house, provider):
    settings = {
        "AUTH": "oidc",
        "PUBLIC_URL": BACK,
        "OIDC_ISSUER": provider,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": "an-invented-secret",
    }
    with run_house(tmp_path_factory.mktemp("company"), **settings) as house:
        yield house


def signed_in(house, sub):
    """Sign somebody in at the provider; returns what their browser sends from then on."""
    with plain_http.Client(base_url=house.url, timeout=20) as browser:
        browser.get("/sign-in")
        there = browser.get("/sign-in/company").headers["location"]
        back = urlsplit(plain_http.post(there, data={"sub": sub}).headers["location"])
        assert browser.get(f"{back.path}?{back.query}").status_code == 303
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def is_in(house, cookie):
    answer = plain_http.get(
        f"{house.url}/project/settings?language=en", headers={"Cookie": cookie}, timeout=20
    )
    return answer.status_code == 200


def word(provider, **claims):
    return plain_http.post(f"{provider}/word", json={"aud": CLIENT, **claims}, timeout=20).text


def tell(house, token):
    """The provider's server says it: without a cookie, and from no page."""
    return plain_http.post(f"{house.url}{LEFT}", data={"logout_token": token}, timeout=20)


async def test_the_provider_s_word_ends_the_sign_in_and_the_open_chat_of_that_person_alone(
    house, provider, arrive
):
    ada, bo = [await asyncio.to_thread(signed_in, house, sub) for sub in SESSIONS]
    hers, his = await arrive(house, cookie=ada), await arrive(house, cookie=bo)
    assert "Durand" in await hers.say("find Marie Durand")
    answer = await asyncio.to_thread(lambda: tell(house, word(provider, sub="user-1")))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    async with asyncio.timeout(20):
        await hers.hung_up.wait()
    assert not await asyncio.to_thread(is_in, house, ada)
    assert await asyncio.to_thread(is_in, house, bo)
    assert "Durand" in await his.say("find Marie Durand")
    back_again = await asyncio.to_thread(signed_in, house, "user-1")
    again = await arrive(house, cookie=back_again)
    assert not [said for said in again.said if "Durand" in said], "what was said before is gone"


def test_the_word_of_one_session_leaves_another_of_the_same_person_open(house, provider):
    cookie = signed_in(house, "user-1")
    assert tell(house, word(provider, sub="user-1", sid="another-session")).status_code == 200
    assert is_in(house, cookie)
    assert tell(house, word(provider, sub="user-1", sid=SESSIONS["user-1"])).status_code == 200
    assert not is_in(house, cookie)


def test_s36_a_word_that_has_been_taken_does_not_end_the_next_sign_in(house, provider):
    told = word(provider, sub="user-1")
    assert tell(house, told).status_code == 200
    cookie = signed_in(house, "user-1")
    again = tell(house, told)
    assert (again.status_code, again.json()["error_description"]) == (400, "replayed")
    assert is_in(house, cookie)


@pytest.mark.parametrize(
    "claims", [{"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "n"}, {"events": {}}]
)
def test_s36_a_word_that_says_something_else_ends_nobody_s_sign_in(house, provider, claims):
    cookie = signed_in(house, "user-2")
    assert tell(house, word(provider, sub="user-2", **claims)).status_code == 400
    assert is_in(house, cookie)


@pytest.mark.parametrize("sent", [{}, {"logout_token": "x"}, {"logout_token": "x" * 60_000}, {"other": "x"}])
def test_s36_what_is_no_word_at_all_is_refused(house, sent):
    assert plain_http.post(f"{house.url}{LEFT}", data=sent, timeout=20).status_code == 400
    assert plain_http.post(f"{house.url}{LEFT}", json=sent, timeout=20).status_code in {400, 413}


def test_the_browser_that_leaves_there_ends_its_session_here_from_within_the_company_s_page(house, provider):
    cookie = signed_in(house, "user-2")
    wrong = plain_http.get(f"{house.url}{LEFT}", params={"sid": "guessed"}, timeout=20)
    assert wrong.status_code == 200
    assert is_in(house, cookie)
    left = plain_http.get(
        f"{house.url}{LEFT}", params={"sid": SESSIONS["user-2"], "iss": provider}, timeout=20
    )
    assert left.status_code == 200
    assert f"frame-ancestors {provider}" in left.headers["content-security-policy"]
    assert not is_in(house, cookie)
    assert plain_http.get(f"{house.url}{LEFT}", timeout=20).status_code == 400


def test_a_page_that_is_not_known_can_say_nothing(house, provider):
    cookie, told = signed_in(house, "user-2"), word(provider, sub="user-2")
    evil = {"Origin": "https://evil.example"}
    assert plain_http.post(f"{house.url}{LEFT}", data={"logout_token": told}, headers=evil).status_code == 403
    assert is_in(house, cookie)


def test_where_the_company_signs_nobody_in_nobody_hears_it(tmp_path, run_house):
    with run_house(tmp_path, AUTH="password") as house:
        assert plain_http.post(f"{house.url}{LEFT}", data={"logout_token": "x"}).status_code == 404
        assert plain_http.get(f"{house.url}{LEFT}?sid=x").status_code == 404
