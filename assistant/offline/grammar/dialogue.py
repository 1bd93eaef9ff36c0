"""Folds the person's messages and what is on their screen into the one request that is open now.

What was meant is read from the person's words alone. Of an answer in between it counts only whether it asked
something, of the screen what the application says of it; our own sentences can be put otherwise at any time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, get_args

from assistant.language.claims import asks
from assistant.language.detection import Language
from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import Find, Intent, Person, Plain, Query, Step, Steps, Update
from assistant.language.requests.understand import understand
from assistant.language.texts import texts_in
from assistant.language.words.lexemes import fold
from assistant.models.messages import Said, UserSaid
from assistant.offline.grammar.known_contacts import Known, OnScreen, candidates, fits, named, narrowed
from assistant.offline.grammar.open_request import Open, Planned, Remark, State, is_complete, told_of
from assistant.offline.grammar.replies import Say
from assistant.offline.grammar.searchable import unread
from assistant.offline.grammar.steps_asked_about import from_question, requested

_DECISIONS: Final = frozenset({Plain.YES, Plain.NO, Plain.CANCEL, Plain.UNDO})
"""What decides on a preview, typed or clicked: it never gets here, unless several previews wait."""

_OTHER_PAGE: Final = frozenset(f"[{texts_in(language).other_page}]" for language in get_args(Language))
"""What the application says for somebody who has moved on to the page of another contact."""

_CLOSING: Final = frozenset({Say.CANCELLED, Say.CONFIRMED, Say.ALRIGHT, Say.UNDO})


def fold_talk(talk: Sequence[Said], screen: OnScreen) -> tuple[State, Planned]:
    """The state before the person's newest message, which ends the talk, and what that message asks for."""
    if not talk:
        return State(screen), Remark(Say.UNKNOWN)
    state = State(screen.before)
    for message in talk[:-1]:
        if not isinstance(message, UserSaid):
            state = _asked(state) if asks(message.text) else state
        elif message.text in _OTHER_PAGE:
            state = State(state.screen)
        elif _is_click(message.text):
            state = _decided(state)
        else:
            state = _after(state, understand(message.text))
    picked = _is_pick(talk[-1].text, screen)
    state = _as_shown(replace(state, screen=screen, picked=picked))
    request = requested(state, understand(talk[-1].text))
    return state, unread(talk[-1].text) if request == Remark(Say.UNKNOWN) else request


def _is_pick(message: str, screen: OnScreen) -> bool:
    """Whether a message is what a click on the one contact on the screen says: its name and address."""
    if len(screen.listed) != 1:
        return False
    (only,) = screen.listed
    return bool(only.name) and message.startswith(only.name) and message.endswith(only.email or only.name)


def _is_click(message: str) -> bool:
    """Whether a message is what a button says, in brackets, rather than typed."""
    return message.startswith("[") and message.endswith("]")


def _after(state: State, intent: Intent) -> State:
    """The state after one of the person's messages, as long as nothing is said to it."""
    state = replace(state, open=_instead(state), aside=False)
    if state.made and isinstance(intent, Plain) and intent in _DECISIONS:
        return _decided(state)
    state = replace(state, decided=False, agreed=None)
    request = requested(state, intent)
    if isinstance(request, Remark):
        return _remarked(state, request)
    sought = isinstance(request, Find) and (bool(request.query.fields()) or request.everyone)
    return replace(
        state,
        open=told_of(request),
        made=is_complete(request),
        asked=False,
        of_many=False,
        search=request if isinstance(request, Find) and sought else state.search,
    )


def _decided(state: State) -> State:
    """The state after a decision, whatever was open: what is said next begins anew."""
    return State(state.screen, search=state.search, decided=True, agreed=state.open if state.made else None)


def _remarked(state: State, remark: Remark) -> State:
    """The state after words that ask for nothing.

    What is proposed stays on the screen, whatever is said beside it.
    """
    if remark.open is not None:
        return replace(state, open=remark.open, made=False, asked=False, of_many=True)
    if remark.say in _CLOSING:
        return State(state.screen, search=state.search)
    made = state.made and remark.say is not Say.ASK_CORRECTION
    return replace(state, made=made, asked=False, aside=True)


