"""Knowing a chat's id opens nothing: a session belongs to the browser that opened it, and its id is no path."""

import asyncio
import contextlib
from uuid import uuid4

import plain_http
import pytest
import socketio
from live.browser_cookies import all_cookies
from socketio.exceptions import ConnectionError as Refused

PATHS = (
    "../data",
    "/srv/elsewhere",
    "%2e%2e/data",
    "..",
    "",
    "5D0CD33C-3F1E-4A26-9C5D-1F6B0A3AD001",
    "a" * 36,
)
"""What is no canonical UUID, the last but one only by its capitals."""


async def opened(house, session_id, **auth):
    """A socket that asks for a session by that name, from a browser that keeps cookies."""
    client = socketio.AsyncClient(reconnection=False)
    async with plain_http.AsyncClient(base_url=house.url) as browser:
        cookie = all_cookies(await browser.get("/"))
    await client.connect(
        house.url,
        socketio_path="/ws/socket.io",
        transports=["websocket"],
        headers={"Cookie": cookie},
        auth={"sessionId": session_id, "clientType": "webapp", **auth},
    )
    return client


async def opened_and_cleared(house, session_id):
    """What deletes a session's folder where nobody looks at the id."""
    with contextlib.suppress(Refused):
        client = await opened(house, session_id)
        await client.call("clear_session")
        await client.disconnect()


@pytest.mark.parametrize("session_id", PATHS)
async def test_a_session_s_id_is_no_path(house, session_id):
    before = sorted(path for path in house.folder.rglob("*") if ".files" in path.parts)
    with pytest.raises(Refused):
        await opened(house, session_id)
    assert sorted(path for path in house.folder.rglob("*") if ".files" in path.parts) == before


async def test_a_folder_named_by_a_socket_is_neither_made_nor_deleted(arrive, start):
    house = start()
    kept = house.folder / "data" / "state.sqlite3"
    assert kept.exists()
    for session_id in ("../data", str(house.folder / "data"), "../../data"):
        await opened_and_cleared(house, session_id)
    assert "Brume" in await (await arrive(house)).say(
        "find Elsa Brume"
    )  # whatever a farewell sets going is over
    assert kept.exists()
    async with plain_http.AsyncClient(base_url=house.url) as operator:
        assert (await operator.get("/ready")).status_code == 200


@pytest.mark.parametrize("session_id", ["../public", "../../public", "%2e%2e/public", "5d0cd33c"])
async def test_an_upload_into_a_folder_of_its_own_choice_is_refused(house, arrive, session_id):
    person = await arrive(house)
    answer = await person.upload(b"<script>alert(1)</script>", mime="text/html", session=session_id)
    assert answer.status_code == 404
    assert list((house.folder / "public").glob("*.html")) == []


async def test_what_a_browser_says_of_a_file_s_kind_does_not_choose_its_ending(house, arrive):
    person = await arrive(house)
    assert (await person.upload(b"email\r\nann@example.com\r\n", mime="text/html")).status_code == 200
    assert list(house.folder.rglob("*.html")) == []


@pytest.mark.parametrize(
    ("cookie", "name"),
    [
        ("another browser's", "Hilda Prescott"),
        ("none", "Winifred Oakes"),
        ("a planted one", "Barnaby Thistle"),
    ],
)
async def test_a_known_id_opens_confirms_uploads_and_downloads_nothing(
    arrive, connected_house, clean_portal, cookie, name
):
    owner = await arrive(connected_house)
    await owner.say(f"create {name}, {uuid4().hex[:8]}@example.com")
    confirm = owner.button("Confirm")
    held = (await owner.upload(b"email\r\nann@example.com\r\n")).json()["id"]
    assert (await owner.download(held)).status_code == 200

    stranger = await arrive(connected_house, keeps_cookies=cookie == "another browser's")
    if cookie == "a planted one":
        stranger.bring("contact_assistant_visitor=" + "a" * 43)
    refusals = [
        await stranger.post(confirm, session=owner.id),
        await stranger.upload(b"email\r\n", session=owner.id),
        await stranger.download(held, session=owner.id),
    ]
    expected = 404 if cookie == "another browser's" else 403
    assert [answer.status_code for answer in refusals] == [expected] * 3
    with pytest.raises(Refused):
        await opened(connected_house, owner.id)
    assert clean_portal.writes == []
    assert "Done" in await owner.click("Confirm")


async def test_a_browser_finds_its_own_chat_again(arrive, house):
    before = await arrive(house)
    await before.say("find Marie Durand")
    after = await arrive(house, cookie=before.cookie, session=before.id, greeted=False)
    assert "Marie" in await after.say("marie durand")


async def test_without_cookies_people_may_talk_and_are_told_what_does_not_work(arrive, house):
    person = await arrive(house, keeps_cookies=False)
    assert "keeps no cookies" in person.said[-1]
    assert "Marie Durand" in await person.say("find Marie Durand")
    for answer in (
        await person.post(person.button("Search a contact")),
        await person.upload(b"email\r\nann@example.com\r\n"),
        await person.download(str(uuid4())),
    ):
        assert answer.status_code == 403
        assert "keeps no cookies" in answer.json()["detail"]


