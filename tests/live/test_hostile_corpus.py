"""The worst of the corpus, sent to the real server by one person while another one works (S26, S31)."""

import asyncio
from uuid import uuid4

import pytest
from hostilekit.corpus import corpus

pytestmark = [pytest.mark.timeout(300), pytest.mark.long]

CORPUS = corpus()
TYPED = [
    "text: pairs with a colon, to create",
    "text: settings",
    "text: commas",
    "text: digit groups",
    "text: addresses",
    "text: halves of an address",
    "text: label and value",
    "text: people",
    "text: what grows under NFKC",
    "text: combining marks",
    "text: surrogates",
    "text: controls",
    "text: signature lines",
    "text: directives",
    "text: huge 'a@'",
]
DROPPED = [
    "file: the card of 89 bytes",
    "file: folds, large",
    "file: soft breaks, large",
    "file: one wide row, large",
    "file: every delimiter, large",
    "file: quotes in quotes in utf-8",
]
FILLED_IN = ["text: what grows under NFKC", "text: settings", "text: words", "text: digits"]
FIELDS = ("lastname", "hubspot_owner_id")
"""Free text, and a name that is looked for; with more of them the request would be too large."""

MARK = "zyxwvut"
"""A word that stands nowhere else, in front of whatever is sent."""


@pytest.fixture
async def mallory(house, arrive, new_browser):
    return await arrive(house, cookie=new_browser(house))


@pytest.fixture
async def ada(house, arrive, new_browser):
    return await arrive(house, cookie=new_browser(house))


@pytest.fixture
def log_since(house):
    """What the server has logged since the test began."""
    begun = len(house.log)
    return lambda: house.log[begun:]


async def opens_a_form(person):
    seen = len(person.cards("ContactForm"))
    await person.click("Create a contact")
    await person.until(lambda: len(person.cards("ContactForm")) > seen)
    return person.cards("ContactForm")[-1]


async def is_served(person):
    assert "Marie Durand" in await person.say("find Marie Durand")


def assert_discreet(log):
    assert MARK not in log
    assert "Traceback" not in log


async def test_others_are_served_while_the_worst_texts_are_answered_beside_an_open_form(
    mallory, ada, log_since
):
    await opens_a_form(mallory)
    for name in TYPED:
        answer, _ = await asyncio.gather(mallory.say(f"{MARK} {CORPUS[name].text()}"), is_served(ada))
        assert answer, name
    assert_discreet(log_since())


async def test_others_are_served_while_a_form_is_checked_that_holds_the_worst_texts(mallory, ada, log_since):
    form = await opens_a_form(mallory)
    for name in FILLED_IN:
        values = dict.fromkeys(FIELDS, f"{MARK} {CORPUS[name].text()}")
        payload = {"form": form["form"], "values": values}
        action = {"name": "check_form", "payload": payload, "id": uuid4().hex, "label": "", "tooltip": ""}
        answer, _ = await asyncio.gather(mallory.post(action), is_served(ada))
        assert answer.status_code == 200
        assert answer.json()["response"]["errors"], name
    assert_discreet(log_since())


async def test_others_are_served_while_the_worst_files_are_read(mallory, ada, log_since):
    for name in DROPPED:
        case = CORPUS[name]
        uploaded = await mallory.upload(case.content(), f"{MARK}{case.ending}")
        assert uploaded.status_code == 200, name
        seen, ended = len(mallory.said), mallory.turns_ended
        await mallory.send("", files=[{"id": uploaded.json()["id"]}])
        await is_served(ada)
        await mallory.until(lambda ended=ended: mallory.turns_ended > ended)
        assert mallory.said[seen:], name
    assert_discreet(log_since())
