"""Tells the page around a widget whom an import has stored, so that it can show them anew."""

import logging

from chainlit.context import context
from chainlit.session import WebsocketSession

from assistant.files.import_rows import ContactImport
from assistant.files.importer import Importer
from assistant.state.errors import StateUnavailable
from assistant.ui.server.host_page.page_messages import MOST_TOLD, WIDGET, tell_many_saved

log = logging.getLogger(__name__)


async def tell_page(importer: Importer, ended: ContactImport) -> None:
    """Tell of what a run has written or taken back; a chat that is a page of its own has nobody to tell."""
    session = context.session
    if not isinstance(session, WebsocketSession) or session.client_type != WIDGET:
        return
    try:
        await tell_many_saved(session, await importer.seen.written(ended, most=MOST_TOLD))
    except StateUnavailable as error:
        log.warning("the page around the chat is not told of an import: %s", error)
