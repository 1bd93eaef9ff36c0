"""What the rows of a table say, by property, and what is left out of them and why. Pure, and slow."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.files.cells.cell_kinds import misfit
from assistant.files.cells.day_cells import Order, order_of, read_day
from assistant.files.cells.email_cells import read_emails
from assistant.files.cells.linked_cells import without_links
from assistant.files.cells.open_row import OpenRow, SaidCell
from assistant.files.cells.outcomes import BETWEEN, CellNote, CellReason, RowValues
from assistant.files.cells.placeholders import says_nothing
from assistant.files.cells.row_phones import RowPhones
from assistant.files.cells.spreadsheet_numbers import is_rounded, without_fraction
from assistant.files.reading.column_fates import RECORD_ID, Choices, ColumnFate
from assistant.files.reading.encodings import is_garbled
from assistant.files.reading.formula_cells import is_formula, unwrapped
from assistant.files.reading.heading_words import HeadingMeaning, meaning_of
from assistant.files.reading.row_table import RawRow, Table
from assistant.language.persons.whole_names import (
    LONGEST_NAME,
    WHOLE_NAMES,
    names_nobody,
    part_of_name,
    split_name,
    without_brackets,
    without_tail,
)
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.countries import country_code
from hubspot_tools.values.text import without_unseen
from hubspot_tools.values.vocabulary import BIRTHDAY, PERSONAL_PHONES

_FIVE_FIGURES: Final = frozenset({"FR", "DE", "ES", "IT", "US", "FI", "EE", "TR", "MX"})
"""Countries all of whose postal codes have five figures, some of them a zero at the front."""

_FIGURES_LEFT: Final = 4
_YEAR: Final = 4
_WRITTEN: Final = frozenset({PropertyKind.LINE, PropertyKind.TEXT})
"""Kinds of properties that hold whatever is written."""

_PLACE: Final = frozenset({"address", "zip", "city"})
_LINKED: Final = frozenset({"email", "website"})
"""Properties whose links are what they say."""

_PARTS_OF_NAME: Final = frozenset({"firstname", "lastname"})


class RowReader:
    """Reads the rows of one table, whose columns' fates are known."""

    def __init__(
        self,
        table: Table,
        fates: Sequence[ColumnFate],
        account: Mapping[str, PropertyLabel],
        region: str,
        choices: Choices,
    ) -> None:
        """Take a table and what its columns are.

        ``region`` is the account's own: there numbers without a country are dialled, and dates are written as people do there.
        """
        self._table = table
        self._account = account
        self._region = region
        self._serials = choices.serials
        self._taken = [fate for fate in fates if fate.property_name]
        self._meanings = {fate.place: meaning_of(fate.heading) or HeadingMeaning() for fate in fates}
        ranked = sorted(self._taken, key=lambda fate: (self._meanings[fate.place].rank, fate.place))
        self._taken = sorted(ranked, key=lambda fate: fate.further)
        self._orders = {fate.place: self._order(fate) for fate in self._taken if self._is_day(fate)}
        self._phones = RowPhones(fates, self._meanings, account, region)
        self._readers = {fate.property_name: self._reader_of(fate.property_name) for fate in self._taken}

    def rows(self) -> Iterator[RowValues]:
        """What each row says, in the order of the table; one that cannot be read says nothing."""
        for row in self._table.rows:
            yield self._read(row) if row.trouble is None else RowValues(row.number)

    def _read(self, raw: RawRow) -> RowValues:
        row = OpenRow(raw.number)
        said = list(self._said_in(raw, row))
        country = self._country_of(said)
        region = self._region if country is None else country
        streets = _streets_used(said)
        for one in said:
            name = one.fate.property_name
            if name in PERSONAL_PHONES:
                continue
            if one.meaning.is_street and one.meaning.use not in streets:
                row.leave(one, CellReason.FURTHER)
            elif name == RECORD_ID:
                row.record_id = one.text if one.text.isdigit() else ""
            elif name == "zip":
                self._read_zip(row, one, country or "")
            elif self._kind(name) is PropertyKind.PHONE:
                self._phones.put_here(row, one, region)
            else:
                self._readers[name](row, one)
        personal = [one for one in said if one.fate.property_name in PERSONAL_PHONES]
        self._phones.put(row, personal, raw, region)
        return RowValues(row.number, row.values, row.record_id, tuple(row.left), tuple(row.noted))

    def _said_in(self, raw: RawRow, row: OpenRow) -> Iterator[SaidCell]:
        """The cells that say something and can be taken, those that count first at the front."""
        for fate in self._taken:
            cell = without_unseen(unwrapped(raw.cells[fate.place]))
            if says_nothing(cell, fate.property_name, self._account.get(fate.property_name)):
                continue
            if fate.property_name not in _LINKED:
                cell = without_links(cell)
            said = SaidCell(fate, self._meanings[fate.place], cell)
            if is_formula(cell):
                row.leave(said, CellReason.FORMULA)
            elif is_garbled(cell):
                row.leave(said, CellReason.GARBLED)
            else:
                yield said

    def _country_of(self, said: Sequence[SaidCell]) -> str | None:
        """The row's country; ``""`` where it names one that nobody knows, None where it names none."""
        countries = [one.text for one in said if one.fate.property_name == "country"]
        return country_code(countries[0]) if countries else None

    def _kind(self, name: str) -> PropertyKind:
        known = self._account.get(name)
        return known.kind if known else PropertyKind.LINE

    def _is_day(self, fate: ColumnFate) -> bool:
        kinds = {PropertyKind.DATE, PropertyKind.DATETIME}
        return fate.property_name == BIRTHDAY or self._kind(fate.property_name) in kinds

    def _order(self, fate: ColumnFate) -> Order:
        return order_of(row.cells[fate.place] for row in self._table.rows if row.trouble is None)

    def _reader_of(self, name: str) -> "Callable[[OpenRow, SaidCell], None]":
        """How the cells of a property are read, the telephone and the mobile apart."""
        if name in WHOLE_NAMES:
            return self._read_whole_name
        if name in _PARTS_OF_NAME:
            return self._read_part_of_name
        if name == BIRTHDAY and self._kind(name) in _WRITTEN:
            return self._read_birthday
        by_kind = {
            PropertyKind.EMAIL: self._read_email,
            PropertyKind.DATE: self._read_day,
            PropertyKind.DATETIME: self._read_instant,
        }
        return by_kind.get(self._kind(name), self._read_text)

    def _read_email(self, row: OpenRow, said: SaidCell) -> None:
        found = read_emails(said.text)
        for address in found.addresses:
            row.put(said, address)
        for part in found.refused:
            row.leave(said, CellReason.NOT_AN_EMAIL, part)
        for remark in found.remarks:
            row.leave(said, CellReason.REMARK, remark)

    def _read_day(self, row: OpenRow, said: SaidCell) -> None:
        order, serials = self._orders[said.fate.place], said.fate.place in self._serials
        read = read_day(said.text, self._region, order, serials=serials)
        if read.reason is None:
            row.put(said, read.day)
        else:
            row.leave(said, read.reason, suggestion=read.suggestion)

    def _read_birthday(self, row: OpenRow, said: SaidCell) -> None:
        """A birthday where HubSpot keeps it as text.

        It stays as people write it, but no spreadsheet's number of a day is one.
        """
        read = read_day(
            said.text,
            self._region,
            self._orders[said.fate.place],
            serials=said.fate.place in self._serials,
        )
        if read.reason is CellReason.SERIAL:
            row.leave(said, read.reason, suggestion=read.suggestion)
        elif read.day and (said.text.isdigit() or said.text[:_YEAR].isdigit()):
            row.put(said, read.day)
        else:
            self._read_text(row, said)

    def _read_instant(self, row: OpenRow, said: SaidCell) -> None:
        read = read_day(said.text, self._region, self._orders[said.fate.place])
        if read.reason is CellReason.SERIAL or said.text.isdigit():
            self._read_day(row, said)
        elif read.day and len(said.text) <= len("31/12/2026 00:00"):
            row.put(said, read.day if ":" not in said.text else said.text)
        else:
            row.put(said, said.text)

    def _read_whole_name(self, row: OpenRow, said: SaidCell) -> None:
        text = _first_of_several(row, said)
        if len(text) > LONGEST_NAME:
            row.leave(said, CellReason.TOO_LONG)
            return
        reason = misfit("firstname", None, without_tail(without_brackets(text)[0]))
        if reason is not None and not (reason is CellReason.NOT_A_NAME and _is_company(said, text)):
            row.leave(said, reason)
            return
        name = split_name(text, said.fate.property_name)
        parts = {"firstname": name.first, "lastname": name.last, "company": name.company}
        if any(value and misfit(part, self._account.get(part), value) for part, value in parts.items()):
            row.leave(said, CellReason.NOT_A_NAME)
            return
        if names_nobody(f"{name.first} {name.last}"):
            row.put(said, name.company, "company")
            row.leave(said, CellReason.NOT_A_NAME)
            return
        for part, value in parts.items():
            row.put(said, value, part)
        if name.remark:
            row.leave(said, CellReason.REMARK, name.remark)
        if name.in_doubt:
            shown = " | ".join(value for value in parts.values() if value)
            row.note(said, said.fate.property_name, shown, CellNote.NAME_IN_DOUBT)

    def _read_part_of_name(self, row: OpenRow, said: SaidCell) -> None:
        text = _first_of_several(row, said)
        value, remark = part_of_name(text)
        reason = misfit(said.fate.property_name, None, value)
        reason = CellReason.TOO_LONG if len(text) > LONGEST_NAME else reason
        if reason is not None:
            row.leave(said, reason)
            return
        row.put(said, value)
        if remark:
            row.leave(said, CellReason.REMARK, remark)

    def _read_zip(self, row: OpenRow, said: SaidCell, country: str) -> None:
        """A postal code, with the zero at its front that a spreadsheet has dropped as of a number."""
        said = replace(said, text=without_fraction(said.text))
        self._read_text(row, said)
        short = country in _FIVE_FIGURES and said.text.isdigit() and len(said.text) == _FIGURES_LEFT
        if short and row.values.get("zip") == said.text:
            row.values["zip"] = f"0{said.text}"
            row.note(said, "zip", row.values["zip"], CellNote.ZERO_RESTORED)

    def _read_text(self, row: OpenRow, said: SaidCell) -> None:
        text = _first_of_several(row, said)
        name = said.fate.property_name
        reason = misfit(name, self._account.get(name), text)
        if self._kind(name) in _WRITTEN and is_rounded(text):
            reason = CellReason.ROUNDED
        if reason is not None:
            row.leave(said, reason)
            return
        row.put(said, text)


