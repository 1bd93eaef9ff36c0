"""`python -m assistant journal`: the journal for people and for spreadsheets."""

import asyncio
import csv
import io
import json
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from assistant.__main__ import COLUMNS, main
from assistant.proposals.journal import JournalEntry, JournalEvent
from assistant.proposals.proposal_store import ProposalStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entry(owner: str, contact_id: str, at: datetime = NOON, **after: str) -> JournalEntry:
    before = dict.fromkeys(after, "")
    return JournalEntry(
        at=at,
        owner=owner,
        event=JournalEvent.DONE,
        proposal_id="p1",
        action="update",
        contact_id=contact_id,
        before=before,
        after=after,
    )


@pytest.fixture
def journal_of(tmp_path, monkeypatch):
    """Runs the command over these entries."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    async def fill(entries) -> None:
        state = ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'state.sqlite3'}")
        await state.open()
        for one in entries:
            await state.note(one)
        await state.close()

    def run(*options: str) -> str:
        out = io.StringIO(newline="")
        assert main(["journal", *options], out) == 0
        return out.getvalue()

    def journal(*entries: JournalEntry) -> Callable[..., str]:
        asyncio.run(fill(entries))
        return run

    return journal


@pytest.fixture
def journal(journal_of):
    """Runs the command over three entries."""
    return journal_of(
        entry("ada", "1", jobtitle="CTO"),
        entry("ada", "2", NOON.replace(day=21), company="=HYPERLINK(1)"),
        entry("eve", "1", NOON.replace(day=22), city="Lyon"),
    )


def test_it_lists_a_line_for_each_entry(journal):
    lines = journal().splitlines()
    assert len(lines) == 3
    assert lines[0] == "2026-11-20 12:00:00 ada done: update of contact 1 jobtitle: '' -> 'CTO'"


@pytest.mark.parametrize(
    ("options", "contacts"),
    [
        (["--person", "eve"], ["1"]),
        (["--contact", "2"], ["2"]),
        (["--since", "2026-11-21"], ["2", "1"]),
        (["--until", "2026-11-21"], ["1"]),
        (["--person", "ada", "--since", "2026-11-21", "--until", "2026-11-22"], ["2"]),
    ],
)
def test_it_can_be_narrowed(journal, options, contacts):
    lines = journal(*options, "--format", "jsonl").splitlines()
    assert [json.loads(line)["contact_id"] for line in lines] == contacts


def test_csv_has_a_column_for_everything_and_runs_no_formula(journal):
    header, *rows = csv.reader(io.StringIO(journal("--format", "csv")))
    assert tuple(header) == COLUMNS
    assert len(rows) == 3
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


HOSTILE = (
    "x\ny",
    "x\r\ny",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x7f\x08\x00",
    "a\u2028b\u2029c\x85d",
    "\u202egnp.exe\u2066\u200f",
    "ad\u200bmin\ufeff\u00ad",
    "\U000e0041",
    "=HYPERLINK(1)",
    "+1+1|cmd",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\uff1d1+1",
    '"=1',
    "\u200b=1",
    "\ufeff=1",
)
OBEYED_OR_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""What a terminal obeys, or a reader does not see (S34)."""


@pytest.fixture
def hostile_journal(journal_of):
    """Runs the command over entries each of whose fields is what an attacker would have sent."""
    return journal_of(*(hostile_entry(text) for text in HOSTILE))


def hostile_entry(text: str) -> JournalEntry:
    return JournalEntry(
        at=NOON,
        owner=text,
        event=JournalEvent.REJECTED,
        proposal_id=text,
        contact_id=text,
        before={text: text},
        after={text: text},
        correlation_id=text,
        reason=text,
    )


@pytest.mark.parametrize("form", ["text", "csv", "jsonl"])
def test_no_field_reaches_a_terminal_as_anything_but_visible_text_on_one_line(hostile_journal, form):
    listed = hostile_journal("--format", form)
    ending = "\r\n" if form == "csv" else "\n"
    *lines, after = listed.split(ending)
    assert after == ""
    assert len(lines) == len(HOSTILE) + (form == "csv")
    obeyed = {char for line in lines for char in line if unicodedata.category(char) in OBEYED_OR_UNSEEN}
    assert obeyed == set()


def test_no_field_begins_a_formula_in_csv(hostile_journal):
    _, *rows = csv.reader(io.StringIO(hostile_journal("--format", "csv"), newline=""))
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    assert [cell for row in rows for cell in row if cell.lstrip().startswith(starts)] == []


def test_json_lines_mean_what_was_stored_whatever_that_is(hostile_journal):
    lines = hostile_journal("--format", "jsonl").splitlines()
    assert [JournalEntry.model_validate_json(line) for line in lines] == list(map(hostile_entry, HOSTILE))


def test_a_name_that_could_pass_for_a_whole_change_is_quoted(journal_of):
    forged = entry("ada", "1", **{"city: '' -> 'Paris', zip": "75001"})
    assert journal_of(forged)().endswith("1 \"city: '' -> 'Paris', zip\": '' -> '75001'\n")


def test_a_line_that_stands_for_many_says_how_many(journal_of):
    listed = journal_of(entry("eve", "1").model_copy(update={"reason": "foreign", "count": 42}))
    assert "eve done (foreign) 42 times:" in listed()
    assert json.loads(listed("--format", "jsonl"))["count"] == 42
    assert listed("--format", "csv").splitlines()[1].endswith(",42")


def test_json_lines_read_back_as_entries(journal):
    lines = journal("--format", "jsonl").splitlines()
    assert JournalEntry.model_validate_json(lines[1]).after == {"company": "=HYPERLINK(1)"}


def test_a_store_that_cannot_be_read_is_said_without_its_address(tmp_path, monkeypatch, capsys):
    (tmp_path / "no-folder").touch()
    monkeypatch.setenv("STATE_URL", f"sqlite+aiosqlite:///{tmp_path}/no-folder/secret.sqlite3")
    assert main(["journal"]) == 1
    assert "secret" not in capsys.readouterr().err


def test_a_date_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["journal", "--since", "yesterday"])
    assert "--since" in capsys.readouterr().err


@pytest.mark.parametrize(
    "store",
    [
        "postgresql+no_driver://app:hidden@127.0.0.1:9/contacts",
        "no-such-database://app:hidden@127.0.0.1/contacts",
        "app:hidden@127.0.0.1",
    ],
)
def test_a_store_that_cannot_be_opened_is_told_of_in_a_line_without_its_password(
    tmp_path, monkeypatch, capsys, store
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STATE_URL", store)
    assert main(["journal"], io.StringIO()) == 1
    said = capsys.readouterr().err
    assert said.startswith("The journal cannot be used (")
    assert "hidden" not in said


def test_it_says_in_words_and_by_its_exit_status_whether_a_line_is_gone(journal, tmp_path):
    told = journal("--verify").splitlines()
    assert told[:2] == ["Every line is there, as it was written or blanked.", "3 lines, 0 of them blanked."]
    known = told[2].removeprefix("The last is ").split()[0]
    assert journal("--verify", "--known", known).startswith("Every line")
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as database, database:
        database.executescript("DROP TRIGGER journal_keeps_lines; DELETE FROM journal WHERE number = 2")
    out = io.StringIO()
    assert main(["journal", "--verify"], out) == 1
    assert out.getvalue().startswith("Before line 3 something is missing, or was changed.")


def test_what_it_says_of_a_contact_can_be_taken_out(journal):
    assert journal("--blank", "1") == "2 lines of the journal say nothing any more.\n"
    assert len(journal().splitlines()) == 1
    assert "3 lines, 2 of them blanked." in journal("--verify")
