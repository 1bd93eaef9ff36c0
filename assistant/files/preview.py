"""From a file to an import that a person can agree to."""

import asyncio
import uuid
from collections.abc import Sequence

from assistant.files.columns.matched_columns import matched
from assistant.files.import_rows import Column, ContactImport, ImportRow, counted, digest_of
from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.file_reader import FileReader
from assistant.files.reading.read_file import ReadFile
from assistant.files.verdicts import EMAIL, SaidRow, checked, judged, said_in
from assistant.proposals.prepare import LIFETIME, Clock
from assistant.proposals.rules import stages_in
from hubspot_tools.errors import ReadOnly
from hubspot_tools.store.many_contacts import BatchedContacts


class Planner:
    """Reads and judges files; writes nothing anywhere."""

    def __init__(self, contacts: BatchedContacts, files: FileReader, now: Clock) -> None:
        self._files = files
        self._contacts = contacts
        self._batches = contacts.batches
        self._now = now

    async def plan(self, owner: str, name: str, content: bytes) -> tuple[ContactImport, list[ImportRow]]:
        """What a file would do to the contacts, row by row.

        Raises:
            BadFile: nothing can be imported from it.
            ReadOnly: the token may not write.
            CrmError: the CRM could not be asked.
        """
        file = await self._files.read(name, content)
        if not await self._contacts.can_write():
            raise ReadOnly("the token may only read contacts")
        table = file.table
        known = await self._batches.properties_named(table.headings)
        columns = await asyncio.to_thread(matched, table.headings, known, table.rows)
        if EMAIL not in {column.property for column in columns}:
            raise BadFile(FileTrouble.NO_EMAIL_COLUMN, headings=table.headings)
        said = await asyncio.to_thread(said_in, table, columns)
        rows = await self._judged(await self._checked(said))
        return self._import(owner, name, file, columns, rows), rows

    async def _checked(self, said: Sequence[SaidRow]) -> list[ImportRow]:
        answers = iter(await self._batches.validate_all([row.values for row in said if row.reason is None]))
        return [checked(row, next(answers) if row.reason is None else None) for row in said]

    async def _judged(self, rows: Sequence[ImportRow]) -> list[ImportRow]:
        emails = [row.email for row in rows if row.values]
        names = dict.fromkeys(name for row in rows for name in row.values)
        existing = await self._batches.by_emails(emails, also=list(names)) if emails else {}
        return judged(rows, existing, stages_in(await self._contacts.labels()))

    def _import(
        self,
        owner: str,
        name: str,
        file: ReadFile,
        columns: Sequence[Column],
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
            columns=tuple(columns) if file.source in {"csv", "workbook"} else (),
            counts=counted(rows),
            digest=digest_of(owner, rows),
            created_at=created_at,
            expires_at=created_at + LIFETIME,
        )
