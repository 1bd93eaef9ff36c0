"""People who signed in at their company or on the intranet's page are themselves here, over the real wire."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import plain_http
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from live.company_provider import BACK, running_provider

INTRANET = "https://intranet.example.com"
PAGE_KEY = "an-invented-secret-of-the-intranet"
ADA = {
    "sub": "user-1",
    "name": "Ada Lovelace",
    "email": "ada@example.com",
    "email_verified": True,
    "groups": ["sales"],
}


@contextmanager
def serving_provider() -> Iterator[tuple[str, subprocess.Popen]]:
    """An OpenID provider of somebody else's making, in a process of its own."""
    claims = ("--user-claims", json.dumps(ADA), "--require-nonce", "true")
    with running_provider(lambda port: ("-m", "oidc_provider_mock", "--port", str(port), *claims)) as served:
        yield served


@pytest.fixture(scope="module")
def provider():
    with serving_provider() as (address, _):
        yield address


@pytest.fixture(scope="module")
def open_house(tmp_path_factory, run_house, provider):
    settings = {
        "AUTH": "oidc,token",
        "PUBLIC_URL": BACK,
        "OIDC_ISSUER": provider,
        "OIDC_CLIENT_ID": "contact-assistant",
        "OIDC_CLIENT_SECRET": "an-invented-secret",
        "PAGE_TOKEN_KEYS": PAGE_KEY,
        "ALLOWED_ORIGINS": INTRANET,
    }
    with run_house(tmp_path_factory.mktemp("open"), **settings) as house:
        yield house


@pytest.fixture
def browse(open_house):
    """Opens browsers that keep cookies, and whose readers read English."""
    opened = []

    def browser(language="en-GB"):
        opened.append(
            plain_http.Client(base_url=open_house.url, headers={"Accept-Language": language}, timeout=20)
        )
        opened[-1].get("/sign-in")
        return opened[-1]

    yield browser
    for one in opened:
        one.close()


def at_provider(browser, way="/sign-in/company", **form):
    """Go to the company's page and do something there; where that leads."""
    sent = browser.get(way)
    assert sent.status_code == 303
    back = plain_http.post(sent.headers["location"], data=form).headers["location"]
    if "state=" in back:
        return back
    # This provider forgets the state where it lets nobody in, which the standard asks for (RFC 6749, 4.1.2.1).
    return f"{back}&state={parse_qs(urlsplit(sent.headers['location']).query)['state'][0]}"


def come_back(browser, address):
    assert address.startswith(f"{BACK}/sign-in/company/callback?")
    return browser.get(address.removeprefix(BACK))


def page_token(**claims):
    now = int(time.time())
    told = {"aud": BACK, "sub": "ada", "iat": now, "exp": now + 60, "name": "Ada of the intranet", **claims}
    return jwt.encode({"alg": "HS256"}, told, OctKey.import_key(PAGE_KEY))


def bring(browser, token):
    return browser.post("/sign-in/token", headers={"Authorization": f"Bearer {token}"})


def test_whoever_signed_in_at_the_company_is_let_in_and_called_by_name(browse, open_house):
    browser = browse()
    address = at_provider(browser, sub="user-1")
    led_on = come_back(browser, address)
    assert (led_on.status_code, led_on.headers["location"]) == (303, "/")
    assert "Ada Lovelace" in json.dumps(browser.post("/reader", params={"choice": "auto"}).json())
    assert browser.get("/project/settings", params={"language": "en-US"}).is_success
    for private in ("ada@", "Lovelace", "user-1", *dict(parse_qsl(urlsplit(address).query)).values()):
        assert private not in open_house.log


def test_in_a_widget_s_window_the_way_back_ends_at_a_page_that_can_be_closed(browse):
    browser = browse()
    led_on = come_back(browser, at_provider(browser, "/sign-in/company?window", sub="user-1"))
    assert led_on.headers["location"] == "/sign-in?window"
    assert "You can close this window" in browser.get("/sign-in?window").text


