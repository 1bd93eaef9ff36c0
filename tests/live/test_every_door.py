"""Every address and every event, asked for by everybody: what each may is derived from the one declaration."""

import http.client
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

import plain_http
import pytest
import socketio
from live.signing_in import add_accounts, sign_in
from socketio.exceptions import ConnectionError as Refused

from assistant.ui.server.sign_in.needs import NEEDS, Needs

ROLES = """
[roles]
editor = ["editor@example.com", "other@example.com"]
steward = ["steward@example.com"]
operator = ["operator@example.com"]
"""
IN = ("viewer", "editor", "steward", "operator")
OUT = ("nobody", "revoked", "expired")
"""Who is signed in, and who is not, or not any more."""

METHODS = {
    "/project/action": "POST",
    "/project/file": "POST",
    "/set-session-cookie": "POST",
    "/sign-out": "POST",
    "/reader": "POST",
}
INTRANET = "https://intranet.example.com"
NAMES = {"{id}": "x", "{name:path}": "none.css", "{avatar_id:str}": "contact_assistant", "{file_id}": "none"}


@dataclass
class Company:
    """A server, the cookie of each kind of person, and a chat of the editor's."""

    house: object
    cookies: dict = field(default_factory=dict)


@pytest.fixture(scope="module")
def company(tmp_path_factory, run_house, run_command):
    folder = tmp_path_factory.mktemp("company")
    (folder / "access.toml").write_text(ROLES, encoding="utf-8")
    add_accounts(run_command, folder, [f"{who}@example.com" for who in (*IN, "revoked", "other")])
    settings = {"AUTH": "password", "METRICS_TOKEN": "a-token-for-scrapers", "ALLOWED_ORIGINS": INTRANET}
    with run_house(folder, SESSION_HOURS="0.002", **settings) as house:
        expired = sign_in(house, "viewer@example.com")
    with run_house(folder, **settings) as house:
        company = Company(
            house, {who: sign_in(house, f"{who}@example.com") for who in (*IN, "revoked", "other")}
        )
        company.cookies |= {
            "expired": expired,
            "nobody": plain_http.get(f"{house.url}/sign-in").headers["set-cookie"].split(";")[0],
        }
        _wait_until_out(house, expired)
        assert run_command(folder, "user", "disable", "revoked@example.com").returncode == 0
        _wait_until_out(house, company.cookies["revoked"])
        yield company


def _wait_until_out(house, cookie):
    with plain_http.Client(base_url=house.url, headers={"Cookie": cookie}) as browser:
        give_up_at = time.monotonic() + 60
        while browser.get("/project/settings?language=en").status_code != 401:
            if time.monotonic() > give_up_at:
                pytest.fail("whoever was shut out is still in")
            time.sleep(0.2)


def asked(company, path, who, **more):
    for name, value in NAMES.items():
        path = path.replace(name, value)
    headers = {"Cookie": company.cookies[who], **more.pop("headers", {})}
    method = METHODS.get(path.replace("/none", ""), "GET")
    return plain_http.request(method, f"{company.house.url}{path}", headers=headers, timeout=20, **more)


ADDRESSES = [path for path in NEEDS if path not in {"/ws/socket.io", "/sign-out"}]


@pytest.mark.parametrize("who", [*IN, *OUT])
@pytest.mark.parametrize("path", ADDRESSES)
def test_an_address_answers_those_it_is_declared_for(company, path, who):
    answer = asked(company, path, who)
    match NEEDS[path]:
        case Needs.NOTHING:
            assert answer.status_code not in {401, 403}
        case Needs.OPERATOR:
            assert (answer.status_code == 200) == (who == "operator")
        case Needs.MEMBER | Needs.OWN_CHAT:
            assert (answer.status_code == 401) == (who in OUT)


@pytest.mark.parametrize("path", [path for path in ADDRESSES if NEEDS[path].signs_in])
def test_a_page_of_the_intranet_can_read_that_somebody_must_sign_in(company, path):
    refused = asked(company, path, "expired", headers={"Origin": INTRANET})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == INTRANET
    assert refused.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in asked(company, path, "expired").headers


OTHERWISE = (
    "{path}/",
    "/{path}",
    "//{path}",
    "/.{path}",
    "/public/..{path}",
    "/public/%2e%2e{path}",
    "/public/..%2f{bare}",
    "/health/..{path}",
    "/copilot/../..{path}",
    "/%2f{bare}",
    "{path}%2f",
    "{path}%00",
    "{path}%20",
    "{path};x",
    "{path}?/public/a.css",
    "/widget{path}",
)


@pytest.mark.parametrize("path", ["/", "/project/settings", "/user", "/metrics", "/ws/socket.io/"])
def test_no_other_spelling_of_an_address_and_no_other_method_opens_it(company, path):
    spelled = [path, path.upper(), *(way.format(path=path, bare=path.lstrip("/")) for way in OTHERWISE)]
    place = urlsplit(company.house.url)
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        for address in spelled:
            line = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
            line.putrequest(method, address)  # as it stands: a client of more manners would mend it
            line.endheaders()
            assert line.getresponse().status in {400, 401, 403, 404, 405}, (method, address)
            line.close()


async def chat_of_the_editor(company, arrive):
    editor = await arrive(company.house, cookie=company.cookies["editor"])
    await editor.say("find Marie Durand")
    return editor


async def test_an_address_within_a_chat_answers_its_owner_alone(company, arrive):
    editor = await arrive(company.house, cookie=company.cookies["editor"], client_type="copilot")
    await editor.say("find Marie Durand")
    held = (await editor.upload(b"email\r\nann@example.com\r\n")).json()["id"]
    action = next(iter(editor.actions.values()))
    for who in (*IN, *OUT, "other"):
        person = {"Cookie": company.cookies[who]}
        async with plain_http.AsyncClient(base_url=company.house.url, headers=person, timeout=20) as browser:
            answers = {
                "/project/action": await browser.post(
                    "/project/action", json={"sessionId": editor.id, "action": action}
                ),
                "/page-context": await browser.post("/page-context", json={"key": editor.page_key}),
                "/project/file": await browser.post(
                    "/project/file", params={"session_id": editor.id}, files={"file": ("a.csv", b"email\r\n")}
                ),
                "/project/file/{file_id}": await browser.get(
                    f"/project/file/{held}", params={"session_id": editor.id}
                ),
            }
        assert answers.keys() == {path for path, needs in NEEDS.items() if needs is Needs.OWN_CHAT}
        expected = 200 if who == "editor" else 401 if who in OUT else 404
        assert {answer.status_code for answer in answers.values()} == {expected}, who


@pytest.mark.parametrize("who", [*IN, *OUT, "other"])
async def test_a_socket_is_opened_for_members_and_into_no_chat_but_their_own(company, arrive, who):
    editor = await chat_of_the_editor(company, arrive)
    for session, theirs in (
        (str(uuid4()), True),
        (editor.id, who == "editor"),
    ):
        client = socketio.AsyncClient(reconnection=False)
        opening = client.connect(
            company.house.url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": company.cookies[who]},
            auth={"sessionId": session, "clientType": "webapp"},
        )
        if who in OUT or not theirs:
            with pytest.raises(Refused):
                await opening
        else:
            await opening
            await client.disconnect()
