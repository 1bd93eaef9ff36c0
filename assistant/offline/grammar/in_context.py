"""What an intent asks for in the light of the talk before it."""

from dataclasses import replace

from assistant.language.persons.new_person import Create
from assistant.language.requests import corrections
from assistant.language.requests.heard.capitalised import speaks_of_capitals, with_capitals
from assistant.language.requests.intents import (
    Bare,
    Correction,
    CreateMany,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Steps,
    TurnPage,
    Unsupported,
    Update,
    UpdateMany,
)
from assistant.language.requests.references import read_person
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.requests.statements import is_question
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Span, Tag
from assistant.language.words.lexer import lex
from assistant.offline.grammar.followed.picks import asked_before, picked, turned
from assistant.offline.grammar.followed.plain_words import plainly
from assistant.offline.grammar.followed.searched_further import searched_further
from assistant.offline.grammar.known_contacts import named, narrowed
from assistant.offline.grammar.labelled_change import labelled_change
from assistant.offline.grammar.open_request import Remark, Request, State
from assistant.offline.grammar.plausible import is_asked_of_us, is_plausible_search
from assistant.offline.grammar.replies import Say
from assistant.offline.grammar.searchable import sought


def requested(state: State, intent: Intent) -> Request:
    """What a message asks for, given what was said before it."""
    match intent:
        case Plain():
            return plainly(state, intent)
        case Unsupported() | UpdateMany():
            return _declined(intent)
        case Create() if not {"firstname", "lastname"} & intent.values.keys():
            return _completed(state, intent)
        case Create() if state.asked_email and _said_again(state, intent):
            return replace(intent, no_email=True)
        case Find() | Create() | CreateMany() | Steps():
            return sought(intent) if isinstance(intent, Find) and not intent.colleagues else intent
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
    if not isinstance(state.open, Create) or state.made or not create.values:
        return create
    begun = replace(state.open, no_email=state.open.no_email or create.no_email)
    completed = corrections.detailed(begun, create.values, asked_email=state.asked_email)
    return replace(completed, left=create.left)


def _in_context(state: State, intent: Update | Pick | TurnPage | Bare | Correction) -> Request:
    """What the words mean depends on what was said before them."""
    match intent:
        case Update():
            return _updated(state, intent)
        case TurnPage():
            return turned(state, intent)
        case Pick():
            return picked(state, intent.person)
        case Bare():
            return _answered(state, intent.span)
        case Correction():
            return _corrected(state, intent.span)


def _answered(state: State, span: Span) -> Request:
    if (
        state.waits
        and isinstance(state.open, Create | Update)
        and (asked := _put_right(state, state.open, span))
    ):
        return asked
    if isinstance(state.open, Create) and (not state.made or _completes(state.open, span)):
        return _further(state.open, span, asked_email=state.asked_email)
    if state.asked_which and span.starts_with(Tag.BOTH):
        return Remark(Say.BULK if isinstance(state.open, Update) else Say.ONE_AT_A_TIME)
    if isinstance(state.open, Update) and not state.made:
        return _change(state, state.open, span)
    return _missing(state, span) or labelled_change(span, state.screen) or _searched(state, span)


def _put_right(state: State, proposed: Create | Update, span: Span) -> Request | None:
    """``yes but with a capital S``, ``oui mais à Brest``: what is to be otherwise in what is proposed."""
    if speaks_of_capitals(span):
        return with_capitals(proposed, span) or Remark(Say.ASK_CORRECTION)
    otherwise = span.without_leading(Tag.BUT, Tag.FILLER)
    return _corrected(state, otherwise) if span.starts_with(Tag.BUT) and len(otherwise) else None


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
    if state.picked:
        return replace(begun, person=named(state.screen.listed[0]))
    if state.asked_who:
        return replace(begun, person=read_person(span) or Person(name=span.text))
    answer = corrections.answered(begun, span, which=state.asked_which, value=state.asked_value)
    return answer or Remark(Say.ASK_CHANGE)


def _searched(state: State, span: Span) -> Request:
    """Words without a verb, with nothing open, are a search, where they can be one."""
    if state.asked and isinstance(state.open, Find) and state.open.query.owner:
        named = replace(state.open.query, owner=span.text)
        return replace(state.open, query=named, phrase=f"{state.open.phrase} ({span.text})")
    if (further := searched_further(state, span)) is not None:
        return further
    if not is_plausible_search(span) or is_asked_of_us(span):
        return Remark(Say.UNKNOWN)
    found = sought(replace(read_find(span), bare=True))
    if isinstance(found, Remark):
        return found
    if state.asked_which and isinstance(state.open, Find) and found.person is None:
        return replace(found, person=Person(hint=span.text), asked=found.asked or asked_before(state))
    return found


def _further(create: Create, span: Span, *, asked_email: bool) -> Create:
    """The new contact with an answer; talk that says nothing about it has the question asked again."""
    told = span.has(Tag.AT, Tag.FIELD, Tag.TITLE, Tag.STAGE, Tag.NO_EMAIL) or (
        is_plausible_search(span) and not is_question(span)
    )
    return corrections.completed(create, span, asked_email=asked_email) if told else create


def _missing(state: State, span: Span) -> Update | None:
    """A bare value behind a question about one contact is the one that was missing there."""
    if not isinstance(state.open, Find) or state.aside:
        return None
    if not corrections.may_answer(state.open.asked, span):
        return None
    person = _asked_about(state, state.open)
    return (
        None if person is None else corrections.with_value(Update(person, wanted=(state.open.asked,)), span)
    )


def _asked_about(state: State, find: Find) -> Person | None:
    """The one contact a question was about, unless its answer can be seen."""
    if state.screen.is_past:
        return Person(anaphoric=True)
    sought = state.search.query.name if state.search else ""
    found = narrowed(Person(name=sought), state.screen.listed)
    if len(found) != 1 or (find.asked == "email" and found[0].email):
        return None
    return named(found[0]) if len(state.screen.listed) > 1 else Person(anaphoric=True)


def _corrected(state: State, span: Span) -> Request:
    if isinstance(state.open, Create):
        return corrections.corrected_card(state.open, span) or Remark(Say.ASK_CORRECTION)
    if isinstance(state.open, Update):
        if state.asked_which:
            return _answered(state, span)
        return corrections.corrected_update(state.open, span) or Remark(Say.ASK_CORRECTION)
    return _answered(replace(state, asked=False), span)


def _updated(state: State, update: Update) -> Request:
    nobody = update.person is None or (update.person.anaphoric and not update.person.name)
    if update.value is not None:
        if update.value[0].has(Tag.ONE):
            return _as_asked(state, update)
        return _named_before(state, update.value)
    if nobody and state.is_new_waiting and not isinstance(state.open, Create):
        return Remark(Say.CONFIRM_FIRST)
    if isinstance(state.open, Create) and nobody and update.changes:
        detailed = corrections.detailed(state.open, update.changes, asked_email=state.asked_email)
        return replace(detailed, left=update.left)
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
