"""Requests that are understood and cannot be met, each told from what can."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from assistant.language.requests.clauses import introduced
from assistant.language.requests.intents import Bare, Find, Intent, Person, Query, Unsupported, Update
from assistant.language.requests.politeness import VERBS
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.text import words

_WRITES: Final = (Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.ADD, Tag.RENAME)
_FAR_ENOUGH: Final = 5
_LONGEST_NAME: Final = 3
"""Words."""


def refusal(content: Span) -> Unsupported | None:
    """Requests that are understood and cannot be met; None for all others."""
    if introduced(content) is not None:
        return None  # "I have a meeting with Ann, show me her record"
    return next((kind for kind, is_asked in _REFUSALS if is_asked(content)), None)


def _is_about_secrets(content: Span) -> bool:
    return content.has(Tag.SECRET) and content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None


def _is_for_sending(content: Span) -> bool:
    """``send Ann an email``; to have "her e-mail" sent to oneself is to look it up."""
    if not content[0].has(Tag.SEND) or content[0].has(Tag.FIND, Tag.CREATE, Tag.UPDATE):
        return False
    if content.cut(1).without_leading().starts_with(Tag.FIND, Tag.QUESTION):
        return False  # "remind me, who is …"
    return not asks_to_be_sent(content)


def asks_to_be_sent(content: Span) -> bool:
    """``envoie-moi le mail de Marie``, ``send me Jane's number``."""
    wanted = content.first(Tag.FIELD, Tag.CONTACT)
    if wanted is None or not content[0].has(Tag.SEND) or not content.cut(1).starts_with(Tag.FILLER):
        return False
    owner = content.first(Tag.POSSESSIVE, Tag.GENITIVE)
    return owner is not None or content.cut(wanted + 1).starts_with(Tag.OF, Tag.FOR)


def _changes_many(content: Span) -> bool:
    verb = content[0]
    writes = verb.has(*_WRITES) or (verb.has(Tag.CREATE) and content.first_kind(LexemeKind.EMAIL) is None)
    return writes and _is_bulk(content.cut(1))


def _is_about_absence(content: Span) -> bool:
    """``contacts sans téléphone``: no search finds what is not there."""
    if _asks_who_lacks(content):
        return True
    listed = content.first(Tag.PEOPLE, Tag.STAGE)
    begins = content.without_leading(Tag.FIND, Tag.FILLER, Tag.ALL, Tag.DETERMINER).starts_with(Tag.WITHOUT)
    absent = 0 if begins else content.first(Tag.WITHOUT, Tag.NO_EMAIL, start=(listed or 0) + 1)
    changes = content[0].has(Tag.CREATE, *_WRITES) or content.first_kind(LexemeKind.EMAIL) is not None
    return listed is not None and absent is not None and not changes


def _asks_who_lacks(content: Span) -> bool:
    """``who has no phone``, ``qui n'a pas de mail``: nobody is named, and nothing told of anybody."""
    absent = content.cut(0, 3).first(Tag.WITHOUT, Tag.NO_EMAIL, Tag.LACKS)
    asked = content[0].has(Tag.QUESTION, Tag.FIND) and content[0].folded.split()[0] in {"who", "qui"}
    return asked and absent is not None and all(word.tags or not word.text.isalpha() for word in content)


def _is_about_time(content: Span) -> bool:
    """``contacts created this week``: no search goes by date."""
    listed = next((i for i in range(len(content)) if _lists(content, i)), None)
    came = content[0].folded.partition(" ")[0] in {"who", "qui"} and any(
        one.folded.partition(" ")[0] in WordGroup.CAME_IN for one in content
    )
    ends = listed is not None and content[len(content) - 1].folded in WordGroup.CAME_IN
    dated = (listed is not None or came) and _is_dated(content)
    dated = dated or (ends and listed == len(content) - 2)  # "the latest contacts added"
    newest = (listed is not None or came) and _is_newest(content)
    dated = dated or newest
    told = not (came or newest) and (
        content.cut(0, listed).has(Tag.BECOMES)
        or content.has(*_WRITES)
        or _tells_of_somebody(content, listed)
    )
    return (
        dated
        and not told
        and content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None
        and not content[0].has(*_WRITES)
    )


def _tells_of_somebody(content: Span, listed: int | None) -> bool:
    """``zara hussain (is) no longer a lead``: a name in front, and what is told of it."""
    return is_given_name(content[0].text) and content.cut(0, listed).has(
        Tag.NO_LONGER, Tag.COPULA, Tag.PRONOUN
    )


