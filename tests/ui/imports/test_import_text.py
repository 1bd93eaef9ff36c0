from collections import Counter

import pytest

from assistant.files.import_progress import Progress
from assistant.files.import_rows import (
    ContactImport,
    ImportOutcome,
    ImportRow,
    ImportState,
    RowReason,
    RowState,
    Verdict,
)
from assistant.files.reading.column_fates import ColumnFate, ColumnReason
from assistant.files.reading.encodings import EncodingSample
from assistant.language.texts import import_texts_in
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import DROP_IMPORT, import_actions, look_actions
from assistant.ui.imports.import_text import REVIEW_ROWS, about, closed, preview, progress_line, result
from hubspot_tools.contacts import Contact


@pytest.fixture
def planned(proposal):
    return ContactImport(
        id="i1",
        owner="ada",
        file_name="people.csv",
        source="csv",
        encoding="Windows-1252",
        delimiter=";",
        fates=(
            ColumnFate(0, "Courriel", "email"),
            ColumnFate(
                1, "Notes", reason=ColumnReason.UNKNOWN, samples=("![x](https://evil.example/b.png)",)
            ),
        ),
        counts={Verdict.NEW: 7, Verdict.UPDATE: 1, Verdict.INVALID: 1},
        digest="d",
        created_at=proposal.created_at,
        expires_at=proposal.expires_at,
    )


@pytest.fixture
def samples():
    hostile = "![x](https://evil.example/a.png)"
    return {
        Verdict.NEW: [
            ImportRow(
                number=2, verdict=Verdict.NEW, name=hostile, values={"email": "a@x.example", "city": "Lyon"}
            )
        ],
        Verdict.UPDATE: [
            ImportRow(
                number=3,
                verdict=Verdict.UPDATE,
                name="Ann",
                values={"phone": "+33199001234"},
                before={"phone": ""},
            )
        ],
        Verdict.INVALID: [ImportRow(number=4, verdict=Verdict.INVALID, reason=RowReason.FORMULA)],
    }


def test_a_preview_tells_counts_first_rows_columns_and_what_is_left_out(planned, samples):
    text = preview(planned, samples, Reader("fr"))
    assert "À créer\u202f: 7" in text
    assert "… et 6 de plus" in text
    assert "Téléphone\u202f: ∅ → **01 99 00 12 34**" in text
    assert "une cellule contient une formule" in text
    assert "Courriel → E-mail" in text
    assert "Notes — *non importée" in text
    assert text.endswith("*Rien n’est écrit avant votre clic sur Importer.*")


def test_many_columns_of_which_nothing_is_taken_are_told_in_a_line_for_each_reason(planned, samples):
    long = "Which of the following services have you heard of?"
    fates = (
        ColumnFate(0, "Courriel", "email"),
        *(ColumnFate(place, f"{place} {long}", reason=ColumnReason.UNKNOWN) for place in range(1, 41)),
        ColumnFate(41, "Fax", reason=ColumnReason.EMPTY),
        ColumnFate(42, "Ort", reason=ColumnReason.SEVERAL, asked=True),
    )
    text = preview(planned.model_copy(update={"fates": fates}), samples, Reader("en"))
    lines, texts = text.splitlines(), import_texts_in("en")
    assert [line for line in lines if line.startswith(("1. ", "2. ", "43. "))] == [
        "1. Courriel → E-mail",
        "43. Ort — *not imported: several columns could be this property*",
    ]
    assert "Columns that are not imported: 41" in text
    (unknown,) = [line for line in lines if line.startswith(f"- {texts.column_reasons['unknown']}: ")]
    assert "21 20 Which of" in unknown
    assert "22 21 Which of" not in unknown
    assert unknown.endswith(texts.more.format(count=20))
    assert f"- {texts.column_reasons['empty']}: 42 Fax" in lines


def test_what_a_file_says_is_shown_as_text_and_loads_nothing(planned, samples):
    text = preview(planned, samples, Reader("en"))
    assert "![" not in text
    assert "[x](" not in text


def test_a_preview_that_was_put_away_says_so_and_shows_nothing_of_the_file_any_more(planned):
    text = closed(planned.model_copy(update={"state": ImportState.CANCELLED}), Reader("en"))
    assert text == "**Import of people.csv**\n\n*Cancelled: nothing was written.*"


@pytest.mark.parametrize(("done", "bar"), [(0, "░" * 20), (5, "█" * 10 + "░" * 10), (10, "█" * 20)])
def test_progress_is_told_in_numbers_and_as_a_bar(planned, done, bar):
    text = progress_line(planned, Progress(done, 10), Reader("en"))
    assert f"{done} of 10" in text
    assert f"`{bar}` {done * 10}\u00a0%" in text
    assert import_texts_in("en").stopping not in text


def test_a_run_that_is_to_stop_says_so_until_it_has(planned):
    assert progress_line(planned, Progress(5, 10, stopping=True), Reader("en")).endswith(
        import_texts_in("en").stopping
    )


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (ImportState.PENDING, ["Import 8 contacts", "Cancel", "Download the reasons"]),
        (ImportState.STOPPED, ["Resume", "Undo", "Download the result"]),
        (ImportState.DONE, ["Undo", "Download the result"]),
        (ImportState.UNDONE, ["Download the result"]),
        (ImportState.RUNNING, ["Stop"]),
        (ImportState.UNDOING, ["Stop"]),
        (ImportState.EXPIRED, []),
    ],
)
def test_only_buttons_that_lead_somewhere_are_offered(planned, state, labels):
    stands = planned.model_copy(update={"state": state})
    assert [one.label for one in import_actions(stands, Reader("en"), may_stop=True)] == labels
    assert import_actions(stands, Reader("en", may_write=False), may_stop=True) == []


