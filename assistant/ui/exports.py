"""An export on the screen: how far it has come, then its file."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from babel.numbers import format_decimal
from chainlit.element import File
from chainlit.message import Message

from assistant.exporting import Exported, ExportStep
from assistant.reporting import crm_sentence
from assistant.ui.markdown import escape
from assistant.ui.reader import Reader
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
    total = _number(step.total, reader)
    if not isinstance(step, Exported):
        return texts.exporting_so_far.format(done=_number(step.done, reader), total=total)
    sentence = texts.exported.format(count=_number(step.rows, reader))
    return sentence if step.complete else f"{sentence} {texts.export_cut.format(total=total)}"


def _number(count: int, reader: Reader) -> str:
    return format_decimal(count, locale=reader.language)
