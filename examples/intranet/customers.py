"""Reads the customers whom this intranet shows, from HubSpot or from what stands for it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from hubspot_tools.contacts import Contact
from hubspot_tools.errors import ContactGone
from hubspot_tools.hubspot import HubSpotContacts

_FILE: Final = Path(__file__).with_name("customers.json")
_LONGEST_ID: Final = 20


class Customers:
    """Knows those whom the company speaks to most, as HubSpot has them at this moment.

    It reads with the intranet's own token: what somebody may see in the assistant is for the assistant to know.
    """

    def __init__(self, crm: str) -> None:
        """``crm`` is the address of HubSpot's API."""
        self._store = HubSpotContacts("local", base_url=crm, local=True)
        listed = json.loads(_FILE.read_text(encoding="utf-8"))
        self._listed = TypeAdapter(list[str]).validate_python(listed)

    async def most_spoken_to(self) -> Sequence[Contact]:
        """Return them by name; errors of `hubspot_tools.errors` pass through."""
        found = await self._store.batches.by_emails(self._listed)
        return sorted(found.values(), key=lambda one: (one.get("firstname"), one.get("lastname")))

    async def find(self, contact_id: str) -> Contact | None:
        """Whoever has that id in HubSpot; None for nobody."""
        if len(contact_id) > _LONGEST_ID:
            return None
        try:
            return await self._store.get(contact_id)
        except ContactGone:
            return None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._store.close()
