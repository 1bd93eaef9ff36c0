"""The rules of writing contacts: what a create, an update, a merge leave behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.records import calculated, emails, instants
from hubspot_tools.sandbox.records.contact_rows import API_SOURCE, ContactRows, Record
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.records.schema import PortalCatalogue
from hubspot_tools.sandbox.records.sqlite_file import Database
from hubspot_tools.sandbox.records.value_rules import SECONDARY_EMAILS, ValueRules, split_values

EMAIL, STAGE, OWN_ID = "email", "lifecyclestage", "hs_object_id"


@dataclass(frozen=True)
class ContactRules:
    """The contacts of the portal, by HubSpot's rules."""

    database: Database
    records: ContactRows
    catalogue: PortalCatalogue
    validator: ValueRules
    clock: Callable[[], int] = instants.now

    def find(self, reference: str, id_property: str | None = None, *, archived: bool = False) -> Record:
        """The contact that an id, an address or another unique value names.

        Raises:
            CrmError: 404 when there is none, 400 when `id_property` is not unique.
        """
        record = self.known(reference, id_property)
        if record is None or (record.archived_at is not None) != archived:
            raise errors.no_such_record()
        return record

    def known(self, reference: str, id_property: str | None = None) -> Record | None:
        """Like `find`, archived or not; None when there is no such contact.

        Raises:
            CrmError: 404 when an id is no number, 400 when `id_property` is not unique.
        """
        if id_property in {None, "", OWN_ID}:
            if not (reference.isascii() and reference.isdecimal()):
                raise errors.not_an_id(reference)
            contact_id = whole_number(reference)
            return None if contact_id is None else self.records.get(contact_id)
        if id_property == EMAIL:
            holder = self.records.holder(EMAIL, emails.normalised(reference))
        elif id_property in self.catalogue.unique_names:
            holder = self.records.holder(str(id_property), reference)
        else:
            raise errors.bad_request(
                f"Property {id_property} is not unique and cannot be used as idProperty."
            )
        return None if holder is None else self.records.get(holder)

    def create(
        self, given: Mapping[str, str], *, at: int | None = None, source: Mapping[str, Any] = API_SOURCE
    ) -> Record:
        """Store a new contact. A contact of unknown stage starts as a lead.

        ``source`` is what its history says of whose hand it was.

        Raises:
            CrmError: 400 for invalid values; TakenValueError when it exists already.
        """
        values = self.validator.checked(given)
        if not any(values.get(name) for name in (EMAIL, "firstname", "lastname")):
            raise errors.nothing_to_create()
        with self.database.transaction():
            moment = self.clock() if at is None else at
            contact_id = self.records.insert(moment)
            values.setdefault(STAGE, calculated.FIRST_STAGE)
            born = calculated.at_birth(contact_id, moment)
            return self._store(contact_id, born, values, moment, creating=True, source=source)

    def update(
        self,
        record: Record,
        given: Mapping[str, str],
        *,
        at: int | None = None,
        source: Mapping[str, Any] = API_SOURCE,
    ) -> Record:
        """Change some properties of a contact.

        Raises:
            CrmError: 400 for no or invalid values; TakenValueError for a unique value of another contact.
        """
        if not given:
            raise errors.nothing_to_update()
        values = self.validator.checked(given)
        with self.database.transaction():
            # Read again: another call may have written since the caller found the record.
            current = self.find(str(record.id))
            kept = self._that_stick(current, values)
            moment = self._moment_after(current) if at is None else at
            return self._store(current.id, current.properties, kept, moment, source=source)

    def archive(self, record: Record) -> None:
        """Move a contact to the recycle bin."""
        with self.database.transaction():
            self.records.archive(record.id, self.clock())

    def erase(self, record: Record) -> None:
        """Remove a contact for good."""
        with self.database.transaction():
            self.records.erase(record.id)

    def merge(self, primary: Record, other: Record) -> Record:
        """One new contact out of two: the primary's values, filled up with the other's.

        The later lifecycle stage and the earlier creation win, and the other's address becomes a secondary one.
        Source: HubSpot's help on merging records; the new id, the contacts guide.
        """
        with self.database.transaction():
            moment = max(self._moment_after(primary), self._moment_after(other))
            contact_id = self.records.insert(min(primary.created_at, other.created_at))
            values = self._merged_values(primary, other)
            for old in (primary, other):
                self.records.release(old.id)
            born = calculated.at_birth(contact_id, min(primary.created_at, other.created_at))
            born["hs_merged_object_ids"] = f"{primary.id};{other.id}"
            stored = self._store(contact_id, born, values, moment, creating=True)
            self.records.replace(contact_id, [primary.id, other.id])
            return stored

    def _merged_values(self, primary: Record, other: Record) -> dict[str, str]:
        writable = {one.name for one in self.catalogue if not one.read_only}
        filled = {name: value for name, value in other.properties.items() if value and name in writable}
        filled |= {name: value for name, value in primary.properties.items() if value and name in writable}
        stages = [record.properties.get(STAGE, "") for record in (primary, other)]
        filled[STAGE] = max(stages, key=lambda stage: self.catalogue.lifecycle_order.get(stage, -1))
        addresses = dict.fromkeys(_addresses(primary.properties) + _addresses(other.properties))
        secondary = [one for one in addresses if one != filled.get(EMAIL)]
        return filled | ({SECONDARY_EMAILS: ";".join(secondary)} if secondary else {})

    def _that_stick(self, current: Record, values: Mapping[str, str]) -> dict[str, str]:
        kept = dict(values)
        stage = current.properties.get(STAGE, "")
        if STAGE in kept and not calculated.stage_may_follow(
            stage, kept[STAGE], self.catalogue.lifecycle_order
        ):
            del kept[STAGE]
        return kept

    def _appended(self, before: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        joined = dict(values)
        for name, value in values.items():
            prop = self.catalogue.get(name)
            if prop is not None and prop.holds_several and value.startswith(";"):
                chosen = split_values(before.get(name, "")) + split_values(value)
                joined[name] = ";".join(dict.fromkeys(chosen))
        return joined

    def _store(
        self,
        contact_id: int,
        before: Mapping[str, str],
        values: Mapping[str, str],
        moment: int,
        *,
        creating: bool = False,
        source: Mapping[str, Any] = API_SOURCE,
    ) -> Record:
        values = _primary_is_not_secondary(before, self._appended(before, values))
        changed = {name: value for name, value in values.items() if before.get(name) != value}
        after = {**before, **values}
        if changed.get(STAGE):
            after |= calculated.entered_stage(changed[STAGE], moment)
        for name, value in calculated.from_values(after).items():
            if value or before.get(name):
                after[name] = value
        after["lastmodifieddate"] = instants.iso(moment)
        self._claim_unique_values(contact_id, after, creating=creating)
        self.records.save(contact_id, after, moment)
        self.records.remember(contact_id, changed, moment, source)
        return self.find(str(contact_id))

    def _claim_unique_values(self, contact_id: int, properties: Mapping[str, str], *, creating: bool) -> None:
        claims = [(EMAIL, address) for address in _addresses(properties)]
        claims += [(name, properties[name]) for name in self.catalogue.unique_names if properties.get(name)]
        for name, value in claims:
            holder = self.records.holder(name, value)
            if holder not in {None, contact_id}:
                # Only the e-mail of a new contact is answered 409; every other clash has the 400 form.
                as_conflict = creating and name == EMAIL and value == properties.get(EMAIL)
                raise errors.TakenValueError(
                    name, value, holder=int(holder or 0), writer=contact_id, as_conflict=as_conflict
                )
        self.records.release(contact_id)
        for name, value in claims:
            self.records.claim(contact_id, name, value)

    def _moment_after(self, record: Record) -> int:
        # Two writes within a millisecond must not share a `lastmodifieddate`: clients tell versions by it.
        return max(self.clock(), record.updated_at + 1)


def _primary_is_not_secondary(before: Mapping[str, str], values: Mapping[str, str]) -> Mapping[str, str]:
    after = {**before, **values}
    secondary = split_values(after.get(SECONDARY_EMAILS, ""))
    if after.get(EMAIL) not in secondary:
        return values
    return {**values, SECONDARY_EMAILS: ";".join(one for one in secondary if one != after[EMAIL])}


def _addresses(properties: Mapping[str, str]) -> list[str]:
    primary = properties.get(EMAIL, "")
    return ([primary] if primary else []) + split_values(properties.get(SECONDARY_EMAILS, ""))
