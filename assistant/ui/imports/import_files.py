"""The files of an import.

What is not taken and why, before the click, and what became of each row after it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from chainlit.element import File
from chainlit.message import Message

from assistant.files.import_rows import ContactImport, ImportState
from assistant.files.importer import Importer
from assistant.files.result_file import reasons_file, result_file
from assistant.language.texts import import_texts_in, texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import IMPORT_REASONS, FileClicked
from assistant.ui.server.uploads import file_sentence

ENDED = frozenset({ImportState.STOPPED, ImportState.DONE, ImportState.UNDONE})

Reply = Mapping[str, Any]
"""JSON for the card that asked: the file, or why there is none."""


async def result_of(importer: Importer, planned: ContactImport, reader: Reader) -> File:
    """What became of each row, as a file for a message.

    Raises:
        StateUnavailable: the rows cannot be read.
    """
    content = await asyncio.to_thread(result_file, planned, await importer.rows(planned), reader.language)
    name = import_texts_in(reader.language).result_name
    return File(name=name, content=content, mime="text/csv", display="inline")


async def give_file(
    importer: Importer, owner: str, name: str, clicked: FileClicked | None, reader: Reader
) -> Reply:
    """Answer a click on the way to a file; the card takes it from the answer, a text has it in a message."""
    made = await _made(importer, owner, name, clicked, reader)
    here = clicked is not None and clicked.here
    if isinstance(made, str):
        if not here:
            await Message(content=escape(made)).send()
        return {"trouble": made}
    named, content, told = made
    if here:
        return {"name": named, "content": content.decode()}
    message = Message(content=escape(told))
    await File(name=named, content=content, mime="text/csv", display="inline").send(for_id=message.id)
    await message.send()
    return {}


async def _made(
    importer: Importer, owner: str, name: str, clicked: FileClicked | None, reader: Reader
) -> tuple[str, bytes, str] | str:
    """A file with its name and what is said of it, or why there is none."""
    texts = import_texts_in(reader.language)
    write, named, told, states = (
        (reasons_file, texts.reasons_name, texts.reasons_ready, frozenset({ImportState.PENDING}))
        if name == IMPORT_REASONS
        else (result_file, texts.result_name, texts.result_ready, ENDED)
    )
    try:
        planned = await importer.shown(owner, clicked.planned, clicked.digest) if clicked else None
        rows = await importer.rows(planned) if planned else ()
    except StateUnavailable as error:
        return file_sentence(error, reader.language)
    if planned is None:
        return texts_in(reader.language).not_yours
    if planned.state not in states:
        return texts.states[planned.state]
    return named, await asyncio.to_thread(write, planned, rows, reader.language), told
