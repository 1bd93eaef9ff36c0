"""Sets up what frames a talk and is there before it.

That is the welcome, the tasks beside the text box, the settings panel.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chainlit.action import Action
from chainlit.chat_settings import ChatSettings
from chainlit.context import context
from chainlit.input_widget import InputWidget, Select
from chainlit.message import Message

from assistant.access.rights import Rights, RightsNow
from assistant.agent.prompts import Prompts
from assistant.chat.conversation import Conversation
from assistant.language.detection import Language
from assistant.language.texts import Texts, texts_in
from assistant.service import Connection
from assistant.ui.cards.buttons import task_actions, task_commands
from assistant.ui.cards.card_message import post
from assistant.ui.cards.markdown import escape
from assistant.ui.server.visitors.page_language import LANGUAGE_SETTING, Choice

Words = Callable[[Language, float], Awaitable[str]]
"""The welcome in a language, Markdown; it waits so many seconds at most for what is not known yet."""

PATIENCE = 2.0
"""Seconds for which a welcome that is on the screen may be completed."""

log = logging.getLogger(__name__)


async def welcome_words(
    prompts: Prompts,
    check: asyncio.Task[Connection] | None,
    conversation: Conversation,
    language: Language,
    patience: float,
) -> str:
    """Return the welcome, sentences to begin with, and what the assistant is connected to.

    The two latter are left out as long as there is no ``patience`` to wait for them.
    """
    sentences, lines = await asyncio.gather(
        conversation.examples(language, patience), _connected(check, language, patience)
    )
    begins = "\n".join(f"- *{escape(one)}*" for one in sentences)
    try:
        welcome = await asyncio.to_thread(
            prompts.welcome, language, may_write=conversation.rights().may_write
        )
    except OSError as error:
        log.warning("the welcome for %r cannot be read: %s", language, error.strerror)
        welcome = ""
    return "\n\n".join(part for part in (welcome, begins, lines) if part)


async def _connected(check: asyncio.Task[Connection] | None, language: Language, patience: float) -> str:
    if check is None:
        return ""
    await asyncio.wait({check}, timeout=patience)
    return f"> {escape(check.result().line(texts_in(language)))}" if check.done() else ""


class Frame:
    """Stands in one language, and follows when the reader takes another."""

    def __init__(
        self, words: Words, language: Language, choice: Choice, *, rights: RightsNow = Rights
    ) -> None:
        self._rights = rights
        self.choice = choice
        self._words = words
        self._language = language
        self._welcome: Message | None = None
        self._buttons: list[Action] = []

    async def show(self) -> None:
        """Put everything on the screen at once; what the welcome does not know yet is added when it does."""
        await self._offer()
        # A page that comes back after its chat has ended here still shows its welcome, and takes this one in its place.
        id_ = f"welcome-{context.session.id}"
        self._welcome = Message(content=await self._words(self._language, 0), id=id_)
        self._buttons = task_actions(texts_in(self._language), id_, may_write=self._rights().may_write)
        await post(self._welcome, self._buttons, again=True)
        await self._welcome_in(self._language)

    async def follow(self, language: Language) -> None:
        """Say the same in another language."""
        if language == self._language:
            return
        self._language = language
        await self._offer()
        if self._welcome is None:
            return
        for button in self._buttons:
            await button.remove()
        may_write = self._rights().may_write
        self._buttons = task_actions(texts_in(language), self._welcome.id, may_write=may_write)
        for button in self._buttons:
            await button.send(for_id=self._welcome.id)
        await self._welcome_in(language)

    async def _welcome_in(self, language: Language) -> None:
        content = await self._words(language, PATIENCE)
        if self._welcome is not None and content != self._welcome.content:
            self._welcome.content = content
            await self._welcome.update()

    async def _offer(self) -> None:
        texts = texts_in(self._language)
        await context.emitter.set_commands(task_commands(texts, may_write=self._rights().may_write))
        await language_panel(texts, self.choice).send()


def language_panel(texts: Texts, choice: Choice) -> ChatSettings:
    """The settings: one question, which language."""
    languages = {texts.language_auto: "auto", "English": "en", "Français": "fr"}
    select: InputWidget = Select(
        id=LANGUAGE_SETTING,
        label=texts.language_setting,
        description=texts.language_hint,
        items=languages,
        initial_value=choice,
    )
    return ChatSettings([select])