async def test_without_cookies_a_written_yes_confirms(arrive, connected_house, clean_portal):
    person = await arrive(connected_house, keeps_cookies=False)
    await person.say(f"create Ida Marsh, ida.{uuid4().hex[:8]}@example.com")
    assert "Done" in await person.say("yes")
    assert len(clean_portal.writes) == 1


async def test_without_cookies_a_chat_ends_with_its_socket(arrive, connected_house, clean_portal):
    person = await arrive(connected_house, keeps_cookies=False)
    await person.say(f"create Ida Marsh, ida.{uuid4().hex[:8]}@example.com")
    with pytest.raises(Refused):
        await opened(connected_house, person.id)
    await person.close()
    after = await arrive(connected_house, session=person.id, keeps_cookies=False)
    assert not any("Ida Marsh" in said for said in after.said)
    assert "Done" not in await after.say("yes")
    assert clean_portal.writes == []


async def test_an_edited_message_is_not_run_again(arrive, house):
    person = await arrive(house)
    sent = await person.send("find Marie Durand")
    await person.until(lambda: any("Marie Durand" in said for said in person.said))
    await person.emit("edit_message", {"message": {**sent, "output": "find Luc Martin"}})
    await person.say("find Elsa Brume")
    assert not any("Luc Martin" in said for said in person.said)


ODD_EVENTS = [
    ("client_message", None),
    ("client_message", {}),
    ("client_message", {"message": None}),
    ("client_message", {"message": {"id": "../x", "output": "hello"}}),
    ("client_message", {"message": {"id": str(uuid4()), "output": {"a": 1}}}),
    ("client_message", {"message": {"id": str(uuid4()), "output": "x"}, "fileReferences": "abc"}),
    ("client_message", ["a", "list"]),
    ("edit_message", {}),
    ("message_favorite", {}),
    ("audio_start", None),
    ("audio_chunk", {}),
    ("audio_end", {}),
    ("window_message", {"a": 1}),
    ("chat_settings_change", None),
    ("chat_settings_change", {"language": {"x": 1}, "other": "y" * 1000}),
    ("chat_settings_edit", {"x": 1}),
    ("no_such_event", {"x": 1}),
]


async def test_no_event_is_too_odd_to_be_survived(arrive, start):
    house = start()
    person = await arrive(house)
    for event, brought in ODD_EVENTS:
        await person.emit(event, brought)
    assert "Marie Durand" in await person.say("find Marie Durand")
    assert any("could not be read" in said for said in person.said)
    assert "Traceback" not in house.log
    assert "Error" not in house.log


ODD_BODIES = [
    b"",
    b"[]",
    b"null",
    b"{",
    b'{"sessionId": 1}',
    b"\xff\xfe",
    b'"x"',
    b"[" * 20_000,
    b'{"a":' * 5_000,
]


@pytest.mark.parametrize("path", ["/project/action", "/set-session-cookie", "/project/file"])
@pytest.mark.parametrize("body", ODD_BODIES)
async def test_no_body_is_too_odd_for_a_clear_refusal(house, path, body):
    async with plain_http.AsyncClient(base_url=house.url, timeout=20) as browser:
        await browser.get("/")
        answer = await browser.post(path, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"]
    assert "Traceback" not in house.log


@pytest.mark.parametrize(
    "path",
    [
        "/public/%00",
        "/public/" + "a" * 300,
        "/" + "x/" * 2000,
        "/avatars/%0d%0aSet-Cookie:x",
        "/assets/..%2f..%2fx",
    ],
)
async def test_no_address_is_too_odd_for_a_clear_refusal(house, path):
    async with plain_http.AsyncClient(base_url=house.url, timeout=20) as browser:
        answer = await browser.get(path)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in house.log


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/feedback"),
        ("POST", "/project/threads"),
        ("GET", "/project/thread/x"),
        ("POST", "/login"),
        ("POST", "/auth/jwt"),
        ("POST", "/mcp"),
    ],
)
async def test_what_nobody_uses_is_not_there(house, method, path):
    async with plain_http.AsyncClient(base_url=house.url) as browser:
        answer = await browser.request(method, path, json={})
    assert answer.status_code in {404, 405}


async def test_a_click_that_is_no_click_of_ours_is_refused(arrive, house):
    person = await arrive(house)
    for action in ({"name": "confirm", "payload": "x"}, {"name": "y" * 1000, "payload": {}}, {"payload": {}}):
        assert (await person.post(action)).status_code == 400
    assert (await person.post({"name": "no_such_action", "payload": {}})).status_code == 404


async def test_polling_is_off_because_its_addresses_carry_the_socket_s_id(start):
    house = start()
    async with plain_http.AsyncClient(base_url=house.url) as browser:
        answer = await browser.get("/ws/socket.io/", params={"transport": "polling", "EIO": "4"})
    assert answer.status_code == 400


async def test_two_browsers_that_open_one_id_at_once_do_not_share_it(house):
    session_id = str(uuid4())
    answers = await asyncio.gather(*(opened(house, session_id) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    for client in answers:
        if isinstance(client, socketio.AsyncClient):
            await client.disconnect()
