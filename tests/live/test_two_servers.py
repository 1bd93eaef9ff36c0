"""Two servers behind the nginx of deploy/ share a PostgreSQL: when one is killed, its people go on at the other."""

import asyncio
import signal
from contextlib import ExitStack
from types import SimpleNamespace
from uuid import uuid4

import nginx_here
import plain_http
import pytest
from live.company import entrance
from live.signing_in import add_accounts, sign_in
from sqlalchemy import make_url

ANNA = "anna@example.com"

pytestmark = pytest.mark.skipif(nginx_here.NGINX is None, reason="nginx is not installed")


@pytest.fixture(scope="module")
def company(tmp_path_factory, run_house, run_command, postgres, portal):
    """Both servers, and the address at which people come to one of them."""
    folder, url = tmp_path_factory.mktemp("company"), postgres.new_database()
    access = folder / "access.toml"
    access.write_text('[roles]\neditor = ["everyone"]\n', encoding="utf-8")
    settings = {
        "ACCESS_FILE": str(access),
        "AUTH": "password",
        "TRUSTED_PROXIES": "127.0.0.1",
        "STATE_URL": url,
        "HUBSPOT_ACCESS_TOKEN": "pat-na1-0f1e2d3c-invented",
        "HUBSPOT_BASE_URL": portal.url,
    }
    add_accounts(run_command, folder / "first", [ANNA], **settings)
    with ExitStack() as stack:
        houses = [stack.enter_context(run_house(folder / name, **settings)) for name in ("first", "second")]
        ports = [int(house.url.rpartition(":")[2]) for house in houses]
        here = stack.enter_context(entrance(folder, ports))
        yield SimpleNamespace(houses=houses, entrance=here, database=make_url(url).database)


async def test_what_is_decided_at_one_server_shows_at_the_other_at_once(company, arrive):
    here, there = company.houses
    cookie = sign_in(here, ANNA)
    email = f"at.once.{uuid4().hex[:8]}@example.com"
    first = await arrive(here, cookie=cookie)
    await first.say(f"create Honora Whitlock, {email}")
    second = await arrive(there, cookie=cookie)
    await second.until(lambda: "Confirm" in second.buttons)
    assert "Done" in await first.click("Confirm")
    await second.until(lambda: "Confirm" not in second.buttons)
    assert "Done" not in await second.say(f"find {email}")


async def test_a_click_that_comes_to_the_other_server_has_the_chat_come_over(company, arrive, portal):
    here, there = company.houses
    email = f"over.{uuid4().hex[:8]}@example.com"
    cookie = sign_in(here, ANNA)
    page = await arrive(there, cookie=cookie)
    await page.say(f"create Silas Thorne, {email}")
    click = {"sessionId": page.id, "action": page.button("Confirm")}
    address = f"{here.url}/project/action"
    post = asyncio.to_thread(plain_http.post, address, json=click, headers={"Cookie": cookie}, timeout=30)
    posted = asyncio.create_task(post)
    await asyncio.wait_for(page.hung_up.wait(), 20)
    over = await arrive(here, cookie=cookie, session=page.id)
    assert (await posted).status_code == 200
    await over.until(lambda: any("Done: Silas Thorne is now a contact." in said for said in over.said))
    assert len(portal.with_email(email)) == 1

    stranger = sign_in(there, ANNA).replace("visitor=", "visitor=x")
    refused = await asyncio.to_thread(
        plain_http.post, f"{there.url}/project/action", json=click, headers={"Cookie": stranger}, timeout=30
    )
    assert refused.status_code in {401, 403, 404}
    assert not over.hung_up.is_set()


async def test_whose_server_is_killed_is_still_signed_in_sees_the_talk_and_confirms_at_the_other(
    company, arrive, postgres, portal
):
    email = f"killed.{uuid4().hex[:8]}@example.com"
    turns = {house.url: house.log.count("turn session=") for house in company.houses}
    before = await arrive(company.entrance, cookie=sign_in(company.entrance, ANNA))
    await before.say("find Marie Dupont")
    await before.say(f"create Edgar Finch, {email}")
    assert before.buttons.count("Confirm") == 1
    await kept(postgres, company.database, email)
    (serving,) = (one for one in company.houses if one.log.count("turn session=") > turns[one.url])
    serving.process.send_signal(signal.SIGKILL)
    await asyncio.wait_for(before.hung_up.wait(), 30)

    after = await arrive(company.entrance, cookie=before.cookie, session=before.id)
    shown = [m["output"] for m in after.messages.values() if m["type"] == "user_message"]
    assert shown[-2:] == ["find Marie Dupont", f"create Edgar Finch, {email}"]
    assert after.buttons.count("Confirm") == 1
    reader = plain_http.post(f"{company.entrance.url}/reader", headers={"Cookie": after.cookie}, timeout=20)
    assert reader.json()["member"]["name"] == ANNA
    assert "Done" in await after.click("Confirm")
    assert len(portal.with_email(email)) == 1


async def kept(postgres, database, words):
    """Wait until what was said is in the store: the server keeps it behind the answer."""
    found = f"SELECT count(*) FROM kept_talks WHERE body LIKE '%{words}%'"  # noqa: S608 - the test's own
    async with asyncio.timeout(30):
        while await asyncio.to_thread(postgres.sql, found, database) != "1":  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.05)