@pytest.mark.parametrize("state", [ImportState.RUNNING, ImportState.UNDOING])
def test_a_run_at_another_server_offers_no_stop_that_would_do_nothing(planned, state):
    assert import_actions(planned.model_copy(update={"state": state}), Reader("en")) == []


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (1, "Import 1 contact", "Importer 1 contact"),
        (1200, "Import 1,200 contacts", "Importer 1\u202f200 contacts"),
    ],
)
def test_what_is_agreed_to_is_counted_in_the_right_number(planned, count, english, french):
    counted = planned.model_copy(update={"counts": {Verdict.NEW: count}})
    assert import_actions(counted, Reader("en"))[0].label == english
    assert import_actions(counted, Reader("fr"))[0].label == french


def test_a_file_with_nothing_to_write_can_only_be_put_away(planned):
    known = planned.model_copy(update={"counts": {Verdict.SAME: 3}, "fates": ()})
    actions = import_actions(known, Reader("en"))
    assert [(one.name, one.label) for one in actions] == [(DROP_IMPORT, "Cancel")]


def outcome_of(*rows):
    counts = Counter((row.verdict, row.state) for row in rows)
    kept = [row for row in rows if row.state is RowState.KEPT]
    return ImportOutcome(counts, [row for row in rows if row.state is RowState.FAILED], kept)


HOSTILE = "[x](https://evil.example) ![y](z)"


def left_for_a_look(number, reason=RowReason.UNPROVEN, name="Léa Roche", url=None):
    contact = Contact(id=str(100 + number), record_url=url)
    return ImportRow(
        number=number,
        verdict=Verdict.NEW,
        state=RowState.KEPT,
        reason=reason,
        name=name,
        contact_id=contact.id,
        seen=contact,
    )


@pytest.fixture
def undone(planned):
    return planned.model_copy(update={"state": ImportState.UNDONE})


@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_what_somebody_changed_is_said_to_be_changed(undone, language):
    texts = import_texts_in(language)
    rows = [left_for_a_look(2), left_for_a_look(3, RowReason.EDITED), left_for_a_look(4, RowReason.EDITED)]
    lines = result(undone, outcome_of(*rows), Reader(language)).splitlines()
    counts = [line for line in lines if texts.reasons[RowReason.EDITED] in line]
    assert [line[-1] for line in counts] == ["2"]
    assert len([line for line in lines if texts.reasons[RowReason.UNPROVEN] in line]) == 2


def test_rows_kept_by_an_older_release_are_counted_without_a_reason(undone):
    older = left_for_a_look(2).model_copy(update={"reason": None, "seen": None})
    assert "Left as it is: 1" in result(undone, outcome_of(older), Reader("en"))


def test_contacts_to_look_at_are_named_with_the_way_to_each(undone):
    record = "https://app.hubspot.com/contacts/1/record/0-1/102"
    text = result(undone, outcome_of(left_for_a_look(2, url=record), left_for_a_look(3)), Reader("en"))
    assert f"- **Léa Roche**\u00a0· [HubSpot ID 102](<{record}>)" in text
    assert "- **Léa Roche**\u00a0· HubSpot ID 103" in text
    assert import_texts_in("en").review_action in text


def test_a_contact_to_look_at_leads_nowhere_but_to_hubspot_and_its_name_is_text(undone):
    text = result(
        undone, outcome_of(left_for_a_look(2, name=HOSTILE, url="https://evil.example/1")), Reader("en")
    )
    assert "[x](" not in text
    assert "](<" not in text


def test_of_many_contacts_to_look_at_the_first_are_named_and_the_others_counted(undone):
    rows = [left_for_a_look(number) for number in range(2, 14)]
    text = result(undone, outcome_of(*rows), Reader("en"))
    assert text.count("HubSpot ID") == REVIEW_ROWS
    assert f"… and {12 - REVIEW_ROWS} more" in text
    looks = look_actions(undone, rows[:REVIEW_ROWS], "en")
    assert [one.label for one in looks] == ["Show Léa Roche"] * REVIEW_ROWS
    assert [one.payload for one in looks[:2]] == [{"contact": "102"}, {"contact": "103"}]
    assert len({one.id for one in looks}) == len(looks)
    assert import_actions(undone, Reader("en"), for_review=12)[0].label == "Take these 12 back too"


def test_what_somebody_changed_is_not_offered_to_be_taken_back_after_all(undone):
    assert list(outcome_of(left_for_a_look(2, RowReason.EDITED)).for_review) == []


def test_a_single_contact_to_look_at_is_offered_in_the_singular(undone):
    assert import_actions(undone, Reader("fr"), for_review=1)[0].label == "Annuler celui-ci aussi"


@pytest.mark.parametrize(
    ("source", "count", "english", "french"),
    [
        ("table", 1, "1 row", "1 ligne"),
        ("table", 0, "0 rows", "0 ligne"),
        ("table", 1200, "1,200 rows", "1\u202f200 lignes"),
        ("vcard", 1, "1 vCard", "1 vCard"),
        ("vcard", 2, "2 vCards", "2 vCards"),
        ("addresses", 1, "1 address", "1 adresse"),
    ],
)
def test_what_a_file_holds_is_counted_in_the_right_number(planned, source, count, english, french):
    held = planned.model_copy(update={"source": source, "counts": {Verdict.NEW: count}})
    assert about(held, Reader("en")) == english
    assert about(held, Reader("fr")) == french


def test_an_encoding_is_named_only_where_it_is_in_doubt(planned):
    doubt = (EncodingSample("Windows-1252", ("Zoé",)), EncodingSample("CP850", ("ZoÚ",)))
    assert "Windows-1252" not in about(planned, Reader("fr"))
    assert "Windows-1252" in about(planned.model_copy(update={"in_doubt": doubt}), Reader("fr"))
