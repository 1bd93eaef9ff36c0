"""From one message to what it asks for, without regard to what was said before."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.model.grammar.card import is_signature, read_card, split_creations
from assistant.model.grammar.changing import read_clear, read_rename, read_update
from assistant.model.grammar.finding import read_find
from assistant.model.grammar.intents import (
    Bare,
    Correction,
    Create,
    Creations,
    Find,
    Intent,
    Pick,
    Plain,
    TurnPage,
    Unsupported,
    Update,
)
from assistant.model.grammar.lexemes import Kind, Lexeme, Span, Tag
from assistant.model.grammar.lexer import lex
from assistant.model.grammar.people import is_given_name
from assistant.model.grammar.phrasebook import phrasebook
from assistant.model.grammar.referring import read_pick
from assistant.model.grammar.telling import read_statement

_PLAIN: Final = {
    Tag.CANCEL: Plain.CANCEL,
    Tag.ANYWAY: Plain.ANYWAY,
    Tag.NO_EMAIL: Plain.NO_EMAIL,
    Tag.HELP: Plain.HELP,
    Tag.IDENTITY: Plain.IDENTITY,
    Tag.THANKS: Plain.THANKS,
    Tag.YES: Plain.YES,
    Tag.NO: Plain.NO,
    Tag.GREETING: Plain.GREETING,
}
_LEADING: Final = (Tag.FILLER, Tag.GREETING, Tag.INSTEAD, Tag.NO, Tag.YES, Tag.THANKS)
_VERBS: Final = (
    Tag.FIND, Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.RENAME, Tag.CLEAR, Tag.MERGE, Tag.SEND,
)  # fmt: skip
_FORGIVEN_VERBS: Final = frozenset(
    {
        Tag.FIND,
        Tag.CREATE,
        Tag.ADD,
        Tag.UPDATE,
        Tag.RENAME,
        Tag.CLEAR,
        Tag.CANCEL,
        Tag.GREETING,
        Tag.THANKS,
        Tag.HELP,
    }
)
_EVERYONE: Final = frozenset({"everyone", "everybody", "tout le monde"})
_EACH: Final = frozenset({"tous", "toutes", "all", "every", "chaque", "each", "l'ensemble"})
_LONGEST_PAGE_NUMBER: Final = 4
_FAR_ENOUGH: Final = 5
_WRITES: Final = (Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.ADD, Tag.RENAME)


def understand(text: str) -> Intent:
    """What one message asks for."""
    span = _forgiven(lex(text))
    content = span.without_leading(*_LEADING).without_trailing(
        Tag.FILLER, Tag.GREETING, Tag.THANKS, Tag.INSTEAD
    )
    plain = _plain(span, content)
    if plain is not None:
        return plain
    page = _page(content)
    if page is not None:
        return page
    refused = _refused(content)
    if refused is not None:
        return refused
    corrects = any(lexeme.has(Tag.NO, Tag.INSTEAD) for lexeme in span.cut(0, len(span) - len(content)))
    return _spoken(content, corrects=corrects)


def _forgiven(span: Span) -> Span:
    """The first word that is not mere politeness may be a mistyped verb."""
    for index, lexeme in enumerate(span):
        if lexeme.kind is Kind.PUNCTUATION or lexeme.has(*_LEADING):
            continue
        if lexeme.kind is not Kind.WORD or lexeme.tags or is_given_name(lexeme.text):
            break
        tags = phrasebook().meant(lexeme.folded, _FORGIVEN_VERBS)
        mended = Lexeme(lexeme.kind, lexeme.text, lexeme.start, lexeme.end, tags)
        return Span(span.source, (*span.lexemes[:index], mended, *span.lexemes[index + 1 :]))
    return span


def _plain(span: Span, content: Span) -> Intent | None:
    words = [lexeme for lexeme in span if lexeme.kind is not Kind.PUNCTUATION]
    if not words:
        return Plain.UNKNOWN
    if not len(content):
        return next(
            (_PLAIN[tag] for tag in _PLAIN if any(lexeme.has(tag) for lexeme in words)), Plain.UNKNOWN
        )
    told = [lexeme for lexeme in content if lexeme.kind is not Kind.PUNCTUATION]
    for tag, plain in _PLAIN.items():
        if all(lexeme.has(tag) or (lexeme.has(*_LEADING) and tag is not Tag.NO) for lexeme in told):
            return plain
    return None


def _page(content: Span) -> TurnPage | None:
    rest = content.without_leading(Tag.FIND, Tag.DETERMINER) or content
    words = [lexeme for lexeme in rest if lexeme.kind is not Kind.PUNCTUATION]
    if not words:
        return None
    asks = all(lexeme.has(Tag.NEXT, Tag.FILLER, Tag.PEOPLE, Tag.DETERMINER) for lexeme in words)
    if asks and any(lexeme.has(Tag.NEXT) for lexeme in words):
        return TurnPage()
    if all(lexeme.has(Tag.PREVIOUS, Tag.FILLER) for lexeme in words):
        return TurnPage(step=-1)
    pair = 2
    number = words[-1].text
    if (
        len(words) == pair
        and words[0].has(Tag.PAGE)
        and number.isascii()
        and number.isdigit()
        and len(number) <= _LONGEST_PAGE_NUMBER
    ):
        return TurnPage(page=max(1, int(number)))
    return None


def _refused(content: Span) -> Unsupported | None:
    """Requests that are understood and cannot be met; None for all others."""
    return next((kind for kind, is_asked in _REFUSALS if is_asked(content)), None)


def _is_about_secrets(content: Span) -> bool:
    return content.has(Tag.SECRET) and content.first_kind(Kind.EMAIL, Kind.PHONE) is None


def _is_for_sending(content: Span) -> bool:
    return content[0].has(Tag.SEND) and not content[0].has(Tag.FIND, Tag.CREATE, Tag.UPDATE)


def _changes_many(content: Span) -> bool:
    verb = content[0]
    writes = verb.has(*_WRITES) or (verb.has(Tag.CREATE) and content.first_kind(Kind.EMAIL) is None)
    return writes and _is_bulk(content.cut(1))


def _is_about_absence(content: Span) -> bool:
    """``contacts sans téléphone``: no search finds what is not there."""
    listed = content.first(Tag.PEOPLE, Tag.STAGE)
    absent = content.first(Tag.WITHOUT, Tag.NO_EMAIL, start=(listed or 0) + 1)
    changes = content[0].has(Tag.CREATE, *_WRITES) or content.first_kind(Kind.EMAIL) is not None
    return listed is not None and absent is not None and not changes


def _is_off_topic(content: Span) -> bool:
    topic = next((lexeme for lexeme in content if lexeme.has(Tag.OFF_TOPIC)), None)
    return topic is not None and not topic.capitalised and not content[0].has(Tag.CREATE, *_WRITES)


def _is_about_other_object(content: Span) -> bool:
    rest = content.cut(1) if content[0].has(*_VERBS) else content
    bare = rest.without_leading(Tag.DETERMINER, Tag.NEW, Tag.FILLER)
    return any(part.starts_with(Tag.OBJECT) and not part[0].capitalised for part in (rest, bare))


def _is_bulk(span: Span) -> bool:
    for index, lexeme in enumerate(span):
        if lexeme.folded in _EVERYONE:
            return True
        quantified = lexeme.has(Tag.ALL) and lexeme.folded.split()[0] in _EACH
        if quantified and any(
            word.has(Tag.PEOPLE, Tag.STAGE, Tag.CONTACT) for word in span.cut(index, index + _FAR_ENOUGH)
        ):
            return True
    return False


_REFUSALS: Final[tuple[tuple[Unsupported, Callable[[Span], bool]], ...]] = (
    (Unsupported.SECRET, _is_about_secrets),
    (Unsupported.OFF_TOPIC, _is_off_topic),
    (Unsupported.EMPTY_FIELD, _is_about_absence),
    (Unsupported.MERGE, lambda content: content[0].has(Tag.MERGE)),
    (Unsupported.OBJECT, _is_about_other_object),
    (Unsupported.SEND, _is_for_sending),
    (Unsupported.BULK, _changes_many),
)
"""What cannot be done, and how it is told; the first that fits counts."""


def _spoken(content: Span, *, corrects: bool) -> Intent:
    verb, rest = content[0], _unhedged(content.cut(1))
    if verb.has(Tag.TURN) and is_given_name(verb.text) and not rest.has(Tag.STAGE, Tag.TO, Tag.FIELD):
        return Bare(content)
    if verb.has(*_VERBS):
        return _commanded(verb, rest, content)
    return _told(content) or (Correction(content) if corrects else Bare(content))


def _told(content: Span) -> Intent | None:
    """What words without a verb of command say clearly enough by themselves."""
    if is_signature(content):
        return read_card(content)
    added = _added_at_the_end(content)
    if added is not None:
        return added
    pick = read_pick(content)
    if pick is not None:
        return Pick(pick)
    if content[0].folded in {"is", "are"} and len(content) > 1:
        return read_find(content.cut(1))
    return read_statement(content) or (read_find(content) if _is_listing(content) else None)


def _added_at_the_end(content: Span) -> Intent | None:
    """``nouveau prospect : …`` and ``… tu peux l'ajouter ?``: a creation whose verb is not in front."""
    noun = content[1] if len(content) > 1 else content[0]
    if content[0].has(Tag.NEW) and noun.has(Tag.STAGE, Tag.CONTACT) and not noun.folded.endswith("s"):
        return _create(content)
    verb = content.first(Tag.ADD, Tag.CREATE, start=max(1, len(content) - 2))
    if verb is None or content.first_kind(Kind.EMAIL) is None:
        return None
    return _create(content.cut(0, verb).without_trailing(Tag.FILLER, Tag.PRONOUN, Tag.DETERMINER))


