"""Who may talk to the server at all, and what it tells those who may not."""

import plain_http
import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused


async def connect(house, **headers):
    client = socketio.AsyncClient(reconnection=False)
    auth = {"sessionId": "5d0cd33c-3f1e-4a26-9c5d-1f6b0a3ad001", "clientType": "webapp"}
    try:
        await client.connect(
            house.url, socketio_path="/ws/socket.io", transports=["websocket"], headers=headers, auth=auth
        )
        return client.connected
    finally:
        await client.disconnect()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost:1"]
)
async def test_a_page_of_another_site_gets_no_socket(house, origin):
    with pytest.raises(Refused):
        await connect(house, Origin=origin)


async def test_a_name_pointed_at_this_machine_gets_no_socket(house):
    with pytest.raises(Refused):
        await connect(house, Host="evil.example", Origin="http://evil.example")


async def test_the_page_this_server_sent_gets_its_socket(house):
    assert await connect(house, Origin=house.url)


async def test_a_named_origin_gets_its_socket_and_may_read_answers(start):
    intranet = "https://intranet.example.com"
    house = start(ALLOWED_ORIGINS=f"{intranet},https://contacts.example.com")
    assert await connect(house, Origin=intranet)
    async with plain_http.AsyncClient(base_url=house.url) as browser:
        answer = await browser.get("/project/settings", headers={"Origin": intranet})
        refused = await browser.get("/project/settings", headers={"Origin": "https://evil.example"})
        proxied = await browser.get("/", headers={"Host": "contacts.example.com"})
    assert answer.headers["access-control-allow-origin"] == intranet
    assert refused.status_code == 403
    assert proxied.status_code == 200
    assert (
        f"frame-ancestors 'self' https://contacts.example.com {intranet}"
        in (proxied.headers["content-security-policy"])
    )


async def test_every_french_gets_french_pages(house):
    async with plain_http.AsyncClient(base_url=house.url) as browser:
        for language in ("fr", "fr-FR", "fr-CA", "fr-BE"):
            answer = await browser.get("/project/translations", params={"language": language})
            assert answer.json()["translation"]["navigation"]["header"]["readme"] == "Aide"


async def test_a_click_in_a_chat_nobody_knows_is_told_to_reload(house):
    async with plain_http.AsyncClient(base_url=house.url, headers={"Accept-Language": "fr"}) as browser:
        await browser.get("/")
        action = {"name": "confirm", "payload": {"proposal": "x", "digest": "y"}}
        answer = await browser.post("/project/action", json={"sessionId": "nobody", "action": action})
    assert answer.status_code == 404
    assert "Rechargez la page" in answer.json()["detail"]
    assert "Traceback" not in house.log
