"""What words without any value ask for: yes, no, thanks, I don't know."""

from dataclasses import replace
from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import Find, Plain, Query, Update
from assistant.language.words.given_names import split_name
from assistant.language.words.lexer import lex
from assistant.offline.grammar.known_contacts import named
from assistant.offline.grammar.open_request import Remark, Request, State
from assistant.offline.grammar.replies import Say

_REMARKS: Final = {
    Plain.GREETING: Say.GREETING,
    Plain.THANKS: Say.THANKS,
    Plain.FAREWELL: Say.FAREWELL,
    Plain.HELP: Say.HELP,
    Plain.IDENTITY: Say.IDENTITY,
    Plain.UNKNOWN: Say.UNKNOWN,
    Plain.UNDO: Say.UNDO,
}


def plainly(state: State, plain: Plain) -> Request:
    """What such words ask for, given what was said before them."""
    match plain:
        case Plain.CANCEL:
            return Remark(Say.CONFIRMED if state.decided else Say.CANCELLED)
        case Plain.NO | Plain.ENOUGH:
            return _denied(state, enough=plain is Plain.ENOUGH)
        case Plain.YES | Plain.ANYWAY:
            return _affirmed(state, anyway=plain is Plain.ANYWAY)
        case Plain.NO_EMAIL:
            return _not_known(state)
        case Plain.UNKNOWN:
            return Remark(Say.UNKNOWN)
        case _:
            return Remark(_REMARKS[plain])


def _not_known(state: State) -> Request:
    """``I don't know``, ``skip``: what was asked for is left out, and of a change nothing else is left."""
    if isinstance(state.open, Create):
        return Remark(Say.CLICK) if state.made and state.waits else replace(state.open, no_email=True)
    if state.asked_value:
        return Remark(Say.CANCELLED)
    return Remark(Say.CLICK if state.waits else Say.UNKNOWN)


def _denied(state: State, *, enough: bool) -> Request:
    """``no`` refuses what is proposed; ``nothing else`` leaves it as it is."""
    if state.asked_email and isinstance(state.open, Create):
        return replace(state.open, no_email=True)
    if state.waits:
        return Remark(Say.CLICK if enough else Say.ASK_CORRECTION)
    return Remark(Say.ALRIGHT)


def _affirmed(state: State, *, anyway: bool) -> Request:
    if state.offered and isinstance(state.open, Find):
        return _as_sought(state.open.query)
    if state.waits:
        return Remark(Say.CLICK)
    if isinstance(state.open, Create) and state.open.values and anyway:
        return replace(state.open, no_email=True)
    if isinstance(state.open, Update):
        listed = state.screen.listed
        meant = named(listed[0]) if state.asked_who and len(listed) == 1 and not state.of_many else None
        return replace(state.open, former="", person=meant or state.open.person)
    return state.open if isinstance(state.open, Create) else Remark(Say.YES_TO_WHAT)


def _as_sought(query: Query) -> Create:
    """A new contact with what was looked for in vain; free text does not say which field it belongs to."""
    name = split_name(lex(query.name))
    values = {"firstname": name.first, "lastname": name.last, **query.fields()}
    return Create(
        {field: value for field, value in values.items() if value and field not in {"name", "text"}}
    )
