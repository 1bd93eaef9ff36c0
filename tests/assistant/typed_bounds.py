"""Hostile texts, and everything that reads what people type; run as a program, in a process that may be ended.

The system ends the process when one answer takes more seconds of the processor than any may (ITIMER_PROF), whatever
it hangs in. What is under way is printed before it is tried, and a last line once everything was answered.
"""

import asyncio
import json
import math
import resource
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path

from assistant.agent.attribution import Attribution
from assistant.agent.coverage import TurnOutcome, left_over
from assistant.agent.given import Given
from assistant.agent.grounding import Grounds, NotGiven
from assistant.agent.hard_facts import facts_in
from assistant.agent.prompts import Prompts
from assistant.agent.stray_calls import StrayCalls
from assistant.agent.tokens import load_counter
from assistant.agent.typed_text import TypedText
from assistant.chat.conversation import Conversation
from assistant.chat.conversation_factory import ConversationFactory
from assistant.chat.events import Event
from assistant.chat.plain_requests import plain_query, task_in
from assistant.chat.talk import Talk
from assistant.language.claims import claims_deed
from assistant.language.consent import consent_in
from assistant.language.detection import language_of
from assistant.language.persons.signature import signature_in
from assistant.language.requests.named_person import person_in
from assistant.language.requests.understand import understand
from assistant.models.model_protocol import Reply
from assistant.models.scripted import ScriptedModel, says
from assistant.offline.chat_requests import parsed, read_chat
from assistant.offline.grammar import Chat, Message, respond
from assistant.proposals.proposal_store import ProposalStore
from assistant.ui.cards.markdown import ModelText, escape, escape_line, model_markdown
from hubspot_tools.contacts import Contact, SearchContacts
from hubspot_tools.errors import InvalidValues
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving
from hubspot_tools.sandbox.records.schema import PortalCatalogue as SandboxCatalogue
from hubspot_tools.search.filters import Spelling, conditions, search_body
from hubspot_tools.search.matches import Wanted, matches
from hubspot_tools.search.similarity import likeness
from hubspot_tools.values import dates, typed_values
from hubspot_tools.values.properties import Catalogue
from hubspot_tools.values.validation import Owner, Validator

ROOT = Path(__file__).parents[2]
DONE = "everything was answered"
LONGEST = 40_000
"""Characters: the longest message that is let in."""
LONGEST_VALUE = 70_000
"""Characters: the longest value that a form may send."""
LONGEST_ARGUMENT = 1_000
"""Characters: the longest value that a model may pass to a tool."""
SECONDS = 2
"""Of the processor for one answer: twenty times what the slowest takes, and far less than a bad one would."""

HOSTILE = (
    ("", "a", ""), ("", "é", "!"), ("e", "\u0301", ""), ("e", "\u0307\u0323", ""), ("x", " ", "x"), ("", "\n", "a"), ("a", "\t", "@"), ("", "\u200b", ""),
    ("", "1", "a"), ("+", "1 ", ""), ("06 39 98 ", "11,", ""), ("", "x1 ", ""), ("1", "'", ""), ("", "\u0661", ""),
    ("a@", ".", ","), ("", "@", ""), ("", "a@", ""), ("", "a@b.co ", ""), ("", ".a@b", ""), ("mailto:", "<", ""),
    ("create ", "a:b ", ""), ("", "x=y&", ""), ("create ", "second ", ""), ("ajoute ", "quitte ", ""), ("", "a,", ""), ("", "a;", ""),
    ("", "a-", ""), ("", "d'", ""), ("", "«", ""), ("", '"a ', ""), ("", "(", ")"), ("", "[](", ""), ("", ":/", "/"), ("", "http://", ""),
    ("", "www.", ""), ("", "_a", ""), ("", "&a", ";"), ("", "&#1", ""), ("", "`", ""), ("", "et ", ""), ("", "de la ", ""), ("not ", "a but b ", ""),
    ("crée ", "Luc Martin luc@exemple.example et ", ""), ("", "Marie Durand, ", ""), ("", "tel : 06 39 98 11 22 ", ""),
    ("", "( at ", ""), ("", "(dot", ""), ("", "1 january 2020 ", ""), ("", "1/1/2020 ", ""), ("", "1 000 mille ", ""), ("", "-- \n", ""),
    ("", "Cordialement,\n", ""), ("", "\ufdfa", ""), ("", "\u202e\u05d0", ""), ("", "\U0001f600", ""), ("", "\uac00", ""), ("", "字", ""), ("", "\ufffd", ""),
)  # fmt: skip
"""A beginning, what is repeated, and an end."""

