"""Searches for those who work with somebody: first whoever that is, then everybody at their company."""

from typing import Final

from assistant.language.requests.intents import Find, Person
from assistant.offline.grammar import results_in_words
from assistant.offline.grammar.known_contacts import Known, candidates, narrowed, read_contacts
from assistant.offline.grammar.planned_turn import Answer, Done, PlannedCall, PlannedTurn, PlannedWords
from assistant.offline.grammar.replies import Say
from assistant.offline.grammar.told_value import told_value

_SEARCH: Final = "search_contacts"


def next_step(turn: PlannedTurn, find: Find) -> Answer | Known:
    """Who is meant where that is known, and else the call or the words that find it out."""
    person = find.person or Person(anaphoric=True)
    searched = next(iter(turn.results(_SEARCH)), None)
    if searched is not None and person.described:
        return _found(turn, person, searched)
    meant = candidates(person, turn.screen)
    if len(meant) == 1:
        return meant[0]
    if person.described:
        return PlannedCall(_SEARCH, {"name": person.name})
    return turn.say(Say.WHICH_SHOWN if turn.screen.known else Say.ASK_SEARCH)


def without_company(contact: Known, turn: PlannedTurn) -> PlannedWords:
    """That the contact names no company."""
    return PlannedWords(told_value({"name": contact.name}, "company", turn.language))


def _found(turn: PlannedTurn, person: Person, searched: Done) -> Answer | Known:
    found = read_contacts(searched.content)
    meant = narrowed(person, found)
    if len(meant) == 1:
        return meant[0]
    if not found:
        return turn.say(Say.NOT_FOUND_UPDATE, what=person.name)
    total = searched.content.get("total")
    return PlannedWords(
        results_in_words.which(len(found), total if isinstance(total, int) else len(found), turn.language)
    )
