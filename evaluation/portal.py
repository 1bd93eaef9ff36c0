"""Serves a portal to try things on: the local CRM, spoiled, edited and looked into."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from evaluation.clock import ManualClock
from hubspot_tools.sandbox import Faults, build_app
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.loopback import serving
from hubspot_tools.sandbox.wire.exchange import LoggedRequest

Values = Mapping[str, str]

_WRITING = {"POST", "PATCH", "PUT", "DELETE"}
_READING_POSTS = ("/search", "/batch/read", "/access-token-info")
_KEPT_BY_HUBSPOT = ("createdate", "lastmodifieddate", "hs_", "num_")


class SandboxPortal:
    """Holds the local CRM of one account.

    ``faults`` says what goes wrong, ``url`` where it is served. Without ``file`` nothing outlives it; ``options`` are those of the local CRM's ``build_app``.
    """

    def __init__(
        self,
        file: Path | str = ":memory:",
        *,
        faults: Faults | None = None,
        samples: bool = False,
        **options: Any,
    ) -> None:
        self.faults = faults or Faults()
        self.app = build_app(file, faults=self.faults, samples=samples, **options)
        self.url = ""

    @contextmanager
    def served(self) -> Iterator[Self]:
        """Serve it on loopback for as long as the block takes."""
        with serving(self.app) as self.url:
            yield self

    @property
    def crm(self) -> Crm:
        """Return the contacts behind the wire."""
        crm: Crm = self.app.state.crm
        return crm

    def start_afresh(self, clock: ManualClock | None = None) -> None:
        """Empty it, forget requests and faults; what is written from now on carries ``clock``'s time, if any."""
        self.may_only_be_read(only=False)
        self.delay_index(0.0)
        self.faults.clear()
        self.crm.start_again()
        if clock:
            self.crm.contacts = replace(self.crm.contacts, clock=clock.milliseconds)
        self.forget_limits()
        self.forget_requests()

    def delay_index(self, seconds: float) -> None:
        """Let writes show in searches only after so long, from now on."""
        self.crm.index.delay = seconds

    def may_only_be_read(self, *, only: bool = True) -> None:
        """Make its file read-only, as a disk may be, or writable again."""
        self.crm._database.row(f"PRAGMA query_only = {int(only)}")  # noqa: SLF001 - no client can ask for it

    # What is in it

    def snapshot(self) -> dict[str, dict[str, str]]:
        """Return every active contact's properties, by id."""
        return self.crm.snapshot()

    @property
    def people(self) -> dict[str, dict[str, str]]:
        """Return what people filled in for every active contact, by id."""
        return {one: filled_in(properties) for one, properties in self.snapshot().items()}

    @property
    def by_email(self) -> dict[str, dict[str, str]]:
        """Return the active contacts' properties, by their e-mail address."""
        return {one["email"]: one for one in self.snapshot().values()}

    def with_email(self, email: str) -> list[dict[str, str]]:
        """Return the active contacts with that address."""
        return [contact for contact in self.snapshot().values() if contact.get("email") == email]

    # What another hand does

    def add(self, **values: str) -> str:
        """Create a contact, and return its id."""
        return str(self.crm.contacts.create(values).id)

    def edit(self, email: str, **values: str) -> None:
        """Change the contact with that address."""
        self.crm.contacts.update(self.crm.contacts.find(email, "email"), values)

    # What it was asked

    @property
    def requests(self) -> list[LoggedRequest]:
        """Return the latest requests, oldest first."""
        return list(self.app.state.requests)

    def asked(self, method: str | None = None, ending: str = "") -> list[tuple[str, str]]:
        """Return those of that method and ending of the path, as (method, path)."""
        return [
            (one.method, one.path)
            for one in self.requests
            if method in {None, one.method} and one.path.endswith(ending)
        ]

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Return every request that could have written, whatever came of it, as (method, path)."""
        return [one for one in self.asked() if is_write(*one)]

    def wait_for_a_write(self) -> None:
        """Block until one has come; for a thread other than the portal's."""
        while not self.writes:
            time.sleep(0.01)

    def forget_requests(self) -> None:
        """Begin a new log of them."""
        self.app.state.requests.clear()

    def forget_limits(self) -> None:
        """Take all calls so far for long ago."""
        self.app.state.limits._calls.clear()  # noqa: SLF001 - HubSpot's limits have no such mercy


def is_write(method: str, path: str) -> bool:
    """Tell whether such a request may change something."""
    return method in _WRITING and not (method == "POST" and path.endswith(_READING_POSTS))


def filled_in(properties: Values) -> dict[str, str]:
    """Leave out what is empty and the accounts that HubSpot keeps itself."""
    return {
        name: value for name, value in properties.items() if value and not name.startswith(_KEPT_BY_HUBSPOT)
    }
