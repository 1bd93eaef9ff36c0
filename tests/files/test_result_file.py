"""What a person is told of an import: its rows in words, and the file that lists them all."""

import csv
import io
import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.files.cells.outcomes import CellReason, LeftCell
from assistant.files.import_rows import (
    ContactImport,
    ImportRow,
    ImportState,
    RowReason,
    RowState,
    Stop,
    Verdict,
)
from assistant.files.reading.bad_file import FileTrouble
from assistant.files.reading.left_lines import LeftKind
from assistant.files.result_file import details_of, has_reasons, reasons_file, result_file
from assistant.language.texts import import_texts_in

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLANNED = ContactImport(
    id="i1",
    owner="ada",
    file_name="people.csv",
    source="csv",
    encoding="UTF-8",
    delimiter=";",
    digest="d",
    created_at=NOW,
    expires_at=NOW,
)


def lines_of(content, language):
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if language == "fr" else ","))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_row_has_its_outcome_and_its_reason(language):
    rows = [
        ImportRow(
            number=2, verdict=Verdict.NEW, state=RowState.DONE, email="lea@acme.example", contact_id="7"
        ),
        ImportRow(number=3, verdict=Verdict.UPDATE, state=RowState.FAILED, reason=RowReason.CHANGED),
        ImportRow(number=4, verdict=Verdict.DUPLICATE, reason=RowReason.TWICE, same_as=2),
        ImportRow(number=5, verdict=Verdict.UPDATE, state=RowState.DONE, left_out=("lifecyclestage",)),
        ImportRow(number=6, verdict=Verdict.NEW, state=RowState.KEPT),
    ]
    texts = import_texts_in(language)
    heading, *lines = lines_of(result_file(PLANNED, rows, language), language)
    assert heading == list(texts.result_columns)
    assert [line[3] for line in lines] == [
        texts.outcomes[one] for one in ("new", "failed", "duplicate", "update", "kept")
    ]
    assert lines[0][2:6:3] == ["lea@acme.example", "7"]
    assert lines[1][4] == texts.reasons["changed"]
    assert "2" in lines[2][4]
    assert lines[3][4]


def test_an_address_that_an_import_cannot_store_stands_whole_in_a_column_of_its_own():
    long = f"{'a' * 60}@{'b' * 60}.example"
    told = (("email", long), ("email", "second@acme.example"), ("phone", "01 99 00 12 34"))
    left = tuple(LeftCell(2, 2, name, value, CellReason.FURTHER) for name, value in told)
    row = ImportRow(number=2, verdict=Verdict.NEW, state=RowState.DONE, email="a@acme.example", left=left)
    heading, line = lines_of(result_file(PLANNED, [row], "en"), "en")
    assert dict(zip(heading, line, strict=True))["Further e-mails"] == f"{long}; second@acme.example"
    assert import_texts_in("en").further_email in line[4]


def test_the_reasons_of_cards_name_properties_and_lines_for_cards_have_no_columns():
    planned = PLANNED.model_copy(update={"source": "vcard", "left_kinds": (LeftKind("NOTE", 12),)})
    left = (LeftCell(1, 16, "phone", "01 99 00 12 34", CellReason.FURTHER),)
    row = ImportRow(number=1, verdict=Verdict.NEW, email="a@acme.example", left=left)
    assert has_reasons(planned)
    _, kind, cell = lines_of(reasons_file(planned, [row], "en"), "en")
    assert kind == ["", "notes", "", import_texts_in("en").card_line["other"].format(count=12)]
    assert cell[:3] == ["1", "Phone", "01 99 00 12 34"]
    assert "Phone: 01 99 00 12 34" in details_of(row, planned, "en")


@given(name=st.text(max_size=40), language=st.sampled_from(["fr", "en"]))
def test_no_cell_of_the_result_file_begins_a_formula(name, language):
    row = ImportRow(number=2, verdict=Verdict.INVALID, name=name, email=f"={name}", reason=RowReason.NO_EMAIL)
    for line in lines_of(result_file(PLANNED, [row], language), language):
        for cell in line:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_there_is_a_sentence_for_everything_that_can_happen(language):
    texts = import_texts_in(language)
    assert texts.verdicts.keys() == set(Verdict)
    assert texts.reasons.keys() == set(RowReason)
    assert texts.stopped.keys() == set(Stop)
    assert texts.states.keys() == set(ImportState)
    begun = {
        ImportState.RUNNING,
        ImportState.STOPPED,
        ImportState.DONE,
        ImportState.UNDOING,
        ImportState.UNDONE,
    }
    assert texts.footers.keys() == begun
    assert texts.bad_files.keys() == set(FileTrouble)
    assert texts.outcomes.keys() == (set(RowState) - {RowState.IDLE, RowState.DONE}) | set(Verdict)


def test_both_languages_fill_the_same_places():
    def places(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    french, english = import_texts_in("fr"), import_texts_in("en")
    for name in french.__slots__:
        one, other = getattr(french, name), getattr(english, name)
        if isinstance(one, str):
            assert places(one) == places(other), name
        elif not isinstance(one, tuple):
            assert {key: places(text) for key, text in one.items()} == {
                key: places(text) for key, text in other.items()
            }, name
