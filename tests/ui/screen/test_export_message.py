"""An export on the screen."""

import asyncio

import pytest

from assistant.files.contact_export import Exported, ExportProgress, ExportRefused, ExportWaits
from assistant.language.texts import texts_in
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.export_message import show_export
from hubspot_tools.errors import CrmUnavailable

EN = texts_in("en")


async def steps(*them):
    for step in them:
        if isinstance(step, Exception):
            raise step
        yield step


def files(browser):
    return [data for name, data in browser.events if name == "element"]


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("en", "Exporting… 1,200 of 2,345 contacts. Stop ends it."),
        ("fr", "1\u202f200 contacts sur 2\u202f345"),
    ],
)
async def test_progress_is_told_in_one_message_in_the_reader_s_numbers(browser, language, last):
    await show_export(steps(ExportProgress(200, 2345), ExportProgress(1200, 2345)), Reader(language))
    (said,) = browser.said
    assert last in said
    assert browser.times("update_message") == 2


async def test_the_file_comes_with_the_session_and_nobody_else_s(browser):
    await show_export(steps(Exported(b"\xef\xbb\xbfid\r\n1\r\n2\r\n", 2, 2)), Reader("en"))
    (file,) = files(browser)
    assert file["name"] == "contacts.csv"
    assert browser.session.files[file["chainlitKey"]]["type"] == "text/csv"
    assert file["forId"] in browser.messages
    assert browser.said == ["2 contacts are in the file."]


async def test_what_hubspot_does_not_give_out_is_said(browser):
    await show_export(steps(Exported(b"x", 10_000, 12_345)), Reader("en"))
    assert "10,000 contacts are in the file." in browser.said[0]
    assert "12,345" in browser.said[0]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (ExportWaits(), "export_waits"),
        (ExportRefused.OWN_UNDER_WAY, "export_own_under_way"),
        (ExportRefused.TOO_MANY_WAIT, "export_too_many"),
    ],
)
async def test_whoever_must_wait_or_is_refused_is_told_so_at_once(browser, language, step, sentence):
    await show_export(steps(step), Reader(language))
    assert browser.said == [getattr(texts_in(language), sentence)]
    assert files(browser) == []


async def test_the_wait_is_forgotten_when_the_export_has_begun(browser):
    await show_export(steps(ExportWaits(), Exported(b"x", 2, 2)), Reader("en"))
    assert browser.said == ["2 contacts are in the file."]


async def test_a_failure_is_a_sentence_and_leaves_no_file(browser):
    await show_export(steps(ExportProgress(200, 450), CrmUnavailable("down")), Reader("en"))
    assert browser.said == [EN.crm_unavailable]
    assert files(browser) == []


async def test_a_stopped_export_says_that_there_is_no_file(browser):
    async def endless():
        yield ExportProgress(200, 450)
        await asyncio.Event().wait()

    task = asyncio.create_task(show_export(endless(), Reader("en")))
    await browser.until(lambda: browser.times("update_message"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert browser.said == [EN.export_stopped]
    assert files(browser) == []
