"""How much one browser may ask of the real server, and what it is told when that is too much."""

import asyncio

import engineio
import pytest
from socketio.exceptions import ConnectionError as Refused

HANG_UP_SECONDS = 60.0


FILE = b"email\nlea.roche@import.example.com\n"


def uploads(house):
    return [path for path in house.temporary.rglob("*") if path.is_file() and path.read_bytes() == FILE]


@pytest.mark.parametrize(
    ("language", "greeting", "sentence"),
    [("en-GB", "hello", "That was a lot at once"), ("fr", "bonjour", "Cela fait beaucoup d’un coup")],
)
async def test_200_messages_at_once_are_told_to_wait_once_while_others_are_served(
    house, arrive, new_browser, language, greeting, sentence
):
    flooding = await arrive(house, language, cookie=new_browser(house))
    colleague = await arrive(house, cookie=new_browser(house))
    for _ in range(200):
        await flooding.send(greeting)
    assert "Marie Durand" in await colleague.say("find Marie Durand")
    await flooding.until(lambda: any(said.startswith(sentence) for said in flooding.said))
    await flooding.until(lambda: flooding.turns_ended >= 62 and not flooding.working)
    assert sum(said.startswith(sentence) for said in flooding.said) == 1
    assert len(flooding.said) <= 62
    button = next(iter(flooding.actions.values()))
    assert await flooding.post_action(button)


async def test_a_browser_s_21st_page_is_refused_and_the_first_go_on(house, arrive, new_browser):
    cookie = new_browser(house)
    first, *_ = [await arrive(house, cookie=cookie) for _ in range(20)]
    with pytest.raises(Refused):
        await arrive(house, cookie=cookie)
    assert "Marie Durand" in await first.say("find Marie Durand")
    assert await arrive(house, cookie=new_browser(house))


async def test_files_that_are_uploaded_and_never_sent_stay_few(start, arrive, new_browser):
    house = start()
    cookie = new_browser(house)
    person = await arrive(house, cookie=cookie)
    answers = [await person.upload(FILE) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "a lot at once" in answers[-1].json()["detail"]
    assert len(uploads(house)) == 4
    newest = answers[9].json()
    seen, ended = len(person.said), person.turns_ended
    await person.send("", files=[newest])
    await person.until(lambda: person.turns_ended > ended)
    assert "Import of people.csv" in "\n".join(person.said[seen:])
    assert len(uploads(house)) == 3
    await person.send("", files=[answers[0].json()])
    await person.until(lambda: "no longer here" in person.said[-1])


async def test_a_connection_that_becomes_no_chat_is_hung_up(house):
    connection = engineio.AsyncClient()
    await connection.connect(house.url, transports=["websocket"], engineio_path="/ws/socket.io")
    async with asyncio.timeout(HANG_UP_SECONDS):
        await connection.wait()
    assert connection.state == "disconnected"


async def test_a_browser_s_seventh_export_within_a_minute_has_to_wait(house, arrive, new_browser):
    person = await arrive(house, cookie=new_browser(house))
    await person.say("who works at Globex?")
    export = person.button("Export (CSV)")
    for _ in range(6):
        assert "a lot at once" not in await person.post_action(export)
    await person.post(export)
    await person.until(lambda: any("a lot at once" in said for said in person.said))
    assert "Marie Durand" in await person.say("find Marie Durand")


async def test_a_form_that_is_checked_while_somebody_types_uses_up_none_of_their_clicks(
    house, arrive, new_browser
):
    person = await arrive(house, cookie=new_browser(house))
    check = {"name": "check_form", "payload": {"form": "f", "values": {}}, "id": "c", "label": ""}
    for _ in range(130):
        assert (await person.post(check)).status_code == 200
    assert await person.click("Search a contact")