def _is_listing(content: Span) -> bool:
    """``who works at Globex``, ``les clients de Nantes``: a search even without a verb of searching."""
    if content[0].has(Tag.AT) and content[0].folded.split()[0] in {"who", "qui"}:
        return True
    noun = content.cut(0, 2).first(Tag.PEOPLE, Tag.STAGE)
    if noun is None or content.first(Tag.AT, Tag.PLACE, Tag.OF, start=noun + 1) is None:
        return False
    return content.first_kind(Kind.EMAIL, Kind.PHONE) is None


def _unhedged(rest: Span) -> Span:
    """``cherche plutôt …``: the small words between a verb and what it is about do not count."""
    while len(rest) and rest[0].has(Tag.INSTEAD, Tag.FILLER) and not rest[0].capitalised:
        rest = rest.cut(1)
    return rest


def _commanded(verb: Lexeme, rest: Span, content: Span) -> Intent:
    if verb.has(Tag.CREATE):
        return _create(rest)
    if verb.has(Tag.ADD):
        return _add(rest)
    if verb.has(Tag.RENAME):
        return read_rename(rest)
    if verb.has(Tag.CLEAR):
        return read_clear(rest) or Unsupported.DELETE
    if verb.has(Tag.FIND) and not verb.has(Tag.UPDATE, Tag.TURN):
        return _find(rest, content)
    return read_update(rest, verb.folded, turns=verb.has(Tag.TURN))