def _streets_used(said: Sequence[SaidCell]) -> frozenset[str]:
    """The uses that a row's address has: one at most, for half of two addresses make none.

    Parts of no told use go with those of any. A street, a code or a town of no told use is an address by itself, a country
    is not.
    """
    parts = [one for one in said if one.meaning.is_street]
    if any(not one.meaning.use and one.fate.property_name in _PLACE for one in parts):
        return frozenset({""})
    uses = [one.meaning for one in parts if one.meaning.use]
    return frozenset({"", min(uses, key=lambda one: one.rank).use}) if uses else frozenset({""})


def _first_of_several(row: OpenRow, said: SaidCell) -> str:
    first, *others = [part.strip() for part in said.text.split(BETWEEN)]
    for other in others:
        row.leave(said, CellReason.FURTHER, other)
    return first


def _is_company(said: SaidCell, text: str) -> bool:
    """Whether a cell may be a company's name, where its column holds companies and persons."""
    return "company" in said.fate.property_name and "@" not in text and "://" not in text


def values_of(
    table: Table,
    fates: Sequence[ColumnFate],
    account: Mapping[str, PropertyLabel],
    choices: Choices,
    region: str,
) -> list[RowValues]:
    """What each row of a table says, in its order; see `RowReader`."""
    return list(RowReader(table, fates, account, region, choices).rows())
