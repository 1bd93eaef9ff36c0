"""What a person can click on an import, and what comes back."""

from collections.abc import Sequence

from chainlit.action import Action
from pydantic import BaseModel, ConfigDict

from assistant.files.import_rows import ContactImport, ImportRow, ImportState
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.ui.cards.buttons import PICK, Reference
from assistant.ui.cards.markdown import shorten

IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT = "import", "drop_import", "resume_import", "undo_import"
UNDO_REVIEWED = "undo_reviewed"

_ALL = (IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT, UNDO_REVIEWED)
_NAME_LENGTH = 40


class ImportClicked(BaseModel):
    """A button of an import, with the fingerprint of the rows that the person agreed to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    planned: Reference
    digest: Reference


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
    if not count:
        return []
    return [_button(name, planned, label, icon) for name, label, icon in offered.get(planned.state, [])]


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
