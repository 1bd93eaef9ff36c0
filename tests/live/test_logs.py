"""What people type, drop and send by mistake is in no line that the running server writes (S15, S33)."""

import contextlib

import httpx
import plain_http
import pytest
import socketio

pytestmark = pytest.mark.long

SECRETS = ("seeded.person", "seeded-firm.example", "639981234", "Zyxwvut")
EMAIL, PHONE, NAME = "seeded.person@seeded-firm.example", "+33639981234", "Zyxwvut"
EVERYTHING = f"{NAME} {EMAIL} {PHONE}"

BODIES = {
    "application/json": [
        f'{{"name": "{EVERYTHING}"',
        f'{{"sessionId": "{EVERYTHING}", "action": {{"id": "{EVERYTHING}"}}}}',
        f'["{EVERYTHING}"]',
    ],
    "multipart/form-data; boundary=x": [
        f'--x\r\nContent-Disposition: form-data; name="{EVERYTHING}\r\n\r\n{EVERYTHING}',
        f"--x\r\n{EVERYTHING}: {EVERYTHING}\r\n\r\n{EVERYTHING}\r\n--x--",
    ],
    f"text/plain; charset={NAME}": [EVERYTHING],
}
PATHS = (
    "/project/action",
    "/project/file",
    "/auth/jwt",
    "/login",
    "/set-session-cookie",
    "/ready",
    f"/{EMAIL}",
)


CARD = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{NAME}\r\nEMAIL;=:;{EMAIL}\r\n{EVERYTHING}\r\n;;;TEL {PHONE}\r\nEND:VCARD\r\n"


@pytest.fixture
def talkative(start_talkative):
    return start_talkative()


async def knock(house):
    """Ask for odd addresses with odd bodies, and connect with odd credentials."""
    async with plain_http.AsyncClient(base_url=house.url, timeout=20.0) as browser:
        for path in PATHS:
            await browser.get(path, params={"session_id": EVERYTHING, "q": EMAIL})
            for kind, bodies in BODIES.items():
                for body in bodies:
                    headers = {"Content-Type": kind, "Cookie": f"x={EMAIL}"}
                    with contextlib.suppress(httpx.TransportError):  # a server may hang up on such bodies
                        await browser.post(path, content=body, headers=headers, params={"q": EMAIL})
    stranger = socketio.AsyncClient(reconnection=False)
    with contextlib.suppress(socketio.exceptions.ConnectionError):
        await stranger.connect(
            house.url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            auth={"sessionId": EVERYTHING, "clientType": NAME, "userEnv": EMAIL},
        )
    await stranger.disconnect()


async def drop(person, content):
    answer = await person.upload(content, f"{NAME}.vcf", "text/vcard")
    ended = person.turns_ended
    await person.send(EMAIL, files=[{"id": answer.json()["id"]}])
    await person.until(lambda: person.turns_ended > ended)


async def test_odd_requests_and_an_ordinary_day_leave_nobody_in_the_log(talkative, arrive):
    await knock(talkative)
    person = await arrive(talkative)
    await person.say(f"create a contact {NAME} Person, {EMAIL}, {PHONE}")
    await person.say(f"find {EMAIL}")
    await drop(person, CARD.encode())
    log = talkative.log.casefold()
    assert [secret for secret in SECRETS if secret.casefold() in log] == []
    assert "?" not in log
    assert "traceback" not in log
    assert "turn session=" in log
