"""`python -m assistant journal`: the journal for people and for spreadsheets."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime

import pytest

from assistant.__main__ import COLUMNS, main
from assistant.journal import JournalEntry, JournalEvent
from assistant.state import StateStore

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
def journal(tmp_path, monkeypatch):
    """Runs the command over three entries."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    entries = [
        entry("ada", "1", jobtitle="CTO"),
        entry("ada", "2", NOON.replace(day=21), company="=HYPERLINK(1)"),
        entry("eve", "1", NOON.replace(day=22), city="Lyon"),
    ]

    async def fill() -> None:
        state = StateStore(f"sqlite+aiosqlite:///{tmp_path / 'state.sqlite3'}")
        await state.open()
        for one in entries:
            await state.note(one)
        await state.close()

    asyncio.run(fill())

    def run(*options: str) -> str:
        out = io.StringIO()
        assert main(["journal", *options], out) == 0
        return out.getvalue()

    return run


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
