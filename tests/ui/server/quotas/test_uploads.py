"""Files that are uploaded and never sent, through Chainlit's own route."""

import chainlit.config
import httpx
import pytest
from chainlit.session import ws_sessions_id
from starlette.applications import Starlette

from assistant.ui.server.quotas.allowances import Demand, Room
from assistant.ui.server.quotas.upload_quota import brings_only_gone_files
from assistant.ui.server.session_routes import session_routes


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(chainlit.config, "FILES_DIRECTORY", tmp_path)
    return tmp_path


@pytest.fixture
def post(sessions):
    """Uploads a file into a page's chat; returns the answer."""

    async def upload(house, page, content=b"email\nada@example.com\n", language="en"):
        app = Starlette(routes=session_routes(sessions, ""))
        transport = httpx.ASGITransport(house.guard.upload_quota(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            return await http.post(
                f"/project/file?session_id={page.id}",
                files={"file": ("people.csv", content, "text/csv")},
                headers={"Accept-Language": language, "Cookie": page.cookie},
            )

    return upload


def lying(folder):
    return sum(1 for path in folder.rglob("*") if path.is_file())


async def test_a_browser_that_uploads_and_never_sends_keeps_no_more_than_its_share(
    guarded, post, folder, clock, new_cookie_header
):
    house = guarded(unsent_of_session=Room(2, 10_000), unsent_of_browser=Room(3, 10_000))
    cookie = new_cookie_header()
    pages = [await house.page(cookie=cookie).open() for _ in range(3)]
    for number in range(9):
        assert (await post(house, pages[number % 3])).status_code == 200
        clock.pass_by(10)
        assert lying(folder) <= 3
        assert sum(len(session.files) for session in ws_sessions_id.values()) == lying(folder)
    assert [len(ws_sessions_id[page.id].files) for page in pages] == [1, 1, 1]


async def test_the_newest_file_takes_the_place_of_the_oldest_in_whichever_page(
    guarded, post, clock, new_cookie_header
):
    house = guarded(unsent_of_browser=Room(2, 10_000))
    cookie = new_cookie_header()
    pages = [await house.page(cookie=cookie).open() for _ in range(3)]
    for page in reversed(pages):
        await post(house, page)
        clock.pass_by(1)
    assert [len(ws_sessions_id[page.id].files) for page in pages] == [1, 1, 0]


async def test_what_the_server_itself_made_for_a_chat_is_neither_counted_nor_sent_away(
    guarded, post, new_cookie_header
):
    house = guarded(unsent_of_session=Room(1, 10_000))
    page = await house.page(cookie=new_cookie_header()).open()
    session = ws_sessions_id[page.id]
    export = await session.persist_file("contacts.csv", "text/csv", content="email\n")
    for _ in range(3):
        assert (await post(house, page)).status_code == 200
    assert export["id"] in session.files
    assert len(session.files) == 2


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en-GB", "Too many files wait here"), ("fr", "Trop de fichiers attendent ici")],
)
async def test_a_full_server_says_so_in_words_and_keeps_what_is_there(
    guarded, post, folder, new_cookie_header, language, sentence
):
    house = guarded(unsent_altogether=Room(2, 10_000))
    pages = [await house.page(cookie=new_cookie_header()).open() for _ in range(3)]
    for page in pages[:2]:
        assert (await post(house, page)).status_code == 200
    refused = await post(house, pages[2], language=language)
    assert refused.status_code == 507
    assert refused.json()["detail"].startswith(sentence)
    assert lying(folder) == 2
    await pages[0].vanish()
    assert (await post(house, pages[2])).status_code == 200
    assert lying(folder) == 2


async def test_too_many_uploads_a_minute_are_refused_in_words_until_the_minute_is_over(
    guarded, post, clock, new_cookie_header
):
    house = guarded(each_minute={**dict.fromkeys(Demand, 100), Demand.UPLOAD: 2}, generosity=1)
    page = await house.page(cookie=new_cookie_header()).open()
    assert [(await post(house, page)).status_code for _ in range(3)] == [200, 200, 429]
    refused = await post(house, page, language="fr")
    assert refused.json()["detail"].startswith("Cela fait beaucoup d’un coup")
    assert refused.headers["retry-after"] == "60"
    clock.pass_by(60)
    assert (await post(house, page)).status_code == 200


async def test_unsent_files_go_with_their_chat(guarded, post, folder, clock, new_cookie_header):
    house = guarded()
    page = await house.page(cookie=new_cookie_header()).open()
    await post(house, page)
    await page.vanish()
    await house.guard.abandoned.sweep()
    clock.pass_by(120)
    await house.guard.abandoned.sweep()
    assert list(folder.iterdir()) == []


async def test_a_message_whose_file_has_made_room_for_newer_ones_is_answered_in_words(
    guarded, post, new_cookie_header
):
    house = guarded(unsent_of_session=Room(1, 10_000))
    page = await house.page(cookie=new_cookie_header()).open()
    first, _ = [(await post(house, page)).json()["id"] for _ in range(2)]
    await page.emit("client_message", {"message": {"output": ""}, "fileReferences": [{"id": first}]})
    await page.until(lambda: any("no longer here" in packet for packet in page.packets))


@pytest.mark.parametrize(
    "odd", [[], {}, {"fileReferences": 5}, {"fileReferences": [None, {"id": ["x"]}]}, None]
)
async def test_odd_references_to_files_raise_nothing(guarded, odd, new_cookie_header):
    page = await guarded().page(cookie=new_cookie_header()).open()
    assert isinstance(brings_only_gone_files(ws_sessions_id[page.id], odd), bool)


async def test_nobody_makes_room_at_the_cost_of_a_chat_that_is_not_theirs(guarded, post, new_cookie_header):
    house = guarded(unsent_of_session=Room(1, 10_000))
    page = await house.page(cookie=new_cookie_header()).open()
    kept = (await post(house, page)).json()["id"]
    page.cookie = new_cookie_header()
    assert (await post(house, page)).status_code == 404
    assert list(ws_sessions_id[page.id].files) == [kept]
