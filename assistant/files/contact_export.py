"""The whole result of a search as a file for a spreadsheet programme, fetched page by page."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from enum import Enum, auto

from assistant.access.permitted_values import require_reader
from assistant.access.rights import Rights, RightsNow
from assistant.files.exported_cells import headings_of, spelled
from assistant.files.reading.formula_cells import harmless
from assistant.language.detection import Language
from hubspot_tools.contacts import Contact, ContactStore, SearchContacts
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.search.filters import LAST_RESULT, MOST_RESULTS
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES

COLUMNS = (*NAMED_PROPERTIES, OWNER, "hs_lead_status", "createdate", "lastmodifieddate")
"""What a file holds besides HubSpot's own id of each contact."""

EXPORTED = ("hs_object_id", *COLUMNS)
"""The properties of a file's columns, in their order."""

_DELIMITERS: Mapping[Language, str] = {"fr": ";", "en": ","}
"""What Excel expects between cells where the language is at home."""


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """Contacts fetched so far, of so many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Exported:
    """A CSV file in UTF-8 with a mark, without which Excel guesses another encoding.

    ``rows`` contacts are in it, of ``total`` that match; HubSpot gives out the first 10,000 at most.
    """

    content: bytes
    rows: int
    total: int
    most: int | None = None
    """How many rows whoever exports may have; None is as many as there are."""
    told: str = ""
    """What is to be said of exports to come."""

    @property
    def complete(self) -> bool:
        """Whether everything that matches is in the file, as far as HubSpot gives it out."""
        return self.total <= (LAST_RESULT if self.most is None else min(self.most, LAST_RESULT))

    @property
    def cut_by_role(self) -> bool:
        """Whether more is not in it for the role's sake."""
        return self.most is not None and self.total > self.most and self.most < LAST_RESULT


@dataclass(frozen=True, slots=True)
class ExportWaits:
    """Others' exports come first; this one begins by itself when its turn has come."""


class ExportRefused(Enum):
    """Why an export was not begun; nothing was asked of the CRM."""

    OWN_UNDER_WAY = auto()
    TOO_MANY_WAIT = auto()


ExportStep = ExportProgress | Exported | ExportWaits | ExportRefused

AT_ONCE = 2
"""Exports under way at the same time; each keeps a whole file in memory until it is done."""

MOST_WAITING = 20
"""Exports that wait for their turn; with 10,000 contacts each, the last would begin after a few minutes."""


class ExportQueue:
    """Runs so many exports at once, one a person, in the order they asked."""

    def __init__(self, *, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most = at_once + most_waiting
        self._owners: set[str] = set()

    async def run(
        self, owner: str, steps: AsyncGenerator[ExportStep, None]
    ) -> AsyncGenerator[ExportStep, None]:
        """Run this person's export as soon as it may begin.

        They are told first that it waits, or why it never will.
        """
        if owner in self._owners:
            yield ExportRefused.OWN_UNDER_WAY
            return
        if len(self._owners) >= self._most:
            yield ExportRefused.TOO_MANY_WAIT
            return
        self._owners.add(owner)
        try:
            if self._places.locked():
                yield ExportWaits()
            async with self._places, aclosing(steps):
                async for step in steps:
                    yield step
        finally:
            self._owners.discard(owner)


async def export(
    contacts: ContactStore, query: SearchContacts, language: Language, rights: RightsNow = Rights
) -> AsyncGenerator[ExportStep, None]:
    """Fetch every page of a search, 200 contacts each; the last step is the file.

    It has no column that ``rights`` hide at its end, and no more rows than they allow then.

    Columns, options and days are spelled as people of the language expect them, and are read back from either. No cell
    is one that a spreadsheet programme would run.

    Raises:
        CrmError: a page could not be had; there is no file then.
    """
    allowed = require_reader(rights())
    names = [name for name in EXPORTED if name not in allowed.hidden]
    labels = await contacts.labels()
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=_DELIMITERS[language], lineterminator="\r\n")
    writer.writerow(_safe(headings_of(names, labels, language)))
    written: set[str] = set()
    number = 0
    while True:
        number += 1
        page = await contacts.search(query.model_copy(update={"page": number}), size=MOST_RESULTS)
        now = require_reader(rights())
        if not now.hidden <= allowed.hidden:
            break  # what was written by now shows more than they may see
        reachable = min(page.total, _most(now))
        fresh = {contact.id: contact for contact in page.contacts if contact.id not in written}
        for contact in list(fresh.values())[: max(reachable - len(written), 0)]:
            written.add(contact.id)
            writer.writerow(_row(contact, names, labels, language))
        if not page.contacts or number * page.page_size >= reachable:
            yield Exported(
                target.getvalue().encode("utf-8-sig"), len(written), page.total, now.most_export_rows
            )
            return
        yield ExportProgress(len(written), reachable)
    async for step in export(contacts, query, language, rights):
        yield step


def _most(rights: Rights) -> int:
    return LAST_RESULT if rights.most_export_rows is None else min(rights.most_export_rows, LAST_RESULT)


def _row(
    contact: Contact, names: Sequence[str], labels: Mapping[str, PropertyLabel], language: Language
) -> list[str]:
    """A contact's cells, its id first."""
    return _safe([contact.id, *(spelled(name, contact.get(name), labels, language) for name in names[1:])])


def _safe(cells: Iterable[str]) -> list[str]:
    return [harmless(cell) for cell in cells]
