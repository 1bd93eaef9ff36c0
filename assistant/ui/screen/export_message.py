"""An export on the screen: how far it has come, then its file."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from babel.numbers import format_decimal
from chainlit.element import File
from chainlit.message import Message

from assistant.files.contact_export import Exported, ExportProgress, ExportRefused, ExportStep, ExportWaits
from assistant.language.crm_sentences import crm_sentence
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from hubspot_tools.errors import CrmError


async def show_export(steps: AsyncGenerator[ExportStep, None], reader: Reader) -> None:
    """Tell in one message how an export goes; the file is kept with the session, and leaves with it."""
    texts = reader.texts
    message = Message(content=escape(texts.exporting))
    await message.send()
    try:
        async with aclosing(steps):
            async for step in steps:
                if isinstance(step, Exported):
                    file = File(
                        name=texts.export_file, content=step.content, mime="text/csv", display="inline"
                    )
                    await file.send(for_id=message.id)
                message.content = escape(_told(step, reader))
                await message.update()
    except CrmError as error:
        message.content = escape(crm_sentence(error, texts))
        await message.update()
    except asyncio.CancelledError:
        message.content = escape(texts.export_stopped)
        await message.update()
        raise


def _told(step: ExportStep, reader: Reader) -> str:
    texts = reader.texts
    match step:
        case ExportWaits():
            return texts.export_waits
        case ExportRefused.OWN_UNDER_WAY:
            return texts.export_own_under_way
        case ExportRefused.TOO_MANY_WAIT:
            return texts.export_too_many
        case Exported(complete=True):
            return texts.exported.format(count=_number(step.rows, reader))
        case Exported():
            cut = texts.export_cut.format(total=_number(step.total, reader))
            return f"{texts.exported.format(count=_number(step.rows, reader))} {cut}"
        case ExportProgress():
            done, total = _number(step.done, reader), _number(step.total, reader)
            return texts.exporting_so_far.format(done=done, total=total)


def _number(count: int, reader: Reader) -> str:
    return format_decimal(count, locale=reader.language)