def _lists(content: Span, index: int) -> bool:
    """Whether a word tells who is listed; a ``Lead Designer`` is nobody's stage."""
    work = content[index].capitalised and content.cut(index + 1).starts_with(Tag.TITLE)
    return content[index].has(Tag.PEOPLE, Tag.STAGE, Tag.CONTACT) and not work


def _is_newest(content: Span) -> bool:
    """``the last contact we added``, ``who came in last``."""
    last = any(one.tags.get(Tag.ORDINAL) == "-1" or one.folded in WordGroup.LATELY for one in content)
    staged = any(
        one.folded.rpartition(" ")[2] in WordGroup.NEWEST and after.has(Tag.STAGE)
        for one, after in pairwise(content.lexemes)
    )
    return staged or (last and any(one.folded.partition(" ")[0] in WordGroup.CAME_IN for one in content))


def _is_dated(content: Span) -> bool:
    """``this week``, ``depuis 3 mois``: a time by its name, or counted."""
    counted = any(
        number.text.isdigit() and unit.folded in WordGroup.SPANS_OF_TIME
        for number, unit in pairwise(content.lexemes)
    )
    recent = any(
        one.folded in WordGroup.LATELY
        and any(unit.folded in WordGroup.SPANS_OF_TIME for unit in content.cut(index + 1, index + 3))
        for index, one in enumerate(content)
    )
    return counted or recent or content.has(Tag.TIME)


def _asks_for_people(content: Span) -> int | None:
    """Where a question for people whom nobody names says so; None for anything else.

    ``who`` and ``the contacts`` say it.
    """
    asked = (
        content.without_leading(Tag.FIND, Tag.FILLER, Tag.ALL)
        if content[0].folded not in WordGroup.WHO
        else content
    )
    named = any(is_given_name(one.text) for one in content)
    entities = content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE)
    if named or entities is not None or content[0].has(Tag.CREATE, *_WRITES):
        return None
    whose = content[0].folded.partition(" ")[0] in WordGroup.WHO
    if whose or asked.starts_with(Tag.THAT_ONE):
        return 0
    listed = next((i for i in range(min(len(content), _FAR_ENOUGH)) if _lists(content, i)), None)
    tells = content.cut(0, listed).has(Tag.COPULA, Tag.PRONOUN, Tag.POSSESSIVE, Tag.NOT, Tag.NO_LONGER)
    return None if tells else listed


def _is_about_other_facts(content: Span) -> bool:
    """``contacts who speak French``: no search goes by that."""
    listed = _asks_for_people(content)
    small = [one for one in content if not one.capitalised]
    told = any(one.folded in WordGroup.UNSEARCHED for one in small) or _is_for_whoever_has(content)
    return listed is not None and told


def _is_for_whoever_has(content: Span) -> bool:
    """``everyone at Globex with a phone number``: that a property has a value, whatever it is."""
    ends = content.without_trailing(Tag.FILLER, Tag.FIELD)
    before = ends.without_trailing(Tag.DETERMINER)
    has = len(before) > 0 and before[len(before) - 1].has(Tag.WITH, Tag.HAS)
    return has and len(ends) < len(content)


def _leaves_some_out(content: Span) -> bool:
    """``who does not work at Globex``, ``ceux qui ne sont pas clients``."""
    listed = _asks_for_people(content)
    behind = content.cut(max((listed or 0) - 1, 0))  # "the non customers"
    small = (one for one in behind if not one.capitalised)
    return listed is not None and any(
        {*one.folded.split(), *words(one.text)} & WordGroup.LEAVING_OUT.words() for one in small
    )


def _is_for_figures(content: Span) -> bool:
    """``the average deal size at Acme``: what is counted here are contacts."""
    listed = content.has(Tag.STAGE, Tag.PEOPLE) and not any(is_given_name(one.text) for one in content)
    asks = content[0].has(Tag.FIND, Tag.QUESTION) or listed
    told = any(one.folded in WordGroup.FIGURES and not one.capitalised for one in content)
    return asks and told and content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None


def _is_for_import(content: Span) -> bool:
    """``can I upload a spreadsheet of contacts``: there is a place for that."""
    asked = content.without_leading(Tag.FILLER, Tag.QUESTION, Tag.FIND, Tag.TALK)
    begins = len(asked) > 0 and asked[0].folded in WordGroup.IMPORTING
    return begins and any(one.folded in WordGroup.LISTS for one in asked.cut(1))


