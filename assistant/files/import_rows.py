"""What an import would do, row by row, and how far it has come."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from assistant.files.cells.outcomes import LeftCell, NotedCell
from assistant.files.reading.column_fates import Choices, ColumnFate
from assistant.files.reading.encodings import EncodingSample
from assistant.files.reading.left_lines import LeftKind, LeftLine, LineReason
from assistant.files.reading.read_file import Source
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import PropertyProblem


class Verdict(StrEnum):
    """What a row means for the contacts."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    DUPLICATE = "duplicate"
    INVALID = "invalid"


class RowState(StrEnum):
    """Names how far a row is: ``waiting → sent → done | failed | unknown``, or ``idle``.

    Then ``done → undoing → undone | kept``. A row that is ``idle`` has nothing to write. One that was sent and whose
    answer is lost is ``unknown`` until it is read back. ``kept`` stays as it is when the import is taken back, for
    its reason; its owner may look at some of these and have them ``done`` again.
    """

    IDLE = "idle"
    WAITING = "waiting"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNDOING = "undoing"
    UNDONE = "undone"
    KEPT = "kept"


class RowReason(StrEnum):
    """Why a row is not, or not quite, imported; and from ``edited`` on, why it is not taken back."""

    RAGGED = "ragged"
    BROKEN = "broken"
    UNREADABLE = "unreadable"
    GROUP = "group"
    GARBLED = "garbled"
    FORMULA = "formula"
    NO_EMAIL = "no_email"
    TELLS_TOO_LITTLE = "tells_too_little"
    """It has no address, and says too little of whom it is about; the next three have none either."""
    NOT_SOUGHT = "not_sought"
    """It has no address, and HubSpot could not be asked whether its person is there."""
    MAY_BE_THERE = "may_be_there"
    NOBODY_KNOWN = "nobody_known"
    LOST = "lost"
    LEFT_CELL = "left_cell"
    """A cell of it cannot be taken, and its owner wants no row without all of its cells."""
    REFUSED = "refused"
    TWICE = "twice"
    CHANGED = "changed"
    EMAIL_TAKEN = "email_taken"
    EMAIL_MOVED = "email_moved"
    """The address by which its contact was found is another's by now."""
    GONE = "gone"
    NOT_PERMITTED = "not_permitted"
    """HubSpot does not let whoever the token stands for change this contact."""
    EDITED = "edited"
    """Something that was written, or a new contact, says something else now."""
    UNPROVEN = "unproven"
    """A new contact whose create was never answered: it was found, and may be somebody else's of the same values."""
    STAGE_MOVED = "stage_moved"
    """Nothing but the lifecycle stage has changed, which HubSpot also moves by itself."""
    MERGED = "merged"
    OLD_VALUES_REFUSED = "old_values_refused"
    OLD_EMAIL_TAKEN = "old_email_taken"


class KnownBy(StrEnum):
    """By what the contact of a row without an address was known: its number, or name and company."""

    PHONE = "phone"
    NAME = "name"


FOR_REVIEW = frozenset({RowReason.UNPROVEN, RowReason.STAGE_MOVED})
"""Rows kept because nobody can tell whether a person has touched them: their owner looks, and may decide."""


class ImportRow(BaseModel, frozen=True):
    """One row: what it says, what it means, and what has become of it.

    ``number`` is the line of the file, or the card's number. ``values`` are what would be written, normalised;
    ``before`` has the same keys where a contact is updated. ``stored`` is the contact as HubSpot answered.
    """

    number: int
    verdict: Verdict
    state: RowState = RowState.IDLE
    email: str = ""
    name: str = ""
    values: Mapping[str, str] = Field(default_factory=dict)
    before: Mapping[str, str] = Field(default_factory=dict)
    contact_id: str | None = None
    found_by: str = ""
    """The address by which that contact was found; ``""`` where it was HubSpot's id."""
    known_by: KnownBy | None = None
    may_be: str = ""
    """Whom a row without an address may be about."""
    reason: RowReason | None = None
    problems: tuple[PropertyProblem, ...] = ()
    same_as: int | None = None
    """The earlier row that is about the same contact."""
    left: tuple[LeftCell, ...] = ()
    """Cells of it, or parts of them, that are not taken."""
    noted: tuple[NotedCell, ...] = ()
    left_out: tuple[str, ...] = ()
    """Properties that would not be stored as the row has them, such as a lifecycle stage that goes back."""
    not_taken: tuple[str, ...] = ()
    """Properties that HubSpot did not store as they were sent."""
    stored: Contact | None = None
    seen: Contact | None = None
    """The contact as it was when the row was kept, for its owner to look at."""
    seen_at: datetime | None = None
    """When the contact that the preview showed had last been changed, by HubSpot's clock."""
    half_back: bool = False
    """Its stage may be emptied, by us, so that it can go back, and is not set yet."""
    begun_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        """Whether it makes a new contact."""
        return self.verdict is Verdict.NEW

    @property
    def is_for_review(self) -> bool:
        """Whether its owner may have it taken back after all."""
        return self.state is RowState.KEPT and self.reason in FOR_REVIEW


