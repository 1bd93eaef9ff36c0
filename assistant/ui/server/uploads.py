"""Files that people drop into the chat: why one cannot be imported, and what is in it."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from chainlit.context import context
from chainlit.element import Element

from assistant.chat.outcome_sentences import state_sentence
from assistant.files.file_choices import ChoiceRefused
from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.read_file import MOST_BYTES
from assistant.files.reading.row_table import MOST_COLUMNS, MOST_IN_A_HEADING, MOST_ROWS
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.state.errors import StateUnavailable
from hubspot_tools.errors import CrmError

log = logging.getLogger(__name__)

_MEGABYTE = 1_000_000
_LIMITS = {
    FileTrouble.TOO_BIG: MOST_BYTES // _MEGABYTE,
    FileTrouble.TOO_MANY_ROWS: MOST_ROWS,
    FileTrouble.TOO_MANY_COLUMNS: MOST_COLUMNS,
    FileTrouble.LONG_HEADING: MOST_IN_A_HEADING,
}


def bad_file_sentence(error: BadFile, language: Language) -> str:
    """Why a file cannot be imported, and what to do instead."""
    headings = ", ".join(heading for heading in error.headings[:10] if heading)
    return (
        import_texts_in(language)
        .bad_files[error.trouble]
        .format(limit=_LIMITS.get(error.trouble, 0), line=error.line, headings=headings[:200])
    )


FILE_TROUBLES: Final = (ChoiceRefused, BadFile, CrmError, StateUnavailable)
"""Why a file is not judged; nothing has changed then."""


def file_sentence(error: Exception, language: Language) -> str:
    """Why a file, or a choice about one, is not judged."""
    match error:
        case ChoiceRefused(trouble=trouble):
            return import_texts_in(language).choice_troubles[trouble]
        case BadFile():
            return bad_file_sentence(error, language)
        case StateUnavailable(trouble=trouble):
            log.warning("the state store failed: %s", error)
            return state_sentence(trouble, texts_in(language))
        case CrmError():
            log.warning("a file could not be judged: %s", type(error).__name__)
            return crm_sentence(error, texts_in(language))
    raise error


async def taken(element: Element) -> bytes:
    """The bytes of an uploaded file, ``b""`` where it is gone already.

    The file itself, and the link to it, are gone then.
    """
    try:
        return await asyncio.to_thread(take, element)
    except BadFile:
        return b""
    finally:
        forget(element)
        await element.remove()


def take(element: Element) -> bytes:
    """The bytes of an uploaded file, which is gone from the disk afterwards.

    Raises:
        BadFile: it is gone already.
    """
    if not element.path:
        raise BadFile(FileTrouble.EMPTY)
    path = Path(element.path)
    try:
        return path.read_bytes()
    except OSError:
        raise BadFile(FileTrouble.EMPTY) from None
    finally:
        path.unlink(missing_ok=True)


def forget(element: Element) -> None:
    """Let the session no longer offer a file that was taken."""
    if element.chainlit_key:
        context.session.files.pop(element.chainlit_key, None)