def _is_about_exception(content: Span) -> bool:
    """``everyone except the customers``: no search leaves somebody out."""
    if _leaves_some_out(content):
        return True
    at = content.first(Tag.EXCEPT)
    changes = content[0].has(Tag.CREATE, *_WRITES) or content.first_kind(LexemeKind.EMAIL) is not None
    listed = content.cut(0, at).has(Tag.PEOPLE, Tag.STAGE, Tag.ALL, Tag.FIND) if at is not None else False
    return at is not None and not content[at].capitalised and (at == 0 or listed) and not changes


def several(intent: Intent, content: Span) -> Unsupported | None:
    """``marie dupont et jean martin``: people are found and changed one by one."""
    if not _joins_people(content):
        return None
    match intent:
        case Update(person=Person(name=name)) if name:
            return Unsupported.BULK
        case Find(query=Query(name=name)) if name:
            return Unsupported.ONE_AT_A_TIME
        case Bare() if content.has(Tag.BOTH):
            return Unsupported.BULK
        case Bare() if content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None:
            return Unsupported.ONE_AT_A_TIME
        case _:
            return None


def _joins_people(span: Span) -> bool:
    """Whether two given names stand in a row, with "and" between and no field or verb."""
    for index in range(1, len(span) - 1):
        if span[index].folded in {"et", "and", "&"} and is_given_name(span[index + 1].text):
            before = span.cut(max(0, index - _LONGEST_NAME), index)
            return (
                any(is_given_name(lexeme.text) for lexeme in before)
                and before.first_kind(LexemeKind.EMAIL) is None
            )
    return False


def _is_for_export(content: Span) -> bool:
    """``export …``, ``can I get these as a spreadsheet``."""
    formed = any(one.has(Tag.EXPORT) and " " in one.text for one in content)
    return content[0].has(Tag.EXPORT) or (formed and not content[0].has(Tag.CREATE, *_WRITES))


def _is_about_endings(content: Span) -> bool:
    return content.has(Tag.ENDS) and content.has(Tag.FIELD, Tag.PEOPLE)


def _is_off_topic(content: Span) -> bool:
    topic = next((lexeme for lexeme in content if lexeme.has(Tag.OFF_TOPIC)), None)
    return topic is not None and not topic.capitalised and not content[0].has(Tag.CREATE, *_WRITES)


def _is_about_other_object(content: Span) -> bool:
    rest = content.cut(1) if content[0].has(*VERBS) else content
    if content[0].has(Tag.ADD, Tag.UPDATE) and any(
        lexeme.has(Tag.OBJECT) and " " in lexeme.text for lexeme in rest
    ):
        return True  # "add Ann to the list"
    bare = rest.without_leading(Tag.DETERMINER, Tag.NEW, Tag.FILLER)
    return any(part.starts_with(Tag.OBJECT) and not part[0].capitalised for part in (rest, bare))


def is_note(verb: Lexeme, rest: Span, update: Update) -> bool:
    """``note: Zoé prefers e-mail``: a note about somebody, which changes no property."""
    announced = len(rest) > 0 and rest[0].is_sign(":")
    return verb.folded.startswith("note") and not update.has_changes and (announced or not update.wanted)


def _is_bulk(span: Span) -> bool:
    for index, lexeme in enumerate(span):
        if lexeme.folded in WordGroup.EVERYONE:
            return True
        quantified = lexeme.has(Tag.ALL) and lexeme.folded.split()[0] in WordGroup.EACH
        if quantified and any(
            word.has(Tag.PEOPLE, Tag.STAGE, Tag.CONTACT) for word in span.cut(index, index + _FAR_ENOUGH)
        ):
            return True
    return False


_REFUSALS: Final[tuple[tuple[Unsupported, Callable[[Span], bool]], ...]] = (
    (Unsupported.SECRET, _is_about_secrets),
    (Unsupported.OFF_TOPIC, _is_off_topic),
    (Unsupported.EMPTY_FIELD, _is_about_absence),
    (Unsupported.NO_DATES, _is_about_time),
    (Unsupported.BEGINNINGS, _is_about_endings),
    (Unsupported.EXCEPTION, _is_about_exception),
    (Unsupported.NO_FACTS, _is_about_other_facts),
    (Unsupported.IMPORT, _is_for_import),
    (Unsupported.EXPORT, _is_for_export),
    (Unsupported.MERGE, lambda content: content[0].has(Tag.MERGE)),
    (Unsupported.OBJECT, _is_about_other_object),
    (Unsupported.OBJECT, _is_for_figures),
    (Unsupported.SEND, _is_for_sending),
    (Unsupported.BULK, _changes_many),
)
"""What cannot be done, and how it is told; the first that fits counts."""