class ImportState(StrEnum):
    """Names how far an import is: ``pending → running → done | stopped``, and back.

    It may also end ``cancelled``, ``expired`` or ``replaced``; taken back, it goes ``done → undoing →
    undone``.

    ``stopped`` may go on, ``running`` again. ``undoing`` that is stopped is ``done`` again, or ``stopped`` when it
    was taken back half-way. ``undone`` goes on, ``undoing``, with rows that its owner has looked at.
    """

    PENDING = "pending"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REPLACED = "replaced"


class Stop(StrEnum):
    """Why a run ended before its end."""

    PERSON = "person"
    RESTART = "restart"
    BUSY = "busy"
    SPENT = "spent"
    DENIED = "denied"
    ROLE = "role"
    """Whoever imports may not any more."""
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    MOVING = "moving"
    JOURNAL = "journal"
    """Our own store does not answer, be it for the journal or for the limits that servers share."""
    UNSETTLED = "unsettled"


class ContactImport(BaseModel, frozen=True):
    """Holds one file's import, bound to its owner and to exactly the rows shown.

    ``digest`` binds it to the rows. Times are UTC.
    """

    id: str
    owner: str
    first_id: str = ""
    """The import that showed the file first, where another choice about it has led to this one."""
    file_name: str
    source: Source
    encoding: str
    sheet: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    in_doubt: tuple[EncodingSample, ...] = ()
    """A few words of the file in each encoding that is as likely, where that is not sure."""
    left_lines: tuple[LeftLine, ...] = ()
    left_kinds: tuple[LeftKind, ...] = ()
    hidden_rows: int = 0
    """How many rows a sheet hides: they are left out."""
    fates: tuple[ColumnFate, ...] = ()
    """What becomes of each column; none for files whose columns are ours."""
    choices: Choices = Field(default_factory=Choices)
    left_cells: int = 0
    """How many cells of the file are left out."""
    left_told: int = 0
    """How many cells, or parts of cells, are told to be left out.

    So is what stands beside a value that is taken, and a value that would not be stored as the row has it.
    """
    without_email: int = 0
    """How many rows have no address, whatever becomes of them."""
    further_emails: int = 0
    """How many addresses stand beside those that are taken."""
    serial_columns: tuple[int, ...] = ()
    """Places of columns with numbers that may be a spreadsheet's days."""
    counts: Mapping[Verdict, int] = Field(default_factory=dict)
    digest: str
    state: ImportState = ImportState.PENDING
    created_at: datetime
    expires_at: datetime
    begun_at: datetime | None = None
    stop: Stop | None = None
    news_due: bool = False
    """It was interrupted while nobody was watching: its owner is still to be told."""

    @property
    def shown_as(self) -> str:
        """What its card is called on every page of its owner's, however the file is read again."""
        return self.first_id or self.id

    @property
    def lines_beside(self) -> int:
        """How many lines are no rows, as far as they are told one by one; hidden rows are counted apart."""
        return sum(line.reason is not LineReason.HIDDEN for line in self.left_lines)

    @property
    def to_write(self) -> int:
        """How many rows write something."""
        return self.counts.get(Verdict.NEW, 0) + self.counts.get(Verdict.UPDATE, 0)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of the rows of an import, without reading all of them: a file may have thousands."""

    counts: Mapping[tuple[Verdict, RowState], int] = field(default_factory=dict)
    failed: Sequence[ImportRow] = ()
    """The first rows that were not written."""
    kept: Sequence[ImportRow] = ()
    """Every row that was not taken back."""

    @property
    def for_review(self) -> Sequence[ImportRow]:
        """Rows that their owner is to look at."""
        return [row for row in self.kept if row.is_for_review]

    def in_state(self, *states: RowState) -> int:
        """How many rows are in any of these states."""
        return sum(count for (_, state), count in self.counts.items() if state in states)

    def judged(self, *verdicts: Verdict) -> int:
        """How many rows are of any of these kinds."""
        return sum(count for (verdict, _), count in self.counts.items() if verdict in verdicts)

    def done(self, verdict: Verdict) -> int:
        """How many rows of a kind are written."""
        return self.counts.get((verdict, RowState.DONE), 0)


def counted(rows: Iterable[ImportRow]) -> dict[Verdict, int]:
    """How many rows there are of each kind; kinds without any are left out."""
    return dict(Counter(row.verdict for row in rows))


def digest_of(owner: str, rows: Sequence[ImportRow]) -> str:
    """Fingerprint of all that a click on Import agrees to, whatever has been written of it since."""
    agreed = [
        [row.number, row.verdict, row.email, _found(row), dict(row.before), dict(row.values)]
        for row in rows
        if row.values
    ]
    return hashlib.sha256(json.dumps([owner, agreed], sort_keys=True).encode()).hexdigest()


def _found(row: ImportRow) -> str:
    """The contact that an update is about; a new one has its id only when it was written."""
    return "" if row.is_new else row.contact_id or ""
