"""A played talk as somebody would retell it: who typed, clicked, said and saw what."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel

from assistant.agent.agent_events import ToolStarted, Wrote
from assistant.chat.events import ContactsFound, ContactShown, Decided, Event, Proposed, Said
from assistant.proposals.proposal import Proposal
from evaluation.play import Happened, Played
from evaluation.scenario import Begins, Elsewhere, Fails, PersonClicks, PersonTypes, Reloads, Step, TimePasses

Who = Literal["person", "model", "application", "screen", "world"]


class Line(BaseModel, frozen=True):
    """One contribution to a talk; ``text`` may have several lines."""

    who: Who
    text: str


def transcript(played: Played) -> tuple[Line, ...]:
    """The whole talk, in order."""
    return tuple(line for one in played.happened for line in (_step(one.step), *_seen(one)))


def _step(step: Step) -> Line:
    match step:
        case PersonTypes(text=text):
            return Line(who="person", text=text)
        case PersonClicks() | Begins():
            return Line(who="person", text=_click(step))
        case _:
            return Line(who="world", text=_outside(step))


def _click(step: PersonClicks | Begins) -> str:
    if isinstance(step, Begins):
        return f"clicks the button {step.task.value}"
    whom = f" {step.contact}" if step.contact else ""
    return f"clicks {step.button}{whom}{' twice' * (step.times > 1)}{' in two tabs' * (step.tabs > 1)}"


def _outside(step: Reloads | TimePasses | Elsewhere | Fails) -> str:
    match step:
        case Reloads(restart=restart):
            return "the program starts again" if restart else "the page is reloaded"
        case TimePasses(minutes=minutes):
            return f"{minutes:g} minutes pass"
        case Elsewhere(contact=contact, values=values):
            return f"somebody else: {contact or 'a new contact'} {_pairs(values)}"
        case Fails(kind=kind, method=method, times=times):
            return f"HubSpot will fail: {kind} {method or 'any request'} ×{times}"


def _seen(one: Happened) -> Iterator[Line]:
    words = ""
    for event in one.events:
        if isinstance(event, Wrote):
            words += event.text
            continue
        if words.strip():
            yield Line(who="model", text=words.strip())
        words = ""
        yield from _shown(event)
    if words.strip():
        yield Line(who="model", text=words.strip())
    if one.crash is not None:
        yield Line(who="world", text=f"crash: {one.crash!r}")


def _shown(event: Event) -> Iterator[Line]:
    match event:
        case Said(text=text):
            yield Line(who="application", text=text)
        case ToolStarted(tool=tool, arguments=arguments):
            given = arguments.model_dump(exclude_none=True, exclude_defaults=True)
            yield Line(who="model", text=f"calls {tool} {_pairs(given)}")
        case ContactsFound(page=page):
            names = ", ".join(contact.name for contact in page.contacts)
            yield Line(who="screen", text=f"{page.total} found: {names}" if names else "nobody found")
        case ContactShown(contact=contact):
            yield Line(who="screen", text=f"the contact {contact.name}")
        case Proposed(proposal=proposal):
            yield Line(who="screen", text=_preview(proposal))
        case Decided(outcome=outcome):
            yield Line(who="screen", text=f"the preview closes: {type(outcome).__name__.lower()}")
        case _:
            return


def _preview(proposal: Proposal) -> str:
    changes = [
        f"{name}: {proposal.before.get(name) or 'empty'} → {value or 'empty'}"
        for name, value in proposal.values.items()
    ]
    likely = [f"may be {contact.name}" for contact in proposal.similar]
    return "\n".join([f"preview: {proposal.action} {proposal.name}", *changes, *likely])


def _pairs(values: object) -> str:
    if not isinstance(values, dict):
        return ""
    return " ".join(f"{name}={value!r}" for name, value in values.items())
