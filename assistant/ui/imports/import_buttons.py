"""What a person can click on an import, and what comes back."""

from collections.abc import Sequence
from typing import Final

from chainlit.action import Action
from pydantic import BaseModel, ConfigDict, Field

from assistant.files.file_choices import FileDecision
from assistant.files.import_rows import ContactImport, ImportRow, ImportState
from assistant.files.reading.column_fates import BrokenCells, WithoutEmail
from assistant.files.reading.row_table import MOST_COLUMNS
from assistant.files.result_file import has_reasons
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in
from assistant.ui.cards.buttons import PICK, Reference
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.query_text import in_number
from assistant.ui.cards.reader import Reader

IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT = "import", "drop_import", "resume_import", "undo_import"
UNDO_REVIEWED, STOP_IMPORT = "undo_reviewed", "stop_import"
CHOOSE_IMPORT, IMPORT_REASONS, IMPORT_RESULT = "choose_import", "import_reasons", "import_result"

FILES: Final = (IMPORT_REASONS, IMPORT_RESULT)
"""Buttons that bring a file, and decide nothing."""

_NAME_LENGTH = 40
_MOST_OFFERED = 5
"""Sheets, and columns of days, that have a button where the page shows no menus."""


class ImportClicked(BaseModel):
    """A button of an import, with the fingerprint of the rows that the person agreed to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    planned: Reference
    digest: Reference


class FileClicked(ImportClicked):
    """A way to a file; ``here`` says that whoever asks takes it from the answer, and needs no message."""

    here: bool = False


class ChoiceClicked(ImportClicked):
    """A menu of a preview, or a button that stands for one of its entries."""

    column: int | None = Field(None, ge=0, lt=MOST_COLUMNS)
    property_name: str | None = Field(None, max_length=100)
    days: bool | None = None
    broken: BrokenCells | None = None
    without_email: WithoutEmail | None = None
    sheet: str | None = Field(None, max_length=200)
    encoding: str | None = Field(None, max_length=40)

    @property
    def choice(self) -> FileDecision:
        """What the person has decided."""
        return FileDecision(**self.model_dump(exclude={"planned", "digest"}))


def import_actions(
    planned: ContactImport, reader: Reader, *, may_stop: bool = False, for_review: int = 0
) -> list[Action]:
    """The buttons that lead somewhere in the state the import is in, what is most likely wanted first.

    ``may_stop`` says that it runs here and goes on, ``for_review`` how many contacts there are to look at.
    """
    if not reader.may_write:
        return []
    texts, common = import_texts_in(reader.language), reader.texts
    undo = (UNDO_IMPORT, common.undo, "undo-2")
    result = (IMPORT_RESULT, texts.result_button, "download")
    offered: list[tuple[str, str, str]] = []
    match planned.state:
        case ImportState.PENDING:
            agree = (IMPORT, in_number(planned.to_write, texts.import_count, reader), "check")
            reasons = (IMPORT_REASONS, texts.reasons_button, "download")
            offered = [agree] if planned.to_write else []
            offered += [(DROP_IMPORT, common.cancel, "x"), *([reasons] if has_reasons(planned) else [])]
        case ImportState.RUNNING | ImportState.UNDOING if may_stop:
            offered = [(STOP_IMPORT, texts.stop, "square")]
        case ImportState.STOPPED:
            offered = [(RESUME_IMPORT, texts.resume, "play"), undo, result]
        case ImportState.DONE:
            offered = [undo, result]
        case ImportState.UNDONE:
            offered = [result]
    if for_review:
        label = in_number(for_review, texts.undo_reviewed, reader)
        offered = [(UNDO_REVIEWED, label, "undo-2"), *offered]
    return [_button(name, planned, label, icon) for name, label, icon in offered]


def choice_actions(planned: ContactImport, language: Language) -> list[Action]:
    """What the menus of a waiting preview offer, for where the page may not show them."""
    return _choices(planned, language) if planned.state is ImportState.PENDING else []


def _choices(planned: ContactImport, language: Language) -> list[Action]:
    """What the menus of the preview offer, where the page may not show it; out of sight where it does."""
    texts = import_texts_in(language)
    offered: list[tuple[str, dict[str, str | int | bool]]] = []
    if planned.left_cells:
        offered += [
            (label, {"broken": one}) for one, label in texts.broken.items() if one != planned.choices.broken
        ]
    if planned.without_email:
        offered += [
            (_labelled(texts.without_email_label, label, language), {"without_email": one})
            for one, label in texts.without_email.items()
            if one != planned.choices.without_email
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


def look_actions(planned: ContactImport, rows: Sequence[ImportRow], language: Language) -> list[Action]:
    """A button for each of these contacts that are to be looked at."""
    texts = import_texts_in(language)
    return [
        Action(
            name=PICK,
            payload={"contact": row.contact_id},
            label=texts.show_contact.format(name=shorten(row.name or row.email, _NAME_LENGTH)),
            icon="user",
            id=f"{PICK}-{planned.id}-{row.number}",
        )
        for row in rows
    ]


def _button(name: str, planned: ContactImport, label: str, icon: str) -> Action:
    payload = {"planned": planned.id, "digest": planned.digest}
    return Action(name=name, payload=payload, label=label, icon=icon, id=f"{name}-{planned.id}")
