import pytest

from assistant.importing.plan import Column, Import, ImportRow, ImportState, Reason, Verdict
from assistant.importing.runs import Progress
from assistant.ui.imports.buttons import import_actions
from assistant.ui.imports.cards import decided, preview, progress_line
from assistant.ui.reader import Reader


@pytest.fixture
def planned(proposal):
    return Import(
        id="i1",
        owner="ada",
        file_name="people.csv",
        source="csv",
        encoding="Windows-1252",
        delimiter=";",
        columns=(
            Column(heading="Courriel", property="email"),
            Column(heading="Notes", ignored="unknown"),
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
        Verdict.INVALID: [ImportRow(number=4, verdict=Verdict.INVALID, reason=Reason.FORMULA)],
    }


def test_a_preview_tells_counts_first_rows_columns_and_what_is_left_out(planned, samples):
    text = preview(planned, samples, Reader("fr"))
    assert "À créer\u00a0: 7" in text
    assert "… et 6 de plus" in text
    assert "Téléphone\u00a0: ∅ → **01 99 00 12 34**" in text
    assert "une cellule contient une formule" in text
    assert "Courriel → E-mail" in text
    assert "Notes — *non importée" in text
    assert text.endswith(
        "*Rien n’est écrit avant votre clic sur Importer. Le fichier de résultat donnera le sort de chaque ligne.*"
    )


def test_what_a_file_says_is_shown_as_text_and_loads_nothing(planned, samples):
    text = preview(planned, samples, Reader("en"))
    assert "![" not in text
    assert "[x](" not in text


def test_a_decided_preview_says_so_in_its_last_words(planned, samples):
    text = decided(preview(planned, samples, Reader("en")), ImportState.DONE, "en")
    assert text.endswith("*Imported.*")
    assert "until you click" not in text


@pytest.mark.parametrize(("done", "bar"), [(0, "░" * 20), (5, "█" * 10 + "░" * 10), (10, "█" * 20)])
def test_progress_is_told_in_numbers_and_as_a_bar(planned, done, bar):
    text = progress_line(planned, Progress(done, 10), Reader("en"))
    assert f"{done} of 10" in text
    assert f"`{bar}` {done * 10}\u00a0%" in text


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (ImportState.PENDING, ["Import 8 contacts", "Cancel"]),
        (ImportState.STOPPED, ["Resume", "Undo"]),
        (ImportState.DONE, ["Undo"]),
        (ImportState.UNDONE, []),
        (ImportState.EXPIRED, []),
    ],
)
def test_only_buttons_that_lead_somewhere_are_offered(planned, state, labels):
    offered = import_actions(planned.model_copy(update={"state": state}), "en")
    assert [action.label for action in offered] == labels


def test_a_file_with_nothing_to_write_has_no_button(planned):
    assert import_actions(planned.model_copy(update={"counts": {Verdict.SAME: 3}}), "en") == []
