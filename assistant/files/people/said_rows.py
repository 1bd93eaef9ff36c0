"""What the rows of a file say, and whom each is about, before anything is judged. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.files.cells.outcomes import CellReason, LeftCell, NotedCell, RowValues
from assistant.files.cells.row_identity import could_be_one, further_emails_in, with_holder
from assistant.files.import_rows import KnownBy, RowReason
from assistant.files.reading.row_table import RawRow, RowTrouble
from hubspot_tools.contacts import Contact

EMAIL: Final = "email"

_TROUBLES: Final = {
    RowTrouble.RAGGED: RowReason.RAGGED,
    RowTrouble.BROKEN: RowReason.BROKEN,
    RowTrouble.UNREADABLE: RowReason.UNREADABLE,
    RowTrouble.GROUP: RowReason.GROUP,
}


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A row's own words by property and what was left out of it, or the reason why it is not imported.

    ``email`` is its address as HubSpot compares it, ``""`` where it has none. ``contact`` is the one it is about, as far
    as one is known.
    """

    number: int
    values: Mapping[str, str]
    email: str = ""
    record_id: str = ""
    left: tuple[LeftCell, ...] = ()
    noted: tuple[NotedCell, ...] = ()
    reason: RowReason | None = None
    contact: Contact | None = None
    found_by: str = ""
    """The address by which the contact was found; ``""`` where it was HubSpot's id."""
    known_by: KnownBy | None = None
    """By what its contact was known, of a row that has no address."""
    may_be: str = ""
    """Who may be there already, of a row without an address for whom nobody can tell."""
    is_new: bool = False
    """It has no address, nobody is like it, and its owner wants such rows created."""

    @property
    def further_emails(self) -> tuple[str, ...]:
        """The first addresses beside its own by which its contact may be known."""
        return further_emails_in(self.left)


def said_in(rows: Sequence[RawRow], read: Sequence[RowValues]) -> list[SaidRow]:
    """Each row's values, before anybody has checked them against the account.

    Args:
        rows: As they stand in the file.
        read: What each of them says.
    """
    return [_said(row, values) for row, values in zip(rows, read, strict=True)]


def _said(row: RawRow, read: RowValues) -> SaidRow:
    if row.trouble is not None:
        return SaidRow(row.number, {}, reason=_TROUBLES[row.trouble])
    email = read.values.get(EMAIL, "")
    reason = RowReason.NO_EMAIL if not email and not read.record_id else None
    return SaidRow(row.number, read.values, email, read.record_id, read.left, read.noted, reason)


def found_for(
    said: SaidRow,
    by_email: Mapping[str, Contact],
    by_id: Mapping[str, Contact],
    shared: Collection[str] = frozenset(),
) -> SaidRow:
    """The row with the contact it is about: by its address, or by HubSpot's id where it has none.

    An address that nobody has may stand beside one that somebody of that name has: then the row is about that contact,
    for a new one would be a duplicate. Addresses that several rows share tell nobody.
    """
    if said.reason is not None:
        return said
    if said.is_new:
        return said
    if not said.email:
        contact = by_id.get(said.record_id)
        # Other programmes number their records, too: a number alone is nobody's name.
        if contact is not None and not could_be_one(said.values, contact.properties):
            contact = None
        return replace(said, contact=contact, reason=None if contact else RowReason.NO_EMAIL)
    contact = by_email.get(said.email)
    told = [one for one in said.further_emails if one in by_email and one not in shared]
    known = next((one for one in told if could_be_one(said.values, by_email[one].properties)), None)
    if contact is None and known is not None:
        left = (*said.left, _not_its_own(said))
        return replace(said, contact=by_email[known], found_by=known, left=left)
    left = tuple(with_holder(one, contact, by_email) for one in said.left)
    return replace(said, contact=contact, found_by=said.email, left=left)


def _not_its_own(said: SaidRow) -> LeftCell:
    """The row's address, which its contact does not have, and which no import can store beside."""
    place = next(one.place for one in said.left if one.is_further_email)
    return LeftCell(said.number, place, EMAIL, said.email, CellReason.FURTHER)
