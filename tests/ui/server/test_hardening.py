import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from chainlit import server
from chainlit.config import config

from assistant.ui.server.page import content_policy, without_foreign_links
from assistant.ui.server.visitors.page_language import ACCEPTED_COOKIE, CHOSEN_COOKIE
from assistant.ui.server.visitors.visitor_cookie import COOKIE

REPOSITORY = Path(__file__).parents[3]


pytestmark = pytest.mark.usefixtures("hardened")


@pytest.fixture
def visitor_of(visitors):
    return lambda cookies: visitors.visitor_of(cookies, secure=False)


@pytest.fixture
async def site() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(server.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


def policy_of(response):
    directives = (part.split() for part in response.headers["content-security-policy"].split(";"))
    return {name: values for name, *values in directives}


@pytest.mark.parametrize("path", ["/", "/login", "/thread/abc"])
async def test_the_page_names_no_other_site(site, path):
    page = (await site.get(path)).text
    assert re.findall(r"""(?:href|src)=["'](?:https?:)?//""", page) == []


async def test_the_page_s_own_scripts_run_and_no_others(site):
    answer = await site.get("/")
    allowed = policy_of(answer)["script-src"]
    inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline]
    assert len(inline) == 3
    assert allowed == ["'self'", "'unsafe-eval'", *(f"'sha256-{digest}'" for digest in digests)]


async def test_a_page_is_as_light_or_dark_as_the_system_where_nobody_chose_and_at_once(site):
    page = (await site.get("/")).text
    first_script = page.index("<script>")
    assert page.index('<meta name="color-scheme" content="light dark" />') < first_script
    assert "prefers-color-scheme" in page[first_script : page.index("</script>")]
    assert (await site.get("/auth/config")).json()["default_theme"] == "system"


async def test_the_policy_lets_nothing_load_from_elsewhere(site):
    policy = policy_of(await site.get("/"))
    assert policy["default-src"] == policy["connect-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert not {"'unsafe-inline'", "*", "https:", "data:", "blob:"} & set(policy["script-src"])


def test_the_elements_that_eval_is_allowed_for_make_no_code_of_data():
    for element in (REPOSITORY / "public" / "elements").glob("*.jsx"):
        source = element.read_text(encoding="utf-8")
        forbidden = (
            r"\beval\b|new Function|dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|srcdoc"
        )
        assert re.findall(forbidden, source, re.IGNORECASE) == [], element.name
        assert re.findall(r"""(?:href|src)=["{'`]*https?:""", source) == [], element.name


async def test_pages_that_may_embed_the_chat_are_named_in_the_policy():
    assert "frame-ancestors 'self' https://intranet.example.com" in content_policy(
        "<html></html>", ["https://intranet.example.com"]
    )


@pytest.mark.parametrize("path", ["/", "/health", "/public/theme.json", "/logo", "/avatars/default"])
async def test_every_answer_tells_the_browser_to_be_careful(site, path):
    answer = await site.get(path)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/mcp", "/metrics", "/.env", "/app.py"],
)
async def test_what_nobody_needs_is_not_there(site, path):
    assert (await site.get(path)).status_code == 404
    assert (await site.post(path)).status_code in {404, 405}


@pytest.mark.parametrize(
    ("spoken", "declared"), [("fr-CA,fr;q=0.9", "fr"), ("en-GB", "en"), ("de-DE", "en"), ("", "en")]
)
async def test_the_page_is_declared_in_the_browser_s_language(site, spoken, declared):
    page = (await site.get("/", headers={"Accept-Language": spoken})).text
    assert f'<html lang="{declared}"' in page


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8000.evil.example"])
@pytest.mark.parametrize("path", ["/", "/project/settings", "/project/action"])
async def test_a_page_of_another_site_is_refused_with_a_plain_sentence(site, origin, path):
    for answer in (
        await site.get(path, headers={"Origin": origin}),
        await site.options(path, headers={"Origin": origin}),
        await site.post(path, headers={"Origin": origin}, json={}),
    ):
        assert answer.status_code == 403
        assert "tell the person who looks after it" in answer.text


async def test_a_name_pointed_at_this_machine_is_refused_without_an_origin_too(site):
    assert (await site.get("/health", headers={"Host": "evil.example"})).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_browser_cannot_write_what_an_element_shows(site, browser, method):
    card = {"id": "1", "type": "custom", "name": "ContactCard", "display": "inline", "props": {"name": "x"}}
    body = {"sessionId": browser.session.id, "element": card}
    answer = await site.request(method, "/project/element", json=body)
    assert answer.status_code == 404
    assert browser.events == []


@pytest.fixture
def own(site, browser, sessions, visitors):
    """Lets the site's browser be the one that opened the session."""

    def become_owner():
        cookie = f"{COOKIE}={visitors.new_cookie()}"
        sessions.bind(browser.session, visitors.visitor_of(cookie, secure=False))
        site.headers["Cookie"] = cookie

    return become_owner


async def test_what_is_no_list_of_contacts_is_not_kept(site, browser, own):
    own()
    answer = await site.post(
        "/project/file",
        params={"session_id": browser.session.id},
        files={"file": ("a.html", b"<b>", "text/html")},
    )
    assert answer.status_code == 400
    assert browser.session.files == {}


async def test_a_file_is_kept_where_the_server_says(site, browser, own):
    own()
    answer = await site.post(
        "/project/file",
        params={"session_id": browser.session.id},
        files={"file": ("a.csv", b"email", "text/html")},
    )
    (kept,) = browser.session.files.values()
    assert answer.json() == {"id": kept["id"]}
    assert browser.session.id not in str(kept["path"])
    assert kept["path"].suffix not in {".html", ".htm"}


