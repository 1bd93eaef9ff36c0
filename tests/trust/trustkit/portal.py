"""The local CRM, served, with a witness of its own: what really changed, and by whose hand."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from hubspot_tools.sandbox import Faults, build_app
from hubspot_tools.sandbox.errors import CrmRefusal
from hubspot_tools.sandbox.loopback import serving
from hubspot_tools.sandbox.wire.exchange import LoggedRequest
from hubspot_tools.sandbox.wire.faults import PlannedFault
from trustkit.time_told import SharedTime

Heard = Callable[[str, str], None]

_WRITING = {"POST", "PATCH", "PUT", "DELETE"}
_READING_POSTS = ("/search", "/batch/read", "/access-token-info")


@dataclass(frozen=True)
class Effect:
    """One commit that changed a contact: the properties people fill in, before and after it."""

    contact_id: str
    kind: Literal["created", "changed", "archived"]
    before: Mapping[str, str]
    after: Mapping[str, str]
    by_assistant: bool

    @property
    def changed(self) -> set[str]:
        names = {*self.before, *self.after}
        return {name for name in names if self.before.get(name, "") != self.after.get(name, "")}


class OverheardFaults(Faults):
    """The CRM's faults, and somebody who hears of every request before its work begins."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: Heard = _nobody

    def take(self, method: str, path: str) -> PlannedFault | None:
        self.heard(method, path)
        return super().take(method, path)


class Portal:
    """A HubSpot portal that a test serves, spoils, edits by another hand, and looks into."""

    def __init__(self) -> None:
        self.faults = OverheardFaults()
        self.app = build_app(":memory:", faults=self.faults, samples=False)
        self.url = ""
        self.effects: list[Effect] = []
        self._crm = self.app.state.crm
        self._known: dict[str, dict[str, str]] = {}
        self._another_hand = threading.local()
        self._index = self._crm._database.after_commit
        self._crm._database.after_commit = self._committed

    @contextmanager
    def served(self) -> Iterator["Portal"]:
        with serving(self.app) as self.url:
            yield self

    def start_afresh(self, time: SharedTime) -> None:
        self.calm()
        self._crm.start_again()
        self._crm.contacts = replace(self._crm.contacts, clock=time.milliseconds)
        self.app.state.requests.clear()
        self.effects.clear()
        self._known.clear()

    def calm(self) -> None:
        """Nothing goes wrong any more, and nobody listens."""
        self.faults.clear()
        self.faults.heard = _nobody

    @property
    def people(self) -> dict[str, dict[str, str]]:
        """What people filled in for every active contact, by id."""
        return {one: _filled_in(properties) for one, properties in self._crm.snapshot().items()}

    @property
    def requests(self) -> list[LoggedRequest]:
        return list(self.app.state.requests)

    @property
    def writes(self) -> list[LoggedRequest]:
        """Every request that could have written, whatever came of it."""
        return [one for one in self.requests if is_write(one.method, one.path)]

    @property
    def effects_of_the_assistant(self) -> list[Effect]:
        return [effect for effect in self.effects if effect.by_assistant]

    def somebody_creates(self, values: Mapping[str, str]) -> str | None:
        """Another hand adds a contact; None when its address is taken."""
        record = self._by_another_hand(lambda: self._crm.contacts.create(values))
        return str(record.id) if record else None

    def somebody_edits(self, contact_id: str, values: Mapping[str, str]) -> None:
        self._by_another_hand(lambda: self._crm.contacts.update(self._crm.contacts.find(contact_id), values))

    def somebody_archives(self, contact_id: str) -> None:
        self._by_another_hand(lambda: self._crm.contacts.archive(self._crm.contacts.find(contact_id)))

    def somebody_merges(self, contact_id: str, values: Mapping[str, str]) -> None:
        """Another hand adds a contact and merges it with this one, whose id then leads to a new record."""

        def merge() -> None:
            contacts = self._crm.contacts
            contacts.merge(contacts.find(contact_id), contacts.create(values))

        self._by_another_hand(merge)

    def _by_another_hand(self, work: Callable[[], Any]) -> Any:
        self._another_hand.at_work = True
        try:
            return work()
        except CrmRefusal:
            return None
        finally:
            self._another_hand.at_work = False

    def _committed(self, ids: set[int]) -> None:
        self._index(ids)
        for record in self._crm.records.many(sorted(ids)):
            contact_id = str(record.id)
            before = self._known.pop(contact_id, None)
            after = None if record.archived_at is not None else _filled_in(record.properties)
            if after is not None:
                self._known[contact_id] = after
            if before != after:
                kind = "created" if before is None else "changed" if after is not None else "archived"
                mine = not getattr(self._another_hand, "at_work", False)
                self.effects.append(Effect(contact_id, kind, before or {}, after or {}, mine))


def is_write(method: str, path: str) -> bool:
    return method in _WRITING and not (method == "POST" and path.endswith(_READING_POSTS))


def _filled_in(properties: Mapping[str, str]) -> dict[str, str]:
    """Without the accounts that HubSpot keeps itself."""
    own = {"createdate", "lastmodifieddate"}
    return {
        name: value
        for name, value in properties.items()
        if value and name not in own and not name.startswith("hs_")
    }


def _nobody(method: str, path: str) -> None:
    pass
