"""Tells the page around a widget what it is to know.

That is a key for its hints, and whose contact was saved. It goes as a call of Chainlit's widget (``chainlit-call-fn`` on the page's own window). Its window messages go to
whichever page may stand around the intranet's.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from chainlit.session import WebsocketSession

WIDGET: Final = "copilot"
"""What Chainlit calls a chat in a widget."""

_CALL: Final = "call_fn"
_KEY: Final = "contact_assistant.page_key"
_SAVED: Final = "contact_assistant.saved"

MOST_TOLD: Final = 1000
"""Contacts of one import that a page is told of."""


async def tell_key(session: WebsocketSession, key: str) -> None:
    """Tell a page by which name its hints are to come."""
    await _call(session, _KEY, {"key": key})


async def tell_saved(session: WebsocketSession, contact_id: str) -> None:
    """Tell a page that a contact is stored otherwise than before; of the contact it learns the id alone."""
    await _call(session, _SAVED, {"contactId": contact_id})


async def tell_many_saved(session: WebsocketSession, contact_ids: Sequence[str]) -> None:
    """Tell a page at once of all whom an import has stored, or taken back."""
    if contact_ids:
        await _call(session, _SAVED, {"contactIds": list(contact_ids)})


async def _call(session: WebsocketSession, name: str, told: Mapping[str, str | list[str]]) -> None:
    if session.client_type == WIDGET:
        # Nobody waits for an answer: a page that listens to nothing holds nothing up. Chainlit calls it a function.
        await session.emit(_CALL, {"name": name, "args": told})  # type: ignore[misc]
