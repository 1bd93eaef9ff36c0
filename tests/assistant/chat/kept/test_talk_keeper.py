"""What was said is there again for its person alone, for some hours, and never at anybody's cost."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text as sql

from assistant.chat.kept import talk_keeper
from assistant.chat.kept.kept_talk import KeptTalk, KeptText
from assistant.chat.kept.talk_keeper import TalkKeeper
from assistant.chat.kept.talk_store import TalkStore
from assistant.state.encryption import Encryption
from assistant.state.errors import StateUnavailable

pytestmark = pytest.mark.every_store

OLD, NEW = SecretStr("O" * 32), SecretStr("N" * 32)
HOURS = timedelta(hours=8)


@pytest.fixture
def store(state, clock):
    return lambda *keys: TalkStore(state, Encryption(keys), HOURS, clock)


@pytest.fixture
def said(clock):
    def say(*texts):
        messages = tuple(KeptText(id=f"m{n}", at=clock(), text=one) for n, one in enumerate(texts))
        return KeptTalk(language="en", messages=messages)

    return say


async def rows(state):
    return list(await state.read(sql("SELECT owner, oldest_at, body FROM kept_talks")))


async def until_kept(state, owners):
    async with asyncio.timeout(10):
        while [row.owner for row in await rows(state)] != owners:  # noqa: ASYNC110 - the keeper tells nobody
            await asyncio.sleep(0)


def texts(talk):
    return [message.text for message in talk.messages] if talk else None


async def test_the_newest_talk_takes_the_place_of_the_one_before_and_is_its_owner_s_alone(store, said, state):
    await store().keep("ada", said("first"))
    await store().keep("ada", said("second"))
    assert texts(await store().newest("ada")) == ["second"]
    assert await store().newest("bob") is None
    assert len(await rows(state)) == 1


async def test_with_a_key_nothing_of_it_is_in_the_store(store, said, state):
    await store(NEW).keep("ada", said("Marie Durand"))
    assert "Marie" not in str(await rows(state))
    assert texts(await store(NEW).newest("ada")) == ["Marie Durand"]


async def test_another_key_counts_as_gone_in_one_line_without_data(store, said, caplog):
    await store(OLD).keep("ada", said("Marie Durand"))
    assert texts(await store(NEW, OLD).newest("ada")) == ["Marie Durand"]
    caplog.clear()
    assert await store(NEW).newest("ada") is None
    (line,) = caplog.messages
    assert "cannot be decrypted" in line
    assert "Marie" not in line


async def test_a_row_moved_to_another_owner_opens_to_nobody(store, said, state):
    await store(NEW).keep("ada", said("Marie Durand"))
    await state.transaction(lambda connection: connection.execute(sql("UPDATE kept_talks SET owner = 'bob'")))
    assert await store(NEW).newest("bob") is None


async def test_what_another_version_has_kept_counts_as_gone(store, state, clock):
    insert = "INSERT INTO kept_talks VALUES ('ada', '2026', '{\"version\": 99}')"
    await state.transaction(lambda connection: connection.execute(sql(insert)))
    assert await store().newest("ada") is None


async def test_after_its_hours_it_is_neither_shown_nor_stored(store, said, state, clock):
    await store().keep("ada", said("old"))
    clock.pass_by(hours=4)
    await store().keep("bob", said("new"))
    clock.pass_by(hours=4)
    assert await store().newest("ada") is None
    await store().sweep()
    assert [row.owner for row in await rows(state)] == ["bob"]


async def test_of_a_talk_that_goes_on_the_sweep_takes_what_is_too_old(store, said, state, clock):
    long_ago = said("old").messages
    clock.pass_by(hours=5)
    newer = KeptText(id="n", at=clock(), text="new")
    await store(NEW).keep("ada", said().model_copy(update={"messages": (*long_ago, newer)}))
    before = await rows(state)
    clock.pass_by(hours=4)
    await store(NEW).sweep()
    after = await rows(state)
    assert after[0].body != before[0].body
    assert texts(await store(NEW).newest("ada")) == ["new"]
    assert len(after[0].body) < len(before[0].body)


async def test_what_is_kept_is_there_at_once_and_what_is_forgotten_gone_at_once(store, said):
    keeper = TalkKeeper(store())
    keeper.keep("ada", said("now"))
    assert texts(await keeper.newest("ada")) == ["now"]
    keeper.forget("ada")
    assert await keeper.newest("ada") is None


async def test_what_waits_is_written_in_the_background_and_at_the_end(store, said, state):
    keeper = TalkKeeper(store())
    keeper.open()
    keeper.keep("ada", said("now"))
    await until_kept(state, ["ada"])
    keeper.keep("bob", said("last"))
    await keeper.close()
    assert {row.owner for row in await rows(state)} == {"ada", "bob"}


class Away(TalkStore):
    """A store that is away until it is back."""

    away = True

    async def keep(self, owner, talk):
        self._check()
        await super().keep(owner, talk)

    async def forget(self, owner):
        self._check()
        await super().forget(owner)

    async def newest(self, owner):
        self._check()
        return await super().newest(owner)

    def _check(self):
        if self.away:
            raise StateUnavailable("OperationalError: locked")


async def test_what_is_said_while_the_talk_is_written_is_written_next(store, said):
    slow, keep = store(), store().keep

    async def keep_slowly(owner, talk):
        if talk == said("first"):
            keeper.keep(owner, said("first", "second"))
        await keep(owner, talk)

    slow.keep = keep_slowly
    keeper = TalkKeeper(slow)
    keeper.keep("ada", said("first"))
    await keeper._write_waiting()
    await keeper.close()
    assert texts(await store().newest("ada")) == ["first", "second"]


async def test_a_store_that_is_away_is_told_once_and_costs_nothing_that_it_can_still_take(
    state, clock, said, caplog, monkeypatch
):
    monkeypatch.setattr(talk_keeper, "RETRY_SECONDS", 0)
    store = Away(state, Encryption(), HOURS, clock)
    await TalkStore(state, Encryption(), HOURS, clock).keep("ada", said("before"))
    keeper = TalkKeeper(store)
    assert await keeper.newest("ada") is None
    caplog.clear()
    keeper.open()
    keeper.forget("ada")
    keeper.keep("bob", said("now"))
    for _ in range(50):
        await asyncio.sleep(0)
    assert sum("while the state store is away" in line for line in caplog.messages) == 1
    store.away = False
    await until_kept(state, ["bob"])
    await keeper.close()


async def test_a_store_that_does_not_answer_holds_no_page_up(state, clock, monkeypatch):
    class Silent(TalkStore):
        async def newest(self, owner):
            await asyncio.Event().wait()

    monkeypatch.setattr(talk_keeper, "READ_SECONDS", 0.01)
    assert await TalkKeeper(Silent(state, Encryption(), HOURS, clock)).newest("ada") is None


async def test_switched_off_nothing_is_kept_and_what_was_kept_is_let_go(state, clock, said):
    await TalkStore(state, Encryption(), HOURS, clock).keep("ada", said("before"))
    keeper = TalkKeeper.kept_in(state, 0, [], clock)
    keeper.open()
    keeper.keep("bob", said("now"))
    assert await keeper.newest("ada") is None
    await until_kept(state, [])
    await keeper.close()


async def test_a_first_key_lets_go_of_what_was_kept_without_one(store, said, state, caplog):
    await store().keep("ada", said("Marie Durand"))
    await store(NEW).keep("bob", said("Luc Martin"))
    await store(NEW).forget_unencrypted()
    assert [row.owner for row in await rows(state)] == ["bob"]


async def test_lone_surrogates_are_no_text_and_break_nothing(store, clock):
    odd = KeptText(id="m", at=clock(), text="a\ud800b")
    await store().keep("ada", KeptTalk(language="en", messages=(odd,)))
    assert texts(await store().newest("ada")) == ["a�b"]