async def test_a_browser_gets_its_cookie_once_and_no_script_can_read_it(site):
    answer = await site.get("/")
    (cookie,) = answer.headers.get_list("set-cookie")
    name, attributes = cookie.split("=", 1)[0], {part.strip().lower() for part in cookie.split(";")[1:]}
    assert name == COOKIE
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert "secure" not in attributes, "http://localhost could not keep it"
    again = await site.get("/", headers={"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"})
    assert "set-cookie" not in again.headers


async def test_over_https_the_cookie_stays_there(site):
    answer = await site.get("https://localhost:8000/")
    assert "; secure" in answer.headers["set-cookie"].lower()


async def test_a_cookie_nobody_could_have_been_given_is_replaced(site, visitor_of):
    answer = await site.get("/", headers={"Cookie": f"{COOKIE}=admin"})
    assert visitor_of(f"{COOKIE}={answer.cookies[COOKIE]}")


@pytest.mark.parametrize("path", ["/health", "/project/settings?language=en", "/public/theme.json"])
async def test_only_the_page_gives_cookies(site, path):
    assert "set-cookie" not in (await site.get(path)).headers


@pytest.mark.parametrize("language", ["fr", "fr-FR", "fr-CA", "FR-be", "fr-Latn-CH"])
async def test_every_french_reader_gets_the_french_help_and_labels(site, language):
    settings = await site.get("/project/settings", params={"language": language, "x": "é&="})
    assert "Ce que vous pouvez écrire" in settings.json()["markdown"]
    labels = await site.get("/project/translations", params={"language": language})
    assert labels.json()["translation"]["navigation"]["header"]["readme"] == "Aide"


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "frr", "ja"])
async def test_everybody_else_gets_the_english_help(site, language):
    settings = await site.get("/project/settings", params={"language": language})
    assert "What you can type" in settings.json()["markdown"]


def test_a_link_of_any_shape_to_another_site_is_taken_out():
    page = """<head>
      <link rel="preconnect" href="https://fonts.example" crossorigin />
      <link
        rel='stylesheet' href='HTTP://cdn.example/x.css'>
      <link rel="icon" href="/favicon" /></head>"""
    cleaned = without_foreign_links(page)
    assert "example" not in cleaned
    assert '<link rel="icon" href="/favicon" />' in cleaned


async def test_a_chosen_language_is_kept_for_the_next_page(site):
    told = await site.post("/reader", params={"choice": "fr"})
    assert told.json()["language"] == "fr-FR"
    kept = [cookie for cookie in told.headers.get_list("set-cookie") if cookie.startswith(CHOSEN_COOKIE)]
    assert len(kept) == 1
    assert "HttpOnly" in kept[0]
    assert "SameSite=lax" in kept[0]
    assert "expires" not in kept[0].lower(), "it ends with the browser's session"
    page = await site.get("/", headers={"accept-language": "en-GB"})
    assert '<html lang="fr"' in page.text
    labels = await site.get("/project/translations", params={"language": "en-GB"})
    assert labels.json()["translation"]["common"]["actions"]["cancel"] == "Annuler"


async def test_a_widget_s_page_tells_its_language_and_its_browser_is_known_again(site, visitor_of):
    told = await site.post("/reader", params={"page": "fr-CA"}, headers={"accept-language": "en-GB"})
    assert told.json()["language"] == "fr-FR"
    assert visitor_of(f"{COOKIE}={site.cookies[COOKIE]}") is not None
    page = await site.get("/", headers={"accept-language": "en-GB"})
    assert '<html lang="en"' in page.text, "the assistant's own page is not that page"


@pytest.mark.parametrize(
    "forged", [{"choice": "de"}, {"page": "fr;q=0 <b>"}, {"choice": "fr\r\nSet-Cookie: a=b"}]
)
async def test_what_is_no_language_is_not_kept(site, forged):
    told = await site.post("/reader", params=forged, headers={"accept-language": "en-GB"})
    assert told.json()["language"] == "en-US"
    assert set(site.cookies) <= {COOKIE, ACCEPTED_COOKIE}
    assert site.cookies[ACCEPTED_COOKIE] == "en-GB", "what the header said, and nothing of the address"


async def test_stop_is_answered_by_the_application_alone(browser):
    stop = server.sio.handlers["/"]["stop"]
    told = []

    async def on_stop():
        told.append(True)

    under_way = browser.session.current_task = asyncio.create_task(asyncio.Event().wait())
    before, config.code.on_stop = config.code.on_stop, on_stop
    try:
        await stop(browser.session.socket_id)
    finally:
        config.code.on_stop = before
    await asyncio.wait([under_way])
    assert under_way.cancelled()
    assert told == [True]
    assert browser.said == []


async def test_a_stop_of_nobody_s_session_is_ignored(browser):
    under_way = browser.session.current_task = asyncio.create_task(asyncio.sleep(0))
    await server.sio.handlers["/"]["stop"]("no such socket")
    await asyncio.wait([under_way])
    assert not under_way.cancelled()
    assert browser.said == []


@pytest.mark.parametrize(("spoken", "title"), [("fr-CA", "Votre intranet"), ("en-GB", "Your intranet")])
async def test_a_sample_page_carries_the_widget_without_any_configuration(site, spoken, title):
    page = await site.get("/widget", headers={"accept-language": spoken})
    assert f"<h1>{title}</h1>" in page.text
    assert f'src="public/widget.js?language={spoken[:2]}"' in page.text
    served = re.sub(r"<pre.*?</pre>", "", page.text, flags=re.DOTALL)
    assert re.findall(r"""(?:href|src)=["'](?:https?:)?//""", served) == []
    assert policy_of(page)["default-src"] == ["'self'"]