def _create(rest: Span) -> Intent:
    parts = split_creations(rest)
    creates = tuple(read_card(part) for part in parts)
    return creates[0] if len(creates) == 1 else Creations(creates)


def _add(rest: Span) -> Intent:
    """``ajoute Luc Martin`` creates; ``ajoute le téléphone 06… à Marie`` and ``add his mobile`` change."""
    if rest.starts_with(Tag.CREATE) or rest.without_leading(Tag.DETERMINER).starts_with(Tag.CONTACT):
        return _create(rest)
    body = rest.without_leading(Tag.DETERMINER, Tag.NEW, Tag.POSSESSIVE, Tag.PRONOUN)
    if not len(body):
        return Update() if rest.has(Tag.POSSESSIVE) else Create()
    owned = rest.cut(0, len(rest) - len(body)).has(Tag.POSSESSIVE, Tag.PRONOUN)
    if body[0].has(Tag.CONTACT) or (body[0].has(Tag.STAGE) and not owned):
        return _create(rest)
    entity = body[0].kind in {Kind.PHONE, Kind.EMAIL} and body.has(Tag.FOR)
    changes = owned or body[0].has(Tag.FIELD) or entity
    return read_update(rest, "add") if changes else _create(rest)


def _find(rest: Span, content: Span) -> Intent:
    asked = content[0].tags.get(Tag.FIND, "")
    while len(rest) and rest[0].has(Tag.FIND) and not rest[0].capitalised:
        rest = rest.cut(1)
    if not len(rest):
        return Find()
    statement = read_statement(content) if content[0].has(Tag.HAS) else None
    if statement is not None:
        return statement
    pick = read_pick(rest)
    if pick is not None:
        return Pick(pick)
    if asked == "role":
        return read_find(rest, slot="jobtitle")
    found = read_find(rest)
    return replace(found, asked=found.asked or asked)
