"""What one person may use up in a day is counted once, for them alone, and told before it is over and when it is."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from heard import said
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.daily_use import ASKING, DailyShare, DailyUse, Used
from assistant.access.member import Identity, Member, Role
from assistant.access.rights import DailyLimits, Rights
from assistant.chat.admission import left_sentence
from assistant.files.contact_export import Exported
from assistant.language.texts import texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.models.model_protocol import Reply
from assistant.models.scripted import says
from assistant.proposals.proposal_store import ProposalStore
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import NotPermitted

pytestmark = pytest.mark.every_store

EN = texts_in("en")


def rights(role: Role = Role.EDITOR, **limits) -> Rights:
    member = Member(identity=Identity(method="oidc", id="ada"), role=role)
    return Rights(member=member, daily=DailyLimits(**limits))


class Day:
    """A clock whose day a test may turn."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def counted():
    return []


@pytest.fixture
def use(state, day, counted) -> DailyUse:
    return DailyUse(
        state,
        day,
        counted=lambda *what: counted.append(("used", *what)),
        refused=lambda *what: counted.append(("refused", *what)),
    )


async def begun(use, may, share=DailyShare.MESSAGES, person="ada", **also):
    return await use.begin(person, may, share, **also)


async def test_as_many_as_the_limit_and_not_one_more(use):
    for _ in range(3):
        await begun(use, rights(messages=3))
    with pytest.raises(NotPermitted) as caught:
        await begun(use, rights(messages=3))
    assert (caught.value.spent, caught.value.most, caught.value.role) == ("messages", 3, "editor")


async def test_two_chats_and_two_servers_share_one_count(use, state, day, state_url):
    other = ProposalStore(state_url)
    await other.open()
    elsewhere = DailyUse(other, day)
    may = rights(messages=10)
    results = await asyncio.gather(
        *(begun(one, may) for _ in range(10) for one in (use, elsewhere)), return_exceptions=True
    )
    await other.close()
    assert sum(isinstance(one, NotPermitted) for one in results) == 10


async def test_a_new_day_begins_a_new_count_and_nobody_pays_for_another(use, day):
    await begun(use, rights(messages=1))
    await begun(use, rights(messages=1), person="bob")
    await begun(use, rights(exports=1), DailyShare.EXPORTS)
    day.now += timedelta(hours=1)
    await begun(use, rights(messages=1))


async def test_it_is_told_with_the_last_few_and_from_four_fifths_on(use):
    told = [[one.amount for one in await begun(use, rights(messages=20))] for _ in range(20)]
    assert [bool(one) for one in told] == [False] * 15 + [True] * 5
    assert [bool(await begun(use, rights(exports=4), DailyShare.EXPORTS)) for _ in range(4)] == [True] * 4


async def test_tokens_that_are_used_up_keep_the_next_message_out(use):
    may = rights(tokens=1000)
    await begun(use, may, asking=ASKING)
    await use.add("ada", may, {DailyShare.TOKENS: 900.0, DailyShare.MONEY: 0.5})
    (low,) = await begun(use, may, asking=ASKING)
    assert (low.share, low.amount, low.most) == (DailyShare.TOKENS, 900.0, 1000)
    await use.add("ada", may, {DailyShare.TOKENS: 900.0})
    with pytest.raises(NotPermitted) as caught:
        await begun(use, may, asking=ASKING)
    assert caught.value.spent == "tokens"


async def test_nothing_is_kept_where_nothing_is_limited_and_all_is_counted_by_role(use, state, counted):
    may = rights(Role.VIEWER)
    await begun(use, may, asking=ASKING)
    await use.add("ada", may, {DailyShare.TOKENS: 7.0, DailyShare.MONEY: 0.0})
    assert counted[:2] == [("used", "messages", "viewer", 1.0), ("used", "tokens", "viewer", 7.0)]
    with pytest.raises(NotPermitted):
        await begun(use, rights(Role.VIEWER, exports=0), DailyShare.EXPORTS)
    assert counted[-1] == ("refused", "exports", "viewer", 1.0)
    assert "ada" not in str(counted)


async def test_old_days_are_forgotten_and_today_is_not(use, day):
    may = rights(messages=1)
    await begun(use, may)
    await use.forget()
    with pytest.raises(NotPermitted):
        await begun(use, may)
    day.now += timedelta(days=3)
    await use.forget()
    assert await use._today("ada", {}) == {}


@given(st.floats(0, 1e9), st.floats(0.01, 1e9), st.sampled_from(DailyShare))
def test_what_is_left_is_told_in_both_languages(amount, most, share):
    for language in ("en", "fr"):
        assert "00:00 UTC" in left_sentence(Used(share, amount, most), texts_in(language))
        assert "00:00 UTC" in crm_sentence(
            NotPermitted("viewer", most=most, spent=share.value), texts_in(language)
        )


# In a chat


async def test_a_message_too_many_is_told_until_when_and_no_model_is_asked(chat, people, use):
    talk = chat(says("Hello."), says("Hello again."), rights=lambda: rights(messages=2), daily_use=use)
    first = said(await talk.hears("hello there, how are you?"))
    assert first[0] == EN.day_low.format(left=1, most=2, what="messages")
    await talk.hears("hello again to you")
    told = said(await talk.hears("and once more"))
    assert told == [EN.day_spent.format(what="messages", most=2, role="editor")]
    assert len(talk.model.asked) == 2
    other_chat = chat(rights=lambda: rights(messages=2), daily_use=use)
    assert said(await other_chat.hears("and here?")) == told


async def test_what_an_answer_costs_is_counted_and_told_once_before_it_is_over(chat, people, use):
    spent = replace(says("Hello."), prompt_tokens=700, completion_tokens=100)
    assert isinstance(spent, Reply)
    talk = chat(spent, spent, spent, rights=lambda: rights(tokens=2000), daily_use=use)
    told = [said(await talk.hears(f"hello, for the time number {number}")) for number in range(4)]
    what = EN.day_shares["tokens"]
    assert told[:2] == [[], []]
    assert told[2] == [EN.day_low_part.format(percent=80, what=what)]
    assert told[3] == [EN.day_spent.format(what=what, most="2000", role="editor")]


async def test_an_export_too_many_is_refused_before_hubspot_is_asked(chat, crm, people, use):
    conversation = chat(rights=lambda: rights(exports=1), daily_use=use).conversation
    exported = [step async for step in conversation.export(SearchContacts())][-1]
    assert isinstance(exported, Exported)
    assert exported.told == EN.day_low.format(left=0, most=1, what="exports")
    crm.forget_requests()
    with pytest.raises(NotPermitted):
        [step async for step in conversation.export(SearchContacts())]
    assert not crm.requests
