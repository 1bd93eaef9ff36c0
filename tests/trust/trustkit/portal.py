"""The local CRM, served, with a witness of its own: what really changed, and by whose hand."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evaluation.clock import ManualClock
from evaluation.portal import SandboxPortal, filled_in
from hubspot_tools.sandbox import Faults
from hubspot_tools.sandbox.errors import CrmRefusal
from hubspot_tools.sandbox.wire.faults import PlannedFault

Heard = Callable[[str, str], None]


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


class WitnessedPortal(SandboxPortal):
    """The portal with a witness of every commit, and a hand that is not the assistant's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(faults=OverheardFaults(), **options)
        self.effects: list[Effect] = []
        self._known: dict[str, dict[str, str]] = {}
        self._another_hand = threading.local()
        self._index = self.crm._database.after_commit
        self.crm._database.after_commit = self._committed

    def start_afresh(self, clock: ManualClock | None = None) -> None:
        self.calm()
        super().start_afresh(clock)
        self.effects.clear()
        self._known.clear()

    def calm(self) -> None:
        """Nothing goes wrong any more, and nobody listens."""
        self.faults.clear()
        self.faults.heard = _nobody

    @property
    def effects_of_the_assistant(self) -> list[Effect]:
        return [effect for effect in self.effects if effect.by_assistant]

    def somebody_creates(self, values: Mapping[str, str]) -> str | None:
        """Another hand adds a contact; None when its address is taken."""
        record = self._by_another_hand(lambda: self.crm.contacts.create(values))
        return str(record.id) if record else None

    def somebody_edits(self, contact_id: str, values: Mapping[str, str]) -> None:
        self._by_another_hand(lambda: self.crm.contacts.update(self.crm.contacts.find(contact_id), values))

    def somebody_archives(self, contact_id: str) -> None:
        self._by_another_hand(lambda: self.crm.contacts.archive(self.crm.contacts.find(contact_id)))

    def somebody_merges(self, contact_id: str, values: Mapping[str, str]) -> None:
        """Another hand adds a contact and merges it with this one, whose id then leads to a new record."""

        def merge() -> None:
            contacts = self.crm.contacts
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
        for record in self.crm.records.many(sorted(ids)):
            contact_id = str(record.id)
            before = self._known.pop(contact_id, None)
            after = None if record.archived_at is not None else filled_in(record.properties)
            if after is not None:
                self._known[contact_id] = after
            if before != after:
                kind = "created" if before is None else "changed" if after is not None else "archived"
                mine = not getattr(self._another_hand, "at_work", False)
                self.effects.append(Effect(contact_id, kind, before or {}, after or {}, mine))


def _nobody(method: str, path: str) -> None:
    pass
