"""What a choice among those on the screen asks for, and another page of them."""

from dataclasses import replace

from assistant.language.requests import corrections
from assistant.language.requests.intents import Find, Person, Query, TurnPage, Update
from assistant.language.words.lexer import lex
from assistant.offline.grammar.followed.told_apart import narrowed_by, newest_search
from assistant.offline.grammar.known_contacts import candidates
from assistant.offline.grammar.open_request import Remark, Request, State
from assistant.offline.grammar.replies import Say


def turned(state: State, turn: TurnPage) -> Request:
    """The last search again, at another page."""
    if state.search is None:
        return Remark(Say.NO_SEARCH)
    page = turn.page or state.search.page + turn.step
    return replace(state.search, page=page, person=None) if page > 0 else Remark(Say.NO_SUCH_PAGE)


def picked(state: State, person: Person) -> Request:
    """The open request, about whoever was chosen; without one, their card."""
    if isinstance(state.open, Update):
        if state.asked_value and person.ordinal is not None:
            return corrections.with_value(state.open, lex(str(person.ordinal)))
        return replace(
            state.open, person=_named_as_sought(state, corrections.chosen(state.open.person, person))
        )
    also = state.open.also if state.asked_which and isinstance(state.open, Find) else ()
    return Find(_narrower(state, person), person=person, asked=asked_before(state), also=also)


def _narrower(state: State, person: Person) -> Query:
    """The last search with what tells whoever is meant from the others on its list."""
    several = len(state.screen.listed) > 1 and not candidates(person, state.screen)
    newest = newest_search(state)
    return narrowed_by(newest, person.hint) if person.hint and several and newest is not None else Query()


def _named_as_sought(state: State, person: Person) -> Person:
    """Whoever is meant, by the name searched where nobody on the list fits the description."""
    several = len(state.screen.listed) > 1 and not candidates(person, state.screen)
    if not (person.hint and several and state.search) or person.described:
        return person
    return replace(person, name=state.search.query.name)


def asked_before(state: State) -> str:
    """The property that was asked about, where the answer tells of whom."""
    return state.open.asked if state.asked_which and isinstance(state.open, Find) else ""