def test_a_browser_that_asks_first_whether_another_site_may_send_brings_no_cookies_and_is_answered(
    open_house,
):
    address, asking = f"{open_house.url}/project/action", {"Origin": INTRANET}
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = httpx.options(address, headers=asking | wish)
    assert allowed.is_success
    assert allowed.headers["access-control-allow-origin"] == INTRANET
    assert plain_http.post(address, headers=asking, json={}).status_code == 401
    assert httpx.options(f"{open_house.url}/project/settings", headers=asking).status_code == 401


def test_the_request_carries_the_proof_key_and_nothing_that_opens(browse):
    asked = parse_qs(urlsplit(browse().get("/sign-in/company").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{BACK}/sign-in/company/callback"]
    assert not {"code_verifier", "client_secret"} & asked.keys()


def test_s36_the_way_back_leads_in_once(browse):
    browser = browse()
    address = at_provider(browser, sub="user-1")
    kept = browser.cookies.get("contact_assistant_pending")
    assert come_back(browser, address).status_code == 303
    again = browse()
    for cookie in browser.cookies.jar:
        if cookie.name == "contact_assistant_visitor":
            again.cookies.set(cookie.name, cookie.value)
    assert come_back(again, address).status_code == 403
    again.cookies.set("contact_assistant_pending", kept)
    assert come_back(again, address).status_code == 403
    assert again.get("/project/settings").status_code == 401


def test_s36_another_s_way_back_and_another_s_cookie_lead_nowhere(browse):
    victim, thief = browse(), browse()
    address = at_provider(thief, sub="user-1")
    assert come_back(victim, address).status_code == 403
    planted = browse()
    planted.cookies.set("contact_assistant_pending", thief.cookies.get("contact_assistant_pending"))
    assert come_back(planted, address).status_code == 403
    assert planted.get("/project/settings").status_code == 401


@pytest.mark.parametrize("value", ["x", "W10.x", "x" * 5000])
def test_a_made_up_cookie_reads_as_nothing(browse, value):
    address, browser = at_provider(browse(), sub="user-1"), browse()
    browser.cookies.set("contact_assistant_pending", value)
    assert come_back(browser, address).status_code == 403


def test_whoever_is_not_let_in_there_reads_so_in_their_language(browse):
    browser = browse("fr")
    refused = come_back(browser, at_provider(browser, action="deny"))
    assert refused.status_code == 403
    assert "La page de votre entreprise ne vous a pas laissé entrer" in refused.text


def test_a_browser_without_cookies_is_told_before_it_is_sent_away(open_house):
    asked = plain_http.get(f"{open_house.url}/sign-in/company", headers={"Accept-Language": "en"})
    assert asked.status_code == 400
    assert "cookies" in asked.text
    assert "contact_assistant_visitor" in asked.headers["set-cookie"]


def test_whoever_leaves_may_leave_the_company_s_session_too(browse, provider):
    browser = browse()
    come_back(browser, at_provider(browser, sub="user-1"))
    left = browser.post("/sign-out", headers={"Origin": str(browser.base_url).rstrip("/")})
    assert left.headers["location"].startswith("/sign-in?out")
    page = browser.get(left.headers["location"]).text
    assert f'href="{provider}/oauth2/end_session?client_id=contact-assistant&amp;' in page
    assert browser.get("/project/settings").status_code == 401


def test_a_provider_that_has_gone_is_a_sentence_and_a_word_in_the_log(tmp_path, run_house):
    with serving_provider() as (address, process):
        settings = {"AUTH": "oidc", "PUBLIC_URL": BACK, "OIDC_ISSUER": address, "OIDC_CLIENT_ID": "x"}
        with (
            run_house(tmp_path, **settings) as house,
            plain_http.Client(base_url=house.url, headers={"Accept-Language": "en"}) as browser,
        ):
            browser.get("/sign-in")
            back = at_provider(browser, sub="user-1")
            process.kill()
            process.wait()
            away = come_back(browser, back)
            assert away.status_code == 503
            assert "Your company’s sign-in does not answer" in away.text
            house.wait_for_log("unreachable")


def test_a_page_of_the_intranet_lets_its_reader_in_with_one_request(browse, open_house):
    with plain_http.Client(base_url=open_house.url, headers={"Accept-Language": "en"}) as browser:
        admitted = bring(browser, page_token(jti="one"))
        assert admitted.status_code == 200
        assert 28_000 < admitted.json()["seconds"] <= 28_800
        assert "Ada of the intranet" in json.dumps(browser.post("/reader", params={"choice": "auto"}).json())
        assert browser.get("/project/settings", params={"language": "en-US"}).is_success
    assert bring(browse(), page_token(jti="one")).json()["reason"] == "replayed"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": int(time.time()) - 3600, "iat": int(time.time()) - 3700}, "expired"),
        ({"aud": "https://other.example"}, "claim-aud"),
        ({"exp": int(time.time()) + 3600}, "long-lived"),
    ],
)
def test_s36_a_token_that_says_something_else_opens_nothing(browse, claims, reason):
    browser = browse()
    refused = bring(browser, page_token(jti=reason, **claims))
    assert (refused.status_code, refused.json()["reason"]) == (401, reason)
    assert browser.get("/project/settings").status_code == 401


