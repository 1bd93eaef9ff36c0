"""What is kept of one talk, within its bounds. Pure.

That is what stood on the screen, and what the model may go by.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.language.detection import Language
from hubspot_tools.contacts import Contact, ContactPage

MOST_MESSAGES = 60
"""Messages that are shown again, the newest."""

MOST_CHARACTERS = 200_000
"""Characters of a whole talk as it is kept; the oldest messages give way."""

MOST_OF_A_TEXT = 10_000
"""Characters of one message; what is cut off ends in an ellipsis."""

_MOST_OF_A_VALUE = 600
"""Characters of a contact's property: more than a card shows, so that what is cut there still is."""

_MOST_SAID, _MOST_GIVEN, _MOST_GIVEN_CHARACTERS = 20, 20, 20_000
"""What the model may go by: more messages than its window ever holds, and the newest words of the person's own."""


def _without_halves(text: str) -> str:
    """Text without lone surrogates, which a browser may send and no file can hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_Text = Annotated[str, AfterValidator(_without_halves)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Timed(_Kept):
    at: datetime
    """When it was said (UTC)."""


class _AnyMessage(_Timed):
    id: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9-]+$")
    """The message's own: a page that still shows it gets it in its place."""


class KeptText(_AnyMessage):
    """Words: a person's as they typed them, or the assistant's as Markdown that is safe to show."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    """Earlier releases noted more of a text, and their talks are still to be read."""

    kind: Literal["text"] = "text"
    text: _Text
    of_person: bool = False
    command: str = ""
    """The task the person had chosen beside the text box, as it was called."""


class KeptList(_AnyMessage):
    """A page of what a search has found."""

    kind: Literal["list"] = "list"
    page: ContactPage


class KeptContact(_AnyMessage):
    """A contact on a card of its own, with the sentence that introduced it and the write that led to it."""

    kind: Literal["contact"] = "contact"
    contact: Contact
    sentence: str = ""
    undoable: str = ""
    of_others: str = ""


class KeptProposal(_AnyMessage):
    """A proposal by its id: how it stands, its own table tells."""

    kind: Literal["proposal"] = "proposal"
    proposal: str = Field(max_length=64)
    sentence: _Text = ""
    """What was said right above it."""
    told: _Text = ""
    """What a click on it was answered with."""


class KeptImport(_AnyMessage):
    """An import by its id: how it stands, its own table tells."""

    kind: Literal["import"] = "import"
    planned: str = Field(max_length=64)


KeptMessage = Annotated[
    KeptText | KeptList | KeptContact | KeptProposal | KeptImport, Field(discriminator="kind")
]


class KeptWords(_Timed):
    """Words that were said, by the person or to them."""

    text: _Text
    of_person: bool = True


class KeptMemory(_Kept):
    """What the model goes by: what was said last, what the person gave, and the contacts in focus."""

    said: tuple[KeptWords, ...] = ()
    given: tuple[KeptWords, ...] = ()
    contacts: tuple[Contact, ...] = ()
    listed: int = 0
    leafed: Mapping[str, Any] = Field(default_factory=dict)
    offered: tuple[str, ...] = ()
    """Proposals that a plain yes could be meant for."""


class KeptTalk(_Kept):
    """The whole of it, as whoever had these fields hidden saw it."""

    language: Language
    hidden: frozenset[str] = frozenset()
    messages: tuple[KeptMessage, ...] = ()
    memory: KeptMemory = KeptMemory()

    @property
    def oldest_at(self) -> datetime | None:
        """When the first of what is kept was said; None where nothing is."""
        return min((one.at for one in (*self.messages, *self.memory.said, *self.memory.given)), default=None)

    def since(self, moment: datetime) -> "KeptTalk":
        """What was said of it after a moment; the contacts in focus go with the last of it."""
        messages = tuple(one for one in self.messages if one.at > moment)
        said, given = _after(self.memory.said, moment), _after(self.memory.given, moment)
        if not (messages or said or given):
            return self.model_copy(update={"messages": (), "memory": KeptMemory()})
        memory = self.memory.model_copy(update={"said": said, "given": given})
        return self.model_copy(update={"messages": messages, "memory": memory})

    def bounded(self) -> "KeptTalk":
        """The newest of it, as much as is kept."""
        memory = self.memory.model_copy(
            update={
                "said": _bounded_words(self.memory.said, _MOST_SAID),
                "given": _bounded_words(self.memory.given, _MOST_GIVEN),
                "contacts": tuple(map(bounded_contact, self.memory.contacts)),
            }
        )
        left = MOST_CHARACTERS - len(memory.model_dump_json())
        messages: list[KeptMessage] = []
        for message in reversed(self.messages[-MOST_MESSAGES:]):
            bounded = _bounded(message)
            left -= len(bounded.model_dump_json())
            if left < 0:
                break
            messages.append(bounded)
        return self.model_copy(update={"messages": tuple(reversed(messages)), "memory": memory})


def bounded_contact(contact: Contact) -> Contact:
    """The contact with its values cut where no card shows more of them."""
    if all(len(value) <= _MOST_OF_A_VALUE for value in contact.properties.values()):
        return contact
    cut = {name: value[:_MOST_OF_A_VALUE] for name, value in contact.properties.items()}
    return contact.model_copy(update={"properties": cut})


_Words = TypeVar("_Words", bound=_Timed)


def _after(timed: Sequence[_Words], moment: datetime) -> tuple[_Words, ...]:
    return tuple(one for one in timed if one.at > moment)


def _bounded_words(words: Sequence[KeptWords], most: int) -> tuple[KeptWords, ...]:
    """The newest ones whole: a value cut in two is another value."""
    kept: list[KeptWords] = []
    left = _MOST_GIVEN_CHARACTERS
    for one in reversed(words[-most:]):
        left -= len(one.text)
        if left < 0:
            break
        kept.append(one)
    return tuple(reversed(kept))


def _bounded(message: KeptMessage) -> KeptMessage:
    match message:
        case KeptText(text=text) if len(text) > MOST_OF_A_TEXT:
            return message.model_copy(update={"text": f"{text[:MOST_OF_A_TEXT]}…"})
        case KeptList(page=page):
            contacts = tuple(map(bounded_contact, page.contacts))
            return message.model_copy(update={"page": page.model_copy(update={"contacts": contacts})})
        case KeptContact(contact=contact):
            return message.model_copy(update={"contact": bounded_contact(contact)})
        case _:
            return message


def stamped(before: Sequence[KeptWords], now: Sequence[KeptWords]) -> tuple[KeptWords, ...]:
    """Return ``now`` with the moments of ``before`` for what was there already.

    Words only come in at the end and leave at the beginning, or all are forgotten.
    """
    for start in range(len(before) + 1):
        known = before[start:]
        if len(known) <= len(now) and all(
            (one.text, one.of_person) == (other.text, other.of_person)
            for one, other in zip(known, now, strict=False)
        ):
            return (*known, *now[len(known) :])
    return tuple(now)
