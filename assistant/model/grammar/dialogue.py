"""Folding the window into the one request that is open now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from assistant.messages import AssistantSaid, Said, UserSaid
from assistant.model.grammar import amending
from assistant.model.grammar.card import read_card
from assistant.model.grammar.describing import asked_again
from assistant.model.grammar.finding import read_find
from assistant.model.grammar.intents import (
    Bare,
    Correction,
    Create,
    Creations,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Query,
    TurnPage,
    Unsupported,
    Update,
)
from assistant.model.grammar.lexemes import Span
from assistant.model.grammar.lexer import lex
from assistant.model.grammar.people import split_name
from assistant.model.grammar.plausible import is_plausible_search
from assistant.model.grammar.referring import read_person
from assistant.model.grammar.replies import Recognised, Say, recognise
from assistant.model.grammar.understand import understand
from assistant.model.grammar.wording import property_named, quoted

IsOutcome = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Remark:
    """Nothing to do but to say something."""

    say: Say


Open = Find | Create | Creations | Update
Request = Open | Remark

_REMARKS: Final = {
    Plain.GREETING: Say.GREETING,
    Plain.THANKS: Say.THANKS,
    Plain.HELP: Say.HELP,
    Plain.IDENTITY: Say.IDENTITY,
    Plain.UNKNOWN: Say.UNKNOWN,
}
_OFFERS: Final = frozenset({Say.NOT_FOUND_OFFER})
_SETTLED: Final = frozenset(
    {Say.PROPOSED, Say.PROPOSED_SIMILAR, Say.UNCHANGED, Say.ASK_CHANGE, Say.ASK_VALUE, Say.INVALID}
)
_WHICH: Final = frozenset({Say.WHICH, Say.WHICH_OF_MANY, Say.WHICH_SHOWN})
_ASKED_WHO: Final = frozenset({Say.NOT_FOUND_UPDATE, Say.NOT_KNOWN})
_TAKEN: Final = frozenset({Say.EXISTS, Say.EXISTS_PROPOSED})
_PENDING: Final = frozenset({Say.PROPOSED, Say.PROPOSED_SIMILAR, Say.PROPOSED_MANY, Say.EXISTS_PROPOSED})


@dataclass(frozen=True, slots=True)
class State:
    """What the talk so far leaves: the open request, our last words, the last list and search."""

    open: Open | None = None
    said: Say | None = None
    shown: int | None = None
    search: Find | None = None
    reported: str = ""
    """The application's last report on a proposal, until we speak again."""

    @property
    def is_settled(self) -> bool:
        """Whether a proposal for the open request stands on the screen."""
        return self.said in _PENDING


def fold_talk(talk: Iterable[Said], is_outcome: IsOutcome) -> tuple[State, Request]:
    """The state after the last message of the person, and what that message asks for."""
    state = State()
    request: Request = Remark(Say.UNKNOWN)
    for message in talk:
        if isinstance(message, UserSaid):
            request = _request(state, understand(message.text))
            state = _after(state, request)
        elif isinstance(message, AssistantSaid):
            state = _heard(state, message.text, is_outcome)
    return state, request


def _after(state: State, request: Request) -> State:
    if isinstance(request, Remark):
        closes = request.say in {Say.CANCELLED, Say.ALRIGHT}
        return replace(state, open=None if closes else state.open)
    search = (
        request
        if isinstance(request, Find) and (request.query.fields() or request.everyone)
        else state.search
    )
    return replace(state, open=request, search=search)


def _heard(state: State, text: str, is_outcome: IsOutcome) -> State:
    if is_outcome(text):
        return State(search=state.search, reported=text)
    said = recognise(text)
    if said is None:
        return replace(state, said=None)
    shown = said.shown if said.shown is not None else state.shown
    state = replace(state, said=said.say, shown=shown, reported="")
    if said.say is Say.INVALID:
        state = replace(state, open=_without_refused(state.open, said.filled["problems"]))
    return replace(_searched_again(state, said), open=_open_after(state.open, said))


def _without_refused(request: Open | None, problems: str) -> Open | None:
    """A change without the values that were refused: what is asked next must not fail for them again."""
    if not isinstance(request, Update):
        return request
    kept = {name: value for name, value in request.changes.items() if quoted(value) not in problems}
    refused = tuple(name for name in request.changes if name not in kept)
    return replace(request, changes=kept, wanted=refused)


def _searched_again(state: State, said: Recognised) -> State:
    """A list on several pages names its search, so that "next" works when the request has left the window."""
    if "phrase" not in said.filled:
        return state
    again = asked_again(said.filled["phrase"])
    return state if again is None else replace(state, search=replace(again, page=int(said.filled["page"])))


def _open_after(request: Open | None, said: Recognised) -> Open | None:
    """The open request in the light of what we said about it; our question alone can open one."""
    if isinstance(request, Create) and said.say in _TAKEN:
        values = {name: value for name, value in request.values.items() if name != "email"}
        return Update(Person(anaphoric=True), values if said.say is Say.EXISTS_PROPOSED else {})
    if isinstance(request, Update) and said.say in _SETTLED and said.shown == 1:
        name = request.person.name if request.person else ""
        return replace(request, person=Person(name=name, anaphoric=True))
    asked_for = _asked_for(said)
    return asked_for if asked_for is not None and type(asked_for) is not type(request) else request


