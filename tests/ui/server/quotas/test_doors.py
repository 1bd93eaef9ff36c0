"""How many pages one browser, one address and everybody may have open."""

from chainlit.session import ws_sessions_id

from assistant.ui.server.quotas.allowances import Demand

UNHURRIED = dict.fromkeys(Demand, 1_000)


async def opened(house, count, **of):
    pages = [await house.page(**of).open() for _ in range(count)]
    return [page for page in pages if page.refused is None], [
        page for page in pages if page.refused is not None
    ]


async def test_a_browser_opens_so_many_pages_and_the_next_is_told_why_not(guarded, new_cookie_header):
    house = guarded(sockets=3)
    ada, bob = new_cookie_header(), new_cookie_header()
    served, refused = await opened(house, 5, cookie=ada)
    assert (len(served), len(refused)) == (3, 2)
    assert "Too many chats are open" in refused[0].refused
    assert house.counts()["sessions"] == 3
    assert len((await opened(house, 3, cookie=bob))[0]) == 3


async def test_a_page_that_is_closed_makes_room_for_another(guarded, new_cookie_header):
    house = guarded(sockets=2)
    ada = new_cookie_header()
    served, _ = await opened(house, 2, cookie=ada)
    await served[0].vanish()
    assert len((await opened(house, 1, cookie=ada))[0]) == 1


async def test_connections_that_open_no_chat_end_at_twice_the_ceiling(guarded, new_cookie_header):
    house = guarded(sockets=2)
    ada = new_cookie_header()
    pages = [await house.page(cookie=ada).shake_hands() for _ in range(6)]
    assert [page.closed for page in pages] == [False] * 4 + [True] * 2
    assert house.counts()["connections"] == 4


async def test_an_address_whose_browsers_keep_no_cookie_may_open_more_and_holds_back_nobody_who_does(
    guarded, new_cookie_header
):
    house = guarded(sockets=2, generosity=3)
    served, refused = await opened(house, 8)
    assert (len(served), len(refused)) == (6, 2)
    assert (await house.page(cookie=new_cookie_header()).open()).refused is None
    assert (await house.page(address="192.0.2.8").open()).refused is None


async def test_everybody_together_opens_no_more_than_the_server_bears(guarded, new_cookie_header):
    house = guarded(sockets_altogether=4)
    pages = [await house.page(cookie=new_cookie_header()).shake_hands() for _ in range(6)]
    assert [page.closed for page in pages] == [False] * 4 + [True] * 2


async def test_a_new_chat_takes_the_place_of_the_oldest_whose_page_is_gone(guarded, new_cookie_header):
    house = guarded(sessions=3)
    ada = new_cookie_header()
    (stays, first, second), _ = await opened(house, 3, cookie=ada)
    await first.vanish()
    await second.vanish()
    fresh = await house.page(cookie=ada).open()
    assert list(ws_sessions_id) == [stays.id, second.id, fresh.id]


async def test_a_page_comes_back_to_its_chat_whatever_the_ceiling_on_chats(guarded, new_cookie_header):
    house = guarded(sessions=2)
    ada = new_cookie_header()
    (first, _), _ = await opened(house, 2, cookie=ada)
    chat = ws_sessions_id[first.id]
    await first.vanish()
    assert (await house.page(cookie=ada, id=first.id).open()).refused is None
    assert ws_sessions_id[first.id] is chat


async def test_no_chat_whose_page_is_open_ends_for_a_new_one(guarded, new_cookie_header):
    house = guarded(sessions=2)
    served, refused = await opened(house, 3, cookie=new_cookie_header())
    assert list(ws_sessions_id) == [page.id for page in served]
    assert len(refused) == 1


async def test_all_chats_together_stay_below_their_ceiling(guarded, new_cookie_header):
    house = guarded(sessions_altogether=3)
    pages = [await house.page(cookie=new_cookie_header()).open() for _ in range(3)]
    await pages[1].vanish()
    assert (await house.page(cookie=new_cookie_header()).open()).refused is None
    assert (await house.page(cookie=new_cookie_header()).open()).refused is not None
    assert house.counts()["sessions"] == 3


async def test_a_browser_that_opens_and_closes_pages_without_end_has_to_wait(
    guarded, clock, new_cookie_header
):
    house = guarded(each_minute={**UNHURRIED, Demand.OPENING: 5})
    ada = new_cookie_header()
    for _ in range(5):
        page = await house.page(cookie=ada).open()
        assert page.refused is None
        await page.vanish()
    page = await house.page(cookie=ada).open()
    assert "next 60 s" in page.refused
    await page.vanish()
    clock.pass_by(60)
    assert (await house.page(cookie=ada).open()).refused is None
