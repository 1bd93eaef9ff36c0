"""The telephone numbers of a row: which is the telephone, which the mobile, which the fax. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.files.cells.open_row import OpenRow, SaidCell
from assistant.files.cells.outcomes import CellNote, CellReason
from assistant.files.cells.phone_cells import PhonePart, read_phones
from assistant.files.reading.column_fates import ColumnFate
from assistant.files.reading.heading_words import HeadingMeaning, line_words
from assistant.files.reading.row_table import RawRow
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import FAX, MOBILE, PERSONAL_PHONES


class RowPhones:
    """Puts the telephone numbers of a table's rows where they belong."""

    def __init__(
        self,
        fates: Sequence[ColumnFate],
        meanings: Mapping[int, HeadingMeaning],
        account: Mapping[str, PropertyLabel],
        home: str,
    ) -> None:
        """``home`` is the account's own region."""
        self._account = account
        self._home = home
        self._describing = _describing(fates, meanings)

    def put(self, row: OpenRow, said: Sequence[SaidCell], raw: RawRow, region: str) -> None:
        """Put the first number of each column where its column says, then the others where there is room."""
        extra: list[tuple[SaidCell, PhonePart]] = []
        for one in said:
            sorts = self._sorts(raw, one)
            target = MOBILE if sorts & line_words("mobile") else one.fate.property_name
            if sorts & line_words(FAX, "no_line"):
                if not sorts & line_words(FAX) or FAX not in self._account:
                    row.leave(one, CellReason.FURTHER)
                    continue
                target = FAX
            parts = self._parts(row, one, region)
            if parts and target not in row.values and target in self._account:
                self._take(row, one, target, parts.pop(0))
            extra += [(one, part) for part in parts]
        for one, part in extra:
            if part.number in row.values.values():
                continue
            free = [name for name in PERSONAL_PHONES if name not in row.values and name in self._account]
            room = [name for name in free if name == "phone" or part.is_mobile]
            if room:
                self._take(row, one, room[0], part)
                row.note(one, room[0], part.number, CellNote.SECOND_KEPT)
            else:
                row.leave(one, CellReason.FURTHER, part.written)

    def put_here(self, row: OpenRow, said: SaidCell, region: str) -> None:
        """Put a fax number, or one of a property of the account's own."""
        for part in self._parts(row, said, region):
            self._take(row, said, said.fate.property_name, part)

    def _parts(self, row: OpenRow, said: SaidCell, region: str) -> list[PhonePart]:
        """The numbers of a cell that can be stored; the others, and remarks, are left out.

        One that is called a fax in the cell itself is put there.
        """
        found = read_phones(said.text, region, self._home)
        spoken: list[PhonePart] = []
        for part in found.parts:
            if part.reason is not None:
                row.leave(said, part.reason, part.written)
            elif part.labels & line_words(FAX, "no_line"):
                self._put_aside(row, said, part)
            else:
                spoken.append(part)
        for remark in found.remarks:
            row.leave(said, CellReason.REMARK, remark)
        return spoken

    def _put_aside(self, row: OpenRow, said: SaidCell, part: PhonePart) -> None:
        """Put a number at which nobody can be spoken to where faxes are, if it is one and there is room."""
        if part.labels & line_words(FAX) and FAX in self._account and FAX not in row.values:
            self._take(row, said, FAX, part)
        else:
            row.leave(said, CellReason.FURTHER, part.written)

    def _take(self, row: OpenRow, said: SaidCell, name: str, part: PhonePart) -> None:
        if row.put(said, part.number, name) and part.note is not None:
            row.note(said, name, part.number, part.note)

    def _sorts(self, raw: RawRow, said: SaidCell) -> frozenset[str]:
        """What another column says of the sort of this one's number."""
        place = self._describing.get(said.fate.place)
        return frozenset(words(raw.cells[place][:100])) if place is not None else frozenset()


def _describing(fates: Sequence[ColumnFate], meanings: Mapping[int, HeadingMeaning]) -> dict[int, int]:
    """Which column says of what sort each one's values are."""
    found = {_key(meanings[one.place]): one.place for one in fates if meanings[one.place].describes}
    return {
        one.place: found[_key(meanings[one.place])]
        for one in fates
        if one.property_name and not meanings[one.place].describes and _key(meanings[one.place]) in found
    }


def _key(meaning: HeadingMeaning) -> HeadingMeaning:
    return replace(meaning, describes=False)
