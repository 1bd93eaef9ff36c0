"""What an intent asks for in the light of the talk before it."""

from dataclasses import replace
from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.requests import corrections
from assistant.language.requests.intents import (
    Bare,
    Correction,
    CreateMany,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Query,
    Steps,
    TurnPage,
    Unsupported,
    Update,
    UpdateMany,
)
from assistant.language.requests.references import read_person
from assistant.language.requests.sought_people import read_find
from assistant.language.requests.statements import is_question
from assistant.language.words.given_names import is_given_name, split_name
from assistant.language.words.lexemes import Span, Tag
from assistant.language.words.lexer import lex
from assistant.offline.grammar.open_request import Remark, Request, State
from assistant.offline.grammar.plausible import is_plausible_search, is_remark
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
_NEW: Final = frozenset({Say.PROPOSED_NEW, Say.PROPOSED_SIMILAR})
_OFFERS: Final = frozenset({Say.NOT_FOUND_OFFER})
_WHICH: Final = frozenset({Say.WHICH, Say.WHICH_OF_MANY, Say.WHICH_SHOWN})
_ASKED_OWNER: Final = frozenset({Say.WHOSE, Say.NO_OWNER, Say.NO_OWNERS, Say.WHICH_OWNER})
_ASKED_WHO: Final = frozenset({Say.NOT_FOUND_UPDATE, Say.NOT_KNOWN, Say.BULK})


def requested(state: State, intent: Intent) -> Request:
    """What a message asks for, given what was said before it."""
    match intent:
        case Plain():
            return _plain(state, intent)
        case Unsupported() | UpdateMany():
            return _declined(intent)
        case Create() if not {"firstname", "lastname"} & intent.values.keys():
            return _completed(state, intent)
        case Create() if state.said is Say.ASK_EMAIL and _said_again(state, intent):
            return replace(intent, no_email=True)
        case Find() | Create() | CreateMany() | Steps():
            return Remark(Say.REMARK) if isinstance(intent, Find) and is_remark(intent) else intent
        case _:
            return _in_context(state, intent)


def _declined(intent: Unsupported | UpdateMany) -> Remark:
    """What cannot be done; a change for many waits for the first of them."""
    return Remark(Say.BULK, intent.update) if isinstance(intent, UpdateMany) else Remark(Say[intent.name])


def _said_again(state: State, create: Create) -> bool:
    """Whether the same new contact is all there was to say to a question about it."""
    return isinstance(state.open, Create) and state.open.values == create.values


def _completed(state: State, create: Create) -> Create:
    """Several lines without a name complete the contact that was begun, rather than begin another."""
    if not isinstance(state.open, Create) or state.is_settled or not create.values:
        return create
    begun = replace(state.open, no_email=state.open.no_email or create.no_email)
    completed = corrections.detailed(begun, create.values, asked_email=state.said is Say.ASK_EMAIL)
    return replace(completed, left=create.left)


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
            return Remark(Say.CONFIRMED if state.reported else Say.CANCELLED)
        case Plain.NO | Plain.ENOUGH:
            return _denied(state, enough=plain is Plain.ENOUGH)
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


def _denied(state: State, *, enough: bool) -> Request:
    """``no`` refuses what is proposed; ``nothing else`` leaves it as it is."""
    if state.said is Say.ASK_EMAIL and isinstance(state.open, Create):
        return replace(state.open, no_email=True)
    if state.is_settled:
        return Remark(Say.CLICK if enough else Say.ASK_CORRECTION)
    return Remark(Say.ALRIGHT)


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
            return corrections.with_value(state.open, lex(str(person.ordinal)))
        return replace(state.open, person=corrections.chosen(state.open.person, person))
    return Find(person=person, asked=_asked_before(state))


def _asked_before(state: State) -> str:
    """The property that was asked about, where the answer tells of whom."""
    return state.open.asked if state.said in _WHICH and isinstance(state.open, Find) else ""


def _answered(state: State, span: Span) -> Request:
    if isinstance(state.open, Create) and (not state.is_settled or _completes(state.open, span)):
        return _further(state.open, span, asked_email=state.said is Say.ASK_EMAIL)
    if state.said in _WHICH and span.starts_with(Tag.BOTH):
        return Remark(Say.BULK if isinstance(state.open, Update) else Say.ONE_AT_A_TIME)
    if isinstance(state.open, Update) and not state.is_settled:
        return _change(state, state.open, span)
    return _missing(state, span) or _searched(state, span)


