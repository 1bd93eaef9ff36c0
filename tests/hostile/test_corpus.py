"""Every hostile text and file of the corpus is answered at every door, within limits that the system keeps (S26, S31)."""

import re
from collections.abc import Callable

import pytest
from hostilekit.corpus import Case, corpus
from hostilekit.meeting import FLOOR, Grows, meet
from hostilekit.verdicts import verdicts

from assistant.files.reading.bad_file import FileTrouble

pytestmark = [pytest.mark.timeout(600), pytest.mark.long]

CORPUS = corpus()
TEXTS = [name for name, case in CORPUS.items() if case.kind == "text"]
FILES = [name for name, case in CORPUS.items() if case.kind == "file"]
TEXT_DOORS = {"a reckless model", "no model", "the offline model", "the grammar", "a form", "the screen"}


@pytest.fixture(scope="session")
def met_texts():
    return verdicts(TEXTS)


@pytest.fixture(scope="session")
def met_files():
    return verdicts(FILES)


def test_the_corpus_is_large_and_most_of_it_can_be_doubled():
    assert len(CORPUS) >= 350
    assert len(TEXTS) >= 200
    assert len(FILES) >= 150
    assert sum(len(case.sizes) == 2 for case in CORPUS.values()) >= 250


def test_the_messages_and_the_card_that_once_stopped_the_server_are_in_it():
    assert CORPUS["text: pairs with a colon, to create"].text().startswith("create a:b a:b a:b")
    assert CORPUS["text: settings"].text(2).count("x=y&") >= 1300
    card = CORPUS["file: the card of 89 bytes"].content()
    assert len(card) == 89
    assert b"TEL;TYPE=" + b"," * 36 + b"\r\n" in card


def test_the_corpus_holds_every_kind_of_broken_text():
    typed = [CORPUS[name].text() for name in TEXTS]
    stored = [CORPUS[name].content() for name in FILES]
    assert any("\ud800" in text for text in typed)
    assert any("\0" in text for text in typed)
    assert any("\u0301" * 1000 in text for text in typed)
    assert any(len(text) >= 300_000 for text in typed)
    assert any(b"\xc0\xaf" in content for content in stored)
    assert any(b"\xed\xa0\x80" in content for content in stored)
    assert any(b"\xef\xbb\xbf" in content[1:] for content in stored)
    assert any(content.count(b";x") > 1_000_000 for content in stored)
    assert any(max(map(len, content.split(b"\n"))) > 4_000_000 for content in stored)
    assert any(content.count(b"BEGIN:VCARD") == 10_000 for content in stored)


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_answered_at_every_door(name, met_texts):
    verdict = met_texts[name]
    assert not verdict.failed
    assert verdict.answers.keys() == TEXT_DOORS
    assert all(verdict.answers.values())


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_or_refused_with_its_reason(name, met_files):
    verdict = met_files[name]
    assert not verdict.failed
    (answer,) = verdict.answers.values()
    refused = answer.removeprefix("refused: ")
    assert refused in set(FileTrouble) or re.fullmatch(
        r"(csv|vcard|workbook|addresses) in [\w (),-]*: \d+ of \d+ rows are of use", answer
    )


def test_the_corpus_comes_to_something_at_every_door(met_texts, met_files):
    """Were every text refused at the threshold, nothing would be shown by it."""
    reckless = {verdict.answers["a reckless model"] for verdict in met_texts.values() if not verdict.failed}
    built_in = {verdict.answers["the offline model"] for verdict in met_texts.values() if not verdict.failed}
    grammar = {verdict.answers["the grammar"] for verdict in met_texts.values() if not verdict.failed}
    read = {verdict.answers["the reader"] for verdict in met_files.values() if not verdict.failed}
    assert any("FormOpened" in one for one in reckless)
    assert any("Proposed" in one for one in built_in)
    assert any("ContactsFound" in one for one in built_in)
    assert {"search_contacts", "create_contact", "words"} <= grammar
    assert any(one.startswith("csv") for one in read)
    assert any(one.startswith("vcard") for one in read)
    assert len({one for one in read if one.startswith("refused")}) >= 6


class Work:
    """A door that works as long as it is said to, and the clock that counts it."""

    def __init__(self, seconds_for: Callable[[int], float]) -> None:
        self._seconds_for = seconds_for
        self.done = 0.0

    async def door(self, text: str) -> str:
        self.done += self._seconds_for(len(text))
        return "done"


async def _met(work: Work) -> dict[str, str]:
    letters = Case("text: a letter", "text", unit="a", times=3_000)
    return await meet(letters, {"a door": work.door}, work_done=lambda: work.done)


async def test_work_that_grows_faster_than_the_text_is_seen():
    with pytest.raises(Grows):
        await _met(Work(lambda length: length**2 / 3_000**2))
    with pytest.raises(Grows):
        await _met(Work(lambda length: length**1.6 / 3_000**1.6))


async def test_work_that_grows_as_the_text_does_or_is_little_is_none_of_it():
    assert await _met(Work(lambda length: length / 3_000)) == {"a door": "done"}
    assert await _met(Work(lambda length: FLOOR * length**2 / 7_000**2)) == {"a door": "done"}


async def test_work_that_seemed_to_grow_once_is_measured_again():
    seconds = iter([0.5, 5.0])
    assert await _met(Work(lambda length: next(seconds, length / 3_000))) == {"a door": "done"}


STUCK = """
import asyncio, json, sys
from hostilekit import meeting
async def meet(case, doors):
    while case.name == "text: commas":
        pass
    return {"a door": "words"}
meeting.meet, meeting.MOST_SECONDS = meet, 1
asyncio.run(meeting.meet_all([meeting.corpus()[name] for name in json.load(sys.stdin)]))
"""


def test_a_case_that_never_ends_is_named_and_the_next_ones_are_still_met():
    met = verdicts(["text: digits", "text: commas", "text: words"], program=("-c", STUCK))
    assert met.pop("text: commas").failed == "the system ended it: it took too much of the processor"
    assert {name: verdict.answers for name, verdict in met.items()} == {
        "text: digits": {"a door": "words"},
        "text: words": {"a door": "words"},
    }
