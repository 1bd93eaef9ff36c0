"""What was said in one chat, and the language it is held in."""

from collections import deque
from collections.abc import Sequence

from assistant.agent.given import Given
from assistant.chat.events import Event, Said
from assistant.language.claims import asks
from assistant.language.detection import Language, language_of
from assistant.language.texts import Texts, texts_in
from assistant.models.messages import AssistantSaid, UserSaid
from assistant.models.messages import Said as Message
from hubspot_tools.values.normal_form import normal_form

_REMEMBERED = 20
"""More than the window can ever use; what is older is never looked at again."""

_GIVEN, _GIVEN_CHARACTERS = 50, 40_000
"""Messages of the person from which values may come, and characters in all, with ligatures written out: far more
than the window, since people refer back, and few enough to be read in a moment."""


class Talk:
    """The talk of one person: what both sides said, oldest first."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.language_fixed = False
        self._messages: deque[Message] = deque(maxlen=_REMEMBERED)
        self._given: deque[str] = deque(maxlen=_GIVEN)

    @property
    def texts(self) -> Texts:
        """The application's sentences in the language of the talk."""
        return texts_in(self.language)

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is remembered of it."""
        return tuple(self._messages)

    @property
    def newest_heard(self) -> str:
        """What the person said last."""
        return next((said.text for said in reversed(self._messages) if isinstance(said, UserSaid)), "")

    @property
    def asks(self) -> bool:
        """Whether the assistant spoke last, and asked something."""
        last = self._messages[-1] if self._messages else None
        return isinstance(last, AssistantSaid) and asks(last.text)

    @property
    def answers_question(self) -> bool:
        """Whether the person's newest words follow a question of the assistant."""
        before = self._messages[-2] if len(self._messages) > 1 else None
        return isinstance(before, AssistantSaid) and asks(before.text)

    def switch_to_language_of(self, text: str) -> Language | None:
        """Go on in the language of these words, which is returned when it is another; a fixed one stays."""
        spoken = None if self.language_fixed else language_of(text)
        if spoken is None or spoken == self.language:
            return None
        self.language = spoken
        return spoken

    def hear(self, text: str) -> None:
        """Remember words of the person: what they typed, or what a button they clicked says for them."""
        self._messages.append(UserSaid(text))

    def give(self, *texts: str) -> None:
        """Remember what the person typed with their own hands, here or in a form.

        Values come from there alone.
        """
        self._given.extend(text for text in texts if len(text) <= _GIVEN_CHARACTERS)

    def given(self, region: str) -> Given:
        """What the person has given so far, and what they were asked before they spoke last."""
        asked = next((said.text for said in reversed(self._messages) if isinstance(said, AssistantSaid)), "")
        kept: list[str] = []
        left = _GIVEN_CHARACTERS
        for text in reversed(self._given):
            length = len(normal_form("NFKC", text))
            if length <= left:
                kept.append(text)
                left -= length
        return Given(tuple(reversed(kept)), asked, region)

    @property
    def given_texts(self) -> tuple[str, ...]:
        """What the person typed with their own hands, as far as it is remembered."""
        return tuple(self._given)

    def take_up(self, messages: Sequence[Message], given: Sequence[str]) -> None:
        """Go on with a talk that was begun elsewhere."""
        self._messages.extend(messages)
        self.give(*given)

    def clear(self) -> None:
        """Forget what was said; what the person typed with their own hands they know."""
        self._messages.clear()

    def remember(self, text: str) -> None:
        """Remember words of the assistant; empty ones are none."""
        if text.strip():
            self._messages.append(AssistantSaid(text.strip()))

    def say(self, sentence: str) -> Said:
        """A sentence of the application, remembered."""
        self.remember(sentence)
        return Said(sentence)

    def said(self, events: Sequence[Event]) -> Sequence[Event]:
        """The same events, once the talk remembers what they say."""
        self.remember("\n".join(event.text for event in events if isinstance(event, Said)))
        return events