def _completes(create: Create, span: Span) -> bool:
    """Tell whether words without a verb belong to a contact that is proposed already.

    They may be a detail, its name or employer.
    """
    nameless = not {"firstname", "lastname"} & create.values.keys()
    if span[0].has(Tag.AT) and len(span) > 1 and "company" not in create.values and not is_question(span):
        return True
    return corrections.is_detail(span) or (nameless and is_given_name(span[0].text))


def _change(state: State, begun: Update, span: Span) -> Request:
    """The change that was begun, completed by an answer."""
    if state.said in _ASKED_WHO:
        return replace(begun, person=read_person(span) or Person(name=span.text))
    answer = corrections.answered(begun, span, which=state.said in _WHICH, value=state.said is Say.ASK_VALUE)
    return answer or Remark(Say.ASK_CHANGE)


def _searched(state: State, span: Span) -> Request:
    """Words without a verb, with nothing open, are a search, where they can be one."""
    if state.said in _ASKED_OWNER and isinstance(state.open, Find):
        named = replace(state.open.query, owner=span.text)
        return replace(state.open, query=named, phrase=f"{state.open.phrase} : {span.text}")
    if not is_plausible_search(span):
        return Remark(Say.UNKNOWN)
    found = read_find(span)
    if is_remark(found):
        return Remark(Say.REMARK)
    if state.said in _WHICH and isinstance(state.open, Find) and found.person is None:
        return replace(found, person=Person(hint=span.text), asked=found.asked or _asked_before(state))
    return found


def _further(create: Create, span: Span, *, asked_email: bool) -> Create:
    """The new contact with an answer; talk that says nothing about it has the question asked again."""
    told = span.has(Tag.AT, Tag.FIELD, Tag.TITLE, Tag.STAGE, Tag.NO_EMAIL) or (
        is_plausible_search(span) and not is_question(span)
    )
    return corrections.completed(create, span, asked_email=asked_email) if told else create


def _missing(state: State, span: Span) -> Update | None:
    """A bare value after "there is no phone number on it" is the one that was missing."""
    if (
        state.said is not Say.FIELD_EMPTY
        or not isinstance(state.open, Find)
        or not corrections.is_detail(span)
    ):
        return None
    kinds = corrections.kinds_of(state.open.asked)
    if not kinds or span.first_kind(*kinds) is None:
        return None
    return corrections.with_value(Update(Person(anaphoric=True), wanted=(state.open.asked,)), span)


def _corrected(state: State, span: Span) -> Request:
    if isinstance(state.open, Create):
        return corrections.corrected_card(state.open, span)
    if isinstance(state.open, Update):
        if state.said in _WHICH:
            return _answered(state, span)
        return corrections.corrected_update(state.open, span) or Remark(Say.ASK_CORRECTION)
    return _answered(replace(state, said=None), span)


def _updated(state: State, update: Update) -> Request:
    nobody = update.person is None or (update.person.anaphoric and not update.person.name)
    if update.value is not None:
        if update.value[0].has(Tag.ONE):
            return _as_asked(state, update)
        return _named_before(state, update.value)
    if nobody and state.said in _NEW and not isinstance(state.open, Create):
        return Remark(Say.CONFIRM_FIRST)
    if isinstance(state.open, Create) and nobody and update.changes:
        asked = state.said is Say.ASK_EMAIL
        return replace(corrections.detailed(state.open, update.changes, asked_email=asked), left=update.left)
    if isinstance(state.open, Update) and nobody and _goes_on(state.open, update):
        return corrections.combined(state.open, update)
    return update


def _as_asked(state: State, update: Update) -> Request:
    """``is she a customer?``, ``make her one``: the stage asked about is the one to be."""
    asked = state.open if isinstance(state.open, Find) else None
    words = lex(asked.phrase if asked is not None and asked.asked == "lifecyclestage" else "")
    stage = words.first(Tag.STAGE)
    changes = {} if stage is None else {"lifecyclestage": words[stage].tags[Tag.STAGE]}
    return replace(update, changes=changes, value=None)


def _named_before(state: State, value: Span) -> Request:
    """``change it to …``: the property is the one spoken of last."""
    match state.open:
        case Find(asked=asked) if asked:
            names = [asked]
        case Update(changes=changes, wanted=wanted):
            names = [*changes, *wanted]
        case _:
            names = []
    if len(names) != 1:
        return Remark(Say.ASK_CHANGE)
    return corrections.with_value(Update(Person(anaphoric=True), wanted=(names[0],)), value)


def _goes_on(begun: Update, further: Update) -> bool:
    """Whether a change that names nobody belongs to the one before it."""
    return begun.person is not None or (begun.has_changes and further.person is None)