STOPPERS = ("create " + "a:b " * 1_900, "x=y&" * 1_300)
"""Messages that once stopped the server."""

Reader = Callable[[str], object]


def long_text(hostile: tuple[str, str, str], length: int) -> str:
    """The text of a hostile beginning, middle and end that has this many characters."""
    beginning, middle, end = hostile
    room = length - len(beginning) - len(end)
    return beginning + (middle * math.ceil(room / len(middle)))[:room] + end


def _tolerant(read: Reader, *refusals: type[Exception]) -> Reader:
    def tried(text: str) -> object:
        try:
            return read(text)
        except refusals:
            return None

    return tried


def _asked(text: str) -> object:
    tools = frozenset({"search_contacts", "create_contact", "update_contact"})
    talk = [Message("user", text), Message("assistant", text), Message("user", text)]
    return respond(Chat(talk, tools))


def _on_the_wire(text: str) -> object:
    body = {"model": "offline", "messages": [{"role": "user", "content": text}]}
    return read_chat(parsed(json.dumps(body).encode()))


def _streamed(text: str) -> object:
    answer = ModelText()
    return [*map(answer.feed, text), answer.finish()]


def _judged(typed: TypedText, value: str) -> object:
    return (
        typed.has_words(value), typed.nearly_has_words(value), typed.has_email(value), typed.has_phone(value),
        typed.has_number(value), typed.has_date(value), typed.names_in_address(value),
    )  # fmt: skip


def _given(*messages: str) -> Given:
    talk = Talk("en")
    talk.give(*messages)
    return talk.given("FR")


