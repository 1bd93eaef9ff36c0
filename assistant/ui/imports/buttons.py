"""What a person can click on an import, and what comes back."""

from chainlit.action import Action
from pydantic import BaseModel, ConfigDict, Field

from assistant.importing.plan import Import, ImportState
from assistant.language import Language
from assistant.texts import import_texts_in, texts_in

IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT = "import", "drop_import", "resume_import", "undo_import"

_ALL = (IMPORT, DROP_IMPORT, RESUME_IMPORT, UNDO_IMPORT)


class ImportClicked(BaseModel):
    """A button of an import, with the fingerprint of the rows that the person agreed to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    planned: str = Field(max_length=64)
    digest: str = Field(max_length=64)


def import_actions(planned: Import, language: Language) -> list[Action]:
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


def all_buttons(planned: Import) -> list[Action]:
    """Every button an import may have, to be taken away."""
    return [_button(name, planned) for name in _ALL]


def _button(name: str, planned: Import, label: str = "", icon: str | None = None) -> Action:
    payload = {"planned": planned.id, "digest": planned.digest}
    return Action(name=name, payload=payload, label=label, icon=icon, id=f"{name}-{planned.id}")
