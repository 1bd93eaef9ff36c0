"""What the cells of a row say, and what was left out of them and why, as data. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BETWEEN = " ::: "
"""What Google puts between several values of one cell."""

LONGEST_SHOWN = 80
"""Characters of a cell that are shown where it is told why it was left out."""


class CellReason(StrEnum):
    """Why a cell, or a part of it, is left out; a sentence has each."""

    FORMULA = "formula"
    GARBLED = "garbled"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    PHONE_IN_DOUBT = "phone_in_doubt"
    """A number without a country code that is none in the country of its row."""
    ROUNDED = "rounded"
    """``3.36E+10``: a spreadsheet has cut its last digits off."""
    NOT_A_DATE = "not_a_date"
    DATE_IN_DOUBT = "date_in_doubt"
    """Day and month, or the century, or the day in another time zone, may each be either."""
    SERIAL = "serial"
    """A spreadsheet's number of a day; ``suggestion`` is the day, for the person to say that it is one."""
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_OPTION = "not_an_option"
    NO_SUCH_OWNER = "no_such_owner"
    NOT_A_COUNTRY = "not_a_country"
    NOT_A_NAME = "not_a_name"
    COURTESY = "courtesy"
    PROFILE = "profile"
    NOT_A_WEBSITE = "not_a_website"
    MISFIT = "misfit"
    """It is of another kind than its column: an address, a number or a link where none belongs."""
    TOO_LONG = "too_long"
    REFUSED = "refused"
    FURTHER = "further"
    """A second value where only one has room; the first is taken. See `LeftCell.is_further_email`."""
    REMARK = "remark"
    """``(work)``: words beside the value, which is taken without them."""


SAID_ONLY = frozenset({CellReason.FURTHER, CellReason.REMARK})
"""What costs no cell: the value is taken, and beside it there was more. No row is left out for these."""


class CellNote(StrEnum):
    """What is told of a cell that was taken; a sentence has each."""

    ZERO_RESTORED = "zero_restored"
    """A telephone number without its leading zero, as spreadsheets keep numbers."""
    PLUS_RESTORED = "plus_restored"
    NAME_IN_DOUBT = "name_in_doubt"
    """Where the given name ends is a guess."""
    SECOND_KEPT = "second_kept"
    """The second of two values was put into a property of its own."""


@dataclass(frozen=True, slots=True)
class LeftCell:
    """A cell that was left out, or the part of one that was.

    It has its row and its column (from 0), what the cell says, shortened, and why it was left out. ``suggestion`` is what
    it may mean, where that is worth asking.
    """

    row: int
    place: int
    property_name: str
    value: str
    reason: CellReason
    suggestion: str = ""

    @property
    def is_further_email(self) -> bool:
        """Whether it is an address beside the one that is taken, which no import can store.

        HubSpot keeps further addresses of a contact, but its API promises no way to write them with the other properties.
        """
        return self.reason is CellReason.FURTHER and self.property_name == "email"

    @property
    def costs_its_row(self) -> bool:
        """Whether its row is left out where the person wants no row without all of its cells."""
        return self.reason not in SAID_ONLY


@dataclass(frozen=True, slots=True)
class NotedCell:
    """A cell that was taken, and what is to be told of it; ``value`` is what was taken."""

    row: int
    place: int
    property_name: str
    value: str
    note: CellNote


@dataclass(frozen=True, slots=True)
class RowValues:
    """What a row says, by property and normalised as far as its file tells, and what was left out of it.

    ``record_id`` is HubSpot's own id where the file has it.
    """

    number: int
    values: Mapping[str, str] = field(default_factory=dict)
    record_id: str = ""
    left: tuple[LeftCell, ...] = ()
    noted: tuple[NotedCell, ...] = ()


def shortened(cell: str) -> str:
    """A cell as it is shown: on one line, and not too long."""
    line = " ".join(cell[: 4 * LONGEST_SHOWN].split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"
