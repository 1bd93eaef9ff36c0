"""The whole local CRM: its account, its contacts and companies, its search index."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubspot_tools.sandbox.portals.everyday import everyday_portal
from hubspot_tools.sandbox.portals.sample_portal import SamplePortal, Shelves
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.associations import Associations, singular
from hubspot_tools.sandbox.records.company_catalogue import COMPANY_QUERY_PROPERTIES, company_catalogue
from hubspot_tools.sandbox.records.company_table import CompanyTable, StoredCompany
from hubspot_tools.sandbox.records.contact_rows import ContactRows, Record
from hubspot_tools.sandbox.records.contact_rules import ContactRules
from hubspot_tools.sandbox.records.sqlite_file import Database, UnknownLayoutError
from hubspot_tools.sandbox.records.value_rules import ValueRules
from hubspot_tools.sandbox.records.write_rules import WriteRules
from hubspot_tools.sandbox.search.index import Document, SearchIndex
from hubspot_tools.sandbox.search.searcher import ASSOCIATION_PREFIX, AskedSearch, Searcher
from hubspot_tools.sandbox.search.word_table import WordTable
from hubspot_tools.storage import StorageTrouble, trouble_behind


@dataclass(frozen=True)
class Options:
    """How a local CRM behaves.

    Attributes:
        portal: Which account it is; None is the everyday one.
        samples: Load the account's sample records into a database that has no contact yet.
        search_delay: Seconds until a write shows in searches.
        fold_accents: Whether searches by token ignore accents.
        clock: Milliseconds since the epoch.
    """

    portal: SamplePortal | None = None
    samples: bool = True
    search_delay: float = 0.0
    fold_accents: bool = True
    clock: Callable[[], int] = instants.now


class Crm:
    """A portal with contacts.

    Attributes:
        contacts: The rules of writing, and look-ups by id or unique value.
        records: The rows.
        catalogue: The properties.
        index: What searches see; its `delay` may be changed while it runs.
        owners: The portal's users that own contacts, in the shape of the owners API.
        associations: Which other objects contacts belong to.
        companies: The rows of the companies among these.
        company_catalogue: The properties of companies.
        portal: Which account it is.
        write_rules: What the administrators ask of a write; may be changed while it runs.
    """

    def __init__(self, database: Path | str, options: Options | None = None) -> None:
        self.options = options or Options()
        self.portal = self.options.portal or everyday_portal()
        self.catalogue = self.portal.catalogue
        self.owners: Sequence[Mapping[str, Any]] = self.portal.owners
        self.write_rules = WriteRules.of(self.portal.rules)
        self._database = Database(database)
        self.records = ContactRows(self._database)
        self.associations = Associations(self._database)
        self.companies = CompanyTable(self._database)
        validator = ValueRules(self.catalogue, frozenset(owner["id"] for owner in self.owners))
        self.contacts = ContactRules(
            self._database, self.records, self.catalogue, validator, self.options.clock
        )
        self.index = SearchIndex(delay=self.options.search_delay, fold_accents=self.options.fold_accents)
        self._searcher = Searcher(self.catalogue, fold_accents=self.options.fold_accents)
        self.company_catalogue = company_catalogue()
        self._company_searcher = Searcher(
            self.company_catalogue,
            fold_accents=self.options.fold_accents,
            query_properties=COMPANY_QUERY_PROPERTIES,
        )
        self._words = WordTable(self._database, fold_accents=self.options.fold_accents)
        self._seen_commits: int | None = None
        self._database.before_commit = self._keep_words
        self._database.after_commit = self._reindex

    def open(self) -> None:
        """Open the database; fill it with the sample people if it is empty and they are wanted.

        Everything else opens it as needed; this is for whoever wants to know early that it cannot be opened.

        Raises:
            sqlite3.Error: The file cannot be opened, or is no database.
            UnknownLayoutError: It belongs to another version.
        """
        with self._database.locked():
            if self._seen_commits is not None:
                return
            self._seen_commits = self._database.foreign_commits()
            self._find_words()
            if self.options.samples and not self.records.count():
                with self._database.transaction():
                    self.portal.fill(Shelves(self.contacts, self.companies, self.associations))
            self._index_everything()

    def trouble(self) -> StorageTrouble | None:
        """What keeps the database from being written, found out by writing; None when nothing does."""
        try:
            self.open()
            self._database.check()
        except (sqlite3.Error, UnknownLayoutError, OSError) as failure:
            return trouble_behind(failure)
        return None

    def close(self) -> None:
        """Close the database; the next use opens it again."""
        with self._database.locked():
            self._seen_commits = None
        self._database.close()

    def start_again(self) -> None:
        """Remove every contact, and load the sample people again if they are wanted."""
        with self._database.locked():
            self._database.empty()
            self._seen_commits = None
            self.open()

    def search(self, search: AskedSearch) -> tuple[int, list[Record]]:
        """How many contacts match, and the wanted page of them with their newest values.

        Raises:
            UncomparableError: A filter value makes no sense for its property.
        """
        self._notice_foreign_commits()
        documents = self.index.documents(self._words.candidates(search))
        ids = self._searcher.matches(search, documents)
        page = self.records.many(ids[search.after : search.after + search.limit])
        return len(ids), [record for record in page if record.archived_at is None]

    def search_companies(self, search: AskedSearch) -> tuple[int, list[StoredCompany]]:
        """How many companies match, and the wanted page of them. Theirs is no index, so it never lags.

        Raises:
            UncomparableError: A filter value makes no sense for its property.
        """
        accents = self.options.fold_accents
        documents = [Document(one.id, one.properties, fold_accents=accents) for one in self.companies.every()]
        ids = self._company_searcher.matches(search, documents)
        return len(ids), self.companies.many(ids[search.after : search.after + search.limit])

    def snapshot(self) -> dict[str, dict[str, str]]:
        """The properties of every active contact by id; what is unset or cleared is left out."""
        return {
            str(record.id): {name: value for name, value in record.properties.items() if value}
            for record in self.records.active()
        }

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, for several writes; inside another one, a part that can fail alone."""
        return self._database.transaction()

    def _notice_foreign_commits(self) -> None:
        with self._database.locked():
            self.open()
            commits = self._database.foreign_commits()
            if commits != self._seen_commits:
                self._seen_commits = commits
                self._index_everything()

    def _index_everything(self) -> None:
        self.index.fill({record.id: self._searchable(record) for record in self.records.active()})

    def _find_words(self) -> None:
        """Make the rows of words where an earlier version, or other rules, left none that can be used."""
        if not self._words.is_current:
            with self._database.transaction():
                self._words.fill({record.id: record.properties for record in self.records.active()})

    def _keep_words(self, contact_ids: set[int]) -> None:
        for contact_id, record in self._active(contact_ids).items():
            self._words.put(contact_id, record.properties if record else None)

    def _reindex(self, contact_ids: set[int]) -> None:
        for contact_id, record in self._active(contact_ids).items():
            self.index.put(contact_id, self._searchable(record) if record else None)

    def _active(self, contact_ids: set[int]) -> dict[int, Record | None]:
        """The contacts of these ids, in their order; None stands for one that is erased or archived."""
        records = {
            record.id: record for record in self.records.many(contact_ids) if record.archived_at is None
        }
        return {contact_id: records.get(contact_id) for contact_id in sorted(contact_ids)}

    def _searchable(self, record: Record) -> dict[str, str]:
        linked = self.associations.by_type(record.id)
        pseudo = {f"{ASSOCIATION_PREFIX}{singular(kind)}": ";".join(ids) for kind, ids in linked.items()}
        return {**record.properties, **pseudo}
