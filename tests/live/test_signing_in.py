"""A team signs in, each as themselves: nobody gets in without, and nobody comes into another's chat."""

import asyncio
import contextlib

import plain_http
import pytest
import socketio
from live.signing_in import PASSWORD, add_accounts, sign_in
from socketio.exceptions import ConnectionError as Refused

ANNA, BO = "anna@example.com", "bo@example.com"


@pytest.fixture(scope="module")
def team(tmp_path_factory, run_house, run_command):
    """A server at which Anna and Bo sign in by password."""
    folder = tmp_path_factory.mktemp("team")
    add_accounts(run_command, folder, [ANNA, BO])
    with run_house(folder, AUTH="password") as house:
        yield house


def ask(house, path, *, method="GET", cookie="", **more):
    headers = {"Cookie": cookie} if cookie else {}
    return plain_http.request(
        method, f"{house.url}{path}", headers=headers | more.pop("headers", {}), timeout=20, **more
    )


async def opened(house, cookie="", **headers):
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(
        house.url,
        socketio_path="/ws/socket.io",
        transports=["websocket"],
        headers={"Cookie": cookie, **headers},
        auth={"sessionId": "5d0cd33c-3f1e-4a26-9c5d-1f6b0a3ad001", "clientType": "webapp"},
    )
    return client


