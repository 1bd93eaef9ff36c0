"""Notes what one chat has on its screen, and has it kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.access.rights import Rights, RightsNow
from assistant.chat.kept.kept_talk import (
    MOST_MESSAGES,
    KeptMemory,
    KeptMessage,
    KeptProposal,
    KeptTalk,
    KeptText,
)
from assistant.language.detection import Language
from assistant.state.tables import utc_now

Keep = Callable[[KeptTalk], None]
"""Takes a whole talk; never waits and never raises."""


@dataclass(frozen=True, slots=True)
class TalkNow:
    """What a talk goes by at this moment."""

    language: Language
    memory: KeptMemory


def nothing_kept() -> "TalkRecord":
    """A record of a chat of which nothing is kept."""
    return TalkRecord(None, lambda before, _: TalkNow("en", before), Rights, utc_now)


class TalkRecord:
    """The newest messages of one screen, each as it is by now."""

    def __init__(
        self,
        keep: Keep | None,
        talk_now: Callable[[KeptMemory, datetime], TalkNow],
        rights: RightsNow,
        now: Callable[[], datetime],
    ) -> None:
        """Note nothing yet.

        Args:
            keep: Has the talk kept; None keeps nothing.
            talk_now: What the talk goes by, given what it went by when it was kept last.
            rights: What the person may.
            now: The time (UTC).
        """
        self._keep = keep
        self._talk_now = talk_now
        self._rights = rights
        self._now = now
        self._seen_with = rights()
        self._messages: dict[str, KeptMessage] = {}
        self._memory = KeptMemory()
        self._changed = False

    @property
    def begun(self) -> bool:
        """Whether anything was said here."""
        return bool(self._messages)

    def now(self) -> datetime:
        """When what is said now is said."""
        return self._now()

    def put(self, message: KeptMessage) -> None:
        """Note a message, in the place of what it showed before if it did; it keeps its first moment then."""
        if self._keep is None:
            return
        self._heed_rights()
        known = self._messages.get(message.id)
        self._messages[message.id] = message if known is None else message.model_copy(update={"at": known.at})
        self._forget_earlier_cards(message)
        while len(self._messages) > MOST_MESSAGES:
            del self._messages[next(iter(self._messages))]
        self._changed = True

    def note(self, message_id: str, text: str, *, of_person: bool = False, command: str = "") -> None:
        """Note words that are said now; see `KeptText`."""
        at = self._now()
        self.put(KeptText(id=message_id, at=at, text=text, of_person=of_person, command=command))

    def put_again(self, message: KeptMessage) -> None:
        """Note a message that is shown again: nothing new is to be kept for that."""
        if self._keep is not None:
            self._messages[message.id] = message

    def forget(self, message_id: str) -> None:
        """Note that a message is gone from the screen."""
        if self._messages.pop(message_id, None) is not None:
            self._changed = True

    def take_up(self, memory: KeptMemory) -> None:
        """Go on with a talk that was kept; when what was said keeps its moment."""
        self._memory = memory

    def save(self) -> None:
        """Have all of it kept, if anything is new; nothing more is kept for whoever may see nothing any more."""
        self._heed_rights()
        rights = self._rights()
        if not self._changed or self._keep is None or not rights.may_read:
            return
        self._changed = False
        now = self._talk_now(self._memory, self._now())
        self._memory = now.memory
        self._keep(
            KeptTalk(
                language=now.language,
                hidden=rights.hidden,
                messages=tuple(self._messages.values()),
                memory=now.memory,
            )
        )

    def leave(self) -> None:
        """Keep nothing of this chat from now on: the person has turned their back on it."""
        self._keep = None

    def _forget_earlier_cards(self, message: KeptMessage) -> None:
        """A proposal is shown again once, where it was shown last."""
        for other in [one for one in self._messages.values() if one.id != message.id]:
            match other, message:
                case KeptProposal(), KeptProposal() if other.proposal == message.proposal:
                    del self._messages[other.id]

    def _heed_rights(self) -> None:
        """Forget what was shown, where this person may not see all of it any more."""
        rights: Rights = self._rights()
        if rights.sees_less_than(self._seen_with):
            self._messages.clear()
            self._memory = KeptMemory()
            self._changed = True
        self._seen_with = rights
