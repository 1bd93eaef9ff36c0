"""The whole result of a search as a file for a spreadsheet programme, fetched page by page."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from enum import Enum, auto

from assistant.files.exported_cells import headings_of, spelled
from assistant.files.reading.formula_cells import harmless
from assistant.language.detection import Language
from hubspot_tools.contacts import Contact, ContactStore, PropertyLabel, SearchContacts
from hubspot_tools.search.filters import LAST_RESULT, MOST_RESULTS
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES

COLUMNS = (*NAMED_PROPERTIES, "hubspot_owner_id", "hs_lead_status", "createdate", "lastmodifieddate")
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

    @property
    def complete(self) -> bool:
        """Whether everything that matches is in the file, as far as HubSpot gives it out."""
        return self.total <= LAST_RESULT


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
    contacts: ContactStore, query: SearchContacts, language: Language
) -> AsyncGenerator[ExportStep, None]:
    """Fetch every page of a search, 200 contacts each; the last step is the file.

    Columns, options and days are spelled as people of the language expect them, and are read back from either. No cell
    is one that a spreadsheet programme would run.

    Raises:
        CrmError: a page could not be had; there is no file then.
    """
    labels = await contacts.labels()
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=_DELIMITERS[language], lineterminator="\r\n")
    writer.writerow(_safe(headings_of(EXPORTED, labels, language)))
    written: set[str] = set()
    number = 0
    while True:
        number += 1
        page = await contacts.search(query.model_copy(update={"page": number}), size=MOST_RESULTS)
        fresh = {contact.id: contact for contact in page.contacts if contact.id not in written}
        written |= fresh.keys()
        writer.writerows(_row(contact, labels, language) for contact in fresh.values())
        reachable = min(page.total, LAST_RESULT)
        if not page.contacts or number * page.page_size >= reachable:
            break
        yield ExportProgress(len(written), reachable)
    yield Exported(target.getvalue().encode("utf-8-sig"), len(written), page.total)


def _row(contact: Contact, labels: Mapping[str, PropertyLabel], language: Language) -> list[str]:
    cells = (spelled(name, contact.get(name), labels, language) for name in COLUMNS)
    return _safe([contact.id, *cells])


def _safe(cells: Iterable[str]) -> list[str]:
    return [harmless(cell) for cell in cells]