def _asked_for(said: Recognised) -> Open | None:
    """The request that one of our questions belongs to, when the request itself has left the window."""
    match said.say:
        case Say.ASK_CHANGE | Say.ASK_VALUE:
            wanted = property_named(said.filled.get("field", ""))
            return Update(Person(anaphoric=True), wanted=(wanted,) if wanted else ())
        case Say.ASK_WHO:
            return Update()
        case Say.ASK_EMAIL:
            return read_card(lex(said.filled["name"]))
        case Say.ASK_NEW:
            return Create()
        case _:
            return None


def _request(state: State, intent: Intent) -> Request:
    match intent:
        case Plain():
            return _plain(state, intent)
        case Unsupported():
            return Remark(Say[intent.name])
        case Find() | Create() | Creations():
            return intent
        case _:
            return _in_context(state, intent)


def _in_context(state: State, intent: Update | Pick | TurnPage | Bare | Correction) -> Request:
    """What the words mean depends on what was said before them."""
    match intent:
        case Update():
            return _updated(state, intent)
        case TurnPage():
            return _turned(state, intent)
        case Pick():
            return _picked(state, intent.person)
        case Bare():
            return _answered(state, intent.span)
        case Correction():
            return _corrected(state, intent.span)


def _plain(state: State, plain: Plain) -> Request:
    match plain:
        case Plain.CANCEL:
            return Remark(Say.CANCELLED)
        case Plain.NO:
            return _denied(state)
        case Plain.YES | Plain.ANYWAY:
            return _affirmed(state, anyway=plain is Plain.ANYWAY)
        case Plain.NO_EMAIL:
            return (
                replace(state.open, no_email=True) if isinstance(state.open, Create) else Remark(Say.UNKNOWN)
            )
        case Plain.UNKNOWN:
            return Remark(Say.UNKNOWN)
        case _:
            return Remark(_REMARKS[plain])


def _denied(state: State) -> Request:
    if state.said is Say.ASK_EMAIL and isinstance(state.open, Create):
        return replace(state.open, no_email=True)
    return Remark(Say.ASK_CORRECTION if state.is_settled else Say.ALRIGHT)


def _affirmed(state: State, *, anyway: bool) -> Request:
    if state.said in _OFFERS and isinstance(state.open, Find):
        return _as_sought(state.open.query)
    if state.is_settled or state.said is Say.INVALID:
        return Remark(Say.CLICK if state.is_settled else Say.ASK_CORRECTION)
    if isinstance(state.open, Create) and state.open.values and anyway:
        return replace(state.open, no_email=True)
    if isinstance(state.open, Create | Update):
        return state.open
    return Remark(Say.YES_TO_WHAT)


def _as_sought(query: Query) -> Create:
    """A new contact with what was looked for in vain; free text does not say which field it belongs to."""
    name = split_name(lex(query.name))
    values = {"firstname": name.first, "lastname": name.last, **query.fields()}
    return Create(
        {field: value for field, value in values.items() if value and field not in {"name", "text"}}
    )


def _turned(state: State, turn: TurnPage) -> Request:
    if state.search is None:
        return Remark(Say.NO_SEARCH)
    page = turn.page or state.search.page + turn.step
    return replace(state.search, page=page, person=None) if page > 0 else Remark(Say.NO_SUCH_PAGE)


def _picked(state: State, person: Person) -> Request:
    if isinstance(state.open, Update):
        if state.open.wanted and state.said is Say.ASK_VALUE and person.ordinal is not None:
            return amending.with_value(state.open, lex(str(person.ordinal)))
        return replace(state.open, person=amending.chosen(state.open.person, person))
    return Find(person=person)


def _answered(state: State, span: Span) -> Request:
    if isinstance(state.open, Create) and (not state.is_settled or amending.is_detail(span)):
        return amending.completed(state.open, span, asked_email=state.said is Say.ASK_EMAIL)
    if isinstance(state.open, Update) and not state.is_settled:
        if state.said in _ASKED_WHO:
            return replace(state.open, person=read_person(span) or Person(name=span.text))
        answer = amending.answered(
            state.open, span, which=state.said in _WHICH, value=state.said is Say.ASK_VALUE
        )
        return answer or Remark(Say.ASK_CHANGE)
    if not is_plausible_search(span):
        return Remark(Say.UNKNOWN)
    found = read_find(span)
    if state.said in _WHICH and isinstance(state.open, Find) and found.person is None:
        return replace(found, person=Person(hint=span.text))
    return found


def _corrected(state: State, span: Span) -> Request:
    if isinstance(state.open, Create):
        return amending.corrected_card(state.open, span)
    if isinstance(state.open, Update):
        if state.said in _WHICH:
            return _answered(state, span)
        return amending.corrected_update(state.open, span) or Remark(Say.ASK_CORRECTION)
    return _answered(replace(state, said=None), span)


def _updated(state: State, update: Update) -> Request:
    nobody = update.person is None or (update.person.anaphoric and not update.person.name)
    if isinstance(state.open, Create) and nobody and update.changes:
        return amending.detailed(state.open, update.changes, asked_email=state.said is Say.ASK_EMAIL)
    if isinstance(state.open, Update) and nobody and _goes_on(state.open, update):
        return amending.combined(state.open, update)
    return update


def _goes_on(begun: Update, further: Update) -> bool:
    """Whether a change that names nobody belongs to the one before it."""
    return begun.person is not None or (begun.has_changes and further.person is None)
