"""An export on the screen: how far it has come, then its file."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from chainlit.element import File
from chainlit.message import Message

from assistant.chat.outcome_sentences import state_sentence
from assistant.files.contact_export import Exported, ExportProgress, ExportRefused, ExportStep, ExportWaits
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.state.errors import StateUnavailable
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.query_text import counted, in_number
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
    except StateUnavailable as error:
        message.content = escape(state_sentence(error.trouble, texts))
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
        case Exported(rows=rows):
            return f"{in_number(rows, texts.exported, reader)} {_cut(step, reader)} {step.told}".rstrip()
        case ExportProgress():
            done, total = counted(step.done, reader), counted(step.total, reader)
            return texts.exporting_so_far.format(done=done, total=total)


def _cut(exported: Exported, reader: Reader) -> str:
    """Why a file does not hold all that matches; ``""`` where it does."""
    if exported.complete:
        return ""
    sentence = reader.texts.export_cut_by_role if exported.cut_by_role else reader.texts.export_cut
    return sentence.format(total=counted(exported.total, reader), most=counted(exported.rows, reader))
