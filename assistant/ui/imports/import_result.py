"""How an import ended, on the screen: in words, as a file, and with what can be done now."""

import asyncio
import logging
from collections.abc import Sequence

from chainlit.action import Action
from chainlit.element import File
from chainlit.message import Message

from assistant.files.import_rows import ContactImport, ImportState
from assistant.files.importer import Importer
from assistant.files.result_file import result_file
from assistant.language.texts import import_texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.cards.card_message import post
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import import_actions, review_actions
from assistant.ui.imports.import_text import REVIEW_ROWS, result

log = logging.getLogger(__name__)


async def post_result(importer: Importer, planned: ContactImport, reader: Reader) -> Message:
    """Show how a run ended; returns the message that tells it."""
    rows = await importer.rows(planned)
    content = await asyncio.to_thread(result_file, planned, rows, reader.language)
    name = import_texts_in(reader.language).result_name
    message = Message(content=result(planned, rows, reader))
    await File(name=name, content=content, mime="text/csv", display="inline").send(for_id=message.id)
    review = review_actions(planned, rows, reader.language, shown=REVIEW_ROWS)
    await post(message, [*review, *import_actions(planned, reader.language)])
    return message


async def result_buttons(importer: Importer, owner: str, import_id: str, reader: Reader) -> Sequence[Action]:
    """What can be done by now with an import whose end was told before; nothing while nobody can tell."""
    try:
        planned = await importer.seen.standing(owner, import_id)
    except StateUnavailable as error:
        log.warning("an import cannot be read: %s", error)
        return ()
    ended = planned is not None and planned.state in {ImportState.DONE, ImportState.STOPPED}
    return import_actions(planned, reader.language) if planned and ended and reader.may_write else ()
