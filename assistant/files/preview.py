"""From a file to an import that a person can agree to."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.files.cells.outcomes import CellReason
from assistant.files.cells.row_identity import shared_in
from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.contact_export import EXPORTED
from assistant.files.exported_cells import Account, own_columns
from assistant.files.import_rows import ContactImport, ImportRow, counted, digest_of
from assistant.files.people.addressless import Lookalikes, is_sought, known_otherwise, sought_in
from assistant.files.people.said_rows import EMAIL, SaidRow, found_for, said_in
from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.column_fates import RECORD_ID, Choices, ColumnFate, WithoutEmail
from assistant.files.reading.isolated_reader import FileReader
from assistant.files.reading.read_file import ReadFile, ReadingWishes
from assistant.files.verdicts import Rules, checked, judged, without_refused, without_unedited
from assistant.language.persons.whole_names import WHOLE_NAMES
from assistant.proposals.prepare import LIFETIME, Clock
from assistant.proposals.rules import stages_in
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import InvalidValues
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.store.many_contacts import BatchedContacts, ContactBatches

_MOST_SHEETS_TRIED: Final = 5


@dataclass
class SeenContacts:
    """The contacts of one file's people as they were read, so that another choice asks for nothing twice."""

    by_email: dict[str, Contact | None] = field(default_factory=dict)
    by_id: dict[str, Contact | None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    alike: Lookalikes = field(default_factory=Lookalikes)

    async def read(
        self, batches: ContactBatches, emails: Iterable[str], ids: Iterable[str], names: Iterable[str]
    ) -> None:
        """Read the contacts of these addresses and ids with these properties, as far as they are not known.

        Raises:
            CrmError: the CRM could not be asked.
        """
        if not self.names.issuperset(names):
            self.by_email.clear()
            self.by_id.clear()
            self.names.update(names)
        also = sorted(self.names)
        if asked := [one for one in dict.fromkeys(emails) if one not in self.by_email]:
            found = await batches.by_emails(asked, also=also)
            self.by_email |= {one: found.get(one) for one in asked}
        if asked := [one for one in dict.fromkeys(ids) if one not in self.by_id]:
            named = await batches.by_ids(asked, also=also)
            self.by_id |= {one: named.get(one) for one in asked}


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file as it came, and what was read of the account about its people."""

    name: str
    content: bytes
    seen: SeenContacts = field(default_factory=SeenContacts)


class Planner:
    """Reads and judges files; writes nothing anywhere."""

    def __init__(self, contacts: BatchedContacts, files: FileReader, now: Clock) -> None:
        self._files = files
        self._contacts = contacts
        self._batches = contacts.batches
        self._now = now

    async def plan(
        self, owner: str, dropped: DroppedFile, choices: Choices
    ) -> tuple[ContactImport, list[ImportRow]]:
        """What a file would do to the contacts, row by row, as its owner wants it read.

        Raises:
            BadFile: nothing can be imported from it.
            AccessDenied: the token, or this person, may not write.
            CrmError: the CRM could not be asked.
        """
        file = await self._read(dropped, choices)
        await self._contacts.require_write()
        account = await self._contacts.labels()
        fates = await asyncio.to_thread(_fates_in, file, account, choices)
        if not _has_addresses(fates):
            file, fates = await self._on_another_sheet(dropped, file, fates, account, choices)
            choices = replace(choices, sheet=file.sheet)
        rules = Rules(account, stages_in(account), self._batches.region)
        said = await asyncio.to_thread(_said_in, file, fates, rules, choices)
        without_email = sum(map(is_sought, said))
        said = await self._known_otherwise(said, dropped.seen.alike, choices)
        said = await self._found(file, fates, said, dropped.seen, account)
        rows = await self._judged(said, fates, choices, rules)
        planned = self._import(owner, dropped.name, file, fates, choices, rows)
        return planned.model_copy(update={"without_email": without_email}), rows

    async def _read(self, dropped: DroppedFile, choices: Choices, sheet: str = "") -> ReadFile:
        wishes = ReadingWishes(sheet or choices.sheet, choices.encoding)
        return await self._files.read(dropped.name, dropped.content, wishes)

    async def _on_another_sheet(
        self,
        dropped: DroppedFile,
        file: ReadFile,
        fates: tuple[ColumnFate, ...],
        account: Account,
        choices: Choices,
    ) -> tuple[ReadFile, tuple[ColumnFate, ...]]:
        """The first of a workbook's next sheets that has addresses, where nobody has chosen a sheet.

        Workbooks often begin with a cover. Where none has any, the first will do if it names people.

        Raises:
            BadFile: it does not.
        """
        sheets = [one for one in file.sheets if one != file.sheet and not choices.sheet]
        for sheet in sheets[:_MOST_SHEETS_TRIED]:
            with suppress(BadFile):
                other = await self._read(dropped, choices, sheet)
                others = await asyncio.to_thread(_fates_in, other, account, choices)
                if _has_addresses(others):
                    return other, others
        if _names_people(fates):
            return file, fates
        raise BadFile(FileTrouble.NO_EMAIL_COLUMN, headings=file.table.headings)

    async def _known_otherwise(
        self, said: Sequence[SaidRow], lookalikes: Lookalikes, choices: Choices
    ) -> list[SaidRow]:
        """The rows without an address with whom they are about, where their owner wants them looked for."""
        if choices.without_email is not WithoutEmail.LEAVE_OUT:
            await lookalikes.ask(self._contacts, sought_in(said))
        wish, region = choices.without_email, self._batches.region
        return [known_otherwise(one, lookalikes, wish, region) for one in said]

    async def _found(
        self,
        file: ReadFile,
        fates: Sequence[ColumnFate],
        said: Sequence[SaidRow],
        seen: SeenContacts,
        account: Account,
    ) -> list[SaidRow]:
        """The rows with their contacts, and without what these say already."""
        names = {name for row in said for name in row.values} | {fate.property_name for fate in fates}
        emails = [one for row in said if row.email for one in (row.email, *row.further_emails)]
        ids = [row.record_id for row in said if row.record_id and not row.email and row.reason is None]
        await seen.read(self._batches, emails, ids, names & account.keys())
        by_email, by_id = _known(seen.by_email), _known(seen.by_id)
        shared = shared_in(row.left for row in said)
        return await asyncio.to_thread(
            lambda: [
                without_unedited(found_for(one, by_email, by_id, shared), row, fates, account)
                for one, row in zip(said, file.table.rows, strict=True)
            ]
        )

    async def _judged(
        self, said: Sequence[SaidRow], fates: Sequence[ColumnFate], choices: Choices, rules: Rules
    ) -> list[ImportRow]:
        """The rows with their verdicts; values that the account does not take cost their cells."""
        answers = await self._batches.validate_all([_asked(row, rules) for row in said])
        kept = [
            without_refused(row, answer, fates, rules.account) if isinstance(answer, InvalidValues) else row
            for row, answer in zip(said, answers, strict=True)
        ]
        mended = [place for place, answer in enumerate(answers) if isinstance(answer, InvalidValues)]
        again = await self._batches.validate_all([_asked(kept[place], rules) for place in mended])
        answers = [*answers]
        for place, answer in zip(mended, again, strict=True):
            answers[place] = answer
        rows = [
            checked(row, {} if isinstance(answer, InvalidValues) else _answered(row, answer), choices.broken)
            for row, answer in zip(kept, answers, strict=True)
        ]
        return await asyncio.to_thread(judged, rows, [row.contact for row in kept], rules)

    def _import(
        self,
        owner: str,
        name: str,
        file: ReadFile,
        fates: Sequence[ColumnFate],
        choices: Choices,
        rows: Sequence[ImportRow],
    ) -> ContactImport:
        created_at = self._now()
        return ContactImport(
            id=uuid.uuid4().hex,
            owner=owner,
            file_name=name,
            source=file.source,
            encoding=file.encoding,
            sheet=file.sheet,
            delimiter=file.table.delimiter,
            sheets=file.sheets,
            in_doubt=file.in_doubt,
            left_lines=file.table.left_lines,
            left_kinds=file.table.left_kinds,
            hidden_rows=file.table.hidden_rows,
            fates=tuple(fates) if file.source in {"csv", "workbook"} else (),
            choices=choices,
            left_cells=sum(one.costs_its_row for row in rows for one in row.left),
            left_told=sum(len(row.left) + len(row.left_out) for row in rows),
            further_emails=sum(one.is_further_email for row in rows for one in row.left),
            serial_columns=_serial_columns(rows, choices),
            counts=counted(rows),
            digest=digest_of(owner, rows),
            created_at=created_at,
            expires_at=created_at + LIFETIME,
        )


def _said_in(file: ReadFile, fates: Sequence[ColumnFate], rules: Rules, choices: Choices) -> list[SaidRow]:
    read = values_of(file.table, fates, rules.account, choices, rules.region)
    return said_in(file.table.rows, list(read))


def _fates_in(file: ReadFile, account: Account, choices: Choices) -> tuple[ColumnFate, ...]:
    may_see = [name for name in EXPORTED if name == RECORD_ID or name in account]
    own = own_columns(file.table.headings, EXPORTED, account) or own_columns(
        file.table.headings, may_see, account
    )
    return fates_of(file.table, account, replace(choices, columns={**own, **choices.columns}))


def _has_addresses(fates: Sequence[ColumnFate]) -> bool:
    """Whether a column tells for sure whom a row is about."""
    return not {EMAIL, RECORD_ID}.isdisjoint(fate.property_name for fate in fates)


def _names_people(fates: Sequence[ColumnFate]) -> bool:
    """Whether columns hold first and last names, together or apart."""
    taken = {fate.property_name for fate in fates}
    return taken >= {"firstname", "lastname"} or not taken.isdisjoint(WHOLE_NAMES)


def _asked(said: SaidRow, rules: Rules) -> Mapping[str, str]:
    """What the account is to judge of a row: all but its telephone numbers, which are ready."""
    if said.reason is not None:
        return {}
    return {name: value for name, value in said.values.items() if not _is_phone(name, rules)}


def _answered(said: SaidRow, answer: Mapping[str, str]) -> Mapping[str, str]:
    """The row's values in their order, as the account would store them."""
    return {**said.values, **answer} if said.reason is None else answer


def _is_phone(name: str, rules: Rules) -> bool:
    known = rules.account.get(name)
    return known is not None and known.kind is PropertyKind.PHONE


def _known(contacts: Mapping[str, Contact | None]) -> dict[str, Contact]:
    return {one: contact for one, contact in contacts.items() if contact is not None}


def _serial_columns(rows: Iterable[ImportRow], choices: Choices) -> tuple[int, ...]:
    told = {one.place for row in rows for one in row.left if one.reason is CellReason.SERIAL}
    return tuple(sorted(told | choices.serials))