def _asked(state: State) -> State:
    """The state after a question: what is asked about is not made yet, or was refused."""
    if state.aside:
        return state
    if state.agreed is not None:
        return State(state.screen, open=state.agreed, search=state.search)
    return replace(state, made=False, asked=True)


def _as_shown(state: State) -> State:
    """The same state in the light of the screen, which tells what the last answer has led to."""
    state = replace(state, search=_leafed(state))
    match state.open:
        case None if _waits_again(state.agreed, state.screen):
            return replace(state, open=state.agreed, made=True)
        case Create():
            return replace(state, open=_instead(state))
        case Steps(steps=steps) if state.asked:
            first, *others = from_question(steps, state.screen)
            asked = _as_shown(replace(state, open=first)).open
            return replace(state, open=Steps((asked if isinstance(asked, Step) else first, *others)))
        case Find(query=Query(owner=""), asked=asked, person=person) if (
            state.asked and not state.picked and _is_the_one_listed(person, state.screen)
        ):
            # One contact, and yet a question: it was about a change that has begun further back.
            return replace(state, open=Update(Person(anaphoric=True), wanted=(asked,) if asked else ()))
        case Update() as update:
            return _to_correct(replace(state, open=_of_the_listed(update, state.screen)))
        case _:
            return state


def _waits_again(agreed: Open | None, screen: OnScreen) -> bool:
    """Whether what was agreed to waits again, because somebody had changed the contact meanwhile."""
    return agreed is not None and screen.waiting == ("create" if isinstance(agreed, Create) else "update")


def _is_the_one_listed(person: Person | None, screen: OnScreen) -> bool:
    return len(screen.listed) == 1 and candidates(person, screen) == screen.listed


def _instead(state: State) -> Open | None:
    """The open request; a new contact with the address of another is an update of that one."""
    new, screen = state.open, state.screen
    if not isinstance(new, Create):
        return new
    email = fold(new.values.get("email", ""))
    holder = next((contact for contact in screen.known if email and fold(contact.email) == email), None)
    if holder is None and state.made and screen.waiting == "update":
        holder = next(iter(screen.listed), None)
    if holder is None:
        return new
    return Update(Person(anaphoric=True), {} if state.asked else _missing_in(holder, new.values))


def _missing_in(contact: Known, values: Mapping[str, str]) -> dict[str, str]:
    """The values that a contact does not visibly have."""
    names = {name: values.get(name, "") for name in ("firstname", "lastname")}
    same = {"email", *(names if fold(" ".join(filter(None, names.values()))) == fold(contact.name) else ())}
    if fold(values.get("company", "")) == fold(contact.company):
        same.add("company")
    return {name: value for name, value in values.items() if name not in same}


def _of_the_listed(update: Update, screen: OnScreen) -> Update:
    """The change, about the one contact of the newest list whom the description fits."""
    person = update.person
    if person is None or len(candidates(person, screen)) == 1:
        return update
    meant = narrowed(person, tuple(contact for contact in screen.listed if fits(person, contact)))
    if len(meant) != 1:
        return update
    only = Person(name=person.name, anaphoric=True) if len(screen.listed) == 1 else named(meant[0])
    return replace(update, person=only)


def _to_correct(state: State) -> State:
    """The state in which the one value of a change, which was refused, is asked for anew."""
    update = state.open
    if not isinstance(update, Update) or not state.was_refused:
        return state
    if update.former and "company" in update.clear:
        clear = tuple(name for name in update.clear if name != "company")
        return replace(state, open=replace(update, clear=clear, wanted=("company",), former=""))
    names = (*update.changes, *update.clear)
    return (
        replace(state, open=replace(update, changes={}, clear=(), wanted=names)) if len(names) == 1 else state
    )


def _leafed(state: State) -> Find | None:
    """The search that ``next`` goes on with, at the page that was looked at, by its buttons or by words."""
    told, search = state.screen.leafed, state.search
    query = Query(**{name: str(told[name]) for name in Query.__slots__ if told.get(name)})
    page = told.get("page")
    if not isinstance(page, int) or (search is not None and search.query != query):
        return search
    begun = search or Find(query, everyone=not query.fields(), phrase=" ".join(query.fields().values()))
    return replace(begun, page=page)