def test_a_page_leads_whoever_is_not_signed_in_to_the_sign_in_page(team):
    answer = ask(team, "/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("path", ["/", "/project/settings", "/user", "/auth/config", "/thread/x", "/nothing"])
def test_anything_else_is_refused_in_words_without_a_sign_in(team, path):
    answer = ask(team, path, headers={"Accept-Language": "fr"})
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Connectez-vous d’abord."}


async def test_a_socket_is_refused_without_a_sign_in(team):
    with pytest.raises(Refused):
        await opened(team)


async def test_whoever_is_signed_in_talks_and_is_named_on_the_page(team, arrive):
    anna = await arrive(team, cookie=sign_in(team, ANNA))
    assert "Durand" in await anna.say("find Marie Durand")
    assert (await asyncio.to_thread(ask, team, "/reader", method="POST", cookie=anna.cookie)).json()[
        "member"
    ]["name"] == ANNA


async def test_nobody_comes_into_the_chat_of_another_by_its_id(team, arrive):
    anna = await arrive(team, cookie=sign_in(team, ANNA))
    held = (await anna.upload(b"email\r\nann@example.com\r\n")).json()["id"]
    await anna.say("find Marie Durand")
    bo = await arrive(team, cookie=sign_in(team, BO))
    pick = next(iter(anna.actions.values()))
    answers = [
        await bo.post(pick, session=anna.id),
        await bo.upload(b"email\r\n", session=anna.id),
        await bo.download(held, session=anna.id),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    intruder = socketio.AsyncClient(reconnection=False)
    with pytest.raises(Refused):
        await intruder.connect(
            team.url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": bo.cookie},
            auth={"sessionId": anna.id, "clientType": "webapp"},
        )


async def test_a_second_person_in_the_same_browser_does_not_get_the_chat_of_the_first(team, arrive):
    """The browser's own cookie stays when people take turns at it."""
    anna = await arrive(team, cookie=sign_in(team, ANNA))
    visitor = next(part for part in anna.cookie.split("; ") if part.startswith("contact_assistant_visitor"))
    async with plain_http.AsyncClient(base_url=team.url, headers={"Cookie": visitor}) as browser:
        answer = await browser.post("/sign-in", data={"account": BO, "password": PASSWORD})
    session = f"contact_assistant_session={answer.cookies['contact_assistant_session']}"
    bo = await arrive(team, cookie=f"{visitor}; {session}")
    assert (await bo.upload(b"email\r\n", session=anna.id)).status_code == 404


def test_a_stolen_session_cookie_opens_nothing_in_another_browser(team):
    stolen = next(part for part in sign_in(team, ANNA).split("; ") if "session" in part)
    assert ask(team, "/user", cookie=stolen).status_code == 401


def test_a_wrong_password_and_an_unknown_account_are_told_alike_and_slowed(team):
    with plain_http.Client(base_url=team.url) as browser:
        browser.get("/sign-in")
        told = {
            browser.post("/sign-in", data={"account": account, "password": "wrong " * 4}).text.replace(
                account, "the account"
            )
            for account in (BO, "nobody@example.com")
        }
        assert len(told) == 1
        for _ in range(6):
            answer = browser.post("/sign-in", data={"account": "ghost", "password": "wrong " * 4})
        assert answer.status_code == 429
        assert "seconds" in answer.text


def test_another_site_cannot_sign_anybody_in(team):
    evil = {"Origin": "https://evil.example"}
    data = {"account": ANNA, "password": PASSWORD}
    assert ask(team, "/sign-in", method="POST", data=data, headers=evil).status_code == 403


def test_signing_out_ends_the_sign_in_and_its_chats(team):
    cookie = sign_in(team, ANNA)
    assert ask(team, "/project/settings?language=en", cookie=cookie).status_code == 200
    assert ask(team, "/sign-out", method="POST", cookie=cookie).headers["location"] == "/sign-in?out"
    assert ask(team, "/project/settings?language=en", cookie=cookie).status_code == 401


async def test_a_sign_in_survives_a_restart_and_is_over_with_its_account(
    tmp_path, run_house, run_command, arrive
):
    add_accounts(run_command, tmp_path, [ANNA])
    with run_house(tmp_path, AUTH="password") as house:
        cookie = sign_in(house, ANNA)
    with run_house(tmp_path, AUTH="password") as house:
        anna = await arrive(house, cookie=cookie)
        assert "Durand" in await anna.say("find Marie Durand")
        shut_out = await asyncio.to_thread(run_command, tmp_path, "user", "disable", ANNA)
        assert shut_out.returncode == 0
        async with asyncio.timeout(60):
            await anna.hung_up.wait()
        assert ask(house, "/user", cookie=cookie).status_code == 401


async def test_a_sign_in_is_over_with_its_time_and_an_open_chat_with_it(tmp_path, run_house, run_command):
    add_accounts(run_command, tmp_path, [ANNA])
    with run_house(tmp_path, AUTH="password", SESSION_HOURS="0.001") as house:
        cookie = sign_in(house, ANNA)
        # A machine that is busy may need longer than that to open a chat, which is refused then.
        with contextlib.suppress(Refused):
            chat = await opened(house, cookie)
            await asyncio.wait_for(chat.wait(), 60)
        assert ask(house, "/user", cookie=cookie).status_code == 401


@pytest.fixture(scope="module")
def proxied(tmp_path_factory, run_house):
    """A server that believes a proxy on this machine."""
    settings = {"AUTH": "header", "TRUSTED_PROXIES": "127.0.0.1,::1"}
    with run_house(tmp_path_factory.mktemp("proxied"), **settings) as house:
        yield house


NAMED = {"X-Forwarded-User": "Anna@Example.com", "X-Forwarded-Email": "anna@example.com"}


def test_a_proxy_s_word_is_a_sign_in(proxied):
    answer = ask(proxied, "/reader", method="POST", headers=NAMED)
    assert answer.json()["member"]["name"] == "anna@example.com"
    assert ask(proxied, "/project/settings?language=en", headers=NAMED).status_code == 200


def test_without_the_proxy_s_word_nobody_gets_in(proxied):
    assert ask(proxied, "/project/settings").status_code == 401


@pytest.mark.parametrize("name", ["X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups"])
def test_a_header_that_comes_twice_tells_nothing(proxied, name):
    headers = [*NAMED.items(), (name, "boss@example.com"), (name, "boss@example.com")]
    answer = plain_http.get(f"{proxied.url}/project/settings", headers=headers, timeout=20)
    assert answer.status_code == 401


def test_the_word_of_an_address_that_is_no_proxy_counts_for_nothing(tmp_path, run_house):
    """S36: header sign-in from an address that is no proxy."""
    with run_house(tmp_path, AUTH="header", TRUSTED_PROXIES="192.0.2.1") as house:
        assert ask(house, "/project/settings", headers=NAMED).status_code == 401
        assert ask(house, "/reader", method="POST", headers=NAMED).json()["member"]["name"] is None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"AUTH": "header"}, "TRUSTED_PROXIES"),
        ({"AUTH": "none,password"}, "AUTH"),
        ({"AUTH": "kerberos"}, "AUTH"),
        ({"AUTH": "password", "SESSION_HOURS": "0"}, "SESSION_HOURS"),
    ],
)
def test_a_way_in_that_cannot_work_is_told_at_start_in_a_line(tmp_path, run_command, settings, named):
    ended = run_command(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0", **settings)  # noqa: S104 - refused before it listens
    assert ended.returncode == 1
    assert named in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
