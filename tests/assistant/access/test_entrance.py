"""Whoever is in stays in, in their browser, until they leave, are shut out or their time is up."""

import pytest
from access.people import ANNA, LASTS
from sqlalchemy import MetaData

from assistant.access.entrance import LOOKS_AGAIN
from assistant.access.member import Identity, SignInRefused, spelled_id
from assistant.access.sign_in_store import MOST_OF_ONE
from assistant.state.errors import StateUnavailable

pytestmark = pytest.mark.every_store


async def entered(entrance, identity=ANNA, browser="b1"):
    secret, visit = await entrance.open(identity, browser)
    return secret.get_secret_value(), visit


async def test_a_sign_in_is_found_again_by_another_process_and_after_a_restart(open_entrance):
    token, _ = await entered(open_entrance())
    found = await open_entrance().by_cookie(token, "b1")
    assert found is not None
    assert found.identity == ANNA


async def test_a_stolen_cookie_opens_nothing_in_another_browser(open_entrance):
    token, _ = await entered(open_entrance())
    assert await open_entrance().by_cookie(token, "b2") is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a" * 43,
        "a" * 5000,
        "'; DROP TABLE sign_ins; --",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
async def test_what_was_never_given_opens_nothing(entrance, token):
    await entered(entrance)
    assert await entrance.by_cookie(token, "b1") is None


async def test_the_store_holds_nothing_that_opens(database, entrance):
    token, _ = await entered(entrance)
    kept = await everything(database)
    assert ANNA.name in kept
    assert token not in kept


async def everything(database):
    """Each row of each table."""

    async def look(connection):
        tables = MetaData()
        await connection.run_sync(tables.reflect)
        return [(await connection.execute(table.select())).all() for table in tables.sorted_tables]

    return str(await database.transaction(look))


async def test_a_visit_ends_with_its_time(entrance, clock):
    token, visit = await entered(entrance)
    clock.advance(seconds=LASTS.total_seconds() - 1)
    assert await entrance.by_cookie(token, "b1") is not None
    clock.advance(seconds=1)
    assert visit.is_over(clock())
    assert await entrance.by_cookie(token, "b1") is None


async def test_whoever_leaves_is_out_at_once_and_in_every_process_soon(open_entrance, clock):
    here, there = open_entrance(), open_entrance()
    token, visit = await entered(here)
    seen_there = await there.by_cookie(token, "b1")
    await here.close(visit)
    assert visit.is_over(clock())
    assert await here.by_cookie(token, "b1") is None
    await there.look_again()
    assert seen_there.is_over(clock())


async def test_leaving_one_browser_leaves_the_other_open(entrance, clock):
    _, one = await entered(entrance, browser="b1")
    token, other = await entered(entrance, browser="b2")
    await entrance.close(one)
    await entrance.look_again()
    assert not other.is_over(clock())
    assert await entrance.by_cookie(token, "b2") is other


@pytest.mark.parametrize("named", ["anna@example.com", "0f3a-subject"])
async def test_whoever_is_shut_out_is_out_within_a_look_whether_named_by_id_or_address(
    entrance, accounts, clock, named
):
    anna = ANNA.model_copy(update={"id": "0f3a-subject"})
    token, visit = await entered(entrance, anna)
    await accounts.disable(named)
    await entrance.look_again()
    assert visit.is_over(clock())
    assert await entrance.by_cookie(token, "b1") is None
    with pytest.raises(SignInRefused):
        await entrance.open(anna, "b3")


@pytest.mark.parametrize(
    "issuer", ["https://login.example.com/staff", "https://intranet.example.com", "page"]
)
async def test_whoever_is_named_by_a_provider_s_id_is_shut_out_however_that_is_written(
    entrance, accounts, clock, issuer
):
    anna = ANNA.model_copy(update={"id": f"{issuer}#Anna.Berg@Example.com", "email": ""})
    _, visit = await entered(entrance, anna)
    await accounts.disable(spelled_id(f" {anna.id} "))
    await entrance.look_again()
    assert visit.is_over(clock())


async def test_what_was_decided_of_somebody_holds_at_their_very_next_sign_in(entrance, accounts):
    await entered(entrance)
    await accounts.disable(ANNA.id)
    with pytest.raises(SignInRefused):
        await entrance.open(ANNA, "b2")
    await accounts.enable(ANNA.id)
    await entered(entrance, browser="b2")


async def test_a_cookie_of_whoever_is_shut_out_opens_nothing_at_another_server(open_entrance, accounts):
    token, _ = await entered(open_entrance())
    await accounts.disable(ANNA.id)
    assert await open_entrance().by_cookie(token, "b1") is None


async def test_whoever_a_proxy_names_is_let_in_until_shut_out(entrance, accounts, clock):
    visit = await entrance.by_proxy(ANNA)
    assert await entrance.by_proxy(ANNA) is visit
    await accounts.disable(ANNA.id)
    clock.advance(seconds=LOOKS_AGAIN)
    assert await entrance.by_proxy(ANNA) is None
    await entrance.look_again()
    assert visit.is_over(clock())


async def test_groups_that_a_proxy_tells_anew_count_for_what_is_open(entrance):
    visit = await entrance.by_proxy(ANNA.model_copy(update={"groups": frozenset({"sales"})}))
    await entrance.by_proxy(ANNA)
    assert visit.identity.groups == frozenset()


async def test_a_proxy_s_visit_lasts_no_longer_than_any_other(entrance, clock):
    visit = await entrance.by_proxy(ANNA)
    clock.advance(seconds=LASTS.total_seconds())
    assert visit.is_over(clock())
    assert await entrance.by_proxy(ANNA) is not visit


async def test_a_store_that_is_away_ends_nobody_s_visit(entrance, database, clock, monkeypatch):
    _, visit = await entered(entrance)

    async def away(_):
        raise StateUnavailable("away")

    monkeypatch.setattr(database, "read", away)
    with pytest.raises(StateUnavailable):
        await entrance.look_again()
    assert not visit.is_over(clock())


async def test_one_person_holds_so_many_sign_ins_and_the_oldest_gives_way(open_entrance, clock):
    tokens = []
    for _ in range(MOST_OF_ONE + 1):
        token, _ = await entered(open_entrance())
        tokens.append(token)
        clock.advance(seconds=1)
    fresh = open_entrance()
    assert await fresh.by_cookie(tokens[0], "b1") is None
    assert all([await fresh.by_cookie(token, "b1") for token in tokens[1:]])


async def test_sign_ins_that_have_ended_are_forgotten(entrance, sign_ins, clock):
    await entered(entrance)
    clock.advance(seconds=LASTS.total_seconds())
    _, visit = await entered(entrance, Identity(method="password", id="bo"))
    await sign_ins.forget_ended()
    assert await sign_ins.still_open({visit.key}) == {visit.key}


async def test_a_sign_in_that_another_version_wrote_is_none(entrance, database):
    token, _ = await entered(entrance)

    async def spoil(connection):
        await connection.exec_driver_sql("UPDATE sign_ins SET identity = '{}'")

    await database.transaction(spoil)
    entrance._known.clear()
    assert await entrance.by_cookie(token, "b1") is None
