"""What a person can click on an import, and what comes back."""

from collections.abc import Sequence

from chainlit.action import Action
from pydantic import BaseModel, ConfigDict, Field

from assistant.files.file_choices import FileDecision
from assistant.files.import_rows import ContactImport, ImportRow, ImportState
from assistant.files.reading.column_fates import BrokenCells
from assistant.files.reading.row_table import MOST_COLUMNS
from assistant.files.result_file import has_reasons
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.ui.cards.buttons import PICK, Reference
from assistant.ui.cards.markdown import shorten

IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT = "import", "drop_import", "resume_import", "undo_import"
UNDO_REVIEWED = "undo_reviewed"
CHOOSE_IMPORT, IMPORT_REASONS = "choose_import", "import_reasons"

_ALL = (IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT, UNDO_REVIEWED, IMPORT_REASONS)
_NAME_LENGTH = 40
_MOST_OFFERED = 5
"""Sheets, and columns of days, that have a button where the page shows no menus."""


class ImportClicked(BaseModel):
    """A button of an import, with the fingerprint of the rows that the person agreed to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    planned: Reference
    digest: Reference


class ChoiceClicked(ImportClicked):
    """A menu of a preview, or a button that stands for one of its entries."""

    column: int | None = Field(None, ge=0, lt=MOST_COLUMNS)
    property_name: str | None = Field(None, max_length=100)
    days: bool | None = None
    broken: BrokenCells | None = None
    sheet: str | None = Field(None, max_length=200)
    encoding: str | None = Field(None, max_length=40)

    @property
    def choice(self) -> FileDecision:
        """What the person has decided."""
        return FileDecision(
            self.column, self.property_name, self.days, self.broken, self.sheet, self.encoding
        )


def import_actions(planned: ContactImport, language: Language) -> list[Action]:
    """The buttons that lead somewhere in the state the import is in."""
    texts, common = import_texts_in(language), texts_in(language)
    count = planned.to_write
    agree = texts.import_one if count == 1 else texts.import_many.format(count=count)
    offered: dict[ImportState, list[tuple[str, str, str]]] = {
        ImportState.PENDING: [(IMPORT, agree, "check"), (DROP_IMPORT, common.cancel, "x")],
        ImportState.STOPPED: [(RESUME_IMPORT, texts.resume, "play"), (UNDO_IMPORT, common.undo, "undo-2")],
        ImportState.DONE: [(UNDO_IMPORT, common.undo, "undo-2")],
    }
    buttons = [_button(name, planned, label, icon) for name, label, icon in offered.get(planned.state, [])]
    if planned.state is ImportState.PENDING:
        reasons = (
            [_button(IMPORT_REASONS, planned, texts.reasons_button, "download")]
            if has_reasons(planned)
            else []
        )
        return [*(buttons if count else buttons[1:]), *reasons, *_choices(planned, language)]
    return buttons if count else []


def _choices(planned: ContactImport, language: Language) -> list[Action]:
    """What the menus of the preview offer, where the page may not show it; out of sight where it does."""
    texts = import_texts_in(language)
    offered: list[tuple[str, dict[str, str | int | bool]]] = []
    if planned.left_cells:
        offered += [
            (label, {"broken": one}) for one, label in texts.broken.items() if one != planned.choices.broken
        ]
    sheets = [one for one in planned.sheets if one != planned.sheet][:_MOST_OFFERED]
    offered += [(_labelled(texts.sheet_label, one, language), {"sheet": one}) for one in sheets]
    encodings = [one.encoding for one in planned.in_doubt if one.encoding != planned.encoding]
    offered += [(_labelled(texts.encoding_label, one, language), {"encoding": one}) for one in encodings]
    for place in planned.serial_columns[:_MOST_OFFERED]:
        if place not in planned.choices.serials:
            column = texts.column.format(number=place + 1)
            offered.append((_labelled(column, texts.days, language), {"column": place, "days": True}))
    return [
        Action(
            name=CHOOSE_IMPORT,
            payload={"planned": planned.id, "digest": planned.digest, **chosen},
            label=label,
            icon="list",
            id=f"{CHOOSE_IMPORT}-{planned.id}-{number}",
        )
        for number, (label, chosen) in enumerate(offered)
    ]


def _labelled(label: str, value: str, language: Language) -> str:
    return import_texts_in(language).labelled.format(label=label, value=shorten(value, _NAME_LENGTH))


def review_actions(
    planned: ContactImport, rows: Sequence[ImportRow], language: Language, *, shown: int
) -> list[Action]:
    """A button for each of the first contacts to look at, and one that has all of them taken back."""
    texts = import_texts_in(language)
    for_review = [row for row in rows if row.is_for_review]
    if not for_review:
        return []
    count = len(for_review)
    label = texts.undo_reviewed_one if count == 1 else texts.undo_reviewed_many.format(count=count)
    looks = [
        Action(
            name=PICK,
            payload={"contact": row.contact_id},
            label=texts.show_contact.format(name=shorten(row.name or row.email, _NAME_LENGTH)),
            icon="user",
            id=f"{PICK}-{planned.id}-{row.number}",
        )
        for row in for_review[:shown]
    ]
    return [*looks, _button(UNDO_REVIEWED, planned, label, "undo-2")]


def all_buttons(planned: ContactImport) -> list[Action]:
    """Every button an import may have, to be taken away."""
    return [_button(name, planned) for name in _ALL]


def _button(name: str, planned: ContactImport, label: str = "", icon: str | None = None) -> Action:
    payload = {"planned": planned.id, "digest": planned.digest}
    return Action(name=name, payload=payload, label=label, icon=icon, id=f"{name}-{planned.id}")
