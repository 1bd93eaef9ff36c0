"""The journal can be listed, whatever stands in it: one entry a line, nothing a terminal obeys, no cell that runs (S34)."""

import csv
import io
import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hostilekit.children import run_child
from hostilekit.corpus import corpus

from assistant.files.reading.formula_cells import is_formula
from assistant.proposals.journal import JournalEntry, JournalEvent
from assistant.proposals.journal_chain import append
from assistant.proposals.proposal_store import ProposalStore

LONGEST = 400
TEXTS = [case.text()[:LONGEST] for case in corpus().values() if case.kind == "text"]
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def storable(text):
    """As the chat takes it: what no database holds is replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


ENTRIES = [
    JournalEntry(
        at=AT,
        owner=storable(text),
        event=JournalEvent.DONE,
        proposal_id=f"p{number}",
        action="update",
        contact_id="1",
        before={"lastname": storable(text)},
        after={"lastname": storable(text)},
        reason=storable(text),
    )
    for number, text in enumerate(TEXTS)
]


@pytest.fixture
async def listed(tmp_path):
    """What the command prints of a journal full of the corpus, by format."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'state.sqlite3'}"
    store = ProposalStore(url)
    await store.open()
    await store.transaction(lambda connection: append(connection, ENTRIES))
    await store.close()
    settings = {"STATE_URL": url, "DATA_DIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}

    def run(form):
        child = run_child(["-m", "assistant", "journal", "--format", form], seconds=30, settings=settings)
        assert child.ended_well, child.complained
        return child.said

    return run


def obeyed_or_unseen(text):
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}}


async def test_the_list_has_one_line_for_each_entry_and_nothing_that_a_terminal_obeys(listed):
    lines = listed("text").split("\n")
    assert len(lines) == len(ENTRIES) + 1
    assert not obeyed_or_unseen("".join(lines))


async def test_no_cell_of_the_table_runs_and_each_entry_is_one_row(listed):
    text = listed("csv")
    assert obeyed_or_unseen(text) == {"\r", "\n"}
    headings, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(rows) == len(ENTRIES)
    assert {len(row) for row in rows} == {len(headings)}
    assert not [cell for row in rows for cell in row if is_formula(cell)]


async def test_the_lines_of_json_say_what_was_stored(listed):
    *lines, rest = listed("jsonl").split("\n")
    assert rest == ""
    assert [JournalEntry.model_validate(json.loads(line)) for line in lines] == ENTRIES
