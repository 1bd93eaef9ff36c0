"""Judges whether what was typed is lost or given to somebody else, and what is claimed or leaked.

It reads the talk by patterns of its own, simpler than those of what it judges.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from assistant.agent.agent_events import ToolStarted, Wrote
from assistant.agent.contact_tools import SEARCH
from assistant.chat.events import ContactsFound, ContactShown, Decided, Event, FormOpened, Proposed, Said
from assistant.language.texts import answer_texts_in
from assistant.proposals.proposal import Applied, Proposal
from evaluation.personalities import DONE
from evaluation.play import Happened, Played
from evaluation.scenario import PersonTypes, Values
from evaluation.world import World
from hubspot_tools.contacts import Contact
from hubspot_tools.values.text import digits, words

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER: Final = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){8,14}(?!\d)")
_LABELLED: Final = re.compile(r"\b(?:ville|poste|city|job title)\s?:\s?([^,;.\n]+)", re.IGNORECASE)
_LEAKED: Final = re.compile(
    r"tool_call|\"arguments\"|\"parameters\"|(?:search_contacts|create_contact|update_contact)\s?\(|functions\.",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"\b(\d+) (?:more|de plus)\b")
_LAST_DIGITS: Final = 8
"""Of a telephone number: what every notation of it ends with."""


def losses(played: Played) -> Iterator[str]:
    """What was typed and is nowhere, and what is claimed or leaked; each in a sentence."""
    for one in played.happened:
        if isinstance(one.step, PersonTypes) and one.crash is None:
            yield from islice(_lost(one, one.step.text), _counted(one), None)
            yield from _claimed(one)
            yield from _leaked(one)


def misplaced(played: Played, world: World) -> Iterator[str]:
    """Previews that give somebody what is another's, as the scenario tells."""
    expected = played.scenario.expected
    for proposal in played.shown:
        for name, values in expected.never.items():
            if (
                proposal.contact is not None
                and proposal.contact.id == world.id_of(name)
                and _has(proposal, values)
            ):
                yield f"a preview gives {name} what is another's: {dict(proposal.values)}"
        for values in expected.never_new:
            if proposal.contact is None and all(
                _has(proposal, {one: value}) for one, value in values.items()
            ):
                yield f"a preview mixes two people: {dict(proposal.values)}"


def _has(proposal: Proposal, values: Values) -> bool:
    return any(words(proposal.values.get(name, "")) == words(value) for name, value in values.items())


def _counted(one: Happened) -> int:
    """How many are said to be left over without their names, beside those that are named."""
    told = " ".join(event.text for event in one.events if isinstance(event, Said))
    return sum(int(count) for count in _COUNTED.findall(told))


def _lost(one: Happened, typed: str) -> Iterator[str]:
    outcome = "\n".join(text for event in one.events for text in _outcome(event))
    numbers, told = digits(outcome), " ".join(words(outcome))
    for address in _ADDRESS.findall(typed):
        if address.casefold().strip(".") not in outcome.casefold():
            yield f"{address!r} is lost"
    for number in _NUMBER.findall(_ADDRESS.sub(" ", typed)):
        if digits(number)[-_LAST_DIGITS:] not in numbers:
            yield f"{number!r} is lost"
    for value in _LABELLED.findall(typed):
        if " ".join(words(value)) not in told:
            yield f"{value!r} is lost"


def _outcome(event: Event) -> Iterator[str]:
    """All that an event shows or looks for; what a call only asked to write is nothing yet."""
    match event:
        case Said(text=text) | Wrote(text=text):
            yield text
        case ToolStarted(tool=tool, arguments=arguments) if tool == SEARCH:
            yield json.dumps(arguments.model_dump(exclude_none=True), ensure_ascii=False)
        case Proposed(proposal=proposal) | Decided(outcome=Applied(proposal=proposal)):
            yield from _values(proposal.values, proposal.contact)
        case FormOpened(form=form):
            yield from _values(form.values, form.contact)
        case ContactShown(contact=contact):
            yield from _values({}, contact)
        case ContactsFound(page=page):
            yield json.dumps(page.query.model_dump(exclude_none=True), ensure_ascii=False)
            for contact in page.contacts:
                yield contact.get("email")
        case _:
            pass


def _values(values: Mapping[str, str], contact: Contact | None) -> Iterator[str]:
    yield from values.values()
    if contact is not None:
        yield from contact.properties.values()


def _claimed(one: Happened) -> Iterator[str]:
    """What the reckless model says was done, where nothing was, and nobody sets it right."""
    wrote = "".join(event.text for event in one.events if isinstance(event, Wrote))
    applied = any(isinstance(event, Decided) and isinstance(event.outcome, Applied) for event in one.events)
    said = {event.text for event in one.events if isinstance(event, Said)}
    truths = {text for language in ("fr", "en") for text in _truths(language)}
    if not applied and any(claim in wrote for claim in DONE.values()) and not truths & said:
        yield f"a false claim stands: {wrote[-80:]!r}"


def _truths(language: str) -> tuple[str, str]:
    texts = answer_texts_in("fr" if language == "fr" else "en")
    return texts.nothing_done, texts.waits


def _leaked(one: Happened) -> Iterator[str]:
    wrote = "".join(event.text for event in one.events if isinstance(event, Wrote))
    if found := _LEAKED.search(wrote):
        yield f"a call is shown as text: {found[0]!r}"
