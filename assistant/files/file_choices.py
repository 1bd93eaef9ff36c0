"""What a person may choose about a file before it is imported, and the files that wait for a choice."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from assistant.files.exported_cells import Account
from assistant.files.import_rows import ContactImport
from assistant.files.import_store import ImportStore
from assistant.files.preview import DroppedFile
from assistant.files.reading.column_fates import RECORD_ID, BrokenCells, Choices, WithoutEmail
from assistant.language.persons.whole_names import WHOLE_NAMES


class ChoiceTrouble(StrEnum):
    """Why a choice changes nothing; a sentence has each."""

    NO_SUCH_COLUMN = "no_such_column"
    NO_SUCH_PROPERTY = "no_such_property"
    NO_SUCH_SHEET = "no_such_sheet"
    NO_SUCH_ENCODING = "no_such_encoding"
    FILE_GONE = "file_gone"
    """It is not kept any more: the server has begun anew, or others' files needed the room."""


class ChoiceRefused(Exception):
    """A choice names what the file or the account does not have; nothing has changed."""

    def __init__(self, trouble: ChoiceTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class FileDecision:
    """One decision; what is None stays as it is.

    ``column`` is a column's place, and ``property_name`` what it is to be, as `ColumnFate.property_name` has it.
    ``days`` says whether its bare numbers are a spreadsheet's days.
    """

    column: int | None = None
    property_name: str | None = None
    days: bool | None = None
    broken: BrokenCells | None = None
    without_email: WithoutEmail | None = None
    sheet: str | None = None
    encoding: str | None = None


def offered_in(account: Account) -> list[str]:
    """What a column may be: a whole name, HubSpot's own id, or any property that can be written."""
    writable = [name for name, known in account.items() if known.writable and name != RECORD_ID]
    return [*WHOLE_NAMES, RECORD_ID, *writable]


def choices_with(planned: ContactImport, choice: FileDecision, account: Account) -> Choices:
    """What a person has chosen about a file, with one choice more; another sheet has other columns.

    Raises:
        ChoiceRefused: the file or the account has no such thing.
    """
    choices = planned.choices
    if choice.column is not None:
        choices = _with_column(planned, choices, choice, account)
    if choice.broken is not None:
        choices = replace(choices, broken=choice.broken)
    if choice.without_email is not None:
        choices = replace(choices, without_email=choice.without_email)
    if choice.sheet is not None:
        if choice.sheet not in planned.sheets:
            raise ChoiceRefused(ChoiceTrouble.NO_SUCH_SHEET)
        choices = Choices(broken=choices.broken, without_email=choices.without_email, sheet=choice.sheet)
    if choice.encoding is not None:
        if choice.encoding not in {one.encoding for one in planned.in_doubt}:
            raise ChoiceRefused(ChoiceTrouble.NO_SUCH_ENCODING)
        choices = replace(choices, encoding=choice.encoding)
    return choices


def _with_column(planned: ContactImport, choices: Choices, choice: FileDecision, account: Account) -> Choices:
    place = choice.column
    if place is None or place not in {fate.place for fate in planned.fates}:
        raise ChoiceRefused(ChoiceTrouble.NO_SUCH_COLUMN)
    if choice.property_name is not None:
        if choice.property_name and choice.property_name not in offered_in(account):
            raise ChoiceRefused(ChoiceTrouble.NO_SUCH_PROPERTY)
        choices = replace(choices, columns={**choices.columns, place: choice.property_name})
    if choice.days is not None:
        serials = choices.serials | {place} if choice.days else choices.serials - {place}
        choices = replace(choices, serials=serials)
    return choices


_MOST_BYTES_HELD: Final = 100_000_000


class HeldFiles:
    """The newest file of each person while it waits for a decision, in memory; the oldest go first."""

    def __init__(self, most_bytes: int = _MOST_BYTES_HELD) -> None:
        self._most_bytes = most_bytes
        self._files: OrderedDict[str, tuple[str, DroppedFile]] = OrderedDict()

    def hold(self, owner: str, import_id: str, dropped: DroppedFile) -> None:
        """Keep the file of an import in place of the person's last one."""
        self._files.pop(owner, None)
        self._files[owner] = (import_id, dropped)
        while sum(len(one.content) for _, one in self._files.values()) > self._most_bytes:
            self._files.popitem(last=False)

    def of(self, owner: str, import_id: str) -> DroppedFile:
        """The file of an import.

        Raises:
            ChoiceRefused: it is not kept any more.
        """
        held = self._files.get(owner)
        if held is None or held[0] != import_id:
            raise ChoiceRefused(ChoiceTrouble.FILE_GONE)
        return held[1]

    async def anywhere(self, owner: str, import_id: str, store: ImportStore) -> DroppedFile:
        """The file of an import, from the store where another server has read it.

        Raises:
            ChoiceRefused: it is not kept any more.
        """
        try:
            return self.of(owner, import_id)
        except ChoiceRefused:
            kept = await store.file_of(import_id)
            if kept is None:
                raise
            name, content = kept
            return DroppedFile(name, content)

    def forget(self, owner: str, import_id: str) -> None:
        """Let go of the file of an import that is decided on."""
        if self._files.get(owner, ("",))[0] == import_id:
            del self._files[owner]
