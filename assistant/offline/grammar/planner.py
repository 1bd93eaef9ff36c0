"""From the open request and what the tools returned this turn to the next call, or to words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from assistant.language.claims import asks
from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import ME, CreateMany, Find, Person, Query, Step, Steps, Update
from assistant.language.words.phrasebook import words_of
from assistant.offline.grammar import results_in_words
from assistant.offline.grammar.followed import at_their_company
from assistant.offline.grammar.followed.nobody_found import nearly_called, not_found
from assistant.offline.grammar.followed.told_apart import narrowed_by
from assistant.offline.grammar.known_contacts import (
    Known,
    candidates,
    fits,
    is_company_of,
    narrowed,
    read_contacts,
)
from assistant.offline.grammar.open_request import Planned, Remark, Unread, left_in, told_of
from assistant.offline.grammar.planned_turn import (
    Answer,
    Done,
    PlannedCall,
    PlannedTurn,
    PlannedWords,
    create_arguments,
    left_out,
    update_arguments,
)
from assistant.offline.grammar.property_names import field_name, quoted
from assistant.offline.grammar.replies import Say, sentence
from assistant.offline.grammar.searched_again import further_search, owner_named, split_at_of
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, PHONES

SEARCH: Final = "search_contacts"
CREATE: Final = "create_contact"
UPDATE: Final = "update_contact"
_REACHED_BY: Final = frozenset({*CONTACT_DETAILS, *PHONES, "address", "website"})


def plan(turn: PlannedTurn) -> Answer:
    """The next step; a failed call ends the turn in words, and all other words say what was left out."""
    if turn.done and turn.done[-1].failed:
        return PlannedWords(results_in_words.failure(turn.done[-1].content, turn.language))
    step = _step(turn)
    left = left_in(turn.request)
    if not left or isinstance(step, PlannedCall):
        return step
    return PlannedWords(f"{step.text} {left_out(left, turn.language)}")


def _step(turn: PlannedTurn) -> Answer:
    match turn.request:
        case Remark(say=say):
            return turn.say(say)
        case Unread(name=name):
            return _glance(turn, name)
        case Find() as find:
            return _find(turn, find)
        case Create() | CreateMany() as new:
            return _create(turn, new.creates if isinstance(new, CreateMany) else (new,))
        case Update() as update:
            return _update(turn, update)
        case Steps(steps=steps):
            return _one_by_one(turn, steps)


def _one_by_one(turn: PlannedTurn, steps: Sequence[Step]) -> Answer:
    """The next call of the first step that is not done, and in the end what there is to say of each.

    A step that asks something waits for its answer, and those behind it wait with it; one that fits nobody keeps
    no other waiting.
    """
    done = turn.done
    told: list[str] = []
    for step in steps:
        for count in range(len(done) + 1):
            answer = plan(replace(turn, request=told_of(step), done=done[:count]))
            if isinstance(answer, PlannedWords):
                break
        if isinstance(answer, PlannedCall):
            return answer
        told.append(answer.text)
        lost = any(one.name == SEARCH and not _count(one.content, "total") for one in done[count - 1 : count])
        done = done[count:]
        if not isinstance(step, Find) and asks(answer.text) and not lost:
            break
    proposed = {sentence(say, turn.language) for say in (Say.PROPOSED, Say.PROPOSED_NEW)}
    if len(told) > 1 and set(told) <= proposed:
        return turn.say(Say.PROPOSED_MANY)
    return PlannedWords(" ".join(dict.fromkeys(told)))


def _find(turn: PlannedTurn, find: Find) -> Answer:
    if find.colleagues:
        return _colleagues(turn, find)
    last = turn.last(SEARCH)
    if last is not None and last.content.get("status") == "invalid":
        return PlannedWords(results_in_words.refused_search(last.content, find, turn.language))
    if last is not None:
        return _after_search(turn, find, last)
    arguments = _looked_for(turn, find)
    if isinstance(arguments, PlannedWords):
        return arguments
    return PlannedCall(SEARCH, arguments | ({"page": find.page} if find.page > 1 else {}))


def _glance(turn: PlannedTurn, name: str) -> Answer:
    """Whom a sentence names that was not understood: nobody of that name is no news then."""
    last = turn.last(SEARCH)
    if last is None:
        return PlannedCall(SEARCH, {"name": name})
    return turn.say(Say.UNREAD if _count(last.content, "total") else Say.UNKNOWN)


def _colleagues(turn: PlannedTurn, find: Find) -> Answer:
    """``who else works there``: everybody at the company of whoever is meant."""
    whose = at_their_company.next_step(turn, find)
    if not isinstance(whose, Known):
        return whose
    if not whose.company:
        return at_their_company.without_company(whose, turn)
    last, query = turn.last(SEARCH), Query(company=whose.company)
    if last is None or last.arguments != query.fields():
        return PlannedCall(SEARCH, query.fields())
    return _after_search(turn, Find(query, phrase=whose.company), last)


def _looked_for(turn: PlannedTurn, find: Find) -> dict[str, Any] | PlannedWords:
    fields = find.query.fields()
    if find.person is not None:
        meant = candidates(find.person, turn.screen)
        if len(meant) == 1:
            return dict(meant[0].first_look)
        if find.person.other:
            return turn.say(Say.ASK_SEARCH)
        if not fields and not find.person.described:
            return turn.say(Say.WHICH_SHOWN if turn.screen.known else Say.ASK_SEARCH)
        fields = fields or _query_for(find.person)
    if fields.get("owner") == ME:
        return turn.say(Say.WHOSE)
    if fields or find.everyone:
        return dict(fields)
    return turn.say(Say.ASK_SEARCH)


def _query_for(person: Person) -> dict[str, str]:
    named = {"name": person.name, "email": person.email, "phone": person.phone, "company": person.company}
    return {key: value for key, value in named.items() if value}


def _after_search(turn: PlannedTurn, find: Find, last: Done) -> Answer:
    total = _count(last.content, "total")
    if total == 0 and find.person is not None and find.person.hint:
        return turn.say(Say.WHICH_SHOWN)
    further = further_search(find, last.arguments, first=_is_first(turn)) if total == 0 else None
    if further is not None:
        return PlannedCall(SEARCH, further)
    if total == 0 and find.page > 1:
        return turn.say(Say.NO_SUCH_PAGE)
    if total == 0:
        near = nearly_called(turn, last, Say.NEAR, find.query.name) if find.query.name else None
        return near or not_found(turn, find)
    if (firm := _company_called(turn, find, last)) is not None:
        return PlannedCall(SEARCH, {"company": firm})
    if last.arguments.keys() == {"company"} and find.query.fields().keys() == {"name"}:
        find = replace(find, query=Query(company=find.query.name))
    told = results_in_words.found(last.content, find, turn.language)
    dropped = [  # what is nobody's may be news
        value
        for name, value in find.query.fields().items()
        if name in {"phone", "jobtitle"} and name not in last.arguments
    ]
    return PlannedWords(f"{told} {left_out(dropped, turn.language)}" if dropped else told)


def _company_called(turn: PlannedTurn, find: Find, last: Done) -> str | None:
    """The company whose people the words brought: a search for it finds them all."""
    name = find.query.name
    found = read_contacts(last.content)
    if last.arguments.keys() != {"name"} or not _is_first(turn) or not is_company_of(name, found):
        return None
    return name


def _is_first(turn: PlannedTurn) -> bool:
    """Whether one search alone was made in this turn."""
    return len(list(turn.results(SEARCH))) == 1


def _create(turn: PlannedTurn, creates: Sequence[Create]) -> Answer:
    results = list(turn.results(CREATE))
    if len(results) < len(creates):
        return _propose_create(turn, creates[len(results)])
    if len(creates) > 1 and all(done.content.get("status") == "proposed" for done in results):
        return turn.say(Say.PROPOSED_MANY)
    return PlannedWords(results_in_words.written([done.content for done in results], turn.language))


def _propose_create(turn: PlannedTurn, create: Create) -> Answer:
    name = " ".join(create.values[part] for part in ("firstname", "lastname") if part in create.values)
    if "email" not in create.values:
        if not name:
            return turn.say(Say.ASK_NEW)
        if not create.no_email:
            return turn.say(Say.ASK_EMAIL, name=quoted(name))
    return PlannedCall(CREATE, create_arguments(create.values))


def _update(turn: PlannedTurn, update: Update) -> Answer:
    last = turn.last(UPDATE)
    if last is not None:
        return PlannedWords(results_in_words.written([last.content], turn.language))
    if update.person is None and not turn.screen.known:
        return turn.say(Say.ASK_WHO)
    target = _target(turn, update.person)
    if not isinstance(target, Known):
        return target
    if "company" in update.clear and _is_at_another(target, update.former):
        return turn.say(Say.OTHER_COMPANY, what=quoted(update.former))
    if update.has_changes:
        return PlannedCall(UPDATE, update_arguments(target.id, update))
    return _asked_for_value(turn, update)


def _asked_for_value(turn: PlannedTurn, update: Update) -> PlannedWords:
    if update.wanted:
        return turn.say(Say.ASK_VALUE, field=field_name(update.wanted[0], turn.language))
    return turn.say(Say.ASK_CHANGE)


def _is_at_another(contact: Known, former: str) -> bool:
    """Whether the company that somebody has left is not the one their contact names."""
    left, stored = set(words_of(former)), set(words_of(contact.company))
    return bool(left and stored) and left.isdisjoint(stored)


def _target(turn: PlannedTurn, person: Person | None) -> Known | Answer:
    searched = turn.last(SEARCH)
    if searched is not None:
        return _searched(turn, person or Person(), searched)
    meant = candidates(person, turn.screen)
    if len(meant) == 1:
        return meant[0]
    if person is not None and person.described:
        return PlannedCall(SEARCH, _query_for(person))
    if not turn.screen.known:
        return turn.say(Say.ASK_WHO)
    return turn.say(Say.WHICH_SHOWN)


def _searched(turn: PlannedTurn, person: Person, searched: Done) -> Known | Answer:
    found = read_contacts(searched.content)
    total = _count(searched.content, "total")
    tells_apart = bool(person.hint) and not _is_first(turn)
    if total == 0:
        return turn.say(Say.WHICH_SHOWN) if tells_apart else _searched_in_vain(turn, person, searched)
    fitting = tuple(
        contact
        for contact in found
        if tells_apart or not person.hint or fits(Person(hint=person.hint), contact)
    )
    if not fitting and (narrower := narrowed_by(Query(**searched.arguments), person.hint).fields()):
        return PlannedCall(SEARCH, narrower)
    meant = narrowed(person, fitting)
    if len(meant) == 1 and total <= len(found):
        return meant[0]
    return PlannedWords(results_in_words.which(len(found), total, turn.language))


def _searched_in_vain(turn: PlannedTurn, person: Person, searched: Done) -> Answer:
    first = _is_first(turn)
    owner = owner_named(person.name) if first and _is_about_reaching(turn.request) else None
    if owner is not None:
        return PlannedCall(SEARCH, dict(searched.arguments) | {"name": owner})
    if searched.arguments.get("name") and first:
        whence = split_at_of(person.name)
        if whence is not None:
            return PlannedCall(SEARCH, {"name": whence[0], "text": whence[1]})
    what = quoted(" ".join(_query_for(person).values()))
    near = nearly_called(turn, searched, Say.NEAR_UPDATE, person.name)
    return near or turn.say(Say.NOT_FOUND_UPDATE, what=what)


def _is_about_reaching(request: Planned) -> bool:
    """Whether an address or number is to be changed: what precedes such a word is its owner."""
    named = {*request.changes, *request.clear, *request.wanted} if isinstance(request, Update) else set()
    return not named.isdisjoint(_REACHED_BY)


def _count(content: Mapping[str, Any], key: str) -> int:
    value = content.get(key)
    return value if isinstance(value, int) else 0