def test_s36_what_is_no_token_opens_nothing(browse):
    for text in ("x", "a.b.c", "x" * 9000, "ey.ey.ey"):
        assert bring(browse(), text).status_code == 401
    assert browse().post("/sign-in/token").status_code == 401


def test_the_intranet_s_page_may_ask_and_keep_the_cookie(browse, open_house):
    asked = {"Origin": INTRANET, "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization"
    allowed = httpx.options(f"{open_house.url}/sign-in/token", headers=asked)
    bearer = {"Authorization": f"Bearer {page_token(jti='across')}", "Origin": INTRANET}
    admitted = browse().post("/sign-in/token", headers=bearer)
    for answer in (allowed, admitted):
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == INTRANET
        assert answer.headers["access-control-allow-credentials"] == "true"


def test_a_token_from_a_foreign_page_is_not_even_looked_at(browse):
    browser = browse()
    token = page_token(jti="foreign")
    refused = browser.post(
        "/sign-in/token", headers={"Authorization": f"Bearer {token}", "Origin": "https://evil.example"}
    )
    assert refused.status_code == 403
    assert bring(browser, token).status_code == 200


def test_another_reader_of_the_page_takes_the_place_of_the_one_before(browse):
    browser = browse()
    bring(browser, page_token(jti="ada"))
    before = browser.cookies.get("contact_assistant_session")
    bring(browser, page_token(jti="bob", sub="bob", name="Bob of the intranet"))
    assert "Bob of the intranet" in json.dumps(browser.post("/reader", params={"choice": "auto"}).json())
    old = browse()
    old.cookies.set("contact_assistant_visitor", browser.cookies.get("contact_assistant_visitor"))
    old.cookies.set("contact_assistant_session", before)
    assert old.get("/project/settings").status_code == 401


def test_the_same_reader_on_another_page_shuts_nobody_out(browse):
    browser = browse()
    bring(browser, page_token(jti="first page"))
    before = browser.cookies.get("contact_assistant_session")
    again = bring(browser, page_token(jti="second page"))
    assert (again.status_code, again.headers["cache-control"]) == (200, "no-store")
    assert 28_000 < again.json()["seconds"] <= 28_800
    assert browser.cookies.get("contact_assistant_session") == before
    assert browser.get("/project/settings", params={"language": "en-US"}).is_success


def test_a_reader_whose_groups_have_changed_comes_in_anew(browse):
    browser = browse()
    bring(browser, page_token(jti="in sales", groups=["sales"]))
    before = browser.cookies.get("contact_assistant_session")
    bring(browser, page_token(jti="not in sales", groups=[]))
    assert browser.cookies.get("contact_assistant_session") != before