def _typed(text: str) -> object:
    ordinary = "Marie Durand", "06 39 98 11 22", "marie@exemple.example", "1234,5", "2026-11-20"
    typed = _given(text).typed
    return [_judged(typed, value) for value in (*ordinary, text[1 : LONGEST_ARGUMENT // 2], "a" * 900)]


def _covered(text: str) -> object:
    """Everything typed, beside an answer that a model has given at the same length."""
    said, kept = TurnOutcome("FR"), TurnOutcome("FR")
    said.say(text)
    kept.keep({"phone": text[:LONGEST_ARGUMENT], "city": "Lyon"})
    facts = facts_in(text)
    return left_over(facts, said), left_over(facts, kept)


def _attributed(text: str) -> object:
    values = {
        "firstname": text[:LONGEST_ARGUMENT],
        "phone": "06 39 98 11 22",
        "email": text[:LONGEST_ARGUMENT],
    }
    return Attribution([text[:2_000], text], "FR").of_others(values, None)


def _without_calls(text: str) -> object:
    words = StrayCalls(("search_contacts", "create_contact", "update_contact"))
    pieces = (text[place : place + 3] for place in range(0, len(text), 3))
    return [*map(words.feed, pieces), words.finish()]


def _stored(text: str) -> object:
    """Contacts are written by strangers, and what they hold is looked for in what was typed."""
    return _judged(TypedText(["Marie Durand 06 39 98 11 22 marie@exemple.example"], "FR"), text)


def _grounded(text: str) -> object:
    contact = Contact(id="1", properties={"firstname": text, "company": text})
    grounds = Grounds(_given("Marie Durand", text), _properties().labels(), [contact])
    names = "firstname", "email", "phone", "company", "lifecyclestage", "hubspot_owner_id", "website"
    return grounds.changes(dict.fromkeys(names, text[:LONGEST_ARGUMENT]), ["phone", "company"], contact)


@cache
def _properties() -> Catalogue:
    return Catalogue.from_wire(one.wire for one in SandboxCatalogue.shipped())


@cache
def _validator() -> Validator:
    return Validator(_properties(), [Owner(id="1", email="ada@example.com", name="Ada Byron")], "FR")


def _validated(text: str) -> object:
    one_of_each_kind = {known.kind: name for name, known in _properties().properties.items()}
    return [
        _tolerant(lambda value, name=name: _validator().check({name: value}), InvalidValues)(text)
        for name in (*one_of_each_kind.values(), text[:100])
    ]


def _compared(text: str) -> object:
    names = dict.fromkeys(("firstname", "lastname", "company", "phone"), text)
    stored = Contact(id="1", properties={**names, "lastname": f"{text}b", "company": f"{text} x"})
    return likeness(names, stored, "FR")


def _searched(text: str) -> object:
    stored = Contact(
        id="1", properties=dict.fromkeys(("firstname", "lastname", "company", "email", "phone"), text)
    )
    found = []
    for name in ("name", "email", "phone", "company", "text"):
        wanted = Wanted.from_query(SearchContacts(**{name: text[:LONGEST_ARGUMENT]}), "", "FR")
        bodies = [search_body(conditions(wanted, one), text=wanted.text, limit=10) for one in Spelling]
        found.append((bodies, matches(wanted, stored, "FR")))
    return found


READERS: dict[str, Reader] = {
    "person_in": person_in,
    "signature_in": signature_in,
    "understand": understand,
    "respond": _asked,
    "read_chat": _on_the_wire,
    "language_of": language_of,
    "task_in": task_in,
    "plain_query": plain_query,
    "consent_in": consent_in,
    "escape": escape,
    "escape_line": lambda text: escape_line(text, limit=200, cut_off="…"),
    "model_markdown": model_markdown,
    "a streamed answer": _streamed,
    "what was typed": _typed,
    "what is stored": _stored,
    "grounding": _tolerant(_grounded, NotGiven),
    "facts and coverage": _covered,
    "attribution": _attributed,
    "claims_deed": claims_deed,
    "calls written as text": _without_calls,
    "count_tokens": load_counter(),
}
"""What reads a whole message of the person, or of a model."""

VALUE_READERS: dict[str, Reader] = {
    "validation": _validated,
    "likeness": _compared,
    "search": _searched,
    "normalise_text": typed_values.normalise_text,
    "normalise_name": typed_values.normalise_name,
    "normalise_email": _tolerant(typed_values.normalise_email, ValueError),
    "normalise_phone": _tolerant(lambda text: typed_values.normalise_phone(text, "FR"), ValueError),
    "display_phone": lambda text: typed_values.display_phone(text, "FR"),
    "same_phone": lambda text: typed_values.same_phone(text, text, "FR"),
    "normalise_number": _tolerant(typed_values.normalise_number, ValueError),
    "normalise_boolean": _tolerant(typed_values.normalise_boolean, ValueError),
    "normalise_date": _tolerant(lambda text: dates.normalise_date(text, "FR"), ValueError),
    "normalise_datetime": _tolerant(lambda text: dates.normalise_datetime(text, "FR"), ValueError),
}
"""What reads a value, of a form, of a model or of a stored contact."""


def calls_of(read: Reader, text: str) -> int:
    """How many calls, of Python and of C, an answer takes: the same on every machine."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return counted


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Have the system end this process when what follows takes more of the processor.

    The timer counts from here. A limit of the whole process (RLIMIT_CPU) would have to begin from what was used so
    far, which the kernel counts in ticks for the one and exactly for the other: on a busy machine seconds apart.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _tell(*words: object) -> None:
    """Say it at once: the process may be ended at any time."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def read_everything() -> None:
    """Every hostile text through every reader."""
    for readers, length in ((READERS, LONGEST), (VALUE_READERS, LONGEST_VALUE)):
        for name, read in readers.items():
            for hostile in HOSTILE:
                _within_limit(f"{name} {hostile!a}", read, long_text(hostile, length))


def _within_limit(what: str, read: Reader, text: str) -> None:
    _tell(what)
    with limited(SECONDS):
        read(text)


@asynccontextmanager
async def conversation(folder: Path, *script: Reply) -> AsyncIterator[Conversation]:
    """A talk with everything real but the model."""
    state = ProposalStore(f"sqlite+aiosqlite:///{folder / 'state.sqlite3'}")
    await state.open()
    with serving(build_app(":memory:", samples=False)) as address:
        contacts = HubSpotContacts("local", base_url=address, local=True)
        factory = ConversationFactory(
            contacts=contacts,
            model=ScriptedModel(*script),
            state=state,
            prompts=Prompts(ROOT / "prompts"),
        )
        yield factory.converse(owner="ada", language="en")
        await contacts.close()
    await state.close()


async def talk_with_a_form_open(folder: Path) -> None:
    """Messages that once stopped the server, typed while a form for a new contact is open."""
    async with conversation(folder, *(says("Understood.") for _ in range(len(STOPPERS) + 1))) as talk:
        await _kinds(talk.forms.new())
        for text in STOPPERS:
            with limited(SECONDS):
                events = await _kinds(talk.hear(text))
            _tell(text[:40], events)
        _tell("Elsa Brume", await _kinds(talk.hear("Elsa Brume")))


async def _kinds(events: AsyncIterator[Event]) -> list[str]:
    return [type(event).__name__ async for event in events]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.argv[1:] == ["talk"]:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(talk_with_a_form_open(Path(folder)))
    else:
        read_everything()
    _tell(DONE)
