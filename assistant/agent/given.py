"""What a person has given in a talk, from which alone values may come. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.agent.attribution import Attribution
from assistant.agent.typed_text import TypedText
from assistant.language.consent import Consent, consent_in

RECENT = 6
"""Messages in which the wish to empty a field, or to take a value from a contact, still counts."""


@dataclass(frozen=True)
class Given:
    """Holds what a person has given: their messages, oldest first, and what they were last asked.

    What they were asked stood before the newest message.

    ``region`` is the country where telephone numbers without a country code are dialled.
    """

    messages: Sequence[str]
    asked: str = ""
    region: str = "FR"

    @property
    def agreed(self) -> bool:
        """Whether the newest message is a plain yes."""
        return bool(self.messages) and consent_in(self.messages[-1]) is Consent.YES

    @cached_property
    def typed(self) -> TypedText:
        """All of it, read once however many values are judged by it."""
        return TypedText(self.messages, self.region)

    @cached_property
    def recent(self) -> TypedText:
        """The newest messages."""
        return TypedText(self.messages[-RECENT:], self.region)

    @cached_property
    def attribution(self) -> Attribution:
        """Whose the numbers and addresses of the newest messages are."""
        return Attribution(self.messages[-RECENT:], self.region)

    @cached_property
    def offered(self) -> TypedText:
        """What the assistant offered, where the person has agreed to it."""
        return TypedText([self.asked] if self.agreed else [], self.region)
