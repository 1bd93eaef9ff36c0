"""What becomes of each column of a file, as data: taken, left out, or asked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

RECORD_ID: Final = "hs_object_id"
"""HubSpot's own id of a contact: it is never written, and finds the contact of a row that has no address."""


class ColumnReason(StrEnum):
    """Why a column is left out, or why it is asked about; a sentence has each."""

    UNKNOWN = "unknown"
    """No property is called so."""
    READ_ONLY = "read_only"
    """HubSpot fills it in by itself."""
    DOUBLED = "doubled"
    """Another column fills this property, and in no row is this one needed."""
    EMPTY = "empty"
    COURTESY = "courtesy"
    """``Mr``, ``Dr.``: how people are addressed, and no job."""
    PROFILE = "profile"
    """Addresses of profiles in a social network, and no website."""
    FOREIGN_ID = "foreign_id"
    """Ids that mean something in another programme alone."""
    DESCRIBES = "describes"
    """Says of what sort the value in another column is; it is read with that one."""
    MISFIT = "misfit"
    """Its cells are no values of the property that its heading names."""
    ROLE = "role"
    """What part people have in a meeting or a programme, ``Organizer``, ``Member``, and no job."""
    HIDDEN = "hidden"
    """The sheet does not show it."""
    CHOSEN = "chosen"
    """The person wants it left out."""

    SEVERAL = "several"
    """Asked: several columns could be this property, and say different things."""
    WHOLE_NAME = "whole_name"
    """Asked: its heading names a part of the name, and its cells hold whole names."""
    NAME_ORDER = "name_order"
    """Asked: which part of the name comes first."""
    COMPANY_OR_PERSON = "company_or_person"
    """Asked: a company and its person in one cell, or a person alone."""
    BY_CELLS = "by_cells"
    """Asked: no heading says what it is, its cells do."""


@dataclass(frozen=True, slots=True)
class ColumnFate:
    """One column, whether it is taken, left out or asked about; every column of a file has one.

    ``place`` counts the file's columns from 0 and tells those of one heading apart. ``property_name`` is a property's
    internal name, one of `assistant.language.persons.whole_names.WHOLE_NAMES` or `RECORD_ID`; ``""`` where the column is left out. Of a column that is asked
    about it is the guess, which holds until the person has chosen. ``candidates`` are what it could be, the guess
    first; ``samples`` a few of its cells, shortened. ``further`` says that an earlier column fills the property first,
    and that this one counts where that one is empty.
    """

    place: int
    heading: str
    property_name: str = ""
    reason: ColumnReason | None = None
    asked: bool = False
    further: bool = False
    candidates: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def left_out(self) -> bool:
        """Whether nothing of it is taken."""
        return not self.property_name


class BrokenCells(StrEnum):
    """What happens to a row with a cell that cannot be taken."""

    LEAVE_CELL = "leave_cell"
    LEAVE_ROW = "leave_row"


class WithoutEmail(StrEnum):
    """What happens to rows that have no e-mail address."""

    LEAVE_OUT = "leave_out"
    KNOWN = "known"
    """Those are changed whose contact is known by its number, or by its name and company."""
    CREATE = "create"
    """And of whom nobody is like, a new contact is made."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has decided about a file; what is not in it is as guessed.

    ``columns`` are properties as in `ColumnFate.property_name` by the column's place, ``""`` to leave it out. ``serials``
    are the places of columns whose bare numbers are a spreadsheet's days. ``sheet`` and ``encoding`` are names as
    `assistant.files.reading.read_file.ReadFile` has them, ``""`` for the one it takes by itself.
    """

    columns: Mapping[int, str] = field(default_factory=dict)
    serials: frozenset[int] = frozenset()
    broken: BrokenCells = BrokenCells.LEAVE_CELL
    without_email: WithoutEmail = WithoutEmail.LEAVE_OUT
    sheet: str = ""
    encoding: str = ""
